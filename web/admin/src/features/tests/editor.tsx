// One test: its text at the left, the conversation it makes at the right, with the results of the last play in it.

import { Alert, Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { listServices } from "@samovar/client";
import { IconHelp, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { useFirm, useZone } from "~/app/firm";
import { dayKey, moment } from "~/app/format";
import { useMay } from "~/app/session";
import { useLeaveGuard } from "~/features/settings/parts";
import { ErrorState, Forbidden, Loading, Page, Problem, showDone, showProblem, useConfirm } from "~/ui";
import { insert, parse, refusedLine } from "./format";
import { FormatHelp, InsertMenu } from "./help";
import { create, type DialogueTest, remove, run, type TestRun, testQuery, update } from "./queries";
import { starters } from "./starters";
import { Talk } from "./talk";
import classes from "./tests.module.css";
import { DialogueField, type FieldHandle, type LineProblem } from "./text-field";
import { VerdictMark } from "./verdict";

export function TestPage() {
  const { testId } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(testQuery(testId ?? ""));
  const { t } = useTranslation("tests");
  if (data) return <Editor key={data.id} test={data} title={data.title} text={data.text} />;
  return (
    <Page title={t("title")}>
      {error ? <ErrorState error={error} retry={() => void refetch()} /> : <Loading rows={8} />}
    </Page>
  );
}

export function NewTestPage() {
  return useMay("edit_catalog") ? <Starters /> : <Forbidden />;
}

function Starters() {
  const { t } = useTranslation("tests");
  const zone = useZone();
  const firm = useFirm();
  const services = useQuery({ queryKey: ["tests", "services"], queryFn: () => ask(listServices()), staleTime: 60_000 });
  const [chosen, setChosen] = useState<{ title: string; text: string }>();
  if (chosen) return <Editor title={chosen.title} text={chosen.text} />;
  if (!firm || services.isPending) return <Page title={t("create")}>{<Loading rows={4} />}</Page>;
  const choices = starters(t, dayKey(new Date(), zone), services.data?.items.find((one) => one.is_active)?.name);
  return (
    <Page title={t("create")} text={t("starter.text")}>
      <Stack gap="xs" maw={560}>
        {choices.map((choice) => (
          <Button
            key={choice.key}
            variant="default"
            h="auto"
            py={10}
            justify="flex-start"
            styles={{ label: { whiteSpace: "normal", textAlign: "start" } }}
            onClick={() => setChosen(choice)}
          >
            <span>
              <Text span fw={500} display="block">
                {t(`starter.${choice.key}.title`)}
              </Text>
              <Text span size="sm" c="dimmed" display="block">
                {t(`starter.${choice.key}.text`)}
              </Text>
            </span>
          </Button>
        ))}
      </Stack>
    </Page>
  );
}

function Summary({ last }: { last: TestRun }) {
  const { t } = useTranslation("tests");
  const zone = useZone();
  return (
    <Group gap="xs" wrap="nowrap" role="status">
      <VerdictMark verdict={last.verdict} />
      <Text size="sm">
        {t(`verdict_text.${last.verdict}`, { failed: last.failed, plays: last.plays })}{" "}
        <Text span size="sm" c="dimmed">
          {moment(last.at, zone)}
        </Text>
      </Text>
    </Group>
  );
}

interface EditorProps {
  test?: DialogueTest;
  title: string;
  text: string;
}

function Editor({ test, title: firstTitle, text: firstText }: EditorProps) {
  const { t } = useTranslation("tests");
  const may = useMay("edit_catalog");
  const confirm = useConfirm();
  const navigate = useNavigate();
  const isOne = useMediaQuery("(max-width: 62em)") ?? false;
  const [side, setSide] = useState<"text" | "talk">(test ? "talk" : "text");
  const [title, setTitle] = useState(firstTitle);
  const [text, setText] = useState(firstText);
  const [isHelp, setIsHelp] = useState(false);
  const field = useRef<FieldHandle>(null);
  const dialogue = useMemo(() => parse(text), [text]);
  const isDirty = !test || title !== test.title || text !== test.text;
  const isDone = useRef(false);
  useLeaveGuard(may && isDirty && !isDone.current && (test !== undefined || text !== firstText));
  const save = useMutation({
    mutationFn: async (thenRun: boolean) => {
      const kept = isDirty
        ? await (test ? update(test.id, title.trim(), text) : create(title.trim(), text))
        : (test as DialogueTest);
      isDone.current = true;
      return thenRun ? run(kept.id) : kept;
    },
    onSuccess: (kept, thenRun) => {
      setTitle(kept.title);
      setText(kept.text);
      isDone.current = false;
      if (!thenRun) showDone(t("app:saved"));
      else setSide("talk");
      if (!test) {
        isDone.current = true;
        void navigate({ to: "/tests/$testId", params: { testId: kept.id }, replace: true });
      }
    },
    onError: () => setSide("text"),
  });
  const refused = save.error instanceof Refusal ? save.error : undefined;
  const detail = refused?.errors[0]?.detail ?? refused?.message ?? "";
  const line = refusedLine(detail);
  const problems: LineProblem[] = [...dialogue.problems].map(([at, key]) => ({ line: at, text: t(`problem.${key}`) }));
  if (line && !dialogue.problems.has(line.line)) problems.push({ line: line.line, text: line.text });
  const last = test?.last_run && test.text === text ? test.last_run : undefined;
  const change = (next: string) => {
    save.reset();
    setText(next);
  };
  const put = (lines: string) => {
    const next = insert(text, field.current?.cursor() ?? text.length, lines);
    change(next.text);
    field.current?.put(next.cursor);
  };
  const drop = async () => {
    if (!test) return;
    if (!(await confirm({ title: t("remove.title"), text: t("remove.text"), action: t("app:delete"), isDanger: true })))
      return;
    try {
      isDone.current = true;
      await remove(test.id);
      await navigate({ to: "/tests" });
    } catch (error) {
      showProblem(error);
    }
  };
  const isBad = dialogue.problems.size > 0 || !title.trim();
  const actions = may && (
    <>
      {test && (
        <Button variant="subtle" color="red" onClick={() => void drop()}>
          {t("app:delete")}
        </Button>
      )}
      {isDirty && (
        <Button variant="default" loading={save.isPending} disabled={isBad} onClick={() => save.mutate(false)}>
          {t("app:save")}
        </Button>
      )}
      <Button
        leftSection={<IconPlayerPlay size={16} />}
        loading={save.isPending}
        disabled={isBad}
        onClick={() => save.mutate(true)}
      >
        {t(isDirty ? "save_and_run" : "run_this")}
      </Button>
    </>
  );
  const editor = (
    <Stack gap="sm">
      {may && (
        <Group gap="xs">
          <InsertMenu onInsert={put} />
          <Button variant="subtle" leftSection={<IconHelp size={16} />} onClick={() => setIsHelp(true)}>
            {t("help.open")}
          </Button>
        </Group>
      )}
      <DialogueField value={text} onChange={change} problems={problems} isReadOnly={!may} handle={field} />
    </Stack>
  );
  const talk = (
    <Stack gap="sm">
      {last && <Summary last={last} />}
      {last?.verdict === "broken" && (
        <Alert color="orange" title={t("broken.title")}>
          {t("broken.text")}
        </Alert>
      )}
      {last && last.failed > 0 && last.plays > 1 && (
        <Text size="sm" c="dimmed">
          {t("one_of_plays")}
        </Text>
      )}
      {!last && (
        <Text size="sm" c="dimmed">
          {t(test?.last_run || !test ? "not_played" : "never_played")}
        </Text>
      )}
      <Talk dialogue={dialogue} run={last} />
    </Stack>
  );
  return (
    <Page wide title={title.trim() || t("create")} actions={actions}>
      <Stack gap="md">
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t("name")}
            flex="1 1 260px"
            maw={560}
            maxLength={200}
            value={title}
            readOnly={!may}
            onChange={(event) => {
              save.reset();
              setTitle(event.currentTarget.value);
            }}
          />
          {test?.conversation_id && (
            <Button
              component={Link}
              to="/inbox/$conversationId"
              params={{ conversationId: test.conversation_id } as never}
              variant="subtle"
            >
              {t("to_conversation")}
            </Button>
          )}
        </Group>
        {refused && !line && <Problem error={refused} />}
        {isOne && (
          <SegmentedControl
            aria-label={t("side.label")}
            value={side}
            onChange={(value) => setSide(value as "text" | "talk")}
            data={[
              { value: "talk", label: t("side.talk") },
              { value: "text", label: t("side.text") },
            ]}
          />
        )}
        <div className={classes.sides} data-one={isOne || undefined}>
          {(!isOne || side === "text") && editor}
          {(!isOne || side === "talk") && talk}
        </div>
      </Stack>
      <FormatHelp opened={isHelp} onClose={() => setIsHelp(false)} />
    </Page>
  );
}
