// The record of a turn in the words of a person: who answered and why, what was heard, in which order an answer was looked
// for, what was asked of whom and how long it took. The record is for machines and grows with the agent, so everything
// unknown in it is left out, never guessed.

import { figure, ids, type Json, list, object, text } from "./json";
import { type Span, spansOf } from "./span";

export interface Turn {
  id: string;
  conversation_id: string;
  verdict: string;
  record: unknown;
  duration_us: number;
  created_at: string;
}

/** What a word of the customer was taken for. */
export interface Entity {
  text: string;
  kind: string;
  /** Rows of the catalog it names. */
  ids: string[];
  from?: string | undefined;
  until?: string | undefined;
}
/** A passage of the firm's documents. */
export interface Passage {
  title: string;
  heading: string;
  text: string;
  page: number | undefined;
  url: string | undefined;
  document: string | undefined;
  score: number | undefined;
  /** It stands in the answer. */
  isUsed: boolean;
}
export interface Tool {
  name: string;
  services: string[];
  employee: string | undefined;
  branch: string | undefined;
  from: string | undefined;
  until: string | undefined;
  query: string | undefined;
  found: number | undefined;
  failure: string | undefined;
  us: number | undefined;
  /** As it was asked and answered, for experts. */
  raw: { call: unknown; answer: unknown };
}
export interface Try {
  provider: string | undefined;
  model: string;
  ms: number;
  code: string | undefined;
  isCalled: boolean;
}
export interface Cut {
  sentence: string;
  claim: string;
  reason: string;
}
export interface ModelCall {
  /** `understanding`, `wording`. */
  purpose: string | undefined;
  provider: string | undefined;
  vendor: string | undefined;
  model: string | undefined;
  tries: Try[];
  input: number | undefined;
  cached: number | undefined;
  output: number | undefined;
  /** Millionths of the firm's currency. */
  cost: number | undefined;
  isEstimated: boolean;
  ms: number | undefined;
  /** Nobody answered; a code. */
  failure: string | undefined;
  /** Its words went to the customer. */
  isSaid: boolean | undefined;
  cuts: Cut[];
  /** Facts it left out, so its words were not used. */
  lost: string[];
  /** What it said that the catalog does not know. */
  problems: string[];
  raw: { call: unknown; answer: unknown };
}
export interface Named {
  name: string;
  detail: string | undefined;
  /** How surely, 0…1. */
  score: number | undefined;
}
/** Where an answer is looked for, in this order. */
export const LADDER = ["rule", "flow", "faq", "script", "knowledge", "model", "person"] as const;
export type Rung = (typeof LADDER)[number];
export interface Step {
  rung: Rung;
  /** `answered`: it stands in the answer; `tried`: found too little; `missed`: found nothing; `failed`; `unneeded`. */
  state: "answered" | "tried" | "missed" | "failed" | "unneeded";
  score?: number | undefined;
  /** What it was found by: an entry's id, a script's name. */
  detail?: string | undefined;
}
export interface Explained {
  said: { text: string; isButton: boolean; attachments: string[] }[];
  replies: { text: string; buttons: string[] }[];
  agent: { id: string; name: string; version: number; why: string | undefined; from: string | undefined } | undefined;
  intents: { name: string; percent: number }[];
  entities: Entity[];
  ladder: Step[];
  tools: Tool[];
  passages: Passage[];
  models: ModelCall[];
  /** Ids of services and other knowledge that stood in the answer. */
  knowledge: string[];
  commands: Named[];
  effects: Named[];
  flow: string | undefined;
  need: string | undefined;
  refused: number;
  reason: string | undefined;
  verdict: string;
  seconds: number;
  spans: Span[];
  cost: number;
  tokens: number;
  build: string | undefined;
  /** Made before records were whole, or invented for a demo. */
  isBare: boolean;
}

