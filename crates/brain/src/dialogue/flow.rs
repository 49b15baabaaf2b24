//! The flows as data, and the engine that runs any of them: the first need that is not met is asked about.

use super::state::{Ask, Flow};
use super::talk::{Halt, Talk};
use super::{ask, book, show, time, usual, visit};
use domain::conversation::Phase;

/// One thing a flow must know or get before it is done.
struct Need {
    name: &'static str,
    is_met: fn(&Talk<'_>) -> bool,
    /// Asks, or meets the need without asking when the facts allow.
    meet: fn(&mut Talk<'_>) -> Result<(), Halt>,
}

const BOOK: &[Need] = &[
    Need { name: "group", is_met: |t| t.draft().people < 2, meet: book::group },
    Need { name: "service", is_met: |t| !t.draft().services.is_empty() && t.draft().unclear.is_empty(), meet: |t| { ask::service(t); Ok(()) } },
    Need { name: "together", is_met: can_be_one_visit, meet: book::split },
    Need { name: "usual", is_met: |t| usual::of(t).is_none(), meet: |t| { usual::suggest(t); Ok(()) } },
    Need { name: "time", is_met: |t| t.draft().slot.is_some(), meet: time::find },
    Need { name: "name", is_met: |t| t.name().is_some(), meet: |t| { ask::name(t); Ok(()) } },
    Need { name: "phone", is_met: |t| !ask::needs_phone(t), meet: |t| { ask::phone(t); Ok(()) } },
    Need { name: "consent", is_met: |_| false, meet: book::consent },
];
const MOVE: &[Need] = &[
    Need { name: "visit", is_met: |t| t.draft().visit.is_some(), meet: visit::pick },
    Need { name: "time", is_met: |t| t.draft().slot.is_some(), meet: time::find },
    Need { name: "consent", is_met: |_| false, meet: visit::consent_to_move },
];
const CANCEL: &[Need] = &[
    Need { name: "visit", is_met: |t| t.draft().visit.is_some(), meet: visit::pick },
    Need { name: "consent", is_met: |_| false, meet: visit::consent_to_cancel },
];

fn needs(flow: Flow) -> &'static [Need] {
    match flow {
        Flow::Book => BOOK,
        Flow::Move => MOVE,
        Flow::Cancel => CANCEL,
    }
}

/// Can one employee do all of it in one visit?
fn can_be_one_visit(talk: &Talk<'_>) -> bool {
    let services = &talk.draft().services;
    services.len() < 2 || talk.catalog().employees.iter().any(|e| show::can_do(e, services))
}

/// Goes on with the flow until something must be asked or it is done. A finished flow may be followed by a queued one.
pub fn advance(talk: &mut Talk<'_>) -> Result<(), Halt> {
    // Every pass meets a need or ends; the bound only guards against a mistake in a flow.
    for _ in 0..24 {
        if talk.question.is_some() || talk.is_over {
            return Ok(());
        }
        let Some(flow) = talk.state.flow else { return Ok(()) };
        let Some(need) = needs(flow).iter().find(|n| !(n.is_met)(talk)) else { return Ok(()) };
        (need.meet)(talk)?;
    }
    Ok(())
}

/// The name of the open need, for the trace.
pub fn open_need(talk: &Talk<'_>) -> Option<&'static str> {
    let flow = talk.state.flow?;
    needs(flow).iter().find(|n| !(n.is_met)(talk)).map(|n| n.name)
}

/// The visible phase after a question of a flow.
pub fn phase_of(what: Ask) -> Option<Phase> {
    match what {
        Ask::Service | Ask::Branch | Ask::Employee | Ask::Day | Ask::Group | Ask::Visit | Ask::Script => Some(Phase::Collecting),
        Ask::Slot | Ask::Name | Ask::Phone | Ask::Change => Some(Phase::Booking),
        Ask::Consent => Some(Phase::Confirming),
        Ask::Person | Ask::Next | Ask::Reminder | Ask::Offer | Ask::Feedback | Ask::WentWrong => None,
    }
}
