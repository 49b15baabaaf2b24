//! The work after a turn, off the customer's way: facts and the summary by rules at once; by the agent's model, if it has one, when the talk has
//! come to rest, in one call. Safe to run twice: what is known already changes nothing.

use super::{many, put_in};
use crate::provider::{self, Asker, Used};
use crate::{App, Ctx};
use brain::facts::Catalog;
use brain::memory::{Learned, Said, Step, habits, learn, merged, roll};
use brain::turn::{Effect, Input, Reply};
use domain::Result;
use domain::agent::AgentSpec;
use domain::contact::Contact;
use domain::conversation::Conversation;
use domain::fact::{ContactFact, FactKey, FactSource, Summary, SummarySource};
use domain::id::{AgentId, ConversationId, FactId};
use domain::message::{Author, Message};
use store::Unit;
use std::time::Duration;
use store::fact::of_key;

/// A talk is at rest when nobody has written for this long.
pub const REST_MINUTES: i64 = 10;
/// Messages looked at in one run; the rest in the next.
const MESSAGES: i64 = 200;
/// Of them, those a model reads.
const SHOWN: i64 = 60;
const TURNS: i64 = 60;
const PATIENCE: Duration = Duration::from_secs(60);

/// Returns whether the talk must be looked at again once it is at rest.
pub async fn keep(app: &App, ctx: &Ctx, id: ConversationId) -> Result<bool> {
    let mut scope = app.scope(ctx.org).await?;
    let conversation = store::conversation::get(&mut scope, id).await?.conversation;
    let contact = store::contact::get(&mut scope, conversation.contact_id).await?;
    let before = store::fact::summary(&mut scope, id).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let (agent, spec) = leader(app, &mut scope, id).await?;
    let read_seq = before.as_ref().map_or(0, |s| s.read_seq);
    let messages = store::message::after(&mut scope, id, read_seq, MESSAGES).await?;
    let until = messages.last().map_or(read_seq, |m| m.seq);
    let has_model = !spec.model.chain.is_empty();
    let rests = app.now() >= conversation.updated_at.plus_minutes(REST_MINUTES);
    let is_told = before.as_ref().is_some_and(|s| s.source == SummarySource::Model && s.until_seq >= conversation.last_seq);
    if messages.is_empty() && (is_told || !has_model || !rests) {
        return Ok(has_model && !is_told);
    }
    let mut learned = Vec::new();
    if spec.memory.facts {
        let past = crate::booking::past_visits(&mut scope, contact.id, app.now()).await?;
        learned.extend(habits(&firm.catalog, &past));
        learned.extend(learn(&firm.catalog, &lines(&messages), app.now()));
    }
    let mut text = before.as_ref().map(|s| s.text.clone()).unwrap_or_default();
    let mut source = before.as_ref().map_or(SummarySource::Rules, |s| s.source);
    if !messages.is_empty() {
        text = roll(&text, &steps(&mut scope, &firm.catalog, id, read_seq).await?, firm.catalog.org.lang);
        source = SummarySource::Rules;
    }
    drop(scope);
    if has_model && rests && !is_told {
        let (summary, told) = ask(app, ctx, &Asked { conversation: &conversation, contact: &contact, catalog: &firm.catalog, agent, spec: &spec, before: &text }).await?;
        if spec.memory.facts {
            // The rules' reading of the same words stands.
            let fresh: Vec<Learned> = told.into_iter().filter(|t| t.key == FactKey::Note || !learned.iter().any(|l| l.key == t.key)).collect();
            learned.extend(fresh);
        }
        // Asked once for a talk, whatever came of it.
        (text, source) = (summary.unwrap_or(text), SummarySource::Model);
    }
    let mut unit = app.unit(&Ctx { actor: domain::event::Actor::Agent, ..ctx.clone() }).await?;
    remember_in(&mut unit, &conversation, &messages, learned, firm.catalog.org.lang).await?;
    let until_seq = if source == SummarySource::Model { conversation.last_seq } else { until };
    let now = unit.now();
    store::fact::set_summary(&mut unit, &Summary { conversation_id: id, until_seq, read_seq: until, text: if spec.memory.summary { text } else { String::new() }, source, updated_at: now }).await?;
    unit.commit().await?;
    Ok(until < conversation.last_seq || has_model && source != SummarySource::Model)
}

/// Who leads the conversation, with the rules of its live version; the usual rules where no agent does.
async fn leader(app: &App, scope: &mut store::Scope, id: ConversationId) -> Result<(Option<AgentId>, AgentSpec)> {
    let agent = store::agent::of_conversation(scope, id).await?;
    let live = crate::agent::live(app, scope).await?;
    let spec = agent.and_then(|agent| live.find(agent)).map(|live| live.spec.clone()).unwrap_or_default();
    Ok((agent, spec))
}

