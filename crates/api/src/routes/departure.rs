//! Departures of tours: list, add one or a series, change, remove.

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
use domain::id::{DepartureId, TourId};
use domain::tour::{Departure, DepartureStatus};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(create_series)).routes(routes!(list_all)).routes(routes!(get, update, remove))
}

words! {
    StatusWord = DepartureStatus, "DepartureStatus", DepartureStatus::ALL;
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
    /// `open`: seats are sold; `closed`: it leaves with those it has; `cancelled`: it does not leave. Agents speak of open ones only.
    #[schema(inline)]
    pub status: StatusWord,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Departure> for DepartureView {
    fn from(d: Departure) -> Self {
        DepartureView {
            id: d.id.uuid(), tour_id: d.tour_id.uuid(), starts_on: Day(d.starts_on), seats: d.seats, seats_taken: d.seats_taken, guide_id: d.guide.map(Into::into), status: d.status.into(), created_at: d.created_at.into(),
        }
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
    /// Open when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    status: Option<StatusWord>,
}

/// Departures alike but for their day.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSeries {
    /// A day that stands twice makes two departures.
    #[schema(inline, min_items = 1, max_items = 200)]
    days: Vec<Day>,
    #[schema(minimum = 1, maximum = 500)]
    seats: u16,
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
    #[serde(default)]
    #[schema(inline)]
    status: Option<StatusWord>,
}

impl DeparturesQuery {
    /// After which row the page begins, and its last day.
    fn span(&self) -> ((Date, DepartureId), Date) {
        let from = self.from.map_or(Date::constant(1970, 1, 1), |d| d.0);
        let after = self.cursor.map_or((from, DepartureId::nil()), |cursor| (cursor.at.in_zone(&TimeZone::UTC).date(), DepartureId(cursor.id)));
        (after, self.to.map_or(Date::constant(2199, 12, 31), |d| d.0))
    }
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
    let (after, until) = query.span();
    let rows = store::tour::departures_of(&mut scope, tour.id, after, until, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |d| Cursor::new(instant(d.starts_on), d.id), Into::into)))
}

/// Departures of all tours, by day.
#[utoipa::path(get, path = "/departures", tag = "catalog", params(DeparturesQuery), responses((status = 200, description = "Departures.", body = Page<DepartureView>)))]
async fn list_all(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<DeparturesQuery>) -> Answer<Json<Page<DepartureView>>> {
    let (after, until) = query.span();
    let rows = store::tour::all_departures(&mut state.app.scope(who.org()).await?, after, until, query.limit.plus_one()).await?;
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
    let status = body.status.map_or(DepartureStatus::Open, Into::into);
    let departure =
        Departure { id: DepartureId::new(), tour_id: id.into(), starts_on: body.starts_on.0, seats: body.seats, seats_taken: body.seats_taken, guide: body.guide_id.map(Into::into), status, created_at: state.now() };
    Ok((StatusCode::CREATED, Json(departures::create(&state.app, &who.ctx, departure).await?.into())))
}

/// Adds departures on several days, all of them or none.
#[utoipa::path(post, path = "/tours/{id}/departures/series", tag = "catalog", params(("id" = Uuid, Path,)), request_body = CreateSeries, responses((status = 201, description = "Added, in the order of the days given.", body = Page<DepartureView>)))]
async fn create_series(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<CreateSeries>) -> Answer<(StatusCode, Json<Page<DepartureView>>)> {
    let (tour_id, guide, created_at) = (TourId::from(id), body.guide_id.map(Into::into), state.now());
    let on = |day: Day| Departure { id: DepartureId::new(), tour_id, starts_on: day.0, seats: body.seats, seats_taken: 0, guide, status: DepartureStatus::Open, created_at };
    let rows = departures::create_series(&state.app, &who.ctx, tour_id, body.days.into_iter().map(on).collect()).await?;
    Ok((StatusCode::CREATED, Json(Page::whole(rows.into_iter().map(Into::into).collect()))))
}

/// Changes a departure: its day, its seats, who leads it, whether it is sold.
#[utoipa::path(patch, path = "/departures/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateDeparture, responses((status = 200, description = "The departure now.", body = DepartureView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateDeparture>) -> Answer<Json<DepartureView>> {
    let change = |d: &mut Departure| {
        d.starts_on = body.starts_on.map_or(d.starts_on, |day| day.0);
        d.seats = body.seats.unwrap_or(d.seats);
        d.seats_taken = body.seats_taken.unwrap_or(d.seats_taken);
        d.guide = body.guide_id.map_or(d.guide, |guide| guide.into_option().map(Into::into));
        d.status = body.status.map_or(d.status, Into::into);
    };
    Ok(Json(departures::update(&state.app, &who.ctx, id.into(), change).await?.into()))
}

/// Removes a departure. One with seats taken is kept: 409 `departure_taken`.
#[utoipa::path(delete, path = "/departures/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    departures::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
