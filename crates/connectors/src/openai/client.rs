//! Calls of the OpenAI dialect, and what its refusals mean. A server that refuses a field it does not know is asked again without it,
//! and is not sent that field for that model any more.

use super::gather::Gather;
use super::wire::{self, Manner};
use super::OFFICIAL;
use crate::kit::model::{self, Answer, Door, LIST_LIMIT, Opened};
use crate::kit::{settings, sse::Sse};
use async_trait::async_trait;
use domain::port::{Embedded, Model, ModelConfig, ModelFault, ModelReply, ModelRequest, Purpose};
use domain::{Error, Result, Secret};
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Texts in one call for vectors.
const BATCH: usize = 128;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    base_url: Option<String>,
    organization: Option<String>,
    project: Option<String>,
    key_scheme: Option<String>,
    max_tokens_field: Option<String>,
    reasoning_effort: Option<String>,
    dimensions: Option<u64>,
}

#[derive(Debug)]
pub struct Client {
    door: Door,
    key: Option<Secret>,
    settings: Settings,
    /// Fields that models have refused.
    refused: Mutex<HashSet<(String, &'static str)>>,
}

/// Fields a request can do without.
const OPTIONAL: [&str; 4] = ["temperature", "max_tokens", "max_completion_tokens", "prompt_cache_key"];

impl Client {
    pub fn open(config: &ModelConfig) -> Result<Self> {
        let settings: Settings = settings::read_value(&config.settings)?;
        let blank = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let settings = Settings {
            base_url: blank(&settings.base_url),
            organization: blank(&settings.organization),
            project: blank(&settings.project),
            key_scheme: blank(&settings.key_scheme),
            max_tokens_field: blank(&settings.max_tokens_field),
            reasoning_effort: blank(&settings.reasoning_effort),
            dimensions: settings.dimensions,
        };
        for (field, value, known) in [
            ("key_scheme", &settings.key_scheme, ["Bearer", "Api-Key"].as_slice()),
            ("max_tokens_field", &settings.max_tokens_field, ["auto", "max_tokens", "max_completion_tokens"].as_slice()),
            ("reasoning_effort", &settings.reasoning_effort, ["none", "minimal", "low", "medium", "high"].as_slice()),
        ] {
            if value.as_deref().is_some_and(|value| !known.contains(&value)) {
                return Err(Error::invalid(field, format!("expected one of {}", known.join(", "))));
            }
        }
        if settings.dimensions.is_some_and(|n| !(1..=4096).contains(&n)) {
            return Err(Error::invalid("dimensions", "from 1 to 4096"));
        }
        for (field, value) in [("organization", &settings.organization), ("project", &settings.project)] {
            if value.as_deref().is_some_and(|value| !value.bytes().all(|b| b.is_ascii_graphic()) || value.len() > 200) {
                return Err(Error::invalid(field, "letters, digits and signs, at most 200"));
            }
        }
        let door = Door::open(config, "base_url", settings.base_url.as_deref().unwrap_or(OFFICIAL), None)?;
        let key = settings::find_among(&config.secrets, "api_key");
        if key.is_none() && settings.base_url.is_none() {
            return Err(Error::invalid("api_key", "required"));
        }
        Ok(Client { door, key, settings, refused: Mutex::default() })
    }

    /// OpenAI itself, or somebody who passes calls on to it.
    fn is_official(&self) -> bool {
        let base = self.door.base();
        base.host_str().is_some_and(|host| host.ends_with("openai.com")) || base.path().split('/').any(|step| step == "openai")
    }

    fn is_open_router(&self) -> bool {
        self.door.base().host_str().is_some_and(|host| host == "openrouter.ai" || host.ends_with(".openrouter.ai"))
    }

    fn manner(&self, model: &str) -> Manner {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let is_refused = |field: &'static str| refused.contains(&(model.to_owned(), field));
        let wished = match self.settings.max_tokens_field.as_deref() {
            Some("max_tokens") => "max_tokens",
            Some("max_completion_tokens") => "max_completion_tokens",
            _ if self.is_official() => "max_completion_tokens",
            _ => "max_tokens",
        };
        let other = if wished == "max_tokens" { "max_completion_tokens" } else { "max_tokens" };
        Manner {
            max_tokens: if is_refused(wished) { other } else { wished },
            with_temperature: !is_refused("temperature"),
            with_cache_key: self.is_official() && !is_refused("prompt_cache_key"),
            effort: self.settings.reasoning_effort.clone(),
        }
    }

