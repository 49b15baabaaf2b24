//! Facts of a turn: the catalog snapshot, the contact, what the customer wrote; and the answers to the brain's calls.

use super::pass::Passed;
use super::who::{self, Who};
use crate::App;
use crate::booking::Whose;
use crate::catalog::Firm;
use brain::facts::{ChannelFacts, ContactFacts, Facts};
use brain::turn::{Answer, Call, Utterance};
use domain::{Result, Ts};
use std::sync::Arc;
use store::Reads;
use store::connection::Connection;
use store::conversation::ConversationRow;
use store::message::InboundMessage;

pub(crate) struct Loaded {
    pub facts: Facts,
    pub firm: Arc<Firm>,
    pub utterances: Vec<Utterance>,
    pub connection: Connection,
    pub pull: bool,
    pub who: Who,
    /// Who has handed the customer on in this turn, in order.
    pub passed: Vec<Passed>,
    /// A member trying the agent: how it ends says nothing.
    pub is_test: bool,
    /// When the first and the last of the messages came.
    pub asked: Option<(Ts, Ts)>,
}

/// Everything known at the start of the turn.
pub(crate) async fn facts(app: &App, reads: &mut impl Reads, row: &ConversationRow, only: Option<InboundMessage>, connection: Option<&Connection>) -> Result<Loaded> {
    let conversation = &row.conversation;
    let messages = match only {
        Some(message) => vec![message],
        None => store::message::inbound_between(reads, conversation.id, conversation.answered_seq, conversation.inbound_seq).await?,
    };
    let (contact, versions) = store::contact::for_turn(reads, conversation.contact_id).await?;
    let connection = match connection {
        Some(connection) => connection.clone(),
        None => store::connection::get(reads, conversation.connection_id).await?,
    };
    let firm = crate::catalog::firm_at(app, reads, versions.catalog).await?;
    let caps = app.connector(&connection.connector)?.caps();
    let pull = crate::channel::is_pull(app, &connection);
    let count = i64::try_from(messages.len()).unwrap_or(0);
    let asked = messages.first().zip(messages.last()).map(|(first, last)| (first.message.created_at, last.message.created_at));
    let utterances: Vec<Utterance> = messages.into_iter().map(utterance).collect();
    let live = crate::agent::live_at(app, reads, versions.agents).await?;
    let request = crate::deal::request(reads, conversation, &live.stages).await?;
    let customer = who::Customer { lang: contact.lang, stage: request.as_ref().map(|r| r.stage.clone()) };
    let who = who::answers(app, reads, row, &versions, &firm.catalog, &utterances, customer).await?;
    let is_test = contact.source == crate::test_chat::SOURCE;
    Ok(Loaded {
        facts: Facts {
            catalog: firm.catalog.clone(),
            contact: ContactFacts {
                name: contact.name,
                phone: contact.phone,
                lang: contact.lang,
                messages_before: conversation.last_seq - count,
            },
            channel: ChannelFacts { buttons: caps.buttons },
            agent: who.facts.clone(),
            memory: who.memory.clone(),
            request,
            team: who.team.clone(),
        },
        firm,
        utterances,
        connection,
        pull,
        who,
        passed: Vec::new(),
        is_test,
        asked,
    })
}

impl Loaded {
    /// Until when the agent waits as a person would, if that is not over: so long after the last message, but never so long after the first that
    /// the agent's own limit is passed by waiting.
    pub fn waits_until(&self, now: Ts) -> Option<Ts> {
        let spec = &self.who.facts.spec;
        let (first, last) = self.asked.filter(|_| spec.reply_delay_ms > 0 && !self.is_test)?;
        let most = spec.reply_delay_ms.max(spec.limits.turn_ms);
        let due = last.plus_millis(spec.reply_delay_ms.into()).min(first.plus_millis(most.into()));
        (now < due).then_some(due)
    }
}

fn utterance(inbound: InboundMessage) -> Utterance {
    let field = |name: &str| inbound.extra.as_ref().and_then(|e| e.get(name)).and_then(|v| v.as_str()).map(str::to_owned);
    Utterance {
        button: field("button"),
        phone: field("phone"),
        start: field("start"),
        attachments: inbound.message.attachments.iter().map(|a| a.kind.as_str().to_owned()).collect(),
        text: inbound.message.text,
    }
}

/// Answers one call. Reads only.
pub(crate) async fn answer(reads: &mut impl Reads, row: &ConversationRow, firm: &Firm, call: &Call, now: Ts) -> Result<Answer> {
    Ok(match call {
        Call::Slots { query } => Answer::Slots { slots: crate::booking::slots_in(firm, reads, query, Whose::Conversation(row.conversation.id), now).await? },
        // Asked by `outside.rs`, never with a connection in hand.
        Call::Knowledge { .. } | Call::Model { .. } => Answer::Failed { code: "not_here".to_owned() },
        Call::Offer { offer_id } => Answer::Offer { offer: crate::waitlist::facts(reads, row.conversation.contact_id, *offer_id, now).await? },
        Call::Visits { with_past } => Answer::Visits { visits: crate::booking::visits(reads, row.conversation.contact_id, *with_past, now).await? },
    })
}
