import { expect, test } from "vitest";
import { agentPatch } from "~/features/settings/agent";
import { offsetOf, withOwn, zoneChoices } from "~/features/settings/choices";
import { changed } from "~/features/settings/queries";
import { sectionsFor } from "~/features/settings/sections";

test("only what was changed is sent", () => {
  expect(changed({ a: 1, b: "x", c: true }, { a: 1, b: "y", c: true })).toEqual({ b: "y" });
});

test("greetings go together, the rest one by one", () => {
  const before = {
    agent_name: "Варя",
    greeting_ru: "",
    greeting_en: "Hello!",
    languages: "ru,en",
    mode: "auto" as const,
    mode_within_hours: false,
    quiet_window_ms: 1_500,
  };
  expect(agentPatch(before, { ...before, greeting_ru: " Привет! " })).toEqual({
    greetings: { ru: "Привет!", en: "Hello!" },
  });
  expect(agentPatch(before, { ...before, languages: "en" })).toEqual({ languages: ["en"] });
  expect(agentPatch(before, before)).toEqual({});
});

test("an unusual saved value stays among the choices", () => {
  expect(withOwn([5, 10, 15], 12)).toEqual([5, 10, 12, 15]);
  expect(withOwn([5, 10, 15], 10)).toEqual([5, 10, 15]);
});

test("zones tell their offset; ours come first, by time; one's own is never lost", () => {
  const at = new Date("2026-11-21T12:00:00Z");
  expect(offsetOf("Europe/Moscow", at)).toBe(180);
  expect(offsetOf("America/St_Johns", at)).toBe(-210);
  expect(offsetOf("UTC", at)).toBe(0);
  const zones = zoneChoices("Europe/Paris", at).map(({ value }) => value);
  expect(zones[0]).toBe("Europe/Kaliningrad");
  expect(zones.indexOf("Europe/Moscow")).toBeLessThan(zones.indexOf("Africa/Cairo"));
  expect(zones.filter((zone) => zone === "Europe/Paris")).toHaveLength(1);
});

test("the list holds what one may open, and no empty groups", () => {
  const ids = (permissions: Parameters<typeof sectionsFor>[0]) =>
    sectionsFor(permissions).flatMap(({ sections }) => sections.map(({ id }) => id));
  expect(ids(["read"])).toEqual(["people", "profile", "security", "notifications"]);
  expect(ids(["read", "manage_channels"])).toContain("widget");
  expect(ids(["read", "manage_org", "read_audit", "manage_keys"])).toContain("audit");
});
