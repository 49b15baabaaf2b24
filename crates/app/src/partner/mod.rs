//! Partners: kept by whoever keeps the catalog; their chat with the firm's bot is bound by a link they open once (`chat.rs`).

pub mod chat;

use crate::{App, Ctx};
use domain::id::PartnerId;
use domain::partner::{Commission, DaysOff, MOST, Partner, PartnerChannel, PartnerKind};
use domain::{Error, Lang, Phone, Result};
use serde_json::json;
use store::Unit;

/// What is needed to make one.
#[derive(Clone, Debug)]
pub struct NewPartner {
    pub name: String,
    pub kind: PartnerKind,
    pub person: String,
    /// As typed.
    pub phone: Option<String>,
    pub email: Option<String>,
    /// The firm's when none.
    pub lang: Option<Lang>,
    pub channel: PartnerChannel,
    pub commission: Commission,
    pub availability: String,
    pub days_off: Vec<DaysOff>,
    pub template: String,
    pub note: String,
}

/// A change; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct PartnerPatch {
    pub name: Option<String>,
    pub kind: Option<PartnerKind>,
    pub person: Option<String>,
    pub phone: Option<Option<String>>,
    pub email: Option<Option<String>>,
    pub lang: Option<Lang>,
    pub channel: Option<PartnerChannel>,
    pub commission: Option<Commission>,
    pub availability: Option<String>,
    pub days_off: Option<Vec<DaysOff>>,
    pub template: Option<String>,
    pub note: Option<String>,
    pub is_active: Option<bool>,
}

pub async fn create(app: &App, ctx: &Ctx, new: NewPartner) -> Result<Partner> {
    let mut unit = app.unit(ctx).await?;
    let (org, now) = (store::org::get_in(&mut unit).await?, unit.now());
    if store::partner::count(&mut unit).await? >= i64::try_from(MOST).unwrap_or(i64::MAX) {
        return Err(Error::conflict(format!("at most {MOST} partners")).code("too_many"));
    }
    let partner = Partner {
        id: PartnerId::new(), name: new.name, kind: new.kind, person: new.person, phone: phone(new.phone, &org.region)?, email: new.email, lang: new.lang.unwrap_or(org.lang), channel: new.channel, chat: None, commission: new.commission,
        availability: new.availability, days_off: new.days_off, template: new.template, note: new.note, is_active: true, created_at: now, updated_at: now,
    };
    partner.check()?;
    store::partner::insert(&mut unit, &partner).await?;
    written(&mut unit, "create", "partner.created", None, &partner).await?;
    unit.commit().await?;
    Ok(partner)
}

pub async fn update(app: &App, ctx: &Ctx, id: PartnerId, patch: PartnerPatch) -> Result<Partner> {
    let mut unit = app.unit(ctx).await?;
    let before = store::partner::lock(&mut unit, id).await?;
    let org = store::org::get_in(&mut unit).await?;
    let known = before.clone();
    let mut partner = Partner {
        name: patch.name.unwrap_or(known.name), kind: patch.kind.unwrap_or(known.kind), person: patch.person.unwrap_or(known.person), email: patch.email.unwrap_or(known.email), lang: patch.lang.unwrap_or(known.lang),
        channel: patch.channel.unwrap_or(known.channel), commission: patch.commission.unwrap_or(known.commission), availability: patch.availability.unwrap_or(known.availability), days_off: patch.days_off.unwrap_or(known.days_off),
        template: patch.template.unwrap_or(known.template), note: patch.note.unwrap_or(known.note), is_active: patch.is_active.unwrap_or(known.is_active), ..before.clone()
    };
    if let Some(typed) = patch.phone {
        partner.phone = phone(typed, &org.region)?;
    }
    partner.check()?;
    if partner == before {
        return Ok(partner);
    }
    partner.updated_at = unit.now();
    store::partner::update(&mut unit, &partner).await?;
    written(&mut unit, "update", "partner.updated", Some(&before), &partner).await?;
    unit.commit().await?;
    Ok(partner)
}

/// Takes a partner away who was never handed anybody; any other is only put to rest, for reports keep their sums.
pub async fn remove(app: &App, ctx: &Ctx, id: PartnerId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let partner = store::partner::lock(&mut unit, id).await?;
    if store::referral::is_any_of(&mut unit, id).await? {
        return Err(Error::conflict("clients were handed to this partner: switch them off instead").code("partner_in_use"));
    }
    store::partner::remove(&mut unit, id).await?;
    unit.audit("remove", "partner", Some(id.0), Some(json!(partner)), None).await?;
    unit.event("partner.removed", id, None, json!({ "partner_id": id })).await?;
    unit.commit().await
}

fn phone(typed: Option<String>, region: &str) -> Result<Option<Phone>> {
    typed.filter(|text| !text.trim().is_empty()).map(|text| Phone::parse(&text, region)).transpose()
}

pub(crate) async fn written(unit: &mut Unit, action: &'static str, event: &str, before: Option<&Partner>, partner: &Partner) -> Result<()> {
    unit.audit(action, "partner", Some(partner.id.0), before.map(|b| json!(b)), Some(json!(partner))).await?;
    unit.event(event, partner.id, None, json!({ "partner": partner })).await
}
