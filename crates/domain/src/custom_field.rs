//! Fields a firm has of its own on contacts, deals and goods: what kind each is of, and the one form its values are kept in.
//! Values are strings in a map. What was written under a key that is not declared any more stays as plain text.

use crate::{Error, Result, conversation::text_enum};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// Most fields of one noun.
pub const MOST: usize = 50;
/// Most choices of one field.
pub const MOST_CHOICES: usize = 100;
/// Most characters of a value.
pub const LONGEST: usize = 500;

text_enum! {
    /// What has fields.
    Entity, "entity" { Contact => "contact", Deal => "deal", Product => "product" }
}

text_enum! {
    FieldKind, "kind" {
        Text => "text",
        /// A decimal number with a point, at most six digits behind it.
        Number => "number",
        /// `2026-11-21`.
        Date => "date",
        /// `true` or `false`.
        Bool => "bool",
        /// One of the choices.
        Choice => "choice",
        /// Several of them, a line each, in the order they are declared.
        Choices => "choices",
        /// An http(s) address.
        Url => "url",
        /// Minor units of the firm's currency.
        Money => "money",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    pub entity: Entity,
    /// What values are kept under; stays when the name changes.
    pub key: String,
    pub name: String,
    pub kind: FieldKind,
    pub choices: Vec<String>,
    pub is_required: bool,
    pub position: i64,
}

impl CustomField {
    /// The value in the form it is kept in; an empty one is none.
    pub fn canonical(&self, value: &str) -> Result<Option<String>> {
        let text = value.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > LONGEST {
            return Err(self.wrong("at most 500 characters"));
        }
        let found = match self.kind {
            FieldKind::Text => Some(text.to_owned()),
            FieldKind::Number => number(text),
            FieldKind::Money => number(text).filter(|n| !n.contains('.')),
            FieldKind::Date => text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10).map(|day| day.to_string()),
            FieldKind::Bool => ["true", "false"].contains(&text).then(|| text.to_owned()),
            FieldKind::Choice => self.choices.iter().find(|c| *c == text).cloned(),
            FieldKind::Choices => self.several(text),
            FieldKind::Url => url::Url::parse(text).ok().filter(|u| matches!(u.scheme(), "http" | "https") && u.has_host()).map(|_| text.to_owned()),
        };
        found.map(Some).ok_or_else(|| self.wrong(self.kind.expected()))
    }

    fn several(&self, text: &str) -> Option<String> {
        let wanted: BTreeSet<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let known: Vec<&str> = self.choices.iter().map(String::as_str).filter(|c| wanted.contains(c)).collect();
        (known.len() == wanted.len()).then(|| known.join("\n"))
    }

    fn wrong(&self, detail: &str) -> Error {
        Error::invalid(format!("fields.{}", self.key), detail.to_owned()).code("field_invalid")
    }
}

impl FieldKind {
    const fn expected(self) -> &'static str {
        match self {
            FieldKind::Text => "a text",
            FieldKind::Number => "a number with at most six digits behind the point",
            FieldKind::Date => "a day, 2026-11-21",
            FieldKind::Bool => "true or false",
            FieldKind::Choice => "one of the choices",
            FieldKind::Choices => "some of the choices, a line each",
            FieldKind::Url => "an address that begins with https:// or http://",
            FieldKind::Money => "a whole number of minor units",
        }
    }
}

