// The outbox and the drafts of the person at work, made once for each person and organization, and what keeps them going:
// the line coming back, other windows, a pause after the server was busy.

import { useSyncExternalStore } from "react";
import { Refusal } from "~/app/api";
import { live } from "~/app/live";
import { useMe } from "~/app/session";
import { outboxKey, ownerOf, unsent } from "~/app/unsent";
import { Drafts } from "./model/drafts";
import { Outbox, type OutboxItem, type Verdict } from "./model/outbox";
import { taken } from "./sync";
import { writeMessage } from "./wire";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

export interface Mailbox {
  outbox: Outbox;
  drafts: Drafts;
}
const boxes = new Map<string, Mailbox>();

/** Refusals that are no word about the message: it is tried again. */
const isPassing = (status: number) =>
  status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;

function open(owner: string): Mailbox {
  let pause = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = async (item: OutboxItem): Promise<Verdict> => {
    try {
      const files = item.files.map((file) => file.id);
      taken(
        await writeMessage(item.conversation, { id: item.id, text: item.text, ...(files.length > 0 && { files }) }),
        item.conversation,
      );
      pause = FIRST_PAUSE_MS;
      return { kind: "sent" };
    } catch (error) {
      if (error instanceof Refusal && !isPassing(error.status)) return { kind: "refused", code: error.code };
      clearTimeout(timer);
      timer = setTimeout(() => void box.outbox.flush(), pause);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      return { kind: "later" };
    }
  };
  const box: Mailbox = {
    outbox: new Outbox(localStorage, outboxKey(owner), send),
    drafts: new Drafts(localStorage, `samovar.drafts.${owner}`),
  };
  live.ready(() => {
    pause = FIRST_PAUSE_MS;
    void box.outbox.flush();
  });
  live.events((event) => {
    if (event.kind === "message.created") box.outbox.remove(event.subject_id);
  });
  window.addEventListener("online", () => void box.outbox.flush());
  window.addEventListener("storage", (event) => {
    if (event.key === outboxKey(owner)) box.outbox.reload();
    if (event.key === `samovar.drafts.${owner}`) box.drafts.reload();
  });
  const count = () => unsent.set(box.outbox.list().filter(({ state }) => state === "waiting").length);
  box.outbox.subscribe(count);
  count();
  void box.outbox.flush();
  return box;
}

/** Also called by the frame, for what was written before and lies there still, whatever screen is open. */
export function mailboxOf(owner: string): Mailbox {
  let box = boxes.get(owner);
  if (!box) {
    box = open(owner);
    boxes.set(owner, box);
  }
  return box;
}

export function useMailbox(): Mailbox {
  return mailboxOf(ownerOf(useMe()));
}

export function useOutbox(): OutboxItem[] {
  const { outbox } = useMailbox();
  return useSyncExternalStore(outbox.subscribe, outbox.list);
}

export function useDrafts(): Record<string, string> {
  const { drafts } = useMailbox();
  return useSyncExternalStore(drafts.subscribe, drafts.all);
}
