//! Bringing along what a firm has elsewhere: chats, cards and tables become conversations and contacts. An import is a row and a file; it is
//! looked through, mapped, tried, run, and can be taken back without trace. What its states mean is docs/dev/import.md.
//!
//! `read.rs` reads files on a thread of its own, `work.rs` is the job, `person.rs` and `row.rs` say who is meant, `desk.rs` finds contacts,
//! `write.rs` writes a portion, `undo.rs` takes it back.

mod desk;
mod person;
mod propose;
mod read;
mod row;
mod talk;
mod undo;
pub mod work;
mod write;

use crate::file::Incoming;
use crate::job::import as job;
use crate::{App, Ctx};
use domain::custom_field::Entity;
use domain::id::{ConversationId, ImportId};
use domain::import::{Counts, Import, ImportState, Mapping, Target};
use domain::{Error, Result};
use serde_json::{Value, json};
use store::{Reads, Unit};

/// The largest file that is taken.
pub const FILE: u64 = 1 << 30;
/// How long a file that was never run is kept.
pub const DAYS: i64 = 30;
/// Columns of a table.
const COLUMNS: usize = 200;

/// Endings of files that can be brought along.
const TYPES: [(&str, &str); 11] = [
    ("zip", "application/zip"), ("txt", "text/plain"), ("json", "application/json"), ("html", "text/html"), ("htm", "text/html"), ("vcf", "text/vcard"), ("csv", "text/csv"), ("tsv", "text/csv"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("xls", "application/vnd.ms-excel"), ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
];

/// The public shape in events and in the log: no names of people, no texts.
pub fn public(i: &Import) -> Value {
    let counts = Counts { refusals: Vec::new(), ..i.counts.clone() };
    json!({
        "id": i.id, "name": i.name, "format": i.format, "state": i.state, "done_records": i.done_records, "total_records": i.total_records, "counts": counts, "error_code": i.error_code, "created_at": i.created_at, "ended_at": i.ended_at,
    })
}

async fn tell(unit: &mut Unit, id: ImportId) -> Result<Import> {
    let import = store::import::get(unit, id).await?;
    unit.event("import.updated", id, None, json!({ "import": public(&import) })).await?;
    Ok(import)
}

/// A file on its way in.
pub struct Upload {
    name: String,
    mime: &'static str,
    incoming: Incoming,
}

/// Opens the way for a file of that name, if anybody could read it.
pub async fn begin(app: &App, name: &str) -> Result<Upload> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let mime = TYPES.iter().find(|(known, _)| *known == ending).map(|(_, mime)| *mime);
    let mime = mime.ok_or_else(|| Error::invalid("file", "files of this type are not brought along: send ZIP, TXT, JSON, HTML, VCF, CSV, XLSX, XLS or ODS").code("file_type"))?;
    Ok(Upload { name: name.to_owned(), mime, incoming: Incoming::begin(app).await? })
}

impl Upload {
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.incoming.write(bytes, FILE).await
    }

    /// The file is whole: it is looked through in the background.
    pub async fn finish(self, app: &App, ctx: &Ctx) -> Result<Import> {
        let file = self.incoming.keep(app, ctx.org, &self.name, self.mime).await?;
        let mut unit = app.unit(ctx).await?;
        store::file::insert(&mut unit, &file, ctx.person()).await?;
        let import = Import {
            id: ImportId::new(), file_id: Some(file.id), name: file.name, format: None, state: ImportState::New, mapping: Mapping::default(), found: None, dry: None, counts: Counts::default(), done_records: 0, total_records: 0, error_code: None,
            error: None, created_by: ctx.person(), created_at: unit.now(), started_at: None, ended_at: None,
        };
        store::import::insert(&mut unit, &import).await?;
        unit.audit("create", "import", Some(import.id.0), None, Some(json!({ "size": file.size }))).await?;
        job::enqueue(&mut unit, import.id).await?;
        tell(&mut unit, import.id).await?;
        unit.commit().await?;
        Ok(import)
    }
}

fn state_conflict(import: &Import) -> Error {
    Error::conflict(format!("the import is {}", import.state.as_str())).code("import_state")
}

/// Another mapping. With another order of dates the file is looked through anew, for what was found in it changes.
pub async fn set_mapping(app: &App, ctx: &Ctx, id: ImportId, mapping: Mapping) -> Result<Import> {
    domain::time::zone(&mapping.zone)?;
    let mut unit = app.unit(ctx).await?;
    let before = store::import::lock(&mut unit, id).await?;
    if before.state != ImportState::Ready {
        return Err(state_conflict(&before));
    }
    check(&mut unit, &before, &mapping).await?;
    store::import::set_mapping(&mut unit, id, &mapping).await?;
    let is_chat = before.found.as_ref().is_some_and(|found| found.rows == 0 && found.date_order.is_some());
    if is_chat && mapping.date_order != before.mapping.date_order {
        store::import::set_state(&mut unit, id, ImportState::New, None, None, 0).await?;
        job::enqueue(&mut unit, id).await?;
    }
    let import = tell(&mut unit, id).await?;
    unit.commit().await?;
    Ok(import)
}

