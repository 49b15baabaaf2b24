// The window of the palette: a field and what was found under it.

import { Spotlight, spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "~/ui";
import { type Begun, onPaletteWanted } from "./palette";

const Body = lazy(() => import("./palette-body").then(({ PaletteBody: it }) => ({ default: it })));
const TaskForm = lazy(() => import("~/features/tasks/form").then(({ TaskForm: it }) => ({ default: it })));
const NewDeal = lazy(() => import("./palette-deal").then(({ PaletteDeal: it }) => ({ default: it })));
const BookingDialog = lazy(async () => ({
  default: (await import("~/features/calendar/booking-dialog")).BookingDialog,
}));

/** It comes because it was wanted, so it opens by itself. */
export function PaletteWindow() {
  const { t } = useTranslation("app");
  const [query, setQuery] = useState("");
  const [begun, setBegun] = useState<Begun>();
  const close = () => setBegun(undefined);
  useEffect(() => {
    spotlight.open();
    return onPaletteWanted(spotlight.open);
  }, []);
  return (
    <>
      <Spotlight.Root
        query={query}
        onQueryChange={setQuery}
        shortcut={["mod + K"]}
        tagsToIgnore={[]}
        centered={false}
        scrollable
        maxHeight="min(70dvh, 560px)"
      >
        <Spotlight.Search
          leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
          placeholder={t("palette.placeholder")}
          aria-label={t("palette.placeholder")}
        />
        <Spotlight.ActionsList>
          <Suspense fallback={<Loading rows={4} />}>
            <Body query={query} onBegin={setBegun} />
          </Suspense>
        </Spotlight.ActionsList>
      </Spotlight.Root>
      <Suspense fallback={null}>
        {begun === "task" && <TaskForm isMine onClose={close} />}
        {begun === "deal" && <NewDeal onClose={close} />}
        {begun === "visit" && <BookingDialog opened onClose={close} />}
      </Suspense>
    </>
  );
}
