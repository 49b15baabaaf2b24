// The firm's customers: found, filtered, put in order. The address holds what is shown; the table draws only what is seen.

import { ActionIcon, Button, Loader, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCopy, IconPlus, IconRefresh, IconSearch, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { whereIs } from "~/features/inbox/model/keys";
import { filteredQuery, segmentsQuery } from "~/features/segments/queries";
import { Said, Switcher } from "~/features/segments/switcher";
import { EmptyState, ErrorState, ExportMenu, Loading, listFile } from "~/ui";
import { Chips } from "./chips";
import { useColumns } from "./columns";
import classes from "./contacts.module.css";
import { commandOf } from "./keys";
import { NewContact } from "./new-contact";
import { listQuery, membersQuery } from "./queries";
import { Rows } from "./rows";
import { type ContactsSearch, isFiltered, type Sort, toQuery } from "./search";
import { Toolbar } from "./toolbar";
import { useFreshList } from "./use-fresh";

const Builder = lazy(async () => ({ default: (await import("~/features/segments/builder")).Builder }));

export function ContactsPage() {
  const { t } = useTranslation("contacts");
  const search = useSearch({ from: "/shell/contacts" });
  const navigate = useNavigate();
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const mayEdit = useMay("edit_contacts");
  const firm = useFirm();
  const { data: members = [] } = useQuery(membersQuery);
  const [columns, setColumns] = useColumns();
  const [isAdding, setIsAdding] = useState(false);
  const [cursor, setCursor] = useState<string>();
  const [building, setBuilding] = useState<"new" | "edit" | "save">();
  const { data: segments } = useQuery(segmentsQuery);
  const segment = segments?.find(({ id }) => id === search.segment);

  const query = useMemo(() => toQuery(search, firm?.timezone ?? "UTC"), [search, firm?.timezone]);
  const built = search.filter;
  const options = built ? filteredQuery(built, search.sort) : listQuery(query);
  const list = useInfiniteQuery({ ...(options as ReturnType<typeof listQuery>), enabled: firm !== undefined });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total ?? undefined;
  const heedsMessages = search.sort === "last_message" || (!isPhone && columns.includes("last_message"));
  const [isBehind, refresh] = useFreshList(options.queryKey, heedsMessages);
  const loadMore = useCallback(() => void list.fetchNextPage({ cancelRefetch: false }), [list.fetchNextPage]);
  useEffect(() => {
    document.title = `${t("title")} · Samovar`;
  }, [t]);

  const change = useCallback(
    (part: ContactsSearch) =>
      void navigate({ to: "/contacts", search: (now: ContactsSearch) => ({ ...now, ...part }), replace: true }),
    [navigate],
  );
  const go = (next: ContactsSearch) =>
    void navigate({ to: "/contacts", search: { ...next, ...(search.sort ? { sort: search.sort } : {}) } });
  const clear = () => go({});
  // The filters beside the segment go, the segment stays.
  const clearFilters = () => go(search.segment ? { segment: search.segment } : {});
  const setSort = (sort: Sort) => change({ sort: sort === "created" ? undefined : sort });

  const move = (by: 1 | -1) => {
    const at = rows.findIndex((row) => row.id === cursor);
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) setCursor(next.id);
  };
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const isArrow = event.key.startsWith("Arrow");
    if (isArrow && !(event.target instanceof Element && event.target.closest("[data-list]"))) return;
    const command = commandOf(event, whereIs(event.target));
    if (!command || (command === "new" && !mayEdit)) return;
    event.preventDefault();
    if (command === "new") setIsAdding(true);
    else if (command === "search") document.querySelector<HTMLElement>("[data-search]")?.focus();
    else move(command === "next" ? 1 : -1);
  };
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => latest.current(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);

  const filtered = isFiltered(search);
  const isNone = list.data !== undefined && rows.length === 0;
  const isShort = isPhone && !isNone;
  const add = !mayEdit ? null : isShort ? (
    <ActionIcon variant="filled" color="copper" size={40} aria-label={t("add")} onClick={() => setIsAdding(true)}>
      <IconPlus size={20} />
    </ActionIcon>
  ) : (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsAdding(true)}>
      {t("add")}
    </Button>
  );
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.title}>
          <Title order={1}>{t("title")}</Title>
          {total !== undefined && (
            <Text c="dimmed" size="sm" className="tabular" role="status">
              {filtered ? t("found", { count: total }) : t("total", { count: total })}
            </Text>
          )}
          {isBehind && (
            <Button
              size="compact-sm"
              variant="light"
              radius="xl"
              leftSection={isPhone ? undefined : <IconRefresh size={14} aria-hidden />}
              onClick={refresh}
            >
              {t(isPhone ? "refresh_short" : "refresh")}
            </Button>
          )}
          <div className={classes.add}>
            {mayEdit && !(isNone && !filtered) && (
              <Button
                variant="subtle"
                color="gray"
                leftSection={<IconCopy size={16} stroke={1.7} aria-hidden />}
                renderRoot={(props) => <Link to="/contacts/duplicates" {...props} />}
                visibleFrom="sm"
              >
                {t("doubles")}
              </Button>
            )}
            {rows.length > 0 && !built && <ExportMenu file={listFile("contacts", query)} isShort />}
            {!(isNone && !filtered) && add}
          </div>
        </div>
        <Switcher
          current={search.segment}
          hasFilter={built !== undefined}
          mayEdit={mayEdit}
          onBuild={() => setBuilding("new")}
        >
          {mayEdit && isShort && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              mih={40}
              style={{ flexShrink: 0 }}
              leftSection={<IconCopy size={16} stroke={1.7} aria-hidden />}
              renderRoot={(props) => <Link to="/contacts/duplicates" {...props} />}
            >
              {t("doubles")}
            </Button>
          )}
        </Switcher>
        <Said
          segment={segment}
          filter={built}
          mayEdit={mayEdit}
          onEdit={() => setBuilding("edit")}
          onSave={() => setBuilding("save")}
          onClear={clear}
        />
        {/* A filter of one's own making asks everything the toolbar could. */}
        {!built && (
          <>
            <Toolbar
              search={search}
              isPhone={isPhone}
              columns={columns}
              members={members}
              onChange={change}
              onColumns={setColumns}
              onSort={setSort}
            />
            <Chips search={search} members={members} onChange={change} onClear={clearFilters} />
          </>
        )}
      </header>
      {list.error && !list.data ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading rows={9} avatar />
      ) : isNone ? (
        filtered ? (
          <EmptyState
            icon={IconSearch}
            title={t("nothing.title")}
            text={t("nothing.text")}
            action={
              <Button variant="light" onClick={clear}>
                {t("filter.clear")}
              </Button>
            }
          />
        ) : (
          <EmptyState icon={IconUsers} title={t("empty.title")} text={t("empty.text")} action={add} />
        )
      ) : (
        <Rows
          rows={rows}
          columns={columns}
          isPhone={isPhone}
          sort={search.sort ?? "created"}
          onSort={setSort}
          cursor={cursor}
          onCursor={setCursor}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          isStale={list.isPlaceholderData}
          loadMore={loadMore}
          listKey={JSON.stringify(built ?? query)}
          total={total ?? -1}
        />
      )}
      {list.isFetchingNextPage && (
        <div className={classes.foot}>
          <Loader size="sm" type="dots" aria-label={t("app:loading")} />
        </div>
      )}
      {isAdding && <NewContact onClose={() => setIsAdding(false)} start={search.q} />}
      {building && (
        <Suspense>
          <Builder
            segment={building === "new" ? undefined : segment}
            filter={building === "new" ? undefined : built}
            isNaming={building === "save"}
            mayEdit={mayEdit}
            onShow={(filter) => go({ filter })}
            onSaved={(id) => go({ segment: id })}
            onRemoved={clear}
            onClose={() => setBuilding(undefined)}
          />
        </Suspense>
      )}
    </div>
  );
}
