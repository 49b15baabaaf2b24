//! Addresses of an employee's calendar for a phone: list, make, take back. The calendar itself is `ical.rs`.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Path;
use crate::field::When;
use crate::page::Page;
use crate::problem::Answer;
use app::calendar_feed;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use store::calendar_feed::CalendarFeed;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(remove))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarFeedView {
    pub id: Uuid,
    pub employee_id: Uuid,
    #[schema(inline)]
    pub created_at: When,
    /// When a phone or a program has asked last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub read_at: Option<When>,
}
impl From<CalendarFeed> for CalendarFeedView {
    fn from(f: CalendarFeed) -> Self {
        CalendarFeedView { id: f.id.uuid(), employee_id: f.employee_id.uuid(), created_at: f.created_at.into(), read_at: f.read_at.map(Into::into) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarFeedMade {
    pub feed: CalendarFeedView,
    /// An iCalendar file that is always up to date (RFC 5545). Told once: whoever has it sees the employee's visits.
    pub url: String,
}

/// The employee's addresses.
#[utoipa::path(get, path = "/employees/{id}/feeds", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "Addresses, without their secret.", body = Page<CalendarFeedView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Json<Page<CalendarFeedView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    store::employee::get(&mut scope, id.into()).await?;
    Ok(Json(Page::whole(store::calendar_feed::list(&mut scope, id.into()).await?.into_iter().map(Into::into).collect())))
}

/// Makes an address for a phone's calendar.
#[utoipa::path(post, path = "/employees/{id}/feeds", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 201, description = "The address, told once.", body = CalendarFeedMade)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, headers: HeaderMap) -> Answer<(StatusCode, Json<CalendarFeedMade>)> {
    let (feed, secret) = calendar_feed::create(&state.app, &who.ctx, id.into()).await?;
    let url = format!("{}{}", crate::booking_page::base_url(&state, &headers), crate::ical::path(secret.expose()));
    Ok((StatusCode::CREATED, Json(CalendarFeedMade { feed: feed.into(), url })))
}

/// Takes an address back.
#[utoipa::path(delete, path = "/employees/{id}/feeds/{feed_id}", tag = "catalog", params(("id" = Uuid, Path,), ("feed_id" = Uuid, Path,)), responses((status = 204, description = "Taken back.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path((id, feed)): Path<(Uuid, Uuid)>) -> Answer<StatusCode> {
    calendar_feed::remove(&state.app, &who.ctx, id.into(), feed.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
