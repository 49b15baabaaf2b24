// From the socket into the caches: each event changes the rows and threads it is about, and nothing is asked for that the
// event already tells. Holes after a broken line are filled from the last known message.

import { type LiveEvent, live } from "~/app/live";
import { queryClient } from "~/app/query";
import { countSoon } from "./counts";
import { withMessage } from "./model/list";
import { deliver, hole, lastSeq, merge, prepend, startThread, type Thread, type Way } from "./model/thread";
import { commentsKey, isMoving, knownRow, meNow, putRow, refreshSoon, teamQuery, threadKey, touch } from "./queries";
import {
  type Comment,
  type Conversation,
  FAR_PAGE,
  farMessages,
  type Message,
  messagesAfter,
  newestMessages,
  PAGE,
} from "./wire";

/** The conversation on the screen of a focused window: what comes there is read. */
let watched: string | undefined;
export function watch(id: string | undefined): void {
  watched = id;
}

let isOn = false;
/** Listens from the first look into the inbox on, also while another screen is shown. */
export function startSync(): void {
  if (isOn) return;
  isOn = true;
  live.events(hear);
  live.ready(catchUpAll);
  live.frames((frame) => {
    if (frame.type === "read") readElsewhere(String(frame.conversation_id), Number(frame.seq));
  });
}

const thread = (id: string) => queryClient.getQueryData<Thread>(threadKey(id));

function hear(event: LiveEvent): void {
  const { kind, payload } = event;
  const id = event.conversation_id ?? (kind.startsWith("conversation.") ? event.subject_id : undefined);
  if (kind === "contact.updated" || kind.startsWith("booking.")) {
    hearOther(event);
    return;
  }
  if (!id) return;
  if (kind === "conversation.typing" || kind === "conversation.context" || kind === "conversation.left") return;
  touch(id);
  if (kind === "message.created" || kind === "message.edited")
    taken(payload.message as Message, id, payload.conversation);
  else if (kind === "message.delivery") delivered(id, payload.message_id as string, payload);
  else if (kind.startsWith("comment.")) commented(id, kind, payload, event.subject_id);
  else changed(id, payload);
}

type Change = Partial<Conversation> & { inbound_seq?: number };

/** A message from an event or from the answer to our own sending. */
export function taken(message: Message, id: string, change?: Change): void {
  const known = thread(id);
  if (known) {
    const next = merge(known, [message]);
    queryClient.setQueryData(threadKey(id), next);
    if (hole(next) !== undefined) void catchUp(id);
  }
  meet(message.person_id);
  const row = knownRow(id);
  if (!row) {
    refreshSoon(id);
    return;
  }
  const isEdit = row.last_message?.seq === message.seq && row.last_message.text !== message.text;
  if (isEdit && row.last_message) {
    putRow({ ...row, last_message: { ...row.last_message, text: message.text } });
    return;
  }
  const isRead = watched === id && document.hasFocus();
  putRow(patched(withMessage(row, message, isRead), change));
}

/** Somebody who has joined the firm since the team was asked for. */
function meet(person: string | null | undefined): void {
  const { queryKey } = teamQuery;
  const team = queryClient.getQueryData(queryKey);
  if (person && team && !team.some((mate) => mate.person_id === person))
    void queryClient.invalidateQueries({ queryKey });
}

/** What the event tells of the conversation itself; an older word than ours is not taken. */
function patched(row: Conversation, change: Change | undefined): Conversation {
  if (!change?.updated_at) return row;
  if (Date.parse(change.updated_at) < Date.parse(row.updated_at)) return row;
  const { inbound_seq: _, ...rest } = change;
  return { ...row, ...rest, last_seq: Math.max(row.last_seq, change.last_seq ?? 0) };
}

function changed(id: string, payload: { conversation?: Change }): void {
  const row = knownRow(id);
  // The event of the move before must not undo the one that is on its way.
  if (!row || !payload.conversation || isMoving(id)) {
    refreshSoon(id);
    return;
  }
  putRow(patched(row, payload.conversation));
  if ((payload.conversation.last_seq ?? 0) > (row.last_message?.seq ?? 0)) refreshSoon(id);
}

