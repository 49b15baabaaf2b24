// Choosing files: by a dialog of the browser, or dropped anywhere on the page. What fits is said before.

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFileUpload, IconUpload } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "../knowledge.module.css";
import { CategorySelect } from "../tree/category-select";
import { ENDINGS } from "./uploads";
import { uploads } from "./use-uploads";

const ACCEPT = ENDINGS.map((ending) => `.${ending}`).join(",");

interface Props {
  category: string | undefined;
  onClose: () => void;
}

export function AddFiles({ category, onClose }: Props) {
  const { t } = useTranslation("knowledge");
  const isPhone = useMediaQuery("(max-width: 48em)");
  const [home, setHome] = useState(category);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    if (!files || files.length === 0) return;
    uploads.add(files, home);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("upload.add_title")}
      fullScreen={isPhone ?? false}
      size="lg"
      closeButtonProps={{ "aria-label": t("app:close") }}
    >
      <Stack>
        <CategorySelect value={home} onChange={setHome} description={t("upload.category_hint")} />
        <DropZone onFiles={take} className={classes.drop ?? ""}>
          <IconFileUpload size={34} stroke={1.4} aria-hidden />
          <Text fw={500}>{t(isPhone ? "upload.choose_phone" : "upload.drop")}</Text>
          <Text size="sm" c="dimmed" ta="center">
            {t("upload.limits")}
          </Text>
          <Button leftSection={<IconUpload size={16} />} onClick={() => input.current?.click()} data-autofocus>
            {t("upload.choose")}
          </Button>
          <input
            ref={input}
            type="file"
            multiple
            accept={ACCEPT}
            hidden
            aria-label={t("upload.choose")}
            onChange={(event) => take(event.currentTarget.files)}
          />
        </DropZone>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("app:cancel")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface DropProps {
  onFiles: (files: FileList) => void;
  className?: string;
  disabled?: boolean;
  children: ReactNode;
}

/** Anything may lie inside; while files are held over it, it says that they will be taken. */
export function DropZone({ onFiles, className, disabled = false, children }: DropProps) {
  const { t } = useTranslation("knowledge");
  const [over, setOver] = useState(0);
  const isFiles = (event: DragEvent) => !disabled && event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first
    <div
      className={`${classes.zone} ${className ?? ""}`}
      data-over={over > 0 || undefined}
      onDragEnter={(event) => {
        if (!isFiles(event)) return;
        event.preventDefault();
        setOver((depth) => depth + 1);
      }}
      onDragOver={(event) => {
        if (isFiles(event)) event.preventDefault();
      }}
      onDragLeave={(event) => {
        if (isFiles(event)) setOver((depth) => Math.max(0, depth - 1));
      }}
      onDrop={(event) => {
        if (!isFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(0);
        onFiles(event.dataTransfer.files);
      }}
    >
      {children}
      {over > 0 && !className && (
        <div className={classes.over} aria-hidden>
          <IconFileUpload size={40} stroke={1.4} />
          {t("upload.release")}
        </div>
      )}
    </div>
  );
}
