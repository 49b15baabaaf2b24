//! Calls of GigaChat: each waits for its turn, carries a fresh token, and is repeated once when the token was refused.

use super::token::Tokens;
use super::wire::{self, Gather};
use super::{OAUTH, OFFICIAL, SCOPES};
use crate::kit::http::Flow;
use crate::kit::model::{self, Answer, Door, LIST_LIMIT, Opened};
use crate::kit::{settings, sse::Sse};
use async_trait::async_trait;
use domain::port::{Embedded, Model, ModelConfig, ModelFault, ModelReply, ModelRequest, Purpose};
use domain::{Error, Result};
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Texts in one call for vectors.
const BATCH: usize = 64;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    base_url: Option<String>,
    auth_url: Option<String>,
    scope: Option<String>,
    ca_pem: Option<String>,
    streams: Option<usize>,
}

#[derive(Debug)]
pub struct Client {
    door: Door,
    tokens: Tokens,
    /// The tariff allows so many calls at once.
    turns: Semaphore,
}

impl Client {
    pub fn open(config: ModelConfig) -> Result<Self> {
        let settings: Settings = settings::read_value(&config.settings)?;
        let given = |text: Option<String>, usual: &str| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).unwrap_or_else(|| usual.to_owned());
        let scope = given(settings.scope, SCOPES[0]);
        if !SCOPES.contains(&scope.as_str()) {
            return Err(Error::invalid("scope", format!("expected one of {}", SCOPES.join(", "))));
        }
        let streams = settings.streams.unwrap_or(1);
        if !(1..=50).contains(&streams) {
            return Err(Error::invalid("streams", "from 1 to 50"));
        }
        let credentials = model::secret(&config, "credentials")?;
        if !credentials.expose().bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::invalid("credentials", "base64, without spaces"));
        }
        let pem = settings.ca_pem.as_deref();
        let door = Door::open(&config, "base_url", &given(settings.base_url, OFFICIAL), pem)?;
        let oauth = Door::open(&config, "auth_url", &given(settings.auth_url, OAUTH), pem)?;
        Ok(Client { door, tokens: Tokens::new(oauth, credentials, scope, config.clock), turns: Semaphore::new(streams) })
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        self.turns.acquire().await.map_err(|_| Error::internal("the queue of a model is closed"))
    }

    /// Makes the call with a token; with another one if the first is refused.
    async fn carried(&self, request: impl Fn() -> RequestBuilder + Send + Sync, way: Way) -> Result<Opened> {
        let mut is_second = false;
        loop {
            let token = self.tokens.get().await?;
            let call = request().header("authorization", format!("Bearer {}", token.value.expose()));
            let opened = match way {
                Way::Streamed => self.door.events(call).await?,
                Way::Whole(limit) => Opened::Whole(self.door.bulk(call, limit).await?),
            };
            match opened {
                Opened::Whole(answer) if answer.status == 401 => {
                    self.tokens.drop_if(&token).await;
                    if std::mem::replace(&mut is_second, true) {
                        return Err(self.judge(&answer));
                    }
                }
                Opened::Whole(answer) if answer.status != 200 => return Err(self.judge(&answer)),
                opened => return Ok(opened),
            }
        }
    }

    /// A call whose answer comes whole.
    async fn whole(&self, request: impl Fn() -> RequestBuilder + Send + Sync, limit: u64) -> Result<Answer> {
        match self.carried(request, Way::Whole(limit)).await? {
            Opened::Whole(answer) => Ok(answer),
            Opened::Stream(_) => Err(model::unreadable("a stream nobody wanted")),
        }
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
                if event.data.trim() == "[DONE]" {
                    return gather.finish(request);
                }
                let piece: Value = serde_json::from_str(&event.data).map_err(|_| model::unreadable("a piece of the stream"))?;
                if piece.get("choices").is_none() && piece.get("status").is_some() {
                    return Err(self.judge(&Answer { status: 200, retry_after: None, json: Some(piece) }));
                }
                if let Some(text) = gather.take(&piece) {
                    hear(&text);
                }
            }
            if chunk.is_none() {
                return gather.finish(request);
            }
        }
    }

    fn judge(&self, answer: &Answer) -> Error {
        if answer.status == 200 && answer.json.is_none() {
            return model::unreadable("the body");
        }
        let status = match answer.status {
            200 => answer.json.as_ref().and_then(|json| json.get("status")).map(model::count).and_then(|n| u16::try_from(n).ok()).unwrap_or(502),
            status => status,
        };
        let text = answer.at("/message").as_str().unwrap_or_default();
        let fault = match status {
            400 | 413 | 422 if model::says_too_long(text) || model::says(text, &["tokens limit", "token limit"]) => ModelFault::ContextTooLong,
            404 if model::says(text, &["no such model"]) => ModelFault::ModelGone,
            _ => model::fault_of(status, answer.retry_after),
        };
        fault.error(format!("{status} {}", self.door.clean(text)).trim_end().to_owned())
    }
}

