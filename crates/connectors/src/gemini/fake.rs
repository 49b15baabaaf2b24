//! A server of the Gemini API, written from the vendor's documents: it refuses what the vendor refuses. See README.md.

use super::wire::demands_signature;
use crate::kit::fake_model::{Call, Heard, KEY, MODEL, Plan, Tongue, Trouble, pieces};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::port::{ModelMessage, ModelPart, ModelRequest, Purpose, Stop, ToolChoice, ToolResult, ToolSpec};
use domain::time::SharedClock;
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, Default)]
pub struct Speech;

/// The signature of a call, in base64; belongs to the model that made it.
fn signature(model: &str) -> String {
    STANDARD.encode(format!("signed by {model}"))
}

fn refused(status: u16, word: &str, message: &str) -> (u16, Value) {
    (status, json!({ "error": { "code": status, "message": message, "status": word } }))
}
fn invalid(message: &str) -> (u16, Value) {
    refused(400, "INVALID_ARGUMENT", message)
}
fn text_at<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn read(body: &Value, model: &str, is_streamed: bool) -> Result<ModelRequest, (u16, Value)> {
    let known = ["systemInstruction", "contents", "tools", "toolConfig", "generationConfig"];
    if let Some(strange) = body.as_object().and_then(|map| map.keys().find(|key| !known.contains(&key.as_str()))) {
        return Err(invalid(&format!("Invalid JSON payload received. Unknown name \"{strange}\": Cannot find field.")));
    }
    let mut request = ModelRequest { model: model.to_owned(), is_streamed, ..ModelRequest::default() };
    request.system = body.pointer("/systemInstruction/parts").and_then(Value::as_array).into_iter().flatten().map(|part| text_at(part, "text").to_owned()).collect();
    request.max_tokens = body.pointer("/generationConfig/maxOutputTokens").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let mut open: Vec<(String, String)> = Vec::new();
    let mut last = "";
    for content in body.get("contents").and_then(Value::as_array).into_iter().flatten() {
        let role = text_at(content, "role");
        if !matches!(role, "user" | "model") || role == last {
            return Err(invalid("Please ensure that multiturn requests alternate between user and model."));
        }
        last = if role == "user" { "user" } else { "model" };
        let parts = content.get("parts").and_then(Value::as_array).cloned().unwrap_or_default();
        if parts.is_empty() {
            return Err(invalid("* GenerateContentRequest.contents.parts: contents.parts must not be empty."));
        }
        if role == "user" { user(&parts, &mut open, &mut request.messages)? } else { answer(&parts, &mut open, &mut request)? }
    }
    if last != "user" || !open.is_empty() {
        return Err(invalid("Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."));
    }
    for tool in body.pointer("/tools/0/functionDeclarations").and_then(Value::as_array).into_iter().flatten() {
        request.tools.push(ToolSpec { name: text_at(tool, "name").to_owned(), description: text_at(tool, "description").to_owned(), parameters: tool.get("parametersJsonSchema").cloned().unwrap_or_default() });
    }
    let config = body.pointer("/toolConfig/functionCallingConfig").unwrap_or(&Value::Null);
    request.choice = match (text_at(config, "mode"), config.pointer("/allowedFunctionNames/0").and_then(Value::as_str)) {
        ("ANY", Some(name)) => ToolChoice::Named(name.to_owned()),
        ("ANY", None) => ToolChoice::Required,
        ("NONE", _) => ToolChoice::None,
        _ => ToolChoice::Auto,
    };
    Ok(request)
}

fn user(parts: &[Value], open: &mut Vec<(String, String)>, messages: &mut Vec<ModelMessage>) -> Result<(), (u16, Value)> {
    let mut results = Vec::new();
    for part in parts {
        if let Some(response) = part.get("functionResponse") {
            let Some(place) = open.iter().position(|(id, name)| name == text_at(response, "name") && id == text_at(response, "id")) else { return Err(invalid("A function response without its call.")) };
            let (id, name) = open.remove(place);
            let Some(content) = response.get("response").filter(|content| content.is_object()) else { return Err(invalid("functionResponse.response: expected an object.")) };
            results.push(ToolResult { id, name, content: content.clone(), is_error: false });
        } else {
            messages.push(ModelMessage::User { text: text_at(part, "text").to_owned() });
        }
    }
    if !results.is_empty() {
        messages.push(ModelMessage::Tools { results });
    }
    Ok(())
}

fn answer(parts: &[Value], open: &mut Vec<(String, String)>, request: &mut ModelRequest) -> Result<(), (u16, Value)> {
    let mut list = Vec::new();
    for part in parts {
        let Some(call) = part.get("functionCall") else {
            list.push(ModelPart::Text { text: text_at(part, "text").to_owned() });
            continue;
        };
        let signature_here = text_at(part, "thoughtSignature");
        if demands_signature(&request.model) && open.is_empty() {
            match signature_here {
                "" => return Err(invalid("Function call is missing a thought_signature in functionCall parts.")),
                "skip_thought_signature_validator" => {}
                other if other == signature(&request.model) => {}
                _ => return Err(invalid("Corrupted thought signature.")),
            }
        }
        let (id, name) = (text_at(call, "id").to_owned(), text_at(call, "name").to_owned());
        open.push((id.clone(), name.clone()));
        list.push(ModelPart::Call { id, name, arguments: call.get("args").cloned().unwrap_or_default() });
    }
    request.messages.push(ModelMessage::Assistant { parts: list, native: None });
    Ok(())
}

fn finish(plan: &Plan) -> &'static str {
    match plan.stop() {
        Stop::End | Stop::Tools => "STOP",
        Stop::Length => "MAX_TOKENS",
        Stop::Refused => "SAFETY",
    }
}

