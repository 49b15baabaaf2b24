//! Conversations held through our own API, as a connection; the routes live in the api crate. `callback.rs` sends the replies
//! to the program's own address where it named one, `fake.rs` is such an address.
#![doc = include_str!("README.md")]

mod callback;
#[cfg(feature = "fakes")]
pub mod fake;

use crate::kit::Vendor;
use crate::kit::pull::{CAPS, PullChannel};
use domain::Result;
use domain::port::{Caps, Channel, ChannelConfig, Connector};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, Default)]
pub struct Api;

impl Connector for Api {
    fn name(&self) -> &'static str {
        "api"
    }
    fn title(&self) -> &'static str {
        "API"
    }
    fn caps(&self) -> Caps {
        CAPS
    }
    fn settings_schema(&self) -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "callback_url": {"type": "string", "format": "uri", "maxLength": 500, "title": "Address for replies",
                    "description": "https://… Every reply of the agent and of people is posted there, signed. Empty: the program reads them itself."},
                "callback_secret": {"type": "string", "writeOnly": true, "minLength": callback::SECRET_LENGTH, "maxLength": 200, "title": "Secret that signs the replies",
                    "description": "Needed with the address. whsec_… is read as Standard Webhooks does."}
            }
        })
    }
    fn pulls(&self, settings: &Value) -> bool {
        callback::url(settings).is_none()
    }
    fn open(&self, config: ChannelConfig) -> Result<Arc<dyn Channel>> {
        if self.pulls(&config.settings) {
            return Ok(Arc::new(PullChannel { name: self.title() }));
        }
        Ok(Arc::new(callback::CallbackChannel::open(config, &self.caps())?))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl Vendor for Api {
    #[cfg(feature = "fakes")]
    async fn fake(&self, _clock: domain::time::SharedClock) -> Result<Box<dyn crate::kit::fake::Fake>> {
        Ok(Box::new(crate::kit::fake::Pull))
    }
}
