// The files of a message while they go up: how far each is, why one was refused, and a way to take it back.

import { ActionIcon, RingProgress } from "@mantine/core";
import { IconAlertTriangle, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Refusal } from "~/app/api";
import { refusalText } from "~/ui";
import classes from "./composer.module.css";
import type { Upload } from "./uploads";

export function UploadList({ uploads, onRemove }: { uploads: Upload[]; onRemove: (key: string) => void }) {
  const { t } = useTranslation("inbox");
  if (uploads.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t("composer.files")}>
      {uploads.map((upload) => (
        <li key={upload.key} className={classes.file} data-bad={upload.refusal ? true : undefined}>
          {upload.refusal ? (
            <IconAlertTriangle size={16} aria-hidden />
          ) : (
            !upload.stored && (
              <RingProgress
                size={22}
                thickness={3}
                sections={[{ value: upload.share * 100, color: "copper" }]}
                aria-label={t("composer.progress", { percent: Math.round(upload.share * 100) })}
              />
            )
          )}
          <span title={upload.name}>
            {upload.name}
            {upload.refusal && ` — ${refusalText(t, new Refusal(422, { code: upload.refusal }))}`}
          </span>
          <ActionIcon
            size="sm"
            aria-label={t("composer.remove_file", { name: upload.name })}
            onClick={() => onRemove(upload.key)}
          >
            <IconX size={14} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
