//! Requests of GigaChat, and its answers: `functions` in the place of tools, one call in an answer, no ids, results as JSON. Pure.

use crate::kit::model;
use domain::Result;
use domain::port::{ModelFault, ModelMessage, ModelPart, ModelReply, ModelRequest, Native, Stop, ToolChoice, ToolResult, Usage};
use serde_json::{Map, Value, json};

pub const VENDOR: &str = "gigachat";

pub fn body(request: &ModelRequest) -> Value {
    let mut body = Map::new();
    body.insert("model".to_owned(), request.model.as_str().into());
    body.insert("messages".to_owned(), messages(request).into());
    body.insert("stream".to_owned(), request.is_streamed.into());
    if request.max_tokens > 0 {
        body.insert("max_tokens".to_owned(), request.max_tokens.into());
    }
    match model::temperature(request) {
        // Zero is refused; the narrowest choice of words says the same.
        Some(temperature) if temperature <= 0.0 => drop(body.insert("top_p".to_owned(), 0.into())),
        Some(temperature) => drop(body.insert("temperature".to_owned(), temperature.into())),
        None => {}
    }
    if !request.tools.is_empty() {
        let functions: Vec<Value> = request.tools.iter().map(|tool| json!({ "name": tool.name, "description": tool.description, "parameters": tool.parameters })).collect();
        body.insert("functions".to_owned(), functions.into());
        let only = request.tools.first().filter(|_| request.tools.len() == 1);
        body.insert("function_call".to_owned(), match (&request.choice, only) {
            (ToolChoice::None, _) => "none".into(),
            (ToolChoice::Named(name), _) => json!({ "name": name }),
            // The protocol cannot demand any of several.
            (ToolChoice::Required, Some(tool)) => json!({ "name": tool.name }),
            _ => "auto".into(),
        });
    }
    body.into()
}

fn messages(request: &ModelRequest) -> Vec<Value> {
    let system = model::system(request).map(|text| json!({ "role": "system", "content": text }));
    let mut list: Vec<Value> = system.into_iter().collect();
    let mut rest = request.messages.iter().peekable();
    while let Some(message) = rest.next() {
        match message {
            ModelMessage::User { text } => list.push(json!({ "role": "user", "content": text })),
            ModelMessage::Tools { results } => list.extend(results.iter().map(result)),
            ModelMessage::Assistant { parts, native } => {
                let results = match rest.peek() {
                    Some(ModelMessage::Tools { results }) => results.as_slice(),
                    _ => &[],
                };
                let (text, calls) = model::parts(parts);
                if calls.len() > 1 {
                    // Another vendor called several at once: here each call is followed by its result.
                    several(&mut list, &text, &calls, results);
                    rest.next_if(|next| matches!(next, ModelMessage::Tools { .. }));
                    continue;
                }
                let state = model::own(native.as_ref(), VENDOR, &request.model).and_then(|native| native.get("functions_state_id"));
                list.push(assistant(&text, calls.first().map(|(_, name, arguments)| (*name, *arguments)), state));
            }
        }
    }
    list
}

fn several(list: &mut Vec<Value>, text: &str, calls: &[(&str, &str, &Value)], results: &[ToolResult]) {
    for (index, (id, name, arguments)) in calls.iter().enumerate() {
        list.push(assistant(if index == 0 { text } else { "" }, Some((name, arguments)), None));
        if let Some(found) = results.iter().find(|result| result.id == *id) {
            list.push(result(found));
        }
    }
}

fn assistant(text: &str, call: Option<(&str, &Value)>, state: Option<&Value>) -> Value {
    let mut message = json!({ "role": "assistant", "content": text });
    if let Some(map) = message.as_object_mut() {
        if let Some((name, arguments)) = call {
            map.insert("function_call".to_owned(), json!({ "name": name, "arguments": arguments }));
        }
        if let Some(state) = state {
            map.insert("functions_state_id".to_owned(), state.clone());
        }
    }
    message
}

/// The content of a result is the text of a JSON object.
fn result(result: &ToolResult) -> Value {
    json!({ "role": "function", "name": result.name, "content": model::object(result).to_string() })
}

/// An answer being read: one piece, if it comes whole.
#[derive(Debug, Default)]
pub struct Gather {
    text: String,
    call: Option<Value>,
    state: Option<Value>,
    finish: Option<String>,
    usage: Usage,
    model: Option<String>,
}

impl Gather {
    pub fn is_whole(&self) -> bool {
        self.finish.is_some()
    }

    /// Takes one piece; returns the text it adds.
    pub fn take(&mut self, piece: &Value) -> Option<String> {
        if let Some(usage) = piece.get("usage").filter(|usage| usage.is_object()) {
            self.usage = usage_of(usage);
        }
        if let Some(name) = piece.get("model").and_then(Value::as_str) {
            self.model = Some(name.to_owned());
        }
        let choice = piece.pointer("/choices/0")?;
        if let Some(finish) = choice.get("finish_reason").and_then(Value::as_str).filter(|finish| !finish.is_empty()) {
            self.finish = Some(finish.to_owned());
        }
        let message = choice.get("message").or_else(|| choice.get("delta"))?;
        if let Some(call) = message.get("function_call").filter(|call| call.is_object()) {
            self.call = Some(call.clone());
        }
        if let Some(state) = message.get("functions_state_id").filter(|state| state.is_string()) {
            self.state = Some(state.clone());
        }
        let text = message.get("content").and_then(Value::as_str).filter(|text| !text.is_empty())?;
        self.text.push_str(text);
        Some(text.to_owned())
    }

    pub fn finish(self, request: &ModelRequest) -> Result<ModelReply> {
        let stop = match self.finish.as_deref() {
            None => return Err(model::cut_off()),
            Some("length") => Stop::Length,
            Some("blacklist") => Stop::Refused,
            Some("error") => return Err(ModelFault::Overloaded.error("the model ended with an error")),
            Some(_) => Stop::End,
        };
        let mut calls = Vec::new();
        if let Some(call) = &self.call {
            let name = call.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            let arguments = model::argument_value(call.get("arguments").unwrap_or(&Value::Null))?;
            calls.push(ModelPart::Call { id: model::made_id(request, 0), name, arguments });
        }
        let native = self.state.map(|state| Native { vendor: VENDOR.to_owned(), model: request.model.clone(), content: json!({ "functions_state_id": state }) });
        model::reply(self.text, calls, stop, self.usage, self.model.as_deref(), native)
    }
}

/// The vendor counts what came out of its cache apart.
fn usage_of(usage: &Value) -> Usage {
    let at = |field: &str| usage.get(field).map_or(0, model::count);
    let cached = at("precached_prompt_tokens");
    Usage { input: at("prompt_tokens") + cached, cached, output: at("completion_tokens") }
}
