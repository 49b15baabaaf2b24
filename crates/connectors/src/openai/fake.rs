//! A server of the OpenAI dialect, with the habits of several: comment lines of OpenRouter, errors inside of a success, padding.
//! Written from the vendors' documents; see README.md.

use crate::kit::fake_model::{Call, Heard, KEY, MODEL, Plan, Tongue, Trouble, pieces};
use domain::port::{ModelMessage, ModelPart, ModelRequest, Stop, ToolChoice, ToolResult, ToolSpec};
use domain::time::SharedClock;
use serde_json::{Map, Value, json};

#[derive(Clone, Copy, Debug, Default)]
pub struct Speech;

/// Models that take no temperature and want the newer name of the length.
pub const STRICT: &str = "samovar-reasoning";

fn refused(status: u16, message: &str, kind: &str, code: Option<&str>, param: Option<&str>) -> (u16, Value) {
    (status, json!({ "error": { "message": message, "type": kind, "param": param, "code": code } }))
}

fn invalid(message: &str, param: Option<&str>) -> (u16, Value) {
    refused(400, message, "invalid_request_error", Some("invalid_value"), param)
}

fn text_at<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn read(body: &Value) -> Result<ModelRequest, (u16, Value)> {
    let known = [
        "model", "messages", "stream", "stream_options", "tools", "tool_choice", "parallel_tool_calls", "max_tokens", "max_completion_tokens", "temperature", "reasoning_effort", "prompt_cache_key",
    ];
    if let Some(strange) = body.as_object().and_then(|map| map.keys().find(|key| !known.contains(&key.as_str()))) {
        return Err(invalid(&format!("Unrecognized request argument supplied: {strange}"), Some(strange)));
    }
    let model = text_at(body, "model");
    if let Some(field) = ["temperature", "max_tokens"].into_iter().find(|field| model == STRICT && body.get(field).is_some()) {
        return Err(refused(400, &format!("Unsupported parameter: '{field}' is not supported with this model."), "invalid_request_error", Some("unsupported_parameter"), Some(field)));
    }
    let mut request = ModelRequest { model: model.to_owned(), is_streamed: body.get("stream") == Some(&Value::Bool(true)), ..ModelRequest::default() };
    request.max_tokens = body.get("max_completion_tokens").or_else(|| body.get("max_tokens")).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    text_at(body, "prompt_cache_key").clone_into(&mut request.cache_key);
    let mut open: Vec<String> = Vec::new();
    for message in body.get("messages").and_then(Value::as_array).into_iter().flatten() {
        let role = text_at(message, "role");
        if role != "tool" && !open.is_empty() {
            return Err(invalid("An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.", Some("messages")));
        }
        match role {
            "system" => request.system.push(text_at(message, "content").to_owned()),
            "user" => request.messages.push(ModelMessage::User { text: text_at(message, "content").to_owned() }),
            "assistant" => request.messages.push(assistant(message, &mut open)?),
            "tool" => tool(message, &mut open, &mut request.messages)?,
            _ => return Err(invalid("Invalid value for role.", Some("messages"))),
        }
    }
    if !open.is_empty() || request.messages.is_empty() {
        return Err(invalid("Messages are incomplete.", Some("messages")));
    }
    for tool in body.get("tools").and_then(Value::as_array).into_iter().flatten() {
        let function = tool.get("function").unwrap_or(&Value::Null);
        request.tools.push(ToolSpec { name: text_at(function, "name").to_owned(), description: text_at(function, "description").to_owned(), parameters: function.get("parameters").cloned().unwrap_or_default() });
    }
    request.choice = match body.get("tool_choice") {
        Some(Value::String(word)) if word == "required" => ToolChoice::Required,
        Some(Value::String(word)) if word == "none" => ToolChoice::None,
        Some(Value::Object(named)) => ToolChoice::Named(named.get("function").map(|f| text_at(f, "name").to_owned()).unwrap_or_default()),
        _ => ToolChoice::Auto,
    };
    if body.get("tool_choice").is_some() && request.tools.is_empty() {
        return Err(invalid("'tool_choice' is only allowed when 'tools' are specified.", Some("tool_choice")));
    }
    Ok(request)
}

