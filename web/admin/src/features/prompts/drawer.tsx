// The library beside a text that is being written: a block goes where the caret stands.

import { Button, Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { PromptList } from "./list";

interface Props {
  opened: boolean;
  onClose: () => void;
  role?: string | undefined;
  phase?: string | undefined;
  onTake: (text: string) => void;
}

export function PromptDrawer({ opened, onClose, role, phase, onTake }: Props) {
  const { t } = useTranslation("prompts");
  const isPhone = useMediaQuery("(max-width: 48em)");
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={isPhone ? "100%" : 520}
      title={t("title")}
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <PromptList
        role={role}
        phase={phase}
        action={({ title, text }) => (
          <Button
            size="compact-sm"
            variant="light"
            onClick={() => onTake(text)}
            aria-label={t("insert_named", { title })}
            style={{ flexShrink: 0 }}
          >
            {t("insert")}
          </Button>
        )}
      />
    </Drawer>
  );
}
