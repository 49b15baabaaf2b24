//! The link of a referral. Its token is made anew from the installation's key whenever it is needed, so that a reminder can carry it and the
//! database holds no more than a digest.

use crate::App;
use crate::access::token;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::id::ReferralId;
use ring::hmac;

fn token_of(app: &App, id: ReferralId) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &app.vault().derive("referral link"));
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, id.0.as_bytes()))
}

pub(crate) fn digest(app: &App, id: ReferralId) -> Vec<u8> {
    token::digest(&token_of(app, id))
}

pub(crate) fn of(app: &App, id: ReferralId) -> String {
    format!("{}/r/{}", app.config().public_url.as_deref().unwrap_or_default(), token_of(app, id))
}
