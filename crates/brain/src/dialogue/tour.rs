//! Tours in the dialogue: what was asked of them is carried out here, what is spoken of is kept, and what was found out goes to the request.
//! `tour_read.rs` reads, `tour_wish.rs` reads wishes, `tour_fact.rs`, `tour_seats.rs` and `tour_offer.rs` answer, `tour_show.rs` puts into words.

use super::phrase::args;
use super::talk::Talk;
use super::tour_read::{TourAsk, TourTopic, context};
use super::{script, show, tour_fact, tour_offer, tour_seats, tour_show, tour_wish};
use crate::tour::TourWish;
use domain::tour::{Difficulty, Tour};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is spoken of between turns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TourTalk {
    /// Keys of the tours; one = "it", several = those offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topic: Vec<String>,
    pub wish: TourWish,
    /// The departure spoken of, by its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departure: Option<Date>,
    /// What was answered last: "а в августе?" goes on with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<TourTopic>,
    /// Asked of several tours at once: which of them?
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<TourTopic>,
}

/// Most topics answered at once.
const MOST: usize = 3;

pub fn answer(talk: &mut Talk<'_>, ask: &TourAsk) {
    let before = talk.state.tour.clone();
    let named: Vec<&Tour> = rows(talk, &ask.tours);
    let spoken: Vec<&Tour> = if named.is_empty() { let keys = context(talk); rows(talk, &keys) } else { named.clone() };
    let about = spoken.first().map(|t| t.key.clone());
    let is_search = ask.topics.iter().any(|t| matches!(t, TourTopic::Search | TourTopic::Cheapest));
    // Another wish begins where another kind of journey is asked for.
    if is_search && ask.wish.days.is_some() && !ask.wish.themes.is_empty() && before.wish.themes != ask.wish.themes {
        (talk.state.tour.wish.effort, talk.state.tour.wish.days) = (None, None);
    }
    talk.state.tour.wish.merge(&ask.wish);
    let is_other = about.as_ref().is_some_and(|key| !before.topic.is_empty() && before.topic.first() != Some(key));
    if is_other && !ask.wish.has_dates() && before.wish.one_day().is_some() {
        // The day of one tour is not the day of another.
        let month = before.wish.from;
        if let Some(day) = month {
            (talk.state.tour.wish.from, talk.state.tour.wish.until) = (Some(day.first_of_month()), day.last_of_month().tomorrow().ok());
        }
    }
    let mut topics: Vec<TourTopic> = Vec::new();
    for topic in ask.topics.iter().copied().take(MOST) {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    // A departure is told of with its price.
    let is_plain = ask.wish.people.is_none() && ask.wish.age.is_none() && !ask.has_child && spoken.iter().all(|t| t.variants.is_empty());
    if is_plain && topics.contains(&TourTopic::Departures) {
        topics.retain(|t| *t != TourTopic::Price);
    }
    looked(talk, ask);
    if spoken.is_empty() && ask.topics.iter().all(|t| matches!(t, TourTopic::Start | TourTopic::Program | TourTopic::Included | TourTopic::Excluded)) {
        talk.say("tour-which-one", &args![]);
        talk.state.tour.pending = topics;
        return;
    }
    for topic in &topics {
        one(talk, *topic, ask, &named, &spoken);
    }
    if !named.is_empty() && !is_search && !matches!(topics.as_slice(), [TourTopic::Easier | TourTopic::Cheaper]) {
        tour_offer::keep_departure(talk, &named);
    }
    talk.state.tour.last = topics.last().copied();
    learn(talk, ask, &named);
    if topics.contains(&TourTopic::Search) && !talk.state.tour.topic.is_empty() {
        script::offered(talk);
    }
}

fn one(talk: &mut Talk<'_>, topic: TourTopic, ask: &TourAsk, named: &[&Tour], spoken: &[&Tour]) {
    let wish = talk.state.tour.wish.clone();
    match topic {
        TourTopic::Search | TourTopic::List => tour_offer::search(talk, &search_wish(talk, ask, &wish)),
        TourTopic::Cheapest => tour_offer::cheapest(talk, &search_wish(talk, ask, &wish)),
        TourTopic::Easier | TourTopic::Cheaper => {
            let Some(base) = spoken.first() else { return };
            tour_offer::than(talk, topic, base, &wish);
        }
        TourTopic::Compare => {
            tour_fact::compare(talk, spoken);
            tour_offer::keep(talk, spoken);
        }
        TourTopic::Departures => {
            for tour in spoken.iter().take(MOST) {
                tour_seats::tell(talk, tour, &wish);
            }
            if let [only] = spoken {
                after(talk, only, &wish);
            }
        }
        TourTopic::Price if spoken.is_empty() => {
            let text = tour_offer::price_from(talk);
            talk.says.push(text);
        }
        _ => match spoken {
            [] => {}
            [tour] if topic == TourTopic::Guide => tour_seats::guide(talk, tour, ask),
            [tour] => tour_fact::tell(talk, topic, tour, ask),
            several if topic == TourTopic::Price || !named.is_empty() => {
                for tour in several.iter().take(MOST) {
                    if topic == TourTopic::Guide { tour_seats::guide(talk, tour, ask) } else { tour_fact::tell(talk, topic, tour, ask) }
                }
            }
            several => {
                talk.state.tour.pending = vec![topic];
                let names: Vec<String> = several.iter().map(|t| tour_show::name(talk.lang, t).to_owned()).collect();
                let names = show::list(talk.lang, &names);
                talk.say("tour-which", &args!["names" => names]);
            }
        },
    }
}

/// After the answer about seats: who may not come, and what would suit instead.
fn after(talk: &mut Talk<'_>, tour: &Tour, wish: &TourWish) {
    let too_young = wish.age.is_some_and(|age| age < tour.min_age);
    if too_young {
        talk.say("tour-too-young", &args!["name" => tour_show::name(talk.lang, tour).to_owned(), "age" => tour.min_age]);
    }
}

/// The wish a search works on: a tour's own length does not narrow it, and a day that was one tour's is its month.
fn search_wish(talk: &Talk<'_>, ask: &TourAsk, wish: &TourWish) -> TourWish {
    let mut wide = wish.clone();
    if ask.wish.from.is_none() && wide.one_day().is_some() && talk.state.tour.departure.is_some() {
        wide.clear_dates();
    }
    wide
}

fn rows<'a>(talk: &Talk<'a>, keys: &[String]) -> Vec<&'a Tour> {
    keys.iter().filter_map(|key| talk.catalog().tours.by_key(key)).collect()
}

