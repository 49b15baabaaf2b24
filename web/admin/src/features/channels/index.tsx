// Channels: what is connected and how it is doing; connecting one more.

import { Button, Drawer, Group, Menu, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronRight, IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { recent } from "~/app/format";
import { queryClient } from "~/app/query";
import { useMay } from "~/app/session";
import { useLive } from "~/app/use-live";
import { EmptyState, ErrorState, Loading, Page } from "~/ui";
import classes from "./channels.module.css";
import { Connect } from "./connect";
import { ChannelIcon } from "./icon";
import { type ConnectionView, type ConnectorView, connectionsQuery, connectorsQuery } from "./queries";
import { StateBadge } from "./state-badge";

function Row({ connection }: { connection: ConnectionView }) {
  const { t } = useTranslation("channels");
  const zone = useZone();
  const { id, connector, name, last_error: trouble, last_ok_at: ok } = connection;
  return (
    <Link to="/channels/$connectionId" params={{ connectionId: id }} className={classes.row}>
      <span className={classes.icon}>
        <ChannelIcon connector={connector} size={22} />
      </span>
      <div className={classes.name}>
        <Text fw={500} lineClamp={1}>
          {name}
        </Text>
        <Text size="sm" c="dimmed" lineClamp={2}>
          {trouble && connection.health !== "ok"
            ? t("trouble")
            : ok
              ? t("last_ok", { time: recent(ok, zone) })
              : t([`kind.${connector}`, "kind.other"])}
        </Text>
      </div>
      <StateBadge connection={connection} />
      <IconChevronRight size={18} stroke={1.6} aria-hidden className={classes.chevron} />
    </Link>
  );
}

export function ChannelsPage() {
  const { t } = useTranslation("channels");
  const mayManage = useMay("manage_channels");
  const navigate = useNavigate();
  const isPhone = useMediaQuery("(max-width: 48em)");
  const { data, error, refetch } = useQuery(connectionsQuery);
  const { data: kinds = [] } = useQuery(connectorsQuery);
  const [adding, setAdding] = useState<ConnectorView>();
  useLive(["connection."], () => void queryClient.invalidateQueries({ queryKey: ["connections"] }));
  const add = mayManage && (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} />}>{t("add")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item
            key={kind.name}
            leftSection={<ChannelIcon connector={kind.name} />}
            onClick={() => setAdding(kind)}
          >
            {t([`kind.${kind.name}`, kind.title])}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  const shown = data?.filter(({ settings }) => !(settings as { is_test?: boolean }).is_test);
  return (
    <Page title={t("title")} text={t("text")} actions={shown && shown.length > 0 && add}>
      {error && !data ? (
        <ErrorState error={error} retry={refetch} />
      ) : !shown ? (
        <Loading rows={3} avatar />
      ) : shown.length === 0 ? (
        <EmptyState icon={IconPlugConnected} title={t("empty.title")} text={t("empty.text")} action={add} />
      ) : (
        <Stack gap={0} className={classes.list}>
          {shown.map((connection) => (
            <Row key={connection.id} connection={connection} />
          ))}
        </Stack>
      )}
      <Drawer
        opened={adding !== undefined}
        onClose={() => setAdding(undefined)}
        position="right"
        size={isPhone ? "100%" : 480}
        title={
          adding && (
            <Group gap={8}>
              <ChannelIcon connector={adding.name} />
              <Text fw={600}>{t([`kind.${adding.name}`, adding.title])}</Text>
            </Group>
          )
        }
        closeButtonProps={{ "aria-label": t("app:close") }}
      >
        {adding && (
          <Connect
            connector={adding}
            onDone={(made) => void navigate({ to: "/channels/$connectionId", params: { connectionId: made.id } })}
          />
        )}
      </Drawer>
    </Page>
  );
}
