// The screen to try the agent: the chat, and beside it why the chosen answer was given.

import { Button, Drawer, Select, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { agentsQuery } from "~/features/traces/queries";
import { Reasons } from "~/features/traces/why";
import { Forbidden, Page, showProblem, useConfirm } from "~/ui";
import { TestChat } from "./chat";
import classes from "./chat.module.css";
import { testTalkQuery, useStartOver } from "./queries";

export function TestChatPage() {
  return useMay("converse") ? <TestChatScreen /> : <Forbidden />;
}

function TestChatScreen() {
  const { t } = useTranslation("test-chat");
  const [agent, setAgent] = useState<string | null>(null);
  const { data } = useQuery(testTalkQuery(agent ?? undefined));
  const { data: agents = [] } = useQuery(agentsQuery);
  const startOver = useStartOver(agent ?? undefined);
  const confirm = useConfirm();
  const isWide = useMediaQuery("(min-width: 62em)");
  const [chosen, setChosen] = useState<string>();
  const latest = data?.items.findLast(({ turn_id }) => turn_id !== undefined)?.turn_id;
  // On a wide screen the reasons of the newest answer are always there.
  useEffect(() => {
    if (isWide) setChosen(latest);
  }, [isWide, latest]);
  const again = async () => {
    if (!(await confirm({ title: t("start_over_title"), text: t("start_over_text"), action: t("start_over") }))) return;
    startOver.mutate(undefined, { onSuccess: () => setChosen(undefined), onError: showProblem });
  };
  const actions = (
    <>
      {agents.length > 0 && (
        <Select
          aria-label={t("who")}
          placeholder={t("who_live")}
          data={agents.map(({ id, name }) => ({ value: id, label: t("who_draft", { name }) }))}
          value={agent}
          onChange={(id) => {
            setAgent(id);
            setChosen(undefined);
          }}
          clearable
          clearButtonProps={{ "aria-label": t("who_clear") }}
          w={240}
        />
      )}
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} />}
        onClick={() => void again()}
        disabled={!data || data.items.length === 0}
        loading={startOver.isPending}
      >
        {t("start_over")}
      </Button>
    </>
  );
  return (
    <Page wide title={t("title")} text={t("text")} actions={actions}>
      <div className={classes.screen}>
        <TestChat key={agent} agent={agent ?? undefined} chosen={chosen} onChoose={setChosen} />
        {isWide ? (
          <aside className={classes.side} aria-label={t("why_title")}>
            <Title order={2} mb="sm">
              {t("why_title")}
            </Title>
            {chosen ? (
              <Reasons key={chosen} turn={chosen} />
            ) : (
              <Text size="sm" c="dimmed">
                {t("why_empty")}
              </Text>
            )}
          </aside>
        ) : (
          <Drawer
            opened={chosen !== undefined}
            onClose={() => setChosen(undefined)}
            position="bottom"
            size="80%"
            title={t("why_title")}
            closeButtonProps={{ "aria-label": t("app:close") }}
          >
            {chosen && <Reasons turn={chosen} />}
          </Drawer>
        )}
      </div>
    </Page>
  );
}
