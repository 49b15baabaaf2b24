// The firm's deals: a board to carry them over, a list to go through them. The address holds what is shown.

import { ActionIcon, Button, Menu, Select, Skeleton, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChartBar, IconDots, IconPlus, IconSearch, IconSettings, IconTargetArrow } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFirm } from "~/app/firm";
import { useMay } from "~/app/session";
import { whereIs } from "~/features/inbox/model/keys";
import { EmptyState, ErrorState, ExportMenu, listFile } from "~/ui";
import { Board } from "./board/board";
import { Chips } from "./chips";
import { DealDrawer } from "./deal/drawer";
import classes from "./deals.module.css";
import { List } from "./list/list";
import { called } from "./names";
import { NewDeal } from "./new-deal";
import { boardQuery, pipelinesQuery } from "./queries";
import { CLEAR, type DealsSearch, isFiltered, toQuery } from "./search";
import { Toolbar } from "./toolbar";
import { useFreshDeals } from "./use-fresh";
import { useMoves } from "./use-moves";

const digitsOf = (currency: string) =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

function Waiting() {
  const { t } = useTranslation("deals");
  return (
    <div className={classes.skeleton} role="status" aria-label={t("app:loading")}>
      {[5, 3, 4, 2].map((cards) => (
        <div key={cards}>
          <Skeleton height={46} radius="md" mb={12} />
          {Array.from({ length: cards }, (_, card) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the cards are all alike
            <Skeleton key={card} height={92} radius="md" mb={8} />
          ))}
        </div>
      ))}
    </div>
  );
}

export function DealsPage() {
  const { t } = useTranslation("deals");
  const search = useSearch({ from: "/shell/deals" });
  const navigate = useNavigate({ from: "/deals" });
  const firm = useFirm();
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const [mayEdit, maySet] = [useMay("edit_contacts"), useMay("manage_org")];
  const [isAdding, setIsAdding] = useState(false);
  const { data: pipelines, error: unknown, refetch: askAgain } = useQuery(pipelinesQuery);
  const { move, dialog } = useMoves();
  useFreshDeals();
  useEffect(() => {
    document.title = `${t("title")} · Samovar`;
  }, [t]);

  const pipeline = useMemo(
    () =>
      pipelines?.find(({ key }) => key === search.pipeline) ??
      pipelines?.find(({ is_default: isDefault }) => isDefault) ??
      pipelines?.[0],
    [pipelines, search.pipeline],
  );
  const query = useMemo(
    () => ({
      ...toQuery(search, firm?.timezone ?? "UTC", digitsOf(firm?.currency ?? "RUB")),
      ...(pipeline ? { pipeline: pipeline.key } : {}),
    }),
    [search, firm, pipeline],
  );
  const isList = search.view === "list";
  const board = useQuery({ ...boardQuery(query), enabled: firm !== undefined && pipeline !== undefined && !isList });

  const change = useCallback(
    (part: DealsSearch) => void navigate({ to: "/deals", search: (now) => ({ ...now, ...part }), replace: true }),
    [navigate],
  );
  const press = (event: KeyboardEvent) => {
    const where = whereIs(event.target);
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented);
    if (!isPlain || where.isTyping || where.isBusy) return;
    if (event.code === "KeyN" && mayEdit) setIsAdding(true);
    else if (event.key === "/" || event.code === "Slash") document.querySelector<HTMLElement>("[data-search]")?.focus();
    else return;
    event.preventDefault();
  };
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => latest.current(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);

  const filtered = isFiltered(search);
  const isNone = board.data?.columns.every(({ count }) => count === 0) ?? false;
  const add = !mayEdit ? null : isPhone ? (
    <ActionIcon variant="filled" color="copper" size={40} aria-label={t("add")} onClick={() => setIsAdding(true)}>
      <IconPlus size={20} />
    </ActionIcon>
  ) : (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsAdding(true)}>
      {t("add")}
    </Button>
  );
  const error = unknown ?? (isList ? undefined : board.error);
  const nothing = (
    <EmptyState
      icon={IconSearch}
      title={t("nothing.title")}
      text={t("nothing.text")}
      action={
        <Button variant="light" onClick={() => change(CLEAR)}>
          {t("filter.clear")}
        </Button>
      }
    />
  );
  const empty = <EmptyState icon={IconTargetArrow} title={t("empty.title")} text={t("empty.text")} action={add} />;
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.title}>
          <Title order={1}>{t("title")}</Title>
          {pipelines && pipelines.length > 1 && (
            <Select
              className={classes.pipeline ?? ""}
              aria-label={t("pipeline")}
              data={pipelines.map((one) => ({ value: one.key, label: called(one) }))}
              value={pipeline?.key ?? null}
              onChange={(key) => key && change({ pipeline: key, stage: undefined })}
              allowDeselect={false}
            />
          )}
          <div className={classes.actions}>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon size={isPhone ? 40 : 36} aria-label={t("more")}>
                  <IconDots size={19} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  component={Link}
                  to="/reports/funnel"
                  leftSection={<IconChartBar size={16} stroke={1.7} aria-hidden />}
                >
                  {t("funnel.title")}
                </Menu.Item>
                {maySet && (
                  <Menu.Item
                    component={Link}
                    to="/settings/funnel"
                    leftSection={<IconSettings size={16} stroke={1.7} aria-hidden />}
                  >
                    {t("set.open")}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
            {!isNone && <ExportMenu file={listFile("deals", query)} isShort />}
            {add}
          </div>
        </div>
        <Toolbar search={search} isPhone={isPhone} onChange={change} />
        <Chips search={search} stages={pipeline?.stages ?? []} onChange={change} />
      </header>
      {error && !board.data ? (
        <ErrorState error={error} retry={() => void (unknown ? askAgain() : board.refetch())} />
      ) : isList && pipeline && pipelines ? (
        <List
          query={{ ...query, ...(search.stage ? { stage: search.stage } : {}) }}
          search={search}
          pipeline={pipeline}
          isPhone={isPhone}
          onChange={change}
          empty={filtered || search.stage ? nothing : empty}
        />
      ) : !board.data ? (
        <Waiting />
      ) : isNone ? (
        filtered ? (
          nothing
        ) : (
          empty
        )
      ) : (
        <Board
          board={board.data}
          query={query}
          status={search.status}
          isStale={board.isPlaceholderData}
          stage={search.stage}
          onStage={(stage) => change({ stage })}
          onMove={(deal, to) => void move(deal, to)}
        />
      )}
      {dialog}
      {search.deal && <DealDrawer key={search.deal} id={search.deal} onClose={() => change({ deal: undefined })} />}
      {isAdding && pipelines && (
        <Suspense>
          <NewDeal pipelines={pipelines} start={pipeline?.key} onClose={() => setIsAdding(false)} />
        </Suspense>
      )}
    </div>
  );
}
