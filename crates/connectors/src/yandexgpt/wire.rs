//! Requests of the native protocol, and its answers: whole numbers travel as text, calls have no ids, and a streamed answer is the same
//! answer told again and again, each time longer. Pure.

use crate::kit::model;
use domain::Result;
use domain::port::{ModelMessage, ModelPart, ModelReply, ModelRequest, Purpose, Stop, ToolChoice, Usage};
use serde_json::{Map, Value, json};

pub fn body(request: &ModelRequest, folder: &str) -> Value {
    let mut options = json!({ "stream": request.is_streamed });
    if let Some(map) = options.as_object_mut() {
        if request.max_tokens > 0 {
            map.insert("maxTokens".to_owned(), request.max_tokens.to_string().into());
        }
        // This vendor's scale ends at one.
        if let Some(temperature) = model::temperature(request) {
            map.insert("temperature".to_owned(), temperature.min(1.0).into());
        }
    }
    let mut body = Map::new();
    body.insert("modelUri".to_owned(), uri("gpt", folder, &request.model).into());
    body.insert("completionOptions".to_owned(), options);
    body.insert("messages".to_owned(), messages(request).into());
    if !request.tools.is_empty() {
        let tools: Vec<Value> = request.tools.iter().map(|tool| json!({ "function": { "name": tool.name, "description": tool.description, "parameters": tool.parameters } })).collect();
        body.insert("tools".to_owned(), tools.into());
        body.insert("toolChoice".to_owned(), match &request.choice {
            ToolChoice::Auto => json!({ "mode": "AUTO" }),
            ToolChoice::None => json!({ "mode": "NONE" }),
            ToolChoice::Required => json!({ "mode": "REQUIRED" }),
            ToolChoice::Named(name) => json!({ "functionName": name }),
        });
    }
    body.into()
}

/// `yandexgpt` becomes `gpt://<folder>/yandexgpt/latest`; a whole address stays as it is.
pub fn uri(scheme: &str, folder: &str, model: &str) -> String {
    if model.contains("://") {
        return model.to_owned();
    }
    let branch = if model.contains('/') { "" } else { "/latest" };
    format!("{scheme}://{folder}/{model}{branch}")
}

/// Questions and passages have models of their own.
pub fn embedder(folder: &str, model: &str, purpose: Purpose) -> String {
    let (from, to) = match purpose {
        Purpose::Question => ("text-search-doc", "text-search-query"),
        Purpose::Passage => ("text-search-query", "text-search-doc"),
    };
    uri("emb", folder, &model.replace(from, to))
}

fn messages(request: &ModelRequest) -> Vec<Value> {
    let system = model::system(request).map(|text| json!({ "role": "system", "text": text }));
    let mut list: Vec<Value> = system.into_iter().collect();
    for message in &request.messages {
        match message {
            ModelMessage::User { text } => list.push(json!({ "role": "user", "text": text })),
            ModelMessage::Assistant { parts, .. } => {
                let (text, calls) = model::parts(parts);
                // A message is either text or calls.
                if calls.is_empty() {
                    list.push(json!({ "role": "assistant", "text": text }));
                } else {
                    let calls: Vec<Value> = calls.into_iter().map(|(_, name, arguments)| json!({ "functionCall": { "name": name, "arguments": arguments } })).collect();
                    list.push(json!({ "role": "assistant", "toolCallList": { "toolCalls": calls } }));
                }
            }
            ModelMessage::Tools { results } => {
                let results: Vec<Value> = results.iter().map(|result| json!({ "functionResult": { "name": result.name, "content": model::result_text(result) } })).collect();
                list.push(json!({ "role": "user", "toolResultList": { "toolResults": results } }));
            }
        }
    }
    list
}

/// An answer being read: told once, if it comes whole.
#[derive(Debug, Default)]
pub struct Gather {
    text: String,
    calls: Vec<Value>,
    status: String,
    usage: Usage,
    model: Option<String>,
}

impl Gather {
    pub fn is_whole(&self) -> bool {
        matches!(self.status.as_str(), "ALTERNATIVE_STATUS_FINAL" | "ALTERNATIVE_STATUS_TRUNCATED_FINAL" | "ALTERNATIVE_STATUS_CONTENT_FILTER" | "ALTERNATIVE_STATUS_TOOL_CALLS")
    }

    /// Takes the answer as it stands now; returns the text that is new in it.
    pub fn take(&mut self, body: &Value) -> Option<String> {
        let result = body.get("result").unwrap_or(body);
        if let Some(usage) = result.get("usage") {
            let count = |name: &str| usage.get(name).map_or(0, model::count);
            self.usage = Usage { input: count("inputTextTokens"), cached: 0, output: count("completionTokens") };
        }
        if let Some(version) = result.get("modelVersion").and_then(Value::as_str) {
            self.model = Some(version.to_owned());
        }
        let alternative = result.pointer("/alternatives/0")?;
        if let Some(status) = alternative.get("status").and_then(Value::as_str) {
            status.clone_into(&mut self.status);
        }
        if let Some(calls) = alternative.pointer("/message/toolCallList/toolCalls").and_then(Value::as_array) {
            self.calls.clone_from(calls);
        }
        let text = alternative.pointer("/message/text").and_then(Value::as_str)?;
        let fresh = match text.strip_prefix(self.text.as_str()) {
            Some(more) => {
                let more = more.to_owned();
                text.clone_into(&mut self.text);
                more
            }
            // Told anew from its beginning: what was shown cannot be taken back, what counts is the whole.
            None => {
                text.clone_into(&mut self.text);
                String::new()
            }
        };
        (!fresh.is_empty()).then_some(fresh)
    }

    pub fn finish(self, request: &ModelRequest) -> Result<ModelReply> {
        if !self.is_whole() {
            return Err(model::cut_off());
        }
        let stop = match self.status.as_str() {
            "ALTERNATIVE_STATUS_TRUNCATED_FINAL" => Stop::Length,
            "ALTERNATIVE_STATUS_CONTENT_FILTER" => Stop::Refused,
            _ => Stop::End,
        };
        let call = |(index, call): (usize, &Value)| {
            let name = call.pointer("/functionCall/name").and_then(Value::as_str).unwrap_or_default().to_owned();
            let arguments = model::argument_value(call.pointer("/functionCall/arguments").unwrap_or(&Value::Null))?;
            Ok(ModelPart::Call { id: model::made_id(request, index), name, arguments })
        };
        let calls = self.calls.iter().enumerate().map(call).collect::<Result<Vec<_>>>()?;
        model::reply(self.text, calls, stop, self.usage, self.model.as_deref(), None)
    }
}
