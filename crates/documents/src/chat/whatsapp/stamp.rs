//! The head of a line in a WhatsApp export: `[02.01.2024, 15:04:05] `, `02.01.2024, 15:04 - ` and all that phones make of them.
//! What is day and what is month is left open: `survey` decides over the whole file.

use crate::import::intake::is_mark;
use crate::import::{Civil, DateOrder};

/// Bytes a head may take.
const LONGEST: usize = 96;
/// WhatsApp began in 2009.
const YEARS: std::ops::RangeInclusive<u16> = 2009..=2100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// iOS.
    Bracket,
    /// Android.
    Dash,
    /// iOS before 2016: `28/05/16 14:23:11: Name: text`.
    Colon,
}

/// Everything about a head that is the same through one file. What looks otherwise is a pasted quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) style: Style,
    pub(super) separator: char,
    pub(super) has_seconds: bool,
    pub(super) has_half: bool,
    pub(super) is_long_year: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    parts: [u16; 3],
    clock: (u8, u8, u8),
}

impl Stamp {
    pub(super) fn civil(&self, order: DateOrder) -> Option<Civil> {
        let [a, b, c] = self.parts;
        let (year, month, day) = match order {
            DateOrder::DayMonthYear => (c, b, a),
            DateOrder::MonthDayYear => (c, a, b),
            DateOrder::YearMonthDay => (a, b, c),
        };
        let year = match year {
            0..=99 => year + 2_000,
            // The Buddhist calendar.
            2_500..=2_700 => year - 543,
            _ => year,
        };
        let civil = Civil::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?, self.clock)?;
        YEARS.contains(&year).then_some(civil)
    }
}

pub(super) struct Head<'l> {
    pub(super) shape: Shape,
    pub(super) stamp: Stamp,
    pub(super) body: &'l str,
}

/// Cuts a head off a line; None for a line that goes on with the message above it.
pub(super) fn head(line: &str) -> Option<Head<'_>> {
    let text = line.trim_start_matches(|c: char| is_mark(c) || c == ' ');
    let start = text.get(..text.floor_char_boundary(LONGEST.min(text.len())))?;
    if let Some(inside) = start.strip_prefix('[') {
        let end = inside.find(']')?;
        let (stamp, shape) = whole(inside.get(..end)?, Style::Bracket)?;
        let body = text.get(end + 2..)?;
        return Some(Head { shape, stamp, body: body.strip_prefix(' ').unwrap_or(body) });
    }
    if !start.starts_with(|c: char| digit(c).is_some()) {
        return None;
    }
    for dash in [" - ", " – "] {
        if let Some(end) = start.find(dash) {
            let (stamp, shape) = whole(start.get(..end)?, Style::Dash)?;
            return Some(Head { shape, stamp, body: text.get(end + dash.len()..)? });
        }
    }
    let end = start.find(": ")?;
    let (stamp, shape) = whole(start.get(..end)?, Style::Colon)?;
    (shape.has_seconds || shape.has_half).then_some(Head { shape, stamp, body: text.get(end + 2..)? })
}

/// Digits of all the scripts WhatsApp writes dates in.
fn digit(c: char) -> Option<u16> {
    let from = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{9e6}'..='\u{9ef}' => '\u{9e6}',
        _ => return None,
    };
    u16::try_from(u32::from(c) - u32::from(from)).ok()
}

struct Scan<'t> {
    rest: &'t str,
}

impl Scan<'_> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || is_mark(c));
    }

    fn number(&mut self, most: usize) -> Option<u16> {
        let (mut value, mut count) = (0u16, 0usize);
        while let Some(one) = self.rest.chars().next().and_then(digit) {
            count += 1;
            if count > most {
                return None;
            }
            value = value * 10 + one;
            self.rest = self.rest.get(self.rest.chars().next()?.len_utf8()..)?;
        }
        (count > 0).then_some(value)
    }

    fn one_of(&mut self, signs: &[char]) -> Option<char> {
        self.spaces();
        let sign = self.rest.chars().next().filter(|c| signs.contains(c))?;
        self.rest = self.rest.get(sign.len_utf8()..)?;
        self.spaces();
        Some(sign)
    }
}

