//! Offers: at most three tours that fit a wish, each with its price and next departure; the least expensive; easier and cheaper ones.

use super::act::Act;
use super::phrase::args;
use super::state::Ask;
use super::talk::{Choice, Talk};
use super::tour_read::TourTopic;
use super::{show, tour_show};
use crate::tour::{Fit, TourWish, fitting, nearest};
use domain::tour::{Difficulty, Tour};
use domain::Money;

/// Nobody chooses among more.
const MOST: usize = 3;

/// Offers what fits; says why nothing does.
pub fn search(talk: &mut Talk<'_>, wish: &TourWish) {
    let tours = &talk.catalog().tours;
    let today = talk.today();
    let found = fitting(tours, wish, today);
    if !found.is_empty() {
        let exact = wish.days.is_none_or(|days| found.iter().any(|f| f.tour.duration_days == days));
        let key = if exact { "tour-fits" } else { "tour-fits-nearly" };
        offer(talk, key, found, wish);
        return;
    }
    none(talk, wish);
}

/// Why nothing fits, and what would.
fn none(talk: &mut Talk<'_>, wish: &TourWish) {
    let tours = &talk.catalog().tours;
    let (lang, today) = (talk.lang, talk.today());
    if let Some(n) = wish.people.filter(|n| tours.rows.iter().all(|t| t.group_max < *n)) {
        let most = tours.rows.iter().map(|t| t.group_max).max().unwrap_or(0);
        talk.say("tour-too-many-all", &args!["max" => most, "n" => n]);
        return;
    }
    // What it longs for goes at another time of the year.
    if wish.has_dates() && !wish.themes.is_empty() {
        let any_time = TourWish { from: None, until: None, ..wish.clone() };
        let then = fitting(tours, &any_time, today);
        let runs = |f: &Fit<'_>| wish.months().iter().any(|m| f.tour.runs_in(*m));
        if let Some(fit) = then.first().filter(|_| !then.iter().any(runs)) {
            let tour = fit.tour;
            super::tour_seats::out_of_season(talk, tour, wish);
            keep(talk, &[tour]);
            let months: Vec<String> = wish.months().into_iter().take(2).map(|m| tour_show::in_month(lang, m)).collect();
            talk.say("tour-other-then", &args!["then" => show::list(lang, &months)]);
            return;
        }
    }
    // The purse is of another currency, or too small.
    if let Some(budget) = &wish.budget {
        let dearer = fitting(tours, &TourWish { budget: None, ..wish.clone() }, today);
        let same: Vec<&Fit<'_>> = dearer.iter().filter(|f| f.tour.price.currency == budget.currency).collect();
        if let Some(least) = same.iter().min_by_key(|f| f.tour.price.minor) {
            talk.say("tour-purse-small", &args!["name" => tour_show::name(lang, least.tour).to_owned(), "price" => tour_show::price(lang, least.tour)]);
            keep(talk, &[least.tour]);
            return;
        }
        if !dearer.is_empty() {
            let code = dearer.first().map(|f| f.tour.price.currency.clone()).unwrap_or_default();
            talk.say("tour-purse-other", &args!["budget" => budget.show(lang), "currency" => currency(lang, &code)]);
            offer(talk, "tour-fits", dearer, wish);
            return;
        }
    }
    // Less is asked for: first the length, then the dates.
    let soon = wish.from.and_then(|from| from.checked_add(jiff::Span::new().days(14)).ok());
    for looser in [TourWish { until: soon.or(wish.until), ..wish.clone() }, TourWish { days: None, ..wish.clone() }, TourWish { days: None, from: None, until: None, ..wish.clone() }, TourWish { days: None, from: None, until: None, themes: vec![], words: vec![], effort: None, ..wish.clone() }] {
        let found = fitting(tours, &looser, today);
        if !found.is_empty() {
            offer(talk, "tour-fits-otherwise", found, &looser);
            return;
        }
    }
    talk.say("tour-nothing", &args![]);
}

fn currency(lang: domain::Lang, code: &str) -> String {
    let shown = Money { minor: 0, currency: code.to_owned() }.show(lang);
    shown.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace()).to_owned()
}

/// The list, and the tours as buttons.
fn offer(talk: &mut Talk<'_>, key: &str, found: Vec<Fit<'_>>, wish: &TourWish) {
    let lang = talk.lang;
    let shown: Vec<Fit<'_>> = found.into_iter().take(MOST).collect();
    let lines: Vec<String> = shown.iter().map(|f| line(talk, f, wish)).collect();
    let text = talk.phrase(key, &args!["lines" => tour_show::lines(&lines)]);
    talk.says.push(text);
    let tours: Vec<&Tour> = shown.iter().map(|f| f.tour).collect();
    keep(talk, &tours);
    if talk.state.flow.is_none() && talk.question.is_none() {
        let choices: Vec<Choice> = tours.iter().map(|t| Choice { act: Act::Tour(t.key.clone()), title: tour_show::name(lang, t).to_owned() }).collect();
        let text = talk.plain(if choices.len() > 1 { "tour-which-closer" } else { "tour-like-it" });
        talk.ask(Ask::Next, text, choices);
    }
}

