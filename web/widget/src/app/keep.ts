// Small persistent strings. In a frame the host page keeps them (its storage is first-party); on our own page the
// browser does: localStorage, else sessionStorage, else memory only.

export interface Keep {
  get(name: string): string | null;
  read<T>(name: string): T | null;
  set(name: string, value: string | null): void;
  names(): string[];
}

/** Keeps a copy in memory and tells somebody about every change. */
export class MirroredKeep implements Keep {
  #kept: Map<string, string>;
  #changed: (name: string, value: string | null) => void;

  constructor(kept: Record<string, string>, changed: (name: string, value: string | null) => void) {
    this.#kept = new Map(Object.entries(kept));
    this.#changed = changed;
  }
  /** A value kept as JSON; null when there is none or it does not read. */
  read<T>(name: string): T | null {
    try {
      return JSON.parse(this.get(name) ?? "") as T;
    } catch {
      return null;
    }
  }

  get(name: string): string | null {
    return this.#kept.get(name) ?? null;
  }
  set(name: string, value: string | null): void {
    if (value === null) this.#kept.delete(name);
    else this.#kept.set(name, value);
    this.#changed(name, value);
  }
  names(): string[] {
    return [...this.#kept.keys()];
  }
}

/** The best storage that lets itself be written: private windows and sandboxes throw. */
export function bestStorage(): Storage | null {
  for (const name of ["localStorage", "sessionStorage"] as const) {
    try {
      const storage = window[name];
      storage.setItem("samovar:try", "1");
      storage.removeItem("samovar:try");
      return storage;
    } catch {
      // Blocked or full: try the next one.
    }
  }
  return null;
}

export function readAll(storage: Storage | null, prefix: string): Record<string, string> {
  const found: Record<string, string> = {};
  if (!storage) return found;
  try {
    for (let i = 0; i < storage.length; i += 1) {
      const name = storage.key(i);
      const value = name?.startsWith(prefix) ? storage.getItem(name) : null;
      if (name && value !== null) found[name.slice(prefix.length)] = value;
    }
  } catch {
    // A storage that fails in the middle is as good as an empty one.
  }
  return found;
}

export function write(storage: Storage | null, name: string, value: string | null): void {
  try {
    if (value === null) storage?.removeItem(name);
    else storage?.setItem(name, value);
  } catch {
    // Full or blocked: the value lives on in memory.
  }
}