function delivered(id: string, message: string, payload: Way & { seq?: number }): void {
  const { delivery, send_id, error, reason } = payload;
  const known = thread(id);
  if (known) queryClient.setQueryData(threadKey(id), deliver(known, message, { delivery, send_id, error, reason }));
  const row = knownRow(id);
  const seq = payload.seq ?? known?.messages.find((item) => item.id === message)?.seq;
  if (row?.last_message && row.last_message.seq === seq && row.last_message.delivery !== delivery) {
    putRow({ ...row, last_message: { ...row.last_message, delivery } });
  }
}

function commented(id: string, kind: string, payload: { comment?: Comment }, subject: string): void {
  const known = queryClient.getQueryData<Comment[]>(commentsKey(id));
  if (!known) return;
  const others = known.filter((comment) => comment.id !== (payload.comment?.id ?? subject));
  if (kind === "comment.removed") queryClient.setQueryData(commentsKey(id), others);
  else if (payload.comment) queryClient.setQueryData(commentsKey(id), [...others, payload.comment]);
  else void queryClient.invalidateQueries({ queryKey: commentsKey(id) });
}

function hearOther(event: LiveEvent): void {
  const contact = (event.payload?.contact_id as string | undefined) ?? event.payload?.booking?.contact_id;
  if (event.kind === "contact.updated") {
    void queryClient.invalidateQueries({ queryKey: ["inbox", "contact", contact ?? event.subject_id] });
    for (const row of rowsOf(contact ?? event.subject_id)) refreshSoon(row.id);
  } else void queryClient.invalidateQueries({ queryKey: ["inbox", "visits", ...(contact ? [contact] : [])] });
}

function rowsOf(contact: string): Conversation[] {
  return queryClient
    .getQueriesData<Conversation>({ queryKey: ["conversations", "one"] })
    .flatMap(([, row]) => (row?.contact_id === contact ? [row] : []));
}

/** Also the echo of this window's own reading. A mark before the last message leaves something unread: the server counts. */
function readElsewhere(id: string, seq: number): void {
  const row = knownRow(id);
  if (row && seq < row.last_seq) refreshSoon(id);
  else if (row && row.unread > 0) putRow({ ...row, unread: 0 });
  countSoon();
}

/** More messages than this were missed: beginning anew is quicker. */
const FAR = 400;
const filling = new Set<string>();

/** Fetches what stands after the last message before a hole, or after the end. */
export async function catchUp(id: string): Promise<void> {
  if (filling.has(id)) return;
  filling.add(id);
  try {
    for (let round = 0; round < FAR / 100; round += 1) {
      const known = thread(id);
      if (!known) return;
      const fresh = await messagesAfter(id, hole(known) ?? lastSeq(known));
      const now = thread(id);
      if (!now) return;
      const next = merge(now, fresh);
      if (next !== now) queryClient.setQueryData(threadKey(id), next);
      if (fresh.length < 100 && hole(next) === undefined) return;
      if (fresh.length === 0) return;
    }
    queryClient.setQueryData(threadKey(id), startThread(await newestMessages(id), PAGE));
  } catch {
    // The line is down again: the next `ready` tries once more.
  } finally {
    filling.delete(id);
  }
}

/** Pages on the way to a message of long ago. */
const WAY = 50;

/** Loads what stands between the first message that is here and an earlier one. */
export async function reach(id: string, seq: number): Promise<void> {
  for (let round = 0; round < WAY; round += 1) {
    const known = thread(id);
    const first = known?.messages[0]?.seq;
    if (!known || first === undefined || first <= seq || !known.hasOlder) return;
    const older = await farMessages(id, first);
    queryClient.setQueryData<Thread>(threadKey(id), (now) => now && prepend(now, older, FAR_PAGE));
    if (older.length === 0) return;
  }
}

function catchUpAll(): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: ["conversations", "thread"], type: "active" })) {
    void catchUp(query.queryKey[2] as string);
  }
}

export { meNow };
