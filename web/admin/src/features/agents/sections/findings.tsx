// What the lint has found in one text, each with the words it is about and why they harm.

import { Button, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { lineOf, type Mark } from "../marks";
import type { AgentFinding } from "../queries";
import classes from "./findings.module.css";

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle } as const;
const FEW = 4;

export function SeverityIcon({ severity }: { severity: AgentFinding["severity"] }) {
  const { t } = useTranslation("agents");
  const Drawn = ICONS[severity];
  return <Drawn size={18} className={classes[severity]} aria-label={t(`severity.${severity}`)} role="img" />;
}

interface Props {
  marks: readonly Mark[];
  text: string;
  onShow: (start: number, end: number) => void;
}

export function Findings({ marks, text, onShow }: Props) {
  const { t } = useTranslation("agents");
  const [isAll, setIsAll] = useState(false);
  if (marks.length === 0) return null;
  const shown = isAll ? marks : marks.slice(0, FEW);
  return (
    <Stack gap={6} mt="sm" component="ul" className={classes.list} aria-label={t("lint.title")}>
      {shown.map(({ start, end, finding }) => (
        <li key={`${finding.code} ${start} ${end}`}>
          <UnstyledButton className={classes.finding} onClick={() => onShow(start, end)}>
            <SeverityIcon severity={finding.severity} />
            <span>
              <Text size="sm" fw={500} component="span" display="block">
                {t(`lint.${finding.code}.name`, { about: finding.about ?? finding.excerpt })}
              </Text>
              <Text size="sm" c="dimmed" component="span" display="block">
                {t(`lint.${finding.code}.text`, { about: finding.about ?? finding.excerpt })}
              </Text>
              <Text size="xs" c="dimmed" component="span" display="block" className={classes.excerpt}>
                {t("lint.place", { line: lineOf(text, start) })} «{finding.excerpt}»
              </Text>
            </span>
          </UnstyledButton>
        </li>
      ))}
      {marks.length > FEW && (
        <li>
          <Button variant="subtle" size="compact-sm" onClick={() => setIsAll(!isAll)}>
            {isAll ? t("lint.fewer") : t("lint.all", { count: marks.length })}
          </Button>
        </li>
      )}
    </Stack>
  );
}
