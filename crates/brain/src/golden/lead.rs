//! The customer's request on the stage in memory: as the script has it before, as effects change it, as rows show it.

use super::Script;
use crate::facts::Request;
use crate::route::LiveAgents;
use crate::turn::Effect;
use std::collections::BTreeMap;

/// None where the firm has no funnel.
pub(super) fn before(crew: &LiveAgents, script: &Script) -> Option<Request> {
    let first = crew.stages.first()?;
    let mut known = script.lead.clone();
    let tour = known.remove("tour");
    Some(Request {
        stage: script.stage.clone().unwrap_or_else(|| first.key.clone()),
        is_new: script.stage.is_none() && script.lead.is_empty(),
        tour,
        known,
        funnel: crew.stages.iter().map(|s| s.key.clone()).collect(),
    })
}

pub(super) fn write(request: &mut Option<Request>, effect: &Effect) {
    let Some(request) = request else { return };
    request.is_new = false;
    match effect {
        Effect::SetRequest { known, tour } => {
            request.known.extend(known.clone());
            request.known.retain(|_, value| !value.is_empty());
            request.tour = tour.clone().or(request.tour.take());
        }
        Effect::MoveStage { stage } => request.stage.clone_from(stage),
        _ => {}
    }
}

pub(super) fn shown(request: &Request) -> BTreeMap<String, String> {
    let tour = request.tour.iter().map(|tour| ("tour".to_owned(), tour.clone()));
    let stage = [("stage".to_owned(), request.stage.clone())];
    request.known.clone().into_iter().chain(tour).chain(stage).collect()
}
