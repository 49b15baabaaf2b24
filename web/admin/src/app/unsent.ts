// How many messages of the person wait in this browser for the line: the inbox counts them, the frame around every screen tells.

let count = 0;
const listeners = new Set<() => void>();

export const unsent = {
  count: () => count,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  set(next: number): void {
    if (next === count) return;
    count = next;
    for (const listener of listeners) listener();
  },
};

/** Where they lie. `owner`: the organization and the person. */
export const outboxKey = (owner: string) => `samovar.outbox.${owner}`;
export const ownerOf = (me: { person: { id: string }; org?: { org_id: string } | null | undefined }) =>
  `${me.org?.org_id ?? ""}.${me.person.id}`;