fn lines(messages: &[Message]) -> Vec<Said> {
    let said = |m: &Message| (m.author != Author::System && !m.text.trim().is_empty()).then(|| Said { seq: m.seq, is_customer: m.author == Author::Contact, text: m.text.clone() });
    messages.iter().filter_map(said).collect()
}

/// What happened in the turns after a message.
async fn steps(scope: &mut store::Scope, catalog: &Catalog, id: ConversationId, after: i64) -> Result<Vec<Step>> {
    let mut turns = store::turn::list(scope, id, i64::MAX, TURNS).await?;
    turns.retain(|turn| turn.until_seq > after);
    turns.reverse();
    let step = |turn: &store::turn::TurnRow| {
        let part = |name: &str| turn.record.get(name).cloned().unwrap_or_default();
        let input: Option<Input> = serde_json::from_value(part("input")).ok();
        let replies: Vec<Reply> = serde_json::from_value(part("replies")).unwrap_or_default();
        let effects: Vec<Effect> = serde_json::from_value(part("effects")).unwrap_or_default();
        Step {
            asked: input.map(|i| i.messages.into_iter().map(|m| m.text).collect::<Vec<_>>().join(" ")).unwrap_or_default(),
            answered: replies.into_iter().map(|r| r.text).collect::<Vec<_>>().join("\n"),
            deeds: brain::memory::deeds(catalog, &effects),
        }
    };
    Ok(turns.iter().map(step).collect())
}

struct Asked<'a> {
    conversation: &'a Conversation,
    contact: &'a Contact,
    catalog: &'a Catalog,
    agent: Option<AgentId>,
    spec: &'a AgentSpec,
    before: &'a str,
}

/// One call on the agent's account, within its limits. A model that fails is done without.
async fn ask(app: &App, ctx: &Ctx, asked: &Asked<'_>) -> Result<(Option<String>, Vec<Learned>)> {
    let mut scope = app.scope(ctx.org).await?;
    let asker = Asker { agent: asked.agent, conversation: Some(asked.conversation.id) };
    if provider::budget(app, &mut scope, &asker, &asked.spec.limits, Used::default()).await?.is_some() {
        return Ok((None, vec![]));
    }
    let mut messages = store::message::before(&mut scope, asked.conversation.id, asked.conversation.last_seq + 1, SHOWN).await?;
    messages.reverse();
    drop(scope);
    let lines = lines(&messages);
    let request = brain::memory::request(asked.catalog, asked.before, &lines, asked.contact.name.as_deref());
    match provider::ask(app, ctx.org, &asker, &asked.spec.model.chain, &request, PATIENCE, &mut |_| {}).await {
        Ok((reply, _)) => Ok(brain::memory::read(asked.catalog, asked.before, &lines, &reply, app.now())),
        Err(failed) => {
            tracing::warn!(error = %failed.error, conversation.id = %asked.conversation.id, "a model did not help to remember");
            Ok((None, vec![]))
        }
    }
}

/// Keeps what was learned, each in the place of the one of its kind if that gives way.
async fn remember_in(unit: &mut Unit, conversation: &Conversation, messages: &[Message], learned: Vec<Learned>, lang: domain::Lang) -> Result<()> {
    if learned.is_empty() {
        return Ok(());
    }
    let contact = conversation.contact_id;
    let now = unit.now();
    for new in learned {
        let known = store::fact::list(unit, contact, many()).await?;
        let old = of_key(&known, new.key);
        let (text, value) = merged(old.map_or("", |f| f.text.as_str()), old.and_then(|f| f.value.as_ref()), &new, lang);
        let is_known = old.is_some_and(|f| f.text == text || f.value.is_some() && f.value == value) || known.iter().any(|f| f.key == FactKey::Note && f.text == text);
        // A habit that is seen says less than what was said of it; what is known is not written again.
        if is_known || old.is_some_and(|f| !f.gives_way_to(new.confidence)) || old.is_none() && known.len() >= super::MOST {
            continue;
        }
        let message_id = new.seq.and_then(|seq| messages.iter().find(|m| m.seq == seq)).map(|m| m.id);
        let fact = ContactFact {
            id: FactId::new(), contact_id: contact, key: new.key, text, value, source: FactSource::Agent, conversation_id: new.seq.map(|_| conversation.id), message_id, confidence: new.confidence, expires_at: None, created_at: now,
            updated_at: now,
        };
        put_in(unit, &known, fact).await?;
    }
    Ok(())
}
