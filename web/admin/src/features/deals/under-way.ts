// Moves the server has not answered yet: an answer to an older question must not throw a card back under somebody's eyes.

import { moved } from "./board-state";
import type { Board } from "./wire";

class UnderWay {
  private readonly moves = new Map<string, string>();

  begin(id: string, stage: string): void {
    this.moves.set(id, stage);
  }
  /** Only of the newest move of a deal. */
  end(id: string, stage: string): void {
    if (this.moves.get(id) === stage) this.moves.delete(id);
  }
  over(board: Board): Board {
    return [...this.moves].reduce((next, [id, stage]) => moved(next, id, stage), board);
  }
}

export const underWay = new UnderWay();
