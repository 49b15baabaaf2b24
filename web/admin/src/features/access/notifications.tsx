// What to be told about and where: this browser, then the kinds of news, which are the same for all one's browsers.

import { Alert, Button, Group, Stack, Switch, Text, ThemeIcon } from "@mantine/core";
import { client } from "@samovar/client/client.gen";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "~/app/api";
import { queryClient } from "~/app/query";
import { type Me, useMe } from "~/app/session";
import { type PushState, pushState, switchOff, switchOn } from "~/features/pwa/push";
import { Block } from "~/features/settings/parts";
import { ErrorState, Loading, PageHeader, showProblem } from "~/ui";

type Kinds = Record<string, boolean>;
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

function KindSwitches({ kinds }: { kinds: Kinds }) {
  const { t } = useTranslation("access");
  type Call = Promise<{ data?: unknown; error?: unknown; response?: Response }>;
  const draw = (change: Kinds) =>
    queryClient.setQueryData<Me | null>(["me"], (me) => me && { ...me, notifications: { ...kinds, ...change } });
  const save = useMutation({
    mutationFn: (change: Kinds) =>
      ask(
        client.patch({
          url: "/api/v1/auth/me/notifications",
          body: change,
          headers: { "Content-Type": "application/json" },
        }) as unknown as Call,
      ),
    onMutate: (change) => {
      draw(change);
      return kinds;
    },
    onError: (error, _change, before) => {
      draw(before ?? {});
      showProblem(error);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["me"] }),
  });
  return (
    <Block title={t("push.kinds")} text={t("push.kinds_text")}>
      <Stack gap="lg">
        {Object.entries(kinds).map(([kind, isOn]) => (
          <Switch
            key={kind}
            size="md"
            label={t(`push.kind.${kind}.name`)}
            description={t(`push.kind.${kind}.text`)}
            checked={isOn}
            onChange={(event) => save.mutate({ [kind]: event.currentTarget.checked })}
          />
        ))}
      </Stack>
    </Block>
  );
}

export function NotificationSettings() {
  const { t } = useTranslation("access");
  const { notifications } = useMe() as Me & { notifications?: Kinds };
  return (
    <>
      <PageHeader title={t("push.title")} text={t("push.text")} />
      <Stack gap="lg">
        <Block title={t("push.here")}>
          <ThisBrowser />
        </Block>
        {notifications && <KindSwitches kinds={notifications} />}
      </Stack>
    </>
  );
}
