// One task in a list: done by its mark, opened by its title, put off to another day by the menu.

import { ActionIcon, Checkbox, Menu, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconBell, IconCalendarTime, IconMessage, IconNote, IconRobot, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { clock } from "~/features/calendar/zone";
import { guestMark } from "~/features/inbox/model/words";
import { Avatar } from "~/ui";
import { DealPiece } from "./deal-piece";
import { dayWords, momentWords } from "./due";
import { CHOICES, dayOf, isOverdue, moved } from "./groups";
import { putOff } from "./queries";
import classes from "./tasks.module.css";
import { useToggle } from "./use-toggle";
import { dueOf, whenOf } from "./when";
import type { Task } from "./wire";

interface Props {
  task: Task;
  now: number;
  zone: string;
  mayEdit: boolean;
  /** Of the member it is given to; nothing where everybody's tasks are one's own. */
  assignee?: { id: string; name: string } | undefined;
  onOpen: (task: Task) => void;
  /** Left out on the card of the customer itself. */
  hidesContact?: boolean;
  /** In a column of the week: the day is known, and the mouse carries it to another. */
  isInWeek?: boolean;
}

/** The quick days a task can be moved to. */
function PostponeMenu({ task, now, zone }: Pick<Props, "task" | "now" | "zone">) {
  const { t } = useTranslation("tasks");
  const put = (date: string) => void putOff(task, dueOf(moved(task, date, zone), zone));
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <Tooltip label={t("postpone.title")}>
          <ActionIcon size={40} aria-label={t("postpone.of", { title: task.title })} className={classes.tool ?? ""}>
            <IconCalendarTime size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map((choice) => {
          const date = dayOf(choice, now, zone);
          return (
            <Menu.Item
              key={choice}
              onClick={() => put(date)}
              rightSection={
                <Text span size="xs" c="dimmed">
                  {choice === "today" || choice === "tomorrow" ? "" : dayWords(t, date, now, zone)}
                </Text>
              }
            >
              {t(`postpone.${choice}`)}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item disabled={!task.due_at} onClick={() => void putOff(task, { due_at: null, is_all_day: false })}>
          {t("postpone.never")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function TaskRow({ task, now, zone, mayEdit, assignee, onOpen, hidesContact = false, isInWeek = false }: Props) {
  const { t } = useTranslation("tasks");
  const toggle = useToggle();
  const when = whenOf(task.due_at, task.is_all_day, zone);
  const isDone = Boolean(task.done_at);
  const said =
    when && (isInWeek ? (when.minutes === undefined ? "" : clock(when.minutes)) : momentWords(t, when, now, zone));
  return (
    <li
      className={classes.row}
      data-task={task.id}
      draggable={isInWeek && mayEdit && !isDone ? true : undefined}
      data-done={isDone || undefined}
      data-late={isOverdue(task, now, zone) || undefined}
    >
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the mark inside carries the name; the label makes it big enough */}
      <label className={classes.mark}>
        <Checkbox
          radius="xl"
          size="md"
          color="teal.8"
          checked={isDone}
          disabled={!mayEdit}
          data-mark
          aria-label={t(isDone ? "row.reopen" : "row.done", { title: task.title })}
          onChange={() => toggle(task)}
        />
      </label>
      <div className={classes.body}>
        <UnstyledButton className={classes.name} onClick={() => onOpen(task)}>
          {task.title}
        </UnstyledButton>
        <div className={classes.meta}>
          {said && <span className={classes.due}>{said}</span>}
          {task.remind_at && !isDone && <IconBell size={14} stroke={1.7} role="img" aria-label={t("row.reminds")} />}
          {task.note && <IconNote size={14} stroke={1.7} role="img" aria-label={t("row.has_note")} />}
          {(task.cause === "agent" || task.cause === "stage" || task.cause === "rule") && (
            <span className={classes.piece}>
              <IconRobot size={14} stroke={1.7} aria-hidden />
              {t(`cause.${task.cause}`)}
            </span>
          )}
          {task.contact && !hidesContact && (
            <Link to="/contacts/$contactId" params={{ contactId: task.contact.id }} className={classes.piece}>
              <IconUser size={14} stroke={1.7} aria-hidden />
              {task.contact.name?.trim() || t("row.guest", { mark: guestMark(task.contact.id) })}
            </Link>
          )}
          {task.deal && <DealPiece deal={task.deal} />}
          {task.conversation_id && (
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: task.conversation_id }}
              className={classes.piece}
            >
              <IconMessage size={14} stroke={1.7} aria-hidden />
              {t("row.conversation")}
            </Link>
          )}
        </div>
      </div>
      {assignee && (
        <Tooltip label={assignee.name}>
          <span className={classes.who}>
            <Avatar id={assignee.id} name={assignee.name} size={26} />
            <span className="visually-hidden">{t("row.of", { name: assignee.name })}</span>
          </span>
        </Tooltip>
      )}
      {mayEdit && !isDone && <PostponeMenu task={task} now={now} zone={zone} />}
    </li>
  );
}