export function explain(turn: Turn): Explained {
  const record = object(turn.record);
  const trace = object(record.trace);
  const heard = object(trace.heard);
  const commands = list(trace.commands).flatMap((command) => named(object(command), "command"));
  const effects = list(record.effects).flatMap((effect) => named(object(effect), "effect"));
  const calls = callsOf(record, trace);
  const used = new Set(
    list(trace.commands)
      .map(object)
      .filter(({ command }) => command === "knowledge")
      .flatMap(({ passages }) => list(passages).map(Number)),
  );
  const cited = new Set(ids(trace.knowledge));
  const passages = calls
    .flatMap(({ answer }) => list(answer.passages))
    .map((one, at) => passage(one, used.has(at) || cited.has(text(object(one).chunk_id) ?? "")));
  const chunks = new Set(calls.flatMap(({ answer }) => list(answer.passages)).map((one) => object(one).chunk_id));
  const models = modelsOf(calls, trace);
  const tools = calls.filter(({ name }) => name !== "model").map(toolOf);
  const flow = text(trace.flow) ?? text(object(trace.flow).kind);
  const said = list(object(record.input).messages).map((message) => {
    const { text: words, button, attachments } = object(message);
    return { text: text(words) ?? "", isButton: text(button) !== undefined, attachments: ids(attachments) };
  });
  return {
    said: said.filter((one) => one.text !== "" || one.attachments.length > 0),
    replies: list(record.replies).map((reply) => ({
      text: text(object(reply).text) ?? "",
      buttons: list(object(reply).buttons).flatMap((button) => text(object(button).title) ?? []),
    })),
    agent: agentOf(object(trace.agent)),
    intents: list(heard.intents).flatMap((pair) => {
      const [name, score] = list(pair);
      return typeof name === "string" && typeof score === "number" ? [{ name, percent: Math.round(score * 100) }] : [];
    }),
    entities: list(heard.entities).flatMap(entityOf),
    ladder: ladderOf(commands, effects, tools, passages, models, flow),
    tools,
    passages,
    models,
    knowledge: [...new Set([...cited, ...ids(object(trace.slots).services)])].filter(
      (id) => isId(id) && !chunks.has(id),
    ),
    commands,
    effects,
    flow,
    need: text(trace.need),
    refused: list(trace.refused).length,
    reason: effects.find(({ name }) => name === "hand_over")?.detail,
    verdict: turn.verdict,
    seconds: turn.duration_us / 1_000_000,
    spans: spansOf(calls, turn.duration_us),
    cost: models.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    tokens: models.reduce((sum, { input, output }) => sum + (input ?? 0) + (output ?? 0), 0),
    build: text(record.build),
    isBare: Object.keys(trace).length === 0 && said.length === 0,
  };
}

const isId = (id: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id);

function agentOf(agent: Json): Explained["agent"] {
  const [id, name, version] = [text(agent.id), text(agent.name), figure(agent.version)];
  if (!id || !name) return undefined;
  return { id, name, version: version ?? 0, why: text(agent.why), from: text(agent.from) };
}

function entityOf(entity: unknown): Entity[] {
  const value = object(object(entity).value);
  const [words, kind] = [text(object(entity).text), text(value.kind)];
  if (!words || !kind) return [];
  return [{ text: words, kind, ids: ids(value.ids), from: text(value.start), until: text(value.end) }];
}

interface Call {
  name: string;
  call: Json;
  answer: Json;
  /** The trace's short form of the same. */
  found: unknown;
  us: number | undefined;
}
function callsOf(record: Json, trace: Json): Call[] {
  const took = list(trace.took);
  const short = list(trace.calls);
  const whole = list(record.calls);
  return (whole.length > 0 ? whole : short).map((entry, at) => {
    const [call, answer] = whole.length > 0 ? list(entry).map(object) : [object(object(entry).call), {}];
    return {
      name: text(call?.tool) ?? "unknown",
      call: call ?? {},
      answer: answer ?? {},
      found: object(short[at]).found,
      us: figure(took[at]),
    };
  });
}

function toolOf({ name, call, answer, found, us }: Call): Tool {
  const query = object(call.query);
  const rows = [answer.slots, answer.visits, answer.passages].find(Array.isArray);
  const shown = typeof found === "number" ? found : Array.isArray(found) ? found.length : undefined;
  return {
    name,
    services: ids(query.services),
    employee: text(query.employee_id),
    branch: text(query.branch_id),
    from: text(query.from),
    until: text(query.until),
    query: text(call.query),
    found: rows?.length ?? shown,
    failure: answer.kind === "failed" ? (text(answer.code) ?? "failed") : text(found),
    us,
    raw: { call, answer },
  };
}

function passage(entry: unknown, isUsed: boolean): Passage {
  const one = object(entry);
  return {
    title: text(one.title) ?? "",
    heading: text(one.heading) ?? "",
    text: text(one.text) ?? "",
    page: figure(one.page),
    url: text(one.url),
    document: text(one.document_id),
    score: figure(one.score),
    isUsed,
  };
}

