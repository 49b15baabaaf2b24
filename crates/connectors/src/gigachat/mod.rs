//! GigaChat of Sber. `token.rs` gets and renews the access token, `wire.rs` writes requests and reads answers, whole or streamed,
//! `client.rs` makes the calls, one after another, and judges refusals, `fake.rs` is a server that speaks it.
#![doc = include_str!("README.md")]

mod client;
#[cfg(feature = "fakes")]
pub mod fake;
mod token;
mod wire;

use crate::kit::ModelKit;
use domain::Result;
use domain::port::{Model, ModelCaps, ModelConfig, ModelVendor};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const OFFICIAL: &str = "https://api.giga.chat/v1";
pub(crate) const OAUTH: &str = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth";
pub(crate) const SCOPES: [&str; 3] = ["GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP"];

#[derive(Clone, Copy, Debug, Default)]
pub struct GigaChat;

impl ModelVendor for GigaChat {
    fn name(&self) -> &'static str {
        "gigachat"
    }
    fn title(&self) -> &'static str {
        "GigaChat"
    }
    fn caps(&self) -> ModelCaps {
        ModelCaps { generation: true, tools: true, parallel_tools: false, named_choice: true, streaming: true, temperature: true, embeddings: true, texts_at_once: 16, is_local: false, lists_models: true }
    }
    fn settings_schema(&self) -> Value {
        json!({
            "type": "object",
            "required": ["credentials"],
            "properties": {
                "credentials": { "type": "string", "writeOnly": true, "title": "Authorization key", "description": "From the project in Sber Studio, base64 of client id and secret" },
                "scope": { "type": "string", "enum": SCOPES, "default": "GIGACHAT_API_PERS", "title": "Scope", "description": "PERS for people, B2B for firms that paid ahead, CORP for firms that pay later" },
                "ca_pem": { "type": "string", "maxLength": 65536, "format": "textarea", "title": "Root certificate",
                    "description": "PEM of Russian Trusted Root CA, where this machine does not trust it: trusted for this provider only" },
                "base_url": { "type": "string", "format": "uri", "default": OFFICIAL, "title": "API address", "examples": ["https://gigachat.devices.sberbank.ru/api/v1"] },
                "auth_url": { "type": "string", "format": "uri", "default": OAUTH, "title": "Address of the token" },
                "proxy": { "type": "string", "writeOnly": true, "title": "Proxy", "description": "http://, https:// or socks5://" },
                "streams": { "type": "integer", "minimum": 1, "maximum": 50, "default": 1, "title": "Calls at once", "description": "One on the personal tariff; others wait for their turn" }
            }
        })
    }
    fn suggested(&self) -> &'static [&'static str] {
        &["GigaChat-2", "GigaChat-2-Pro", "GigaChat-2-Max"]
    }
    fn open(&self, config: ModelConfig) -> Result<Arc<dyn Model>> {
        Ok(Arc::new(client::Client::open(config)?))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl ModelKit for GigaChat {
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> Result<crate::kit::fake_model::FakeModel> {
        crate::kit::fake_model::FakeModel::start(fake::Speech::default(), clock).await
    }
}