/// The whole of a head: a date, a time, nothing else.
fn whole(text: &str, style: Style) -> Option<(Stamp, Shape)> {
    let mut scan = Scan { rest: text };
    scan.spaces();
    let a = scan.number(4)?;
    let separator = scan.one_of(&['.', '/', '-', '年', '년'])?;
    let b = scan.number(2)?;
    scan.one_of(&['.', '/', '-', '月', '월'])?;
    let c = scan.number(4)?;
    scan.one_of(&['.', '日', '일']);
    // Between date and time: a comma, a word like «в», or the half of the day where it stands in front.
    let end = scan.rest.find(|c: char| digit(c).is_some())?;
    let between = letters(scan.rest.get(..end)?);
    let before = half(&between);
    let is_word = ["", "в", "at", "klo", "kl", "um", "à", "às", "as", "alas", "o", "saat", "lúc", "ở"].contains(&between.as_str());
    if before.is_none() && !is_word {
        return None;
    }
    scan.rest = scan.rest.get(end..)?;
    let hour = scan.number(2)?;
    scan.one_of(&[':', '.', '٫', '시', '時', '时'])?;
    let minute = scan.number(2)?;
    let second = scan.one_of(&[':', '.', '٫']).and_then(|_| scan.number(2));
    let after = letters(scan.rest);
    let half = if after.is_empty() { before } else { Some(half(&after)?) };
    let hour = match half {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    let clock = (u8::try_from(hour).ok().filter(|h| *h < 24)?, u8::try_from(minute).ok().filter(|m| *m < 60)?, u8::try_from(second.unwrap_or(0)).ok().filter(|s| *s < 60)?);
    let shape = Shape { style, separator, has_seconds: second.is_some(), has_half: half.is_some(), is_long_year: a > 99 || c > 99 };
    Some((Stamp { parts: [a, b, c], clock }, shape))
}

/// Letters in lower case, without the points, spaces and commas around and between.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !is_mark(*c) && !matches!(c, '.' | ',' | '،' | '、' | '·')).flat_map(char::to_lowercase).collect()
}

