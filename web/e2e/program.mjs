// The API as a program of the firm sees it, with the demo's key.

/** `call("POST", "/contacts", {…})` → the answer; `missing`: statuses that are an answer too. */
export function program({ server, demo }, ...missing) {
  return async (method, path, body) => {
    const reply = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!reply.ok && !missing.includes(reply.status)) {
      throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    }
    return reply.status === 204 ? undefined : reply.json();
  };
}
