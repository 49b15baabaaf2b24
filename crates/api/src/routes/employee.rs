//! Employees and their skills: list, read, add, change, remove. Their hours are `schedule.rs`.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{Text, When};
use crate::page::Page;
use crate::problem::Answer;
use crate::removal::Removal;
use app::catalog::employee as employees;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::employee::{Employee, Skill};
use domain::id::EmployeeId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

/// That an employee performs a service; price and length where they differ from the service's.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillView {
    service_id: Uuid,
    /// Minor units of the organization's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1_000_000_000_000_i64)]
    price: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 1440)]
    duration_minutes: Option<u32>,
}
impl From<SkillView> for Skill {
    fn from(k: SkillView) -> Self {
        Skill { service_id: k.service_id.into(), price: k.price, duration_minutes: k.duration_minutes }
    }
}
impl From<Skill> for SkillView {
    fn from(k: Skill) -> Self {
        SkillView { service_id: k.service_id.uuid(), price: k.price, duration_minutes: k.duration_minutes }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EmployeeView {
    pub id: Uuid,
    pub name: String,
    /// What they are: "топ-стилист".
    pub title: String,
    pub about: String,
    /// Nicknames and other spellings.
    pub synonyms: Vec<String>,
    /// Where they work; follows from the schedule.
    pub branches: Vec<Uuid>,
    pub skills: Vec<SkillView>,
    pub is_active: bool,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Employee> for EmployeeView {
    fn from(e: Employee) -> Self {
        EmployeeView {
            id: e.id.uuid(), name: e.name, title: e.title, about: e.about, synonyms: e.synonyms, branches: e.branches.into_iter().map(Into::into).collect(), skills: e.skills.into_iter().map(Into::into).collect(),
            is_active: e.is_active, position: e.position, created_at: e.created_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateEmployee {
    #[schema(inline)]
    name: Text<1, 200>,
    #[serde(default)]
    #[schema(inline)]
    title: Text<0, 200>,
    #[serde(default)]
    #[schema(inline)]
    about: Text<0, 4000>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    synonyms: Vec<Text<1, 200>>,
    #[serde(default)]
    #[schema(max_items = 500)]
    skills: Vec<SkillView>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
}

/// What is left out stays as it is; `skills` replaces them all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateEmployee {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline)]
    title: Option<Text<0, 200>>,
    #[serde(default)]
    #[schema(inline)]
    about: Option<Text<0, 4000>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    synonyms: Option<Vec<Text<1, 200>>>,
    #[serde(default)]
    #[schema(max_items = 500)]
    skills: Option<Vec<SkillView>>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
}
impl UpdateEmployee {
    fn apply(self, e: &mut Employee) {
        e.name = self.name.map_or_else(|| std::mem::take(&mut e.name), Into::into);
        e.title = self.title.map_or_else(|| std::mem::take(&mut e.title), Into::into);
        e.about = self.about.map_or_else(|| std::mem::take(&mut e.about), Into::into);
        if let Some(synonyms) = self.synonyms {
            e.synonyms = synonyms.into_iter().map(Into::into).collect();
        }
        if let Some(skills) = self.skills {
            e.skills = skills.into_iter().map(Into::into).collect();
        }
        e.is_active = self.is_active.unwrap_or(e.is_active);
        e.position = self.position.unwrap_or(e.position);
    }
}

/// All employees, by position.
#[utoipa::path(get, path = "/employees", tag = "catalog", responses((status = 200, description = "Employees.", body = Page<EmployeeView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<EmployeeView>>> {
    let rows = store::employee::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One employee.
#[utoipa::path(get, path = "/employees/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "The employee.", body = EmployeeView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<EmployeeView>> {
    Ok(Json(store::employee::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Adds an employee. Without a schedule nobody can book them.
#[utoipa::path(post, path = "/employees", tag = "catalog", request_body = CreateEmployee, responses((status = 201, description = "Added.", body = EmployeeView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateEmployee>) -> Answer<(StatusCode, Json<EmployeeView>)> {
    let employee = Employee {
        id: EmployeeId::new(), name: body.name.into(), title: body.title.into(), about: body.about.into(), synonyms: body.synonyms.into_iter().map(Into::into).collect(), branches: Vec::new(),
        skills: body.skills.into_iter().map(Into::into).collect(), is_active: true, position: body.position, created_at: state.now(),
    };
    Ok((StatusCode::CREATED, Json(employees::create(&state.app, &who.ctx, employee).await?.into())))
}

/// Changes an employee.
#[utoipa::path(patch, path = "/employees/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateEmployee, responses((status = 200, description = "The employee now.", body = EmployeeView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateEmployee>) -> Answer<Json<EmployeeView>> {
    Ok(Json(employees::update(&state.app, &who.ctx, id.into(), |e| body.apply(e)).await?.into()))
}

/// Removes an employee. One who ever had a visit is switched off instead, and visits ahead stand.
#[utoipa::path(delete, path = "/employees/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone."), (status = 200, description = "Switched off.", body = EmployeeView)))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Removal<EmployeeView>> {
    Ok(Removal::of(employees::remove(&state.app, &who.ctx, id.into()).await?))
}
