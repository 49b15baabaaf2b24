//! Saved filters of contacts: a small grammar of rules, read from what people and programs send, and made into tests whose
//! values are of the right form. How a test is asked of the database is `store::contact::rule`.

use crate::custom_field::{CustomField, Entity, FieldKind, number};
use crate::{Error, Result, Ts, conversation::text_enum, id::SegmentId, likeness};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::str::FromStr;
use uuid::Uuid;

/// Most rules of one filter, groups not counted.
pub const MOST_RULES: usize = 20;
/// Most segments of a firm.
pub const MOST: i64 = 200;

#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    pub id: SegmentId,
    pub name: String,
    pub entity: Entity,
    pub filter: Filter,
    /// Else only whoever made it sees it.
    pub is_shared: bool,
    pub created_by: Option<Uuid>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

text_enum! {
    Match, "match" { All => "all", Any => "any" }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    #[serde(rename = "match")]
    pub join: Match,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rule {
    Group(Filter),
    Term(Term),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    pub field: String,
    pub op: Op,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

text_enum! {
    Op, "op" {
        Is => "is", IsNot => "is_not", Contains => "contains", IsSet => "is_set", IsEmpty => "is_empty", Before => "before", After => "after",
        InLastDays => "in_last_days", NotInLastDays => "not_in_last_days", More => "more", Less => "less",
    }
}

impl Op {
    /// The op that is asked, and whether the answer is turned round.
    pub const fn plain(self) -> (Op, bool) {
        match self {
            Op::IsNot => (Op::Is, true),
            Op::IsEmpty => (Op::IsSet, true),
            Op::NotInLastDays => (Op::InLastDays, true),
            other => (other, false),
        }
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Name, Phone, Email, Tag, Source, Lang, Owner, CreatedAt, LastMessageAt, LastVisitAt, NextVisitAt, Visits, Spent, Stage, Channel, Consent, Unsubscribed,
    FieldText, FieldNumber, FieldDate, FieldBool, FieldChoices,
}

impl Subject {
    pub const ALL: &'static [Subject] = &[
        Subject::Name, Subject::Phone, Subject::Email, Subject::Tag, Subject::Source, Subject::Lang, Subject::Owner, Subject::CreatedAt, Subject::LastMessageAt, Subject::LastVisitAt, Subject::NextVisitAt,
        Subject::Visits, Subject::Spent, Subject::Stage, Subject::Channel, Subject::Consent, Subject::Unsubscribed, Subject::FieldText, Subject::FieldNumber, Subject::FieldDate, Subject::FieldBool, Subject::FieldChoices,
    ];

    /// What may be asked of it.
    pub const fn ops(self) -> &'static [Op] {
        use Op::{After, Before, Contains, InLastDays, Is, IsEmpty, IsNot, IsSet, Less, More, NotInLastDays};
        match self {
            Subject::Name | Subject::Phone | Subject::Email | Subject::FieldText => &[Is, IsNot, Contains, IsSet, IsEmpty],
            Subject::Tag | Subject::Lang | Subject::Owner | Subject::Stage | Subject::Channel | Subject::Consent | Subject::FieldBool | Subject::FieldChoices => &[Is, IsNot, IsSet, IsEmpty],
            Subject::Source | Subject::Unsubscribed => &[Is, IsNot],
            Subject::CreatedAt => &[Before, After, InLastDays, NotInLastDays],
            Subject::LastMessageAt | Subject::LastVisitAt | Subject::FieldDate => &[Before, After, InLastDays, NotInLastDays, IsSet, IsEmpty],
            Subject::NextVisitAt => &[Before, After, IsSet, IsEmpty],
            Subject::Visits | Subject::Spent => &[Is, IsNot, More, Less],
            Subject::FieldNumber => &[Is, IsNot, More, Less, IsSet, IsEmpty],
        }
    }

    fn of(field: &str, own: &[CustomField]) -> Option<(Subject, Option<String>)> {
        if let Some(key) = field.strip_prefix("field.").filter(|k| !k.is_empty()) {
            let subject = match own.iter().find(|f| f.key == key).map(|f| f.kind) {
                Some(FieldKind::Number | FieldKind::Money) => Subject::FieldNumber,
                Some(FieldKind::Date) => Subject::FieldDate,
                Some(FieldKind::Bool) => Subject::FieldBool,
                Some(FieldKind::Choices) => Subject::FieldChoices,
                Some(FieldKind::Text | FieldKind::Choice | FieldKind::Url) | None => Subject::FieldText,
            };
            return Some((subject, Some(key.to_owned())));
        }
        if let Some(kind) = field.strip_prefix("consent.").filter(|k| !k.is_empty()) {
            return Some((Subject::Consent, Some(kind.to_owned())));
        }
        let subject = match field {
            "name" => Subject::Name,
            "phone" => Subject::Phone,
            "email" => Subject::Email,
            "tag" => Subject::Tag,
            "source" => Subject::Source,
            "lang" => Subject::Lang,
            "owner" => Subject::Owner,
            "created_at" => Subject::CreatedAt,
            "last_message_at" => Subject::LastMessageAt,
            "last_visit_at" => Subject::LastVisitAt,
            "next_visit_at" => Subject::NextVisitAt,
            "visits" => Subject::Visits,
            "spent" => Subject::Spent,
            "stage" => Subject::Stage,
            "channel" => Subject::Channel,
            "unsubscribed" => Subject::Unsubscribed,
            _ => return None,
        };
        Some((subject, None))
    }
}

/// A value in the form its subject is compared in.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    Nothing,
    Text(String),
    /// As written, in small letters, with a capital: a text is found whatever its case begins with.
    Words([String; 3]),
    Whole(i64),
    At(Ts),
    Id(Uuid),
    Flag(bool),
    /// Two days, both included.
    Days(String, String),
}

