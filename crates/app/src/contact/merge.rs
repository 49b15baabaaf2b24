//! Making one contact of two: what it would be, doing it, and taking it back. What came after a merge stays with the one that was kept;
//! exactly the rows that went over go back.

use crate::{App, Ctx};
use domain::contact::Contact;
use domain::id::{ContactId, MergeId};
use domain::{Error, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::contact::Extra;
use store::contact::duplicate::{Card, cards};
use store::merge::{Counts, Merge};
use store::Reads;

/// How long a merge can be taken back.
pub const DAYS: i64 = 30;
const LONGEST_NOTE: usize = 2000;

/// What a merge would do.
#[derive(Clone, Debug)]
pub struct Preview {
    pub kept: Card,
    pub other: Card,
    pub result: Card,
    pub conflicts: Vec<Conflict>,
    pub moves: Counts,
}

/// A field both cards have, each its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// `name`, `phone`, … or `fields.<key>`.
    pub field: String,
    pub kept: Value,
    pub other: Value,
}

/// What would become of two contacts if nothing of the other's were taken where they differ.
pub async fn preview(app: &App, ctx: &Ctx, kept: ContactId, other: ContactId) -> Result<Preview> {
    let mut scope = app.scope(ctx.org).await?;
    let (kept, other) = both(&mut scope, kept, other).await?;
    let (contact, extra, conflicts) = combined(&kept, &other, &BTreeSet::new());
    let moves = store::merge::counts(&mut scope, other.contact.id).await?;
    let identities = kept.identities.iter().chain(&other.identities).cloned().collect();
    Ok(Preview { result: Card { contact, extra, identities }, kept, other, conflicts, moves })
}

/// Everything of `other` becomes `kept`'s; of fields both have, those named in `take` are the other's.
pub async fn merge(app: &App, ctx: &Ctx, kept: ContactId, other: ContactId, take: &[String]) -> Result<(Contact, MergeId)> {
    let mut unit = app.unit(ctx).await?;
    // Always in one order, so that two merges at once do not wait for each other.
    for id in [kept.min(other), kept.max(other)] {
        match store::contact::lock(&mut unit, id).await {
            Err(e) if id == other => return Err(Error { field: Some("other_id".to_owned()), ..e }),
            found => super::named(&found?)?,
        }
    }
    let (before, gone) = both(&mut unit, kept, other).await?;
    let take: BTreeSet<&str> = take.iter().map(String::as_str).collect();
    if let Some(wrong) = take.iter().find(|field| value(&gone, field).is_none()) {
        return Err(Error::invalid("take_other", format!("the other contact has no {wrong}")));
    }
    let (contact, extra, _) = combined(&before, &gone, &take);
    let moved = store::merge::absorb(&mut unit, kept, other).await?;
    store::contact::update(&mut unit, &contact).await?;
    store::contact::set_extra(&mut unit, kept, &extra).await?;
    let after = Card { contact: contact.clone(), extra, identities: Vec::new() };
    let by = unit.by().actor.clone();
    let record = Merge {
        id: MergeId::new(), contact_id: kept, other_id: other, before: Some(before.clone()), other: Some(gone.clone()), after: Some(after.clone()), moved, by_kind: by.kind().to_owned(), by_id: by.id(), created_at: unit.now(), undone_at: None,
    };
    store::merge::insert(&mut unit, &record).await?;
    unit.audit("merge", "contact", Some(kept.0), Some(super::whole(&before.contact, &before.extra)), Some(super::whole(&after.contact, &after.extra))).await?;
    unit.audit("merged", "contact", Some(other.0), Some(super::whole(&gone.contact, &gone.extra)), Some(json!({ "merged_into": kept }))).await?;
    unit.event("contact.merged", kept, None, json!({ "contact_id": kept, "other_id": other, "merge_id": record.id })).await?;
    unit.commit().await?;
    Ok((contact, record.id))
}

