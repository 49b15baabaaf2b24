//! Clients handed to partners: looked at before (`preview.rs`), sent, withdrawn, closed here; the partner's word is `answer.rs`, the messages
//! `notify.rs`, the clock `watch.rs`. Not to be taken for a hand-over: there the agent calls a colleague.

pub mod answer;
pub(crate) mod link;
pub(crate) mod notify;
pub mod preview;
pub(crate) mod watch;

use crate::job::referral as jobs;
use crate::{App, Ctx, task};
use domain::id::{ContactId, ConversationId, DealId, MemberId, PartnerId, ReferralId, ReferralStepId};
use domain::partner::PartnerChannel;
use domain::referral::{MOST_CHAIN, MOST_HOURS, PhoneShare, Referral, ReferralDelivery, ReferralStatus, ReferralStep, StepKind};
use domain::task::Doer;
use domain::{Error, Result};
use preview::{Draft, Scene};
use serde_json::{Value, json};
use store::Unit;

/// What a person decides when they hand a client over.
#[derive(Clone, Debug)]
pub struct NewReferral {
    pub partner_id: PartnerId,
    pub contact_id: ContactId,
    pub conversation_id: Option<ConversationId>,
    pub deal_id: Option<DealId>,
    /// The partner's own way when none.
    pub channel: Option<PartnerChannel>,
    pub draft: Draft,
    pub consent: String,
    pub contact_text: Option<String>,
    pub chain: Vec<PartnerId>,
    pub owner_id: Option<MemberId>,
}

pub async fn create(app: &App, ctx: &Ctx, new: NewReferral) -> Result<Referral> {
    let mut unit = app.unit(ctx).await?;
    let referral = create_in(app, &mut unit, new, None).await?;
    unit.commit().await?;
    Ok(referral)
}

/// Hands a client over inside a larger unit; `previous` did not take them.
pub(crate) async fn create_in(app: &App, unit: &mut Unit, new: NewReferral, previous: Option<ReferralId>) -> Result<Referral> {
    let scene = Scene::load(unit, &new).await?;
    if !scene.partner.is_active {
        return Err(Error::conflict("the partner is switched off").code("partner_inactive"));
    }
    let draft = &new.draft;
    if (draft.shows_name || draft.phone_share != PhoneShare::Never) && new.consent.trim().is_empty() {
        return Err(Error::invalid("consent", "say how the client agreed that their data are passed on").code("consent_needed"));
    }
    if !(1..=MOST_HOURS).contains(&draft.hours) {
        return Err(Error::invalid("hours", format!("between 1 and {MOST_HOURS}")));
    }
    if new.chain.len() > MOST_CHAIN || new.chain.contains(&new.partner_id) {
        return Err(Error::invalid("chain", format!("at most {MOST_CHAIN} other partners")));
    }
    for id in &new.chain {
        store::partner::get(unit, *id).await.map_err(|_| Error::invalid("chain", "no such partner").code("partner_unknown"))?;
    }
    if store::referral::find_open(unit, new.partner_id, new.contact_id).await?.is_some() {
        return Err(Error::conflict("this partner has been asked about this client already").code("referral_open"));
    }
    let channel = new.channel.unwrap_or_else(|| preview::best(app, &scene.partner));
    preview::check_channel(app, &scene.partner, channel)?;
    let (now, id) = (unit.now(), ReferralId::new());
    let deadline_at = now.plus_secs(i64::from(draft.hours) * 3_600);
    let owner_id = match new.owner_id {
        Some(id) => Some(store::member::find_in(unit, id).await?.ok_or_else(|| Error::invalid("owner_id", "no such member").code("member_unknown"))?.id),
        None => match unit.by().actor.id().filter(|_| unit.by().actor.kind() == "person") {
            Some(person) => store::member::find_by_person(unit, person.into()).await?.map(|m| m.id),
            None => None,
        },
    };
    let template = scene.template(draft);
    domain::referral::check(&template)?;
    let text = scene.render(draft, deadline_at)?;
    let referral = Referral {
        id, partner_id: new.partner_id, contact_id: new.contact_id, conversation_id: new.conversation_id, deal_id: new.deal_id, owner_id, status: ReferralStatus::Sent, channel,
        delivery: if channel == PartnerChannel::Manual { ReferralDelivery::Manual } else { ReferralDelivery::Queued },
        text, template, wish: draft.wish.clone(), shows_name: draft.shows_name, phone_share: draft.phone_share, consent: new.consent, contact_text: new.contact_text.filter(|t| !t.trim().is_empty()), chain: new.chain, previous_id: previous,
        hours: draft.hours, commission_terms: scene.partner.commission, currency: scene.org.currency.clone(), sent_at: now, remind_at: now.plus_secs(i64::from(draft.hours) * 1_800), reminded_at: None, deadline_at, viewed_at: None, answer: None,
        answered_at: None, reason: String::new(), amount: None, commission: None, closed_at: None, created_by: task::doer(unit).await?, updated_at: now,
    };
    store::referral::insert(unit, &referral, &link::digest(app, id)).await?;
    step(unit, &referral, StepKind::Sent, "").await?;
    jobs::watch_at(unit, &referral, referral.remind_at).await?;
    if channel != PartnerChannel::Manual {
        jobs::notify(unit, &referral, notify::Word::Request).await?;
    }
    told(unit, "create", "referral.sent", &referral).await?;
    Ok(referral)
}

