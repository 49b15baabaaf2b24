// A time of one's own for a conversation to come back.

import { Button, Group, Modal, Stack } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import "@mantine/dates/styles.css";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLang } from "~/app/i18n";
import { inZone } from "../model/snooze";
import { carryOut } from "../moves";
import type { HeaderProps } from "./header";

interface Props extends Pick<HeaderProps, "row" | "zone"> {
  opened: boolean;
  onClose: () => void;
}

export function OwnTime({ row, zone, opened, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const [own, setOwn] = useState<string | null>(null);
  const put = () => {
    if (!own) return;
    onClose();
    void carryOut(row, { kind: "snooze", until: inZone(own, zone) });
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("snooze.title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <Stack>
        <DateTimePicker
          label={t("snooze.own")}
          placeholder={t("snooze.pick")}
          data-autofocus
          value={own}
          onChange={setOwn}
          minDate={dayjs().format("YYYY-MM-DD")}
          valueFormat="D MMMM, HH:mm"
          locale={currentLang()}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("app:cancel")}
          </Button>
          <Button disabled={!own} onClick={put}>
            {t("snooze.put")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