/// Makes two of one again.
pub async fn undo(app: &App, ctx: &Ctx, id: MergeId) -> Result<Contact> {
    let mut unit = app.unit(ctx).await?;
    let record = store::merge::lock(&mut unit, id).await?;
    if record.undone_at.is_some() {
        return Err(Error::conflict("this merge was taken back already").code("merge_undone"));
    }
    let (Some(before), Some(other), Some(after)) = (record.before, record.other, record.after) else { return Err(too_old()) };
    if record.created_at.plus_secs(DAYS * 86_400) < unit.now() {
        return Err(too_old());
    }
    store::contact::lock(&mut unit, record.contact_id).await?;
    let now = cards(&mut unit, &[record.contact_id]).await?.remove(&record.contact_id).ok_or_else(|| Error::not_found("contact"))?;
    store::merge::release(&mut unit, record.contact_id, &other, &record.moved).await?;
    let (contact, extra) = parted(&now, &before, &after);
    store::contact::update(&mut unit, &contact).await?;
    store::contact::set_extra(&mut unit, contact.id, &extra).await?;
    store::merge::set_undone(&mut unit, id).await?;
    unit.audit("unmerge", "contact", Some(contact.id.0), Some(super::whole(&now.contact, &now.extra)), Some(super::whole(&contact, &extra))).await?;
    let payload = json!({ "contact_id": contact.id, "other_id": other.contact.id, "merge_id": id });
    unit.event("contact.unmerged", contact.id, None, payload).await?;
    unit.commit().await?;
    Ok(other.contact)
}

/// Merges into a contact, newest first. A foreign contact is not found.
pub async fn list(app: &App, ctx: &Ctx, contact: ContactId) -> Result<Vec<Merge>> {
    let mut scope = app.scope(ctx.org).await?;
    store::contact::get(&mut scope, contact).await?;
    store::merge::list(&mut scope, contact).await
}

fn too_old() -> Error {
    Error::conflict(format!("a merge can be taken back for {DAYS} days")).code("merge_too_old")
}

async fn both(reads: &mut impl Reads, kept: ContactId, other: ContactId) -> Result<(Card, Card)> {
    if kept == other {
        return Err(Error::invalid("other_id", "another contact than this one"));
    }
    let mut found = cards(reads, &[kept, other]).await?;
    let mut card = |id: ContactId| found.remove(&id).filter(|c| super::named(&c.contact).is_ok()).ok_or_else(|| Error::not_found("contact"));
    let first = card(kept)?;
    let second = card(other).map_err(|e| Error { field: Some("other_id".to_owned()), ..e })?;
    Ok((first, second))
}

/// A field as the card says it; none where it says nothing.
fn value(card: &Card, field: &str) -> Option<Value> {
    let (c, e) = (&card.contact, &card.extra);
    match field {
        "name" => c.name.as_ref().map(|v| json!(v)),
        "phone" => c.phone.as_ref().map(|v| json!(v)),
        "email" => c.email.as_ref().map(|v| json!(v)),
        "lang" => c.lang.map(|v| json!(v.as_str())),
        "timezone" => c.zone.as_ref().map(|v| json!(v)),
        "owner_id" => e.owner_id.map(|v| json!(v)),
        "preferred_channel" => e.preferred_channel.as_ref().map(|v| json!(v)),
        other => other.strip_prefix("fields.").and_then(|key| e.fields.get(key)).map(|v| json!(v)),
    }
}

fn set(contact: &mut Contact, extra: &mut Extra, field: &str, from: &Card) {
    match field {
        "name" => contact.name.clone_from(&from.contact.name),
        "phone" => contact.phone.clone_from(&from.contact.phone),
        "email" => contact.email.clone_from(&from.contact.email),
        "lang" => contact.lang = from.contact.lang,
        "timezone" => contact.zone.clone_from(&from.contact.zone),
        "owner_id" => extra.owner_id = from.extra.owner_id,
        "preferred_channel" => extra.preferred_channel.clone_from(&from.extra.preferred_channel),
        other => {
            if let Some(key) = other.strip_prefix("fields.") {
                match from.extra.fields.get(key) {
                    Some(value) => drop(extra.fields.insert(key.to_owned(), value.clone())),
                    None => drop(extra.fields.remove(key)),
                }
            }
        }
    }
}

