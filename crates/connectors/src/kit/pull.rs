//! A channel whose customer comes to us: the message is in the database, and the API or the socket hands it over.

use async_trait::async_trait;
use domain::port::{Caps, Channel, Identity, Inbound, Outbound, RawRequest, Receiving, Sent};
use domain::{Error, Kind, Result};

/// No buttons are cut and no text is split here: the face draws what the message holds.
pub const CAPS: Caps = Caps {
    buttons: 100,
    button_title: 64,
    text_units: 16_384,
    media_in: true,
    media_out: true,
    delivery_reports: false,
    idempotent_send: true,
    webhook: false,
    polling: false,
    signed_webhook: false,
    per_second: 1000,
    per_chat_second: 1000,
    pull: true,
};

#[derive(Clone, Debug)]
pub struct PullChannel {
    pub name: &'static str,
}

#[async_trait]
impl Channel for PullChannel {
    fn parse(&self, _request: &RawRequest) -> Result<Vec<Inbound>> {
        Err(Error::new(Kind::Unsupported, "messages of this channel come through the API, not by webhook"))
    }
    async fn send(&self, _outbound: &Outbound) -> Result<Sent> {
        Err(Error::new(Kind::Unsupported, "the customer pulls messages of this channel"))
    }
    async fn check(&self) -> Result<Identity> {
        Ok(Identity { name: self.name.to_owned(), link: None })
    }
    async fn prepare(&self, _way: Receiving) -> Result<()> {
        Ok(())
    }
}
