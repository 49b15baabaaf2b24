//! The page: a strict content policy without inline code or styles, the firm's data for the scripts, and the part that
//! works without them. An unknown firm gets a page of its own.

use super::firm::{self, FirmView};
use super::static_part::{body, escape, missing};
use super::words::{self, Words};
use super::{Door, theme as colours};
use crate::ApiState;
use crate::embed::{self, Site};
use crate::extract::Path;
use crate::problem::Answer;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::org::{Org, PageMode};
use domain::{Kind, Lang};
use std::str::FromStr;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'";

/// `GET /book/{slug}`
pub async fn show(State(state): State<ApiState>, Path(slug): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer<Response> {
    let asked = query.as_deref().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|text| Lang::from_str(text).ok());
    let liked = asked.or_else(|| preferred(&headers));
    match app::booking_page::find(&state.app, &slug).await {
        Ok(org) => {
            let (view, _) = firm::read(&state, &org).await?;
            Ok(full(&state, &org, &view, liked.unwrap_or(org.lang), &headers))
        }
        Err(error) if error.kind == Kind::NotFound => {
            let w = words::of(liked.unwrap_or_default());
            let page = fill(w, w.missing_title, w.missing, "<meta name=\"robots\" content=\"noindex\">", &missing(w), "null");
            Ok(html(StatusCode::NOT_FOUND, page, true))
        }
        Err(error) => Err(error.into()),
    }
}

fn full(state: &ApiState, org: &Org, view: &FirmView, lang: Lang, headers: &HeaderMap) -> Response {
    let w = words::of(lang);
    let is_hidden = org.settings.booking_page == PageMode::Unlisted;
    let title = format!("{}: {}", view.name, w.title);
    let about = view.branches.first().map(|b| format!("{} {}", w.describe, b.address)).unwrap_or_else(|| w.describe.to_owned());
    let address = format!("{}/book/{}", base_url(state, headers), org.slug);
    let robots = if is_hidden { "<meta name=\"robots\" content=\"noindex\">" } else { "" };
    let head = format!(
        "{robots}<link rel=\"canonical\" href=\"{0}\"><meta property=\"og:type\" content=\"website\"><meta property=\"og:title\" content=\"{1}\"><meta property=\"og:description\" content=\"{2}\"><meta property=\"og:url\" content=\"{0}\"><link rel=\"stylesheet\" href=\"/p/v1/{3}/theme.css\">",
        escape(&address), escape(&title), escape(&about), escape(&org.slug)
    );
    let data = serde_json::to_string(view).unwrap_or_else(|_| "null".to_owned()).replace('<', "\\u003c");
    html(StatusCode::OK, fill(w, &title, &about, &head, &body(view, w, lang), &data), is_hidden)
}

/// `GET /p/v1/{slug}/theme.css`
pub async fn theme(State(state): State<ApiState>, door: Door) -> Answer<Response> {
    let look = firm::look(&state, &door.org).await?;
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, colours::sheet(look.settings.color())).into_response())
}

/// `GET /book/assets/{name}`
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    embed::file(Site::Booking, &format!("assets/{name}"), &headers, "no-cache")
}

/// Where customers reach this server.
pub fn base_url(state: &ApiState, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).filter(|h| h.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']')));
    state.config.public_url.clone().unwrap_or_else(|| format!("http://{}", host.unwrap_or("localhost")))
}

/// The first language the browser asks for that the page speaks.
fn preferred(headers: &HeaderMap) -> Option<Lang> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').filter_map(|one| one.split(';').next()).find_map(|tag| Lang::from_str(tag.trim()).ok())
}

/// In one pass: what is put in is not looked through again.
fn fill(w: &Words, title: &str, about: &str, head: &str, body: &str, data: &str) -> String {
    let page = embed::page(Site::Booking, "index.html");
    let (title, about, root) = (escape(title), escape(about), format!("<html lang=\"{}\">", w.lang));
    let holes = [("<html lang=\"ru\">", root.as_str()), ("__TITLE__", title.as_str()), ("__DESCRIPTION__", about.as_str()), ("<!--HEAD-->", head), ("<!--BODY-->", body), ("\"__DATA__\"", data)];
    let mut out = String::with_capacity(page.len() + body.len() + data.len());
    let mut rest = page.as_str();
    while let Some((at, hole, text)) = holes.iter().filter_map(|(hole, text)| rest.find(hole).map(|at| (at, *hole, *text))).min_by_key(|(at, ..)| *at) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        out.push_str(text);
        rest = after.strip_prefix(hole).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn html(status: StatusCode, page: String, is_hidden: bool) -> Response {
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-language"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    let mut headers = HeaderMap::from_iter(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    if is_hidden {
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    }
    (status, headers, page).into_response()
}
