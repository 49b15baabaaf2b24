//! Visits: list, read, book, move, cancel, confirm, change of state. `ETag` carries the version, `If-Match` asks for it.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Note, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::{Answer, Problem};
use crate::routes::service::MoneyView;
use app::booking::{self, At, Force, Rearrange, Rules, Wish};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Ts;
use domain::booking::{Booking, BookingStatus, Item};
use domain::id::BookingId;
use domain::slot::Slot;
use serde::{Deserialize, Serialize};
use store::booking::BookingFilter;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get)).routes(routes!(move_to)).routes(routes!(cancel)).routes(routes!(confirm)).routes(routes!(set_status)).routes(routes!(set_prepaid))
}

/// What somebody overrules knowingly. Another visit, hold or block never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ForceWord {
    /// Outside the employee's hours.
    NotWorking,
    /// Sooner than the firm's lead time.
    Lead,
    /// Before now.
    Past,
}

pub(super) fn rules(force: &[ForceWord]) -> Rules {
    let has = |word| force.contains(&word);
    Rules::Knowing(Force { not_working: has(ForceWord::NotWorking), lead: has(ForceWord::Lead), past: has(ForceWord::Past) })
}

words! {
    BookingStatusWord = BookingStatus, "BookingStatus", BookingStatus::ALL;
}

