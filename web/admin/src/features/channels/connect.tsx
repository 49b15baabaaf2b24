// Connecting a channel: the web chat at once, Telegram by its bot's token with a live check, any other by its form.

import { Anchor, Button, Group, List, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useMe } from "~/app/session";
import { Problem } from "~/ui";
import { type ConnectionView, type ConnectorView, useConnect } from "./queries";

interface Props {
  connector: ConnectorView;
  onDone: (made: ConnectionView) => void;
}

export function Connect({ connector, onDone }: Props) {
  if (connector.name === "telegram") return <TelegramForm onDone={onDone} />;
  return <PlainForm connector={connector} onDone={onDone} />;
}

/** 123456:ABC…, as BotFather gives it; people paste it with words around. */
export function tokenIn(text: string): string | undefined {
  return /\d{5,12}:[\w-]{20,}/.exec(text)?.[0];
}

function TelegramForm({ onDone }: { onDone: Props["onDone"] }) {
  const { t } = useTranslation("channels");
  const connect = useConnect();
  const form = useForm({
    initialValues: { token: "" },
    validate: { token: (token) => (tokenIn(token) ? null : t("telegram.token_wrong")) },
  });
  const submit = form.onSubmit(({ token }) =>
    connect.mutate(
      { connector: "telegram", name: "Telegram", settings: { token: tokenIn(token) } },
      { onSuccess: onDone },
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={520}>
        <List type="ordered" spacing={6} size="sm">
          <List.Item>
            {t("telegram.step_1")}{" "}
            <Anchor
              href="https://t.me/BotFather"
              target="_blank"
              rel="noopener noreferrer"
              size="sm"
              underline="always"
            >
              @BotFather
            </Anchor>
          </List.Item>
          <List.Item>{t("telegram.step_2")}</List.Item>
          <List.Item>{t("telegram.step_3")}</List.Item>
        </List>
        <PasswordInput
          label={t("telegram.token")}
          placeholder="123456789:AAF…"
          autoComplete="off"
          required
          maxLength={300}
          visibilityToggleButtonProps={{ "aria-label": t("show_secret") }}
          {...form.getInputProps("token")}
        />
        <Problem error={connect.error} />
        <Group>
          <Button type="submit" loading={connect.isPending}>
            {t("telegram.connect")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function PlainForm({ connector, onDone }: Props) {
  const { t } = useTranslation("channels");
  const me = useMe();
  const connect = useConnect();
  const form = useForm({
    initialValues: {
      name: connector.name === "widget" ? t("widget.usual_name", { firm: me.org?.name }) : connector.title,
    },
    validate: { name: (name) => (name.trim() ? null : t("name_missing")) },
  });
  const submit = form.onSubmit(({ name }) =>
    connect.mutate({ connector: connector.name, name: name.trim(), settings: {} }, { onSuccess: onDone }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={520}>
        <Text size="sm" c="dimmed">
          {t([`about.${connector.name}`, "about.other"])}
        </Text>
        <TextInput
          label={t("name")}
          description={t("name_hint")}
          required
          maxLength={200}
          {...form.getInputProps("name")}
        />
        <Problem error={connect.error} />
        <Group>
          <Button type="submit" loading={connect.isPending}>
            {t("connect")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
