//! The middleware in front of `/api/v1`: finds the credentials, proves them, counts the request against whoever it is.
//! It refuses nobody for being unknown; that is the extractors' part. A wrong credential counts as a stranger's.

use super::cookie;
use crate::ApiState;
use crate::limits::{Subject, Verdict};
use crate::origin::Remote;
use app::session::Proven;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::Error;
use std::sync::Arc;
use store::api_key::ApiKey;

pub const KEY_HEADER: &str = "x-api-key";
pub const CSRF_HEADER: &str = "x-csrf-token";

/// What is known about the caller; a request extension.
#[derive(Clone, Debug)]
pub enum Identity {
    Stranger,
    /// Credentials were given and are wrong, with the code that says how.
    Wrong { code: &'static str, detail: String },
    Person(Proven),
    Key(Arc<ApiKey>),
}

enum Given<'a> {
    Key(&'a str),
    Access(&'a str),
    Cookie(&'a str),
    Nothing,
}

fn given<'a>(headers: &'a HeaderMap, state: &ApiState) -> Given<'a> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if headers.contains_key(KEY_HEADER) {
        return Given::Key(text(KEY_HEADER).unwrap_or_default());
    }
    if let Some(value) = text(header::AUTHORIZATION.as_str()) {
        let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
        let token = token.trim();
        return if !scheme.eq_ignore_ascii_case("bearer") {
            Given::Access("")
        } else if token.starts_with("smv_") {
            Given::Key(token)
        } else {
            Given::Access(token)
        };
    }
    cookie::find(headers, cookie::session_name(&state.config)).filter(|value| !value.is_empty()).map_or(Given::Nothing, Given::Cookie)
}

pub async fn recognise(State(state): State<ApiState>, remote: Remote, mut request: Request, next: Next) -> Response {
    let ip = remote.ip.to_string();
    let proven = match given(request.headers(), &state) {
        Given::Nothing => Ok(Identity::Stranger),
        Given::Key(key) => app::key::prove(&state.app, &state.gate, key).await.map(Identity::Key),
        Given::Access(token) => app::session::prove_access(&state.app, &state.gate, token).await.map(Identity::Person),
        Given::Cookie(token) => app::session::prove_cookie(&state.app, token, &ip).await.map(Identity::Person),
    };
    let identity = match proven {
        Ok(identity) => identity,
        Err(error) if error.kind == domain::Kind::Unauthorized => wrong(error),
        Err(error) => return axum::response::IntoResponse::into_response(crate::problem::Problem::from(error)),
    };
    // Health probes come often and from one address; only what they guess is counted.
    if !request.uri().path().starts_with("/api/") && !matches!(identity, Identity::Wrong { .. }) {
        request.extensions_mut().insert(remote);
        request.extensions_mut().insert(identity);
        return next.run(request).await;
    }
    let verdict = count(&state, &identity, &remote);
    if !verdict.is_allowed {
        metrics::counter!("samovar_rate_limited_total").increment(1);
        return verdict.refuse();
    }
    request.extensions_mut().insert(remote);
    request.extensions_mut().insert(identity);
    let mut response = next.run(request).await;
    verdict.write(response.headers_mut());
    response
}

fn wrong(error: Error) -> Identity {
    Identity::Wrong { code: error.public_code(), detail: error.detail.into_string() }
}

fn count(state: &ApiState, identity: &Identity, remote: &Remote) -> Verdict {
    let limits = &state.config.limits;
    let (subject, limit) = match identity {
        Identity::Key(key) => (Subject::Key(key.id.uuid()), key.per_minute.unwrap_or(limits.key_per_minute)),
        Identity::Person(proven) => (Subject::Person(proven.person.uuid()), limits.person_per_minute),
        Identity::Stranger | Identity::Wrong { .. } => (Subject::anonymous(remote.ip), limits.anonymous_per_minute),
    };
    state.limits.take(subject, limit, 60, state.now())
}
