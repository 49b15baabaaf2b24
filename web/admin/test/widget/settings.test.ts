// The chat's settings between the form and the connection.

import { expect, test } from "vitest";
import { tokenIn } from "~/features/channels/connect";
import { snippetOf } from "~/features/channels/snippet";
import { fromConnection, originOf, toConnection } from "~/features/widget/settings";

test.each([
  ["shop.ru", "https://shop.ru"],
  ["https://shop.ru/catalog?x=1", "https://shop.ru"],
  ["http://localhost:3000", "http://localhost:3000"],
  ["*.shop.ru", "https://*.shop.ru"],
  ["  HTTPS://Shop.RU  ", "https://shop.ru"],
  ["", undefined],
  ["javascript:alert(1)", undefined],
  ["два слова", undefined],
])("%s is the site %s", (typed, origin) => {
  expect(originOf(typed)).toBe(origin);
});

test("what is usual is not sent, what is not known is kept", () => {
  const before = { color: "#112233", future: 1, texts: { ru: { greeting: "Привет", starters: [] } } };
  const look = fromConnection(before);
  expect(look.usual_starters).toEqual({ ru: false, en: true });
  const sent = toConnection({ ...look, title: "" }, before);
  expect(sent).toMatchObject({
    color: "#112233",
    future: 1,
    texts: { ru: { greeting: "Привет", starters: [] }, en: {} },
  });
  expect(sent).not.toHaveProperty("title");
  expect(sent).not.toHaveProperty("usual_starters");
  expect(sent).not.toHaveProperty("avatar_file");
});

test("a token is found among the words of BotFather", () => {
  expect(tokenIn("Use this token: 123456789:AAFabcdefghijklmnopqrstuvwxyz-_123 Keep it")).toBe(
    "123456789:AAFabcdefghijklmnopqrstuvwxyz-_123",
  );
  expect(tokenIn("123456789")).toBeUndefined();
});

test("the snippet names the server and the key", () => {
  expect(snippetOf("https://desk.ru", "wk_1")).toBe(
    '<script src="https://desk.ru/w/v1/loader.js" data-key="wk_1" async></script>',
  );
});
