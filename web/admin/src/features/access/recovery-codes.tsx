// The ten recovery codes, seen only now: copy, keep as a file, or print; going on asks whether they are kept.

import { Alert, Button, Checkbox, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "~/app/session";
import { useLeaveGuard } from "~/features/settings/parts";
import classes from "./security.module.css";

/** A text file made here, in the browser; nothing is sent anywhere. */
function saveAs(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation("access");
  const { person } = useMe();
  const [isKept, setIsKept] = useState(false);
  useLeaveGuard(!isKept);
  const text = `${t("recovery.file_title", { email: person.email })}\n\n${codes.join("\n")}\n`;
  return (
    <Stack gap="md" align="flex-start">
      <Alert variant="light" title={t("recovery.title")}>
        {t("recovery.text")}
      </Alert>
      <ul className={classes.codes} aria-label={t("recovery.list")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs" className="no-print">
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} stroke={1.6} />}
            >
              {t(copied ? "app:copied" : "app:copy")}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.6} />}
          onClick={() => saveAs("samovar-recovery-codes.txt", text)}
        >
          {t("recovery.download")}
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.6} />} onClick={() => window.print()}>
          {t("recovery.print")}
        </Button>
      </Group>
      <Checkbox
        className="no-print"
        label={<Text size="sm">{t("recovery.kept")}</Text>}
        checked={isKept}
        onChange={(event) => setIsKept(event.currentTarget.checked)}
      />
      <Button className="no-print" disabled={!isKept} onClick={onDone}>
        {t("recovery.done")}
      </Button>
    </Stack>
  );
}
