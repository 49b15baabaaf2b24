// Every answer of the agents: found by words, by who gave it, by how it ended and by what went wrong. A line opens its reasons.

import { Button, Group } from "@mantine/core";
import { IconArrowRight, IconListSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { EmptyState, ErrorState, Loading, Page } from "~/ui";
import { Filters } from "./filters";
import { TurnList } from "./list";
import { turnsQuery } from "./queries";
import { isNarrowed, type Search } from "./search";
import { WhyDrawer } from "./why";

export function TracesPage() {
  const { t } = useTranslation("traces");
  const zone = useZone();
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = useCallback((next: Search) => void navigate({ to: "/traces", search: next, replace: true }), [navigate]);
  const { turn, ...wanted } = search;
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    turnsQuery(wanted, zone),
  );
  const lines = data?.pages.flatMap((page) => page.items);
  const open = lines?.find((line) => line.id === turn);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const isFiltered = isNarrowed(wanted);
  return (
    <Page wide title={t("title")} text={t("text")}>
      {/* Words are sent a moment after they are typed: what was opened meanwhile stays open. */}
      <Filters search={wanted} onChange={(next) => set(turn ? { ...next, turn } : next)} />
      {lines && lines.length > 0 ? (
        <TurnList
          lines={lines}
          open={turn}
          onOpen={(id) => set({ ...wanted, turn: id })}
          isMore={hasNextPage}
          isLoading={isFetchingNextPage}
          onEnd={more}
        />
      ) : lines ? (
        <EmptyState
          icon={IconListSearch}
          title={t(isFiltered ? "none.title" : "empty.title")}
          text={t(isFiltered ? "none.text" : "empty.text")}
          action={
            isFiltered ? (
              <Button variant="light" onClick={() => set({})}>
                {t("reset")}
              </Button>
            ) : (
              <Button component={Link} to="/test-chat" variant="light">
                {t("empty.action")}
              </Button>
            )
          }
        />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={8} />
      )}
      <WhyDrawer
        turn={turn}
        onClose={() => set(wanted)}
        actions={
          open && (
            <Group mb="md">
              <Button
                component={Link}
                to="/inbox/$conversationId"
                params={{ conversationId: open.conversation_id } as never}
                variant="default"
                rightSection={<IconArrowRight size={16} />}
              >
                {t("to_conversation")}
              </Button>
            </Group>
          )
        }
      />
    </Page>
  );
}
