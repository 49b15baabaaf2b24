//! Contacts: found or created from any channel by identity, phone or e-mail; edited by people and by the dialogue.
//! What happened with one is `contact/timeline.rs`, what it agreed to `contact/consent.rs`, who may be one `contact/duplicate.rs`,
//! making one of two `contact/merge.rs`, forgetting one `contact/erase.rs`, giving one's data out `contact/export.rs`.

pub mod consent;
pub mod duplicate;
pub mod erase;
pub mod export;
mod extra;
pub mod merge;
pub mod timeline;

use crate::{App, Ctx};
use domain::contact::{Contact, Identity};
use domain::id::{ConnectionId, ContactId, MemberId};
use domain::{Error, Lang, Phone, Result};
use serde_json::json;
use std::collections::BTreeMap;
use store::Unit;
use store::contact::{Consent, Extra};

/// What a person or a program may set. `None` leaves a field as it is; `Some(None)` clears it.
#[derive(Clone, Debug, Default)]
pub struct ContactPatch {
    pub name: Option<Option<String>>,
    pub phone: Option<Option<Phone>>,
    pub email: Option<Option<String>>,
    pub lang: Option<Option<Lang>>,
    pub zone: Option<Option<String>>,
    pub tags: Option<Vec<String>>,
    pub note: Option<String>,
    /// The firm's own fields, all of them.
    pub fields: Option<BTreeMap<String, String>>,
    pub consents: Option<Vec<Consent>>,
    pub owner: Option<Option<MemberId>>,
    pub preferred_channel: Option<Option<String>>,
    pub is_unsubscribed: Option<bool>,
}

/// What a channel tells of who wrote.
#[derive(Clone, Debug, Default)]
pub struct Stranger {
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub email: Option<String>,
    pub lang: Option<Lang>,
}

pub(crate) fn blank(unit: &Unit, source: &str) -> Contact {
    Contact {
        id: ContactId::new(), name: None, phone: None, email: None, lang: None, zone: None, tags: Vec::new(), note: String::new(),
        source: source.to_owned(), created_at: unit.now(), updated_at: unit.now(),
    }
}

/// The public shape in the audit log and in events.
pub fn public(c: &Contact) -> serde_json::Value {
    json!({"id": c.id, "name": c.name, "phone": c.phone, "email": c.email, "lang": c.lang, "tags": c.tags, "note": c.note, "source": c.source})
}

/// Finds the contact behind a channel account, or makes one. A phone or e-mail the channel vouches for joins an existing contact.
pub async fn find_or_create(unit: &mut Unit, connector: &str, connection: ConnectionId, sender: &str, stranger: &Stranger) -> Result<Contact> {
    let account = Identity { kind: connector.to_owned(), value: sender.to_owned(), connection_id: Some(connection) };
    if let Some(contact) = store::contact::find_by_identity(unit, &account).await? {
        return Ok(contact);
    }
    let known = [
        stranger.phone.as_ref().map(|p| Identity { kind: "phone".into(), value: p.to_string(), connection_id: None }),
        stranger.email.as_ref().map(|e| Identity { kind: "email".into(), value: e.to_lowercase(), connection_id: None }),
    ];
    for identity in known.iter().flatten() {
        if let Some(contact) = store::contact::find_by_identity(unit, identity).await? {
            store::contact::add_identity(unit, contact.id, &account).await?;
            return Ok(contact);
        }
    }
    let contact = Contact {
        name: stranger.name.clone(), phone: stranger.phone.clone(), email: stranger.email.clone(), lang: stranger.lang, ..blank(unit, connector)
    };
    store::contact::insert(unit, &contact).await?;
    store::contact::add_identity(unit, contact.id, &account).await?;
    for identity in known.iter().flatten() {
        store::contact::add_identity(unit, contact.id, identity).await?;
    }
    unit.event("contact.created", contact.id, None, json!({"contact_id": contact.id, "source": contact.source})).await?;
    Ok(contact)
}

