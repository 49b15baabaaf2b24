// Calendars to pick from speak the screen's language and begin on Monday. Imported only where dates are picked.

import { DatesProvider } from "@mantine/dates";
import "dayjs/locale/ru";
import "dayjs/locale/en-gb";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { currentLang } from "~/app/i18n";

export function DateLocale({ children }: { children: ReactNode }) {
  return (
    <DatesProvider
      settings={{ locale: currentLang() === "ru" ? "ru" : "en-gb", firstDayOfWeek: 1, consistentWeeks: true }}
    >
      {children}
    </DatesProvider>
  );
}

/** Names of the arrows of a calendar: `ariaLabels` of everything that picks dates. */
export function useCalendarLabels() {
  const { t } = useTranslation("app");
  const [nextMonth, previousMonth] = [t("calendar.next_month"), t("calendar.previous_month")];
  const [nextYear, previousYear] = [t("calendar.next_year"), t("calendar.previous_year")];
  const [nextDecade, previousDecade] = [t("calendar.next_years"), t("calendar.previous_years")];
  return { nextMonth, previousMonth, nextYear, previousYear, nextDecade, previousDecade };
}
