//! A server of the native protocol, written from the vendor's documents: whole numbers as text, answers told again and longer.

use crate::kit::fake_model::{Call, Heard, KEY, Plan, Tongue, Trouble, pieces};
use domain::port::{ModelMessage, ModelPart, ModelRequest, Purpose, Stop, ToolChoice, ToolResult, ToolSpec};
use domain::time::SharedClock;
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, Default)]
pub struct Speech;

pub const FOLDER: &str = "b1gsamovar0000000000";

fn refused(status: u16, grpc: u16, message: &str) -> (u16, Value) {
    (status, json!({ "error": { "grpcCode": grpc, "httpCode": status, "message": message, "httpStatus": "", "details": [] } }))
}
fn invalid(message: &str) -> (u16, Value) {
    refused(400, 3, message)
}
fn text_at<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn read(body: &Value) -> Result<ModelRequest, (u16, Value)> {
    let Some(model) = text_at(body, "modelUri").strip_prefix(&format!("gpt://{FOLDER}/")) else { return Err(invalid("invalid model_uri")) };
    let options = body.get("completionOptions").unwrap_or(&Value::Null);
    let mut request = ModelRequest { model: model.to_owned(), is_streamed: options.get("stream") == Some(&Value::Bool(true)), ..ModelRequest::default() };
    if let Some(most) = options.get("maxTokens") {
        let Some(most) = most.as_str().and_then(|text| text.parse().ok()) else { return Err(invalid("maxTokens: expected a string of int64")) };
        request.max_tokens = most;
    }
    if options.get("temperature").and_then(Value::as_f64).is_some_and(|t| t > 1.0) {
        return Err(invalid("temperature must be in [0, 1]"));
    }
    let mut open: Vec<String> = Vec::new();
    for message in body.get("messages").and_then(Value::as_array).into_iter().flatten() {
        let forms = ["text", "toolCallList", "toolResultList"].iter().filter(|form| message.get(form).is_some()).count();
        if forms != 1 {
            return Err(invalid("a message has exactly one of text, toolCallList, toolResultList"));
        }
        let list = |pointer: &str| message.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
        match text_at(message, "role") {
            "system" => request.system.push(text_at(message, "text").to_owned()),
            "user" if message.get("toolResultList").is_some() => {
                let results = list("/toolResultList/toolResults");
                // Nothing but the order says which result belongs to which call.
                let names: Vec<&str> = results.iter().map(|result| text_at(result.get("functionResult").unwrap_or(&Value::Null), "name")).collect();
                if names != open {
                    return Err(invalid("tool results must follow tool calls in their order"));
                }
                open.clear();
                let result = |result: &Value| {
                    let result = result.get("functionResult").unwrap_or(&Value::Null);
                    let text = text_at(result, "content");
                    ToolResult { id: String::new(), name: text_at(result, "name").to_owned(), content: serde_json::from_str(text).unwrap_or_else(|_| text.into()), is_error: false }
                };
                request.messages.push(ModelMessage::Tools { results: results.iter().map(result).collect() });
            }
            "user" => request.messages.push(ModelMessage::User { text: text_at(message, "text").to_owned() }),
            "assistant" if message.get("toolCallList").is_some() => {
                let call = |call: &Value| {
                    let call = call.get("functionCall").unwrap_or(&Value::Null);
                    ModelPart::Call { id: String::new(), name: text_at(call, "name").to_owned(), arguments: call.get("arguments").cloned().unwrap_or_default() }
                };
                let parts: Vec<ModelPart> = list("/toolCallList/toolCalls").iter().map(call).collect();
                open = parts.iter().map(|part| if let ModelPart::Call { name, .. } = part { name.clone() } else { String::new() }).collect();
                request.messages.push(ModelMessage::Assistant { parts, native: None });
            }
            "assistant" => request.messages.push(ModelMessage::Assistant { parts: vec![ModelPart::Text { text: text_at(message, "text").to_owned() }], native: None }),
            _ => return Err(invalid("unknown role")),
        }
    }
    for tool in body.get("tools").and_then(Value::as_array).into_iter().flatten() {
        let function = tool.get("function").unwrap_or(&Value::Null);
        request.tools.push(ToolSpec { name: text_at(function, "name").to_owned(), description: text_at(function, "description").to_owned(), parameters: function.get("parameters").cloned().unwrap_or_default() });
    }
    let choice = body.get("toolChoice").unwrap_or(&Value::Null);
    request.choice = match (text_at(choice, "mode"), text_at(choice, "functionName")) {
        ("REQUIRED", _) => ToolChoice::Required,
        ("NONE", _) => ToolChoice::None,
        (_, "") => ToolChoice::Auto,
        (_, name) => ToolChoice::Named(name.to_owned()),
    };
    Ok(request)
}

