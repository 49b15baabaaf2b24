// What one is told of and where: a table of switches, on a phone a card of each event.

import { Checkbox, Text } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import classes from "./grid.module.css";
import { CHANNELS, type Channel, type Settings, type SettingsChange, type Wish } from "./wire";

interface Props {
  settings: Settings;
  change: (change: SettingsChange) => void;
}

/** Why a column cannot be used, if it cannot. */
export function missing(settings: Settings, channel: Channel): "email" | "chat" | undefined {
  if (channel === "email" && !settings.has_email) return "email";
  if (channel === "chat" && !settings.is_chat_bound) return "chat";
  return undefined;
}

export function Grid({ settings, change }: Props) {
  const { t } = useTranslation("notices");
  const name = (channel: Channel) => t(`channel.${channel}`);
  const set = (wish: Wish, channel: Channel, on: boolean) => change({ wishes: [{ kind: wish.kind, channel, on }] });
  return (
    <>
      <div className={classes.grid}>
        <span className={classes.corner} />
        {CHANNELS.map((channel) => (
          <Text key={channel} size="sm" c="dimmed" className={classes.head} aria-hidden>
            {name(channel)}
          </Text>
        ))}
        {settings.wishes.map((wish) => (
          <Fragment key={wish.kind}>
            <div className={classes.event}>
              <Text size="sm" fw={500}>
                {t(`kind.${wish.kind}.name`)}
              </Text>
              <Text size="xs" c="dimmed">
                {t(`kind.${wish.kind}.text`)}
              </Text>
            </div>
            {CHANNELS.map((channel) => (
              <Checkbox
                key={channel}
                size="md"
                classNames={{ root: classes.cell ?? "", label: classes.word ?? "" }}
                label={name(channel)}
                aria-label={`${t(`kind.${wish.kind}.name`)}: ${name(channel)}`}
                disabled={missing(settings, channel) !== undefined}
                checked={wish[channel]}
                onChange={(event) => set(wish, channel, event.currentTarget.checked)}
              />
            ))}
          </Fragment>
        ))}
      </div>
      {!settings.has_email && (
        <Text size="sm" c="dimmed" mt="md">
          {t("missing.email")}
        </Text>
      )}
      {!settings.is_chat_bound && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("missing.chat")}
        </Text>
      )}
    </>
  );
}
