//! The admin app's files under `/app/`. Every address that is not a file is a screen of the app and gets its page; what the
//! screens read and write goes through `/api/v1` like any other client's.

use crate::ApiState;
use crate::embed::{self, Site};
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

/// Styles are set on elements at run time; code comes only from here. Frames show our own widget and booking page.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' ws: wss:; \
                    frame-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The service worker fetches the app's own files to keep them; what it may fetch is said by the policy it came with.
const WORKER: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

pub fn router() -> Router<ApiState> {
    Router::new().route("/app", get(async || Redirect::permanent("/app/"))).route("/app/", get(index)).route("/app/{*path}", get(file))
}

async fn index(headers: HeaderMap) -> Response {
    page(&headers)
}

async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    // A screen's address has no dot; a file's name has.
    if path == "index.html" || !path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return page(&headers);
    }
    let mut response = embed::file(Site::Admin, &path, &headers, "no-cache");
    if path == "sw.js" {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/app/"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER));
    }
    response
}

fn page(headers: &HeaderMap) -> Response {
    let mut response = embed::file(Site::Admin, "index.html", headers, "no-cache");
    if response.status() == axum::http::StatusCode::NOT_FOUND {
        response = axum::response::Html(embed::page(Site::Admin, "index.html")).into_response();
    }
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE));
    response
}
