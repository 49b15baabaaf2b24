//! Questions and wishes about tours, as commands: which tour, what of it, when, for whom. What is meant without a name is the tour spoken of.

use super::found::Found;
use super::talk::Talk;
use super::tour_wish::{self, is_child, small, words};
use super::tour_words::{ADVICE, CHEAPER, CHEAPEST, EASIER, LISTS, NOISE, OTHERS, TELL, TOPICS, TRAVELS, WHAT};
use super::{faq, intents};
use crate::tour::{Named, TourWish};
use crate::understand::{Intent, Understanding, Value};
use domain::tool::Tool;
use domain::tour::Difficulty;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TourTopic {
    About,
    Price,
    Included,
    Excluded,
    Bring,
    Program,
    Difficulty,
    Age,
    Group,
    Start,
    Season,
    Departures,
    Guide,
    Duration,
    Compare,
    Cheapest,
    Easier,
    Cheaper,
    /// Is this thing in the price?
    Item,
    Search,
    /// What tours there are, with prices from.
    List,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TourAsk {
    pub topics: Vec<TourTopic>,
    /// Keys of the tours that are named; none = those spoken of.
    pub tours: Vec<String>,
    /// What the text adds to the wish.
    pub wish: TourWish,
    /// Day of the programme; −1 = the last.
    pub day: Option<i16>,
    /// Stems of the thing asked after.
    pub items: Vec<String>,
    /// Wants to go, not only to know.
    pub is_plan: bool,
    pub has_child: bool,
    /// "берём первый": one of those offered, by its place.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_pick: bool,
}

pub fn read(talk: &mut Talk<'_>, understood: &Understanding, found: &Found) -> Option<TourAsk> {
    let tours = &talk.catalog().tours;
    if tours.is_empty() || !talk.facts.agent.spec.tools.contains(&Tool::SearchProducts) {
        return None;
    }
    let named: Vec<Named> = tours.index.find(&understood.text).into_iter().filter(|n| !is_refused(&understood.text, n.start)).collect();
    let own: Vec<&Named> = named.iter().filter(|n| n.is_own).collect();
    let in_name = |at: usize| own.iter().any(|n| n.start <= at && at < n.end);
    let wish = tour_wish::of(talk, understood, &in_name);
    let folded = format!(" {} ", words(&understood.text).join(" "));
    let has = |list: &[&str]| list.iter().any(|w| starts(&folded, w));
    let lists = has(LISTS) || folded.contains(" что ") && has(WHAT) || folded.contains(" what ") && has(&["else", "instead"]);
    let mut ask = TourAsk { wish, ..TourAsk::default() };
    ask.tours = keys_of(talk, &named);
    let chars: Vec<char> = understood.text.chars().collect();
    ask.has_child = crate::understand::token::tokens(&chars).iter().any(|t| !in_name(t.start) && is_child(&t.form));
    ask.is_plan = found.people.is_some() || has(&["каким", "какими", "каких", "какого", "какому", "кем", "мой", "своих", "свои", "вас", "вам", "вы", "ваш", "ваши", "вот", "если", "при", "нормально", "тяжко", "двумя", "хочу", "хотим", "бронир", "заброн", "оформ", "запиш", "записыва", "берем", "едем", "book", "want"]);
    let is_named = !own.is_empty();
    let others = has(OTHERS);
    if others && !is_named || has(OTHERS.get(..9).unwrap_or_default()) {
        return None;
    }
    if has(TRAVELS) {
        // How far it is stands in the articles.
        talk.tour_guess = is_named.then(|| TourAsk { topics: vec![TourTopic::About], ..ask });
        return None;
    }
    let mut topics: Vec<TourTopic> = TOPICS.iter().filter(|(_, list)| has(list)).map(|(topic, _)| *topic).collect();
    sift(&mut topics, &folded, is_named, &mut ask);
    // When one is back stands at the end of the programme.
    if topics.contains(&TourTopic::Program) && has(&["вернемся", "возвращаемся", "возвращение", "вернетесь", "come back"]) {
        ask.day = Some(-1);
    }
    let rest = leftover(talk, understood, &in_name, &topics);
    let context = context(talk);
    let is_pricey = has(&["дорого", "дороговат", "кусает", "expensive"]);
    let is_question = intents::is_question(understood) || lists;

    // Two by name, or one beside the one spoken of.
    if topics.contains(&TourTopic::Compare) || ask.tours.len() == 2 && is_question && topics.is_empty() {
        add_spoken(talk, &named, &mut ask.tours);
        if ask.tours.len() == 1 {
            let other = context.iter().find(|key| !ask.tours.contains(key)).cloned();
            ask.tours.extend(other);
        }
        if ask.tours.len() >= 2 {
            ask.topics = vec![TourTopic::Compare];
            return Some(ask);
        }
        topics.retain(|t| *t != TourTopic::Compare);
    }
    if is_named {
        if has(CHEAPER) && ask.has_child {
            topics.push(TourTopic::Price);
        }
        if topics.is_empty() && has(TELL) {
            topics.push(TourTopic::About);
        }
        return by_name(talk, understood, ask, topics, &rest);
    }
    let has_theme = !ask.wish.themes.is_empty() || !ask.wish.words.is_empty() || !named.is_empty();
    if has(EASIER) && !context.is_empty() {
        ask.topics = vec![TourTopic::Easier];
        return Some(ask);
    }
    if has(CHEAPER) && (!context.is_empty() || ask.wish.days.is_none()) && !context.is_empty() {
        ask.topics = vec![TourTopic::Cheaper];
        return Some(ask);
    }
    if is_pricey || others {
        return None;
    }
    if has(CHEAPEST) {
        ask.topics = vec![TourTopic::Cheapest];
        return Some(ask);
    }
    // "берём первый" of those offered.
    let place = understood.entities.iter().find_map(|e| if let Value::Ordinal { value } = &e.value { Some(*value) } else { None });
    if let Some(place) = place.filter(|_| talk.state.flow.is_none() && ask.day.is_none() && rest.is_empty())
        && let Some(key) = if place < 0 { context.last() } else { usize::try_from(place - 1).ok().and_then(|at| context.get(at)) }
    {
        ask.tours = vec![key.clone()];
        ask.is_pick = true;
        ask.topics = if topics.is_empty() { vec![if ask.is_plan || ask.wish.has_dates() { TourTopic::Departures } else { TourTopic::About }] } else { topics };
        return Some(ask);
    }
    let is_fit = has(&["с рюкзак", "опыт есть", "есть опыт", "опытн", "подготовлен", "experienced", "backpack"]);
    if is_fit && talk.state.tour.last == Some(TourTopic::Search) && talk.state.flow.is_none() {
        ask.wish.effort = Some(Difficulty::Hard);
        ask.topics = vec![TourTopic::Search];
        return Some(ask);
    }
    let is_bare = rest.is_empty();
    let wants_search = ask.wish.days.is_some() && (ask.wish.has_dates() || ask.wish.people.is_some() || has_theme || is_question || has(&["тур", "tour"])) && rest.len() <= 3
        || lists && rest.len() <= 1 && (ask.wish.age.is_some() || talk.state.tour.last.is_some() && (ask.wish.has_dates() || has_theme || talk.state.tour.wish.age.is_some() || topics.is_empty()))
        || ask.wish.has_dates() && !named.is_empty() && rest.len() <= 1 && topics.is_empty()
        || ask.wish.age.is_some() && lists;
    // "есть места на 24 июля?", "а в сентябре что есть": of all tours, before one is spoken of.
    let is_first = context.is_empty() && talk.state.flow.is_none() && found.services.is_empty() && found.wish.at.is_none();
    let wants_search = wants_search || is_first && ask.wish.has_dates() && rest.len() <= usize::from(lists) && ask.wish.people.is_none() && (is_question && lists && !has(ADVICE) || topics == [TourTopic::Departures]);
    let asks_facts = topics.iter().any(|t| !matches!(t, TourTopic::Departures | TourTopic::Price | TourTopic::Program));
    if wants_search && (!asks_facts || lists) && ask.day.is_none() && !(is_bare && !context.is_empty() && topics == [TourTopic::Program]) {
        ask.topics = vec![TourTopic::Search];
        return Some(ask);
    }
    if ask.tours.len() == 1 && rest.is_empty() && !topics.is_empty() {
        // "почём верхом": an everyday word that only one tour has.
        ask.topics = topics;
        return Some(ask);
    }
    ask.tours.clear();
    if context.is_empty() && talk.state.flow.is_none() && topics == [TourTopic::Price] && rest.is_empty() && has(&["тур", "tour"]) {
        ask.topics = topics;
        return Some(ask);
    }
    if is_first && talk.state.script.is_none() && is_fact(&topics) && (is_bare || rest.len() == 1 && topics.contains(&TourTopic::Start) && !blocked(talk, &rest)) && intents::best_faq(talk, &understood.text).is_none_or(|(_, fits)| fits < faq::STRONG) {
        // Asked of no tour: which one?
        ask.topics = topics;
        return Some(ask);
    }
    if talk.state.flow.is_some() || context.is_empty() {
        return None;
    }
    if ask.has_child && rest.is_empty() && !topics.contains(&TourTopic::Price) && context.len() == 1 {
        ask.topics = vec![TourTopic::Age];
        return Some(ask);
    }
    if let Some(items) = item(talk, &context, &rest, &folded) {
        (ask.items, ask.topics) = (items, vec![TourTopic::Item]);
        return Some(ask);
    }
    if rest.is_empty() && !topics.is_empty() {
        ask.topics = topics;
        return Some(ask);
    }
    follow(talk, understood, ask, &rest)
}

/// Questions that only a tour answers.
fn is_fact(topics: &[TourTopic]) -> bool {
    use TourTopic as T;
    !topics.is_empty() && topics.iter().all(|t| matches!(t, T::Start | T::Program | T::Included | T::Excluded))
}

/// A tour by name: what of it is asked, or when one could go.
fn by_name(talk: &mut Talk<'_>, understood: &Understanding, mut ask: TourAsk, mut topics: Vec<TourTopic>, rest: &[String]) -> Option<TourAsk> {
    let is_implied = topics.is_empty();
    let of_faq = intents::best_faq(talk, &understood.text).is_some_and(|(_, fits)| fits >= faq::STRONG);
    if topics.is_empty() {
        let pending = std::mem::take(&mut talk.state.tour.pending);
        topics = if ask.wish.has_dates() || ask.wish.people.is_some() || ask.is_plan { vec![TourTopic::Departures] } else { pending };
    }
    if ask.wish.age.is_some() && !topics.iter().any(|t| matches!(t, TourTopic::Price)) || ask.has_child && topics.is_empty() {
        topics.retain(|t| !matches!(t, TourTopic::Departures));
        topics.insert(0, TourTopic::Age);
    }
    if topics.is_empty() {
        topics.push(TourTopic::About);
    }
    ask.topics = topics;
    let told = ask.topics != [TourTopic::About] && !is_implied;
    if rest.len() > usize::from(told) || rest.len() == 1 && (of_faq || blocked(talk, rest)) {
        // Something else is asked of it; the catalog is the last to be opened.
        talk.tour_guess = Some(TourAsk { topics: vec![TourTopic::About], ..ask });
        return None;
    }
    Some(ask)
}

/// Is the word one the firm's written answers speak of?
fn blocked(talk: &Talk<'_>, rest: &[String]) -> bool {
    rest.iter().any(|word| talk.catalog().faq_index.knows(word))
}

/// "а в августе?", "нас будет пятеро", "едем 30-го": goes on with what was spoken of.
fn follow(talk: &Talk<'_>, understood: &Understanding, mut ask: TourAsk, rest: &[String]) -> Option<TourAsk> {
    let is_sure = |intent| understood.intents.iter().any(|i| i.name == intent && i.score >= 0.8);
    let speaks = ask.wish.has_dates() || ask.wish.people.is_some() || ask.wish.budget.is_some();
    if !speaks || rest.len() > 1 || is_sure(Intent::Cancel) || is_sure(Intent::Move) {
        return None;
    }
    let searched = matches!(talk.state.tour.last, Some(TourTopic::Search | TourTopic::Cheapest | TourTopic::Easier | TourTopic::Cheaper)) && talk.state.tour.topic.len() != 1;
    ask.topics = vec![if searched || ask.wish.budget.is_some() { TourTopic::Search } else { TourTopic::Departures }];
    Some(ask)
}

/// "а страховка?" after what is included, "питание входит?".
fn item(talk: &Talk<'_>, context: &[String], rest: &[String], folded: &str) -> Option<Vec<String>> {
    let of_price = matches!(talk.state.tour.last, Some(TourTopic::Included | TourTopic::Excluded | TourTopic::Item)) || ["входит", "входят", "включен", "даете", "includ"].iter().any(|w| starts(folded, w));
    let stems: Vec<String> = rest.iter().flat_map(|w| faq::stems(w)).collect();
    let [key] = context else { return None };
    let tour = talk.catalog().tours.by_key(key)?;
    let is_listed = |stem: &String| tour.included.iter().chain(&tour.excluded).any(|line| faq::stems(line).contains(stem));
    let known: Vec<String> = stems.iter().filter(|s| is_listed(s)).cloned().collect();
    (of_price && !known.is_empty() && stems.len() <= 3).then_some(known)
}

/// Keys of the tours meant, in the order they are named.
fn keys_of(talk: &Talk<'_>, named: &[Named]) -> Vec<String> {
    let rows = &talk.catalog().tours.rows;
    let mut keys: Vec<String> = Vec::new();
    for one in named.iter().filter(|n| n.is_own) {
        // "сон-куль … верхом": the everyday word tells which of two namesakes.
        let narrower = named.iter().filter(|n| !n.is_own && n.tours.len() == 1 && (n.start >= one.end || n.end <= one.start)).find_map(|n| rows.get(*n.tours.first()?)).filter(|t| {
            let first = one.tours.first().and_then(|i| rows.get(*i)).map(|t| faq::stems(&t.name)).unwrap_or_default();
            first.first().is_some_and(|stem| faq::stems(&t.name).first() == Some(stem))
        });
        let is_only = named.iter().filter(|n| n.is_own).count() == 1;
        let keys_here: Vec<String> = match narrower.filter(|_| is_only) {
            Some(tour) => vec![tour.key.clone()],
            None => one.tours.iter().filter_map(|i| rows.get(*i)).map(|t| t.key.clone()).collect(),
        };
        for key in keys_here {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    if keys.is_empty() {
        let mut spoken: Vec<String> = Vec::new();
        add_spoken(talk, named, &mut spoken);
        return spoken;
    }
    keys
}

/// In a comparison everyday words mean tours too: "на машине и верхом".
fn add_spoken(talk: &Talk<'_>, named: &[Named], keys: &mut Vec<String>) {
    let rows = &talk.catalog().tours.rows;
    let own = named.iter().filter(|n| n.is_own).filter_map(|n| rows.get(*n.tours.first()?));
    let spoken = named.iter().filter(|n| !n.is_own && n.tours.len() == 1).filter_map(|n| rows.get(*n.tours.first()?));
    for tour in own.chain(spoken) {
        if !keys.contains(&tour.key) && keys.len() < 3 {
            keys.push(tour.key.clone());
        }
    }
}

/// Topics that stand beside each other by accident.
fn sift(topics: &mut Vec<TourTopic>, folded: &str, is_named: bool, ask: &mut TourAsk) {
    use TourTopic as T;
    ask.day = program_day(folded);
    if ask.day.is_some() {
        topics.retain(|t| !matches!(t, T::Departures));
        topics.insert(0, T::Program);
        topics.dedup();
    }
    if topics.contains(&T::Excluded) {
        topics.retain(|t| !matches!(t, T::Included | T::Price));
    }
    if topics.contains(&T::Included) {
        topics.retain(|t| *t != T::Price);
    }
    if topics.contains(&T::Start) || topics.contains(&T::Season) || topics.contains(&T::Guide) || topics.contains(&T::Group) {
        topics.retain(|t| *t != T::Departures);
    }
    // "сколько" alone asks for the price: "а сонкель сколько?"
    let asks_sum = ["сколько", "скоко", "скока", "how much"].iter().any(|w| starts(folded, w));
    if asks_sum && topics.is_empty() && is_named {
        topics.push(T::Price);
    }
    if topics.contains(&T::Departures) && topics.contains(&T::Price) && starts(folded, "место") {
        topics.retain(|t| *t != T::Departures);
    }
}

/// "второй день", "3 день", "день 2", "последний день".
fn program_day(folded: &str) -> Option<i16> {
    const ORDINALS: &[(&str, i16)] = &[("перв", 1), ("втор", 2), ("трет", 3), ("четверт", 4), ("пят", 5), ("шест", 6), ("седьм", 7), ("восьм", 8), ("девят", 9), ("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5), ("последн", -1), ("last", -1)];
    let said: Vec<&str> = folded.split_whitespace().collect();
    let is_day = |w: &str| matches!(w, "день" | "дня" | "дне" | "дню" | "day");
    let ordinal = |w: &str| ORDINALS.iter().find(|(start, _)| w.starts_with(start) && !matches!(w, "пять" | "шесть" | "пятеро" | "шестеро" | "первоначально" | "lasts")).map(|(_, n)| *n);
    said.windows(2).find_map(|pair| match pair {
        [n, day] if is_day(day) => ordinal(n).or_else(|| (*day == "день").then(|| n.parse::<i16>().ok()).flatten().filter(|n| (2..=60).contains(n))),
        ["день" | "day", n] => small(n).filter(|_| n.parse::<u16>().is_ok()).and_then(|n| i16::try_from(n).ok()).or_else(|| ordinal(n)),
        _ => None,
    })
}

/// What the conversation is about: tours spoken of, else the tour of the request.
pub fn context(talk: &Talk<'_>) -> Vec<String> {
    let spoken: Vec<String> = talk.state.tour.topic.iter().filter(|key| talk.catalog().tours.by_key(key).is_some()).cloned().collect();
    if spoken.is_empty() { talk.facts.request.as_ref().and_then(|r| r.tour.clone()).filter(|key| talk.catalog().tours.by_key(key).is_some()).into_iter().collect() } else { spoken }
}

/// Words that say something else than tours, dates, people and the topics found.
fn leftover(talk: &Talk<'_>, understood: &Understanding, in_name: &dyn Fn(usize) -> bool, topics: &[TourTopic]) -> Vec<String> {
    let chars: Vec<char> = understood.text.chars().collect();
    let taken = |at: usize| understood.entities.iter().any(|e| e.start <= at && at < e.end && matches!(e.value, Value::Datetime(_) | Value::Count { .. } | Value::Money { .. } | Value::Duration { .. } | Value::Number { .. } | Value::Ordinal { .. } | Value::Phone { .. } | Value::Person { .. } | Value::Employee { .. } | Value::Branch { .. }));
    let of_topic = |word: &str| TOPICS.iter().filter(|(t, _)| topics.contains(t)).flat_map(|(_, list)| list.iter()).any(|w| w.split_whitespace().any(|part| word.starts_with(part) && part.chars().count() > 2));
    let known = |word: &str| NOISE.contains(&word) || word.chars().count() < 2 || word.contains("летн") || small(word).is_some() || crate::tour::is_theme_word(word) || is_child(word) || tour_wish::spoken_month(word).is_some() || of_topic(word) || EASIER.iter().chain(CHEAPER).chain(CHEAPEST).any(|w| word.starts_with(w));
    let wished = |word: &str| talk.catalog().tours.index.knows(word);
    crate::understand::token::tokens(&chars).into_iter().filter(|t| t.is_word() && !in_name(t.start) && !taken(t.start) && !known(&t.form) && !wished(&t.form)).map(|t| t.form).collect()
}

/// The text without the tours it names, where it names some: what is asked of them.
pub fn without_names(talk: &Talk<'_>, text: &str) -> Option<String> {
    let named: Vec<Named> = talk.catalog().tours.index.find(text).into_iter().filter(|n| n.is_own).collect();
    let kept: String = text.chars().enumerate().map(|(at, c)| if named.iter().any(|n| n.start <= at && at < n.end) { ' ' } else { c }).collect();
    (!named.is_empty()).then_some(kept)
}

/// Does the text ask of something beside tours, days and people? Only where tours are sold.
pub fn says_else(talk: &Talk<'_>, understood: &Understanding) -> bool {
    !talk.catalog().tours.is_empty() && !leftover(talk, understood, &|_| false, &[TourTopic::Price]).is_empty()
}

/// "не ала-куль, а джергалан", "вместо сон-куля": named to be turned down.
fn is_refused(text: &str, start: usize) -> bool {
    let head: String = text.chars().take(start).collect();
    let before = words(&head);
    let last = |n: usize| before.len().checked_sub(n).and_then(|i| before.get(i)).map_or("", String::as_str);
    let is_no = |w: &str| matches!(w, "не" | "вместо" | "кроме" | "not" | "except");
    is_no(last(1)) || matches!(last(1), "на" | "of" | "the" | "to") && (is_no(last(2)) || last(2) == "instead")
}

/// Does some word of the text begin so? A phrase of several words is found as it stands.
fn starts(folded: &str, beginning: &str) -> bool {
    folded.contains(&format!(" {}", beginning.trim_start()))
}
