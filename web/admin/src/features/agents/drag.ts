// Where rows stand while one of them is carried: which place it is over, and how far each of the others gives way.

/** A row on the screen. */
export interface Slab {
  top: number;
  height: number;
}

/** The place a carried row is over: it takes a neighbour's once its edge has passed the neighbour's middle. */
export function placeUnder(slabs: readonly Slab[], from: number, shift: number): number {
  const held = slabs[from];
  if (!held) return from;
  const [top, bottom] = [held.top + shift, held.top + held.height + shift];
  let place = from;
  slabs.forEach(({ top: its, height }, index) => {
    const middle = its + height / 2;
    if (index > from && bottom > middle) place = Math.max(place, index);
    if (index < from && top < middle) place = Math.min(place, index);
  });
  return place;
}

/** How far each row moves when the one at `from` goes to `to`; its own way too. */
export function shifts(slabs: readonly Slab[], from: number, to: number): number[] {
  const held = slabs[from];
  const goal = slabs[to];
  if (!held || !goal) return slabs.map(() => 0);
  const isDown = to > from;
  const gap = (index: number) => {
    const [one, next] = [slabs[index], slabs[index + 1]];
    return one && next ? next.top - one.top - one.height : 0;
  };
  const room = held.height + gap(isDown ? from : from - 1);
  return slabs.map((_, index) => {
    if (index === from) return isDown ? goal.top + goal.height - held.top - held.height : goal.top - held.top;
    if (isDown && index > from && index <= to) return -room;
    if (!isDown && index >= to && index < from) return room;
    return 0;
  });
}

/** How fast the page rolls when a row is carried to its edge, in pixels of a frame. */
export function rolling(y: number, top: number, bottom: number): number {
  const EDGE = 56;
  const speed = (near: number) => Math.min(14, Math.max(0, near) / 4);
  return speed(y - (bottom - EDGE)) - speed(top + EDGE - y);
}
