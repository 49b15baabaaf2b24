import { describe, expect, test } from "vitest";
import { codeKind, safeNext, tokenOf } from "~/features/access/next";

describe("where to go after signing in", () => {
  test.each([
    ["/inbox", "/inbox"],
    ["/app/inbox?view=mine#last", "/inbox?view=mine#last"],
    ["/", "/"],
    ["/app", "/"],
    ["/appointments", "/appointments"],
  ])("%s is ours", (wish, expected) => expect(safeNext(wish)).toBe(expected));

  test.each([
    undefined,
    "",
    "inbox",
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/app//evil.example/",
    "/./%2e%2e//evil.example",
    "/..//evil.example",
    "/\t/evil.example",
    "/login",
    "/app/login?next=/inbox",
    `/${"a".repeat(3_000)}`,
  ])("%s is not", (wish) => {
    const next = safeNext(wish);
    if (next === undefined) return;
    // What is let through stays on this host whatever a browser makes of it.
    const url = new URL(next, "http://here.invalid");
    expect(url.origin).toBe("http://here.invalid");
    expect(next.startsWith("//")).toBe(false);
    expect(next).not.toMatch(/^\/login/);
  });

  test("the worst are refused outright", () => {
    for (const wish of ["//evil.example/", "/\\evil.example", "https://evil.example/", "/app//evil.example/"])
      expect(safeNext(wish), wish).toBeUndefined();
  });
});

test("the secret of a link stands behind the hash; an old link had it in the query", () => {
  expect(tokenOf("#token=smr_abc", "")).toBe("smr_abc");
  expect(tokenOf("", "?token=smr_abc")).toBe("smr_abc");
  expect(tokenOf("#content", "")).toBe("");
});

test("six digits are the app's, longer is a recovery code, anything else is not ready", () => {
  expect(codeKind("123 456")).toBe("app");
  expect(codeKind("abcd-efgh-ijkl-mnop")).toBe("recovery");
  expect(codeKind("12345")).toBe("partial");
});
