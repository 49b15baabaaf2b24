//! Headers and limits every response and request gets, whatever the route: content policy, framing, size, time.
//! A route that may be framed (the widget) sets its own `Content-Security-Policy`; what is set is left alone.

use crate::ApiState;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// For data: nothing may be loaded by it and nobody may frame it.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// For our own pages.
const PAGE_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; \
                           worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

pub async fn headers(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "same-origin");
    default(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(self), payment=()");
    if state.config.is_https() {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if is_api {
        default(header::CACHE_CONTROL, "no-store");
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(if is_page { PAGE_POLICY } else { DATA_POLICY }));
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    response
}

/// Refusals the framework writes as plain text (an unreadable path, a body that a plain extractor could not take) become
/// problems like all others.
pub async fn plain_refusals(request: Request, next: Next) -> Response {
    let is_ours = ["/api/", "/hooks/", "/health"].iter().any(|lead| request.uri().path().starts_with(lead));
    let response = next.run(request).await;
    let status = response.status();
    let is_plain = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_ours || !is_plain || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => ("not_found", "no such address"),
        StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "this address does not take this method"),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "the body is larger than this address takes"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "this address takes another content type"),
        status if status.is_server_error() => ("internal", "something went wrong on our side; the trace id leads to the cause"),
        _ => ("bad_request", "the request is malformed"),
    };
    let mut refusal = Problem::new(status, code, detail).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        refusal.headers_mut().insert(header::ALLOW, allow.clone());
    }
    refusal
}

/// Longest time the upload of a large file may take.
const UPLOAD: Duration = Duration::from_secs(15 * 60);

/// Ends a request that takes too long. What it has committed stays committed.
pub async fn deadline(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    // A large file on a slow line.
    let limit = if request.uri().path() == "/api/v1/knowledge/files" { UPLOAD.max(state.config.timeout) } else { state.config.timeout };
    within(limit, next.run(request)).await
}

async fn within(limit: Duration, answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(limit, answer).await {
        Ok(response) => response,
        Err(_) => Problem { retry_after: Some(1), ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timeout", "the answer took too long") }.into_response(),
    }
}

/// Browsers of the configured origins may call with a key or a token; cookies are never shared across origins.
pub fn cors(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.trim_end_matches('/').parse().ok()).collect();
    let name = HeaderName::from_static;
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION, header::IF_MATCH, name("x-api-key"), name("idempotency-key"), name("x-request-id"), name("traceparent")])
        .expose_headers([header::ETAG, header::RETRY_AFTER, name("x-trace-id"), name("idempotency-replayed"), name("ratelimit-limit"), name("ratelimit-remaining"), name("ratelimit-reset")])
        .max_age(Duration::from_secs(3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stuck_answer_becomes_a_problem() {
        let response = within(Duration::ZERO, std::future::pending()).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
    }
}
