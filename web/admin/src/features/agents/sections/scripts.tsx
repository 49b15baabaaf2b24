// The scripts it follows, in order: the first that fits the talk leads.

import { ActionIcon, Badge, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import classes from "../agents.module.css";
import { scriptsOfQuery } from "../around";
import { moved } from "../order";
import type { AgentForm } from "../use-editor";

export function Scripts({ form, mayEdit }: { form: AgentForm; mayEdit: boolean }) {
  const { t } = useTranslation("agents");
  const { data: all = [] } = useQuery(scriptsOfQuery);
  const chosen = form.values.draft.scripts;
  const set = (next: string[]) => form.setFieldValue("draft.scripts", next);
  const rest = all.filter(({ id }) => !chosen.includes(id));
  return (
    <Block
      title={t("section.scripts")}
      text={t("scripts.text")}
      action={
        mayEdit && (
          <Button
            component={Link}
            to="/scripts/$scriptId"
            params={{ scriptId: "new" } as never}
            variant="default"
            leftSection={<IconPlus size={16} />}
          >
            {t("scripts.new")}
          </Button>
        )
      }
    >
      <Stack gap="md">
        {chosen.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("scripts.empty")}
          </Text>
        )}
        <ol className={classes.lines}>
          {chosen.map((id, index) => {
            const script = all.find((one) => one.id === id);
            const name = script?.name ?? t("gone");
            return (
              <li key={id} className={classes.line}>
                <div className={classes.who}>
                  {script ? (
                    <Link to="/scripts/$scriptId" params={{ scriptId: id }} className={classes.name}>
                      {name}
                    </Link>
                  ) : (
                    <Text c="var(--mantine-color-error)">{name}</Text>
                  )}
                  {script && !script.is_active && (
                    <Badge variant="light" color="yellow" tt="none" fw={500} ml={8}>
                      {t("scripts.off")}
                    </Badge>
                  )}
                </div>
                {mayEdit && (
                  <Group gap={2} wrap="nowrap">
                    <ActionIcon
                      disabled={index === 0}
                      onClick={() => set(moved(chosen, index, index - 1))}
                      aria-label={t("move_up", { name })}
                    >
                      <IconArrowUp size={18} />
                    </ActionIcon>
                    <ActionIcon
                      disabled={index === chosen.length - 1}
                      onClick={() => set(moved(chosen, index, index + 1))}
                      aria-label={t("move_down", { name })}
                    >
                      <IconArrowDown size={18} />
                    </ActionIcon>
                    <ActionIcon
                      onClick={() => set(chosen.filter((one) => one !== id))}
                      aria-label={t("scripts.take_off", { name })}
                    >
                      <IconX size={18} />
                    </ActionIcon>
                  </Group>
                )}
              </li>
            );
          })}
        </ol>
        {mayEdit && rest.length > 0 && (
          <Select
            label={t("scripts.add")}
            placeholder={t("scripts.add_text")}
            data={rest.map(({ id, name }) => ({ value: id, label: name }))}
            value={null}
            onChange={(id) => id && set([...chosen, id])}
            searchable
            maw={420}
          />
        )}
      </Stack>
    </Block>
  );
}
