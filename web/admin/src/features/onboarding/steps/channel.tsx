// Where customers write: the web chat with its snippet, or Telegram with a live check.

import { Button, Group, Stack, Tabs, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChannelCheck } from "~/features/channels/check";
import { Connect } from "~/features/channels/connect";
import { ChannelIcon } from "~/features/channels/icon";
import { type ConnectionView, connectionsQuery, connectorsQuery } from "~/features/channels/queries";
import { Snippet } from "~/features/channels/snippet";
import { StateBadge } from "~/features/channels/state-badge";
import { Loading, showProblem } from "~/ui";
import type { StepProps } from "..";
import { useChangeSteps } from "../queries";

const OFFERED = ["widget", "telegram"];

export function ChannelStep({ onDone }: StepProps) {
  const { t } = useTranslation(["onboarding", "channels"]);
  const { data } = useQuery(connectionsQuery);
  const { data: kinds } = useQuery(connectorsQuery);
  const change = useChangeSteps();
  // The web chat is connected from the beginning: going on says that it has been seen, so nobody is led here again.
  const goOn = () => change.mutate({ skip: "channel" }, { onSuccess: onDone, onError: showProblem });
  if (!data || !kinds) return <Loading rows={3} />;
  const offered = kinds.filter(({ name }) => OFFERED.includes(name));
  return (
    <Stack>
      <Tabs defaultValue="widget" keepMounted={false}>
        <Tabs.List mb="md">
          {offered.map(({ name }) => (
            <Tabs.Tab key={name} value={name} leftSection={<ChannelIcon connector={name} size={18} />}>
              {t(`channels:kind.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {offered.map((kind) => {
          const connected = data.find(({ connector }) => connector === kind.name);
          return (
            <Tabs.Panel key={kind.name} value={kind.name}>
              {connected ? <Connected connection={connected} /> : <Connect connector={kind} onDone={() => {}} />}
            </Tabs.Panel>
          );
        })}
      </Tabs>
      {data.length > 0 && (
        <Group>
          <Button onClick={goOn} loading={change.isPending}>
            {t("next")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Connected({ connection }: { connection: ConnectionView }) {
  const { t } = useTranslation("onboarding");
  return (
    <Stack gap="sm">
      <Group gap={8}>
        <IconCircleCheck size={20} color="var(--mantine-color-teal-7)" aria-hidden />
        <Text fw={500}>{t("channel.connected", { name: connection.name })}</Text>
        <StateBadge connection={connection} />
      </Group>
      {connection.public_key ? (
        <Snippet publicKey={connection.public_key} />
      ) : (
        <ChannelCheck id={connection.id} link={t("channel.write")} />
      )}
    </Stack>
  );
}
