// One channel: its health and what to do about it, pause, who answers here, its settings, its end.

import {
  ActionIcon,
  Alert,
  Button,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertTriangle, IconArrowLeft, IconPlugConnected, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { useZone } from "~/app/firm";
import { moment } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { EmptyState, ErrorState, Loading, showDone, showProblem, useConfirm } from "~/ui";
import { ChannelCheck } from "./check";
import { ChannelIcon } from "./icon";
import { NewToken } from "./new-token";
import { type ConnectionView, connectionsQuery, useChange, useDisconnect } from "./queries";
import { Snippet } from "./snippet";
import { StateBadge } from "./state-badge";

export function ChannelPage() {
  const { t } = useTranslation("channels");
  const { connectionId } = useParams({ strict: false }) as { connectionId: string };
  const { data, error, refetch } = useQuery(connectionsQuery);
  useLive(["connection."], () => void queryClient.invalidateQueries({ queryKey: ["connections"] }));
  const connection = data?.find(({ id }) => id === connectionId);
  useEffect(() => {
    if (connection) document.title = `${connection.name} · Samovar`;
  }, [connection]);
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading avatar />;
  if (!connection)
    return <EmptyState icon={IconPlugConnected} title={t("app:not_found.title")} text={t("app:problem.not_found")} />;
  return <Card key={connection.id} connection={connection} />;
}

function Health({ connection }: { connection: ConnectionView }) {
  const { t } = useTranslation("channels");
  const zone = useZone();
  const { health, last_error: trouble, last_ok_at: ok, is_paused: isPaused } = connection;
  const isIll = !isPaused && (health === "failing" || health === "disconnected");
  return (
    <Stack gap="sm">
      {isIll && (
        <Alert
          color={health === "disconnected" ? "red" : "orange"}
          icon={<IconAlertTriangle size={20} />}
          title={t(`ill.${health}`)}
        >
          <Text size="sm">{t(`ill.${health}_text`)}</Text>
          {trouble && (
            <Text size="xs" c="dimmed" mt={6} style={{ overflowWrap: "anywhere" }}>
              {t("ill.said")} {trouble}
            </Text>
          )}
        </Alert>
      )}
      <ChannelCheck id={connection.id} link={t("open_channel")}>
        {ok && (
          <Text size="sm" c="dimmed">
            {t("last_ok", { time: moment(ok, zone) })}
          </Text>
        )}
      </ChannelCheck>
    </Stack>
  );
}

function Card({ connection }: { connection: ConnectionView }) {
  const { t } = useTranslation("channels");
  const navigate = useNavigate();
  const mayManage = useMay("manage_channels");
  const confirm = useConfirm();
  const change = useChange(connection.id);
  const disconnect = useDisconnect();
  const [name, setName] = useState(connection.name);
  const isPhone = useMediaQuery("(max-width: 48em)");
  const { connector, public_key: publicKey } = connection;
  // What was just chosen is shown at once.
  const wished = change.isPending ? change.variables : undefined;
  const isPaused = wished?.is_paused ?? connection.is_paused;
  const mode = (wished && "agent_mode" in wished ? wished.agent_mode : connection.agent_mode) ?? "firm";
  const rename = () => {
    const clean = name.trim();
    if (!clean || clean === connection.name) return setName(connection.name);
    change.mutate({ name: clean }, { onSuccess: () => showDone(t("app:saved")), onError: showProblem });
  };
  const drop = async () => {
    const yes = await confirm({
      title: t("remove.title", { name: connection.name }),
      text: t("remove.text"),
      action: t("remove.action"),
      isDanger: true,
    });
    if (!yes) return;
    try {
      await disconnect.mutateAsync(connection.id);
      await navigate({ to: "/channels" });
    } catch (error) {
      showProblem(error instanceof Refusal && error.status === 409 ? t("remove.used") : error);
    }
  };
  return (
    <Stack p={{ base: "md", sm: "xl" }} maw={780} mx="auto" w="100%" gap="lg">
      <Group wrap="nowrap">
        <ActionIcon component={Link} to="/channels" aria-label={t("app:back")}>
          <IconArrowLeft size={20} />
        </ActionIcon>
        <ChannelIcon connector={connector} size={28} />
        <Title order={1} flex={1} lineClamp={2}>
          {connection.name}
        </Title>
        <StateBadge connection={connection} />
      </Group>
      <Health connection={connection} />
      {publicKey && (
        <Paper withBorder p="md">
          <Title order={2} mb="xs">
            {t("widget.install")}
          </Title>
          <Snippet publicKey={publicKey} />
          <Button component={Link} to="/settings/widget" variant="light" mt="md">
            {t("widget.look")}
          </Button>
        </Paper>
      )}
      {connector === "telegram" && mayManage && <NewToken connection={connection} />}
      <Paper withBorder p="md">
        <Stack>
          <TextInput
            label={t("name")}
            description={t("name_hint")}
            value={name}
            readOnly={!mayManage}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
            onBlur={rename}
          />
          <div>
            <Text size="sm" fw={500} id="agent-mode" mb={4}>
              {t("mode.label")}
            </Text>
            <SegmentedControl
              aria-labelledby="agent-mode"
              value={mode}
              disabled={!mayManage || change.isPending}
              orientation={isPhone ? "vertical" : "horizontal"}
              onChange={(chosen) =>
                change.mutate({ agent_mode: chosen === "firm" ? null : (chosen as "auto") }, { onError: showProblem })
              }
              data={["firm", "auto", "draft", "off"].map((value) => ({ value, label: t(`mode.${value}`) }))}
            />
            <Text size="xs" c="dimmed" mt={4}>
              {t(`mode.${mode}_hint`)}
            </Text>
          </div>
          <Switch
            label={t("pause")}
            description={t("pause_hint")}
            checked={isPaused}
            disabled={!mayManage || change.isPending}
            onChange={(event) => change.mutate({ is_paused: event.currentTarget.checked }, { onError: showProblem })}
          />
        </Stack>
      </Paper>
      {mayManage && (
        <Group>
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => void drop()}
            loading={disconnect.isPending}
          >
            {t("remove.action")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
