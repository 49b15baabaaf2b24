//! Stored files: bytes in the data folder under their SHA-256, a row for each upload. Every organization has a folder of its own.
//! What no message carries within a day is swept; the type is told from the bytes (`domain::file::sniff`).

use crate::{App, Ctx};
use async_trait::async_trait;
use domain::file::{LIMIT, StoredFile, sniff};
use domain::id::{ConversationId, FileId, OrgId};
use domain::port::{FetchedFile, Files};
use domain::{Error, Kind, Result};
use std::path::{Path, PathBuf};
use store::Db;
use tokio::io::AsyncWriteExt;

/// How long an upload may wait for the message that carries it.
const ORPHAN_SECS: i64 = 24 * 3600;
const NAME_LENGTH: usize = 200;
/// Where uploads lie until they are whole; no organization has such a name.
const INCOMING: &str = "incoming";

/// Stores a file. `TooLarge` over 20 MB; a type that is not allowed is `Invalid` with the code `file_type`.
pub async fn store(app: &App, ctx: &Ctx, name: &str, bytes: Vec<u8>) -> Result<StoredFile> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > LIMIT {
        return Err(Error::new(Kind::TooLarge, "a file has at most 20 MB"));
    }
    if bytes.is_empty() {
        return Err(Error::invalid("file", "the file is empty").code("file_empty"));
    }
    let name = clean(name, NAME_LENGTH);
    let mime = sniff(&bytes, &name).ok_or_else(|| Error::invalid("file", "files of this type are not taken").code("file_type"))?;
    let sha256 = ring::digest::digest(&ring::digest::SHA256, &bytes).as_ref().to_vec();
    let path = path(&app.config().files, ctx.org, &sha256);
    put(&path, &bytes).await.map_err(disk)?;
    let mut unit = app.unit(ctx).await?;
    let file = StoredFile { id: FileId::new(), name, mime: mime.to_owned(), size, sha256, created_at: unit.now() };
    store::file::insert(&mut unit, &file, ctx.person()).await?;
    unit.commit().await?;
    // A sweep of an older upload of the same bytes may have come between.
    if !tokio::fs::try_exists(&path).await.unwrap_or(false) {
        put(&path, &bytes).await.map_err(disk)?;
    }
    Ok(file)
}

/// Puts bytes in their place and describes them; the row is the caller's. None for what is too large or of a type that is not taken.
pub(crate) async fn shelve(app: &App, org: OrgId, name: &str, bytes: &[u8]) -> Result<Option<StoredFile>> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let name = clean(name, NAME_LENGTH);
    let Some(mime) = sniff(bytes, &name).filter(|_| size > 0 && size <= LIMIT) else { return Ok(None) };
    let sha256 = ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec();
    let place = path(&app.config().files, org, &sha256);
    if !tokio::fs::try_exists(&place).await.unwrap_or(false) {
        put(&place, bytes).await.map_err(disk)?;
    }
    Ok(Some(StoredFile { id: FileId::new(), name, mime: mime.to_owned(), size, sha256, created_at: app.now() }))
}

/// Takes the bytes of files whose rows are gone, where no other row needs them.
pub(crate) async fn drop_bytes(app: &App, org: OrgId, files: &[StoredFile]) -> Result<()> {
    for file in files {
        let mut scope = app.scope(org).await?;
        if store::file::has_bytes(&mut scope, &file.sha256).await? {
            continue;
        }
        drop(scope);
        if let Err(error) = tokio::fs::remove_file(path(&app.config().files, org, &file.sha256)).await {
            tracing::warn!(error = %error, file.id = %file.id, "the bytes of a removed file stay");
        }
    }
    Ok(())
}

/// A large file on its way in: written down as it comes, to be kept or forgotten.
pub struct Incoming {
    path: PathBuf,
    file: tokio::fs::File,
    digest: ring::digest::Context,
    size: u64,
}

impl Incoming {
    pub async fn begin(app: &App) -> Result<Self> {
        let folder = app.config().files.join(INCOMING);
        tokio::fs::create_dir_all(&folder).await.map_err(disk)?;
        let path = folder.join(uuid::Uuid::now_v7().simple().to_string());
        let file = tokio::fs::File::create(&path).await.map_err(disk)?;
        Ok(Incoming { path, file, digest: ring::digest::Context::new(&ring::digest::SHA256), size: 0 })
    }

    /// `TooLarge` above `limit` bytes.
    pub async fn write(&mut self, bytes: &[u8], limit: u64) -> Result<()> {
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.size > limit {
            return Err(Error::new(Kind::TooLarge, format!("a file has at most {} MB", limit >> 20)));
        }
        self.digest.update(bytes);
        self.file.write_all(bytes).await.map_err(disk)
    }

