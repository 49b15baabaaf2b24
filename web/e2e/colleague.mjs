// A second person of the firm: invited by whoever is signed in, joined, with cookies of their own.

import assert from "node:assert/strict";

/** `Set-Cookie` as Playwright takes it. */
function cookiesOf(reply, url) {
  return reply.headers.getSetCookie().map((line) => {
    const [pair] = line.split(";");
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
  });
}

async function post(url, path, body, headers = {}) {
  const reply = await fetch(`${url}/api/v1${path}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(reply.ok, `POST ${path}: ${reply.status} ${await reply.clone().text()}`);
  return reply;
}

export async function signIn({ url, hello: { login, password } }) {
  return cookiesOf(await post(url, "/auth/login", { email: login, password }), url);
}

/** The colleague's cookies. `owner`: the cookies of whoever invites. */
export async function invite({ url }, owner, { email, name, role = "operator" }) {
  const headers = {
    cookie: owner.map((cookie) => `${cookie.name}=${cookie.value}`).join("; "),
    "x-csrf-token": owner.find((cookie) => cookie.name.endsWith("csrf")).value,
  };
  const { token } = await (await post(url, "/invitations", { email, role }, headers)).json();
  return cookiesOf(await post(url, "/invitations/accept", { token, name, password: "тихая роща над рекой" }), url);
}
