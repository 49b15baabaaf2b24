// Choosing the file: by the browser's dialog or dropped. Its way is shown, and can be stopped.

import { Button, Group, Progress, Text } from "@mantine/core";
import { IconFileUpload, IconUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { bytes } from "~/app/format";
import { Problem } from "~/ui";
import classes from "./imports.module.css";
import { importAt, keep } from "./queries";
import { ENDINGS, judge, postFile, type Sending } from "./wire";

const ACCEPT = ENDINGS.map((ending) => `.${ending}`).join(",");

export function UploadZone() {
  const { t } = useTranslation("imports");
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [sent, setSent] = useState(0);
  const [fault, setFault] = useState<unknown>();
  const [isOver, setIsOver] = useState(false);
  const sending = useRef<Sending>(undefined);
  // Whoever leaves the page while the file is under way has changed their mind.
  useEffect(() => () => sending.current?.abort(), []);
  const take = async (files: FileList | null) => {
    const chosen = files?.[0];
    if (!chosen || file) return;
    const refused = judge(chosen);
    setFault(refused ? t(`upload.${refused}`) : undefined);
    if (refused) return;
    setFile(chosen);
    setSent(0);
    sending.current = postFile(chosen, setSent);
    try {
      const made = await sending.current.done;
      keep(made);
      await navigate({ to: importAt(made.id) });
    } catch (refusal) {
      if (!(refusal instanceof DOMException)) setFault(refusal);
    } finally {
      sending.current = undefined;
      setFile(undefined);
    }
  };
  const isFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!isFiles(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        if (!isFiles(event)) return;
        event.preventDefault();
        setIsOver(false);
        void take(event.dataTransfer.files);
      }}
    >
      <IconFileUpload size={34} stroke={1.4} aria-hidden />
      {file ? (
        <>
          <Text fw={500} style={{ overflowWrap: "anywhere" }}>
            {file.name}
          </Text>
          <Progress w="100%" maw={360} value={(sent / file.size) * 100} aria-label={t("upload.sending")} />
          <Group gap="xs">
            <Text size="sm" c="dimmed" className="tabular">
              {t("upload.sent", { sent: bytes(sent), all: bytes(file.size) })}
            </Text>
            <Button variant="default" size="compact-sm" onClick={() => sending.current?.abort()}>
              {t("app:cancel")}
            </Button>
          </Group>
        </>
      ) : (
        <>
          <Text fw={500}>{t("upload.drop")}</Text>
          <Text size="sm" c="dimmed" maw={460}>
            {t("upload.limits")}
          </Text>
          <Button leftSection={<IconUpload size={16} aria-hidden />} onClick={() => input.current?.click()}>
            {t("upload.choose")}
          </Button>
        </>
      )}
      <input
        ref={input}
        type="file"
        accept={ACCEPT}
        hidden
        aria-label={t("upload.choose")}
        onChange={(event) => {
          void take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      {typeof fault === "string" ? (
        <Text size="sm" c="red.9" role="alert">
          {fault}
        </Text>
      ) : (
        <Problem error={fault} />
      )}
    </div>
  );
}
