//! Requests of the Gemini API, and its answers: a streamed one is a row of whole ones. Pure.

use crate::kit::model;
use domain::port::{ModelFault, ModelMessage, ModelPart, ModelReply, ModelRequest, Native, Stop, ToolChoice, ToolResult, Usage};
use domain::Result;
use serde_json::{Map, Value, json};

pub const VENDOR: &str = "gemini";
/// What the vendor's documents tell to send in the place of a signature that another model's call never had.
const FOREIGN: &str = "skip_thought_signature_validator";

pub fn body(request: &ModelRequest, thinking_level: Option<&str>) -> Value {
    let mut body = Map::new();
    if let Some(system) = model::system(request) {
        body.insert("systemInstruction".to_owned(), json!({ "parts": [{ "text": system }] }));
    }
    body.insert("contents".to_owned(), contents(request).into());
    if !request.tools.is_empty() {
        let tools: Vec<Value> = request.tools.iter().map(|tool| json!({ "name": tool.name, "description": tool.description, "parametersJsonSchema": tool.parameters })).collect();
        body.insert("tools".to_owned(), json!([{ "functionDeclarations": tools }]));
        let config = match &request.choice {
            ToolChoice::Auto => json!({ "mode": "AUTO" }),
            ToolChoice::None => json!({ "mode": "NONE" }),
            ToolChoice::Required => json!({ "mode": "ANY" }),
            ToolChoice::Named(name) => json!({ "mode": "ANY", "allowedFunctionNames": [name] }),
        };
        body.insert("toolConfig".to_owned(), json!({ "functionCallingConfig": config }));
    }
    let mut generation = Map::new();
    if request.max_tokens > 0 {
        generation.insert("maxOutputTokens".to_owned(), request.max_tokens.into());
    }
    if let Some(temperature) = model::temperature(request) {
        generation.insert("temperature".to_owned(), temperature.into());
    }
    if let Some(level) = thinking_level {
        generation.insert("thinkingConfig".to_owned(), json!({ "thinkingLevel": level }));
    }
    if !generation.is_empty() {
        body.insert("generationConfig".to_owned(), generation.into());
    }
    body.into()
}

/// Roles take turns here: neighbours of one role become one content.
fn contents(request: &ModelRequest) -> Vec<Value> {
    let mut list: Vec<(&str, Vec<Value>)> = Vec::new();
    for message in &request.messages {
        let (role, parts) = match message {
            ModelMessage::User { text } => ("user", vec![json!({ "text": text })]),
            ModelMessage::Tools { results } => ("user", results.iter().map(response).collect()),
            ModelMessage::Assistant { parts, native } => match model::own(native.as_ref(), VENDOR, &request.model).and_then(Value::as_array) {
                Some(parts) => ("model", parts.clone()),
                None => ("model", answer(parts, &request.model)),
            },
        };
        match list.last_mut() {
            Some((last, all)) if *last == role => all.extend(parts),
            _ if parts.is_empty() => {}
            _ => list.push((role, parts)),
        }
    }
    list.into_iter().map(|(role, parts)| json!({ "role": role, "parts": parts })).collect()
}

fn answer(parts: &[ModelPart], name: &str) -> Vec<Value> {
    let (text, calls) = model::parts(parts);
    let mut list: Vec<Value> = Vec::new();
    if !text.is_empty() {
        list.push(json!({ "text": text }));
    }
    for (index, (id, function, args)) in calls.into_iter().enumerate() {
        let mut part = Map::new();
        let mut call = json!({ "name": function, "args": args });
        if let Some(map) = call.as_object_mut().filter(|_| !model::is_made(id)) {
            map.insert("id".to_owned(), id.into());
        }
        part.insert("functionCall".to_owned(), call);
        // Another model made this call; models that demand a signature would refuse the whole dialogue.
        if index == 0 && demands_signature(name) {
            part.insert("thoughtSignature".to_owned(), FOREIGN.into());
        }
        list.push(part.into());
    }
    list
}

/// Gemini before 3 demands none.
pub fn demands_signature(model: &str) -> bool {
    !["gemini-1", "gemini-2"].iter().any(|old| model.contains(old))
}

