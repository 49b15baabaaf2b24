// Conversations a person has marked unread to come back to; only their own browser knows.

type Store = Pick<Storage, "getItem" | "setItem">;
const MOST = 500;

export class Marks {
  private ids: ReadonlySet<string>;
  private readonly listeners = new Set<() => void>();
  private readonly store: Store;
  private readonly key: string;
  constructor(store: Store, key: string) {
    this.store = store;
    this.key = key;
    this.ids = this.read();
  }

  all = (): ReadonlySet<string> => this.ids;
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(id: string, isOn: boolean): void {
    if (this.ids.has(id) === isOn) return;
    const ids = new Set(this.read());
    if (isOn) ids.add(id);
    else ids.delete(id);
    this.ids = ids;
    try {
      this.store.setItem(this.key, JSON.stringify([...ids].slice(-MOST)));
    } catch {
      // Without storage the mark lives as long as the page.
    }
    for (const listener of this.listeners) listener();
  }

  private read(): Set<string> {
    try {
      const found: unknown = JSON.parse(this.store.getItem(this.key) ?? "[]");
      return new Set(Array.isArray(found) ? (found as string[]) : []);
    } catch {
      return new Set();
    }
  }
}
