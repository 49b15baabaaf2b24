// What can be chosen: the firm's accounts at vendors that read by meaning, models of the server itself, and names of models
// that are meant for it.

import type { ModelVendorView, ProviderView } from "@samovar/client";
import { LOCAL } from "./embedder";

export interface Offer {
  value: string;
  label: string;
  disabled: boolean;
}

/** Models each vendor has for it, the usual one first. */
const USUAL: Record<string, string[]> = {
  openai: ["text-embedding-3-small", "text-embedding-3-large"],
  gemini: ["gemini-embedding-001"],
  gigachat: ["Embeddings", "EmbeddingsGigaR"],
  yandexgpt: ["text-search-doc"],
};
const MEANT = /embed|text-search|\bbge\b|bge-|\be5\b|e5-|gte-|minilm/i;

/** Accounts whose vendor can do it; a paused one is shown but cannot be chosen. The server's own models stand first. */
export function offers(
  providers: readonly ProviderView[],
  vendors: readonly ModelVendorView[],
  folders: readonly string[],
  words: { local: string; paused: (name: string) => string },
): Offer[] {
  const able = new Set(vendors.filter(({ embeddings, name }) => embeddings && name !== LOCAL).map(({ name }) => name));
  const accounts = providers
    .filter(({ vendor }) => able.has(vendor))
    .map(({ id, name, is_paused: isPaused }) => ({
      value: id,
      label: isPaused ? words.paused(name) : name,
      disabled: isPaused,
    }));
  return folders.length > 0 ? [{ value: LOCAL, label: words.local, disabled: false }, ...accounts] : accounts;
}

/** Names to choose a model from: the vendor's usual ones, then what it lists and what looks like one of them. */
export function modelNames(vendor: string, listed: readonly string[]): string[] {
  return [...new Set([...(USUAL[vendor] ?? []), ...listed.filter((name) => MEANT.test(name))])];
}
