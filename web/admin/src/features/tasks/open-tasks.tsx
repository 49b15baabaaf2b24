// The open tasks of a customer, a deal or a conversation, for their cards: seen, added and finished on the spot.

import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { useMay } from "~/app/session";
import { useNow } from "~/features/inbox/now";
import { Loading, Problem } from "~/ui";
import { inOrder } from "./groups";
import { assigneeOf } from "./list";
import { useMembers } from "./people";
import { ofQuery } from "./queries";
import { QuickAdd } from "./quick-add";
import { TaskRow } from "./row";
import classes from "./tasks.module.css";
import type { Link, Task } from "./wire";

const TaskForm = lazy(() => import("./form").then(({ TaskForm: it }) => ({ default: it })));
const FEW = 5;

/** Listed by the deal, else by the contact, else by the conversation; a new one is bound to all that are given. */
export function OpenTasks(link: Link) {
  const { t } = useTranslation("tasks");
  const title = useId();
  const zone = useZone();
  const now = useNow();
  const mayEdit = useMay("edit_contacts");
  const { members, own } = useMembers();
  const [isAll, setIsAll] = useState(false);
  const [open, setOpen] = useState<Task>();
  const { data, error, refetch } = useInfiniteQuery(ofQuery(link));
  if (!zone) return null;
  const tasks =
    data &&
    inOrder(
      data.pages.flatMap(({ items }) => items),
      zone,
    );
  const shown = isAll ? tasks : tasks?.slice(0, FEW);
  const base = {
    contact_id: link.contactId ?? null,
    deal_id: link.dealId ?? null,
    conversation_id: link.conversationId ?? null,
  };
  return (
    <section className={classes.of} aria-labelledby={title}>
      <h2 className={classes.ofTitle} id={title}>
        {t("title")}
      </h2>
      {error && !tasks ? (
        <>
          <Problem error={error} />
          <Button variant="default" size="compact-md" mt={6} onClick={() => void refetch()}>
            {t("app:error.retry")}
          </Button>
        </>
      ) : !tasks ? (
        <Loading rows={1} />
      ) : (
        tasks.length === 0 && !mayEdit && <p className={classes.nothing}>{t("of.none")}</p>
      )}
      {shown && shown.length > 0 && (
        <ul className={classes.list} aria-labelledby={title}>
          {shown.map((task) => (
            <TaskRow
              key={task.id}
              task={task}
              now={now}
              zone={zone}
              mayEdit={mayEdit}
              assignee={task.assignee_id === own?.id ? undefined : assigneeOf(task, "all", members)}
              hidesContact={Boolean(link.contactId)}
              onOpen={setOpen}
            />
          ))}
        </ul>
      )}
      {tasks && tasks.length > FEW && !isAll && (
        <Button variant="subtle" size="compact-sm" onClick={() => setIsAll(true)}>
          {t("of.more", { count: tasks.length - FEW })}
        </Button>
      )}
      {mayEdit && <QuickAdd now={now} zone={zone} base={base} size="sm" />}
      {open && (
        <Suspense>
          <TaskForm key={open.id} task={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </section>
  );
}
