//! Conversations held through our own API, as a connection; the routes live in the api crate.
#![doc = include_str!("README.md")]

use crate::kit::Vendor;
use crate::kit::pull::{CAPS, PullChannel};
use domain::Result;
use domain::port::{Caps, Channel, ChannelConfig, Connector};
use serde_json::json;
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
    fn settings_schema(&self) -> serde_json::Value {
        json!({ "type": "object", "properties": {}, "additionalProperties": true })
    }
    fn open(&self, _config: ChannelConfig) -> Result<Arc<dyn Channel>> {
        Ok(Arc::new(PullChannel { name: self.title() }))
    }
}

#[cfg_attr(feature = "fakes", async_trait::async_trait)]
impl Vendor for Api {
    #[cfg(feature = "fakes")]
    async fn fake(&self, _clock: domain::time::SharedClock) -> Result<Box<dyn crate::kit::fake::Fake>> {
        Ok(Box::new(crate::kit::fake::Pull))
    }
}
