// The person's own account: sessions, the second factor, what to be notified about.

import { listSessions, type Me } from "@samovar/client";
import { client } from "@samovar/client/client.gen";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async () => (await ask(listSessions())).items,
});

export interface TotpSetup {
  secret: string;
  otpauth_url: string;
  qr_svg: string;
}

type Call<T> = Promise<{ data?: T; error?: unknown; response?: Response }>;
const post = <T>(url: string, body?: object) =>
  ask(client.post({ url, body, headers: { "Content-Type": "application/json" } }) as unknown as Call<T>);

export const setUpTotp = () => post<TotpSetup>("/api/v1/auth/totp/setup");
export const enableTotp = (code: string) => post<{ recovery_codes: string[] }>("/api/v1/auth/totp/enable", { code });
export const disableTotp = (password: string, code: string) =>
  post<undefined>("/api/v1/auth/totp/disable", { password, code });
export const renewCodes = (code: string) =>
  post<{ recovery_codes: string[] }>("/api/v1/auth/totp/recovery-codes", { code });

export function hasTotp(me: Me): boolean {
  return (me as Me & { has_totp?: boolean }).has_totp === true;
}
export const freshMe = () => queryClient.invalidateQueries({ queryKey: ["me"] });
