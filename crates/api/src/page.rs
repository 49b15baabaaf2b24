//! Cursor paging: `{items, next_cursor}` over rows ordered by birth, newest first unless a route says otherwise.
//! The cursor is opaque to clients: base64url of the last row's `(created_at, id)`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::Ts;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give it back as `cursor` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Cuts `rows`, read with `limit.plus_one()`, to the page and derives the next cursor from the last row kept.
    pub fn cut<R>(mut rows: Vec<R>, limit: Limit, at: impl Fn(&R) -> Cursor, map: impl Fn(R) -> T) -> Self {
        let has_more = rows.len() > limit.rows();
        rows.truncate(limit.rows());
        let next_cursor = if has_more { rows.last().map(|row| at(row).to_string()) } else { None };
        Page { items: rows.into_iter().map(map).collect(), next_cursor }
    }
    /// A list that is short by nature and comes whole.
    pub fn whole(items: Vec<T>) -> Self {
        Page { items, next_cursor: None }
    }
}

/// The row after which a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: Ts,
    pub id: Uuid,
}

impl Cursor {
    pub fn new(at: Ts, id: impl Into<Uuid>) -> Self {
        Cursor { at, id: id.into() }
    }
    pub fn parse(text: &str) -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (at, id) = bytes.split_at_checked(8)?;
        let at = i64::from_be_bytes(at.try_into().ok()?);
        // Years 1970 to 2200: a forged instant must not meet a database that cannot hold it.
        (0..7_258_118_400_000_000).contains(&at).then_some(())?;
        Some(Cursor { at: Ts::from_micros(at), id: Uuid::from_slice(id).ok()? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = self.at.micros().to_be_bytes().to_vec();
        bytes.extend_from_slice(self.id.as_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Cursor::parse(&text).ok_or_else(|| de::Error::custom("not a cursor of this list"))
    }
}
impl PartialSchema for Cursor {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(32)).max_length(Some(32)).pattern(Some("^[A-Za-z0-9_-]{32}$")).description(Some("`next_cursor` of the page before")).into()
    }
}
impl ToSchema for Cursor {}

/// How many rows a page holds: 1 to 200, 50 unless asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    pub const MAX: u16 = 200;
    pub fn rows(self) -> usize {
        usize::from(self.0)
    }
    /// One more than the page, to know whether another follows; what a query's LIMIT takes.
    pub fn plus_one(self) -> i64 {
        i64::from(self.0) + 1
    }
}
impl Default for Limit {
    fn default() -> Self {
        Limit(50)
    }
}
impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let n = u16::deserialize(deserializer).map_err(|_| de::Error::custom("limit is a number from 1 to 200"))?;
        if (1..=Self::MAX).contains(&n) { Ok(Limit(n)) } else { Err(de::Error::custom("limit is a number from 1 to 200")) }
    }
}
impl PartialSchema for Limit {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(200)).default(Some(50.into())).description(Some("rows on the page")).into()
    }
}
impl ToSchema for Limit {}

/// Query of a list without filters. Lists with filters carry the same two fields themselves, so that unknown
/// parameters stay errors.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    #[param(inline, required = false, nullable = false)]
    pub cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    pub limit: Limit,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_round_trips_and_refuses_forgeries() {
        let cursor = Cursor::new(Ts::from_micros(1_790_000_000_123_456), Uuid::from_u128(7));
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        assert_eq!(cursor.to_string().len(), 32);
        for bad in ["", "x", "AAAA", "////////////////////////////////", "________________________________", &"A".repeat(31), &"A".repeat(33), &"A".repeat(400), "ё"] {
            assert_eq!(Cursor::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn pages_walk_every_row_once() {
        let rows: Vec<u128> = (1..=5).collect();
        let limit: Limit = serde_json::from_str("2").unwrap();
        let (mut seen, mut after) = (Vec::new(), 0);
        loop {
            let batch: Vec<u128> = rows.iter().copied().filter(|r| *r > after).take(usize::try_from(limit.plus_one()).unwrap()).collect();
            let page = Page::cut(batch, limit, |r| Cursor::new(Ts::from_micros(1), Uuid::from_u128(*r)), |r| r);
            seen.extend(page.items);
            let Some(next) = page.next_cursor else { break };
            after = Cursor::parse(&next).unwrap().id.as_u128();
        }
        assert_eq!(seen, rows);
    }

    #[test]
    fn limit_is_bounded() {
        for (text, ok) in [("1", true), ("200", true), ("0", false), ("201", false), ("-1", false), ("70000", false), ("\"x\"", false)] {
            assert_eq!(serde_json::from_str::<Limit>(text).is_ok(), ok, "{text}");
        }
    }
}
