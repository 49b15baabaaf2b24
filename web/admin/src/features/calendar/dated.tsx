// Date pickers in the screen's language, with the week as people there know it.

import { DatesProvider } from "@mantine/dates";
import "@mantine/dates/styles.css";
import "dayjs/locale/ru";
import "dayjs/locale/en-gb";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function Dated({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation("calendar");
  const locale = i18n.resolvedLanguage === "en" ? "en-gb" : "ru";
  return <DatesProvider settings={{ locale, firstDayOfWeek: 1 }}>{children}</DatesProvider>;
}
