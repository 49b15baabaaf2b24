//! The waiting list: who waits for what, put on it, changed and taken off, and the offers of places that came free, made or answered by hand.

use crate::ApiState;
use crate::auth::{Caller, Can, may};
use crate::civil::{Day, Minute};
use crate::extract::{Body, Path, Query};
use crate::field::{self, Patch, Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::booking::BookingView;
use crate::routes::reminder::ReachedWord;
use app::booking::At;
use app::waitlist::{self, Wish, WishPatch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Result;
use domain::id::WaitlistId;
use domain::schedule::DAY;
use domain::waitlist::{EntryStatus, Offer, OfferStatus};
use serde::{Deserialize, Serialize};
use store::waitlist::{Shown, WaitlistFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove)).routes(routes!(offer)).routes(routes!(take)).routes(routes!(decline))
}

words! {
    WaitlistStatusWord = EntryStatus, "WaitlistStatus", EntryStatus::ALL;
    OfferStatusWord = OfferStatus, "OfferStatus", OfferStatus::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WaitlistContact {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
}

/// A place that came free, kept for somebody who waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitlistOffer {
    pub id: Uuid,
    #[schema(inline)]
    pub status: OfferStatusWord,
    pub branch_id: Uuid,
    pub employee_id: Uuid,
    #[schema(inline)]
    pub starts_at: When,
    #[schema(inline)]
    pub ends_at: When,
    /// A person chose the time.
    pub is_by_hand: bool,
    /// As a message, or as a task to call where no channel reaches the customer; absent while it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub reached: Option<ReachedWord>,
    #[schema(inline)]
    pub created_at: When,
    /// Until when it may be taken.
    #[schema(inline)]
    pub expires_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub ended_at: Option<When>,
}
impl From<Offer> for WaitlistOffer {
    fn from(o: Offer) -> Self {
        WaitlistOffer {
            id: o.id.uuid(), status: o.status.into(), branch_id: o.branch_id.uuid(), employee_id: o.employee_id.uuid(), starts_at: o.starts_at.into(), ends_at: o.ends_at.into(), is_by_hand: o.is_by_hand, reached: o.reached.map(Into::into),
            created_at: o.created_at.into(), expires_at: o.expires_at.into(), ended_at: o.ended_at.map(Into::into),
        }
    }
}

