// What happened lately, newest first, with a filter; new ones come by the socket.

import { Anchor, Button, Select, Text, ThemeIcon, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCalendarCancel,
  IconCalendarPlus,
  IconCalendarTime,
  IconHandStop,
  IconPlugConnectedX,
  IconUserCheck,
  IconUserPlus,
  IconUserX,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment, recent } from "~/app/format";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { ErrorState, Loading } from "~/ui";
import classes from "./dashboard.module.css";
import { UPDATE_KINDS, type Update, type UpdateKind, updatesQuery } from "./queries";

const LOOK: Record<UpdateKind, [typeof IconUserPlus, string]> = {
  booked: [IconCalendarPlus, "teal"],
  moved: [IconCalendarTime, "indigo"],
  cancelled: [IconCalendarCancel, "orange"],
  missed: [IconUserX, "orange"],
  handed_over: [IconHandStop, "copper"],
  taken_over: [IconUserCheck, "gray"],
  contact: [IconUserPlus, "gray"],
  send_failed: [IconAlertTriangle, "red"],
  channel: [IconPlugConnectedX, "red"],
};
const SETTLE_MS = 1_500;

function Line({ update }: { update: Update }) {
  const { t } = useTranslation("dashboard");
  const zone = useZone();
  const [Icon, color] = LOOK[update.kind];
  const name = update.contact?.name ?? t("somebody");
  const by =
    update.person ??
    (update.by === "agent" ? t("update.agent") : update.by === "contact" ? t("update.customer") : undefined);
  const details = [
    update.booking?.services?.join(", "),
    update.booking && moment(update.booking.starts_at, zone),
    update.employee,
    update.kind === "channel" ? update.connection?.name : undefined,
    update.reason,
  ].filter(Boolean);
  const who =
    update.kind === "channel" ? null : update.conversation_id ? (
      <Anchor component={Link} to={`/inbox/${update.conversation_id}`} size="sm" fw={500}>
        {name}
      </Anchor>
    ) : update.contact ? (
      <Anchor component={Link} to={`/contacts/${update.contact.id}`} size="sm" fw={500}>
        {name}
      </Anchor>
    ) : null;
  return (
    <li className={classes.update}>
      <ThemeIcon variant="light" color={color} radius="xl" size={32} aria-hidden>
        <Icon size={17} stroke={1.7} />
      </ThemeIcon>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm">
          {who} <span>{t(`update.${update.kind}`)}</span>
        </Text>
        {details.length > 0 && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {details.join(" · ")}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {[recent(update.created_at, zone), by].filter(Boolean).join(" · ")}
        </Text>
      </div>
    </li>
  );
}

export function Updates() {
  const { t } = useTranslation("dashboard");
  const [kind, setKind] = useState<UpdateKind>();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(updatesQuery(kind));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive(
    [
      "booking.",
      "conversation.handed_over",
      "conversation.taken_over",
      "contact.created",
      "message.failed",
      "connection.",
    ],
    () => {
      if (timer.current) return;
      timer.current = setTimeout(() => {
        timer.current = undefined;
        void queryClient.invalidateQueries({ queryKey: ["updates"] });
      }, SETTLE_MS);
    },
  );
  const items = data?.pages.flatMap((page) => page.items);
  return (
    <section className={classes.panel}>
      <Title order={2} mb="xs">
        {t("updates")}
      </Title>
      <Select
        aria-label={t("update.filter")}
        placeholder={t("update.all")}
        data={UPDATE_KINDS.map((value) => ({ value, label: t(`update.kind_${value}`) }))}
        value={kind ?? null}
        onChange={(chosen) => setKind((chosen as UpdateKind | null) ?? undefined)}
        clearable
        mb="xs"
      />
      {error && !items ? (
        <ErrorState error={error} retry={refetch} />
      ) : !items ? (
        <Loading rows={5} avatar />
      ) : items.length === 0 ? (
        <Text size="sm" c="dimmed" py="sm">
          {t("update.empty")}
        </Text>
      ) : (
        <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {items.map((update) => (
            <Line key={update.id} update={update} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button variant="subtle" fullWidth mt="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("app:more")}
        </Button>
      )}
    </section>
  );
}
