// Keys in any layout, links, mentions, times.

import { describe, expect, test } from "vitest";
import { commandOf, SHEET } from "~/features/inbox/model/keys";
import { clock, guestMark, isOnlyEmoji, linked, mentionAt, mentioned, waiting } from "~/features/inbox/model/words";

const free = { isTyping: false, isBusy: false };
const press = (key: string, code = `Key${key.toUpperCase()}`, more = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe("keys", () => {
  test.each([
    ["j", "KeyJ", "next"],
    ["о", "KeyJ", "next"],
    ["л", "KeyK", "previous"],
    ["у", "KeyE", "close"],
    ["К", "KeyR", "reply"],
    ["/", "Slash", "search"],
    [".", "Slash", "search"],
    ["ArrowDown", "ArrowDown", "next"],
    ["Enter", "Enter", "open"],
    ["Escape", "Escape", "back"],
  ])("%s on %s is %s", (key, code, command) => {
    expect(commandOf(press(key, code), free)).toBe(command);
  });
  test("a Latin letter is taken as typed, wherever the layout has it", () => {
    expect(commandOf(press("j", "KeyC"), free)).toBe("next");
  });
  test("help is the question mark of both layouts", () => {
    expect(commandOf(press("?", "Slash", { shiftKey: true }), free)).toBe("help");
    expect(commandOf(press("?", "Digit7", { shiftKey: true }), free)).toBe("help");
    expect(commandOf(press(",", "Slash", { shiftKey: true }), free)).toBe("help");
  });
  test("shortcuts of the browser, typing and dialogs are left alone", () => {
    expect(commandOf(press("r", "KeyR", { ctrlKey: true }), free)).toBeUndefined();
    expect(commandOf(press("r", "KeyR", { metaKey: true }), free)).toBeUndefined();
    expect(commandOf(press("r"), { isTyping: true, isBusy: false })).toBeUndefined();
    expect(commandOf(press("Escape", "Escape"), { isTyping: true, isBusy: false })).toBe("back");
    expect(commandOf(press("e"), { isTyping: false, isBusy: true })).toBeUndefined();
    expect(commandOf(press("q"), free)).toBeUndefined();
  });
  test("every command is on the sheet once", () => {
    const commands = SHEET.map(([, command]) => command);
    expect(new Set(commands).size).toBe(commands.length);
  });
});

describe("words", () => {
  test("links are found, sentences are not", () => {
    expect(linked("см. https://a.ru/x?y=1. Ещё (http://b.ru) и a@b.ru!")).toEqual([
      { kind: "text", text: "см. " },
      { kind: "link", text: "https://a.ru/x?y=1", href: "https://a.ru/x?y=1" },
      { kind: "text", text: ". Ещё (" },
      { kind: "link", text: "http://b.ru", href: "http://b.ru" },
      { kind: "text", text: ") и " },
      { kind: "link", text: "a@b.ru", href: "mailto:a@b.ru" },
      { kind: "text", text: "!" },
    ]);
  });
  test("nothing but the web and mail is a link", () => {
    for (const text of ["javascript:alert(1)", "data:text/html,x", "<a href='x'>", ""])
      expect(linked(text)).toEqual([{ kind: "text", text }]);
  });
  test("emoji alone are large", () => {
    expect(["👍", "❤️ 🎉", "👩‍👩‍👧", "🇷🇺"].map(isOnlyEmoji)).toEqual([true, true, true, true]);
    expect(["ok 👍", "5", "👍👍👍👍", "", "!!!"].map(isOnlyEmoji)).toEqual([false, false, false, false, false]);
  });
  test("waiting turns warm, then hot", () => {
    const now = Date.parse("2026-11-21T09:20:00Z");
    expect(waiting("2026-11-21T09:17:00Z", now)).toEqual({ minutes: 3, tone: "calm" });
    expect(waiting("2026-11-21T09:15:00Z", now)).toEqual({ minutes: 5, tone: "warm" });
    expect(waiting("2026-11-21T09:05:00Z", now)).toEqual({ minutes: 15, tone: "hot" });
    expect(waiting("2026-11-21T09:25:00Z", now)).toEqual({ minutes: 0, tone: "calm" });
  });
  test("mentions while typing and when sending", () => {
    expect(mentionAt("Спросите @Ан", 12)).toEqual({ from: 9, query: "Ан" });
    expect(mentionAt("почта a@b", 9)).toBeUndefined();
    expect(mentionAt("@", 1)).toEqual({ from: 0, query: "" });
    const members = [
      { person_id: "1", name: "Анна Ким" },
      { person_id: "2", name: "Олег" },
    ];
    expect(mentioned("@Анна Ким, посмотрите", members)).toEqual(["1"]);
  });
  test("small forms", () => {
    expect([clock(0), clock(65.9), clock(Number.NaN), clock(Number.POSITIVE_INFINITY)]).toEqual([
      "0:00",
      "1:05",
      "0:00",
      "0:00",
    ]);
    expect(guestMark("01a1fcc6-37a7-7563-8996-26475af3c542")).toBe("C542");
  });
});
