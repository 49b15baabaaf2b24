// Marks in figures.

import { currentLang } from "~/app/i18n";

/** 4.5 → 4,5; a whole one keeps its tenth, so that a column stands straight. */
export function averageOf(mark: number): string {
  return new Intl.NumberFormat(currentLang() === "ru" ? "ru-RU" : "en-GB", {
    minimumFractionDigits: 1,
    maximumFractionDigits: 2,
  }).format(mark);
}
