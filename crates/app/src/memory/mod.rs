//! What is remembered (A9): facts of contacts, written by people here and found after a talk by `keep.rs`; what of it a turn is told. How
//! facts are found is `brain::memory`; a fact of a kind takes the place of the one before it, and the audit log has both.

pub mod keep;

use crate::{App, Ctx};
use brain::facts::{AgentFacts, Line, Memory};
use domain::fact::{ContactFact, FactKey, FactSource, TEXT_LIMIT};
use domain::id::{ContactId, EmployeeId, FactId};
use domain::message::Author;
use domain::{Error, Result, Ts};
use serde_json::{Value, json};
use store::conversation::ConversationRow;
use store::fact::of_key;
use store::{Reads, Unit};

/// Most facts of one contact.
pub const MOST: usize = 100;
/// Most of them one turn is told.
const TOLD: usize = 30;

/// What a person writes down.
#[derive(Clone, Debug)]
pub struct NewFact {
    pub key: FactKey,
    pub text: String,
    /// By whom the contact likes to be served; only with `employee`.
    pub employee: Option<EmployeeId>,
    pub expires_at: Option<Ts>,
}

#[derive(Clone, Debug, Default)]
pub struct FactPatch {
    pub text: Option<String>,
    /// `Some(None)`: it never ends.
    pub expires_at: Option<Option<Ts>>,
}

/// Everything remembered of a contact, oldest first.
pub async fn list(app: &App, ctx: &Ctx, contact: ContactId) -> Result<Vec<ContactFact>> {
    let mut scope = app.scope(ctx.org).await?;
    store::contact::get(&mut scope, contact).await?;
    store::fact::list(&mut scope, contact, many()).await
}

/// Writes a fact down. Of a kind there is one: it takes the place of the one before.
pub async fn add(app: &App, ctx: &Ctx, contact: ContactId, new: NewFact) -> Result<ContactFact> {
    let text = checked(&new.text)?;
    let mut unit = app.unit(ctx).await?;
    store::contact::get_in(&mut unit, contact).await?;
    let now = unit.now();
    ends_later(new.expires_at, now)?;
    let value = match new.employee {
        Some(_) if new.key != FactKey::Employee => return Err(Error::invalid("employee_id", "only with the key `employee`")),
        Some(id) => {
            store::employee::get(&mut unit, id).await.map_err(|e| Error { field: Some("employee_id".to_owned()), ..e })?;
            Some(json!({ "employee_id": id }))
        }
        None => None,
    };
    let known = store::fact::list(&mut unit, contact, many()).await?;
    let fact = ContactFact {
        id: FactId::new(), contact_id: contact, key: new.key, text, value, source: FactSource::Person, conversation_id: None, message_id: None, confidence: 100, expires_at: new.expires_at, created_at: now, updated_at: now,
    };
    let fact = put_in(&mut unit, &known, fact).await?;
    unit.commit().await?;
    Ok(fact)
}

/// Changes a fact; from then on it is the person's.
pub async fn change(app: &App, ctx: &Ctx, contact: ContactId, id: FactId, patch: FactPatch) -> Result<ContactFact> {
    let mut unit = app.unit(ctx).await?;
    let before = store::fact::get(&mut unit, contact, id).await?;
    let mut fact = before.clone();
    if let Some(text) = patch.text {
        let text = checked(&text)?;
        if text != fact.text {
            // Other words may mean something else than the value did.
            (fact.text, fact.value) = (text, None);
        }
    }
    if let Some(end) = patch.expires_at {
        ends_later(end, unit.now())?;
        fact.expires_at = end;
    }
    if fact != before {
        (fact.source, fact.confidence, fact.updated_at) = (FactSource::Person, 100, unit.now());
        replace_in(&mut unit, &before, &fact).await?;
        unit.commit().await?;
    }
    Ok(fact)
}

pub async fn remove(app: &App, ctx: &Ctx, contact: ContactId, id: FactId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let fact = store::fact::get(&mut unit, contact, id).await?;
    store::fact::remove(&mut unit, contact, id).await?;
    unit.audit("remove", "fact", Some(id.0), Some(public(&fact)), None).await?;
    unit.event("fact.removed", id, None, json!({"contact_id": contact, "fact_id": id})).await?;
    unit.commit().await
}

/// Keeps a fact in the place of the one of its kind; `known` are the contact's.
pub(crate) async fn put_in(unit: &mut Unit, known: &[ContactFact], fact: ContactFact) -> Result<ContactFact> {
    if let Some(before) = of_key(known, fact.key) {
        let fact = ContactFact { id: before.id, created_at: before.created_at, ..fact };
        replace_in(unit, before, &fact).await?;
        return Ok(fact);
    }
    if known.len() >= MOST {
        return Err(Error::conflict(format!("a contact has at most {MOST} facts")).code("facts_limit"));
    }
    store::fact::insert(unit, &fact).await?;
    unit.audit("create", "fact", Some(fact.id.0), None, Some(public(&fact))).await?;
    unit.event("fact.created", fact.id, None, json!({"fact": public(&fact)})).await?;
    Ok(fact)
}

async fn replace_in(unit: &mut Unit, before: &ContactFact, fact: &ContactFact) -> Result<()> {
    store::fact::update(unit, fact).await?;
    unit.audit("update", "fact", Some(fact.id.0), Some(public(before)), Some(public(fact))).await?;
    unit.event("fact.updated", fact.id, None, json!({"fact": public(fact)})).await
}

/// The public shape.
pub fn public(f: &ContactFact) -> Value {
    json!({"id": f.id, "contact_id": f.contact_id, "key": f.key, "text": f.text, "source": f.source, "confidence": f.confidence, "conversation_id": f.conversation_id, "expires_at": f.expires_at, "updated_at": f.updated_at})
}

fn many() -> i64 {
    i64::try_from(MOST).unwrap_or(i64::MAX)
}

fn checked(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT_LIMIT {
        return Err(Error::invalid("text", format!("1 to {TEXT_LIMIT} characters")));
    }
    Ok(text.to_owned())
}

fn ends_later(end: Option<Ts>, now: Ts) -> Result<()> {
    if end.is_some_and(|end| end <= now) { Err(Error::invalid("expires_at", "a moment in the future")) } else { Ok(()) }
}

/// What a turn is told: the facts that hold by the agent's rules; for a model also the latest messages and what came before them.
pub(crate) async fn recall(reads: &mut impl Reads, row: &ConversationRow, agent: &AgentFacts, now: Ts) -> Result<Memory> {
    let conversation = &row.conversation;
    let rules = &agent.spec.memory;
    let mut memory = Memory::default();
    if rules.facts {
        let mut facts = store::fact::list(reads, conversation.contact_id, many()).await?;
        facts.retain(|fact| fact.holds(now, rules.fact_days));
        memory.usual = brain::memory::usual(&facts);
        memory.facts = facts.into_iter().rev().take(TOLD).map(|fact| fact.text).collect();
    }
    if !agent.has_model {
        return Ok(memory);
    }
    let limit = i64::from(rules.messages.min(50));
    let mut recent = store::message::before(reads, conversation.id, conversation.answered_seq + 1, limit).await?;
    recent.reverse();
    let line = |m: domain::message::Message| (!m.text.trim().is_empty()).then_some(Line { is_customer: m.author == Author::Contact, text: m.text });
    memory.recent = recent.into_iter().filter_map(line).collect();
    if rules.summary {
        memory.summary = store::fact::summary(reads, conversation.id).await?.map(|s| s.text).unwrap_or_default();
    }
    Ok(memory)
}
