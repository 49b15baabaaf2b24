// The conversations of a customer, the latest first.

import { Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { recent } from "~/app/format";
import { ChannelIcon } from "~/features/inbox/names";
import classes from "./card.module.css";
import { sourceName } from "./names";
import { talksQuery } from "./queries";

export function Talks({ id }: { id: string }) {
  const { t } = useTranslation("contacts");
  const zone = useZone();
  const { data: talks, isError } = useQuery(talksQuery(id));
  return (
    <section className={classes.part}>
      <Title order={2} className={classes.partTitle ?? ""} mb={6}>
        {t("talks.title")}
      </Title>
      {!talks && !isError && <Skeleton height={44} radius="md" aria-label={t("app:loading")} />}
      {isError && (
        <Text size="sm" c="dimmed">
          {t("app:error.title")}
        </Text>
      )}
      {talks?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("talks.none")}
        </Text>
      )}
      <ul className={classes.list}>
        {talks?.map((talk) => (
          <li key={talk.id}>
            <Link to="/inbox/$conversationId" params={{ conversationId: talk.id }} className={classes.item}>
              <span className={classes.itemTop}>
                <ChannelIcon connector={talk.connector} size={16} />
                <span className={classes.itemName}>{sourceName(t, talk.connector)}</span>
                <span className={classes.soft}>
                  {talk.status === "closed" && `${t("talks.closed")} · `}
                  {recent(talk.last_message?.created_at ?? talk.created_at, zone)}
                </span>
              </span>
              {talk.last_message && (
                <span className={classes.snippet}>{talk.last_message.text || t("talks.no_text")}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
