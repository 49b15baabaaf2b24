//! Rows of stored files. The bytes lie in the data folder under their SHA-256 (`app::file`); several rows may share them.

use crate::{FromRow, Reads, Root, Row, Unit};
use domain::file::StoredFile;
use domain::id::{ConversationId, FileId, MessageId, OrgId, PersonId};
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO file (org_id, id, name, mime, size, sha256, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    GET = "SELECT * FROM file WHERE org_id = $1 AND id = $2";
    /// A file sent once more stays with its first message.
    CLAIM = "UPDATE file SET message_id = COALESCE(message_id, $3) WHERE org_id = $1 AND id = $2";
    LET_GO = "UPDATE file SET created_at = 0, name = 'file' WHERE org_id = $1 AND id = $2 AND message_id IS NULL AND note_id IS NULL";
    IN_CONVERSATION = "SELECT f.* FROM file f JOIN message m ON m.org_id = f.org_id AND m.id = f.message_id WHERE f.org_id = $1 AND f.id = $2 AND m.conversation_id = $3";
    SAME_BYTES = "SELECT * FROM file WHERE org_id = $1 AND sha256 = $2 LIMIT 1";
    /// A document of the knowledge base keeps its file, too, a tour its photos and materials, goods their photos, and an import what it is read from.
    ROOT_DROP_ORPHANS = "DELETE FROM file WHERE message_id IS NULL AND note_id IS NULL AND created_at < $1 AND NOT EXISTS (SELECT 1 FROM document d WHERE d.org_id = file.org_id AND d.file_id = file.id)
                         AND NOT EXISTS (SELECT 1 FROM tour_file t WHERE t.org_id = file.org_id AND t.file_id = file.id)
                         AND NOT EXISTS (SELECT 1 FROM product_photo p WHERE p.org_id = file.org_id AND p.file_id = file.id)
                         AND NOT EXISTS (SELECT 1 FROM import i WHERE i.org_id = file.org_id AND i.file_id = file.id) RETURNING *";
}

impl FromRow for StoredFile {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(StoredFile { id: row.id("id")?, name: row.get("name")?, mime: row.get("mime")?, size: row.num("size")?, sha256: row.get("sha256")?, created_at: row.ts("created_at")? })
    }
}

/// A file whose row is gone, with whose it was.
#[derive(Clone, Debug)]
pub struct Orphan {
    pub org_id: OrgId,
    pub file: StoredFile,
}

impl FromRow for Orphan {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Orphan { org_id: row.id("org_id")?, file: StoredFile::from_row(row)? })
    }
}

pub async fn insert(unit: &mut Unit, f: &StoredFile, by: Option<PersonId>) -> Result<()> {
    let size = i64::try_from(f.size).unwrap_or(i64::MAX);
    unit.exec(INSERT, vals![f.id, &f.name, &f.mime, size, f.sha256.clone(), f.created_at, by]).await?;
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: FileId) -> Result<StoredFile> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("file"))
}

/// The file, if a message of this conversation carries it.
pub async fn in_conversation(reads: &mut impl Reads, id: FileId, conversation: ConversationId) -> Result<StoredFile> {
    reads.find(IN_CONVERSATION, vals![id, conversation]).await?.ok_or_else(|| Error::not_found("file"))
}

/// A message carries it: it is kept.
pub async fn claim(unit: &mut Unit, id: FileId, message: MessageId) -> Result<()> {
    let touched = unit.exec(CLAIM, vals![id, message]).await?;
    if touched == 0 { Err(Error::not_found("file")) } else { Ok(()) }
}

/// Nothing needs it any more: the next sweep takes it.
pub async fn let_go(unit: &mut Unit, id: FileId) -> Result<()> {
    unit.exec(LET_GO, vals![id]).await?;
    Ok(())
}

/// Does a row still need these bytes?
pub async fn has_bytes(reads: &mut impl Reads, sha256: &[u8]) -> Result<bool> {
    Ok(!reads.rows(SAME_BYTES, vals![sha256]).await?.is_empty())
}

/// Forgets files that no message has carried since before `before`.
pub async fn drop_orphans(root: &mut Root, before: Ts) -> Result<Vec<Orphan>> {
    root.list(ROOT_DROP_ORPHANS, vals![before]).await
}
