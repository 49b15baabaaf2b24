// Who else looks at a conversation and who is writing in it. Signs fade by themselves: the one who sent them may be gone.

import { useEffect, useRef, useState } from "react";
import { live, type Presence } from "~/app/live";
import { useMe } from "~/app/session";
import { usePresence } from "~/app/use-live";

/** Typing is said anew every few seconds; viewing until it is taken back. */
const TYPING_MS = 7_000;
const SAY_EVERY_MS = 3_000;
const WRITING_MS = 20_000;

export interface Somebody {
  key: string;
  id: string;
  who: "person" | "contact";
  name: string;
  isTyping: boolean;
  until: number;
}

/** Pure: the people here after one more sign. */
export function withSign(people: Somebody[], sign: Presence, now: number): Somebody[] {
  const key = `${sign.who} ${sign.person_id ?? ""}`;
  const others = people.filter((somebody) => somebody.key !== key);
  const isGone = sign.state === "left" || (sign.state === "idle" && sign.who === "contact");
  if (isGone) return others.length === people.length ? people : others;
  const isTyping = sign.state === "typing";
  const before = people.find((somebody) => somebody.key === key);
  const next: Somebody = {
    key,
    id: sign.person_id ?? sign.conversation_id,
    who: sign.who,
    name: sign.name,
    isTyping,
    until: isTyping ? now + TYPING_MS : Number.POSITIVE_INFINITY,
  };
  if (before && before.isTyping === next.isTyping && before.until === next.until && before.name === next.name)
    return people;
  return [...others, next].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Pure: the people still here; who stopped typing still looks. */
export function faded(people: Somebody[], now: number): Somebody[] {
  if (people.every((somebody) => somebody.until > now)) return people;
  return people.flatMap((somebody) => {
    if (somebody.until > now) return [somebody];
    if (somebody.who === "contact") return [];
    return [{ ...somebody, isTyping: false, until: Number.POSITIVE_INFINITY }];
  });
}

export function usePeopleHere(conversation: string): Somebody[] {
  const me = useMe().person.id;
  const [people, setPeople] = useState<Somebody[]>([]);
  useEffect(() => {
    setPeople([]);
    const tell = () => live.say({ type: "viewing", conversation_id: document.hidden ? null : conversation });
    tell();
    const stop = live.ready(() => {
      setPeople([]);
      tell();
    });
    document.addEventListener("visibilitychange", tell);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", tell);
      live.say({ type: "viewing", conversation_id: null });
    };
  }, [conversation]);
  usePresence((sign) => {
    if (sign.conversation_id !== conversation || (sign.who === "person" && sign.person_id === me)) return;
    setPeople((known) => withSign(known, sign, Date.now()));
  });
  useEffect(() => {
    const soonest = Math.min(...people.map((somebody) => somebody.until));
    if (!Number.isFinite(soonest)) return;
    const timer = setTimeout(() => setPeople((known) => faded(known, Date.now())), Math.max(50, soonest - Date.now()));
    return () => clearTimeout(timer);
  }, [people]);
  return people;
}

/** The agent's answer as it is being written; empty when none is. It fades by itself, and the message takes its place. */
export function useWriting(conversation: string): string {
  const [text, setText] = useState("");
  useEffect(() => {
    let fade: ReturnType<typeof setTimeout> | undefined;
    const put = (now: string) => {
      clearTimeout(fade);
      setText(now);
      if (now) fade = setTimeout(() => setText(""), WRITING_MS);
    };
    put("");
    const stops = [
      live.frames((frame) => {
        if (frame.type === "writing" && frame.conversation_id === conversation) put(String(frame.text ?? ""));
      }),
      live.events((event) => {
        if (event.kind === "message.created" && event.conversation_id === conversation) put("");
      }),
    ];
    return () => {
      clearTimeout(fade);
      for (const stop of stops) stop();
    };
  }, [conversation]);
  return text;
}

/** Says that I write, not oftener than needed, and that I stopped. */
export function useTyping(conversation: string): (isOn: boolean) => void {
  const said = useRef(0);
  useEffect(
    () => () => {
      if (said.current > 0) live.say({ type: "typing", conversation_id: conversation, on: false });
      said.current = 0;
    },
    [conversation],
  );
  return (isOn) => {
    const now = Date.now();
    if (isOn && now - said.current > SAY_EVERY_MS) {
      said.current = now;
      live.say({ type: "typing", conversation_id: conversation, on: true });
    } else if (!isOn && said.current > 0) {
      said.current = 0;
      live.say({ type: "typing", conversation_id: conversation, on: false });
    }
  };
}
