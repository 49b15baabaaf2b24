// Canned replies as the server has them.

import {
  type CannedReplyView,
  createCannedReplies,
  listCannedReplies,
  removeCannedReplies,
  renderCannedReplies,
  updateCannedReplies,
} from "@samovar/client";
import { ask } from "~/app/api";

export type CannedReply = CannedReplyView;
type Lang = NonNullable<CannedReply["lang"]>;
export interface CannedDraft {
  shortcut: string;
  title: string;
  text: string;
  lang: Lang | null;
}

export const listCanned = (): Promise<{ items: CannedReply[] }> => ask(listCannedReplies());
export const createCanned = (body: CannedDraft): Promise<CannedReply> => ask(createCannedReplies({ body }));
export const updateCanned = (id: string, body: CannedDraft): Promise<CannedReply> =>
  ask(updateCannedReplies({ path: { id }, body }));
export const removeCanned = (id: string): Promise<unknown> => ask(removeCannedReplies({ path: { id } }));
/** The text for a conversation; what nobody knows stays as `{{contact.name}}`. */
export const renderCanned = (id: string, conversation: string): Promise<{ text: string; missing: string[] }> =>
  ask(renderCannedReplies({ path: { id }, body: { conversation_id: conversation } }));