fn alternative(message: Value, status: &str, plan: &Plan) -> Value {
    let usage = plan.usage();
    let usage = json!({ "inputTextTokens": usage.input.to_string(), "completionTokens": usage.output.to_string(), "totalTokens": (usage.input + usage.output).to_string(), "completionTokensDetails": { "reasoningTokens": "0" } });
    json!({ "result": { "alternatives": [{ "message": message, "status": format!("ALTERNATIVE_STATUS_{status}") }], "usage": usage, "modelVersion": "18.01.2026" } })
}

fn last(plan: &Plan, is_bad: bool) -> Value {
    let calls: Vec<Value> = plan.calls().iter().map(|(name, args)| json!({ "functionCall": { "name": name, "arguments": if is_bad { &Value::Bool(true) } else { *args } } })).collect();
    if !calls.is_empty() {
        return alternative(json!({ "role": "assistant", "toolCallList": { "toolCalls": calls } }), "TOOL_CALLS", plan);
    }
    let status = match plan.stop() {
        Stop::Length => "TRUNCATED_FINAL",
        Stop::Refused => "CONTENT_FILTER",
        _ => "FINAL",
    };
    alternative(json!({ "role": "assistant", "text": plan.said() }), status, plan)
}

impl Tongue for Speech {
    fn settings(&self, address: &str) -> Value {
        json!({ "base_url": address, "folder_id": FOLDER })
    }
    fn key_name(&self) -> &'static str {
        "api_key"
    }

    fn hear(&self, call: &Call, _clock: &SharedClock) -> Heard {
        let answer = |(status, body): (u16, Value)| Heard::Answer(status, body);
        if call.header("authorization") != format!("Api-Key {KEY}") {
            return answer(self.refusal(Trouble::BadKey));
        }
        if call.header("x-folder-id") != FOLDER {
            return answer(refused(403, 7, "Permission denied"));
        }
        match (call.method.as_str(), call.path.as_str()) {
            ("POST", "/foundationModels/v1/tokenize") => Heard::Answer(200, json!({ "tokens": [{ "id": "1", "text": "самовар", "special": false }], "modelVersion": "1" })),
            ("POST", "/foundationModels/v1/textEmbedding") => {
                let purpose = match text_at(&call.body, "modelUri").strip_prefix(&format!("emb://{FOLDER}/")) {
                    Some("text-search-query/latest") => Purpose::Question,
                    Some("text-search-doc/latest") => Purpose::Passage,
                    _ => return answer(invalid("invalid model_uri")),
                };
                Heard::Embed { texts: vec![text_at(&call.body, "text").to_owned()], purpose: Some(purpose) }
            }
            ("POST", "/foundationModels/v1/completion") => read(&call.body).map_or_else(answer, Heard::Chat),
            _ => answer(refused(404, 5, "Not Found")),
        }
    }

    fn whole(&self, _request: &ModelRequest, plan: &Plan, is_bad: bool) -> Value {
        last(plan, is_bad)
    }

    fn frames(&self, _request: &ModelRequest, plan: &Plan, is_bad: bool) -> Vec<String> {
        let mut told = String::new();
        let mut frames = Vec::new();
        if plan.calls().is_empty() {
            for piece in pieces(&plan.said(), 5) {
                told.push_str(&piece);
                frames.push(format!("{}\n", alternative(json!({ "role": "assistant", "text": told }), "PARTIAL", plan)));
            }
        } else {
            frames.push(format!("{}\n", alternative(json!({ "role": "assistant", "text": "" }), "PARTIAL", plan)));
        }
        frames.push(format!("{}\n", last(plan, is_bad)));
        frames
    }

    fn stream_type(&self) -> &'static str {
        "application/json"
    }

    fn refusal(&self, trouble: Trouble) -> (u16, Value) {
        match trouble {
            Trouble::TooMany { .. } => refused(429, 8, "ai.textGenerationCompletionSessionsCount.count gauge quota limit exceed: allowed 10 requests"),
            Trouble::Overloaded => refused(503, 14, "Service unavailable"),
            Trouble::NoMoney => refused(403, 7, "The billing account is not active"),
            Trouble::ContextTooLong => invalid("number of input tokens must be no more than 32768, got 40000"),
            Trouble::ModelGone => refused(404, 5, "Failed to get model: not found"),
            Trouble::BadKey | Trouble::AuthExpired => refused(401, 16, "Unknown api key"),
            _ => refused(500, 13, "internal error"),
        }
    }

    fn error_frame(&self) -> String {
        format!("{}\n", json!({ "error": { "grpcCode": 14, "httpCode": 503, "message": "upstream is gone", "httpStatus": "Service Unavailable", "details": [] } }))
    }

    fn vectors(&self, vectors: &[Vec<f32>]) -> Value {
        json!({ "embedding": vectors.first(), "numTokens": "3", "modelVersion": "" })
    }
}
