//! A server of the Messages API, written from the vendor's documents: it refuses what the vendor refuses. See README.md.

use crate::kit::fake_model::{Call, Heard, KEY, MODEL, Plan, Tongue, Trouble, pieces};
use domain::port::{ModelMessage, ModelPart, ModelRequest, Stop, ToolChoice, ToolResult, ToolSpec};
use domain::time::SharedClock;
use serde_json::{Value, json};
use std::collections::HashSet;

#[derive(Clone, Copy, Debug, Default)]
pub struct Speech;

/// A model that thinks before it calls; its thinking must come back with its signature.
pub const THINKER: &str = "samovar-thinker";
const SIGNATURE: &str = "c2lnbmVk";

fn refused(status: u16, kind: &str, message: &str) -> (u16, Value) {
    (status, json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_1" }))
}
fn invalid(message: &str) -> (u16, Value) {
    refused(400, "invalid_request_error", message)
}
fn text_at<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn read(body: &Value) -> Result<ModelRequest, (u16, Value)> {
    let Some(max_tokens) = body.get("max_tokens").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()) else { return Err(invalid("max_tokens: Field required")) };
    let mut request = ModelRequest { model: text_at(body, "model").to_owned(), is_streamed: body.get("stream") == Some(&Value::Bool(true)), max_tokens, ..ModelRequest::default() };
    // A text may stand in the place of its one block.
    let blocks = |value: Option<&Value>| match value {
        Some(Value::String(text)) => vec![json!({ "type": "text", "text": text })],
        other => other.and_then(Value::as_array).cloned().unwrap_or_default(),
    };
    let system = blocks(body.get("system"));
    if system.iter().filter(|block| block.get("cache_control").is_some()).count() > 4 {
        return Err(invalid("A maximum of 4 blocks with cache_control may be provided."));
    }
    request.system = system.iter().map(|block| text_at(block, "text").to_owned()).collect();
    let mut ids = HashSet::new();
    let mut open: Vec<(String, String)> = Vec::new();
    let mut last = "";
    for message in body.get("messages").and_then(Value::as_array).into_iter().flatten() {
        let role = text_at(message, "role");
        if role == last || (last.is_empty() && role != "user") {
            return Err(invalid("messages: roles must alternate between \"user\" and \"assistant\", starting with \"user\""));
        }
        last = if role == "user" { "user" } else { "assistant" };
        let content = blocks(message.get("content"));
        if content.is_empty() || content.iter().any(|block| text_at(block, "type") == "text" && text_at(block, "text").trim().is_empty()) {
            return Err(invalid("messages: text content blocks must be non-empty"));
        }
        if role == "user" { user(&content, &mut open, &mut request.messages)? } else { assistant(&content, &mut ids, &mut open, &mut request)? }
    }
    if last != "user" || !open.is_empty() {
        return Err(invalid("`tool_use` ids were found without `tool_result` blocks immediately after"));
    }
    for tool in body.get("tools").and_then(Value::as_array).into_iter().flatten() {
        request.tools.push(ToolSpec { name: text_at(tool, "name").to_owned(), description: text_at(tool, "description").to_owned(), parameters: tool.get("input_schema").cloned().unwrap_or_default() });
    }
    let choice = body.get("tool_choice").unwrap_or(&Value::Null);
    request.choice = match text_at(choice, "type") {
        "any" => ToolChoice::Required,
        "none" => ToolChoice::None,
        "tool" => ToolChoice::Named(text_at(choice, "name").to_owned()),
        _ => ToolChoice::Auto,
    };
    Ok(request)
}

fn user(content: &[Value], open: &mut Vec<(String, String)>, messages: &mut Vec<ModelMessage>) -> Result<(), (u16, Value)> {
    let (mut results, mut texts) = (Vec::new(), Vec::new());
    for block in content {
        match text_at(block, "type") {
            "tool_result" if !texts.is_empty() => return Err(invalid("tool_result blocks must come before text")),
            "tool_result" => {
                let id = text_at(block, "tool_use_id");
                let Some(place) = open.iter().position(|(one, _)| one == id) else { return Err(invalid("unexpected `tool_use_id` found in `tool_result` blocks")) };
                let (id, name) = open.remove(place);
                let text = text_at(block, "content");
                results.push(ToolResult { id, name, content: serde_json::from_str(text).unwrap_or_else(|_| text.into()), is_error: block.get("is_error") == Some(&Value::Bool(true)) });
            }
            "text" => texts.push(text_at(block, "text").to_owned()),
            _ => return Err(invalid("messages: unknown block")),
        }
    }
    if !open.is_empty() {
        return Err(invalid("`tool_use` ids were found without `tool_result` blocks immediately after"));
    }
    if !results.is_empty() {
        messages.push(ModelMessage::Tools { results });
    }
    messages.extend(texts.into_iter().map(|text| ModelMessage::User { text }));
    Ok(())
}

