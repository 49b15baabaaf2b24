// Ctrl+K: go anywhere, begin anything and find anybody by typing a few letters. What it shows is loaded when it is opened.

import { Spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "~/ui";

const Body = lazy(() => import("./palette-body").then(({ PaletteBody: it }) => ({ default: it })));
const TaskForm = lazy(() => import("~/features/tasks/form").then(({ TaskForm: it }) => ({ default: it })));
const NewDeal = lazy(() => import("./palette-deal").then(({ PaletteDeal: it }) => ({ default: it })));
const BookingDialog = lazy(async () => ({
  default: (await import("~/features/calendar/booking-dialog")).BookingDialog,
}));

/** What can be begun from anywhere. */
export type Begun = "task" | "deal" | "visit";

export function Palette() {
  const { t } = useTranslation("app");
  const [query, setQuery] = useState("");
  const [begun, setBegun] = useState<Begun>();
  const close = () => setBegun(undefined);
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
