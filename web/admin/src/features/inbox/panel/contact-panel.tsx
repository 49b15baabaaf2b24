// Beside the conversation: who the customer is, their visits, what else they wrote. Everything is changed in place.

import { Badge, Button, Group, Stack, TagsInput, Text, Title } from "@mantine/core";
import { type ContactCard, getContacts, updateContacts } from "@samovar/client";
import { IconCalendarPlus } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { useZone } from "~/app/firm";
import { phone, recent } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { DealsOf } from "~/features/deals/deals-of";
import { NotesOf } from "~/features/notes/notes-of";
import { ReferralsOf } from "~/features/referrals/referrals-of";
import { TasksOf } from "~/features/tasks/tasks-of";
import { Avatar, ErrorState, Loading, showProblem } from "~/ui";
import { ChannelIcon, channelName, customerName, lineOf } from "../names";
import { refreshSoon } from "../queries";
import type { Conversation } from "../wire";
import { listConversations } from "../wire";
import { Chain } from "./chain";
import { Editable } from "./editable";
import { Outcome } from "./outcome";
import classes from "./panel.module.css";
import { Visits } from "./visits";

const BookingDialog = lazy(async () => ({
  default: (await import("~/features/calendar/booking-dialog")).BookingDialog,
}));

const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ["inbox", "contact", id],
    queryFn: (): Promise<ContactCard> => ask(getContacts({ path: { id } })),
    staleTime: 60_000,
    meta: { isKept: true, isOneOfMany: true },
  });
const othersQuery = (contact: string) =>
  queryOptions({
    queryKey: ["inbox", "others", contact],
    queryFn: async () => (await listConversations({ view: "all", contact_id: contact }, undefined)).items,
    staleTime: 60_000,
  });
export function ContactPanel({ row, inDrawer = false }: { row: Conversation; inDrawer?: boolean }) {
  const { t } = useTranslation("inbox");
  const [mayEdit, mayBook, zone] = [useMay("edit_contacts"), useMay("book"), useZone()];
  const { data: card, error, refetch } = useQuery(contactQuery(row.contact_id));
  const { data: others = [] } = useQuery(othersQuery(row.contact_id));
  const [isBooking, setIsBooking] = useState(false);
  const rest = useMemo(() => others.filter((other) => other.id !== row.id), [others, row.id]);
  const save = async (body: Record<string, unknown>): Promise<boolean> => {
    try {
      const after = await ask(updateContacts({ path: { id: row.contact_id }, body }));
      queryClient.setQueryData(contactQuery(row.contact_id).queryKey, (known) => known && { ...known, ...after });
      refreshSoon(row.id);
      return true;
    } catch (fault) {
      showProblem(fault);
      return false;
    }
  };
  return (
    <aside className={inDrawer ? classes.inside : classes.pane} aria-label={t("panel.title")}>
      {error && !card ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !card ? (
        <Loading rows={5} />
      ) : (
        <>
          <Group wrap="nowrap" gap="sm">
            <Avatar id={card.id} name={card.name} size={48} />
            <div style={{ minWidth: 0, flex: 1 }}>
              <Title order={2} fz="md" style={{ overflowWrap: "anywhere" }}>
                {customerName(t, { contact: card, connector: row.connector })}
              </Title>
              <Link
                to="/contacts/$contactId"
                params={{ contactId: card.id }}
                style={{ color: "inherit", fontSize: 13 }}
              >
                {t("panel.card")}
              </Link>
            </div>
          </Group>
          {mayBook && (
            <Button
              fullWidth
              mt="md"
              variant="light"
              leftSection={<IconCalendarPlus size={18} stroke={1.7} aria-hidden />}
              onClick={() => setIsBooking(true)}
            >
              {t("panel.book")}
            </Button>
          )}
          <section className={classes.part}>
            <h3 className={classes.label}>{t("panel.name")}</h3>
            <Editable
              label={t("panel.name")}
              value={card.name ?? ""}
              empty={t("panel.add_name")}
              isOff={!mayEdit}
              maxLength={120}
              onSave={(name) => save({ name: name || null })}
            />
            <h3 className={classes.label}>{t("panel.phone")}</h3>
            <Editable
              label={t("panel.phone")}
              value={card.phone ?? ""}
              shown={card.phone ? phone(card.phone) : ""}
              empty={t("panel.add_phone")}
              isOff={!mayEdit}
              maxLength={32}
              onSave={(number) => save({ phone: number || null })}
            />
            <h3 className={classes.label}>{t("panel.tags")}</h3>
            {mayEdit ? (
              <TagsInput
                size="sm"
                variant="unstyled"
                aria-label={t("panel.tags")}
                placeholder={card.tags.length === 0 ? t("panel.add_tag") : ""}
                value={card.tags}
                maxTags={50}
                onChange={(tags) => void save({ tags: tags.map((tag) => tag.slice(0, 40)) })}
              />
            ) : (
              <Group gap={6}>
                {card.tags.map((tag) => (
                  <Badge key={tag} variant="light" tt="none">
                    {tag}
                  </Badge>
                ))}
              </Group>
            )}
            <h3 className={classes.label}>{t("panel.note")}</h3>
            <Editable
              label={t("panel.note")}
              value={card.note}
              empty={t("panel.add_note")}
              isLong
              isOff={!mayEdit}
              maxLength={2000}
              onSave={(note) => save({ note })}
            />
          </section>
          <Outcome key={row.id} row={row} />
          {/* Their texts and code come later: waiting for them must not take the conversation off the screen. */}
          <Suspense fallback={<Loading rows={3} />}>
            <DealsOf isPlain contactId={row.contact_id} conversationId={row.id} contact={card} />
            <TasksOf contactId={row.contact_id} conversationId={row.id} />
            <ReferralsOf contactId={row.contact_id} conversationId={row.id} />
            <NotesOf contactId={row.contact_id} />
          </Suspense>
          <Visits contact={row.contact_id} />
          <Chain conversation={row.id} />
          {rest.length > 0 && (
            <section className={classes.part}>
              <h3 className={classes.label}>{t("panel.others")}</h3>
              {rest.map((other) => (
                <Link
                  key={other.id}
                  to="/inbox/$conversationId"
                  params={{ conversationId: other.id }}
                  className={classes.visit}
                >
                  <Group gap={6} wrap="nowrap">
                    <ChannelIcon connector={other.connector} />
                    <Text size="sm" flex={1}>
                      {channelName(t, other.connector)}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {recent(other.updated_at, zone)}
                    </Text>
                  </Group>
                  {other.last_message && (
                    <Text size="xs" c="dimmed" truncate>
                      {lineOf(t, other.last_message)}
                    </Text>
                  )}
                </Link>
              ))}
            </section>
          )}
          {card.identities.length > 0 && (
            <section className={classes.part}>
              <h3 className={classes.label}>{t("panel.identities")}</h3>
              <Stack gap={4}>
                {card.identities.map(({ kind, value }) => (
                  <Group key={`${kind} ${value}`} gap={6} wrap="nowrap">
                    <ChannelIcon connector={kind} />
                    <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere", minWidth: 0 }}>
                      {t([`channel.${kind}`, `identity.${kind}`, "channel.other"])} · {value}
                    </Text>
                  </Group>
                ))}
              </Stack>
            </section>
          )}
          {isBooking && (
            <Suspense>
              <BookingDialog
                opened
                onClose={() => setIsBooking(false)}
                contactId={row.contact_id}
                conversationId={row.id}
              />
            </Suspense>
          )}
        </>
      )}
    </aside>
  );
}