/// How the answer is to come; whole ones have a limit.
#[derive(Clone, Copy)]
enum Way {
    Streamed,
    Whole(u64),
}

#[async_trait]
impl Model for Client {
    async fn generate(&self, request: &ModelRequest, hear: &mut (dyn for<'t> FnMut(&'t str) + Send)) -> Result<ModelReply> {
        let _turn = self.turn().await?;
        let body = wire::body(request);
        let call = || {
            let call = self.door.post(self.door.url("chat/completions")).json(&body);
            // The vendor keeps what a session has in common.
            if request.cache_key.is_empty() || !request.cache_key.bytes().all(|b| b.is_ascii_graphic()) { call } else { call.header("x-session-id", &request.cache_key) }
        };
        if request.is_streamed {
            return match self.carried(call, Way::Streamed).await? {
                Opened::Stream(flow) => self.read(*flow, request, hear).await,
                Opened::Whole(answer) => {
                    let reply = self.take(&answer, request)?;
                    hear(&reply.text());
                    Ok(reply)
                }
            };
        }
        let answer = self.whole(call, model::ANSWER_LIMIT).await?;
        self.take(&answer, request)
    }

    async fn check(&self) -> Result<()> {
        self.whole(|| self.door.get("models"), LIST_LIMIT).await.map(drop)
    }

    async fn models(&self) -> Result<Vec<String>> {
        let answer = self.whole(|| self.door.get("models"), LIST_LIMIT).await?;
        let Some(list) = answer.at("/data").as_array() else { return Err(model::unreadable("the list of models")) };
        Ok(list.iter().filter_map(|one| one.get("id")?.as_str().map(str::to_owned)).collect())
    }

    async fn embed(&self, model: &str, texts: &[String], _purpose: Purpose) -> Result<Embedded> {
        let _turn = self.turn().await?;
        let mut all = Embedded { vectors: Vec::with_capacity(texts.len()), tokens: 0 };
        for batch in texts.chunks(BATCH) {
            let body = json!({ "model": model, "input": batch });
            let answer = self.whole(|| self.door.post(self.door.url("embeddings")).json(&body), LIST_LIMIT).await?;
            let mut rows: Vec<&Value> = answer.at("/data").as_array().into_iter().flatten().collect();
            rows.sort_by_key(|row| row.get("index").and_then(Value::as_u64).unwrap_or(0));
            all.tokens += rows.iter().map(|row| row.pointer("/usage/prompt_tokens").map_or(0, model::count)).sum::<u64>();
            let vectors = rows.into_iter().map(|row| model::vector(row.get("embedding").unwrap_or(&Value::Null))).collect::<Result<Vec<_>>>()?;
            all.vectors.extend(model::vectors(vectors, batch.len())?);
        }
        Ok(all)
    }
}

impl Client {
    fn take(&self, answer: &Answer, request: &ModelRequest) -> Result<ModelReply> {
        let mut gather = Gather::default();
        let Some(body) = answer.json.as_ref().filter(|body| body.get("choices").is_some()) else { return Err(self.judge(answer)) };
        gather.take(body);
        gather.finish(request)
    }
}
