// The generated client against a server of one function: addresses, keys, bodies and problems are as the contract says.

import { expect, test } from "vitest";
import { createClient } from "../src/client";
import { listBookings, sendMessages } from "../src/sdk.gen";

function serverThat(answer: (request: Request) => Response) {
  const seen: Request[] = [];
  const client = createClient({
    baseUrl: "https://desk.example",
    auth: (scheme) => (scheme.name === "X-API-Key" ? "smv_secret" : undefined),
    fetch: async (input) => {
      const request = input as Request;
      seen.push(request.clone());
      return answer(request);
    },
  });
  return { client, seen };
}

const json = (status: number, body: unknown, type = "application/json") =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": type } });

test("a message goes to the documented address with the key and comes back typed", async () => {
  const { client, seen } = serverThat(() =>
    json(200, { phase: "greeting", status: "answered", replies: [{ text: "Добрый день" }] }),
  );
  const { data } = await sendMessages({ client, body: { chat_id: "42", text: "здравствуйте" } });
  expect(data?.replies[0]?.text).toBe("Добрый день");
  expect(seen[0]?.url).toBe("https://desk.example/api/v1/messages");
  expect(seen[0]?.headers.get("x-api-key")).toBe("smv_secret");
  expect(seen[0]?.headers.has("authorization")).toBe(false);
  expect(await seen[0]?.json()).toEqual({ chat_id: "42", text: "здравствуйте" });
});

test("filters become the query", async () => {
  const { client, seen } = serverThat(() => json(200, { items: [] }));
  await listBookings({ client, query: { from: "2026-11-21T00:00:00+03:00", limit: 5 } });
  expect(new URL(seen[0]?.url ?? "").search).toBe("?from=2026-11-21T00%3A00%3A00%2B03%3A00&limit=5");
});

test("a problem is the error, not an exception", async () => {
  const { client } = serverThat(() =>
    json(409, { code: "slot_taken", status: 409, title: "Conflict" }, "application/problem+json"),
  );
  const { data, error } = await sendMessages({ client, body: { chat_id: "42", text: "да" } });
  expect(data).toBeUndefined();
  expect(error).toMatchObject({ code: "slot_taken" });
});
