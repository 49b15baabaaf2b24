// What is in the file: counts, the span of time, the first records, and what could not be understood.

import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { fullDay, moment, number } from "~/app/format";
import { Block } from "~/features/settings/parts";
import classes from "./imports.module.css";
import type { Found } from "./wire";

/** A time without a zone is shown as it stands. */
function useAt(): (at: string, isDay?: boolean) => string {
  const zone = useZone();
  return (at, isDay = false) => {
    const isLocal = !/Z|[+-]\d\d:\d\d$/.test(at);
    const read = new Date(isLocal ? `${at}Z` : at);
    if (Number.isNaN(read.getTime())) return at;
    return isDay ? fullDay(read, isLocal ? "UTC" : zone) : moment(read, isLocal ? "UTC" : zone);
  };
}

export function FoundBlock({ found }: { found: Found }) {
  const { t } = useTranslation("imports");
  const at = useAt();
  const facts = (["chats_count", "people_count", "messages", "media", "rows"] as const).filter(
    (name) => found[name] > 0,
  );
  const names = new Map(found.chats.flatMap((chat) => chat.people).map((person) => [person.key, person.name]));
  return (
    <Block title={t("found.title")}>
      <Stack>
        <dl className={classes.facts}>
          {facts.map((name) => (
            <div key={name}>
              <dt>{t(`found.${name}`)}</dt>
              <dd className="tabular">{number(found[name])}</dd>
            </div>
          ))}
        </dl>
        {found.first && found.last && (
          <Text size="sm" c="dimmed">
            {t("found.span", { from: at(found.first, true), to: at(found.last, true) })}
          </Text>
        )}
        {found.is_truncated && (
          <Alert color="orange" icon={<IconAlertTriangle size={18} aria-hidden />}>
            {t("found.truncated")}
          </Alert>
        )}
        {found.samples.length > 0 && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t("found.first")}
            </Text>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
            <section className={classes.scroll} tabIndex={0} aria-label={t("found.first")}>
              {found.samples.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
                <div key={index} className={classes.said}>
                  <Text size="xs" c="dimmed">
                    {one.kind === "message"
                      ? [
                          one.author ? (names.get(one.author) ?? one.author) : t("found.messenger"),
                          one.at && at(one.at),
                        ]
                          .filter(Boolean)
                          .join(", ")
                      : one.kind === "row"
                        ? t("found.row", { number: one.number })
                        : one.name}
                  </Text>
                  <Text size="sm">
                    {one.kind === "message"
                      ? one.text || (one.media > 0 ? t("found.attachment") : "")
                      : one.kind === "row"
                        ? one.cells.filter(Boolean).join(" · ")
                        : [one.phone, one.email].filter(Boolean).join(" · ")}
                  </Text>
                </div>
              ))}
            </section>
          </div>
        )}
        {found.warnings.length > 0 && (
          <details>
            <summary>{t("found.warnings", { count: found.warnings.length })}</summary>
            <ul className={classes.steps}>
              {found.warnings.slice(0, 30).map((warning, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
                <li key={index}>
                  {warning.line > 0 && `${t("found.line", { line: warning.line })}: `}
                  {t([`warning.${warning.code}`, "warning.odd_record"])}
                </li>
              ))}
            </ul>
          </details>
        )}
      </Stack>
    </Block>
  );
}
