//! Web push: the key browsers subscribe with, one's own subscriptions, a test notice. What one is told of is `notice.rs`.

use crate::ApiState;
use crate::auth::SignedIn;
use crate::extract::Body;
use crate::field::Text;
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::port::PushTarget;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(key)).routes(routes!(subscribe, unsubscribe)).routes(routes!(test))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PushKeyView {
    /// Uncompressed, in base64url: `applicationServerKey` of the browser's `subscribe`.
    pub key: String,
}

/// As `PushSubscription.toJSON()` gives them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    #[schema(inline)]
    endpoint: Text<1, 1000>,
    #[schema(inline)]
    p256dh: Text<1, 200>,
    #[schema(inline)]
    auth: Text<1, 60>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    #[schema(inline)]
    endpoint: Text<1, 1000>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PushTested {
    /// Browsers that took it.
    pub sent: usize,
    /// Browsers that had left; they are forgotten.
    pub removed: usize,
    /// Browsers whose push service could not be reached or refused.
    pub failed: usize,
}

/// The server's key for web push.
#[utoipa::path(get, path = "/push/key", tag = "auth", responses((status = 200, description = "The key.", body = PushKeyView), (status = 422, description = "This server does not push.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
async fn key(State(state): State<ApiState>, _: SignedIn) -> Answer<Json<PushKeyView>> {
    Ok(Json(PushKeyView { key: URL_SAFE_NO_PAD.encode(app::push::public_key(&state.app).await?) }))
}

/// Adds this browser; the same endpoint again replaces it.
#[utoipa::path(post, path = "/push/subscriptions", tag = "auth", request_body = Subscribe, responses((status = 204, description = "Subscribed.")))]
async fn subscribe(State(state): State<ApiState>, who: SignedIn, Body(body): Body<Subscribe>) -> Answer<StatusCode> {
    let bytes = |field: &'static str, text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| domain::Error::invalid(field, "not base64url"));
    let target = PushTarget { p256dh: bytes("p256dh", body.p256dh.as_str())?, auth: bytes("auth", body.auth.as_str())?, endpoint: body.endpoint.into_string() };
    app::push::subscribe(&state.app, who.person(), &target, &who.origin.user_agent).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a browser of yours.
#[utoipa::path(delete, path = "/push/subscriptions", tag = "auth", request_body = Unsubscribe, responses((status = 204, description = "Forgotten.")))]
async fn unsubscribe(State(state): State<ApiState>, who: SignedIn, Body(body): Body<Unsubscribe>) -> Answer<StatusCode> {
    app::push::unsubscribe(&state.app, who.person(), body.endpoint.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pushes a test notice to your browsers.
#[utoipa::path(post, path = "/push/test", tag = "auth", responses((status = 200, description = "Done.", body = PushTested)))]
async fn test(State(state): State<ApiState>, who: SignedIn) -> Answer<Json<PushTested>> {
    let (sent, removed, failed) = app::push::test(&state.app, who.person()).await?;
    Ok(Json(PushTested { sent, removed, failed }))
}
