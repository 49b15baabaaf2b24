//! Teams: who takes the conversations that people have to answer.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{self, Patch, Text, When};
use crate::page::Page;
use crate::problem::Answer;
use app::team::{self, NewTeam, TeamPatch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::team::{Assignment, Team};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

words! {
    AssignmentWord = Assignment, "Assignment", Assignment::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TeamView {
    pub id: Uuid,
    pub name: String,
    /// Members of the firm.
    pub member_ids: Vec<Uuid>,
    /// `round_robin`: whoever is in and has the fewest open conversations gets the next one that is handed over.
    #[schema(inline)]
    pub assignment: AssignmentWord,
    /// Most open conversations a member is handed; no limit when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub capacity: Option<u32>,
    /// Connections whose conversations come to this team.
    pub is_default_for: Vec<Uuid>,
    /// Minutes of working time until the first answer of a person; the firm's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sla_first_minutes: Option<u32>,
    /// Until any answer after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sla_next_minutes: Option<u32>,
    /// The member told when a customer has waited for too long; managers are where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub lead_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Team> for TeamView {
    fn from(t: Team) -> Self {
        TeamView {
            id: t.id.uuid(), name: t.name, member_ids: t.member_ids.into_iter().map(Into::into).collect(), assignment: t.assignment.into(), capacity: t.capacity,
            is_default_for: t.is_default_for.into_iter().map(Into::into).collect(), sla_first_minutes: t.sla.first_minutes, sla_next_minutes: t.sla.next_minutes, lead_id: t.lead_id.map(Into::into), created_at: t.created_at.into(), updated_at: t.updated_at.into(),
        }
    }
}

/// 1 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Capacity(u32);

impl<'de> Deserialize<'de> for Capacity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let n = u32::deserialize(deserializer)?;
        if (1..=1000).contains(&n) { Ok(Capacity(n)) } else { Err(de::Error::custom("a number from 1 to 1000")) }
    }
}

/// 1 to 43200.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Minutes(u32);

impl<'de> Deserialize<'de> for Minutes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let n = u32::deserialize(deserializer)?;
        if (1..=domain::sla::MOST_MINUTES).contains(&n) { Ok(Minutes(n)) } else { Err(de::Error::custom("a number from 1 to 43200")) }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateTeam {
    #[schema(inline)]
    name: Text<1, 80>,
    #[serde(default)]
    #[schema(max_items = 100)]
    member_ids: Vec<Uuid>,
    /// `manual` when left out.
    #[serde(default)]
    #[schema(inline)]
    assignment: Option<AssignmentWord>,
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    capacity: Option<Capacity>,
    /// A connection that has another team comes to this one.
    #[serde(default)]
    #[schema(max_items = 100)]
    is_default_for: Vec<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 43200)]
    sla_first_minutes: Option<Minutes>,
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 43200)]
    sla_next_minutes: Option<Minutes>,
    #[serde(default)]
    lead_id: Option<Uuid>,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateTeam {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 80>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    member_ids: Option<Vec<Uuid>>,
    #[serde(default)]
    #[schema(inline)]
    assignment: Option<AssignmentWord>,
    /// Null is no limit.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    capacity: Option<Patch<Capacity>>,
    #[serde(default)]
    #[schema(max_items = 100)]
    is_default_for: Option<Vec<Uuid>>,
    /// Null is what the firm promises.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 43200)]
    sla_first_minutes: Option<Patch<Minutes>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 43200)]
    sla_next_minutes: Option<Patch<Minutes>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    lead_id: Option<Patch<Uuid>>,
}

/// Teams, the oldest first.
#[utoipa::path(get, path = "/teams", tag = "people", responses((status = 200, description = "Teams.", body = Page<TeamView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<TeamView>>> {
    let rows = store::team::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One team.
#[utoipa::path(get, path = "/teams/{id}", tag = "people", params(("id" = Uuid, Path,)), responses((status = 200, description = "The team.", body = TeamView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<TeamView>> {
    Ok(Json(store::team::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Makes a team.
#[utoipa::path(post, path = "/teams", tag = "people", request_body = CreateTeam, responses((status = 201, description = "Made.", body = TeamView)))]
async fn create(State(state): State<ApiState>, who: Can<may::ManagePeople>, Body(body): Body<CreateTeam>) -> Answer<(StatusCode, Json<TeamView>)> {
    let new = NewTeam {
        name: body.name.into(), member_ids: body.member_ids.into_iter().map(Into::into).collect(), assignment: body.assignment.map_or(Assignment::Manual, Into::into), capacity: body.capacity.map(|c| c.0),
        is_default_for: body.is_default_for.into_iter().map(Into::into).collect(),
        sla: domain::sla::SlaRules { first_minutes: body.sla_first_minutes.map(|m| m.0), next_minutes: body.sla_next_minutes.map(|m| m.0) },
        lead_id: body.lead_id.map(Into::into),
    };
    Ok((StatusCode::CREATED, Json(team::create(&state.app, &who.ctx, new).await?.into())))
}

/// Changes a team.
#[utoipa::path(patch, path = "/teams/{id}", tag = "people", params(("id" = Uuid, Path,)), request_body = UpdateTeam, responses((status = 200, description = "The team now.", body = TeamView)))]
async fn update(State(state): State<ApiState>, who: Can<may::ManagePeople>, Path(id): Path<Uuid>, Body(body): Body<UpdateTeam>) -> Answer<Json<TeamView>> {
    let patch = TeamPatch {
        name: body.name.map(Into::into), member_ids: body.member_ids.map(|all| all.into_iter().map(Into::into).collect()), assignment: body.assignment.map(Into::into),
        capacity: body.capacity.map(|p| p.into_option().map(|c| c.0)), is_default_for: body.is_default_for.map(|all| all.into_iter().map(Into::into).collect()),
        sla_first_minutes: body.sla_first_minutes.map(|p| p.into_option().map(|m| m.0)), sla_next_minutes: body.sla_next_minutes.map(|p| p.into_option().map(|m| m.0)), lead_id: body.lead_id.map(|p| p.into_option().map(Into::into)),
    };
    Ok(Json(team::update(&state.app, &who.ctx, id.into(), patch).await?.into()))
}

/// Removes a team; its conversations stay with their people.
#[utoipa::path(delete, path = "/teams/{id}", tag = "people", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::ManagePeople>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    team::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
