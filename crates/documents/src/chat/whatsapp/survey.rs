//! The first look through an export: which shape its heads have, what is day and what month, who writes. Nothing is kept but
//! counts, so that a file of any length is surveyed in little memory.

use super::{body, phrase};
use super::stamp::{Head, Shape, Stamp, Style};
use crate::import::DateOrder;
use crate::import::intake::{is_mark, one_line};
use std::collections::HashMap;

const ORDERS: [DateOrder; 3] = [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay];
/// Shapes and authors counted; an export has one and some.
const SHAPES: usize = 12;
const AUTHORS: usize = 20_000;
/// So many messages that all go on in the same words mean a name with a colon in it.
const SURE: u64 = 5;

#[derive(Default)]
struct Author {
    count: u64,
    spaced: bool,
    /// Messages that are a person's: they do not begin with the mark iOS puts before its own words, or are a file.
    plain: u64,
    /// What stands up to the next colon in every message so far.
    more: Option<String>,
    is_mixed: bool,
}

#[derive(Default)]
struct Tally {
    count: u64,
    /// Dates that do not exist, by order.
    bad: [u64; 3],
    /// Steps back in time by more than a day.
    back: [u64; 3],
    last: [Option<i64>; 3],
    /// Whether any date reads differently by another order.
    differs: bool,
    authors: HashMap<String, Author>,
    is_group: bool,
}

#[derive(Default)]
pub(super) struct Survey {
    shapes: Vec<(Shape, Tally)>,
}

/// What the survey came to.
pub(super) struct Verdict {
    pub(super) shape: Shape,
    pub(super) order: DateOrder,
    pub(super) is_ambiguous: bool,
    /// Messages by everything that stood before a colon.
    pub(super) authors: HashMap<String, u64>,
    /// First part of a name with a colon, and the whole.
    pub(super) joined: HashMap<String, String>,
    /// Names under which only the messenger writes: the group itself on iOS.
    pub(super) mute: Vec<String>,
    pub(super) is_group: bool,
}

impl Survey {
    pub(super) fn take(&mut self, head: &Head) {
        let at = self.shapes.iter().position(|(shape, _)| *shape == head.shape);
        let at = match at {
            Some(at) => at,
            None if self.shapes.len() < SHAPES => {
                self.shapes.push((head.shape, Tally::default()));
                self.shapes.len() - 1
            }
            None => return,
        };
        if let Some((_, tally)) = self.shapes.get_mut(at) {
            tally.count += 1;
            tally.date(&head.stamp);
            tally.body(head.body, head.shape.style);
        }
    }

    /// None when no line has a head. `title` is what the file says the chat is called; `forced` is an order a person chose.
    pub(super) fn verdict(self, title: Option<&str>, forced: Option<DateOrder>) -> Option<Verdict> {
        // Of equals the first in the file wins: it cannot be inside a message.
        let most = self.shapes.iter().map(|(_, tally)| tally.count).max()?;
        let (shape, tally) = self.shapes.into_iter().find(|(_, tally)| tally.count == most)?;
        let (order, is_ambiguous) = match forced {
            Some(order) => (order, false),
            None => tally.order(shape),
        };
        let title = title.map(plain);
        let mut joined = HashMap::new();
        for (name, author) in &tally.authors {
            if let Some(more) = author.more.as_ref().filter(|_| !author.is_mixed) {
                let whole = format!("{name}: {more}");
                if author.count >= SURE || title.as_ref() == Some(&plain(&whole)) {
                    joined.insert(name.clone(), whole);
                }
            }
        }
        let mute = tally.authors.iter().filter(|(_, a)| a.plain == 0).map(|(name, _)| name.clone()).collect();
        let authors = tally.authors.into_iter().filter(|(_, author)| author.spaced || author.count > 1).map(|(name, author)| (name, author.count)).collect();
        Some(Verdict { shape, order, is_ambiguous, authors, joined, mute, is_group: tally.is_group })
    }
}

impl Tally {
    fn date(&mut self, stamp: &Stamp) {
        let mut first = None;
        for (at, order) in ORDERS.into_iter().enumerate() {
            let (Some(bad), Some(back), Some(last)) = (self.bad.get_mut(at), self.back.get_mut(at), self.last.get_mut(at)) else { continue };
            let Some(civil) = stamp.civil(order) else {
                *bad += 1;
                continue;
            };
            // One day of grace: system lines are written in a pass of their own.
            if last.is_some_and(|last| civil.days() + 1 < last) {
                *back += 1;
            }
            *last = Some(civil.days());
            self.differs |= first.replace(civil).is_some_and(|other| other != civil);
        }
    }

