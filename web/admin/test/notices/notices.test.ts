import { describe, expect, it } from "vitest";
import { changed } from "~/features/notices/changed";
import { badgeOf, ICONS, toClock, toMinutes } from "~/features/notices/names";
import { KINDS, type Settings } from "~/features/notices/wire";

const settings: Settings = {
  wishes: [
    { kind: "hand_off", app: true, push: true, email: true, chat: false },
    { kind: "deal", app: true, push: false, email: false, chat: false },
  ],
  lets_urgent: true,
  show_text: false,
  has_email: true,
  email: "anna@example.com",
  is_chat_bound: false,
};

describe("notices", () => {
  it("move a switch at once and leave the others", () => {
    const after = changed(settings, { wishes: [{ kind: "deal", channel: "email", on: true }] });
    expect(after.wishes[1]).toEqual({ kind: "deal", app: true, push: false, email: true, chat: false });
    expect(after.wishes[0]).toEqual(settings.wishes[0]);
  });
  it("take quiet hours on, change them and let them go", () => {
    const on = changed(settings, { quiet: { from: 1320, to: 480 }, timezone: "Asia/Bishkek" });
    expect([on.quiet, on.timezone]).toEqual([{ from: 1320, to: 480 }, "Asia/Bishkek"]);
    expect(changed(on, { quiet: null }).quiet).toBeUndefined();
    expect(changed(on, { lets_urgent: false }).quiet).toEqual({ from: 1320, to: 480 });
  });
  it("know the clock", () => {
    expect([toClock(0), toClock(480), toClock(1439)]).toEqual(["00:00", "08:00", "23:59"]);
    expect([toMinutes("22:00"), toMinutes("24:00")]).toEqual([1320, 0]);
  });
  it("count to a hundred", () => {
    expect([badgeOf(0), badgeOf(7), badgeOf(100)]).toEqual([undefined, "7", "99+"]);
  });
  it("have a face of each kind", () => {
    for (const kind of KINDS) expect(ICONS[kind], kind).toBeTruthy();
  });
});