/// Somebody who waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitlistEntry {
    pub id: Uuid,
    pub contact: WaitlistContact,
    /// The dialogue it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    pub services: Vec<Uuid>,
    /// Anyone who can when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub employee_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub branch_id: Option<Uuid>,
    /// First and last day, civil time of the branch.
    #[schema(inline)]
    pub from_day: Day,
    #[schema(inline)]
    pub until_day: Day,
    /// A visit begins at or after this time of the day …
    #[schema(inline)]
    pub from_time: Minute,
    /// … and before this one.
    #[schema(inline)]
    pub until_time: Minute,
    pub note: String,
    /// `agent`, `person`, `page` or `api`.
    pub source: String,
    #[schema(inline)]
    pub status: WaitlistStatusWord,
    /// Their place in line: who came first is offered first, and whoever leaves an offer without an answer goes to the end.
    #[schema(inline)]
    pub queued_at: When,
    /// The latest one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub offer: Option<WaitlistOffer>,
    /// How many places were put before them.
    pub offers: i64,
    /// The visit they have.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub booking_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Shown> for WaitlistEntry {
    fn from(s: Shown) -> Self {
        let e = s.entry;
        WaitlistEntry {
            id: e.id.uuid(), contact: WaitlistContact { id: e.contact_id.uuid(), name: s.contact_name, phone: s.contact_phone }, conversation_id: e.conversation_id.map(Into::into), services: e.services.into_iter().map(|id| id.uuid()).collect(),
            employee_id: e.employee_id.map(Into::into), branch_id: e.branch_id.map(Into::into), from_day: Day(e.from_day), until_day: Day(e.until_day), from_time: Minute(e.from_minute), until_time: Minute(e.until_minute), note: e.note,
            source: e.source, status: e.status.into(), queued_at: e.queued_at.into(), offer: s.offer.map(Into::into), offers: s.offers, booking_id: e.booking_id.map(Into::into), created_at: e.created_at.into(), updated_at: e.updated_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WaitlistQuery {
    /// One of the services waited for.
    #[param(required = false, nullable = false)]
    service_id: Option<Uuid>,
    /// Whoever waits for this employee and for nobody else.
    #[param(required = false, nullable = false)]
    employee_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    contact_id: Option<Uuid>,
    /// Everybody who is on the list when left out.
    #[param(inline, required = false, nullable = false)]
    status: Option<WaitlistStatusWord>,
    /// Who waits for this day or a later one …
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// … and for this one or an earlier one.
    #[param(inline, required = false, nullable = false)]
    until: Option<Day>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

async fn shown(state: &ApiState, who: &Caller, id: WaitlistId) -> Result<WaitlistEntry> {
    Ok(store::waitlist::get(&mut state.app.scope(who.org()).await?, id).await?.into())
}

/// The waiting list: the first in line first; entries that are over the latest first.
#[utoipa::path(get, path = "/waitlist", tag = "bookings", params(WaitlistQuery), responses((status = 200, description = "Who waits.", body = Page<WaitlistEntry>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<WaitlistQuery>) -> Answer<Json<Page<WaitlistEntry>>> {
    let filter = WaitlistFilter {
        service: query.service_id.map(Into::into), employee: query.employee_id.map(Into::into), contact: query.contact_id.map(Into::into), status: query.status.map(Into::into), from: query.from.map(|d| d.0), until: query.until.map(|d| d.0),
    };
    let rows = store::waitlist::list(&mut state.app.scope(who.org()).await?, &filter, query.cursor.map(|c| (c.at, c.id)), query.limit.plus_one()).await?;
    let at = |s: &Shown| { let (at, id) = store::waitlist::place(&filter, s); Cursor::new(at, id) };
    Ok(Json(Page::cut(rows, query.limit, at, Into::into)))
}

/// One entry of the waiting list.
#[utoipa::path(get, path = "/waitlist/{id}", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "The entry.", body = WaitlistEntry)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<WaitlistEntry>> {
    Ok(Json(shown(&state, &who, id.into()).await?))
}

const fn whole_day() -> Minute {
    Minute(DAY)
}
const fn midnight() -> Minute {
    Minute(0)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateWaitlistEntry {
    contact_id: Uuid,
    /// What is offered is said there first.
    #[serde(default)]
    #[schema(nullable = false)]
    conversation_id: Option<Uuid>,
    #[schema(min_items = 1, max_items = 10)]
    services: Vec<Uuid>,
    /// Anyone who can when left out.
    #[serde(default)]
    #[schema(nullable = false)]
    employee_id: Option<Uuid>,
    #[serde(default)]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
    /// First and last day, at most 92 apart.
    #[schema(inline)]
    from_day: Day,
    #[schema(inline)]
    until_day: Day,
    /// A visit begins at or after this time of the day …
    #[serde(default = "midnight")]
    #[schema(inline)]
    from_time: Minute,
    /// … and before this one.
    #[serde(default = "whole_day")]
    #[schema(inline)]
    until_time: Minute,
    #[serde(default)]
    #[schema(inline)]
    note: Text<0, 1000>,
}

/// Puts a contact on the waiting list; the same wish again is the same entry. Whatever suits and is free is offered at once. 409 `waitlist_off` or
/// `waitlist_full`.
#[utoipa::path(post, path = "/waitlist", tag = "bookings", request_body = CreateWaitlistEntry, responses((status = 201, description = "On the list.", body = WaitlistEntry)))]
async fn create(State(state): State<ApiState>, who: Can<may::Book>, Body(body): Body<CreateWaitlistEntry>) -> Answer<(StatusCode, Json<WaitlistEntry>)> {
    let wish = Wish {
        contact: body.contact_id.into(), conversation: body.conversation_id.map(Into::into), services: body.services.into_iter().map(Into::into).collect(), employee: body.employee_id.map(Into::into), branch: body.branch_id.map(Into::into),
        from_day: body.from_day.0, until_day: body.until_day.0, from_minute: body.from_time.0, until_minute: body.until_time.0, note: body.note.into(), source: if who.ctx.person().is_some() { "person" } else { "api" }.to_owned(),
    };
    let made = waitlist::create(&state.app, &who.ctx, &wish).await?;
    Ok((StatusCode::CREATED, Json(shown(&state, &who, made.id).await?)))
}

/// What is left out stays as it is; null clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateWaitlistEntry {
    #[serde(default)]
    #[schema(nullable = false, min_items = 1, max_items = 10)]
    services: Option<Vec<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    employee_id: Option<Patch<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    branch_id: Option<Patch<Uuid>>,
    #[serde(default)]
    #[schema(inline)]
    from_day: Option<Day>,
    #[serde(default)]
    #[schema(inline)]
    until_day: Option<Day>,
    #[serde(default)]
    #[schema(inline)]
    from_time: Option<Minute>,
    #[serde(default)]
    #[schema(inline)]
    until_time: Option<Minute>,
    #[serde(default)]
    #[schema(inline)]
    note: Option<Text<0, 1000>>,
}

/// Changes what somebody waits for; an offer under way stays as it is. 409 `waitlist_closed` once they are off the list.
#[utoipa::path(patch, path = "/waitlist/{id}", tag = "bookings", params(("id" = Uuid, Path,)), request_body = UpdateWaitlistEntry, responses((status = 200, description = "The entry now.", body = WaitlistEntry)))]
async fn update(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, Body(body): Body<UpdateWaitlistEntry>) -> Answer<Json<WaitlistEntry>> {
    let patch = WishPatch {
        services: body.services.map(|all| all.into_iter().map(Into::into).collect()), employee: body.employee_id.map(|p| p.into_option().map(Into::into)), branch: body.branch_id.map(|p| p.into_option().map(Into::into)),
        from_day: body.from_day.map(|d| d.0), until_day: body.until_day.map(|d| d.0), from_minute: body.from_time.map(|m| m.0), until_minute: body.until_time.map(|m| m.0), note: body.note.map(Into::into),
    };
    waitlist::update(&state.app, &who.ctx, id.into(), patch).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// Takes somebody off the list; what was kept for them goes to the next in line.
#[utoipa::path(delete, path = "/waitlist/{id}", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 204, description = "Off the list.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    waitlist::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfferPlace {
    #[schema(inline)]
    starts_at: When,
    /// Whoever can when left out.
    #[serde(default)]
    #[schema(nullable = false)]
    employee_id: Option<Uuid>,
    #[serde(default)]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
}

/// Offers a time by hand: it is kept, and the customer is written to or somebody is asked to call. 409 `waitlist_offered`, `waitlist_closed`, `slot_taken`.
#[utoipa::path(post, path = "/waitlist/{id}/offer", tag = "bookings", params(("id" = Uuid, Path,)), request_body = OfferPlace, responses((status = 200, description = "The entry with its offer.", body = WaitlistEntry)))]
async fn offer(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, Body(body): Body<OfferPlace>) -> Answer<Json<WaitlistEntry>> {
    let at = At { services: Vec::new(), employee: body.employee_id.map(Into::into), branch: body.branch_id.map(Into::into), starts_at: body.starts_at.into() };
    waitlist::offer_at(&state.app, &who.ctx, id.into(), &at).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// Books what is offered, for a customer who has said yes; a second time it is the same visit. 409 `offer_gone`.
#[utoipa::path(post, path = "/waitlist/{id}/take", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "The visit.", body = BookingView)))]
async fn take(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>) -> Answer<Json<BookingView>> {
    let booking = waitlist::answer(&state.app, &who.ctx, id.into(), waitlist::Answer::Take).await?;
    Ok(Json(booking.ok_or_else(|| domain::Error::internal("an offer was taken without a visit"))?.into()))
}

/// The customer does not want what is offered: they wait on, and the next in line is offered the time.
#[utoipa::path(post, path = "/waitlist/{id}/decline", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "The entry now.", body = WaitlistEntry)))]
async fn decline(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>) -> Answer<Json<WaitlistEntry>> {
    waitlist::answer(&state.app, &who.ctx, id.into(), waitlist::Answer::Decline).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}
