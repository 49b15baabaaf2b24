// The first steps as the server sees them in the data, and the packs one may begin with.

import { getOnboarding, installPacks, packs, updateOnboarding } from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";

export type StepId =
  | "firm"
  | "pack"
  | "hours"
  | "service"
  | "employee"
  | "channel"
  | "agent"
  | "knowledge"
  | "test"
  | "done";
export interface Step {
  id: StepId;
  state: "done" | "current" | "open" | "skipped";
}
export interface Onboarding {
  steps: Step[];
  finished_at?: string;
}
export interface Pack {
  name: string;
  title: Record<"ru" | "en", string>;
  description: Record<"ru" | "en", string>;
  branches: number;
  services: number;
  employees: number;
  answers: Record<string, number>;
  has_demo: boolean;
}

export const onboardingQuery = queryOptions({
  queryKey: ["onboarding"],
  queryFn: async () => (await ask(getOnboarding())) as Onboarding,
  staleTime: 5_000,
});
export const packsQuery = queryOptions({
  queryKey: ["packs"],
  queryFn: async () => (await ask(packs())).items as Pack[],
  staleTime: Number.POSITIVE_INFINITY,
});

const keep = (steps: Onboarding) => queryClient.setQueryData(["onboarding"], steps);

export function useChangeSteps() {
  return useMutation({
    mutationFn: async (body: { skip: StepId } | { restore: StepId } | { finish: true }) =>
      (await ask(updateOnboarding({ body }))) as Onboarding,
    onSuccess: keep,
  });
}

export function useInstallPack() {
  return useMutation({
    mutationFn: async ({ name, with_demo }: { name: string; with_demo: boolean }) =>
      (await ask(installPacks({ path: { name }, body: { with_demo } }))) as Onboarding,
    onSuccess: async (steps) => {
      keep(steps);
      // The pack brings services, people, branches: whatever was asked before is old.
      await queryClient.invalidateQueries({
        predicate: ({ queryKey }) => !["me", "onboarding", "packs"].includes(String(queryKey[0])),
      });
    },
  });
}
