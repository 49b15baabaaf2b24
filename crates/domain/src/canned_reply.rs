//! Canned replies: texts that people send again and again, with `{{variables}}` that are filled for each conversation.

use crate::{Error, Lang, Ts, conversation::text_enum, id::CannedReplyId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

text_enum! {
    /// What a text may ask for.
    Variable, "text" {
        ContactName => "contact.name",
        ContactFirstName => "contact.first_name",
        /// The person who writes.
        AgentName => "agent.name",
        FirmName => "firm.name",
        FirmAddress => "firm.address",
        FirmPhone => "firm.phone",
        /// The customer's next visit.
        BookingNext => "booking.next",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedReply {
    pub id: CannedReplyId,
    /// What is typed to find it.
    pub shortcut: String,
    pub title: String,
    pub text: String,
    pub lang: Option<Lang>,
    pub used_count: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Plain(&'a str),
    /// A name between braces, and the whole of it.
    Named(&'a str, &'a str),
}

/// Cuts at `{{name}}`; braces that do not close are plain text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        let whole = rest.get(before.len()..rest.len() - tail.len()).unwrap_or_default();
        out.push(Piece::Plain(before));
        out.push(Piece::Named(name.trim(), whole));
        rest = tail;
    }
    out.push(Piece::Plain(rest));
    out
}

/// Refuses a text that asks for what nobody knows.
pub fn check(text: &str) -> Result<(), Error> {
    for piece in pieces(text) {
        if let Piece::Named(name, _) = piece
            && name.parse::<Variable>().is_err()
        {
            let known: Vec<&str> = Variable::ALL.iter().map(|v| v.as_str()).collect();
            return Err(Error::invalid("text", format!("no such variable; there are {}", known.join(", "))).code("variable_unknown"));
        }
    }
    Ok(())
}

/// The variables a text asks for, each once.
pub fn asked(text: &str) -> Vec<Variable> {
    let mut out: Vec<Variable> = pieces(text).into_iter().filter_map(|p| if let Piece::Named(name, _) = p { name.parse().ok() } else { None }).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The text with its variables filled, and those that nobody knows here: they stay as they were written.
pub fn render(text: &str, known: &BTreeMap<Variable, String>) -> (String, Vec<Variable>) {
    let (mut out, mut missing) = (String::with_capacity(text.len()), Vec::new());
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Named(name, whole) => match name.parse::<Variable>() {
                Ok(variable) => match known.get(&variable).filter(|value| !value.trim().is_empty()) {
                    Some(value) => out.push_str(value.trim()),
                    None => {
                        out.push_str(whole);
                        missing.push(variable);
                    }
                },
                Err(_) => out.push_str(whole),
            },
        }
    }
    missing.sort_unstable();
    missing.dedup();
    (out, missing)
}

/// A shortcut as it is kept: small letters, digits, `-` and `_`, 1 to 40 of them.
pub fn shortcut(text: &str) -> Result<String, Error> {
    let text = text.trim().trim_start_matches('/').to_lowercase();
    let is_fine = |c: char| matches!(c, 'a'..='z' | 'а'..='я' | 'ё' | '0'..='9' | '-' | '_');
    if (1..=40).contains(&text.chars().count()) && text.chars().all(is_fine) {
        return Ok(text);
    }
    Err(Error::invalid("shortcut", "1 to 40 small letters, digits, - and _"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_and_the_unknown_stay_to_be_seen() {
        let known = BTreeMap::from([(Variable::ContactFirstName, "Анна ".to_owned()), (Variable::FirmName, "Салон {{firm.phone}}".to_owned()), (Variable::FirmPhone, " ".to_owned())]);
        for (text, expected, missing) in [
            ("Здравствуйте, {{contact.first_name}}!", "Здравствуйте, Анна!", &[][..]),
            ("{{ contact.first_name }}, это {{firm.name}}", "Анна, это Салон {{firm.phone}}", &[]),
            ("Звоните: {{firm.phone}}, {{firm.phone}}", "Звоните: {{firm.phone}}, {{firm.phone}}", &[Variable::FirmPhone]),
            ("скобки {{ не закрыты", "скобки {{ не закрыты", &[]),
            ("{{}} и {{чужое}}", "{{}} и {{чужое}}", &[]),
            ("}} {{contact.first_name}} {{", "}} Анна {{", &[]),
            ("", "", &[]),
        ] {
            assert_eq!(render(text, &known), (expected.to_owned(), missing.to_vec()), "{text}");
        }
        assert_eq!(asked("{{firm.name}} {{contact.name}} {{firm.name}}"), [Variable::ContactName, Variable::FirmName]);
    }

    #[test]
    fn only_known_variables_are_kept() {
        for (text, ok) in [("{{contact.name}}", true), ("{{contact.password}}", false), ("{{}}", false), ("{{ booking.next }} {{", true), ("{", true)] {
            assert_eq!(check(text).is_ok(), ok, "{text}");
        }
    }

    #[test]
    fn shortcuts_are_typed_easily() {
        for (text, expected) in [("/Привет", Some("привет")), (" hello-2_x ", Some("hello-2_x")), ("ёж", Some("ёж")), ("", None), ("/", None), ("два слова", None), ("a/b", None), ("i̇", None), (&"a".repeat(41), None)] {
            assert_eq!(shortcut(text).ok().as_deref(), expected, "{text}");
        }
    }
}
