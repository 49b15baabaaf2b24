//! The port of a language model: one request, one answer, streamed or not; and of an embedder. One implementation per wire protocol in
//! `connectors/src/<vendor>/`. Which model answers, what it may cost and what happens when it fails is decided by the core.

use super::NetPolicy;
use crate::{Error, Kind, Result, Retry, Secret, id::{OrgId, ProviderId}, time::SharedClock};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// What a protocol can carry; the conformance suite picks its cases by these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ModelCaps {
    /// It writes answers. A vendor that only makes vectors does not stand in an agent's chain.
    pub generation: bool,
    pub tools: bool,
    /// Several tool calls in one answer.
    pub parallel_tools: bool,
    /// The request may demand one named tool.
    pub named_choice: bool,
    pub streaming: bool,
    pub temperature: bool,
    pub embeddings: bool,
    /// Texts that one call for vectors takes.
    pub texts_at_once: u16,
    /// It works inside of this server: no network, no money.
    pub is_local: bool,
    /// The vendor lists its models.
    pub lists_models: bool,
}

/// A registered vendor of models.
pub trait ModelVendor: Send + Sync {
    /// Stable lower-case name, the folder's name: `gigachat`.
    fn name(&self) -> &'static str;
    /// Name for people: `GigaChat`.
    fn title(&self) -> &'static str;
    fn caps(&self) -> ModelCaps;
    /// JSON Schema of the settings form. A property with `"writeOnly": true` is a secret and is stored encrypted.
    fn settings_schema(&self) -> serde_json::Value;
    /// Models known to work well, best first: offered where the vendor lists none.
    fn suggested(&self) -> &'static [&'static str];
    /// Models that lie on this server, by the name a request gives them.
    fn folders(&self) -> Vec<String> {
        Vec::new()
    }
    /// Checks settings without the network and opens a way to the vendor.
    fn open(&self, config: ModelConfig) -> Result<Arc<dyn Model>>;
}

/// One configured provider, with its secrets in the clear; lives in memory only.
#[derive(Clone, Debug)]
pub struct ModelConfig {
    pub org_id: OrgId,
    pub provider_id: ProviderId,
    pub settings: serde_json::Value,
    pub secrets: BTreeMap<String, Secret>,
    pub net: NetPolicy,
    pub clock: SharedClock,
}

/// An open way to a vendor's models.
#[async_trait]
pub trait Model: Send + Sync {
    /// One answer. `hear` gets text as it comes when the request wants it streamed; what it got counts only if the call succeeds.
    /// (`for<'t>` is written out because the trait's macro would give the text the callback's own lifetime.)
    /// An answer that broke off is an error: half an answer is never returned. The caller wraps the call in its own deadline.
    async fn generate(&self, request: &ModelRequest, hear: &mut (dyn for<'t> FnMut(&'t str) + Send)) -> Result<ModelReply>;

    /// Live check of the credentials.
    async fn check(&self) -> Result<()>;

    /// Names of the models the credentials may use.
    async fn models(&self) -> Result<Vec<String>> {
        Err(Error::new(Kind::Unsupported, "this vendor does not list its models"))
    }

    /// Vectors of texts, in their order. Vectors of different models never mix.
    async fn embed(&self, model: &str, texts: &[String], purpose: Purpose) -> Result<Embedded> {
        let _ = (model, texts, purpose);
        Err(Error::new(Kind::Unsupported, "this vendor has no embeddings"))
    }
}

/// Some vendors embed questions and passages differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Question,
    Passage,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
    pub vectors: Vec<Vec<f32>>,
    pub tokens: u64,
}

