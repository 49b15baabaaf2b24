// Says when the line to the server is down; a short hiccup is not worth a word.

import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveState } from "~/app/use-live";

const PATIENCE_MS = 2_500;

export function LiveBanner() {
  const { t } = useTranslation("app");
  const state = useLiveState();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (state === "live") return setIsShown(false);
    const timer = setTimeout(() => setIsShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div role="status" className="no-print">
      {isShown && state !== "live" && (
        <Text size="sm" ta="center" py={6} px="md" bg="var(--mantine-color-yellow-light)">
          {t(`live.${state}`)}
        </Text>
      )}
    </div>
  );
}
