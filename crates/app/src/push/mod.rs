//! Browsers of people: their addresses, the key they subscribe with, handing a notice to one. What is told of what is `notice/`;
//! the job that sends is in `job/push.rs`; sealing and calling is a port.

use crate::App;
use domain::id::PersonId;
use domain::port::{Push, PushKey, PushTarget};
use domain::{Error, Kind, Lang, Result, Secret};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::push::{Key, Subscription};
use uuid::Uuid;

/// A notice that waited longer tells nothing any more.
const TTL_SECS: u32 = 6 * 3600;

/// What the service worker gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub title: String,
    pub body: String,
    pub url: String,
    pub tag: String,
}

fn sender(app: &App) -> Result<&Arc<dyn Push>> {
    app.config().push.as_ref().ok_or_else(|| Error::new(Kind::Unsupported, "this server does not push").code("push_off"))
}

/// The key browsers subscribe with; made at the first question, once per installation.
pub async fn public_key(app: &App) -> Result<Vec<u8>> {
    sender(app)?;
    if let Some(known) = store::push::key(&mut app.db().root_read().await?).await? {
        return Ok(known.public_key);
    }
    let failed = |_| Error::internal("cannot make a key").op("push.key");
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(failed)?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).map_err(|_| Error::internal("cannot read a key").op("push.key"))?;
    let id = Uuid::now_v7();
    let key = Key { id, public_key: pair.public_key().as_ref().to_vec(), secret: app.vault().seal_own("push_key", id, pkcs8.as_ref())? };
    let mut root = app.db().root().await?;
    // Two first questions at once agree on the older key: readers take the lowest id.
    if store::push::key(&mut root).await?.is_none() {
        store::push::put_key(&mut root, &key, app.now()).await?;
        root.commit().await?;
    }
    let kept = store::push::key(&mut app.db().root_read().await?).await?;
    Ok(kept.map_or(key.public_key, |k| k.public_key))
}

pub async fn subscribe(app: &App, person: PersonId, target: &PushTarget, user_agent: &str) -> Result<()> {
    sender(app)?.check(&target.endpoint)?;
    if target.p256dh.len() != 65 || target.p256dh.first() != Some(&4) {
        return Err(Error::invalid("p256dh", "65 bytes of an uncompressed key on P-256 in base64url"));
    }
    if target.auth.len() != 16 {
        return Err(Error::invalid("auth", "16 bytes in base64url"));
    }
    let mut root = app.db().root().await?;
    store::push::put(&mut root, person, &target.endpoint, &target.p256dh, &target.auth, user_agent, app.now()).await?;
    root.commit().await
}

pub async fn unsubscribe(app: &App, person: PersonId, endpoint: &str) -> Result<()> {
    let mut root = app.db().root().await?;
    store::push::remove(&mut root, person, endpoint).await?;
    root.commit().await
}

/// What became of a test notice: browsers that took it, that have left for good, that could not be reached now.
pub async fn test(app: &App, person: PersonId) -> Result<(usize, usize, usize)> {
    sender(app)?;
    let all = store::push::of_person(&mut app.db().root_read().await?, person).await?;
    let (mut sent, mut left, mut failed) = (0, 0, 0);
    for one in &all {
        let (title, body) = if one.lang.spoken() == Lang::En { ("Notifications work", "This is how a notification will look") } else { ("Уведомления работают", "Так будет выглядеть уведомление") };
        let notice = Notice { title: title.to_owned(), body: body.to_owned(), url: "/app/inbox".to_owned(), tag: "test".to_owned() };
        match deliver(app, one, &notice).await {
            Ok(true) => sent += 1,
            Ok(false) => left += 1,
            Err(error) => {
                tracing::warn!(error = %error, "a test notice was not taken");
                failed += 1;
            }
        }
    }
    Ok((sent, left, failed))
}

/// Sends to one browser; false when it has left, which also takes its address away.
pub(crate) async fn deliver(app: &App, to: &Subscription, notice: &Notice) -> Result<bool> {
    let key = store::push::key(&mut app.db().root_read().await?).await?.ok_or_else(|| Error::internal("nobody has asked for the push key yet").op("push.deliver"))?;
    let clear = app.vault().open_own("push_key", key.id, &key.secret)?;
    let subject = app.config().public_url.clone().filter(|u| u.starts_with("https://")).unwrap_or_else(|| "mailto:owner@samovar.invalid".to_owned());
    let own = PushKey { pkcs8: Secret::new(crate::vault::to_base64(&clear)), public: key.public_key, subject };
    let target = PushTarget { endpoint: to.endpoint.clone(), p256dh: to.p256dh.clone(), auth: to.auth.clone() };
    let body = serde_json::to_vec(notice).map_err(|e| Error::internal("a notice does not serialise").source(e))?;
    let done = sender(app)?.send(&target, &own, &body, TTL_SECS, app.now().micros().div_euclid(1_000_000)).await;
    let mut root = app.db().root().await?;
    let is_there = match done {
        Ok(()) => true,
        Err(error) if error.kind == Kind::NotFound => false,
        Err(error) => return Err(error),
    };
    if is_there { store::push::sent(&mut root, to.id, app.now()).await? } else { store::push::gone(&mut root, to.id).await? }
    root.commit().await?;
    Ok(is_there)
}
