// How long a remembered fact is kept, as it is said to the server.

import { expect, test } from "vitest";
import { endOf } from "~/features/contacts/facts";

test("an end that stays is not sent, one taken away is null, a term counts from now", () => {
  const now = new Date("2026-11-21T10:00:00Z");
  expect(endOf("keep", now)).toEqual({});
  expect(endOf("", now)).toEqual({ expires_at: null });
  expect(endOf("30", now)).toEqual({ expires_at: "2026-12-21T10:00:00.000Z" });
  expect(endOf("365", now)).toEqual({ expires_at: "2027-11-21T10:00:00.000Z" });
});
