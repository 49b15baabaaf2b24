//! Accounts: register, log in and out, refresh, forgotten and changed passwords, who am I.
//! `way: cookie` is for browsers (session cookie and CSRF token), `way: token` for programs (JWT and refresh token).

use crate::ApiState;
use crate::auth::{MaybePerson, SignedIn, clear_session, set_session};
use crate::extract::Body;
use crate::field::{Email, LangWord, Name, Password, PermissionWord, RoleWord, Text};
use crate::limits::Subject;
use crate::problem::{Answer, Problem};
use app::access::Origin;
use app::org::NewOrg;
use app::person::{self, NewPerson, Proof};
use app::session::{self, Credentials, Tokens, Way};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Secret;
use domain::person::Permission;
use serde::{Deserialize, Serialize};
use store::member::Membership;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(logout))
        .routes(routes!(refresh))
        .routes(routes!(forgot))
        .routes(routes!(reset))
        .routes(routes!(change))
        .routes(routes!(me, update_me))
}

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WayWord {
    #[default]
    Cookie,
    Token,
}
impl From<WayWord> for Way {
    fn from(word: WayWord) -> Way {
        match word {
            WayWord::Cookie => Way::Cookie,
            WayWord::Token => Way::Token,
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    #[schema(inline)]
    email: Email,
    #[schema(inline)]
    name: Name,
    #[schema(inline)]
    password: Password,
    /// Name of the organization to open.
    #[schema(inline)]
    org_name: Name,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    /// IANA zone; Europe/Moscow when absent.
    #[serde(default)]
    #[schema(inline)]
    timezone: Option<Text<1, 64>>,
    #[serde(default)]
    way: WayWord,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    #[schema(inline)]
    email: Email,
    #[schema(inline)]
    password: Password,
    /// The second factor, when the account has one: a code of its app or a recovery code. Without it the answer is
    /// 401 `totp_required`, and only after the right password.
    #[serde(default)]
    #[schema(inline)]
    code: Option<Text<1, 40>>,
    /// The organization to work in; the first one when absent.
    #[serde(default)]
    org_id: Option<Uuid>,
    #[serde(default)]
    way: WayWord,
}

/// A token as it was given out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    #[schema(inline)]
    refresh_token: Text<1, 128>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forgot {
    #[schema(inline)]
    email: Email,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    #[schema(inline)]
    token: Text<1, 128>,
    #[schema(inline)]
    password: Password,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    #[schema(inline)]
    old_password: Password,
    #[schema(inline)]
    new_password: Password,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMe {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    /// Not at work now: conversations are not handed to you. In the organization at work.
    #[serde(default)]
    is_away: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PersonView {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    #[schema(inline)]
    pub lang: LangWord,
}
impl From<domain::person::Person> for PersonView {
    fn from(p: domain::person::Person) -> Self {
        PersonView { id: p.id.uuid(), email: p.email, name: p.name, lang: p.lang.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipView {
    pub org_id: Uuid,
    pub name: String,
    pub slug: String,
    #[schema(inline)]
    pub role: RoleWord,
    /// Not at work there now.
    pub is_away: bool,
}
impl From<Membership> for MembershipView {
    fn from(m: Membership) -> Self {
        MembershipView { org_id: m.org_id.uuid(), name: m.org_name, slug: m.org_slug, role: m.role.into(), is_away: m.is_away }
    }
}

/// Who is signed in, where, and what they may do there.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub person: PersonView,
    /// Is the second factor on?
    pub has_totp: bool,
    /// The organization at work; absent for a person without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub org: Option<MembershipView>,
    #[schema(inline)]
    pub permissions: Vec<PermissionWord>,
    pub orgs: Vec<MembershipView>,
}

/// `Me` and what to send from now on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    pub me: Me,
    /// With `way: cookie`: goes into `X-CSRF-Token` of every write. The session itself is in the cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub csrf_token: Option<String>,
    /// With `way: token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tokens: Option<TokensView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TokensView {
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds the access token lives.
    pub expires_in: i64,
    /// Good for one use; the answer holds the next one.
    pub refresh_token: String,
    pub org_id: Uuid,
}
impl From<Tokens> for TokensView {
    fn from(t: Tokens) -> Self {
        TokensView { access_token: t.access.expose().to_owned(), token_type: "Bearer".to_owned(), expires_in: t.secs, refresh_token: t.refresh.expose().to_owned(), org_id: t.org.uuid() }
    }
}

fn me_of(person: domain::person::Person, has_totp: bool, org: Option<Membership>, orgs: Vec<Membership>) -> Me {
    let permissions = org.as_ref().map(|m| Permission::ALL.into_iter().filter(|p| m.role.may(*p)).map(Into::into).collect()).unwrap_or_default();
    Me { person: person.into(), has_totp, org: org.map(Into::into), permissions, orgs: orgs.into_iter().map(Into::into).collect() }
}

/// The response to whatever signs a person in.
pub fn signed_in(state: &ApiState, status: StatusCode, done: session::SignedIn) -> Response {
    let mut headers = HeaderMap::new();
    let me = me_of(done.person, done.has_totp, done.membership, done.memberships);
    let body = match done.credentials {
        Credentials::Cookie { token, csrf, secs, .. } => {
            set_session(&mut headers, &state.config, &token, &csrf, secs);
            Session { me, csrf_token: Some(csrf.expose().to_owned()), tokens: None }
        }
        Credentials::Tokens(tokens) => Session { me, csrf_token: None, tokens: Some(tokens.into()) },
    };
    (status, headers, Json(body)).into_response()
}

/// Registering costs a hash: per address only, as the e-mail is nobody's yet.
fn throttle_registration(state: &ApiState, origin: &Origin) -> Result<(), Problem> {
    let subject = Subject::Login(format!("register {}", origin.ip));
    let verdict = state.limits.take(subject, state.config.limits.login_attempts.saturating_mul(5), 15 * 60, state.now());
    if verdict.is_allowed { Ok(()) } else { Err(Problem::rate_limited(verdict.reset).code("login_throttled")) }
}

/// Slows guessing down: per e-mail and address, per address, per e-mail from everywhere.
pub(crate) fn throttle(state: &ApiState, email: &str, origin: &Origin) -> Result<Subject, Problem> {
    let attempts = state.config.limits.login_attempts;
    let digest: String = app::access::token::digest(email).iter().map(|b| format!("{b:02x}")).collect();
    let pair = Subject::Login(format!("{digest} {}", origin.ip));
    let wider = [(pair.clone(), attempts), (Subject::Login(origin.ip.clone()), attempts.saturating_mul(5)), (Subject::Login(digest), attempts.saturating_mul(10))];
    for (subject, limit) in wider {
        let verdict = state.limits.take(subject, limit, 15 * 60, state.now());
        if !verdict.is_allowed {
            return Err(Problem::rate_limited(verdict.reset).code("login_throttled"));
        }
    }
    Ok(pair)
}

/// Opens an account and its first organization.
#[utoipa::path(post, path = "/auth/register", tag = "auth", security(()), request_body = Register, responses((status = 201, description = "Registered and signed in.", body = Session)))]
async fn register(State(state): State<ApiState>, caller: MaybePerson, Body(body): Body<Register>) -> Answer<Response> {
    if !state.config.is_registration_open {
        return Err(Problem::forbidden("registration_closed", "this server takes no registrations; ask for an invitation"));
    }
    throttle_registration(&state, &caller.origin)?;
    let lang = body.lang.map_or(domain::Lang::Ru, Into::into);
    let org = NewOrg {
        name: body.org_name.into_string(),
        slug: None,
        zone: body.timezone.map_or_else(|| "Europe/Moscow".to_owned(), Text::into_string),
        lang,
        currency: "RUB".to_owned(),
        region: "RU".to_owned(),
        pack: "blank".to_owned(),
        settings: domain::org::OrgSettings::default(),
    };
    let person = NewPerson { email: body.email.into(), name: body.name.into_string(), lang, password: body.password.secret().clone() };
    let done = person::register(&state.app, &state.gate, &caller.origin, person, org, body.way.into()).await?;
    Ok(signed_in(&state, StatusCode::CREATED, done))
}

/// Signs in. A wrong e-mail and a wrong password answer alike; a wrong second factor answers `totp_wrong`. Several wrong ones in a row shut the account for a growing while:
/// 429 `login_locked` with `Retry-After`, to the right password, too.
#[utoipa::path(post, path = "/auth/login", tag = "auth", security(()), request_body = Login, responses((status = 200, description = "Signed in.", body = Session)))]
async fn login(State(state): State<ApiState>, caller: MaybePerson, Body(body): Body<Login>) -> Answer<Response> {
    let attempt = throttle(&state, body.email.as_str(), &caller.origin)?;
    let proof = Proof { email: body.email.into(), password: body.password.secret().clone(), code: body.code.map(Text::into_string) };
    let done = person::login(&state.app, &state.gate, &caller.origin, &proof, body.org_id.map(Into::into), body.way.into()).await?;
    state.limits.forget(&attempt);
    Ok(signed_in(&state, StatusCode::OK, done))
}

/// Ends the session or token family of this request.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", responses((status = 204, description = "Signed out.")))]
async fn logout(State(state): State<ApiState>, who: SignedIn) -> Answer<Response> {
    session::end(&state.app, &who.origin, who.person(), who.org(), who.id()).await?;
    let mut headers = HeaderMap::new();
    clear_session(&mut headers, &state.config);
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Changes a refresh token for the next pair. Using one twice ends the whole log-in.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", security(()), request_body = Refresh, responses((status = 200, description = "The next pair.", body = TokensView)))]
async fn refresh(State(state): State<ApiState>, caller: MaybePerson, Body(body): Body<Refresh>) -> Answer<Json<TokensView>> {
    Ok(Json(session::refresh(&state.app, &state.gate, &caller.origin, body.refresh_token.as_str()).await?.into()))
}

/// Sends a link to set a new password, if there is such an account. The answer is the same either way.
#[utoipa::path(post, path = "/auth/password/forgot", tag = "auth", security(()), request_body = Forgot, responses((status = 202, description = "If there is such an account, a letter is on its way.")))]
async fn forgot(State(state): State<ApiState>, caller: MaybePerson, Body(body): Body<Forgot>) -> Answer<StatusCode> {
    throttle(&state, body.email.as_str(), &caller.origin)?;
    person::forgot_password(&state.app, &state.gate, &caller.origin, body.email.as_str()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password by the token of the letter, once; everything open is ended.
#[utoipa::path(post, path = "/auth/password/reset", tag = "auth", security(()), request_body = Reset, responses((status = 204, description = "The password is set; log in with it.")))]
async fn reset(State(state): State<ApiState>, caller: MaybePerson, Body(body): Body<Reset>) -> Answer<StatusCode> {
    throttle(&state, "", &caller.origin)?;
    person::reset_password(&state.app, &state.gate, &caller.origin, body.token.as_str(), body.password.secret()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes one's own password; other sessions and tokens are ended, this one stays.
#[utoipa::path(post, path = "/auth/password/change", tag = "auth", request_body = Change, responses((status = 204, description = "Changed.")))]
async fn change(State(state): State<ApiState>, who: SignedIn, Body(body): Body<Change>) -> Answer<StatusCode> {
    throttle(&state, &who.person().to_string(), &who.origin)?;
    app::sso::check_whole(&state.app, &who.proven).await?;
    let (old, new): (&Secret, &Secret) = (body.old_password.secret(), body.new_password.secret());
    person::change_password(&state.app, &state.gate, &who.origin, who.person(), who.org(), old, new, who.id()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in, in which organization, with which permissions.
#[utoipa::path(get, path = "/auth/me", tag = "auth", responses((status = 200, description = "You.", body = Me)))]
async fn me(State(state): State<ApiState>, who: SignedIn) -> Answer<Json<Me>> {
    let mut root = state.app.db().root_read().await?;
    let person = store::person::find(&mut root, who.person()).await?.ok_or_else(Problem::not_found)?;
    let mut orgs = store::member::memberships(&mut root, who.person()).await?;
    orgs.retain(|m| !who.proven.is_sso || Some(m.org_id) == who.org());
    let org = orgs.iter().find(|m| Some(m.org_id) == who.org()).cloned();
    let has_totp = store::totp::is_enabled(&mut root, who.person()).await?;
    Ok(Json(me_of(person, has_totp, org, orgs)))
}

/// Changes one's own name or language, or whether one is at work.
#[utoipa::path(patch, path = "/auth/me", tag = "auth", request_body = UpdateMe, responses((status = 200, description = "You now.", body = PersonView)))]
async fn update_me(State(state): State<ApiState>, who: SignedIn, Body(body): Body<UpdateMe>) -> Answer<Json<PersonView>> {
    if let Some(is_away) = body.is_away {
        app::member::set_away(&state.app, &who.ctx()?, who.person(), is_away).await?;
    }
    if body.name.is_some() || body.lang.is_some() {
        app::sso::check_whole(&state.app, &who.proven).await?;
    }
    let person = person::update_profile(&state.app, &who.origin, who.person(), body.name.map(Text::into_string), body.lang.map(Into::into)).await?;
    Ok(Json(person.into()))
}
