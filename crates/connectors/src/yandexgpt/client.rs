//! Calls of the native protocol, and what its refusals mean.

use super::OFFICIAL;
use super::wire::{self, Gather};
use crate::kit::http::Flow;
use crate::kit::model::{self, Answer, Door, Opened};
use crate::kit::{settings, sse::Lines};
use async_trait::async_trait;
use domain::port::{Embedded, Model, ModelConfig, ModelFault, ModelReply, ModelRequest, Purpose};
use domain::{Error, Result, Secret};
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    base_url: Option<String>,
    folder_id: Option<String>,
    data_logging: bool,
}

#[derive(Debug)]
pub struct Client {
    door: Door,
    key: Secret,
    folder: String,
    data_logging: bool,
}

impl Client {
    pub fn open(config: &ModelConfig) -> Result<Self> {
        let settings: Settings = settings::read_value(&config.settings)?;
        let folder = settings.folder_id.map(|folder| folder.trim().to_owned()).unwrap_or_default();
        if folder.is_empty() || folder.len() > 60 || !folder.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(Error::invalid("folder_id", "the id of a folder, such as b1g…"));
        }
        let base = settings.base_url.as_deref().map(str::trim).filter(|url| !url.is_empty()).unwrap_or(OFFICIAL);
        Ok(Client { door: Door::open(config, "base_url", base, None)?, key: model::secret(config, "api_key")?, folder, data_logging: settings.data_logging })
    }

    fn post(&self, method: &str, body: &Value) -> RequestBuilder {
        let request = self.door.post(self.door.url(&format!("foundationModels/v1/{method}")));
        let request = request.header("authorization", format!("Api-Key {}", self.key.expose())).header("x-folder-id", &self.folder);
        request.header("x-data-logging-enabled", if self.data_logging { "true" } else { "false" }).json(body)
    }

    async fn read(&self, mut flow: Flow, request: &ModelRequest, hear: &mut (dyn FnMut(&str) + Send)) -> Result<ModelReply> {
        let (mut lines, mut gather) = (Lines::default(), Gather::default());
        while !gather.is_whole() {
            let chunk = model::chunk(&mut flow).await?;
            let ready = lines.take(chunk.as_deref());
            for line in ready.iter().filter(|line| !line.trim().is_empty()) {
                let piece: Value = serde_json::from_str(line).map_err(|_| model::unreadable("a piece of the stream"))?;
                if is_error(&piece) {
                    return Err(self.judge(&Answer { status: 200, retry_after: None, json: Some(piece) }));
                }
                if let Some(text) = gather.take(&piece) {
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
        let body = answer.json.as_ref().unwrap_or(&Value::Null);
        let error = body.get("error").filter(|error| error.is_object()).unwrap_or(body);
        let grpc = error.get("grpcCode").or_else(|| error.get("code")).map_or(0, model::count);
        let text = error.get("message").and_then(Value::as_str).or_else(|| body.get("error").and_then(Value::as_str)).unwrap_or_default();
        let status = error.get("httpCode").map(model::count).and_then(|n| u16::try_from(n).ok()).filter(|n| *n > 0).unwrap_or(answer.status);
        // Codes of gRPC, which stand behind this protocol.
        let fault = match grpc {
            _ if model::says_too_long(text) => ModelFault::ContextTooLong,
            _ if model::says(text, &["billing"]) => ModelFault::NoMoney,
            7 | 16 => ModelFault::Auth,
            5 => ModelFault::ModelGone,
            8 => ModelFault::RateLimited(answer.retry_after),
            3 if model::says(text, &["model_uri", "model uri", "modeluri"]) => ModelFault::ModelGone,
            3 if model::says(text, &["ethic", "content policy"]) => ModelFault::Refused,
            3 | 9 => ModelFault::BadRequest,
            4 | 10 | 13 | 14 => ModelFault::Overloaded,
            _ => model::fault_of(status, answer.retry_after),
        };
        fault.error(format!("{status} {}", self.door.clean(text)).trim_end().to_owned())
    }
}

fn is_error(body: &Value) -> bool {
    body.get("error").is_some_and(|error| !error.is_null()) || (body.get("result").is_none() && body.get("code").is_some())
}

#[async_trait]
impl Model for Client {
    async fn generate(&self, request: &ModelRequest, hear: &mut (dyn for<'t> FnMut(&'t str) + Send)) -> Result<ModelReply> {
        let call = self.post("completion", &wire::body(request, &self.folder));
        if !request.is_streamed {
            let answer = self.door.call(call).await?;
            return match &answer.json {
                Some(body) if answer.status == 200 && !is_error(body) => {
                    let mut gather = Gather::default();
                    gather.take(body);
                    gather.finish(request)
                }
                _ => Err(self.judge(&answer)),
            };
        }
        // A stream of this vendor is lines of JSON under the content type of a whole one.
        match self.door.stream(call, |_| true).await? {
            Opened::Stream(flow) => self.read(*flow, request, hear).await,
            Opened::Whole(answer) => Err(self.judge(&answer)),
        }
    }

    /// Counting tokens is free.
    async fn check(&self) -> Result<()> {
        let body = json!({ "modelUri": wire::uri("gpt", &self.folder, "yandexgpt-lite/latest"), "text": "самовар" });
        let answer = self.door.look(self.post("tokenize", &body)).await?;
        if answer.status == 200 { Ok(()) } else { Err(self.judge(&answer)) }
    }

    /// The vendor takes one text at a time.
    async fn embed(&self, model: &str, texts: &[String], purpose: Purpose) -> Result<Embedded> {
        let uri = wire::embedder(&self.folder, model, purpose);
        let mut all = Embedded { vectors: Vec::with_capacity(texts.len()), tokens: 0 };
        for text in texts {
            let answer = self.door.call(self.post("textEmbedding", &json!({ "modelUri": uri, "text": text }))).await?;
            if answer.status != 200 {
                return Err(self.judge(&answer));
            }
            all.vectors.push(model::vector(answer.at("/embedding"))?);
            all.tokens += model::count(answer.at("/numTokens"));
        }
        let wanted = texts.len();
        all.vectors = model::vectors(all.vectors, wanted)?;
        Ok(all)
    }
}
