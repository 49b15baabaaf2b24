// The last questions tried out, on this device.

const MOST = 5;
type Box = Pick<Storage, "getItem" | "setItem">;

export class RecentQuestions {
  private readonly key: string;
  constructor(
    private readonly box: Box,
    whose: string,
  ) {
    this.key = `samovar.asked.${whose}`;
  }

  read(): string[] {
    try {
      const kept: unknown = JSON.parse(this.box.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === "string").slice(0, MOST) : [];
    } catch {
      return [];
    }
  }

  /** The newest first; the same question stands once. */
  add(question: string): string[] {
    const same = question.toLocaleLowerCase();
    const now = [question, ...this.read().filter((one) => one.toLocaleLowerCase() !== same)].slice(0, MOST);
    try {
      this.box.setItem(this.key, JSON.stringify(now));
    } catch {
      // A device without room forgets.
    }
    return now;
  }
}
