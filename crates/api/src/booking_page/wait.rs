//! Onto the waiting list from the page: a wish, a name and a number, no account. Nothing of the contact is answered.

use super::Door;
use crate::ApiState;
use crate::civil::{Day, Minute};
use crate::extract::Body;
use crate::field::{LangWord, Text};
use crate::problem::{Answer, Problem};
use app::booking_page::{self, WaitForm};
use axum::extract::State;
use axum::http::StatusCode;
use domain::Phone;
use serde::Deserialize;
use uuid::Uuid;

/// Wishes one address may leave in an hour.
const WISHES: (u32, u32) = (20, 3600);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    services: Vec<Uuid>,
    #[serde(default)]
    employee_id: Option<Uuid>,
    #[serde(default)]
    branch_id: Option<Uuid>,
    from_day: Day,
    until_day: Day,
    from_time: Minute,
    until_time: Minute,
    name: Text<1, 80>,
    phone: Text<1, 40>,
    #[serde(default)]
    note: Text<0, 800>,
    consent: bool,
    #[serde(default)]
    lang: Option<LangWord>,
    /// Invisible to people; whoever fills it is a program.
    #[serde(default)]
    website: Text<0, 200>,
}

/// `POST /p/v1/{slug}/waitlist`
pub async fn create(State(state): State<ApiState>, door: Door, Body(body): Body<Wait>) -> Answer<StatusCode> {
    door.count(&state, "waitlist", WISHES.0, WISHES.1)?;
    if !body.website.as_str().is_empty() {
        return Err(Problem::invalid("website", "only a program fills this field").code("looks_automatic"));
    }
    if !body.consent {
        return Err(Problem::invalid("consent", "the customer has to agree first").code("consent_needed"));
    }
    let phone = Phone::parse(body.phone.as_str(), &door.org.region).map_err(|e| e.code("phone_invalid"))?;
    let form = WaitForm {
        services: body.services.into_iter().map(Into::into).collect(), employee: body.employee_id.map(Into::into), branch: body.branch_id.map(Into::into), from_day: body.from_day.0, until_day: body.until_day.0,
        from_minute: body.from_time.0, until_minute: body.until_time.0, name: body.name.into_string(), phone, note: body.note.into_string(), lang: body.lang.map_or(door.org.lang, Into::into),
    };
    booking_page::wait(&state.app, &door.ctx, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}
