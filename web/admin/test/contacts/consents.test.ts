// Consents: what holds now follows from the journal, in whatever order it comes.

import { expect, test } from "vitest";
import { type Consent, standing } from "~/features/contacts/consents";
import { consentOf } from "~/features/contacts/story";

const said = (kind: string, isGiven: boolean, at: string): Consent => ({
  id: `${kind} ${at}`,
  kind,
  is_given: isGiven,
  source: "анкета",
  text: "",
  by: { kind: "person" },
  at,
});

test("the last word of each kind holds; the usual kinds are there unsaid", () => {
  const journal = [
    said("marketing", true, "2026-01-01T00:00:00Z"),
    said("marketing", false, "2026-03-01T00:00:00Z"),
    said("photo", true, "2026-02-01T00:00:00Z"),
  ];
  const now = [
    ["personal_data", undefined],
    ["marketing", false],
    ["photo", true],
  ];
  const shown = (entries: Consent[]) => standing(entries).map(({ kind, last }) => [kind, last?.is_given]);
  expect(shown(journal)).toEqual(now);
  expect(shown([...journal].reverse()).slice(0, 2)).toEqual(now.slice(0, 2));
});

test("of two words at one moment the first of the journal, the newer, holds", () => {
  const at = "2026-01-01T00:00:00Z";
  expect(standing([said("marketing", false, at), said("marketing", true, at)])[1]?.last?.is_given).toBe(false);
});

test("the story knows a consent among the changes of a card", () => {
  const change = (field: string, to: unknown) => ({ field, from: null, to });
  const changes = [change("consent", "marketing"), change("is_given", false), change("source", "письмо")];
  const by = { kind: "person" };
  expect(consentOf({ action: "consent", by, changes })).toEqual({
    kind: "marketing",
    isGiven: false,
    source: "письмо",
  });
  expect(consentOf({ action: "update", by, changes: [change("name", "Анна")] })).toBeUndefined();
});
