//! Telegram through the Bot API. `wire.rs` is the vendor's JSON, `map.rs` what comes in, `compose.rs` what goes out, `client.rs` a
//! call and its errors, `channel.rs` the connection, `fake.rs` the vendor in-process.
#![doc = include_str!("README.md")]

mod channel;
mod client;
mod compose;
#[cfg(feature = "fakes")]
pub mod fake;
mod map;
mod poll;
#[cfg(test)]
#[cfg(feature = "fakes")]
mod tests;
mod wire;

use crate::kit::Vendor;
use domain::Result;
use domain::port::{Caps, Channel, ChannelConfig, Connector};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const OFFICIAL: &str = "https://api.telegram.org";

#[derive(Clone, Copy, Debug, Default)]
pub struct Telegram;

impl Connector for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }
    fn title(&self) -> &'static str {
        "Telegram"
    }
    fn caps(&self) -> Caps {
        Caps {
            buttons: 100,
            button_title: 64,
            text_units: 4096,
            media_in: true,
            media_out: true,
            delivery_reports: false,
            idempotent_send: false,
            webhook: true,
            polling: true,
            signed_webhook: true,
            per_second: 30,
            per_chat_second: 1,
            pull: false,
        }
    }
    fn settings_schema(&self) -> Value {
        json!({
            "type": "object",
            "required": ["token"],
            "properties": {
                "token": { "type": "string", "writeOnly": true, "minLength": 5, "title": "Bot token", "description": "From @BotFather, for example 123456:ABC…" },
                "api_url": { "type": "string", "format": "uri", "default": OFFICIAL, "title": "Bot API address",
                    "description": "Another address for a reverse proxy or a Bot API server of your own" },
                "proxy": { "type": "string", "writeOnly": true, "title": "Proxy", "description": "http://, https:// or socks5://, where Telegram is not reachable directly" },
                "groups": { "type": "boolean", "default": false, "title": "Answer in groups",
                    "description": "What the bot sees there is decided by its privacy mode" },
                "poll_seconds": { "type": "integer", "minimum": 1, "maximum": 50, "default": 25, "title": "Length of one long poll, seconds" },
                "allow_unsigned_webhook": { "type": "boolean", "default": false, "x-test-only": true, "title": "Accept unsigned webhooks",
                    "description": "For emulators; has no effect on a server that calls public addresses only" }
            }
        })
    }
    fn open(&self, config: ChannelConfig) -> Result<Arc<dyn Channel>> {
        Ok(Arc::new(channel::TelegramChannel::open(config, &self.caps())?))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl Vendor for Telegram {
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> Result<Box<dyn crate::kit::fake::Fake>> {
        Ok(Box::new(fake::FakeTelegram::start(clock).await?))
    }
}
