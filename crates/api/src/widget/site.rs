//! The site a chat stands on: its settings, and which origins may show it or call for it. Without an entry in the list
//! only our own pages may; `*` alone is never an entry.

use super::look::{ByLanguage, Font, Side, Theme};
use crate::problem::Problem;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::connection::Connection;
use url::Url;
use uuid::Uuid;

/// What the owner has set; unreadable settings count as none. Bounds are the form's (`connectors::widget`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub allowed_origins: Vec<String>,
    pub title: String,
    pub agent_name: String,
    pub avatar_initials: String,
    pub avatar_file: Option<Uuid>,
    pub color: String,
    pub theme: Theme,
    pub font: Font,
    pub radius: Option<u16>,
    pub position: Side,
    pub offset_x: Option<u16>,
    pub offset_y: Option<u16>,
    pub open_after_seconds: u16,
    pub open_on_exit: bool,
    pub sound: bool,
    pub languages: Option<Vec<String>>,
    pub texts: ByLanguage,
    pub promo_code: String,
    pub policy_url: Option<String>,
    pub files: Option<bool>,
    pub require_identity: bool,
}

impl Settings {
    pub fn of(connection: &Connection) -> Self {
        serde_json::from_value(connection.settings.clone()).unwrap_or_default()
    }
    /// Entries of the right form; the rest of the list is as if it were not there.
    pub fn origins(&self) -> impl Iterator<Item = &str> {
        self.allowed_origins.iter().map(|o| o.trim().trim_end_matches('/')).filter(|o| is_origin(o))
    }
    pub fn allows(&self, origin: &str) -> bool {
        self.origins().any(|allowed| match allowed.split_once("//*.") {
            Some((scheme, domain)) => origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("//")).is_some_and(|host| host.strip_suffix(domain).is_some_and(|lead| lead.len() > 1 && lead.ends_with('.'))),
            None => allowed.eq_ignore_ascii_case(origin),
        })
    }
}

fn is_origin(text: &str) -> bool {
    let Some(host) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = host.strip_prefix("*.").unwrap_or(host);
    host.contains(|c: char| c.is_ascii_alphanumeric()) && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':')) && !host.starts_with('.')
}

/// The browser's `Origin`; none from our own pages' plain requests and from programs.
pub fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).and_then(|v| v.to_str().ok())
}

/// Does the request come from a page of this very server?
pub fn is_own(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let Some(origin) = origin(headers) else { return true };
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_here = !host.is_empty() && origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    is_here || public_url.and_then(|url| Url::parse(url).ok()).is_some_and(|url| url.origin().ascii_serialization() == origin)
}

/// Headers that let the asking page read the answer; a page that may not is refused.
pub fn admit(settings: &Settings, headers: &HeaderMap, public_url: Option<&str>) -> Result<HeaderMap, Problem> {
    let mut answer = HeaderMap::new();
    answer.insert(header::VARY, HeaderValue::from_static("origin"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_own(headers, public_url) {
        return Ok(answer);
    }
    let Some(value) = headers.get(header::ORIGIN).filter(|v| v.to_str().is_ok_and(|origin| settings.allows(origin))) else {
        return Err(Problem::forbidden("origin_not_allowed", "this site is not on the chat's list of allowed sites"));
    };
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value.clone());
    answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    Ok(answer)
}

/// Lets any page read why it was refused: a refusal holds no data, and a page that cannot read it takes it for a dead server.
pub async fn explain(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_client_error() || response.status().is_server_error() {
        let headers = response.headers_mut();
        headers.entry(header::ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(HeaderValue::from_static("*"));
        headers.entry(header::ACCESS_CONTROL_EXPOSE_HEADERS).or_insert(HeaderValue::from_static("retry-after"));
    }
    response
}

/// A preflight names no chat, so it cannot be refused here; the request that follows is. No credentials are ever allowed.
pub async fn preflight(headers: HeaderMap) -> Response {
    let mut answer = HeaderMap::new();
    if let Some(origin) = headers.get(header::ORIGIN) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::VARY, "origin"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, x-widget-key"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    answer.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    (StatusCode::NO_CONTENT, answer).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(origins: &[&str]) -> Settings {
        Settings { allowed_origins: origins.iter().map(|o| (*o).to_owned()).collect(), ..Settings::default() }
    }

    #[test]
    fn only_listed_origins_are_allowed() {
        let some = settings(&["https://shop.ru/", "https://*.salon.ru", "http://localhost:3000", "*", "https://*", "javascript:x", "https://a.ru; script-src *"]);
        for (origin, expected) in [
            ("https://shop.ru", true), ("http://shop.ru", false), ("https://shop.ru:8443", false), ("https://shop.ru.evil.com", false), ("https://www.shop.ru", false),
            ("https://www.salon.ru", true), ("https://a.b.salon.ru", true), ("https://salon.ru", false), ("https://.salon.ru", false), ("https://evilsalon.ru", false), ("http://www.salon.ru", false),
            ("http://localhost:3000", true), ("http://localhost:3001", false), ("null", false), ("https://x.com", false), ("", false),
        ] {
            assert_eq!(some.allows(origin), expected, "{origin}");
        }
        assert_eq!(some.origins().count(), 3, "hostile entries never reach a header");
        assert!(!settings(&[]).allows("https://shop.ru"), "an empty list allows nobody");
    }

    #[test]
    fn own_pages_are_always_welcome() {
        let headers = |origin: Option<&str>, host: &str| {
            let mut map = HeaderMap::new();
            map.insert(header::HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                map.insert(header::ORIGIN, origin.parse().unwrap());
            }
            map
        };
        assert!(is_own(&headers(None, "chat.ru"), None));
        assert!(is_own(&headers(Some("https://chat.ru"), "chat.ru"), None));
        assert!(is_own(&headers(Some("https://chat.ru"), "inner:8080"), Some("https://chat.ru/")));
        assert!(!is_own(&headers(Some("https://shop.ru"), "chat.ru"), Some("https://chat.ru")));
        assert!(!is_own(&headers(Some("null"), "chat.ru"), None));
        assert_eq!(admit(&settings(&[]), &headers(Some("https://shop.ru"), "chat.ru"), None).unwrap_err().code, "origin_not_allowed");
        let admitted = admit(&settings(&["https://shop.ru"]), &headers(Some("https://shop.ru"), "chat.ru"), None).unwrap();
        assert_eq!(admitted[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://shop.ru");
        assert!(!admitted.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    }
}