/// Only the first of several calls is signed; older models sign nothing.
fn calls(request: &ModelRequest, plan: &Plan, is_bad: bool) -> Vec<Value> {
    let part = |(n, (name, args)): (usize, &(&str, &Value))| {
        let mut part = json!({ "functionCall": { "id": format!("fc-{}-{n}", request.messages.len()), "name": name, "args": if is_bad { &Value::Bool(true) } else { *args } } });
        if let (0, true, Some(map)) = (n, demands_signature(&request.model), part.as_object_mut()) {
            map.insert("thoughtSignature".to_owned(), signature(&request.model).into());
        }
        part
    };
    plan.calls().iter().enumerate().map(part).collect()
}

fn piece(request: &ModelRequest, parts: Vec<Value>, end: Option<&Plan>) -> Value {
    let mut candidate = json!({ "content": { "role": "model", "parts": parts }, "index": 0 });
    let mut body = json!({ "modelVersion": request.model, "responseId": "r1" });
    if let Some(plan) = end {
        let usage = plan.usage();
        if let Some(map) = candidate.as_object_mut() {
            map.insert("finishReason".to_owned(), finish(plan).into());
        }
        if let Some(map) = body.as_object_mut() {
            let counts = json!({ "promptTokenCount": usage.input, "cachedContentTokenCount": usage.cached, "candidatesTokenCount": usage.output - 5, "thoughtsTokenCount": 5, "totalTokenCount": usage.input + usage.output });
            map.insert("usageMetadata".to_owned(), counts);
        }
    }
    if let Some(map) = body.as_object_mut() {
        map.insert("candidates".to_owned(), json!([candidate]));
    }
    body
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
        if call.header("x-goog-api-key") != KEY {
            return answer(self.refusal(Trouble::BadKey));
        }
        let path = call.path.strip_prefix("/v1beta/").or_else(|| call.path.strip_prefix("/v1/")).unwrap_or_default();
        if (call.method.as_str(), path) == ("GET", "models") {
            let list = json!({ "models": [
                { "name": format!("models/{MODEL}"), "supportedGenerationMethods": ["generateContent", "countTokens"] },
                { "name": "models/samovar-draws", "supportedGenerationMethods": ["predict"] },
            ] });
            return Heard::Answer(200, list);
        }
        let Some((model, method)) = path.strip_prefix("models/").and_then(|rest| rest.split_once(':')) else { return answer(refused(404, "NOT_FOUND", "Not found")) };
        let heard = match method {
            "generateContent" => read(&call.body, model, false),
            "streamGenerateContent" if call.query == "alt=sse" => read(&call.body, model, true),
            "batchEmbedContents" => {
                let requests: Vec<&Value> = call.body.get("requests").and_then(Value::as_array).into_iter().flatten().collect();
                let purpose = match requests.first().map_or("", |one| text_at(one, "taskType")) {
                    "RETRIEVAL_QUERY" => Some(Purpose::Question),
                    "RETRIEVAL_DOCUMENT" => Some(Purpose::Passage),
                    _ => None,
                };
                return Heard::Embed { texts: requests.iter().filter_map(|one| one.pointer("/content/parts/0/text")?.as_str().map(str::to_owned)).collect(), purpose };
            }
            _ => return answer(refused(404, "NOT_FOUND", "Not found")),
        };
        heard.map_or_else(answer, Heard::Chat)
    }

    fn whole(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Value {
        let mut parts = Vec::new();
        if !plan.said().is_empty() {
            parts.push(json!({ "text": plan.said() }));
        }
        parts.extend(calls(request, plan, is_bad));
        piece(request, parts, Some(plan))
    }

    fn frames(&self, request: &ModelRequest, plan: &Plan, is_bad: bool) -> Vec<String> {
        let frame = |body: Value| format!("data: {body}\r\n\r\n");
        let mut frames = vec![frame(piece(request, vec![json!({ "text": "Думаю…", "thought": true })], None))];
        frames.extend(pieces(&plan.said(), 9).into_iter().map(|text| frame(piece(request, vec![json!({ "text": text })], None))));
        let calls = calls(request, plan, is_bad);
        if !calls.is_empty() {
            frames.push(frame(piece(request, calls, None)));
        }
        frames.push(frame(piece(request, vec![json!({ "text": "" })], Some(plan))));
        frames
    }

    fn refusal(&self, trouble: Trouble) -> (u16, Value) {
        match trouble {
            Trouble::TooMany { retry_after } => {
                let details: Vec<Value> = retry_after.into_iter().map(|wait| json!({ "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": format!("{wait}s") })).collect();
                (429, json!({ "error": { "code": 429, "message": "Resource has been exhausted (e.g. check quota).", "status": "RESOURCE_EXHAUSTED", "details": details } }))
            }
            Trouble::Overloaded => refused(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
            Trouble::NoMoney => refused(400, "FAILED_PRECONDITION", "Please enable billing on your project in Google AI Studio."),
            Trouble::GeoBlocked => refused(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
            Trouble::ContextTooLong => invalid("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."),
            Trouble::ModelGone => refused(404, "NOT_FOUND", "models/samovar-0 is not found for API version v1beta"),
            Trouble::BadKey | Trouble::AuthExpired => invalid("API key not valid. Please pass a valid API key."),
            _ => refused(500, "INTERNAL", "An internal error has occurred."),
        }
    }

    fn error_frame(&self) -> String {
        format!("data: {}\r\n\r\n", json!({ "error": { "code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE" } }))
    }

    fn vectors(&self, vectors: &[Vec<f32>]) -> Value {
        json!({ "embeddings": vectors.iter().map(|vector| json!({ "values": vector })).collect::<Vec<_>>() })
    }
}