fn names(cards: [&Card; 2]) -> BTreeSet<String> {
    let own = cards.into_iter().flat_map(|c| c.extra.fields.keys()).map(|key| format!("fields.{key}"));
    ["name", "phone", "email", "lang", "timezone", "owner_id", "preferred_channel"].map(str::to_owned).into_iter().chain(own).collect()
}

/// One card of two. Tags and consents come together, notes stand one under the other, who wants no news of one wants none.
fn combined(kept: &Card, other: &Card, take: &BTreeSet<&str>) -> (Contact, Extra, Vec<Conflict>) {
    let (mut contact, mut extra, mut conflicts) = (kept.contact.clone(), kept.extra.clone(), Vec::new());
    for field in names([kept, other]) {
        match (value(kept, &field), value(other, &field)) {
            (Some(a), Some(b)) if a != b => {
                if take.contains(field.as_str()) {
                    set(&mut contact, &mut extra, &field, other);
                }
                conflicts.push(Conflict { field, kept: a, other: b });
            }
            (None, Some(_)) => set(&mut contact, &mut extra, &field, other),
            _ => {}
        }
    }
    let new: Vec<String> = other.contact.tags.iter().filter(|t| !contact.tags.contains(t)).cloned().collect();
    contact.tags.extend(new);
    contact.tags.truncate(50);
    contact.note = match (kept.contact.note.trim(), other.contact.note.trim()) {
        ("", note) | (note, "") => note.to_owned(),
        (a, b) if a == b || a.chars().count() + b.chars().count() + 2 > LONGEST_NOTE => a.to_owned(),
        (a, b) => format!("{a}\n\n{b}"),
    };
    for consent in &other.extra.consents {
        if !extra.consents.iter().any(|c| c.kind == consent.kind) {
            extra.consents.push(consent.clone());
        }
    }
    extra.is_unsubscribed |= other.extra.is_unsubscribed;
    (contact, extra, conflicts)
}

/// What is left of a card when the other's is taken out of it: a field nobody has touched since is as it was before.
fn parted(now: &Card, before: &Card, after: &Card) -> (Contact, Extra) {
    let (mut contact, mut extra) = (now.contact.clone(), now.extra.clone());
    for field in names([before, after]).iter().filter(|f| value(now, f) == value(after, f)) {
        set(&mut contact, &mut extra, field, before);
    }
    contact.tags.retain(|tag| before.contact.tags.contains(tag) || !after.contact.tags.contains(tag));
    if contact.note == after.contact.note {
        contact.note.clone_from(&before.contact.note);
    }
    extra.consents.retain(|c| before.extra.consents.contains(c) || !after.extra.consents.contains(c));
    if extra.is_unsubscribed == after.extra.is_unsubscribed {
        extra.is_unsubscribed = before.extra.is_unsubscribed;
    }
    (contact, extra)
}

/// How much a merge moved, by what a person sees of it.
pub fn moves(merge: &Merge) -> BTreeMap<&'static str, i64> {
    let rows = |table: &str| merge.moved.rows.get(table).map_or(0, |rows| i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let named = [("conversations", "conversation"), ("bookings", "booking"), ("deals", "deal"), ("tasks", "task"), ("notes", "note"), ("facts", "contact_fact")];
    let identities = i64::try_from(merge.moved.identities.len()).unwrap_or(i64::MAX);
    named.into_iter().map(|(shown, table)| (shown, rows(table))).chain([("identities", identities)]).collect()
}

/// Into whom a contact that is not found was merged.
pub async fn merged_into(app: &App, ctx: &Ctx, gone: ContactId) -> Result<Option<ContactId>> {
    store::merge::into(&mut app.scope(ctx.org).await?, gone).await
}
