// A stage goes away while deals stand on it, or while an agent or a script names it: where to, instead.

import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { called } from "../names";
import type { Stage } from "../wire";
import type { DraftStage } from "./draft";

interface Props {
  /** How many deals stand on each, where the server has said. */
  counts: Record<string, number>;
  removed: Stage[];
  stages: DraftStage[];
  isNamed: boolean;
  onClose: () => void;
  onSubmit: (moved: Record<string, string>) => void;
}

export function MovedDialog({ counts, removed, stages, isNamed, onClose, onSubmit }: Props) {
  const { t } = useTranslation("deals");
  const [moved, setMoved] = useState<Record<string, string>>({});
  const [isTried, setIsTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (removed.every(({ key }) => moved[key])) onSubmit(moved);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("set.moved.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
      zIndex={300}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm">{t(isNamed ? "set.moved.named" : "set.moved.text")}</Text>
          {removed.map((stage) => {
            const count = counts[stage.key];
            return (
              <Select
                key={stage.key}
                label={
                  count === undefined
                    ? t("set.moved.from", { stage: called(stage) })
                    : t("set.moved.from_count", { stage: called(stage), count })
                }
                placeholder={t("choose")}
                data={stages.flatMap((one) => (one.key ? [{ value: one.key, label: called(one) }] : []))}
                value={moved[stage.key] ?? null}
                onChange={(to) => setMoved((now) => ({ ...now, ...(to ? { [stage.key]: to } : {}) }))}
                error={isTried && !moved[stage.key] ? t("needs.missing") : undefined}
                allowDeselect={false}
                withAsterisk
              />
            );
          })}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit">{t("set.moved.action")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
