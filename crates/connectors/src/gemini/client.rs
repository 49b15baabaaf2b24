//! Calls of the Gemini API, and what its refusals mean.

use super::wire::{self, Gather};
use super::{OFFICIAL, VERSION};
use crate::kit::http::Flow;
use crate::kit::model::{self, Answer, Door, LIST_LIMIT, Opened};
use crate::kit::{settings, sse::Sse};
use async_trait::async_trait;
use domain::port::{Embedded, Model, ModelConfig, ModelFault, ModelReply, ModelRequest, Purpose};
use domain::{Error, Result, Secret};
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

/// Texts in one call for vectors.
const BATCH: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    base_url: Option<String>,
    version: Option<String>,
    thinking_level: Option<String>,
    dimensions: Option<u64>,
}

#[derive(Debug)]
pub struct Client {
    door: Door,
    key: Secret,
    version: String,
    thinking_level: Option<String>,
    dimensions: Option<u64>,
}

impl Client {
    pub fn open(config: &ModelConfig) -> Result<Self> {
        let settings: Settings = settings::read_value(&config.settings)?;
        let version = settings.version.unwrap_or_else(|| VERSION.to_owned());
        if !matches!(version.as_str(), "v1" | "v1beta") {
            return Err(Error::invalid("version", "expected one of v1, v1beta"));
        }
        if settings.thinking_level.as_deref().is_some_and(|level| !matches!(level, "minimal" | "low" | "medium" | "high")) {
            return Err(Error::invalid("thinking_level", "expected one of minimal, low, medium, high"));
        }
        if settings.dimensions.is_some_and(|n| !(1..=4096).contains(&n)) {
            return Err(Error::invalid("dimensions", "from 1 to 4096"));
        }
        let base = settings.base_url.as_deref().map(str::trim).filter(|url| !url.is_empty()).unwrap_or(OFFICIAL);
        Ok(Client { door: Door::open(config, "base_url", base, None)?, key: model::secret(config, "api_key")?, version, thinking_level: settings.thinking_level, dimensions: settings.dimensions })
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("x-goog-api-key", self.key.expose())
    }

    /// The address of a model's method. A name typed by a person must not become a path.
    fn method(&self, model: &str, method: &str) -> Result<Url> {
        let name = model.strip_prefix("models/").unwrap_or(model);
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) {
            return Err(ModelFault::ModelGone.error("not a name of a model"));
        }
        Ok(self.door.url(&format!("{}/models/{name}:{method}", self.version)))
    }

    async fn read(&self, mut flow: Flow, request: &ModelRequest, hear: &mut (dyn FnMut(&str) + Send)) -> Result<ModelReply> {
        let (mut sse, mut gather) = (Sse::default(), Gather::default());
        loop {
            let chunk = match model::chunk(&mut flow).await {
                Ok(chunk) => chunk,
                // The answer was whole; the connection owed nothing but its end.
                Err(_) if gather.is_whole() => None,
                Err(error) => return Err(error),
            };
            let events = sse.take(chunk.as_deref());
            for event in events {
                let piece: Value = serde_json::from_str(&event.data).map_err(|_| model::unreadable("a piece of the stream"))?;
                if error_of(&piece).is_some() {
                    return Err(self.judge(&Answer { status: 200, retry_after: None, json: Some(piece) }));
                }
                let text = gather.take(&piece);
                if !text.is_empty() {
                    hear(&text);
                }
            }
            if chunk.is_none() {
                return gather.finish(request);
            }
        }
    }

    fn judge(&self, answer: &Answer) -> Error {
        let error = answer.json.as_ref().and_then(error_of).unwrap_or(&Value::Null);
        let status = error.get("code").and_then(Value::as_u64).and_then(|n| u16::try_from(n).ok()).unwrap_or(answer.status);
        let word = error.get("status").and_then(Value::as_str).unwrap_or_default();
        let text = error.get("message").and_then(Value::as_str).unwrap_or_default();
        let fault = match (word, status) {
            (_, 400) if model::says(text, &["location is not supported"]) => ModelFault::GeoBlocked,
            (_, 400) if model::says(text, &["api key not valid", "api key expired", "api_key_invalid"]) => ModelFault::Auth,
            (_, 400) if model::says_too_long(text) => ModelFault::ContextTooLong,
            ("FAILED_PRECONDITION", _) if model::says(text, &["billing"]) => ModelFault::NoMoney,
            ("RESOURCE_EXHAUSTED", _) if model::says(text, &["prepayment credits", "billing account"]) => ModelFault::NoMoney,
            ("RESOURCE_EXHAUSTED", _) => ModelFault::RateLimited(retry_delay(error).or(answer.retry_after)),
            ("UNAVAILABLE" | "DEADLINE_EXCEEDED" | "INTERNAL", _) => ModelFault::Overloaded,
            _ => model::fault_of(status, answer.retry_after),
        };
        fault.error(format!("{status} {word} {}", self.door.clean(text)).trim_end().to_owned())
    }
}

