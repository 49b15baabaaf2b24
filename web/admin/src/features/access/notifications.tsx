// What to be told about and where: this browser, then the events and ways, the own chat, quiet hours.

import { Alert, Button, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queryClient } from "~/app/query";
import { settingsQuery } from "~/features/notices/queries";
import { NoticeWishes } from "~/features/notices/wishes";
import { type PushState, pushState, switchOff, switchOn } from "~/features/pwa/push";
import { Block } from "~/features/settings/parts";
import { ErrorState, Loading, PageHeader, showProblem } from "~/ui";

const STATE = ["push-state"];

function ThisBrowser() {
  const { t } = useTranslation("access");
  const { data, error, refetch } = useQuery({ queryKey: STATE, queryFn: pushState, staleTime: 0, gcTime: 0 });
  const change = useMutation({
    mutationFn: (on: boolean): Promise<PushState> => (on ? switchOn() : switchOff()),
    onSuccess: (state) => queryClient.setQueryData(STATE, state),
    onError: showProblem,
  });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={1} avatar />;
  const isOn = data === "on";
  return (
    <Stack gap="md">
      <Group gap="md" wrap="nowrap" align="center">
        <ThemeIcon size={44} radius="xl" variant="light" color={isOn ? "teal" : "gray"} aria-hidden>
          {isOn ? <IconBell size={22} stroke={1.6} /> : <IconBellOff size={22} stroke={1.6} />}
        </ThemeIcon>
        <div style={{ minWidth: 0 }} role="status">
          <Text fw={500}>{t(`push.${data}.name`)}</Text>
          <Text size="sm" c="dimmed">
            {t(`push.${data}.text`)}
          </Text>
        </div>
      </Group>
      {(isOn || data === "off") && (
        <Button
          variant={isOn ? "default" : "filled"}
          loading={change.isPending}
          onClick={() => change.mutate(!isOn)}
          style={{ alignSelf: "flex-start" }}
        >
          {t(isOn ? "push.switch_off" : "push.switch_on")}
        </Button>
      )}
      {data === "denied" && (
        <Alert variant="light" color="gray">
          {t("push.denied.how")}
        </Alert>
      )}
    </Stack>
  );
}

export function NotificationSettings() {
  const { t } = useTranslation("access");
  const { data: settings, error, refetch } = useQuery(settingsQuery);
  return (
    <>
      <PageHeader title={t("push.title")} text={t("push.text")} />
      <Stack gap="lg">
        <Block title={t("push.here")}>
          <ThisBrowser />
        </Block>
        {settings ? (
          <NoticeWishes settings={settings} />
        ) : error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={6} />
        )}
      </Stack>
    </>
  );
}
