//! Messages to a partner. They are put together when they are sent, so that the queue holds nothing of the client. A letter keeps its id over
//! tries; a chat has no such thing, so a send that a crash cut off is left unknown for a person, never repeated.

use super::{event, link, saved, step};
use crate::job::letter::again;
use crate::person::letter;
use crate::{App, Ctx, partner};
use domain::id::{ContactId, ReferralId};
use domain::partner::PartnerChannel;
use domain::port::Letter;
use domain::referral::{Referral, ReferralDelivery, StepKind};
use domain::{Error, Kind, Lang, Result, Retry, Ts};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the partner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Request,
    Reminder,
    Withdrawn,
}

/// The job. The contact is named so that erasing them takes it away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Payload {
    pub id: Uuid,
    pub referral_id: ReferralId,
    pub contact_id: ContactId,
    pub word: Word,
    pub first_at: Ts,
    #[serde(default)]
    pub tries: usize,
}

pub(crate) fn with_link(text: &str, link: &str, lang: Lang) -> String {
    let ask = if lang.spoken() == Lang::En { "Accept or decline" } else { "Принять или отказаться" };
    format!("{text}\n\n{ask}: {link}")
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(found) = crate::or_gone(store::referral::lock(&mut unit, payload.referral_id).await)? else { return Ok(()) };
    let is_wanted = match payload.word {
        Word::Request | Word::Reminder => found.status.is_open(),
        Word::Withdrawn => true,
    };
    if !is_wanted || found.channel == PartnerChannel::Manual {
        return Ok(());
    }
    let mut referral = found;
    let is_chat = referral.channel == PartnerChannel::Chat && payload.word == Word::Request;
    if is_chat && referral.delivery == ReferralDelivery::Sending {
        // The runner died while it was sending: it may have arrived.
        return settle(unit, &mut referral, ReferralDelivery::Unknown).await;
    }
    if is_chat {
        referral.delivery = ReferralDelivery::Sending;
        saved(&mut unit, &mut referral).await?;
    }
    let org = store::org::get_in(&mut unit).await?;
    let to = store::partner::get(&mut unit, referral.partner_id).await?;
    unit.commit().await?;
    let done = send(app, ctx, &org.name, &to, &referral, &payload).await;
    let mut unit = app.unit(ctx).await?;
    let mut referral = store::referral::lock(&mut unit, payload.referral_id).await?;
    let Err(error) = done else {
        return if payload.word == Word::Request { settle(unit, &mut referral, ReferralDelivery::Sent).await } else { unit.commit().await };
    };
    tracing::warn!(error = %error, referral.id = %referral.id, "a partner was not reached");
    if error.retry == Retry::Unknown {
        return if payload.word == Word::Request { settle(unit, &mut referral, ReferralDelivery::Unknown).await } else { unit.commit().await };
    }
    match again(&error, payload.first_at, payload.tries, unit.now()) {
        Some(at) => {
            if payload.word == Word::Request {
                referral.delivery = ReferralDelivery::Queued;
                saved(&mut unit, &mut referral).await?;
            }
            crate::job::referral::notify_at(&mut unit, Payload { tries: payload.tries + 1, ..payload }, at).await?;
            unit.commit().await
        }
        None if payload.word == Word::Request => {
            super::watch::tell_owner(&mut unit, &referral, super::watch::News::Undelivered, &to.name).await?;
            settle(unit, &mut referral, ReferralDelivery::Failed).await
        }
        None => unit.commit().await,
    }
}

async fn settle(mut unit: store::Unit, referral: &mut Referral, delivery: ReferralDelivery) -> Result<()> {
    referral.delivery = delivery;
    saved(&mut unit, referral).await?;
    if matches!(delivery, ReferralDelivery::Failed | ReferralDelivery::Unknown) {
        step(&mut unit, referral, StepKind::Undelivered, "").await?;
    }
    event(&mut unit, "referral.updated", referral).await?;
    unit.commit().await
}

async fn send(app: &App, ctx: &Ctx, firm: &str, to: &domain::partner::Partner, referral: &Referral, payload: &Payload) -> Result<()> {
    let (is_english, link) = (to.lang.spoken() == Lang::En, link::of(app, referral.id));
    let (lead, text) = match (payload.word, is_english) {
        (Word::Request, false) => (format!("Клиент от «{firm}»"), referral.text.clone()),
        (Word::Request, true) => (format!("A client from {firm}"), referral.text.clone()),
        (Word::Reminder, false) => (format!("«{firm}» ждёт ответа о клиенте"), format!("Напоминаем: вы ещё не ответили.\n\n{}", referral.text)),
        (Word::Reminder, true) => (format!("{firm} awaits your answer about a client"), format!("A reminder: you have not answered yet.\n\n{}", referral.text)),
        (Word::Withdrawn, false) => (format!("«{firm}»: заявка отозвана"), "Клиента, о котором мы писали, передавать больше не нужно. Спасибо, что были готовы помочь!".to_owned()),
        (Word::Withdrawn, true) => (format!("{firm}: a request was withdrawn"), "The client we wrote about no longer needs your help. Thank you for being ready!".to_owned()),
    };
    let is_asking = payload.word != Word::Withdrawn;
    if referral.channel == PartnerChannel::Chat {
        let words = if is_asking { with_link(&text, &link, to.lang) } else { format!("{lead}. {text}") };
        return partner::chat::say(app, ctx, to, payload.id, words).await;
    }
    let mailer = app.config().mailer.as_ref().ok_or_else(|| Error::new(Kind::Unavailable, "the server has no mail server any more"))?;
    let address = to.email.clone().ok_or_else(|| Error::new(Kind::Unreachable, "the partner has no e-mail any more"))?;
    let title = if is_english { "Accept or decline" } else { "Принять или отказаться" };
    let (subject, text, html) = letter::page(&lead, &text.split("\n\n").collect::<Vec<_>>(), is_asking.then_some((title, link.as_str())), &[]);
    mailer.send(&Letter { id: payload.id.simple().to_string(), to: address, subject, text, html, reply_to: None }).await
}
