//! Invitations by link: make, list, revoke; look at one and accept it with the token it carries.

use crate::ApiState;
use crate::auth::{Can, MaybePerson, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Email, LangWord, Name, Password, RoleWord, Text, When};
use crate::idempotency::HoldsSecret;
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use crate::routes::auth::{Session, WayWord, signed_in};
use app::invitation::{self as invitations, Acceptance};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Json};
use domain::Secret;
use domain::id::InvitationId;
use serde::{Deserialize, Serialize};
use store::invitation::Invitation;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke)).routes(routes!(look)).routes(routes!(accept))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInvitation {
    #[schema(inline)]
    email: Email,
    #[schema(inline)]
    role: RoleWord,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationView {
    pub id: Uuid,
    pub email: String,
    #[schema(inline)]
    pub role: RoleWord,
    /// `open`, `accepted`, `revoked` or `expired`.
    pub status: String,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub expires_at: When,
}

impl InvitationView {
    fn of(row: Invitation, now: domain::Ts) -> Self {
        let status = match (row.accepted_at, row.revoked_at) {
            (Some(_), _) => "accepted",
            (_, Some(_)) => "revoked",
            _ if row.expires_at <= now => "expired",
            _ => "open",
        };
        InvitationView { id: row.id.uuid(), email: row.email, role: row.role.into(), status: status.into(), created_at: row.created_at.into(), expires_at: row.expires_at.into() }
    }
}

/// The only time the link is seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewInvitation {
    pub invitation: InvitationView,
    /// To be given to the invited person.
    pub link: String,
    pub token: String,
    /// The link is on its way by e-mail, too.
    pub is_mailed: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationToken {
    #[schema(inline)]
    token: Text<1, 128>,
}

/// What an invited person sees.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offer {
    pub org_name: String,
    pub email: String,
    #[schema(inline)]
    pub role: RoleWord,
    /// The e-mail has an account: log in or give its password; else choose a name and a password.
    pub has_account: bool,
    #[schema(inline)]
    pub expires_at: When,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    #[schema(inline)]
    token: Text<1, 128>,
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    #[serde(default)]
    #[schema(inline)]
    password: Option<Password>,
    /// The existing account's second factor, when it has one: a code of its app or a recovery code.
    #[serde(default)]
    #[schema(inline)]
    code: Option<Text<1, 40>>,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    #[serde(default)]
    way: WayWord,
}

/// Invitations, newest first.
#[utoipa::path(get, path = "/invitations", tag = "people", params(PageQuery), responses((status = 200, description = "Invitations.", body = Page<InvitationView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::ManagePeople>, Query(query): Query<PageQuery>) -> Answer<Json<Page<InvitationView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let before = query.cursor.map_or(InvitationId(Uuid::max()), |cursor| cursor.id.into());
    let rows = store::invitation::list(&mut scope, before, query.limit.plus_one()).await?;
    let now = state.now();
    Ok(Json(Page::cut(rows, query.limit, |i| Cursor::new(i.created_at, i.id), |i| InvitationView::of(i, now))))
}

/// Invites an e-mail address; the answer holds the link, which is shown this once and lives for seven days.
#[utoipa::path(post, path = "/invitations", tag = "people", request_body = CreateInvitation, responses((status = 201, description = "Invited.", body = NewInvitation)))]
async fn create(State(state): State<ApiState>, who: Can<may::ManagePeople>, Body(body): Body<CreateInvitation>) -> Answer<(StatusCode, Extension<HoldsSecret>, Json<NewInvitation>)> {
    let (row, secret, is_mailed) = invitations::create(&state.app, &who.ctx, body.email.into(), body.role.into(), who.rank()).await?;
    let link = invitations::link(&state.app, &secret);
    let view = NewInvitation { invitation: InvitationView::of(row, state.now()), link, token: secret.expose().to_owned(), is_mailed };
    Ok((StatusCode::CREATED, Extension(HoldsSecret), Json(view)))
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/invitations/{id}", tag = "people", params(("id" = Uuid, Path,)), responses((status = 204, description = "Revoked.")))]
async fn revoke(State(state): State<ApiState>, who: Can<may::ManagePeople>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    invitations::revoke(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an invitation offers. The token is in the body, not in the address, so that it reaches no log.
#[utoipa::path(post, path = "/invitations/look", tag = "people", security(()), request_body = InvitationToken, responses((status = 200, description = "The offer.", body = Offer)))]
async fn look(State(state): State<ApiState>, Body(body): Body<InvitationToken>) -> Answer<Json<Offer>> {
    let (row, has_account) = invitations::look(&state.app, body.token.as_str()).await?;
    Ok(Json(Offer { org_name: row.org_name.unwrap_or_default(), email: row.email, role: row.role.into(), has_account, expires_at: row.expires_at.into() }))
}

/// Accepts an invitation, with a new account or the existing one of its e-mail, and signs in.
#[utoipa::path(post, path = "/invitations/accept", tag = "people", security(()), request_body = Accept, responses((status = 200, description = "Joined and signed in.", body = Session)))]
async fn accept(State(state): State<ApiState>, caller: MaybePerson, Body(body): Body<Accept>) -> Answer<Response> {
    let with = Acceptance {
        token: Secret::new(body.token.into_string()),
        name: body.name.map(Text::into_string),
        lang: body.lang.map_or(domain::Lang::Ru, Into::into),
        password: body.password.map(|p| p.secret().clone()),
        code: body.code.map(Text::into_string),
        signed_in: caller.proven.filter(|proven| !proven.is_sso).map(|proven| proven.person),
    };
    let done = invitations::accept(&state.app, &state.gate, &caller.origin, with, body.way.into()).await?;
    Ok(signed_in(&state, StatusCode::OK, done))
}
