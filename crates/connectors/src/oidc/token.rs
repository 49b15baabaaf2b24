//! Judging an ID token (OpenID Connect Core 1.0, 3.1.3.7; RFC 7515, 7517, 7518). RS256 and ES256 and nothing else, whatever a header says.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Error, Kind, Result, Ts};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Marks a token whose key is not among those known.
pub(super) const NO_KEY: &str = "no_key";
/// Clocks differ by so much, no more.
const LEEWAY: i64 = 60;
/// A token of the code flow was made a moment ago.
const OLDEST: i64 = 10 * 60;

#[derive(Debug, Deserialize)]
pub(super) struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Debug, Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    pub sub: String,
    aud: Value,
    azp: Option<String>,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    pub email: Option<String>,
    #[serde(default, deserialize_with = "loose_bool")]
    pub email_verified: bool,
    pub name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct UserInfo {
    pub sub: String,
    pub email: Option<String>,
    #[serde(default, deserialize_with = "loose_bool")]
    pub email_verified: bool,
    pub name: Option<String>,
}

/// Some providers write `"true"`.
fn loose_bool<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Value::deserialize(from).map(|value| value == Value::Bool(true) || value == "true")
}

pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: Ts,
}

/// The claims of a token that holds.
pub(super) fn verify(token: &str, keys: &Jwks, expected: &Expected<'_>) -> Result<Claims> {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong("the token does not read"));
    if token.len() > 32 * 1024 {
        return Err(wrong("the token is too long"));
    }
    let (signed, signature) = token.rsplit_once('.').ok_or_else(|| wrong("the token has no signature"))?;
    let (header, body) = signed.split_once('.').ok_or_else(|| wrong("the token has no body"))?;
    let header: Header = serde_json::from_slice(&bytes(header)?).map_err(|_| wrong("the header does not read"))?;
    if header.crit.is_some() {
        return Err(wrong("the token demands what is not known here"));
    }
    check_signature(&header, keys, signed.as_bytes(), &bytes(signature)?)?;
    let claims: Claims = serde_json::from_slice(&bytes(body)?).map_err(|_| wrong("the claims do not read"))?;
    check_claims(&claims, expected)?;
    Ok(claims)
}

fn check_signature(header: &Header, keys: &Jwks, signed: &[u8], signature: &[u8]) -> Result<()> {
    let kty = match header.alg.as_str() {
        "RS256" => "RSA",
        "ES256" => "EC",
        _ => return Err(wrong("the token is signed in a way that is not accepted")),
    };
    let fits = |key: &&Jwk| {
        key.kty == kty && key.purpose.as_deref().is_none_or(|p| p == "sig") && key.alg.as_deref().is_none_or(|a| a == header.alg) && header.kid.as_ref().is_none_or(|kid| key.kid.as_ref() == Some(kid))
    };
    let mut candidates = keys.keys.iter().filter(fits).peekable();
    if candidates.peek().is_none() {
        return Err(wrong("the key of the token is not known").code(NO_KEY));
    }
    if candidates.any(|key| holds(key, signed, signature)) {
        return Ok(());
    }
    // Without a name of a key a new one may be meant.
    let error = wrong("the signature is wrong");
    Err(if header.kid.is_none() { error.code(NO_KEY) } else { error })
}

fn holds(key: &Jwk, signed: &[u8], signature: &[u8]) -> bool {
    let part = |text: &Option<String>| text.as_ref().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    if key.kty == "RSA" {
        let (Some(n), Some(e)) = (part(&key.n), part(&key.e)) else { return false };
        return RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature).is_ok();
    }
    let (Some(x), Some(y), Some("P-256")) = (part(&key.x), part(&key.y), key.crv.as_deref()) else { return false };
    let point = [&[4_u8][..], &x, &y].concat();
    x.len() == 32 && y.len() == 32 && UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature).is_ok()
}

fn check_claims(claims: &Claims, expected: &Expected<'_>) -> Result<()> {
    if claims.iss != expected.issuer {
        return Err(wrong("the token is of another provider"));
    }
    if claims.sub.is_empty() || claims.sub.len() > 255 {
        return Err(wrong("the token names nobody"));
    }
    let audience: Vec<&str> = match &claims.aud {
        Value::String(one) => vec![one.as_str()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !audience.contains(&expected.client_id) {
        return Err(wrong("the token is for another client"));
    }
    // For several it says whom it was given to.
    let is_given_to_us = claims.azp.as_ref().map_or(audience.len() == 1, |azp| azp == expected.client_id);
    if !is_given_to_us {
        return Err(wrong("the token was given to another client"));
    }
    let now = expected.now.micros().div_euclid(1_000_000);
    let secs = |at: f64| -> Result<i64> {
        #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "checked to be a whole number of this age")]
        if at.is_finite() && (0.0..1e12).contains(&at) { Ok(at as i64) } else { Err(wrong("a time of the token does not read")) }
    };
    if secs(claims.exp)? + LEEWAY <= now {
        return Err(wrong("the token has expired"));
    }
    let iat = secs(claims.iat)?;
    if iat > now + LEEWAY || iat < now - OLDEST || claims.nbf.map(secs).transpose()?.is_some_and(|nbf| nbf > now + LEEWAY) {
        return Err(wrong("the token is of another time"));
    }
    let is_ours: bool = claims.nonce.as_ref().is_some_and(|nonce| subtle::ConstantTimeEq::ct_eq(nonce.as_bytes(), expected.nonce.as_bytes()).into());
    if is_ours { Ok(()) } else { Err(wrong("the token answers another question")) }
}

fn wrong(detail: &str) -> Error {
    Error::new(Kind::Forbidden, detail).op("oidc.token")
}
