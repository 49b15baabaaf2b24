// The text of a refusal: by its code, else by its status, else a plain admission. Apart from the components, so that the
// screens for people who are not signed in stay light.

import type { TFunction } from "i18next";
import { Refusal } from "~/app/api";

/** 75 → 1:15 */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function refusalText(t: TFunction, error: unknown): string {
  if (!(error instanceof Refusal)) return t("app:problem.internal");
  const keys = [`app:problem.${error.code}`, `app:problem.status_${error.status}`, "app:problem.internal"];
  return t(keys, { seconds: error.retryAfter ?? 1, wait: clock(error.retryAfter ?? 1), detail: error.message });
}
