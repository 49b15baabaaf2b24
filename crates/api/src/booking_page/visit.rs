//! A visit: made from a held time, then seen, moved and cancelled by its signed link. Nobody's visits can be listed.

use super::day::{DaysView, MoveDaysQuery, for_visit};
use super::token::{ICS_SECS, IcsToken, VISIT_SECS, VisitToken, seconds, sign, verify};
use super::{Door, hold, ics, page};
use crate::ApiState;
use crate::extract::{Body, Query};
use crate::field::{LangWord, Note, Text, When};
use crate::problem::{Answer, Problem};
use app::booking_page::{self, Form, Visit};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use domain::booking::BookingStatus;
use domain::id::BookingId;
use domain::{Error, Money, Phone};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Visits one address may make in an hour, and changes of them.
const BOOKINGS: (u32, u32) = (30, 3600);
const CHANGES: (u32, u32) = (60, 3600);

words! {
    StatusWord = BookingStatus, "VisitStatus", BookingStatus::ALL;
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateBooking {
    /// Made by the browser once per filled form: sent twice, it is one visit.
    id: Uuid,
    hold: Text<1, 1024>,
    name: Text<1, 80>,
    phone: Text<1, 40>,
    #[serde(default)]
    note: Note,
    consent: bool,
    #[serde(default)]
    lang: Option<LangWord>,
    /// Invisible to people; whoever fills it is a program.
    #[serde(default)]
    website: Text<0, 200>,
}

#[derive(Debug, Serialize)]
pub struct VisitView {
    /// Opens this visit: `/book/{slug}#visit={token}`.
    token: String,
    status: StatusWord,
    starts_at: When,
    ends_at: When,
    zone: String,
    services: Vec<ItemView>,
    employee: Named,
    branch: Place,
    price: Money,
    can_change: bool,
    change_until: When,
    /// A calendar file; the address is good for an hour.
    ics: String,
}

#[derive(Debug, Serialize)]
struct ItemView {
    id: Uuid,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<String>,
    duration_minutes: u32,
    price: i64,
}

#[derive(Debug, Serialize)]
struct Named {
    id: Uuid,
    name: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct Place {
    id: Uuid,
    name: String,
    address: String,
    directions: String,
    phone: Option<String>,
    phone_show: Option<String>,
}

/// Somebody with a visit's link.
#[derive(Debug)]
pub struct Holder {
    door: Door,
    booking: BookingId,
}

impl FromRequestParts<ApiState> for Holder {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let door = Door::from_request_parts(parts, state).await?;
        let token = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
        let token = token.ok_or_else(|| Problem::unauthorized("token_missing", "send the visit's token as a bearer token"))?;
        let claims: VisitToken = verify(&state.app, token.trim())?;
        if claims.org != door.org.id.uuid() {
            return Err(Error::not_found("booking").into());
        }
        Ok(Holder { door, booking: claims.id.into() })
    }
}

/// `POST /p/v1/{slug}/bookings`
pub async fn create(State(state): State<ApiState>, door: Door, Body(body): Body<CreateBooking>) -> Answer<(StatusCode, Json<VisitView>)> {
    door.count(&state, "booking", BOOKINGS.0, BOOKINGS.1)?;
    if !body.website.as_str().is_empty() {
        return Err(Problem::invalid("website", "only a program fills this field").code("looks_automatic"));
    }
    if !body.consent {
        return Err(Problem::invalid("consent", "the customer has to agree first").code("consent_needed"));
    }
    let phone = Phone::parse(body.phone.as_str(), &door.org.region).map_err(|e| e.code("phone_invalid"))?;
    let hold = hold::of(&state, door.org.id, body.hold.as_str());
    let hold = hold.map_err(|e| if e.public_code() == "token_expired" { Error::conflict("the time is not held any more").code("hold_expired") } else { e })?;
    let form = Form { id: body.id, hold, name: body.name.into_string(), phone, note: body.note.into_string(), lang: body.lang.map_or(door.org.lang, Into::into) };
    let made = booking_page::book(&state.app, &door.ctx, &form).await?;
    let visit = booking_page::get(&state.app, door.org.id, made.booking.id).await?;
    Ok((if made.is_repeat { StatusCode::OK } else { StatusCode::CREATED }, Json(view(&state, &door, visit)?)))
}

/// `GET /p/v1/{slug}/visit`
pub async fn show(State(state): State<ApiState>, Holder { door, booking }: Holder) -> Answer<Json<VisitView>> {
    let visit = booking_page::get(&state.app, door.org.id, booking).await?;
    Ok(Json(view(&state, &door, visit)?))
}

/// `GET /p/v1/{slug}/visit/days`
pub async fn days(State(state): State<ApiState>, Holder { door, booking }: Holder, Query(query): Query<MoveDaysQuery>) -> Answer<Json<DaysView>> {
    for_visit(&state, door.org.id, booking, query).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    starts_at: When,
    /// The same one when left out.
    #[serde(default)]
    employee_id: Option<Uuid>,
}

/// `POST /p/v1/{slug}/visit/move`
pub async fn move_to(State(state): State<ApiState>, Holder { door, booking }: Holder, Body(body): Body<Move>) -> Answer<Json<VisitView>> {
    door.count(&state, "change", CHANGES.0, CHANGES.1)?;
    let visit = booking_page::move_to(&state.app, &door.ctx, booking, body.starts_at.into(), body.employee_id.map(Into::into)).await?;
    Ok(Json(view(&state, &door, visit)?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancel {}

/// `POST /p/v1/{slug}/visit/cancel`
pub async fn cancel(State(state): State<ApiState>, Holder { door, booking }: Holder, Body(Cancel {}): Body<Cancel>) -> Answer<Json<VisitView>> {
    door.count(&state, "change", CHANGES.0, CHANGES.1)?;
    let visit = booking_page::cancel(&state.app, &door.ctx, booking).await?;
    Ok(Json(view(&state, &door, visit)?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IcsQuery {
    token: String,
    #[serde(default)]
    lang: Option<LangWord>,
}

/// `GET /p/v1/{slug}/visit.ics`
pub async fn calendar(State(state): State<ApiState>, door: Door, Query(query): Query<IcsQuery>, headers: HeaderMap) -> Answer<impl IntoResponse> {
    let claims: IcsToken = verify(&state.app, &query.token)?;
    if claims.org != door.org.id.uuid() {
        return Err(Error::not_found("booking").into());
    }
    let visit = booking_page::get(&state.app, door.org.id, claims.id.into()).await?;
    let link = format!("{}/book/{}#visit={}", page::base_url(&state, &headers), door.org.slug, visit_token(&state, &door, visit.booking.id)?);
    let file = ics::write(&visit, &door.org, query.lang.map_or(door.org.lang, Into::into), &link, state.now());
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8; method=PUBLISH"), (header::CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\"")];
    Ok((kind, file))
}

fn visit_token(state: &ApiState, door: &Door, id: BookingId) -> Answer<String> {
    Ok(sign(&state.app, &VisitToken { org: door.org.id.uuid(), id: id.uuid(), expires: seconds(state.now()) + VISIT_SECS })?)
}

fn view(state: &ApiState, door: &Door, visit: Visit) -> Answer<VisitView> {
    let Visit { booking, services, employee, branch, change_until, can_change } = visit;
    let file = sign(&state.app, &IcsToken { org: door.org.id.uuid(), id: booking.id.uuid(), expires: seconds(state.now()) + ICS_SECS })?;
    let items = booking.items.iter().zip(services);
    Ok(VisitView {
        token: visit_token(state, door, booking.id)?,
        status: booking.status.into(),
        starts_at: booking.starts_at.into(),
        ends_at: booking.ends_at.into(),
        zone: branch.zone,
        services: items.map(|(item, s)| ItemView { id: s.id.uuid(), name: s.name, name_en: s.name_en, duration_minutes: item.duration_minutes, price: item.price }).collect(),
        employee: Named { id: employee.id.uuid(), name: employee.name, title: employee.title },
        branch: Place { id: branch.id.uuid(), name: branch.name, address: branch.address, directions: branch.directions, phone_show: branch.phone.as_deref().map(super::firm::shown), phone: branch.phone },
        price: booking.price,
        can_change,
        change_until: change_until.into(),
        ics: format!("/p/v1/{}/visit.ics?token={file}", door.org.slug),
    })
}
