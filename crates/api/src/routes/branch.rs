//! Branches: list, read, open, change, close.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Minute;
use crate::extract::{Body, Path};
use crate::field::{self, Patch, Text, When};
use crate::page::Page;
use crate::problem::Answer;
use crate::removal::Removal;
use app::catalog::branch as branches;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::branch::{Branch, Hours};
use domain::id::BranchId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

/// Opening hours of one weekday, shown to customers; employees' schedules decide the slots.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursView {
    /// 1 = Monday … 7 = Sunday.
    #[schema(minimum = 1, maximum = 7)]
    weekday: u8,
    #[schema(inline)]
    opens: Minute,
    #[schema(inline)]
    closes: Minute,
}
impl From<HoursView> for Hours {
    fn from(h: HoursView) -> Self {
        Hours { weekday: h.weekday, opens: h.opens.0, closes: h.closes.0 }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BranchView {
    pub id: Uuid,
    pub name: String,
    pub address: String,
    /// How to find the door.
    pub directions: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    pub timezone: String,
    pub hours: Vec<HoursView>,
    pub is_active: bool,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Branch> for BranchView {
    fn from(b: Branch) -> Self {
        let hours = b.hours.iter().map(|h| HoursView { weekday: h.weekday, opens: Minute(h.opens), closes: Minute(h.closes) }).collect();
        BranchView { id: b.id.uuid(), name: b.name, address: b.address, directions: b.directions, phone: b.phone, timezone: b.zone, hours, is_active: b.is_active, position: b.position, created_at: b.created_at.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBranch {
    #[schema(inline)]
    name: Text<1, 200>,
    #[serde(default)]
    #[schema(inline)]
    address: Text<0, 500>,
    #[serde(default)]
    #[schema(inline)]
    directions: Text<0, 2000>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    phone: Option<Text<1, 50>>,
    /// IANA name; the organization's when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    timezone: Option<Text<1, 64>>,
    #[serde(default)]
    #[schema(max_items = 70)]
    hours: Vec<HoursView>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateBranch {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline)]
    address: Option<Text<0, 500>>,
    #[serde(default)]
    #[schema(inline)]
    directions: Option<Text<0, 2000>>,
    /// Null clears it.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<String>, max_length = 50)]
    phone: Option<Patch<Text<1, 50>>>,
    #[serde(default)]
    #[schema(inline)]
    timezone: Option<Text<1, 64>>,
    #[serde(default)]
    #[schema(max_items = 70)]
    hours: Option<Vec<HoursView>>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
}
impl UpdateBranch {
    fn apply(self, b: &mut Branch) {
        b.name = self.name.map_or_else(|| std::mem::take(&mut b.name), Into::into);
        b.address = self.address.map_or_else(|| std::mem::take(&mut b.address), Into::into);
        b.directions = self.directions.map_or_else(|| std::mem::take(&mut b.directions), Into::into);
        if let Some(phone) = self.phone {
            b.phone = phone.into_option().map(Into::into);
        }
        b.zone = self.timezone.map_or_else(|| std::mem::take(&mut b.zone), Into::into);
        if let Some(hours) = self.hours {
            b.hours = hours.into_iter().map(Into::into).collect();
        }
        b.is_active = self.is_active.unwrap_or(b.is_active);
        b.position = self.position.unwrap_or(b.position);
    }
}

/// All branches, by position.
#[utoipa::path(get, path = "/branches", tag = "catalog", responses((status = 200, description = "Branches.", body = Page<BranchView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<BranchView>>> {
    let rows = store::branch::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One branch.
#[utoipa::path(get, path = "/branches/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "The branch.", body = BranchView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<BranchView>> {
    Ok(Json(store::branch::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Opens a branch.
#[utoipa::path(post, path = "/branches", tag = "catalog", request_body = CreateBranch, responses((status = 201, description = "Opened.", body = BranchView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateBranch>) -> Answer<(StatusCode, Json<BranchView>)> {
    let zone = match body.timezone {
        Some(zone) => zone.into_string(),
        None => store::org::get(&mut state.app.scope(who.org()).await?).await?.zone,
    };
    let branch = Branch {
        id: BranchId::new(), name: body.name.into(), address: body.address.into(), directions: body.directions.into(), phone: body.phone.map(Into::into), zone,
        hours: body.hours.into_iter().map(Into::into).collect(), is_active: true, position: body.position, created_at: state.now(),
    };
    Ok((StatusCode::CREATED, Json(branches::create(&state.app, &who.ctx, branch).await?.into())))
}

/// Changes a branch.
#[utoipa::path(patch, path = "/branches/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateBranch, responses((status = 200, description = "The branch now.", body = BranchView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateBranch>) -> Answer<Json<BranchView>> {
    Ok(Json(branches::update(&state.app, &who.ctx, id.into(), |b| body.apply(b)).await?.into()))
}

/// Closes a branch. One that visits, shifts or rooms refer to is switched off instead.
#[utoipa::path(delete, path = "/branches/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone."), (status = 200, description = "Switched off.", body = BranchView)))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Removal<BranchView>> {
    Ok(Removal::of(branches::remove(&state.app, &who.ctx, id.into()).await?))
}
