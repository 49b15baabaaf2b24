// One entry of a customer's story.

import {
  type Icon,
  IconArrowsExchange,
  IconCalendarPlus,
  IconCalendarX,
  IconCheck,
  IconChecks,
  IconDoorEnter,
  IconPencil,
  IconUserPlus,
  IconUserX,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { dayKey, moment, time } from "~/app/format";
import { ChannelIcon } from "~/features/inbox/names";
import classes from "./card.module.css";
import { sourceName } from "./names";
import type { StoryView } from "./queries";
import { linesOf } from "./story";

interface Props {
  entry: StoryView;
  zone: string | undefined;
  /** Of members by their ids. */
  names: Map<string, string>;
}

const VISIT_ICON: Record<string, Icon> = {
  create: IconCalendarPlus,
  move: IconArrowsExchange,
  cancel: IconCalendarX,
  confirm: IconCheck,
  arrive: IconDoorEnter,
  complete: IconChecks,
  miss: IconUserX,
};
const TONE: Record<string, string> = { create: "good", confirm: "good", complete: "good", cancel: "bad", miss: "bad" };

function whoDid(t: TFunction, by: { kind: string; name?: string }): string {
  return by.name ?? t([`contacts:by.${by.kind}`, "contacts:by.system"]);
}

function Frame(props: {
  icon: ReactNode;
  tone?: string | undefined;
  at: string;
  zone: string | undefined;
  children: ReactNode;
}) {
  return (
    <li className={classes.entry}>
      <span className={classes.sign} data-tone={props.tone} aria-hidden>
        {props.icon}
      </span>
      <div className={classes.entryBody}>{props.children}</div>
      <time className={classes.entryTime} dateTime={props.at}>
        {time(props.at, props.zone)}
      </time>
    </li>
  );
}

function Talk({ talk, at, zone }: { talk: NonNullable<StoryView["talk"]>; at: string; zone: Props["zone"] }) {
  const { t } = useTranslation("contacts");
  const mark = talk.author === "contact" ? "" : `${t([`by.${talk.author}`, "by.system"])}: `;
  return (
    <Frame icon={<ChannelIcon connector={talk.connector} size={17} />} at={at} zone={zone}>
      <Link
        to="/inbox/$conversationId"
        params={{ conversationId: talk.conversation_id }}
        className={classes.entryTitle}
      >
        {t("story.talk", { channel: sourceName(t, talk.connector) })}
      </Link>
      <span className={classes.soft}> {t("story.messages", { count: talk.messages })}</span>
      <p className={classes.snippet}>
        {mark}
        {talk.text || t("talks.no_text")}
      </p>
    </Frame>
  );
}

function Visit({ booking, at, zone }: { booking: NonNullable<StoryView["booking"]>; at: string; zone: Props["zone"] }) {
  const { t } = useTranslation("contacts");
  const { action, starts_at: starts, from_starts_at: from, services, employee } = booking;
  const Shape = VISIT_ICON[action] ?? IconPencil;
  const title = t([`story.visit.${action}`, "story.visit.change"]);
  const what = [services.join(", "), employee].filter(Boolean).join(" · ");
  return (
    <Frame icon={<Shape size={17} stroke={1.7} />} tone={TONE[action]} at={at} zone={zone}>
      {starts ? (
        <Link
          to="/calendar"
          search={{ date: dayKey(starts, zone), booking: booking.booking_id }}
          className={classes.entryTitle}
        >
          {title}:{" "}
          {from ? t("story.moved", { from: moment(from, zone), to: moment(starts, zone) }) : moment(starts, zone)}
        </Link>
      ) : (
        <span className={classes.entryTitle}>{title}</span>
      )}
      {what && <p className={classes.snippet}>{what}</p>}
      <p className={classes.soft}>{whoDid(t, booking.by)}</p>
    </Frame>
  );
}

function Changed({
  contact,
  at,
  zone,
  names,
}: { contact: NonNullable<StoryView["contact"]>; at: string } & Omit<Props, "entry">) {
  const { t } = useTranslation("contacts");
  const isNew = contact.action === "create";
  const lines = linesOf(t, contact.changes, names);
  return (
    <Frame
      icon={isNew ? <IconUserPlus size={17} stroke={1.7} /> : <IconPencil size={17} stroke={1.7} />}
      tone={isNew ? "good" : undefined}
      at={at}
      zone={zone}
    >
      <span className={classes.entryTitle}>{t(isNew ? "story.created" : "story.updated")}</span>
      <ul className={classes.changes}>
        {lines.map(({ label, from, to }) => (
          <li key={label}>
            <span className={classes.changeLabel}>{label}: </span>
            {from !== undefined && <del>{from}</del>}
            {from !== undefined && to !== undefined && " → "}
            {to !== undefined && <span>{to}</span>}
          </li>
        ))}
      </ul>
      <p className={classes.soft}>{whoDid(t, contact.by)}</p>
    </Frame>
  );
}

export function Entry({ entry, zone, names }: Props) {
  const { talk, booking, contact, at } = entry;
  if (talk) return <Talk talk={talk} at={at} zone={zone} />;
  if (booking) return <Visit booking={booking} at={at} zone={zone} />;
  if (contact) return <Changed contact={contact} at={at} zone={zone} names={names} />;
  return null;
}
