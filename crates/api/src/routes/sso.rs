//! Signing in by a firm's own provider: its settings, which firm an e-mail leads to, and the second factor after it.
//! The redirects themselves are `api::sso`.

use super::auth::{Session, signed_in};
use crate::ApiState;
use crate::auth::{Can, MaybePerson, SsoCookie, may};
use crate::extract::Body;
use crate::field::{Email, RoleWord, Text, When};
use crate::problem::{Answer, Problem};
use app::sso::{Next, Wish};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::Secret;
use domain::sso::Sso;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get, replace, remove)).routes(routes!(check)).routes(routes!(find)).routes(routes!(confirm))
}

/// The provider of the organization, if it has one.
#[derive(Debug, Serialize, ToSchema)]
pub struct SsoView {
    /// What to register at the provider as the address to come back to.
    pub redirect_uri: String,
    /// The address of the form that leads straight to the provider.
    pub login_path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub settings: Option<SsoSettings>,
}

/// The client's secret is never shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct SsoSettings {
    pub issuer: String,
    pub client_id: String,
    /// On the button; empty for the organization's name.
    pub label: String,
    pub domains: Vec<String>,
    #[schema(inline)]
    pub default_role: RoleWord,
    pub is_enforced: bool,
    pub trusts_unverified: bool,
    pub wants_totp: bool,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Sso> for SsoSettings {
    fn from(s: Sso) -> Self {
        SsoSettings {
            issuer: s.issuer, client_id: s.client_id, label: s.label, domains: s.domains, default_role: s.default_role.into(), is_enforced: s.is_enforced, trusts_unverified: s.trusts_unverified, wants_totp: s.wants_totp, updated_at: s.updated_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceSso {
    /// As the provider calls itself: `https://sso.firm.ru/realms/main`.
    #[schema(inline)]
    issuer: Text<1, 500>,
    #[schema(inline)]
    client_id: Text<1, 200>,
    /// Of the client; the known one stays when absent, as long as issuer and client stay.
    #[serde(default)]
    #[schema(inline)]
    client_secret: Option<Text<1, 500>>,
    #[serde(default)]
    #[schema(inline)]
    label: Option<Text<0, 60>>,
    /// E-mails of these domains come by the provider.
    #[schema(inline, max_items = 20)]
    domains: Vec<Text<1, 253>>,
    /// Of people who come for the first time without an invitation; not `owner`.
    #[schema(inline)]
    default_role: RoleWord,
    /// Refuse passwords to people of these domains; owners keep theirs.
    #[serde(default)]
    is_enforced: bool,
    /// Believe e-mails the provider has not checked.
    #[serde(default)]
    trusts_unverified: bool,
    /// Ask for the second factor of this server, too, where a person has one.
    #[serde(default)]
    wants_totp: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckSso {
    #[schema(inline)]
    issuer: Text<1, 500>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindSso {
    #[serde(default)]
    #[schema(inline)]
    email: Option<Email>,
    /// The short name of an organization.
    #[serde(default)]
    #[schema(inline)]
    org: Option<Text<1, 60>>,
}

/// Where to sign in by a provider; empty for by password only.
#[derive(Debug, Serialize, ToSchema)]
pub struct SsoWays {
    pub items: Vec<SsoWay>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SsoWay {
    /// The short name of the organization; goes to `/sso/start?org=`.
    pub org: String,
    /// What to write on the button.
    pub label: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSso {
    #[schema(inline)]
    code: Text<1, 40>,
}

/// The organization's provider.
#[utoipa::path(get, path = "/sso", tag = "people", responses((status = 200, description = "What is set.", body = SsoView)))]
async fn get(State(state): State<ApiState>, who: Can<may::ManageOrg>, headers: HeaderMap) -> Answer<Json<SsoView>> {
    let mut scope = state.app.scope(who.org()).await?;
    let slug = store::org::get(&mut scope).await?.slug;
    let settings = store::sso::find(&mut scope).await?.map(|stored| stored.sso.into());
    Ok(Json(SsoView { redirect_uri: crate::sso::redirect_uri(&state, &headers), login_path: format!("/app/login?org={slug}"), settings }))
}

/// Sets the provider up or changes it. Passwords of people of these domains stop working here when it is enforced.
#[utoipa::path(put, path = "/sso", tag = "people", request_body = ReplaceSso, responses((status = 200, description = "What is set now.", body = SsoSettings)))]
async fn replace(State(state): State<ApiState>, who: Can<may::ManageOrg>, Body(body): Body<ReplaceSso>) -> Answer<Json<SsoSettings>> {
    let wish = Wish {
        issuer: body.issuer.into_string(),
        client_id: body.client_id.into_string(),
        secret: body.client_secret.map(|secret| Secret::new(secret.into_string())),
        label: body.label.map(Text::into_string).unwrap_or_default(),
        domains: body.domains.into_iter().map(Text::into_string).collect(),
        default_role: body.default_role.into(),
        is_enforced: body.is_enforced,
        trusts_unverified: body.trusts_unverified,
        wants_totp: body.wants_totp,
    };
    Ok(Json(app::sso::put(&state.app, &who.ctx, wish, who.rank()).await?.into()))
}

/// Takes the provider away; sessions it has opened end.
#[utoipa::path(delete, path = "/sso", tag = "people", responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::ManageOrg>) -> Answer<StatusCode> {
    app::sso::remove(&state.app, &who.ctx).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks a provider for its description and keys; nothing is kept.
#[utoipa::path(post, path = "/sso/check", tag = "people", request_body = CheckSso, responses((status = 204, description = "It answers as it should.")))]
async fn check(State(state): State<ApiState>, _who: Can<may::ManageOrg>, Body(body): Body<CheckSso>) -> Answer<StatusCode> {
    app::sso::check(&state.app, body.issuer.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The provider an e-mail or an organization's short name leads to. It says nothing about who has an account.
#[utoipa::path(post, path = "/auth/sso/find", tag = "auth", security(()), request_body = FindSso, responses((status = 200, description = "None or one.", body = SsoWays)))]
async fn find(State(state): State<ApiState>, Body(body): Body<FindSso>) -> Answer<Json<SsoWays>> {
    let by = match (&body.org, &body.email) {
        (Some(slug), _) => Next::Slug(slug.as_str()),
        (None, Some(email)) => Next::Email(email.as_str()),
        (None, None) => return Err(Problem::invalid("email", "give an e-mail or an organization")),
    };
    let way = app::sso::ways(&state.app, by).await?;
    let items = way.into_iter().map(|way| SsoWay { org: way.slug, label: if way.label.is_empty() { way.name } else { way.label } }).collect();
    Ok(Json(SsoWays { items }))
}

/// The second factor of somebody the provider has vouched for, from the browser that came from there.
#[utoipa::path(post, path = "/auth/sso/confirm", tag = "auth", security(()), request_body = ConfirmSso, responses((status = 200, description = "Signed in.", body = Session)))]
async fn confirm(State(state): State<ApiState>, caller: MaybePerson, SsoCookie(browser): SsoCookie, Body(body): Body<ConfirmSso>) -> Answer<Response> {
    let browser = browser.unwrap_or_default();
    let done = app::sso::confirm(&state.app, &state.gate, &caller.origin, &browser, body.code.as_str()).await?;
    Ok(signed_in(&state, StatusCode::OK, done))
}
