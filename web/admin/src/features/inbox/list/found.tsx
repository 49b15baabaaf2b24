// Under the list: conversations in which the sought words were ever said, with the place marked. Each opens at its message.

import { Button, Loader } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type MouseEvent, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { recent } from "~/app/format";
import { ErrorState } from "~/ui";
import { firstOfEach } from "../model/found";
import { ChannelIcon, channelName, customerName } from "../names";
import { foundQuery, type Mate } from "../queries";
import type { Filter, Found as Hit } from "../wire";
import classes from "./found.module.css";

interface Props {
  filter: Filter;
  zone: string | undefined;
  team: Mate[];
  me: string;
  onOpen: (id: string, seq: number) => void;
}

function FoundRow({ hit, zone, team, me, onOpen }: { hit: Hit } & Omit<Props, "filter">) {
  const { t } = useTranslation("inbox");
  const { conversation, message } = hit;
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(conversation.id, message.seq);
  };
  const mate = team.find((person) => person.person_id === message.person_id)?.name;
  const who =
    message.author === "agent"
      ? t("author.agent")
      : message.author === "person"
        ? message.person_id === me
          ? t("you")
          : (mate ?? t("author.person"))
        : "";
  return (
    <a className={classes.row} href={`/app/inbox/${conversation.id}?at=${message.seq}`} onClick={open} data-found>
      <span className={classes.top}>
        <span className={classes.channel} role="img" aria-label={channelName(t, conversation.connector)}>
          <ChannelIcon connector={conversation.connector} size={13} />
        </span>
        <span className={classes.name}>{customerName(t, conversation)}</span>
        <time className={classes.time} dateTime={message.created_at}>
          {recent(message.created_at, zone)}
        </time>
      </span>
      <span className={classes.said} dir="auto">
        {who && <span className={classes.who}>{who}: </span>}
        {message.snippet.map((piece, index) =>
          piece.is_found ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a snippet does not change its pieces
            <mark key={index}>{piece.text}</mark>
          ) : (
            piece.text
          ),
        )}
      </span>
      {hit.more > 0 && <span className={classes.more}>{t("found.more", { count: hit.more })}</span>}
    </a>
  );
}

export function Found({ filter, ...rest }: Props) {
  const { t } = useTranslation("inbox");
  const asked = useInfiniteQuery(foundQuery(filter));
  const hits = useMemo(() => firstOfEach(asked.data?.pages), [asked.data]);
  const isBehind = asked.data?.pages.some((page) => !page.is_complete);
  return (
    <section className={classes.section} aria-label={t("found.title")} aria-busy={asked.isPending}>
      <h2 className={classes.title}>
        {t("found.title")}
        {asked.isFetching && <Loader size={14} aria-label={t("app:loading")} />}
      </h2>
      {asked.error && hits.length === 0 ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <ul className={classes.rows}>
          {hits.map((hit) => (
            <li key={hit.conversation.id}>
              <FoundRow hit={hit} {...rest} />
            </li>
          ))}
        </ul>
      )}
      {asked.isSuccess && hits.length === 0 && !asked.hasNextPage && <p className={classes.note}>{t("found.none")}</p>}
      {isBehind && <p className={classes.note}>{t("found.behind")}</p>}
      {asked.hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          m={8}
          loading={asked.isFetchingNextPage}
          onClick={() => void asked.fetchNextPage()}
        >
          {t("found.earlier")}
        </Button>
      )}
    </section>
  );
}