/// One service of a visit, at the length and price it was booked.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    service_id: Uuid,
    duration_minutes: u32,
    /// Minor units of the visit's currency.
    price: i64,
}
impl From<Item> for ItemView {
    fn from(i: Item) -> Self {
        ItemView { service_id: i.service_id.uuid(), duration_minutes: i.duration_minutes, price: i.price }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BookingView {
    pub id: Uuid,
    pub branch_id: Uuid,
    pub employee_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub resource_id: Option<Uuid>,
    pub contact_id: Uuid,
    /// The dialogue it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    /// The class or workshop it is a seat of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub group_event_id: Option<Uuid>,
    pub items: Vec<ItemView>,
    #[schema(inline)]
    pub starts_at: When,
    #[schema(inline)]
    pub ends_at: When,
    #[schema(inline)]
    pub status: BookingStatusWord,
    pub price: MoneyView,
    /// Part of the price that is to be paid before the visit, minor units; 0 = nothing.
    pub prepayment: i64,
    /// When it came; absent: nobody has said so yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub prepaid_at: Option<When>,
    pub note: String,
    /// `agent`, `person`, `page`, `api`, `demo` or `test`.
    pub source: String,
    /// Grows with every change; the ETag.
    pub version: i64,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Booking> for BookingView {
    fn from(b: Booking) -> Self {
        BookingView {
            id: b.id.uuid(), branch_id: b.branch_id.uuid(), employee_id: b.employee_id.uuid(), resource_id: b.resource_id.map(Into::into), contact_id: b.contact_id.uuid(),
            conversation_id: b.conversation_id.map(Into::into), group_event_id: b.group_event_id.map(Into::into), items: b.items.into_iter().map(Into::into).collect(), starts_at: b.starts_at.into(), ends_at: b.ends_at.into(), status: b.status.into(),
            price: b.price.into(), prepayment: b.prepayment, prepaid_at: b.prepaid_at.map(Into::into), note: b.note, source: b.source, version: b.version, created_at: b.created_at.into(), updated_at: b.updated_at.into(),
        }
    }
}

/// A visit with its version as ETag.
#[derive(Debug)]
pub struct Tagged(StatusCode, BookingView);

impl From<Booking> for Tagged {
    fn from(b: Booking) -> Self {
        Tagged(StatusCode::OK, b.into())
    }
}
impl IntoResponse for Tagged {
    fn into_response(self) -> Response {
        (self.0, [(header::ETAG, format!("\"{}\"", self.1.version))], Json(self.1)).into_response()
    }
}

/// The version the client has seen; none when it does not care.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(IfMatch(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        let version = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).and_then(|t| t.parse::<i64>().ok());
        match version {
            _ if text == "*" => Ok(IfMatch(None)),
            Some(version) => Ok(IfMatch(Some(version))),
            None => Err(Problem::new(StatusCode::BAD_REQUEST, "if_match", "If-Match is the ETag of a visit, such as \"3\"")),
        }
    }
}

/// Either `hold_id`, or `services` and `starts_at`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBooking {
    contact_id: Uuid,
    /// A hold to be turned into the visit.
    #[serde(default)]
    #[schema(nullable = false)]
    hold_id: Option<Uuid>,
    /// Done one after another in this order.
    #[serde(default)]
    #[schema(max_items = 10)]
    services: Vec<Uuid>,
    /// Anyone who can when left out.
    #[serde(default)]
    #[schema(nullable = false)]
    employee_id: Option<Uuid>,
    /// Wherever it is possible when left out.
    #[serde(default)]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    starts_at: Option<When>,
    #[serde(default)]
    #[schema(inline)]
    note: Note,
    /// What you overrule; without it a 409 with `conflict` tells what is in the way.
    #[serde(default)]
    #[schema(max_items = 3)]
    force: Vec<ForceWord>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBooking {
    /// The same start when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    starts_at: Option<When>,
    /// The same employee when left out.
    #[serde(default)]
    #[schema(nullable = false)]
    employee_id: Option<Uuid>,
    /// The same branch when left out.
    #[serde(default)]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
    /// The whole visit lasts so long; the last service grows or shrinks, the price stays. As long as now, or as the new
    /// employee takes, when left out.
    #[serde(default)]
    #[schema(nullable = false, minimum = 5, maximum = 1440)]
    duration_minutes: Option<u16>,
    /// What you overrule; without it a 409 with `conflict` tells what is in the way.
    #[serde(default)]
    #[schema(max_items = 3)]
    force: Vec<ForceWord>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelBooking {
    #[serde(default)]
    #[schema(inline)]
    reason: Note,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetBookingStatus {
    #[schema(inline)]
    status: BookingStatusWord,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrepaid {
    is_paid: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BookingsQuery {
    /// Visits that end after this.
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    /// Visits that start before this.
    #[param(inline, required = false, nullable = false)]
    until: Option<When>,
    #[param(required = false, nullable = false)]
    branch_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    employee_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    contact_id: Option<Uuid>,
    #[param(inline, required = false, nullable = false)]
    status: Option<BookingStatusWord>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Visits in order of time.
#[utoipa::path(get, path = "/bookings", tag = "bookings", params(BookingsQuery), responses((status = 200, description = "Visits.", body = Page<BookingView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<BookingsQuery>) -> Answer<Json<Page<BookingView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let filter = BookingFilter {
        from: query.from.map_or(Ts::from_micros(0), Into::into),
        until: query.until.map_or(Ts::from_micros(i64::MAX), Into::into),
        branch: query.branch_id.map(Into::into),
        employee: query.employee_id.map(Into::into),
        contact: query.contact_id.map(Into::into),
        status: query.status.map(Into::into),
    };
    let after = query.cursor.map_or((Ts::from_micros(0), BookingId::nil()), |cursor| (cursor.at, cursor.id.into()));
    let rows = store::booking::list(&mut scope, &filter, after, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |b| Cursor::new(b.starts_at, b.id), Into::into)))
}

/// One visit.
#[utoipa::path(get, path = "/bookings/{id}", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "The visit.", body = BookingView, headers(("ETag" = String, description = "its version")))))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Tagged> {
    Ok(store::booking::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into())
}

/// Books a visit; 409 with `conflict` when something is in the way. The end follows from the services.
#[utoipa::path(post, path = "/bookings", tag = "bookings", request_body = CreateBooking, responses((status = 201, description = "Booked.", body = BookingView, headers(("ETag" = String, description = "its version")))))]
async fn create(State(state): State<ApiState>, who: Can<may::Book>, Body(body): Body<CreateBooking>) -> Answer<Tagged> {
    let source = if who.ctx.person().is_some() { "person" } else { "api" };
    let (contact, rules) = (body.contact_id.into(), rules(&body.force));
    let booked = match (body.hold_id, body.starts_at) {
        (Some(hold), None) if body.services.is_empty() => {
            let held = store::hold::get(&mut state.app.scope(who.org()).await?, hold.into(), state.now()).await?;
            let wish = Wish { slot: held.slot(), services: held.services, contact, conversation: held.conversation_id, hold: Some(held.id), note: body.note.into(), source: source.to_owned() };
            booking::book(&state.app, &who.ctx, rules, &wish).await?
        }
        (None, Some(starts_at)) => {
            let at = At { services: body.services.into_iter().map(Into::into).collect(), employee: body.employee_id.map(Into::into), branch: body.branch_id.map(Into::into), starts_at: starts_at.into() };
            booking::book_at(&state.app, &who.ctx, rules, &at, contact, body.note.as_str(), source).await?
        }
        _ => return Err(Problem::invalid("starts_at", "send either hold_id, or services and starts_at")),
    };
    Ok(Tagged(StatusCode::CREATED, booked.into()))
}

/// Moves a visit to another time, employee or branch, makes it longer or shorter; 409 with `conflict` when something is in the way.
#[utoipa::path(post, path = "/bookings/{id}/move", tag = "bookings", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the visit as you know it; another one is 409 version_mismatch")),
    request_body = MoveBooking, responses((status = 200, description = "The visit now.", body = BookingView, headers(("ETag" = String, description = "its version")))))]
