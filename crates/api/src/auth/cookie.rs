//! The two cookies of the admin app: the session, which scripts cannot read, and the CSRF token, which they must.

use crate::ApiState;
use crate::config::ApiConfig;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use domain::Secret;
use std::convert::Infallible;

/// With TLS the `__Host-` prefix pins a cookie to this host and path.
pub fn session_name(config: &ApiConfig) -> &'static str {
    if config.is_https() { "__Host-samovar_session" } else { "samovar_session" }
}
pub fn csrf_name(config: &ApiConfig) -> &'static str {
    if config.is_https() { "__Host-samovar_csrf" } else { "samovar_csrf" }
}

/// The value of a cookie; of two with one name the first, as browsers order them.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

pub fn set_session(headers: &mut HeaderMap, config: &ApiConfig, token: &Secret, csrf: &Secret, secs: i64) {
    push(headers, config, session_name(config), token.expose(), secs, "; HttpOnly");
    push(headers, config, csrf_name(config), csrf.expose(), secs, "");
}

pub fn clear_session(headers: &mut HeaderMap, config: &ApiConfig) {
    push(headers, config, session_name(config), "", 0, "; HttpOnly");
    push(headers, config, csrf_name(config), "", 0, "");
}

/// What a browser keeps while its person is at a provider.
pub fn sso_name(config: &ApiConfig) -> &'static str {
    if config.is_https() { "__Host-samovar_sso" } else { "samovar_sso" }
}

pub fn set_sso(headers: &mut HeaderMap, config: &ApiConfig, token: &Secret, secs: i64) {
    push(headers, config, sso_name(config), token.expose(), secs, "; HttpOnly");
}

pub fn clear_sso(headers: &mut HeaderMap, config: &ApiConfig) {
    push(headers, config, sso_name(config), "", 0, "; HttpOnly");
}

/// That cookie, if there is one.
#[derive(Debug)]
pub struct SsoCookie(pub Option<String>);

impl FromRequestParts<ApiState> for SsoCookie {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        Ok(SsoCookie(find(&parts.headers, sso_name(&state.config)).filter(|value| !value.is_empty()).map(str::to_owned)))
    }
}

fn push(headers: &mut HeaderMap, config: &ApiConfig, name: &str, value: &str, secs: i64, http_only: &str) {
    let secure = if config.is_https() { "; Secure" } else { "" };
    if let Ok(value) = HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age={secs}; SameSite=Lax{secure}{http_only}")) {
        headers.append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_carry_their_flags() {
        let write = |public_url: Option<&str>| {
            let config = ApiConfig { public_url: public_url.map(str::to_owned), ..ApiConfig::default() };
            let mut headers = HeaderMap::new();
            set_session(&mut headers, &config, &Secret::new("t"), &Secret::new("c"), 60);
            headers.get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(write(None), ["samovar_session=t; Path=/; Max-Age=60; SameSite=Lax; HttpOnly", "samovar_csrf=c; Path=/; Max-Age=60; SameSite=Lax"]);
        assert_eq!(write(Some("https://desk.example.ru"))[0], "__Host-samovar_session=t; Path=/; Max-Age=60; SameSite=Lax; Secure; HttpOnly");
    }

    #[test]
    fn cookies_are_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; samovar_session=tok=en ;b=2".parse().unwrap());
        assert_eq!(find(&headers, "samovar_session"), Some("tok=en"));
        assert_eq!(find(&headers, "samovar"), None);
    }
}
