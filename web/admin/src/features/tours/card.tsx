// One tour: its departures, what is told of it, its photos and materials, and how the agent speaks of it.

import { ActionIcon, Badge, Group, Menu, Tabs, Text, Title } from "@mantine/core";
import { IconArrowLeft, IconDots, IconMountain, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { money } from "~/app/format";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { EmptyState, ErrorState, Loading, useRemoval } from "~/ui";
import { About } from "./about";
import { AgentPreview } from "./agent-preview";
import { Departures } from "./departures";
import { Files } from "./files";
import { refreshDepartures, refreshTours, toursQuery, useRemoveTour } from "./queries";
import { TABS, type Tab } from "./search";
import { seasonText } from "./season";
import classes from "./tours.module.css";

export function TourPage() {
  const { t } = useTranslation("tours");
  const { tourId } = useParams({ strict: false }) as { tourId: string };
  const { tab = "departures" } = useSearch({ strict: false }) as { tab?: Tab };
  const navigate = useNavigate();
  const mayEdit = useMay("edit_catalog");
  const mayConverse = useMay("converse");
  const removal = useRemoval();
  const remove = useRemoveTour();
  const { data, error, refetch } = useQuery(toursQuery);
  const tour = data?.find(({ id }) => id === tourId);
  useLive(["tour."], () => void refreshTours());
  useLive(["departure."], () => void refreshDepartures());
  useEffect(() => {
    if (tour) document.title = `${tour.name} · Samovar`;
  }, [tour]);
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading avatar />;
  if (!tour)
    return <EmptyState icon={IconMountain} title={t("app:not_found.title")} text={t("app:problem.not_found")} />;
  const drop = () =>
    removal({
      title: t("remove.title", { name: tour.name }),
      text: t("remove.text"),
      used: t("remove.used"),
      remove: () => remove.mutateAsync(tour.id),
      after: () => navigate({ to: "/tours" }),
    });
  const facts = [
    t("days", { count: tour.duration_days }),
    seasonText(tour.season, t("season.always")),
    money(tour.price.minor, tour.price.currency),
  ];
  const tabs = TABS.filter((one) => one !== "agent" || mayConverse);
  return (
    <div className={classes.page}>
      <Group mb="md" wrap="nowrap">
        <ActionIcon component={Link} to="/tours" aria-label={t("app:back")}>
          <IconArrowLeft size={20} />
        </ActionIcon>
        <div style={{ minWidth: 0, flex: 1 }}>
          <Group gap={8} wrap="nowrap">
            <Title order={1} lineClamp={2}>
              {tour.name}
            </Title>
            {!tour.is_active && (
              <Badge variant="default" tt="none" style={{ flexShrink: 0 }}>
                {t("hidden")}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {facts.join(" · ")}
          </Text>
        </div>
        {mayEdit && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t("actions")}>
                <IconDots size={20} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void drop()}>
                {t("app:delete")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      <Tabs
        value={tab}
        onChange={(chosen) =>
          void navigate({ to: "/tours/$tourId", params: { tourId }, search: { tab: chosen as Tab }, replace: true })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md" className={classes.tabs ?? ""}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="departures">
          <Departures tour={tour} mayEdit={mayEdit} />
        </Tabs.Panel>
        <Tabs.Panel value="about">
          <About key={tour.id} tour={tour} all={data} mayEdit={mayEdit} />
        </Tabs.Panel>
        <Tabs.Panel value="files">
          <Files tour={tour} mayEdit={mayEdit && mayConverse} />
        </Tabs.Panel>
        {mayConverse && (
          <Tabs.Panel value="agent">
            <AgentPreview tour={tour} />
          </Tabs.Panel>
        )}
      </Tabs>
    </div>
  );
}
