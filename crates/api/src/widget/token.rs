//! Tokens of the chat: opaque to the browser, signed by us, never stored. A session token opens one chat for a day;
//! a visitor token only says who comes back. Each kind has its own key, so one never passes for the other.

use app::App;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Error, Kind, Result, Ts};
use ring::hmac;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub const SESSION_SECS: i64 = 24 * 3600;
pub const VISITOR_SECS: i64 = 365 * 24 * 3600;
const LONGEST: usize = 4096;

/// What a session may do, and as whom. Short names: it travels with every request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Organization.
    #[serde(rename = "o")]
    pub org: Uuid,
    #[serde(rename = "c")]
    pub connection: Uuid,
    #[serde(rename = "v")]
    pub visitor: Uuid,
    /// The chat in our ledger: `v:` and the visitor, or `u:` and the site's proven user.
    #[serde(rename = "h")]
    pub chat: String,
    #[serde(rename = "l")]
    pub lang: String,
    /// Name, phone and e-mail the site vouched for.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(rename = "e")]
    pub expires: i64,
}

/// Who comes back to one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    #[serde(rename = "c")]
    pub connection: Uuid,
    #[serde(rename = "v")]
    pub visitor: Uuid,
    #[serde(rename = "e")]
    pub expires: i64,
}

/// A kind of token.
pub trait Claims: Serialize + DeserializeOwned {
    const PURPOSE: &'static str;
    fn expires(&self) -> i64;
}
impl Claims for Session {
    const PURPOSE: &'static str = "widget/session";
    fn expires(&self) -> i64 {
        self.expires
    }
}
impl Claims for Visitor {
    const PURPOSE: &'static str = "widget/visitor";
    fn expires(&self) -> i64 {
        self.expires
    }
}

pub fn seconds(now: Ts) -> i64 {
    now.micros().div_euclid(1_000_000)
}

pub fn sign<C: Claims>(app: &App, claims: &C) -> Result<String> {
    sign_with(&app.vault().derive(C::PURPOSE), claims)
}

pub fn verify<C: Claims>(app: &App, token: &str) -> Result<C> {
    verify_with(&app.vault().derive(C::PURPOSE), token, app.now())
}

fn sign_with<C: Claims>(key: &[u8; 32], claims: &C) -> Result<String> {
    let body = serde_json::to_vec(claims).map_err(|e| Error::internal("cannot write a token").op("widget.token").source(e))?;
    let body = URL_SAFE_NO_PAD.encode(body);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), body.as_bytes());
    Ok(format!("{body}.{}", URL_SAFE_NO_PAD.encode(tag)))
}

fn verify_with<C: Claims>(key: &[u8; 32], token: &str, now: Ts) -> Result<C> {
    let bad = || Error::new(Kind::Unauthorized, "the token is not valid").code("token_invalid");
    let (body, tag) = token.split_once('.').filter(|_| token.len() <= LONGEST).ok_or_else(bad)?;
    let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| bad())?;
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, key), body.as_bytes(), &tag).map_err(|_| bad())?;
    let body = URL_SAFE_NO_PAD.decode(body).map_err(|_| bad())?;
    let claims: C = serde_json::from_slice(&body).map_err(|_| bad())?;
    if seconds(now) >= claims.expires() {
        return Err(Error::new(Kind::Unauthorized, "the token has expired").code("token_expired"));
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_300_000;
    fn now() -> Ts {
        Ts::from_micros(NOW * 1_000_000)
    }
    fn visitor(expires: i64) -> Visitor {
        Visitor { connection: Uuid::from_u128(1), visitor: Uuid::from_u128(2), expires }
    }

    #[test]
    fn a_token_gives_back_what_it_was_made_of() {
        let token = sign_with(&[7; 32], &visitor(NOW + 1)).unwrap();
        assert_eq!(verify_with::<Visitor>(&[7; 32], &token, now()).unwrap(), visitor(NOW + 1));
    }

    #[test]
    fn another_key_a_changed_byte_or_the_end_of_time_close_it() {
        let token = sign_with(&[7; 32], &visitor(NOW + 1)).unwrap();
        assert_eq!(verify_with::<Visitor>(&[8; 32], &token, now()).unwrap_err().public_code(), "token_invalid");
        assert_eq!(verify_with::<Visitor>(&[7; 32], &token, now().plus_secs(1)).unwrap_err().public_code(), "token_expired");
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(bytes).unwrap();
            assert!(forged == token || verify_with::<Visitor>(&[7; 32], &forged, now()).is_err(), "byte {at}");
        }
        for junk in ["", ".", "a.b", "..", "é.é", &"x".repeat(100_000)] {
            assert!(verify_with::<Visitor>(&[7; 32], junk, now()).is_err());
        }
    }

    #[test]
    fn a_visitor_token_is_no_session_token_even_under_one_key() {
        let token = sign_with(&[7; 32], &visitor(NOW + 1)).unwrap();
        assert!(verify_with::<Session>(&[7; 32], &token, now()).is_err());
    }
}