/// What the dialogue learned. A phone that belongs to another contact stays a claim of this one: merging is a person's decision.
pub async fn learn(unit: &mut Unit, id: ContactId, name: Option<String>, phone: Option<Phone>, lang: Option<Lang>) -> Result<()> {
    let mut contact = store::contact::get_in(unit, id).await?;
    let before = public(&contact);
    if let Some(name) = name {
        contact.name = Some(name);
    }
    if let Some(lang) = lang {
        contact.lang = Some(lang);
    }
    if let Some(phone) = phone {
        // A pretended customer must not be taken for a real one who has this phone.
        if contact.source != crate::test_chat::SOURCE {
            store::contact::add_identity(unit, id, &Identity { kind: "phone".into(), value: phone.to_string(), connection_id: None }).await?;
        }
        contact.phone = Some(phone);
    }
    save(unit, &contact, before).await
}

/// A program tells what it knows of its customer; what is known already stays.
pub async fn fill(app: &App, ctx: &Ctx, conversation: domain::id::ConversationId, name: Option<String>, email: Option<String>) -> Result<()> {
    if name.is_none() && email.is_none() {
        return Ok(());
    }
    let mut unit = app.unit(ctx).await?;
    let row = store::conversation::get_in(&mut unit, conversation).await?;
    let mut contact = store::contact::get_in(&mut unit, row.conversation.contact_id).await?;
    let before = public(&contact);
    contact.name = contact.name.or(name);
    if contact.email.is_none()
        && let Some(email) = email.map(|e| e.to_lowercase())
    {
        // An address that is someone else's already stays a claim: merging is a person's decision.
        store::contact::add_identity(&mut unit, contact.id, &Identity { kind: "email".into(), value: email.clone(), connection_id: None }).await?;
        contact.email = Some(email);
    }
    if public(&contact) == before {
        return Ok(());
    }
    save(&mut unit, &contact, before).await?;
    unit.commit().await
}

/// The contact a phone number stands for, or a new one. What is known of a found one stays: a typed number proves nothing.
pub async fn find_or_create_by_phone(unit: &mut Unit, stranger: &Stranger, source: &str) -> Result<Contact> {
    let phone = stranger.phone.clone().ok_or_else(|| Error::invalid("phone", "a phone number is needed"))?;
    let identity = Identity { kind: "phone".into(), value: phone.to_string(), connection_id: None };
    if let Some(contact) = store::contact::find_by_identity(unit, &identity).await? {
        return Ok(contact);
    }
    let contact = Contact { name: stranger.name.clone(), phone: Some(phone), email: stranger.email.clone(), lang: stranger.lang, ..blank(unit, source) };
    store::contact::insert(unit, &contact).await?;
    store::contact::add_identity(unit, contact.id, &identity).await?;
    unit.audit("create", "contact", Some(contact.id.0), None, Some(public(&contact))).await?;
    unit.event("contact.created", contact.id, None, json!({"contact_id": contact.id, "source": contact.source})).await?;
    Ok(contact)
}

async fn save(unit: &mut Unit, contact: &Contact, before: serde_json::Value) -> Result<()> {
    store::contact::update(unit, contact).await?;
    let after = public(contact);
    if after != before {
        unit.audit("update", "contact", Some(contact.id.0), Some(before), Some(after)).await?;
        unit.event("contact.updated", contact.id, None, json!({"contact_id": contact.id})).await?;
    }
    Ok(())
}

/// Creates by hand or by program. A phone or e-mail that is already someone's is a conflict with `contact_exists`.
pub async fn create(app: &App, ctx: &Ctx, patch: ContactPatch) -> Result<Contact> {
    extra::known_channel(app, &patch)?;
    let mut unit = app.unit(ctx).await?;
    let contact = create_in(&mut unit, patch, ctx.actor.kind()).await?;
    unit.commit().await?;
    Ok(contact)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, patch: ContactPatch, source: &str) -> Result<Contact> {
    let mut contact = blank(unit, source);
    let mut extra = Extra::default();
    extra::apply(unit, &mut extra, &patch).await?;
    apply(&mut contact, patch)?;
    store::contact::insert(unit, &contact).await?;
    if extra != Extra::default() {
        store::contact::set_extra(unit, contact.id, &extra).await?;
        consent::journal_in(unit, contact.id, &[], &extra.consents).await?;
    }
    claim_identities(unit, &contact).await?;
    unit.audit("create", "contact", Some(contact.id.0), None, Some(whole(&contact, &extra))).await?;
    unit.event("contact.created", contact.id, None, json!({"contact_id": contact.id, "source": contact.source, "by": unit.by().actor})).await?;
    Ok(contact)
}

