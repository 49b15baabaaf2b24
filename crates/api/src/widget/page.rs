//! Pages and files for browsers: the loader, the chat in its frame, a firm's page, the front page, the API docs.
//! Every page has a strict content security policy; the frame's says which sites may show it.

use super::firm::{chat, read};
use super::site::Settings;
use crate::ApiState;
use crate::embed::{self, Site};
use crate::extract::Path;
use crate::problem::Answer;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Kind;
use serde::Serialize;
use serde_json::Value;

const OWN_PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
/// Scalar builds its styles at run time; its code comes from here and nothing leaves.
const DOCS_PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
/// Firms on the front page.
const MOST_FIRMS: usize = 20;

pub async fn loader(headers: HeaderMap) -> Response {
    let mut response = embed::file(Site::Widget, "loader.js", &headers, "public, max-age=300");
    // Pages that isolate themselves may still load it.
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    embed::file(Site::Widget, &format!("assets/{name}"), &headers, "no-cache")
}

pub async fn docs_asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    embed::file(Site::Docs, &format!("assets/{name}"), &headers, "no-cache")
}

pub async fn docs() -> Response {
    html(StatusCode::OK, embed::page(Site::Docs, "index.html"), DOCS_PAGE)
}

/// `GET /w/v1/app/{key}`: the chat itself, for a frame on an allowed site or as a page of its own.
pub async fn app(State(state): State<ApiState>, Path(key): Path<String>, headers: HeaderMap) -> Answer<Response> {
    let connection = app::widget::find(&state.app, &key).await?;
    let settings = Settings::of(&connection);
    let origins: Vec<&str> = settings.origins().collect();
    let origins = origins.join(" ");
    let page = embed::page(Site::Widget, "app.html").replace("__KEY__", &escape(&key)).replace("__ORIGINS__", &escape(&origins));
    // 'self' does not cover ws: in every browser.
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).filter(|h| h.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']')));
    let sockets = host.map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
    let policy = format!("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'self' {origins}");
    let mut response = html(StatusCode::OK, page, policy.trim_end());
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}

/// `GET /f/{slug}`
pub async fn firm(State(state): State<ApiState>, Path(slug): Path<String>) -> Answer<Response> {
    let page = embed::page(Site::Widget, "firm.html");
    match read(&state, &slug).await {
        Ok(firm) => Ok(html(StatusCode::OK, fill(&page, &firm.name, &firm), OWN_PAGE)),
        Err(error) if error.kind == Kind::NotFound => Ok(html(StatusCode::NOT_FOUND, fill(&page, "Samovar", &Value::Null), OWN_PAGE)),
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Serialize)]
struct Front {
    firms: Vec<Shown>,
    base_url: String,
}

#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    slug: String,
    locale: &'static str,
    widget_key: Option<String>,
}

/// `GET /`: a server of one firm shows its chat; a server of many does not list its tenants to strangers.
pub async fn demo(State(state): State<ApiState>, headers: HeaderMap) -> Answer<Response> {
    let mut root = state.app.db().root_read().await?;
    let orgs = store::org::all(&mut root).await?;
    drop(root);
    let mut firms = Vec::new();
    for org in orgs.iter().take(MOST_FIRMS).filter(|_| orgs.len() == 1) {
        let key = chat(&state, org.id).await?.and_then(|c| c.public_key);
        firms.push(Shown { name: org.name.clone(), slug: org.slug.clone(), locale: super::session::locale(org.lang), widget_key: key });
    }
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or("localhost");
    let base_url = state.config.public_url.clone().unwrap_or_else(|| format!("http://{host}"));
    Ok(html(StatusCode::OK, fill(&embed::page(Site::Widget, "demo.html"), "Samovar", &Front { firms, base_url }), OWN_PAGE))
}

/// Puts data and title into a page. Inside a script element only `<` could end it.
pub(super) fn fill(page: &str, title: &str, data: &impl Serialize) -> String {
    let json = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned()).replace('<', "\\u003c");
    let title = escape(title);
    page.replace("__TITLE__", &title).replace("__DESCRIPTION__", &title).replacen("\"__DATA__\"", &json, 1)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn html(status: StatusCode, page: String, policy: &str) -> Response {
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    let mut headers = HeaderMap::from_iter(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    (status, headers, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_leave_its_script_element() {
        let page = fill("<title>__TITLE__</title><script>\"__DATA__\"</script>", "A & \"B\" <c>", &serde_json::json!({"name": "</script><script>alert(1)//"}));
        assert_eq!(page, "<title>A &amp; &quot;B&quot; &lt;c&gt;</title><script>{\"name\":\"\\u003c/script>\\u003cscript>alert(1)//\"}</script>");
    }
}
