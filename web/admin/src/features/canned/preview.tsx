// How a canned reply will look to a customer, with what stands for its variables.

import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMe } from "~/app/session";
import classes from "./canned.module.css";
import { keyOf, pieces, VARIABLES } from "./slash";

export function Preview({ text }: { text: string }) {
  const { t } = useTranslation("canned");
  const [firm, me] = [useFirm(), useMe()];
  const real: Record<string, string | undefined> = { "firm.name": firm?.name, "agent.name": me.person.name };
  if (!text.trim()) return null;
  return (
    <section aria-label={t("preview")}>
      <Text size="sm" fw={500} mb={4}>
        {t("preview")}
      </Text>
      <div className={classes.preview}>
        {pieces(text).map((piece, index) => {
          if (piece.kind === "text") return piece.text;
          const isKnown = VARIABLES.some((known) => known === piece.name);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no other name
            <span key={index} className={isKnown ? classes.filled : classes.lacking}>
              {isKnown ? (real[piece.name] ?? t(`sample.${keyOf(piece.name)}`)) : `{{${piece.name}}}`}
            </span>
          );
        })}
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        {t("preview_text")}
      </Text>
    </section>
  );
}
