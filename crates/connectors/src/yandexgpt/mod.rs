//! The native text generation of Yandex AI Studio. `wire.rs` writes requests and reads answers, `client.rs` makes the calls and
//! judges refusals, `fake.rs` is a server that speaks it. Its OpenAI-compatible door is served by `openai`.
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

pub(crate) const OFFICIAL: &str = "https://llm.api.cloud.yandex.net";

#[derive(Clone, Copy, Debug, Default)]
pub struct YandexGpt;

impl ModelVendor for YandexGpt {
    fn name(&self) -> &'static str {
        "yandexgpt"
    }
    fn title(&self) -> &'static str {
        "YandexGPT"
    }
    fn caps(&self) -> ModelCaps {
        ModelCaps { generation: true, tools: true, parallel_tools: true, named_choice: true, streaming: true, temperature: true, embeddings: true, texts_at_once: 1, is_local: false, lists_models: false }
    }
    fn settings_schema(&self) -> Value {
        json!({
            "type": "object",
            "required": ["api_key", "folder_id"],
            "properties": {
                "api_key": { "type": "string", "writeOnly": true, "title": "API key", "description": "Of a service account with the role ai.languageModels.user" },
                "folder_id": { "type": "string", "minLength": 1, "maxLength": 60, "title": "Folder id", "description": "The folder of Yandex Cloud that pays, for example b1g…" },
                "base_url": { "type": "string", "format": "uri", "default": OFFICIAL, "title": "API address" },
                "proxy": { "type": "string", "writeOnly": true, "title": "Proxy", "description": "http://, https:// or socks5://" },
                "data_logging": { "type": "boolean", "default": false, "title": "Let Yandex keep requests", "description": "Off: every call asks the vendor not to log it" }
            }
        })
    }
    fn suggested(&self) -> &'static [&'static str] {
        &["yandexgpt/latest", "yandexgpt-lite/latest", "aliceai-llm/latest", "qwen3-235b-a22b-fp8/latest", "gpt-oss-120b/latest"]
    }
    fn open(&self, config: ModelConfig) -> Result<Arc<dyn Model>> {
        Ok(Arc::new(client::Client::open(&config)?))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl ModelKit for YandexGpt {
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> Result<crate::kit::fake_model::FakeModel> {
        crate::kit::fake_model::FakeModel::start(fake::Speech, clock).await
    }
}
