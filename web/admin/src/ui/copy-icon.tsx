// A small button that copies a line and says that it has.

import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** `label`: "Copy" when left out. */
export function CopyIcon({ value, label, size }: { value: string; label?: string; size?: number }) {
  const { t } = useTranslation("app");
  const drawing = size && size < 34 ? 16 : 18;
  return (
    <CopyButton value={value} timeout={1_500}>
      {({ copied, copy }) => {
        const name = copied ? t("copied") : (label ?? t("copy"));
        return (
          <Tooltip label={name}>
            <ActionIcon onClick={copy} aria-label={name} color={copied ? "teal" : "gray"} {...(size && { size })}>
              {copied ? <IconCheck size={drawing} /> : <IconCopy size={drawing} />}
            </ActionIcon>
          </Tooltip>
        );
      }}
    </CopyButton>
  );
}
