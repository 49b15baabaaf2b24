//! Departures of tours: list, add, change, remove.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day;
use crate::extract::{Body, Path, Query};
use crate::field::{self, Patch, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use app::tour::departure as departures;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use domain::id::DepartureId;
use domain::tour::Departure;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DepartureView {
    pub id: Uuid,
    pub tour_id: Uuid,
    /// The first day of the tour.
    #[schema(inline)]
    pub starts_on: Day,
    pub seats: u16,
    pub seats_taken: u16,
    /// The employee who leads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub guide_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Departure> for DepartureView {
    fn from(d: Departure) -> Self {
        DepartureView { id: d.id.uuid(), tour_id: d.tour_id.uuid(), starts_on: Day(d.starts_on), seats: d.seats, seats_taken: d.seats_taken, guide_id: d.guide.map(Into::into), created_at: d.created_at.into() }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeparturesQuery {
    /// From this day on; all when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// To this day.
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDeparture {
    #[schema(inline)]
    starts_on: Day,
    #[schema(minimum = 1, maximum = 500)]
    seats: u16,
    /// At most `seats`.
    #[serde(default)]
    #[schema(maximum = 500)]
    seats_taken: u16,
    #[serde(default)]
    #[schema(nullable = false)]
    guide_id: Option<Uuid>,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateDeparture {
    #[serde(default)]
    #[schema(inline)]
    starts_on: Option<Day>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 500)]
    seats: Option<u16>,
    #[serde(default)]
    #[schema(maximum = 500)]
    seats_taken: Option<u16>,
    /// Null clears it.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    guide_id: Option<Patch<Uuid>>,
}

/// The day as the cursor carries it.
fn instant(day: Date) -> Ts {
    day.to_zoned(TimeZone::UTC).map_or_else(|_| Ts::from_micros(0), |at| Ts::from(&at))
}

/// Departures of a tour, by day.
#[utoipa::path(get, path = "/tours/{id}/departures", tag = "catalog", params(("id" = Uuid, Path,), DeparturesQuery), responses((status = 200, description = "Departures.", body = Page<DepartureView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<DeparturesQuery>) -> Answer<Json<Page<DepartureView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let tour = store::tour::get(&mut scope, id.into()).await?;
    let after = query.cursor.map(|cursor| (cursor.at.in_zone(&TimeZone::UTC).date(), DepartureId(cursor.id)));
    let from = query.from.map_or(Date::constant(1970, 1, 1), |d| d.0);
    let after = after.unwrap_or((from, DepartureId::nil()));
    let until = query.to.map_or(Date::constant(2199, 12, 31), |d| d.0);
    let rows = store::tour::departures_of(&mut scope, tour.id, after, until, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |d| Cursor::new(instant(d.starts_on), d.id), Into::into)))
}

/// One departure.
#[utoipa::path(get, path = "/departures/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "The departure.", body = DepartureView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<DepartureView>> {
    Ok(Json(store::tour::departure(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Adds a departure.
#[utoipa::path(post, path = "/tours/{id}/departures", tag = "catalog", params(("id" = Uuid, Path,)), request_body = CreateDeparture, responses((status = 201, description = "Added.", body = DepartureView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<CreateDeparture>) -> Answer<(StatusCode, Json<DepartureView>)> {
    let departure =
        Departure { id: DepartureId::new(), tour_id: id.into(), starts_on: body.starts_on.0, seats: body.seats, seats_taken: body.seats_taken, guide: body.guide_id.map(Into::into), created_at: state.now() };
    Ok((StatusCode::CREATED, Json(departures::create(&state.app, &who.ctx, departure).await?.into())))
}

/// Changes a departure: its day, its seats, who leads it.
#[utoipa::path(patch, path = "/departures/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateDeparture, responses((status = 200, description = "The departure now.", body = DepartureView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateDeparture>) -> Answer<Json<DepartureView>> {
    let change = |d: &mut Departure| {
        d.starts_on = body.starts_on.map_or(d.starts_on, |day| day.0);
        d.seats = body.seats.unwrap_or(d.seats);
        d.seats_taken = body.seats_taken.unwrap_or(d.seats_taken);
        d.guide = body.guide_id.map_or(d.guide, |guide| guide.into_option().map(Into::into));
    };
    Ok(Json(departures::update(&state.app, &who.ctx, id.into(), change).await?.into()))
}

/// Removes a departure.
#[utoipa::path(delete, path = "/departures/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    departures::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
