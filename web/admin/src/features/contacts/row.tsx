// One contact in the list.

import { IconCalendarEvent } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { day, moment, number, phone, recent } from "~/app/format";
import { Avatar } from "~/ui";
import type { Column } from "./columns";
import classes from "./contacts.module.css";
import { nameOf, sourceName } from "./names";
import type { ListedContact } from "./queries";

/** As many as fit; the rest is a number. */
const FEW_TAGS = 2;
function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return null;
  const rest = tags.length - FEW_TAGS;
  return (
    <span className={classes.tags} title={tags.join(", ")}>
      {tags.slice(0, FEW_TAGS).map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
      {rest > 0 && <span className={classes.rest}>+{rest}</span>}
    </span>
  );
}

/** A day; with its year unless it is this one. */
function dayOf(at: string, zone: string | undefined): string {
  const isThisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return isThisYear ? day(at, zone) : recent(at, zone);
}

interface TableProps {
  row: ListedContact;
  index: number;
  columns: Column[];
  zone: string | undefined;
  isCursor: boolean;
  onFocus: (id: string) => void;
  style: CSSProperties;
}

export const TableRow = memo(function TableRow({ row, index, columns, zone, isCursor, onFocus, style }: TableProps) {
  const { t } = useTranslation("contacts");
  const cell = (column: Column): ReactNode => {
    switch (column) {
      case "phone":
        return row.phone && phone(row.phone);
      case "email":
        return row.email;
      case "tags":
        return <Tags tags={row.tags} />;
      case "source":
        return sourceName(t, row.source);
      case "visits":
        return row.visits > 0 ? number(row.visits) : "";
      case "last_visit":
        return row.last_visit_at && dayOf(row.last_visit_at, zone);
      case "next_visit":
        return row.next_visit_at && moment(row.next_visit_at, zone);
      case "last_message":
        return row.last_message_at && recent(row.last_message_at, zone);
      case "created":
        return dayOf(row.created_at, zone);
    }
  };
  const shown = nameOf(t, row);
  return (
    <tr aria-rowindex={index + 2} className={classes.row} style={style}>
      <td className={classes.who}>
        <Avatar id={row.id} name={row.name} size={32} />
        <Link
          to="/contacts/$contactId"
          params={{ contactId: row.id }}
          className={classes.link}
          data-row={row.id}
          data-nameless={row.name ? undefined : true}
          tabIndex={isCursor ? 0 : -1}
          onFocus={() => onFocus(row.id)}
        >
          {shown}
        </Link>
      </td>
      {columns.map((column) => (
        <td key={column} className={classes.cell} data-column={column}>
          {cell(column)}
        </td>
      ))}
    </tr>
  );
});

export const CardRow = memo(function CardRow({ row, zone }: { row: ListedContact; zone: string | undefined }) {
  const { t } = useTranslation("contacts");
  const said = row.phone && row.name ? phone(row.phone) : sourceName(t, row.source);
  return (
    <Link to="/contacts/$contactId" params={{ contactId: row.id }} className={classes.card} data-row={row.id}>
      <Avatar id={row.id} name={row.name} size={40} />
      <span className={classes.cardBody}>
        <span className={classes.cardTop}>
          <span className={classes.cardName}>{nameOf(t, row)}</span>
          {row.last_message_at && <time className={classes.soft}>{recent(row.last_message_at, zone)}</time>}
        </span>
        <span className={classes.soft}>
          {said}
          {row.visits > 0 && ` · ${t("visits", { count: row.visits })}`}
        </span>
        <span className={classes.cardFoot}>
          {row.next_visit_at && (
            <span className={classes.next}>
              <IconCalendarEvent size={13} stroke={1.8} aria-hidden />
              {moment(row.next_visit_at, zone)}
            </span>
          )}
          <Tags tags={row.tags} />
        </span>
      </span>
    </Link>
  );
});
