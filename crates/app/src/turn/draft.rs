//! Answers that a person lets go out. The turn is planned and shown, with nothing done; on approval it is planned once more and
//! must come to the same, else the person sees the new one first. One unit: the row is held from the look to the commit.

use super::{Answered, Done, Planned, Progress, REFUSAL_LIMIT, act, count, load, overtaken, pass, plan};
use crate::inbox::patch;
use crate::inbox::receive::lease_end;
use crate::{App, Ctx};
use brain::turn::{Answer, Call, Input, Refusal};
use domain::conversation::{Conversation, Draft, DraftReply};
use domain::id::{ConversationId, DraftId};
use domain::{Error, Result, Ts};
use serde_json::json;
use std::time::Instant;
use store::Unit;
use store::conversation::ConversationRow;

/// Keeps a planned turn as a draft instead of saying it.
pub(super) async fn keep(app: &App, ctx: &Ctx, row: &ConversationRow, loaded: &load::Loaded, planned: &Planned) -> Result<Done> {
    let mut unit = app.unit(&act::agent(ctx)).await?;
    if keep_in(&mut unit, row, loaded, planned).await?.is_none() {
        drop(unit);
        overtaken(app, ctx, row.conversation.id, row.fence).await?;
        return Ok(Done::Overtaken);
    }
    unit.commit().await?;
    Ok(Done::Drafted)
}

async fn keep_in(unit: &mut Unit, row: &ConversationRow, loaded: &load::Loaded, planned: &Planned) -> Result<Option<Conversation>> {
    let draft = draft(loaded, planned, row.conversation.inbound_seq, unit.now())?;
    let Some(kept) = store::conversation::set_draft(unit, row.conversation.id, row.fence, &draft).await? else { return Ok(None) };
    updated(unit, &kept.conversation, "drafted").await?;
    Ok(Some(kept.conversation))
}

async fn updated(unit: &mut Unit, c: &Conversation, change: &str) -> Result<()> {
    unit.event("conversation.updated", c.id, Some(c.id.0), json!({"change": change, "conversation": patch(c)})).await
}

fn draft(loaded: &load::Loaded, planned: &Planned, up_to: i64, now: Ts) -> Result<Draft> {
    let outcome = &planned.outcome;
    let effects = outcome.effects.iter().map(serde_json::to_value).collect::<std::result::Result<Vec<_>, _>>();
    let all = loaded.passed.iter().flat_map(|p| &p.leg.calls).chain(&planned.answers);
    let heard = all.filter(|(call, _)| is_outside(call)).map(serde_json::to_value).collect::<std::result::Result<Vec<_>, _>>();
    Ok(Draft {
        id: DraftId::new(),
        up_to,
        replies: outcome.replies.iter().map(|r| DraftReply { text: r.text.clone(), buttons: r.buttons.clone() }).collect(),
        effects: effects.map_err(|e| Error::internal("an effect does not serialise").source(e))?,
        heard: heard.map_err(|e| Error::internal("an answer from outside does not serialise").source(e))?,
        created_at: now,
    })
}

fn is_outside(call: &Call) -> bool {
    matches!(call, Call::Knowledge { .. } | Call::Model { .. })
}

/// What was heard for the draft, in the order it was asked for: a question asked again is the same question, whatever the clock says in it.
struct Heard(Vec<(Call, Answer)>);

impl Heard {
    fn of(draft: &Draft) -> Self {
        Heard(draft.heard.iter().filter_map(|one| serde_json::from_value(one.clone()).ok()).collect())
    }
    fn answer(&mut self, call: &Call) -> Answer {
        let place = self.0.iter().position(|(asked, _)| std::mem::discriminant(asked) == std::mem::discriminant(call));
        place.map_or_else(|| Answer::Failed { code: "not_heard".to_owned() }, |place| self.0.remove(place).1)
    }
}

fn missing() -> Error {
    Error::conflict("there is no draft here").code("draft_missing")
}

fn stale() -> Error {
    Error::conflict("the draft is out of date: look at the new one").code("draft_stale")
}

/// Lets a draft go out as it was shown, with the person's own wording of its replies if given. The effects happen now.
pub async fn approve(app: &App, ctx: &Ctx, id: ConversationId, draft_id: DraftId, texts: Option<Vec<String>>) -> Result<Answered> {
    let started = Instant::now();
    let mut refused: Vec<Refusal> = Vec::new();
    loop {
        let mut unit = app.unit(ctx).await?;
        let until = lease_end(app, unit.now());
        let Some(row) = store::conversation::lease_draft(&mut unit, id, until).await? else {
            let row = store::conversation::get_in(&mut unit, id).await?;
            return Err(if row.conversation.draft.is_none() { missing() } else { stale() });
        };
        let shown = row.conversation.draft.clone().filter(|d| d.id == draft_id).ok_or_else(stale)?;
        if texts.as_ref().is_some_and(|texts| texts.len() != shown.replies.len()) {
            return Err(Error::invalid("texts", "one text for each reply of the draft"));
        }
        let mut loaded = load::facts(app, &mut unit, &row, None, None).await?;
        let input = Input { now: unit.now(), messages: loaded.utterances.clone(), refused: refused.clone() };
        let (mut heard, mut told) = (Heard::of(&shown), Vec::new());
        let mut planned = loop {
            match plan(&mut unit, &row, &loaded, input.clone(), told.clone()).await? {
                Progress::Planned(planned) => break *planned,
                Progress::Passed { to, answers } => {
                    pass::pass(app, &mut unit, &row, &mut loaded, to, &input, answers).await?;
                    told.clear();
                }
                Progress::Outside { call, .. } => {
                    let answer = heard.answer(&call);
                    told.push((*call, answer));
                }
            }
        };
        let fresh = draft(&loaded, &planned, row.conversation.inbound_seq, unit.now())?;
        if !refused.is_empty() || fresh.replies != shown.replies || fresh.effects != shown.effects {
            keep_in(&mut unit, &row, &loaded, &planned).await?;
            unit.commit().await?;
            return Err(stale());
        }
        if texts.is_some() {
            planned.own_replies = Some(planned.outcome.replies.clone());
        }
        for (reply, text) in planned.outcome.replies.iter_mut().zip(texts.iter().flatten()) {
            reply.text.clone_from(text);
        }
        match act::write_in(app, &mut unit, &row, &loaded, &planned, started).await {
            Ok(Some(answered)) => {
                unit.audit("approve_draft", "conversation", Some(id.0), None, Some(json!({"turn_id": answered.turn, "is_edited": texts.is_some()}))).await?;
                unit.commit().await?;
                count(started);
                return Ok(answered);
            }
            Ok(None) => return Err(stale()),
            Err(act::Failed::Refused(refusal)) if refused.len() < REFUSAL_LIMIT => refused.push(refusal),
            Err(act::Failed::Refused(_)) => return Err(stale()),
            Err(act::Failed::Error(error)) => return Err(error),
        }
    }
}

/// Throws a draft away; the customer goes on waiting.
pub async fn discard(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    store::conversation::get_in(&mut unit, id).await?;
    let row = store::conversation::drop_draft(&mut unit, id).await?.ok_or_else(missing)?;
    unit.audit("discard_draft", "conversation", Some(id.0), None, None).await?;
    updated(&mut unit, &row.conversation, "draft_discarded").await?;
    unit.commit().await?;
    Ok(row.conversation)
}
