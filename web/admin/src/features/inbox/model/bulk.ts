// Several conversations at once: which are chosen, what each becomes, and how it is taken back.

import type { BulkAct, Conversation, Move } from "../wire";

export type Chosen = ReadonlySet<string>;

export function toggled(chosen: Chosen, id: string): Chosen {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Everything between the row chosen last and this one, both of them. */
export function ranged(chosen: Chosen, rows: { id: string }[], from: string | undefined, to: string): Chosen {
  const [a, b] = [rows.findIndex(({ id }) => id === from), rows.findIndex(({ id }) => id === to)];
  if (a < 0 || b < 0) return toggled(chosen, to);
  return new Set([...chosen, ...rows.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ id }) => id)]);
}

/** What the same would be for one of them. */
export function moveOf(act: BulkAct): Move | undefined {
  switch (act.kind) {
    case "assign":
      return act.team_id === undefined
        ? { kind: "assign", person_id: act.person_id ?? null }
        : { kind: "assign-team", team_id: act.team_id, person_id: act.person_id ?? null };
    case "close":
    case "reopen":
      return { kind: act.kind };
    case "snooze":
      return { kind: "snooze", until: act.until };
    case "give_to_agent":
      return { kind: "give-back" };
    default:
      return undefined;
  }
}

export interface Step {
  ids: string[];
  act: BulkAct;
}

/** The way back from where the rows stood; undefined where there is none. */
export function wayBack(before: Conversation[], act: BulkAct): Step[] | undefined {
  const steps = new Map<string, Step>();
  const add = (id: string, back: BulkAct) => {
    const key = JSON.stringify(back);
    const step = steps.get(key) ?? { ids: [], act: back };
    step.ids.push(id);
    steps.set(key, step);
  };
  for (const row of before) {
    switch (act.kind) {
      case "close":
        if (row.status !== "closed") add(row.id, { kind: "reopen" });
        if (row.status !== "closed" && row.snoozed_until) add(row.id, { kind: "snooze", until: row.snoozed_until });
        break;
      case "reopen":
        if (row.status === "closed") add(row.id, { kind: "close" });
        break;
      case "snooze":
        add(row.id, { kind: "snooze", until: row.snoozed_until ?? null });
        break;
      case "assign":
        add(row.id, { kind: "assign", person_id: row.assignee_id ?? null, team_id: row.team_id ?? null });
        break;
      default:
        return undefined;
    }
  }
  return [...steps.values()];
}
