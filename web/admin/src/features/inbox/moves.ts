// Taking over, giving back, assigning, putting off, closing: shown at once, taken back when the server refuses.

import { showProblem } from "~/ui";
import { knownRow, meNow, moves, putRow, refreshSoon, touch } from "./queries";
import { type Conversation, type Move, moveConversation } from "./wire";

/** The row as it will be. */
export function foresee(row: Conversation, move: Move, me: string): Conversation {
  switch (move.kind) {
    case "take-over":
      return {
        ...row,
        mode: "human",
        assignee_id: row.assignee_id ?? me,
        draft: null,
        snoozed_until: null,
        status: "open",
      };
    case "give-back":
      return { ...row, mode: "auto", assignee_id: null, hand_over: null, draft: null, status: "open" };
    case "switch-off":
      return { ...row, mode: "off", assignee_id: row.assignee_id ?? me, draft: null, status: "open" };
    case "draft-mode":
      return { ...row, mode: "draft", assignee_id: null, hand_over: null, status: "open" };
    case "close":
      return { ...row, status: "closed", snoozed_until: null, waiting_since: null };
    case "reopen":
      return { ...row, status: "open" };
    case "assign":
      return { ...row, assignee_id: move.person_id };
    case "assign-team":
      return { ...row, team_id: move.team_id, assignee_id: move.person_id ?? null };
    case "snooze":
      return { ...row, snoozed_until: move.until };
  }
}

/** The last move of each conversation: the answer to one before it is old news. */
const latest = new Map<string, Move>();

/** True when the server agreed. */
export async function carryOut(row: Conversation, move: Move): Promise<boolean> {
  const id = row.id;
  latest.set(id, move);
  moves(id, 1);
  putRow(foresee(row, move, meNow()));
  try {
    const after = await moveConversation(id, move);
    const known = knownRow(id);
    if (latest.get(id) === move) putRow({ ...(known ?? row), ...after, unread: known?.unread ?? after.unread });
    return true;
  } catch (error) {
    const known = knownRow(id);
    if (latest.get(id) === move)
      putRow({
        ...(known ?? row),
        mode: row.mode,
        status: row.status,
        assignee_id: row.assignee_id,
        team_id: row.team_id,
        snoozed_until: row.snoozed_until,
        waiting_since: row.waiting_since,
        hand_over: row.hand_over,
        draft: row.draft,
      });
    refreshSoon(id);
    showProblem(error);
    return false;
  } finally {
    if (latest.get(id) === move) latest.delete(id);
    moves(id, -1);
    touch(id);
  }
}
