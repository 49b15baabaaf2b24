// Words for what a record calls by ids and short names. The agent's vocabulary grows faster than ours: what has no text yet
// is shown as it is written.

import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment, shortDay } from "~/app/format";
import { wordFor } from "~/features/inbox/names";
import type { Entity, Tool } from "./explain";
import { namesQuery } from "./queries";

export interface Words {
  t: TFunction<["traces", "inbox"]>;
  zone: string | undefined;
  word: (group: string, name: string) => string;
  /** A row of the catalog. */
  called: (id: string) => string;
  isKnown: (id: string) => boolean;
  entity: (entity: Entity) => string;
  asked: (tool: Tool) => string;
}

export function useWords(): Words {
  const { t } = useTranslation(["traces", "inbox"]);
  const zone = useZone();
  const { data: names = {} } = useQuery(namesQuery);
  const plain = (name: string) => name.replaceAll("_", " ");
  const word = (group: string, name: string) =>
    wordFor(t, `traces:${group}.${name}`, wordFor(t, `inbox:why.${group}.${name}`, plain(name)));
  const called = (id: string) => names[id] ?? t("inbox:why.removed");
  /** What the customer's words were taken for, where that says more than the words. */
  const entity = ({ text, ids, from }: Entity) => {
    const found = ids.map((id) => names[id]).filter((name) => name !== undefined);
    if (found.length > 0 && found.length <= 3) return found.join(", ");
    if (from) {
      const at = new Date(from.replace(/\[.*\]$/, ""));
      if (!Number.isNaN(at.getTime())) return /T00:00:00/.test(from) ? shortDay(at, zone) : moment(at, zone);
    }
    return text;
  };
  const asked = (tool: Tool) => {
    const who = [...tool.services, tool.employee, tool.branch].filter((id): id is string => id !== undefined);
    const days = tool.from && tool.until ? [`${shortDay(tool.from, zone)} – ${shortDay(tool.until, zone)}`] : [];
    const query = tool.query ? [`«${tool.query}»`] : [];
    return [...query, ...who.map(called), ...days].join(", ");
  };
  return { t, zone, word, called, isKnown: (id) => id in names, entity, asked };
}

/** Milliseconds and seconds as people say them. */
export function duration(
  t: TFunction<["traces", "inbox"]>,
  us: number,
  format: (n: number, f?: number) => string,
): string {
  if (us < 1_000) return t("traces:time.less");
  if (us < 1_000_000) return t("traces:time.ms", { count: Math.round(us / 1_000), n: format(Math.round(us / 1_000)) });
  return t("traces:time.s", { n: format(us / 1_000_000, 1) });
}
