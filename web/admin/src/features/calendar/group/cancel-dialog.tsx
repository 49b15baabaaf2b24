// Calling a class off: everybody who comes is told.

import { Button, Chip, Group, Modal, Stack, Switch, Text, Textarea } from "@mantine/core";
import type { GroupEventView } from "@samovar/client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { moment } from "~/app/format";
import { showDone, showProblem } from "~/ui";
import { cancelGroup } from "./queries";

interface Props {
  group: GroupEventView | undefined;
  zone: string;
  onClose: () => void;
}

export function GroupCancelDialog({ group, zone, onClose }: Props) {
  const { t } = useTranslation("calendar");
  return (
    <Modal
      opened={group !== undefined}
      onClose={onClose}
      title={t("group.cancel_title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      {group && <Body key={group.id} group={group} zone={zone} onClose={onClose} />}
    </Modal>
  );
}

function Body({ group, zone, onClose }: Props & { group: GroupEventView }) {
  const { t } = useTranslation("calendar");
  const cache = useQueryClient();
  const [reason, setReason] = useState("");
  const [isFollowing, setIsFollowing] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const cancel = async () => {
    setIsBusy(true);
    try {
      await cancelGroup(cache, group, { reason: reason.trim(), scope: isFollowing ? "following" : "one" });
      showDone(t("group.cancelled"));
      onClose();
    } catch (error) {
      showProblem(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Stack>
      <Text size="sm">
        {moment(group.starts_at, zone)}. {t(group.people > 0 ? "group.cancel_text" : "group.cancel_empty")}
      </Text>
      <Chip.Group value={reason} onChange={(value) => setReason(String(value))}>
        <Group gap={6}>
          {(["ill", "few", "firm"] as const).map((one) => (
            <Chip key={one} value={t(`group.reasons.${one}`)} size="sm" variant="light">
              {t(`group.reasons.${one}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Textarea
        label={t("group.reason")}
        description={group.people > 0 ? t("group.reason_hint") : undefined}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={2000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {group.series_id && (
        <Switch
          label={t("group.cancel_following")}
          checked={isFollowing}
          onChange={(event) => setIsFollowing(event.currentTarget.checked)}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("cancel.keep")}
        </Button>
        <Button color="red.9" loading={isBusy} onClick={() => void cancel()} data-autofocus>
          {t("group.cancel")}
        </Button>
      </Group>
    </Stack>
  );
}