async fn move_to(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, seen: IfMatch, Body(body): Body<MoveBooking>) -> Answer<Tagged> {
    let now = store::booking::get(&mut state.app.scope(who.org()).await?, id.into()).await?;
    let minutes = body.duration_minutes.map(i64::from);
    if minutes.is_some_and(|m| !(5..=1440).contains(&m)) {
        return Err(Problem::invalid("duration_minutes", "must be from 5 to 1440"));
    }
    let starts_at = body.starts_at.map_or(now.starts_at, Into::into);
    let slot = Slot { branch_id: body.branch_id.map_or(now.branch_id, Into::into), employee_id: body.employee_id.map_or(now.employee_id, Into::into), resource_id: now.resource_id, starts_at, ends_at: starts_at };
    Ok(booking::rearrange(&state.app, &who.ctx, rules(&body.force), id.into(), seen.0, &Rearrange { slot, minutes }).await?.into())
}

/// Calls a visit off and frees its time. Cancelling twice is one cancellation.
#[utoipa::path(post, path = "/bookings/{id}/cancel", tag = "bookings", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the visit as you know it; another one is 409 version_mismatch")),
    request_body = CancelBooking, responses((status = 200, description = "The visit now.", body = BookingView, headers(("ETag" = String, description = "its version")))))]
async fn cancel(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, seen: IfMatch, Body(body): Body<CancelBooking>) -> Answer<Tagged> {
    Ok(booking::cancel(&state.app, &who.ctx, Rules::Desk, id.into(), seen.0, body.reason.as_str()).await?.into())
}

/// The customer is coming.
#[utoipa::path(post, path = "/bookings/{id}/confirm", tag = "bookings", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the visit as you know it; another one is 409 version_mismatch")),
    responses((status = 200, description = "The visit now.", body = BookingView, headers(("ETag" = String, description = "its version")))))]
async fn confirm(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, seen: IfMatch) -> Answer<Tagged> {
    Ok(booking::set_status(&state.app, &who.ctx, Rules::Desk, id.into(), seen.0, BookingStatus::Confirmed).await?.into())
}

/// Confirmed, arrived, completed, missed or cancelled; 409 `booking_transition` where that makes no sense.
#[utoipa::path(post, path = "/bookings/{id}/status", tag = "bookings", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the visit as you know it; another one is 409 version_mismatch")),
    request_body = SetBookingStatus, responses((status = 200, description = "The visit now.", body = BookingView, headers(("ETag" = String, description = "its version")))))]
async fn set_status(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, seen: IfMatch, Body(body): Body<SetBookingStatus>) -> Answer<Tagged> {
    Ok(booking::set_status(&state.app, &who.ctx, Rules::Desk, id.into(), seen.0, body.status.into()).await?.into())
}

/// The prepayment has come, or has not after all; 409 `no_prepayment` where none is asked.
#[utoipa::path(put, path = "/bookings/{id}/prepayment", tag = "bookings", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the visit as you know it; another one is 409 version_mismatch")),
    request_body = SetPrepaid, responses((status = 200, description = "The visit now.", body = BookingView, headers(("ETag" = String, description = "its version")))))]
async fn set_prepaid(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, seen: IfMatch, Body(body): Body<SetPrepaid>) -> Answer<Tagged> {
    Ok(booking::set_prepaid(&state.app, &who.ctx, id.into(), seen.0, body.is_paid).await?.into())
}
