// The deal a task belongs to, in a line.

import { IconBriefcase } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./tasks.module.css";
import type { Task } from "./wire";

export function DealPiece({ deal }: { deal: NonNullable<Task["deal"]> }) {
  const { t } = useTranslation("tasks");
  return (
    <Link to="/deals/$dealId" params={{ dealId: deal.id }} className={classes.piece}>
      <IconBriefcase size={14} stroke={1.7} aria-hidden />
      {deal.title?.trim() || t("row.deal")}
    </Link>
  );
}
