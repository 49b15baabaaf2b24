// The API as the owner signed in sees it, for what stories and proofs need to be there.

export function ownerApi({ url }, cookies) {
  const headers = {
    cookie: cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join("; "),
    "x-csrf-token": cookies.find((cookie) => cookie.name.endsWith("csrf")).value,
  };
  return async (method, path, body) => {
    const isForm = body instanceof FormData;
    const reply = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: isForm ? headers : { ...headers, "content-type": "application/json" },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.status === 204 ? undefined : reply.json();
  };
}
