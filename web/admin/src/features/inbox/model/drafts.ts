// What is written and not sent, for each conversation. It survives a reload; the list shows it.

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;
/** More would fill the browser's storage; the oldest go first. */
const MOST = 200;

export type DraftKind = "reply" | "comment";

export class Drafts {
  private texts: Record<string, string>;
  private readonly listeners = new Set<() => void>();
  private readonly store: Store;
  private readonly key: string;

  constructor(store: Store, key: string) {
    this.store = store;
    this.key = key;
    this.texts = this.read();
  }

  all = (): Record<string, string> => this.texts;
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get(conversation: string, kind: DraftKind): string {
    return this.texts[`${kind}:${conversation}`] ?? "";
  }

  set(conversation: string, kind: DraftKind, text: string): void {
    const name = `${kind}:${conversation}`;
    if ((this.texts[name] ?? "") === text) return;
    const { [name]: _, ...rest } = this.read();
    const texts = text.trim() === "" ? rest : { ...rest, [name]: text };
    const names = Object.keys(texts);
    for (const old of names.slice(0, Math.max(0, names.length - MOST))) delete texts[old];
    this.texts = texts;
    try {
      this.store.setItem(this.key, JSON.stringify(texts));
    } catch {
      // A full storage: the draft lives in memory until the page is left.
    }
    this.tell();
  }

  reload(): void {
    this.texts = this.read();
    this.tell();
  }

  private read(): Record<string, string> {
    try {
      const found: unknown = JSON.parse(this.store.getItem(this.key) ?? "{}");
      return found && typeof found === "object" ? (found as Record<string, string>) : {};
    } catch {
      return {};
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
