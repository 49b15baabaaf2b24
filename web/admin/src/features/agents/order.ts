// The order in which agents are asked: moving one gives new positions to as few of them as possible.

export interface Placed {
  id: string;
  position: number;
}

const STEP = 10;

/** The list with one entry moved. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, one);
  return next;
}

/** New positions, so that the list reads in this order: only of those that must change. */
export function positions(list: readonly Placed[]): Placed[] {
  const kept = rising(list.map(({ position }) => position));
  const out: Placed[] = [];
  let last = Number.NEGATIVE_INFINITY;
  list.forEach(({ id, position }, index) => {
    if (kept.has(index) && position > last) {
      last = position;
      return;
    }
    const next = list.findIndex((one, later) => later > index && kept.has(later) && one.position > last);
    const upper = next < 0 ? Number.POSITIVE_INFINITY : (list[next]?.position ?? Number.POSITIVE_INFINITY);
    last = between(last, upper);
    out.push({ id, position: last });
  });
  // No room between two neighbours: everybody anew.
  const seen = list.map(({ id, position }) => out.find((one) => one.id === id)?.position ?? position);
  const isRising = seen.every((position, index) => index === 0 || position > (seen[index - 1] ?? 0));
  if (isRising) return out;
  const fresh = list.map(({ id }, index) => ({ id, position: (index + 1) * STEP }));
  return fresh.filter(({ id, position }) => list.find((one) => one.id === id)?.position !== position);
}

function between(low: number, high: number): number {
  if (low === Number.NEGATIVE_INFINITY) return high === Number.POSITIVE_INFINITY ? STEP : high - STEP;
  return high === Number.POSITIVE_INFINITY ? low + STEP : Math.floor((low + high) / 2);
}

/** Places of one longest run that rises already: these need no new position. */
function rising(numbers: readonly number[]): Set<number> {
  const length = numbers.map(() => 1);
  const previous = numbers.map(() => -1);
  let best = -1;
  numbers.forEach((number, index) => {
    for (let before = 0; before < index; before += 1) {
      if ((numbers[before] ?? 0) < number && (length[before] ?? 0) + 1 > (length[index] ?? 0)) {
        length[index] = (length[before] ?? 0) + 1;
        previous[index] = before;
      }
    }
    if (best < 0 || (length[index] ?? 0) > (length[best] ?? 0)) best = index;
  });
  const kept = new Set<number>();
  for (let index = best; index >= 0; index = previous[index] ?? -1) kept.add(index);
  return kept;
}
