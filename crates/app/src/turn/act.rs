//! Writing a turn: one unit with the answer, its effects, messages, outbox, events and the flight record.
//! The fence is checked first, inside the same transaction; whatever the database refuses is planned anew.

use super::load::Loaded;
use super::{Answered, Planned, micros, record, snapshot};
use crate::booking::{self, Rules, Wish};
use crate::experiment::shadow;
use crate::notice::{self, News, To};
use crate::{App, Ctx, waitlist};
use brain::turn::{Effect, OfferAnswer, Refusal};
use domain::conversation::{Conversation, ConversationStatus, Mode};
use domain::event::Actor;
use domain::id::{MessageId, TurnId};
use domain::message::{Author, Delivery, Message};
use domain::notice::NoticeKind;
use domain::{Error, Kind};
use serde_json::json;
use std::time::Instant;
use store::Unit;
use store::conversation::ConversationRow;

/// Why nothing was written.
pub(crate) enum Failed {
    Refused(Refusal),
    Error(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::Error(error)
    }
}

/// `None`: the turn was overtaken.
pub(crate) async fn write(app: &App, ctx: &Ctx, row: &ConversationRow, loaded: &Loaded, planned: &Planned, started: Instant) -> Result<Option<Answered>, Failed> {
    let mut unit = app.unit(&agent(ctx)).await?;
    let answered = write_in(app, &mut unit, row, loaded, planned, started).await?;
    if answered.is_some() {
        unit.commit().await?;
    }
    Ok(answered)
}

/// What the agent writes is signed by the agent, whoever brought the message.
pub(crate) fn agent(ctx: &Ctx) -> Ctx {
    Ctx { actor: Actor::Agent, ..ctx.clone() }
}

