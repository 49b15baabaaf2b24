// What the agent found out, as people read it: scripts keep days, months, spans and plain words the same whatever was said
// (docs/dev/scripts.md).

import type { TFunction } from "i18next";
import { fullDay, phone } from "~/app/format";
import { currentLang } from "~/app/i18n";

const DAY = /^\d{4}-\d\d-\d\d$/;
const MONTH = /^\d{4}-\d\d$/;
const WORDS = new Set(["yes", "no", "any", "asap"]);

function moment(text: string): string {
  if (DAY.test(text)) return fullDay(`${text}T12:00:00Z`, "UTC");
  if (!MONTH.test(text)) return text;
  const month = new Intl.DateTimeFormat(currentLang(), { month: "long", year: "numeric", timeZone: "UTC" });
  return month.format(new Date(`${text}-01T12:00:00Z`));
}

/** `tours`: names by key. */
export function told(t: TFunction, key: string, value: string, tours: ReadonlyMap<string, string>): string {
  if (key === "phone") return phone(value);
  if (key === "tour") return tours.get(value) ?? value;
  if (WORDS.has(value)) return t(`deals:told.${value}`);
  const [from, until, ...rest] = value.split("/");
  if (from === undefined || until === undefined || rest.length > 0) return moment(value);
  const isSpan = [from, until].every((text) => text === "" || DAY.test(text) || MONTH.test(text)) && value !== "/";
  if (!isSpan) return value;
  if (until === "") return t("deals:told.from", { day: moment(from) });
  if (from === "") return t("deals:told.until", { day: moment(until) });
  return `${moment(from)} – ${moment(until)}`;
}
