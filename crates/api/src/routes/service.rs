//! Services: list, read, add, change, remove.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{self, Patch, Text, When};
use crate::page::Page;
use crate::problem::Answer;
use crate::removal::Removal;
use app::catalog::service as services;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Money;
use domain::id::ServiceId;
use domain::service::Service;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

/// An amount in minor units (kopecks, cents).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Money)]
pub struct MoneyView {
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}
impl From<Money> for MoneyView {
    fn from(m: Money) -> Self {
        MoneyView { minor: m.minor, currency: m.currency }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceView {
    pub id: Uuid,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name_en: Option<String>,
    pub category: String,
    pub description: String,
    /// Other words customers use for it.
    pub synonyms: Vec<String>,
    pub duration_minutes: u32,
    /// Cleaning or rest after the visit; takes the employee's time, invisible to the customer.
    pub buffer_minutes: u32,
    pub price: MoneyView,
    /// Upper end of a price range, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub price_max: Option<i64>,
    /// Any one of these rooms or machines is needed.
    pub resources: Vec<Uuid>,
    /// People at once; more than one: it is held for groups, at times planned as `/group-events`.
    pub seats: u16,
    /// To be paid before the visit, minor units; 0 = nothing.
    pub prepayment: i64,
    pub is_active: bool,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Service> for ServiceView {
    fn from(s: Service) -> Self {
        ServiceView {
            id: s.id.uuid(), name: s.name, name_en: s.name_en, category: s.category, description: s.description, synonyms: s.synonyms, duration_minutes: s.duration_minutes, buffer_minutes: s.buffer_minutes,
            price: s.price.into(), price_max: s.price_max, resources: s.resources.into_iter().map(Into::into).collect(), seats: s.seats, prepayment: s.prepayment, is_active: s.is_active, position: s.position, created_at: s.created_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateService {
    #[schema(inline)]
    name: Text<1, 200>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    name_en: Option<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline)]
    category: Text<0, 200>,
    #[serde(default)]
    #[schema(inline)]
    description: Text<0, 4000>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    synonyms: Vec<Text<1, 200>>,
    #[schema(minimum = 1, maximum = 1440)]
    duration_minutes: u32,
    #[serde(default)]
    #[schema(maximum = 720)]
    buffer_minutes: u32,
    /// Minor units of the organization's currency.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: i64,
    #[serde(default)]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000_000_000_i64)]
    price_max: Option<i64>,
    #[serde(default)]
    #[schema(max_items = 100)]
    resources: Vec<Uuid>,
    /// People at once.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 500)]
    seats: u16,
    /// To be paid before the visit; at most the price.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    prepayment: i64,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
}

const fn one() -> u16 {
    1
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateService {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 200>>,
    /// Null clears it.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<String>, max_length = 200)]
    name_en: Option<Patch<Text<1, 200>>>,
    #[serde(default)]
    #[schema(inline)]
    category: Option<Text<0, 200>>,
    #[serde(default)]
    #[schema(inline)]
    description: Option<Text<0, 4000>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    synonyms: Option<Vec<Text<1, 200>>>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1440)]
    duration_minutes: Option<u32>,
    #[serde(default)]
    #[schema(maximum = 720)]
    buffer_minutes: Option<u32>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: Option<i64>,
    /// Null clears it.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000_000_i64)]
    price_max: Option<Patch<i64>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    resources: Option<Vec<Uuid>>,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 500)]
    seats: Option<u16>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    prepayment: Option<i64>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
}
impl UpdateService {
    fn apply(self, s: &mut Service) {
        s.name = self.name.map_or_else(|| std::mem::take(&mut s.name), Into::into);
        if let Some(name) = self.name_en {
            s.name_en = name.into_option().map(Into::into);
        }
        s.category = self.category.map_or_else(|| std::mem::take(&mut s.category), Into::into);
        s.description = self.description.map_or_else(|| std::mem::take(&mut s.description), Into::into);
        if let Some(synonyms) = self.synonyms {
            s.synonyms = synonyms.into_iter().map(Into::into).collect();
        }
        s.duration_minutes = self.duration_minutes.unwrap_or(s.duration_minutes);
        s.buffer_minutes = self.buffer_minutes.unwrap_or(s.buffer_minutes);
        s.price.minor = self.price.unwrap_or(s.price.minor);
        if let Some(max) = self.price_max {
            s.price_max = max.into_option();
        }
        if let Some(resources) = self.resources {
            s.resources = resources.into_iter().map(Into::into).collect();
        }
        s.seats = self.seats.unwrap_or(s.seats);
        s.prepayment = self.prepayment.unwrap_or(s.prepayment);
        s.is_active = self.is_active.unwrap_or(s.is_active);
        s.position = self.position.unwrap_or(s.position);
    }
}

/// All services, by position.
#[utoipa::path(get, path = "/services", tag = "catalog", responses((status = 200, description = "Services.", body = Page<ServiceView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<ServiceView>>> {
    let rows = store::service::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One service.
#[utoipa::path(get, path = "/services/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "The service.", body = ServiceView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ServiceView>> {
    Ok(Json(store::service::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Adds a service. Nobody performs it until employees get the skill.
#[utoipa::path(post, path = "/services", tag = "catalog", request_body = CreateService, responses((status = 201, description = "Added.", body = ServiceView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateService>) -> Answer<(StatusCode, Json<ServiceView>)> {
    let currency = store::org::get(&mut state.app.scope(who.org()).await?).await?.currency;
    let service = Service {
        id: ServiceId::new(), name: body.name.into(), name_en: body.name_en.map(Into::into), category: body.category.into(), description: body.description.into(),
        synonyms: body.synonyms.into_iter().map(Into::into).collect(), duration_minutes: body.duration_minutes, buffer_minutes: body.buffer_minutes, price: Money { minor: body.price, currency },
        price_max: body.price_max, resources: body.resources.into_iter().map(Into::into).collect(), seats: body.seats, prepayment: body.prepayment, is_active: true, position: body.position, created_at: state.now(),
    };
    Ok((StatusCode::CREATED, Json(services::create(&state.app, &who.ctx, service).await?.into())))
}

/// Changes a service. Visits keep the price and length they were booked at.
#[utoipa::path(patch, path = "/services/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateService, responses((status = 200, description = "The service now.", body = ServiceView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateService>) -> Answer<Json<ServiceView>> {
    Ok(Json(services::update(&state.app, &who.ctx, id.into(), |s| body.apply(s)).await?.into()))
}

/// Removes a service. One that was ever booked is switched off instead.
#[utoipa::path(delete, path = "/services/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone."), (status = 200, description = "Switched off.", body = ServiceView)))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Removal<ServiceView>> {
    Ok(Removal::of(services::remove(&state.app, &who.ctx, id.into()).await?))
}
