// Taking something away for good, or as far as it goes: what visits still speak of is only switched off by the server and
// comes back as it is now.

import { useTranslation } from "react-i18next";
import { useConfirm } from "./confirm";
import { showDone, showProblem } from "./notice";

interface Removal {
  title: string;
  text: string;
  /** Said when it was switched off instead. */
  used: string;
  remove: () => Promise<unknown>;
  /** The way out of what is no more. */
  after: () => unknown;
}

/** Asks, removes, tells what has become of it. */
export function useRemoval(): (removal: Removal) => Promise<void> {
  const { t } = useTranslation("app");
  const confirm = useConfirm();
  return async ({ title, text, used, remove, after }) => {
    if (!(await confirm({ title, text, action: t("delete"), isDanger: true }))) return;
    try {
      const kept = await remove();
      if (kept && typeof kept === "object" && "id" in kept) showDone(used);
      await after();
    } catch (error) {
      showProblem(error);
    }
  };
}
