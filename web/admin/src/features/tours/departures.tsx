// When a tour leaves: by month, with seats sold and free. Those of the past are out of the way until they are asked for.

import { Badge, Button, Group, Menu, Paper, Progress, Stack, Switch, Text, Title, UnstyledButton } from "@mantine/core";
import { IconCalendarPlus, IconCalendarRepeat, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { dayKey, shortDay } from "~/app/format";
import { currentLang } from "~/app/i18n";
import { employeesQuery } from "~/features/employees/queries";
import { EmptyState, ErrorState, Loading } from "~/ui";
import { DepartureForm } from "./departure-form";
import { type DepartureView, departuresQuery, type TourView } from "./queries";
import { isInSeason } from "./season";
import { byMonth, freeOf, type Standing, standingOf, totalOf } from "./seats";
import { addDays } from "./series";
import { SeriesForm } from "./series-form";
import classes from "./tours.module.css";

const COLORS: Record<Standing, string> = {
  free: "teal",
  few: "orange",
  full: "gray",
  closed: "gray",
  cancelled: "red",
  past: "gray",
};

function monthTitle(month: string): string {
  const locale = currentLang() === "ru" ? "ru-RU" : "en-GB";
  const options = { month: "long", year: "numeric", timeZone: "UTC" } as const;
  const text = new Intl.DateTimeFormat(locale, options).format(new Date(`${month}-01`)).replace(" г.", "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface RowProps {
  departure: DepartureView;
  tour: TourView;
  today: string;
  guide: string | undefined;
  onOpen: () => void;
}

function Row({ departure, tour, today, guide, onOpen }: RowProps) {
  const { t } = useTranslation("tours");
  const standing = standingOf(departure, today);
  const { seats, seats_taken: taken, starts_on: starts } = departure;
  const last = addDays(starts, tour.duration_days - 1);
  const free = freeOf(departure);
  const word = standing === "free" || standing === "few" ? t("seats.free", { count: free }) : t(`standing.${standing}`);
  return (
    <UnstyledButton className={classes.departure} data-standing={standing} onClick={onOpen}>
      <div className={classes.date}>
        <Text fw={500}>{shortDay(starts, "UTC")}</Text>
        {tour.duration_days > 1 && (
          <Text size="xs" c="dimmed">
            {t("until", { day: shortDay(last, "UTC") })}
          </Text>
        )}
      </div>
      <div className={classes.bar}>
        <Text size="sm" className="tabular" mb={4}>
          {t("seats.taken", { taken, count: seats })}
        </Text>
        <Progress value={(taken / seats) * 100} size={6} aria-label={t("seats.taken", { taken, count: seats })} />
      </div>
      <Text size="sm" c="dimmed" truncate className={classes.guide ?? ""}>
        {guide}
      </Text>
      <Badge variant="light" color={COLORS[standing]} tt="none" className={classes.standing ?? ""} size="lg">
        {word}
      </Badge>
    </UnstyledButton>
  );
}

export function Departures({ tour, mayEdit }: { tour: TourView; mayEdit: boolean }) {
  const { t } = useTranslation("tours");
  const today = dayKey(new Date(), useZone());
  const { data, error, refetch } = useQuery(departuresQuery(tour.id));
  const { data: employees = [] } = useQuery(employeesQuery);
  const [withPast, setWithPast] = useState(false);
  const [open, setOpen] = useState<DepartureView | "one" | "series">();
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading rows={5} />;
  // A tour that is under way is not past yet.
  const hasPast = data.some(({ starts_on }) => addDays(starts_on, tour.duration_days - 1) < today);
  const shown = withPast ? data : data.filter(({ starts_on }) => addDays(starts_on, tour.duration_days - 1) >= today);
  const total = totalOf(shown);
  const close = () => setOpen(undefined);
  const add = mayEdit && (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} />}>{t("departure.add")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCalendarPlus size={16} />} onClick={() => setOpen("one")}>
          {t("departure.add_single")}
        </Menu.Item>
        <Menu.Item leftSection={<IconCalendarRepeat size={16} />} onClick={() => setOpen("series")}>
          {t("departure.add_series")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <>
      {data.length === 0 ? (
        <EmptyState
          icon={IconCalendarRepeat}
          title={t("departure.empty")}
          text={t("departure.empty_text")}
          action={add}
          compact
        />
      ) : (
        <Stack gap="lg">
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed" className="tabular">
              {t("departure.count", { count: shown.length })} ·{" "}
              {t("seats.taken", { taken: total.taken, count: total.seats })} · {t("seats.free", { count: total.free })}
            </Text>
            <Group gap="md">
              {hasPast && (
                <Switch
                  label={t("departure.past")}
                  checked={withPast}
                  onChange={(event) => setWithPast(event.currentTarget.checked)}
                />
              )}
              {add}
            </Group>
          </Group>
          {shown.length === 0 && <Text c="dimmed">{t("departure.only_past")}</Text>}
          {byMonth(shown).map(([month, departures]) => (
            <section key={month}>
              <Group gap={8} mb={6} align="baseline">
                <Title order={2}>{monthTitle(month)}</Title>
                {!isInSeason(`${month}-01`, tour.season) && (
                  <Text size="sm" c="dimmed">
                    {t("season.outside")}
                  </Text>
                )}
              </Group>
              <Paper withBorder className={classes.month ?? ""}>
                {departures.map((departure) => (
                  <Row
                    key={departure.id}
                    departure={departure}
                    tour={tour}
                    today={today}
                    guide={employees.find(({ id }) => id === departure.guide_id)?.name}
                    onOpen={() => setOpen(departure)}
                  />
                ))}
              </Paper>
            </section>
          ))}
        </Stack>
      )}
      {open === "series" && <SeriesForm tour={tour} known={data} employees={employees} today={today} onClose={close} />}
      {open && open !== "series" && (
        <DepartureForm
          tour={tour}
          departure={open === "one" ? undefined : open}
          employees={employees}
          today={today}
          mayEdit={mayEdit}
          onClose={close}
        />
      )}
    </>
  );
}
