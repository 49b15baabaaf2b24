// Whose models can be chosen to read by meaning: only of vendors that have them, never a paused account.

import type { ModelVendorView, ProviderView } from "@samovar/client";
import { expect, test } from "vitest";
import { modelNames, offers } from "~/features/knowledge/settings/offer";

const vendor = (name: string, embeddings: boolean) => ({ name, title: name, embeddings }) as ModelVendorView;
const provider = (id: string, of: string, isPaused = false) =>
  ({ id, vendor: of, name: `Счёт ${id}`, is_paused: isPaused }) as ProviderView;
const vendors = [vendor("openai", true), vendor("anthropic", false), vendor("local", true)];
const words = { local: "Здесь", paused: (name: string) => `${name} (пауза)` };

test("vendors without embeddings are not offered, paused accounts cannot be chosen", () => {
  const all = [provider("a", "openai"), provider("b", "anthropic"), provider("c", "openai", true)];
  expect(offers(all, vendors, [], words)).toEqual([
    { value: "a", label: "Счёт a", disabled: false },
    { value: "c", label: "Счёт c (пауза)", disabled: true },
  ]);
});

test("models of the server stand first and once, with or without an account of theirs", () => {
  const mine = offers([provider("a", "openai"), provider("l", "local")], vendors, ["e5-small"], words);
  expect(mine.map(({ value }) => value)).toEqual(["local", "a"]);
  expect(offers([], vendors, ["e5-small"], words)).toHaveLength(1);
  expect(offers([provider("l", "local")], vendors, [], words)).toEqual([]);
});

test("of a long list only what is meant for it, the usual one first", () => {
  const listed = ["gpt-5", "text-embedding-3-large", "whisper-1", "bge-m3", "multilingual-e5-base"];
  expect(modelNames("openai", listed)).toEqual([
    "text-embedding-3-small",
    "text-embedding-3-large",
    "bge-m3",
    "multilingual-e5-base",
  ]);
  expect(modelNames("somebody", ["chat"])).toEqual([]);
});
