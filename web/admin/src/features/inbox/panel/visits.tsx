// The customer's visits: what is ahead and what was.

import { Badge, Group, Text, UnstyledButton } from "@mantine/core";
import { listBookings, listServices } from "@samovar/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { useZone } from "~/app/firm";
import { dayKey, money, shortDay, time } from "~/app/format";
import classes from "./panel.module.css";

const COLORS = {
  booked: "orange",
  confirmed: "teal",
  arrived: "indigo",
  completed: "gray",
  cancelled: "gray",
  no_show: "red",
} as const;
const FEW = 3;

const visitsQuery = (contact: string) =>
  queryOptions({
    queryKey: ["inbox", "visits", contact],
    queryFn: async () => (await ask(listBookings({ query: { contact_id: contact, limit: 100 } }))).items,
    staleTime: 60_000,
    meta: { isKept: true, isOneOfMany: true },
  });
const servicesQuery = queryOptions({
  queryKey: ["inbox", "services"],
  queryFn: async () => (await ask(listServices())).items,
  staleTime: 5 * 60_000,
  meta: { isKept: true },
});

export function Visits({ contact }: { contact: string }) {
  const { t } = useTranslation("inbox");
  const zone = useZone();
  const { data: visits } = useQuery(visitsQuery(contact));
  const { data: services = [] } = useQuery(servicesQuery);
  const [isAll, setIsAll] = useState(false);
  if (!visits) return null;
  const now = Date.now();
  const isAhead = (visit: (typeof visits)[number]) =>
    Date.parse(visit.ends_at) > now && visit.status !== "cancelled" && visit.status !== "no_show";
  const ahead = visits.filter(isAhead).sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  const past = visits
    .filter((visit) => !isAhead(visit))
    .sort((a, b) => Date.parse(b.starts_at) - Date.parse(a.starts_at));
  const line = (visit: (typeof visits)[number]) => (
    <Link
      key={visit.id}
      to="/calendar"
      search={{ date: dayKey(visit.starts_at, zone), booking: visit.id }}
      className={classes.visit}
    >
      <Group gap={8} justify="space-between" wrap="nowrap">
        <Text size="sm" fw={500}>
          {shortDay(visit.starts_at, zone)}, {time(visit.starts_at, zone)}
        </Text>
        <Badge size="sm" variant="light" tt="none" color={COLORS[visit.status]}>
          {t(`visit.${visit.status}`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed">
        {visit.items
          .map((item) => services.find(({ id }) => id === item.service_id)?.name ?? t("why.removed"))
          .join(", ")}
        {" · "}
        {money(visit.price.minor, visit.price.currency)}
      </Text>
    </Link>
  );
  return (
    <section className={classes.part}>
      <h3 className={classes.label}>{t("panel.ahead")}</h3>
      {ahead.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("panel.no_visits")}
        </Text>
      ) : (
        ahead.map(line)
      )}
      {past.length > 0 && (
        <>
          <h3 className={classes.label} style={{ marginTop: 12 }}>
            {t("panel.past")}
          </h3>
          {(isAll ? past : past.slice(0, FEW)).map(line)}
          {past.length > FEW && !isAll && (
            <UnstyledButton className={classes.value} onClick={() => setIsAll(true)}>
              <Text span size="sm" td="underline">
                {t("app:more")}
              </Text>
            </UnstyledButton>
          )}
        </>
      )}
    </section>
  );
}
