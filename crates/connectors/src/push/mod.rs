//! Web push (RFC 8030) with the installation's own key (RFC 8292): the call to the push service a browser has named.
//! What is inside the message is sealed for that browser alone in `seal.rs`.

pub mod seal;

use crate::kit::http::{Effect, Http};
use crate::kit::mask::Mask;
use crate::kit::net::base_url;
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD}};
use domain::port::{NetPolicy, Push, PushKey, PushTarget};
use domain::{Error, Kind, Result, Retry};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use std::time::Duration;
use url::Url;

const TIMEOUT: Duration = Duration::from_secs(15);
/// A push service takes a signature of at most a day.
const SIGNED_SECS: i64 = 12 * 3600;

/// Calls push services wherever the policy lets it.
#[derive(Debug)]
pub struct WebPush {
    policy: NetPolicy,
    http: Http,
}

impl WebPush {
    pub fn new(policy: NetPolicy) -> Result<Self> {
        Ok(WebPush { policy, http: Http::open(policy, None, Mask::default())? })
    }
    fn url(&self, endpoint: &str) -> Result<Url> {
        let (bare, query) = endpoint.split_once('?').map_or((endpoint, None), |(bare, query)| (bare, Some(query)));
        let mut url = base_url("endpoint", bare, self.policy)?;
        url.set_query(query);
        Ok(url)
    }
}

#[async_trait]
impl Push for WebPush {
    fn check(&self, endpoint: &str) -> Result<()> {
        self.url(endpoint).map(drop)
    }

    async fn send(&self, target: &PushTarget, key: &PushKey, notice: &[u8], ttl_secs: u32, secs_now: i64) -> Result<()> {
        let url = self.url(&target.endpoint)?;
        let authorization = authorization(key, &url, secs_now)?;
        let body = seal::seal(target, notice)?;
        let request = self.http.post(url).header("authorization", authorization).header("content-encoding", "aes128gcm").header("content-type", "application/octet-stream");
        let request = request.header("ttl", ttl_secs.to_string()).header("urgency", "high").body(body);
        let reply = self.http.tell(request, Effect::Read, TIMEOUT).await?;
        match reply.status {
            200..300 => Ok(()),
            404 | 410 => Err(Error::not_found("push subscription")),
            429 | 500.. => Err(Error::new(Kind::Unavailable, format!("the push service answers {}", reply.status)).retry(reply.retry_after.map_or(Retry::Backoff, Retry::After))),
            status => Err(Error::new(Kind::Unsupported, format!("the push service refuses: {status}"))),
        }
    }
}

/// `vapid t=…, k=…`: a token for the origin of the endpoint, signed with ES256.
fn authorization(key: &PushKey, url: &Url, secs_now: i64) -> Result<String> {
    let bad = || Error::internal("the push key does not read").op("push.sign");
    let pkcs8 = STANDARD.decode(key.pkcs8.expose()).map_err(|_| bad())?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &SystemRandom::new()).map_err(|_| bad())?;
    let header = URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#);
    let claims = serde_json::json!({ "aud": url.origin().ascii_serialization(), "exp": secs_now + SIGNED_SECS, "sub": key.subject });
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| bad())?;
    Ok(format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature.as_ref()), URL_SAFE_NO_PAD.encode(&key.public)))
}
