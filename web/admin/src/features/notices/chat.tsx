// One's own chat with the firm's bot: a link binds it, a button lets it go; a bot that was blocked is said so.

import { Alert, Anchor, Button, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconBrandTelegram } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { moment } from "~/app/format";
import { showProblem } from "~/ui";
import { askAgain } from "./queries";
import { askChatLink, type Settings, unbindChat } from "./wire";

export function OwnChat({ settings }: { settings: Settings }) {
  const { t } = useTranslation("notices");
  const [link, setLink] = useState<string>();
  const bind = useMutation({ mutationFn: askChatLink, onSuccess: (made) => setLink(made.link), onError: showProblem });
  const release = useMutation({ mutationFn: unbindChat, onSuccess: askAgain, onError: showProblem });
  const isBound = settings.is_chat_bound;
  return (
    <Stack gap="md">
      <Group gap="md" wrap="nowrap">
        <ThemeIcon size={44} radius="xl" variant="light" color={isBound ? "teal" : "gray"} aria-hidden>
          <IconBrandTelegram size={22} stroke={1.6} />
        </ThemeIcon>
        <div style={{ minWidth: 0 }} role="status">
          <Text fw={500}>{t(isBound ? "chat.bound" : "chat.free")}</Text>
          <Text size="sm" c="dimmed">
            {t(isBound ? "chat.bound_text" : "chat.free_text")}
          </Text>
        </div>
      </Group>
      {settings.chat_lost_at && !isBound && (
        <Alert variant="light" color="yellow">
          {t("chat.lost", { when: moment(settings.chat_lost_at) })}
        </Alert>
      )}
      {link && !isBound && (
        <Alert variant="light" color="gray">
          <Text size="sm">{t("chat.open")}</Text>
          <Anchor href={link} target="_blank" rel="noreferrer" style={{ overflowWrap: "anywhere" }}>
            {link}
          </Anchor>
        </Alert>
      )}
      <Button
        variant={isBound ? "default" : "filled"}
        loading={bind.isPending || release.isPending}
        onClick={() => {
          setLink(undefined);
          if (isBound) release.mutate();
          else bind.mutate();
        }}
        style={{ alignSelf: "flex-start" }}
      >
        {t(isBound ? "chat.release" : "chat.bind")}
      </Button>
    </Stack>
  );
}
