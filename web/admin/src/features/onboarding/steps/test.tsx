// The proof: talk to the agent as a customer would.

import { Button, Group, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TestChat } from "~/features/test-chat/chat";
import type { StepProps } from "..";
import classes from "../onboarding.module.css";

export function TestStep({ onDone }: StepProps) {
  const { t } = useTranslation("onboarding");
  return (
    <Stack>
      <div className={classes.chat}>
        <TestChat />
      </div>
      <Group>
        <Button onClick={onDone}>{t("next")}</Button>
      </Group>
    </Stack>
  );
}
