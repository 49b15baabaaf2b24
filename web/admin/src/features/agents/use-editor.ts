// What is being written of one agent: the form, what of it is not saved, and how it goes on when a colleague has saved
// something else meanwhile. Changes of different fields are joined by themselves; only the same field asks.

import { type UseFormReturnType, useForm } from "@mantine/form";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { queryClient } from "~/app/query";
import { refusalText, showProblem } from "~/ui";
import { type AgentView, agentQuery, useSaveAgent } from "./queries";
import { changedPaths, changes, formPath, rebase, type Values, valuesOf, withoutGaps } from "./spec";

export type AgentForm = UseFormReturnType<Values>;

export interface Editor {
  form: AgentForm;
  isDirty: boolean;
  isSaving: boolean;
  /** Fields a colleague has changed to something else than I have. */
  clashes: string[];
  /** Mine stay as they are, or theirs come in. */
  settleClashes: (choice: "mine" | "theirs") => void;
  /** The agent as saved, or nothing when the server refused. */
  save: () => Promise<AgentView | undefined>;
  undo: () => void;
  /** The agent as I know it; for changes that are not of the form. */
  seen: string;
}

export function useEditor(agent: AgentView, onRefused: (field: string) => void): Editor {
  const { t } = useTranslation("app");
  const [base, setBase] = useState(() => ({ values: valuesOf(agent), at: agent.updated_at }));
  const [clashes, setClashes] = useState<string[]>([]);
  const latest = useRef(base);
  /** While one's own change is on its way, what comes in is its echo. */
  const isSending = useRef(false);
  const form = useForm<Values>({ initialValues: base.values });
  const store = useSaveAgent(agent.id);
  const begin = (next: AgentView, values: Values) => {
    latest.current = { values: valuesOf(next), at: next.updated_at };
    setBase(latest.current);
    form.setValues(values);
  };
  // Somebody else has saved, or it was published here: their state below, mine upon it.
  const join = (next: AgentView): string[] => {
    const merged = rebase(latest.current.values, form.getValues(), valuesOf(next));
    begin(next, merged.values);
    setClashes(merged.clashes);
    return merged.clashes;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a newer agent is news
  useEffect(() => {
    if (isSending.current) return;
    if (Date.parse(agent.updated_at) < Date.parse(latest.current.at)) return;
    if (agent.updated_at !== latest.current.at) join(agent);
  }, [agent.updated_at]);

  const send = async (): Promise<AgentView> => {
    const { values, at } = latest.current;
    const sent = withoutGaps(values, form.getValues());
    form.setValues(sent);
    const saved = await store.mutateAsync({ ...changes(values, sent), updated_at: at });
    begin(saved, rebase(sent, form.getValues(), valuesOf(saved)).values);
    return saved;
  };
  const refuse = (error: unknown) => {
    const field = error instanceof Refusal ? error.field : undefined;
    if (!(error instanceof Refusal) || !field || error.status !== 422) return showProblem(error);
    form.setFieldError(formPath(field), refusalText(t, error));
    onRefused(field);
    showProblem(refusalText(t, error));
  };
  const save = async (): Promise<AgentView | undefined> => {
    if (isSending.current) return undefined;
    isSending.current = true;
    try {
      return await sendOrJoin();
    } finally {
      isSending.current = false;
    }
  };
  const sendOrJoin = async (): Promise<AgentView | undefined> => {
    form.clearErrors();
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "agent_changed") {
        refuse(error);
        return undefined;
      }
    }
    try {
      const fresh = await queryClient.fetchQuery({ ...agentQuery(agent.id), staleTime: 0 });
      if (fresh.updated_at !== latest.current.at && join(fresh).length > 0) return undefined;
      return await send();
    } catch (error) {
      refuse(error);
      return undefined;
    }
  };
  return {
    form,
    isDirty: changedPaths(base.values, form.values).length > 0,
    isSaving: store.isPending,
    clashes,
    settleClashes: (choice) => {
      if (choice === "theirs") {
        for (const path of clashes) form.setFieldValue(path as never, pick(latest.current.values, path) as never);
      }
      setClashes([]);
    },
    save,
    undo: () => {
      form.setValues(latest.current.values);
      form.clearErrors();
      setClashes([]);
    },
    seen: base.at,
  };
}

function pick(values: Values, path: string): unknown {
  return path.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], values);
}