/// The same inside a larger unit.
pub(crate) async fn write_in(app: &App, unit: &mut Unit, row: &ConversationRow, loaded: &Loaded, planned: &Planned, started: Instant) -> Result<Option<Answered>, Failed> {
    let conversation = &row.conversation;
    let outcome = &planned.outcome;
    let hand_over = outcome.effects.iter().find_map(|e| match e {
        Effect::HandOver { reason, summary } => Some((*reason, summary.as_str())),
        _ => None,
    });
    let state = serde_json::to_value(&outcome.state).map_err(|e| Error::internal("the dialogue's state does not serialise").source(e))?;
    let words = outcome.replies.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join(" ");
    let answered = store::conversation::Answered {
        fence: row.fence,
        up_to: conversation.inbound_seq,
        state: &state,
        phase: outcome.phase,
        lang: outcome.lang,
        mode: if hand_over.is_some() { Mode::Human } else { conversation.mode },
        hand_over: hand_over.map(|(_, summary)| summary),
        replies: i64::try_from(outcome.replies.len()).unwrap_or(0),
        status: if hand_over.is_some() { ConversationStatus::Waiting } else { ConversationStatus::Open },
        words: &words,
    };
    let Some(after) = store::conversation::answer(unit, conversation.id, &answered).await? else { return Ok(None) };
    let after = if hand_over.is_none() { ConversationRow { conversation: crate::sla::follow_in(app, unit, after.conversation).await?, ..after } } else { after };
    for effect in &outcome.effects {
        apply(app, unit, row, effect).await?;
        crate::reminder::answered_in(unit, effect).await?;
    }
    if loaded.who.facts.id != loaded.who.before {
        store::agent::take(unit, conversation.id, loaded.who.facts.id).await?;
    }
    let turn = TurnId::new();
    let replies = say(unit, loaded, &after.conversation, planned, turn).await?;
    let verdict = if hand_over.is_some() { "handed_over" } else { "answered" };
    let record = store::turn::TurnRow {
            id: turn,
            conversation_id: conversation.id,
            from_seq: conversation.answered_seq,
            until_seq: conversation.inbound_seq,
            verdict: verdict.to_owned(),
            record: record::flight(loaded, planned)?,
            trace_id: unit.by().trace_id.clone(),
            duration_us: micros(started),
            created_at: unit.now(),
            catalog_version: Some(planned.catalog_version),
            search: record::said(planned),
        };
    store::turn::insert(unit, record).await?;
    if let Some(drawn) = loaded.who.drawn {
        store::experiment::expose(unit, drawn.experiment, conversation.id, conversation.contact_id, drawn.arm).await?;
    }
    if let Some(experiment_id) = loaded.who.shadow {
        let beside = shadow::Beside::Agent { turn_id: turn };
        shadow::enqueue(unit, shadow::Payload { experiment_id, conversation_id: conversation.id, beside }).await?;
    }
    let before: brain::State = serde_json::from_value(planned.state_before.clone()).unwrap_or_default();
    crate::envelope::send_in(unit, &crate::envelope::Passing { conversation, who: &loaded.who, passed: &loaded.passed, facts: &loaded.facts, state: &before, turn }).await?;
    if !loaded.is_test {
        let agent = loaded.who.facts.id.map(|id| (id, loaded.who.facts.version));
        let turn = crate::outcome::Turn { conversation, agent, outcome, resolve_hours: loaded.facts.catalog.org.settings.resolve_hours };
        crate::outcome::turn_in(unit, &turn).await?;
        crate::job::remember::enqueue(unit, conversation.id).await?;
    }
    if let Some((reason, summary)) = hand_over {
        let given = crate::team::give_in(unit, after.conversation).await?;
        let given = crate::sla::follow_in(app, unit, given).await?;
        let payload = json!({"reason": reason, "summary": summary, "conversation": crate::inbox::patch(&given)});
        unit.event("conversation.handed_over", conversation.id, Some(conversation.id.0), payload).await?;
        notice::tell(unit, News::new(NoticeKind::HandOff, To::Conversation).talk(conversation.id).text(summary)).await?;
    }
    let agents: Vec<_> = loaded.passed.iter().map(|p| p.agent.clone()).chain([loaded.facts.agent.clone()]).collect();
    snapshot::keep(app, unit, &loaded.firm, &agents).await?;
    Ok(Some(Answered { turn, phase: outcome.phase, until_seq: conversation.inbound_seq, replies }))
}

async fn say(unit: &mut Unit, loaded: &Loaded, conversation: &Conversation, planned: &Planned, turn: TurnId) -> Result<Vec<Message>, Error> {
    let last_seq = conversation.last_seq;
    let count = i64::try_from(planned.outcome.replies.len()).unwrap_or(0);
    let mut replies = Vec::with_capacity(planned.outcome.replies.len());
    for (reply, seq) in planned.outcome.replies.iter().zip(last_seq - count + 1..) {
        let message = Message {
            id: MessageId::new(), conversation_id: conversation.id, seq, author: Author::Agent, person_id: None, text: reply.text.clone(), buttons: reply.buttons.clone(), attachments: Vec::new(),
            delivery: if loaded.pull { Delivery::Delivered } else { Delivery::Queued }, provider_id: None, turn_id: Some(turn), created_at: unit.now(),
        };
        store::message::insert(unit, &message, None).await?;
        if !loaded.pull {
            crate::inbox::say::queue(unit, &loaded.connection, conversation, &message).await?;
        }
        unit.event("message.created", message.id, Some(conversation.id.0), json!({"message": message, "phase": planned.outcome.phase, "conversation": crate::inbox::patch(conversation)})).await?;
        replies.push(message);
    }
    Ok(replies)
}