/// The look into the catalog, for the trace.
fn looked(talk: &mut Talk<'_>, ask: &TourAsk) {
    let wish = serde_json::json!(talk.state.tour.wish);
    talk.lookups.push(serde_json::json!({ "call": { "tool": "search_products", "tours": ask.tours, "topics": ask.topics, "wish": wish }, "found": talk.catalog().tours.rows.len() }));
}

/// What the text told of the request.
fn learn(talk: &mut Talk<'_>, ask: &TourAsk, named: &[&Tour]) {
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    known.extend(ask.wish.people.map(|n| ("people", n.to_string())));
    known.extend(tour_wish::kept(&ask.wish).map(|dates| ("dates", dates)));
    known.extend(ask.wish.days.map(|n| ("days", n.to_string())));
    if ask.topics.contains(&TourTopic::Departures) {
        known.extend(talk.state.tour.departure.filter(|_| ask.wish.one_day().is_some() && talk.tour_is_open).map(|day| ("departure", day.to_string())));
    }
    if let [tour] = named {
        known.insert("tour", tour.key.clone());
    } else if let ([key], true) = (talk.state.tour.topic.as_slice(), named.is_empty() && ask.topics == [TourTopic::Departures]) {
        known.insert("tour", key.clone());
    }
    for (variable, value) in known {
        talk.learn(variable, &value);
    }
}

/// Offers what fits all that is known of the request: the end of a qualification. False when the firm has no tours.
pub fn offer(talk: &mut Talk<'_>, known: &BTreeMap<String, String>) -> bool {
    if talk.catalog().tours.is_empty() {
        return false;
    }
    let get = |name: &str| known.get(name).map(String::as_str).filter(|v| !v.is_empty());
    let mut wish = TourWish { people: get("people").and_then(|n| n.parse().ok()), days: get("days").and_then(|n| n.parse().ok()), budget: get("budget").and_then(super::request::money_of), ..TourWish::default() };
    if let Some((from, until)) = get("dates").and_then(tour_wish::dates_of) {
        (wish.from, wish.until) = (Some(from), until);
    }
    let fitness = get("fitness").map(super::faq::fold).unwrap_or_default();
    wish.effort = if ["рюкзак", "backpack"].iter().any(|w| fitness.contains(w)) { Some(Difficulty::Hard) } else if ["гуля", "stroll"].iter().any(|w| fitness.contains(w)) { Some(Difficulty::Easy) } else if ["на день", "day"].iter().any(|w| fitness.contains(w)) { Some(Difficulty::Moderate) } else { None };
    // "бываем в походах на день" is no length of a journey.
    if wish.days == Some(1) && fitness.contains("на день") && talk.state.tour.wish.days.is_none() {
        wish.days = None;
    }
    let destination = get("destination").unwrap_or_default();
    for word in tour_wish::words(destination) {
        for theme in crate::tour::themes_of(&word) {
            if !wish.themes.iter().any(|t| t == theme) {
                wish.themes.push(theme.to_owned());
            }
        }
    }
    let mut all = talk.state.tour.wish.clone();
    all.merge(&wish);
    talk.state.tour.wish = all.clone();
    looked(talk, &TourAsk { topics: vec![TourTopic::Search], ..TourAsk::default() });
    tour_offer::search(talk, &all);
    talk.state.tour.last = Some(TourTopic::Search);
    true
}
