// What is known of a customer. The note is written in place, phones and addresses are added one by one, the rest is in the form.

import { ActionIcon, Anchor, Badge, Button, Group, Menu, Text, Title } from "@mantine/core";
import { IconPencil, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm, useZone } from "~/app/firm";
import { phone, time } from "~/app/format";
import { useMay } from "~/app/session";
import { type CustomField, useFields } from "~/features/custom-fields/queries";
import { chosenOf, linkOf, parted, shownValue } from "~/features/custom-fields/values";
import { Editable } from "~/features/inbox/panel/editable";
import { showProblem, useConfirm } from "~/ui";
import classes from "./card.module.css";
import { sourceName } from "./names";
import { type ContactCard, changeContact, dropReach, membersQuery, type Reach } from "./queries";
import { AddReach } from "./reach";

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Reaches({ card, mayEdit }: { card: ContactCard; mayEdit: boolean }) {
  const { t } = useTranslation("contacts");
  const confirm = useConfirm();
  const [adding, setAdding] = useState<Reach["kind"]>();
  const own = card.identities.filter(({ kind }) => kind === "phone" || kind === "email") as Reach[];
  own.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === "phone" ? -1 : 1));
  const accounts = card.identities.filter(({ kind }) => kind !== "phone" && kind !== "email");
  const drop = async (reach: Reach) => {
    const value = reach.kind === "phone" ? phone(reach.value) : reach.value;
    const yes = await confirm({
      title: t("reach.drop_title", { value }),
      text: t("reach.drop_text"),
      action: t("app:delete"),
      isDanger: true,
    });
    if (!yes) return;
    try {
      await dropReach(card.id, reach);
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <section className={classes.part}>
      <Group justify="space-between" mb={6}>
        <Title order={2} className={classes.partTitle ?? ""}>
          {t("reach.title")}
        </Title>
        {mayEdit && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />}>
                {t("app:add")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {(["phone", "email"] as const).map((kind) => (
                <Menu.Item key={kind} onClick={() => setAdding(kind)}>
                  {t(`field.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {own.length + accounts.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("reach.none")}
        </Text>
      )}
      <ul className={classes.list}>
        {own.map((reach) => {
          const shown = reach.kind === "phone" ? phone(reach.value) : reach.value;
          const isMain = reach.value === card[reach.kind];
          return (
            <li key={`${reach.kind} ${reach.value}`} className={classes.own}>
              <a href={`${reach.kind === "phone" ? "tel" : "mailto"}:${reach.value}`} className={classes.reachLink}>
                {shown}
              </a>
              {isMain && own.filter(({ kind }) => kind === reach.kind).length > 1 && (
                <Text span size="xs" c="dimmed">
                  {t("reach.main")}
                </Text>
              )}
              {mayEdit && (
                <ActionIcon size={32} aria-label={t("reach.drop", { value: shown })} onClick={() => void drop(reach)}>
                  <IconX size={15} />
                </ActionIcon>
              )}
            </li>
          );
        })}
        {accounts.map(({ kind, value }) => (
          <li key={`${kind} ${value}`} className={classes.own}>
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {sourceName(t, kind)} · {value}
            </Text>
          </li>
        ))}
      </ul>
      {adding && <AddReach key={adding} id={card.id} kind={adding} onClose={() => setAdding(undefined)} />}
    </section>
  );
}

/** A field of the firm's own: a link opens, several choices stand apart. */
function OwnValue({ field, value }: { field: CustomField; value: string }) {
  const { t } = useTranslation(["contacts", "custom-fields"]);
  const currency = useFirm()?.currency ?? "RUB";
  if (value === "") return <span className={classes.none}>{t("custom-fields:unknown")}</span>;
  const link = field.kind === "url" ? linkOf(value) : undefined;
  if (link)
    return (
      <Anchor
        inherit
        href={link}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={t("custom-fields:open", { url: value })}
      >
        {value.replace(/^https?:\/\/(www\.)?/, "")}
      </Anchor>
    );
  if (field.kind === "choices")
    return (
      <Group gap={4}>
        {chosenOf(value).map((choice) => (
          <Badge key={choice} variant="light" color="gray" tt="none" fw={500}>
            {choice}
          </Badge>
        ))}
      </Group>
    );
  return <>{shownValue(t, field, value, currency)}</>;
}

/** What the clock shows where the customer lives; nothing for a zone this browser does not know. */
function timeThere(zone: string): string | undefined {
  try {
    return time(new Date(), zone);
  } catch {
    return undefined;
  }
}

export function Details({ card, onEdit }: { card: ContactCard; onEdit: () => void }) {
  const { t } = useTranslation(["contacts", "custom-fields"]);
  const [mayEdit, zone] = [useMay("edit_contacts"), useZone()];
  const { data: members = [] } = useQuery(membersQuery);
  const { declared, loose } = parted(useFields("contact"), card.fields);
  const there = card.timezone && card.timezone !== zone ? timeThere(card.timezone) : undefined;
  const owner = card.owner_id && members.find(({ id }) => id === card.owner_id)?.name;
  const saveNote = async (note: string): Promise<boolean> => {
    try {
      await changeContact(card.id, { note });
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    }
  };
  return (
    <>
      <section className={classes.part}>
        <Title order={2} className={classes.partTitle ?? ""} mb={6}>
          {t("field.note")}
        </Title>
        <Editable
          label={t("field.note")}
          value={card.note}
          empty={t(mayEdit ? "card.add_note" : "card.no_note")}
          isLong
          isOff={!mayEdit}
          maxLength={2000}
          onSave={saveNote}
        />
      </section>
      <Reaches card={card} mayEdit={mayEdit} />
      <section className={classes.part}>
        <Group justify="space-between" mb={6}>
          <Title order={2} className={classes.partTitle ?? ""}>
            {t("card.about")}
          </Title>
          {mayEdit && (
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={onEdit}
            >
              {t("app:edit")}
            </Button>
          )}
        </Group>
        <dl className={classes.facts}>
          {declared.map(([field, value]) => (
            <Fact key={field.key} label={field.name}>
              <OwnValue field={field} value={value} />
            </Fact>
          ))}
          {loose.map(([name, value]) => (
            <Fact key={name} label={name}>
              {value || "—"}
            </Fact>
          ))}
          <Fact label={t("field.owner_id")}>{owner || t("card.nobody")}</Fact>
          <Fact label={t("field.lang")}>{card.lang ? t(`lang.${card.lang}`) : t("card.unknown")}</Fact>
          {card.timezone && (
            <Fact label={t("field.timezone")}>
              {card.timezone}
              {there && (
                <Text size="xs" c="dimmed">
                  {t("reachable.there", { time: there })}
                </Text>
              )}
            </Fact>
          )}
          {card.preferred_channel && (
            <Fact label={t("field.preferred_channel")}>{sourceName(t, card.preferred_channel)}</Fact>
          )}
          <Fact label={t("field.is_unsubscribed")}>
            {card.is_unsubscribed ? (
              <Badge variant="light" color="orange" tt="none" fw={500}>
                {t("reachable.off")}
              </Badge>
            ) : (
              t("reachable.on")
            )}
          </Fact>
          <Fact label={t("field.source")}>{sourceName(t, card.source)}</Fact>
        </dl>
      </section>
    </>
  );
}
