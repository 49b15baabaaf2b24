// Which conversations the list shows: the view with its count, a search, filters by channel, tag and unread.

import { ActionIcon, Button, Chip, Menu, Select, TagsInput, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import {
  IconCheck,
  IconChevronDown,
  IconFilter,
  IconKeyboard,
  IconListCheck,
  IconSearch,
  IconX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "~/app/format";
import { useTeams } from "~/features/teams/queries";
import { ExportMenu, listFile } from "~/ui";
import { countsQuery } from "../counts";
import { channelsQuery } from "../queries";
import { countText, savedQuery, shownView } from "../saved";
import { type Filter, VIEWS } from "../wire";
import classes from "./list.module.css";
import { SaveView } from "./save-view";
import { SavedItems } from "./saved-items";

const PAUSE_MS = 250;

interface Props {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onHelp: () => void;
  onManage: () => void;
  /** Undefined where nothing may be done. */
  choosing: { isOn: boolean; set: (isOn: boolean) => void } | undefined;
}

export function ListHead({ filter, onFilter, onHelp, onManage, choosing }: Props) {
  const { t } = useTranslation("inbox");
  const { data: counts } = useQuery(countsQuery);
  const { data: channels } = useQuery(channelsQuery);
  const teams = useTeams();
  const [text, setText] = useState(filter.q ?? "");
  const saved = shownView(useQuery(savedQuery).data, filter);
  const [isSaving, setIsSaving] = useState(false);
  const isNarrow = Boolean(filter.tag || filter.connection_id || filter.team_id || filter.unread);
  const [isOpen, setIsOpen] = useState(isNarrow);
  const latest = useRef({ filter, onFilter });
  latest.current = { filter, onFilter };
  useEffect(() => {
    const { filter: current, onFilter: change } = latest.current;
    const q = text.trim() || undefined;
    if (q === current.q) return;
    const timer = setTimeout(() => change({ ...current, q }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => setText((now) => ((filter.q ?? "") === now.trim() ? now : (filter.q ?? ""))), [filter.q]);
  return (
    <header className={classes.head}>
      <div className={classes.title}>
        <Menu position="bottom-start" width={260} withinPortal withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <UnstyledButton className={classes.view}>
              <span className={classes.viewName}>{saved?.name ?? t(`view.${filter.view}`)}</span>
              {saved ? (
                <span className={classes.count}>{countText(saved)}</span>
              ) : (
                counts && <span className={classes.count}>{number(counts[filter.view])}</span>
              )}
              <IconChevronDown size={16} stroke={1.8} aria-hidden />
              <span className="visually-hidden">{t("view_choose")}</span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {VIEWS.map((view) => (
              <Menu.Item
                key={view}
                onClick={() => onFilter(saved ? { view } : { ...filter, view })}
                aria-current={!saved && view === filter.view ? "true" : undefined}
                leftSection={
                  !saved && view === filter.view ? <IconCheck size={16} aria-hidden /> : <span style={{ width: 16 }} />
                }
                rightSection={counts && <span className={classes.menuCount}>{number(counts[view])}</span>}
              >
                {t(`view.${view}`)}
              </Menu.Item>
            ))}
            <SavedItems filter={filter} onFilter={onFilter} onManage={onManage} />
          </Menu.Dropdown>
        </Menu>
        <span style={{ flex: 1 }} />
        {choosing && (
          <Tooltip label={t("bulk.begin")}>
            <ActionIcon
              aria-label={t("bulk.begin")}
              aria-pressed={choosing.isOn}
              variant={choosing.isOn ? "light" : "subtle"}
              onClick={() => choosing.set(!choosing.isOn)}
            >
              <IconListCheck size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label={t("keys.title")}>
          <ActionIcon visibleFrom="sm" aria-label={t("keys.title")} onClick={onHelp}>
            <IconKeyboard size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("filters")}>
          <ActionIcon
            variant={isNarrow ? "light" : "subtle"}
            color={isNarrow ? "copper" : "gray"}
            aria-label={t("filters")}
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            <IconFilter size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      <TextInput
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={t("search")}
        aria-label={t("search")}
        type="search"
        data-search
        maxLength={100}
        leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
        rightSection={
          text && (
            <ActionIcon size="sm" aria-label={t("clear_search")} onClick={() => setText("")}>
              <IconX size={14} />
            </ActionIcon>
          )
        }
      />
      {isOpen && (
        <div className={classes.filters}>
          <Select
            size="xs"
            clearable
            placeholder={t("any_channel")}
            aria-label={t("any_channel")}
            data={(channels ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={filter.connection_id ?? null}
            onChange={(value) => onFilter({ ...filter, connection_id: value ?? undefined })}
            flex="1 1 130px"
          />
          {teams.length > 0 && (
            <Select
              size="xs"
              clearable
              placeholder={t("any_team")}
              aria-label={t("any_team")}
              data={teams.map(({ id, name }) => ({ value: id, label: name }))}
              value={filter.team_id ?? null}
              onChange={(value) => onFilter({ ...filter, team_id: value ?? undefined })}
              flex="1 1 130px"
            />
          )}
          <TagsInput
            size="xs"
            maxTags={1}
            placeholder={filter.tag ? "" : t("any_tag")}
            aria-label={t("any_tag")}
            value={filter.tag ? [filter.tag] : []}
            onChange={(tags) => onFilter({ ...filter, tag: tags.at(-1) })}
            flex="1 1 110px"
          />
          <Chip
            size="xs"
            checked={Boolean(filter.unread)}
            onChange={(on) => onFilter({ ...filter, unread: on || undefined })}
          >
            {t("only_unread")}
          </Chip>
          {!saved && (isNarrow || filter.q) && (
            <Button size="compact-xs" variant="subtle" onClick={() => setIsSaving(true)}>
              {t("saved.save")}
            </Button>
          )}
          <ExportMenu isShort file={listFile("conversations", filter)} />
        </div>
      )}
      <SaveView filter={filter} opened={isSaving} onClose={() => setIsSaving(false)} />
    </header>
  );
}
