// Asking a channel whether it works, and what it has answered.

import { Anchor, Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { Problem } from "~/ui";
import { useCheck } from "./queries";

interface Props {
  id: string;
  /** The words of the link to the channel. */
  link: string;
  /** Shown until it has been asked. */
  children?: ReactNode;
}

export function ChannelCheck({ id, link, children }: Props) {
  const { t } = useTranslation("channels");
  const mayManage = useMay("manage_channels");
  const check = useCheck(id);
  return (
    <Group gap="sm">
      {mayManage && (
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {t("check")}
        </Button>
      )}
      {check.isSuccess && (
        <Text size="sm" role="status">
          {t("check_ok", { name: check.data.name })}{" "}
          {check.data.link && (
            <Anchor
              href={check.data.link.replace(/\{[^}]*\}/g, "")}
              target="_blank"
              rel="noopener noreferrer"
              size="sm"
              underline="always"
            >
              {link}
            </Anchor>
          )}
        </Text>
      )}
      <Problem error={check.error} />
      {!check.isSuccess && !check.isError && children}
    </Group>
  );
}
