//! Strict extractors: `Body` (JSON), `Path`, `Query`. Whatever does not fit becomes a problem that names the field.
//! Types of single fields with their limits are in `field.rs`; who is asking is in `auth/`.

use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

/// A JSON body: `application/json`, within the size limit, every field known and right.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// Path parameters: one value, or a tuple or struct of several.
#[derive(Debug)]
pub struct Path<T>(pub T);

/// The query string; declare the struct with `deny_unknown_fields`, so that a misspelt filter is an error.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "send the body as application/json"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(from_bytes_rejection)?;
        parse_json(&bytes).map(Body)
    }
}

/// Stands around a path in an error's text; no text of ours holds it.
const NESTED: char = '\u{1f}';

/// The text of an error below a value that was read in two steps: the path goes on where the outer one ended.
pub fn nested(path: &str, said: &str) -> String {
    format!("{NESTED}{path}{NESTED}{said}")
}

/// Reads strict JSON, telling malformed text (400) from a wrong field (422).
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if !inner.is_data() {
            return malformed(&inner);
        }
        let said = inner.to_string();
        match said.strip_prefix(NESTED).and_then(|rest| rest.split_once(NESTED)) {
            Some((name, said)) => wrong_field(&format!("{path}.{name}"), said),
            None => wrong_field(&path, &said),
        }
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed_json", format!("the body is not JSON: line {} column {}", error.line(), error.column()))
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        use axum::extract::path::{ErrorKind, Path as Inner};
        use axum::extract::rejection::PathRejection;
        match Inner::<T>::from_request_parts(parts, state).await {
            Ok(Inner(value)) => Ok(Path(value)),
            Err(PathRejection::FailedToDeserializePathParams(error)) => Err(match error.into_kind() {
                ErrorKind::ParseErrorAtKey { key, expected_type, .. } => Problem::invalid(key, format!("expected {}", plain_type(expected_type))),
                ErrorKind::DeserializeError { key, message, .. } => Problem::invalid(key, message),
                ErrorKind::InvalidUtf8InPathParam { key } => Problem::invalid(key, "not UTF-8"),
                _ => Problem::invalid("path", "the address holds a value of the wrong form"),
            }),
            Err(_) => Err(Problem::internal()),
        }
    }
}

fn plain_type(name: &str) -> &str {
    if name.contains("Uuid") { "a UUID" } else { "another form" }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parse_query(parts.uri.query().unwrap_or_default()).map(Query)
    }
}

fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs)).map_err(|error| {
        let path = error.path().to_string();
        wrong_field(&path, &error.into_inner().to_string())
    })
}

/// serde's message without its position; `missing field` and `unknown field` name the field themselves.
fn wrong_field(path: &str, message: &str) -> Problem {
    let message = message.split(" at line ").next().unwrap_or(message);
    let named = ["missing field `", "unknown field `", "duplicate field `"].iter().find_map(|lead| message.strip_prefix(lead)).and_then(|rest| rest.split('`').next());
    let parent = path.trim_end_matches(['?', '.']);
    let field = match named {
        Some(name) if parent.is_empty() || parent == "." || parent == name || parent.ends_with(&format!(".{name}")) => {
            if parent.ends_with(name) { parent.to_owned() } else { name.to_owned() }
        }
        Some(name) => format!("{parent}.{name}"),
        None if parent.is_empty() => "body".to_owned(),
        None => parent.to_owned(),
    };
    let code = if message.starts_with("missing field") {
        "missing"
    } else if message.starts_with("unknown field") {
        "unknown_field"
    } else {
        "invalid"
    };
    Problem { code, ..Problem::invalid(field, message.chars().take(300).collect::<String>()) }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()) else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") || essence.get(..12).is_some_and(|lead| lead.eq_ignore_ascii_case("application/")) && essence.to_ascii_lowercase().ends_with("+json")
}

/// A body that could not be read: too large, or the connection broke.
pub fn from_bytes_rejection(rejection: BytesRejection) -> Problem {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body is larger than this address takes"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "broken_body", "the body ended early"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::PageQuery;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Order {
        name: String,
        lines: Vec<Line>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Line {
        count: u8,
    }

    #[test]
    fn json_problems_name_the_field() {
        for (body, status, code, field) in [
            (r#"{"name":"#, 400, "malformed_json", None),
            ("", 400, "malformed_json", None),
            (r#"{"name":"a","lines":[]} x"#, 400, "malformed_json", None),
            ("\u{feff}{}", 400, "malformed_json", None),
            (r#"{"name":1,"lines":[]}"#, 422, "invalid", Some("name")),
            (r#"{"name":"a","lines":[{"count":1},{"count":300}]}"#, 422, "invalid", Some("lines[1].count")),
            (r#"{"lines":[]}"#, 422, "missing", Some("name")),
            (r#"{"name":"a","lines":[{}]}"#, 422, "missing", Some("lines[0].count")),
            (r#"{"name":"a","lines":[],"extra":1}"#, 422, "unknown_field", Some("extra")),
            (r#"{"name":"a","lines":[{"count":1,"size":2}]}"#, 422, "unknown_field", Some("lines[0].size")),
            ("[]", 422, "missing", None),
            ("null", 422, "invalid", Some("body")),
        ] {
            let problem = parse_json::<Order>(body.as_bytes()).unwrap_err();
            if body == "[]" {
                assert_eq!(problem.status.as_u16(), 422);
                continue;
            }
            assert_eq!((problem.status.as_u16(), problem.code, problem.field.as_deref()), (status, code, field), "{body}: {problem:?}");
        }
        assert!(parse_json::<Order>(&b"{\"name\":\"\xff\",\"lines\":[]}"[..]).is_err());
    }

    #[test]
    fn deep_nesting_is_refused_not_fatal() {
        let bomb = "[".repeat(100_000);
        assert_eq!(parse_json::<serde_json::Value>(bomb.as_bytes()).unwrap_err().status, StatusCode::BAD_REQUEST);
    }

    #[test]
    fn query_is_strict() {
        assert_eq!(parse_query::<PageQuery>("").unwrap().limit, crate::page::Limit::default());
        assert_eq!(parse_query::<PageQuery>("limit=10").unwrap().limit.rows(), 10);
        for (query, code, field) in [("limit=0", "invalid", "limit"), ("limit=x", "invalid", "limit"), ("limt=5", "unknown_field", "limt"), ("cursor=abc", "invalid", "cursor"), ("limit=1&limit=2", "invalid", "limit")] {
            let problem = parse_query::<PageQuery>(query).unwrap_err();
            assert_eq!((problem.code, problem.field.as_deref()), (code, Some(field)), "{query}: {problem:?}");
        }
    }

    #[test]
    fn media_type_must_be_json() {
        for (value, ok) in [("application/json", true), ("Application/JSON; charset=utf-8", true), ("application/merge-patch+json", true), ("text/json", false), ("text/plain", false), ("application/x-www-form-urlencoded", false)] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, value.parse().unwrap());
            assert_eq!(is_json(&headers), ok, "{value}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
