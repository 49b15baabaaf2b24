//! How a failure leaves the house: `application/problem+json` with a stable `code`.
//! Every status the API answers with outside 2xx and 3xx is made here; the text of an internal failure never leaves.

use crate::trace;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Error, Faults, Kind, Retry};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;
use uuid::Uuid;

/// A failed request. `?` turns a `domain::Error` into it.
#[derive(Debug)]
pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    pub detail: Cow<'static, str>,
    pub field: Option<String>,
    pub errors: Vec<FieldProblem>,
    /// What stands in the way of a visit.
    pub conflict: Option<Box<ConflictView>>,
    /// Seconds for `Retry-After`.
    pub retry_after: Option<u64>,
}

/// What a handler returns.
pub type Answer<T> = Result<T, Problem>;

/// The body of a problem (RFC 9457).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem, title = "Problem")]
pub struct ProblemBody {
    /// Always `about:blank`: the meaning is in `code`.
    pub r#type: String,
    /// The words of the status.
    pub title: String,
    pub status: u16,
    /// Stable, lower-case; the key of a translated text.
    pub code: String,
    /// Plain English for developers.
    pub detail: String,
    /// Path of the input field at fault, `contact.phone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// What stands in the way of a visit or a block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conflict: Option<Box<ConflictView>>,
    /// The contact that the one asked for was merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub merged_into: Option<Uuid>,
    /// Quote it to whoever runs the server: the logs know it.
    pub trace_id: String,
}

/// One of several fields at fault.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    pub field: String,
    pub code: String,
    pub detail: String,
}

/// "Anna is busy: Colouring, Maria P., 14:00 to 16:00", as data.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConflictView {
    /// `booking`, `hold`, `block`, `group_event`, `not_working`, `resource`, `past` or `lead`; `not_working`, `past` and `lead` can be overruled with `force`.
    #[schema(pattern = "^(booking|hold|block|group_event|not_working|resource|past|lead)$")]
    pub kind: String,
    /// The visit, hold, block or group event in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<Uuid>,
    /// The employee or the room.
    pub subject_id: Uuid,
    /// Their name.
    pub subject: String,
    /// When it is taken; of a rule, the time that was wanted.
    #[schema(format = DateTime)]
    pub starts_at: String,
    #[schema(format = DateTime)]
    pub ends_at: String,
    /// Services and the customer's short name, or the reason of a block.
    pub title: String,
}
impl From<domain::conflict::Conflict> for ConflictView {
    fn from(c: domain::conflict::Conflict) -> Self {
        ConflictView {
            kind: c.kind.as_str().to_owned(), id: c.id, subject_id: c.subject_id, subject: c.subject, starts_at: c.starts_at.to_string(), ends_at: c.ends_at.to_string(), title: c.title,
        }
    }
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem { status, code, detail: detail.into(), field: None, errors: Vec::new(), conflict: None, retry_after: None }
    }
    pub fn invalid(field: impl Into<String>, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem { field: Some(field.into()), ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail) }
    }
    pub fn unauthorized(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem::new(StatusCode::UNAUTHORIZED, code, detail)
    }
    pub fn forbidden(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem::new(StatusCode::FORBIDDEN, code, detail)
    }
    pub fn not_found() -> Self {
        Problem::new(StatusCode::NOT_FOUND, "not_found", "nothing here")
    }
    pub fn rate_limited(retry_after: u64) -> Self {
        Problem { retry_after: Some(retry_after), ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "too many requests, slow down") }
    }
    pub fn internal() -> Self {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "something went wrong on our side; the trace id leads to the cause")
    }
    /// The same, saying which contact the one asked for was merged into.
    pub fn with_merged(&self, into: Uuid) -> Response {
        let body = serde_json::to_vec(&ProblemBody { merged_into: Some(into), ..self.body() }).unwrap_or_default();
        (self.status, [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
    }
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = code;
        self
    }
    pub fn body(&self) -> ProblemBody {
        ProblemBody {
            r#type: "about:blank".to_owned(),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone().into_owned(),
            field: self.field.clone(),
            errors: self.errors.clone(),
            conflict: self.conflict.clone(),
            merged_into: None,
            trace_id: trace::current(),
        }
    }
}

/// The HTTP status of each kind of failure.
pub const fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid | Kind::Unsupported => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Unauthorized => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Conflict | Kind::SlotTaken | Kind::Disconnected | Kind::Unreachable => StatusCode::CONFLICT,
        Kind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        if error.kind == Kind::Internal {
            tracing::error!(trace.id = %trace::current(), error.op = error.op, "request failed: {error}");
            return Problem::internal();
        }
        let retry_after = match (error.kind, error.retry) {
            (_, Retry::After(pause)) => Some(pause.as_secs().max(1)),
            (Kind::RateLimited | Kind::Unavailable, _) => Some(1),
            _ => None,
        };
        if error.kind == Kind::Unavailable {
            tracing::warn!(trace.id = %trace::current(), error.op = error.op, "dependency unavailable: {error}");
        }
        let faults = error.source.as_ref().and_then(|source| source.downcast_ref::<Faults>());
        let errors = faults.into_iter().flat_map(|f| &f.0).map(|f| FieldProblem { field: f.field.clone(), code: f.code.to_owned(), detail: f.detail.clone() }).collect();
        Problem { status: status_of(error.kind), code: error.public_code(), detail: error.detail.into_string().into(), field: error.field, errors, conflict: error.conflict.map(|c| Box::new((*c).into())), retry_after }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.body()).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")], body).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The answer to a panic in a handler; the panic itself is in the log.
pub fn from_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let what = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    tracing::error!(trace.id = %trace::current(), "handler panicked: {what}");
    Problem::internal().into_response()
}

/// The answer to a path nobody serves.
pub async fn no_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "no such address")
}

/// The answer to a known path with a wrong method.
pub async fn no_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this address does not take this method")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_detail_stays_inside() {
        let problem = Problem::from(Error::internal("password table is on fire").op("store.find"));
        let body = serde_json::to_string(&problem.body()).unwrap();
        assert_eq!(problem.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.contains("fire") && !body.contains("store.find"), "{body}");
    }

    #[test]
    fn every_kind_has_a_status_and_keeps_its_code() {
        for (kind, status) in [
            (Kind::Invalid, 422), (Kind::NotFound, 404), (Kind::Unauthorized, 401), (Kind::Forbidden, 403), (Kind::Conflict, 409), (Kind::SlotTaken, 409),
            (Kind::RateLimited, 429), (Kind::TooLarge, 413), (Kind::Disconnected, 409), (Kind::Unreachable, 409), (Kind::Unavailable, 503), (Kind::Unsupported, 422), (Kind::Internal, 500),
        ] {
            let problem = Problem::from(Error::new(kind, "x"));
            assert_eq!(problem.status.as_u16(), status, "{kind:?}");
            assert_eq!(problem.code, kind.code());
        }
    }

    #[test]
    fn field_and_sharper_code_pass_through_and_pauses_become_headers() {
        let problem = Problem::from(Error::invalid("contact.phone", "not a phone").code("phone_invalid"));
        assert_eq!((problem.code, problem.field.as_deref()), ("phone_invalid", Some("contact.phone")));
        let slow = Error::new(Kind::RateLimited, "slow").retry(Retry::After(std::time::Duration::from_secs(7)));
        let response = Problem::from(slow).into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(Problem::unauthorized("token_expired", "x").into_response().headers()[header::WWW_AUTHENTICATE], "Bearer");
    }
}
