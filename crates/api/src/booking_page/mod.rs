//! The public booking page, `/book/{slug}`, and what it asks, `/p/v1/{slug}/…`: the firm (`firm.rs`), free days (`day.rs`),
//! holding a time (`hold.rs`), visits by their link (`visit.rs`, `ics.rs`), the page itself (`page.rs`, `static_part.rs`).
//! The browser side is `web/booking`. Not part of the documented API: docs/dev/booking-page.md tells its behaviour.

mod day;
mod firm;
mod hold;
mod ics;
mod page;
mod static_part;
mod theme;
mod token;
mod visit;
mod wait;
mod words;

pub(crate) use page::base_url;

use crate::ApiState;
use crate::extract::Path;
use crate::limits::{self, Subject};
use crate::origin::Remote;
use crate::problem::{Answer, Problem};
use app::Ctx;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use domain::event::Actor;
use domain::org::Org;
use std::net::IpAddr;

/// Everything a customer's browser may ask.
pub fn router(state: &ApiState) -> Router<ApiState> {
    let calls = Router::new()
        .route("/p/v1/{slug}", get(firm::json))
        .route("/p/v1/{slug}/days", get(day::list))
        .route("/p/v1/{slug}/holds", post(hold::create))
        .route("/p/v1/{slug}/holds/release", post(hold::release))
        .route("/p/v1/{slug}/bookings", post(visit::create))
        .route("/p/v1/{slug}/waitlist", post(wait::create))
        .route("/p/v1/{slug}/visit", get(visit::show))
        .route("/p/v1/{slug}/visit/days", get(visit::days))
        .route("/p/v1/{slug}/visit/move", post(visit::move_to))
        .route("/p/v1/{slug}/visit/cancel", post(visit::cancel))
        .route("/p/v1/{slug}/visit.ics", get(visit::calendar))
        .layer(from_fn(unkept))
        .layer(from_fn_with_state(state.clone(), limits::anonymous));
    Router::new()
        .merge(calls)
        .route("/p/v1/{slug}/theme.css", get(page::theme))
        .route("/book/{slug}", get(page::show))
        .route("/book/assets/{*name}", get(page::asset))
        .layer(DefaultBodyLimit::max(16 * 1024))
}

/// Answers are of this moment and of this customer.
async fn unkept(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The firm of the address, and who came to it.
#[derive(Debug)]
struct Door {
    org: Org,
    ctx: Ctx,
    ip: IpAddr,
}

impl FromRequestParts<ApiState> for Door {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Path(slug) = Path::<String>::from_request_parts(parts, state).await?;
        let Ok(remote) = Remote::from_request_parts(parts, state).await;
        let org = app::booking_page::find(&state.app, &slug).await?;
        let ctx = Ctx { org: org.id, actor: Actor::System, ip: Some(remote.ip.to_string()), trace_id: Some(crate::trace::current()) };
        Ok(Door { org, ctx, ip: remote.ip })
    }
}

impl Door {
    /// Counts a write from this address.
    fn count(&self, state: &ApiState, what: &'static str, limit: u32, window_secs: u32) -> Answer<()> {
        let verdict = state.limits.take(Subject::page(what, self.ip), limit, window_secs, state.now());
        if verdict.is_allowed { Ok(()) } else { Err(Problem::rate_limited(verdict.reset)) }
    }
}
