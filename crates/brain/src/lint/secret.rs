//! Keys, passwords and cards pasted into a prompt. What is shown of them is their first letters.

use super::{Finding, Severity, Text, places, rule};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static KEYS: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    [
        r"\b(?:sk|pk|rk|smv)[-_][A-Za-z0-9_-]{16,}",
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{20,}",
        r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
        r"\bAIza[0-9A-Za-z_-]{30,}",
        r"\bAQVN[0-9A-Za-z_-]{20,}",
        r"\b\d{8,10}:[A-Za-z0-9_-]{34,}",
        r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
        r"(?i)\b(?:пароль|секрет|токен|password|passwd|secret|token|api[ _-]?key)\s*[:=]\s*\S{6,}",
    ]
    .into_iter()
    .map(rule)
    .collect()
});
static CARD: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"\b\d(?:[ -]?\d){12,18}\b"));

/// With the bytes they take, so that no other rule reads a card as a phone.
pub(super) fn find(text: &Text<'_>) -> Vec<(Range<usize>, Finding)> {
    let mut found: Vec<(Range<usize>, Finding)> = Vec::new();
    let mut add = |range: Range<usize>, code: &'static str| {
        if found.iter().any(|(known, _)| known.start < range.end && range.start < known.end) {
            return;
        }
        let head: String = text.piece(&range).chars().take(4).collect();
        let finding = Finding { excerpt: format!("{head}…"), ..text.finding(code, Severity::Error, &range) };
        found.push((range, finding));
    };
    for key in KEYS.iter() {
        places(key.as_ref(), text.body).for_each(|range| add(range, "secret_key"));
    }
    for range in places(CARD.as_ref(), text.body) {
        if is_card(text.piece(&range)) {
            add(range, "secret_card");
        }
    }
    found
}

/// The check digit fits, and it is not one digit over and over.
fn is_card(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().rev().enumerate().map(|(i, d)| if i % 2 == 0 { *d } else if *d > 4 { d * 2 - 9 } else { d * 2 }).sum();
    digits.windows(2).any(|pair| pair.first() != pair.last()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads() {
        assert!(KEYS.iter().all(Option::is_some) && CARD.is_some());
    }

    #[test]
    fn cards_by_their_check_digit() {
        for (text, expected) in [("4111 1111 1111 1111", true), ("2200-0000-0000-0004", true), ("4111111111111112", false), ("0000000000000000", false)] {
            assert_eq!(is_card(text), expected, "{text}");
        }
    }
}
