// Saved views put in order: other names, other places, away with what is not needed. Everybody's are changed by managers.

import { ActionIcon, Group, Modal, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconInbox, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { EmptyState, ErrorState, Loading, showProblem, useConfirm } from "~/ui";
import { changeView, removeView, type SavedView, savedQuery } from "../saved";

function ViewRow({ view, place, last, isMine }: { view: SavedView; place: number; last: number; isMine: boolean }) {
  const { t } = useTranslation("inbox");
  const confirm = useConfirm();
  const [name, setName] = useState(view.name);
  const rename = () => {
    const wish = name.trim();
    if (!wish) setName(view.name);
    else if (wish !== view.name)
      changeView(view.id, { name: wish }).catch((error) => {
        setName(view.name);
        showProblem(error);
      });
  };
  const move = (position: number) => changeView(view.id, { position }).catch(showProblem);
  const remove = async () => {
    const asked = {
      title: t("saved.remove", { name: view.name }),
      text: t("saved.remove_text"),
      action: t("saved.remove_action"),
    };
    if (await confirm({ ...asked, isDanger: true })) removeView(view.id).catch(showProblem);
  };
  if (!isMine) return <Text size="sm">{view.name}</Text>;
  return (
    <Stack gap={4}>
      <Group gap={6} wrap="nowrap">
        <TextInput
          size="sm"
          flex={1}
          aria-label={t("saved.name")}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={rename}
          onKeyDown={(event) => event.key === "Enter" && rename()}
        />
        <ActionIcon
          aria-label={t("saved.up", { name: view.name })}
          disabled={place === 0}
          onClick={() => void move(place - 1)}
        >
          <IconArrowUp size={17} stroke={1.6} />
        </ActionIcon>
        <ActionIcon
          aria-label={t("saved.down", { name: view.name })}
          disabled={place === last}
          onClick={() => void move(place + 1)}
        >
          <IconArrowDown size={17} stroke={1.6} />
        </ActionIcon>
        <ActionIcon aria-label={t("saved.remove", { name: view.name })} onClick={() => void remove()}>
          <IconTrash size={17} stroke={1.6} />
        </ActionIcon>
      </Group>
      {view.missing.length > 0 && (
        <Text size="xs" c="dimmed">
          {t(`saved.missing.${view.missing[0] ?? "team"}`)}
        </Text>
      )}
    </Stack>
  );
}

export function ManageViews({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const mayShare = useMay("edit_catalog");
  const { data: views, error, refetch } = useQuery({ ...savedQuery, enabled: opened });
  const group = (isShared: boolean, label: string) => {
    const some = (views ?? []).filter((view) => view.is_shared === isShared);
    if (some.length === 0) return null;
    return (
      <Stack gap="xs">
        <Title order={3} size="sm">
          {label}
        </Title>
        {some.map((view, place) => (
          <ViewRow
            key={`${view.id}:${view.name}`}
            view={view}
            place={place}
            last={some.length - 1}
            isMine={!isShared || mayShare}
          />
        ))}
      </Stack>
    );
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("saved.manage_title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {error && !views ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !views ? (
        <Loading rows={3} />
      ) : views.length === 0 ? (
        <EmptyState compact icon={IconInbox} title={t("saved.none")} text={t("saved.none_text")} />
      ) : (
        <Stack gap="lg">
          {group(true, t("saved.shared"))}
          {group(false, t("saved.own"))}
        </Stack>
      )}
    </Modal>
  );
}
