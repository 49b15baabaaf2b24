// Shares as people of the screen's language write them.

import { number } from "~/app/format";
import { currentLang } from "~/app/i18n";

export function percent(share: number): string {
  const value = share * 100;
  return `${number(value, value > 0 && value < 10 ? 1 : 0)}${currentLang() === "ru" ? "\u00a0" : ""}%`;
}
