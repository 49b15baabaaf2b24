// Ctrl+K: go anywhere, begin anything and find anybody by typing a few letters. Its window comes when the first screen stands; whoever
// asks earlier gets it as soon as it is here.

import { useHotkeys } from "@mantine/hooks";
import { lazy, Suspense, useEffect, useState } from "react";
import { whenIdle } from "~/app/idle";

const load = () => import("./palette-window");
const Window = lazy(async () => ({ default: (await load()).PaletteWindow }));

/** What can be begun from anywhere. */
export type Begun = "task" | "deal" | "visit";

const wishes = new EventTarget();

export function openPalette(): void {
  wishes.dispatchEvent(new Event("open"));
}

export function onPaletteWanted(then: () => void): () => void {
  wishes.addEventListener("open", then);
  return () => wishes.removeEventListener("open", then);
}

export function Palette() {
  const [isWanted, setIsWanted] = useState(false);
  // From then on its own window listens to the keys.
  useHotkeys(isWanted ? [] : [["mod+K", () => setIsWanted(true)]], []);
  useEffect(() => onPaletteWanted(() => setIsWanted(true)), []);
  useEffect(() => whenIdle(() => void load().catch(() => {})), []);
  return <Suspense fallback={null}>{isWanted && <Window />}</Suspense>;
}
