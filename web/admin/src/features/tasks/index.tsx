// Everybody's tasks: what is late, for today, this week, later and some day; or the week as a calendar. One line adds a
// task, one key finishes it.

import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconCalendarWeek, IconList, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { useMay } from "~/app/session";
import { useNow } from "~/features/inbox/now";
import { ExportMenu, Kbd, Loading, listFile, Page } from "~/ui";
import { TaskForm } from "./form";
import { SHEET } from "./keys";
import { TaskList } from "./list";
import { useMembers } from "./people";
import { oneQuery } from "./queries";
import { QuickAdd } from "./quick-add";
import type { TasksSearch } from "./search";
import classes from "./tasks.module.css";
import { useKeys } from "./use-keys";
import { WeekView } from "./week";
import { type Task, VIEWS, type View } from "./wire";

const PAUSE_MS = 250;

function Find({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const { t } = useTranslation("tasks");
  const [text, setText] = useState(q);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    const wished = text.trim();
    if (wished === q) return;
    const timer = setTimeout(() => latest.current(wished), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, q]);
  return (
    <TextInput
      type="search"
      data-search
      value={text}
      maxLength={100}
      onChange={(event) => setText(event.currentTarget.value)}
      placeholder={t("search")}
      aria-label={t("search")}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
      className={classes.find ?? ""}
    />
  );
}

export function TasksPage() {
  const { t } = useTranslation("tasks");
  const search = useSearch({ strict: false }) as TasksSearch;
  const navigate = useNavigate();
  const zone = useZone();
  const now = useNow();
  const mayEdit = useMay("edit_contacts");
  const { members } = useMembers();
  const field = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Task | "new">();
  // The address of a reminder names its task.
  const { data: named } = useQuery({ ...oneQuery(search.task ?? ""), enabled: search.task !== undefined });
  const open = chosen ?? named;
  const view: View = search.view ?? "mine";
  const isWeek = search.mode === "week";
  const put = (next: TasksSearch) => void navigate({ to: "/tasks", search: next, replace: true });
  const close = () => {
    setChosen(undefined);
    const { task: _, ...rest } = search;
    if (search.task) put(rest);
  };
  useKeys({ isOn: open === undefined, mayEdit, zone: zone ?? "UTC", onNew: () => field.current?.focus() });
  const find = (q: string) => {
    const { q: _, ...rest } = search;
    put(q ? { ...rest, q } : rest);
  };
  if (!zone) return <Loading />;
  const shared = { view, now, zone, mayEdit, members, onOpen: setChosen };
  return (
    <Page
      wide={isWeek}
      title={t("title")}
      actions={
        <>
          <ExportMenu file={listFile("tasks", { view, ...(search.q ? { q: search.q } : {}) })} isShort />
          {mayEdit && (
            <Button
              visibleFrom="sm"
              variant="light"
              leftSection={<IconPlus size={17} stroke={1.7} />}
              onClick={() => setChosen("new")}
            >
              {t("form.new")}
            </Button>
          )}
        </>
      }
    >
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t("view.label")}
          value={view}
          onChange={(next) => {
            const { view: _, ...rest } = search;
            const wished = next as View;
            put(wished === "mine" ? rest : { ...rest, view: wished });
          }}
          data={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
          className={classes.views ?? ""}
        />
        <SegmentedControl
          aria-label={t("mode.label")}
          value={isWeek ? "week" : "list"}
          onChange={(mode) => {
            const { mode: _, date: __, ...rest } = search;
            put(mode === "week" ? { ...rest, mode } : rest);
          }}
          data={[
            {
              value: "list",
              label: <Mode icon={<IconList size={17} stroke={1.7} aria-hidden />} text={t("mode.list")} />,
            },
            {
              value: "week",
              label: <Mode icon={<IconCalendarWeek size={17} stroke={1.7} aria-hidden />} text={t("mode.week")} />,
            },
          ]}
        />
        {!isWeek && <Find q={search.q ?? ""} onChange={find} />}
      </div>
      {mayEdit && <QuickAdd now={now} zone={zone} field={field} isFree={view === "unassigned"} />}
      {isWeek ? (
        <WeekView {...shared} date={search.date} onDate={(date) => put({ ...search, mode: "week", date })} />
      ) : (
        <TaskList {...shared} q={search.q} />
      )}
      {mayEdit && !isWeek && (
        <p className={classes.keys} aria-hidden>
          {SHEET.map(([keys, command]) => (
            <span key={command}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}{" "}
              {t(`keys.${command}`)}
            </span>
          ))}
        </p>
      )}
      {open && (
        <TaskForm
          key={open === "new" ? "new" : open.id}
          task={open === "new" ? undefined : open}
          isMine={view !== "unassigned"}
          onClose={close}
        />
      )}
    </Page>
  );
}

function Mode({ icon, text }: { icon: React.ReactNode; text: string }) {
  return (
    <span className={classes.mode}>
      {icon}
      <span className={classes.modeText}>{text}</span>
    </span>
  );
}
