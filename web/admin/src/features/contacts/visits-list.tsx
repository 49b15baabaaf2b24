// The visits of a customer: what is ahead, what was, and what it comes to.

import { Badge, Button, Group, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { dayKey, fullDay, money, number, shortDay, time } from "~/app/format";
import { STATUS } from "~/features/calendar/status";
import { ErrorState } from "~/ui";
import classes from "./card.module.css";
import { type BookingView, servicesQuery, visitsQuery } from "./queries";
import { sumUp } from "./visits";

const FEW = 3;
const MORE = 20;

function Visit({ visit, zone }: { visit: BookingView; zone: string | undefined }) {
  const { t } = useTranslation("contacts");
  const { data: services } = useQuery(servicesQuery);
  const { icon: Icon, color } = STATUS[visit.status];
  const isOld = dayKey(visit.starts_at, zone).slice(0, 4) !== dayKey(new Date(), zone).slice(0, 4);
  const date = isOld ? fullDay(visit.starts_at, zone) : shortDay(visit.starts_at, zone);
  const names = visit.items.map(
    ({ service_id: id }) =>
      services?.find((service) => service.id === id)?.name ?? (services ? t("visit.removed") : "…"),
  );
  return (
    <Link
      to="/calendar"
      search={{ date: dayKey(visit.starts_at, zone), booking: visit.id }}
      className={classes.visit}
      data-off={visit.status === "cancelled" || visit.status === "no_show" || undefined}
    >
      <span className={classes.visitWhen}>
        {date}, {time(visit.starts_at, zone)}
      </span>
      <span className={classes.visitWhat}>{names.join(", ")}</span>
      <span className={classes.visitCost}>{money(visit.price.minor, visit.price.currency)}</span>
      <Badge
        className={classes.visitStatus ?? ""}
        variant="light"
        tt="none"
        fw={500}
        color={color}
        leftSection={<Icon size={12} aria-hidden />}
      >
        {t(`status.${visit.status}`)}
      </Badge>
    </Link>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div className={classes.figure}>
      <dt>{label}</dt>
      <dd className="tabular">{value}</dd>
    </div>
  );
}

export function Visits({ id }: { id: string }) {
  const { t } = useTranslation("contacts");
  const zone = useZone();
  const { data: visits, error, refetch } = useQuery(visitsQuery(id));
  const [shown, setShown] = useState(FEW);
  const sum = useMemo(() => sumUp(visits ?? [], Date.now()), [visits]);
  if (error && !visits) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <section className={classes.block}>
      <Title order={2} mb="sm">
        {t("visit.title")}
      </Title>
      {!visits ? (
        <Skeleton height={96} radius="md" aria-label={t("app:loading")} />
      ) : visits.length === 0 ? (
        <Text c="dimmed" size="sm">
          {t("visit.none")}
        </Text>
      ) : (
        <>
          <dl className={classes.figures}>
            {sum.last && <Fact label={t("visit.count")} value={number(sum.count)} />}
            {sum.last && sum.currency && <Fact label={t("visit.spent")} value={money(sum.spent, sum.currency)} />}
            {sum.last && <Fact label={t("visit.last")} value={fullDay(sum.last.starts_at, zone)} />}
            {sum.missed > 0 && <Fact label={t("visit.missed")} value={number(sum.missed)} />}
            {sum.cancelled > 0 && <Fact label={t("visit.cancelled")} value={number(sum.cancelled)} />}
          </dl>
          {sum.ahead.length > 0 && (
            <>
              <Title order={3} className={classes.partTitle ?? ""} mt="md" mb={6}>
                {t("visit.ahead")}
              </Title>
              <div className={classes.visits}>
                {sum.ahead.map((visit) => (
                  <Visit key={visit.id} visit={visit} zone={zone} />
                ))}
              </div>
            </>
          )}
          {sum.past.length > 0 && (
            <>
              <Title order={3} className={classes.partTitle ?? ""} mt="md" mb={6}>
                {t("visit.past")}
              </Title>
              <div className={classes.visits}>
                {sum.past.slice(0, shown).map((visit) => (
                  <Visit key={visit.id} visit={visit} zone={zone} />
                ))}
              </div>
              {sum.past.length > shown && (
                <Group mt={6}>
                  <Button variant="subtle" size="compact-sm" onClick={() => setShown(shown + MORE)}>
                    {t("visit.more", { count: sum.past.length - shown })}
                  </Button>
                </Group>
              )}
            </>
          )}
        </>
      )}
    </section>
  );
}