fn assistant(content: &[Value], ids: &mut HashSet<String>, open: &mut Vec<(String, String)>, request: &mut ModelRequest) -> Result<(), (u16, Value)> {
    let mut parts = Vec::new();
    for block in content {
        match text_at(block, "type") {
            "text" => parts.push(ModelPart::Text { text: text_at(block, "text").to_owned() }),
            "thinking" if text_at(block, "signature") != SIGNATURE => return Err(invalid("Invalid `signature` in `thinking` block")),
            "thinking" => {}
            "tool_use" => {
                let id = text_at(block, "id");
                if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
                    return Err(invalid("tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"));
                }
                if !ids.insert(id.to_owned()) {
                    return Err(invalid("`tool_use` ids must be unique"));
                }
                if !block.get("input").is_some_and(Value::is_object) {
                    return Err(invalid("tool_use.input: Input should be a valid dictionary"));
                }
                open.push((id.to_owned(), text_at(block, "name").to_owned()));
                parts.push(ModelPart::Call { id: id.to_owned(), name: text_at(block, "name").to_owned(), arguments: block.get("input").cloned().unwrap_or_default() });
            }
            _ => return Err(invalid("messages: unknown block")),
        }
    }
    let thinks = content.first().is_some_and(|block| text_at(block, "type") == "thinking");
    if request.model == THINKER && !open.is_empty() && !thinks {
        return Err(invalid("Expected `thinking`, but found `tool_use`."));
    }
    request.messages.push(ModelMessage::Assistant { parts, native: None });
    Ok(())
}

fn stop(plan: &Plan) -> &'static str {
    match plan.stop() {
        Stop::End => "end_turn",
        Stop::Tools => "tool_use",
        Stop::Length => "max_tokens",
        Stop::Refused => "refusal",
    }
}

fn usage_in(plan: &Plan) -> Value {
    let usage = plan.usage();
    json!({ "input_tokens": usage.input - usage.cached, "cache_creation_input_tokens": 0, "cache_read_input_tokens": usage.cached, "output_tokens": 1 })
}

/// Ids differ from answer to answer, as the vendor's do.
fn id(request: &ModelRequest, n: usize) -> String {
    format!("toolu_{}_{n}", request.messages.len())
}

