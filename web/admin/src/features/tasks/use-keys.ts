// The keyboard of the list: up and down between tasks, one key to finish, open or put off the one with the focus.

import { useEffect, useRef } from "react";
import { queryClient } from "~/app/query";
import { dayOf, moved } from "./groups";
import { type Command, commandOf } from "./keys";
import { putOff } from "./queries";
import { dueOf } from "./when";
import type { Page, Task } from "./wire";

interface Props {
  isOn: boolean;
  mayEdit: boolean;
  zone: string;
  onNew: () => void;
}

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-task]")];
const hold = (row: HTMLElement | undefined) => {
  const target =
    row?.querySelector<HTMLElement>("[data-mark]:not(:disabled)") ?? row?.querySelector<HTMLElement>("button");
  target?.focus();
  row?.scrollIntoView({ block: "nearest" });
};

function known(id: string | undefined): Task | undefined {
  for (const [, data] of queryClient.getQueriesData<{ pages: Page<Task>[] }>({ queryKey: ["tasks", "list"] })) {
    const found = data?.pages.flatMap(({ items }) => items).find((task) => task.id === id);
    if (found) return found;
  }
  return undefined;
}

/** A mark that can be ticked is no place to type in. */
function whereIs(target: EventTarget | null): { isTyping: boolean; isBusy: boolean } {
  const element = target instanceof Element ? target : null;
  return {
    isTyping: Boolean(element?.closest("input:not([type=checkbox],[type=radio]), textarea, select")),
    isBusy: Boolean(element?.closest("[role=dialog], [role=menu], [role=listbox]")),
  };
}

function run(command: Command, { mayEdit, zone, onNew }: Props): boolean {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  switch (command) {
    case "next":
    case "previous":
      if (all.length === 0) return false;
      hold(all[here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + (command === "next" ? 1 : -1)))]);
      return true;
    case "search": {
      const search = document.querySelector<HTMLElement>("[data-search]");
      search?.focus();
      return search !== null;
    }
    case "new":
      if (mayEdit) onNew();
      return mayEdit;
    default:
      break;
  }
  const row = all[here];
  if (!row) return false;
  if (command === "open") {
    row.querySelector<HTMLElement>("button")?.click();
    return true;
  }
  if (!mayEdit) return false;
  if (command === "done") {
    // The row goes away: the next one takes its place under the finger.
    hold(all[here + 1] ?? all[here - 1]);
    row.querySelector<HTMLElement>("[data-mark]")?.click();
    return true;
  }
  if (command === "tomorrow") {
    const task = known(row.dataset.task);
    if (!task || task.done_at) return false;
    hold(all[here + 1] ?? all[here - 1]);
    void putOff(task, dueOf(moved(task, dayOf("tomorrow", Date.now(), zone), zone), zone));
    return true;
  }
  return false;
}

export function useKeys(props: Props): void {
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !latest.current.isOn) return;
      const command = commandOf(event, whereIs(event.target));
      if (command && run(command, latest.current)) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
