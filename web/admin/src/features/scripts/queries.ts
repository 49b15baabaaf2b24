// Scripts as the server has them, and the ways to change them.

import {
  createScripts,
  exportScripts,
  getScripts,
  importObjectionsScriptsObjectionsImport,
  importScripts,
  removeScripts,
  type ScriptBody,
  type ScriptFile,
  type ScriptView,
  type UpdateScript,
  updateScripts,
} from "@samovar/client";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { ask, Refusal } from "~/app/api";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { scriptsOfQuery } from "~/features/agents/around";

export type { ScriptBody, ScriptFile, ScriptView };

export const scriptsQuery = scriptsOfQuery;
export const scriptQuery = (id: string) =>
  queryOptions({ queryKey: ["scripts", "one", id], queryFn: () => ask(getScripts({ path: { id } })) });

const refresh = () => queryClient.invalidateQueries({ queryKey: ["scripts"] });
function keep(script: ScriptView): void {
  queryClient.setQueryData(scriptQuery(script.id).queryKey, script);
  queryClient.setQueryData(scriptsQuery.queryKey, (all) => all?.map((one) => (one.id === script.id ? script : one)));
  // The list as it is set here counts as fresh; whatever else has changed in it must still be asked for.
  void queryClient.invalidateQueries({ queryKey: scriptsQuery.queryKey });
  // What an agent lacks depends on its scripts.
  void queryClient.invalidateQueries({ queryKey: ["agents"] });
}

export function useScriptsLive(): void {
  useLive(["script."], () => void refresh());
}

export function useCreateScript() {
  return useMutation({
    mutationFn: (body: ScriptBody) => ask(createScripts({ body })),
    onSettled: refresh,
  });
}

export function useSaveScript() {
  return useMutation({
    mutationFn: ({ id, ...body }: UpdateScript & { id: string }) => ask(updateScripts({ path: { id }, body })),
    // A switch that waits for the server looks broken; a refusal puts it back.
    onMutate: ({ id, is_active: isActive }) => {
      if (typeof isActive !== "boolean") return;
      void queryClient.cancelQueries({ queryKey: scriptsQuery.queryKey });
      queryClient.setQueryData(scriptsQuery.queryKey, (all) =>
        all?.map((one) => (one.id === id ? { ...one, is_active: isActive } : one)),
      );
    },
    onSuccess: keep,
    onSettled: refresh,
  });
}

export function useRemoveScript() {
  return useMutation({ mutationFn: (id: string) => ask(removeScripts({ path: { id } })), onSettled: refresh });
}

export function useImportScript() {
  return useMutation({ mutationFn: (file: ScriptFile) => ask(importScripts({ body: file })), onSettled: refresh });
}

export const scriptFile = (id: string): Promise<ScriptFile> => ask(exportScripts({ path: { id } }));

export function useImportObjections(id: string) {
  return useMutation({
    mutationFn: ({ csv, way }: { csv: string; way: "merge" | "replace" }) =>
      ask(importObjectionsScriptsObjectionsImport({ path: { id }, body: { csv, way } })),
    onSuccess: keep,
  });
}

/** The table as bytes: a mark at its head tells spreadsheets that it is UTF-8. */
export async function objectionsTable(id: string): Promise<Blob> {
  const reply = await fetch(`/api/v1/scripts/${id}/objections/export`).catch(() => undefined);
  if (!reply?.ok) throw new Refusal(reply?.status ?? 0, {});
  return reply.blob();
}
