// What to be told about and where: this browser, then the kinds of news, which are the same for all one's browsers.

import { Alert, Button, Group, Stack, Switch, Text, ThemeIcon } from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queryClient } from "~/app/query";
import { type PushState, pushState, switchOff, switchOn } from "~/features/pwa/push";
import { Block } from "~/features/settings/parts";
import { ErrorState, Loading, PageHeader, showProblem } from "~/ui";
import { type NotificationsView, saveWishes, WISHES, wishesQuery } from "./queries";

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

function Wishes({ wishes }: { wishes: NotificationsView }) {
  const { t } = useTranslation("access");
  const { queryKey } = wishesQuery;
  const save = useMutation({
    mutationFn: saveWishes,
    onMutate: (change) => {
      queryClient.setQueryData(queryKey, { ...wishes, ...change });
      return wishes;
    },
    onError: (error, _change, before) => {
      queryClient.setQueryData(queryKey, before);
      showProblem(error);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  return (
    <Stack gap="lg">
      {WISHES.map((wish) => (
        <Switch
          key={wish}
          size="md"
          label={t(`push.wish.${wish}.name`)}
          description={t(`push.wish.${wish}.text`)}
          checked={wishes[wish] ?? false}
          onChange={(event) => save.mutate({ [wish]: event.currentTarget.checked })}
        />
      ))}
    </Stack>
  );
}

export function NotificationSettings() {
  const { t } = useTranslation("access");
  const { data: wishes, error, refetch } = useQuery(wishesQuery);
  return (
    <>
      <PageHeader title={t("push.title")} text={t("push.text")} />
      <Stack gap="lg">
        <Block title={t("push.here")}>
          <ThisBrowser />
        </Block>
        <Block title={t("push.wishes")} text={t("push.wishes_text")}>
          {wishes ? (
            <Wishes wishes={wishes} />
          ) : error ? (
            <ErrorState error={error} retry={() => void refetch()} />
          ) : (
            <Loading rows={3} />
          )}
        </Block>
      </Stack>
    </>
  );
}
