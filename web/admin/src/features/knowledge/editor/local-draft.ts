// What is being written, kept on this device until it is saved: a closed lid or a lost line costs nothing.

export interface Draft {
  title: string;
  body: string;
  category: string | undefined;
  lang: string | undefined;
  /** When it was kept, in ms. */
  at: number;
}

/** Older ones are nobody's any more. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

type Box = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** `whose`: the firm and the person; `what`: the document, or a word for a new one. */
export class LocalDraft {
  private readonly key: string;
  constructor(
    private readonly box: Box,
    whose: string,
    what: string,
  ) {
    this.key = `samovar.article.${whose}.${what}`;
  }

  read(now = Date.now()): Draft | undefined {
    try {
      const kept = JSON.parse(this.box.getItem(this.key) ?? "null") as Draft | null;
      const isDraft =
        kept && typeof kept.body === "string" && typeof kept.title === "string" && kept.at > now - KEPT_MS;
      return isDraft ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  /** False when the device has no room. */
  keep(draft: Draft): boolean {
    try {
      this.box.setItem(this.key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  forget(): void {
    try {
      this.box.removeItem(this.key);
    } catch {
      // Nothing was kept there either.
    }
  }
}
