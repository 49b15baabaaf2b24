// Tours as cards: what it looks like, when it runs, what it costs, when it leaves next and how many seats are left.

import { Badge, Button, Group, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMountain, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { dayKey, money } from "~/app/format";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { EmptyState, ErrorState, ExportMenu, Loading, listFile, Page } from "~/ui";
import { dayText } from "./day-text";
import { NewTour } from "./new";
import {
  aheadQuery,
  type DepartureView,
  fileUrl,
  refreshDepartures,
  refreshTours,
  type TourView,
  toursQuery,
} from "./queries";
import { seasonText } from "./season";
import { freeOf, nextByTour } from "./seats";
import classes from "./tours.module.css";

const NEXT = 3;
const plain = (text: string) => text.toLowerCase().replaceAll("ё", "е");

function Departures({ next, isActive, today }: { next: DepartureView[]; isActive: boolean; today: string }) {
  const { t } = useTranslation("tours");
  if (next.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {isActive ? t("card.no_departures") : t("card.hidden_text")}
      </Text>
    );
  return (
    <ul className={classes.next} aria-label={t("card.next")}>
      {next.map((departure) => {
        const free = freeOf(departure);
        return (
          <li key={departure.id}>
            <Text component="span" size="sm">
              {dayText(departure.starts_on, today)}
            </Text>
            <Text component="span" size="sm" c={free === 0 ? "dimmed" : undefined} className="tabular">
              {free === 0 ? t("seats.none") : t("seats.free", { count: free })}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}

function Card({ tour, next, today }: { tour: TourView; next: DepartureView[] | undefined; today: string }) {
  const { t } = useTranslation("tours");
  const cover = tour.photo_files[0];
  const facts = [
    t("days", { count: tour.duration_days }),
    t(`difficulty.${tour.difficulty}`).toLowerCase(),
    seasonText(tour.season, t("season.always")),
  ];
  const lowest = Math.min(tour.price.minor, ...tour.variants.map(({ price }) => price));
  const price = money(lowest, tour.price.currency);
  return (
    <Link
      to="/tours/$tourId"
      params={{ tourId: tour.id }}
      className={classes.card}
      data-hidden={!tour.is_active || undefined}
    >
      <span className={classes.cover}>
        {cover ? (
          <img src={fileUrl(cover.file_id)} alt={cover.text} loading="lazy" decoding="async" />
        ) : (
          <IconMountain size={40} stroke={1.2} aria-hidden />
        )}
      </span>
      <span className={classes.body}>
        <Group gap={8} wrap="nowrap" justify="space-between" align="flex-start">
          <Title order={3} lineClamp={2}>
            {tour.name}
          </Title>
          {!tour.is_active && (
            <Badge variant="default" size="sm" tt="none" style={{ flexShrink: 0 }}>
              {t("hidden")}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {facts.join(" · ")}
        </Text>
        <Text fw={600} className="tabular">
          {lowest < tour.price.minor ? t("price_from", { price }) : price}
        </Text>
        <span className={classes.foot}>
          {next && <Departures next={next} isActive={tour.is_active} today={today} />}
        </span>
      </span>
    </Link>
  );
}

export function ToursPage() {
  const { t } = useTranslation("tours");
  const mayEdit = useMay("edit_catalog");
  const today = dayKey(new Date(), useZone());
  const { data, error, refetch } = useQuery(toursQuery);
  const departures = useQuery(aheadQuery(today));
  const [search, setSearch] = useState("");
  const [needle] = useDebouncedValue(search, 120);
  const [isNew, setIsNew] = useState(false);
  useLive(["tour."], () => void refreshTours());
  useLive(["departure."], () => void refreshDepartures());
  const next = departures.data && nextByTour(departures.data, today, NEXT);
  const words = plain(needle).split(/\s+/).filter(Boolean);
  const found = (data ?? [])
    .filter(({ name, name_en, category, synonyms }) => {
      const text = plain([name, name_en ?? "", category, ...synonyms].join(" "));
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => Number(b.is_active) - Number(a.is_active) || a.position - b.position);
  const categories = [...new Set(found.map(({ category }) => category))];
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsNew(true)}>
      {t("add")}
    </Button>
  );
  return (
    <Page
      title={t("title")}
      text={t("text")}
      actions={
        data &&
        data.length > 0 && (
          <>
            <ExportMenu file={listFile("tours", {})} isShort />
            {add}
          </>
        )
      }
      wide
    >
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !data ? (
        <Loading />
      ) : data.length === 0 ? (
        <EmptyState icon={IconMountain} title={t("empty.title")} text={t("empty.text")} action={add} />
      ) : (
        <>
          {data.length > 5 && (
            <TextInput
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              placeholder={t("search")}
              aria-label={t("search")}
              leftSection={<IconSearch size={16} aria-hidden />}
              maw={380}
              mb="lg"
            />
          )}
          {found.length === 0 && <Text c="dimmed">{t("nothing", { needle })}</Text>}
          {categories.map((category) => (
            <section key={category} className={classes.category}>
              {(categories.length > 1 || category) && <Title order={2}>{category || t("no_category")}</Title>}
              <div className={classes.grid}>
                {found
                  .filter((tour) => tour.category === category)
                  .map((tour) => (
                    <Card key={tour.id} tour={tour} next={next && (next.get(tour.id) ?? [])} today={today} />
                  ))}
              </div>
            </section>
          ))}
        </>
      )}
      {isNew && <NewTour all={data ?? []} onClose={() => setIsNew(false)} />}
    </Page>
  );
}
