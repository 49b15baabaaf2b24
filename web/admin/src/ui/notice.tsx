// Short notices in the corner: something was done, or was refused.

import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { refusalText } from "./error-state";

/** The cross in the corner has no text of its own. */
const cross = () => ({ closeButtonProps: { "aria-label": i18next.t("app:close") } });

export function showDone(message: string): void {
  notifications.show({ message, color: "teal", autoClose: 3_500, ...cross() });
}

export function showProblem(error: unknown): void {
  const message = typeof error === "string" ? error : refusalText(i18next.t, error);
  notifications.show({ message, color: "red", autoClose: 8_000, ...cross() });
}
