// The next visits of a day.

import { Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { time } from "~/app/format";
import classes from "./dashboard.module.css";
import type { DashboardView } from "./queries";

interface Props {
  title: string;
  empty: string;
  visits: DashboardView["today"];
}

export function Upcoming({ title, empty, visits }: Props) {
  const { t } = useTranslation("dashboard");
  const zone = useZone();
  return (
    <section className={classes.panel}>
      <Title order={2} mb={6}>
        {title}
      </Title>
      {visits.length === 0 && (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      )}
      {visits.map((visit) => (
        <Link key={visit.id} to="/calendar" className={classes.visit}>
          <Text size="sm" fw={600} className="tabular">
            {time(visit.starts_at, zone)}
          </Text>
          <div style={{ minWidth: 0 }}>
            <Text size="sm" truncate className={classes.who}>
              {visit.contact.name ?? t("somebody")}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {visit.services.join(", ")}
            </Text>
          </div>
        </Link>
      ))}
    </section>
  );
}
