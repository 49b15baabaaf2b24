// The notes about a customer, for the card and for the panel of the inbox: pinned ones first, a new one at the top.

import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useZone } from "~/app/firm";
import { useMay, useMe } from "~/app/session";
import { teamQuery } from "~/features/inbox/queries";
import { Loading, Problem } from "~/ui";
import { NoteEditor } from "./editor";
import { NoteItem } from "./note";
import classes from "./notes.module.css";
import { inOrder } from "./order";
import { notesQuery, useNotesLive, writeNote } from "./queries";

export interface Props {
  contactId: string;
  /** A new note is about this deal too. */
  dealId?: string | undefined;
}

const MANAGERS = ["manager", "admin", "owner"];

export function CustomerNotes({ contactId, dealId }: Props) {
  // The list of colleagues speaks the inbox's words: asked for later, they would take the field from under the hands.
  const { t } = useTranslation(["notes", "inbox"]);
  const [me, zone, mayEdit] = [useMe(), useZone(), useMay("edit_contacts")];
  const { data: team = [] } = useQuery(teamQuery);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    notesQuery(contactId),
  );
  useNotesLive(contactId);
  const notes = data && inOrder(data.pages.flatMap(({ items }) => items));
  const mayAll = MANAGERS.includes(me.org?.role ?? "");
  return (
    <section className={classes.section} aria-labelledby={`notes-${contactId}`}>
      <h2 className={classes.title} id={`notes-${contactId}`}>
        {t("title")}
      </h2>
      {mayEdit && (
        <NoteEditor
          key={contactId}
          team={team}
          me={me.person.id}
          draftKey={`samovar.note.${me.org?.org_id ?? ""}.${me.person.id}.${contactId}`}
          action={t("add")}
          onSave={(draft) => writeNote(contactId, { ...draft, ...(dealId && { deal_id: dealId }) })}
        />
      )}
      {error && !notes ? (
        <>
          <Problem error={error} mt="xs" />
          <Button variant="default" size="compact-md" mt={6} onClick={() => void refetch()}>
            {t("app:error.retry")}
          </Button>
        </>
      ) : !notes ? (
        <Loading rows={2} />
      ) : notes.length === 0 ? (
        !mayEdit && <p className={classes.none}>{t("none")}</p>
      ) : (
        <ul className={classes.list} aria-labelledby={`notes-${contactId}`}>
          {notes.map((note) => (
            <NoteItem
              key={note.id}
              note={note}
              team={team}
              me={me.person.id}
              zone={zone}
              mayEdit={mayEdit}
              mayAll={mayAll}
            />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button variant="subtle" size="compact-md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("app:more")}
        </Button>
      )}
    </section>
  );
}
