//! The OpenAI dialect of chat completions, spoken by OpenAI itself and by most others: OpenRouter, ProxyAPI, vLLM, LM Studio, Ollama.
//! `wire.rs` writes requests and reads whole answers, `gather.rs` reads streamed ones, `client.rs` makes the calls and judges
//! refusals, `fake.rs` is a server that speaks it.
#![doc = include_str!("README.md")]

mod client;
#[cfg(feature = "fakes")]
pub mod fake;
mod gather;
#[cfg(test)]
mod tests;
mod wire;

use crate::kit::ModelKit;
use domain::Result;
use domain::port::{Model, ModelCaps, ModelConfig, ModelVendor};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const OFFICIAL: &str = "https://api.openai.com/v1";

#[derive(Clone, Copy, Debug, Default)]
pub struct OpenAi;

impl ModelVendor for OpenAi {
    fn name(&self) -> &'static str {
        "openai"
    }
    fn title(&self) -> &'static str {
        "OpenAI and compatible"
    }
    fn caps(&self) -> ModelCaps {
        ModelCaps { generation: true, tools: true, parallel_tools: true, named_choice: true, streaming: true, temperature: true, embeddings: true, texts_at_once: 128, is_local: false, lists_models: true }
    }
    fn settings_schema(&self) -> Value {
        json!({
            "type": "object",
            "properties": {
                "base_url": { "type": "string", "format": "uri", "default": OFFICIAL, "title": "API address",
                    "examples": ["https://openrouter.ai/api/v1", "https://api.proxyapi.ru/openai/v1", "http://localhost:11434/v1", "http://localhost:1234/v1", "http://localhost:8000/v1"],
                    "description": "Ends before /chat/completions. An address inside your network must be allowed by the server's security.outgoing" },
                "api_key": { "type": "string", "writeOnly": true, "title": "API key", "description": "Local servers usually need none" },
                "proxy": { "type": "string", "writeOnly": true, "title": "Proxy", "description": "http://, https:// or socks5://, where the vendor does not serve your country" },
                "organization": { "type": "string", "maxLength": 200, "title": "Organization", "description": "OpenAI-Organization" },
                "project": { "type": "string", "maxLength": 200, "title": "Project", "description": "OpenAI-Project; the folder at Yandex AI Studio" },
                "key_scheme": { "type": "string", "enum": ["Bearer", "Api-Key"], "default": "Bearer", "title": "How the key is sent", "description": "Api-Key for Yandex AI Studio" },
                "max_tokens_field": { "type": "string", "enum": ["auto", "max_tokens", "max_completion_tokens"], "default": "auto", "title": "Field of the answer's length" },
                "reasoning_effort": { "type": "string", "enum": ["none", "minimal", "low", "medium", "high"], "title": "Reasoning effort", "description": "For reasoning models; a customer waits for the answer, so the less the better" },
                "dimensions": { "type": "integer", "minimum": 1, "maximum": 4096, "title": "Length of embeddings", "description": "Only for models that can shorten them" }
            }
        })
    }
    fn suggested(&self) -> &'static [&'static str] {
        &["gpt-6-luna", "gpt-6-sol"]
    }
    fn open(&self, config: ModelConfig) -> Result<Arc<dyn Model>> {
        Ok(Arc::new(client::Client::open(&config)?))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl ModelKit for OpenAi {
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> Result<crate::kit::fake_model::FakeModel> {
        crate::kit::fake_model::FakeModel::start(fake::Speech, clock).await
    }
}
