//! The feed of updates with the names in it: who booked what with whom, who wrote, what went wrong.

use crate::App;
use domain::event::Event;
use domain::id::{ConnectionId, ContactId, ConversationId, EventId, OrgId};
use domain::{Result, Ts};
use serde_json::Value;
use std::collections::HashMap;
use store::Scope;
use store::update::Talk;
use uuid::Uuid;

/// One line of the feed.
#[derive(Clone, Debug)]
pub struct Update {
    pub event: Event,
    pub contact: Option<Who>,
    /// The visit as it stood after the event, with names, as the calendar shows it.
    pub booking: Option<Value>,
    /// The employee of the visit.
    pub employee: Option<String>,
    /// The person who did it, where it was one.
    pub person: Option<String>,
    /// What did it: `person`, `agent`, `contact`, `key` or `system`.
    pub by: Option<String>,
    pub connection: Option<(ConnectionId, String, String)>,
    /// Why it was handed over, or what failed.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub id: ContactId,
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// Updates before a place, newest first; `kind` is that of the event.
pub async fn feed(app: &App, org: OrgId, kind: Option<&str>, before: (Ts, EventId), limit: i64) -> Result<Vec<Update>> {
    let mut scope = app.scope(org).await?;
    let events = store::update::feed(&mut scope, kind, before, limit).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let mut names = Names::default();
    let mut updates = Vec::with_capacity(events.len());
    for event in events {
        let payload = &event.payload;
        let talk = match event.conversation_id {
            Some(id) => names.talk(&mut scope, id.into()).await?,
            None => None,
        };
        let booking = payload.get("booking").filter(|b| b.is_object()).cloned();
        let told = id_at(payload, "/contact_id").map(ContactId).or(talk.as_ref().map(|t| t.contact_id));
        let contact = match told {
            Some(id) => names.contact(&mut scope, id).await?,
            None => None,
        };
        let actor = id_at(payload, "/by/id").or_else(|| id_at(payload, "/assignee_id"));
        let person = match actor {
            Some(id) => names.person(&mut scope, id).await?,
            None => None,
        };
        let connection = match id_at(payload, "/connection_id") {
            Some(id) => store::connection::get(&mut scope, id.into()).await.ok().map(|c| (c.id, c.connector, c.name)),
            None => talk.map(|t| (t.connection_id, t.connector, t.connection)),
        };
        let employee = id_at(payload, "/employee_id").and_then(|id| firm.catalog.employee(id.into())).map(|e| e.name.clone());
        let text = |name: &str| payload.get(name).and_then(Value::as_str).map(str::to_owned);
        let reason = text("summary").or_else(|| text("reason")).or_else(|| text("error"));
        let by = payload.pointer("/by/kind").and_then(Value::as_str).map(str::to_owned);
        updates.push(Update { contact, booking, employee, person, by, connection, reason, event });
    }
    Ok(updates)
}

fn id_at(payload: &Value, pointer: &str) -> Option<Uuid> {
    payload.pointer(pointer).and_then(Value::as_str).and_then(|text| Uuid::try_parse(text).ok())
}

/// Names read once for a page.
#[derive(Default)]
struct Names {
    talks: HashMap<ConversationId, Option<Talk>>,
    contacts: HashMap<ContactId, Option<Who>>,
    people: HashMap<Uuid, Option<String>>,
}

impl Names {
    async fn talk(&mut self, scope: &mut Scope, id: ConversationId) -> Result<Option<Talk>> {
        if let Some(known) = self.talks.get(&id) {
            return Ok(known.clone());
        }
        let talk = store::update::talk(scope, id).await?;
        self.talks.insert(id, talk.clone());
        Ok(talk)
    }
    /// None: the contact has been removed since.
    async fn contact(&mut self, scope: &mut Scope, id: ContactId) -> Result<Option<Who>> {
        if let Some(known) = self.contacts.get(&id) {
            return Ok(known.clone());
        }
        let who = store::contact::get(scope, id).await.ok().map(|c| Who { id, name: c.name, phone: c.phone.map(|p| p.to_string()) });
        self.contacts.insert(id, who.clone());
        Ok(who)
    }
    async fn person(&mut self, scope: &mut Scope, id: Uuid) -> Result<Option<String>> {
        if let Some(known) = self.people.get(&id) {
            return Ok(known.clone());
        }
        let name = store::member::find_by_person(scope, id.into()).await?.map(|m| m.name);
        self.people.insert(id, name.clone());
        Ok(name)
    }
}