/** What was asked of models, what it cost, and what became of it stand in three lists of the same order. */
function modelsOf(calls: Call[], trace: Json): ModelCall[] {
  const asked = list(trace.asked).map(object);
  const used = list(trace.model).map(object);
  return calls
    .filter(({ name }) => name === "model")
    .map(({ call, answer, us }, at) => {
      const [who, what] = [asked[at] ?? {}, used[at] ?? {}];
      const reply = object(answer.reply);
      const usage = { ...object(reply.usage), ...object(who.usage) };
      const tries = list(who.tries).map((entry) => {
        const one = object(entry);
        return {
          provider: text(one.provider_id),
          model: text(one.model) ?? "",
          ms: figure(one.ms) ?? 0,
          code: text(one.code),
          isCalled: one.is_called === true,
        };
      });
      const waited = tries.reduce((sum, { ms }) => sum + ms, 0);
      const isFailed = answer.kind === "failed";
      return {
        purpose: text(what.asked),
        provider: text(who.provider),
        vendor: text(who.vendor),
        model: text(who.model) ?? text(reply.model),
        tries,
        input: figure(usage.input),
        cached: figure(usage.cached),
        output: figure(usage.output),
        cost: figure(who.cost),
        isEstimated: who.is_estimated === true,
        ms: us === undefined ? (tries.length > 0 ? waited : undefined) : Math.round(us / 1000),
        failure: text(who.failed) ?? text(who.passed_over) ?? (isFailed ? text(answer.code) : undefined),
        isSaid: typeof what.said === "boolean" ? what.said : undefined,
        cuts: list(what.cut).map((entry) => {
          const cut = object(entry);
          return {
            sentence: text(cut.sentence) ?? "",
            claim: text(cut.claim) ?? "",
            reason: text(cut.reason) ?? "",
          };
        }),
        lost: ids(what.lost),
        problems: list(what.problems).map((problem) =>
          typeof problem === "string" ? problem : JSON.stringify(problem),
        ),
        raw: { call: call.request ?? call, answer },
      };
    });
}

const DETAILS = ["flow", "kind", "topic", "reason", "what", "question", "name", "status", "key", "script"];
function named(entry: Json, key: string): Named[] {
  const name = text(entry[key]);
  if (!name) return [];
  const detail = DETAILS.map((part) => text(entry[part])).find((value) => value !== undefined);
  return [{ name, detail, score: figure(entry.score) }];
}

const RULES = new Set(["answer", "chat", "unknown_service", "clarify", "confirm_visit", "late", "stale_button"]);
function ladderOf(
  commands: Named[],
  effects: Named[],
  tools: Tool[],
  passages: Passage[],
  models: ModelCall[],
  flow: string | undefined,
): Step[] {
  const has = (test: (name: string) => boolean) => commands.find(({ name }) => test(name));
  const faq = has((name) => name === "faq");
  const script = has((name) => /script|objection/.test(name));
  const isFlow = flow !== undefined || has((name) => name === "start_flow") !== undefined;
  const searches = tools.filter(({ name }) => name === "knowledge");
  const best = passages.reduce<number | undefined>(
    (top, { score }) => (score === undefined ? top : Math.max(top ?? 0, score)),
    undefined,
  );
  const knows = has((name) => name === "knowledge") !== undefined;
  const isHeard = models.some(({ failure, isSaid }) => failure === undefined && isSaid !== false);
  const state: Record<Rung, Omit<Step, "rung">> = {
    rule: { state: has((name) => RULES.has(name)) ? "answered" : "unneeded" },
    flow: { state: isFlow ? "answered" : "unneeded", detail: flow },
    faq: { state: faq ? "answered" : "unneeded", score: faq?.score, detail: faq?.detail },
    script: { state: script ? "answered" : "unneeded", detail: script?.detail },
    knowledge: {
      state: knows
        ? "answered"
        : searches.length === 0
          ? "unneeded"
          : searches.every(({ failure }) => failure !== undefined)
            ? "failed"
            : "tried",
      score: best,
    },
    model: {
      state:
        models.length === 0
          ? "unneeded"
          : isHeard
            ? "answered"
            : models.every(({ failure }) => failure)
              ? "failed"
              : "tried",
    },
    person: { state: effects.some(({ name }) => name === "hand_over") ? "answered" : "unneeded" },
  };
  // Whoever asks documents or a model has found nothing in what is looked at first.
  if (state.knowledge.state !== "unneeded" || state.model.state === "answered") {
    for (const rung of ["rule", "faq"] as const) {
      if (state[rung].state === "unneeded") state[rung].state = "missed";
    }
  }
  return LADDER.map((rung) => ({ rung, ...state[rung] }));
}
