// What customers asked and nothing answered: how often, when last, where; one step from the question to an answer.

import { ActionIcon, Button, Group, Menu, Paper, SegmentedControl, Select, Text } from "@mantine/core";
import {
  IconDots,
  IconEyeOff,
  IconMessageCircle,
  IconMessageQuestion,
  IconMoodSmile,
  IconNotes,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment, recent } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { EmptyState, ErrorState, Loading, showDone, showProblem } from "~/ui";
import shared from "../knowledge.module.css";
import { Section } from "../section";
import { AnswerForm } from "./answer-form";
import classes from "./gaps.module.css";
import { dismiss, GAPS, type GapOrder, type GapStatus, type GapView, gapQuery, gapsQuery } from "./queries";

const STATUSES = ["open", "answered", "dismissed"] as const satisfies GapStatus[];
const ORDERS = ["recent", "often"] as const satisfies GapOrder[];

interface RowProps {
  gap: GapView;
  mayEdit: boolean;
  onAnswer: () => void;
}

function Row({ gap, mayEdit, onAnswer }: RowProps) {
  const { t } = useTranslation("knowledge");
  const zone = useZone();
  const navigate = useNavigate();
  const {
    id,
    question,
    status,
    times,
    asked_at: asked,
    conversation_id: talk,
    faq_id: faq,
    document_id: document,
  } = gap;
  const write = () => {
    queryClient.setQueryData(gapQuery(id).queryKey, gap);
    void navigate({ to: "/knowledge/new", search: { gap: id } });
  };
  const putAway = async () => {
    try {
      await dismiss(id);
      showDone(t("gaps.dismissed_done"));
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <Text fw={500} style={{ overflowWrap: "anywhere" }}>
          {question}
        </Text>
        <Group gap="4px 12px" mt={2}>
          <Text size="sm" c="dimmed" title={moment(asked, zone)}>
            {times > 1
              ? t("gaps.times", { count: times, when: recent(asked, zone) })
              : t("gaps.once", { when: recent(asked, zone) })}
          </Text>
          <Link to="/inbox/$conversationId" params={{ conversationId: talk }} className={classes.link}>
            <IconMessageCircle size={15} stroke={1.7} aria-hidden />
            {t("gaps.talk")}
          </Link>
          {faq && (
            <Link to="/knowledge/faq" search={{ entry: faq }} className={classes.link}>
              {t("gaps.see_answer")}
            </Link>
          )}
          {document && (
            <Link to="/knowledge/documents/$documentId" params={{ documentId: document }} className={classes.link}>
              {t("gaps.see_article")}
            </Link>
          )}
        </Group>
      </div>
      {mayEdit && status !== "answered" && (
        <Group gap={4} wrap="nowrap" className={classes.deeds}>
          <Button
            variant="light"
            leftSection={<IconMessageQuestion size={16} />}
            onClick={onAnswer}
            aria-label={t("gaps.answer_to", { question })}
          >
            {t("gaps.answer")}
          </Button>
          <Menu position="bottom-end" width={250}>
            <Menu.Target>
              <ActionIcon size={40} aria-label={t("actions", { name: question })}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconNotes size={16} />} onClick={write}>
                {t("gaps.article")}
              </Menu.Item>
              {status === "open" && (
                <Menu.Item leftSection={<IconEyeOff size={16} />} onClick={() => void putAway()}>
                  {t("gaps.dismiss")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </Group>
      )}
    </li>
  );
}

export function GapsPage() {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const [status, setStatus] = useState<GapStatus>("open");
  const [sort, setSort] = useState<GapOrder>("recent");
  const [open, setOpen] = useState<GapView>();
  const list = useInfiniteQuery(gapsQuery(status, sort));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  useLive(["gap."], () => void queryClient.invalidateQueries({ queryKey: GAPS }));
  return (
    <Section page="gaps">
      <Group gap="sm" mb="md" className={classes.toolbar}>
        <SegmentedControl
          aria-label={t("gaps.status")}
          value={status}
          onChange={(chosen) => setStatus(STATUSES.find((known) => known === chosen) ?? "open")}
          data={STATUSES.map((value) => ({ value, label: t(`gaps.${value}`) }))}
        />
        <Select
          aria-label={t("gaps.sort")}
          value={sort}
          onChange={(chosen) => setSort(ORDERS.find((known) => known === chosen) ?? "recent")}
          data={ORDERS.map((value) => ({ value, label: t(`gaps.sort_${value}`) }))}
          allowDeselect={false}
          w={220}
        />
      </Group>
      {list.error && !list.data ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={5} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={IconMoodSmile}
          title={t(`gaps.empty_${status}`)}
          text={status === "open" ? t("gaps.empty_text") : undefined}
          action={
            status === "open" && (
              <Button component={Link} to="/knowledge/ask" variant="light">
                {t("gaps.try")}
              </Button>
            )
          }
        />
      ) : (
        <Paper withBorder className={shared.sheet ?? ""}>
          <ul className={shared.rows} aria-label={t("gaps.title")}>
            {rows.map((gap) => (
              <Row key={gap.id} gap={gap} mayEdit={mayEdit} onAnswer={() => setOpen(gap)} />
            ))}
          </ul>
        </Paper>
      )}
      {list.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("app:more")}
          </Button>
        </Group>
      )}
      {open && <AnswerForm gap={open} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}
