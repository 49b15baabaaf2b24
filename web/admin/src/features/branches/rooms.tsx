// Rooms of a branch: saved one by one, at once, apart from the form around them.

import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { resourcesQuery } from "~/features/services/queries";
import { showDone, showProblem, useConfirm } from "~/ui";
import { useRooms } from "./queries";

export function Rooms({ branchId, mayEdit }: { branchId: string; mayEdit: boolean }) {
  const { t } = useTranslation("branches");
  const { data = [] } = useQuery(resourcesQuery);
  const { add, rename, remove } = useRooms();
  const confirm = useConfirm();
  const [name, setName] = useState("");
  const rooms = data.filter((room) => room.branch_id === branchId);
  const create = async () => {
    if (!name.trim()) return;
    await add.mutateAsync({ branch_id: branchId, name: name.trim() }).then(() => setName(""), showProblem);
  };
  const drop = async (id: string, called: string) => {
    if (!(await confirm({ title: t("room.remove", { name: called }), action: t("app:delete"), isDanger: true })))
      return;
    await remove.mutateAsync(id).then((kept) => {
      if (kept && "id" in kept) showDone(t("room.used"));
    }, showProblem);
  };
  return (
    <Stack gap={6} role="group" aria-label={t("room.title")}>
      <Text size="sm" fw={500}>
        {t("room.title")}
      </Text>
      <Text size="xs" c="dimmed">
        {t("room.hint")}
      </Text>
      {rooms.map((room) => (
        <Group key={room.id} gap={6} wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={t("room.name")}
            defaultValue={room.name}
            readOnly={!mayEdit}
            maxLength={100}
            onBlur={(event) => {
              const changed = event.currentTarget.value.trim();
              if (changed && changed !== room.name)
                rename.mutate({ id: room.id, name: changed }, { onError: showProblem });
            }}
          />
          {mayEdit && (
            <ActionIcon
              aria-label={t("room.remove", { name: room.name })}
              onClick={() => void drop(room.id, room.name)}
            >
              <IconX size={16} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {mayEdit && (
        <Group gap={6} wrap="nowrap">
          <TextInput
            flex={1}
            value={name}
            placeholder={t("room.example")}
            aria-label={t("room.new")}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              void create();
            }}
          />
          <Button
            variant="light"
            leftSection={<IconPlus size={16} />}
            onClick={() => void create()}
            disabled={!name.trim()}
            loading={add.isPending}
          >
            {t("app:add")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
