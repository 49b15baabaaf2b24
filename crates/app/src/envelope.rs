//! Envelopes: what one agent hands another with a customer (A7). Written in the unit of the turn in which the customer is passed on, so the chain
//! tells exactly who led when; the choice of the agent is `brain::route`.

use crate::turn::pass::Passed;
use crate::turn::who::Who;
use brain::colleague::Brief;
use brain::facts::Facts;
use brain::route::Why;
use brain::turn::State;
use domain::agent::{Envelope, EnvelopeKind};
use domain::conversation::Conversation;
use domain::id::{AgentId, EnvelopeId, TurnId};
use domain::Result;
use serde_json::{Value, json};
use store::Unit;
use store::envelope::SentEnvelope;

/// The turn in which a customer is passed on.
pub(crate) struct Passing<'a> {
    pub conversation: &'a Conversation,
    pub who: &'a Who,
    /// Who had the customer in between.
    pub passed: &'a [Passed],
    pub facts: &'a Facts,
    /// The dialogue before the turn.
    pub state: &'a State,
    pub turn: TurnId,
}

/// One step of the customer's way.
struct Hop<'a> {
    from: AgentId,
    to: AgentId,
    why: Option<Why>,
    brief: Option<&'a Brief>,
}

/// Keeps an envelope for each step from whoever led to whoever answers now; nothing where nobody led, or the same goes on.
pub(crate) async fn send_in(unit: &mut Unit, passing: &Passing<'_>) -> Result<()> {
    let hops = way(passing);
    if hops.is_empty() {
        return Ok(());
    }
    let summary = store::fact::summary(unit, passing.conversation.id).await?.map(|s| s.text).unwrap_or_default();
    for hop in hops {
        let envelope = envelope(unit, passing, &hop, &summary);
        let sent = SentEnvelope { id: EnvelopeId::new(), conversation_id: passing.conversation.id, turn_id: Some(passing.turn), envelope };
        store::envelope::insert(unit, &sent).await?;
        unit.event("envelope.sent", sent.id, Some(passing.conversation.id.0), json!({"envelope": public(&sent)})).await?;
    }
    Ok(())
}

/// Who led before, whom the router chose, and each to whom the customer was handed on from there.
fn way<'a>(p: &Passing<'a>) -> Vec<Hop<'a>> {
    let held = p.passed.iter().map(|passed| (passed.agent.id, passed.why, passed.leg.team.brief.as_ref()));
    let all = held.chain([(p.who.facts.id, p.who.why, p.facts.team.brief.as_ref())]);
    let mut from = p.who.before;
    let mut hops = Vec::new();
    for (id, why, brief) in all {
        if let (Some(from), Some(to)) = (from, id)
            && from != to
        {
            hops.push(Hop { from, to, why, brief });
        }
        from = id;
    }
    hops
}

fn envelope(unit: &Unit, p: &Passing<'_>, hop: &Hop<'_>, summary: &str) -> Envelope {
    let stage = p.facts.request.as_ref().map(|r| r.stage.clone());
    Envelope {
        from: hop.from,
        to: hop.to,
        kind: EnvelopeKind::HandOver,
        payload: json!({"summary": summary, "found": found(p.facts, p.state), "question": p.state.asked.as_ref().map(|a| a.what), "asked": asked(hop.brief)}),
        context: json!({"conversation_id": p.conversation.id, "contact_id": p.conversation.contact_id, "stage": stage, "why": hop.why}),
        at: unit.now(),
        trace_id: unit.by().trace_id.clone().unwrap_or_else(|| p.turn.to_string()),
    }
}

/// What was asked of the receiver, and in whose words.
fn asked(brief: Option<&Brief>) -> Value {
    brief.map_or(Value::Null, |b| json!({"reason": b.reason, "wants": b.wants, "source": b.source}))
}

/// What is known of the wish so far, by names.
fn found(facts: &Facts, state: &State) -> Value {
    let catalog = &facts.catalog;
    let draft = &state.draft;
    let services: Vec<&str> = draft.services.iter().filter_map(|id| catalog.service(*id)).map(|s| s.name.as_str()).collect();
    let employee = draft.employee.and_then(|id| catalog.employee(id)).map(|e| e.name.as_str());
    let branch = draft.branch.and_then(|id| catalog.branch(id)).map(|b| b.name.as_str());
    let request = facts.request.as_ref().filter(|r| !r.known.is_empty()).map(|r| &r.known);
    let all = json!({"flow": state.flow, "services": services, "employee": employee, "branch": branch, "day": draft.wish.from, "tour": facts.request.as_ref().and_then(|r| r.tour.as_ref()), "request": request});
    match all {
        Value::Object(fields) => Value::Object(fields.into_iter().filter(|(_, v)| !v.is_null() && v.as_array().is_none_or(|list| !list.is_empty())).collect()),
        other => other,
    }
}

/// The public shape.
pub fn public(sent: &SentEnvelope) -> Value {
    let e = &sent.envelope;
    json!({"id": sent.id, "from": e.from, "to": e.to, "type": e.kind, "payload": e.payload, "context": e.context, "timestamp": e.at, "trace_id": e.trace_id, "turn_id": sent.turn_id})
}
