// A new token for a bot: after BotFather has revoked the old one, or when it leaked.

import { Button, Group, Paper, PasswordInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem, showDone } from "~/ui";
import { tokenIn } from "./connect";
import { type ConnectionView, useChange } from "./queries";

export function NewToken({ connection }: { connection: ConnectionView }) {
  const { t } = useTranslation("channels");
  const change = useChange(connection.id);
  const [text, setText] = useState("");
  const token = tokenIn(text);
  const save = () =>
    change.mutate(
      { settings: { ...(connection.settings as Record<string, unknown>), token } },
      {
        onSuccess: () => {
          setText("");
          showDone(t("app:saved"));
        },
      },
    );
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="xs">
        {t("telegram.new_token")}
      </Title>
      <Group align="flex-end" gap="xs">
        <PasswordInput
          flex={1}
          miw={220}
          label={t("telegram.token")}
          description={t("telegram.new_token_hint")}
          autoComplete="off"
          value={text}
          error={text && !token ? t("telegram.token_wrong") : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("show_secret") }}
        />
        <Button onClick={save} disabled={!token} loading={change.isPending}>
          {t("app:save")}
        </Button>
      </Group>
      <Problem error={change.error} mt={6} />
    </Paper>
  );
}