pub async fn update(app: &App, ctx: &Ctx, id: ContactId, patch: ContactPatch) -> Result<Contact> {
    extra::known_channel(app, &patch)?;
    let mut unit = app.unit(ctx).await?;
    let (mut contact, mut extra) = (store::contact::get_in(&mut unit, id).await?, store::contact::extra(&mut unit, id).await?);
    let before = (contact.clone(), extra.clone());
    named(&contact)?;
    extra::apply(&mut unit, &mut extra, &patch).await?;
    apply(&mut contact, patch)?;
    // The one that is replaced is let go; others the contact has stay.
    for old in reach(&before.0).into_iter().filter(|old| !reach(&contact).contains(old)) {
        store::contact::drop_identity(&mut unit, id, &old).await?;
    }
    claim_identities(&mut unit, &contact).await?;
    if (&contact, &extra) != (&before.0, &before.1) {
        store::contact::update(&mut unit, &contact).await?;
        if extra != before.1 {
            store::contact::set_extra(&mut unit, id, &extra).await?;
            consent::journal_in(&mut unit, id, &before.1.consents, &extra.consents).await?;
        }
        unit.audit("update", "contact", Some(id.0), Some(whole(&before.0, &before.1)), Some(whole(&contact, &extra))).await?;
        unit.event("contact.updated", id, None, json!({"contact_id": id})).await?;
    }
    unit.commit().await?;
    Ok(contact)
}

/// Most phones and e-mails of one contact.
const MOST_IDENTITIES: usize = 30;

/// Gives the contact one more phone or e-mail; the first becomes the one on the card.
pub async fn add_identity(app: &App, ctx: &Ctx, id: ContactId, identity: Identity) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let mut contact = store::contact::get_in(&mut unit, id).await?;
    named(&contact)?;
    let known = store::contact::identities(&mut unit, id).await?;
    if known.contains(&identity) {
        return Ok(());
    }
    if known.len() >= MOST_IDENTITIES {
        return Err(Error::invalid("value", format!("a contact has at most {MOST_IDENTITIES} phones, addresses and accounts")));
    }
    if !store::contact::add_identity(&mut unit, id, &identity).await? {
        return Err(Error { field: Some("value".to_owned()), ..Error::conflict("another contact has it").code("contact_exists") });
    }
    promote(&mut contact, std::slice::from_ref(&identity));
    store::contact::update(&mut unit, &contact).await?;
    unit.audit("update", "contact", Some(id.0), None, Some(json!({ (identity.kind.as_str()): identity.value }))).await?;
    unit.event("contact.updated", id, None, json!({"contact_id": id})).await?;
    unit.commit().await
}

/// Takes a phone or e-mail away; if it was the one on the card, another of its kind takes its place.
pub async fn remove_identity(app: &App, ctx: &Ctx, id: ContactId, identity: Identity) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let mut contact = store::contact::get_in(&mut unit, id).await?;
    if !store::contact::drop_identity(&mut unit, id, &identity).await? {
        return Err(Error::not_found("identity"));
    }
    if contact.phone.as_ref().is_some_and(|p| identity.kind == "phone" && p.as_str() == identity.value) {
        contact.phone = None;
    }
    if identity.kind == "email" && contact.email.as_ref() == Some(&identity.value) {
        contact.email = None;
    }
    promote(&mut contact, &store::contact::identities(&mut unit, id).await?);
    store::contact::update(&mut unit, &contact).await?;
    unit.audit("update", "contact", Some(id.0), Some(json!({ (identity.kind.as_str()): identity.value })), None).await?;
    unit.event("contact.updated", id, None, json!({"contact_id": id})).await?;
    unit.commit().await
}

