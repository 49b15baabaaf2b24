//! The trace id of a request: taken from `traceparent` or `x-request-id`, else fresh; given back in `x-trace-id` and in
//! every problem. Code below the middleware reads it with `current()`; use cases get it through `Origin`.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

tokio::task_local! {
    static TRACE: String;
}

/// The header a trace id goes out in.
pub const HEADER: &str = "x-trace-id";

/// The trace id of the request being served; empty outside a request.
pub fn current() -> String {
    TRACE.try_with(Clone::clone).unwrap_or_default()
}

/// Runs work of a request that outlives it under the request's id.
pub async fn scope<T>(id: String, work: impl Future<Output = T>) -> T {
    TRACE.scope(id, work).await
}

/// Outermost middleware: gives the request its id and a span, and the response the header.
pub async fn layer(request: Request, next: Next) -> Response {
    let id = incoming(request.headers()).unwrap_or_else(|| Uuid::now_v7().simple().to_string());
    let span = tracing::info_span!("http", trace.id = %id, http.method = %request.method(), http.path = named(request.uri().path()));
    let header = HeaderValue::from_str(&id).ok();
    let mut response = TRACE.scope(id, next.run(request).instrument(span)).await;
    if let Some(value) = header {
        response.headers_mut().insert(HEADER, value.clone());
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// A partner's link and an employee's calendar open with what stands in their path: it is not written down.
fn named(path: &str) -> &str {
    if path.starts_with("/r/") {
        "/r/…"
    } else if path.starts_with("/ical/") {
        "/ical/…"
    } else {
        path
    }
}

fn incoming(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    text("traceparent").and_then(from_traceparent).or_else(|| text("x-request-id").filter(|id| is_plain(id)).map(str::to_owned))
}

/// The trace id of a W3C `traceparent`, `00-<32 hex>-<16 hex>-<2 hex>`.
fn from_traceparent(value: &str) -> Option<String> {
    let mut parts = value.trim().split('-');
    let (version, trace) = (parts.next()?, parts.next()?);
    let is_hex = |text: &str, len: usize| text.len() == len && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let parent_is_fine = parts.next().is_some_and(|parent| is_hex(parent, 16));
    (is_hex(version, 2) && version != "ff" && is_hex(trace, 32) && trace.bytes().any(|b| b != b'0') && parent_is_fine).then(|| trace.to_owned())
}

/// A caller's own id is taken only when it can harm neither a header nor a log line.
fn is_plain(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_ids_are_taken() {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        for (traceparent, request_id, expected) in [
            (Some(format!("00-{id}-00f067aa0ba902b7-01")), None, Some(id)),
            (Some(format!("00-{id}-00f067aa0ba902b7-01")), Some("own-request-1"), Some(id)),
            (Some("00-00000000000000000000000000000000-00f067aa0ba902b7-01".into()), Some("own-request-1"), Some("own-request-1")),
            (Some(format!("00-{id}")), None, None),
            (Some(format!("ff-{id}-00f067aa0ba902b7-01")), None, None),
            (None, Some("short"), None),
            (None, Some("has space in it"), None),
            (None, Some("<script>alert(1)</script>"), None),
            (None, None, None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(value) = &traceparent {
                headers.insert("traceparent", value.parse().unwrap());
            }
            if let Some(value) = request_id {
                headers.insert("x-request-id", value.parse().unwrap());
            }
            assert_eq!(incoming(&headers).as_deref(), expected, "{traceparent:?} {request_id:?}");
        }
    }
}