async fn check(unit: &mut Unit, import: &Import, mapping: &Mapping) -> Result<()> {
    let columns = import.found.as_ref().map_or(0, |found| found.columns.len());
    if mapping.columns.len() > columns.max(COLUMNS) {
        return Err(Error::invalid("columns", "more columns than the table has"));
    }
    let fields = crate::custom_field::list(unit, Entity::Contact).await?;
    for target in mapping.columns.iter().flatten() {
        if let Target::Field(key) = target
            && !fields.iter().any(|field| field.key == *key)
        {
            return Err(Error::invalid("columns", "the firm has no such field").code("field_unknown"));
        }
    }
    Ok(())
}

/// Goes through all records with the mapping and writes counts only.
pub async fn dry_run(app: &App, ctx: &Ctx, id: ImportId) -> Result<Import> {
    start(app, ctx, id, ImportState::Checking).await
}

/// Writes. What has failed or was cancelled goes on where it was.
pub async fn run(app: &App, ctx: &Ctx, id: ImportId) -> Result<Import> {
    start(app, ctx, id, ImportState::Running).await
}

async fn start(app: &App, ctx: &Ctx, id: ImportId, state: ImportState) -> Result<Import> {
    let mut unit = app.unit(ctx).await?;
    let import = store::import::lock(&mut unit, id).await?;
    let goes_on = state == ImportState::Running && matches!(import.state, ImportState::Failed | ImportState::Cancelled);
    let Some(found) = import.found.as_ref().filter(|_| goes_on || import.state == ImportState::Ready) else { return Err(state_conflict(&import)) };
    store::import::file_of(&import)?;
    if found.undecided(&import.mapping) {
        return Err(Error::invalid("owner", "say which of the people is the firm").code("import_owner_needed"));
    }
    if !import.mapping.columns.is_empty() && !import.mapping.columns.iter().flatten().any(|t| matches!(t, Target::Name | Target::FirstName | Target::LastName | Target::Phone | Target::Email)) {
        return Err(Error::invalid("columns", "say which column holds the name, the phone or the e-mail").code("import_columns_needed"));
    }
    let now = unit.now();
    // Records of a dry run were only counted.
    let done = if goes_on { import.done_records } else { 0 };
    store::import::set_state(&mut unit, id, state, (state == ImportState::Running).then_some(now), None, done).await?;
    if state == ImportState::Running {
        unit.audit("run", "import", Some(id.0), None, None).await?;
    }
    job::enqueue(&mut unit, id).await?;
    let import = tell(&mut unit, id).await?;
    unit.commit().await?;
    Ok(import)
}

/// Stops what is under way; what has been written stays until it is undone.
pub async fn cancel(app: &App, ctx: &Ctx, id: ImportId) -> Result<Import> {
    let mut unit = app.unit(ctx).await?;
    let import = store::import::lock(&mut unit, id).await?;
    let now = unit.now();
    match import.state {
        ImportState::Checking => store::import::set_state(&mut unit, id, ImportState::Ready, None, None, 0).await?,
        ImportState::New | ImportState::Reading => store::import::set_state(&mut unit, id, ImportState::Cancelled, None, Some(now), 0).await?,
        ImportState::Running => store::import::set_state(&mut unit, id, ImportState::Cancelled, None, Some(now), import.done_records).await?,
        _ => return Err(state_conflict(&import)),
    }
    unit.audit("cancel", "import", Some(id.0), None, None).await?;
    let import = tell(&mut unit, id).await?;
    unit.commit().await?;
    Ok(import)
}

/// Takes back what it has written.
pub async fn undo(app: &App, ctx: &Ctx, id: ImportId) -> Result<Import> {
    let mut unit = app.unit(ctx).await?;
    let import = store::import::lock(&mut unit, id).await?;
    if !matches!(import.state, ImportState::Done | ImportState::Failed | ImportState::Cancelled) || import.started_at.is_none() {
        return Err(state_conflict(&import));
    }
    store::import::set_state(&mut unit, id, ImportState::Undoing, None, None, 0).await?;
    unit.audit("undo", "import", Some(id.0), None, None).await?;
    job::enqueue(&mut unit, id).await?;
    let import = tell(&mut unit, id).await?;
    unit.commit().await?;
    Ok(import)
}

/// Forgets an import that has left nothing, and its file.
pub async fn remove(app: &App, ctx: &Ctx, id: ImportId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let import = store::import::lock(&mut unit, id).await?;
    if import.state.is_busy() {
        return Err(state_conflict(&import));
    }
    if import.state == ImportState::Done || store::import::undo::left(&mut unit, id).await? > 0 {
        return Err(Error::conflict("undo it first: what it has brought is still there").code("import_has_rows"));
    }
    let_go(&mut unit, &import).await?;
    store::import::remove(&mut unit, id).await?;
    unit.audit("remove", "import", Some(id.0), None, None).await?;
    unit.event("import.removed", id, None, json!({ "import_id": id })).await?;
    unit.commit().await
}

/// The next sweep takes the file.
async fn let_go(unit: &mut Unit, import: &Import) -> Result<()> {
    match import.file_id {
        Some(file) => store::file::let_go(unit, file).await,
        None => Ok(()),
    }
}

/// Refuses to write into history that was brought along: nobody would get it.
pub(crate) async fn refuse_history(reads: &mut impl Reads, id: ConversationId) -> Result<()> {
    if store::import::is_history(reads, id).await? { Err(Error::conflict("this talk was brought along from elsewhere: write to the contact through a channel").code("imported_history")) } else { Ok(()) }
}
