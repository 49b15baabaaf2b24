// Everything signed in as this person: which device, from where, when last seen; end one or all the others.

import { Badge, Button, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { endSessions, type SessionView } from "@samovar/client";
import { IconApi, IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask, Refusal } from "~/app/api";
import { moment } from "~/app/format";
import { queryClient } from "~/app/query";
import { Block } from "~/features/settings/parts";
import { ErrorState, Loading, showDone, showProblem, useConfirm } from "~/ui";
import { deviceOf } from "./device";
import { sessionsQuery } from "./queries";
import classes from "./security.module.css";

const ICONS = { phone: IconDeviceMobile, computer: IconDeviceDesktop, program: IconApi };

function Row({ session, onEnd }: { session: SessionView; onEnd: () => void }) {
  const { t } = useTranslation("access");
  const device = deviceOf(session.user_agent, session.way);
  const Icon = ICONS[device.kind];
  const name = [device.browser, device.system].filter(Boolean).join(" · ") || t(`session.${device.kind}`);
  const facts = [session.ip, session.is_current ? "" : t("session.seen", { at: moment(session.seen_at) })];
  return (
    <li className={classes.row}>
      <ThemeIcon variant="light" color="gray" size={40} radius="xl" aria-hidden>
        <Icon size={20} stroke={1.6} />
      </ThemeIcon>
      <Stack gap={0} className={classes.grow}>
        <Group gap={8}>
          <Text fw={500}>{name}</Text>
          {session.is_current && (
            <Badge variant="light" color="teal" size="sm" tt="none">
              {t("session.current")}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {[...facts, t("session.since", { at: moment(session.created_at) })].filter(Boolean).join(" · ")}
        </Text>
      </Stack>
      {!session.is_current && (
        <Button variant="subtle" color="gray" mih={40} onClick={onEnd} aria-label={t("session.end_named", { name })}>
          {t("session.end")}
        </Button>
      )}
    </li>
  );
}

export function Sessions() {
  const { t } = useTranslation("access");
  const confirm = useConfirm();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const { queryKey } = sessionsQuery;
  const end = useMutation({
    mutationFn: async (ids: string[]) => {
      for (const id of ids) {
        // One that ended by itself meanwhile is fine.
        await ask(endSessions({ path: { id } })).catch((fault) => {
          if (!(fault instanceof Refusal && fault.status === 404)) throw fault;
        });
      }
    },
    onMutate: (ids) => {
      const before = queryClient.getQueryData(queryKey);
      queryClient.setQueryData(queryKey, (list) => list?.filter(({ id }) => !ids.includes(id)));
      return before;
    },
    onSuccess: () => showDone(t("session.ended")),
    onError: (fault, _ids, before) => {
      queryClient.setQueryData(queryKey, before);
      showProblem(fault);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const others = (data ?? []).filter((session) => !session.is_current);
  const endOthers = async () => {
    const question = { title: t("session.others_title"), text: t("session.others_text"), action: t("session.others") };
    if (await confirm({ ...question, isDanger: true })) end.mutate(others.map(({ id }) => id));
  };
  const sorted = [...(data ?? [])].sort(
    (a, b) => Number(b.is_current) - Number(a.is_current) || b.seen_at.localeCompare(a.seen_at),
  );
  const all = others.length > 0 && (
    <Button variant="default" onClick={() => void endOthers()} loading={end.isPending}>
      {t("session.others")}
    </Button>
  );
  return (
    <Block title={t("session.title")} text={t("session.text")} action={all}>
      {data ? (
        <ul className={classes.list}>
          {sorted.map((session) => (
            <Row key={session.id} session={session} onEnd={() => end.mutate([session.id])} />
          ))}
        </ul>
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={3} avatar />
      )}
    </Block>
  );
}
