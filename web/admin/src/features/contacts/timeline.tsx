// Everything that happened with a customer, day by day: conversations, visits, changes of the card.

import { Button, Loader, Text, Title } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { dayKey, fullDay } from "~/app/format";
import { useFields } from "~/features/custom-fields/queries";
import { mergesQuery } from "~/features/merges/queries";
import { EmptyState, ErrorState, Loading } from "~/ui";
import classes from "./card.module.css";
import { Entry } from "./entry";
import { membersQuery, storyQuery } from "./queries";
import { byDay, withMerges } from "./story";

export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation("contacts");
  const zone = useZone();
  const story = useInfiniteQuery(storyQuery(id));
  const { data: members } = useQuery(membersQuery);
  const names = useMemo(() => new Map(members?.map((member) => [member.id, member.name])), [members]);
  const fields = useFields("contact");
  const own = useMemo(() => new Map(fields.map(({ key, name }) => [key, name])), [fields]);
  const { data: merges } = useQuery(mergesQuery(id));
  const isWhole = story.data !== undefined && !story.hasNextPage;
  const days = useMemo(() => {
    const entries = story.data?.pages.flatMap(({ items }) => items) ?? [];
    return byDay(story.data ? withMerges(entries, merges ?? [], isWhole) : [], zone);
  }, [story.data, merges, isWhole, zone]);
  const { ref, entry } = useIntersection({ rootMargin: "400px" });
  const isNear = entry?.isIntersecting ?? false;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = story;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isNear, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const now = new Date();
  const [today, yesterday] = [dayKey(now, zone), dayKey(new Date(now.getTime() - 86_400_000), zone)];
  const title = (day: string) =>
    day === today ? t("story.today") : day === yesterday ? t("story.yesterday") : fullDay(`${day}T12:00:00Z`, "UTC");
  return (
    <section className={classes.block} aria-label={t("story.title")}>
      <Title order={2} mb="sm">
        {t("story.title")}
      </Title>
      {story.error && !story.data ? (
        <ErrorState error={story.error} retry={() => void story.refetch()} />
      ) : !story.data ? (
        <Loading rows={4} avatar />
      ) : days.length === 0 ? (
        <EmptyState compact icon={IconHistory} title={t("story.empty")} text={t("story.empty_text")} />
      ) : (
        days.map(({ day, entries }) => (
          <section key={day} aria-label={title(day)}>
            <Title order={3} className={classes.day ?? ""}>
              {title(day)}
            </Title>
            <ol className={classes.entries}>
              {entries.map((item) => (
                <Entry
                  key={`${item.at} ${item.talk?.conversation_id ?? item.booking?.booking_id ?? item.merge?.id ?? item.note?.note_id ?? item.deal?.deal_id ?? item.referral?.kind ?? item.waitlist?.action ?? "card"}`}
                  entry={item}
                  zone={zone}
                  names={names}
                  own={own}
                />
              ))}
            </ol>
          </section>
        ))
      )}
      <div ref={ref} className={classes.end}>
        {isFetchingNextPage && <Loader size="sm" type="dots" aria-label={t("app:loading")} />}
        {isFetchNextPageError && !isFetchingNextPage && (
          <Button variant="light" size="compact-md" onClick={() => void fetchNextPage()}>
            {t("app:error.retry")}
          </Button>
        )}
        {!hasNextPage && days.length > 0 && (
          <Text size="xs" c="dimmed">
            {t("story.end")}
          </Text>
        )}
      </div>
    </section>
  );
}
