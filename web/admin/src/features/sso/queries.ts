// The firm's own sign-in service: what is set, setting it, trying its address.

import {
  checkSso,
  getSso,
  type ReplaceSso,
  removeSso,
  replaceSso,
  type SsoSettings,
  type SsoView,
} from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";

export type { ReplaceSso, SsoSettings, SsoView };

export const ssoQuery = queryOptions({
  queryKey: ["sso"] as const,
  queryFn: (): Promise<SsoView> => ask(getSso()),
});

const again = () => queryClient.invalidateQueries({ queryKey: ssoQuery.queryKey });

export async function putSso(body: ReplaceSso): Promise<SsoSettings> {
  const now = await ask(replaceSso({ body }));
  await again();
  return now;
}

export async function dropSso(): Promise<void> {
  await ask(removeSso());
  await again();
}

export async function trySso(issuer: string): Promise<void> {
  await ask(checkSso({ body: { issuer } }));
}

/** Another administrator's change shows up at once. */
export function useSsoLive(): void {
  useLive(["sso."], () => void again());
}
