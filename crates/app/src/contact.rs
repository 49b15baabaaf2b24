//! Contacts: found or created from any channel by identity, phone or e-mail; edited by people and by the dialogue.

use crate::{App, Ctx};
use domain::contact::{Contact, Identity};
use domain::id::{ConnectionId, ContactId};
use domain::{Error, Lang, Phone, Result};
use serde_json::json;
use store::Unit;

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
    let mut unit = app.unit(ctx).await?;
    let contact = create_in(&mut unit, patch, ctx.actor.kind()).await?;
    unit.commit().await?;
    Ok(contact)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, patch: ContactPatch, source: &str) -> Result<Contact> {
    let mut contact = blank(unit, source);
    apply(&mut contact, patch)?;
    store::contact::insert(unit, &contact).await?;
    claim_identities(unit, &contact).await?;
    unit.audit("create", "contact", Some(contact.id.0), None, Some(public(&contact))).await?;
    unit.event("contact.created", contact.id, None, json!({"contact_id": contact.id, "source": contact.source})).await?;
    Ok(contact)
}

pub async fn update(app: &App, ctx: &Ctx, id: ContactId, patch: ContactPatch) -> Result<Contact> {
    let mut unit = app.unit(ctx).await?;
    let mut contact = store::contact::get_in(&mut unit, id).await?;
    let before = public(&contact);
    let (phone, email) = (contact.phone.clone(), contact.email.clone());
    apply(&mut contact, patch)?;
    if contact.phone != phone {
        store::contact::drop_identities(&mut unit, id, "phone").await?;
    }
    if contact.email != email {
        store::contact::drop_identities(&mut unit, id, "email").await?;
    }
    claim_identities(&mut unit, &contact).await?;
    save(&mut unit, &contact, before).await?;
    unit.commit().await?;
    Ok(contact)
}

/// Removes a contact nobody has talked to or booked for; others keep their history (erasure is its own use case).
pub async fn remove(app: &App, ctx: &Ctx, id: ContactId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let contact = store::contact::get_in(&mut unit, id).await?;
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

fn is_email(text: &str) -> bool {
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
