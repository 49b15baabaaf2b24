//! What every connector needs and none should write twice: guarded HTTP, rate limits, splitting of long texts, masking.
//! Nothing here knows a vendor.

#[cfg(feature = "fakes")]
pub mod fake;
#[cfg(feature = "fakes")]
pub mod fake_model;
pub mod http;
pub mod limit;
pub mod mask;
pub mod model;
pub mod net;
pub mod pull;
pub mod robots;
pub mod settings;
pub mod split;
pub mod sse;
pub mod web;

use domain::port::{Connector, ModelVendor};

/// A connector together with its stand-in. A connector without a fake does not compile.
#[cfg_attr(feature = "fakes", async_trait::async_trait)]
pub trait Vendor: Connector {
    /// Starts the vendor in-process, written from the vendor's documents and not from our client.
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> domain::Result<Box<dyn fake::Fake>>;
}

/// A vendor of models together with its stand-in.
#[cfg_attr(feature = "fakes", async_trait::async_trait)]
pub trait ModelKit: ModelVendor {
    /// Starts a server that speaks the vendor's protocol, written from the vendor's documents and not from our client.
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> domain::Result<fake_model::FakeModel>;
}
