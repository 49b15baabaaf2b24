//! The chat on a web site, as a connection; the socket itself lives in the api crate.
#![doc = include_str!("README.md")]

use crate::kit::Vendor;
use crate::kit::pull::{CAPS, PullChannel};
use domain::Result;
use domain::port::{Caps, Channel, ChannelConfig, Connector};
use serde_json::json;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, Default)]
pub struct Widget;

impl Connector for Widget {
    fn name(&self) -> &'static str {
        "widget"
    }
    fn title(&self) -> &'static str {
        "Web chat"
    }
    fn caps(&self) -> Caps {
        CAPS
    }
    fn settings_schema(&self) -> serde_json::Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "allowed_origins": {
                    "type": "array", "maxItems": 50, "items": {"type": "string", "maxLength": 200}, "title": "Sites that may show the chat",
                    "description": "https://shop.ru or https://*.shop.ru. The server's own pages always may; an empty list means no other site."
                },
                "title": {"type": "string", "maxLength": 80, "title": "Name in the header", "description": "The firm's name when empty."},
                "color": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$", "title": "Colour"},
                "greeting": {"type": "string", "maxLength": 500, "title": "First words"},
                "starters": {"type": "array", "maxItems": 6, "items": {"type": "string", "maxLength": 40}, "title": "First choices"},
                "policy_url": {"type": "string", "maxLength": 300, "title": "Address of the privacy policy"},
                "identity_secret": {"type": "string", "maxLength": 200, "writeOnly": true, "title": "Secret that signs your users' identity"},
                "identity_secret_previous": {"type": "string", "maxLength": 200, "writeOnly": true, "title": "The secret before it, while you change over"}
            }
        })
    }
    fn open(&self, _config: ChannelConfig) -> Result<Arc<dyn Channel>> {
        Ok(Arc::new(PullChannel { name: self.title() }))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl Vendor for Widget {
    #[cfg(feature = "fakes")]
    async fn fake(&self, _clock: domain::time::SharedClock) -> Result<Box<dyn crate::kit::fake::Fake>> {
        Ok(Box::new(crate::kit::fake::Pull))
    }
}