/// The partner is no longer asked, or no longer has the client.
pub async fn withdraw(app: &App, ctx: &Ctx, id: ReferralId, reason: &str) -> Result<Referral> {
    let mut unit = app.unit(ctx).await?;
    let mut referral = store::referral::lock(&mut unit, id).await?;
    if referral.status == ReferralStatus::Withdrawn {
        return Ok(referral);
    }
    if !(referral.status.is_open() || referral.status == ReferralStatus::Accepted) {
        return Err(over(&referral));
    }
    let now = unit.now();
    referral.status = ReferralStatus::Withdrawn;
    referral.reason = reason.trim().to_owned();
    referral.closed_at = Some(now);
    saved(&mut unit, &mut referral).await?;
    step(&mut unit, &referral, StepKind::Withdrawn, &referral.reason).await?;
    jobs::withdraw_watch(&mut unit, &referral).await?;
    if referral.channel != PartnerChannel::Manual {
        jobs::notify(&mut unit, &referral, notify::Word::Withdrawn).await?;
    }
    told(&mut unit, "withdraw", "referral.withdrawn", &referral).await?;
    unit.commit().await?;
    Ok(referral)
}

/// What came of it. May be corrected later.
pub async fn close(app: &App, ctx: &Ctx, id: ReferralId, is_done: bool, amount: Option<i64>, note: &str) -> Result<Referral> {
    if amount.is_some_and(|a| !(0..=domain::deal::MOST_AMOUNT).contains(&a)) {
        return Err(Error::invalid("amount", format!("between 0 and {}", domain::deal::MOST_AMOUNT)));
    }
    let mut unit = app.unit(ctx).await?;
    let mut referral = store::referral::lock(&mut unit, id).await?;
    if !referral.status.is_taken() {
        return Err(over(&referral));
    }
    let (status, kind) = if is_done { (ReferralStatus::Done, StepKind::Done) } else { (ReferralStatus::Failed, StepKind::Failed) };
    let amount = amount.filter(|_| is_done);
    let commission = is_done.then(|| referral.commission_terms.of(amount));
    if referral.status == status && referral.amount == amount && referral.commission == commission {
        return Ok(referral);
    }
    let before = json!({ "status": referral.status, "amount": referral.amount, "commission": referral.commission });
    (referral.status, referral.amount, referral.commission, referral.closed_at) = (status, amount, commission, Some(unit.now()));
    saved(&mut unit, &mut referral).await?;
    step(&mut unit, &referral, kind, note).await?;
    if is_done {
        crate::deal::referral::moved_in(&mut unit, &referral, domain::pipeline::EnterOn::Served).await?;
    }
    unit.audit("close", "referral", Some(id.0), Some(before), Some(json!({ "status": referral.status, "amount": referral.amount, "commission": referral.commission }))).await?;
    event(&mut unit, "referral.closed", &referral).await?;
    unit.commit().await?;
    Ok(referral)
}