/// One question about a contact.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    pub subject: Subject,
    /// Of a field of the firm's own or a consent.
    pub key: Option<String>,
    /// A plain one.
    pub op: Op,
    pub is_negated: bool,
    pub operand: Operand,
}

/// A filter that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub join: Match,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Group(Plan),
    Test(Test),
}

/// What a filter is read by.
#[derive(Clone, Debug)]
pub struct Around<'a> {
    pub fields: &'a [CustomField],
    pub zone: TimeZone,
    pub now: Ts,
}

/// Understands a filter, or says which of its rules is wrong: `filter.rules[2].value`.
pub fn plan(filter: &Filter, around: &Around<'_>) -> Result<Plan> {
    let mut left = MOST_RULES;
    group(filter, around, "filter", 1, &mut left)
}

fn group(filter: &Filter, around: &Around<'_>, path: &str, depth: usize, left: &mut usize) -> Result<Plan> {
    if filter.rules.is_empty() {
        return Err(Error::invalid(format!("{path}.rules"), "at least one rule"));
    }
    let mut parts = Vec::new();
    for (index, rule) in filter.rules.iter().enumerate() {
        let path = format!("{path}.rules[{index}]");
        parts.push(match rule {
            Rule::Group(_) if depth >= 2 => return Err(Error::invalid(path, "groups stand only in the filter itself")),
            Rule::Group(inner) => Part::Group(group(inner, around, &path, depth + 1, left)?),
            Rule::Term(term) => {
                *left = left.checked_sub(1).ok_or_else(|| Error::invalid(&*path, format!("at most {MOST_RULES} rules")))?;
                Part::Test(test(term, around, &path)?)
            }
        });
    }
    Ok(Plan { join: filter.join, parts })
}

fn test(term: &Term, around: &Around<'_>, path: &str) -> Result<Test> {
    let (subject, key) = Subject::of(&term.field, around.fields).ok_or_else(|| Error::invalid(format!("{path}.field"), "no such field").code("field_unknown"))?;
    if !subject.ops().contains(&term.op) {
        let known: Vec<&str> = subject.ops().iter().map(|op| op.as_str()).collect();
        return Err(Error::invalid(format!("{path}.op"), format!("of this field one can ask {}", known.join(", "))));
    }
    let (op, is_negated) = term.op.plain();
    let operand = operand(subject, term.op, term.value.as_ref(), around).map_err(|detail| Error::invalid(format!("{path}.value"), detail))?;
    Ok(Test { subject, key, op, is_negated, operand })
}

