// What a run, or a dry one, came to; rows that were refused; what an undo has left.

import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import { Block } from "~/features/settings/parts";
import classes from "./imports.module.css";
import { keptQuery } from "./queries";
import type { Counts } from "./wire";

const FIGURES = [
  "contacts_new",
  "contacts_met",
  "contacts_changed",
  "chats_new",
  "chats_met",
  "messages_new",
  "messages_known",
  "files",
  "files_left_out",
  "refused",
] as const;

export function Figures({ counts }: { counts: Counts }) {
  const { t } = useTranslation("imports");
  const told = FIGURES.filter((name) => counts[name] > 0);
  if (told.length === 0) return <Text size="sm">{t("outcome.nothing")}</Text>;
  return (
    <dl className={classes.facts}>
      {told.map((name) => (
        <div key={name}>
          <dt>{t(`outcome.${name}`)}</dt>
          <dd className="tabular">{number(counts[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Outcome({ title, text, counts }: { title: string; text?: string; counts: Counts }) {
  const { t } = useTranslation("imports");
  return (
    <Block title={title} text={text}>
      <Stack>
        <Figures counts={counts} />
        {counts.refusals.length > 0 && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t("outcome.refusals")}
            </Text>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
            <section className={classes.scroll} tabIndex={0} aria-label={t("outcome.refusals")}>
              {counts.refusals.map((refusal) => (
                <Text key={`${refusal.number} ${refusal.code}`} size="sm" className={classes.said ?? ""}>
                  {t("found.row", { number: refusal.number })}:{" "}
                  {t(`refusal.${refusal.code}`, { field: refusal.field ?? "" })}
                </Text>
              ))}
            </section>
            {counts.refused > counts.refusals.length && (
              <Text size="sm" c="dimmed" mt={4}>
                {t("outcome.more", { count: counts.refused - counts.refusals.length })}
              </Text>
            )}
          </div>
        )}
      </Stack>
    </Block>
  );
}

/** What stayed after an undo, and why. */
export function KeptBlock({ id, counts }: { id: string; counts: Counts }) {
  const { t } = useTranslation("imports");
  const { data: kept } = useQuery({ ...keptQuery(id), enabled: counts.kept > 0 });
  if (counts.kept === 0)
    return (
      <Alert color="teal" role="status">
        {t("kept.none")}
      </Alert>
    );
  return (
    <Block title={t("kept.title")} text={t("kept.text")}>
      <ul className={classes.list}>
        {kept?.map((row) => (
          <li key={`${row.noun} ${row.id}`} className={classes.row}>
            <div className={classes.main}>
              <Anchor
                component={Link}
                to={row.noun === "contact" ? `/contacts/${row.id}` : `/inbox/${row.id}`}
                fw={500}
              >
                {row.name ?? t("kept.nameless")}
              </Anchor>
              <Text size="sm" c="dimmed">
                {t(`kept.noun.${row.noun}`)} · {t(`kept.reason.${row.reason}`)}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Block>
  );
}
