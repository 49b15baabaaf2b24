//! What the vendors of models share: the way to an endpoint, answers whole or streamed, and the small questions every protocol asks.
//! Nothing here knows a vendor; what a refusal means is decided in each vendor's `client.rs`.

use super::http::{Effect, Flow, Http, Pace, Reply, roots};
use super::mask::Mask;
use super::net::base_url;
use super::settings;
use domain::port::{ModelConfig, ModelFault, ModelPart, ModelReply, ModelRequest, Native, Stop, ToolResult, Usage};
use domain::{Error, Kind, Result, Secret};
use reqwest::RequestBuilder;
use serde_json::{Map, Value};
use std::time::Duration;
use url::Url;

/// Longest answer that is read; the longest honest one is far below.
pub const ANSWER_LIMIT: u64 = 4 * 1024 * 1024;
/// A list of thousands of models, or a batch of vectors.
pub const LIST_LIMIT: u64 = 32 * 1024 * 1024;
/// The caller has a deadline of its own; this one only keeps a dead server from holding a task for ever.
const PATIENCE: Duration = Duration::from_secs(120);
const PACE: Pace = Pace { first: Duration::from_secs(90), idle: Duration::from_secs(45), limit: ANSWER_LIMIT };
const SHORT: Duration = Duration::from_secs(20);

/// A model's endpoint.
#[derive(Clone, Debug)]
pub struct Door {
    http: Http,
    base: Url,
}

/// A complete answer, read as JSON where it is JSON.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub json: Option<Value>,
}

/// An answer that was to be streamed.
#[derive(Debug)]
pub enum Opened {
    Stream(Box<Flow>),
    /// A refusal, or a server that does not stream.
    Whole(Answer),
}

impl Door {
    /// Judges the address in the settings, or the vendor's own. `field` is its property in the form.
    pub fn open(config: &ModelConfig, field: &str, address: &str, extra_roots: Option<&str>) -> Result<Self> {
        let base = base_url(field, address, config.net)?;
        let proxy = settings::find_among(&config.secrets, "proxy");
        let roots = extra_roots.map(str::trim).filter(|pem| !pem.is_empty()).map(|pem| roots("ca_pem", pem)).transpose()?.unwrap_or_default();
        let http = Http::trusting(config.net, proxy.as_ref(), roots, Mask::new(config.secrets.values()))?;
        Ok(Door { http, base })
    }

    pub fn base(&self) -> &Url {
        &self.base
    }

    /// The address below the base; `path` begins without a slash.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/{path}", self.base.path().trim_end_matches('/')));
        url
    }
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path))
    }
    pub fn post(&self, url: Url) -> RequestBuilder {
        self.http.post(url)
    }

    /// A text of the vendor for our errors.
    pub fn clean(&self, text: &str) -> String {
        self.http.mask().text(text)
    }

    /// A call whose answer comes whole.
    pub async fn call(&self, request: RequestBuilder) -> Result<Answer> {
        self.http.run(request, Effect::Read, ANSWER_LIMIT, PATIENCE).await.map(Answer::of).map_err(too_large)
    }

    /// The same for an answer of another size.
    pub async fn bulk(&self, request: RequestBuilder, limit: u64) -> Result<Answer> {
        self.http.run(request, Effect::Read, limit, PATIENCE).await.map(Answer::of).map_err(too_large)
    }

    /// The same for what people wait for in a form.
    pub async fn look(&self, request: RequestBuilder) -> Result<Answer> {
        self.http.run(request, Effect::Read, LIST_LIMIT, SHORT).await.map(Answer::of).map_err(too_large)
    }

    /// A call whose answer is read as server-sent events.
    pub async fn events(&self, request: RequestBuilder) -> Result<Opened> {
        self.stream(request, |kind| !kind.trim_start().starts_with("application/json")).await
    }

    /// A call whose answer is read as it comes, if its content type says so.
    pub async fn stream(&self, request: RequestBuilder, is_stream: impl Fn(&str) -> bool + Send) -> Result<Opened> {
        let flow = self.http.begin(request, PACE).await?;
        if flow.head.status == 200 && is_stream(flow.head.content_type.as_deref().unwrap_or_default()) {
            return Ok(Opened::Stream(Box::new(flow)));
        }
        flow.rest().await.map(|reply| Opened::Whole(Answer::of(reply))).map_err(too_large)
    }
}

impl Answer {
    fn of(reply: Reply) -> Self {
        Answer { status: reply.status, retry_after: reply.retry_after, json: serde_json::from_slice(&reply.body).ok() }
    }
    /// What stands at a pointer; null when nothing does.
    pub fn at(&self, pointer: &str) -> &Value {
        self.json.as_ref().and_then(|json| json.pointer(pointer)).unwrap_or(&Value::Null)
    }
}

/// The next piece of a streamed answer, with our word for one that has no end.
pub async fn chunk(flow: &mut Flow) -> Result<Option<bytes::Bytes>> {
    flow.chunk().await.map_err(too_large)
}

fn too_large(error: Error) -> Error {
    if error.kind == Kind::TooLarge { ModelFault::Malformed.error("the answer has no end") } else { error }
}

/// The answer stopped before its end.
pub fn cut_off() -> Error {
    ModelFault::Malformed.error("the answer broke off")
}
/// The answer is not of the protocol.
pub fn unreadable(what: &str) -> Error {
    ModelFault::Malformed.error(format!("the answer does not read: {what}"))
}

