// The person's own account: sessions, the second factor, what to be told about.

import {
  disableAuthTotp,
  enableAuthTotp,
  listSessions,
  type NotificationsView,
  renewAuthTotpRecoveryCodes,
  setupAuthTotp,
  updateWishesAuthMeNotifications,
  wishesAuthMeNotifications,
} from "@samovar/client";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type { NotificationsView, TotpSetup } from "@samovar/client";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async () => (await ask(listSessions())).items,
});

export const setUpTotp = () => ask(setupAuthTotp());
export const enableTotp = (code: string) => ask(enableAuthTotp({ body: { code } }));
export const disableTotp = (password: string, code: string) => ask(disableAuthTotp({ body: { password, code } }));
export const renewCodes = (code: string) => ask(renewAuthTotpRecoveryCodes({ body: { code } }));

export const freshMe = () => queryClient.invalidateQueries({ queryKey: ["me"] });

/** What one wants to be told about, the same in all one's browsers. */
export const wishesQuery = queryOptions({
  queryKey: ["notifications"],
  queryFn: (): Promise<NotificationsView> => ask(wishesAuthMeNotifications()),
});
export const saveWishes = (change: Partial<NotificationsView>) =>
  ask(updateWishesAuthMeNotifications({ body: change }));
/** In the order of the screen. */
export const WISHES = ["handed_over", "assigned", "mentioned", "tasks", "show_text"] as const;
