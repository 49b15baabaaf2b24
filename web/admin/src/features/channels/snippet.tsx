// The line of HTML that puts the chat on a site, and where it goes.

import { ActionIcon, Anchor, Code, CopyButton, Group, Stack, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "~/app/session";

export function snippetOf(origin: string, key: string): string {
  return `<script src="${origin}/w/v1/loader.js" data-key="${key}" async></script>`;
}

export function Snippet({ publicKey }: { publicKey: string }) {
  const { t } = useTranslation("channels");
  const slug = useMe().org?.slug;
  const text = snippetOf(location.origin, publicKey);
  return (
    <Stack gap="xs">
      <Text size="sm">{t("widget.snippet")}</Text>
      <Group wrap="nowrap" gap={6} align="flex-start">
        <Code
          block
          flex={1}
          style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
          tabIndex={0}
          aria-label={t("widget.snippet_label")}
        >
          {text}
        </Code>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Tooltip label={t(copied ? "app:copied" : "app:copy")}>
              <ActionIcon
                onClick={copy}
                aria-label={t(copied ? "app:copied" : "app:copy")}
                color={copied ? "teal" : "gray"}
              >
                {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
      <Text size="sm" c="dimmed">
        {t("widget.origins_hint")}
      </Text>
      <Anchor href={`/f/${slug}`} target="_blank" rel="noopener" size="sm">
        {t("widget.try")} <IconExternalLink size={14} style={{ verticalAlign: -2 }} aria-hidden />
      </Anchor>
    </Stack>
  );
}
