//! The page itself: plain HTML that works without scripts, under a strict content policy, kept by nobody.

use super::words::{self, Words};
use app::referral::answer::Seen;
use app::referral::preview;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::referral::{PhoneShare, ReferralStatus};
use domain::{Lang, Ts};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What became of an answer that was not written down.
#[derive(Clone, Copy, Debug)]
pub enum News {
    Answered,
    Over,
}

pub fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], text).into_response()
}

pub fn show(seen: &Seen, token: &str, lang: Lang, now: Ts, status: StatusCode, news: Option<News>) -> Response {
    let w = words::of(lang);
    let r = &seen.referral;
    let is_open = r.status.is_open() && now < r.deadline_at;
    let (title, hint) = match r.status {
        _ if is_open => (w.hello, String::new()),
        ReferralStatus::Sent | ReferralStatus::Viewed | ReferralStatus::Expired => (w.expired, w.expired_hint.to_owned()),
        ReferralStatus::Accepted => (w.accepted, w.accepted_hint.to_owned()),
        ReferralStatus::Declined => (w.declined, w.declined_hint.to_owned()),
        ReferralStatus::Withdrawn => (w.withdrawn, w.withdrawn_hint.to_owned()),
        ReferralStatus::Done | ReferralStatus::Failed => (w.closed, w.closed_hint.to_owned()),
    };
    let mut body = format!("<p class=\"from\">{}</p><h1>{}</h1>", escape(&seen.org.name), escape(title));
    if let Some(news) = news {
        let text = match news {
            News::Answered => w.already,
            News::Over => w.late,
        };
        body.push_str(&format!("<p class=\"news\" role=\"alert\">{}</p>", escape(text)));
    }
    if !hint.is_empty() {
        body.push_str(&format!("<p>{}</p>", escape(&hint)));
    }
    let mut facts = String::new();
    let mut fact = |name: &str, value: &str| facts.push_str(&format!("<div><dt>{}</dt><dd>{value}</dd></div>", escape(name)));
    if let Some(name) = &seen.name {
        fact(w.client, &escape(name));
    }
    match &seen.phone {
        Some(phone) => {
            let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            fact(w.phone, &format!("<a href=\"tel:{number}\">{}</a>", escape(phone)));
        }
        None if is_open && r.phone_share == PhoneShare::Accepted => fact(w.phone, &format!("<span class=\"dim\">{}</span>", escape(w.phone_later))),
        None => {}
    }
    if !r.wish.trim().is_empty() {
        fact(w.wish, &lines(&r.wish));
    }
    if !r.text.trim().is_empty() {
        fact(w.message, &lines(&r.text));
    }
    if is_open {
        fact(w.until, &escape(&preview::shown(r.deadline_at, &seen.org.zone, lang).unwrap_or_default()));
    }
    if !facts.is_empty() {
        body.push_str(&format!("<dl>{facts}</dl>"));
    }
    if is_open {
        let to = |verb: &str| format!("/r/{}/{verb}?lang={}", escape(token), w.lang);
        body.push_str(&format!(
            "<form method=\"post\" action=\"{}\"><button class=\"main\">{}</button></form><details><summary>{}</summary><form method=\"post\" action=\"{}\"><label for=\"reason\">{}</label><textarea id=\"reason\" name=\"reason\" rows=\"3\" maxlength=\"500\"></textarea><button>{}</button></form></details>",
            to("accept"), escape(w.accept), escape(w.decline), to("decline"), escape(w.reason), escape(w.send)
        ));
    }
    let firm = seen.org.settings.phone.as_deref().map(|e164| domain::Phone::trusted(e164.to_owned()));
    if let Some(phone) = firm {
        body.push_str(&format!("<p class=\"dim\">{}: <a href=\"tel:{}\">{}</a></p>", escape(&seen.org.name), escape(phone.as_str()), escape(&phone.show())));
    }
    let script = if r.status == ReferralStatus::Sent && is_open { "<script src=\"/r/page.js\" defer></script>" } else { "" };
    html(w, status, &format!("{} · {}", w.title, seen.org.name), &body, Some(token), script)
}

pub fn missing(lang: Lang) -> Response {
    let w = words::of(lang);
    html(w, StatusCode::NOT_FOUND, w.missing, &format!("<h1>{}</h1><p>{}</p>", escape(w.missing), escape(w.missing_hint)), None, "")
}

pub fn slow_down(lang: Lang, secs: u64) -> Response {
    let w = words::of(lang);
    let mut response = html(w, StatusCode::TOO_MANY_REQUESTS, w.slow, &format!("<h1>{}</h1><p>{}</p>", escape(w.slow), escape(w.slow_hint)), None, "");
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs));
    response
}

fn html(w: &Words, status: StatusCode, title: &str, body: &str, token: Option<&str>, script: &str) -> Response {
    let other = token.map(|token| format!("<footer><a href=\"/r/{}?lang={}\" hreflang=\"{}\" lang=\"{}\">{}</a></footer>", escape(token), w.other.0, w.other.0, w.other.0, w.other.1)).unwrap_or_default();
    let page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex,nofollow\"><meta name=\"color-scheme\" content=\"light dark\"><title>{}</title><link rel=\"stylesheet\" href=\"/r/page.css\">{script}</head><body><main>{body}</main>{other}</body></html>",
        w.lang, escape(title)
    );
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "accept-language"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    let mut headers = HeaderMap::from_iter(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    (status, headers, page).into_response()
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
