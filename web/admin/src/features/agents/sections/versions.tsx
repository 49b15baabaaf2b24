// What has answered so far: who published it, when and why; any two compared, and the way back.

import { Badge, Button, Card, Group, Avatar as MantineAvatar, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { moment } from "~/app/format";
import { teamQuery } from "~/features/inbox/queries";
import { Block } from "~/features/settings/parts";
import { EmptyState, ErrorState, Loading, showDone, showProblem, useConfirm } from "~/ui";
import classes from "../editor.module.css";
import { type AgentVersionView, type AgentView, useRollback, versionsQuery } from "../queries";
import { Diff } from "./diff";

interface Props {
  agent: AgentView;
  mayEdit: boolean;
}

export function Versions({ agent, mayEdit }: Props) {
  const { t } = useTranslation("agents");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    versionsQuery(agent.id),
  );
  const { data: team = [] } = useQuery(teamQuery);
  const [shown, setShown] = useState<{ from: string; to: string }>();
  const rollback = useRollback(agent.id);
  const confirm = useConfirm();
  if (error && !data) return <ErrorState error={error} retry={refetch} />;
  if (!data) return <Loading />;
  const all = data.pages.flatMap(({ items }) => items);
  if (all.length === 0)
    return <EmptyState compact icon={IconHistory} title={t("versions.empty.title")} text={t("versions.empty.text")} />;
  const back = async ({ number }: AgentVersionView) => {
    const isSure = await confirm({
      title: t("versions.back_title", { number }),
      text: t("versions.back_text"),
      action: t("versions.back"),
    });
    if (!isSure) return;
    rollback.mutate(
      { version: number, updated_at: agent.updated_at },
      { onSuccess: () => showDone(t("versions.back_done", { number })), onError: showProblem },
    );
  };
  const states = [
    { value: "draft", label: t("versions.draft") },
    ...all.map(({ number }) => ({
      value: String(number),
      label: number === agent.live_version ? t("versions.live", { number }) : t("version", { number }),
    })),
  ];
  const live = agent.live_version;
  const chosen = shown ?? { from: String(live ?? all[0]?.number), to: "draft" };
  return (
    <Stack gap="lg">
      <Block title={t("versions.compare")}>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <Select
              label={t("versions.from")}
              data={states}
              value={chosen.from}
              onChange={(from) => from && setShown({ ...chosen, from })}
              allowDeselect={false}
            />
            <Select
              label={t("versions.to")}
              data={states}
              value={chosen.to}
              onChange={(to) => to && setShown({ ...chosen, to })}
              allowDeselect={false}
            />
          </SimpleGrid>
          <Diff id={agent.id} {...chosen} />
        </Stack>
      </Block>
      <Block title={t("section.versions")} text={t("versions.text")}>
        <Stack component="ol" gap="sm" className={classes.versions}>
          {all.map((version) => (
            <Version
              key={version.number}
              version={version}
              isLive={version.number === live}
              author={team.find(({ person_id: id }) => id === version.author_id)?.name}
              onCompare={() =>
                setShown({
                  from: String(version.number > 1 ? version.number - 1 : version.number),
                  to: String(version.number),
                })
              }
              onBack={mayEdit && version.number !== live ? () => void back(version) : undefined}
            />
          ))}
        </Stack>
        {hasNextPage && (
          <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("app:more")}
          </Button>
        )}
      </Block>
    </Stack>
  );
}

interface VersionProps {
  version: AgentVersionView;
  isLive: boolean;
  author: string | undefined;
  onCompare: () => void;
  onBack: (() => void) | undefined;
}

function Version({ version, isLive, author, onCompare, onBack }: VersionProps) {
  const { t } = useTranslation("agents");
  const zone = useZone();
  const { number, note, created_at: at } = version;
  return (
    <Card component="li" padding="sm" data-testid={`version-${number}`}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <MantineAvatar size={36} radius="xl" aria-hidden>
          {number}
        </MantineAvatar>
        <div style={{ minWidth: 0, flex: 1 }}>
          <Group gap={8}>
            <Text fw={600}>{t("version", { number })}</Text>
            {isLive && (
              <Badge color="teal" variant="light" tt="none" fw={500}>
                {t("versions.answers")}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {moment(at, zone)} · {author ?? t("versions.nobody")}
          </Text>
          {note && (
            <Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
              {note}
            </Text>
          )}
          <Group gap={6} mt={8}>
            {number > 1 && (
              <Button size="compact-sm" variant="default" onClick={onCompare}>
                {t("versions.what_changed")}
              </Button>
            )}
            {onBack && (
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconArrowBackUp size={15} />}
                onClick={onBack}
                aria-label={t("versions.back_to", { number })}
              >
                {t("versions.back")}
              </Button>
            )}
          </Group>
        </div>
      </Group>
    </Card>
  );
}
