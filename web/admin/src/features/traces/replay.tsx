// The same question once more to the agent as it is now, or to another version of it: would it answer so again?

import { Alert, Badge, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconCheck, IconRepeat } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { shortDay } from "~/app/format";
import { Problem } from "~/ui";
import { compare, short } from "./differences";
import type { Explained } from "./explain";
import { Fold } from "./fold";
import { agentVersionsQuery, type Replay, replay } from "./queries";
import classes from "./traces.module.css";
import type { Words } from "./words";

export function ReplayPart({ turn, told, words }: { turn: string; told: Explained; words: Words }) {
  const { t, zone } = words;
  const { agent } = told;
  const [version, setVersion] = useState<string | null>(null);
  const { data: versions } = useQuery({ ...agentVersionsQuery(agent?.id ?? ""), enabled: agent !== undefined });
  const run = useMutation({ mutationFn: () => replay(turn, version ? Number(version) : undefined) });
  const choices = (versions ?? []).map(({ number, note, created_at }) => ({
    value: String(number),
    label: `${t("traces:version", { number })} · ${note || shortDay(created_at, zone)}`,
  }));
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("traces:replay.text")}
      </Text>
      <Group gap="xs" align="flex-end">
        {agent && choices.length > 0 && (
          <Select
            flex="1 1 200px"
            label={t("traces:replay.version")}
            placeholder={t("traces:replay.same", { number: agent.version })}
            data={choices}
            value={version}
            onChange={(value) => {
              setVersion(value);
              run.reset();
            }}
            clearable
            clearButtonProps={{ "aria-label": t("traces:clear") }}
          />
        )}
        <Button
          variant="light"
          mih={36}
          leftSection={<IconRepeat size={16} />}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {t("traces:replay.run")}
        </Button>
      </Group>
      <div aria-live="polite">
        <Problem error={run.error} />
        {run.data && <Result told={told} replay={run.data} words={words} />}
      </div>
    </Stack>
  );
}

function Result({ told, replay: again, words }: { told: Explained; replay: Replay; words: Words }) {
  const { t, word } = words;
  if (again.verdict === "equal")
    return (
      <Alert color="teal" icon={<IconCheck size={18} />} title={t("traces:replay.equal")}>
        {t("traces:replay.equal_text")}
      </Alert>
    );
  if (again.verdict !== "different")
    return (
      <Alert color="gray" title={t("traces:replay.cannot")}>
        {t(`traces:replay.${again.verdict}`)}
      </Alert>
    );
  const { replies, buttons, effects, phase, asks, rest } = compare(told, again);
  const deeds: [string, string[]][] = [
    [t("traces:replay.gone"), effects.gone],
    [t("traces:replay.come"), effects.come],
    [t("traces:replay.changed"), effects.changed],
  ];
  return (
    <Stack gap="sm">
      <Text fw={600} size="sm">
        {t("traces:replay.different")}
      </Text>
      {asks && (
        <Text size="sm">
          {t(asks.after ? "traces:replay.asks" : "traces:replay.asks_not", {
            tool: word("tool", asks.after ?? asks.before ?? ""),
          })}
        </Text>
      )}
      {replies.map(({ before, after }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the result does not change
        <Stack key={at} gap={6}>
          <Side
            name={t("traces:replay.then")}
            text={before}
            className={classes.before}
            empty={t("traces:replay.silent")}
          />
          <Side
            name={t("traces:replay.now")}
            text={after}
            className={classes.after}
            empty={t("traces:replay.silent")}
          />
        </Stack>
      ))}
      {buttons && (
        <Text size="sm">
          {t("traces:replay.buttons", {
            before: buttons.before.join(", ") || "—",
            after: buttons.after.join(", ") || "—",
          })}
        </Text>
      )}
      {deeds.map(
        ([name, all]) =>
          all.length > 0 && (
            <Group key={name} gap={6}>
              <Text size="sm">{name}</Text>
              {all.map((effect) => (
                <Badge key={effect} variant="light" tt="none" color="gray">
                  {word("effect", effect)}
                </Badge>
              ))}
            </Group>
          ),
      )}
      {phase && (
        <Text size="sm">
          {t("traces:replay.phase", {
            before: t(`inbox:phase.${phase.before}`),
            after: t(`inbox:phase.${phase.after}`),
          })}
        </Text>
      )}
      {rest.length > 0 && (
        <Fold title={t("traces:replay.rest", { count: rest.length })}>
          {() => (
            <Stack gap={6}>
              {rest.map(({ path, before, after }) => (
                <Text key={path} size="xs" style={{ overflowWrap: "anywhere" }}>
                  <b>{path}</b>: {short(before)} → {short(after)}
                </Text>
              ))}
            </Stack>
          )}
        </Fold>
      )}
    </Stack>
  );
}

interface SideProps {
  name: string;
  text: string | undefined;
  empty: string;
  className: string | undefined;
}
function Side({ name, text, empty, className }: SideProps) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {name}
      </Text>
      <div className={className}>{text || empty}</div>
    </div>
  );
}