fn line(talk: &Talk<'_>, fit: &Fit<'_>, wish: &TourWish) -> String {
    let lang = talk.lang;
    let days = tour_show::departures(lang, fit.departures.iter().copied().take(2));
    let child = wish.age.and_then(|_| fit.tour.variants.iter().find(|v| v.key.contains("child"))).map(|v| format!(", {}: {}", tour_show::variant(lang, v), tour_show::sum(lang, fit.tour, v.price))).unwrap_or_default();
    talk.phrase(
        "tour-line",
        &args![
            "name" => tour_show::name(lang, fit.tour).to_owned(),
            "days" => tour_show::days(lang, fit.tour.duration_days),
            "level" => tour_show::difficulty(lang, fit.tour.difficulty),
            "price" => tour_show::price(lang, fit.tour),
            "child" => child,
            "departures" => days,
        ],
    )
}

/// What is spoken of from now on.
pub fn keep(talk: &mut Talk<'_>, tours: &[&Tour]) {
    talk.state.tour.topic = tours.iter().map(|t| t.key.clone()).collect();
    talk.state.tour.departure = None;
    talk.knowledge.extend(tours.iter().map(|t| t.id.to_string()));
}

/// The tours named; the departure stays where it was just found.
pub fn keep_departure(talk: &mut Talk<'_>, tours: &[&Tour]) {
    let departure = talk.state.tour.departure.filter(|_| talk.tour_is_open);
    keep(talk, tours);
    talk.state.tour.departure = departure;
}

/// The least expensive of each currency, for what is known of the wish.
pub fn cheapest(talk: &mut Talk<'_>, wish: &TourWish) {
    let wish = TourWish { budget: None, ..wish.clone() };
    let mut found = fitting(&talk.catalog().tours, &wish, talk.today());
    if found.is_empty() {
        none(talk, &wish);
        return;
    }
    found.sort_by_key(|f| (f.tour.price.minor, f.tour.position));
    let mut chosen: Vec<Fit<'_>> = Vec::new();
    let own = found.iter().filter(|f| f.tour.price.currency == talk.catalog().org.currency).count();
    for fit in found {
        // Of two currencies each has its own least; they are never compared.
        let of_it = chosen.iter().filter(|c| c.tour.price.currency == fit.tour.price.currency).count();
        let room = if fit.tour.price.currency == talk.catalog().org.currency { 2 } else if own > 0 { 1 } else { 3 };
        if of_it < room {
            chosen.push(fit);
        }
    }
    let home = talk.catalog().org.currency.clone();
    chosen.sort_by_key(|f| (f.tour.price.currency != home, f.tour.price.minor));
    offer(talk, "tour-cheapest", chosen, &wish);
}

/// Easier or cheaper than the one spoken of, as near to it in length and season as there is.
pub fn than(talk: &mut Talk<'_>, topic: TourTopic, base: &Tour, wish: &TourWish) {
    let rank = |d: Difficulty| match d {
        Difficulty::Easy => 0,
        Difficulty::Moderate => 1,
        Difficulty::Hard => 2,
    };
    let is_less = |t: &Tour| match topic {
        TourTopic::Easier => rank(t.difficulty) < rank(base.difficulty),
        _ => t.price.currency == base.price.currency && t.price.minor < base.price.minor || t.price.currency != base.price.currency && t.duration_days < base.duration_days,
    };
    let tours = &talk.catalog().tours;
    let wish = TourWish { days: None, budget: None, effort: None, themes: vec![], words: vec![], ..wish.clone() };
    let shares = |t: &Tour| t.season.iter().filter(|m| base.season.contains(m)).count() * 2 >= base.season.len().min(t.season.len());
    let mut found: Vec<Fit<'_>> = tours.rows.iter().filter(|t| t.id != base.id && is_less(t) && shares(t) && wish.age.is_none_or(|a| a >= t.min_age) && wish.people.is_none_or(|n| n <= t.group_max)).map(|tour| Fit { tour, departures: nearest(tours, tour, &wish, talk.today()) }).filter(|f| !f.departures.is_empty()).collect();
    // Prices of another currency are not known to be less: they come last.
    found.sort_by_key(|f| (f.tour.price.currency != base.price.currency && topic == TourTopic::Cheaper, f.tour.duration_days.abs_diff(base.duration_days), f.tour.category != base.category, f.tour.position));
    if found.is_empty() {
        talk.say(if topic == TourTopic::Easier { "tour-none-easier" } else { "tour-none-cheaper" }, &args!["name" => tour_show::name(talk.lang, base).to_owned()]);
        return;
    }
    offer(talk, if topic == TourTopic::Easier { "tour-easier" } else { "tour-cheaper" }, found, &wish);
}

/// "Цены от": the least of each currency, without a wish.
pub fn price_from(talk: &mut Talk<'_>) -> String {
    let mut least: Vec<&Tour> = Vec::new();
    for tour in &talk.catalog().tours.rows {
        match least.iter_mut().find(|t| t.price.currency == tour.price.currency) {
            Some(known) if tour.price.minor < known.price.minor => *known = tour,
            Some(_) => {}
            None => least.push(tour),
        }
    }
    let prices: Vec<String> = least.iter().map(|t| talk.phrase("tour-from", &args!["price" => tour_show::price(talk.lang, t), "name" => tour_show::name(talk.lang, t).to_owned()])).collect();
    let prices = show::list(talk.lang, &prices);
    talk.phrase("tour-prices-from", &args!["prices" => prices])
}
