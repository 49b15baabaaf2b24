//! Web files that travel inside the binary (debug builds read them from the disk): entity tags, brotli variants made by
//! the web build, long caching of hashed names. A missing web build serves a page that says how to make it.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "../../web/widget/dist/"]
#[allow_missing = true]
struct WidgetFiles;

#[derive(Embed)]
#[folder = "../../web/docs/dist/"]
#[allow_missing = true]
struct DocsFiles;

#[derive(Embed)]
#[folder = "../../web/admin/dist/"]
#[allow_missing = true]
struct AdminFiles;

#[derive(Embed)]
#[folder = "../../web/booking/dist/"]
#[allow_missing = true]
struct BookingFiles;

/// One web build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    Admin,
    Widget,
    Docs,
    Booking,
}

impl Site {
    fn get(self, name: &str) -> Option<EmbeddedFile> {
        // Debug builds join the name to a folder: nothing may climb out of it.
        if name.split(['/', '\\']).any(|part| part.is_empty() || part.starts_with('.')) {
            return None;
        }
        match self {
            Site::Admin => AdminFiles::get(name),
            Site::Widget => WidgetFiles::get(name),
            Site::Docs => DocsFiles::get(name),
            Site::Booking => BookingFiles::get(name),
        }
    }
}

const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Answers with one file, or 404. `cache` is for files whose names are not hashed.
pub fn file(site: Site, name: &str, request: &HeaderMap, cache: &'static str) -> Response {
    let Some(plain) = site.get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let packed = if takes_brotli(request) { site.get(&format!("{name}.br")) } else { None };
    let hash = plain.metadata.sha256_hash();
    let tag = format!("\"{}{}\"", URL_SAFE_NO_PAD.encode(hash.get(..12).unwrap_or_default()), if packed.is_some() { "-br" } else { "" });
    let mut headers = HeaderMap::new();
    let mut put = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::ETAG, &tag);
    put(header::VARY, "accept-encoding");
    put(header::CACHE_CONTROL, if name.starts_with("assets/") { IMMUTABLE } else { cache });
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if is_known(request, &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    put(header::CONTENT_TYPE, &content_type(name));
    if packed.is_some() {
        put(header::CONTENT_ENCODING, "br");
    }
    (headers, packed.unwrap_or(plain).data.into_owned()).into_response()
}

/// A page of the build as text, to be filled by the caller.
pub fn page(site: Site, name: &str) -> String {
    let found = site.get(name).and_then(|file| String::from_utf8(file.data.into_owned()).ok());
    found.unwrap_or_else(|| "<!doctype html><meta charset=\"utf-8\"><title>Samovar</title><p>The web files are not built: run <code>cargo xtask demo</code>.</p>".to_owned())
}

fn content_type(name: &str) -> String {
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    if mime.type_() == "text" { format!("{mime}; charset=utf-8") } else { mime.to_string() }
}

fn takes_brotli(request: &HeaderMap) -> bool {
    let accepted = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    accepted.map(|one| one.split_once(';').map_or((one, ""), |(name, q)| (name, q))).any(|(name, q)| name.trim().eq_ignore_ascii_case("br") && !matches!(q.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
}

fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let known = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    known.map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn brotli_only_when_taken() {
        for (value, expected) in [("gzip, deflate, br", true), ("br;q=1.0", true), ("br;q=0", false), ("gzip", false), ("brotli", false), ("", false)] {
            assert_eq!(takes_brotli(&headers(&[(header::ACCEPT_ENCODING, value)])), expected, "{value}");
        }
    }

    #[test]
    fn a_known_tag_is_not_sent_again() {
        for (value, expected) in [("\"a\"", true), ("W/\"a\"", true), ("\"b\", \"a\"", true), ("*", true), ("\"b\"", false)] {
            assert_eq!(is_known(&headers(&[(header::IF_NONE_MATCH, value)]), "\"a\""), expected, "{value}");
        }
    }

    #[test]
    fn nothing_climbs_out_of_the_folder() {
        for name in ["../package.json", "assets/../../package.json", "assets//x", "/etc/passwd", ".hidden", "..\\package.json", ""] {
            assert!(Site::Widget.get(name).is_none(), "{name}");
        }
    }
}
