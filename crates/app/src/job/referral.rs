//! The jobs of clients handed to partners: a message to the partner (`app::referral::notify`), and the clock (`app::referral::watch`).

use crate::referral::{notify, watch};
use crate::{App, Ctx};
use domain::referral::Referral;
use domain::{Result, Ts};
use serde_json::json;
use store::Unit;
use uuid::Uuid;

pub const NOTIFY: &str = "referral.notify";
pub const WATCH: &str = "referral.watch";

pub(crate) async fn notify(unit: &mut Unit, referral: &Referral, word: notify::Word) -> Result<()> {
    let now = unit.now();
    let payload = notify::Payload { id: Uuid::now_v7(), referral_id: referral.id, contact_id: referral.contact_id, word, first_at: now, tries: 0 };
    notify_at(unit, payload, now).await
}

/// As after a crash: the message of a referral is to go out, whatever became of it.
pub async fn notify_again(unit: &mut Unit, referral: &Referral) -> Result<()> {
    notify(unit, referral, notify::Word::Request).await
}

pub(crate) async fn notify_at(unit: &mut Unit, payload: notify::Payload, at: Ts) -> Result<()> {
    store::job::enqueue(unit, NOTIFY, json!(payload), None, at).await
}

/// When to look next; an earlier time is forgotten.
pub async fn watch_at(unit: &mut Unit, referral: &Referral, at: Ts) -> Result<()> {
    withdraw_watch(unit, referral).await?;
    let payload = watch::Payload { referral_id: referral.id, contact_id: referral.contact_id };
    store::job::enqueue(unit, WATCH, json!(payload), Some(&referral.id.to_string()), at).await
}

pub async fn withdraw_watch(unit: &mut Unit, referral: &Referral) -> Result<()> {
    store::job::withdraw(unit, WATCH, &referral.id.to_string()).await
}

pub(crate) async fn run_notify(app: &App, ctx: &Ctx, payload: notify::Payload) -> Result<()> {
    notify::run(app, ctx, payload).await
}

pub(crate) async fn run_watch(app: &App, ctx: &Ctx, payload: watch::Payload) -> Result<()> {
    watch::run(app, ctx, payload).await
}
