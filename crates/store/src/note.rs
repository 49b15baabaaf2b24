//! Notes on contacts and the files they carry.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::file::StoredFile;
use domain::id::{ContactId, FileId, NoteId};
use domain::note::Note;
use domain::task::Doer;
use domain::{Error, Result, Ts};

/// Pinned notes stand before all others, as if they were written a century later.
const PINNED: i64 = 3_600_000_000_000_000;

statements! {
    INSERT = "INSERT INTO note (org_id, id, contact_id, deal_id, text, mentions, is_pinned, author_kind, author_id, author, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)";
    UPDATE = "UPDATE note SET deal_id = $3, text = $4, mentions = $5, is_pinned = $6, updated_at = $7 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM note WHERE org_id = $1 AND id = $2";
    LOCK = {
        lite: "SELECT * FROM note WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM note WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    /// Pinned first, then newest; `$3` and `$4` the place before.
    OF_CONTACT = "SELECT * FROM (SELECT n.*, n.created_at + CASE WHEN n.is_pinned THEN 3600000000000000 ELSE 0 END AS place FROM note n WHERE n.org_id = $1 AND n.contact_id = $2) p
                  WHERE place < $3 OR (place = $3 AND id < $4) ORDER BY place DESC, id DESC LIMIT $5";
    TIMELINE = "SELECT * FROM note WHERE org_id = $1 AND contact_id = $2 AND (created_at < $3 OR (created_at = $3 AND id < $4)) ORDER BY created_at DESC, id DESC LIMIT $5";
    DELETE = "DELETE FROM note WHERE org_id = $1 AND id = $2";
    /// Not one of another note.
    CLAIM_FILE = "UPDATE file SET note_id = $3 WHERE org_id = $1 AND id = $2 AND (note_id IS NULL OR note_id = $3) RETURNING id";
    /// Let go of, a file that no message carries is swept.
    FREE_FILES = "UPDATE file SET note_id = NULL WHERE org_id = $1 AND note_id = $2";
    FILES = "SELECT f.* FROM file f JOIN note n ON n.org_id = f.org_id AND n.id = f.note_id WHERE f.org_id = $1 AND n.contact_id = $2 ORDER BY f.id";
    FILES_OF = "SELECT * FROM file WHERE org_id = $1 AND note_id = $2 ORDER BY id";
}

impl FromRow for Note {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Note {
            id: row.id("id")?,
            contact_id: row.id("contact_id")?,
            deal_id: row.maybe_id("deal_id")?,
            text: row.get("text")?,
            mentions: row.json("mentions")?,
            is_pinned: row.get("is_pinned")?,
            author: Doer { kind: row.get("author_kind")?, id: row.get("author_id")?, name: Some(row.get("author")?).filter(|n: &String| !n.is_empty()) },
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

/// A file and the note that carries it.
#[derive(Clone, Debug)]
pub struct NoteFile {
    pub note_id: NoteId,
    pub file: StoredFile,
}

impl FromRow for NoteFile {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(NoteFile { note_id: row.id("note_id")?, file: StoredFile::from_row(row)? })
    }
}

pub async fn insert(unit: &mut Unit, n: &Note) -> Result<()> {
    unit.exec(INSERT, vals![n.id, n.contact_id, n.deal_id, &n.text, json(&n.mentions), n.is_pinned, &n.author.kind, n.author.id, n.author.name.clone().unwrap_or_default(), n.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, n: &Note) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![n.id, n.deal_id, &n.text, json(&n.mentions), n.is_pinned, n.updated_at]).await?;
    if touched == 0 { Err(Error::not_found("note")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: NoteId) -> Result<Note> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("note"))
}

/// The note, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: NoteId) -> Result<Note> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("note"))
}

/// A note's place in the list of its contact.
pub fn place(note: &Note) -> Ts {
    Ts::from_micros(note.created_at.micros().saturating_add(if note.is_pinned { PINNED } else { 0 }))
}

/// Pinned first, then newest, before a place.
pub async fn of_contact(reads: &mut impl Reads, contact: ContactId, before: (Ts, NoteId), limit: i64) -> Result<Vec<Note>> {
    reads.list(OF_CONTACT, vals![contact, before.0, before.1, limit]).await
}

/// By birth alone, newest first.
pub async fn timeline(reads: &mut impl Reads, contact: ContactId, before: (Ts, NoteId), limit: i64) -> Result<Vec<Note>> {
    reads.list(TIMELINE, vals![contact, before.0, before.1, limit]).await
}

pub async fn remove(unit: &mut Unit, id: NoteId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("note")) } else { Ok(()) }
}

/// False when there is no such file, or another note carries it.
pub async fn claim_file(unit: &mut Unit, file: FileId, note: NoteId) -> Result<bool> {
    Ok(!unit.rows(CLAIM_FILE, vals![file, note]).await?.is_empty())
}

pub async fn free_files(unit: &mut Unit, note: NoteId) -> Result<()> {
    unit.exec(FREE_FILES, vals![note]).await?;
    Ok(())
}

/// The files of all notes of a contact.
pub async fn files(reads: &mut impl Reads, contact: ContactId) -> Result<Vec<NoteFile>> {
    reads.list(FILES, vals![contact]).await
}

pub async fn files_of(reads: &mut impl Reads, note: NoteId) -> Result<Vec<NoteFile>> {
    reads.list(FILES_OF, vals![note]).await
}
