//! Calls of the Messages API, and what its refusals mean.

use super::gather::Gather;
use super::{OFFICIAL, VERSION, wire};
use crate::kit::http::Flow;
use crate::kit::model::{self, Answer, Door, Opened};
use crate::kit::{settings, sse::Sse};
use async_trait::async_trait;
use domain::port::{Model, ModelConfig, ModelFault, ModelReply, ModelRequest};
use domain::{Error, Result, Secret};
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    base_url: Option<String>,
    version: Option<String>,
}

#[derive(Debug)]
pub struct Client {
    door: Door,
    key: Secret,
    version: String,
}

impl Client {
    pub fn open(config: &ModelConfig) -> Result<Self> {
        let settings: Settings = settings::read_value(&config.settings)?;
        let version = settings.version.map_or_else(|| VERSION.to_owned(), |version| version.trim().to_owned());
        if version.len() != 10 || !version.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(Error::invalid("version", "a date such as 2023-06-01"));
        }
        let base = settings.base_url.as_deref().map(str::trim).filter(|url| !url.is_empty()).unwrap_or(OFFICIAL);
        Ok(Client { door: Door::open(config, "base_url", base, None)?, key: model::secret(config, "api_key")?, version })
    }

    /// The API of 2023 takes the key in a header of its own, and temperatures; later ones take neither.
    fn is_classic(&self) -> bool {
        self.version.starts_with("2023")
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header("anthropic-version", &self.version);
        if self.is_classic() { request.header("x-api-key", self.key.expose()) } else { request.header("authorization", format!("Bearer {}", self.key.expose())) }
    }

    async fn read(&self, mut flow: Flow, request: &ModelRequest, hear: &mut (dyn FnMut(&str) + Send)) -> Result<ModelReply> {
        let (mut sse, mut gather) = (Sse::default(), Gather::default());
        while !gather.is_whole() {
            let chunk = model::chunk(&mut flow).await?;
            let events = sse.take(chunk.as_deref());
            for event in events {
                let value: Value = serde_json::from_str(&event.data).map_err(|_| model::unreadable("a piece of the stream"))?;
                if value.get("type").and_then(Value::as_str) == Some("error") || event.name == "error" {
                    return Err(self.judge(&Answer { status: 200, retry_after: None, json: Some(value) }));
                }
                if let Some(text) = gather.take(&value) {
                    hear(&text);
                }
            }
            if chunk.is_none() {
                break;
            }
        }
        gather.finish(request)
    }

    fn judge(&self, answer: &Answer) -> Error {
        let kind = answer.at("/error/type").as_str().unwrap_or_default();
        let text = answer.at("/error/message").as_str().unwrap_or_default();
        let fault = match kind {
            "authentication_error" => ModelFault::Auth,
            "billing_error" => ModelFault::NoMoney,
            // What the vendor answers to a country it does not serve.
            "forbidden" | "permission_error" if model::says(text, &["request not allowed", "country", "region"]) => ModelFault::GeoBlocked,
            "permission_error" => ModelFault::Auth,
            "not_found_error" => ModelFault::ModelGone,
            "request_too_large" => ModelFault::ContextTooLong,
            "rate_limit_error" => ModelFault::RateLimited(answer.retry_after),
            "overloaded_error" | "api_error" | "timeout_error" => ModelFault::Overloaded,
            "invalid_request_error" if model::says_too_long(text) => ModelFault::ContextTooLong,
            "invalid_request_error" if model::says(text, &["credit balance"]) => ModelFault::NoMoney,
            "invalid_request_error" => ModelFault::BadRequest,
            _ => model::fault_of(answer.status, answer.retry_after),
        };
        fault.error(format!("{} {kind} {}", answer.status, self.door.clean(text)).trim_end().to_owned())
    }
}

#[async_trait]
impl Model for Client {
    async fn generate(&self, request: &ModelRequest, hear: &mut (dyn for<'t> FnMut(&'t str) + Send)) -> Result<ModelReply> {
        let call = self.signed(self.door.post(self.door.url("v1/messages"))).json(&wire::body(request, self.is_classic()));
        let answer = if request.is_streamed {
            match self.door.events(call).await? {
                Opened::Stream(flow) => return self.read(*flow, request, hear).await,
                Opened::Whole(answer) => answer,
            }
        } else {
            self.door.call(call).await?
        };
        match &answer.json {
            Some(body) if answer.status == 200 && body.get("error").is_none() => {
                let reply = wire::read(body, request)?;
                if request.is_streamed {
                    hear(&reply.text());
                }
                Ok(reply)
            }
            _ => Err(self.judge(&answer)),
        }
    }

    async fn check(&self) -> Result<()> {
        let answer = self.door.look(self.signed(self.door.get("v1/models")).query(&[("limit", "1")])).await?;
        match answer.status {
            // A relay without a list of models has at least answered.
            200..=299 | 404 | 405 => Ok(()),
            _ => Err(self.judge(&answer)),
        }
    }

    async fn models(&self) -> Result<Vec<String>> {
        let answer = self.door.look(self.signed(self.door.get("v1/models")).query(&[("limit", "1000")])).await?;
        if answer.status != 200 {
            return Err(self.judge(&answer));
        }
        let Some(list) = answer.at("/data").as_array() else { return Err(model::unreadable("the list of models")) };
        Ok(list.iter().filter_map(|one| one.get("id")?.as_str().map(str::to_owned)).collect())
    }
}
