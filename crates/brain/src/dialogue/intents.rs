//! Intents and values of one text → commands: which flow, which answers, which corrections, in what order.

use super::command::{Change, Chat, Command, Topic};
use super::faq::{self, fold};
use super::found::{Found, plan};
use super::read::{is_sure, score};
use super::state::{Ask, Flow, Wish};
use super::talk::Talk;
use super::words;
use crate::understand::{Intent, Understanding, Value};

pub fn commands(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> Vec<Command> {
    let sure = |intent| is_sure(understood, intent);
    let folded = fold(&understood.text);
    if sure(Intent::Abuse) {
        return vec![Command::Chat { kind: Chat::Abuse }];
    }
    if words::is_off_topic(&folded) || words::is_arithmetic(&folded) {
        return vec![Command::Chat { kind: Chat::OffTopic }];
    }
    if sure(Intent::Spam) && found.wish == Wish::default() && found.services.is_empty() {
        return vec![Command::Chat { kind: Chat::Spam }];
    }
    // "стоп" alone is no wish for one's feet.
    if matches!(folded.trim_matches(|c: char| !c.is_alphanumeric()), "стоп" | "стопе" | "stop") {
        return vec![if talk.state.flow.is_some() { Command::Stop } else { Command::Chat { kind: Chat::Help } }];
    }
    let mut out = Vec::new();
    if sure(Intent::Greet) {
        out.push(Command::Chat { kind: Chat::Greet });
    }
    if sure(Intent::AreYouBot) || words::asks_who_speaks(&understood.text) {
        out.push(Command::Chat { kind: Chat::AreYouBot });
    }
    let asks_of_lateness = is_question(understood) || folded.split_whitespace().any(|w| w == "если" || w == "if");
    let is_answered = || talk.faq(&understood.text).is_some_and(|(_, fits)| fits >= talk.faq_threshold());
    if sure(Intent::RunningLate) && !(asks_of_lateness && is_answered()) {
        out.push(Command::Late { minutes: found.minutes.or(found.number) });
        return out;
    }
    let mut answers = answers(talk, understood, found);
    let speaks_of_lateness = sure(Intent::RunningLate) || ["опозда", "задержус", "be late", "am late"].iter().any(|w| folded.contains(w));
    if speaks_of_lateness && !answers.is_empty() && found.services.is_empty() && !sure(Intent::Book) {
        // "опоздаю на 10 минут, ок?" is answered and starts nothing.
        out.extend(answers);
        return out;
    }
    let lacks = words::not_offered(understood, &folded, &talk.catalog().lexicon).filter(|_| !answers.iter().any(|a| matches!(a, Command::Faq { .. })));
    if lacks.is_some() && found.services.is_empty() {
        // A price or a master of what is not done is no question about everything else.
        answers.retain(|a| !matches!(a, Command::Answer { topic: Topic::Prices | Topic::Services | Topic::Employees | Topic::Duration, .. }));
    }
    let (flow, wants_plan) = flow(talk, understood, found, &folded, !answers.is_empty());
    let has_answers = !answers.is_empty();
    let mut found = found.clone();
    let priced = priced(&answers);
    if has_answers && found.services.len() > priced.len() {
        found.services.retain(|wish| !wish.iter().all(|id| priced.contains(id)));
    }
    let found = &found;
    // Somebody who names an hour, or a person and a day, wants to come whatever else they ask.
    let is_plan = found.wish.has_time() || found.wish.has_date() && !found.employees.is_empty();
    let stops = flow.iter().any(|c| matches!(c, Command::Stop | Command::Restart | Command::BookNext { .. }));
    out.extend(flow);
    let lacks = lacks.filter(|_| !stops && !out.iter().any(|c| matches!(c, Command::UnknownService { .. })));
    if let Some(name) = lacks.clone().filter(|_| found.services.is_empty()) {
        out.push(Command::UnknownService { name });
        if !sure(Intent::Book) && talk.state.flow.is_none() {
            out.extend(answers);
            return out;
        }
    }
    if wants_plan && !stops {
        let mut sets = plan(talk, understood, found);
        if has_answers && !is_plan && !sure(Intent::Book) && !sure(Intent::Availability) {
            // The values belong to the question, except an hour somebody asks to come at.
            sets.retain(|c| matches!(c, Command::SetWish { wish } if wish.has_time() || talk.state.flow.is_some()));
        }
        let starts = out.iter().any(|c| matches!(c, Command::StartFlow { .. }));
        if talk.state.flow.is_none() && !starts && sets.iter().any(Command::sets) {
            if !has_answers && sure(Intent::Question) && !sure(Intent::Book) && !sure(Intent::Availability) && sets.iter().all(|c| matches!(c, Command::SetServices { .. })) {
                out.push(Command::Unanswered { question: understood.text.clone() });
                return out;
            }
            out.push(Command::StartFlow { flow: Flow::Book });
        }
        out.extend(sets);
    }
    if let Some(name) = lacks.filter(|_| !found.services.is_empty()) {
        out.push(Command::UnknownService { name });
    }
    // Answers come after what was asked for, so that the open question follows them.
    out.extend(answers);
    let is_set = out.iter().any(Command::sets);
    if !is_set {
        out.extend(small_words(talk, understood, &folded, &out));
    }
    let is_idle = out.iter().all(|c| matches!(c, Command::Chat { kind: Chat::Greet }));
    if is_idle {
        out.extend(last_resort(talk, understood, !out.is_empty()));
    }
    out
}

/// Starting, switching and leaving flows. The flag says whether the values of the text are for the flow.
fn flow(talk: &Talk<'_>, understood: &Understanding, found: &Found, folded: &str, has_answers: bool) -> (Vec<Command>, bool) {
    let sure = |intent| is_sure(understood, intent);
    let current = talk.state.flow;
    let asked = talk.state.asked.as_ref().map(|a| a.what);
    let is_set = found.wish != Wish::default() || !found.services.is_empty() || !found.employees.is_empty() || !found.branches.is_empty();
    let is_confirming = sure(Intent::Confirm) && (!is_set || current.is_none() && score(understood, Intent::Confirm) >= score(understood, Intent::Book));
    if is_confirming {
        return (vec![if asked == Some(Ask::Consent) { Command::Affirm } else { Command::ConfirmVisit }], false);
    }
    let (cancel, moving) = (score(understood, Intent::Cancel), score(understood, Intent::Move));
    // "передумал, пусть Марина" corrects; "ладно, не надо" leaves.
    if current == Some(Flow::Book) && is_set && (sure(Intent::StartOver) || sure(Intent::Cancel)) && !folded.contains("отмен") && !folded.contains("cancel") {
        return (vec![], true);
    }
    if matches!(asked, Some(Ask::Phone | Ask::Name)) && !is_set && words::refuses(folded) {
        return (vec![Command::Deny], false);
    }
    if current.is_some() && !is_set && words::refuses(folded) {
        return (vec![Command::Stop], false);
    }
    if sure(Intent::StartOver) && current.is_some() && cancel < 0.9 {
        let again = ["заново", "сначала", "over", "again"].iter().any(|w| folded.contains(w));
        return (vec![if again { Command::Restart } else { Command::Stop }], false);
    }
    if sure(Intent::Cancel) && cancel >= moving {
        return match current {
            Some(Flow::Book) if !folded.contains("мою запись") && !folded.contains("my appointment") => (vec![Command::Stop], false),
            Some(Flow::Cancel) if asked == Some(Ask::Consent) => (vec![Command::Affirm], false),
            _ => (start_cancel(understood, found, folded), true),
        };
    }
    if sure(Intent::Move) {
        return match current {
            Some(Flow::Book) if talk.draft().slot.is_some() || !talk.draft().services.is_empty() => {
                if is_set { (vec![], true) } else { (vec![Command::Change { what: Change::Time }], false) }
            }
            Some(Flow::Move) => (vec![], true),
            _ => (vec![Command::StartFlow { flow: Flow::Move }], true),
        };
    }
    let asks_when = ["во сколько приходить", "когда приходить", "во сколько прийти", "на какое время я", "точно записал", "when is my", "what time is my"].iter().any(|w| folded.contains(w)) && current.is_none();
    if asks_when || sure(Intent::MyVisits) && score(understood, Intent::MyVisits) >= score(understood, Intent::Book) {
        let topic = Command::Answer { topic: Topic::Visits, services: vec![], employees: vec![], branches: vec![], day: None };
        return (vec![topic], false);
    }
    let just_booked = current.is_none() && (!talk.state.booked.is_empty() || talk.state.asked.as_ref().is_some_and(|a| a.choices.iter().any(|c| c == "go:move"))) && talk.phase == domain::conversation::Phase::Completed;
    let corrects = just_booked && is_set && !has_answers && !sure(Intent::Book) && !sure(Intent::Thanks);
    if current.is_none() && found.services.is_empty() && (words::moves_in_words(folded) || corrects) {
        return (vec![Command::StartFlow { flow: Flow::Move }], true);
    }
    if let Some(what) = words::change(folded).filter(|_| current.is_some()) {
        let says_it = match what {
            Change::Day => found.wish.has_date(),
            Change::Time => found.wish.has_time() || found.wish.has_date(),
            Change::Employee => !found.employees.is_empty(),
            Change::Branch => !found.branches.is_empty(),
            _ => !found.services.is_empty(),
        };
        return if says_it { (vec![], true) } else { (vec![Command::Change { what }], true) };
    }
    let wants_another = sure(Intent::Book) && score(understood, Intent::Book) > moving && (!found.services.is_empty() || folded.contains("нов") || folded.contains("another"));
    if matches!(current, Some(Flow::Move | Flow::Cancel)) && wants_another && (folded.contains("запиш") || folded.contains("записать") || folded.contains("book")) {
        return (vec![Command::StartFlow { flow: Flow::Book }], true);
    }
    if current.is_none() && (sure(Intent::Book) || sure(Intent::Availability) && !has_answers) {
        let mut out = vec![Command::StartFlow { flow: Flow::Book }];
        if !is_set && !has_answers && let Some(name) = words::unknown_service(understood, folded) {
            out.push(Command::UnknownService { name });
        }
        return (out, true);
    }
    (vec![], true)
}

/// Services that a question of the text was about.
fn priced(answers: &[Command]) -> Vec<domain::id::ServiceId> {
    answers.iter().filter_map(|a| if let Command::Answer { services, .. } = a { Some(services) } else { None }).flatten().copied().collect()
}

/// "отмените запись на среду и запишите на пятницу": what stands after the second verb is for the new visit.
fn start_cancel(understood: &Understanding, found: &Found, folded: &str) -> Vec<Command> {
    let mut out = vec![Command::StartFlow { flow: Flow::Cancel }];
    let book = ["запиши", "записать", "записаться", "book me", "and book"].iter().filter_map(|verb| position(folded, verb)).min();
    let cancel = ["отмен", "cancel", "снять", "удали"].iter().filter_map(|verb| position(folded, verb)).min();
    match (cancel, book) {
        (Some(cancel), Some(book)) if book > cancel => {
            let mut next = Wish::default();
            let mut source = Wish::default();
            for entity in &understood.entities {
                if let Value::Datetime(when) = &entity.value
                    && let Some(start) = when.start.as_ref().or(when.end.as_ref())
                {
                    let read = super::wish::of(when, start.time_zone());
                    if entity.start > book { next.merge(&read) } else { source.merge(&read) }
                }
            }
            out.push(Command::SetSource { wish: source });
            out.push(Command::BookNext { services: found.services.clone(), employees: found.employees.clone(), wish: next });
        }
        _ => {}
    }
    out
}

fn position(text: &str, word: &str) -> Option<usize> {
    text.find(word).map(|byte| text.char_indices().take_while(|(i, _)| *i < byte).count())
}

/// Questions the catalog or the FAQ answers.
fn answers(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> Vec<Command> {
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
    let has_flow = [Intent::Book, Intent::Move, Intent::Cancel, Intent::MyVisits].into_iter().any(sure);
    let works = ["работае", "принима", "бывает", "выходит", "смен", "works", "working", "work on"].iter().any(|w| folded.contains(w));
    if !found.employees.is_empty() && works && !found.wish.has_time() && !sure(Intent::Book) {
        return vec![Command::Answer { topic: Topic::Schedule, services: vec![], employees: found.employees.clone(), branches: vec![], day: found.wish.from.filter(|d| *d > jiff::civil::Date::MIN && found.wish.is_one_day()) }];
    }
    let length = folded.split_whitespace().count();
    if talk.state.spoke_of_hours && topics.is_empty() && talk.state.flow.is_none() && found.wish.has_date() && !found.wish.has_time() && found.services.is_empty() && length <= 4 {
        topics = vec![Topic::Hours];
    }
    let is_open = topics.is_empty() && found.services.is_empty() && found.employees.is_empty();
    if is_open && (!found.branches.is_empty() || found.wish.has_date()) && ["работае", "открыт", "открыва", "закрыт", "закрыва", " open", "close"].iter().any(|w| folded.contains(w)) {
        topics = vec![Topic::Hours];
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
    if is_untold {
        return vec![Command::Unanswered { question: understood.text.clone() }];
    }
    let services: Vec<_> = asked_about(&folded, found, has_flow || found.wish.has_time() || found.wish.has_date());
    topics
        .into_iter()
        .map(|topic| Command::Answer { topic, services: services.clone(), employees: found.employees.clone(), branches: found.branches.clone(), day: found.wish.from.filter(|day| topic == Topic::Hours && *day > jiff::civil::Date::MIN) })
        .collect()
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
    talk.faq(text).into_iter().chain(parts).max_by(|a, b| a.1.total_cmp(&b.1))
}

pub fn is_question(understood: &Understanding) -> bool {
    const ASKING: &[&str] = &[
        "как", "какой", "какая", "какие", "где", "когда", "кто", "куда", "почему", "зачем", "сколько", "есть", "можно", "нужно", "надо", "а", "ли", "чем", "что", "how", "what", "where", "when", "who", "why", "do", "does",
        "is", "are", "can", "should",
    ];
    let folded = fold(&understood.text);
    understood.text.contains('?')
        || is_sure(understood, Intent::Question)
        || folded.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).is_some_and(|w| ASKING.contains(&w))
        || folded.split_whitespace().any(|w| w == "ли")
}

/// Yes, no, any, earlier, later, thanks and the like, where nothing weightier was said.
fn small_words(talk: &Talk<'_>, understood: &Understanding, folded: &str, so_far: &[Command]) -> Vec<Command> {
    let sure = |intent| is_sure(understood, intent);
    let asked = talk.state.asked.as_ref().map(|a| a.what);
    let in_flow = talk.state.flow.is_some();
    let is_busy = so_far.iter().any(|c| !matches!(c, Command::Chat { .. } | Command::SetName { .. } | Command::SetPhone { .. }));
    if is_busy {
        return vec![];
    }
    if in_flow {
        if asked == Some(Ask::Slot) && ["earliest", "самое раннее", "самое первое", "первое же"].iter().any(|w| folded.contains(w)) {
            return vec![Command::Any];
        }
        if ["ближайш", "поскорее", "как можно раньше", "побыстрее", "nearest", "soonest", "earliest", "самое раннее", "asap", "as soon as"].iter().any(|w| folded.contains(w)) {
            return vec![Command::Nearest];
        }
        if sure(Intent::Any) && ["любому", "любой мастер", "мастер", "к кому", "anyone", "any master"].iter().any(|w| folded.contains(w)) {
            return vec![Command::AnyEmployee];
        }
        for (intent, command) in [(Intent::Any, Command::Any), (Intent::Earlier, Command::Earlier), (Intent::Later, Command::Later), (Intent::More, Command::More)] {
            if sure(intent) {
                return vec![command];
            }
        }
    }
    if sure(Intent::Back) && in_flow {
        return vec![Command::Change { what: Change::Menu }];
    }
    if asked == Some(Ask::Slot) && matches!(folded.trim(), "на час" | "в час" | "на час дня" | "в час дня") {
        return vec![Command::SetWish { wish: Wish { at: Some(13 * 60), ..Wish::default() } }];
    }
    let (yes, no) = (score(understood, Intent::Yes), score(understood, Intent::No));
    if (sure(Intent::Yes) || asked == Some(Ask::Consent) && !sure(Intent::No) && words::says_yes(folded)) && yes >= no && asked.is_some() {
        return vec![Command::Affirm];
    }
    if sure(Intent::No) && asked.is_some() {
        return vec![Command::Deny];
    }
    let table = [
        (Intent::Farewell, Chat::Farewell),
        (Intent::Thanks, Chat::Thanks),
        (Intent::Help, Chat::Help),
        (Intent::ChitChat, Chat::SmallTalk),
    ];
    if let Some((_, kind)) = table.into_iter().find(|(intent, _)| sure(*intent)) {
        return vec![Command::Chat { kind }];
    }
    if sure(Intent::StartOver) || folded.trim() == "меню" || folded.trim() == "menu" {
        return vec![Command::Chat { kind: Chat::Help }];
    }
    if sure(Intent::Yes) || sure(Intent::No) {
        return vec![Command::Chat { kind: Chat::Help }];
    }
    vec![]
}

/// A question nobody answered, or words nobody understood.
fn last_resort(talk: &Talk<'_>, understood: &Understanding, has_greeted: bool) -> Vec<Command> {
    let words = understood.text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 1).count();
    let hints = fold(&understood.text).split_whitespace().any(|w| matches!(w, "есть" | "бывает" | "делаете" | "можно" | "ли"));
    let asks = understood.text.contains('?') || is_sure(understood, Intent::Question) || hints;
    if asks && words >= 1 && faq::stems(&understood.text).is_empty() {
        return vec![Command::Chat { kind: Chat::Help }];
    }
    if asks && words >= 2 && talk.state.misses < 2 {
        return vec![Command::Unanswered { question: understood.text.clone() }];
    }
    if has_greeted && words <= 4 {
        return vec![];
    }
    vec![Command::Clarify]
}