/// Sends the message again, perhaps another way; the deadline stays.
pub async fn resend(app: &App, ctx: &Ctx, id: ReferralId, channel: Option<PartnerChannel>) -> Result<Referral> {
    let mut unit = app.unit(ctx).await?;
    let mut referral = store::referral::lock(&mut unit, id).await?;
    if !referral.status.is_open() {
        return Err(over(&referral));
    }
    let partner = store::partner::get(&mut unit, referral.partner_id).await?;
    referral.channel = channel.unwrap_or(referral.channel);
    preview::check_channel(app, &partner, referral.channel)?;
    referral.delivery = if referral.channel == PartnerChannel::Manual { ReferralDelivery::Manual } else { ReferralDelivery::Queued };
    saved(&mut unit, &mut referral).await?;
    step(&mut unit, &referral, StepKind::Resent, "").await?;
    if referral.channel != PartnerChannel::Manual {
        jobs::notify(&mut unit, &referral, notify::Word::Request).await?;
    }
    told(&mut unit, "resend", "referral.updated", &referral).await?;
    unit.commit().await?;
    Ok(referral)
}

/// The message with its link, for a person to send by themselves.
pub async fn message(app: &App, ctx: &Ctx, id: ReferralId) -> Result<(String, String, Option<String>)> {
    let mut scope = app.scope(ctx.org).await?;
    let referral = store::referral::get(&mut scope, id).await?.referral;
    if !(referral.status.is_open() || referral.status.is_taken()) {
        return Err(over(&referral));
    }
    let partner = store::partner::get(&mut scope, referral.partner_id).await?;
    let link = link::of(app, id);
    let text = notify::with_link(&referral.text, &link, partner.lang);
    let mut whatsapp = url::Url::parse("https://wa.me/").map_err(|e| Error::internal("no address").source(e))?;
    let phone = partner.phone.map(|phone| {
        whatsapp.set_path(phone.as_str().trim_start_matches('+'));
        whatsapp.query_pairs_mut().append_pair("text", &text);
        // Spaces as `%20`: the app shows a plus as a plus.
        whatsapp.to_string().replace('+', "%20")
    });
    Ok((link, text, phone))
}

pub(crate) fn over(referral: &Referral) -> Error {
    Error::conflict(format!("it is {} already", referral.status.as_str())).code("referral_over")
}

pub(crate) async fn saved(unit: &mut Unit, referral: &mut Referral) -> Result<()> {
    referral.updated_at = unit.now();
    store::referral::update(unit, referral).await
}

/// One entry of the history, by whoever acts in the unit.
pub(crate) async fn step(unit: &mut Unit, referral: &Referral, kind: StepKind, text: &str) -> Result<()> {
    let by = task::doer(unit).await?;
    step_by(unit, referral, kind, text, by).await
}

pub(crate) async fn step_by(unit: &mut Unit, referral: &Referral, kind: StepKind, text: &str, by: Doer) -> Result<()> {
    let at = unit.now();
    store::referral::add_step(unit, &ReferralStep { id: ReferralStepId::new(), referral_id: referral.id, kind, text: text.to_owned(), by, at }).await
}

/// Without the words, which hold what was told of the client.
fn public(r: &Referral) -> Value {
    json!({
        "id": r.id, "partner_id": r.partner_id, "contact_id": r.contact_id, "conversation_id": r.conversation_id, "deal_id": r.deal_id, "owner_id": r.owner_id, "status": r.status, "channel": r.channel, "delivery": r.delivery,
        "shows_name": r.shows_name, "phone_share": r.phone_share, "deadline_at": r.deadline_at, "viewed_at": r.viewed_at, "answered_at": r.answered_at, "amount": r.amount, "commission": r.commission,
    })
}

pub(crate) async fn event(unit: &mut Unit, kind: &str, referral: &Referral) -> Result<()> {
    unit.event(kind, referral.id, referral.conversation_id.map(Into::into), json!({ "referral": public(referral) })).await
}

pub(crate) async fn told(unit: &mut Unit, action: &'static str, kind: &str, referral: &Referral) -> Result<()> {
    unit.audit(action, "referral", Some(referral.id.0), None, Some(public(referral))).await?;
    event(unit, kind, referral).await
}
