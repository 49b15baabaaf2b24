// A ready-made agent: what it is for and what the firm needs before it is of use.

import { Button, Card, Group, List, Text, Title } from "@mantine/core";
import { IconCircleDashed } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./agents.module.css";
import type { TemplateView } from "./queries";
import { RoleIcon } from "./role-icon";

interface Props {
  template: TemplateView;
  isOwn: boolean;
  isBusy: boolean;
  onTake: () => void;
}

export function TemplateCard({ template, isOwn, isBusy, onTake }: Props) {
  const { t } = useTranslation("agents");
  return (
    <Card component="li" padding="md" className={classes.template}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <RoleIcon role={template.role} size={36} />
        <div style={{ minWidth: 0 }}>
          <Title order={3}>{template.name}</Title>
          <Text size="xs" c="dimmed">
            {[t(`role.${template.role}.name`), isOwn ? t("factory.own_trade") : ""]
              .filter((part) => part !== "" && part !== template.name)
              .join(" · ")}
          </Text>
        </div>
      </Group>
      <Text size="sm">{template.about}</Text>
      {template.needs.length > 0 && (
        <div>
          <Text size="xs" c="dimmed" fw={600} mb={2}>
            {t("factory.needs")}
          </Text>
          <List size="xs" spacing={2} icon={<IconCircleDashed size={12} aria-hidden />}>
            {template.needs.map(({ code, hint }) => (
              <List.Item key={code}>{hint}</List.Item>
            ))}
          </List>
        </div>
      )}
      <Button
        variant="light"
        mt="auto"
        disabled={isBusy}
        onClick={onTake}
        aria-label={t("factory.take_named", { name: template.name })}
      >
        {t("factory.take")}
      </Button>
    </Card>
  );
}
