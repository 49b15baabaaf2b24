//! The Messages API of Anthropic. `wire.rs` writes requests and reads whole answers, `gather.rs` reads streamed ones, `client.rs`
//! makes the calls and judges refusals, `fake.rs` is a server that speaks it.
#![doc = include_str!("README.md")]

mod client;
#[cfg(feature = "fakes")]
pub mod fake;
mod gather;
mod wire;

use crate::kit::ModelKit;
use domain::Result;
use domain::port::{Model, ModelCaps, ModelConfig, ModelVendor};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const OFFICIAL: &str = "https://api.anthropic.com";
pub(crate) const VERSION: &str = "2023-06-01";

#[derive(Clone, Copy, Debug, Default)]
pub struct Anthropic;

impl ModelVendor for Anthropic {
    fn name(&self) -> &'static str {
        "anthropic"
    }
    fn title(&self) -> &'static str {
        "Anthropic"
    }
    fn caps(&self) -> ModelCaps {
        ModelCaps { generation: true, tools: true, parallel_tools: true, named_choice: true, streaming: true, temperature: true, embeddings: false, texts_at_once: 0, is_local: false, lists_models: true }
    }
    fn settings_schema(&self) -> Value {
        json!({
            "type": "object",
            "required": ["api_key"],
            "properties": {
                "api_key": { "type": "string", "writeOnly": true, "title": "API key" },
                "base_url": { "type": "string", "format": "uri", "default": OFFICIAL, "title": "API address", "examples": ["https://api.proxyapi.ru/anthropic"], "description": "Ends before /v1/messages" },
                "proxy": { "type": "string", "writeOnly": true, "title": "Proxy", "description": "http://, https:// or socks5://, where the vendor does not serve your country" },
                "version": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "default": VERSION, "title": "API version", "description": "anthropic-version; from 2024 on the key goes as a bearer token and temperature is not sent" }
            }
        })
    }
    fn suggested(&self) -> &'static [&'static str] {
        &["claude-haiku-5-5", "claude-sonnet-5-5"]
    }
    fn open(&self, config: ModelConfig) -> Result<Arc<dyn Model>> {
        Ok(Arc::new(client::Client::open(&config)?))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl ModelKit for Anthropic {
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> Result<crate::kit::fake_model::FakeModel> {
        crate::kit::fake_model::FakeModel::start(fake::Speech, clock).await
    }
}