/// What a status says where the vendor's body says nothing.
pub fn fault_of(status: u16, retry_after: Option<Duration>) -> ModelFault {
    match status {
        401 | 403 | 407 => ModelFault::Auth,
        402 => ModelFault::NoMoney,
        404 => ModelFault::ModelGone,
        413 => ModelFault::ContextTooLong,
        429 => ModelFault::RateLimited(retry_after),
        // A success that nobody could read.
        200..=299 => ModelFault::Malformed,
        408 | 409 | 500.. => ModelFault::Overloaded,
        _ => ModelFault::BadRequest,
    }
}

/// Does the text hold one of the words? Vendors have finer meanings in their texts than in their codes.
pub fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// The request speaks of more than the model can hold.
pub fn says_too_long(text: &str) -> bool {
    says(text, &["context length", "context window", "maximum context", "too many tokens", "prompt is too long", "input is too long", "input token count", "exceeds the maximum number of tokens", "number of input tokens"])
}

pub fn secret(config: &ModelConfig, name: &str) -> Result<Secret> {
    settings::find_among(&config.secrets, name).ok_or_else(|| Error::invalid(name, "required"))
}

/// The system prompt as one text, for protocols with a single place for it.
pub fn system(request: &ModelRequest) -> Option<String> {
    let parts: Vec<&str> = request.system.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

pub fn temperature(request: &ModelRequest) -> Option<f64> {
    request.temperature.map(|hundredths| f64::from(hundredths) / 100.0)
}

/// The vendor's own form of an answer, if it may be given back to this model.
pub fn own<'a>(native: Option<&'a Native>, vendor: &str, model: &str) -> Option<&'a Value> {
    native.filter(|native| native.vendor == vendor && native.model == model).map(|native| &native.content)
}

/// The text of an assistant's message, and its calls.
pub fn parts(parts: &[ModelPart]) -> (String, Vec<(&str, &str, &Value)>) {
    let mut text = String::new();
    let mut calls = Vec::new();
    for part in parts {
        match part {
            ModelPart::Text { text: more } => text.push_str(more),
            ModelPart::Call { id, name, arguments } => calls.push((id.as_str(), name.as_str(), arguments)),
        }
    }
    (text, calls)
}

/// A result as an object, for protocols that take nothing else.
pub fn object(result: &ToolResult) -> Value {
    match (&result.content, result.is_error) {
        (content, true) => serde_json::json!({ "error": content }),
        (Value::Object(_), false) => result.content.clone(),
        (content, false) => serde_json::json!({ "result": content }),
    }
}

/// A result as text: a text as it is, anything else as its JSON.
pub fn result_text(result: &ToolResult) -> String {
    match (&result.content, result.is_error) {
        (Value::String(text), false) => text.clone(),
        (content, false) => content.to_string(),
        (content, true) => serde_json::json!({ "error": content }).to_string(),
    }
}

/// Arguments that come as text; nothing at all means no arguments.
pub fn arguments(text: &str) -> Result<Value> {
    if text.trim().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(Value::Object(map)),
        _ => Err(unreadable("the arguments of a call")),
    }
}

/// Arguments that come as an object, or as its text from servers that mistook the protocol.
pub fn argument_value(value: &Value) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Object(Map::new())),
        Value::Object(_) => Ok(value.clone()),
        Value::String(text) => arguments(text),
        _ => Err(unreadable("the arguments of a call")),
    }
}

/// Ids of calls for protocols without them: unlike any other of the dialogue, because other protocols want them so.
const MADE: &str = "made-";

pub fn made_id(request: &ModelRequest, index: usize) -> String {
    format!("{MADE}{}-{index}", request.messages.len())
}
pub fn is_made(id: &str) -> bool {
    id.starts_with(MADE)
}

/// A whole answer from its pieces. One that says nothing and does nothing is not an answer.
pub fn reply(text: String, calls: Vec<ModelPart>, stop: Stop, usage: Usage, model: Option<&str>, native: Option<Native>) -> Result<ModelReply> {
    if text.trim().is_empty() && calls.is_empty() && matches!(stop, Stop::End | Stop::Tools) {
        return Err(unreadable("it is empty"));
    }
    let stop = if calls.is_empty() || stop == Stop::Refused || stop == Stop::Length { stop } else { Stop::Tools };
    let text = (!text.is_empty()).then_some(ModelPart::Text { text });
    Ok(ModelReply { parts: text.into_iter().chain(calls).collect(), stop, usage, model: model.unwrap_or_default().to_owned(), native })
}

/// A count of tokens, as a number or as its text.
pub fn count(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok())).unwrap_or(0)
}

/// Vectors in their order; none may be missing, and all are of one length.
pub fn vectors(found: Vec<Vec<f32>>, wanted: usize) -> Result<Vec<Vec<f32>>> {
    let length = found.first().map_or(0, Vec::len);
    if found.len() != wanted || (wanted > 0 && length == 0) || found.iter().any(|vector| vector.len() != length) {
        return Err(unreadable("the vectors"));
    }
    Ok(found)
}

/// One vector.
pub fn vector(value: &Value) -> Result<Vec<f32>> {
    serde_json::from_value(value.clone()).map_err(|_| unreadable("a vector"))
}

