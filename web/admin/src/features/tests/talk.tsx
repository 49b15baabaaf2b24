// The dialogue as people read one: what the customer says, what the agent said when it was played, and under it what was
// expected, each kept or broken.

import { Badge, Group, Text } from "@mantine/core";
import { IconCheck, IconPointFilled, IconX } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { wordFor } from "~/features/inbox/names";
import { type Dialogue, type Expectation, type Heard, readLog, tellMistake, tellRow } from "./format";
import type { TestRun } from "./queries";
import classes from "./tests.module.css";

type T = TFunction<["tests", "inbox"]>;

/** What went otherwise, for people. */
export function mistakeText(t: T, text: string): string {
  const { key, values } = tellMistake(text);
  const phase = (name: string) => wordFor(t, `inbox:phase.${name}`, name);
  const why = (names: string) =>
    names
      .split(", ")
      .map((name) => wordFor(t, `inbox:why.detail.${name}`, name))
      .join(", ");
  const shown = { ...values };
  if (key === "phase") Object.assign(shown, { want: phase(values.want ?? ""), is: phase(values.is ?? "") });
  if (values.why) shown.why = why(values.why);
  return t(`tests:mistake.${key}`, { ...shown, count: Number(values.count ?? 0) });
}

function rowText(t: T, row: string): string {
  const { key, values } = tellRow(row);
  if (key === "handover") {
    const reason = wordFor(t, `inbox:why.detail.${values.reason}`, values.reason ?? "");
    return t("tests:row_end.handover", { reason });
  }
  if (key === "booking" || key === "not_booked") {
    const { service, employee, branch, start, status } = values;
    const parts = [service, employee, branch, start?.replace("T", " ")].filter(Boolean);
    if (status) parts.push(wordFor(t, `tests:status.${status}`, status));
    return t(`tests:row_end.${key}`, { what: parts.join(", ") });
  }
  return t(`tests:row_end.${key}`, { ...values, count: Number(values.count ?? 0) });
}

/** What is expected, for people. */
export function expectText(t: T, { mark, text }: Expectation): string {
  if (mark === "=") return rowText(t, text);
  const value = mark === "?" ? wordFor(t, `inbox:phase.${text}`, text) : text.split("|").join(` ${t("tests:or")} `);
  const name = { "+": "has", "-": "has_not", "?": "phase", "!": "did" }[mark];
  return t(`tests:expect.${name}`, { value });
}

function extraText(t: T, extra: string): string {
  const [kind = "", ...rest] = extra.split(" ");
  return t([`tests:with.${kind}`, "tests:with.other"], { value: rest.join(" ") || kind });
}

function Expect({ one, run }: { one: Expectation; run: TestRun | undefined }) {
  const { t } = useTranslation(["tests", "inbox"]);
  const broken = run?.mistakes.filter(({ line }) => line === one.line) ?? [];
  const isBad = broken.length > 0;
  const Mark = isBad ? IconX : run && run.verdict !== "broken" ? IconCheck : IconPointFilled;
  const state = isBad ? "broken" : run && run.verdict !== "broken" ? "kept" : "open";
  return (
    <li data-bad={isBad || undefined}>
      <Mark
        size={16}
        stroke={2.2}
        role="img"
        aria-label={t(`tests:state.${state}`)}
        className={state === "kept" ? classes.good : undefined}
      />
      <span>
        {expectText(t, one)}
        {broken.map(({ text }) => (
          <Text key={text} span size="sm" display="block" fw={500}>
            {mistakeText(t, text)}
          </Text>
        ))}
      </span>
    </li>
  );
}

interface Props {
  dialogue: Dialogue;
  /** Of exactly this text. */
  run: TestRun | undefined;
}

export function Talk({ dialogue, run }: Props) {
  const { t } = useTranslation(["tests", "inbox"]);
  const heard = run ? readLog(run.log) : [];
  const lines = new Set([
    ...dialogue.steps.flatMap(({ expects }) => expects.map(({ line }) => line)),
    ...dialogue.rows.map(({ line }) => line),
  ]);
  const others = run?.mistakes.filter(({ line }) => line === undefined || !lines.has(line)) ?? [];
  let turn = -1;
  return (
    <div className={classes.talk}>
      {dialogue.steps.map((step) => {
        const isTurn = step.kind === "say" || step.kind === "press";
        if (isTurn) turn += 1;
        const answer: Heard | undefined = isTurn ? heard[turn] : undefined;
        if (!isTurn)
          return (
            <span key={step.line} className={classes.note}>
              {t(step.kind === "wait" ? "tests:waits" : "tests:busy", { value: step.text })}
            </span>
          );
        const words = [step.text, ...step.burst].filter(Boolean).join("\n");
        return [
          step.extra && (
            <Text key={`${step.line} extra`} size="xs" c="dimmed" ta="end">
              {extraText(t, step.extra)}
            </Text>
          ),
          words !== "" && (
            <div key={step.line} className={classes.mine} data-press={step.kind === "press" || undefined}>
              {words}
            </div>
          ),
          step.wordings.length > 0 && (
            <Text key={`${step.line} wordings`} size="xs" c="dimmed" ta="end">
              {t("tests:wordings", { count: step.wordings.length })}
            </Text>
          ),
          answer && answer.replies.length > 0 && (
            <div key={`${step.line} answer`} className={classes.agent}>
              {answer.replies.join("\n")}
            </div>
          ),
          answer && answer.buttons.length > 0 && (
            <Group key={`${step.line} buttons`} gap={4}>
              {answer.buttons.map((title) => (
                <Badge key={title} variant="outline" color="gray" c="inherit" tt="none" fw={400} maw="100%">
                  {title}
                </Badge>
              ))}
            </Group>
          ),
          step.expects.length > 0 && (
            <ul key={`${step.line} expects`} className={classes.expects}>
              {step.expects.map((one) => (
                <Expect key={one.line} one={one} run={run} />
              ))}
            </ul>
          ),
        ];
      })}
      {dialogue.rows.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t("tests:at_end")}
          </Text>
          <ul className={classes.expects}>
            {dialogue.rows.map((one) => (
              <Expect key={one.line} one={one} run={run} />
            ))}
          </ul>
        </div>
      )}
      {others.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t("tests:also")}
          </Text>
          <ul className={classes.expects}>
            {others.map(({ line, text }) => (
              <li key={`${line} ${text}`} data-bad>
                <IconX size={16} stroke={2.2} aria-hidden />
                <span>
                  {line ? t("tests:editor.at_line", { line, text: mistakeText(t, text) }) : mistakeText(t, text)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
