//! A number as its cell shows it: currency signs, percents, decimals, and dates as dates (`21.11.2026 14:30`).
//! Thousands are parted by a space and decimals by a point, whatever the program's language was.

use super::grid::CellKind;

/// Days from 30.12.1899 to 01.01.1970.
const EPOCH: i64 = 25_569;
/// The calendar of old Macs starts later.
const SINCE_1904: f64 = 1_462.0;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Format {
    #[default]
    General,
    Text,
    /// `;;;`: the cell shows nothing.
    Hidden,
    Date {
        has_day: bool,
        has_time: bool,
        has_seconds: bool,
        /// `[h]:mm`, hours that go over twenty-four.
        is_elapsed: bool,
    },
    Number {
        before: String,
        after: String,
        decimals: usize,
        /// Decimals that may be left out: `0.##`.
        optional: usize,
        is_grouped: bool,
        is_percent: bool,
        /// Zeroes in front: `00000`.
        digits: usize,
        /// Commas behind the digits divide by a thousand each.
        thousands: i32,
    },
}

impl Format {
    /// One of the numbered formats every program knows.
    pub(crate) fn built_in(id: u32) -> Self {
        match id {
            1 => Self::parse("0"),
            2 => Self::parse("0.00"),
            3 | 37 | 38 => Self::parse("#,##0"),
            4 | 39 | 40 => Self::parse("#,##0.00"),
            9 => Self::parse("0%"),
            10 => Self::parse("0.00%"),
            14..=17 | 27..=31 | 34..=36 | 50..=58 => Self::Date { has_day: true, has_time: false, has_seconds: false, is_elapsed: false },
            18..=21 | 32 | 33 => Self::Date { has_day: false, has_time: true, has_seconds: matches!(id, 19 | 21), is_elapsed: false },
            22 => Self::Date { has_day: true, has_time: true, has_seconds: false, is_elapsed: false },
            45..=47 => Self::Date { has_day: false, has_time: true, has_seconds: true, is_elapsed: id == 46 },
            49 => Self::Text,
            _ => Self::General,
        }
    }

    /// A format written out, as `#,##0.00 "₽"` or `dd.mm.yyyy`. Only its first section is looked at.
    pub(crate) fn parse(code: &str) -> Self {
        let code: String = code.chars().take(256).collect();
        if code.len() >= 3 && code.chars().all(|c| c == ';') {
            return Self::Hidden;
        }
        let mut scan = Scan::default();
        let mut chars = code.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                ';' => break,
                '"' => scan.literal(&chars.by_ref().take_while(|c| *c != '"').collect::<String>()),
                '\\' => scan.literal(&chars.next().map(String::from).unwrap_or_default()),
                // Room as wide as a character, or a character repeated to the edge.
                '_' | '*' => _ = chars.next(),
                '[' => scan.bracket(&chars.by_ref().take_while(|c| *c != ']').collect::<String>()),
                '@' => return Self::Text,
                c => scan.symbol(c, chars.peek().copied()),
            }
        }
        scan.format(&code)
    }

    /// What is seen and what it is. `is_1904` moves the calendar.
    pub(crate) fn show(&self, value: f64, is_1904: bool) -> (String, CellKind) {
        if !value.is_finite() {
            return (String::new(), CellKind::Empty);
        }
        match self {
            Self::Hidden => (String::new(), CellKind::Empty),
            Self::General | Self::Text => (general(value), CellKind::Number),
            Self::Date { has_day, has_time, has_seconds, is_elapsed } => {
                let moved = if is_1904 && *has_day { value + SINCE_1904 } else { value };
                let shown = if *is_elapsed { elapsed(value, *has_seconds) } else { moment(moved, *has_day, *has_time, *has_seconds) };
                shown.map_or_else(|| (general(value), CellKind::Number), |text| (text, CellKind::Date))
            }
            Self::Number { .. } => (self.number(value), CellKind::Number),
        }
    }

    fn number(&self, value: f64) -> String {
        let Self::Number { before, after, decimals, optional, is_grouped, is_percent, digits, thousands } = self else { return general(value) };
        let scaled = if *is_percent { value * 100.0 } else { value } / 1000f64.powi(*thousands);
        if scaled.abs() >= 1e17 {
            return general(value);
        }
        let mut plain = format!("{:.*}", (decimals + optional).min(15), scaled.abs());
        for _ in 0..*optional {
            if plain.contains('.') && plain.ends_with('0') {
                plain.pop();
            }
        }
        if plain.ends_with('.') {
            plain.pop();
        }
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let whole = if whole.len() < *digits { format!("{whole:0>width$}", width = *digits) } else { whole.to_owned() };
        let whole = if *is_grouped { grouped(&whole) } else { whole };
        let is_zero = plain.chars().all(|c| matches!(c, '0' | '.'));
        let sign = if scaled < 0.0 && !is_zero { "-" } else { "" };
        let point = if part.is_empty() { "" } else { "." };
        format!("{sign}{before}{whole}{point}{part}{after}").trim().to_owned()
    }
}

