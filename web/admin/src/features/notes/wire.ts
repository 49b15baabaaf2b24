// Notes of colleagues about a customer, as the server has them.

import { createContactsNotes, listContactsNotes, removeNotes, updateNotes } from "@samovar/client";
import { ask } from "~/app/api";

export interface NoteFile {
  id: string;
  name: string;
  mime: string;
  size: number;
}
export interface Note {
  id: string;
  contact_id: string;
  deal_id?: string | null;
  text: string;
  /** People, not members. */
  mentions: string[];
  files: NoteFile[];
  is_pinned: boolean;
  /** `member`, `agent`, `key` or `system`. */
  author: { kind: string; person_id?: string | null; name?: string | null };
  created_at: string;
  updated_at: string;
}
export interface NoteDraft {
  text: string;
  mentions: string[];
  files: string[];
}
interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export const listNotes = (contact: string, cursor?: string): Promise<Page<Note>> =>
  ask(listContactsNotes({ path: { id: contact }, query: { limit: 50, ...(cursor && { cursor }) } }));
export const createNote = (contact: string, body: NoteDraft & { deal_id?: string }): Promise<Note> =>
  ask(createContactsNotes({ path: { id: contact }, body }));
export const updateNote = (id: string, body: Partial<NoteDraft> & { is_pinned?: boolean }): Promise<Note> =>
  ask(updateNotes({ path: { id }, body }));
export const removeNote = (id: string): Promise<unknown> => ask(removeNotes({ path: { id } }));
