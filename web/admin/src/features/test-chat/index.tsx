// The screen to try the agent.

import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Page, showProblem, useConfirm } from "~/ui";
import { TestChat } from "./chat";
import classes from "./chat.module.css";
import { testTalkQuery, useStartOver } from "./queries";

export function TestChatPage() {
  const { t } = useTranslation("test-chat");
  const { data } = useQuery(testTalkQuery);
  const startOver = useStartOver();
  const confirm = useConfirm();
  const again = async () => {
    if (!(await confirm({ title: t("start_over_title"), text: t("start_over_text"), action: t("start_over") }))) return;
    startOver.mutate(undefined, { onError: showProblem });
  };
  const actions = (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} />}
      onClick={() => void again()}
      disabled={!data || data.items.length === 0}
      loading={startOver.isPending}
    >
      {t("start_over")}
    </Button>
  );
  return (
    <Page wide title={t("title")} text={t("text")} actions={actions}>
      <div className={classes.screen}>
        <TestChat />
      </div>
    </Page>
  );
}
