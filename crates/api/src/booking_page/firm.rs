//! The firm as the page shows it: places, hours, services with prices, who does them, and what to show around.

use super::Door;
use crate::ApiState;
use crate::problem::Answer;
use crate::widget::site::Settings;
use app::catalog;
use axum::Json;
use axum::extract::State;
use domain::branch::Hours;
use domain::employee::Employee;
use domain::org::Org;
use domain::service::Service;
use domain::{Money, Result};
use serde::Serialize;
use uuid::Uuid;

#[derive(Debug, Serialize)]
pub struct FirmView {
    pub name: String,
    pub slug: String,
    pub lang: &'static str,
    /// ISO 3166 alpha-2: how a phone number is meant.
    pub region: String,
    pub phone: Option<String>,
    pub phone_show: Option<String>,
    pub branches: Vec<BranchView>,
    pub services: Vec<ServiceView>,
    pub employees: Vec<EmployeeView>,
    pub horizon_days: u32,
    pub hold_minutes: u32,
    pub change_until_minutes: u32,
    /// Has a web chat at `/f/{slug}`.
    pub has_chat: bool,
    /// Whoever finds no time may wait for one.
    pub has_waitlist: bool,
    pub policy_url: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct BranchView {
    pub id: Uuid,
    pub name: String,
    pub address: String,
    pub directions: String,
    pub phone: Option<String>,
    pub phone_show: Option<String>,
    pub zone: String,
    pub hours: Vec<Hours>,
}

#[derive(Debug, Serialize)]
pub struct ServiceView {
    pub id: Uuid,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    pub category: String,
    pub description: String,
    pub duration_minutes: u32,
    /// The lowest anyone takes.
    pub price: Money,
    /// The highest, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_max: Option<i64>,
    /// Somebody does it; else it is booked by phone.
    pub is_bookable: bool,
}

#[derive(Debug, Serialize)]
pub struct EmployeeView {
    pub id: Uuid,
    pub name: String,
    pub title: String,
    pub about: String,
    pub branches: Vec<Uuid>,
    pub skills: Vec<SkillView>,
}

#[derive(Debug, Serialize)]
pub struct SkillView {
    pub service_id: Uuid,
    pub price: i64,
    pub duration_minutes: u32,
}

/// How the page is painted.
#[derive(Debug, Default)]
pub struct Look {
    pub settings: Settings,
    pub has_chat: bool,
}

/// `GET /p/v1/{slug}`
pub async fn json(State(state): State<ApiState>, door: Door) -> Answer<Json<FirmView>> {
    Ok(Json(read(&state, &door.org).await?.0))
}

pub async fn look(state: &ApiState, org: &Org) -> Result<Look> {
    let mut scope = state.app.scope(org.id).await?;
    let chat = store::connection::find_by_connector(&mut scope, app::widget::CONNECTOR).await?;
    Ok(Look { has_chat: chat.as_ref().is_some_and(|c| !c.is_paused), settings: chat.as_ref().map(Settings::of).unwrap_or_default() })
}

pub async fn read(state: &ApiState, org: &Org) -> Result<(FirmView, Look)> {
    let look = look(state, org).await?;
    let mut scope = state.app.scope(org.id).await?;
    let firm = catalog::firm(&state.app, &mut scope).await?;
    let c = &firm.catalog;
    let settings = &c.org.settings;
    let view = FirmView {
        name: c.org.name.clone(),
        slug: c.org.slug.clone(),
        lang: c.org.lang.spoken().as_str(),
        region: c.org.region.clone(),
        phone: settings.phone.clone(),
        phone_show: settings.phone.as_deref().map(shown),
        branches: c.branches.iter().map(|b| BranchView {
            id: b.id.uuid(), name: b.name.clone(), address: b.address.clone(), directions: b.directions.clone(), phone: b.phone.clone(), phone_show: b.phone.as_deref().map(shown),
            zone: b.zone.clone(), hours: b.hours.clone(),
        }).collect(),
        services: c.services.iter().map(|s| service(s, &c.employees)).collect(),
        employees: c.employees.iter().map(|e| employee(e, &c.services)).collect(),
        horizon_days: settings.horizon_days,
        hold_minutes: settings.hold_minutes,
        change_until_minutes: settings.change_until_minutes,
        has_chat: look.has_chat,
        has_waitlist: settings.visits.waitlist,
        policy_url: look.settings.policy_url().map(str::to_owned),
    };
    Ok((view, look))
}

pub fn shown(e164: &str) -> String {
    domain::Phone::trusted(e164.to_owned()).show()
}

fn service(s: &Service, employees: &[Employee]) -> ServiceView {
    let skills = employees.iter().filter(|e| !e.branches.is_empty()).flat_map(|e| e.skills.iter().filter(|k| k.service_id == s.id));
    let prices: Vec<i64> = skills.map(|k| k.price.unwrap_or(s.price.minor)).collect();
    let low = prices.iter().copied().min().unwrap_or(s.price.minor);
    let high = prices.iter().copied().chain(s.price_max).max().unwrap_or(low);
    ServiceView {
        id: s.id.uuid(), name: s.name.clone(), name_en: s.name_en.clone(), category: s.category.clone(), description: s.description.clone(), duration_minutes: s.duration_minutes,
        price: Money { minor: low, currency: s.price.currency.clone() }, price_max: (high > low).then_some(high), is_bookable: !prices.is_empty(),
    }
}

fn employee(e: &Employee, services: &[Service]) -> EmployeeView {
    let skill = |k: &domain::employee::Skill| {
        let service = services.iter().find(|s| s.id == k.service_id)?;
        Some(SkillView { service_id: k.service_id.uuid(), price: k.price.unwrap_or(service.price.minor), duration_minutes: k.duration_minutes.unwrap_or(service.duration_minutes) })
    };
    EmployeeView {
        id: e.id.uuid(), name: e.name.clone(), title: e.title.clone(), about: e.about.clone(),
        branches: e.branches.iter().map(|b| b.uuid()).collect(), skills: e.skills.iter().filter_map(skill).collect(),
    }
}
