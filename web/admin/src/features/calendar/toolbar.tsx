// Above the calendar: which period, which view, whose visits; and the way to a new one.

import {
  ActionIcon,
  Button,
  Group,
  Menu,
  Popover,
  SegmentedControl,
  Title,
  Tooltip,
  UnstyledButton,
} from "@mantine/core";
import { DatePicker } from "@mantine/dates";
import {
  IconCalendarPlus,
  IconChevronDown,
  IconChevronLeft,
  IconChevronRight,
  IconDots,
  IconDownload,
  IconHourglassHigh,
  IconKeyboard,
  IconLock,
  IconPlus,
  IconPrinter,
  IconUsersGroup,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { Kbd } from "~/ui";
import { VIEWS, type View } from "./search";
import { titleOf } from "./titles";
import classes from "./toolbar.module.css";

interface Props {
  view: View;
  date: string;
  today: string;
  isPhone: boolean;
  mayBook: boolean;
  /** What is shown, as a file. */
  file: string;
  filters: ReactNode;
  onView: (view: View) => void;
  onDate: (date: string) => void;
  onShift: (by: -1 | 1) => void;
  onNew: () => void;
  onBlock: () => void;
  onGroup: () => void;
  onPrint: () => void;
  onHelp: () => void;
}

export function Toolbar(props: Props) {
  const {
    view,
    date,
    today,
    isPhone,
    mayBook,
    file,
    filters,
    onView,
    onDate,
    onShift,
    onNew,
    onBlock,
    onGroup,
    onPrint,
    onHelp,
  } = props;
  const { t } = useTranslation("calendar");
  const mayExport = useMay("export");
  const [isPicking, setIsPicking] = useState(false);
  const title = titleOf(view, date, today, isPhone);
  useEffect(() => {
    document.title = `${title} · Samovar`;
  }, [title]);
  const toToday = (
    <Button
      variant={isPhone ? "subtle" : "default"}
      onClick={() => onDate(today)}
      disabled={date === today}
      px={isPhone ? 8 : "md"}
      ml={isPhone ? "auto" : 0}
    >
      {t("today")}
    </Button>
  );
  return (
    <div className={`${classes.bar} no-print`}>
      <Group gap={4} wrap="nowrap" className={classes.period}>
        <ActionIcon onClick={() => onShift(-1)} aria-label={t(`previous.${view}`)} size={isPhone ? 40 : "lg"}>
          <IconChevronLeft size={20} />
        </ActionIcon>
        <ActionIcon onClick={() => onShift(1)} aria-label={t(`next.${view}`)} size={isPhone ? 40 : "lg"}>
          <IconChevronRight size={20} />
        </ActionIcon>
        <Popover opened={isPicking} onChange={setIsPicking} trapFocus returnFocus shadow="md" radius="lg">
          <Popover.Target>
            <UnstyledButton
              className={classes.title}
              onClick={() => setIsPicking(!isPicking)}
              aria-expanded={isPicking}
            >
              <Title order={1} className={classes.heading}>
                {title}
              </Title>
              <IconChevronDown size={18} aria-hidden />
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown aria-label={t("pick_date")}>
            <DatePicker
              value={date}
              defaultDate={date}
              onChange={(picked) => {
                if (picked) onDate(picked);
                setIsPicking(false);
              }}
              getDayProps={(day) => (day === today ? { fw: 700, c: "copper" } : {})}
            />
          </Popover.Dropdown>
        </Popover>
        {isPhone && date !== today && toToday}
      </Group>
      <div className={classes.tools}>
        {!isPhone && toToday}
        <SegmentedControl
          value={view}
          onChange={(next) => onView(next as View)}
          data={VIEWS.map((one) => ({ value: one, label: t(`view.${one}`) }))}
          aria-label={t("view.label")}
          className={classes.views ?? ""}
        />
        {filters}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={isPhone ? 40 : 36} aria-label={t("more")}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayBook && (
              <Menu.Item leftSection={<IconLock size={16} />} rightSection={<Kbd>B</Kbd>} onClick={onBlock}>
                {t("block.new")}
              </Menu.Item>
            )}
            {mayBook && (
              <Menu.Item leftSection={<IconUsersGroup size={16} />} onClick={onGroup}>
                {t("group.new")}
              </Menu.Item>
            )}
            <Menu.Item component={Link} to="/waitlist" leftSection={<IconHourglassHigh size={16} />}>
              {t("waitlist")}
            </Menu.Item>
            <Menu.Item leftSection={<IconPrinter size={16} />} rightSection={<Kbd>P</Kbd>} onClick={onPrint}>
              {t("print.action")}
            </Menu.Item>
            {mayExport && (
              <Menu.Item component="a" href={file} download leftSection={<IconDownload size={16} />}>
                {t("export")}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconKeyboard size={16} />}
              rightSection={<Kbd>?</Kbd>}
              onClick={onHelp}
              visibleFrom="sm"
            >
              {t("help.title")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {mayBook && !isPhone && (
          <Tooltip label={<Kbd>N</Kbd>}>
            <Button leftSection={<IconPlus size={17} />} onClick={onNew}>
              {t("book")}
            </Button>
          </Tooltip>
        )}
      </div>
      {mayBook && isPhone && (
        <ActionIcon
          className={classes.fab ?? ""}
          variant="filled"
          color="copper"
          size={56}
          radius={28}
          onClick={onNew}
          aria-label={t("book")}
        >
          <IconCalendarPlus size={26} />
        </ActionIcon>
      )}
    </div>
  );
}
