// Calling a visit off, with a reason if there is one to tell.

import { Button, Chip, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { moment } from "~/app/format";
import type { Visit } from "./queries";
import type { Changes } from "./use-changes";
import { clientOf } from "./visit-card";

interface Props {
  visit: Visit | undefined;
  zone: string;
  changes: Changes;
  onClose: () => void;
}

export function CancelDialog({ visit, zone, changes, onClose }: Props) {
  const { t } = useTranslation("calendar");
  return (
    <Modal
      opened={visit !== undefined}
      onClose={onClose}
      title={t("cancel.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {visit && <Body key={visit.id} visit={visit} zone={zone} changes={changes} onClose={onClose} />}
    </Modal>
  );
}

function Body({ visit, zone, changes, onClose }: Props & { visit: Visit }) {
  const { t } = useTranslation("calendar");
  const [reason, setReason] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const cancel = async () => {
    setIsBusy(true);
    const isDone = await changes.cancel(visit, reason.trim());
    setIsBusy(false);
    if (isDone) onClose();
  };
  return (
    <Stack>
      <Text size="sm">
        {clientOf(visit) ?? t("no_name")}, {moment(visit.starts_at, zone)}. {t("cancel.text")}
      </Text>
      <Chip.Group value={reason} onChange={(value) => setReason(String(value))}>
        <Group gap={6}>
          {(["client", "ill", "firm", "mistake"] as const).map((one) => (
            <Chip key={one} value={t(`cancel.reasons.${one}`)} size="sm" variant="light">
              {t(`cancel.reasons.${one}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Textarea
        label={t("cancel.reason")}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={2000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("cancel.keep")}
        </Button>
        <Button color="red.9" loading={isBusy} onClick={() => void cancel()} data-autofocus>
          {t("cancel.action")}
        </Button>
      </Group>
    </Stack>
  );
}
