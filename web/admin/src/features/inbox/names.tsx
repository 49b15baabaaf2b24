// How people, customers and channels are called and drawn.

import {
  type Icon,
  IconBrandTelegram,
  IconCode,
  IconFileImport,
  IconMail,
  IconMessageCircle,
  IconRobot,
  IconRobotOff,
  IconUser,
  IconUserQuestion,
  IconWorld,
} from "@tabler/icons-react";
import i18next, { type TFunction } from "i18next";
import { phone } from "~/app/format";
import { guestMark } from "./model/words";
import type { Conversation, LastMessage, Mode } from "./wire";

const CHANNELS: Record<string, Icon> = {
  widget: IconWorld,
  telegram: IconBrandTelegram,
  api: IconCode,
  import: IconFileImport,
  email: IconMail,
};
export function ChannelIcon({ connector, size = 14 }: { connector: string; size?: number }) {
  const Shape = CHANNELS[connector] ?? IconMessageCircle;
  return <Shape size={size} stroke={1.7} aria-hidden />;
}

export const MODE_ICON: Record<Mode, Icon> = {
  auto: IconRobot,
  draft: IconUserQuestion,
  human: IconUser,
  off: IconRobotOff,
};

export function channelName(t: TFunction, connector: string): string {
  return t([`inbox:channel.${connector}`, "inbox:channel.other"]);
}

/** A customer without a name is told by the phone, else by four signs of the id. */
export function customerName(t: TFunction, row: Pick<Conversation, "contact" | "connector">): string {
  const { name, phone: number, id } = row.contact;
  if (name?.trim()) return name.trim();
  if (number) return phone(number);
  return t([`inbox:guest.${row.connector}`, "inbox:guest.other"], { mark: guestMark(id) });
}

/** What a message is called where only one line fits. */
export function lineOf(t: TFunction, last: LastMessage): string {
  const text = last.text.replaceAll(/\s+/g, " ").trim();
  if (text !== "") return text;
  return last.attachments > 0 ? t("inbox:file", { count: last.attachments }) : t("inbox:no_text");
}

/** The text of a key that may not exist: the agent's vocabulary grows faster than ours. */
export function wordFor(t: TFunction, key: string, otherwise: string): string {
  return i18next.exists(key) ? t(key) : otherwise;
}

/** Why the agent called a person: a known reason, else the first line of its words. */
export function reasonOf(t: TFunction, reason: string): string {
  const first = reason.split("\n")[0] ?? reason;
  return /^[a-z_]+$/.test(reason) ? wordFor(t, `inbox:reason.${reason}`, first) : first;
}