    /// Moves the bytes to their place and describes them; the row is the caller's.
    pub(crate) async fn keep(self, app: &App, org: OrgId, name: &str, mime: &str) -> Result<StoredFile> {
        if self.size == 0 {
            return Err(Error::invalid("file", "the file is empty").code("file_empty"));
        }
        self.file.sync_all().await.map_err(disk)?;
        let sha256 = self.digest.clone().finish().as_ref().to_vec();
        let place = path(&app.config().files, org, &sha256);
        if let Some(folder) = place.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(disk)?;
        }
        tokio::fs::rename(&self.path, &place).await.map_err(disk)?;
        Ok(StoredFile { id: FileId::new(), name: clean(name, NAME_LENGTH), mime: mime.to_owned(), size: self.size, sha256, created_at: app.now() })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Gone already if it was kept; what a killed process leaves is swept.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A file of the organization and where its bytes lie.
pub async fn find(app: &App, org: OrgId, id: FileId) -> Result<(StoredFile, PathBuf)> {
    let mut scope = app.scope(org).await?;
    let file = store::file::get(&mut scope, id).await?;
    let path = path(&app.config().files, org, &file.sha256);
    Ok((file, path))
}

/// The same, only if a message of this conversation carries it: what a customer may fetch.
pub async fn find_in_conversation(app: &App, org: OrgId, conversation: ConversationId, id: FileId) -> Result<(StoredFile, PathBuf)> {
    let mut scope = app.scope(org).await?;
    let file = store::file::in_conversation(&mut scope, id, conversation).await?;
    let path = path(&app.config().files, org, &file.sha256);
    Ok((file, path))
}

/// The bytes of a file.
pub async fn read(path: &Path) -> Result<Vec<u8>> {
    tokio::fs::read(path).await.map_err(disk)
}

/// The stored files of one organization, for its channels.
#[derive(Debug)]
pub struct Shelf {
    db: Db,
    folder: PathBuf,
    org: OrgId,
}

impl Shelf {
    pub fn of(app: &App, org: OrgId) -> Self {
        Shelf { db: app.db().clone(), folder: app.config().files.clone(), org }
    }
}

#[async_trait]
impl Files for Shelf {
    async fn read(&self, file_id: FileId, limit: u64) -> Result<FetchedFile> {
        let mut scope = self.db.scope(self.org).await?;
        let file = store::file::get(&mut scope, file_id).await?;
        drop(scope);
        if file.size > limit {
            return Err(Error::new(Kind::TooLarge, "the file is larger than the channel takes"));
        }
        let bytes = read(&path(&self.folder, self.org, &file.sha256)).await?;
        Ok(FetchedFile { name: file.name, mime: file.mime, bytes })
    }
}

/// Forgets uploads that no message carries, and their bytes where no other row needs them.
pub async fn sweep(app: &App) -> Result<()> {
    let mut root = app.db().root().await?;
    let orphans = store::file::drop_orphans(&mut root, app.now().plus_secs(-ORPHAN_SECS)).await?;
    root.commit().await?;
    for orphan in orphans {
        let mut scope = app.scope(orphan.org_id).await?;
        if store::file::has_bytes(&mut scope, &orphan.file.sha256).await? {
            continue;
        }
        drop(scope);
        if let Err(error) = tokio::fs::remove_file(path(&app.config().files, orphan.org_id, &orphan.file.sha256)).await {
            tracing::warn!(error = %error, file.id = %orphan.file.id, "the bytes of a swept file stay");
        }
    }
    sweep_incoming(app).await
}

/// Uploads that a killed process has left half-way.
async fn sweep_incoming(app: &App) -> Result<()> {
    let before = app.now().plus_secs(-ORPHAN_SECS);
    let Ok(mut folder) = tokio::fs::read_dir(app.config().files.join(INCOMING)).await else { return Ok(()) };
    while let Some(entry) = folder.next_entry().await.map_err(disk)? {
        // Their names are ids, which tell when they began.
        let born = entry.file_name().to_str().and_then(|name| uuid::Uuid::parse_str(name).ok()).and_then(|id| id.get_timestamp()).map(|at| at.to_unix().0);
        if born.is_none_or(|secs| i64::try_from(secs).unwrap_or(i64::MAX) < before.micros() / 1_000_000) {
            let _ = tokio::fs::remove_file(entry.path()).await;
        }
    }
    Ok(())
}

fn path(folder: &Path, org: OrgId, sha256: &[u8]) -> PathBuf {
    let hex: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let shelf: String = hex.chars().take(2).collect();
    folder.join(org.0.simple().to_string()).join(shelf).join(hex)
}

/// Whole or not at all: written beside its place and moved there.
async fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let beside = path.with_extension(uuid::Uuid::now_v7().simple().to_string());
    let mut file = tokio::fs::File::create(&beside).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(&beside, path).await
}

fn disk(error: std::io::Error) -> Error {
    Error::new(Kind::Unavailable, "the folder of files does not work").op("file").source(error)
}

/// The last step of a path, without what a reader's eye or a file system can be fooled with.
/// Of a long one the end stays, for it holds the ending; `most` is in characters.
pub fn clean(name: &str, most: usize) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks of writing direction make `exe.gpj` of `jpg.exe`.
    let is_seen = |c: &char| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let seen: String = last.chars().filter(is_seen).collect();
    let seen = seen.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let tail: String = seen.chars().skip(seen.chars().count().saturating_sub(most)).collect();
    if tail.is_empty() { "file".to_owned() } else { tail }
}
