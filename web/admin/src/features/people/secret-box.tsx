// Something shown once: to be copied now, as it cannot be seen again.

import { Button, CopyButton, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./people.module.css";

export function SecretBox({ label, value, hint }: { label: string; value: string; hint: string }) {
  const { t } = useTranslation("app");
  return (
    <Stack gap={8}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <code className={classes.secret}>{value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button
            onClick={copy}
            data-autofocus
            color={copied ? "teal" : undefined}
            leftSection={copied ? <IconCheck size={17} /> : <IconCopy size={17} stroke={1.6} />}
          >
            {t(copied ? "copied" : "copy")}
          </Button>
        )}
      </CopyButton>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    </Stack>
  );
}