    fn body(&mut self, body: &str, style: Style) {
        let spaced = body.split_once(": ").or_else(|| body.strip_suffix(':').map(|name| (name, "")));
        // Some phones leave no space behind the colon.
        let Some((name, rest)) = spaced.or_else(|| body.split_once(':').filter(|_| style == Style::Bracket)) else {
            self.is_group |= phrase::is_about_group(body);
            return;
        };
        let name = one_line(name);
        if rest.starts_with(is_mark) || !self.authors.contains_key(&name) {
            self.is_group |= phrase::is_about_group(body);
        }
        if name.is_empty() || !self.authors.contains_key(&name) && (self.authors.len() >= AUTHORS || style == Style::Dash && phrase::is_event(&name)) {
            return;
        }
        let author = self.authors.entry(name).or_default();
        author.count += 1;
        author.spaced |= spaced.is_some();
        author.plain += u64::from(style != Style::Bracket || !rest.starts_with(is_mark) || body::is_of_person(rest));
        let more = rest.split_once(": ").map(|(more, _)| one_line(more)).filter(|more| !more.is_empty() && more.chars().count() <= 40);
        if author.count == 1 {
            author.more = more;
        } else if author.more != more {
            author.more = None;
            author.is_mixed = true;
        }
    }

    fn order(&self, shape: Shape) -> (DateOrder, bool) {
        let score = |order: DateOrder| ORDERS.iter().position(|o| *o == order).map_or((u64::MAX, u64::MAX), |at| (self.bad.get(at).copied().unwrap_or(u64::MAX), self.back.get(at).copied().unwrap_or(u64::MAX)));
        // American phones write short years and two halves of a day between slashes; nearly all others put the day first.
        let is_american = shape.separator == '/' && shape.has_half && !shape.is_long_year;
        let mut orders = ORDERS;
        if is_american {
            orders.swap(0, 1);
        }
        // The first of equals: `min_by_key` keeps it.
        let best = orders.into_iter().min_by_key(|order| score(*order)).unwrap_or(DateOrder::DayMonthYear);
        let is_tie = orders.into_iter().any(|order| order != best && score(order) == score(best));
        (best, is_tie && self.differs)
    }
}

/// A title as file systems leave it: signs they do not take are all the same.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::stamp::head;
    use super::*;

    fn verdict(lines: &[&str]) -> Verdict {
        let mut survey = Survey::default();
        lines.iter().filter_map(|line| head(line)).for_each(|head| survey.take(&head));
        survey.verdict(None, None).unwrap()
    }

    fn order(dates: &[&str]) -> (DateOrder, bool) {
        let lines: Vec<String> = dates.iter().map(|date| format!("{date} - А: т")).collect();
        let found = verdict(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        (found.order, found.is_ambiguous)
    }

    #[test]
    fn day_and_month_are_told_apart_by_the_whole_file() {
        use DateOrder::{DayMonthYear as Dmy, MonthDayYear as Mdy, YearMonthDay as Ymd};
        assert_eq!(order(&["01/02/2024, 10:00", "13/02/2024, 10:00"]), (Dmy, false));
        assert_eq!(order(&["01/02/2024, 10:00", "02/13/2024, 10:00"]), (Mdy, false));
        assert_eq!(order(&["2024-01-02, 10:00"]), (Ymd, false));
        // Nothing over twelve, but time goes forward.
        assert_eq!(order(&["10/01/2024, 10:00", "11/01/2024, 10:00", "02/02/2024, 10:00", "03/02/2024, 10:00"]), (Dmy, false));
        assert_eq!(order(&["1/10/24, 10:00", "1/11/24, 10:00", "2/2/24, 10:00", "2/3/24, 10:00"]), (Mdy, false));
        // A short year in front: the other readings would be before WhatsApp.
        assert_eq!(order(&["24/01/05, 10:00", "24/02/06, 10:00"]), (Ymd, false));
        assert_eq!(order(&["01.02.2024, 10:00", "01.03.2024, 10:00"]), (Dmy, true));
        assert_eq!(order(&["1/2/24, 1:00 PM", "1/3/24, 1:00 PM"]), (Mdy, true));
        // The same either way.
        assert_eq!(order(&["01.01.2024, 10:00", "02.02.2024, 10:00"]), (Dmy, false));
    }

    #[test]
    fn the_shape_of_most_lines_wins_and_names_are_counted() {
        let found = verdict(&["02.01.2024, 15:04 - Мастер: Анна: да", "02.01.2024, 15:05 - Мастер: Анна: нет", "[1/2/18, 11:46:03 PM] Bob: quoted", "02.01.2024, 15:06 - Мастер: Анна: а", "02.01.2024, 15:06 - Пётр: цена: 5", "02.01.2024, 15:06 - Мастер: Анна: б", "02.01.2024, 15:07 - Мастер: Анна: в", "02.01.2024, 15:07 - Пётр изменил(а) тему с «А: б» на «В: г»"]);
        assert_eq!(found.shape.style, Style::Dash);
        assert_eq!(found.joined.get("Мастер").map(String::as_str), Some("Мастер: Анна"));
        assert_eq!((found.joined.len(), found.authors.len(), found.authors.get("Мастер")), (1, 2, Some(&5)));
    }
}
