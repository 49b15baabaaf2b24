//! Proof of identity from the site: a JWT that the site's own server signed with the shared secret (HS256 only).
//! Two secrets may be live at once, so that a site can change over; the proof is short-lived by its `exp`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Error, Kind, Phone, Result, Secret, Ts};
use ring::hmac;
use serde::Deserialize;

const LONGEST: usize = 4096;
/// How far apart the two servers' clocks may be.
const SKEW_SECS: i64 = 60;
/// The longest life a proof may claim: a stolen one must die soon.
const LONGEST_LIFE_SECS: i64 = 3600;

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// What the site vouches for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Identity {
    pub user_id: String,
    exp: i64,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    aud: Option<String>,
    /// Names this very proof; a site that gives it gets one use by one visitor.
    #[serde(default)]
    pub jti: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    email: Option<String>,
}

impl Identity {
    pub fn name(&self) -> Option<String> {
        let name: String = self.name.as_deref()?.trim().chars().filter(|c| !c.is_control()).take(120).collect();
        Some(name).filter(|n| !n.is_empty())
    }
    /// Only a number that reads as one: a site's slip must not cost its user the chat.
    pub fn phone(&self) -> Option<String> {
        self.phone.as_deref().and_then(|p| Phone::parse(p, "RU").ok()).map(|p| p.to_string())
    }
    pub fn email(&self) -> Option<String> {
        let email = self.email.as_deref()?.trim();
        let is_fine = email.chars().count() <= 254 && email.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.') && !host.contains('@')) && !email.contains(|c: char| c.is_whitespace() || c.is_control());
        is_fine.then(|| email.to_lowercase())
    }
}

pub fn verify(jwt: &str, secrets: &[Secret], key: &str, now: Ts) -> Result<Identity> {
    let bad = |code: &'static str| Error::new(Kind::Unauthorized, "the proof of identity is not valid").code(code);
    let invalid = || bad("identity_invalid");
    if jwt.len() > LONGEST {
        return Err(invalid());
    }
    let (signed, tag) = jwt.rsplit_once('.').ok_or_else(invalid)?;
    let (header, body) = signed.split_once('.').ok_or_else(invalid)?;
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid());
    let header: Header = serde_json::from_slice(&bytes(header)?).map_err(|_| invalid())?;
    if header.alg != "HS256" {
        return Err(invalid());
    }
    let tag = bytes(tag)?;
    let is_ours = |secret: &Secret| !secret.expose().is_empty() && hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes()), signed.as_bytes(), &tag).is_ok();
    if !secrets.iter().any(is_ours) {
        return Err(invalid());
    }
    let identity: Identity = serde_json::from_slice(&bytes(body)?).map_err(|_| invalid())?;
    let now = now.micros().div_euclid(1_000_000);
    if now >= identity.exp.saturating_add(SKEW_SECS) {
        return Err(bad("identity_expired"));
    }
    let is_fine = identity.exp <= now.saturating_add(LONGEST_LIFE_SECS + SKEW_SECS)
        && identity.iat.is_none_or(|iat| iat <= now.saturating_add(SKEW_SECS))
        && identity.aud.as_deref().is_none_or(|aud| aud == key)
        && (1..=128).contains(&identity.user_id.chars().count())
        && !identity.user_id.chars().any(char::is_control)
        && identity.jti.as_deref().is_none_or(|jti| (1..=128).contains(&jti.chars().count()) && !jti.chars().any(char::is_control));
    if is_fine { Ok(identity) } else { Err(invalid()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published vector: secret, user and end of life.
    const SECRET: &str = "samovar_widget_secret";
    const JWT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoidXNlci00MiIsImV4cCI6MTc5NTMwNTYwMH0.baazh32XJ6RL3og4hH0ll4jJbjdwet7PwEOH0vCCBRs";
    const EXP: i64 = 1_795_305_600;

    fn at(seconds: i64) -> Ts {
        Ts::from_micros(seconds * 1_000_000)
    }
    fn make(header: &str, body: &str, secret: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(body));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
    }
    fn code(jwt: &str, secrets: &[&str], now: i64) -> Result<String, &'static str> {
        let secrets: Vec<Secret> = secrets.iter().map(|s| Secret::new(*s)).collect();
        verify(jwt, &secrets, "wk_1", at(now)).map(|i| i.user_id).map_err(|e| e.public_code())
    }

    #[test]
    fn the_published_vector_holds() {
        assert_eq!(code(JWT, &[SECRET], EXP - 600), Ok("user-42".into()));
        assert_eq!(code(JWT, &["new", SECRET], EXP - 600), Ok("user-42".into()), "the previous secret still counts");
        assert_eq!(code(JWT, &[SECRET], EXP + 59), Ok("user-42".into()), "a minute of skew");
        assert_eq!(code(JWT, &[SECRET], EXP + 60), Err("identity_expired"));
        assert_eq!(code(JWT, &["another"], EXP - 600), Err("identity_invalid"));
        assert_eq!(code(JWT, &[], EXP - 600), Err("identity_invalid"), "no secret, no identity");
        assert_eq!(code(JWT, &[""], EXP - 600), Err("identity_invalid"));
        assert_eq!(code(JWT, &[SECRET], EXP - 7200), Err("identity_invalid"), "a proof that lives too long");
    }

    #[test]
    fn tricks_are_refused() {
        let body = format!(r#"{{"user_id":"u","exp":{EXP}}}"#);
        let hs = r#"{"alg":"HS256"}"#;
        for (jwt, why) in [
            (make(r#"{"alg":"none"}"#, &body, SECRET), "alg none"),
            (make(r#"{"alg":"hs256"}"#, &body, SECRET), "alg by another spelling"),
            (make(r#"{"alg":"RS256"}"#, &body, SECRET), "alg of another kind"),
            (make(hs, &format!(r#"{{"user_id":"","exp":{EXP}}}"#), SECRET), "nobody"),
            (make(hs, &format!(r#"{{"user_id":"a\nb","exp":{EXP}}}"#), SECRET), "control characters"),
            (make(hs, &format!(r#"{{"user_id":"{}","exp":{EXP}}}"#, "x".repeat(129)), SECRET), "too long"),
            (make(hs, r#"{"user_id":"u"}"#, SECRET), "no end of life"),
            (make(hs, &format!(r#"{{"user_id":"u","exp":{EXP},"aud":"wk_2"}}"#), SECRET), "another site's"),
            (make(hs, &format!(r#"{{"user_id":"u","exp":{EXP},"iat":{EXP}}}"#), SECRET), "from the future"),
            (format!("{}.", JWT.rsplit_once('.').unwrap().0), "no signature"),
            ("a.b.c".into(), "rubbish"),
            (String::new(), "nothing"),
            ("x".repeat(1_000_000), "a flood"),
        ] {
            assert_eq!(code(&jwt, &[SECRET], EXP - 600), Err("identity_invalid"), "{why}");
        }
        assert_eq!(code(&make(hs, &format!(r#"{{"user_id":"u","exp":{EXP},"aud":"wk_1"}}"#), SECRET), &[SECRET], EXP - 600), Ok("u".into()));
    }
}
