// The chat itself: used by its own screen and by the first steps.

import { Button, Group, Loader, Stack, Text, Textarea } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { time } from "~/app/format";
import { explain } from "~/features/traces/explain";
import { turnQuery } from "~/features/traces/queries";
import { ErrorState, Loading, showProblem } from "~/ui";
import classes from "./chat.module.css";
import { type TestMessage, testTalkQuery, useSay } from "./queries";

interface Props {
  /** Whose draft is tried; else whoever would answer a customer. */
  agent?: string | undefined;
  /** Which answer's reasons are shown beside. */
  chosen?: string | undefined;
  onChoose?: (turnId: string) => void;
}

export function TestChat({ agent, chosen, onChoose }: Props) {
  const { t } = useTranslation("test-chat");
  const { data, error, refetch } = useQuery(testTalkQuery(agent));
  const say = useSay(agent);
  const [text, setText] = useState("");
  const log = useRef<HTMLDivElement>(null);
  const count = data?.items.length ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when a line is added
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [count, say.isPending]);
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading rows={4} />;
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
  const last = data.items.at(-1);
  const starters = ["starter_1", "starter_2", "starter_3"].map((key) => t(key));
  return (
    <div className={classes.chat}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className={classes.log} ref={log} role="log" aria-label={t("log")} tabIndex={0}>
        {data.items.length === 0 && (
          <Stack gap="xs" align="flex-start" className={classes.start}>
            <Text size="sm" c="dimmed">
              {t("start")}
            </Text>
            {starters.map((starter) => (
              <Button key={starter} variant="default" radius="xl" size="sm" onClick={() => send({ text: starter })}>
                {starter}
              </Button>
            ))}
          </Stack>
        )}
        {data.items.map((message) => (
          <Line
            key={message.id}
            message={message}
            isLast={message === last}
            isChosen={message.turn_id !== undefined && message.turn_id === chosen}
            onPress={(button) => send({ text: button.title, button_id: button.id })}
            onChoose={onChoose}
          />
        ))}
        {say.isPending && (
          <div className={classes.agent}>
            <Loader type="dots" size="sm" aria-label={t("typing")} />
          </div>
        )}
        {!data.is_agent_on && (
          <Text size="sm" c="dimmed" ta="center">
            {t("handed_over")}
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
        <Textarea
          flex={1}
          autosize
          minRows={1}
          maxRows={5}
          value={text}
          maxLength={4000}
          aria-label={t("placeholder")}
          placeholder={t("placeholder")}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send({ text });
          }}
        />
        <Button type="submit" aria-label={t("send")} px={10} disabled={!text.trim()}>
          <IconArrowUp size={18} />
        </Button>
      </form>
    </div>
  );
}

/** Which agent has said it, and which version of it. */
function By({ turn }: { turn: string }) {
  const { t } = useTranslation("test-chat");
  const { data } = useQuery(turnQuery(turn));
  const by = data && explain(data).agent;
  if (!by) return null;
  return (
    <span>{by.version > 0 ? t("by", { name: by.name, number: by.version }) : t("by_draft", { name: by.name })}</span>
  );
}

interface LineProps {
  message: TestMessage;
  isLast: boolean;
  isChosen: boolean;
  onPress: (button: { id: string; title: string }) => void;
  onChoose?: ((turnId: string) => void) | undefined;
}

function Line({ message, isLast, isChosen, onPress, onChoose }: LineProps) {
  const { t } = useTranslation("test-chat");
  const { author, text, buttons, turn_id: turn } = message;
  if (author === "system") {
    return (
      <Text size="sm" c="dimmed" ta="center">
        {text}
      </Text>
    );
  }
  const isMine = author === "contact";
  return (
    <div className={isMine ? classes.mine : classes.agent}>
      <div className={classes.bubble} data-chosen={isChosen || undefined}>
        {text}
      </div>
      {isLast && buttons.length > 0 && (
        <Group gap={6} mt={6}>
          {buttons.map((button) => (
            <Button key={button.id} size="compact-sm" variant="default" radius="xl" onClick={() => onPress(button)}>
              {button.title}
            </Button>
          ))}
        </Group>
      )}
      <Group gap={8} className={classes.foot}>
        <span>{time(message.created_at)}</span>
        {!isMine && turn && onChoose && <By turn={turn} />}
        {!isMine && turn && onChoose && (
          <button type="button" className={classes.why} onClick={() => onChoose(turn)} aria-pressed={isChosen}>
            {t("why")}
          </button>
        )}
      </Group>
    </div>
  );
}