fn operand(subject: Subject, op: Op, value: Option<&Value>, around: &Around<'_>) -> Result<Operand, &'static str> {
    if matches!(op, Op::IsSet | Op::IsEmpty) {
        return Ok(Operand::Nothing);
    }
    let value = value.ok_or("a value is needed")?;
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => return Err("a text, a number, true or false"),
    };
    if text.is_empty() || text.chars().count() > 500 || text.contains('\0') {
        return Err("1 to 500 characters");
    }
    if matches!(op, Op::InLastDays | Op::NotInLastDays) {
        let days: i64 = text.parse().ok().filter(|days| (1..=3650).contains(days)).ok_or("a number of days, 1 to 3650")?;
        let from = around.now.plus_secs(-days * 86_400);
        let day = |at: Ts| at.in_zone(&around.zone).date().to_string();
        return Ok(if subject == Subject::FieldDate { Operand::Days(day(from), day(around.now)) } else { Operand::At(from) });
    }
    Ok(match subject {
        Subject::Name => Operand::Text(Some(likeness::key(&text)).filter(|key| !key.is_empty()).ok_or("a name")?),
        Subject::Phone => Operand::Text(phone(&text, op)?),
        Subject::Email => Operand::Text(text.to_lowercase()),
        Subject::Tag | Subject::Source | Subject::Lang | Subject::Stage | Subject::Channel => Operand::Text(text),
        Subject::Owner => Operand::Id(Uuid::try_parse(&text).map_err(|_| "the id of a member")?),
        Subject::CreatedAt | Subject::LastMessageAt | Subject::LastVisitAt | Subject::NextVisitAt => Operand::At(instant(&text, op, &around.zone)?),
        Subject::Visits | Subject::Spent => Operand::Whole(text.parse().map_err(|_| "a whole number")?),
        Subject::Consent | Subject::Unsubscribed | Subject::FieldBool => Operand::Flag(text.parse().map_err(|_| "true or false")?),
        Subject::FieldNumber => Operand::Text(number(&text).ok_or("a number")?),
        Subject::FieldDate => Operand::Text(text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10).ok_or("a day, 2026-11-21")?.to_string()),
        Subject::FieldChoices => Operand::Text(format!("\n{text}\n")),
        Subject::FieldText if op == Op::Contains => Operand::Words(cases(&text)),
        Subject::FieldText => Operand::Text(text),
    })
}

/// Digits of a number as they stand in E.164, whatever they were typed between.
fn phone(text: &str, op: Op) -> Result<String, &'static str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix('8').filter(|rest| rest.len() == 10).map(|rest| format!("7{rest}")).unwrap_or(digits);
    if digits.len() < 2 {
        return Err("digits of a phone number");
    }
    Ok(if op == Op::Is || op == Op::IsNot { format!("+{digits}") } else { digits })
}

/// An instant, or a day of the firm: before its beginning, after its end.
fn instant(text: &str, op: Op, zone: &TimeZone) -> Result<Ts, &'static str> {
    const EXPECTED: &str = "a day, 2026-11-21, or an instant with an offset";
    if text.len() == 10 {
        let day: jiff::civil::Date = text.parse().map_err(|_| EXPECTED)?;
        let day = if op == Op::After { day.tomorrow().map_err(|_| EXPECTED)? } else { day };
        let begins: Ts = (&day.to_zoned(zone.clone()).map_err(|_| EXPECTED)?).into();
        return Ok(if op == Op::After { Ts::from_micros(begins.micros() - 1) } else { begins });
    }
    text.parse::<Ts>().ok().filter(|at| (0..7_258_118_400_000_000).contains(&at.micros())).ok_or(EXPECTED)
}

fn cases(text: &str) -> [String; 3] {
    let small = text.to_lowercase();
    let mut letters = small.chars();
    let capital = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    [text.to_owned(), small, capital]
}
