//! Types of single fields: each holds its limits once, for reading and for the OpenAPI schema alike.
//! Rules that need the database or another field live in the use cases.

use domain::Ts;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type};
use utoipa::{PartialSchema, ToSchema};

/// A text of `MIN` to `MAX` characters, trimmed; with `MIN` above zero it is not blank. Never holds NUL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// The usual lengths.
pub type Name = Text<1, 120>;
pub type Note = Text<0, 2000>;

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn into_string(self) -> String {
        self.0
    }
    /// A text from our own database, for types that are read and written alike.
    pub fn trusted(text: impl Into<String>) -> Self {
        Text(text.into())
    }
}
impl<const MIN: usize, const MAX: usize> From<Text<MIN, MAX>> for String {
    fn from(text: Text<MIN, MAX>) -> String {
        text.0
    }
}
impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        if raw.contains('\0') {
            return Err(de::Error::custom("a text cannot hold the NUL character"));
        }
        let count = raw.chars().count();
        let text = raw.trim();
        if count > MAX {
            return Err(de::Error::custom(format_args!("longer than {MAX} characters")));
        }
        if count < MIN || (MIN > 0 && text.is_empty()) {
            return Err(de::Error::custom(format_args!("shorter than {MIN} characters")));
        }
        Ok(Text(text.to_owned()))
    }
}
impl<const MIN: usize, const MAX: usize> PartialSchema for Text<MIN, MAX> {
    fn schema() -> RefOr<Schema> {
        let pattern = if MIN > 0 { r"^[^\u0000]*[^\s\u0000][^\u0000]*$" } else { r"^[^\u0000]*$" };
        ObjectBuilder::new().schema_type(Type::String).min_length((MIN > 0).then_some(MIN)).max_length(Some(MAX)).pattern(Some(pattern)).into()
    }
}
impl<const MIN: usize, const MAX: usize> ToSchema for Text<MIN, MAX> {
    fn name() -> Cow<'static, str> {
        format!("Text{MIN}To{MAX}").into()
    }
}

/// An e-mail address in lower case, of the form people really have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn parse(text: &str) -> Option<Email> {
        let text = text.trim();
        let (local, host) = text.rsplit_once('@')?;
        let local_is_fine = (1..=64).contains(&local.len()) && !local.starts_with('.') && !local.ends_with('.') && !local.contains("..")
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
        let label_is_fine = |label: &str| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let host_is_fine = host.len() <= 189 && host.contains('.') && host.split('.').all(label_is_fine);
        (local_is_fine && host_is_fine).then(|| Email(text.to_ascii_lowercase()))
    }
}
impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}
impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Email::parse(&raw).ok_or_else(|| de::Error::custom("not an e-mail address"))
    }
}
impl PartialSchema for Email {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Email)))
            .max_length(Some(254))
            .pattern(Some(r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]+(-[A-Za-z0-9]+)*\.)+[A-Za-z0-9]{2,}$"))
            .examples(["anna@example.com"])
            .into()
    }
}
impl ToSchema for Email {}

/// A password as typed: never trimmed, printed or stored.
#[derive(Clone)]
pub struct Password(domain::Secret);

impl Password {
    pub fn secret(&self) -> &domain::Secret {
        &self.0
    }
}
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}
impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        // The lower bound belongs to the rules of choosing one; the upper keeps hashing cheap.
        if (1..=256).contains(&raw.chars().count()) { Ok(Password(domain::Secret::new(raw))) } else { Err(de::Error::custom("a password has 1 to 256 characters")) }
    }
}
impl PartialSchema for Password {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Password))).min_length(Some(1)).max_length(Some(256)).into()
    }
}
impl ToSchema for Password {}

/// An instant: RFC 3339 with an offset, years 1970 to 2199. Answers are in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When(pub Ts);

impl From<Ts> for When {
    fn from(ts: Ts) -> Self {
        When(ts)
    }
}
impl From<When> for Ts {
    fn from(when: When) -> Ts {
        when.0
    }
}
impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        let is_plain = raw.len() <= 40 && !raw.contains('[') && raw.contains(['T', 't']);
        let ts = raw.parse::<Ts>().ok().filter(|ts| is_plain && (0..7_258_118_400_000_000).contains(&ts.micros()));
        ts.map(When).ok_or_else(|| de::Error::custom("expected RFC 3339 with an offset, year 1970 to 2199: 2026-11-21T10:00:00+03:00"))
    }
}
impl PartialSchema for When {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).examples(["2026-11-21T10:00:00+03:00"]).into()
    }
}
impl ToSchema for When {}

/// Schema of a field that may hold any JSON: `#[schema(schema_with = crate::field::any_json)]`.
pub fn any_json() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(utoipa::openapi::schema::SchemaType::AnyValue).into()
}

