// Where an answer was looked for: the ladder from rules to a person, documents with their passages, tools, and models with
// what they cost and what the guard took out of their words.

import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconMinus } from "@tabler/icons-react";
import { useFirm } from "~/app/firm";
import { number, tinyMoney } from "~/app/format";
import { wordFor } from "~/features/inbox/names";
import type { Explained, ModelCall, Passage, Step, Tool } from "./explain";
import { Fold } from "./fold";
import { Raw } from "./raw";
import classes from "./traces.module.css";
import { duration, type Words } from "./words";

const MARK = {
  answered: IconCheck,
  tried: IconCircleDashed,
  missed: IconCircleDashed,
  failed: IconAlertTriangle,
  unneeded: IconMinus,
};

export function Ladder({ steps, words }: { steps: Step[]; words: Words }) {
  const { t, word } = words;
  return (
    <ol className={classes.ladder}>
      {steps.map(({ rung, state, score, detail }) => {
        const Mark = MARK[state];
        const said = detail && rung === "flow" ? word("flow", detail) : detail;
        return (
          <li key={rung} className={classes.step} data-state={state}>
            <span className={classes.mark}>
              <Mark size={16} stroke={2} aria-hidden />
            </span>
            <span>
              {t(`traces:rung.${rung}`)}
              {said && state === "answered" ? `: ${said}` : ""}
            </span>
            <span className="tabular">
              {score === undefined ? "" : `${number(score * 100)} % · `}
              {wordFor(t, `traces:state_of.${rung}.${state}`, t(`traces:state.${state}`))}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** More than what was used and a few of the nearest says nothing. */
const SHOWN = 3;

export function Passages({ passages, words }: { passages: Passage[]; words: Words }) {
  const { t } = words;
  const used = passages.filter(({ isUsed }) => isUsed);
  const near = passages.filter(({ isUsed }) => !isUsed);
  const first = [...used, ...near.slice(0, Math.max(0, SHOWN - used.length))];
  const rest = near.slice(first.length - used.length);
  return (
    <div>
      <Cards passages={first} words={words} />
      {rest.length > 0 && (
        <Fold title={t("traces:passages_rest", { count: rest.length })}>
          {() => <Cards passages={rest} words={words} />}
        </Fold>
      )}
    </div>
  );
}

function Cards({ passages, words }: { passages: Passage[]; words: Words }) {
  const { t } = words;
  return (
    <div>
      {passages.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the record does not change
        <article key={at} className={classes.card} data-used={one.isUsed || undefined}>
          <Group justify="space-between" gap={6} wrap="nowrap" align="flex-start">
            <Text size="sm" fw={600}>
              {[one.title, one.heading].filter(Boolean).join(" › ")}
              {one.page !== undefined && `, ${t("traces:page", { page: one.page })}`}
            </Text>
            {one.score !== undefined && (
              <Badge variant={one.isUsed ? "light" : "outline"} color={one.isUsed ? undefined : "gray"} tt="none">
                {number(one.score * 100)} %
              </Badge>
            )}
          </Group>
          <Text size="sm" mt={4} className={classes.passage ?? ""}>
            {one.text}
          </Text>
          <Group gap="sm" mt={4}>
            {one.isUsed && (
              <Text size="xs" c="dimmed">
                {t("traces:passage_used")}
              </Text>
            )}
            {one.url && (
              <Anchor size="xs" href={one.url} target="_blank" rel="noreferrer">
                {t("traces:source")}
              </Anchor>
            )}
          </Group>
        </article>
      ))}
    </div>
  );
}

export function Tools({ tools, words }: { tools: Tool[]; words: Words }) {
  const { t, word, asked } = words;
  return (
    <div>
      {tools.map((tool, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the record does not change
        <article key={at} className={classes.card}>
          <Group justify="space-between" gap={8} wrap="nowrap" align="flex-start">
            <Text size="sm" fw={500}>
              {word("tool", tool.name)}
            </Text>
            <Text size="sm" className="tabular" style={{ whiteSpace: "nowrap" }} c={tool.failure ? "red" : undefined}>
              {tool.failure ? t("inbox:why.failed") : t("inbox:why.found", { count: tool.found ?? 0 })}
            </Text>
          </Group>
          <Text size="sm" c="dimmed">
            {asked(tool)}
          </Text>
          {tool.failure && (
            <Text size="xs" c="dimmed">
              {word("code", tool.failure)}
            </Text>
          )}
          <Fold title={t("traces:asked_and_answered")}>
            {() => <Raw value={tool.raw} label={t("traces:asked_and_answered")} />}
          </Fold>
        </article>
      ))}
    </div>
  );
}

function Model({ call, words }: { call: ModelCall; words: Words }) {
  const { t, word, called, isKnown } = words;
  const firm = useFirm();
  const provider = call.provider && isKnown(call.provider) ? called(call.provider) : undefined;
  const facts: [string, string | undefined][] = [
    [t("traces:model.who"), [provider, call.model].filter(Boolean).join(" · ") || undefined],
    [
      t("traces:model.tokens"),
      call.input === undefined
        ? undefined
        : [
            t("traces:model.input", { count: call.input, n: number(call.input) }) +
              (call.cached ? ` (${t("traces:model.cached", { cached: number(call.cached) })})` : ""),
            t("traces:model.output", { count: call.output ?? 0, n: number(call.output ?? 0) }),
          ].join(", "),
    ],
    [
      t("traces:model.cost"),
      call.cost === undefined
        ? undefined
        : `${call.isEstimated ? "≈ " : ""}${tinyMoney(call.cost, firm?.currency ?? "RUB")}`,
    ],
    [t("traces:model.time"), call.ms === undefined ? undefined : duration(t, call.ms * 1_000, number)],
  ];
  return (
    <article className={classes.card}>
      <Group justify="space-between" gap={8}>
        <Text size="sm" fw={600}>
          {call.purpose ? t(`traces:purpose.${call.purpose}`) : t("traces:purpose.other")}
        </Text>
        {call.failure ? (
          <Badge color="red" variant="light" tt="none">
            {t("traces:model.no_answer")}
          </Badge>
        ) : (
          call.isSaid === false && (
            <Badge color="gray" variant="light" tt="none">
              {t("traces:model.not_said")}
            </Badge>
          )
        )}
      </Group>
      <dl className={classes.facts}>
        {facts.map(
          ([name, value]) =>
            value !== undefined && [<dt key={name}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>],
        )}
      </dl>
      {call.failure && (
        <Text size="sm" mt={6}>
          {word("code", call.failure)}
        </Text>
      )}
      {call.tries.length > 1 && (
        <Stack gap={2} mt={6}>
          {call.tries.map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the record does not change
            <Text key={at} size="xs" c="dimmed">
              {at + 1}. {one.model}: {one.code ? word("code", one.code) : t("traces:model.answered")}
              {one.isCalled ? ` (${duration(t, one.ms * 1_000, number)})` : ""}
            </Text>
          ))}
        </Stack>
      )}
      {call.cuts.length > 0 && (
        <Stack gap={6} mt={8}>
          <Text size="sm" fw={500}>
            {t("traces:guard.title")}
          </Text>
          {call.cuts.map((cut, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the record does not change
            <div key={at}>
              <Text size="sm" className={classes.cut ?? ""}>
                {cut.sentence}
              </Text>
              <Text size="xs" c="dimmed">
                {word("guard", cut.reason)}
                {cut.claim && `: «${cut.claim}»`}
              </Text>
            </div>
          ))}
        </Stack>
      )}
      {call.lost.length > 0 && (
        <Text size="sm" mt={6}>
          {t("traces:guard.lost", { facts: call.lost.join(", ") })}
        </Text>
      )}
      {call.problems.map((problem) => (
        <Text key={problem} size="xs" c="dimmed" mt={4}>
          {t("traces:guard.problem")}: {problem}
        </Text>
      ))}
      <Fold title={t("traces:asked_and_answered")}>
        {() => <Raw value={call.raw} label={t("traces:asked_and_answered")} />}
      </Fold>
    </article>
  );
}

export function Models({ told, words }: { told: Explained; words: Words }) {
  return (
    <div>
      {told.models.map((call, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the record does not change
        <Model key={at} call={call} words={words} />
      ))}
    </div>
  );
}