/// The error's object; an answer that was to be streamed may hold it in a list.
fn error_of(body: &Value) -> Option<&Value> {
    body.get("error").or_else(|| body.pointer("/0/error")).filter(|error| error.is_object())
}

/// `"retryDelay": "17s"` among the details.
fn retry_delay(error: &Value) -> Option<Duration> {
    let details = error.get("details").and_then(Value::as_array)?;
    let text = details.iter().find_map(|detail| detail.get("retryDelay")?.as_str())?;
    let seconds: f64 = text.strip_suffix('s')?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[async_trait]
impl Model for Client {
    async fn generate(&self, request: &ModelRequest, hear: &mut (dyn for<'t> FnMut(&'t str) + Send)) -> Result<ModelReply> {
        let body = wire::body(request, self.thinking_level.as_deref());
        let answer = if request.is_streamed {
            let call = self.signed(self.door.post(self.method(&request.model, "streamGenerateContent")?)).query(&[("alt", "sse")]).json(&body);
            match self.door.events(call).await? {
                Opened::Stream(flow) => return self.read(*flow, request, hear).await,
                Opened::Whole(answer) => answer,
            }
        } else {
            self.door.call(self.signed(self.door.post(self.method(&request.model, "generateContent")?)).json(&body)).await?
        };
        match &answer.json {
            Some(body) if answer.status == 200 && error_of(body).is_none() => {
                let mut gather = Gather::default();
                let text = gather.take(body);
                let reply = gather.finish(request)?;
                if request.is_streamed {
                    hear(&text);
                }
                Ok(reply)
            }
            _ => Err(self.judge(&answer)),
        }
    }

    async fn check(&self) -> Result<()> {
        let answer = self.door.look(self.signed(self.door.get(&format!("{}/models", self.version))).query(&[("pageSize", "1")])).await?;
        if answer.status == 200 { Ok(()) } else { Err(self.judge(&answer)) }
    }

    async fn models(&self) -> Result<Vec<String>> {
        let answer = self.door.look(self.signed(self.door.get(&format!("{}/models", self.version))).query(&[("pageSize", "1000")])).await?;
        if answer.status != 200 {
            return Err(self.judge(&answer));
        }
        let Some(list) = answer.at("/models").as_array() else { return Err(model::unreadable("the list of models")) };
        let can = |one: &&Value| one.get("supportedGenerationMethods").and_then(Value::as_array).is_none_or(|all| all.iter().any(|m| matches!(m.as_str(), Some("generateContent" | "embedContent"))));
        Ok(list.iter().filter(can).filter_map(|one| one.get("name")?.as_str().map(|name| name.strip_prefix("models/").unwrap_or(name).to_owned())).collect())
    }

    async fn embed(&self, model: &str, texts: &[String], purpose: Purpose) -> Result<Embedded> {
        let task = match purpose {
            Purpose::Question => "RETRIEVAL_QUERY",
            Purpose::Passage => "RETRIEVAL_DOCUMENT",
        };
        let name = model.strip_prefix("models/").unwrap_or(model);
        let mut all = Embedded { vectors: Vec::with_capacity(texts.len()), tokens: 0 };
        for batch in texts.chunks(BATCH) {
            let one = |text: &String| {
                let mut one = json!({ "model": format!("models/{name}"), "content": { "parts": [{ "text": text }] }, "taskType": task });
                if let (Some(dimensions), Some(map)) = (self.dimensions, one.as_object_mut()) {
                    map.insert("outputDimensionality".to_owned(), dimensions.into());
                }
                one
            };
            let body = json!({ "requests": batch.iter().map(one).collect::<Vec<_>>() });
            let answer = self.door.bulk(self.signed(self.door.post(self.method(model, "batchEmbedContents")?)).json(&body), LIST_LIMIT).await?;
            if answer.status != 200 {
                return Err(self.judge(&answer));
            }
            let rows = answer.at("/embeddings").as_array().into_iter().flatten();
            let vectors = rows.map(|row| model::vector(row.get("values").unwrap_or(&Value::Null))).collect::<Result<Vec<_>>>()?;
            all.vectors.extend(model::vectors(vectors, batch.len())?);
        }
        Ok(all)
    }
}
