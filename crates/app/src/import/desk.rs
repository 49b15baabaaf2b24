//! Finding the contact of each record of a portion, by phone, then e-mail, then what an earlier import knew them by, and what each of them
//! becomes. Names alone never join two people.

use super::person::{Wanted, key};
use domain::contact::Contact;
use domain::id::ContactId;
use domain::import::{Counts, SOURCE};
use domain::{Phone, Result, Ts};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::Unit;
use store::contact::Extra;
use store::import::bulk::{self, Card, NewKey, Reach, Written};
use uuid::Uuid;

/// Phones and e-mails of one contact.
const REACHES: usize = 30;
const TAGS: usize = 50;

/// What an import remembers of a contact it has written: enough to put it back, and to see whether it was changed since.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Before {
    pub mark: String,
    /// None for a contact the import has made.
    pub was: Option<Card>,
    pub reach: Vec<Reach>,
}

/// What a card says, in a few letters; when it was written does not matter.
pub(super) fn mark(card: &Card) -> String {
    let plain = Card { contact: Contact { created_at: Ts::from_micros(0), updated_at: Ts::from_micros(0), ..card.contact.clone() }, extra: card.extra.clone() };
    key(&[&serde_json::to_string(&plain).unwrap_or_default()]).simple().to_string()
}

struct Draft {
    card: Card,
    was: Option<Card>,
    reach: Vec<Reach>,
}

/// Contacts of the portion under way. A dry run keeps what it would have written, for later portions to meet.
#[derive(Default)]
pub(super) struct Desk {
    drafts: HashMap<ContactId, Draft>,
    known: HashMap<Uuid, ContactId>,
    /// Those of earlier portions of a dry run.
    imagined: HashMap<Uuid, ContactId>,
    keys: Vec<NewKey>,
}

fn reach_key(kind: &str, value: &str) -> Uuid {
    key(&["reach", kind, value])
}

fn reaches(wanted: &Wanted) -> impl Iterator<Item = Reach> + '_ {
    let phones = wanted.phones.iter().map(|p| Reach { kind: "phone".to_owned(), value: p.to_string() });
    phones.chain(wanted.emails.iter().map(|e| Reach { kind: "email".to_owned(), value: e.clone() })).take(REACHES)
}

impl Desk {
    /// Looks up everybody a portion is about, at once.
    pub async fn load(&mut self, unit: &mut Unit, wanted: &[Wanted]) -> Result<()> {
        let of = |kind: &str| -> Vec<String> { wanted.iter().flat_map(reaches).filter(|r| r.kind == kind).map(|r| r.value).collect() };
        for kind in ["phone", "email"] {
            for (value, id) in bulk::reached(unit, kind, &of(kind)).await? {
                self.known.insert(reach_key(kind, &value), id);
            }
        }
        let keys: Vec<Uuid> = wanted.iter().map(|w| w.key).collect();
        for (key, row) in bulk::known(unit, &keys).await? {
            self.known.insert(key, row.into());
        }
        let mut ids: Vec<ContactId> = self.known.values().copied().filter(|id| !self.drafts.contains_key(id)).collect();
        ids.sort_unstable();
        ids.dedup();
        for card in bulk::cards(unit, &ids).await? {
            self.drafts.insert(card.contact.id, Draft { was: Some(card.clone()), card, reach: Vec::new() });
        }
        Ok(())
    }

    fn find(&self, wanted: &Wanted) -> Option<ContactId> {
        let by = reaches(wanted).map(|r| reach_key(&r.kind, &r.value)).chain([wanted.key]);
        // A key may outlive its contact.
        by.filter_map(|key| self.known.get(&key).filter(|id| self.drafts.contains_key(id)).or_else(|| self.imagined.get(&key))).copied().next()
    }

