// The person's own account: sessions, the second factor.

import {
  disableAuthTotp,
  enableAuthTotp,
  listSessions,
  renewAuthTotpRecoveryCodes,
  setupAuthTotp,
} from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { TotpSetup } from "@samovar/client";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async () => (await ask(listSessions())).items,
});

export const setUpTotp = () => ask(setupAuthTotp());
export const enableTotp = (code: string) => ask(enableAuthTotp({ body: { code } }));
export const disableTotp = (password: string, code: string) => ask(disableAuthTotp({ body: { password, code } }));
export const renewCodes = (code: string) => ask(renewAuthTotpRecoveryCodes({ body: { code } }));

export const freshMe = () => queryClient.invalidateQueries({ queryKey: ["me"] });
