// Notes in the cache, and the socket that tells of new ones.

import { type InfiniteData, infiniteQueryOptions } from "@tanstack/react-query";
import { queryClient } from "~/app/query";
import { useLive } from "~/app/use-live";
import { createNote, listNotes, type Note, type NoteDraft, removeNote, updateNote } from "./wire";

type Pages = InfiniteData<Awaited<ReturnType<typeof listNotes>>, string | undefined>;
const keyOf = (contact: string) => ["notes", contact] as const;

export const notesQuery = (contact: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(contact),
    queryFn: ({ pageParam }) => listNotes(contact, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

const again = (contact: string) => queryClient.invalidateQueries({ queryKey: keyOf(contact) });

function patch(contact: string, id: string, change: (note: Note) => Note | undefined): () => void {
  const before = queryClient.getQueryData<Pages>(keyOf(contact));
  if (before)
    queryClient.setQueryData<Pages>(keyOf(contact), {
      ...before,
      pages: before.pages.map((page) => ({
        ...page,
        items: page.items.flatMap((note) => (note.id === id ? (change(note) ?? []) : note)),
      })),
    });
  return () => queryClient.setQueryData(keyOf(contact), before);
}

export async function writeNote(contact: string, body: NoteDraft & { deal_id?: string }): Promise<void> {
  await createNote(contact, body);
  await again(contact);
}
export async function changeNote(note: Note, body: NoteDraft): Promise<void> {
  const after = await updateNote(note.id, body);
  patch(note.contact_id, note.id, () => after);
}
/** At once; taken back and thrown when refused. */
export async function pinNote(note: Note, isPinned: boolean): Promise<void> {
  const undo = patch(note.contact_id, note.id, (known) => ({ ...known, is_pinned: isPinned }));
  try {
    await updateNote(note.id, { is_pinned: isPinned });
  } catch (error) {
    undo();
    throw error;
  }
  await again(note.contact_id);
}
export async function dropNote(note: Note): Promise<void> {
  await removeNote(note.id);
  patch(note.contact_id, note.id, () => undefined);
}

/** What colleagues write shows at once. */
export function useNotesLive(contact: string): void {
  useLive(["note."], ({ payload }) => {
    const { note, contact_id: gone } = payload as { note?: { contact_id?: string }; contact_id?: string };
    const whose = note?.contact_id ?? gone;
    if (whose !== undefined && whose !== contact) return;
    void again(contact);
    void queryClient.invalidateQueries({ queryKey: ["contacts", "story", contact] });
  });
}
