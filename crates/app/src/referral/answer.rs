//! The partner's side: who holds the link sees what was told to them and says yes or no, once. The first word stands.

use super::{event, saved, step_by, told, watch};
use crate::inbox::{patch, say};
use crate::job::referral as jobs;
use crate::{App, Ctx, access::token};
use domain::id::{MessageId, OrgId, ReferralId};
use domain::message::{Author, Delivery, Message};
use domain::org::Org;
use domain::partner::Partner;
use domain::pipeline::EnterOn;
use domain::referral::{Answer, PhoneShare, Referral, ReferralStatus, SHOWN_DAYS, StepKind};
use domain::task::Doer;
use domain::{Error, Result};
use serde_json::json;
use store::Unit;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Seen {
    pub org: Org,
    pub partner: Partner,
    pub referral: Referral,
    /// Only what the firm lets the partner know by now.
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// Whose link this is.
pub async fn find(app: &App, secret: &str) -> Result<(OrgId, ReferralId)> {
    // Of any other length it is none of ours: the database need not be asked.
    if secret.len() != 43 {
        return Err(Error::not_found("referral"));
    }
    let mut root = app.db().root_read().await?;
    store::referral::find_by_digest(&mut root, &token::digest(secret)).await?.ok_or_else(|| Error::not_found("referral"))
}

/// Reads and changes nothing: links are opened by programs that look ahead, too.
pub async fn look(app: &App, org: OrgId, id: ReferralId) -> Result<Seen> {
    let mut scope = app.scope(org).await?;
    let referral = store::referral::get(&mut scope, id).await?.referral;
    let partner = store::partner::get(&mut scope, referral.partner_id).await?;
    let contact = store::contact::get(&mut scope, referral.contact_id).await?;
    let now = app.now();
    let is_fresh = referral.answered_at.is_none_or(|at| now <= at.plus_secs(SHOWN_DAYS * 86_400));
    let (is_open, is_taken) = (referral.status.is_open() && now < referral.deadline_at, referral.status.is_taken() && is_fresh);
    let tells_phone = match referral.phone_share {
        PhoneShare::Never => false,
        PhoneShare::Accepted => is_taken,
        PhoneShare::AtOnce => is_open || is_taken,
    };
    let name = contact.name.filter(|_| referral.shows_name && (is_open || is_taken));
    let phone = contact.phone.filter(|_| tells_phone).map(|p| p.show());
    let referral = if is_open || is_taken { referral } else { Referral { wish: String::new(), text: String::new(), ..referral } };
    Ok(Seen { org: store::org::get(&mut scope).await?, partner, referral, name, phone })
}

fn partner_of(partner: &Partner) -> Doer {
    Doer { kind: "partner".to_owned(), id: Some(partner.id.0), name: Some(partner.name.clone()) }
}

/// A person has the page before their eyes.
pub async fn seen(app: &App, ctx: &Ctx, id: ReferralId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let mut referral = store::referral::lock(&mut unit, id).await?;
    if referral.status != ReferralStatus::Sent || unit.now() >= referral.deadline_at {
        return Ok(());
    }
    let partner = store::partner::get(&mut unit, referral.partner_id).await?;
    referral.status = ReferralStatus::Viewed;
    referral.viewed_at = Some(unit.now());
    saved(&mut unit, &mut referral).await?;
    step_by(&mut unit, &referral, StepKind::Viewed, "", partner_of(&partner)).await?;
    event(&mut unit, "referral.viewed", &referral).await?;
    unit.commit().await
}

/// The partner's word. The same word twice is one; another one after it is refused (`referral_answered`), as is one that comes too late.
pub async fn answer(app: &App, ctx: &Ctx, id: ReferralId, said: Answer, reason: &str) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let mut referral = store::referral::lock(&mut unit, id).await?;
    let now = unit.now();
    match referral.answer {
        Some(before) if before == said => return Ok(()),
        Some(_) => return Err(Error::conflict("it was answered already").code("referral_answered")),
        None if !referral.status.is_open() || now >= referral.deadline_at => return Err(Error::conflict("it is over").code("referral_over")),
        None => {}
    }
    let partner = store::partner::get(&mut unit, referral.partner_id).await?;
    let is_yes = said == Answer::Accepted;
    referral.answer = Some(said);
    referral.answered_at = Some(now);
    referral.viewed_at = referral.viewed_at.or(Some(now));
    referral.status = if is_yes { ReferralStatus::Accepted } else { ReferralStatus::Declined };
    if !is_yes {
        referral.reason = reason.trim().chars().take(500).collect();
        referral.closed_at = Some(now);
    }
    saved(&mut unit, &mut referral).await?;
    let kind = if is_yes { StepKind::Accepted } else { StepKind::Declined };
    step_by(&mut unit, &referral, kind, &referral.reason, partner_of(&partner)).await?;
    jobs::withdraw_watch(&mut unit, &referral).await?;
    if is_yes {
        told(&mut unit, "accept", "referral.accepted", &referral).await?;
        watch::tell_owner(&mut unit, &referral, watch::News::Accepted, &partner.name).await?;
        crate::deal::referral::moved_in(&mut unit, &referral, EnterOn::Referred).await?;
        tell_contact(app, &mut unit, &referral).await?;
    } else {
        told(&mut unit, "decline", "referral.declined", &referral).await?;
        watch::next(app, &mut unit, &referral, watch::News::Declined).await?;
    }
    unit.commit().await
}

/// Says to the client, in the conversation it came from, what the firm wants said.
async fn tell_contact(app: &App, unit: &mut Unit, referral: &Referral) -> Result<()> {
    let Some((id, text)) = referral.conversation_id.zip(referral.contact_text.as_deref()) else { return Ok(()) };
    if crate::or_gone(store::conversation::get_in(unit, id).await)?.is_none() {
        return Ok(());
    }
    let mut row = store::conversation::add_outbound(unit, id, text, false).await?;
    row.conversation = crate::sla::follow_in(app, unit, row.conversation).await?;
    let connection = store::connection::get_in(unit, row.conversation.connection_id).await?;
    let is_pull = crate::channel::is_pull(app, &connection);
    let message = Message {
        id: MessageId::new(), conversation_id: id, seq: row.conversation.last_seq, author: Author::System, person_id: None, text: text.to_owned(), buttons: Vec::new(), attachments: Vec::new(),
        delivery: if is_pull { Delivery::Delivered } else { Delivery::Queued }, provider_id: None, turn_id: None, created_at: unit.now(),
    };
    store::message::insert(unit, &message, None).await?;
    if !is_pull {
        say::queue(unit, &connection, &row.conversation, &message).await?;
    }
    unit.event("message.created", message.id, Some(id.0), json!({ "message": message, "mode": row.conversation.mode, "conversation": patch(&row.conversation) })).await?;
    super::step(unit, referral, StepKind::Told, "").await
}
