//! What a contact agreed to and took back: a journal that is only added to, and what follows from it now (`Extra::consents`).

use crate::{App, Ctx};
use domain::id::{ConsentId, ContactId};
use domain::{Error, Result, Ts};
use serde_json::json;
use store::Unit;
use store::consent::ConsentEntry;
use store::contact::Consent;

/// A word of the contact, written down by somebody.
#[derive(Clone, Debug)]
pub struct NewConsent {
    pub kind: String,
    pub is_given: bool,
    pub source: String,
    pub text: String,
    /// When it was said; now unless told.
    pub at: Option<Ts>,
}

/// Adds to the journal. What holds now changes only if nothing later was said.
pub async fn add(app: &App, ctx: &Ctx, contact: ContactId, new: NewConsent) -> Result<ConsentEntry> {
    let mut unit = app.unit(ctx).await?;
    super::named(&store::contact::lock(&mut unit, contact).await?)?;
    let now = unit.now();
    let at = new.at.unwrap_or(now);
    if at > now.plus_secs(60) {
        return Err(Error::invalid("at", "nobody agrees in the future"));
    }
    let last = store::consent::latest(&mut unit, contact, &new.kind).await?;
    let entry = entry(&unit, contact, new.kind, new.is_given, new.source, new.text, at);
    store::consent::insert(&mut unit, &entry).await?;
    if last.is_none_or(|last| last.at <= at) {
        let mut extra = store::contact::extra(&mut unit, contact).await?;
        extra.consents.retain(|c| c.kind != entry.kind);
        if entry.is_given {
            extra.consents.push(Consent { kind: entry.kind.clone(), at, source: entry.source.clone() });
        }
        store::contact::set_extra(&mut unit, contact, &extra).await?;
    }
    unit.audit("consent", "contact", Some(contact.0), None, Some(json!({ "consent": entry.kind, "is_given": entry.is_given, "source": entry.source, "at": at }))).await?;
    unit.event("contact.updated", contact, None, json!({ "contact_id": contact })).await?;
    unit.commit().await?;
    Ok(entry)
}

/// Newest first, before a position. A foreign contact is not found.
pub async fn list(app: &App, ctx: &Ctx, contact: ContactId, before: (Ts, ConsentId), limit: i64) -> Result<Vec<ConsentEntry>> {
    let mut scope = app.scope(ctx.org).await?;
    store::contact::get(&mut scope, contact).await?;
    store::consent::list(&mut scope, contact, before, limit).await
}

/// Journals what a change of the card says of consents.
pub(super) async fn journal_in(unit: &mut Unit, contact: ContactId, before: &[Consent], after: &[Consent]) -> Result<()> {
    let now = unit.now();
    for gone in before.iter().filter(|b| !after.iter().any(|a| a.kind == b.kind)) {
        let entry = entry(unit, contact, gone.kind.clone(), false, String::new(), String::new(), now);
        store::consent::insert(unit, &entry).await?;
    }
    for given in after.iter().filter(|a| !before.contains(a)) {
        let entry = entry(unit, contact, given.kind.clone(), true, given.source.clone(), String::new(), given.at);
        store::consent::insert(unit, &entry).await?;
    }
    Ok(())
}

fn entry(unit: &Unit, contact_id: ContactId, kind: String, is_given: bool, source: String, text: String, at: Ts) -> ConsentEntry {
    let actor = &unit.by().actor;
    ConsentEntry { id: ConsentId::new(), contact_id, kind, is_given, source, text, by_kind: actor.kind().to_owned(), by_id: actor.id(), at }
}
