// Where keys lead on the board: from card to card, and a carried card from stage to stage.

export interface Shelf {
  stage: string;
  ids: string[];
}

/** The card next to one: up and down in its column, left and right to the nearest column that has cards. */
export function neighbour(shelves: readonly Shelf[], id: string, key: string): string | undefined {
  const at = shelves.findIndex(({ ids }) => ids.includes(id));
  const shelf = shelves[at];
  if (!shelf) return undefined;
  const place = shelf.ids.indexOf(id);
  switch (key) {
    case "ArrowUp":
      return shelf.ids[place - 1];
    case "ArrowDown":
      return shelf.ids[place + 1];
    case "Home":
      return shelf.ids[0];
    case "End":
      return shelf.ids.at(-1);
    case "ArrowLeft":
    case "ArrowRight": {
      const rest = key === "ArrowRight" ? shelves.slice(at + 1) : shelves.slice(0, at).reverse();
      const next = rest.find(({ ids }) => ids.length > 0);
      return next?.ids[Math.min(place, next.ids.length - 1)];
    }
    default:
      return undefined;
  }
}

/** The stage a carried card goes over to; the same at either end. */
export function steered(stages: readonly string[], over: string, key: string): string {
  const at = stages.indexOf(over);
  const goal =
    key === "ArrowRight" || key === "ArrowDown"
      ? at + 1
      : key === "ArrowLeft" || key === "ArrowUp"
        ? at - 1
        : key === "Home"
          ? 0
          : key === "End"
            ? stages.length - 1
            : at;
  return stages[Math.max(0, Math.min(stages.length - 1, goal))] ?? over;
}
