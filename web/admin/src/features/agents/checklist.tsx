// What the agent lacks before it should answer customers, the worst first, each with the place where it is mended.

import { Anchor, Badge, Card, Collapse, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./editor.module.css";
import { type AgentLack, type AgentView, checklistQuery } from "./queries";
import { type SectionId, sectionOf } from "./section-of";
import { SeverityIcon } from "./sections/findings";

/** What is mended elsewhere in the app. */
const ELSEWHERE: Partial<Record<AgentLack["code"], string>> = {
  no_knowledge: "/app/knowledge",
  no_front_desk: "/app/agents/new",
  tests_not_run: "/app/tests",
};

interface Props {
  agent: AgentView;
  onGo: (section: SectionId) => void;
}

export function Checklist({ agent, onGo }: Props) {
  const { t } = useTranslation("agents");
  const { data } = useQuery(checklistQuery(agent.id));
  const [isOpen, setIsOpen] = useState(false);
  if (!data) return null;
  const count = (severity: AgentLack["severity"]) => data.filter((lack) => lack.severity === severity).length;
  if (data.length === 0) {
    return (
      <Group gap={8} className={classes.fine}>
        <IconCircleCheck size={18} aria-hidden />
        <Text size="sm">{t("checklist.nothing")}</Text>
      </Group>
    );
  }
  return (
    <Card padding={0} component="section" aria-label={t("checklist.title")}>
      <UnstyledButton className={classes.lacks} onClick={() => setIsOpen(!isOpen)} aria-expanded={isOpen}>
        <Text fw={600}>{t("checklist.title")}</Text>
        {count("error") > 0 && (
          <Badge color="red" variant="light" tt="none" fw={500}>
            {t("checklist.errors", { count: count("error") })}
          </Badge>
        )}
        {count("warning") > 0 && (
          <Badge color="yellow" variant="light" tt="none" fw={500}>
            {t("checklist.warnings", { count: count("warning") })}
          </Badge>
        )}
        {count("info") > 0 && (
          <Badge color="gray" variant="light" tt="none" fw={500}>
            {t("checklist.infos", { count: count("info") })}
          </Badge>
        )}
        <IconChevronDown size={18} className={classes.turn} data-open={isOpen || undefined} aria-hidden />
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack component="ul" gap={0} className={classes.lackList}>
          {data.map((lack) => (
            <Line key={`${lack.code} ${lack.field ?? ""}`} lack={lack} onGo={onGo} />
          ))}
        </Stack>
      </Collapse>
    </Card>
  );
}

function Line({ lack, onGo }: { lack: AgentLack; onGo: (section: SectionId) => void }) {
  const { t } = useTranslation("agents");
  const elsewhere = ELSEWHERE[lack.code];
  return (
    <li className={classes.lack}>
      <SeverityIcon severity={lack.severity} />
      <div>
        <Text size="sm" fw={500}>
          {t(`lack.${lack.code}.name`)}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`lack.${lack.code}.text`)}
        </Text>
        {elsewhere ? (
          <Anchor size="sm" href={elsewhere} underline="always">
            {t(`lack.${lack.code}.go`)}
          </Anchor>
        ) : (
          lack.field && (
            <Anchor
              size="sm"
              component="button"
              type="button"
              underline="always"
              onClick={() => onGo(sectionOf(lack.field ?? ""))}
            >
              {t("checklist.go", { section: t(`section.${sectionOf(lack.field)}`) })}
            </Anchor>
          )
        )}
      </div>
    </li>
  );
}
