// What a silent version would have said: how often it agrees, and answer beside answer.

import { Badge, Button, Card, Group, Loader, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconArrowRight, IconGhost2 } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment } from "~/app/format";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState, Loading } from "~/ui";
import classes from "./experiments.module.css";
import {
  AGREEMENTS,
  type Agreement,
  type Beside,
  type Report,
  type Said,
  type ShadowAnswer,
  shadowsQuery,
} from "./queries";
import { buttonsOf, deedsOf, stackOf, textOf } from "./words";

const COLORS = { same: "teal", near: "copper", other: "yellow", failed: "gray" } as const;

export function ShadowReport({ report }: { report: Report }) {
  const { t } = useTranslation("experiments");
  if (report.shadow.length === 0)
    return <EmptyState compact icon={IconGhost2} title={t("shadow.none")} text={t("shadow.none_text")} />;
  return (
    <>
      <Block title={t("shadow.title")} text={t("shadow.text")}>
        <Stack gap="lg">
          {report.shadow.map((beside) => (
            <Stacked key={beside.beside} beside={beside} />
          ))}
        </Stack>
      </Block>
      <Answers id={report.experiment.id} />
    </>
  );
}

function Stacked({ beside }: { beside: Beside }) {
  const { t } = useTranslation("experiments");
  const parts = stackOf(beside);
  const label = parts.map(({ agreement, percent }) => t("shadow.bar", { name: t(`agreement.${agreement}`), percent }));
  const who = t(beside.beside === "person" ? "shadow.person" : "shadow.agent");
  return (
    <div>
      <Text fw={600} mb={6}>
        {who}
      </Text>
      <div className={classes.stack} role="img" aria-label={`${who}. ${label.join(", ")}`}>
        {parts.map(({ agreement, percent }) => (
          <span key={agreement} data-agreement={agreement} style={{ flexGrow: percent }} />
        ))}
      </div>
      <Group gap="md" mt={8} aria-hidden>
        {parts.map(({ agreement, percent, count }) => (
          <Text key={agreement} size="sm" className={classes.legend}>
            <span className={classes.swatch} data-agreement={agreement} />
            {t("shadow.bar", { name: t(`agreement.${agreement}`), percent })}
            <Text span size="xs" c="dimmed">
              ({count})
            </Text>
          </Text>
        ))}
      </Group>
    </div>
  );
}

function Answers({ id }: { id: string }) {
  const { t } = useTranslation("experiments");
  const [agreement, setAgreement] = useState<Agreement | "">("");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    shadowsQuery(id, agreement),
  );
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || !hasNextPage) return;
    const watch = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && !isFetchingNextPage && void fetchNextPage(),
      { rootMargin: "400px" },
    );
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const answers = data?.pages.flatMap(({ items }) => items);
  return (
    <Block title={t("shadow.answers")}>
      <div className={classes.filter}>
        <SegmentedControl
          aria-label={t("shadow.filter")}
          value={agreement}
          onChange={(next) => setAgreement(next as Agreement | "")}
          data={[
            { value: "", label: t("shadow.all") },
            ...AGREEMENTS.map((value) => ({ value, label: t(`agreement.${value}`) })),
          ]}
        />
      </div>
      {answers && answers.length > 0 ? (
        <Stack component="ul" gap="md" className={classes.list} aria-label={t("shadow.answers")}>
          {answers.map((answer) => (
            <Answer key={`${answer.conversation_id} ${answer.until_seq} ${answer.beside}`} answer={answer} />
          ))}
        </Stack>
      ) : answers ? (
        <Text c="dimmed" size="sm" py="md" role="status">
          {t("shadow.nothing")}
        </Text>
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={3} />
      )}
      <div ref={end}>
        {hasNextPage && (
          <Button
            variant="default"
            mt="md"
            leftSection={isFetchingNextPage && <Loader size={14} />}
            onClick={() => void fetchNextPage()}
          >
            {t("app:more")}
          </Button>
        )}
      </div>
    </Block>
  );
}

function Answer({ answer }: { answer: ShadowAnswer }) {
  const { t } = useTranslation("experiments");
  const zone = useZone();
  const { question, live, silent, agreement, beside, conversation_id: conversationId, created_at: at } = answer;
  return (
    <Card component="li" padding="md" className={classes.answer}>
      <Group justify="space-between" gap={8} mb={8}>
        <Badge variant="light" color={COLORS[agreement]} tt="none" fw={500}>
          {t(`agreement.${agreement}`)}
        </Badge>
        <Text size="xs" c="dimmed">
          {moment(at, zone)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {t("shadow.question")}
      </Text>
      <Text className={classes.words} fw={500} mb="sm">
        {question}
      </Text>
      <div className={classes.sides}>
        <Side title={t(beside === "person" ? "shadow.live_person" : "shadow.live_agent")} said={live} />
        <Side title={t("shadow.silent")} said={silent} isFailed={agreement === "failed"} isSilent />
      </div>
      <Button
        component={Link}
        to="/inbox/$conversationId"
        params={{ conversationId } as never}
        variant="subtle"
        size="compact-md"
        mt="sm"
        className={classes.open}
        rightSection={<IconArrowRight size={15} />}
      >
        {t("shadow.open")}
      </Button>
    </Card>
  );
}

function Side(props: { title: string; said: Said; isFailed?: boolean; isSilent?: boolean }) {
  const { title, said, isFailed = false, isSilent = false } = props;
  const { t } = useTranslation("experiments");
  const text = textOf(said);
  const buttons = buttonsOf(said);
  const deeds = deedsOf(said);
  return (
    <div className={classes.side} data-silent={isSilent || undefined}>
      <Text size="xs" c="dimmed" mb={4}>
        {title}
      </Text>
      <Text size="sm" className={classes.words} c={text ? undefined : "dimmed"}>
        {text || t(isFailed ? "shadow.failed" : "shadow.silence")}
      </Text>
      {buttons.length > 0 && (
        <Text size="xs" c="dimmed" mt={6} className={classes.words}>
          {t("shadow.buttons", { buttons: buttons.join(" · ") })}
        </Text>
      )}
      {deeds.length > 0 && (
        <Group gap={6} mt={8}>
          {deeds.map((deed) => (
            <Badge key={deed} variant="default" size="sm" tt="none" fw={500}>
              {t(`deed.${deed}`)}
            </Badge>
          ))}
        </Group>
      )}
    </div>
  );
}
