//! What a turn stood on, read from its trace and named by the script's keys.

use super::{Keys, What};
use domain::id::AgentId;
use serde_json::Value;

pub(super) fn keys(why: &Value, what: What, keys: &Keys, leader: Option<AgentId>) -> Option<Vec<String>> {
    let stood_on: Vec<&str> = list(why, "knowledge").iter().filter_map(Value::as_str).collect();
    let names = |known: &mut dyn Iterator<Item = (String, &String)>| known.filter(|(id, _)| stood_on.contains(&id.as_str())).map(|(_, key)| key.clone()).collect();
    match what {
        What::Tool => Some(list(why, "calls").iter().filter_map(|call| call.pointer("/call/tool")?.as_str()).map(|tool| tool_of(tool).to_owned()).collect()),
        What::Agent => leader.map(|id| keys.agents.get(&id).cloned().into_iter().collect()),
        What::Faq if !keys.faq.is_empty() => Some(names(&mut keys.faq.iter().map(|(id, key)| (id.to_string(), key)))),
        What::Knowledge if !keys.articles.is_empty() => Some(names(&mut keys.articles.iter().map(|(id, key)| (id.to_string(), key)))),
        What::Script if !keys.scripts.is_empty() => Some(names(&mut keys.scripts.iter().map(|(id, key)| (id.to_string(), key)))),
        What::Faq | What::Knowledge | What::Script => None,
    }
}

fn list<'a>(why: &'a Value, key: &str) -> &'a [Value] {
    why.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The brain's calls by the names of the tools.
fn tool_of(call: &str) -> &str {
    match call {
        "slots" => "get_available_slots",
        "visits" => "get_client_appointments",
        "knowledge" => "search_knowledge",
        other => other,
    }
}
