//! All routes of `/api/v1`, a file per noun. Each file has `router()`; adding a noun is its file and two lines here.

pub mod api_key;
pub mod audit;
pub mod auth;
pub mod connection;
pub mod contact;
pub mod conversation;
pub mod event;
pub mod invitation;
pub mod member;
pub mod message;
pub mod org;
pub mod send;
pub mod session;
pub mod turn;
pub mod understand;

use crate::ApiState;
use utoipa_axum::router::OpenApiRouter;

pub fn router() -> OpenApiRouter<ApiState> {
    let nouns = OpenApiRouter::new()
        .merge(api_key::router())
        .merge(audit::router())
        .merge(auth::router())
        .merge(connection::router())
        .merge(contact::router())
        .merge(conversation::router())
        .merge(event::router())
        .merge(invitation::router())
        .merge(member::router())
        .merge(message::router())
        .merge(org::router())
        .merge(send::router())
        .merge(session::router())
        .merge(turn::router())
        .merge(understand::router());
    OpenApiRouter::new().nest("/api/v1", nouns)
}
