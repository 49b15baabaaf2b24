// What a second run has made otherwise, in the order a person asks: what would be said, what would be done, the rest.

import type { Explained } from "./explain";
import { object, text } from "./json";
import type { Difference, Replay } from "./queries";

export interface Compared {
  /** Whole texts, where they differ. */
  replies: { before: string | undefined; after: string | undefined }[];
  /** Buttons that went or came. */
  buttons: { before: string[]; after: string[] } | undefined;
  /** Names of effects that went or came; `changed`: the same effect with other values. */
  effects: { gone: string[]; come: string[]; changed: string[] };
  phase: { before: string; after: string } | undefined;
  /** It asks another question than then, so nobody knows how it would go on. */
  asks: { before: string | undefined; after: string | undefined } | undefined;
  /** Everything else, for experts. */
  rest: Difference[];
}

const indexOf = (path: string) => Number(/^\w+\[(\d+)\]/.exec(path)?.[1] ?? -1);

export function compare(told: Explained, replay: Replay): Compared {
  const { differences } = replay;
  const of = (start: string) => differences.filter(({ path }) => path.startsWith(start));
  const asked = of("calls[")[0];
  const isCut = asked !== undefined && replay.replies.length === 0;
  const replies: Compared["replies"] = [];
  if (!isCut && of("replies").some(({ path }) => !path.includes(".buttons"))) {
    const count = Math.max(told.replies.length, replay.replies.length);
    for (let at = 0; at < count; at += 1) {
      const [before, after] = [told.replies[at]?.text, replay.replies[at]];
      if (before !== after) replies.push({ before, after });
    }
  }
  const titles = of("replies").filter(({ path }) => path.endsWith(".title") || /\.buttons\[\d+\]$/.test(path));
  const title = (value: unknown) => text(value) ?? text(object(value).title);
  const buttons = {
    before: titles.flatMap(({ before }) => title(before) ?? []),
    after: titles.flatMap(({ after }) => title(after) ?? []),
  };
  const phase = of("phase")[0];
  const effects: Compared["effects"] = { gone: [], come: [], changed: [] };
  for (const { path, before, after } of of("effects")) {
    const [was, is] = [text(object(before).effect), text(object(after).effect)];
    if (/^effects\[\d+\]$/.test(path)) {
      if (was) effects.gone.push(was);
      if (is) effects.come.push(is);
    } else if (path.endsWith(".effect")) {
      if (text(before)) effects.gone.push(text(before) ?? "");
      if (text(after)) effects.come.push(text(after) ?? "");
    } else {
      const name = told.effects[indexOf(path)]?.name;
      if (name && !effects.changed.includes(name)) effects.changed.push(name);
    }
  }
  const known = /^(replies|phase$|calls\[)/;
  return {
    replies,
    buttons: buttons.before.length + buttons.after.length > 0 ? buttons : undefined,
    effects: { ...effects, changed: effects.changed.filter((name) => !effects.gone.includes(name)) },
    phase: phase ? { before: String(phase.before), after: String(phase.after) } : undefined,
    asks: asked && { before: text(object(asked.before).tool), after: text(object(asked.after).tool) },
    rest: differences.filter(({ path }) => !known.test(path) && !/^effects\[\d+\]$/.test(path)),
  };
}

/** A short value for a line of the list. */
export function short(value: unknown): string {
  if (value === null || value === undefined) return "—";
  const whole = typeof value === "string" ? value : JSON.stringify(value);
  return whole.length > 120 ? `${whole.slice(0, 120)}…` : whole;
}
