//! The Gemini API of Google. `wire.rs` writes requests and reads answers, whole or streamed, `client.rs` makes the calls and judges
//! refusals, `fake.rs` is a server that speaks it.
#![doc = include_str!("README.md")]

mod client;
#[cfg(feature = "fakes")]
pub mod fake;
mod wire;

use crate::kit::ModelKit;
use domain::Result;
use domain::port::{Model, ModelCaps, ModelConfig, ModelVendor};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const OFFICIAL: &str = "https://generativelanguage.googleapis.com";
pub(crate) const VERSION: &str = "v1beta";

#[derive(Clone, Copy, Debug, Default)]
pub struct Gemini;

impl ModelVendor for Gemini {
    fn name(&self) -> &'static str {
        "gemini"
    }
    fn title(&self) -> &'static str {
        "Google Gemini"
    }
    fn caps(&self) -> ModelCaps {
        ModelCaps { generation: true, tools: true, parallel_tools: true, named_choice: true, streaming: true, temperature: true, embeddings: true, texts_at_once: 100, is_local: false, lists_models: true }
    }
    fn settings_schema(&self) -> Value {
        json!({
            "type": "object",
            "required": ["api_key"],
            "properties": {
                "api_key": { "type": "string", "writeOnly": true, "title": "API key" },
                "base_url": { "type": "string", "format": "uri", "default": OFFICIAL, "title": "API address", "examples": ["https://api.proxyapi.ru/google"], "description": "Ends before /v1beta" },
                "proxy": { "type": "string", "writeOnly": true, "title": "Proxy", "description": "http://, https:// or socks5://, where the vendor does not serve your country" },
                "version": { "type": "string", "enum": ["v1", "v1beta"], "default": VERSION, "title": "API version" },
                "thinking_level": { "type": "string", "enum": ["minimal", "low", "medium", "high"], "title": "Thinking level", "description": "For Gemini 3 and later; a customer waits for the answer, so the less the better" },
                "dimensions": { "type": "integer", "minimum": 1, "maximum": 4096, "title": "Length of embeddings" }
            }
        })
    }
    fn suggested(&self) -> &'static [&'static str] {
        &["gemini-3.6-flash", "gemini-3.5-flash-lite"]
    }
    fn open(&self, config: ModelConfig) -> Result<Arc<dyn Model>> {
        Ok(Arc::new(client::Client::open(&config)?))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl ModelKit for Gemini {
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> Result<crate::kit::fake_model::FakeModel> {
        crate::kit::fake_model::FakeModel::start(fake::Speech, clock).await
    }
}
