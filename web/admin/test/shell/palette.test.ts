// What is meant in the palette by a few letters, in either layout.

import { describe, expect, test } from "vitest";
import { isMeant, otherLayout } from "~/shell/palette-find";

describe("letters", () => {
  test.each([
    ["Новая задача", "зад", true],
    ["Новая задача", "нов зад", true],
    ["Новая задача", "дача", false],
    ["Ответы агента", "ответ аг", true],
    ["Отчёты", "отче", true],
    ["Задачи", "", true],
    ["Tasks", "tas", true],
  ])("%s: «%s»", (name, typed, meant) => expect(isMeant(name, typed)).toBe(meant));
  test("typed in the other layout", () => {
    expect(otherLayout("pflfxb")).toBe("задачи");
    expect(isMeant("Задачи", "pflf")).toBe(true);
    expect(isMeant("Tasks", "ефы")).toBe(true);
  });
});
