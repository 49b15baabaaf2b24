// Everything about one visit and what can be done with it: beside the visit on a desk, from below on a phone.

import { ActionIcon, Anchor, Badge, Button, Divider, Drawer, Group, Menu, Popover, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import {
  IconArrowsMove,
  IconBell,
  IconCalendarX,
  IconDots,
  IconMessage,
  IconNote,
  IconPhone,
  IconUser,
  IconX,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { minutes as duration, money, phone, shortDay, time } from "~/app/format";
import { Avatar } from "~/ui";
import classes from "./details.module.css";
import { FollowUp, useRemind } from "./follow-up";
import { Prepayment } from "./prepayment";
import type { BranchView, EmployeeView, Visit } from "./queries";
import { canCancel, canMove, isStep, NEXT, STATUS, type Status } from "./status";

export interface Opened {
  id: string;
  /** Where the visit stands on the screen. */
  at: DOMRect;
}
interface Props {
  visit: Visit | undefined;
  at: DOMRect | undefined;
  zone: string;
  employees: EmployeeView[];
  branches: BranchView[];
  mayBook: boolean;
  onClose: () => void;
  onMark: (visit: Visit, status: Status) => void;
  onMove: (visit: Visit) => void;
  onPrepaid: (visit: Visit, isPaid: boolean) => void;
  onCancel: (visit: Visit) => void;
}

export function VisitDetails(props: Props) {
  const { visit, at, onClose } = props;
  const { t } = useTranslation("calendar");
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const isOpen = visit !== undefined && at !== undefined;
  useEffect(() => {
    if (!isOpen || isPhone) return;
    const away = (event: Event) => {
      if (!(event.target as HTMLElement).closest?.("[data-visit-details]")) onClose();
    };
    // A link that brought the visit into view scrolled for it: that is told a frame later, and is nobody's leaving.
    const soon = setTimeout(() => addEventListener("scroll", away, true), 200);
    return () => {
      clearTimeout(soon);
      removeEventListener("scroll", away, true);
    };
  }, [isOpen, isPhone, onClose]);
  if (isPhone) {
    return (
      <Drawer
        opened={isOpen}
        onClose={onClose}
        position="bottom"
        title={t("details.title")}
        classNames={{ content: classes.sheet ?? "" }}
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        {visit && <Details {...props} visit={visit} />}
      </Drawer>
    );
  }
  return (
    <Popover
      opened={isOpen}
      onChange={(open) => !open && onClose()}
      position="right-start"
      width={384}
      shadow="lg"
      radius="lg"
      trapFocus
      returnFocus
      withinPortal
      withRoles={false}
      // Beside a visit as wide as the day there is no room: then it stands over it.
      middlewares={{
        flip: { fallbackPlacements: ["left-start", "bottom"] },
        shift: { padding: 8, crossAxis: true },
      }}
    >
      <Popover.Target>
        <span
          className={classes.anchor}
          style={{ left: at?.left, top: at?.top, width: at?.width, height: at?.height }}
        />
      </Popover.Target>
      <Popover.Dropdown data-visit-details role="dialog" aria-label={t("details.title")}>
        {visit && <Details {...props} visit={visit} isClosable />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Details(props: Props & { visit: Visit; isClosable?: boolean }) {
  const {
    visit,
    zone,
    employees,
    branches,
    mayBook,
    onClose,
    onMark,
    onMove,
    onPrepaid,
    onCancel,
    isClosable = false,
  } = props;
  const { t } = useTranslation("calendar");
  const { icon: Icon, color } = STATUS[visit.status];
  const employee = employees.find(({ id }) => id === visit.employee_id);
  const branch = branches.length > 1 ? branches.find(({ id }) => id === visit.branch_id) : undefined;
  const next = mayBook ? NEXT[visit.status] : [];
  const first = isStep(visit.status) ? next[0] : undefined;
  const others = next.filter((status) => status !== first);
  const length = Math.round((Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000);
  const { contact } = visit;
  const remind = useRemind();
  const isAhead = canMove(visit.status) && Date.parse(visit.starts_at) > Date.now();
  const act = (action: () => void) => () => {
    onClose();
    action();
  };
  return (
    <Stack gap="sm">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Avatar id={contact.id} name={contact.name} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Anchor
            component={Link}
            to={`/contacts/${contact.id}`}
            fw={600}
            c="inherit"
            className={classes.name}
            data-autofocus
          >
            {contact.name ?? t("no_name")}
          </Anchor>
          {contact.phone && (
            <Anchor href={`tel:${contact.phone}`} size="sm" className={`tabular ${classes.tel}`}>
              {phone(contact.phone)}
            </Anchor>
          )}
        </div>
        {isClosable && (
          <ActionIcon aria-label={t("app:close")} size="md" onClick={onClose}>
            <IconX size={17} />
          </ActionIcon>
        )}
      </Group>
      <div>
        <Text size="sm" fw={600} className="tabular">
          {shortDay(visit.starts_at, zone)}, {time(visit.starts_at, zone)}–{time(visit.ends_at, zone)}
          <Text span c="dimmed" size="sm" fw={400}>
            {" "}
            · {duration(length)}
          </Text>
        </Text>
        <Text size="sm" c="dimmed">
          {[employee?.name, branch?.name].filter(Boolean).join(", ")}
        </Text>
      </div>
      <Badge
        color={color}
        variant="light"
        leftSection={<Icon size={13} aria-hidden />}
        tt="none"
        className={classes.badge}
      >
        {t(`status.${visit.status}`)}
      </Badge>
      <Stack gap={2}>
        {visit.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same service may be there twice
          <Group key={`${item.service_id} ${index}`} justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
            <Text size="sm">{visit.services[index]}</Text>
            <Text size="sm" className="tabular" style={{ whiteSpace: "nowrap" }}>
              {money(item.price, visit.price.currency)}
            </Text>
          </Group>
        ))}
        {visit.items.length > 1 && (
          <Group justify="space-between">
            <Text size="sm" fw={600}>
              {t("details.total")}
            </Text>
            <Text size="sm" fw={600} className="tabular">
              {money(visit.price.minor, visit.price.currency)}
            </Text>
          </Group>
        )}
      </Stack>
      {visit.prepayment > 0 && <Prepayment visit={visit} zone={zone} mayBook={mayBook} onPrepaid={onPrepaid} />}
      <FollowUp visit={visit} zone={zone} />
      {visit.note && (
        <Group wrap="nowrap" gap={6} align="flex-start">
          <IconNote size={16} className={classes.sign} aria-hidden />
          <Text size="sm" className={classes.note}>
            {visit.note}
          </Text>
        </Group>
      )}
      <Text size="xs" c="dimmed">
        {t([`source.${visit.source}`, "source.api"])}
      </Text>
      <Divider />
      <Group gap={8} wrap="nowrap">
        {first && (
          <Button size="sm" {...(isClosable ? {} : { h: 40 })} onClick={act(() => onMark(visit, first))}>
            {t(`mark.${first}`)}
          </Button>
        )}
        {mayBook && canMove(visit.status) && (
          <Button
            variant="default"
            size="sm"
            {...(isClosable ? { leftSection: <IconArrowsMove size={16} /> } : { h: 40 })}
            onClick={act(() => onMove(visit))}
          >
            {t("details.move")}
          </Button>
        )}
        <Menu withinPortal={false} position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={isClosable ? 36 : 40} aria-label={t("details.more")}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown data-visit-details>
            {others.map((status) => {
              const Sign = STATUS[status].icon;
              return (
                <Menu.Item key={status} leftSection={<Sign size={16} />} onClick={act(() => onMark(visit, status))}>
                  {t(`mark.${status}`)}
                </Menu.Item>
              );
            })}
            {mayBook && isAhead && (
              <Menu.Item leftSection={<IconBell size={16} />} onClick={() => remind.mutate(visit.id)}>
                {t("follow.remind")}
              </Menu.Item>
            )}
            {contact.phone && (
              <Menu.Item component="a" href={`tel:${contact.phone}`} leftSection={<IconPhone size={16} />}>
                {t("details.call")}
              </Menu.Item>
            )}
            <Menu.Item component={Link} to={`/contacts/${contact.id}`} leftSection={<IconUser size={16} />}>
              {t("details.contact")}
            </Menu.Item>
            {visit.conversation_id && (
              <Menu.Item
                component={Link}
                to={`/inbox/${visit.conversation_id}`}
                leftSection={<IconMessage size={16} />}
              >
                {t("details.conversation")}
              </Menu.Item>
            )}
            {mayBook && canCancel(visit.status) && (
              <>
                <Menu.Divider />
                <Menu.Item color="red" leftSection={<IconCalendarX size={16} />} onClick={act(() => onCancel(visit))}>
                  {t("details.cancel")}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Stack>
  );
}