#[derive(Default)]
struct Scan {
    before: String,
    after: String,
    seen_digit: bool,
    seen_point: bool,
    decimals: usize,
    optional: usize,
    is_grouped: bool,
    is_percent: bool,
    is_odd: bool,
    digits: usize,
    trailing_commas: i32,
    has_day: bool,
    has_month_or_minute: bool,
    has_hour: bool,
    has_seconds: bool,
    is_elapsed: bool,
}

impl Scan {
    fn literal(&mut self, text: &str) {
        if self.seen_digit { self.after.push_str(text) } else { self.before.push_str(text) }
    }

    /// `[$₽-419]` shows ₽; `[h]` counts hours; colours and conditions show nothing.
    fn bracket(&mut self, inside: &str) {
        if let Some(sign) = inside.strip_prefix('$') {
            let sign = sign.split('-').next().unwrap_or_default().to_owned();
            self.literal(&sign);
        } else if !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S')) {
            self.is_elapsed = true;
            self.has_hour = true;
        }
    }

    fn symbol(&mut self, c: char, next: Option<char>) {
        match c.to_ascii_lowercase() {
            '0' | '#' | '?' => {
                self.seen_digit = true;
                if self.trailing_commas > 0 {
                    self.is_grouped = true;
                    self.trailing_commas = 0;
                }
                match (self.seen_point, c) {
                    (true, '0') => self.decimals += 1,
                    (true, _) => self.optional += 1,
                    (false, '0') => self.digits += 1,
                    (false, _) => {}
                }
            }
            '.' if self.seen_digit && !self.has_date() => self.seen_point = true,
            ',' if self.seen_digit => self.trailing_commas += 1,
            '%' => {
                self.is_percent = true;
                self.literal("%");
            }
            'e' if self.seen_digit && matches!(next, Some('+' | '-')) => self.is_odd = true,
            '/' if self.seen_digit => self.is_odd = true,
            'd' | 'y' => self.has_day = true,
            'm' => self.has_month_or_minute = true,
            'h' => self.has_hour = true,
            's' => self.has_seconds = true,
            // Brackets mean a negative number; its own section shows them.
            ' ' | '\u{a0}' | '-' | '$' | '€' | '₽' | '₸' | '£' | '¥' | '₴' => self.literal(&c.to_string()),
            _ => {}
        }
    }

    fn has_date(&self) -> bool {
        self.has_day || self.has_month_or_minute || self.has_hour || self.has_seconds
    }

    fn format(self, code: &str) -> Format {
        if self.has_date() && !code.to_ascii_lowercase().starts_with("general") {
            let has_time = self.has_hour || self.has_seconds;
            // Months without a day or year are minutes when hours or seconds stand near.
            let has_day = self.has_day || self.has_month_or_minute && !has_time;
            return Format::Date { has_day, has_time, has_seconds: self.has_seconds, is_elapsed: self.is_elapsed };
        }
        if !self.seen_digit || self.is_odd {
            return Format::General;
        }
        Format::Number { before: self.before, after: self.after, decimals: self.decimals, optional: self.optional, is_grouped: self.is_grouped, is_percent: self.is_percent, digits: self.digits, thousands: self.trailing_commas.min(4) }
    }
}