fn response(result: &ToolResult) -> Value {
    let mut response = json!({ "name": result.name, "response": model::object(result) });
    if let Some(map) = response.as_object_mut().filter(|_| !model::is_made(&result.id)) {
        map.insert("id".to_owned(), result.id.as_str().into());
    }
    json!({ "functionResponse": response })
}

/// An answer being read: one piece, if it comes whole.
#[derive(Debug, Default)]
pub struct Gather {
    parts: Vec<Value>,
    finish: Option<String>,
    blocked: bool,
    usage: Usage,
    model: Option<String>,
}

impl Gather {
    /// Is the answer whole, whatever the connection does now?
    pub fn is_whole(&self) -> bool {
        self.finish.is_some()
    }

    /// Takes one piece; returns the text it adds.
    pub fn take(&mut self, piece: &Value) -> String {
        let at = |pointer: &str| piece.pointer(pointer);
        if let Some(usage) = at("/usageMetadata") {
            let count = |name: &str| usage.get(name).map_or(0, model::count);
            self.usage = Usage { input: count("promptTokenCount"), cached: count("cachedContentTokenCount"), output: count("candidatesTokenCount") + count("thoughtsTokenCount") };
        }
        if let Some(name) = at("/modelVersion").and_then(Value::as_str) {
            self.model = Some(name.to_owned());
        }
        self.blocked |= at("/promptFeedback/blockReason").is_some_and(|reason| !reason.is_null());
        if let Some(reason) = at("/candidates/0/finishReason").and_then(Value::as_str) {
            self.finish = Some(reason.to_owned());
        }
        let mut text = String::new();
        for part in at("/candidates/0/content/parts").and_then(Value::as_array).into_iter().flatten() {
            text.push_str(shown(part));
            self.add(part);
        }
        text
    }

    /// Pieces of plain text grow together; a part with a signature stays as it came.
    fn add(&mut self, part: &Value) {
        let is_plain = |part: &Value| part.as_object().is_some_and(|map| map.len() == 1 && map.contains_key("text"));
        match self.parts.last_mut() {
            Some(last) if is_plain(last) && is_plain(part) => {
                let joined = format!("{}{}", shown(last), shown(part));
                *last = json!({ "text": joined });
            }
            _ => self.parts.push(part.clone()),
        }
    }

    pub fn finish(self, request: &ModelRequest) -> Result<ModelReply> {
        let text: String = self.parts.iter().map(shown).collect();
        let stop = match self.finish.as_deref() {
            None if self.blocked => Stop::Refused,
            None => return Err(model::cut_off()),
            Some("MAX_TOKENS") => Stop::Length,
            Some("SAFETY" | "RECITATION" | "PROHIBITED_CONTENT" | "BLOCKLIST" | "SPII" | "IMAGE_SAFETY" | "LANGUAGE") => Stop::Refused,
            Some("MISSING_THOUGHT_SIGNATURE") => return Err(ModelFault::BadRequest.error("a call went back without its thought signature")),
            Some(reason @ ("MALFORMED_FUNCTION_CALL" | "UNEXPECTED_TOOL_CALL" | "TOO_MANY_TOOL_CALLS" | "MALFORMED_RESPONSE" | "OTHER")) => return Err(model::unreadable(reason)),
            Some(_) => Stop::End,
        };
        let mut calls = Vec::new();
        for part in &self.parts {
            let Some(call) = part.get("functionCall") else { continue };
            let id = call.get("id").and_then(Value::as_str).map_or_else(|| model::made_id(request, calls.len()), str::to_owned);
            let name = call.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            calls.push(ModelPart::Call { id, name, arguments: model::argument_value(call.get("args").unwrap_or(&Value::Null))? });
        }
        let is_signed = self.parts.iter().any(|part| part.get("thoughtSignature").is_some());
        let native = is_signed.then(|| Native { vendor: VENDOR.to_owned(), model: request.model.clone(), content: self.parts.into() });
        model::reply(text, calls, stop, self.usage, self.model.as_deref(), native)
    }
}

/// The text a customer may see: thoughts are none.
fn shown(part: &Value) -> &str {
    let is_thought = part.get("thought").and_then(Value::as_bool).unwrap_or(false);
    part.get("text").and_then(Value::as_str).filter(|_| !is_thought).unwrap_or_default()
}
