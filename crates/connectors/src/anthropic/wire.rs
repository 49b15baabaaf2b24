//! Requests of the Messages API, and its whole answers. Pure.

use crate::kit::model;
use domain::Result;
use domain::port::{ModelMessage, ModelPart, ModelReply, ModelRequest, Native, Stop, ToolChoice, ToolResult, Usage};
use serde_json::{Map, Value, json};

pub const VENDOR: &str = "anthropic";
/// The API takes four marks of what to keep; the last part of the prompt changes with every turn.
const MARKS: usize = 3;
/// The API demands a limit.
const TOKENS: u32 = 1024;

pub fn body(request: &ModelRequest, with_temperature: bool) -> Value {
    let mut body = Map::new();
    body.insert("model".to_owned(), request.model.as_str().into());
    body.insert("max_tokens".to_owned(), if request.max_tokens == 0 { TOKENS } else { request.max_tokens }.into());
    let system = system(request);
    if !system.is_empty() {
        body.insert("system".to_owned(), system.into());
    }
    body.insert("messages".to_owned(), messages(request).into());
    if !request.tools.is_empty() {
        let tools: Vec<Value> = request.tools.iter().map(|tool| json!({ "name": tool.name, "description": tool.description, "input_schema": tool.parameters })).collect();
        body.insert("tools".to_owned(), tools.into());
        body.insert("tool_choice".to_owned(), match &request.choice {
            ToolChoice::Auto => json!({ "type": "auto" }),
            ToolChoice::None => json!({ "type": "none" }),
            ToolChoice::Required => json!({ "type": "any" }),
            ToolChoice::Named(name) => json!({ "type": "tool", "name": name }),
        });
    }
    // This vendor's scale ends at one.
    if let Some(temperature) = model::temperature(request).filter(|_| with_temperature) {
        body.insert("temperature".to_owned(), temperature.min(1.0).into());
    }
    if request.is_streamed {
        body.insert("stream".to_owned(), true.into());
    }
    body.into()
}

/// What changes least stands first and is marked to be kept, tools included, which the vendor puts before it.
fn system(request: &ModelRequest) -> Vec<Value> {
    let parts: Vec<&str> = request.system.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    let marked = if request.cache_key.is_empty() { 0 } else { parts.len().saturating_sub(1).clamp(1, MARKS) };
    let block = |(index, text): (usize, &&str)| {
        if index < marked { json!({ "type": "text", "text": text, "cache_control": { "type": "ephemeral" } }) } else { json!({ "type": "text", "text": text }) }
    };
    parts.iter().enumerate().map(block).collect()
}

/// Roles take turns here: neighbours of one role become one message, in which results of tools stand first.
fn messages(request: &ModelRequest) -> Vec<Value> {
    let mut list: Vec<(&str, Vec<Value>)> = Vec::new();
    for message in &request.messages {
        let (role, blocks) = match message {
            ModelMessage::User { text } => ("user", texts(text)),
            ModelMessage::Tools { results } => ("user", results.iter().map(result).collect()),
            ModelMessage::Assistant { parts, native } => match model::own(native.as_ref(), VENDOR, &request.model).and_then(Value::as_array) {
                Some(blocks) => ("assistant", blocks.clone()),
                None => ("assistant", assistant(parts)),
            },
        };
        match list.last_mut() {
            Some((last, all)) if *last == role => all.extend(blocks),
            _ if blocks.is_empty() => {}
            _ => list.push((role, blocks)),
        }
    }
    if list.first().is_some_and(|(role, _)| *role == "assistant") {
        list.insert(0, ("user", texts("…")));
    }
    list.into_iter().map(|(role, blocks)| json!({ "role": role, "content": blocks })).collect()
}

/// An empty block is refused.
fn texts(text: &str) -> Vec<Value> {
    if text.trim().is_empty() { Vec::new() } else { vec![json!({ "type": "text", "text": text })] }
}

fn assistant(parts: &[ModelPart]) -> Vec<Value> {
    let (text, calls) = model::parts(parts);
    let calls = calls.into_iter().map(|(id, name, input)| json!({ "type": "tool_use", "id": id_of(id), "name": name, "input": input }));
    texts(text.trim_end()).into_iter().chain(calls).collect()
}

fn result(result: &ToolResult) -> Value {
    let content = match &result.content {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    json!({ "type": "tool_result", "tool_use_id": id_of(&result.id), "content": content, "is_error": result.is_error })
}

/// Ids of other vendors may hold signs that are refused here.
fn id_of(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '_' }).collect()
}

/// Reads a whole answer.
pub fn read(body: &Value, request: &ModelRequest) -> Result<ModelReply> {
    let Some(blocks) = body.get("content").and_then(Value::as_array) else { return Err(model::unreadable("it has no content")) };
    let Some(stop) = body.get("stop_reason").and_then(Value::as_str) else { return Err(model::cut_off()) };
    answer(blocks.clone(), stop, usage(body.get("usage").unwrap_or(&Value::Null)), body.get("model").and_then(Value::as_str), request)
}

/// The answer that these blocks make, however they came.
pub fn answer(blocks: Vec<Value>, stop_reason: &str, usage: Usage, name: Option<&str>, request: &ModelRequest) -> Result<ModelReply> {
    let kind = |block: &Value| block.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (mut text, mut calls) = (String::new(), Vec::new());
    for block in &blocks {
        match kind(block).as_str() {
            "text" => text.push_str(block.get("text").and_then(Value::as_str).unwrap_or_default()),
            "tool_use" => {
                let at = |field: &str| block.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
                match model::argument_value(block.get("input").unwrap_or(&Value::Null)) {
                    Ok(arguments) => calls.push(ModelPart::Call { id: at("id"), name: at("name"), arguments }),
                    // An answer cut by its own length has half a call at its end.
                    Err(_) if stop_reason == "max_tokens" => {}
                    Err(error) => return Err(error),
                }
            }
            _ => {}
        }
    }
    // Thinking goes back as it came, signature and all; plain answers can be made again from our own form.
    let is_plain = blocks.iter().all(|block| matches!(kind(block).as_str(), "text" | "tool_use"));
    let native = (!is_plain).then(|| Native { vendor: VENDOR.to_owned(), model: request.model.clone(), content: blocks.into() });
    model::reply(text, calls, stop(stop_reason), usage, name, native)
}

fn stop(reason: &str) -> Stop {
    match reason {
        "max_tokens" | "model_context_window_exceeded" => Stop::Length,
        "tool_use" => Stop::Tools,
        "refusal" => Stop::Refused,
        _ => Stop::End,
    }
}

/// The vendor counts what came out of its cache, and what went in, apart.
pub fn usage(usage: &Value) -> Usage {
    let at = |field: &str| usage.get(field).map_or(0, model::count);
    let cached = at("cache_read_input_tokens");
    Usage { input: at("input_tokens") + at("cache_creation_input_tokens") + cached, cached, output: at("output_tokens") }
}
