//! All routes of `/api/v1`, a file per noun. Each file has `router()`; adding a noun is its file and two lines here.

pub mod api_key;
pub mod audit;
pub mod auth;
pub mod event;
pub mod invitation;
pub mod member;
pub mod org;
pub mod session;

use crate::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub fn router() -> OpenApiRouter<ApiState> {
    let nouns = OpenApiRouter::new()
        .merge(api_key::router())
        .merge(audit::router())
        .merge(auth::router())
        .merge(event::router())
        .merge(invitation::router())
        .merge(member::router())
        .merge(org::router())
        .merge(session::router());
    OpenApiRouter::new().nest("/api/v1", nouns)
}
