//! Notes on a contact, for people at work only: with files, with calls to colleagues, pinned where they must not be missed.

use crate::notice::{self, News, To};
use crate::{App, Ctx, comment, task};
use domain::id::{ContactId, DealId, FileId, NoteId, PersonId};
use domain::note::Note;
use domain::notice::NoticeKind;
use domain::person::Role;
use domain::task::Doer;
use domain::{Error, Result};
use serde_json::{Value, json};
use store::Unit;

/// Most files of one note.
pub const FILES: usize = 20;

/// A note before it is written.
#[derive(Clone, Debug)]
pub struct NewNote {
    pub contact_id: ContactId,
    pub deal_id: Option<DealId>,
    pub text: String,
    pub mentions: Vec<PersonId>,
    pub files: Vec<FileId>,
    pub is_pinned: bool,
}

/// A change; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct NotePatch {
    pub deal: Option<Option<DealId>>,
    pub text: Option<String>,
    pub mentions: Option<Vec<PersonId>>,
    pub files: Option<Vec<FileId>>,
    pub is_pinned: Option<bool>,
}

/// Writes a note; those it mentions are told.
pub async fn create(app: &App, ctx: &Ctx, new: NewNote) -> Result<Note> {
    let mentions = comment::members(app, ctx, new.mentions).await?;
    let mut unit = app.unit(ctx).await?;
    store::contact::get_in(&mut unit, new.contact_id).await?;
    let (now, author) = (unit.now(), task::doer(&mut unit).await?);
    let note = Note { id: NoteId::new(), contact_id: new.contact_id, deal_id: new.deal_id, text: new.text, mentions, is_pinned: new.is_pinned, author, created_at: now, updated_at: now };
    check_deal(&mut unit, &note).await?;
    store::note::insert(&mut unit, &note).await?;
    claim(&mut unit, note.id, &new.files).await?;
    unit.audit("create", "note", Some(note.id.0), None, Some(public(&note))).await?;
    event(&mut unit, "note.created", &note).await?;
    call(ctx, &mut unit, &note, &[]).await?;
    unit.commit().await?;
    Ok(note)
}

/// Changes a note: for its author and for managers. Whoever is mentioned anew is told.
pub async fn update(app: &App, ctx: &Ctx, id: NoteId, patch: NotePatch, rank: Role) -> Result<Note> {
    let mentions = match patch.mentions {
        Some(mentions) => Some(comment::members(app, ctx, mentions).await?),
        None => None,
    };
    let mut unit = app.unit(ctx).await?;
    let before = store::note::lock(&mut unit, id).await?;
    allow(&unit, &before, rank)?;
    let mut note = before.clone();
    note.deal_id = patch.deal.unwrap_or(note.deal_id);
    note.text = patch.text.unwrap_or(note.text);
    note.mentions = mentions.unwrap_or(note.mentions);
    note.is_pinned = patch.is_pinned.unwrap_or(note.is_pinned);
    if note.deal_id != before.deal_id {
        check_deal(&mut unit, &note).await?;
    }
    note.updated_at = unit.now();
    store::note::update(&mut unit, &note).await?;
    if let Some(files) = &patch.files {
        store::note::free_files(&mut unit, id).await?;
        claim(&mut unit, id, files).await?;
    }
    unit.audit("update", "note", Some(id.0), Some(public(&before)), Some(public(&note))).await?;
    event(&mut unit, "note.updated", &note).await?;
    call(ctx, &mut unit, &note, &before.mentions).await?;
    unit.commit().await?;
    Ok(note)
}

/// Removes a note: for its author and for managers. Its files go with it unless a message carries them.
pub async fn remove(app: &App, ctx: &Ctx, id: NoteId, rank: Role) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let note = store::note::lock(&mut unit, id).await?;
    allow(&unit, &note, rank)?;
    store::note::free_files(&mut unit, id).await?;
    store::note::remove(&mut unit, id).await?;
    unit.audit("remove", "note", Some(id.0), Some(public(&note)), None).await?;
    unit.event("note.removed", id, None, json!({"note_id": id, "contact_id": note.contact_id})).await?;
    unit.commit().await
}

fn allow(unit: &Unit, note: &Note, rank: Role) -> Result<()> {
    let actor = &unit.by().actor;
    let is_author = note.author.kind == actor.kind() && note.author.id == actor.id();
    if is_author || rank >= Role::Manager { Ok(()) } else { Err(Error::forbidden("only its author and managers change a note").code("not_the_author")) }
}

async fn check_deal(unit: &mut Unit, note: &Note) -> Result<()> {
    let Some(id) = note.deal_id else { return Ok(()) };
    match store::deal::get(unit, id).await {
        Ok(deal) if deal.contact_id == note.contact_id => Ok(()),
        Ok(_) => Err(Error::invalid("deal_id", "no such deal").code("deal_unknown")),
        Err(error) if error.kind == domain::Kind::NotFound => Err(Error::invalid("deal_id", "no such deal").code("deal_unknown")),
        Err(error) => Err(error),
    }
}

async fn claim(unit: &mut Unit, note: NoteId, files: &[FileId]) -> Result<()> {
    if files.len() > FILES {
        return Err(Error::invalid("files", format!("at most {FILES} files")));
    }
    for file in files {
        if !store::note::claim_file(unit, *file, note).await? {
            return Err(Error::invalid("files", "no such file, or another note has it").code("file_unknown"));
        }
    }
    Ok(())
}

/// Tells those it calls, but for the writer and those it called before.
async fn call(ctx: &Ctx, unit: &mut Unit, note: &Note, before: &[PersonId]) -> Result<()> {
    let called: Vec<PersonId> = note.mentions.iter().copied().filter(|p| Some(*p) != ctx.person() && !before.contains(p)).collect();
    if called.is_empty() {
        return Ok(());
    }
    unit.event("note.mentioned", note.id, None, json!({"note": note, "person_ids": called})).await?;
    let news = News::new(NoticeKind::Mention, To::People(called)).contact(note.contact_id).page(format!("contacts/{}", note.contact_id)).text(&note.text);
    notice::tell(unit, news).await
}

async fn event(unit: &mut Unit, kind: &str, note: &Note) -> Result<()> {
    unit.event(kind, note.id, None, json!({"note": note})).await
}

/// The public shape; what was written stays in the note alone.
fn public(note: &Note) -> Value {
    let Doer { kind, id, .. } = &note.author;
    json!({"contact_id": note.contact_id, "deal_id": note.deal_id, "is_pinned": note.is_pinned, "characters": note.text.chars().count(), "author": {"kind": kind, "id": id}})
}
