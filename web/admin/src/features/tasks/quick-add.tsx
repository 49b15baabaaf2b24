// A task in one line: «Завтра в 10 позвонить Анне». What is understood of the day is shown before it is kept, and can be
// taken for plain words again.

import { ActionIcon, CloseButton, Group, Menu, TextInput, Tooltip } from "@mantine/core";
import { IconCalendar, IconPlus } from "@tabler/icons-react";
import { type FormEvent, type Ref, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { showProblem } from "~/ui";
import { dayWords, momentWords } from "./due";
import { CHOICES, dayOf } from "./groups";
import { ownMember } from "./people";
import { save } from "./queries";
import classes from "./tasks.module.css";
import { dueOf, type Moment, readTask } from "./when";
import type { TaskDraft } from "./wire";

interface Props {
  now: number;
  zone: string;
  /** What the task is about. */
  base?: TaskDraft;
  /** Nobody's, instead of one's own. */
  isFree?: boolean;
  field?: Ref<HTMLInputElement>;
  /** For every task that has no day of its own. */
  date?: string | undefined;
  size?: "sm" | "md";
}

export function QuickAdd({ now, zone, base, isFree = false, field, date, size = "md" }: Props) {
  const { t } = useTranslation("tasks");
  const [line, setLine] = useState("");
  const [chosen, setChosen] = useState<Moment>();
  const [isPlain, setIsPlain] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  const read = useMemo(() => readTask(line, now, zone), [line, now, zone]);
  const when = chosen ?? (isPlain ? undefined : read.when) ?? (date ? { date } : undefined);
  const title = isPlain || chosen ? line.trim() : read.title;
  const isReady = title !== "" && !isSaving;
  const clear = () => {
    setLine("");
    setChosen(undefined);
    setIsPlain(false);
  };
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setIsSaving(true);
    try {
      const assignee = isFree ? null : await ownMember();
      await save(undefined, { ...base, assignee_id: assignee, title: title.slice(0, 200), ...dueOf(when, zone) });
      clear();
    } catch (error) {
      showProblem(error);
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <form onSubmit={(event) => void add(event)} className={classes.add}>
      <TextInput
        ref={field}
        size={size}
        flex={1}
        value={line}
        onChange={(event) => {
          setLine(event.currentTarget.value);
          if (event.currentTarget.value === "") clear();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (line === "") event.currentTarget.blur();
          clear();
        }}
        placeholder={t("add.placeholder")}
        aria-label={t("add.label")}
        maxLength={240}
        autoComplete="off"
        leftSection={<IconPlus size={18} stroke={1.7} aria-hidden />}
        rightSectionWidth={44}
        rightSection={
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <Tooltip label={t("add.day")}>
                <ActionIcon size={36} aria-label={t("add.day")}>
                  <IconCalendar size={18} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            </Menu.Target>
            <Menu.Dropdown>
              {CHOICES.map((choice) => {
                const day = dayOf(choice, now, zone);
                return (
                  <Menu.Item key={choice} onClick={() => setChosen({ date: day })}>
                    {t(`postpone.${choice}`)}
                    {choice === "monday" || choice === "week" ? ` · ${dayWords(t, day, now, zone)}` : ""}
                  </Menu.Item>
                );
              })}
            </Menu.Dropdown>
          </Menu>
        }
      />
      <Group gap={6} className={classes.understood ?? ""} role="status">
        {line.trim() !== "" && (
          <>
            {when && (
              <span className={classes.chip}>
                {momentWords(t, when, now, zone)}
                {(chosen ?? (read.when && !isPlain)) && (
                  <CloseButton
                    size="sm"
                    aria-label={t("add.no_day")}
                    onClick={() => (chosen ? setChosen(undefined) : setIsPlain(true))}
                  />
                )}
              </span>
            )}
            <span className={classes.hint}>{t("add.hint")}</span>
          </>
        )}
      </Group>
    </form>
  );
}
