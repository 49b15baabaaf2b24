// What each role may do, in words and as a list; folded until somebody asks.

import { Accordion, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import classes from "./people.module.css";
import { ROLES, rolesQuery } from "./queries";

export function Roles() {
  const { t } = useTranslation("people");
  const { data } = useQuery({ ...rolesQuery, retry: false });
  const roles = data?.map(({ role }) => role) ?? ROLES;
  return (
    <Block title={t("roles.title")} text={t("roles.text")}>
      <Accordion variant="default" chevronPosition="left" order={3}>
        {roles.map((role) => (
          <Accordion.Item key={role} value={role}>
            <Accordion.Control>
              <Text fw={500}>{t(`role.${role}.name`)}</Text>
              <Text size="sm" c="dimmed">
                {t(`role.${role}.text`)}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <ul className={classes.list}>
                {(data?.find((info) => info.role === role)?.permissions ?? []).map((permission) => (
                  <Text component="li" size="sm" key={permission} py={3}>
                    <IconCheck size={15} stroke={2} aria-hidden style={{ verticalAlign: "-2px", marginRight: 8 }} />
                    {t(`may.${permission}`)}
                  </Text>
                ))}
              </ul>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Block>
  );
}
