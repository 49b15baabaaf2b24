//! Departures and their seats: what is free, what is full and when the next one goes, out of season, too many people, who guides.

use super::phrase::args;
use super::talk::Talk;
use super::tour_read::TourAsk;
use super::{show, tour_show};
use crate::tour::{TourWish, nearest};
use domain::tour::{Departure, Tour};

/// Most departures named in one answer.
const MOST: usize = 5;

/// The next departures with free seats, as a paragraph.
pub fn ahead(talk: &mut Talk<'_>, tour: &Tour, most: usize) {
    let wish = TourWish { people: talk.state.tour.wish.people, ..TourWish::default() };
    let found: Vec<&Departure> = nearest(&talk.catalog().tours, tour, &wish, talk.today()).into_iter().take(most).collect();
    if found.is_empty() {
        talk.say("tour-no-departures", &args!["name" => tour_show::name(talk.lang, tour).to_owned()]);
        return;
    }
    let days = tour_show::departures(talk.lang, found.into_iter());
    talk.say("tour-ahead", &args!["days" => days]);
}

/// When it leaves, with how many seats, for the dates and the people of the wish.
pub fn tell(talk: &mut Talk<'_>, tour: &Tour, wish: &TourWish) {
    let lang = talk.lang;
    let name = tour_show::name(lang, tour).to_owned();
    let people = wish.people.unwrap_or(1);
    if people > tour.group_max {
        talk.say("tour-too-many", &args!["name" => name, "max" => tour.group_max, "n" => people]);
        return;
    }
    let today = talk.today();
    let all: Vec<&Departure> = talk.catalog().tours.ahead(tour, today).collect();
    if all.is_empty() {
        out_of_season(talk, tour, wish);
        return;
    }
    let within: Vec<&Departure> = all.iter().copied().filter(|d| wish.holds(d.starts_on)).collect();
    let months = wish.months();
    if within.is_empty() && wish.has_dates() && !months.iter().any(|m| tour.runs_in(*m)) {
        out_of_season(talk, tour, wish);
        return;
    }
    let fits: Vec<&Departure> = within.iter().copied().filter(|d| d.free() >= people).collect();
    let elsewhere: Vec<&Departure> = all.iter().copied().filter(|d| !wish.holds(d.starts_on) && d.free() >= people).collect();
    let near = around(&elsewhere, wish, 2);
    if !wish.has_dates() {
        let some: Vec<&Departure> = if fits.is_empty() { all } else { fits };
        let days = tour_show::departures(lang, some.into_iter().take(MOST));
        talk.say("tour-departures", &args!["name" => name, "days" => days, "price" => tour_show::price(lang, tour)]);
        total(talk, tour, wish);
        return;
    }
    if let Some(day) = wish.one_day() {
        one_day(talk, tour, wish, day, within.first().copied(), &near);
        return;
    }
    if within.is_empty() {
        let days = tour_show::departures(lang, near.into_iter());
        talk.say("tour-none-then", &args!["name" => name, "days" => days]);
        return;
    }
    // Full ones are named too: silence would look like there were none.
    let days = tour_show::departures(lang, within.iter().copied().take(MOST));
    talk.say("tour-departures", &args!["name" => name, "days" => days, "price" => tour_show::price(lang, tour)]);
    if fits.is_empty() {
        let days = tour_show::departures(lang, near.into_iter());
        talk.say(if days.is_empty() { "tour-no-room" } else { "tour-room-then" }, &args!["n" => people, "days" => days]);
    } else {
        total(talk, tour, wish);
    }
}

fn one_day(talk: &mut Talk<'_>, tour: &Tour, wish: &TourWish, day: jiff::civil::Date, at: Option<&Departure>, near: &[&Departure]) {
    let lang = talk.lang;
    let name = tour_show::name(lang, tour).to_owned();
    let people = wish.people.unwrap_or(1);
    let days = tour_show::departures(lang, near.iter().copied());
    let date = tour_show::date(lang, day);
    match at {
        Some(d) if d.free() >= people => {
            let last = d.starts_on.saturating_add(jiff::Span::new().days(i64::from(tour.duration_days) - 1));
            let when = if tour.duration_days > 1 { talk.phrase("tour-from-to", &args!["from" => date, "to" => tour_show::date(lang, last)]) } else { date };
            talk.say("tour-has-seats", &args!["name" => name, "when" => when, "seats" => tour_show::seats(lang, d.free()), "price" => tour_show::price(lang, tour)]);
            total(talk, tour, wish);
            talk.state.tour.departure = Some(d.starts_on);
            talk.tour_is_open = true;
        }
        Some(d) if d.free() == 0 => talk.say(if days.is_empty() { "tour-full-alone" } else { "tour-full" }, &args!["name" => name, "day" => date, "days" => days]),
        Some(d) => talk.say(if days.is_empty() { "tour-few-alone" } else { "tour-few" }, &args!["name" => name, "day" => date, "seats" => tour_show::seats(lang, d.free()), "n" => people, "days" => days]),
        None => talk.say(if days.is_empty() { "tour-no-such-day-alone" } else { "tour-no-such-day" }, &args!["name" => name, "day" => date, "days" => days]),
    }
}

