// The waiting list of the firm: who wants a place when nothing is free, in line, and what became of those before.

import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconHourglassHigh, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { employeesQuery, servicesQuery } from "~/features/calendar/queries";
import { EmptyState, Forbidden, Page } from "~/ui";
import { WaitlistForm } from "./form";
import { WaitlistRows } from "./list";
import { type Closed, oneQuery } from "./queries";
import type { WaitlistSearch } from "./search";
import classes from "./waitlist.module.css";

const VIEWS = ["open", "booked", "left", "expired"] as const;

export function WaitlistPage() {
  return useMay("read") ? <Waitlist /> : <Forbidden />;
}

function Waitlist() {
  const { t } = useTranslation(["waitlist", "calendar"]);
  const search = useSearch({ strict: false }) as WaitlistSearch;
  const navigate = useNavigate();
  const mayBook = useMay("book");
  const [isNew, setIsNew] = useState(false);
  const { data: services = [] } = useQuery(servicesQuery);
  const { data: employees = [] } = useQuery(employeesQuery);
  const { data: named } = useQuery({
    ...oneQuery(search.entry ?? ""),
    enabled: search.entry !== undefined,
    retry: false,
  });
  const put = (next: WaitlistSearch) => {
    const { entry: _, ...rest } = { ...search, ...next };
    void navigate({ to: "/waitlist", search: rest, replace: true });
  };
  const isNarrow = Boolean(search.service ?? search.employee);
  const add = mayBook && (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setIsNew(true)}>
      {t("add")}
    </Button>
  );
  const { status, service, employee } = search;
  const empty = isNarrow ? (
    <EmptyState
      icon={IconHourglassHigh}
      title={t("empty.narrow")}
      action={
        <Button variant="default" onClick={() => put({ service: undefined, employee: undefined })}>
          {t("empty.all")}
        </Button>
      }
    />
  ) : (
    <EmptyState
      icon={IconHourglassHigh}
      title={t(status ? `empty.${status}` : "empty.title")}
      text={status ? undefined : t("empty.text")}
      action={!status && add}
    />
  );
  return (
    <Page title={t("title")} text={t("text")} actions={add}>
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={t("view.label")}
          value={status ?? "open"}
          onChange={(next) => put({ status: next === "open" ? undefined : (next as Closed) })}
          data={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
          className={classes.views ?? ""}
        />
        <Select
          aria-label={t("filter.service")}
          placeholder={t("filter.service")}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("calendar:form.clear") }}
          value={service ?? null}
          onChange={(id) => put({ service: id ?? undefined })}
          data={services.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Select
          aria-label={t("filter.employee")}
          placeholder={t("filter.employee")}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("calendar:form.clear") }}
          value={employee ?? null}
          onChange={(id) => put({ employee: id ?? undefined })}
          data={employees.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <WaitlistRows filter={{ status, service, employee }} label={t("title")} empty={empty} first={named} />
      {isNew && <WaitlistForm onClose={() => setIsNew(false)} />}
    </Page>
  );
}