fn assistant(message: &Value, open: &mut Vec<String>) -> Result<ModelMessage, (u16, Value)> {
    let mut parts = Vec::new();
    if let Some(text) = message.get("content").and_then(Value::as_str) {
        parts.push(ModelPart::Text { text: text.to_owned() });
    }
    for call in message.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
        let Some(arguments) = call.pointer("/function/arguments").and_then(Value::as_str) else { return Err(invalid("Invalid type for arguments: expected a string.", Some("messages"))) };
        let arguments = serde_json::from_str(arguments).unwrap_or_default();
        let id = text_at(call, "id").to_owned();
        open.push(id.clone());
        parts.push(ModelPart::Call { id, name: call.pointer("/function/name").and_then(Value::as_str).unwrap_or_default().to_owned(), arguments });
    }
    if parts.is_empty() {
        return Err(invalid("An assistant message needs content or tool_calls.", Some("messages")));
    }
    Ok(ModelMessage::Assistant { parts, native: None })
}

fn tool(message: &Value, open: &mut Vec<String>, messages: &mut Vec<ModelMessage>) -> Result<(), (u16, Value)> {
    let id = text_at(message, "tool_call_id");
    let Some(place) = open.iter().position(|one| one == id) else { return Err(invalid("A tool message must respond to a preceding 'tool_calls'.", Some("messages"))) };
    open.remove(place);
    let text = text_at(message, "content");
    let name = messages.iter().rev().find_map(|message| match message {
        ModelMessage::Assistant { parts, .. } => parts.iter().find_map(|part| matches!(part, ModelPart::Call { id: one, .. } if one == id).then(|| part.clone())),
        _ => None,
    });
    let name = if let Some(ModelPart::Call { name, .. }) = name { name } else { String::new() };
    let result = ToolResult { id: id.to_owned(), name, content: serde_json::from_str(text).unwrap_or_else(|_| text.into()), is_error: false };
    match messages.last_mut() {
        Some(ModelMessage::Tools { results }) => results.push(result),
        _ => messages.push(ModelMessage::Tools { results: vec![result] }),
    }
    Ok(())
}

fn finish(plan: &Plan) -> &'static str {
    match plan.stop() {
        Stop::End => "stop",
        Stop::Tools => "tool_calls",
        Stop::Length => "length",
        Stop::Refused => "content_filter",
    }
}

fn arguments(arguments: &Value, is_bad: bool) -> String {
    if is_bad { "{\"date\": \"2026-1".to_owned() } else { arguments.to_string() }
}

fn usage(plan: &Plan) -> Value {
    let usage = plan.usage();
    json!({ "prompt_tokens": usage.input, "completion_tokens": usage.output, "total_tokens": usage.input + usage.output, "prompt_tokens_details": { "cached_tokens": usage.cached } })
}

