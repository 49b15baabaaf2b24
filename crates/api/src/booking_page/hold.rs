//! A time kept while the form is filled.

use super::Door;
use super::token::{HoldToken, seconds, sign, verify};
use crate::ApiState;
use crate::extract::Body;
use crate::field::{Text, When};
use crate::problem::Answer;
use app::booking_page::{self, Pick};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{HoldId, OrgId};
use domain::{Error, Money, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Times one address may take in ten minutes: a hesitant family, not a script that empties the calendar.
const HOLDS: (u32, u32) = (40, 600);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateHold {
    services: Vec<Uuid>,
    #[serde(default)]
    employee_id: Option<Uuid>,
    #[serde(default)]
    branch_id: Option<Uuid>,
    starts_at: When,
    /// The token of the time held before, which is let go.
    #[serde(default)]
    replaces: Option<Text<1, 1024>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    hold: Text<1, 1024>,
}

#[derive(Debug, Serialize)]
pub struct HoldView {
    /// Books this time, and nothing else.
    hold: String,
    expires_at: When,
    /// So that a wrong clock in the browser does not matter.
    seconds_left: i64,
    branch_id: Uuid,
    employee_id: Uuid,
    starts_at: When,
    ends_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Money>,
}

/// `POST /p/v1/{slug}/holds`
pub async fn create(State(state): State<ApiState>, door: Door, Body(body): Body<CreateHold>) -> Answer<(StatusCode, Json<HoldView>)> {
    door.count(&state, "hold", HOLDS.0, HOLDS.1)?;
    // A token that has run out, or never was one, keeps nothing.
    let replaces = body.replaces.and_then(|token| of(&state, door.org.id, token.as_str()).ok());
    let pick = Pick { services: body.services.into_iter().map(Into::into).collect(), employee: body.employee_id.map(Into::into), branch: body.branch_id.map(Into::into), starts_at: body.starts_at.into() };
    let hold = booking_page::hold(&state.app, &door.ctx, &pick, replaces).await?;
    let firm = app::catalog::firm(&state.app, &mut state.app.scope(door.org.id).await?).await?;
    let expires = seconds(hold.expires_at);
    let view = HoldView {
        hold: sign(&state.app, &HoldToken { org: door.org.id.uuid(), id: hold.id.uuid(), expires })?,
        expires_at: hold.expires_at.into(),
        seconds_left: expires - seconds(state.now()),
        branch_id: hold.branch_id.uuid(),
        employee_id: hold.employee_id.uuid(),
        starts_at: hold.starts_at.into(),
        ends_at: hold.ends_at.into(),
        price: price(&firm, &hold),
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// `POST /p/v1/{slug}/holds/release`
pub async fn release(State(state): State<ApiState>, door: Door, Body(body): Body<Release>) -> Answer<StatusCode> {
    if let Ok(id) = of(&state, door.org.id, body.hold.as_str()) {
        booking_page::release(&state.app, &door.ctx, id).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The hold behind a token of this firm.
pub fn of(state: &ApiState, org: OrgId, token: &str) -> Result<HoldId> {
    let claims: HoldToken = verify(&state.app, token)?;
    if claims.org == org.uuid() { Ok(claims.id.into()) } else { Err(Error::not_found("hold")) }
}

/// What the visit will cost with this employee.
fn price(firm: &app::catalog::Firm, hold: &store::hold::Hold) -> Option<Money> {
    let employee = firm.catalog.employee(hold.employee_id)?;
    let mut total: Option<Money> = None;
    for id in &hold.services {
        let service = firm.catalog.service(*id)?;
        let skill = employee.skills.iter().find(|k| k.service_id == *id)?;
        let sum = total.get_or_insert_with(|| Money { minor: 0, currency: service.price.currency.clone() });
        sum.minor = sum.minor.saturating_add(skill.price.unwrap_or(service.price.minor));
    }
    total
}
