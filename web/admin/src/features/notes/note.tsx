// One note: who wrote it and when, its words with links and called names, its files, and what can be done with it.

import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconFile, IconPencil, IconPin, IconPinFilled, IconPinnedOff, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bytes, recent } from "~/app/format";
import { linked } from "~/features/inbox/model/words";
import type { Mate } from "~/features/inbox/queries";
import { fileUrl } from "~/features/inbox/wire";
import { Avatar, showProblem, useConfirm } from "~/ui";
import { NoteEditor } from "./editor";
import classes from "./notes.module.css";
import { called } from "./order";
import { changeNote, dropNote, pinNote } from "./queries";
import type { Note } from "./wire";

interface Props {
  note: Note;
  team: Mate[];
  me: string;
  zone: string | undefined;
  mayEdit: boolean;
  /** Also what others wrote. */
  mayAll: boolean;
}

/** Words with links, and names that are called. */
function Words({ text, names }: { text: string; names: string[] }) {
  return (
    <p className={classes.text}>
      {linked(text).map((piece, index) =>
        piece.kind === "link" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no other name
          <a key={index} href={piece.href} target="_blank" rel="noreferrer noopener">
            {piece.text}
          </a>
        ) : (
          called(piece.text, names).map((part, inner) =>
            part.isName ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <span key={`${index}.${inner}`} className={classes.name}>
                {part.text}
              </span>
            ) : (
              part.text
            ),
          )
        ),
      )}
    </p>
  );
}

export function NoteItem({ note, team, me, zone, mayEdit, mayAll }: Props) {
  const { t } = useTranslation("notes");
  const confirm = useConfirm();
  const [isEditing, setIsEditing] = useState(false);
  const { author } = note;
  const name =
    author.name ??
    team.find((mate) => mate.person_id === author.person_id)?.name ??
    t([`author.${author.kind}`, "author.system"]);
  const isOwn = author.person_id === me;
  const mayChange = mayEdit && (isOwn || mayAll);
  const drop = async () => {
    if (!(await confirm({ title: t("remove.title"), text: t("remove.text"), action: t("app:delete"), isDanger: true })))
      return;
    await dropNote(note).catch(showProblem);
  };
  if (isEditing)
    return (
      <li className={classes.note}>
        <NoteEditor
          team={team}
          me={me}
          text={note.text}
          files={note.files}
          action={t("app:save")}
          autoFocus
          onCancel={() => setIsEditing(false)}
          onSave={async (draft) => {
            await changeNote(note, draft);
            setIsEditing(false);
          }}
        />
      </li>
    );
  return (
    <li className={classes.note} data-pinned={note.is_pinned || undefined} data-note={note.id}>
      <div className={classes.top}>
        <Avatar id={author.person_id ?? author.kind} name={name} size={26} />
        <span className={classes.author}>{name}</span>
        <time className={classes.when} dateTime={note.created_at}>
          {recent(note.created_at, zone)}
        </time>
        {note.is_pinned && <IconPinFilled size={15} role="img" aria-label={t("pinned")} className={classes.pin} />}
        {mayChange && (
          <Menu position="bottom-end" width={210}>
            <Menu.Target>
              <ActionIcon size={40} aria-label={t("menu", { name })} className={classes.menu ?? ""}>
                <IconDots size={18} stroke={1.6} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={
                  note.is_pinned ? <IconPinnedOff size={17} aria-hidden /> : <IconPin size={17} aria-hidden />
                }
                onClick={() => void pinNote(note, !note.is_pinned).catch(showProblem)}
              >
                {t(note.is_pinned ? "unpin" : "pin")}
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={17} aria-hidden />} onClick={() => setIsEditing(true)}>
                {t("app:edit")}
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => void drop()}>
                {t("app:delete")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <Words text={note.text} names={team.map((mate) => mate.name)} />
      {note.files.length > 0 && (
        <ul className={classes.files} aria-label={t("files")}>
          {note.files.map((file) => (
            <li key={file.id}>
              <a href={fileUrl(file.id)} target="_blank" rel="noreferrer" className={classes.file}>
                <IconFile size={15} stroke={1.6} aria-hidden />
                <span>{file.name}</span>
                <span className={classes.size}>{bytes(file.size)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
