//! Taking an import back, from the last row to the first, a portion at a time. What somebody has changed since, or what other things hang
//! on, stays and is remembered with the reason.

use super::desk::{Before, mark};
use super::read::PORTION;
use super::{let_go, tell};
use crate::{App, Ctx};
use domain::Result;
use domain::file::StoredFile;
use domain::id::{ContactId, ConversationId, FileId, MessageId};
use domain::import::{Counts, Import, ImportState};
use std::collections::{HashMap, HashSet};
use store::Unit;
use store::import::bulk::{self, Card, Reach};
use store::import::undo::{self, Step};
use uuid::Uuid;

pub(super) async fn run(app: &App, ctx: &Ctx, import: Import) -> Result<()> {
    let id = import.id;
    let mut counts = import.counts.clone();
    let mut done = import.done_records;
    let total = done + undo::left(&mut app.scope(ctx.org).await?, id).await?;
    let shown = Import { total_records: total, ..import.clone() };
    loop {
        let mut unit = app.unit(ctx).await?;
        let now = store::import::lock(&mut unit, id).await?;
        if now.state != ImportState::Undoing || now.done_records != done {
            return Ok(());
        }
        let steps = undo::backward(&mut unit, id, i64::try_from(PORTION).unwrap_or(500)).await?;
        let Some(last) = steps.last() else { break };
        let mut portion = Portion::default();
        portion.messages(&mut unit, &steps).await?;
        portion.talks(&mut unit, &steps).await?;
        portion.contacts(&mut unit, &steps).await?;
        for step in steps.iter().filter(|s| s.noun == "connection") {
            undo::drop_connection(&mut unit, step.row).await?;
            portion.gone.push(step.row);
        }
        counts.kept += u64::try_from(portion.kept.len()).unwrap_or(0);
        counts.undone += u64::try_from(steps.len() - portion.kept.len()).unwrap_or(0);
        undo::settle(&mut unit, id, last.position, &portion.gone, &portion.kept).await?;
        let upto = done + i64::try_from(steps.len()).unwrap_or(0);
        if !store::import::advance(&mut unit, id, ImportState::Undoing, done, upto, &counts).await? {
            return Ok(());
        }
        super::work::progress(&mut unit, &shown, upto, &counts).await?;
        unit.commit().await?;
        crate::file::drop_bytes(app, ctx.org, &portion.files).await?;
        done = upto;
    }
    finish(app, ctx, &import, &counts).await
}

async fn finish(app: &App, ctx: &Ctx, import: &Import, counts: &Counts) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    if store::import::finish(&mut unit, import.id, ImportState::Undoing, ImportState::Undone, counts).await? {
        undo::drop_left_keys(&mut unit, import.id).await?;
        let_go(&mut unit, import).await?;
        tell(&mut unit, import.id).await?;
        unit.commit().await?;
    }
    Ok(())
}

#[derive(Default)]
struct Portion {
    gone: Vec<Uuid>,
    kept: Vec<(i64, &'static str)>,
    files: Vec<StoredFile>,
}

fn rows<T: From<Uuid>>(steps: &[Step], noun: &str) -> Vec<T> {
    steps.iter().filter(|s| s.noun == noun).map(|s| s.row.into()).collect()
}

impl Portion {
    /// Messages and their files, but for conversations somebody has worked with.
    async fn messages(&mut self, unit: &mut Unit, steps: &[Step]) -> Result<()> {
        let (messages, files): (Vec<MessageId>, Vec<FileId>) = (rows(steps, "message"), rows(steps, "file"));
        let mut of = undo::talks_of(unit, &messages).await?;
        of.extend(undo::talks_of_files(unit, &files).await?);
        let talks: Vec<ConversationId> = of.values().copied().collect::<HashSet<_>>().into_iter().collect();
        let held = undo::held_talks(unit, &talks).await?;
        for step in steps.iter().filter(|s| matches!(s.noun.as_str(), "message" | "file")) {
            if of.get(&step.row).is_some_and(|talk| held.contains(talk)) { self.kept.push((step.position, "used")) } else { self.gone.push(step.row) }
        }
        let gone: HashSet<Uuid> = self.gone.iter().copied().collect();
        self.files = undo::drop_files(unit, &files.into_iter().filter(|id| gone.contains(&id.0)).collect::<Vec<_>>()).await?;
        let left: Vec<ConversationId> = talks.into_iter().filter(|talk| !held.contains(talk)).collect();
        undo::drop_messages(unit, &messages.into_iter().filter(|id| gone.contains(&id.0)).collect::<Vec<_>>(), &left).await
    }

    async fn talks(&mut self, unit: &mut Unit, steps: &[Step]) -> Result<()> {
        let talks: Vec<ConversationId> = rows(steps, "conversation");
        let (held, full) = (undo::held_talks(unit, &talks).await?, undo::full_talks(unit, &talks).await?);
        let mut gone = Vec::new();
        for step in steps.iter().filter(|s| s.noun == "conversation") {
            let id: ConversationId = step.row.into();
            if held.contains(&id) {
                self.kept.push((step.position, "used"));
            } else if full.contains(&id) {
                self.kept.push((step.position, "shared"));
            } else {
                gone.push(id);
                self.gone.push(step.row);
            }
        }
        undo::drop_talks(unit, &gone).await
    }

    /// Contacts it has made go, those it has filled are as they were.
    async fn contacts(&mut self, unit: &mut Unit, steps: &[Step]) -> Result<()> {
        let ids: Vec<ContactId> = rows(steps, "contact");
        let mut cards: HashMap<ContactId, Card> = bulk::cards(unit, &ids).await?.into_iter().map(|card| (card.contact.id, card)).collect();
        let held = undo::held_contacts(unit, &ids).await?;
        let (mut gone, mut back) = (Vec::<ContactId>::new(), HashMap::<ContactId, Card>::new());
        let mut reach = Vec::<(ContactId, Reach)>::new();
        let mut changed: HashSet<ContactId> = HashSet::new();
        for step in steps.iter().filter(|s| s.noun == "contact") {
            let id: ContactId = step.row.into();
            let before = step.before.clone().and_then(|before| serde_json::from_value::<Before>(before).ok());
            // Gone already, or merged: then its rows are another contact's by now.
            let (Some(card), Some(before)) = (cards.get(&id).cloned(), before) else {
                self.gone.push(step.row);
                continue;
            };
            // The later of two changes stands in the way of the earlier one, too.
            if mark(&card) != before.mark || changed.contains(&id) {
                changed.insert(id);
                self.kept.push((step.position, "changed"));
                continue;
            }
            match before.was {
                Some(was) => {
                    reach.extend(before.reach.into_iter().map(|r| (id, r)));
                    cards.insert(id, was.clone());
                    back.insert(id, was);
                    self.gone.push(step.row);
                }
                None if held.contains(&id) => self.kept.push((step.position, "used")),
                None => {
                    back.remove(&id);
                    gone.push(id);
                    self.gone.push(step.row);
                }
            }
        }
        undo::drop_identities(unit, &reach).await?;
        bulk::set_contacts(unit, &back.into_values().collect::<Vec<_>>()).await?;
        undo::drop_contacts(unit, &gone).await
    }
}
