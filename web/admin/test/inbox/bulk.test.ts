// Several conversations at once: what a click with Shift takes, and the way back from what was done.

import { describe, expect, test } from "vitest";
import { moveOf, ranged, toggled, wayBack } from "~/features/inbox/model/bulk";
import type { Conversation } from "~/features/inbox/wire";

const rows = ["a", "b", "c", "d"].map((id) => ({ id }));
const row = (id: string, more: Partial<Conversation> = {}) => ({ id, status: "open", ...more }) as Conversation;

describe("choosing", () => {
  test("a press takes one in and out again", () => {
    const one = toggled(new Set(), "a");
    expect([[...one], [...toggled(one, "a")]]).toEqual([["a"], []]);
  });

  test("Shift takes everything between, in both directions, and keeps what was chosen", () => {
    expect([...ranged(new Set(["a"]), rows, "d", "b")]).toEqual(["a", "b", "c", "d"]);
    expect([...ranged(new Set(), rows, undefined, "b")]).toEqual(["b"]);
    expect([...ranged(new Set(), rows, "gone", "b")]).toEqual(["b"]);
  });
});

describe("the way back", () => {
  test("each goes back to whoever had it, those of one person together", () => {
    const before = [
      row("a", { assignee_id: "p" }),
      row("b"),
      row("c", { assignee_id: "p" }),
      row("d", { team_id: "t" }),
    ];
    expect(wayBack(before, { kind: "assign", person_id: "me" })).toEqual([
      { ids: ["a", "c"], act: { kind: "assign", person_id: "p", team_id: null } },
      { ids: ["b"], act: { kind: "assign", person_id: null, team_id: null } },
      { ids: ["d"], act: { kind: "assign", person_id: null, team_id: "t" } },
    ]);
  });

  test("what was closed already stays closed, what was put off is put off again", () => {
    const before = [row("a", { status: "closed" }), row("b", { snoozed_until: "2027-01-01T00:00:00Z" })];
    expect(wayBack(before, { kind: "close" })).toEqual([
      { ids: ["b"], act: { kind: "reopen" } },
      { ids: ["b"], act: { kind: "snooze", until: "2027-01-01T00:00:00Z" } },
    ]);
    expect(wayBack(before, { kind: "read" })).toBeUndefined();
  });

  test("a team that is not named stays", () => {
    expect(moveOf({ kind: "assign", person_id: "p" })).toEqual({ kind: "assign", person_id: "p" });
    expect(moveOf({ kind: "assign", person_id: null, team_id: "t" })).toEqual({
      kind: "assign-team",
      team_id: "t",
      person_id: null,
    });
    expect(moveOf({ kind: "unread" })).toBeUndefined();
  });
});
