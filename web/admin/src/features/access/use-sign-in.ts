// What follows a successful log-in, registration or invitation: the new person's data and nothing of anybody before.

import type { Me } from "@samovar/client";
import { useRouter } from "@tanstack/react-router";
import { queryClient } from "~/app/query";
import { safeNext } from "./next";

export function useSignIn(): (me: Me, next?: string) => Promise<void> {
  const router = useRouter();
  return async (me, next) => {
    queryClient.clear();
    queryClient.setQueryData(["me"], me);
    await router.navigate({ href: safeNext(next) ?? "/", replace: true });
  };
}

/** Only a browser that has been signed in has this cookie; without it nobody needs to ask the server. */
export function mayBeSignedIn(): boolean {
  return /(?:^|; )(?:__Host-)?samovar_csrf=/.test(document.cookie);
}
