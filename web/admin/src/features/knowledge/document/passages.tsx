// The passages of a document as the agent has them: what is above each, where it stands in the file. One may be asked for
// by its id; it is looked for and shown.

import { Button, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState, Loading } from "~/ui";
import { MarkdownView } from "../editor/markdown-view";
import { chunksQuery, type DocumentView } from "../queries";
import classes from "./document.module.css";

/** A passage further down is not looked for by itself. */
const SEARCHED = 20;

export function Passages({ document, wanted }: { document: DocumentView; wanted: string | undefined }) {
  const { t } = useTranslation("knowledge");
  const list = useInfiniteQuery(chunksQuery(document.id));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isThere = wanted !== undefined && rows.some(({ id }) => id === wanted);
  const read = list.data?.pages.length ?? 0;
  const spot = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!wanted) return;
    if (isThere) spot.current?.scrollIntoView({ block: "center" });
    else if (hasNextPage && !isFetchingNextPage && read < SEARCHED) void fetchNextPage();
  }, [wanted, isThere, hasNextPage, isFetchingNextPage, fetchNextPage, read]);
  if (list.error && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Loading />;
  const isUnderWay = document.status === "queued" || document.status === "indexing";
  if (rows.length === 0) return <Text c="dimmed">{t(isUnderWay ? "passage.soon" : "passage.none")}</Text>;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("passage.text")}
      </Text>
      <ol className={classes.passages}>
        {rows.map((chunk) => (
          <li
            key={chunk.id}
            ref={chunk.id === wanted ? spot : undefined}
            className={classes.passage}
            data-wanted={chunk.id === wanted || undefined}
          >
            <Group gap={8} justify="space-between" wrap="nowrap" align="baseline" mb={6}>
              <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {chunk.heading || t("passage.number", { number: chunk.position + 1 })}
              </Text>
              {chunk.page !== undefined && (
                <Text size="xs" c="dimmed" className={`${classes.noWrap} tabular`}>
                  {t("passage.page", { page: chunk.page })}
                </Text>
              )}
            </Group>
            <MarkdownView text={chunk.text} />
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("app:more")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
