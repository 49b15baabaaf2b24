//! The clock of a referral: one reminder at half-time, an end at the deadline. Who did not take the client gives way to the next partner of
//! the chain; where there is none, a person gets a task. Each in the unit that finds it so: nothing is lost by a crash.

use super::preview::Draft;
use super::{NewReferral, event, notify::Word, saved, step, told};
use crate::job::referral as jobs;
use crate::notice;
use crate::{App, Ctx, task};
use domain::id::{ContactId, PersonId, ReferralId};
use domain::notice::NoticeKind;
use domain::partner::PartnerChannel;
use domain::referral::{Referral, ReferralStatus, StepKind};
use domain::task::{NewTask, TaskCause};
use domain::{Lang, Result};
use serde::{Deserialize, Serialize};
use store::Unit;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Payload {
    pub referral_id: ReferralId,
    pub contact_id: ContactId,
}

/// Its time has come, for a reminder or for the end. Run twice it does nothing more: the row is the proof.
pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(mut referral) = crate::or_gone(store::referral::lock(&mut unit, payload.referral_id).await)? else { return Ok(()) };
    let now = unit.now();
    if !referral.status.is_open() {
        return Ok(());
    }
    if now >= referral.deadline_at {
        referral.status = ReferralStatus::Expired;
        referral.closed_at = Some(now);
        saved(&mut unit, &mut referral).await?;
        step(&mut unit, &referral, StepKind::Expired, "").await?;
        told(&mut unit, "expire", "referral.expired", &referral).await?;
        next(app, &mut unit, &referral, News::Expired).await?;
        return unit.commit().await;
    }
    if referral.reminded_at.is_none() && now >= referral.remind_at {
        referral.reminded_at = Some(now);
        saved(&mut unit, &mut referral).await?;
        step(&mut unit, &referral, StepKind::Reminded, "").await?;
        if referral.channel == PartnerChannel::Manual {
            let name = store::partner::get(&mut unit, referral.partner_id).await?.name;
            tell_owner(&mut unit, &referral, News::Silent, &name).await?;
        } else {
            jobs::notify(&mut unit, &referral, Word::Reminder).await?;
        }
        event(&mut unit, "referral.reminded", &referral).await?;
    }
    jobs::watch_at(&mut unit, &referral, referral.deadline_at).await?;
    unit.commit().await
}

/// What a colleague is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    Accepted,
    Declined,
    Expired,
    /// Half of the time is over, and nobody but a person can remind.
    Silent,
    Undelivered,
    /// The next partner is to be written to by a person.
    ByHand,
}

/// The partner did not take the client: the next one is asked, or a person.
pub(crate) async fn next(app: &App, unit: &mut Unit, referral: &Referral, why: News) -> Result<()> {
    let org = store::org::get_in(unit).await?;
    let today = unit.now().in_zone(&domain::time::zone(&org.zone)?).date();
    let name = store::partner::get(unit, referral.partner_id).await?.name;
    for (at, id) in referral.chain.iter().enumerate() {
        let Some(partner) = crate::or_gone(store::partner::get(unit, *id).await)? else { continue };
        if !partner.is_active || partner.is_off(today) || store::referral::find_open(unit, *id, referral.contact_id).await?.is_some() {
            continue;
        }
        let draft = Draft { template: Some(referral.template.clone()), wish: referral.wish.clone(), shows_name: referral.shows_name, phone_share: referral.phone_share, hours: referral.hours };
        let new = NewReferral {
            partner_id: *id, contact_id: referral.contact_id, conversation_id: referral.conversation_id, deal_id: referral.deal_id, channel: None, draft, consent: referral.consent.clone(), contact_text: referral.contact_text.clone(),
            chain: referral.chain.get(at + 1..).unwrap_or_default().to_vec(), owner_id: referral.owner_id,
        };
        let made = super::create_in(app, unit, new, Some(referral.id)).await?;
        tell_owner(unit, referral, why, &name).await?;
        if made.channel == PartnerChannel::Manual {
            assign(unit, &made, News::ByHand, &partner.name).await?;
        }
        return Ok(());
    }
    assign(unit, referral, why, &name).await
}

/// A task for whoever looks after it, and a notice.
async fn assign(unit: &mut Unit, referral: &Referral, why: News, partner: &str) -> Result<()> {
    let is_english = store::org::get_in(unit).await?.lang.spoken() == Lang::En;
    let title = words(why, partner, is_english);
    let owner = match referral.owner_id {
        Some(id) => store::member::find_in(unit, id).await?.map(|m| m.id),
        None => None,
    };
    let due = unit.now().plus_secs(2 * 3_600);
    let new = NewTask {
        title, note: String::new(), contact_id: Some(referral.contact_id), deal_id: None, conversation_id: None, assignee_id: owner, due_at: Some(due), remind_at: None, cause: TaskCause::Rule,
    };
    task::create_in(unit, new).await?;
    tell_owner(unit, referral, why, partner).await
}

/// Whoever looks after it, else whoever handed the client over, else everybody who answers customers.
pub(crate) async fn tell_owner(unit: &mut Unit, referral: &Referral, why: News, partner: &str) -> Result<()> {
    let owner: Option<PersonId> = match referral.owner_id {
        Some(id) => store::member::find_in(unit, id).await?.map(|m| m.person_id),
        None => None,
    };
    let people = owner.or_else(|| referral.created_by.person());
    let to = people.map_or(notice::To::All, |one| notice::To::People(vec![one]));
    let is_english = store::org::get_in(unit).await?.lang.spoken() == Lang::En;
    let page = format!("contacts/{}", referral.contact_id);
    notice::tell(unit, notice::News::new(NoticeKind::Referral, to).contact(referral.contact_id).page(page).text(&words(why, partner, is_english))).await
}

fn words(why: News, partner: &str, is_english: bool) -> String {
    let partner: String = partner.chars().take(100).collect();
    match (why, is_english) {
        (News::Accepted, false) => format!("«{partner}» берёт клиента"),
        (News::Accepted, true) => format!("{partner} takes the client"),
        (News::Declined, false) => format!("«{partner}» не берёт клиента: найдите другого партнёра"),
        (News::Declined, true) => format!("{partner} does not take the client: find another partner"),
        (News::Expired, false) => format!("«{partner}» не ответил вовремя: найдите другого партнёра"),
        (News::Expired, true) => format!("{partner} did not answer in time: find another partner"),
        (News::Silent, false) => format!("«{partner}» ещё не ответил, срок наполовину прошёл"),
        (News::Silent, true) => format!("{partner} has not answered yet, half of the time is over"),
        (News::Undelivered, false) => format!("Сообщение для «{partner}» не дошло: отправьте другим способом"),
        (News::Undelivered, true) => format!("The message to {partner} did not get through: send it another way"),
        (News::ByHand, false) => format!("Напишите партнёру «{partner}»: очередь дошла до него"),
        (News::ByHand, true) => format!("Write to {partner}: it is their turn"),
    }
}