async fn apply(app: &App, unit: &mut Unit, row: &ConversationRow, effect: &Effect) -> Result<(), Failed> {
    let conversation = &row.conversation;
    let rules = Rules::Customer(conversation.contact_id);
    match effect {
        Effect::Hold { services, slot } => taken(booking::hold_in(app, unit, rules, Some(conversation.id), services, slot).await.map(drop), slot),
        Effect::Book { services, slot, note } => {
            let wish = Wish {
                services: services.clone(), slot: slot.clone(), contact: conversation.contact_id, conversation: Some(conversation.id), hold: None, note: note.clone(), source: "agent".into(),
            };
            taken(booking::book_in(app, unit, rules, &wish).await.map(drop), slot)
        }
        Effect::Move { booking_id, slot } => changed(taken(booking::move_in(app, unit, rules, *booking_id, None, slot).await.map(drop), slot), *booking_id),
        Effect::Cancel { booking_id, reason } => changed(booking::cancel_in(app, unit, rules, *booking_id, None, reason).await.map(drop).map_err(Failed::from), *booking_id),
        Effect::SetStatus { booking_id, status } => changed(booking::set_status_in(app, unit, rules, *booking_id, None, *status).await.map(drop).map_err(Failed::from), *booking_id),
        Effect::Rate { booking_id, rating } => Ok(crate::feedback::rate_in(app, unit, conversation, *booking_id, *rating).await?),
        Effect::Comment { booking_id, text } => Ok(crate::feedback::comment_in(unit, conversation, *booking_id, text).await?),
        Effect::Wait { services, employee_id, branch_id, from_day, until_day, from_minute, until_minute } => {
            let wish = waitlist::Wish {
                contact: conversation.contact_id, conversation: Some(conversation.id), services: services.clone(), employee: *employee_id, branch: *branch_id, from_day: *from_day, until_day: *until_day, from_minute: *from_minute,
                until_minute: *until_minute, note: String::new(), source: "agent".into(),
            };
            waitlist::create_in(app, unit, wish).await.map(drop).map_err(|e| if matches!(e.kind, Kind::Conflict | Kind::Invalid | Kind::NotFound) { Failed::Refused(Refusal::NoList) } else { Failed::Error(e) })
        }
        Effect::AnswerOffer { offer_id, answer } => {
            let answer = match answer {
                OfferAnswer::Take => waitlist::Answer::Take,
                OfferAnswer::Decline => waitlist::Answer::Decline,
                OfferAnswer::Leave => waitlist::Answer::Leave,
            };
            let done = waitlist::answer_in(app, unit, *offer_id, answer, Some((conversation.contact_id, conversation.id))).await;
            done.map(drop).map_err(|e| if matches!(e.kind, Kind::Conflict | Kind::NotFound | Kind::SlotTaken) { Failed::Refused(Refusal::OfferGone { offer_id: *offer_id }) } else { Failed::Error(e) })
        }
        Effect::Release => Ok(booking::release_in(unit, conversation.id).await?),
        Effect::Contact { name, phone, lang } => Ok(crate::contact::learn(unit, conversation.contact_id, name.clone(), phone.clone(), *lang).await?),
        Effect::Unanswered { question } => Ok(crate::knowledge::gap::ask_in(unit, conversation, question).await?),
        Effect::SetRequest { known, tour } => Ok(crate::deal::learn_in(unit, conversation, known, tour.as_deref()).await.map(drop)?),
        Effect::MoveStage { stage } => Ok(crate::deal::advance_in(unit, conversation, stage).await?),
        // Part of the conversation row, written with the answer.
        Effect::HandOver { .. } => Ok(()),
    }
}

/// A taken slot is not a failure of the turn but news for the brain.
fn taken(result: Result<(), Error>, slot: &domain::slot::Slot) -> Result<(), Failed> {
    result.map_err(|e| if e.kind == Kind::SlotTaken { Failed::Refused(Refusal::SlotTaken { slot: slot.clone() }) } else { Failed::Error(e) })
}

fn changed(result: Result<(), Failed>, booking_id: domain::id::BookingId) -> Result<(), Failed> {
    result.map_err(|failed| match failed {
        Failed::Error(e) if matches!(e.kind, Kind::Conflict | Kind::NotFound) => Failed::Refused(Refusal::VisitChanged { booking_id }),
        other => other,
    })
}
