// Web push of this browser: is it possible, is it on, switch it on and off. What is pushed to a person is a setting of
// the person (`features/access/notifications`), the same for all their browsers.

import { send } from "~/app/api";

export type PushState =
  /** This browser or address cannot (no https, no service worker; on iOS: not installed). */
  | "unsupported"
  /** The person has forbidden notices for this site in the browser. */
  | "denied"
  | "off"
  | "on";

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
  const { key } = await send<{ key: string }>("GET", "/push/key");
  const registration = await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  const { endpoint, keys } = made.toJSON();
  try {
    await send("POST", "/push/subscriptions", { endpoint, p256dh: keys?.p256dh, auth: keys?.auth });
  } catch (error) {
    await made.unsubscribe();
    throw error;
  }
  return "on";
}

export async function switchOff(): Promise<PushState> {
  const made = await subscription();
  if (made) {
    await send("DELETE", "/push/subscriptions", { endpoint: made.endpoint });
    await made.unsubscribe();
  }
  return pushState();
}