/// Which half of the day a word means: true for the second.
fn half(word: &str) -> Option<bool> {
    const FIRST: [&str; 21] = ["am", "a", "дп", "проб", "ص", "قظ", "上午", "凌晨", "早上", "清晨", "오전", "午前", "öö", "πμ", "पूर्वाह्न", "de", "sa", "pd", "ap", "fm", "vm"];
    const SECOND: [&str; 21] = ["pm", "p", "пп", "слоб", "م", "بظ", "下午", "晚上", "中午", "傍晚", "오후", "午後", "ös", "μμ", "अपराह्न", "du", "ch", "md", "ip", "em", "nm"];
    if FIRST.contains(&word) {
        return Some(false);
    }
    SECOND.contains(&word).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, order: DateOrder) -> Option<(String, Style, String)> {
        let head = head(line)?;
        Some((head.stamp.civil(order)?.to_string(), head.shape.style, head.body.to_owned()))
    }

    #[test]
    fn heads_of_all_phones_are_read() {
        use DateOrder::{DayMonthYear as Dmy, MonthDayYear as Mdy, YearMonthDay as Ymd};
        for (line, order, at, style) in [
            ("[02.01.2024, 15:04:05] А: т", Dmy, "2024-01-02T15:04:05", Style::Bracket),
            ("\u{200e}[02.01.24, 15:04:05] А: т", Dmy, "2024-01-02T15:04:05", Style::Bracket),
            ("[1/29/18, 11:46:03\u{202f}PM] A: т", Mdy, "2018-01-29T23:46:03", Style::Bracket),
            ("[2024/1/2 02:28:09] A: т", Ymd, "2024-01-02T02:28:09", Style::Bracket),
            ("[2.1.2019, 12.00.00] A: т", Dmy, "2019-01-02T12:00:00", Style::Bracket),
            ("[2.1.2019 klo 12.00.00] A: т", Dmy, "2019-01-02T12:00:00", Style::Bracket),
            ("[2024-01-02 下午3:04:05] A: т", Ymd, "2024-01-02T15:04:05", Style::Bracket),
            ("[2024. 1. 2. 오후 3:04:05] A: т", Ymd, "2024-01-02T15:04:05", Style::Bracket),
            ("02.01.2024, 15:04 - А: т", Dmy, "2024-01-02T15:04:00", Style::Dash),
            ("02.01.24 15:04 - А: т", Dmy, "2024-01-02T15:04:00", Style::Dash),
            ("1/2/24, 3:04\u{202f}PM - A: т", Mdy, "2024-01-02T15:04:00", Style::Dash),
            ("1/2/24, 12:04 AM - A: т", Mdy, "2024-01-02T00:04:00", Style::Dash),
            ("1/2/24, 12:04 PM - A: т", Mdy, "2024-01-02T12:04:00", Style::Dash),
            ("02/01/2024, 3:04 p.\u{a0}m. - A: т", Dmy, "2024-01-02T15:04:00", Style::Dash),
            ("02/01/24, 3:04\u{202f}pm - A: т", Dmy, "2024-01-02T15:04:00", Style::Dash),
            ("2/1/2024 8:28 a. m. - A: т", Dmy, "2024-01-02T08:28:00", Style::Dash),
            ("2024-01-02, 3:04 p.m. - A: т", Ymd, "2024-01-02T15:04:00", Style::Dash),
            ("2024-01-02 15:04 - A: т", Ymd, "2024-01-02T15:04:00", Style::Dash),
            ("02-01-2024 15:04 – A: т", Dmy, "2024-01-02T15:04:00", Style::Dash),
            ("02/01/2024 18.00 - A: т", Dmy, "2024-01-02T18:00:00", Style::Dash),
            ("02.01.2024. 15:04 - A: т", Dmy, "2024-01-02T15:04:00", Style::Dash),
            ("٢‏/١‏/٢٠٢٤، ٣:٠٤ م - A: т", Dmy, "2024-01-02T15:04:00", Style::Dash),
            ("2/1/2567 15:04 - A: т", Dmy, "2024-01-02T15:04:00", Style::Dash),
            ("2024년 1월 2일 오후 3:04 - A: т", Ymd, "2024-01-02T15:04:00", Style::Dash),
            ("02/01/16 14:23:11: A: т", Dmy, "2016-01-02T14:23:11", Style::Colon),
        ] {
            let (found, shape, body) = read(line, order).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.as_str(), shape), (at, style), "{line}");
            assert!(body.ends_with(": т") && body.chars().count() == 4, "{line}: {body}");
        }
    }

    #[test]
    fn what_only_looks_like_a_head_is_text() {
        for line in ["", "привет", "12", "[ссылка] вот", "15:04 - позвоню", "02.01.2024 - приду", "02.01.2024 в 15:04 приходите", "12.5 - 13.5 тысяч", "1.2.3 - версия", "02.01.2024, 25:04 - A: т", "02.01.2024, 15:64 - A: т", "02.01.2024, 15:04 завтра - A: т", "[02.01.2024] A: т", "99999.01.2024, 15:04 - A", "02.01.2024, 15:04", "[", "[]"] {
            assert!(head(line).is_none(), "{line}");
        }
        let impossible = head("31.02.2024, 15:04 - A: т").unwrap();
        assert_eq!(impossible.stamp.civil(DateOrder::DayMonthYear), None);
        assert_eq!(head("02.01.2004, 15:04 - A: т").unwrap().stamp.civil(DateOrder::DayMonthYear), None);
    }
}
