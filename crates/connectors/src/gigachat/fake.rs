//! A server of GigaChat with its server of tokens, written from the vendor's documents: it refuses what the vendor refuses.

use crate::kit::fake_model::{Call, Heard, KEY, MODEL, Plan, Tongue, Trouble, pieces};
use domain::port::{ModelMessage, ModelPart, ModelRequest, Stop, ToolChoice, ToolResult, ToolSpec};
use domain::time::SharedClock;
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

/// Tokens are numbered; only the last one is good.
#[derive(Debug, Default)]
pub struct Speech {
    given: AtomicU32,
    expired: AtomicU32,
}

/// A token lives half an hour.
pub const LIFE_SECS: i64 = 30 * 60;

fn refused(status: u16, message: &str) -> (u16, Value) {
    (status, json!({ "status": status, "message": message }))
}
fn text_at<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn is_uuid4(text: &str) -> bool {
    text.len() == 36 && text.chars().enumerate().all(|(i, c)| if matches!(i, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() }) && text.chars().nth(14) == Some('4')
}

fn read(body: &Value) -> Result<ModelRequest, (u16, Value)> {
    let known = ["model", "messages", "functions", "function_call", "stream", "max_tokens", "temperature", "top_p", "update_interval", "repetition_penalty", "profanity_check"];
    if let Some(strange) = body.as_object().and_then(|map| map.keys().find(|key| !known.contains(&key.as_str()))) {
        return Err(refused(422, &format!("Invalid params: unknown field {strange}")));
    }
    if body.get("temperature").and_then(Value::as_f64).is_some_and(|t| t <= 0.0) {
        return Err(refused(422, "Invalid params: temperature must be positive"));
    }
    let mut request = ModelRequest { model: text_at(body, "model").to_owned(), is_streamed: body.get("stream") == Some(&Value::Bool(true)), ..ModelRequest::default() };
    request.max_tokens = body.get("max_tokens").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let mut open: Option<String> = None;
    for (index, message) in body.get("messages").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let Some(content) = message.get("content").and_then(Value::as_str) else { return Err(refused(422, "Invalid params: content is required")) };
        match text_at(message, "role") {
            "system" if index == 0 => request.system.push(content.to_owned()),
            "system" => return Err(refused(422, "Invalid params: system message must be the first message")),
            "user" => request.messages.push(ModelMessage::User { text: content.to_owned() }),
            "assistant" => {
                let mut parts = Vec::new();
                if !content.is_empty() {
                    parts.push(ModelPart::Text { text: content.to_owned() });
                }
                if let Some(call) = message.get("function_call") {
                    if !call.get("arguments").is_some_and(Value::is_object) {
                        return Err(refused(422, "Invalid params: arguments must be an object"));
                    }
                    open = Some(text_at(call, "name").to_owned());
                    parts.push(ModelPart::Call { id: String::new(), name: text_at(call, "name").to_owned(), arguments: call.get("arguments").cloned().unwrap_or_default() });
                }
                request.messages.push(ModelMessage::Assistant { parts, native: None });
            }
            "function" => {
                let name = text_at(message, "name").to_owned();
                if open.take().as_ref() != Some(&name) {
                    return Err(refused(422, "Invalid params: a function result without its call"));
                }
                let Ok(content @ Value::Object(_)) = serde_json::from_str(content) else { return Err(refused(422, "Invalid params: function result must be JSON")) };
                request.messages.push(ModelMessage::Tools { results: vec![ToolResult { id: String::new(), name, content, is_error: false }] });
            }
            _ => return Err(refused(422, "Invalid params: unknown role")),
        }
    }
    for tool in body.get("functions").and_then(Value::as_array).into_iter().flatten() {
        request.tools.push(ToolSpec { name: text_at(tool, "name").to_owned(), description: text_at(tool, "description").to_owned(), parameters: tool.get("parameters").cloned().unwrap_or_default() });
    }
    request.choice = match body.get("function_call") {
        Some(Value::String(word)) if word == "none" => ToolChoice::None,
        Some(Value::Object(named)) => ToolChoice::Named(named.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()),
        _ => ToolChoice::Auto,
    };
    Ok(request)
}

fn finish(plan: &Plan) -> &'static str {
    match plan.stop() {
        Stop::End => "stop",
        Stop::Tools => "function_call",
        Stop::Length => "length",
        Stop::Refused => "blacklist",
    }
}

fn usage(plan: &Plan) -> Value {
    let usage = plan.usage();
    let fresh = usage.input - usage.cached;
    json!({ "prompt_tokens": fresh, "completion_tokens": usage.output, "precached_prompt_tokens": usage.cached, "total_tokens": fresh + usage.output })
}

/// The protocol has room for one call.
fn call(plan: &Plan, is_bad: bool) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some((name, arguments)) = plan.calls().first() {
        let arguments = if is_bad { &Value::Bool(true) } else { *arguments };
        fields.insert("function_call".to_owned(), json!({ "name": name, "arguments": arguments }));
        fields.insert("functions_state_id".to_owned(), "77d3fb14-457a-46ba-937e-8d856156d003".into());
    }
    fields
}

