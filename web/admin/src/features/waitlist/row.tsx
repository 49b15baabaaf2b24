// One of those who wait: who, for what, since when, what is offered to them, and what can be done about it.

import { ActionIcon, Badge, Button, Menu } from "@mantine/core";
import { IconDots, IconHourglassHigh, IconPencil, IconUserMinus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fullDay, moment, phone } from "~/app/format";
import { branchesQuery, employeesQuery, servicesQuery } from "~/features/calendar/queries";
import { guestMark } from "~/features/inbox/model/words";
import { showDone, showProblem, useConfirm } from "~/ui";
import { decline, remove, take, type WaitlistEntry } from "./queries";
import classes from "./waitlist.module.css";
import { daysText, hoursText, minutesLeft } from "./words";

interface Props {
  entry: WaitlistEntry;
  now: number;
  zone: string;
  mayBook: boolean;
  /** Left out on the card of the customer itself. */
  hidesContact?: boolean;
  onChange: (entry: WaitlistEntry) => void;
  onOffer: (entry: WaitlistEntry) => void;
}

const COLOR = { waiting: "gray", offered: "copper", booked: "teal", left: "gray", expired: "gray" } as const;

/** The names of what somebody waits for. */
function useWish(entry: WaitlistEntry): string[] {
  const { t } = useTranslation(["waitlist", "calendar"]);
  const { data: services } = useQuery(servicesQuery);
  const { data: employees } = useQuery(employeesQuery);
  const { data: branches } = useQuery(branchesQuery);
  const named = entry.services.map((id) => services?.find((one) => one.id === id)?.name ?? "…").join(" + ");
  const who = entry.employee_id
    ? (employees?.find(({ id }) => id === entry.employee_id)?.name ?? "…")
    : t("calendar:form.any_employee");
  const where = (branches?.length ?? 0) > 1 && branches?.find(({ id }) => id === entry.branch_id)?.name;
  return [named, who, ...(where ? [where] : [])];
}

function OfferLine({ entry, now, zone }: Pick<Props, "entry" | "now" | "zone">) {
  const { t } = useTranslation(["waitlist", "calendar"]);
  const { data: employees } = useQuery(employeesQuery);
  const { offer } = entry;
  if (!offer) return null;
  const isOpen = entry.status === "offered";
  const who = employees?.find(({ id }) => id === offer.employee_id)?.name;
  const how = offer.reached ? t(`reached.${offer.reached}`) : t("reached.none");
  return (
    <p className={classes.offer} data-open={isOpen || undefined}>
      <IconHourglassHigh size={15} stroke={1.7} aria-hidden />
      <span>
        {[moment(offer.starts_at, zone), who].filter(Boolean).join(", ")}
        {" · "}
        {isOpen
          ? `${how} · ${t("left", { count: minutesLeft(offer.expires_at, Math.max(now, Date.now())) })}`
          : t(`offer.status.${offer.status}`)}
      </span>
    </p>
  );
}

export function WaitlistRow({ entry, now, zone, mayBook, hidesContact = false, onChange, onOffer }: Props) {
  const { t } = useTranslation(["waitlist", "calendar"]);
  const confirm = useConfirm();
  const [isBusy, setIsBusy] = useState(false);
  const wish = useWish(entry);
  const { contact } = entry;
  const name =
    contact.name?.trim() || (contact.phone && phone(contact.phone)) || t("guest", { mark: guestMark(contact.id) });
  const isOpen = entry.status === "waiting" || entry.status === "offered";
  const run = async (what: () => Promise<unknown>, said: string) => {
    setIsBusy(true);
    try {
      await what();
      showDone(said);
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  const off = async () => {
    const question = {
      title: t("remove.title", { name }),
      text: t("remove.text"),
      action: t("remove.action"),
      isDanger: true,
    };
    if (await confirm(question)) await run(() => remove(entry.id), t("done.removed"));
  };
  return (
    <li className={classes.row} data-entry={entry.id} data-closed={!isOpen || undefined}>
      <div className={classes.body}>
        <div className={classes.head}>
          {hidesContact ? (
            <span className={classes.name}>{wish[0]}</span>
          ) : (
            <Link to="/contacts/$contactId" params={{ contactId: contact.id }} className={classes.name}>
              {name}
            </Link>
          )}
          <Badge variant="light" tt="none" fw={500} color={COLOR[entry.status]}>
            {t(`status.${entry.status}`)}
          </Badge>
        </div>
        <p className={classes.wish}>{(hidesContact ? wish.slice(1) : wish).join(" · ")}</p>
        <p className={classes.when}>
          {daysText(t, entry.from_day, entry.until_day)}, {hoursText(t, entry.from_time, entry.until_time)}
        </p>
        {entry.note && <p className={classes.note}>{entry.note}</p>}
        <OfferLine entry={entry} now={now} zone={zone} />
        <p className={classes.since}>
          {t("since", { day: fullDay(entry.created_at, zone) })} · {t([`source.${entry.source}`, "source.person"])}
        </p>
      </div>
      {entry.booking_id && (
        <Link to="/calendar" search={{ booking: entry.booking_id }} className={classes.visit}>
          {t("visit")}
        </Link>
      )}
      {mayBook && isOpen && (
        <div className={classes.tools}>
          {entry.status === "offered" ? (
            <>
              <Button size="sm" loading={isBusy} onClick={() => void run(() => take(entry.id), t("done.taken"))}>
                {t("take")}
              </Button>
              <Button
                size="sm"
                variant="default"
                disabled={isBusy}
                onClick={() => void run(() => decline(entry.id), t("done.declined"))}
              >
                {t("decline")}
              </Button>
            </>
          ) : (
            <Button size="sm" variant="light" onClick={() => onOffer(entry)}>
              {t("offer.open")}
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size={36} aria-label={t("more", { name })}>
                <IconDots size={18} stroke={1.7} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onChange(entry)}>
                {t("change")}
              </Menu.Item>
              <Menu.Item leftSection={<IconUserMinus size={16} />} color="red" onClick={() => void off()}>
                {t("remove.action")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
    </li>
  );
}
