//! The public face of a firm as data: places, hours, services, prices, people, and the key of its chat.

use super::session::locale;
use super::site::Settings;
use crate::ApiState;
use crate::extract::Path;
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use domain::branch::Hours;
use domain::id::OrgId;
use domain::org::Org;
use domain::{Error, Result};
use serde::Serialize;
use store::connection::Connection;

#[derive(Debug, Serialize)]
pub struct Firm {
    pub name: String,
    pub slug: String,
    pub locale: &'static str,
    pub color: String,
    pub widget_key: Option<String>,
    phone: Option<String>,
    branches: Vec<Branch>,
    services: Vec<Service>,
    employees: Vec<Employee>,
}

#[derive(Debug, Serialize)]
struct Branch {
    name: String,
    address: String,
    directions: String,
    phone: Option<String>,
    zone: String,
    hours: Vec<Hours>,
}

#[derive(Debug, Serialize)]
struct Service {
    name: String,
    category: String,
    description: String,
    duration_minutes: u32,
    price: i64,
    price_max: Option<i64>,
    currency: String,
}

#[derive(Debug, Serialize)]
struct Employee {
    name: String,
    title: String,
    about: String,
}

/// `GET /w/v1/firm/{slug}`
pub async fn json(State(state): State<ApiState>, Path(slug): Path<String>) -> Answer<impl IntoResponse> {
    let firm = read(&state, &slug).await?;
    Ok(([(CACHE_CONTROL, "no-cache")], Json(firm)))
}

pub async fn read(state: &ApiState, slug: &str) -> Result<Firm> {
    let mut root = state.app.db().root_read().await?;
    let org = store::org::find_by_slug(&mut root, slug).await?.ok_or_else(|| Error::not_found("organization"))?;
    drop(root);
    let chat = chat(state, org.id).await?;
    let mut scope = state.app.scope(org.id).await?;
    let branches = store::branch::list(&mut scope).await?.into_iter().filter(|b| b.is_active);
    let services = store::service::list(&mut scope).await?.into_iter().filter(|s| s.is_active);
    let employees = store::employee::list(&mut scope).await?.into_iter().filter(|e| e.is_active);
    let settings = chat.as_ref().map(Settings::of).unwrap_or_default();
    let Org { name, slug, lang, settings: of_org, .. } = org;
    Ok(Firm {
        name,
        slug,
        locale: locale(lang),
        color: settings.color().to_owned(),
        widget_key: chat.and_then(|c| c.public_key),
        phone: of_org.phone,
        branches: branches.map(|b| Branch { name: b.name, address: b.address, directions: b.directions, phone: b.phone, zone: b.zone, hours: b.hours }).collect(),
        services: services
            .map(|s| Service { name: s.name, category: s.category, description: s.description, duration_minutes: s.duration_minutes, price: s.price.minor, price_max: s.price_max, currency: s.price.currency })
            .collect(),
        employees: employees.map(|e| Employee { name: e.name, title: e.title, about: e.about }).collect(),
    })
}

/// The firm's first chat that is switched on.
pub async fn chat(state: &ApiState, org: OrgId) -> Result<Option<Connection>> {
    let mut scope = state.app.scope(org).await?;
    let chat = store::connection::find_by_connector(&mut scope, app::widget::CONNECTOR).await?;
    Ok(chat.filter(|c| !c.is_paused))
}
