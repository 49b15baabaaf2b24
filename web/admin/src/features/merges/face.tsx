// A card in a few lines, as it stands beside the one it is compared with.

import { Badge, Text } from "@mantine/core";
import type { ContactCard } from "@samovar/client";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { fullDay, phone } from "~/app/format";
import { nameOf, sourceName } from "~/features/contacts/names";
import { Avatar } from "~/ui";
import classes from "./merges.module.css";

/** All phones and addresses, the main ones first. */
function reachesOf({ phone: main, email, identities }: ContactCard): { kind: "phone" | "email"; value: string }[] {
  const all = identities.flatMap(({ kind, value }) =>
    kind === "phone" || kind === "email" ? [{ kind: kind as "phone" | "email", value }] : [],
  );
  if (main && !all.some(({ value }) => value === main)) all.push({ kind: "phone", value: main });
  if (email && !all.some(({ value }) => value === email)) all.push({ kind: "email", value: email });
  const rank = ({ value }: { value: string }) => (value === main ? 0 : value === email ? 1 : 2);
  return all.sort((a, b) => rank(a) - rank(b));
}

export function Face({ card, marked }: { card: ContactCard; marked: readonly string[] }) {
  const { t } = useTranslation(["merges", "contacts"]);
  const zone = useZone();
  return (
    <div className={classes.face}>
      <Avatar id={card.id} name={card.name} size={40} />
      <div className={classes.facts}>
        <Link to="/contacts/$contactId" params={{ contactId: card.id }} className={classes.name}>
          {marked.includes("name") ? <mark className={classes.same}>{nameOf(t, card)}</mark> : nameOf(t, card)}
        </Link>
        {reachesOf(card).map(({ kind, value }) => {
          const text = kind === "phone" ? phone(value) : value;
          return (
            <Text key={value} size="sm" className="tabular" style={{ overflowWrap: "anywhere" }}>
              {marked.includes(value) ? <mark className={classes.same}>{text}</mark> : text}
            </Text>
          );
        })}
        <Text size="xs" c="dimmed">
          {t("contacts:card.since", { source: sourceName(t, card.source), date: fullDay(card.created_at, zone) })}
        </Text>
        {card.tags.length > 0 && (
          <div className={classes.tags}>
            {card.tags.slice(0, 4).map((tag) => (
              <Badge key={tag} variant="light" color="gray" tt="none" fw={500}>
                {tag}
              </Badge>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

/** What both cards have: values that give them away. */
export function sharedOf(a: ContactCard, b: ContactCard): string[] {
  const of = (card: ContactCard) => new Set(reachesOf(card).map(({ value }) => value.toLowerCase()));
  const theirs = of(b);
  return [...of(a)].filter((value) => theirs.has(value));
}
