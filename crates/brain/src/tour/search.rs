//! What fits a wish: tours by days, month, people, age, purse and longing, each with the departures that hold everybody.
//! A purse is only compared with prices of its own currency.

use super::{Tours, theme};
use domain::Money;
use domain::tour::{Departure, Difficulty, Tour};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a customer would like, as far as it was said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TourWish {
    /// First day wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Day after the last one wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u16>,
    /// Age of the youngest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
    /// Per person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// Nothing harder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<Difficulty>,
    /// Names of `themes.txt`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    /// Stems of other words that some tour has: "каракол".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// A tour that fits and the first departures that do.
#[derive(Clone, Debug)]
pub struct Fit<'a> {
    pub tour: &'a Tour,
    pub departures: Vec<&'a Departure>,
}

impl TourWish {
    pub fn has_dates(&self) -> bool {
        self.from.is_some()
    }
    pub fn clear_dates(&mut self) {
        (self.from, self.until) = (None, None);
    }
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.until.is_none_or(|until| day < until)
    }
    /// Exactly one day.
    pub fn one_day(&self) -> Option<Date> {
        self.from.filter(|from| self.until == from.tomorrow().ok())
    }
    /// A later message completes or corrects an earlier one: the parts it names replace the old ones.
    pub fn merge(&mut self, new: &TourWish) {
        if new.has_dates() {
            (self.from, self.until) = (new.from, new.until);
        }
        self.days = new.days.or(self.days);
        self.people = new.people.or(self.people);
        self.age = new.age.or(self.age);
        self.budget = new.budget.clone().or(self.budget.take());
        self.effort = new.effort.or(self.effort);
        if !new.themes.is_empty() || !new.words.is_empty() {
            (self.themes, self.words) = (new.themes.clone(), new.words.clone());
        }
    }
    fn seats(&self) -> u16 {
        self.people.unwrap_or(1)
    }
    /// Months touched by the dates; none when there are no dates.
    pub fn months(&self) -> Vec<i8> {
        let Some(from) = self.from else { return vec![] };
        let last = self.until.and_then(|d| d.yesterday().ok()).unwrap_or(from).max(from);
        let mut months = vec![];
        let mut day = from;
        while day <= last && months.len() < 12 {
            months.push(day.month());
            let Ok(next) = day.last_of_month().tomorrow() else { break };
            day = next;
        }
        months
    }
}

const fn effort(difficulty: Difficulty) -> u8 {
    match difficulty {
        Difficulty::Easy => 0,
        Difficulty::Moderate => 1,
        Difficulty::Hard => 2,
    }
}

/// Departures of a tour from today on that hold everybody and lie in the dates, soonest first.
pub fn nearest<'a>(tours: &'a Tours, tour: &'a Tour, wish: &TourWish, today: Date) -> Vec<&'a Departure> {
    tours.ahead(tour, today).filter(|d| wish.holds(d.starts_on) && d.free() >= wish.seats()).collect()
}

/// May this tour be offered at all, whatever the dates and the length?
fn suits(tour: &Tour, wish: &TourWish) -> bool {
    let purse = wish.budget.as_ref().is_none_or(|b| b.currency == tour.price.currency && tour.price.minor <= b.minor);
    let limit = wish.effort.is_none_or(|most| effort(tour.difficulty) <= effort(most));
    purse && limit && wish.people.is_none_or(|n| n <= tour.group_max) && wish.age.is_none_or(|age| age >= tour.min_age)
}

/// How much of the longing it answers.
fn charm(tour: &Tour, wish: &TourWish) -> usize {
    let themes = wish.themes.iter().filter(|t| theme::has(tour, t)).count();
    let words = if wish.words.is_empty() { 0 } else { stems_of(tour).iter().filter(|s| wish.words.contains(s)).count() };
    themes * 2 + words * 3
}

/// Longings that any journey half answers; the others are the whole point of it.
const MILD: &[&str] = &["family", "mountains", "hike", "warm", "wild", "city", "history", "yurt"];

/// Has it what the customer goes for?
fn is_dear(tour: &Tour, wish: &TourWish) -> bool {
    wish.themes.iter().any(|t| !MILD.contains(&t.as_str()) && theme::has(tour, t))
}

/// Stems of everything a tour is called and told by.
pub(crate) fn stems_of(tour: &Tour) -> Vec<String> {
    let program: Vec<&str> = tour.program.iter().map(|d| d.text.as_str()).collect();
    let text = [tour.name.as_str(), tour.name_en.as_deref().unwrap_or_default(), &tour.category, &tour.description, &tour.description_en, &tour.synonyms.join(" "), &program.join(" ")].join(" ");
    crate::dialogue::faq::stems(&text)
}

/// Tours that fit, best first. Days are exact where some tour is as long, else the nearest length; longing narrows where it can.
pub fn fitting<'a>(tours: &'a Tours, wish: &TourWish, today: Date) -> Vec<Fit<'a>> {
    let mut all: Vec<Fit<'a>> = tours.rows.iter().filter(|t| suits(t, wish)).map(|tour| Fit { tour, departures: nearest(tours, tour, wish, today) }).filter(|f| !f.departures.is_empty()).collect();
    if let Some(days) = wish.days {
        let away = |f: &Fit<'_>| f.tour.duration_days.abs_diff(days);
        if let Some(least) = all.iter().map(away).min().filter(|least| *least <= 1 || *least <= days / 3) {
            all.retain(|f| away(f) == least);
        } else {
            all.clear();
        }
    }
    // A longing that some tour of that length answers is not answered by the others.
    let is_some = all.iter().any(|f| charm(f.tour, wish) > 0);
    if is_some {
        all.retain(|f| charm(f.tour, wish) > 0);
    } else if tours.rows.iter().any(|t| suits(t, wish) && is_dear(t, wish)) {
        all.clear();
    }
    let first = |f: &Fit<'_>| f.departures.first().map(|d| d.starts_on);
    // Whoever is able is offered the harder ones first.
    let ease = |f: &Fit<'_>| if wish.effort == Some(Difficulty::Hard) { 2 - effort(f.tour.difficulty) } else { 0 };
    all.sort_by_key(|f| (ease(f), std::cmp::Reverse(charm(f.tour, wish)), first(f), f.tour.position));
    all
}
