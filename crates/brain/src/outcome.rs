//! What one turn adds to how the talk ends: read off its effects, its state and the commands in its trace. Pure; kept by `app/src/outcome.rs`.

use crate::turn::{Effect, HandOver, Outcome};
use domain::outcome::OutcomeKind;
use serde_json::Value;
use std::collections::BTreeSet;

/// One turn, as far as the end of the talk depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    pub bookings: i64,
    pub hand_over: Option<HandOver>,
    /// The customer got something: an answer, a visit moved, confirmed or cancelled.
    pub is_served: bool,
    /// Something is being arranged and not finished.
    pub is_midway: bool,
    /// The customer does not want what was being arranged.
    pub is_refused: bool,
    /// Thanks or a goodbye, and nothing more.
    pub is_thanks: bool,
    /// What was asked about.
    pub topics: Vec<String>,
}

/// Reads a finished turn.
pub fn mark(outcome: &Outcome) -> Mark {
    let commands: Vec<&Value> = outcome.trace.get("commands").and_then(Value::as_array).into_iter().flatten().collect();
    let is = |command: &Value, name: &str| command.get("command").and_then(Value::as_str) == Some(name);
    let has = |name: &str| commands.iter().any(|c| is(c, name));
    let is_kind_word = |c: &&Value| is(c, "chat") && matches!(c.get("kind").and_then(Value::as_str), Some("thanks" | "farewell"));
    let bookings = outcome.effects.iter().filter(|e| matches!(e, Effect::Book { .. })).count();
    let has_changed = outcome.effects.iter().any(|e| matches!(e, Effect::Move { .. } | Effect::Cancel { .. } | Effect::SetStatus { .. }));
    Mark {
        bookings: i64::try_from(bookings).unwrap_or(0),
        hand_over: outcome.effects.iter().find_map(|e| if let Effect::HandOver { reason, .. } = e { Some(*reason) } else { None }),
        is_served: has_changed || ["answer", "faq", "knowledge"].iter().any(|name| has(name)),
        is_midway: outcome.state.flow.is_some(),
        is_refused: has("stop") && !has_changed,
        is_thanks: !commands.is_empty() && commands.iter().all(is_kind_word),
        topics: topics(&commands, &outcome.trace),
    }
}

fn topics(commands: &[&Value], trace: &Value) -> Vec<String> {
    let mut topics = BTreeSet::new();
    let rests_on = || trace.get("knowledge").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for command in commands {
        let list = |field: &str| command.get(field).and_then(Value::as_array).into_iter().flatten();
        match command.get("command").and_then(Value::as_str) {
            Some("answer") => topics.extend(command.get("topic").and_then(Value::as_str).map(str::to_owned)),
            Some("faq") => topics.extend(rests_on().map(|id| format!("faq:{id}"))),
            Some("knowledge") => topics.extend(rests_on().map(|id| format!("text:{id}"))),
            Some("set_services") => topics.extend(list("wishes").filter_map(Value::as_array).flatten().filter_map(Value::as_str).map(|id| format!("service:{id}"))),
            Some("unanswered") => topics.extend(command.get("question").and_then(Value::as_str).map(|q| format!("unknown:{}", crate::dialogue::faq::stems(q).join(" ")))),
            _ => {}
        }
    }
    topics.into_iter().take(TOPICS).collect()
}

/// Most topics one talk remembers.
pub const TOPICS: usize = 40;

/// What a talk would come to if it ended now: what has happened in it so far, and where its last turn left it.
pub fn kind(is_handed_over: bool, is_sold: bool, bookings: i64, was_served: bool, last: &Mark) -> OutcomeKind {
    if is_handed_over {
        OutcomeKind::HandedOver
    } else if is_sold {
        OutcomeKind::Sold
    } else if bookings > 0 {
        OutcomeKind::Booked
    } else if last.is_midway || last.is_refused {
        OutcomeKind::Lost
    } else if was_served {
        OutcomeKind::Answered
    } else {
        OutcomeKind::Unclear
    }
}

/// The reason as it stands in rows and reports.
pub fn reason(hand_over: HandOver) -> String {
    serde_json::to_value(hand_over).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialogue::{Flow, State};
    use domain::Lang;
    use domain::conversation::Phase;
    use serde_json::json;

    fn turn(commands: Value, knowledge: Value, effects: Vec<Effect>, flow: Option<Flow>) -> Mark {
        let state = State { flow, ..State::default() };
        mark(&Outcome { state, phase: Phase::Consulting, lang: Lang::Ru, replies: vec![], effects, trace: json!({"commands": commands, "knowledge": knowledge}) })
    }

    #[test]
    fn a_turn_is_marked_by_what_it_did() {
        let asked = turn(json!([{"command": "answer", "topic": "prices"}]), json!([]), vec![], None);
        assert!(asked.is_served && !asked.is_midway && !asked.is_thanks);
        assert_eq!(asked.topics, ["prices"]);
        let faq = turn(json!([{"command": "chat", "kind": "greet"}, {"command": "faq", "entry": 3}]), json!(["abc"]), vec![], None);
        assert_eq!((faq.is_served, faq.topics), (true, vec!["faq:abc".to_owned()]));
        let thanks = turn(json!([{"command": "chat", "kind": "thanks"}, {"command": "chat", "kind": "farewell"}]), json!([]), vec![], None);
        assert!(thanks.is_thanks && !thanks.is_served);
        assert!(!turn(json!([]), json!([]), vec![], None).is_thanks);
        let handed = turn(json!([]), json!([]), vec![Effect::HandOver { reason: HandOver::NotUnderstood, summary: String::new() }], None);
        assert_eq!(handed.hand_over.map(reason).as_deref(), Some("not_understood"));
    }

    #[test]
    fn a_talk_ends_with_the_weightiest_thing_that_happened() {
        let plain = Mark::default();
        let midway = turn(json!([{"command": "start_flow"}]), json!([]), vec![], Some(Flow::Book));
        let refused = turn(json!([{"command": "stop"}]), json!([]), vec![], None);
        for (handed, sold, bookings, served, last, expected) in [
            (true, true, 1, true, &plain, "handed_over"),
            (false, true, 1, true, &plain, "sold"),
            (false, false, 1, true, &plain, "booked"),
            // A second visit begun and left does not undo the first.
            (false, false, 1, false, &midway, "booked"),
            (false, false, 0, true, &midway, "lost"),
            (false, false, 0, true, &refused, "lost"),
            (false, false, 0, true, &plain, "answered"),
            (false, false, 0, false, &plain, "unclear"),
        ] {
            assert_eq!(kind(handed, sold, bookings, served, last).as_str(), expected);
        }
    }
}