impl Tongue for Speech {
    fn settings(&self, address: &str) -> Value {
        json!({ "base_url": format!("{address}/v1") })
    }
    fn key_name(&self) -> &'static str {
        "api_key"
    }

    fn hear(&self, call: &Call, _clock: &SharedClock) -> Heard {
        let answer = |(status, body): (u16, Value)| Heard::Answer(status, body);
        if call.header("authorization") != format!("Bearer {KEY}") {
            return answer(self.refusal(Trouble::BadKey));
        }
        match (call.method.as_str(), call.path.as_str()) {
            ("GET", "/v1/models") => Heard::Answer(200, json!({ "object": "list", "data": [{ "id": MODEL, "object": "model" }, { "id": STRICT, "object": "model" }] })),
            ("POST", "/v1/embeddings") => Heard::Embed {
                texts: call.body.get("input").and_then(Value::as_array).into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect(),
                purpose: None,
            },
            ("POST", "/v1/chat/completions") if call.body.is_object() => match read(&call.body) {
                Ok(request) => Heard::Chat(request),
                Err(refusal) => answer(refusal),
            },
            ("POST", "/v1/chat/completions") => answer(invalid("We could not parse the JSON body of your request.", None)),
            _ => answer(refused(404, "Invalid URL", "invalid_request_error", None, None)),
        }
    }

    fn whole(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Value {
        let calls: Vec<Value> = plan.calls().iter().enumerate().map(|(n, (name, args))| json!({ "id": format!("call_{n}"), "type": "function", "function": { "name": name, "arguments": arguments(args, is_bad) } })).collect();
        let mut message = json!({ "role": "assistant", "content": if plan.said().is_empty() { Value::Null } else { plan.said().into() }, "refusal": null });
        if let (false, Some(map)) = (calls.is_empty(), message.as_object_mut()) {
            map.insert("tool_calls".to_owned(), calls.into());
        }
        json!({ "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": request.model, "choices": [{ "index": 0, "message": message, "finish_reason": finish(plan) }], "usage": usage(plan) })
    }

    fn frames(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Vec<String> {
        let chunk = |delta: Value, finish: Value| {
            let body = json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": request.model, "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }], "obfuscation": "xK3" });
            format!("data: {body}\n\n")
        };
        let mut frames = vec![": OPENROUTER PROCESSING\n\n".to_owned(), chunk(json!({ "role": "assistant", "content": "" }), Value::Null)];
        frames.extend(pieces(&plan.said(), 4).into_iter().map(|text| chunk(json!({ "content": text }), Value::Null)));
        for (n, (name, args)) in plan.calls().iter().enumerate() {
            frames.push(chunk(json!({ "tool_calls": [{ "index": n, "id": format!("call_{n}"), "type": "function", "function": { "name": name, "arguments": "" } }] }), Value::Null));
            frames.extend(pieces(&arguments(args, is_bad), 5).into_iter().map(|piece| chunk(json!({ "tool_calls": [{ "index": n, "function": { "arguments": piece } }] }), Value::Null)));
        }
        frames.push(chunk(Value::Object(Map::new()), finish(plan).into()));
        frames.push(format!("data: {}\n\n", json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": request.model, "choices": [], "usage": usage(plan) })));
        frames.push("data: [DONE]\n\n".to_owned());
        frames
    }

    fn refusal(&self, trouble: Trouble) -> (u16, Value) {
        match trouble {
            Trouble::TooMany { .. } => refused(429, "Rate limit reached", "requests", Some("rate_limit_exceeded"), None),
            Trouble::Overloaded => refused(503, "The engine is currently overloaded, please try again later", "server_error", None, None),
            Trouble::NoMoney => refused(429, "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota", Some("insufficient_quota"), None),
            Trouble::GeoBlocked => refused(403, "Country, region, or territory not supported", "request_forbidden", Some("unsupported_country_region_territory"), None),
            Trouble::ContextTooLong => refused(400, "This model's maximum context length is 8192 tokens.", "invalid_request_error", Some("context_length_exceeded"), Some("messages")),
            Trouble::ModelGone => refused(404, "The model does not exist or you do not have access to it.", "invalid_request_error", Some("model_not_found"), None),
            Trouble::Moderated => (403, json!({ "error": { "code": 403, "message": "Your chosen model requires moderation and your input was flagged", "metadata": { "reasons": ["harassment"] } } })),
            Trouble::BadKey | Trouble::AuthExpired => refused(401, &format!("Incorrect API key provided: {KEY}"), "invalid_request_error", Some("invalid_api_key"), None),
            _ => refused(500, "The server had an error while processing your request", "server_error", None, None),
        }
    }

    fn error_frame(&self) -> String {
        format!("data: {}\n\n", json!({ "id": "gen-1", "error": { "code": 502, "message": "Provider disconnected unexpectedly" }, "choices": [{ "index": 0, "delta": { "content": "" }, "finish_reason": "error" }] }))
    }

    fn vectors(&self, vectors: &[Vec<f32>]) -> Value {
        // Out of order: the index says which is which.
        let data: Vec<Value> = vectors.iter().enumerate().rev().map(|(index, vector)| json!({ "object": "embedding", "index": index, "embedding": vector })).collect();
        json!({ "object": "list", "data": data, "model": MODEL, "usage": { "prompt_tokens": 7, "total_tokens": 7 } })
    }
}
