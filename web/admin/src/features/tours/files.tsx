// Photos and materials of a tour. Every change is saved at once: there is nothing to forget to press.

import { ActionIcon, Anchor, Badge, Button, FileButton, Group, Stack, Text, TextInput } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconFile,
  IconUpload,
  IconX,
} from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { bytes } from "~/app/format";
import { Block } from "~/features/settings/parts";
import { showProblem } from "~/ui";
import { moved } from "./order";
import { type FileChoices, fileUrl, type TourFileView, type TourView, upload, useReplaceFiles } from "./queries";
import { shrink } from "./shrink";
import classes from "./tours.module.css";

const MOST = 20;
const PICTURES = "image/png,image/jpeg,image/webp,image/gif";

interface EditorProps {
  files: TourFileView[];
  mayEdit: boolean;
  isBusy: boolean;
  onChange: (files: TourFileView[]) => void;
  onAdd: (files: File[]) => void;
}

/** The text under a photo or of a material: saved when the field is left. */
function FileText({
  file,
  label,
  placeholder,
  onSave,
  isLocked,
}: {
  file: TourFileView;
  label: string;
  placeholder: string;
  onSave: (text: string) => void;
  isLocked: boolean;
}) {
  return (
    <TextInput
      key={file.text}
      aria-label={label}
      placeholder={placeholder}
      defaultValue={file.text}
      maxLength={200}
      readOnly={isLocked}
      flex={1}
      onBlur={(event) => {
        const text = event.currentTarget.value.trim();
        if (!isLocked && text !== file.text) onSave(text);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}

const withText = (files: TourFileView[], index: number, text: string) =>
  files.map((one, place) => (place === index ? { ...one, text } : one));

function Photos({ files, mayEdit, isBusy, onChange, onAdd }: EditorProps) {
  const { t } = useTranslation("tours");
  return (
    <Stack>
      {files.length > 0 && (
        <ul className={classes.photos} aria-label={t("files.photos")}>
          {files.map((file, index) => (
            <li key={file.file_id} className={classes.photo}>
              <div className={classes.picture}>
                <img src={fileUrl(file.file_id)} alt={file.text} loading="lazy" />
                {index === 0 && (
                  <Badge className={classes.first ?? ""} color="dark" variant="filled" tt="none">
                    {t("files.cover")}
                  </Badge>
                )}
              </div>
              <Group gap={4} wrap="nowrap">
                <FileText
                  file={file}
                  label={t("files.alt", { number: index + 1 })}
                  placeholder={t("files.alt_example")}
                  isLocked={!mayEdit}
                  onSave={(text) => onChange(withText(files, index, text))}
                />
              </Group>
              {mayEdit && (
                <Group gap={4} justify="space-between">
                  <Group gap={4}>
                    <ActionIcon
                      aria-label={t("files.earlier", { number: index + 1 })}
                      disabled={index === 0 || isBusy}
                      onClick={() => onChange(moved(files, index, index - 1))}
                    >
                      <IconArrowLeft size={18} />
                    </ActionIcon>
                    <ActionIcon
                      aria-label={t("files.later", { number: index + 1 })}
                      disabled={index === files.length - 1 || isBusy}
                      onClick={() => onChange(moved(files, index, index + 1))}
                    >
                      <IconArrowRight size={18} />
                    </ActionIcon>
                  </Group>
                  <ActionIcon
                    aria-label={t("files.remove_photo", { number: index + 1 })}
                    disabled={isBusy}
                    onClick={() => onChange(files.filter((one) => one !== file))}
                  >
                    <IconX size={18} />
                  </ActionIcon>
                </Group>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && files.length < MOST && (
        <div>
          <FileButton onChange={onAdd} accept={PICTURES} multiple>
            {(props) => (
              <Button {...props} variant="light" leftSection={<IconUpload size={16} />} loading={isBusy}>
                {t("files.add_photos")}
              </Button>
            )}
          </FileButton>
        </div>
      )}
    </Stack>
  );
}

function Materials({ files, mayEdit, isBusy, onChange, onAdd }: EditorProps) {
  const { t } = useTranslation("tours");
  return (
    <Stack>
      {files.length > 0 && (
        <ul className={classes.materials} aria-label={t("files.materials")}>
          {files.map((file, index) => (
            <li key={file.file_id} className={classes.material}>
              <IconFile size={22} stroke={1.5} aria-hidden />
              <div style={{ minWidth: 0 }}>
                <FileText
                  file={file}
                  label={t("files.material_name", { name: file.name })}
                  placeholder={t("files.material_example")}
                  isLocked={!mayEdit}
                  onSave={(text) => onChange(withText(files, index, text))}
                />
                <Text size="xs" c="dimmed" truncate mt={4}>
                  <Anchor href={fileUrl(file.file_id)} download={file.name} size="xs" c="inherit" underline="always">
                    {file.name}
                  </Anchor>{" "}
                  · {bytes(file.size)}
                </Text>
              </div>
              {mayEdit && (
                <Group gap={2} wrap="nowrap">
                  <ActionIcon
                    aria-label={t("files.up", { name: file.name })}
                    disabled={index === 0 || isBusy}
                    onClick={() => onChange(moved(files, index, index - 1))}
                  >
                    <IconArrowUp size={18} />
                  </ActionIcon>
                  <ActionIcon
                    aria-label={t("files.down", { name: file.name })}
                    disabled={index === files.length - 1 || isBusy}
                    onClick={() => onChange(moved(files, index, index + 1))}
                  >
                    <IconArrowDown size={18} />
                  </ActionIcon>
                  <ActionIcon
                    aria-label={t("files.remove", { name: file.name })}
                    disabled={isBusy}
                    onClick={() => onChange(files.filter((one) => one !== file))}
                  >
                    <IconX size={18} />
                  </ActionIcon>
                </Group>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && files.length < MOST && (
        <div>
          <FileButton onChange={onAdd} multiple>
            {(props) => (
              <Button {...props} variant="light" leftSection={<IconUpload size={16} />} loading={isBusy}>
                {t("files.add_materials")}
              </Button>
            )}
          </FileButton>
        </div>
      )}
    </Stack>
  );
}

type List = "photo_files" | "materials";
const choices = (files: TourFileView[]): FileChoices["materials"] =>
  files.map(({ file_id, text }) => ({ file_id, text }));

export function Files({ tour, mayEdit }: { tour: TourView; mayEdit: boolean }) {
  const { t } = useTranslation("tours");
  const replace = useReplaceFiles(tour.id);
  const [sending, setSending] = useState<List>();
  // An upload takes its time: what the tour has by then counts, not what it had at the beginning.
  const latest = useRef(tour);
  latest.current = tour;
  const save = (list: List, files: TourFileView[]) =>
    replace.mutateAsync({
      photo_files: choices(latest.current.photo_files),
      materials: choices(latest.current.materials),
      [list]: choices(files),
    });
  const change = (list: List) => (files: TourFileView[]) => void save(list, files).catch(showProblem);
  const add = (list: List) => async (added: File[]) => {
    if (added.length === 0) return;
    setSending(list);
    const stored: TourFileView[] = [];
    for (const file of added.slice(0, MOST - tour[list].length)) {
      try {
        const { id, name, mime, size } = await upload(list === "photo_files" ? await shrink(file) : file);
        stored.push({ file_id: id, text: "", name, mime, size });
      } catch (error) {
        showProblem(error);
      }
    }
    if (stored.length > 0) await save(list, [...latest.current[list], ...stored]).catch(showProblem);
    setSending(undefined);
  };
  const editor = (list: List) => ({
    files: tour[list],
    mayEdit,
    isBusy: sending === list || replace.isPending,
    onChange: change(list),
    onAdd: (files: File[]) => void add(list)(files),
  });
  return (
    <Stack>
      <Block title={t("files.photos")} text={t("files.photos_text")}>
        <Photos {...editor("photo_files")} />
      </Block>
      <Block title={t("files.materials")} text={t("files.materials_text")}>
        <Materials {...editor("materials")} />
      </Block>
      {tour.photos.length > 0 && (
        <Block title={t("files.elsewhere")} text={t("files.elsewhere_text")}>
          <Stack gap={4}>
            {tour.photos.map((address) => (
              <Anchor key={address} href={address} target="_blank" rel="noreferrer" size="sm" truncate>
                {address}
              </Anchor>
            ))}
          </Stack>
        </Block>
      )}
    </Stack>
  );
}
