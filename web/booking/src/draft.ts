// What was typed and what is held, kept for this tab only, so that a reload loses nothing and a closed tab leaves nothing.

import type { Hold } from "./wire";

export interface Draft {
  /** Of the form as it is filled: sent twice, it is one visit. */
  id: string;
  name: string;
  phone: string;
  note: string;
  consent: boolean;
  hold: (Hold & { wish: string; until: number }) | null;
}

/** `randomUUID` is missing on pages without TLS. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const empty = (): Draft => ({ id: uuid(), name: "", phone: "", note: "", consent: false, hold: null });

export class Keep {
  readonly draft: Draft;
  constructor(private readonly key: string) {
    this.draft = empty();
    try {
      Object.assign(this.draft, JSON.parse(sessionStorage.getItem(key) ?? "{}"));
    } catch {
      // Storage may be closed or hold something else: then a reload forgets.
    }
  }
  save(): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.draft));
    } catch {
      // The same.
    }
  }
  /** The visit is made: the next form is another one, for the same person. */
  renew(): void {
    Object.assign(this.draft, { id: uuid(), note: "", hold: null });
    this.save();
  }
}