/// Up to ten significant digits, as a cell without a format shows.
pub(crate) fn general(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let size = value.abs();
    if !(1e-9..1e15).contains(&size) {
        return format!("{value:e}");
    }
    if size.fract() == 0.0 {
        return format!("{value:.0}");
    }
    let before = format!("{size:.0}").len();
    let text = format!("{value:.*}", 11usize.saturating_sub(before).clamp(2, 10));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn grouped(whole: &str) -> String {
    let mut out = String::new();
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// A whole number out of a float that is known to be small.
fn whole(value: f64) -> Option<i64> {
    (value.abs() < 1e12).then(|| format!("{value:.0}").parse().ok()).flatten()
}

fn moment(serial: f64, has_day: bool, has_time: bool, has_seconds: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = whole((serial * 86_400.0).round())?;
    let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let clock = if has_seconds && second % 60 != 0 { format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60) } else { format!("{:02}:{:02}", second / 3600, second / 60 % 60) };
    // Serial 60 is 29.02.1900, which never was; before it days are one further.
    let (year, month, date) = civil(day - EPOCH + i64::from(day < 60));
    Some(match (has_day, has_time && (second != 0 || !has_day)) {
        (true, true) => format!("{date:02}.{month:02}.{year:04} {clock}"),
        (true, false) => format!("{date:02}.{month:02}.{year:04}"),
        _ => clock,
    })
}

fn elapsed(days: f64, has_seconds: bool) -> Option<String> {
    let seconds = whole((days * 86_400.0).round())?;
    let (sign, seconds) = if seconds < 0 { ("-", -seconds) } else { ("", seconds) };
    Some(if has_seconds { format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60) } else { format!("{sign}{}:{:02}", seconds / 3600, seconds / 60 % 60) })
}

/// Year, month and day of a day counted from 01.01.1970.
fn civil(day: i64) -> (i64, i64, i64) {
    // Years begin in March here, so that the leap day is the last.
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(code: &str, value: f64) -> String {
        Format::parse(code).show(value, false).0
    }

    #[test]
    fn numbers_look_as_in_their_cells() {
        for (code, value, seen) in [
            ("General", 0.1 + 0.2, "0.3"), ("General", 1500.0, "1500"), ("General", 1.0 / 3.0, "0.3333333333"), ("General", -2.5, "-2.5"), ("General", 123456789.126, "123456789.13"),
            ("0", 2.5, "2"), ("0.00", 1500.0, "1500.00"), ("#,##0", 1_234_567.0, "1 234 567"), ("#,##0.00\\ \"₽\"", 1500.5, "1 500.50 ₽"), ("#,##0\\ [$₽-419]", 900.0, "900 ₽"),
            ("[$$-409]#,##0.00", 12.0, "$12.00"), ("0%", 0.15, "15%"), ("0.0%", 0.155, "15.5%"), ("00000", 42.0, "00042"), ("0.##", 1.5, "1.5"), ("0.##", 2.0, "2"),
            ("#,##0;[Red]-#,##0", -1500.0, "-1 500"), ("_-* #,##0.00\\ _₽_-;\\-* #,##0.00\\ _₽_-", 10.0, "10.00"), ("#,##0,", 12_000.0, "12"), ("\"от \"0\" руб.\"", 500.0, "от 500 руб."), ("0.00E+00", 1500.0, "1500"),
        ] {
            assert_eq!(show(code, value), seen, "{code} {value}");
        }
    }

    #[test]
    fn dates_are_dates() {
        for (code, value, seen) in [
            ("dd.mm.yyyy", 46_347.0, "21.11.2026"), ("yyyy\\-mm\\-dd", 46_347.0, "21.11.2026"), ("d mmmm yyyy", 1.0, "01.01.1900"), ("dd.mm.yyyy", 61.0, "01.03.1900"), ("dd.mm.yyyy\\ hh:mm", 46_347.604_166_666_7, "21.11.2026 14:30"),
            ("h:mm", 0.5, "12:00"), ("h:mm:ss", 0.500_011_574, "12:00:01"), ("[h]:mm", 1.5, "36:00"), ("mm:ss", 0.001_388_888_9, "00:02"), ("mmm", 46_347.0, "21.11.2026"), ("[$-419]d\\ mmm;@", 46_347.0, "21.11.2026"),
        ] {
            let (text, kind) = Format::parse(code).show(value, false);
            assert_eq!((text.as_str(), kind), (seen, CellKind::Date), "{code} {value}");
        }
        assert_eq!(Format::parse("dd.mm.yyyy").show(46_347.0 - 1462.0, true).0, "21.11.2026");
        assert_eq!(Format::parse("dd.mm.yyyy").show(-5.0, false).1, CellKind::Number);
        assert_eq!(Format::built_in(14).show(46_347.0, false).0, "21.11.2026");
    }

    #[test]
    fn no_value_or_code_is_too_strange() {
        for value in [f64::NAN, f64::INFINITY, f64::MIN, f64::MAX, 1e-300, -0.0, 1e17, 9e15] {
            for code in ["", "0", "#,##0.00", "dd.mm.yyyy hh:mm:ss", "[h]:mm", "\"", "\\", "[", "_", "0.0000000000000000000000000000000000", "0,,,,,,,,,,", "%%%%%0"] {
                let _ = Format::parse(code).show(value, true);
            }
        }
    }
}
