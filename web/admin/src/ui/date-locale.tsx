// Calendars to pick from speak the screen's language and begin on Monday. Imported only where dates are picked.

import { DatesProvider } from "@mantine/dates";
import "dayjs/locale/ru";
import "dayjs/locale/en-gb";
import type { ReactNode } from "react";
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