/// A decimal in its shortest form, `12.5`; a comma is a point.
pub fn number(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).map(|c| if c == ',' { '.' } else { c }).collect();
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').unwrap_or((rest, "0"));
    let is_digits = |t: &str, most: usize| (1..=most).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole, 15) || !is_digits(part, 6) {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && part.is_empty() { "" } else { sign };
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

/// All values of one row, each in the form of its kind. The error names the field, `fields.birthday`.
pub fn checked(fields: &[CustomField], values: BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let mut kept = BTreeMap::new();
    for (key, value) in values {
        let value = match fields.iter().find(|f| f.key == key) {
            Some(field) => field.canonical(&value)?,
            None => Some(value),
        };
        if let Some(value) = value {
            kept.insert(key, value);
        }
    }
    match fields.iter().find(|f| f.is_required && !kept.contains_key(&f.key)) {
        Some(missing) => Err(Error::invalid(format!("fields.{}", missing.key), "this field must be filled in").code("field_required")),
        None => Ok(kept),
    }
}

/// The whole list of a noun, as people wrote it: keys and choices are unique, only choices have choices.
pub fn declared(fields: &mut [CustomField]) -> Result<()> {
    if fields.len() > MOST {
        return Err(Error::invalid("fields", format!("at most {MOST} fields")));
    }
    let mut keys = BTreeSet::new();
    for (index, field) in fields.iter_mut().enumerate() {
        let at = |name: &str| format!("fields[{index}].{name}");
        field.position = i64::try_from(index).unwrap_or(i64::MAX);
        if field.key.chars().any(|c| c.is_control()) {
            return Err(Error::invalid(at("key"), "a key is on one line"));
        }
        if !keys.insert(field.key.clone()) {
            return Err(Error::invalid(at("key"), "another field has this key").code("key_taken"));
        }
        let has_choices = matches!(field.kind, FieldKind::Choice | FieldKind::Choices);
        let mut seen = BTreeSet::new();
        field.choices.retain(|c| seen.insert(c.clone()));
        if has_choices == field.choices.is_empty() || field.choices.len() > MOST_CHOICES || field.choices.iter().any(|c| c.contains('\n')) {
            return Err(Error::invalid(at("choices"), format!("a choice has 1 to {MOST_CHOICES} choices on a line each, other kinds have none")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldKind, choices: &[&str]) -> CustomField {
        CustomField { entity: Entity::Contact, key: "k".into(), name: "K".into(), kind, choices: choices.iter().map(|c| (*c).to_owned()).collect(), is_required: false, position: 0 }
    }

    #[test]
    fn every_kind_has_one_form() {
        use FieldKind as K;
        for (kind, value, expected) in [
            (K::Text, " чай ", Some("чай")), (K::Number, "007,50", Some("7.5")), (K::Number, "-0", Some("0")), (K::Number, "1 234.5", Some("1234.5")), (K::Number, "1e5", None), (K::Number, "1.2345678", None),
            (K::Number, ".5", None), (K::Money, "150000", Some("150000")), (K::Money, "1.5", None), (K::Date, "2026-02-28", Some("2026-02-28")), (K::Date, "2026-02-30", None), (K::Date, "2026-02-28T10:00", None),
            (K::Bool, "true", Some("true")), (K::Bool, "да", None), (K::Choice, "b", Some("b")), (K::Choice, "c", None), (K::Choices, "b\na\nb", Some("a\nb")), (K::Choices, "a\nc", None),
            (K::Url, "https://example.org/x", Some("https://example.org/x")), (K::Url, "javascript:alert(1)", None), (K::Url, "example.org", None),
        ] {
            let found = field(kind, &["a", "b"]).canonical(value);
            assert_eq!(found.as_ref().ok().cloned().flatten().as_deref(), expected, "{kind:?} {value}");
            assert!(expected.is_some() || found.unwrap_err().field.as_deref() == Some("fields.k"), "{kind:?} {value}");
        }
        assert_eq!(field(K::Date, &[]).canonical("  ").unwrap(), None);
    }

    #[test]
    fn required_ones_are_missed_and_unknown_ones_stay() {
        let must = [CustomField { is_required: true, ..field(FieldKind::Text, &[]) }];
        let of = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<BTreeMap<_, _>>();
        assert_eq!(checked(&must, of(&[("k", " ")])).unwrap_err().public_code(), "field_required");
        assert_eq!(checked(&must, of(&[("k", "x"), ("старое", "y")])).unwrap().len(), 2);
    }

    #[test]
    fn lists_are_checked() {
        assert!(declared(&mut [field(FieldKind::Text, &[]), field(FieldKind::Text, &[])]).is_err());
        assert!(declared(&mut [field(FieldKind::Choice, &[])]).is_err());
        assert!(declared(&mut [field(FieldKind::Text, &["a"])]).is_err());
        let mut fine = [field(FieldKind::Choice, &["a", "a", "b"])];
        declared(&mut fine).unwrap();
        assert_eq!(fine[0].choices, ["a", "b"]);
    }
}
