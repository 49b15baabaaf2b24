//! The HTTP face: REST under `/api/v1` with its OpenAPI document, live events, webhooks in, the widget's side, web files.
//! Handlers read through `store::Scope` and write only through `app`. A route file per noun in `routes/`; what every
//! request passes through is here, in `auth/`, `limits.rs`, `security.rs`, `idempotency.rs`, `problem.rs`.

#[macro_use]
pub mod field;
pub mod admin;
pub mod auth;
pub mod booking_page;
pub mod civil;
pub mod config;
pub mod embed;
pub mod extract;
pub mod health;
pub mod hook;
mod ical;
pub mod idempotency;
pub mod limits;
pub mod openapi;
pub mod origin;
pub mod page;
mod part;
pub mod problem;
pub mod referral_page;
pub mod removal;
pub mod routes;
pub mod security;
pub mod sso;
pub mod table;
pub mod trace;
pub mod widget;
pub mod ws;

pub use config::{ApiConfig, LimitConfig};

use app::App;
use app::access::Gate;
use app::person::MailSink;
use axum::extract::DefaultBodyLimit;
use axum::{Extension, Router};
use axum::middleware::{from_fn, from_fn_with_state};
use domain::Ts;
use limits::Limits;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// What every handler shares. Clone freely.
#[derive(Clone)]
pub struct ApiState {
    pub app: App,
    pub gate: Arc<Gate>,
    pub config: Arc<ApiConfig>,
    pub limits: Arc<Limits>,
    /// Renders `/metrics`; none where nothing records.
    pub metrics: Option<health::RenderMetrics>,
}

impl ApiState {
    pub fn new(app: App, mail: Arc<dyn MailSink>, config: ApiConfig) -> Self {
        let gate = Arc::new(Gate::new(app.vault(), mail));
        let limits = Arc::new(Limits::new(config.limits.memory));
        ApiState { app, gate, config: Arc::new(config), limits, metrics: None }
    }
    pub fn now(&self) -> Ts {
        self.app.now()
    }
}

/// The whole face, ready to be served with `into_make_service_with_connect_info::<SocketAddr>()`.
pub fn router(state: ApiState) -> Router {
    let (api, _) = openapi::split(routes::router());
    let lists = routes::export::Lists(api.clone().with_state(state.clone()));
    let api = api
        .layer(Extension(lists))
        .merge(health::router())
        .method_not_allowed_fallback(problem::no_method)
        .layer(from_fn_with_state(state.clone(), idempotency::layer))
        .layer(from_fn_with_state(state.clone(), auth::recognise))
        .layer(from_fn_with_state(state.clone(), security::deadline))
        .layer(DefaultBodyLimit::max(state.config.body_limit))
        .layer(security::cors(&state.config.cors_origins));
    let open = Router::new().route("/api/v1/openapi.json", axum::routing::get(openapi::serve));
    Router::new()
        .merge(api)
        .merge(open)
        .merge(widget::router())
        .merge(admin::router())
        .merge(booking_page::router(&state))
        .merge(referral_page::router(&state))
        .merge(hook::router())
        .merge(ical::router())
        .merge(sso::router(&state))
        .fallback(problem::no_route)
        .method_not_allowed_fallback(problem::no_method)
        .layer(from_fn(security::plain_refusals))
        .layer(from_fn_with_state(state.clone(), security::headers))
        .layer(CatchPanicLayer::custom(problem::from_panic))
        .layer(from_fn(trace::layer))
        .with_state(state)
}

/// The OpenAPI document as text, for `cargo xtask gen` and the command line.
pub fn openapi_json() -> String {
    openapi::document().to_pretty_json().unwrap_or_default()
}
