//! The chat on a web site, as a connection; the socket itself lives in the api crate.
#![doc = include_str!("README.md")]

mod form;

use crate::kit::Vendor;
use crate::kit::pull::{CAPS, PullChannel};
use domain::Result;
use domain::port::{Caps, Channel, ChannelConfig, Connector};
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
        form::schema()
    }
    fn open(&self, config: ChannelConfig) -> Result<Arc<dyn Channel>> {
        form::check(&config.settings)?;
        form::check_secrets(&config.secrets)?;
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
