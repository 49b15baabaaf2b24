// What most visitors never need comes when it is needed: files, by their fixed address.

export type { Uploads } from "./attach";

export function loadAttach(): Promise<typeof import("./attach")> {
  const address = "/w/v1/assets/attach.js";
  return import(/* @vite-ignore */ address) as Promise<typeof import("./attach")>;
}
