// How the agent speaks of the tour: questions customers ask, put to it in the person's own test talk.

import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconMessageChatbot } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Block } from "~/features/settings/parts";
import { testTalkQuery, useSay, useStartOver } from "~/features/test-chat/queries";
import { Problem } from "~/ui";
import type { TourView } from "./queries";
import classes from "./tours.module.css";

const QUESTIONS = ["about", "price", "departures", "included"] as const;

export function AgentPreview({ tour }: { tour: TourView }) {
  const { t } = useTranslation("tours");
  const { data: talk } = useQuery(testTalkQuery());
  const say = useSay();
  const startOver = useStartOver();
  const [asked, setAsked] = useState<string>();
  const items = talk?.items ?? [];
  const last = items.findLastIndex(({ author, text }) => author === "contact" && text === asked);
  const answers = asked && last >= 0 ? items.slice(last + 1).filter(({ author }) => author === "agent") : [];
  const isSilent = talk?.is_agent_on === false;
  const ask = async (question: string) => {
    setAsked(question);
    try {
      if (isSilent) await startOver.mutateAsync();
      await say.mutateAsync({ text: question });
    } catch {
      // Shown below from the mutation.
    }
  };
  return (
    <Block title={t("agent.title")} text={t("agent.text")}>
      <Stack>
        {!tour.is_active && (
          <Text size="sm" c="dimmed">
            {t("agent.hidden")}
          </Text>
        )}
        <Group gap="xs">
          {QUESTIONS.map((key) => {
            const question = t(`agent.ask_${key}`, { name: tour.name });
            return (
              <Button
                key={key}
                variant="default"
                radius="xl"
                h="auto"
                mih={40}
                py={6}
                styles={{ label: { whiteSpace: "normal", textAlign: "left" } }}
                disabled={say.isPending || startOver.isPending}
                onClick={() => void ask(question)}
              >
                {question}
              </Button>
            );
          })}
        </Group>
        {asked && (
          <Stack gap="sm" role="log" aria-label={t("agent.log")}>
            <div className={classes.question}>{asked}</div>
            {answers.map(({ id, text }) => (
              <div key={id} className={classes.answer}>
                {text}
              </div>
            ))}
            {(say.isPending || startOver.isPending) && <Loader type="dots" size="sm" aria-label={t("agent.waiting")} />}
            {isSilent && !say.isPending && (
              <Text size="sm" c="dimmed">
                {t("agent.silent")}
              </Text>
            )}
          </Stack>
        )}
        <Problem error={say.error ?? startOver.error} />
        <div>
          <Button
            component={Link}
            to="/test-chat"
            variant="subtle"
            px={0}
            leftSection={<IconMessageChatbot size={18} />}
          >
            {t("agent.more")}
          </Button>
        </div>
      </Stack>
    </Block>
  );
}
