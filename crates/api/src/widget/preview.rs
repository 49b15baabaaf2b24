//! The live preview of a chat's settings: the real launcher and the real chat with a scripted sample, without a session and
//! without the database. Framed by our own pages only; the settings come by `postMessage` (docs/dev/widget.md).

use super::look::Usual;
use super::page::{fill, html};
use crate::embed::{self, Site};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

#[derive(Serialize)]
struct Texts {
    ru: &'static Usual,
    en: &'static Usual,
}

/// `GET /w/v1/preview`: a page with the launcher on it.
pub async fn host() -> Response {
    page("preview.html")
}

/// `GET /w/v1/preview/chat`: the chat in its frame.
pub async fn chat() -> Response {
    page("sample.html")
}

fn page(name: &str) -> Response {
    let usual = Texts { ru: Usual::of("ru"), en: Usual::of("en") };
    html(StatusCode::OK, fill(&embed::page(Site::Widget, name), "Samovar", &usual), POLICY)
}