/// Tells "leave as it is" (absent) from "clear" (null) in a PATCH: use as `Option<Patch<T>>` with `#[serde(default)]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch<T> {
    Clear,
    Set(T),
}
impl<T> Patch<T> {
    pub fn into_option(self) -> Option<T> {
        match self {
            Patch::Clear => None,
            Patch::Set(value) => Some(value),
        }
    }
}
/// `#[serde(default, deserialize_with = "field::patch")]` on an `Option<Patch<T>>`.
pub fn patch<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Patch<T>>, D::Error> {
    Ok(Some(match Option::<T>::deserialize(deserializer)? {
        None => Patch::Clear,
        Some(value) => Patch::Set(value),
    }))
}

/// A domain enum on the wire: `words! { RoleWord = domain::person::Role, "Role", domain::person::Role::ALL }` reads and
/// writes its words and lists them in the schema. The domain type itself is never the wire format.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $inner:ty, $title:literal, $all:expr);+ $(;)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub $inner);
        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                $name(inner)
            }
        }
        impl From<$name> for $inner {
            fn from(word: $name) -> $inner {
                word.0
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                let found = ($all).iter().find(|one| one.as_str() == text).map(|one| $name(*one));
                found.ok_or_else(|| {
                    let known: Vec<&str> = ($all).iter().map(|one| one.as_str()).collect();
                    serde::de::Error::custom(format_args!("expected one of {}", known.join(", ")))
                })
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let known = ($all).iter().map(|one| one.as_str());
                utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String).enum_values(Some(known)).into()
            }
        }
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                $title.into()
            }
        }
    )+ };
}

words! {
    RoleWord = domain::person::Role, "Role", domain::person::Role::ALL;
    PermissionWord = domain::person::Permission, "Permission", domain::person::Permission::ALL;
    LangWord = domain::Lang, "Lang", [domain::Lang::Ru, domain::Lang::En, domain::Lang::Ky, domain::Lang::Kk];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_limits() {
        for (json, ok) in [(r#""ёж""#, true), (r#""  ёж  ""#, true), (r#""""#, false), (r#""   ""#, false), (r#""ежиха!!""#, false), (r#""a\u0000""#, false), ("1", false), ("null", false)] {
            assert_eq!(serde_json::from_str::<Text<1, 6>>(json).is_ok(), ok, "{json}");
        }
        assert_eq!(serde_json::from_str::<Text<1, 6>>(r#"" ёж ""#).unwrap().as_str(), "ёж");
        assert!(serde_json::from_str::<Text<0, 3>>(r#""abcd""#).is_err());
        assert_eq!(serde_json::from_str::<Text<0, 3>>(r#""""#).unwrap().as_str(), "");
    }

    #[test]
    fn e_mails() {
        for (text, expected) in [
            ("Anna@Example.COM", Some("anna@example.com")), (" a.b+c@d-e.ru ", Some("a.b+c@d-e.ru")), ("a@b", None), ("@b.ru", None), ("a@", None), ("a b@c.ru", None),
            ("a@@c.ru", None), (".a@c.ru", None), ("a..b@c.ru", None), ("a@-c.ru", None), ("a@c..ru", None), ("анна@пример.рф", None), ("", None), ("a\n@b.ru", None),
        ] {
            assert_eq!(Email::parse(text).as_ref().map(Email::as_str), expected, "{text:?}");
        }
        assert_eq!(Email::parse(&format!("{}@b.ru", "a".repeat(65))), None);
    }

    #[test]
    fn instants_are_bounded_and_need_an_offset() {
        for (text, ok) in [
            ("2026-11-21T10:00:00+03:00", true), ("2026-11-21T10:00:00Z", true), ("2026-11-21T10:00:00.123456789Z", true), ("2026-11-21 10:00:00Z", false), ("2026-11-21T10:00:00", false), ("2026-11-21", false),
            ("2026-11-21T10:00:00Z[UTC]", false), ("-009999-01-01T00:00:00Z", false), ("9999-12-31T00:00:00Z", false), ("1969-12-31T23:59:59Z", false), ("2026-02-30T10:00:00Z", false),
        ] {
            assert_eq!(serde_json::from_str::<When>(&format!("{text:?}")).is_ok(), ok, "{text}");
        }
    }

    #[test]
    fn passwords_do_not_print() {
        let password: Password = serde_json::from_str(r#""hunter2hunter2""#).unwrap();
        assert_eq!(format!("{password:?}"), "***");
        assert!(serde_json::from_str::<Password>(&format!("\"{}\"", "a".repeat(257))).is_err());
    }

    #[test]
    fn patches_tell_null_from_absent() {
        #[derive(Deserialize)]
        struct Change {
            #[serde(default, deserialize_with = "patch")]
            name: Option<Patch<String>>,
        }
        let read = |json: &str| serde_json::from_str::<Change>(json).unwrap().name;
        assert_eq!(read("{}"), None);
        assert_eq!(read(r#"{"name":null}"#), Some(Patch::Clear));
        assert_eq!(read(r#"{"name":"a"}"#), Some(Patch::Set("a".into())));
    }
}
