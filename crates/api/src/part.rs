//! A file as a browser may get it, whole or the part that `Range: bytes=…` asks for: without parts no sound tells its length and
//! none can be wound. Typed where that is harmless, never shown as a page of ours.

use crate::problem::{Answer, Problem};
use crate::routes::attachment::{content_type, disposition};
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// From the first byte, up to but without the second, of so many.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub from: u64,
    pub until: u64,
    size: u64,
}

impl Part {
    /// 416 when the file has no such part.
    pub fn asked(headers: &HeaderMap, size: u64) -> Answer<Part> {
        let range = headers.get(header::RANGE).and_then(|v| v.to_str().ok());
        match range.map_or(Asked::All, |text| read(text, size)) {
            Asked::All => Ok(Part { from: 0, until: size, size }),
            Asked::Of(from, until) => Ok(Part { from, until, size }),
            Asked::None => Err(Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", "the file has no such part")),
        }
    }

    /// `bytes` are this part's.
    pub fn answer(self, mime: &str, name: &str, bytes: impl Into<Body>) -> Response {
        let is_part = (self.from, self.until) != (0, self.size);
        let mut answer = (
            if is_part { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK },
            [
                (header::CONTENT_TYPE, content_type(mime)),
                (header::CONTENT_DISPOSITION, disposition(name)),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox".to_owned()),
                (header::ACCEPT_RANGES, "bytes".to_owned()),
            ],
            bytes.into(),
        )
            .into_response();
        if is_part && let Ok(value) = format!("bytes {}-{}/{}", self.from, self.until.saturating_sub(1), self.size).parse() {
            answer.headers_mut().insert(header::CONTENT_RANGE, value);
        }
        answer
    }
}

/// What a `Range` header asks of a file.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// Everything: what does not read, and several parts at once, may be ignored.
    All,
    /// From the first number, up to but without the second.
    Of(u64, u64),
    None,
}

fn read(text: &str, size: u64) -> Asked {
    let Some((first, last)) = text.trim().strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else { return Asked::All };
    match (first.trim(), last.trim()) {
        ("", tail) => match tail.parse::<u64>() {
            Ok(0) => Asked::None,
            Ok(tail) => Asked::Of(size.saturating_sub(tail), size),
            Err(_) => Asked::All,
        },
        (first, last) => match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), _) if first >= size => Asked::None,
            (Ok(first), Ok(last)) if last >= first => Asked::Of(first, last.saturating_add(1).min(size)),
            (Ok(first), Err(_)) if last.is_empty() => Asked::Of(first, size),
            _ => Asked::All,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_file() {
        for (text, expected) in [
            ("bytes=0-", Asked::Of(0, 10)), ("bytes=0-0", Asked::Of(0, 1)), ("bytes=4-99", Asked::Of(4, 10)), ("bytes=-3", Asked::Of(7, 10)), ("bytes=-30", Asked::Of(0, 10)), ("bytes=10-", Asked::None),
            ("bytes=-0", Asked::None), ("bytes=5-2", Asked::All), ("bytes=a-b", Asked::All), ("bytes=0-1,3-4", Asked::All), ("items=0-1", Asked::All), ("bytes=99999999999999999999-", Asked::All), ("", Asked::All),
            ("bytes=1-18446744073709551615", Asked::Of(1, 10)),
        ] {
            assert_eq!(read(text, 10), expected, "{text}");
        }
    }
}