/// A request in our own words. Serialises: it is kept in the flight record and compared at replay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelRequest {
    pub model: String,
    /// Parts of the system prompt, the most constant first, so that vendors' prefix caches hit.
    pub system: Vec<String>,
    pub messages: Vec<ModelMessage>,
    pub tools: Vec<ToolSpec>,
    #[serde(default)]
    pub choice: ToolChoice,
    pub max_tokens: u32,
    /// In hundredths; none = the vendor's own.
    #[serde(default)]
    pub temperature: Option<u16>,
    /// Hand text on as it comes.
    #[serde(default)]
    pub is_streamed: bool,
    /// The same for requests that share a beginning: the vendor's cache key.
    #[serde(default)]
    pub cache_key: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolSpec {
    pub name: String,
    pub description: String,
    /// JSON Schema of the arguments: an object without `$ref` and `oneOf`, which two of the protocols refuse.
    pub parameters: serde_json::Value,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolChoice {
    #[default]
    Auto,
    None,
    Required,
    Named(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum ModelMessage {
    User { text: String },
    /// `native`: the vendor's own form of this answer, given back only to the same vendor and model (thought signatures).
    Assistant {
        parts: Vec<ModelPart>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        native: Option<Native>,
    },
    /// Results of the calls of the assistant's message before, in its order.
    Tools { results: Vec<ToolResult> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ModelPart {
    Text { text: String },
    /// `id` is made up where the protocol has none.
    Call { id: String, name: String, arguments: serde_json::Value },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    pub id: String,
    pub name: String,
    pub content: serde_json::Value,
    #[serde(default)]
    pub is_error: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Native {
    pub vendor: String,
    pub model: String,
    pub content: serde_json::Value,
}

/// A whole answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelReply {
    pub parts: Vec<ModelPart>,
    pub stop: Stop,
    pub usage: Usage,
    /// Who served it, as the vendor says.
    #[serde(default)]
    pub model: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<Native>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    #[default]
    End,
    Tools,
    /// The answer reached `max_tokens`.
    Length,
    /// The vendor's filter or the model itself refused the subject.
    Refused,
}

/// Tokens of one call. Zero everywhere = the vendor did not say; the core estimates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// All of the input, the cached part included.
    pub input: u64,
    pub cached: u64,
    pub output: u64,
}

impl ModelReply {
    /// The text parts together.
    pub fn text(&self) -> String {
        self.parts.iter().filter_map(|p| if let ModelPart::Text { text } = p { Some(text.as_str()) } else { None }).collect()
    }
}

/// Why a model did not answer. The codes of `Error` a vendor maps its refusals to; nothing else is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelFault {
    Auth,
    NoMoney,
    RateLimited(Option<Duration>),
    Overloaded,
    ContextTooLong,
    Refused,
    BadRequest,
    ModelGone,
    GeoBlocked,
    /// An answer that does not read: bad JSON, a stream cut off, a malformed tool call.
    Malformed,
}

impl ModelFault {
    /// The error a vendor returns for it. Timeouts and lost connections keep the codes of the HTTP client.
    pub fn error(self, detail: impl Into<String>) -> Error {
        let (kind, code) = match self {
            ModelFault::Auth => (Kind::Disconnected, "model_auth"),
            ModelFault::NoMoney => (Kind::Disconnected, "model_no_money"),
            ModelFault::RateLimited(_) => (Kind::RateLimited, "model_rate_limited"),
            ModelFault::Overloaded => (Kind::Unavailable, "model_overloaded"),
            ModelFault::ContextTooLong => (Kind::TooLarge, "model_context_too_long"),
            ModelFault::Refused => (Kind::Unsupported, "model_refused"),
            ModelFault::BadRequest => (Kind::Unsupported, "model_bad_request"),
            ModelFault::ModelGone => (Kind::Unsupported, "model_unknown"),
            ModelFault::GeoBlocked => (Kind::Disconnected, "model_geo_blocked"),
            ModelFault::Malformed => (Kind::Unavailable, "model_malformed"),
        };
        let error = Error::new(kind, detail).code(code);
        match self {
            ModelFault::RateLimited(Some(pause)) => error.retry(Retry::After(pause)),
            _ => error,
        }
    }
}
