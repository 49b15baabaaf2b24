//! Replies go to the program's own address: one signed POST per message, in the form of Standard Webhooks. The id is constant
//! over retries, so a repetition is harmless and nothing stays unknown.

use crate::kit::{http::{Effect, Http, Reply}, limit::Limits, mask::Mask, net, settings};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::port::{Caps, Channel, ChannelConfig, Identity, Inbound, Outbound, RawRequest, Receiving, Sent};
use domain::time::SharedClock;
use domain::{Error, Kind, Result, Retry};
use ring::hmac;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

/// Shorter secrets can be guessed from one signed message.
pub const SECRET_LENGTH: usize = 16;
/// A send must end before the outbox takes its runner for dead.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// The prefix by which Standard Webhooks marks a secret whose rest is base64.
const ENCODED: &str = "whsec_";

/// Where the replies go, if anywhere. What is not a text counts as an address, so that opening refuses it.
pub fn url(settings: &Value) -> Option<&Value> {
    settings.get("callback_url").filter(|url| !url.is_null() && url.as_str().is_none_or(|text| !text.trim().is_empty()))
}

pub struct CallbackChannel {
    http: Http,
    url: Url,
    key: hmac::Key,
    limits: Limits,
    clock: SharedClock,
}

#[derive(Serialize)]
struct Posted<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<domain::id::ConversationId>,
    chat_id: &'a str,
    message: PostedMessage<'a>,
}

#[derive(Serialize)]
struct PostedMessage<'a> {
    key: &'a str,
    text: &'a str,
    buttons: &'a [domain::message::Button],
}

impl CallbackChannel {
    pub fn open(config: ChannelConfig, caps: &Caps) -> Result<Self> {
        let url = url(&config.settings).and_then(Value::as_str).ok_or_else(|| Error::invalid("callback_url", "not a valid address"))?;
        let url = net::base_url("callback_url", url, config.net)?;
        let secret = settings::secret(&config, "callback_secret")?;
        let key = match secret.expose().strip_prefix(ENCODED) {
            Some(encoded) => STANDARD.decode(encoded).map_err(|_| Error::invalid("callback_secret", "after whsec_ comes base64"))?,
            None => secret.expose().as_bytes().to_vec(),
        };
        if key.len() < SECRET_LENGTH {
            return Err(Error::invalid("callback_secret", format!("the secret has at least {SECRET_LENGTH} bytes")));
        }
        let http = Http::open(config.net, None, Mask::new([&secret]))?;
        Ok(CallbackChannel { http, url, key: hmac::Key::new(hmac::HMAC_SHA256, &key), limits: Limits::new(caps, u32::from(u16::MAX)), clock: config.clock })
    }

    /// Posts a body under an id. Any 2xx is a yes.
    async fn post(&self, id: &str, body: &impl Serialize) -> Result<()> {
        let body = serde_json::to_vec(body).map_err(|e| Error::internal("a reply does not serialise").source(e))?;
        let timestamp = self.clock.now().micros().div_euclid(1_000_000).to_string();
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body.as_slice()].concat();
        let signature = format!("v1,{}", STANDARD.encode(hmac::sign(&self.key, &signed)));
        let request = self.http.post(self.url.clone()).header("content-type", "application/json").header("webhook-id", id).header("webhook-timestamp", timestamp);
        let request = request.header("webhook-signature", signature).body(body);
        // The receiver knows a repetition by its id, so a call that got no answer may be made again.
        let reply = self.http.tell(request, Effect::Read, CALL_TIMEOUT).await?;
        if reply.status == 429 {
            self.limits.pause(pause(&reply));
        }
        verdict(&reply)
    }
}

fn pause(reply: &Reply) -> Duration {
    reply.retry_after.unwrap_or(Duration::from_secs(5))
}

fn verdict(reply: &Reply) -> Result<()> {
    let status = reply.status;
    Err(match status {
        200..=299 => return Ok(()),
        300..=399 => Error::new(Kind::Disconnected, "the address redirects elsewhere").code("redirected"),
        408 | 425 => Error::new(Kind::Unavailable, format!("the receiver answers {status}")),
        410 => Error::new(Kind::Disconnected, "the receiver says that the address is gone for good").code("receiver_gone"),
        429 => Error::new(Kind::RateLimited, "the receiver asks to slow down").retry(Retry::After(pause(reply))),
        400..=499 => Error::new(Kind::Invalid, format!("the receiver refuses the message with {status}")).code("receiver_refused"),
        _ => {
            let error = Error::new(Kind::Unavailable, format!("the receiver answers {status}"));
            match reply.retry_after {
                Some(pause) => error.retry(Retry::After(pause.min(Duration::from_secs(3600)))),
                None => error,
            }
        }
    })
}

#[async_trait]
impl Channel for CallbackChannel {
    fn parse(&self, _request: &RawRequest) -> Result<Vec<Inbound>> {
        Err(Error::new(Kind::Unsupported, "messages of this channel come through the API, not by webhook"))
    }

    async fn send(&self, outbound: &Outbound) -> Result<Sent> {
        let op = |error: Error| error.op("api.send");
        self.limits.acquire(&outbound.chat_id).await.map_err(op)?;
        let message = PostedMessage { key: &outbound.key, text: &outbound.text, buttons: &outbound.buttons };
        let body = Posted { conversation_id: outbound.conversation_id, chat_id: &outbound.chat_id, message };
        self.post(&outbound.key, &body).await.map_err(op)?;
        Ok(Sent { provider_ids: vec![outbound.key.clone()] })
    }

    /// A signed post that carries no message.
    async fn check(&self) -> Result<Identity> {
        let id = format!("check-{}", self.clock.now().micros());
        self.post(&id, &json!({ "check": true })).await.map_err(|error| error.op("api.check"))?;
        Ok(Identity { name: self.url.host_str().unwrap_or("API").to_owned(), link: None })
    }

    async fn prepare(&self, _way: Receiving) -> Result<()> {
        Ok(())
    }
}
