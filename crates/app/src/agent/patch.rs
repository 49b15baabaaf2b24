//! A partial change of settings: what is named changes, also inside `model`, `limits`, `memory`, `thresholds` and `prompts`; the rest stays.

use domain::agent::AgentSpec;
use domain::{Error, Result};
use serde_json::{Map, Value};

/// `named` has the names of `AgentSpec`; lists are replaced whole, null clears.
pub fn merge(spec: &AgentSpec, named: Map<String, Value>) -> Result<AgentSpec> {
    let wrong = |e: serde_json::Error| Error::invalid("draft", "a setting has the wrong form").source(e);
    let mut all = serde_json::to_value(spec).map_err(wrong)?;
    merge_into(&mut all, Value::Object(named));
    if let Some(prompts) = all.get_mut("prompts").and_then(Value::as_object_mut) {
        prompts.retain(|_, prompt| !prompt.is_null());
    }
    serde_json::from_value(all).map_err(wrong)
}

fn merge_into(to: &mut Value, from: Value) {
    match (to, from) {
        (Value::Object(to), Value::Object(from)) => {
            for (name, value) in from {
                merge_into(to.entry(name).or_insert(Value::Null), value);
            }
        }
        (to, from) => *to = from,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::conversation::Phase;
    use serde_json::json;

    #[test]
    fn what_is_not_named_stays() {
        let merged = |spec: &AgentSpec, named: Value| merge(spec, named.as_object().unwrap().clone()).unwrap();
        let mut spec = AgentSpec { instructions: "a".into(), prompts: [(Phase::Booking, "x".to_owned()), (Phase::Greeting, "y".to_owned())].into(), ..AgentSpec::default() };
        spec.model.temperature = Some(30);
        let after = merged(&spec, json!({ "limits": { "turn_ms": 5000 }, "prompts": { "booking": null, "confirming": "z" }, "model": { "temperature": null }, "tools": ["get_services"], "mode": "draft" }));
        assert_eq!(after.instructions, "a");
        assert_eq!((after.limits.turn_ms, after.limits.turn_calls, after.model.temperature, after.model.max_tokens), (5000, 2, None, 800));
        assert_eq!(after.prompts.keys().copied().collect::<Vec<_>>(), [Phase::Greeting, Phase::Confirming]);
        assert_eq!(after.tools, [domain::tool::Tool::GetServices]);
        assert_eq!(merged(&after, json!({ "mode": null })).mode, None);
        assert_eq!(merged(&spec, json!({})), spec);
        assert!(merge(&spec, json!({ "tools": ["fly"] }).as_object().unwrap().clone()).is_err());
    }
}
