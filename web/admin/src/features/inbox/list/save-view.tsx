// Saving the present filter under a name.

import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { refusalText, showDone } from "~/ui";
import { keptOf, saveView } from "../saved";
import type { Filter } from "../wire";

export function SaveView({ filter, opened, onClose }: { filter: Filter; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const mayShare = useMay("edit_catalog");
  const [name, setName] = useState("");
  const [isShared, setIsShared] = useState(false);
  const save = useMutation({
    mutationFn: () => saveView({ name: name.trim(), filter: keptOf(filter), is_shared: isShared }),
    onSuccess: () => {
      showDone(t("saved.done", { name: name.trim() }));
      setName("");
      setIsShared(false);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) save.mutate();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("saved.save")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("saved.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={60}
            required
            data-autofocus
            error={save.error ? refusalText(t, save.error) : undefined}
          />
          {mayShare && (
            <Switch
              label={t("saved.for_all")}
              checked={isShared}
              onChange={(event) => setIsShared(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
              {t("app:save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
