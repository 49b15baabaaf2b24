//! The web chat's server side, `/w/v1`: who may embed it (`site.rs`), who is talking (`token.rs`, `identity.rs`,
//! `session.rs`), messages (`message.rs`), files (`file.rs`), the look (`look.rs`, `preview.rs`), the live socket (`socket.rs`), pages and files (`page.rs`, `firm.rs`).
//! The browser side is `web/widget`; the words between them are `wire.rs`.

mod file;
mod firm;
mod identity;
mod look;
mod message;
mod page;
mod preview;
mod session;
pub(crate) mod site;
mod socket;
pub(crate) mod token;
mod wire;

use crate::ApiState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};

/// Everything a stranger's browser may ask. Not part of the documented API: keys, sockets and pages change together.
pub fn router() -> Router<ApiState> {
    let calls = Router::new()
        .route("/w/v1/config", get(session::config).options(site::preflight))
        .route("/w/v1/session", post(session::open).options(site::preflight))
        .route("/w/v1/reset", post(session::reset).options(site::preflight))
        .route("/w/v1/messages", get(message::list).post(message::send).options(site::preflight))
        .route("/w/v1/events", post(message::event).options(site::preflight))
        .route("/w/v1/files", post(file::upload).layer(DefaultBodyLimit::max(file::BODY_LIMIT)).options(site::preflight))
        .route("/w/v1/files/{id}", get(file::fetch).options(site::preflight))
        .layer(from_fn(site::explain));
    Router::new()
        .merge(calls)
        .route("/w/v1/ws", get(socket::upgrade))
        .route("/w/v1/firm/{slug}", get(firm::json))
        .route("/w/v1/loader.js", get(page::loader))
        .route("/w/v1/assets/{*name}", get(page::asset))
        .route("/w/v1/picture/{key}", get(file::picture))
        .route("/w/v1/preview", get(preview::host))
        .route("/w/v1/preview/chat", get(preview::chat))
        .route("/w/v1/app/{key}", get(page::app))
        .route("/f/{slug}", get(page::firm))
        .route("/", get(page::demo))
        .route("/docs", get(page::docs))
        .route("/docs/assets/{*name}", get(page::docs_asset))
        .layer(DefaultBodyLimit::max(64 * 1024))
}
