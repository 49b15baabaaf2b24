// One entry of a customer's story.

import type { StoryFeedback, StoryNote, StoryReferral, StoryWaitlist } from "@samovar/client";
import {
  type Icon,
  IconArrowsExchange,
  IconBell,
  IconCalendarPlus,
  IconCalendarX,
  IconCheck,
  IconChecks,
  IconDoorEnter,
  IconFileCheck,
  IconHeartHandshake,
  IconHourglassHigh,
  IconNote,
  IconPencil,
  IconStar,
  IconUserPlus,
  IconUserX,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { dayKey, moment, shortDay } from "~/app/format";
import { Stars } from "~/features/feedback/stars";
import { ChannelIcon } from "~/features/inbox/names";
import classes from "./card.module.css";
import { Frame, whoDid } from "./frame";
import { Joined } from "./joined";
import { Moved } from "./moved";
import { sourceName } from "./names";
import type { StoryView } from "./queries";
import { consentOf, linesOf, type Told } from "./story";

interface Props {
  entry: Told;
  zone: string | undefined;
  /** Of members by their ids. */
  names: Map<string, string>;
  /** Of the firm's own fields by their keys. */
  own: ReadonlyMap<string, string>;
}

const VISIT_ICON: Record<string, Icon> = {
  create: IconCalendarPlus,
  move: IconArrowsExchange,
  cancel: IconCalendarX,
  confirm: IconCheck,
  arrive: IconDoorEnter,
  complete: IconChecks,
  miss: IconUserX,
  remind: IconBell,
  offer_time: IconBell,
  ask_feedback: IconStar,
};
const TONE: Record<string, string> = { create: "good", confirm: "good", complete: "good", cancel: "bad", miss: "bad" };

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
  own,
}: { contact: NonNullable<StoryView["contact"]>; at: string } & Omit<Props, "entry">) {
  const { t } = useTranslation("contacts");
  const consent = consentOf(contact);
  if (consent)
    return (
      <Frame
        icon={<IconFileCheck size={17} stroke={1.7} />}
        tone={consent.isGiven ? "good" : "bad"}
        at={at}
        zone={zone}
      >
        <span className={classes.entryTitle}>
          {t([`consent.${consent.kind}`, "consent.other"], { kind: consent.kind })}:{" "}
          {t(consent.isGiven ? "journal.was_given" : "journal.was_taken")}
        </span>
        {consent.source && <p className={classes.snippet}>{consent.source}</p>}
        <p className={classes.soft}>{whoDid(t, contact.by)}</p>
      </Frame>
    );
  const isNew = contact.action === "create";
  const lines = linesOf(t, contact.changes, names, own);
  return (
    <Frame
      icon={isNew ? <IconUserPlus size={17} stroke={1.7} /> : <IconPencil size={17} stroke={1.7} />}
      tone={isNew ? "good" : undefined}
      at={at}
      zone={zone}
    >
      <span className={classes.entryTitle}>
        {t(isNew ? "story.created" : contact.action === "unmerge" ? "story.parted" : "story.updated")}
      </span>
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

function Noted({ note, at, zone }: { note: StoryNote; at: string; zone: Props["zone"] }) {
  const { t } = useTranslation("contacts");
  return (
    <Frame icon={<IconNote size={17} stroke={1.7} />} at={at} zone={zone}>
      <span className={classes.entryTitle}>{t("story.note")}</span>
      {note.files > 0 && <span className={classes.soft}> {t("story.files", { count: note.files })}</span>}
      <p className={classes.snippet}>{note.text}</p>
      <p className={classes.soft}>{whoDid(t, note.by)}</p>
    </Frame>
  );
}

function Rated({ feedback, at, zone }: { feedback: StoryFeedback; at: string; zone: Props["zone"] }) {
  const { t } = useTranslation("contacts");
  const { rating, text } = feedback;
  const tone = rating === undefined ? undefined : rating <= 3 ? "bad" : "good";
  return (
    <Frame icon={<IconStar size={17} stroke={1.7} />} tone={tone} at={at} zone={zone}>
      <span className={classes.entryTitle}>{t(rating === undefined ? "story.feedback_words" : "story.feedback")}</span>{" "}
      {rating !== undefined && <Stars mark={rating} />}
      {text && <p className={classes.snippet}>{text}</p>}
    </Frame>
  );
}

const PARTNER_TONE: Record<string, string> = { accepted: "good", done: "good", declined: "bad", expired: "bad" };

function Referred({ referral, at, zone }: { referral: StoryReferral; at: string; zone: Props["zone"] }) {
  const { t } = useTranslation("contacts");
  return (
    <Frame icon={<IconHeartHandshake size={17} stroke={1.7} />} tone={PARTNER_TONE[referral.kind]} at={at} zone={zone}>
      <Link to="/partners/$partnerId" params={{ partnerId: referral.partner_id }} className={classes.entryTitle}>
        {t(`story.partner.${referral.kind}`)}: {referral.partner}
      </Link>
      {referral.text && <p className={classes.snippet}>{referral.text}</p>}
      {referral.by.kind !== "partner" && <p className={classes.soft}>{whoDid(t, referral.by)}</p>}
    </Frame>
  );
}

const WAIT_TONE: Record<string, string> = { book: "good", expire: "bad" };

function Waited({ waitlist, at, zone }: { waitlist: StoryWaitlist; at: string; zone: Props["zone"] }) {
  const { t } = useTranslation("contacts");
  const { action, from_day: from, until_day: until, starts_at: starts, services } = waitlist;
  const day = (date: string) => shortDay(`${date}T12:00:00Z`, "UTC");
  const days = from && until ? (from === until ? day(from) : `${day(from)} – ${day(until)}`) : undefined;
  return (
    <Frame icon={<IconHourglassHigh size={17} stroke={1.7} />} tone={WAIT_TONE[action]} at={at} zone={zone}>
      <Link to="/waitlist" search={{ entry: waitlist.waitlist_id }} className={classes.entryTitle}>
        {t([`story.waitlist.${action}`, "story.waitlist.update"])}
        {starts && `: ${moment(starts, zone)}`}
      </Link>
      <p className={classes.snippet}>{[services.join(", "), days].filter(Boolean).join(" · ")}</p>
      <p className={classes.soft}>{whoDid(t, waitlist.by)}</p>
    </Frame>
  );
}

export function Entry({ entry, zone, names, own }: Props) {
  const { talk, booking, contact, merge, note, deal, feedback, referral, waitlist, at } = entry;
  if (waitlist) return <Waited waitlist={waitlist} at={at} zone={zone} />;
  if (referral) return <Referred referral={referral} at={at} zone={zone} />;
  if (merge) return <Joined merge={merge} zone={zone} />;
  if (deal) return <Moved deal={deal} at={at} zone={zone} />;
  if (feedback) return <Rated feedback={feedback} at={at} zone={zone} />;
  if (note) return <Noted note={note} at={at} zone={zone} />;
  if (talk) return <Talk talk={talk} at={at} zone={zone} />;
  if (booking) return <Visit booking={booking} at={at} zone={zone} />;
  if (contact) return <Changed contact={contact} at={at} zone={zone} names={names} own={own} />;
  return null;
}