    fn signed(&self, mut request: RequestBuilder) -> RequestBuilder {
        if let Some(key) = &self.key {
            let scheme = self.settings.key_scheme.as_deref().unwrap_or("Bearer");
            request = request.header("authorization", format!("{scheme} {}", key.expose()));
        }
        for (name, value) in [("openai-organization", &self.settings.organization), ("openai-project", &self.settings.project)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request
    }

    /// One try. `Ok(Err(answer))` is a refusal that may be about a single field.
    async fn attempt(&self, request: &ModelRequest, hear: &mut (dyn FnMut(&str) + Send)) -> Result<Result<ModelReply, Answer>> {
        let call = self.signed(self.door.post(self.door.url("chat/completions"))).json(&wire::body(request, &self.manner(&request.model)));
        let answer = if request.is_streamed {
            match self.door.events(call).await? {
                Opened::Stream(flow) => return self.read(*flow, request, hear).await.map(Ok),
                Opened::Whole(answer) => answer,
            }
        } else {
            self.door.call(call).await?
        };
        match &answer.json {
            Some(body) if answer.status == 200 && !has_error(body) => {
                let reply = wire::read(body, request)?;
                if request.is_streamed {
                    hear(&reply.text());
                }
                Ok(Ok(reply))
            }
            _ => Ok(Err(answer)),
        }
    }

    async fn read(&self, mut flow: crate::kit::http::Flow, request: &ModelRequest, hear: &mut (dyn FnMut(&str) + Send)) -> Result<ModelReply> {
        let (mut sse, mut gather) = (Sse::default(), Gather::default());
        loop {
            let chunk = match model::chunk(&mut flow).await {
                Ok(chunk) => chunk,
                // The answer was whole; the connection owed nothing but its end.
                Err(_) if gather.is_whole() => break,
                Err(error) => return Err(error),
            };
            let events = sse.take(chunk.as_deref());
            for event in events {
                self.event(&event.data, &mut gather, hear)?;
            }
            if chunk.is_none() {
                break;
            }
        }
        gather.finish(request)
    }

    fn event(&self, data: &str, gather: &mut Gather, hear: &mut (dyn FnMut(&str) + Send)) -> Result<()> {
        if data.trim() == "[DONE]" {
            gather.done();
            return Ok(());
        }
        if data.trim().is_empty() {
            return Ok(());
        }
        let chunk: Value = serde_json::from_str(data).map_err(|_| model::unreadable("a piece of the stream"))?;
        if has_error(&chunk) || chunk.pointer("/choices/0/finish_reason").and_then(Value::as_str) == Some("error") {
            return Err(self.judge(&Answer { status: 200, retry_after: None, json: Some(chunk) }));
        }
        if let Some(text) = gather.take(&chunk) {
            hear(&text);
        }
        Ok(())
    }

    /// What a refusal means.
    fn judge(&self, answer: &Answer) -> Error {
        if answer.status == 200 && answer.json.is_none() {
            return model::unreadable("the body");
        }
        let error = error_of(answer);
        let code = error.get("code").and_then(Value::as_str).unwrap_or_default();
        let kind = error.get("type").and_then(Value::as_str).unwrap_or_default();
        let text = error.as_str().or_else(|| error.get("message").and_then(Value::as_str)).unwrap_or_default();
        // Inside a 200 the status stands in the body.
        let inner = error.get("code").and_then(Value::as_u64).or_else(|| code.parse().ok()).and_then(|n| u16::try_from(n).ok());
        let status = if answer.status == 200 { inner.unwrap_or(502) } else { answer.status };
        let fault = match (code, status) {
            ("insufficient_quota" | "billing_hard_limit_reached" | "billing_not_active", _) => ModelFault::NoMoney,
            ("context_length_exceeded", _) => ModelFault::ContextTooLong,
            ("unsupported_country_region_territory", _) => ModelFault::GeoBlocked,
            ("content_filter" | "content_policy_violation" | "moderation_blocked", _) => ModelFault::Refused,
            ("model_not_found", _) => ModelFault::ModelGone,
            ("invalid_api_key", _) => ModelFault::Auth,
            (_, 403) if error.pointer("/metadata/reasons").is_some() || model::says(text, &["moderation", "flagged"]) => ModelFault::Refused,
            (_, 403) if model::says(text, &["country", "region", "territory"]) => ModelFault::GeoBlocked,
            (_, 429) if kind == "insufficient_quota" => ModelFault::NoMoney,
            (_, 400 | 413 | 422) if model::says_too_long(text) => ModelFault::ContextTooLong,
            _ => model::fault_of(status, answer.retry_after),
        };
        fault.error(format!("{status} {}", self.door.clean(text)).trim_end().to_owned())
    }

    /// Was a single field the trouble? Then it is remembered.
    fn learn(&self, answer: &Answer, model: &str) -> bool {
        if answer.status != 400 {
            return false;
        }
        let error = error_of(answer);
        let named = error.get("param").and_then(Value::as_str).unwrap_or_default();
        let text = error.get("message").and_then(Value::as_str).unwrap_or_default();
        let is_about = |field: &str| named == field || (named.is_empty() && text.contains(&format!("'{field}'")));
        let Some(field) = OPTIONAL.into_iter().find(|field| is_about(field)) else { return false };
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert((model.to_owned(), field))
    }
}

fn has_error(body: &Value) -> bool {
    body.get("error").is_some_and(|error| !error.is_null()) || body.get("object").and_then(Value::as_str) == Some("error")
}

/// The error's own object; vLLM puts its fields at the top.
fn error_of(answer: &Answer) -> &Value {
    match answer.at("/error") {
        Value::Null => answer.json.as_ref().unwrap_or(&Value::Null),
        error => error,
    }
}

#[async_trait]
impl Model for Client {
    async fn generate(&self, request: &ModelRequest, hear: &mut (dyn for<'t> FnMut(&'t str) + Send)) -> Result<ModelReply> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.attempt(request, hear).await? {
                Ok(reply) => return Ok(reply),
                Err(answer) if tries <= OPTIONAL.len() && self.learn(&answer, &request.model) => {}
                Err(answer) => return Err(self.judge(&answer)),
            }
        }
    }

    async fn check(&self) -> Result<()> {
        // OpenRouter shows its models to everybody.
        let path = if self.is_open_router() { "key" } else { "models" };
        let answer = self.door.look(self.signed(self.door.get(path))).await?;
        match answer.status {
            // A server without a list of models has at least answered.
            200..=299 | 404 | 405 => Ok(()),
            _ => Err(self.judge(&answer)),
        }
    }

    async fn models(&self) -> Result<Vec<String>> {
        let answer = self.door.look(self.signed(self.door.get("models"))).await?;
        if answer.status != 200 {
            return Err(self.judge(&answer));
        }
        let Some(list) = answer.at("/data").as_array() else { return Err(model::unreadable("the list of models")) };
        let mut names: Vec<String> = list.iter().filter_map(|one| one.get("id")?.as_str().map(str::to_owned)).collect();
        names.sort();
        Ok(names)
    }

    async fn embed(&self, model: &str, texts: &[String], _purpose: Purpose) -> Result<Embedded> {
        let mut all = Embedded { vectors: Vec::with_capacity(texts.len()), tokens: 0 };
        for batch in texts.chunks(BATCH) {
            let mut body = json!({ "model": model, "input": batch, "encoding_format": "float" });
            if let (Some(dimensions), Some(map)) = (self.settings.dimensions, body.as_object_mut()) {
                map.insert("dimensions".to_owned(), dimensions.into());
            }
            let call = self.signed(self.door.post(self.door.url("embeddings"))).json(&body);
            let answer = self.door.bulk(call, LIST_LIMIT).await?;
            if answer.status != 200 || answer.json.as_ref().is_some_and(has_error) {
                return Err(self.judge(&answer));
            }
            let mut rows: Vec<&Value> = answer.at("/data").as_array().into_iter().flatten().collect();
            rows.sort_by_key(|row| row.get("index").and_then(Value::as_u64).unwrap_or(0));
            let vectors = rows.into_iter().map(|row| model::vector(row.get("embedding").unwrap_or(&Value::Null))).collect::<Result<Vec<_>>>()?;
            all.vectors.extend(model::vectors(vectors, batch.len())?);
            all.tokens += model::count(answer.at("/usage/prompt_tokens"));
        }
        Ok(all)
    }
}
