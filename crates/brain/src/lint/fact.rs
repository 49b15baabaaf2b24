//! Prices, phones, addresses and dates inside a prompt: facts that belong into the catalog, where they are kept true. One that is in
//! the catalog already is only repeated, and will be wrong on the day it changes there.

use super::{Finding, Severity, Text, places, rule, words};
use crate::facts::Catalog;
use crate::understand::stem::stem;
use domain::Phone;
use domain::money::exponent;
use regex::Regex;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

const AMOUNT: &str = r"\d{1,3}(?:[ \u{a0}\u{202f}]\d{3})+|\d+(?:[.,]\d{1,2})?";

static MONEY: LazyLock<[Option<Regex>; 2]> = LazyLock::new(|| {
    let after = format!(r"(?i)\b(?:{AMOUNT})\s?(?:к|k|тыс\.?|тысяч[аи]?)?\s?(?:₽|руб(?:л[а-яё]+|\.|\b)|р\.|€|₸|тенге\b|сом(?:ов)?\b|доллар[а-яё]*|евро\b|rub\b|usd\b|eur\b|kzt\b|dollars?\b|euros?\b)");
    let before = format!(r"[$€]\s?(?:{AMOUNT})");
    [rule(&after), rule(&before)]
});
static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| rule(AMOUNT));
static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"\+?\d[\d\s()\u{a0}–-]{8,17}\d"));
static ADDRESS: LazyLock<[Option<Regex>; 3]> = LazyLock::new(|| {
    let kind = r"(?:ул\.|улиц[а-яё]+|пр-т\.?|проспект[а-яё]*|пер\.|переул[а-яё]+|наб\.|набережн[а-яё]+|бульвар[а-яё]*|б-р|шоссе|площад[а-яё]+|пл\.|проезд[а-яё]*)";
    let house = r"(?:,?\s*(?:д\.|дом[а-яё]*)?\s*\d+(?:[/-]\d+)?(?:[а-яё]\b)?)";
    [
        rule(&format!(r"{kind}\s+[А-ЯЁ][а-яё-]+(?:\s[А-ЯЁ][а-яё-]+)?{house}?")),
        rule(&format!(r"[А-ЯЁ][а-яё-]+(?:ая|ий|ый|ой|ом)\s{kind}{house}?")),
        rule(r"\b\d+\s[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Boulevard|Blvd|Square)\b\.?"),
    ]
});
static DATE: LazyLock<[Option<Regex>; 3]> = LazyLock::new(|| {
    [
        rule(r"(?i)\b\d{1,2}\s(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)(?:\s\d{4})?"),
        rule(r"\b(?:\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d{2}-\d{2})\b"),
        rule(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\s\d{1,2}\b"),
    ]
});

pub(super) fn find(text: &Text<'_>, catalog: &Catalog, secrets: &[Range<usize>], found: &mut Vec<Finding>) {
    let mut taken: Vec<Range<usize>> = secrets.to_vec();
    let mut take = |range: &Range<usize>| {
        let is_free = !taken.iter().any(|known| known.start < range.end && range.start < known.end);
        if is_free {
            taken.push(range.clone());
        }
        is_free
    };
    for date in DATE.iter().flat_map(|r| places(r.as_ref(), text.body)) {
        if take(&date) {
            found.push(text.finding("date_fixed", Severity::Warning, &date));
        }
    }
    for sum in MONEY.iter().flat_map(|r| places(r.as_ref(), text.body)) {
        if take(&sum) {
            found.push(verdict(text, &sum, has_price(catalog, text.piece(&sum)), "price_not_in_catalog"));
        }
    }
    for number in places(PHONE.as_ref(), text.body) {
        let Ok(phone) = Phone::parse(text.piece(&number), &catalog.org.region) else { continue };
        if take(&number) {
            let known = catalog.org.settings.phone.iter().chain(catalog.branches.iter().filter_map(|b| b.phone.as_ref()));
            let is_known = known.filter_map(|p| Phone::parse(p, &catalog.org.region).ok()).any(|p| p == phone);
            found.push(verdict(text, &number, is_known, "phone_not_in_catalog"));
        }
    }
    for address in ADDRESS.iter().flat_map(|r| places(r.as_ref(), text.body)) {
        if take(&address) {
            found.push(verdict(text, &address, has_address(catalog, text.piece(&address)), "address_not_in_catalog"));
        }
    }
}

fn verdict(text: &Text<'_>, range: &Range<usize>, is_known: bool, unknown: &'static str) -> Finding {
    if is_known { text.finding("repeats_catalog", Severity::Info, range) } else { text.finding(unknown, Severity::Warning, range) }
}

/// Does any service or skill cost exactly so much?
fn has_price(catalog: &Catalog, piece: &str) -> bool {
    let Some(minor) = minor(piece, &catalog.org.currency) else { return false };
    let listed = catalog.services.iter().flat_map(|s| [Some(s.price.minor), s.price_max]).flatten();
    let skilled = catalog.employees.iter().flat_map(|e| e.skills.iter().filter_map(|skill| skill.price));
    listed.chain(skilled).any(|price| price == minor)
}

/// `2 500 рублей`, `2к руб`, `$45.50` in minor units.
fn minor(piece: &str, currency: &str) -> Option<i64> {
    let number = places(DIGITS.as_ref(), piece).next()?;
    let digits: String = piece.get(number.clone())?.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, cents) = digits.split_once(['.', ',']).unwrap_or((&digits, ""));
    let rest = piece.get(number.end..)?.trim_start().to_lowercase();
    let thousands = if ["к", "k", "тыс"].iter().any(|mark| rest.starts_with(mark)) { 1_000 } else { 1 };
    let unit = 10_i64.checked_pow(exponent(currency))?;
    let cents: i64 = if cents.is_empty() { 0 } else { format!("{cents:0<2}").parse().ok()? };
    let whole = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    whole.checked_add(cents.checked_mul(unit)?.checked_div(100)?)?.checked_mul(thousands)
}

/// A branch with the same house and a word of the street.
fn has_address(catalog: &Catalog, piece: &str) -> bool {
    let parts = |text: &str| -> (BTreeSet<String>, BTreeSet<String>) {
        let (numbers, names): (Vec<String>, Vec<String>) = words(text).partition(|w| w.chars().all(|c| c.is_ascii_digit()));
        let names = names.into_iter().filter(|w| w.chars().count() > 3 && !w.starts_with("улиц") && !w.starts_with("проспект") && !w.starts_with("переул")).map(|w| stem(&w));
        (numbers.into_iter().collect(), names.collect())
    };
    let (numbers, names) = parts(piece);
    catalog.branches.iter().any(|branch| {
        let (houses, streets) = parts(&branch.address);
        names.iter().any(|name| streets.contains(name)) && (numbers.is_empty() || numbers.iter().any(|number| houses.contains(number)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads() {
        assert!(MONEY.iter().chain(DATE.iter()).chain(ADDRESS.iter()).chain([&*DIGITS, &*PHONE]).all(Option::is_some));
    }

    #[test]
    fn sums_in_minor_units() {
        for (text, expected) in [("2 500 рублей", Some(250_000)), ("2к руб", Some(200_000)), ("1,5 тыс. руб", Some(150_000)), ("$45.50", Some(4_550)), ("99999999999999999999 ₽", None)] {
            assert_eq!(minor(text, "RUB"), expected, "{text}");
        }
        assert_eq!(minor("500 ₽", "JPY"), Some(500));
    }
}
