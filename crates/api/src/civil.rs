//! Civil time on the wire: `HH:MM` of a day and dates. Instants are `field::When`.

use domain::schedule::{DAY, Span};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type};
use utoipa::{PartialSchema, ToSchema};

/// `09:30`; `24:00` is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minute(pub u16);

impl Minute {
    pub fn parse(text: &str) -> Option<Minute> {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |s: &str| (s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u16>().ok()).flatten();
        let (hours, minutes) = (digits(hours)?, digits(minutes)?);
        let total = hours * 60 + minutes;
        (minutes < 60 && total <= DAY).then_some(Minute(total))
    }
}
impl Serialize for Minute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}
impl<'de> Deserialize<'de> for Minute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Minute::parse(&text).ok_or_else(|| de::Error::custom("expected a time of day from 00:00 to 24:00"))
    }
}
impl PartialSchema for Minute {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(5)).max_length(Some(5)).pattern(Some("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")).examples(["09:30"]).into()
    }
}
impl ToSchema for Minute {}

/// Part of a day in the branch's civil time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanView {
    #[schema(inline)]
    pub starts: Minute,
    #[schema(inline)]
    pub ends: Minute,
}
impl From<Span> for SpanView {
    fn from(s: Span) -> Self {
        SpanView { starts: Minute(s.starts), ends: Minute(s.ends) }
    }
}
impl From<SpanView> for Span {
    fn from(s: SpanView) -> Self {
        Span { starts: s.starts.0, ends: s.ends.0 }
    }
}

/// A date, years 2000 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let date = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten().filter(|d| (2000..2200).contains(&d.year()));
        date.map(Day).ok_or_else(|| de::Error::custom("expected a date such as 2026-11-21, year 2000 to 2199"))
    }
}
impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).pattern(Some("^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$")).examples(["2026-11-21"]).into()
    }
}
impl ToSchema for Day {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_of_the_day() {
        for (text, expected) in [("00:00", Some(0)), ("09:30", Some(570)), ("24:00", Some(1440)), ("24:01", None), ("9:30", None), ("09:60", None), ("-1:00", None), ("+9:00", None), ("0930", None), ("٠٩:٣٠", None), ("", None)] {
            assert_eq!(Minute::parse(text).map(|m| m.0), expected, "{text}");
        }
        assert_eq!(serde_json::to_string(&Minute(570)).unwrap(), r#""09:30""#);
    }

    #[test]
    fn dates() {
        for (text, ok) in [("2026-11-21", true), ("2026-02-30", false), ("1999-12-31", false), ("2200-01-01", false), ("2026-11-21T10:00", false), ("20261121", false), ("-00202-01-01", false)] {
            assert_eq!(serde_json::from_str::<Day>(&format!("{text:?}")).is_ok(), ok, "{text}");
        }
    }
}
