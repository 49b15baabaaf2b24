//! Tokens: random ones that are stored as digests, and signed ones that carry who, where and until when.
//! Signed tokens are JWT with HS256; nothing else is accepted, whatever the header says.

use crate::vault::random;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::id::{OrgId, PersonId};
use domain::{Error, Kind, Result, Secret, Ts};
use ring::hmac;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Life of an access token.
pub const ACCESS_SECS: i64 = 15 * 60;
/// Life of a socket ticket.
pub const TICKET_SECS: i64 = 60;

/// A random token with a prefix that says what it is: 256 bits, 43 characters after the prefix.
pub fn fresh(prefix: &str) -> Result<Secret> {
    let bytes = random::<32>()?;
    Ok(Secret::new(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
}

/// What is stored of a random token. They carry 256 bits, so a plain digest is enough.
pub fn digest(token: &str) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, token.as_bytes()).as_ref().to_vec()
}

/// Compares digests without telling by time where they part.
pub fn is_same(a: &[u8], b: &[u8]) -> bool {
    use subtle::ConstantTimeEq;
    a.ct_eq(b).into()
}

/// What a signed token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    Api,
    /// Opens one web socket, once.
    Socket,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub aud: Audience,
    pub sub: Uuid,
    pub org: OrgId,
    /// The log-in it grew out of: a family of refresh tokens, a session, or a key.
    pub fam: Uuid,
    pub iat: i64,
    pub exp: i64,
    pub jti: Uuid,
}

impl Claims {
    pub fn person(&self) -> PersonId {
        self.sub.into()
    }
    pub(crate) fn new(aud: Audience, sub: Uuid, org: OrgId, fam: Uuid, now: Ts, secs: i64) -> Self {
        let iat = now.micros().div_euclid(1_000_000);
        Claims { aud, sub, org, fam, iat, exp: iat + secs, jti: Uuid::now_v7() }
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

/// Signs and verifies with one key.
pub struct Signer {
    key: hmac::Key,
    kid: String,
}

impl Signer {
    pub fn new(key: &[u8; 32]) -> Self {
        let kid = ring::digest::digest(&ring::digest::SHA256, key).as_ref().iter().take(4).map(|b| format!("{b:02x}")).collect();
        Signer { key: hmac::Key::new(hmac::HMAC_SHA256, key), kid }
    }

    pub fn sign(&self, claims: &Claims) -> Result<Secret> {
        let header = Header { alg: "HS256".into(), typ: "JWT".into(), kid: self.kid.clone() };
        let part = |bytes: Result<Vec<u8>, serde_json::Error>| bytes.map(|b| URL_SAFE_NO_PAD.encode(b)).map_err(|e| Error::internal("cannot write a token").source(e));
        let signed = format!("{}.{}", part(serde_json::to_vec(&header))?, part(serde_json::to_vec(claims))?);
        let tag = hmac::sign(&self.key, signed.as_bytes());
        Ok(Secret::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))))
    }

    pub fn verify(&self, token: &str, audience: Audience, now: Ts) -> Result<Claims> {
        let bad = || Error::new(Kind::Unauthorized, "the token is not valid").code("token_invalid");
        if token.len() > 2048 {
            return Err(bad());
        }
        let (signed, tag) = token.rsplit_once('.').ok_or_else(bad)?;
        let (header, body) = signed.split_once('.').ok_or_else(bad)?;
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| bad());
        hmac::verify(&self.key, signed.as_bytes(), &bytes(tag)?).map_err(|_| bad())?;
        let header: Header = serde_json::from_slice(&bytes(header)?).map_err(|_| bad())?;
        if header.alg != "HS256" || header.kid != self.kid {
            return Err(bad());
        }
        let claims: Claims = serde_json::from_slice(&bytes(body)?).map_err(|_| bad())?;
        if claims.aud != audience {
            return Err(bad());
        }
        let now = now.micros().div_euclid(1_000_000);
        // A minute of leeway on the birth lets nodes disagree about the time; the end is strict.
        if now >= claims.exp || claims.iat > now + 60 {
            return Err(Error::new(Kind::Unauthorized, "the token has expired").code("token_expired"));
        }
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Ts {
        Ts::from_micros(1_800_000_000_000_000)
    }
    fn claims() -> Claims {
        Claims::new(Audience::Api, Uuid::from_u128(1), OrgId(Uuid::from_u128(2)), Uuid::from_u128(3), now(), ACCESS_SECS)
    }

    #[test]
    fn a_signed_token_comes_back_until_it_expires() {
        let signer = Signer::new(&[1; 32]);
        let token = signer.sign(&claims()).unwrap();
        assert_eq!(signer.verify(token.expose(), Audience::Api, now()).unwrap().sub, Uuid::from_u128(1));
        assert!(signer.verify(token.expose(), Audience::Api, now().plus_secs(ACCESS_SECS - 1)).is_ok());
        for (at, code) in [(now().plus_secs(ACCESS_SECS), "token_expired"), (now().plus_secs(-3600), "token_expired")] {
            assert_eq!(signer.verify(token.expose(), Audience::Api, at).unwrap_err().public_code(), code);
        }
    }

    #[test]
    fn forgeries_are_refused() {
        let signer = Signer::new(&[1; 32]);
        let token = signer.sign(&claims()).unwrap();
        let token = token.expose();
        let parts: Vec<&str> = token.split('.').collect();
        let none = URL_SAFE_NO_PAD.encode(br#"{"alg":"none","typ":"JWT","kid":""}"#);
        let other = Signer::new(&[2; 32]).sign(&claims()).unwrap();
        let mut raised = claims();
        raised.sub = Uuid::from_u128(9);
        let raised = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&raised).unwrap());
        for forged in [
            format!("{none}.{}.", parts[1]),
            format!("{none}.{}.{}", parts[1], parts[2]),
            format!("{}.{raised}.{}", parts[0], parts[2]),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}", parts[0], parts[1]),
            other.expose().to_owned(),
            String::new(),
            "..".to_owned(),
            "ё.ё.ё".to_owned(),
            "a".repeat(5000),
        ] {
            assert_eq!(signer.verify(&forged, Audience::Api, now()).unwrap_err().public_code(), "token_invalid", "{forged}");
        }
        assert!(signer.verify(token, Audience::Socket, now()).is_err(), "a token for the API opens no socket");
    }

    #[test]
    fn random_tokens_differ_and_digests_compare() {
        let (a, b) = (fresh("smv_").unwrap(), fresh("smv_").unwrap());
        assert!(a.expose().starts_with("smv_") && a.expose().len() == 47);
        assert_ne!(a.expose(), b.expose());
        assert!(is_same(&digest(a.expose()), &digest(a.expose())));
        assert!(!is_same(&digest(a.expose()), &digest(b.expose())));
        assert!(!is_same(&[], &digest("x")));
    }
}
