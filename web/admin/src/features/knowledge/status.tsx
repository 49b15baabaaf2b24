// How far a document is: waits, is read, is known, could not be read and why, is switched off.

import { Badge, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./knowledge.module.css";
import type { DocumentView } from "./queries";

/** Refusals that have words of their own; whatever else comes is said plainly. */
export const FAILURES = [
  "too_large",
  "too_slow",
  "zip_bomb",
  "encrypted",
  "no_text",
  "broken",
  "unsupported",
  "unreachable",
  "not_allowed",
] as const;

export function useFailure(): (document: Pick<DocumentView, "error_code" | "kind">) => string {
  const { t } = useTranslation("knowledge");
  return ({ error_code: code, kind }) => {
    const known = FAILURES.find((one) => one === code) ?? "other";
    const isWeb = kind === "page" || kind === "site";
    return t([...(isWeb ? [`fail.${known}_web`] : []), `fail.${known}`]);
  };
}

export function DocumentStatus({ document }: { document: DocumentView }) {
  const { t } = useTranslation("knowledge");
  const { status, progress, kind, chunks } = document;
  if (status === "indexing")
    return (
      <span className={classes.reading}>
        <Progress value={Math.max(3, progress)} size="sm" aria-label={t("status.indexing")} flex={1} />
        <Text span size="xs" c="dimmed" className="tabular" w={34} ta="right">
          {t("percent", { value: progress })}
        </Text>
      </span>
    );
  if (status === "ready")
    return (
      <Text span size="sm" c="dimmed" className="tabular">
        {kind === "site" ? t("status.ready") : t("passages", { count: chunks })}
      </Text>
    );
  const color = status === "failed" ? "red" : "gray";
  return (
    <Badge variant={status === "off" ? "default" : "light"} color={color} size="md" tt="none" fw={500}>
      {t(`status.${status}`)}
    </Badge>
  );
}
