// The firm as its settings change it. Only what was changed is sent, so two people at two forms do not undo each other.

import { type OrgView, type Settings, type UpdateOrg, updateOrg } from "@samovar/client";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { firmQuery } from "~/app/firm";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { showDone } from "~/ui";

export type AgentMode = NonNullable<Settings["mode"]>;
export type FirmSettings = Settings;

export interface FirmPatch extends Omit<UpdateOrg, "settings"> {
  settings?: Partial<FirmSettings>;
}

export function useSaveFirm() {
  const { t } = useTranslation("app");
  return useMutation({
    mutationFn: (patch: FirmPatch): Promise<OrgView> => ask(updateOrg({ body: patch as UpdateOrg })),
    onSuccess: (org) => {
      queryClient.setQueryData(firmQuery.queryKey, org);
      void queryClient.invalidateQueries({ queryKey: ["me"] });
      showDone(t("saved"));
    },
  });
}

/** Another person's change shows up at once. */
export function useFirmLive(): void {
  useLive(["org."], () => void queryClient.invalidateQueries({ queryKey: firmQuery.queryKey }));
}

/** The fields that differ from what is saved. */
export function changed<Values extends Record<string, unknown>>(before: Values, after: Values): Partial<Values> {
  const keys = Object.keys(after) as (keyof Values)[];
  const isSame = (left: unknown, right: unknown) => JSON.stringify(left ?? null) === JSON.stringify(right ?? null);
  return Object.fromEntries(
    keys.filter((key) => !isSame(before[key], after[key])).map((key) => [key, after[key]]),
  ) as Partial<Values>;
}