    /// The contact of a record, met or made.
    pub fn take(&mut self, wanted: &Wanted, is_replacing: bool, now: Ts, counts: &mut Counts) -> ContactId {
        let id = match self.find(wanted) {
            Some(id) => {
                counts.contacts_met += 1;
                id
            }
            None => {
                counts.contacts_new += 1;
                let id = ContactId::new();
                let contact = Contact { id, name: None, phone: None, email: None, lang: None, zone: None, tags: Vec::new(), note: String::new(), source: SOURCE.to_owned(), created_at: now, updated_at: now };
                self.drafts.insert(id, Draft { card: Card { contact, extra: Extra::default() }, was: None, reach: Vec::new() });
                id
            }
        };
        if self.known.insert(wanted.key, id) != Some(id) {
            self.keys.push(NewKey { key: wanted.key, kind: "contact", row: id.0 });
        }
        let free: Vec<Reach> = reaches(wanted).filter(|r| !self.known.contains_key(&reach_key(&r.kind, &r.value))).collect();
        for reach in &free {
            self.known.insert(reach_key(&reach.kind, &reach.value), id);
        }
        let own = |kind: &str, value: &str| self.known.get(&reach_key(kind, value)) == Some(&id);
        // A number that is someone else's stays theirs.
        let phone = wanted.phones.iter().find(|p| own("phone", p.as_str())).cloned();
        let email = wanted.emails.iter().find(|e| own("email", e)).cloned();
        if let Some(draft) = self.drafts.get_mut(&id) {
            draft.fill(wanted, phone, email, is_replacing);
            draft.reach.extend(free);
        }
        id
    }

    /// How many contacts that were there before have changed.
    fn changed(&self) -> u64 {
        u64::try_from(self.drafts.values().filter(|d| d.was.as_ref().is_some_and(|was| *was != d.card || !d.reach.is_empty())).count()).unwrap_or(0)
    }

    /// Writes the portion's contacts and says which rows those are.
    pub async fn flush(&mut self, unit: &mut Unit, counts: &mut Counts) -> Result<(Vec<Written>, Vec<NewKey>)> {
        counts.contacts_changed += self.changed();
        let now = unit.now();
        let (mut made, mut changed, mut reach, mut rows) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut drafts: Vec<Draft> = std::mem::take(&mut self.drafts).into_values().collect();
        drafts.sort_by_key(|d| d.card.contact.id);
        for mut draft in drafts {
            if draft.was.as_ref().is_some_and(|was| *was == draft.card && draft.reach.is_empty()) {
                continue;
            }
            draft.card.contact.updated_at = now;
            let id = draft.card.contact.id;
            let before = Before { mark: mark(&draft.card), was: draft.was, reach: draft.reach };
            rows.push(Written { position: 0, noun: "contact", row: id.0, before: serde_json::to_value(&before).ok() });
            if before.was.is_some() { changed.push(draft.card) } else { made.push(draft.card) }
            reach.extend(before.reach.into_iter().map(|r| (id, r)));
        }
        bulk::add_contacts(unit, &made).await?;
        bulk::set_contacts(unit, &changed).await?;
        bulk::add_identities(unit, &reach).await?;
        self.known.clear();
        Ok((rows, std::mem::take(&mut self.keys)))
    }

    /// The portion of a dry run is over: who was thought of is remembered.
    pub fn imagine(&mut self, counts: &mut Counts) {
        counts.contacts_changed += self.changed();
        self.drafts.clear();
        self.keys.clear();
        self.imagined.extend(std::mem::take(&mut self.known));
    }
}

impl Draft {
    fn fill(&mut self, wanted: &Wanted, phone: Option<Phone>, email: Option<String>, is_replacing: bool) {
        let card = &mut self.card.contact;
        put(&mut card.name, wanted.name.clone(), is_replacing);
        put(&mut card.phone, phone, is_replacing);
        put(&mut card.email, email, is_replacing);
        for tag in &wanted.tags {
            if !card.tags.contains(tag) && card.tags.len() < TAGS {
                card.tags.push(tag.clone());
            }
        }
        if !wanted.note.is_empty() && (is_replacing || card.note.is_empty()) {
            card.note.clone_from(&wanted.note);
        }
        for (name, value) in &wanted.fields {
            if is_replacing || !self.card.extra.fields.contains_key(name) {
                self.card.extra.fields.insert(name.clone(), value.clone());
            }
        }
    }
}

fn put<T>(field: &mut Option<T>, value: Option<T>, is_replacing: bool) {
    if value.is_some() && (is_replacing || field.is_none()) {
        *field = value;
    }
}
