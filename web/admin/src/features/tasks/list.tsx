// The tasks in groups, and below them those that are done, when asked for.

import { Button, UnstyledButton } from "@mantine/core";
import { IconChecklist, IconChevronDown, IconChevronRight, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Member } from "~/features/people/queries";
import { EmptyState, ErrorState, Loading } from "~/ui";
import { grouped } from "./groups";
import { doneQuery, openQuery } from "./queries";
import { TaskRow } from "./row";
import classes from "./tasks.module.css";
import type { Task, View } from "./wire";

interface Props {
  view: View;
  q: string | undefined;
  now: number;
  zone: string;
  mayEdit: boolean;
  members: Member[];
  onOpen: (task: Task) => void;
}

/** The face of whoever it is given to, where lists are of several people. */
export function assigneeOf(task: Task, view: View, members: Member[]): { id: string; name: string } | undefined {
  if (view !== "all" || !task.assignee_id) return undefined;
  const member = members.find(({ id }) => id === task.assignee_id);
  return member && { id: member.person_id, name: member.name };
}

function Done({ view, q, ...rest }: Props) {
  const { t } = useTranslation("tasks");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(doneQuery(view, q));
  const tasks = data?.pages.flatMap(({ items }) => items);
  if (error && !tasks) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!tasks) return <Loading rows={3} />;
  if (tasks.length === 0) return <p className={classes.nothing}>{t("done.none")}</p>;
  return (
    <>
      <ul className={classes.list} aria-label={t("group.done")}>
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} assignee={assigneeOf(task, view, rest.members)} {...rest} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("app:more")}
        </Button>
      )}
    </>
  );
}

export function TaskList(props: Props) {
  const { view, q, now, zone, members } = props;
  const { t } = useTranslation("tasks");
  const [isDone, setIsDone] = useState(false);
  const query = useInfiniteQuery(openQuery(view, q));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const tasks = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  const parts = useMemo(() => grouped(tasks ?? [], now, zone), [tasks, now, zone]);
  if (error && !tasks) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!tasks) return <Loading rows={6} />;
  return (
    <>
      {parts.length === 0 ? (
        <EmptyState
          compact
          icon={q ? IconSearch : IconChecklist}
          title={t(q ? "empty.found" : `empty.${view}`)}
          text={t(q ? "empty.found_text" : `empty.${view}_text`)}
        />
      ) : (
        parts.map(({ group, tasks: some }) => (
          <section key={group} className={classes.group} aria-labelledby={`tasks-${group}`}>
            <h2 className={classes.heading} id={`tasks-${group}`} data-group={group}>
              {t(`group.${group}`)} <span className={classes.count}>{some.length}</span>
            </h2>
            <ul className={classes.list} aria-labelledby={`tasks-${group}`}>
              {some.map((task) => (
                <TaskRow key={task.id} task={task} assignee={assigneeOf(task, view, members)} {...props} />
              ))}
            </ul>
          </section>
        ))
      )}
      {hasNextPage && (
        <Button variant="light" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("app:more")}
        </Button>
      )}
      <section className={classes.group}>
        <h2 className={classes.heading}>
          <UnstyledButton className={classes.fold} aria-expanded={isDone} onClick={() => setIsDone(!isDone)}>
            {isDone ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
            {t("group.done")}
          </UnstyledButton>
        </h2>
        {isDone && <Done {...props} />}
      </section>
    </>
  );
}
