// Photos of a product in its form: added, put in order, described, taken off. The first is the cover.

import { ActionIcon, Button, FileButton, Text, TextInput } from "@mantine/core";
import { IconArrowLeft, IconUpload, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay } from "~/app/session";
import { moved } from "~/features/tours/order";
import { fileUrl, upload } from "~/features/tours/queries";
import { shrink } from "~/features/tours/shrink";
import { showProblem } from "~/ui";
import classes from "./products.module.css";
import type { ProductPhotoBody } from "./queries";

const MOST = 20;
const PICTURES = "image/png,image/jpeg,image/webp,image/gif";

interface Props {
  photos: ProductPhotoBody[];
  mayEdit: boolean;
  isSending: boolean;
  onSending: (isSending: boolean) => void;
  onChange: (change: (photos: ProductPhotoBody[]) => ProductPhotoBody[]) => void;
}

export function Photos({ photos, mayEdit, isSending, onSending, onChange }: Props) {
  const { t } = useTranslation("products");
  // Files are kept by whom the firm lets write to customers.
  const mayUpload = useMay("converse") && mayEdit;
  const add = async (files: File[]) => {
    if (files.length === 0) return;
    onSending(true);
    for (const file of files.slice(0, MOST - photos.length)) {
      try {
        const { id } = await upload(await shrink(file));
        onChange((known) => [...known, { file_id: id, text: "" }]);
      } catch (error) {
        showProblem(error);
      }
    }
    onSending(false);
  };
  return (
    <fieldset className={classes.variants}>
      <Text component="legend" size="sm" fw={500}>
        {t("form.photos")}
      </Text>
      {photos.length > 0 && (
        <ul className={classes.photos} aria-label={t("form.photos")}>
          {photos.map(({ file_id, text }, index) => (
            <li key={file_id}>
              <img src={fileUrl(file_id)} alt={text ?? ""} loading="lazy" />
              <TextInput
                size="xs"
                aria-label={t("form.photo_text", { number: index + 1 })}
                placeholder={t("form.photo_example")}
                value={text ?? ""}
                maxLength={200}
                readOnly={!mayEdit}
                onChange={(event) => {
                  const said = event.currentTarget.value;
                  onChange((known) => known.map((one) => (one.file_id === file_id ? { ...one, text: said } : one)));
                }}
              />
              {mayEdit && (
                <span className={classes.acts}>
                  <ActionIcon
                    aria-label={t("form.photo_earlier", { number: index + 1 })}
                    disabled={index === 0}
                    onClick={() => onChange((known) => moved(known, index, index - 1))}
                  >
                    <IconArrowLeft size={16} />
                  </ActionIcon>
                  <ActionIcon
                    aria-label={t("form.photo_remove", { number: index + 1 })}
                    onClick={() => onChange((known) => known.filter((one) => one.file_id !== file_id))}
                  >
                    <IconX size={16} />
                  </ActionIcon>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayUpload && photos.length < MOST && (
        <FileButton onChange={(files) => void add(files)} accept={PICTURES} multiple>
          {(props) => (
            <Button {...props} variant="light" leftSection={<IconUpload size={16} aria-hidden />} loading={isSending}>
              {t("form.photo_add")}
            </Button>
          )}
        </FileButton>
      )}
    </fieldset>
  );
}
