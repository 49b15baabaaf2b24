// How a test went, as a mark and as words.

import { ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Verdict } from "./queries";

const LOOK = {
  passed: { icon: IconCheck, color: "teal" },
  failed: { icon: IconX, color: "red" },
  broken: { icon: IconAlertTriangle, color: "orange" },
  new: { icon: IconMinus, color: "gray" },
};

export function VerdictMark({ verdict }: { verdict: Verdict | undefined }) {
  const { t } = useTranslation("tests");
  const { icon: Icon, color } = LOOK[verdict ?? "new"];
  return (
    <ThemeIcon
      variant="light"
      color={color}
      radius="xl"
      size={26}
      role="img"
      aria-label={t(`verdict.${verdict ?? "new"}`)}
    >
      <Icon size={15} stroke={2.2} aria-hidden />
    </ThemeIcon>
  );
}