/// The nearest departures on both sides of the wish.
fn around<'a>(elsewhere: &[&'a Departure], wish: &TourWish, each: usize) -> Vec<&'a Departure> {
    let Some(from) = wish.from else { return elsewhere.iter().copied().take(each * 2).collect() };
    let before = elsewhere.iter().copied().filter(|d| d.starts_on < from).rev().take(each - 1);
    let mut found: Vec<&Departure> = before.collect();
    let room = each * 2 - 1 - found.len();
    found.extend(elsewhere.iter().copied().filter(|d| d.starts_on >= from).take(room.min(each)));
    found.sort_by_key(|d| d.starts_on);
    found
}

fn total(talk: &mut Talk<'_>, tour: &Tour, wish: &TourWish) {
    let Some((n, sum)) = wish.people.filter(|n| *n > 1).and_then(|n| tour.price.minor.checked_mul(i64::from(n)).map(|sum| (n, sum))) else { return };
    let sum = tour_show::sum(talk.lang, tour, sum);
    talk.say("tour-total", &args!["n" => n, "sum" => sum]);
}

/// It does not go then: when it does.
pub fn out_of_season(talk: &mut Talk<'_>, tour: &Tour, wish: &TourWish) {
    let lang = talk.lang;
    let (name, months) = (tour_show::name(lang, tour).to_owned(), tour_show::months(lang, &tour.season));
    let then: Vec<String> = wish.months().into_iter().take(3).map(|m| tour_show::in_month(lang, m)).collect();
    let text = match then.is_empty() {
        true => talk.phrase("tour-season", &args!["name" => name, "months" => months]),
        false => talk.phrase("tour-out-of-season", &args!["name" => name, "then" => capital(lang, &show::list(lang, &then)), "months" => months]),
    };
    talk.says.push(text);
    let found: Vec<&Departure> = nearest(&talk.catalog().tours, tour, &TourWish { people: wish.people, ..TourWish::default() }, talk.today()).into_iter().take(2).collect();
    if !found.is_empty() {
        let days = tour_show::departures(lang, found.into_iter());
        talk.say("tour-ahead", &args!["days" => days]);
    }
}

/// Russian begins a sentence with the month.
fn capital(lang: domain::Lang, then: &str) -> String {
    if lang.spoken() == domain::Lang::En { then.to_owned() } else { show::sentence(then) }
}

/// Who leads the groups: of one departure, or of all ahead.
pub fn guide(talk: &mut Talk<'_>, tour: &Tour, ask: &TourAsk) {
    let lang = talk.lang;
    let name = tour_show::name(lang, tour).to_owned();
    let wish = if ask.wish.has_dates() { &ask.wish } else { &TourWish::default() };
    let ahead: Vec<&Departure> = talk.catalog().tours.ahead(tour, talk.today()).filter(|d| wish.holds(d.starts_on)).collect();
    let mut guides: Vec<(String, Vec<String>)> = Vec::new();
    for departure in ahead {
        let Some(guide) = departure.guide.and_then(|id| talk.catalog().employee(id)) else { continue };
        let day = tour_show::date(lang, departure.starts_on);
        match guides.iter_mut().find(|(name, _)| *name == guide.name) {
            Some((_, days)) => days.push(day),
            None => guides.push((guide.name.clone(), vec![day])),
        }
    }
    match guides.as_slice() {
        [] => talk.say("tour-guide-unknown", &args!["name" => name]),
        [(guide, _)] => talk.say("tour-guide", &args!["name" => name, "guide" => guide.clone()]),
        several => {
            let lines: Vec<String> = several.iter().map(|(guide, days)| format!("{guide}: {}", days.iter().take(MOST).cloned().collect::<Vec<_>>().join(", "))).collect();
            talk.say("tour-guides", &args!["name" => name, "lines" => tour_show::lines(&lines)]);
        }
    }
}
