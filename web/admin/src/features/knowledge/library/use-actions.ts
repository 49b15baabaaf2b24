// The same deeds from a row and from a document's own page, each with its question and its refusal.

import { useTranslation } from "react-i18next";
import { showProblem, useConfirm } from "~/ui";
import { changeDocument, type DocumentView, readAnew, removeDocument } from "../queries";

export function useDocumentActions(document: DocumentView) {
  const { t } = useTranslation("knowledge");
  const confirm = useConfirm();
  const { id, kind, title } = document;
  const attempt = async (deed: () => Promise<unknown>): Promise<boolean> => {
    try {
      await deed();
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    }
  };
  return {
    readAnew: () => attempt(() => readAnew(id)),
    turn: (isActive: boolean) => attempt(() => changeDocument(id, { is_active: isActive })),
    remove: async () => {
      const text = t([`remove.text_${kind}`, "remove.text"]);
      const title_ = t("remove.title", { name: title });
      if (!(await confirm({ title: title_, text, action: t("app:delete"), isDanger: true }))) return false;
      return attempt(() => removeDocument(id));
    },
  };
}
