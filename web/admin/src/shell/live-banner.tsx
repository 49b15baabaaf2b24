// Says when the line to the server is down, and how much waits for it; a short hiccup is not worth a word. It also sends what was
// written earlier without a network, whatever screen is open.

import { Text } from "@mantine/core";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "~/app/session";
import { outboxKey, ownerOf, unsent } from "~/app/unsent";
import { useLiveState } from "~/app/use-live";

const PATIENCE_MS = 2_500;
/** The browser knows that there is no network: that is no hiccup. */
const SURE_MS = 300;

function useUnsent(): number {
  const owner = ownerOf(useMe());
  useEffect(() => {
    if (!localStorage.getItem(outboxKey(owner))) return;
    void import("~/features/inbox").then(({ mailboxOf }) => mailboxOf(owner)).catch(() => {});
  }, [owner]);
  return useSyncExternalStore(unsent.subscribe, unsent.count);
}

export function LiveBanner() {
  const { t } = useTranslation("app");
  const state = useLiveState();
  const waiting = useUnsent();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (state === "live") return setIsShown(false);
    const timer = setTimeout(() => setIsShown(true), navigator.onLine ? PATIENCE_MS : SURE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div role="status" className="no-print">
      {isShown && state !== "live" && (
        <Text size="sm" ta="center" py={6} px="md" bg="var(--mantine-color-yellow-light)">
          {t(`live.${state}`)}
          {waiting > 0 && ` ${t("live.unsent", { count: waiting })}`}
        </Text>
      )}
    </div>
  );
}