impl Speech {
    fn token(&self) -> String {
        format!("token-{}", self.given.load(Ordering::SeqCst))
    }

    fn oauth(&self, call: &Call, clock: &SharedClock) -> (u16, Value) {
        if call.header("authorization") != format!("Basic {KEY}") {
            return (401, json!({ "code": 6, "message": "credentials doesn't match db data" }));
        }
        if !is_uuid4(call.header("rquid")) {
            return (400, json!({ "code": 1, "message": "RqUID must be UUID4" }));
        }
        if call.form.get("scope").map(String::as_str) != Some("GIGACHAT_API_PERS") {
            return (400, json!({ "code": 7, "message": "scope from db not fully includes consumed scope" }));
        }
        self.given.fetch_add(1, Ordering::SeqCst);
        (200, json!({ "access_token": self.token(), "expires_at": clock.now().plus_secs(LIFE_SECS).micros() / 1000 }))
    }
}

impl Tongue for Speech {
    fn settings(&self, address: &str) -> Value {
        json!({ "base_url": format!("{address}/api/v1"), "auth_url": format!("{address}/api/v2/oauth") })
    }
    fn key_name(&self) -> &'static str {
        "credentials"
    }

    fn hear(&self, call: &Call, clock: &SharedClock) -> Heard {
        let answer = |(status, body): (u16, Value)| Heard::Answer(status, body);
        if call.path == "/api/v2/oauth" {
            return answer(self.oauth(call, clock));
        }
        let given = self.given.load(Ordering::SeqCst);
        if given == 0 || self.expired.load(Ordering::SeqCst) == given || call.header("authorization") != format!("Bearer {}", self.token()) {
            return answer(refused(401, "Token has expired"));
        }
        match (call.method.as_str(), call.path.as_str()) {
            ("GET", "/api/v1/models") => Heard::Answer(200, json!({ "object": "list", "data": [{ "id": MODEL, "object": "model", "owned_by": "salutedevices", "type": "chat" }] })),
            ("POST", "/api/v1/embeddings") => Heard::Embed {
                texts: call.body.get("input").and_then(Value::as_array).into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect(),
                purpose: None,
            },
            ("POST", "/api/v1/chat/completions") => read(&call.body).map_or_else(answer, Heard::Chat),
            _ => answer(refused(404, "Not Found")),
        }
    }

    fn whole(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Value {
        let mut message = call(plan, is_bad);
        message.insert("role".to_owned(), "assistant".into());
        message.insert("content".to_owned(), plan.said().into());
        json!({ "choices": [{ "message": message, "index": 0, "finish_reason": finish(plan) }], "created": 1, "model": format!("{}:2.0.28.2", request.model), "object": "chat.completion", "usage": usage(plan) })
    }

    fn frames(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Vec<String> {
        let frame = |delta: Value, finish: Option<&str>| {
            let mut choice = json!({ "delta": delta, "index": 0 });
            let mut body = json!({ "created": 1, "model": format!("{}:2.0.28.2", request.model), "object": "chat.completion" });
            if let (Some(finish), Some(choice), Some(body)) = (finish, choice.as_object_mut(), body.as_object_mut()) {
                choice.insert("finish_reason".to_owned(), finish.into());
                body.insert("usage".to_owned(), usage(plan));
            }
            if let Some(body) = body.as_object_mut() {
                body.insert("choices".to_owned(), json!([choice]));
            }
            format!("data: {body}\n\n")
        };
        let mut frames = vec![frame(json!({ "role": "assistant", "content": "" }), None)];
        frames.extend(pieces(&plan.said(), 6).into_iter().map(|text| frame(json!({ "content": text }), None)));
        let mut call = call(plan, is_bad);
        if !call.is_empty() {
            call.insert("content".to_owned(), "".into());
            frames.push(frame(call.into(), None));
        }
        frames.push(frame(json!({ "content": "" }), Some(finish(plan))));
        frames.push("data: [DONE]\n\n".to_owned());
        frames
    }

    fn refusal(&self, trouble: Trouble) -> (u16, Value) {
        match trouble {
            Trouble::TooMany { .. } => refused(429, "Too many requests"),
            Trouble::Overloaded => refused(503, "Service Unavailable"),
            Trouble::NoMoney => refused(402, "Payment Required"),
            Trouble::ContextTooLong => refused(413, "Tokens limit exceeded"),
            Trouble::ModelGone => refused(404, "No such model"),
            Trouble::AuthExpired => refused(401, "Token has expired"),
            Trouble::BadKey => refused(403, "Permission denied"),
            _ => refused(500, "Internal Server Error"),
        }
    }

    fn error_frame(&self) -> String {
        format!("data: {}\n\n", json!({ "status": 500, "message": "Internal Server Error" }))
    }

    fn vectors(&self, vectors: &[Vec<f32>]) -> Value {
        let data: Vec<Value> = vectors.iter().enumerate().map(|(index, vector)| json!({ "object": "embedding", "index": index, "embedding": vector, "usage": { "prompt_tokens": 3 } })).collect();
        json!({ "object": "list", "data": data, "model": MODEL })
    }

    fn expire(&self) {
        self.expired.store(self.given.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}
