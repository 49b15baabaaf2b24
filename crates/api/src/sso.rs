//! The way of a browser to a firm's provider and back: `/sso/start` and `/sso/callback`, pages that only redirect. What they do is in
//! `app::sso`; the settings and the second factor are `routes/sso.rs`.

use crate::auth::{SsoCookie, clear_sso, set_session, set_sso};
use crate::origin::Remote;
use crate::problem::Problem;
use crate::{ApiState, limits, trace};
use app::access::Origin;
use app::session::Credentials;
use app::sso::{Arrived, Next};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

pub fn router(state: &ApiState) -> Router<ApiState> {
    Router::new().route("/sso/start", get(start)).route("/sso/callback", get(callback)).layer(from_fn_with_state(state.clone(), limits::anonymous))
}

/// Where the provider sends the browser back to; what an administrator registers there.
pub fn redirect_uri(state: &ApiState, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or("localhost");
    let base = state.config.public_url.clone().unwrap_or_else(|| format!("http://{host}"));
    format!("{base}/sso/callback")
}

#[derive(Debug, Deserialize)]
struct Start {
    org: Option<String>,
    email: Option<String>,
    next: Option<String>,
}

async fn start(State(state): State<ApiState>, headers: HeaderMap, Query(asked): Query<Start>) -> Response {
    let by = match (&asked.org, &asked.email) {
        (Some(slug), _) => Next::Slug(slug),
        (None, Some(email)) => Next::Email(email),
        (None, None) => return refuse("sso_unknown"),
    };
    match app::sso::begin(&state.app, by, asked.email.as_deref(), &redirect_uri(&state, &headers), asked.next.as_deref()).await {
        Ok(began) => {
            let mut out = HeaderMap::new();
            set_sso(&mut out, &state.config, &began.browser, began.secs);
            go(&began.address, out)
        }
        Err(error) => refuse(Problem::from(error).code),
    }
}

#[derive(Debug, Default, Deserialize)]
struct Back {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

async fn callback(State(state): State<ApiState>, remote: Remote, SsoCookie(browser): SsoCookie, headers: HeaderMap, Query(back): Query<Back>) -> Response {
    if let Some(error) = &back.error {
        return refuse(if error == "access_denied" { "sso_denied" } else { "sso_refused" });
    }
    let (Some(given), Some(code), Some(browser)) = (&back.state, &back.code, browser) else { return refuse("sso_over") };
    let origin = Origin { ip: remote.ip.to_string(), user_agent: remote.user_agent, trace_id: Some(trace::current()) };
    let mut out = HeaderMap::new();
    match app::sso::finish(&state.app, &state.gate, &origin, given, &browser, code, back.iss, &redirect_uri(&state, &headers)).await {
        Ok(Arrived::In { signed_in, next }) => {
            clear_sso(&mut out, &state.config);
            if let Credentials::Cookie { token, csrf, secs, .. } = &signed_in.credentials {
                set_session(&mut out, &state.config, token, csrf, *secs);
            }
            go(&format!("/app{}", inside(next.as_deref())), out)
        }
        Ok(Arrived::NeedsCode { browser, secs, next }) => {
            set_sso(&mut out, &state.config, &browser, secs);
            let next: String = url::form_urlencoded::byte_serialize(inside(next.as_deref()).as_bytes()).collect();
            go(&format!("/app/login?sso=code&next={next}"), out)
        }
        Err(error) => {
            let code = Problem::from(error).code;
            tracing::info!(trace.id = %trace::current(), "a sign-in by a provider was refused: {code}");
            refuse(code)
        }
    }
}

/// A path of the admin app, whatever the wish was.
fn inside(next: Option<&str>) -> &str {
    let is_path = |next: &&str| next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r']) && next.is_ascii();
    next.map(|next| next.strip_prefix("/app").filter(|rest| rest.starts_with('/')).unwrap_or(next)).filter(is_path).unwrap_or("/")
}

/// Back to the form, which says the code in words.
fn refuse(code: &str) -> Response {
    go(&format!("/app/login?sso={code}"), HeaderMap::new())
}

fn go(address: &str, mut headers: HeaderMap) -> Response {
    match HeaderValue::from_str(address) {
        Ok(value) => {
            headers.insert(header::LOCATION, value);
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(_) => Problem::internal().into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_on_stays_inside() {
        for (wish, path) in [(None, "/"), (Some("/inbox"), "/inbox"), (Some("/app/inbox?x=1"), "/inbox?x=1"), (Some("//evil.example"), "/"), (Some("https://evil.example"), "/"), (Some("/\\evil"), "/"), (Some("/a\r\nb"), "/")] {
            assert_eq!(inside(wish), path, "{wish:?}");
        }
    }
}
