// The line of HTML that puts the chat on a site, and where it goes.

import { Anchor, Code, Group, Stack, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "~/app/session";
import { CopyIcon } from "~/ui";

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
        <CopyIcon value={text} />
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