impl Tongue for Speech {
    fn settings(&self, address: &str) -> Value {
        json!({ "base_url": address })
    }
    fn key_name(&self) -> &'static str {
        "api_key"
    }

    fn hear(&self, call: &Call, _clock: &SharedClock) -> Heard {
        let answer = |(status, body): (u16, Value)| Heard::Answer(status, body);
        let version = call.header("anthropic-version");
        if version.is_empty() {
            return answer(invalid("anthropic-version: header is required"));
        }
        if call.header("x-api-key") != KEY && call.header("authorization") != format!("Bearer {KEY}") {
            return answer(self.refusal(Trouble::BadKey));
        }
        match (call.method.as_str(), call.path.as_str()) {
            ("GET", "/v1/models") => Heard::Answer(200, json!({ "data": [{ "type": "model", "id": MODEL, "display_name": "Samovar" }], "has_more": false })),
            ("POST", "/v1/messages") if !version.starts_with("2023") && call.body.get("temperature").is_some() => answer(invalid("temperature: Extra inputs are not permitted")),
            ("POST", "/v1/messages") => match read(&call.body) {
                Ok(request) => Heard::Chat(request),
                Err(refusal) => answer(refusal),
            },
            _ => answer(refused(404, "not_found_error", "Not found")),
        }
    }

    fn whole(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Value {
        let mut content = Vec::new();
        if request.model == THINKER {
            content.push(json!({ "type": "thinking", "thinking": "Кипит.", "signature": SIGNATURE }));
        }
        if !plan.said().is_empty() {
            content.push(json!({ "type": "text", "text": plan.said() }));
        }
        content.extend(plan.calls().iter().enumerate().map(|(n, (name, input))| json!({ "type": "tool_use", "id": id(request, n), "name": name, "input": if is_bad { &Value::Bool(true) } else { *input } })));
        let mut usage = usage_in(plan);
        if let Some(map) = usage.as_object_mut() {
            map.insert("output_tokens".to_owned(), plan.usage().output.into());
        }
        json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": request.model, "content": content, "stop_reason": stop(plan), "stop_sequence": null, "usage": usage })
    }

    fn frames(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Vec<String> {
        let frame = |name: &str, data: Value| format!("event: {name}\ndata: {data}\n\n");
        let begin = |index: usize, block: Value| frame("content_block_start", json!({ "type": "content_block_start", "index": index, "content_block": block }));
        let delta = |index: usize, delta: Value| frame("content_block_delta", json!({ "type": "content_block_delta", "index": index, "delta": delta }));
        let end = |index: usize| frame("content_block_stop", json!({ "type": "content_block_stop", "index": index }));
        let message = json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": request.model, "content": [], "stop_reason": null, "stop_sequence": null, "usage": usage_in(plan) });
        let mut frames = vec![frame("message_start", json!({ "type": "message_start", "message": message })), frame("ping", json!({ "type": "ping" }))];
        let mut index = 0;
        if request.model == THINKER {
            frames.push(begin(index, json!({ "type": "thinking", "thinking": "", "signature": "" })));
            frames.extend(pieces("Кипит.", 3).into_iter().map(|piece| delta(index, json!({ "type": "thinking_delta", "thinking": piece }))));
            frames.push(delta(index, json!({ "type": "signature_delta", "signature": SIGNATURE })));
            frames.push(end(index));
            index += 1;
        }
        if !plan.said().is_empty() {
            frames.push(begin(index, json!({ "type": "text", "text": "" })));
            frames.extend(pieces(&plan.said(), 4).into_iter().map(|piece| delta(index, json!({ "type": "text_delta", "text": piece }))));
            frames.push(end(index));
            index += 1;
        }
        for (n, (name, input)) in plan.calls().iter().enumerate() {
            frames.push(begin(index, json!({ "type": "tool_use", "id": id(request, n), "name": name, "input": {} })));
            let json = if is_bad { "{\"date\": \"2026-1".to_owned() } else { input.to_string() };
            // A call without arguments comes as an empty text.
            let all = if json == "{}" { vec![String::new()] } else { pieces(&json, 6) };
            frames.extend(all.into_iter().map(|piece| delta(index, json!({ "type": "input_json_delta", "partial_json": piece }))));
            frames.push(end(index));
            index += 1;
        }
        frames.push(frame("message_delta", json!({ "type": "message_delta", "delta": { "stop_reason": stop(plan), "stop_sequence": null }, "usage": { "output_tokens": plan.usage().output } })));
        frames.push(frame("message_stop", json!({ "type": "message_stop" })));
        frames
    }

    fn refusal(&self, trouble: Trouble) -> (u16, Value) {
        match trouble {
            Trouble::TooMany { .. } => refused(429, "rate_limit_error", "This request would exceed your organization's rate limit"),
            Trouble::Overloaded => refused(529, "overloaded_error", "Overloaded"),
            Trouble::NoMoney => refused(402, "billing_error", "Your credit balance is too low to access the API."),
            Trouble::GeoBlocked => refused(403, "forbidden", "Request not allowed"),
            Trouble::ContextTooLong => invalid("prompt is too long: 208310 tokens > 200000 maximum"),
            Trouble::ModelGone => refused(404, "not_found_error", "model: samovar-0"),
            Trouble::BadKey | Trouble::AuthExpired => refused(401, "authentication_error", "invalid x-api-key"),
            _ => refused(500, "api_error", "Internal server error"),
        }
    }

    fn error_frame(&self) -> String {
        format!("event: error\ndata: {}\n\n", json!({ "type": "error", "error": { "type": "overloaded_error", "message": "Overloaded" } }))
    }
}
