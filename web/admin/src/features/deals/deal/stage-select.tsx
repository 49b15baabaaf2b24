// The stage of a deal, chosen in place; the move goes the same way as on the board.

import { Select } from "@mantine/core";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { called, dealName } from "../names";
import type { Deal, Stage } from "../wire";
import classes from "./deal.module.css";

interface Props {
  deal: Deal;
  stages: Stage[];
  isOff: boolean;
  onMove: (to: string) => void;
  className?: string | undefined;
  size?: "xs" | "sm";
}

export function StageSelect({ deal, stages, isOff, onMove, className, size = "sm" }: Props) {
  const { t } = useTranslation("deals");
  const here = stages.find(({ key }) => key === deal.stage);
  const colour = { "--stage": `var(--mantine-color-${here?.color ?? "gray"}-6)` } as CSSProperties;
  return (
    <Select
      size={size}
      className={className ?? ""}
      aria-label={t("deal.stage_of", { name: dealName(t, deal) })}
      data={stages.toSorted((a, b) => a.position - b.position).map((one) => ({ value: one.key, label: called(one) }))}
      value={deal.stage}
      onChange={(to) => to && onMove(to)}
      allowDeselect={false}
      readOnly={isOff}
      leftSection={<span className={classes.dot} style={colour} aria-hidden />}
    />
  );
}
