// What went wrong in the person's words, and a way to try again. Texts are keyed by the refusal's stable `code`.

import { Button, Center, Code, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconCloudOff, IconRefresh } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { refusalText } from "./refusal-text";

export { refusalText };

export function useRefusalText(): (error: unknown) => string {
  const { t } = useTranslation("app");
  return (error) => refusalText(t, error);
}

/** The browser knows that there is no network. */
export const isOffline = (error: unknown): boolean =>
  error instanceof Refusal && error.status === 0 && !navigator.onLine;

/** Tries again as soon as there is a network. */
function useComingBack(isOff: boolean, retry: (() => void) | undefined): void {
  const latest = useRef(retry);
  latest.current = retry;
  useEffect(() => {
    if (!isOff) return;
    const again = () => latest.current?.();
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [isOff]);
}

export function ErrorState({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t } = useTranslation("app");
  const trace = error instanceof Refusal ? error.traceId : undefined;
  const isUnreached = error instanceof Refusal && error.status === 0;
  // No network is nobody's fault: said calmly.
  const isCalm = isOffline(error);
  useComingBack(isUnreached, retry);
  return (
    <Center py={56} px="md" role={isCalm ? "status" : "alert"}>
      <Stack align="center" gap="sm" maw={420}>
        <ThemeIcon size={60} radius="xl" variant="light" color={isCalm ? "gray" : "red"} aria-hidden>
          <IconCloudOff size={30} stroke={1.5} />
        </ThemeIcon>
        <Title order={2} ta="center">
          {t(isCalm ? "error.offline_title" : "error.title")}
        </Title>
        <Text c="dimmed" ta="center" size="sm">
          {isCalm ? t("error.offline_text") : refusalText(t, error)}
        </Text>
        {retry && (
          <Button variant="light" leftSection={<IconRefresh size={16} />} onClick={retry}>
            {t("error.retry")}
          </Button>
        )}
        {trace && (
          <Text size="xs" c="dimmed">
            {t("error.trace")} <Code>{trace}</Code>
          </Text>
        )}
      </Stack>
    </Center>
  );
}
