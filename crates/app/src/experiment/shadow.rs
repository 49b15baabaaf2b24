//! What a version that only thinks along would have answered: queued with the answer that was given, by an agent or by a person, and
//! compared with it. The thinking itself is `turn/silent.rs`; nobody outside reads or feels it.

use super::{Trial, trials_at};
use crate::turn::silent;
use crate::{App, Ctx};
use brain::turn::{Effect, Reply};
use domain::conversation::Mode;
use domain::experiment::{Agreement, Arm, ExperimentKind};
use domain::id::{AgentId, ContactId, ConversationId, ExperimentId, TurnId};
use domain::message::Message;
use domain::{Kind, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::experiment::ShadowRow;
use store::{Scope, Unit};

pub const KIND: &str = "experiment.shadow";
/// Characters of a question that are kept.
const QUESTION: usize = 1_000;
/// Words that must be the same for two answers of a person and a program to be near.
const NEAR: f64 = 0.25;

/// Beside whose answer somebody thinks along.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(tag = "beside", rename_all = "snake_case")]
pub enum Beside {
    Agent { turn_id: TurnId },
    Person { seq: i64 },
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Payload {
    pub experiment_id: ExperimentId,
    pub conversation_id: ConversationId,
    #[serde(flatten)]
    pub beside: Beside,
}

/// The shadow that thinks along with this agent for this contact.
pub fn of(trials: &[Trial], agent: AgentId, contact: ContactId) -> Option<ExperimentId> {
    let trial = trials.iter().find(|t| t.experiment.agent_id == agent && t.experiment.kind == ExperimentKind::Shadow && t.experiment.is_running())?;
    (trial.experiment.arm(contact) == Arm::Variant).then_some(trial.experiment.id)
}

/// Queues the thinking in the unit that answers.
pub(crate) async fn enqueue(unit: &mut Unit, payload: Payload) -> Result<()> {
    let key = match payload.beside {
        Beside::Agent { turn_id } => format!("{}:{turn_id}", payload.experiment_id),
        Beside::Person { seq } => format!("{}:{}:{seq}", payload.experiment_id, payload.conversation_id),
    };
    let now = unit.now();
    store::job::enqueue(unit, KIND, serde_json::to_value(payload).unwrap_or_default(), Some(&key), now).await
}

/// A person has answered where an agent led before: its shadow says what it would have said.
pub(crate) async fn beside_person(app: &App, unit: &mut Unit, message: &Message, contact: ContactId) -> Result<()> {
    let live = crate::agent::live(app, unit).await?;
    let trials = trials_at(app, unit, &live).await?;
    if !trials.iter().any(|t| t.experiment.kind == ExperimentKind::Shadow) {
        return Ok(());
    }
    let leader = store::agent::of_conversation(unit, message.conversation_id).await?.or_else(|| live.agents.first().map(|a| a.agent.id));
    let Some(experiment_id) = leader.and_then(|agent| of(&trials, agent, contact)) else { return Ok(()) };
    enqueue(unit, Payload { experiment_id, conversation_id: message.conversation_id, beside: Beside::Person { seq: message.seq } }).await
}

/// Thinks, compares, and keeps both. A job may run twice: the second finds its answer kept.
pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    let experiment = match store::experiment::get(&mut scope, payload.experiment_id).await {
        Ok(experiment) if experiment.is_running() => experiment,
        Err(error) if error.kind != Kind::NotFound => return Err(error),
        _ => return Ok(()),
    };
    let Some(variant) = silent::variant(app, &mut scope, &experiment).await? else { return Ok(()) };
    let (until_seq, question, live, thought) = match payload.beside {
        Beside::Agent { turn_id } => {
            let Some(turn) = store::turn::find(&mut scope, turn_id).await? else { return Ok(()) };
            if store::experiment::is_shaded(&mut scope, experiment.id, turn.conversation_id, turn.until_seq).await? {
                return Ok(());
            }
            drop(scope);
            let Some((flight, thought)) = silent::again(app, ctx, &turn, variant).await? else { return Ok(()) };
            let question = flight.input.messages.iter().map(|m| m.text.as_str()).collect::<Vec<_>>().join("\n");
            (turn.until_seq, question, Said { replies: flight.replies, effects: Some(flight.effects) }, thought)
        }
        Beside::Person { seq } => {
            let Some((until_seq, question, text)) = asked(&mut scope, payload.conversation_id, seq).await? else { return Ok(()) };
            if store::experiment::is_shaded(&mut scope, experiment.id, payload.conversation_id, until_seq.1).await? {
                return Ok(());
            }
            drop(scope);
            let thought = silent::instead(app, ctx, payload.conversation_id, until_seq, variant).await?;
            (until_seq.1, question, Said { replies: vec![Reply { text, buttons: Vec::new() }], effects: None }, thought)
        }
    };
    let silent = Said { replies: thought.outcome.as_ref().map(|o| o.replies.clone()).unwrap_or_default(), effects: thought.outcome.as_ref().map(|o| o.effects.clone()) };
    let agreement = if thought.outcome.is_none() { Agreement::Failed } else { agree(&live, &silent) };
    let mut unit = app.unit(ctx).await?;
    let row = ShadowRow {
        experiment_id: experiment.id,
        conversation_id: payload.conversation_id,
        until_seq,
        beside: if matches!(payload.beside, Beside::Agent { .. }) { "agent" } else { "person" }.to_owned(),
        question: question.chars().take(QUESTION).collect(),
        live: live.shown(),
        silent: silent.shown(),
        agreement,
        tokens: thought.tokens,
        duration_us: thought.duration_us,
        created_at: unit.now(),
    };
    store::experiment::shade(&mut unit, &row).await?;
    unit.commit().await
}

/// The customer's messages that a person's message at `seq` answered: after which and up to which they are, their words, and the person's.
async fn asked(reads: &mut Scope, conversation: ConversationId, seq: i64) -> Result<Option<((i64, i64), String, String)>> {
    let row = store::conversation::get(reads, conversation).await?;
    if row.conversation.mode == Mode::Auto {
        return Ok(None);
    }
    let latest = store::message::before(reads, conversation, seq + 1, 20).await?;
    let Some(own) = latest.first().filter(|m| m.seq == seq) else { return Ok(None) };
    let mut mine: Vec<&Message> = latest.iter().skip(1).take_while(|m| m.author == domain::message::Author::Contact).collect();
    mine.reverse();
    let (Some(first), Some(last)) = (mine.first(), mine.last()) else { return Ok(None) };
    let question = mine.iter().map(|m| m.text.as_str()).collect::<Vec<_>>().join("\n");
    Ok(Some(((first.seq - 1, last.seq), question, own.text.clone())))
}

/// One side of the comparison; a person's deeds are not known.
struct Said {
    replies: Vec<Reply>,
    effects: Option<Vec<Effect>>,
}

impl Said {
    fn text(&self) -> String {
        self.replies.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join("\n")
    }
    fn shown(&self) -> Value {
        json!({ "replies": self.replies, "effects": self.effects })
    }
    /// What changes the world for the customer: what is written down on the way does not.
    fn deeds(&self) -> Option<BTreeSet<String>> {
        let deed = |effect: &Effect| match effect {
            Effect::Book { slot, .. } => Some(format!("book {}", slot.starts_at.micros())),
            Effect::Move { booking_id, slot } => Some(format!("move {booking_id} {}", slot.starts_at.micros())),
            Effect::Cancel { booking_id, .. } => Some(format!("cancel {booking_id}")),
            Effect::SetStatus { booking_id, status } => Some(format!("{} {booking_id}", status.as_str())),
            Effect::Rate { booking_id, rating } => Some(format!("rate {booking_id} {rating}")),
            Effect::Comment { booking_id, .. } => Some(format!("comment {booking_id}")),
            Effect::AnswerOffer { offer_id, answer } => Some(format!("{answer:?} {offer_id}")),
            Effect::Wait { from_day, until_day, .. } => Some(format!("wait {from_day} {until_day}")),
            Effect::HandOver { .. } => Some("hand_over".to_owned()),
            Effect::MoveStage { stage } => Some(format!("stage {stage}")),
            Effect::Hold { .. } | Effect::Release | Effect::Contact { .. } | Effect::Unanswered { .. } | Effect::SetRequest { .. } => None,
        };
        Some(self.effects.as_ref()?.iter().filter_map(deed).collect())
    }
}

fn agree(live: &Said, silent: &Said) -> Agreement {
    let (a, b) = (live.text(), silent.text());
    let same_facts = numbers(&a) == numbers(&b);
    let alike = likeness(&a, &b);
    match (live.deeds(), silent.deeds()) {
        (Some(x), Some(y)) if x != y => Agreement::Other,
        (Some(_), Some(_)) if same_facts => Agreement::Same,
        (Some(_), Some(_)) => Agreement::Near,
        // A person can do anything a program asks a person for.
        _ if a.trim() == b.trim() || same_facts && alike >= NEAR && !numbers(&a).is_empty() => Agreement::Same,
        _ if alike >= NEAR || same_facts && !numbers(&a).is_empty() => Agreement::Near,
        _ => Agreement::Other,
    }
}

/// Prices, times, dates and counts of a text, however they are spaced.
fn numbers(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut joined = String::with_capacity(text.len());
    for (i, c) in chars.iter().enumerate() {
        let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
        // "1 500" is one number, "18:00" too; "18 и 19" are two.
        let is_gap = matches!(c, ' ' | '\u{a0}' | '\u{202f}') && i > 0 && is_digit(i - 1) && is_digit(i + 1) && is_digit(i + 2) && is_digit(i + 3) && !is_digit(i + 4);
        if !is_gap {
            joined.push(if c.is_ascii_digit() || *c == ':' { *c } else { ' ' });
        }
    }
    joined.split_whitespace().map(|n| n.trim_matches(':').to_owned()).filter(|n| !n.is_empty()).collect()
}

/// The share of words two texts have in common.
fn likeness(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> { text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2).map(|w| w.chars().take(5).collect()).collect() };
    let (a, b) = (words(a), words(b));
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let all = a.union(&b).count();
    if all == 0 { 1.0 } else { count(a.intersection(&b).count()) / count(all) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::BookingId;

    fn said(text: &str, effects: Option<Vec<Effect>>) -> Said {
        Said { replies: vec![Reply { text: text.into(), buttons: vec![] }], effects }
    }

    #[test]
    fn deeds_come_before_facts_and_facts_before_words() {
        let cancel = || Effect::Cancel { booking_id: BookingId::nil(), reason: String::new() };
        let with = |text: &str, effects: Vec<Effect>| said(text, Some(effects));
        assert_eq!(agree(&with("Стрижка стоит 1 500 ₽", vec![]), &with("Цена стрижки: 1500 рублей", vec![])), Agreement::Same);
        assert_eq!(agree(&with("Стрижка стоит 1500", vec![]), &with("Стрижка стоит 1700", vec![])), Agreement::Near);
        assert_eq!(agree(&with("Отменила", vec![cancel(), Effect::Release]), &with("Отменила", vec![])), Agreement::Other);
        assert_eq!(agree(&with("Отменила", vec![cancel(), Effect::Release]), &with("Готово, отменила", vec![cancel()])), Agreement::Same);
        // Beside a person.
        assert_eq!(agree(&said("Ждём вас завтра в 18:00", None), &with("Будем ждать вас завтра, 18:00", vec![])), Agreement::Same);
        assert_eq!(agree(&said("Да, работаем в праздники", None), &with("Не знаю, уточню у коллег", vec![])), Agreement::Other);
    }

    #[test]
    fn numbers_are_read_through_their_spaces() {
        let set = |text: &str| numbers(text).into_iter().collect::<Vec<_>>();
        assert_eq!(set("1\u{a0}500 ₽ в 18:00, до 19 или 20"), ["1500", "18:00", "19", "20"]);
        assert_eq!(set("слов нет"), Vec::<String>::new());
    }
}
