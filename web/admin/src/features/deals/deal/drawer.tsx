// A deal at the side of the board; on a phone the whole screen.

import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "~/ui";
import { DealBody } from "./body";

export function DealDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("deals");
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={isPhone ? "100%" : 560}
      title={t("deal.one")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {/* What it is made of brings texts of its own; the board stays while they come. */}
      <Suspense fallback={<Loading rows={7} />}>
        <DealBody id={id} as="h2" onGone={onClose} />
      </Suspense>
    </Drawer>
  );
}
