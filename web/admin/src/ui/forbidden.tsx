// A screen the person's role does not open: says so and who can help, instead of showing dead buttons.

import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "./empty-state";

export function Forbidden() {
  const { t } = useTranslation("app");
  return <EmptyState icon={IconLock} title={t("forbidden.title")} text={t("forbidden.text")} />;
}
