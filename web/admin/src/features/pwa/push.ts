// Web push of this browser: is it possible, is it on, switch it on and off. What is pushed to a person is a setting of
// the person (`features/access/notifications`), the same for all their browsers.

import { ask, writeHeaders } from "~/app/api";

export type PushState =
  /** This browser or address cannot (no https, no service worker; on iOS: not installed). */
  | "unsupported"
  /** The person has forbidden notices for this site in the browser. */
  | "denied"
  | "off"
  | "on";

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const request = fetch(`/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json", ...writeHeaders() },
    body: body ? JSON.stringify(body) : undefined,
  }).then(async (response) => {
    const data = response.status === 204 ? undefined : await response.json().catch(() => undefined);
    return response.ok ? { data, response } : { error: data, response };
  });
  return ask(request);
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/app/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export async function pushState(): Promise<PushState> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return "unsupported";
  if (!(await navigator.serviceWorker.getRegistration("/app/"))) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return (await subscription()) ? "on" : "off";
}

/** Asks the person, subscribes at the browser's push service and tells our server. */
export async function switchOn(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return pushState();
  const { key } = (await call("GET", "/push/key")) as { key: string };
  const registration = await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  const { endpoint, keys } = made.toJSON();
  try {
    await call("POST", "/push/subscriptions", { endpoint, p256dh: keys?.p256dh, auth: keys?.auth });
  } catch (error) {
    await made.unsubscribe();
    throw error;
  }
  return "on";
}

export async function switchOff(): Promise<PushState> {
  const made = await subscription();
  if (made) {
    await call("DELETE", "/push/subscriptions", { endpoint: made.endpoint });
    await made.unsubscribe();
  }
  return pushState();
}
