// Erasing a person: what goes, what it is not, and the name to be typed before the button works.

import { Alert, Button, Group, List, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ContactCard } from "@samovar/client";
import { IconAlertTriangle, IconDownload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { phone } from "~/app/format";
import { nameOf } from "~/features/contacts/names";
import { Problem, showDone } from "~/ui";
import { ERASURES, erase, exportedAt } from "./queries";
import { isSame, wordOf } from "./same";

const GOES = ["card", "talks", "memory", "files", "traces", "journal"] as const;

export function EraseDialog({ card, onClose }: { card: ContactCard; onClose: () => void }) {
  const { t } = useTranslation(["erasures", "contacts"]);
  const navigate = useNavigate();
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const [typed, setTyped] = useState("");
  const [isErasing, setIsErasing] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const word = wordOf(card);
  const isSure = isSame(typed, card);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isSure || isErasing) return;
    setIsErasing(true);
    setFault(undefined);
    try {
      const { id } = await erase(card.id, word);
      showDone(t("done"));
      await navigate({ to: ERASURES, search: { proof: id } as never });
    } catch (refused) {
      setFault(refused);
      setIsErasing(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("dialog.title", { name: nameOf(t, card) })}
      size={560}
      fullScreen={isPhone}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Alert color="red" icon={<IconAlertTriangle size={18} aria-hidden />} title={t("dialog.forever")}>
            {t("dialog.forever_text")}
          </Alert>
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t("dialog.goes")}
            </Text>
            <List size="sm" spacing={2}>
              {GOES.map((part) => (
                <List.Item key={part}>{t(`dialog.part.${part}`)}</List.Item>
              ))}
            </List>
          </div>
          <Text size="sm">{t("dialog.stays")}</Text>
          <Button
            variant="default"
            component="a"
            href={exportedAt(card.id)}
            download
            leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
            style={{ alignSelf: "flex-start" }}
          >
            {t("export_first")}
          </Button>
          <TextInput
            label={t("dialog.type", { word: word === card.phone ? phone(word) : word })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
          <Problem error={fault} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("app:cancel")}
            </Button>
            <Button type="submit" color="red" disabled={!isSure} loading={isErasing}>
              {t("dialog.action")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
