// "Why this answer": the turn behind a message of the agent, told in plain words; below them what the machine has written.

import { Badge, Drawer, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useFirm } from "~/app/firm";
import { moment, number, tinyMoney } from "~/app/format";
import { ErrorState, Loading } from "~/ui";
import { type Explained, explain } from "./explain";
import { Fold } from "./fold";
import { Ladder, Models, Passages, Tools } from "./looked";
import { turnQuery } from "./queries";
import { Raw } from "./raw";
import { ReplayPart } from "./replay";
import classes from "./traces.module.css";
import { Waterfall } from "./waterfall";
import { duration, useWords, type Words } from "./words";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <Title order={3} mb={8}>
        {title}
      </Title>
      {children}
    </section>
  );
}

function Heard({ told, words }: { told: Explained; words: Words }) {
  const { t, word, entity } = words;
  return (
    <Stack gap={8}>
      {told.said.map(({ text, isButton, attachments }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words do not change
        <Text key={index} size="sm" className={classes.quote ?? ""}>
          {isButton ? `[${text}]` : text}
          {attachments.length > 0 && ` (${attachments.map((kind) => word("file", kind)).join(", ")})`}
        </Text>
      ))}
      {told.intents.slice(0, 4).map(({ name, percent }) => (
        <Group key={name} gap="sm" wrap="nowrap">
          <Text size="sm" flex={1}>
            {word("intent", name)}
          </Text>
          <Progress value={percent} w={72} size="sm" aria-label={word("intent", name)} />
          <Text size="xs" c="dimmed" w={40} ta="end" className="tabular">
            {percent} %
          </Text>
        </Group>
      ))}
      {told.intents.length + told.entities.length === 0 && <Text size="sm">{t("inbox:why.no_intent")}</Text>}
      {told.entities.length > 0 && (
        <dl className={classes.facts}>
          {told.entities.map((one) => [
            <dt key={`${one.kind} ${one.text}`}>{word("entity", one.kind)}</dt>,
            <dd key={`${one.text}, ${one.kind}`}>
              {entity(one)}
              {entity(one) !== one.text && (
                <Text span c="dimmed" size="sm">
                  {" "}
                  — «{one.text}»
                </Text>
              )}
            </dd>,
          ])}
        </dl>
      )}
    </Stack>
  );
}

function Who({ told, words }: { told: Explained; words: Words }) {
  const { t } = words;
  const { agent } = told;
  if (!agent) return <Text size="sm">{t("traces:who.nobody")}</Text>;
  return (
    <Stack gap={4}>
      <Group gap={8}>
        <Text size="sm" fw={600}>
          {agent.name}
        </Text>
        <Badge variant="light" tt="none" color="gray">
          {agent.version > 0 ? t("traces:version", { number: agent.version }) : t("traces:draft")}
        </Badge>
      </Group>
      {agent.why && <Text size="sm">{words.word("chosen", agent.why)}</Text>}
      {agent.from && <Text size="sm">{t("traces:who.from")}</Text>}
    </Stack>
  );
}

function Done({ told, words }: { told: Explained; words: Words }) {
  const { t, word, called, isKnown } = words;
  const detail = (value: string | undefined) =>
    value ? `: ${isKnown(value) ? called(value) : word("detail", value)}` : "";
  return (
    <Stack gap={4}>
      {told.commands.map(({ name, detail: more }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the commands do not change
        <Text key={index} size="sm">
          • {word("command", name)}
          {detail(more)}
        </Text>
      ))}
      {told.need && <Text size="sm">{t("inbox:why.next", { need: word("need", told.need) })}</Text>}
      {told.refused > 0 && <Text size="sm">{t("inbox:why.refused")}</Text>}
      {told.effects.map(({ name, detail: more }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the effects do not change
        <Text key={index} size="sm" fw={500}>
          ✓ {word("effect", name)}
          {name === "hand_over" ? detail(more) : ""}
        </Text>
      ))}
    </Stack>
  );
}

function Told({ told, turn }: { told: Explained; turn: string }) {
  const words = useWords();
  const { t, called, isKnown } = words;
  if (told.isBare || (told.commands.length + told.intents.length === 0 && told.said.length === 0))
    return <Text size="sm">{t("inbox:why.no_record")}</Text>;
  const facts = told.knowledge.filter(isKnown);
  const tools = told.tools.filter(({ name }) => name !== "knowledge" || told.passages.length === 0);
  return (
    <>
      <Part title={t("inbox:why.heard")}>
        <Heard told={told} words={words} />
      </Part>
      <Part title={t("traces:who.title")}>
        <Who told={told} words={words} />
      </Part>
      <Part title={t("traces:ladder")}>
        <Ladder steps={told.ladder} words={words} />
      </Part>
      {told.passages.length > 0 && (
        <Part title={t("traces:passages")}>
          <Passages passages={told.passages} words={words} />
        </Part>
      )}
      {tools.length > 0 && (
        <Part title={t("inbox:why.looked")}>
          <Tools tools={tools} words={words} />
        </Part>
      )}
      {told.models.length > 0 && (
        <Part title={t("traces:models")}>
          <Models told={told} words={words} />
        </Part>
      )}
      {facts.length > 0 && (
        <Part title={t("inbox:why.facts")}>
          <Group gap={6}>
            {facts.map((id) => (
              <Badge key={id} variant="outline" tt="none" fw={500} size="lg" color="gray" c="inherit" maw="100%">
                {called(id)}
              </Badge>
            ))}
          </Group>
        </Part>
      )}
      <Part title={t("inbox:why.decided")}>
        <Done told={told} words={words} />
      </Part>
      {told.spans.length > 0 && (
        <Part title={t("traces:timings")}>
          <Waterfall spans={told.spans} words={words} />
        </Part>
      )}
      <Part title={t("traces:replay.title")}>
        <ReplayPart turn={turn} told={told} words={words} />
      </Part>
    </>
  );
}

/** Without a drawer around: the screen to try the agent has it beside the chat. */
export function Reasons({ turn }: { turn: string }) {
  const { t, zone } = useWords();
  const firm = useFirm();
  const { data, error, refetch } = useQuery(turnQuery(turn));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={5} />;
  const told = explain(data);
  const spent = told.models.length > 0 && firm;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t(told.verdict === "handed_over" ? "traces:handed_over" : "traces:answered", {
          at: moment(data.created_at, zone),
          time: duration(t, data.duration_us, number),
        })}
        {spent && ` ${t("traces:spent", { tokens: number(told.tokens), cost: tinyMoney(told.cost, firm.currency) })}`}
      </Text>
      <Told key={turn} told={told} turn={turn} />
      <section className={classes.section}>
        {told.models.length === 0 && (
          <Text size="sm" mb={6} c="dimmed">
            {t("inbox:why.wording")}
          </Text>
        )}
        <Fold title={t("inbox:why.raw")}>{() => <Raw value={data.record} label={t("inbox:why.raw")} />}</Fold>
      </section>
    </Stack>
  );
}

interface DrawerProps {
  turn: string | undefined;
  onClose: () => void;
  /** Ways on from the turn. */
  actions?: ReactNode;
}

export function WhyDrawer({ turn, onClose, actions }: DrawerProps) {
  const { t } = useWords();
  const isPhone = useMediaQuery("(max-width: 48em)");
  return (
    <Drawer
      opened={turn !== undefined}
      onClose={onClose}
      position="right"
      size={isPhone ? "100%" : 520}
      title={t("inbox:why.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {actions}
      {turn && <Reasons turn={turn} />}
    </Drawer>
  );
}
