//! Requests in the OpenAI dialect, and its whole answers. Pure.

use crate::kit::model;
use domain::Result;
use domain::port::{ModelMessage, ModelPart, ModelReply, ModelRequest, Native, Stop, ToolChoice, Usage};
use serde_json::{Map, Value, json};

pub const VENDOR: &str = "openai";

/// How this server wants to be spoken to.
#[derive(Clone, Debug)]
pub struct Manner {
    pub max_tokens: &'static str,
    pub with_temperature: bool,
    /// Sends the cache key, which only the vendor itself is known to take.
    pub with_cache_key: bool,
    pub effort: Option<String>,
}

pub fn body(request: &ModelRequest, manner: &Manner) -> Value {
    let mut body = json!({ "model": request.model, "messages": messages(request) });
    let mut set = |name: &str, value: Value| {
        if let Some(map) = body.as_object_mut() {
            map.insert(name.to_owned(), value);
        }
    };
    if request.max_tokens > 0 {
        set(manner.max_tokens, request.max_tokens.into());
    }
    if let Some(temperature) = model::temperature(request).filter(|_| manner.with_temperature) {
        set("temperature", temperature.into());
    }
    if request.is_streamed {
        set("stream", true.into());
        set("stream_options", json!({ "include_usage": true }));
    }
    if !request.tools.is_empty() {
        let tools: Vec<Value> = request.tools.iter().map(|tool| json!({ "type": "function", "function": { "name": tool.name, "description": tool.description, "parameters": tool.parameters } })).collect();
        set("tools", tools.into());
        set("tool_choice", match &request.choice {
            ToolChoice::Auto => "auto".into(),
            ToolChoice::None => "none".into(),
            ToolChoice::Required => "required".into(),
            ToolChoice::Named(name) => json!({ "type": "function", "function": { "name": name } }),
        });
    }
    if let Some(effort) = &manner.effort {
        set("reasoning_effort", effort.as_str().into());
    }
    if manner.with_cache_key && !request.cache_key.is_empty() {
        set("prompt_cache_key", request.cache_key.as_str().into());
    }
    body
}

fn messages(request: &ModelRequest) -> Vec<Value> {
    let system = model::system(request).map(|text| json!({ "role": "system", "content": text }));
    let mut list: Vec<Value> = system.into_iter().collect();
    for message in &request.messages {
        match message {
            ModelMessage::User { text } => list.push(json!({ "role": "user", "content": text })),
            ModelMessage::Assistant { parts, native } => list.push(assistant(parts, model::own(native.as_ref(), VENDOR, &request.model))),
            ModelMessage::Tools { results } => {
                list.extend(results.iter().map(|result| json!({ "role": "tool", "tool_call_id": result.id, "content": model::result_text(result) })));
            }
        }
    }
    list
}

/// `native` holds what some servers want back beside the calls: reasoning details, and extras of single calls by their ids.
fn assistant(parts: &[ModelPart], native: Option<&Value>) -> Value {
    let (text, calls) = model::parts(parts);
    let extra = |id: &str| native.and_then(|native| native.get("extra")).and_then(|extra| extra.get(id)).cloned();
    let calls: Vec<Value> = calls
        .into_iter()
        .map(|(id, name, arguments)| {
            let mut call = json!({ "id": id, "type": "function", "function": { "name": name, "arguments": arguments.to_string() } });
            if let (Some(extra), Some(map)) = (extra(id), call.as_object_mut()) {
                map.insert("extra_content".to_owned(), extra);
            }
            call
        })
        .collect();
    let mut message = json!({ "role": "assistant", "content": if text.is_empty() { Value::Null } else { text.into() } });
    if let Some(map) = message.as_object_mut() {
        if !calls.is_empty() {
            map.insert("tool_calls".to_owned(), calls.into());
        }
        if let Some(details) = native.and_then(|native| native.get("reasoning_details")) {
            map.insert("reasoning_details".to_owned(), details.clone());
        }
    }
    message
}

/// Reads a whole answer.
pub fn read(body: &Value, request: &ModelRequest) -> Result<ModelReply> {
    let Some(choice) = body.pointer("/choices/0") else { return Err(model::unreadable("it has no choices")) };
    let message = choice.get("message").unwrap_or(&Value::Null);
    let finish = choice.get("finish_reason").and_then(Value::as_str);
    let mut extra = Map::new();
    let mut calls = Vec::new();
    for (index, call) in message.get("tool_calls").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let id = call.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()).map_or_else(|| model::made_id(request, index), str::to_owned);
        if let Some(content) = call.get("extra_content").filter(|content| !content.is_null()) {
            extra.insert(id.clone(), content.clone());
        }
        let name = call.pointer("/function/name").and_then(Value::as_str).unwrap_or_default().to_owned();
        match model::argument_value(call.pointer("/function/arguments").unwrap_or(&Value::Null)) {
            Ok(arguments) => calls.push(ModelPart::Call { id, name, arguments }),
            // An answer cut by its own length has half a call at its end.
            Err(_) if finish == Some("length") => {}
            Err(error) => return Err(error),
        }
    }
    let details = message.get("reasoning_details").and_then(Value::as_array).cloned().unwrap_or_default();
    let (text, is_refusal) = text_of(message);
    let stop = if is_refusal { Stop::Refused } else { stop(finish) };
    model::reply(text, calls, stop, usage(body.get("usage").unwrap_or(&Value::Null)), body.get("model").and_then(Value::as_str), native(details, extra, request))
}

fn text_of(message: &Value) -> (String, bool) {
    let text = match message.get("content") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str)).collect(),
        _ => String::new(),
    };
    match message.get("refusal").and_then(Value::as_str) {
        Some(refusal) if text.is_empty() && !refusal.is_empty() => (refusal.to_owned(), true),
        _ => (text, false),
    }
}

pub fn native(details: Vec<Value>, extra: Map<String, Value>, request: &ModelRequest) -> Option<Native> {
    if details.is_empty() && extra.is_empty() {
        return None;
    }
    let mut content = Map::new();
    if !details.is_empty() {
        content.insert("reasoning_details".to_owned(), details.into());
    }
    if !extra.is_empty() {
        content.insert("extra".to_owned(), extra.into());
    }
    Some(Native { vendor: VENDOR.to_owned(), model: request.model.clone(), content: content.into() })
}

pub fn stop(finish: Option<&str>) -> Stop {
    match finish {
        Some("length") => Stop::Length,
        Some("content_filter") => Stop::Refused,
        Some("tool_calls" | "function_call") => Stop::Tools,
        _ => Stop::End,
    }
}

pub fn usage(usage: &Value) -> Usage {
    let at = |pointer: &str| usage.pointer(pointer).map_or(0, model::count);
    Usage { input: at("/prompt_tokens"), cached: at("/prompt_tokens_details/cached_tokens"), output: at("/completion_tokens") }
}
