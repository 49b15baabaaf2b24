//! What a text asks that the catalog, the FAQ or the papers answer; `intents.rs` puts it beside what is wished for.

use super::command::{Command, Topic};
use super::faq::{self, fold};
use super::found::Found;
use super::intents::position;
use super::read::is_sure;
use super::state::{Ask, Wish};
use super::talk::Talk;
use super::words;
use crate::understand::{Intent, Understanding};

/// Questions the catalog or the FAQ answers.
pub fn answers(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> Vec<Command> {
    let sure = |intent| is_sure(understood, intent);
    let folded = fold(&understood.text);
    let table = [
        (Intent::Prices, Topic::Prices),
        (Intent::Services, Topic::Services),
        (Intent::Employees, Topic::Employees),
        (Intent::Address, Topic::Address),
        (Intent::Hours, Topic::Hours),
        (Intent::PhoneOfFirm, Topic::Phone),
    ];
    let mut topics: Vec<Topic> = table.into_iter().filter(|(intent, _)| sure(*intent)).map(|(_, topic)| topic).collect();
    // "стрижка на четверг стоит, перенесите": stands, not costs.
    if sure(Intent::Move) && !["скольк", "цен", "почем", "прайс", "how much", "price", "cost"].iter().any(|w| folded.contains(w)) {
        topics.retain(|t| *t != Topic::Prices);
    }
    let is_long = ["длит", "по времени", "сколько времени", "долго", "how long", "duration"].iter().any(|w| folded.contains(w));
    if is_long && (!found.services.is_empty() || !talk.draft().services.is_empty()) && !sure(Intent::Prices) {
        topics = vec![Topic::Duration];
    }
    let is_answering = matches!(talk.state.asked.as_ref().map(|a| a.what), Some(Ask::Service | Ask::Employee | Ask::Branch | Ask::Visit));
    if is_answering && !is_question(understood) && !found.services.is_empty() {
        topics.retain(|t| *t == Topic::Prices);
    }
    let is_supposed = words::is_supposed(&folded) && is_question(understood);
    let has_flow = !is_supposed && [Intent::Book, Intent::Move, Intent::Cancel, Intent::MyVisits].into_iter().any(sure);
    let works = ["работае", "принима", "бывает", "выходит", "смен", "works", "working", "work on"].iter().any(|w| folded.contains(w));
    if !found.employees.is_empty() && works && !found.wish.has_time() && !sure(Intent::Book) {
        return vec![Command::Answer { topic: Topic::Schedule, services: vec![], employees: found.employees.clone(), branches: vec![], day: found.wish.from.filter(|d| *d > jiff::civil::Date::MIN && found.wish.is_one_day()) }];
    }
    // "кто завтра работает?"
    let said: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let asks_who = said.contains(&"кто") || said.contains(&"who");
    let day = found.wish.from.filter(|d| *d >= talk.today() && found.wish.is_one_day());
    if let Some(day) = day.filter(|_| asks_who && works && found.employees.is_empty() && found.services.is_empty() && talk.catalog().tours.is_empty() && found.wish.at.is_none() && !sure(Intent::Book)) {
        return vec![Command::Answer { topic: Topic::Schedule, services: vec![], employees: talk.catalog().employees.iter().map(|e| e.id).collect(), branches: vec![], day: Some(day) }];
    }
    let length = folded.split_whitespace().count();
    if talk.state.spoke_of_hours && topics.is_empty() && talk.state.flow.is_none() && found.wish.has_date() && !found.wish.has_time() && found.services.is_empty() && length <= 4 {
        topics = vec![Topic::Hours];
    }
    let is_open = topics.is_empty() && found.services.is_empty() && found.employees.is_empty();
    if is_open && (!found.branches.is_empty() || found.wish.has_date()) && ["работае", "открыт", "открыва", "закрыт", "закрыва", " open", "close"].iter().any(|w| folded.contains(w)) {
        topics = vec![Topic::Hours];
    }
    // What a service is says its price as well.
    if topics.contains(&Topic::Services) && matches!(found.services.as_slice(), [one] if one.len() == 1) {
        topics.retain(|t| *t != Topic::Prices);
    }
    let asked = topics.len();
    topics.retain(|topic| is_known(talk, *topic));
    let is_untold = topics.len() < asked && topics.is_empty();
    if let Some((entry, fits)) = best_faq(talk, &understood.text) {
        let least = talk.faq_threshold();
        let asks = is_question(understood);
        let chooses = !found.services.is_empty() && (sure(Intent::Book) && !understood.text.trim_end_matches(['?', ' ']).contains(['?', '.']) || is_answering && !understood.text.contains('?'));
        let beats = if chooses {
            false
        } else if topics.is_empty() {
            fits >= least && asks && !(has_flow && fits < faq::STRONG) || fits >= least.max(0.66) && !has_flow && found.wish == Wish::default()
        } else {
            let of_a_day = topics.contains(&Topic::Hours) && found.wish.has_date() && folded.contains(|c: char| c.is_ascii_digit()) && fits >= least;
            let strong = if topics.iter().all(|t| matches!(t, Topic::Hours | Topic::Address)) { 0.8 } else { faq::STRONG };
            of_a_day || fits >= strong && (found.services.is_empty() || !topics.contains(&Topic::Prices))
        };
        let beats = beats && (fits >= faq::STRONG || found.employees.is_empty() && found.branches.is_empty());
        if beats {
            return vec![Command::Faq { entry }];
        }
    }
    // "сколько стоит спальник напрокат": a price of something that is neither a tour nor a service.
    let is_of_else = topics == [Topic::Prices] && talk.state.flow.is_none() && if found.services.is_empty() { super::tour_read::says_else(talk, understood) } else { is_beside(talk, found, &folded) };
    if is_untold || is_of_else {
        return vec![Command::Unanswered { question: understood.text.clone() }];
    }
    let services: Vec<_> = asked_about(&folded, found, has_flow || found.wish.has_time() || found.wish.has_date());
    topics
        .into_iter()
        .map(|topic| Command::Answer { topic, services: services.clone(), employees: found.employees.clone(), branches: found.branches.clone(), day: found.wish.from.filter(|day| topic == Topic::Hours && *day > jiff::civil::Date::MIN) })
        .collect()
}

/// "за ботинки сколько" where only the fitting is a service, and a free one: what is asked of is not the service.
fn is_beside(talk: &Talk<'_>, found: &Found, folded: &str) -> bool {
    let said = faq::stems(folded);
    let is_other = |id: &domain::id::ServiceId| talk.catalog().service(*id).is_some_and(|s| s.price.minor == 0 && !faq::stems(&s.name).iter().any(|stem| said.contains(stem)));
    !talk.catalog().tours.is_empty() && found.services.iter().flatten().all(is_other)
}

/// Has the catalog anything to say of it?
fn is_known(talk: &Talk<'_>, topic: Topic) -> bool {
    let catalog = talk.catalog();
    match topic {
        Topic::Prices | Topic::Services | Topic::Duration => talk.books(),
        Topic::Employees | Topic::Schedule => !catalog.employees.is_empty(),
        Topic::Address => catalog.branches.iter().any(|b| !b.address.trim().is_empty()),
        Topic::Hours => catalog.branches.iter().any(|b| !b.hours.is_empty()),
        Topic::Phone => catalog.org.settings.phone.is_some() || catalog.branches.iter().any(|b| b.phone.is_some()),
        Topic::Visits => true,
    }
}

/// Of several services, the one a price is asked of is the one beside the word; the others are wished for.
fn asked_about(folded: &str, found: &Found, is_plan: bool) -> Vec<domain::id::ServiceId> {
    const ASKS: &[&str] = &["сколько", "почем", "цен", "стоит", "стоимост", "прайс", "how much", "price", "cost"];
    let all = || found.services.iter().flatten().copied().collect();
    if !is_plan || found.places.len() < 2 {
        return all();
    }
    let Some(at) = ASKS.iter().filter_map(|w| position(folded, w)).max() else { return all() };
    found.places.iter().min_by_key(|(place, _)| place.abs_diff(at)).map(|(_, ids)| ids.clone()).unwrap_or_default()
}

/// The best FAQ entry for the text or for one of its sentences.
pub fn best_faq(talk: &Talk<'_>, text: &str) -> Option<(usize, f64)> {
    let sentences = text.split(['.', '!', '?', '\n', ';']).map(str::trim).filter(|s| s.split_whitespace().count() > 1).take(8);
    let parts = sentences.filter_map(|s| talk.faq(s));
    // "веганская еда на сон-куле будет": a wording of the FAQ word for word, asked of a tour.
    let bare = super::tour_read::without_names(talk, text).and_then(|t| talk.faq(&t)).filter(|(_, fits)| *fits >= 0.85);
    talk.faq(text).into_iter().chain(parts).chain(bare).max_by(|a, b| a.1.total_cmp(&b.1))
}

pub fn is_question(understood: &Understanding) -> bool {
    const ASKING: &[&str] = &[
        "как", "какой", "какая", "какие", "где", "когда", "кто", "куда", "почему", "зачем", "сколько", "есть", "можно", "нужно", "надо", "а", "ли", "чем", "что", "how", "what", "where", "when", "who", "why", "do", "does",
        "is", "are", "can", "should",
    ];
    let folded = fold(&understood.text);
    understood.text.contains('?')
        || is_sure(understood, Intent::Question)
        || words::first_said(&folded).is_some_and(|w| ASKING.contains(&w))
        || folded.split_whitespace().any(|w| w == "ли")
}
