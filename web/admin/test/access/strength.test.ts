import { expect, test } from "vitest";
import { strengthOf } from "~/features/access/strength";

test.each([
  ["", "empty"],
  ["Кот и пёс", "short"],
  ["password12", "common"],
  ["йцукен1234", "common"],
  ["aaaaaaaaaaaa", "weak"],
  ["1234567890", "weak"],
  ["qwertyuiop", "common"],
])("%s: %s", (password, hint) => {
  const found = strengthOf(password);
  expect(found.hint).toBe(hint);
  expect(found.level).toBeLessThan(3);
});

test("one's own name or e-mail is no password", () => {
  expect(strengthOf("anna.petrova1", ["anna.petrova@example.com", "Анна"]).level).toBe(1);
  expect(strengthOf("anna любит чай с мятой", ["anna@example.com"]).level).toBe(4);
});

test("a few words beat a short puzzle", () => {
  expect(strengthOf("тихая роща над рекой").level).toBe(4);
  expect(strengthOf("Tr0ub4dor&3").level).toBeGreaterThanOrEqual(3);
});

test("what the server refuses as too easy never looks good", () => {
  for (const refused of ["samovar2024!", "admin12345", "1q2w3e4r5t", "9876543210", "parolparol"])
    expect(strengthOf(refused).level, refused).toBeLessThan(3);
});
