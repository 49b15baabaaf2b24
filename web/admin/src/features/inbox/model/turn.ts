// The record of a turn in the words of a person: what was heard, what was looked up, what was decided, what was done.
// The record is for machines and grows with the agent, so everything unknown in it is left out, never guessed.

import type { Turn } from "../wire";

type Json = Record<string, unknown>;
const object = (value: unknown): Json =>
  value && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const ids = (value: unknown): string[] => list(value).filter((id): id is string => typeof id === "string");

export interface Looked {
  tool: string;
  from: string | undefined;
  until: string | undefined;
  services: string[];
  found: number | undefined;
  failure: string | undefined;
}
export interface Explained {
  said: string[];
  intents: { name: string; percent: number }[];
  entities: { text: string; kind: string }[];
  looked: Looked[];
  /** Ids of services and other knowledge that stood in the answer. */
  knowledge: string[];
  services: string[];
  employee: string | undefined;
  branch: string | undefined;
  commands: { name: string; detail: string | undefined }[];
  effects: { name: string; detail: string | undefined }[];
  flow: string | undefined;
  need: string | undefined;
  refused: number;
  verdict: string;
  seconds: number;
}

export function explain(turn: Turn): Explained {
  const record = object(turn.record);
  const trace = object(record.trace);
  const heard = object(trace.heard);
  const slots = object(trace.slots);
  const pairs = list(heard.intents).map((pair) => list(pair));
  return {
    said: list(object(record.input).messages).flatMap((message) => text(object(message).text) ?? []),
    intents: pairs.flatMap(([name, score]) =>
      typeof name === "string" && typeof score === "number" ? [{ name, percent: Math.round(score * 100) }] : [],
    ),
    entities: list(heard.entities).flatMap((entity) => {
      const [words, kind] = [text(object(entity).text), text(object(object(entity).value).kind)];
      return words && kind ? [{ text: words, kind }] : [];
    }),
    looked: list(trace.calls).map(lookedUp),
    knowledge: list(trace.knowledge).map(String),
    services: ids(slots.services),
    employee: text(slots.employee),
    branch: text(slots.branch),
    commands: list(trace.commands).flatMap((command) => named(object(command), "command")),
    effects: list(record.effects).flatMap((effect) => named(object(effect), "effect")),
    flow: text(trace.flow) ?? text(object(trace.flow).kind),
    need: text(trace.need),
    refused: list(trace.refused).length,
    verdict: turn.verdict,
    seconds: turn.duration_us / 1_000_000,
  };
}

function lookedUp(entry: unknown): Looked {
  const call = object(object(entry).call);
  const query = object(call.query);
  const { found } = object(entry);
  return {
    tool: text(call.tool) ?? "unknown",
    from: text(query.from),
    until: text(query.until),
    services: ids(query.services),
    found: typeof found === "number" ? found : undefined,
    failure: text(found),
  };
}

const DETAILS = ["flow", "kind", "topic", "reason", "what", "question", "name", "status"];
function named(entry: Json, key: string): { name: string; detail: string | undefined }[] {
  const name = text(entry[key]);
  if (!name) return [];
  const detail = DETAILS.map((part) => text(entry[part])).find((value) => value !== undefined);
  return [{ name, detail }];
}
