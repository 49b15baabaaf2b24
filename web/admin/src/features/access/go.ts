// Ways between the public screens and into the app. Each is a whole page load: the public screens know no router, and the
// app starts with nothing left of anybody who was signed in before.

import { meAuth } from "@samovar/client";
import { useEffect, useState } from "react";
import { ask } from "~/app/api";
import type { Me } from "~/app/session";
import { safeNext } from "./next";

export const hrefOf = (path: string) => `/app${path}`;

export function enter(next?: string | null): void {
  location.assign(hrefOf(safeNext(next ?? undefined) ?? "/"));
}

/** Only a browser that has been signed in has this cookie; without it nobody needs to ask the server. */
function mayBeSignedIn(): boolean {
  return /(?:^|; )(?:__Host-)?samovar_csrf=/.test(document.cookie);
}

/** Who is signed in already; null for nobody, undefined while that is being asked. */
export function useWho(): Me | null | undefined {
  const [me, setMe] = useState<Me | null | undefined>(() => (mayBeSignedIn() ? undefined : null));
  useEffect(() => {
    if (!mayBeSignedIn()) return;
    ask(meAuth()).then(setMe, () => setMe(null));
  }, []);
  return me;
}
