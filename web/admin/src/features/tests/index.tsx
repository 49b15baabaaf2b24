// Conversations that must go well: how each went last time, and all of them played at once.

import { ActionIcon, Button, Group, Progress, SegmentedControl, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconChecklist, IconPlayerPlay, IconPlus, IconSearch } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { recent } from "~/app/format";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { EmptyState, ErrorState, Loading, Page, showDone, showProblem } from "~/ui";
import { counted, heard, type Progress as Played, shown, VIEWS, type View } from "./filter";
import { type DialogueTest, refreshList, run, runAll, testsQuery } from "./queries";
import classes from "./tests.module.css";
import { VerdictMark } from "./verdict";

function Row({ test, now, mayPlay }: { test: DialogueTest; now: Played | undefined; mayPlay: boolean }) {
  const { t } = useTranslation("tests");
  const zone = useZone();
  const play = useMutation({ mutationFn: () => run(test.id), onError: showProblem });
  const last = test.last_run;
  const verdict = now?.verdicts[test.id] ?? last?.verdict;
  return (
    <div className={classes.row}>
      <VerdictMark verdict={verdict} />
      <Link to="/tests/$testId" params={{ testId: test.id }} className={classes.name}>
        <Text fw={500} truncate>
          {test.title}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {last
            ? t("row.run", {
                at: recent(last.at, zone),
                what: t(`row.${last.verdict}`, { count: last.failed, plays: last.plays }),
              })
            : t("row.new")}
        </Text>
      </Link>
      {mayPlay && (
        <Tooltip label={t("run_this")}>
          <ActionIcon
            size={40}
            aria-label={`${t("run_this")}: ${test.title}`}
            loading={play.isPending}
            onClick={() => play.mutate()}
          >
            <IconPlayerPlay size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

export function TestsPage() {
  const { t } = useTranslation("tests");
  const mayPlay = useMay("edit_catalog");
  const { data, error, refetch } = useQuery(testsQuery);
  const [view, setView] = useState<View>("all");
  const [words, setWords] = useState("");
  const [now, setNow] = useState<Played>();
  useLive(["dialogue_test."], (event) => {
    setNow((known) => heard(known, event));
    if (event.kind === "dialogue_test.finished") {
      const { passed = 0, total = 0 } = event.payload;
      showDone(t("finished", { passed, total }));
    }
    if (!event.kind.endsWith(".played") || typeof event.payload.done !== "number") void refreshList();
  });
  const all = useMutation({
    mutationFn: runAll,
    onSuccess: ({ total }) => setNow({ done: 0, total, verdicts: {} }),
    onError: showProblem,
  });
  const counts = counted(data ?? []);
  const rows = shown(data ?? [], view, words);
  const actions = mayPlay && (
    <>
      {counts.all > 0 && (
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} />}
          loading={all.isPending}
          disabled={now !== undefined}
          onClick={() => all.mutate()}
        >
          {t("run_all")}
        </Button>
      )}
      <Button component={Link} to="/tests/new" leftSection={<IconPlus size={16} />}>
        {t("create")}
      </Button>
    </>
  );
  return (
    <Page title={t("title")} text={t("text")} actions={actions}>
      {now && (
        <Stack gap={6} mb="md" role="status">
          <Text size="sm">{t("playing", { done: now.done, total: now.total })}</Text>
          <Progress value={(now.done / Math.max(1, now.total)) * 100} aria-label={t("run_all")} />
        </Stack>
      )}
      {data && data.length > 0 && (
        <Group gap="sm" mb="md">
          <SegmentedControl
            aria-label={t("view.label")}
            value={view}
            onChange={(value) => setView(value as View)}
            data={VIEWS.map((value) => ({ value, label: `${t(`view.${value}`)} ${counts[value] || ""}`.trim() }))}
            maw="100%"
          />
          <TextInput
            flex="1 1 180px"
            aria-label={t("app:search")}
            placeholder={t("app:search")}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        </Group>
      )}
      {data ? (
        rows.length > 0 ? (
          <ul className={classes.list}>
            {rows.map((test) => (
              <li key={test.id}>
                <Row test={test} now={now} mayPlay={mayPlay} />
              </li>
            ))}
          </ul>
        ) : data.length > 0 ? (
          <EmptyState compact icon={IconChecklist} title={t("none")} />
        ) : (
          <EmptyState
            icon={IconChecklist}
            title={t("empty.title")}
            text={t("empty.text")}
            action={
              mayPlay && (
                <Button component={Link} to="/tests/new">
                  {t("create")}
                </Button>
              )
            }
          />
        )
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={6} />
      )}
    </Page>
  );
}