/// Puts the first phone and e-mail on a card that has none.
fn promote(contact: &mut Contact, identities: &[Identity]) {
    let first = |kind: &str| identities.iter().find(|i| i.kind == kind && i.connection_id.is_none()).map(|i| i.value.clone());
    contact.phone = contact.phone.take().or_else(|| first("phone").map(Phone::trusted));
    contact.email = contact.email.take().or_else(|| first("email"));
}

/// The phone and the e-mail on the card.
fn reach(contact: &Contact) -> Vec<Identity> {
    let phone = contact.phone.as_ref().map(|p| Identity { kind: "phone".into(), value: p.to_string(), connection_id: None });
    let email = contact.email.as_ref().map(|e| Identity { kind: "email".into(), value: e.clone(), connection_id: None });
    phone.into_iter().chain(email).collect()
}

/// The card with what the firm keeps beside it, for the audit log.
fn whole(contact: &Contact, extra: &Extra) -> serde_json::Value {
    let mut value = public(contact);
    if let (Some(value), Ok(serde_json::Value::Object(extra))) = (value.as_object_mut(), serde_json::to_value(extra)) {
        value.extend(extra);
    }
    value
}

/// The nameless contact that has the visits of erased people is nobody's to change.
pub(crate) fn named(contact: &Contact) -> Result<()> {
    if contact.source == store::erasure::SOURCE { Err(Error::not_found("contact")) } else { Ok(()) }
}

/// Removes a contact nobody has talked to or booked for; others keep their history (erasure is its own use case).
pub async fn remove(app: &App, ctx: &Ctx, id: ContactId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let contact = store::contact::get_in(&mut unit, id).await?;
    named(&contact)?;
    store::contact::remove(&mut unit, id).await?;
    unit.audit("remove", "contact", Some(id.0), Some(public(&contact)), None).await?;
    unit.commit().await
}

fn apply(contact: &mut Contact, patch: ContactPatch) -> Result<()> {
    if let Some(name) = patch.name {
        contact.name = name.map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
    }
    if let Some(phone) = patch.phone {
        contact.phone = phone;
    }
    if let Some(email) = patch.email {
        contact.email = email.map(|e| e.trim().to_lowercase()).filter(|e| !e.is_empty());
        if contact.email.as_ref().is_some_and(|e| !is_email(e)) {
            return Err(Error::invalid("email", "not an e-mail address"));
        }
    }
    if let Some(lang) = patch.lang {
        contact.lang = lang;
    }
    if let Some(zone) = patch.zone {
        if let Some(name) = &zone {
            domain::time::zone(name)?;
        }
        contact.zone = zone;
    }
    if let Some(tags) = patch.tags {
        contact.tags = tags;
    }
    if let Some(note) = patch.note {
        contact.note = note;
    }
    Ok(())
}

pub(crate) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !text.contains(char::is_whitespace))
}

async fn claim_identities(unit: &mut Unit, contact: &Contact) -> Result<()> {
    let wanted = [
        contact.phone.as_ref().map(|p| ("phone", p.to_string())),
        contact.email.as_ref().map(|e| ("email", e.clone())),
    ];
    for (kind, value) in wanted.into_iter().flatten() {
        let identity = Identity { kind: kind.to_owned(), value, connection_id: None };
        if !store::contact::add_identity(unit, contact.id, &identity).await? {
            let owner = store::contact::find_by_identity(unit, &identity).await?;
            if owner.is_some_and(|o| o.id != contact.id) {
                return Err(Error { field: Some(kind.to_owned()), ..Error::conflict("another contact has it").code("contact_exists") });
            }
        }
    }
    Ok(())
}

/// Most names that get their keys at once.
const KEYS: usize = 500;

/// Writes keys of names where there are none yet; true when more may be left.
pub(crate) async fn write_keys(app: &App) -> Result<bool> {
    let mut root = app.db().root().await?;
    let written = store::contact::write_keys(&mut root, i64::try_from(KEYS).unwrap_or(i64::MAX)).await?;
    root.commit().await?;
    Ok(written == KEYS)
}
