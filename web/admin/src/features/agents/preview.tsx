// A talk with the draft beside the editor: what is saved answers, and under each answer stands what it rests on.

import { ActionIcon, Badge, Button, Group, Loader, Text, TextInput, Title, Tooltip } from "@mantine/core";
import { IconArrowUp, IconDeviceFloppy, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { time } from "~/app/format";
import { turnQuery } from "~/features/traces/queries";
import { WhyDrawer } from "~/features/traces/why";
import { useWords } from "~/features/traces/words";
import { ErrorState, Loading, showProblem } from "~/ui";
import classes from "./preview.module.css";
import { previewQuery, type TriedMessage, useForget, useSayToDraft } from "./preview-queries";
import type { AgentView } from "./queries";
import { usedIn } from "./used";

interface Props {
  agent: AgentView;
  /** What is on the screen is not saved: it does not answer yet. */
  isDirty: boolean;
  onSave: () => void;
}

export function Preview({ agent, isDirty, onSave }: Props) {
  const { t } = useTranslation("agents");
  const { data, error, refetch } = useQuery(previewQuery(agent.id));
  const say = useSayToDraft(agent.id);
  const forget = useForget(agent.id);
  const [text, setText] = useState("");
  const [asked, setAsked] = useState<string>();
  const log = useRef<HTMLDivElement>(null);
  const count = data?.items.length ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when a line is added
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [count, say.isPending]);
  const send = (said: { text: string; button_id?: string }) => {
    const clean = said.text.trim();
    if (!clean || say.isPending) return;
    setText("");
    say.mutate(
      { ...said, text: clean },
      {
        onError: (refused) => {
          setText(clean);
          showProblem(refused);
        },
      },
    );
  };
  const last = data?.items.at(-1);
  return (
    <section className={classes.preview} aria-label={t("preview.title")}>
      <Group justify="space-between" wrap="nowrap" className={classes.head}>
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h3">
            {t("preview.title")}
          </Title>
          <Text size="xs" c="dimmed">
            {t("preview.who", { name: agent.name })}
          </Text>
        </div>
        <Tooltip label={t("preview.again")}>
          <ActionIcon
            onClick={() => forget.mutate(undefined, { onError: showProblem })}
            disabled={count === 0}
            loading={forget.isPending}
            aria-label={t("preview.again")}
          >
            <IconRefresh size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
      {isDirty && (
        <div className={classes.stale}>
          <Text size="sm">{t("preview.unsaved")}</Text>
          <Button size="compact-sm" variant="light" leftSection={<IconDeviceFloppy size={15} />} onClick={onSave}>
            {t("app:save")}
          </Button>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className={classes.log} ref={log} role="log" aria-label={t("preview.log")} tabIndex={0}>
        {error && !data ? (
          <ErrorState error={error} retry={refetch} />
        ) : !data ? (
          <Loading rows={3} />
        ) : (
          count === 0 && (
            <div className={classes.start}>
              <Text size="sm" c="dimmed" mb="xs">
                {t("preview.start")}
              </Text>
              <Group gap={6}>
                {(["1", "2", "3"] as const).map((number) => (
                  <Button
                    key={number}
                    size="compact-sm"
                    variant="default"
                    radius="xl"
                    onClick={() => send({ text: t(`preview.starter_${number}`) })}
                  >
                    {t(`preview.starter_${number}`)}
                  </Button>
                ))}
              </Group>
            </div>
          )
        )}
        {data?.items.map((message) => (
          <Line
            key={message.id}
            message={message}
            isLast={message === last && !say.isPending}
            onPress={({ id, title }) => send({ text: title, button_id: id })}
            onWhy={setAsked}
          />
        ))}
        {say.isPending && <Loader type="dots" size="sm" aria-label={t("preview.typing")} />}
        {data && !data.is_agent_on && (
          <Text size="sm" c="dimmed" ta="center">
            {t("preview.silent")}
          </Text>
        )}
      </div>
      <form
        className={classes.composer}
        onSubmit={(event) => {
          event.preventDefault();
          send({ text });
        }}
      >
        <TextInput
          flex={1}
          value={text}
          maxLength={4_000}
          aria-label={t("preview.message")}
          placeholder={t("preview.message")}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" px={10} aria-label={t("preview.send")} disabled={!text.trim()}>
          <IconArrowUp size={18} />
        </Button>
      </form>
      <WhyDrawer turn={asked} onClose={() => setAsked(undefined)} />
    </section>
  );
}

interface LineProps {
  message: TriedMessage;
  isLast: boolean;
  onPress: (button: { id: string; title: string }) => void;
  onWhy: (turn: string) => void;
}

function Line({ message, isLast, onPress, onWhy }: LineProps) {
  const { t } = useTranslation("agents");
  const zone = useZone();
  const { author, text, buttons, turn_id: turn } = message;
  if (author === "system")
    return (
      <Text size="sm" c="dimmed" ta="center">
        {text}
      </Text>
    );
  const isMine = author === "contact";
  return (
    <div className={isMine ? classes.mine : classes.theirs}>
      <div className={classes.bubble}>{text}</div>
      {isLast && buttons.length > 0 && (
        <Group gap={6} mt={6}>
          {buttons.map((button) => (
            <Button key={button.id} size="compact-sm" variant="default" radius="xl" onClick={() => onPress(button)}>
              {button.title}
            </Button>
          ))}
        </Group>
      )}
      {!isMine && turn && <Used turn={turn} />}
      <Group gap={8} className={classes.foot}>
        <span>{time(message.created_at, zone)}</span>
        {!isMine && turn && (
          <button type="button" className={classes.why} onClick={() => onWhy(turn)}>
            {t("preview.why")}
          </button>
        )}
      </Group>
    </div>
  );
}

/** Which ready answers, passages, permissions and models stand behind an answer. */
function Used({ turn }: { turn: string }) {
  const { t } = useTranslation("agents");
  const words = useWords();
  const { data } = useQuery(turnQuery(turn));
  if (!data) return null;
  const used = usedIn(data, words);
  if (used.length === 0) return null;
  return (
    <Group gap={4} mt={4}>
      {used.map(({ kind, name }) => (
        <Badge key={`${kind} ${name}`} size="sm" variant="default" tt="none" fw={400} className={classes.used}>
          {name ? `${t(`preview.used.${kind}`)}: ${name}` : t(`preview.used.${kind}`)}
        </Badge>
      ))}
    </Group>
  );
}
