//! Rules of the catalog's fields, with the field named in the error. Also guards what a database could not hold.

use domain::schedule::{DAY, Shift, Span};
use domain::{Error, Money, Result};

/// Trims, and refuses what is empty, longer than `max` characters, or holds control characters other than line breaks.
pub fn name(field: &str, text: &mut String, max: usize) -> Result<()> {
    tidy(field, text, max)?;
    if text.is_empty() { Err(Error::invalid(field, "must not be empty")) } else { Ok(()) }
}

/// The same, but may be empty.
pub fn tidy(field: &str, text: &mut String, max: usize) -> Result<()> {
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
    if text.chars().count() > max {
        return Err(Error::invalid(field, format!("at most {max} characters")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t' && c != '\r') {
        return Err(Error::invalid(field, "control characters are not text"));
    }
    Ok(())
}

/// An optional text: blank becomes none.
pub fn maybe(field: &str, text: &mut Option<String>, max: usize) -> Result<()> {
    if let Some(inner) = text {
        tidy(field, inner, max)?;
    }
    if text.as_ref().is_some_and(String::is_empty) {
        *text = None;
    }
    Ok(())
}

/// Other words for a thing: tidied, empty ones dropped, no repeats.
pub fn words(field: &str, words: &mut Vec<String>, most: usize) -> Result<()> {
    if words.len() > most {
        return Err(Error::invalid(field, format!("at most {most} entries")));
    }
    for (i, word) in words.iter_mut().enumerate() {
        tidy(&format!("{field}[{i}]"), word, 200)?;
    }
    let mut seen = std::collections::HashSet::new();
    words.retain(|w| !w.is_empty() && seen.insert(w.to_lowercase()));
    Ok(())
}

pub fn range(field: &str, value: i64, low: i64, high: i64) -> Result<()> {
    if (low..=high).contains(&value) { Ok(()) } else { Err(Error::invalid(field, format!("must be from {low} to {high}"))) }
}

/// Large enough for any price, small enough that sums of many do not overflow.
pub const MAX_PRICE: i64 = 1_000_000_000_000;

pub fn price(field: &str, money: &Money, currency: &str) -> Result<()> {
    range(field, money.minor, 0, MAX_PRICE)?;
    if money.currency == currency { Ok(()) } else { Err(Error::invalid("currency", format!("prices of this organization are in {currency}"))) }
}

pub fn span(field: &str, span: Span) -> Result<()> {
    if span.is_valid() { Ok(()) } else { Err(Error::invalid(field, format!("must start before it ends, within {DAY} minutes of the day"))) }
}

/// Valid and apart from each other.
pub fn spans(field: &str, spans: &[Span], most: usize) -> Result<()> {
    if spans.len() > most {
        return Err(Error::invalid(field, format!("at most {most} entries")));
    }
    for (i, s) in spans.iter().enumerate() {
        span(&format!("{field}[{i}]"), *s)?;
        if spans.iter().take(i).any(|other| other.starts < s.ends && s.starts < other.ends) {
            return Err(Error::invalid(format!("{field}[{i}]"), "overlaps another one"));
        }
    }
    Ok(())
}

/// The weekly rules of one employee.
pub fn shifts(shifts: &[Shift]) -> Result<()> {
    if shifts.len() > 70 {
        return Err(Error::invalid("shifts", "at most 70 entries"));
    }
    for (i, s) in shifts.iter().enumerate() {
        let field = format!("shifts[{i}]");
        range(&format!("{field}.weekday"), i64::from(s.weekday), 1, 7)?;
        span(&field, s.span())?;
        spans(&format!("{field}.breaks"), &s.breaks, 20)?;
        if s.breaks.iter().any(|b| b.starts < s.starts || b.ends > s.ends) {
            return Err(Error::invalid(format!("{field}.breaks"), "a break lies inside its shift"));
        }
        if shifts.iter().take(i).any(|other| other.weekday == s.weekday && other.starts < s.ends && s.starts < other.ends) {
            return Err(Error::invalid(field, "overlaps another shift of that day"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::BranchId;

    fn field(result: Result<()>) -> String {
        result.err().and_then(|e| e.field).unwrap_or_default()
    }

    #[test]
    fn texts() {
        for (text, kept) in [("  Стрижка ", "Стрижка"), ("a\nb", "a\nb")] {
            let mut value = text.to_owned();
            name("name", &mut value, 10).unwrap();
            assert_eq!(value, kept);
        }
        for bad in ["", "   ", "a\0b", "a\u{7}", &"ё".repeat(11)] {
            assert_eq!(field(name("name", &mut bad.to_owned(), 10)), "name", "{bad:?}");
        }
        let mut list = vec![" Стрижка".into(), "стрижка".into(), "".into(), "cut".into()];
        words("synonyms", &mut list, 5).unwrap();
        assert_eq!(list, ["Стрижка", "cut"]);
        assert_eq!(field(words("synonyms", &mut vec!["a\0".into()], 5)), "synonyms[0]");
    }

    #[test]
    fn hours() {
        let shift = |weekday, starts, ends, breaks: &[(u16, u16)]| Shift {
            branch_id: BranchId::nil(), weekday, starts, ends, breaks: breaks.iter().map(|(starts, ends)| Span { starts: *starts, ends: *ends }).collect(),
        };
        assert_eq!(field(shifts(&[shift(1, 600, 1440, &[(720, 780)]), shift(2, 0, 600, &[])])), "");
        for (rules, expected) in [
            (vec![shift(0, 600, 700, &[])], "shifts[0].weekday"),
            (vec![shift(8, 600, 700, &[])], "shifts[0].weekday"),
            (vec![shift(1, 700, 700, &[])], "shifts[0]"),
            (vec![shift(1, 700, 1441, &[])], "shifts[0]"),
            (vec![shift(1, 600, 700, &[(590, 620)])], "shifts[0].breaks"),
            (vec![shift(1, 600, 700, &[(610, 650), (640, 660)])], "shifts[0].breaks[1]"),
            (vec![shift(1, 600, 700, &[]), shift(2, 0, 9, &[]), shift(1, 699, 800, &[])], "shifts[2]"),
        ] {
            assert_eq!(field(shifts(&rules)), expected, "{rules:?}");
        }
    }
}
