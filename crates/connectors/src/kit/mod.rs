//! What every connector needs and none should write twice: guarded HTTP, rate limits, splitting of long texts, masking.
//! Nothing here knows a vendor.

#[cfg(feature = "fakes")]
pub mod fake;
pub mod http;
pub mod limit;
pub mod mask;
pub mod net;
pub mod pull;
pub mod settings;
pub mod split;

use domain::port::Connector;

/// A connector together with its stand-in. A connector without a fake does not compile.
#[cfg_attr(feature = "fakes", async_trait::async_trait)]
pub trait Vendor: Connector {
    /// Starts the vendor in-process, written from the vendor's documents and not from our client.
    #[cfg(feature = "fakes")]
    async fn fake(&self, clock: domain::time::SharedClock) -> domain::Result<Box<dyn fake::Fake>>;
}
