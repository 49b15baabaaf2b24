// The figures of the report: bars beside each other, conversions, and how they differ from the period before.

import type { Funnel, FunnelStage } from "../wire";

export interface Bar {
  stage: FunnelStage;
  /** 0..1 of the widest. */
  width: number;
  /** Percent of those who came to the stage and went on; none where nobody came. */
  conversion: number | undefined;
  /** Points more or less than in the period before. */
  change: number | undefined;
}

const percent = (part: number) => Math.round(part * 100);

export function barsOf(now: Funnel, before: Funnel | undefined): Bar[] {
  const most = Math.max(1, ...now.stages.map(({ entered }) => entered));
  return now.stages.map((stage) => {
    const old = before?.stages.find(({ key }) => key === stage.key);
    const conversion = stage.entered > 0 ? percent(stage.conversion) : undefined;
    const change =
      conversion !== undefined && old && old.entered > 0 ? conversion - percent(old.conversion) : undefined;
    return { stage, width: stage.entered / most, conversion, change };
  });
}

/** Won of all that were closed, in percent. */
export function winRate({ won, lost }: Funnel): number | undefined {
  const closed = won.count + lost.count;
  return closed > 0 ? percent(won.count / closed) : undefined;
}

export const isEmpty = (funnel: Funnel): boolean =>
  funnel.won.count === 0 &&
  funnel.lost.count === 0 &&
  funnel.stages.every(({ entered, now }) => entered === 0 && now === 0);
