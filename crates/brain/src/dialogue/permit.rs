//! What the agent's owner allows holds for every reader of a message, rules and models alike: a visit is made, moved, cancelled or looked up
//! only by an agent that may; otherwise the wish goes to a person.

use super::command::{Command, Topic};
use super::state::Flow;
use super::talk::Talk;
use crate::turn::{HandOver, OfferAnswer};
use domain::tool::Tool;

/// The commands that may be carried out; a wish for anything else becomes a wish for a person.
pub fn permit(talk: &mut Talk<'_>, commands: Vec<Command>) -> Vec<Command> {
    let allowed = &talk.facts.agent.spec.tools;
    let flow = talk.state.flow;
    let denied = |c: &Command| needs(c, flow).filter(|tool| !allowed.contains(tool));
    let Some(tool) = commands.iter().find_map(denied) else { return commands };
    talk.consulted.push(serde_json::json!({ "asked": "permission", "tool": tool, "allowed": false }));
    // Values stay: the person reads them in the summary.
    let mut kept: Vec<Command> = commands.into_iter().filter(|c| denied(c).is_none()).collect();
    if !kept.iter().any(|c| matches!(c, Command::HandOver { .. })) {
        kept.push(Command::HandOver { reason: HandOver::Asked });
    }
    kept
}

/// `flow`: what a "yes" would carry out, whoever began it.
fn needs(command: &Command, flow: Option<Flow>) -> Option<Tool> {
    let of = |flow| match flow {
        Flow::Book => Tool::CreateAppointment,
        Flow::Move => Tool::RescheduleAppointment,
        Flow::Cancel => Tool::CancelAppointment,
    };
    match command {
        Command::StartFlow { flow } | Command::StartOf { flow, .. } => Some(of(*flow)),
        Command::Affirm => flow.map(of),
        Command::BookNext { .. } | Command::Wait | Command::AnswerOffer { answer: OfferAnswer::Take, .. } => Some(Tool::CreateAppointment),
        Command::Pass { .. } => Some(Tool::HandToColleague),
        Command::Answer { topic: Topic::Visits, .. } | Command::ConfirmVisit => Some(Tool::GetClientAppointments),
        _ => None,
    }
}
