//! Members of the organization: who, with which role; change a role, take out, leave.

use crate::ApiState;
use crate::auth::{Caller, Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{PermissionWord, RoleWord, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::MemberId;
use domain::person::{Permission, Role};
use serde::{Deserialize, Serialize};
use store::member::Member;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(roles)).routes(routes!(list)).routes(routes!(get, update, remove)).routes(routes!(reset_totp))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MemberView {
    pub id: Uuid,
    pub person_id: Uuid,
    pub name: String,
    pub email: String,
    #[schema(inline)]
    pub role: RoleWord,
    #[schema(inline)]
    pub created_at: When,
    /// When they last worked here, to the minute; absent for somebody who never has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub last_seen_at: Option<When>,
    /// Is the second factor of their account on?
    pub has_totp: bool,
    /// Not at work now: no conversation is handed to them.
    pub is_away: bool,
}
impl From<Member> for MemberView {
    fn from(m: Member) -> Self {
        MemberView { id: m.id.uuid(), person_id: m.person_id.uuid(), name: m.name, email: m.email, role: m.role.into(), created_at: m.created_at.into(), last_seen_at: m.seen_at.map(Into::into), has_totp: m.has_totp, is_away: m.is_away }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMember {
    #[schema(inline)]
    role: RoleWord,
}

/// What a role may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    #[schema(inline)]
    pub role: RoleWord,
    #[schema(inline)]
    pub permissions: Vec<PermissionWord>,
    /// May the caller give it to somebody?
    pub can_grant: bool,
}

/// The roles there are, strongest first, and what each may do.
#[utoipa::path(get, path = "/roles", tag = "people", responses((status = 200, description = "Roles.", body = Page<RoleView>)))]
async fn roles(who: Can<may::Read>) -> Json<Page<RoleView>> {
    let own = who.may(Permission::ManagePeople).then(|| who.rank());
    let view = |role: Role| RoleView {
        role: role.into(),
        permissions: Permission::ALL.into_iter().filter(|p| role.may(*p)).map(Into::into).collect(),
        can_grant: own.is_some_and(|own| role <= own),
    };
    Json(Page::whole(Role::ALL.into_iter().rev().map(view).collect()))
}

/// Members, in the order they joined.
#[utoipa::path(get, path = "/members", tag = "people", params(PageQuery), responses((status = 200, description = "Members.", body = Page<MemberView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<PageQuery>) -> Answer<Json<Page<MemberView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let after = query.cursor.map_or(MemberId::nil(), |cursor| cursor.id.into());
    let rows = store::member::list(&mut scope, after, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |m| Cursor::new(m.created_at, m.id), Into::into)))
}

/// One member.
#[utoipa::path(get, path = "/members/{id}", tag = "people", params(("id" = Uuid, Path,)), responses((status = 200, description = "The member.", body = MemberView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<MemberView>> {
    let mut scope = state.app.scope(who.org()).await?;
    let found = store::member::find(&mut scope, id.into()).await?;
    Ok(Json(found.ok_or_else(|| domain::Error::not_found("member"))?.into()))
}

/// Gives a member another role: not above your own, and never the last owner's.
#[utoipa::path(patch, path = "/members/{id}", tag = "people", params(("id" = Uuid, Path,)), request_body = UpdateMember, responses((status = 200, description = "The member now.", body = MemberView)))]
async fn update(State(state): State<ApiState>, who: Can<may::ManagePeople>, Path(id): Path<Uuid>, Body(body): Body<UpdateMember>) -> Answer<Json<MemberView>> {
    Ok(Json(app::member::set_role(&state.app, &who.ctx, id.into(), body.role.into(), who.rank()).await?.into()))
}

/// Takes a member out of the organization. Anyone may take themselves out; the last owner stays.
#[utoipa::path(delete, path = "/members/{id}", tag = "people", params(("id" = Uuid, Path,)), responses((status = 204, description = "Out.")))]
async fn remove(State(state): State<ApiState>, who: Caller, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    let own = match who.ctx.person() {
        Some(person) => store::member::find_by_person(&mut state.app.scope(who.org()).await?, person).await?,
        None => None,
    };
    if own.is_none_or(|own| own.id.uuid() != id) {
        who.require(Permission::ManagePeople)?;
    }
    app::member::remove(&state.app, &who.ctx, id.into(), who.rank()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes away the second factor of a member who has lost it; they are signed out and log in with the password alone. For owners,
/// and only while the person works in no other organization.
#[utoipa::path(delete, path = "/members/{id}/totp", tag = "people", params(("id" = Uuid, Path,)), responses((status = 204, description = "Taken away.")))]
async fn reset_totp(State(state): State<ApiState>, who: Can<may::OwnOrg>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    app::totp::reset_member(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
