// A question tried out: what the agent would say, or that it does not know; what it found, how sure it is of each.

import { Button, Group, Paper, Select, Text, TextInput, Title, UnstyledButton } from "@mantine/core";
import { IconHelpCircle, IconListSearch, IconMessageQuestion, IconNotes } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useMe } from "~/app/session";
import { type AgentView, agentsQuery } from "~/features/agents/queries";
import { EmptyState, ErrorState, Loading } from "~/ui";
import { MarkdownView } from "../editor/markdown-view";
import { type AskedKnowledge, tryQuestion } from "../queries";
import type { AskSearch } from "../search";
import { Section } from "../section";
import { CategorySelect } from "../tree/category-select";
import classes from "./ask.module.css";
import { PassageCard, Sureness } from "./passage-card";
import { RecentQuestions } from "./recent";
import { verdictOf } from "./verdict";

const NOBODY = "none";

export function AskPage() {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const { q, agent: wanted } = useSearch({ strict: false }) as AskSearch;
  const { data: agents } = useQuery(agentsQuery);
  // Somebody may have removed the agent of a kept address.
  const agent = agents ? agents.find(({ id }) => id === wanted) : undefined;
  const isGuessing = wanted !== undefined && agents === undefined;
  const navigate = useNavigate();
  const recent = useMemo(() => new RecentQuestions(localStorage, `${me.org?.org_id}.${me.person.id}`), [me]);
  const [typed, setTyped] = useState(q ?? "");
  const [category, setCategory] = useState<string>();
  const [last, setLast] = useState(() => recent.read());
  useEffect(() => setTyped(q ?? ""), [q]);
  const asked = useQuery({
    queryKey: ["knowledge", "ask", q, agent?.id, category],
    queryFn: () => tryQuestion(q ?? "", { agent: agent?.id, category }),
    enabled: q !== undefined && !isGuessing,
    staleTime: 0,
    gcTime: 60_000,
  });
  const show = (search: AskSearch, replace = false) => void navigate({ to: "/knowledge/ask", search, replace });
  const go = (question: string) => {
    setLast(recent.add(question));
    if (question === q) void asked.refetch();
    else show({ q: question, ...(agent && { agent: agent.id }) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const question = typed.trim();
    if (question !== "") go(question);
  };
  const others = last.filter((question) => question !== q);
  return (
    <Section page="ask">
      <form onSubmit={submit} className={classes.form}>
        <TextInput
          label={t("ask.question")}
          placeholder={t("ask.example")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maxLength={1000}
          className={classes.question ?? ""}
        />
        {agents && agents.length > 0 && (
          <Select
            label={t("ask.who")}
            data={[
              { value: NOBODY, label: t("ask.usual") },
              ...agents.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={agent?.id ?? NOBODY}
            onChange={(id) => show({ ...(q !== undefined && { q }), ...(id && id !== NOBODY && { agent: id }) }, true)}
            allowDeselect={false}
            searchable={agents.length > 8}
            nothingFoundMessage={t("tree.nothing")}
          />
        )}
        <CategorySelect
          value={category}
          onChange={setCategory}
          label={t("ask.where")}
          every={!agent || agent.draft.categories?.length === 0 ? true : t("ask.where_agent")}
        />
        <Button type="submit" loading={asked.isFetching} leftSection={<IconListSearch size={16} />}>
          {t("ask.go")}
        </Button>
      </form>
      {others.length > 0 && (
        <Group gap={6} mb="lg" component="section" aria-label={t("ask.recent")}>
          <Text size="sm" c="dimmed">
            {t("ask.recent")}
          </Text>
          {others.map((question) => (
            <UnstyledButton key={question} className={classes.recent} onClick={() => go(question)}>
              {question}
            </UnstyledButton>
          ))}
        </Group>
      )}
      {q === undefined ? (
        <EmptyState compact icon={IconListSearch} title={t("ask.empty")} text={t("ask.empty_text")} />
      ) : asked.error ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <Loading rows={4} />
      ) : (
        <Answer asked={asked.data} question={q} agent={agent} />
      )}
    </Section>
  );
}

interface AnswerProps {
  asked: AskedKnowledge;
  question: string;
  agent: AgentView | undefined;
}

function Answer({ asked, question, agent }: AnswerProps) {
  const { t } = useTranslation("knowledge");
  const mayEdit = useMay("edit_catalog");
  const verdict = verdictOf(asked);
  const { faq, passages, threshold, reading } = asked;
  const isRead = reading !== "" && reading.toLocaleLowerCase() !== question.trim().toLocaleLowerCase();
  return (
    <div className={classes.result}>
      <Paper withBorder p="lg" component="section" aria-labelledby="ask-answer">
        <Title order={2} id="ask-answer" size="h3" mb="xs">
          {t(verdict.source === "none" ? "ask.unknown" : "ask.answer")}
        </Title>
        {verdict.source === "none" ? (
          <Text>{t("ask.unknown_text")}</Text>
        ) : verdict.answer ? (
          <MarkdownView text={verdict.answer} />
        ) : (
          <Text>{t("ask.by_model")}</Text>
        )}
        {verdict.source !== "none" && (
          <Text size="sm" c="dimmed" mt="sm">
            {t(`ask.source_${verdict.source}`)}
          </Text>
        )}
        {isRead && (
          <Text size="sm" c="dimmed" mt={4}>
            {t("ask.reading", { reading })}
          </Text>
        )}
        {verdict.source === "none" && mayEdit && (
          <Group gap="xs" mt="md">
            <Button
              component={Link}
              to="/knowledge/faq"
              variant="light"
              leftSection={<IconMessageQuestion size={16} />}
            >
              {t("ask.add_answer")}
            </Button>
            <Button component={Link} to="/knowledge/new" variant="default" leftSection={<IconNotes size={16} />}>
              {t("ask.add_article")}
            </Button>
          </Group>
        )}
      </Paper>
      {faq && (
        <section aria-labelledby="ask-faq">
          <Title order={2} id="ask-faq" size="h3" mb="xs">
            {t("ask.faq")}
          </Title>
          <Link to="/knowledge/faq" search={{ entry: faq.faq_id }} className={classes.card}>
            <Text fw={500}>{faq.question}</Text>
            <Text size="sm" c="dimmed" lineClamp={3}>
              {faq.answer}
            </Text>
            <Sureness score={faq.score} threshold={asked.faq_threshold} />
          </Link>
        </section>
      )}
      <section aria-labelledby="ask-passages">
        <Title order={2} id="ask-passages" size="h3" mb={4}>
          {t("ask.passages")}
        </Title>
        {passages.length === 0 ? (
          <Text c="dimmed">{t("ask.no_passages")}</Text>
        ) : (
          <>
            <Text size="sm" c="dimmed" mb="sm">
              {t("ask.threshold", { percent: Math.round(threshold * 100) })}{" "}
              {agent ? (
                <Link
                  to="/agents/$agentId"
                  params={{ agentId: agent.id }}
                  search={{ section: "knowledge" } as never}
                  className={classes.link}
                >
                  {t("ask.threshold_of", { name: agent.name })}
                </Link>
              ) : (
                <Link to="/agents" className={classes.link}>
                  {t("ask.threshold_change")}
                </Link>
              )}
            </Text>
            <ol className={classes.cards}>
              {passages.map((passage) => (
                <li key={passage.chunk_id}>
                  <PassageCard passage={passage} threshold={threshold} />
                </li>
              ))}
            </ol>
          </>
        )}
      </section>
      <Text size="sm" c="dimmed" className={classes.note}>
        <IconHelpCircle size={16} stroke={1.6} aria-hidden />
        {t("ask.note")}
      </Text>
    </div>
  );
}
