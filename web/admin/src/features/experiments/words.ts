// What the figures of a comparison mean: which words tell it, how many talks are still missing, where the bars stand.

import { Refusal } from "~/app/api";
import {
  AGREEMENTS,
  type Agreement,
  type Beside,
  type Comparison,
  type Experiment,
  type Ratio,
  type Said,
} from "./queries";

/** None of nothing. */
export function rateOf({ hits, of }: Ratio): number | undefined {
  return of > 0 ? hits / of : undefined;
}

/** Nobody needs "another 687": 690. */
export function roughly(count: number): number {
  const step = count <= 20 ? 1 : count <= 100 ? 5 : count <= 1_000 ? 10 : 100;
  return Math.ceil(count / step) * step;
}

/** Too small a difference to wait for. */
const TOO_MANY = 20_000;

/** Ended talks each version still lacks before such a difference could be told; undefined where nobody can say. */
export function missing({ control, variant, needed, standing }: Comparison): number | undefined {
  if (standing !== "too_few" && standing !== "even") return undefined;
  const has = Math.min(control.of, variant.of);
  const pooled = (control.hits + variant.hits) / (control.of + variant.of);
  // Five of the rarer outcome on either side: less is chance whatever it looks like.
  const least = standing === "too_few" ? Math.ceil(5 / Math.min(pooled, 1 - pooled)) : 0;
  const wanted = Math.max(needed ?? 0, Number.isFinite(least) ? least : 0) - has;
  if (wanted <= 0 || (standing === "even" && needed === undefined)) return undefined;
  return wanted > TOO_MANY ? undefined : roughly(wanted);
}

export type Told = { key: "better" | "worse" | "even" | "even_more" | "early" | "early_more"; count?: number };

/** The words of one row. */
export function told(comparison: Comparison): Told {
  const { standing } = comparison;
  if (standing === "better" || standing === "worse") return { key: standing };
  const key = standing === "even" ? "even" : "early";
  const count = missing(comparison);
  return count === undefined ? { key } : { key: `${key}_more`, count };
}

type Measure = Comparison["measure"];
export type Verdict = "better" | "worse" | "mixed" | "even" | "early";

/** The whole in one word, and the measures it stands on. */
export function verdict(rows: Comparison[]): { verdict: Verdict; better: Measure[]; worse: Measure[] } {
  const of = (standing: Comparison["standing"]) =>
    rows.filter((row) => row.standing === standing).map((r) => r.measure);
  const [better, worse] = [of("better"), of("worse")];
  const whole =
    better.length > 0 && worse.length > 0
      ? "mixed"
      : worse.length > 0
        ? "worse"
        : better.length > 0
          ? "better"
          : of("even").length > 0
            ? "even"
            : "early";
  return { verdict: whole, better, worse };
}

/** Where a bar begins, how wide it is and where its middle mark stands, in percent of its track. */
export function barOf(ratio: Ratio): { from: number; width: number; at: number } | undefined {
  const rate = rateOf(ratio);
  if (rate === undefined || ratio.low === undefined || ratio.high === undefined) return undefined;
  const clamp = (share: number) => Math.min(100, Math.max(0, share * 100));
  const from = clamp(ratio.low);
  // Even a certain share must be seen.
  const width = Math.max(1, clamp(ratio.high) - from);
  return { from: Math.min(from, 100 - width), width, at: clamp(rate) };
}

/** Shares of a stacked bar that add up to 100, whatever is rounded; what happened at all is at least one percent. */
export function stackOf(beside: Beside): { agreement: Agreement; count: number; percent: number }[] {
  const parts = AGREEMENTS.map((agreement) => ({ agreement, count: beside[agreement] })).filter(
    ({ count }) => count > 0,
  );
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const rounded = parts.map((part) => ({ ...part, percent: Math.max(1, Math.round((part.count / total) * 100)) }));
  const excess = rounded.reduce((sum, { percent }) => sum + percent, 0) - 100;
  const largest = rounded.reduce((best, part) => (part.count > best.count ? part : best), rounded[0] ?? { count: 0 });
  return rounded.map((part) => (part === largest ? { ...part, percent: part.percent - excess } : part));
}

/** The words of a side; nothing where there was no answer. */
export function textOf(said: Said | undefined): string {
  return (said?.replies ?? [])
    .map(({ text }) => text)
    .filter(Boolean)
    .join("\n");
}

/** What could be pressed under the words. */
export function buttonsOf(said: Said | undefined): string[] {
  return (said?.replies ?? []).flatMap(({ buttons = [] }) => buttons.map(({ title }) => title));
}

/** Deeds a customer would notice, each once. */
const DEEDS = ["book", "move", "cancel", "set_status", "hand_over", "move_stage"];
export function deedsOf(said: Said | undefined): string[] {
  const names = (said?.effects ?? []).map(({ effect }) => effect);
  return DEEDS.filter((deed) => names.includes(deed));
}

/** What runs stands first, then what began last. */
export function ordered(all: Experiment[]): Experiment[] {
  const rank = ({ status }: Experiment) => (status === "running" ? 0 : 1);
  return all.toSorted((a, b) => rank(a) - rank(b) || b.started_at.localeCompare(a.started_at));
}

/** Refusals that mean something else here than in the editor. */
const OWN = ["experiment_running", "experiment_ended", "agent_unchanged", "agent_unpublished"] as const;
export type OwnRefusal = (typeof OWN)[number];
export function ownRefusal(error: unknown): OwnRefusal | undefined {
  return error instanceof Refusal ? OWN.find((code) => code === error.code) : undefined;
}
