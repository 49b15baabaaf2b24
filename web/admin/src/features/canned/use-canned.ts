// Canned replies where one writes: the list while a word is typed after a slash, the chosen text in its place, and the
// places in it that wait for a person.

import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { showProblem } from "~/ui";
import { cannedQuery } from "./queries";
import { type Hole, holesIn, keyOf, matching, slashAt, VARIABLES, withHoles } from "./slash";
import { type CannedReply, renderCanned } from "./wire";

interface Writing {
  conversation: string;
  lang: string;
  isOn: boolean;
  text: string;
  caret: number;
  setText: (change: (text: string) => string) => void;
  setCaret: (caret: number) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

export interface Canned {
  /** Open, even if nothing was found. */
  isOpen: boolean;
  /** The firm has none at all. */
  isEmpty: boolean;
  options: CannedReply[];
  active: number;
  holes: Hole[];
  choose: (reply: CannedReply) => void;
  /** True when the key was for the list. */
  onKey: (event: KeyboardEvent) => boolean;
  /** Opens the list by hand. */
  open: () => void;
  fill: (hole: Hole) => void;
}

export function useCanned(writing: Writing): Canned {
  const { conversation, lang, isOn, text, caret, setText, setCaret, field } = writing;
  const { t } = useTranslation("inbox");
  const [left, setLeft] = useState<number>();
  const [place, setPlace] = useState({ query: "", index: 0 });
  const slash = isOn ? slashAt(text, caret) : undefined;
  // What was left at a place says nothing of the next slash there.
  if (!slash && left !== undefined) setLeft(undefined);
  const isAsked = slash !== undefined && left !== slash.from;
  const { data } = useQuery({ ...cannedQuery, enabled: isAsked });
  const query = slash?.query ?? "";
  const options = isAsked && data ? matching(data, query, lang) : [];
  const active = place.query === query ? Math.min(place.index, Math.max(0, options.length - 1)) : 0;
  const nameOf = (variable: string) => t(`canned.variable.${keyOf(variable)}`);
  const holes = isOn ? holesIn(text, VARIABLES.map(nameOf)) : [];

  const select = (from: number, to: number) => {
    setCaret(to);
    // After React has put the text into the field.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from, to);
    });
  };
  const choose = (reply: CannedReply) => {
    if (!slash) return;
    const lead = text.slice(0, slash.from);
    const typed = text.slice(slash.from, caret);
    setLeft(slash.from);
    renderCanned(reply.id, conversation).then(({ text: filled }) => {
      const words = withHoles(filled, nameOf);
      setText((now) => {
        // More may have been typed behind it meanwhile.
        if (!now.startsWith(lead + typed)) return now === "" ? words : `${now} ${words}`;
        return lead + words + now.slice(lead.length + typed.length);
      });
      setLeft(undefined);
      const first = holesIn(words, VARIABLES.map(nameOf))[0];
      const end = lead.length + words.length;
      select(first ? lead.length + first.from : end, first ? lead.length + first.to : end);
    }, showProblem);
  };
  const onKey = (event: KeyboardEvent): boolean => {
    if (!isAsked) return false;
    if (event.key === "Escape") {
      event.preventDefault();
      setLeft(slash.from);
      return true;
    }
    if (options.length === 0) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : options.length - 1;
      setPlace({ query, index: (active + step) % options.length });
      return true;
    }
    const reply = options[active];
    if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && reply) {
      event.preventDefault();
      choose(reply);
      return true;
    }
    return false;
  };
  const open = () => {
    const lead = text.slice(0, caret);
    const added = lead === "" || /\s$/.test(lead) ? "/" : " /";
    setLeft(undefined);
    setText(() => lead + added + text.slice(caret));
    select(lead.length + added.length, lead.length + added.length);
  };
  const fill = (hole: Hole) => select(hole.from, hole.to);
  return {
    isOpen: isAsked && data !== undefined,
    isEmpty: data?.length === 0,
    options,
    active,
    holes,
    choose,
    onKey,
    open,
    fill,
  };
}
