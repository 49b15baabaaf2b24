//! The second factor of one's own account: set it up with an authenticator app, turn it on and off, renew recovery codes.
//! The log-in that asks for it is in `auth.rs`; an owner's reset of a member's is in `member.rs`.

use crate::ApiState;
use crate::auth::SignedIn;
use crate::extract::Body;
use crate::field::{Password, Text};
use crate::idempotency::HoldsSecret;
use crate::problem::Answer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(setup)).routes(routes!(enable)).routes(routes!(disable)).routes(routes!(renew))
}

/// For the authenticator app, shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct TotpSetup {
    /// To be typed by hand where no camera is.
    pub secret: String,
    pub otpauth_url: String,
    /// The address as a QR code, an `<svg>` to stand in a page.
    pub qr_svg: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TotpCode {
    /// Six digits of the app; a recovery code where the second factor is on.
    #[schema(inline)]
    code: Text<1, 40>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TotpOff {
    #[schema(inline)]
    password: Password,
    /// Six digits of the app, or a recovery code.
    #[schema(inline)]
    code: Text<1, 40>,
}

/// The only time they are seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each logs in once in the place of a code.
    pub recovery_codes: Vec<String>,
}
impl From<Vec<domain::Secret>> for RecoveryCodes {
    fn from(codes: Vec<domain::Secret>) -> Self {
        RecoveryCodes { recovery_codes: codes.iter().map(|c| c.expose().to_owned()).collect() }
    }
}

/// Begins: a secret for the app. Nothing changes until `enable`.
#[utoipa::path(post, path = "/auth/totp/setup", tag = "auth", responses((status = 200, description = "The secret.", body = TotpSetup)))]
async fn setup(State(state): State<ApiState>, who: SignedIn) -> Answer<(Extension<HoldsSecret>, Json<TotpSetup>)> {
    app::sso::check_whole(&state.app, &who.proven).await?;
    let made = app::totp::setup(&state.app, who.person()).await?;
    let view = TotpSetup { secret: made.secret.expose().to_owned(), otpauth_url: made.otpauth_url.expose().to_owned(), qr_svg: made.qr_svg.expose().to_owned() };
    Ok((Extension(HoldsSecret), Json(view)))
}

/// Turns the second factor on with the first code of the app.
#[utoipa::path(post, path = "/auth/totp/enable", tag = "auth", request_body = TotpCode, responses((status = 200, description = "On; keep the recovery codes.", body = RecoveryCodes)))]
async fn enable(State(state): State<ApiState>, who: SignedIn, Body(body): Body<TotpCode>) -> Answer<(Extension<HoldsSecret>, Json<RecoveryCodes>)> {
    app::sso::check_whole(&state.app, &who.proven).await?;
    let codes = app::totp::enable(&state.app, &who.origin, who.person(), body.code.as_str()).await?;
    Ok((Extension(HoldsSecret), Json(codes.into())))
}

/// Turns the second factor off: password and code together.
#[utoipa::path(post, path = "/auth/totp/disable", tag = "auth", request_body = TotpOff, responses((status = 204, description = "Off.")))]
async fn disable(State(state): State<ApiState>, who: SignedIn, Body(body): Body<TotpOff>) -> Answer<StatusCode> {
    super::auth::throttle(&state, &who.person().to_string(), &who.origin)?;
    app::totp::disable(&state.app, &state.gate, &who.origin, who.person(), body.password.secret(), body.code.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// New recovery codes for a code; the old ones stop working.
#[utoipa::path(post, path = "/auth/totp/recovery-codes", tag = "auth", request_body = TotpCode, responses((status = 200, description = "The new codes.", body = RecoveryCodes)))]
async fn renew(State(state): State<ApiState>, who: SignedIn, Body(body): Body<TotpCode>) -> Answer<(Extension<HoldsSecret>, Json<RecoveryCodes>)> {
    let codes = app::totp::new_recovery_codes(&state.app, &who.origin, who.person(), body.code.as_str()).await?;
    Ok((Extension(HoldsSecret), Json(codes.into())))
}
