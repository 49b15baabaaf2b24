// Nobody is erased by a slip of the hand: what is typed must name the person.

import { expect, test } from "vitest";
import { placesOf } from "~/features/erasures/proof";
import { isSame, wordOf } from "~/features/erasures/same";

test("a name may differ in case, spaces and ё, in nothing else", () => {
  const contact = { id: "c", name: "Алёна  Сёмина", phone: "+79161234567" };
  expect(isSame("алена семина ", contact)).toBe(true);
  expect(isSame("Алёна", contact)).toBe(false);
  expect(isSame("", contact)).toBe(false);
  // The name is asked for, not the phone.
  expect(isSame("+79161234567", contact)).toBe(false);
});

test("where there is no name the phone is typed as people are used to", () => {
  const contact = { id: "c", phone: "+79161234567" };
  expect(isSame("8 916 123-45-67", contact)).toBe(true);
  expect(isSame("+7 916 123 45 67", contact)).toBe(true);
  expect(isSame("916", contact)).toBe(false);
  expect(isSame("", { id: "c" })).toBe(false);
  expect(isSame("a@b.test", { id: "c", email: "a@b.test" })).toBe(true);
  expect(wordOf(contact)).toBe("+79161234567");
});

test("a proof tells the places with most first, and none that held nothing", () => {
  expect(placesOf({ file: 3, message: 40, contact: 1, note: 0, booking: 40 })).toEqual([
    ["booking", 40],
    ["message", 40],
    ["contact", 1],
  ]);
});
