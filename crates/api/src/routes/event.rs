//! Live events of the organization: a ticket for browsers, and the socket itself (`ws.rs` holds the conversation on it).

use crate::ApiState;
use crate::auth::{Caller, Can, Identity, may};
use crate::extract::Query;
use crate::field::Text;
use crate::problem::{Answer, Problem};
use crate::ws::{self, Listening};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::{Extension, Json};
use domain::id::{EventId, OrgId};
use domain::person::Permission;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(ticket)).routes(routes!(listen))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Ticket {
    /// Goes into `?ticket=` of the socket's address, once.
    pub ticket: String,
    /// Seconds it lives.
    pub expires_in: i64,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListenQuery {
    /// For browsers, which cannot send headers with a socket.
    #[param(inline, required = false, nullable = false)]
    ticket: Option<Text<1, 1024>>,
    /// Only this conversation's events.
    #[param(required = false, nullable = false)]
    conversation_id: Option<Uuid>,
    /// Id of the last event seen: what came since is sent first. Events born within seconds of each other may be
    /// repeated; drop the ids you have.
    #[param(required = false, nullable = false)]
    after: Option<Uuid>,
}

/// A ticket that opens one socket within a minute.
#[utoipa::path(post, path = "/events/ticket", tag = "events", responses((status = 201, description = "The ticket.", body = Ticket)))]
async fn ticket(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<(StatusCode, Extension<crate::idempotency::HoldsSecret>, Json<Ticket>)> {
    let sub = who.ctx.actor.id().unwrap_or_default();
    let (ticket, expires_in) = app::session::ticket(&state.app, &state.gate, who.org(), sub)?;
    Ok((StatusCode::CREATED, Extension(crate::idempotency::HoldsSecret), Json(Ticket { ticket: ticket.expose().to_owned(), expires_in })))
}

/// Opens the live stream of events as a web socket; JSON text frames `{"type": "ready" | "event" | "ping"}`.
#[utoipa::path(get, path = "/events", tag = "events", params(ListenQuery), responses(
    (status = 101, description = "The socket is open."),
    (status = 426, description = "Not a web socket request.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
))]
async fn listen(State(state): State<ApiState>, Query(query): Query<ListenQuery>, Listener(listener): Listener, upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>) -> Answer<Response> {
    let (org, who) = match (&query.ticket, listener) {
        (Some(ticket), _) => app::session::redeem(&state.app, &state.gate, ticket.as_str())?,
        (None, listener) => listener?,
    };
    let upgrade = upgrade.map_err(|_| Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", "open this address as a web socket"))?;
    let listening = Listening { org, who, conversation: query.conversation_id, after: query.after.map(EventId) };
    Ok(upgrade.max_message_size(16 * 1024).on_upgrade(move |socket| ws::run(state, socket, listening)))
}

/// The caller by header or cookie, if there is one who may read.
struct Listener(Result<(OrgId, Uuid), Problem>);

impl FromRequestParts<ApiState> for Listener {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Self::Rejection> {
        let by_cookie = matches!(parts.extensions.get::<Identity>(), Some(Identity::Person(proven)) if proven.csrf_hash.is_some());
        if by_cookie && !is_own_page(&parts.headers, state.config.public_url.as_deref()) {
            return Ok(Listener(Err(Problem::forbidden("foreign_origin", "a page of another site cannot use the session's cookie"))));
        }
        let caller = Caller::from_request_parts(parts, state).await.and_then(|caller| caller.require(Permission::Read).map(|()| caller));
        Ok(Listener(caller.map(|caller| (caller.org(), caller.ctx.actor.id().unwrap_or_default()))))
    }
}

/// Sockets ignore CORS, so a cookie is believed only from a page of our own host.
fn is_own_page(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name| headers.get(name).and_then(|v: &axum::http::HeaderValue| v.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    text(header::HOST).is_some_and(|own| own.eq_ignore_ascii_case(host)) || public_url.is_some_and(|own| own.eq_ignore_ascii_case(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_may_use_the_cookie() {
        for (origin, host, public, ok) in [
            (None, "desk.local:8080", None, true),
            (Some("http://desk.local:8080"), "desk.local:8080", None, true),
            (Some("https://desk.example.ru"), "10.0.0.5:8080", Some("https://desk.example.ru"), true),
            (Some("https://evil.example"), "desk.local:8080", None, false),
            (Some("https://desk.local:8080.evil.example"), "desk.local:8080", None, false),
            (Some("null"), "desk.local:8080", None, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(is_own_page(&headers, public), ok, "{origin:?}");
        }
    }
}
