//! Intents and values of one text → commands: which flow, which answers, which corrections, in what order.

use super::command::{Change, Chat, Command, Topic};
use super::faq::{self, fold};
use super::read::{Found, is_sure, plan, score};
use super::state::{Ask, Flow, Wish};
use super::talk::Talk;
use crate::understand::{Intent, Understanding, Value};

pub fn commands(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> Vec<Command> {
    let sure = |intent| is_sure(understood, intent);
    let folded = fold(&understood.text);
    if sure(Intent::Abuse) {
        return vec![Command::Chat { kind: Chat::Abuse }];
    }
    if is_off_topic(&folded) {
        return vec![Command::Chat { kind: Chat::OffTopic }];
    }
    if sure(Intent::Spam) && found.wish == Wish::default() && found.services.is_empty() {
        return vec![Command::Chat { kind: Chat::Spam }];
    }
    let mut out = Vec::new();
    if sure(Intent::Greet) {
        out.push(Command::Chat { kind: Chat::Greet });
    }
    if sure(Intent::AreYouBot) {
        out.push(Command::Chat { kind: Chat::AreYouBot });
    }
    if sure(Intent::RunningLate) {
        out.push(Command::Late { minutes: found.minutes.or(found.number) });
        return out;
    }
    let answers = answers(talk, understood, found);
    let (flow, wants_plan) = flow(talk, understood, found, &folded, !answers.is_empty());
    let has_answers = !answers.is_empty();
    out.extend(answers);
    let stops = flow.iter().any(|c| matches!(c, Command::Stop | Command::Restart | Command::BookNext { .. }));
    out.extend(flow);
    if wants_plan && !stops {
        let mut sets = plan(talk, understood, found);
        if has_answers && !sure(Intent::Book) && !sure(Intent::Availability) {
            // The values belong to the question, except an hour somebody asks to come at.
            sets.retain(|c| matches!(c, Command::SetWish { wish } if wish.has_time() || talk.state.flow.is_some()));
        }
        let starts = out.iter().any(|c| matches!(c, Command::StartFlow { .. }));
        if talk.state.flow.is_none() && !starts && sets.iter().any(Command::sets) {
            if !has_answers && sure(Intent::Question) && sets.iter().all(|c| matches!(c, Command::SetServices { .. })) {
                out.push(Command::Unanswered { question: understood.text.clone() });
                return out;
            }
            out.push(Command::StartFlow { flow: Flow::Book });
        }
        out.extend(sets);
    }
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
    if sure(Intent::Confirm) && !is_set {
        return (vec![if asked == Some(Ask::Consent) { Command::Affirm } else { Command::ConfirmVisit }], false);
    }
    let (cancel, moving) = (score(understood, Intent::Cancel), score(understood, Intent::Move));
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
    if sure(Intent::MyVisits) && score(understood, Intent::MyVisits) >= score(understood, Intent::Book) {
        let topic = Command::Answer { topic: Topic::Visits, services: vec![], employees: vec![], branches: vec![], day: None };
        return (vec![topic], false);
    }
    if let Some(what) = change(folded).filter(|_| current.is_some()) {
        let says_it = match what {
            Change::Day => found.wish.has_date(),
            Change::Time => found.wish.has_time() || found.wish.has_date(),
            Change::Employee => !found.employees.is_empty(),
            Change::Branch => !found.branches.is_empty(),
            _ => !found.services.is_empty(),
        };
        return if says_it { (vec![], true) } else { (vec![Command::Change { what }], true) };
    }
    if current.is_none() && (sure(Intent::Book) || sure(Intent::Availability) && !has_answers) {
        return (vec![Command::StartFlow { flow: Flow::Book }], true);
    }
    (vec![], true)
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

/// "другой мастер", "в другой день", "another time".
fn change(folded: &str) -> Option<Change> {
    const OTHER: &[&str] = &["друг", "ино", "another", "different", "other", "смени", "помен", "измен", "change"];
    const WHAT: &[(&str, Change)] = &[
        ("мастер", Change::Employee),
        ("специалист", Change::Employee),
        ("барбер", Change::Employee),
        ("stylist", Change::Employee),
        ("master", Change::Employee),
        ("specialist", Change::Employee),
        ("филиал", Change::Branch),
        ("салон", Change::Branch),
        ("адрес", Change::Branch),
        ("branch", Change::Branch),
        ("location", Change::Branch),
        ("услуг", Change::Service),
        ("service", Change::Service),
        ("день", Change::Day),
        ("дат", Change::Day),
        ("число", Change::Day),
        ("day", Change::Day),
        ("date", Change::Day),
        ("врем", Change::Time),
        ("час", Change::Time),
        ("time", Change::Time),
    ];
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let at = words.iter().position(|w| OTHER.iter().any(|o| w.starts_with(o)))?;
    words.iter().skip(at).take(4).find_map(|w| WHAT.iter().find(|(stem, _)| w.starts_with(stem)).map(|(_, what)| *what))
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
    let is_long = ["длит", "по времени", "сколько времени", "долго", "how long", "duration"].iter().any(|w| folded.contains(w));
    if is_long && (!found.services.is_empty() || !talk.draft().services.is_empty()) && !sure(Intent::Prices) {
        topics = vec![Topic::Duration];
    }
    let is_answering = matches!(talk.state.asked.as_ref().map(|a| a.what), Some(Ask::Service | Ask::Employee | Ask::Branch | Ask::Visit));
    if is_answering && !is_question(understood) && !found.services.is_empty() {
        topics.retain(|t| *t == Topic::Prices);
    }
    let has_flow = [Intent::Book, Intent::Move, Intent::Cancel, Intent::MyVisits].into_iter().any(sure);
    if let Some((entry, fits)) = talk.catalog().faq_index.find(&understood.text) {
        let asks = is_question(understood);
        let beats = if topics.is_empty() {
            fits >= faq::THRESHOLD && asks && !(has_flow && fits < faq::STRONG) || fits >= 0.66 && !has_flow && found.wish == Wish::default()
        } else {
            fits >= faq::STRONG && (found.services.is_empty() || !topics.contains(&Topic::Prices))
        };
        if beats {
            return vec![Command::Faq { entry }];
        }
    }
    let services: Vec<_> = found.services.iter().flatten().copied().collect();
    topics
        .into_iter()
        .map(|topic| Command::Answer { topic, services: services.clone(), employees: found.employees.clone(), branches: found.branches.clone(), day: found.wish.from.filter(|_| topic == Topic::Hours) })
        .collect()
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
        for (intent, command) in [(Intent::Any, Command::Any), (Intent::Earlier, Command::Earlier), (Intent::Later, Command::Later), (Intent::More, Command::More)] {
            if sure(intent) {
                return vec![command];
            }
        }
    }
    if sure(Intent::Back) && in_flow {
        return vec![Command::Change { what: Change::Menu }];
    }
    let (yes, no) = (score(understood, Intent::Yes), score(understood, Intent::No));
    if sure(Intent::Yes) && yes >= no && asked.is_some() {
        return vec![Command::Affirm];
    }
    if sure(Intent::No) && asked.is_some() {
        return vec![Command::Deny];
    }
    let table = [
        (Intent::Thanks, Chat::Thanks),
        (Intent::Farewell, Chat::Farewell),
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
    let asks = understood.text.contains('?') || is_sure(understood, Intent::Question);
    if asks && words >= 2 && talk.state.misses < 2 {
        return vec![Command::Unanswered { question: understood.text.clone() }];
    }
    if has_greeted && words <= 4 {
        return vec![];
    }
    vec![Command::Clarify]
}

/// Attempts to make a receptionist something else.
fn is_off_topic(folded: &str) -> bool {
    const MARKS: &[&str] = &[
        "промпт", "system prompt", "ignore previous", "ignore all", "ignore your", "previous instructions", "твои инструкции", "свои инструкции", "предыдущие инструкции", "все инструкции", "прошлые инструкции",
        "представь что ты", "представь, что ты", "притворись", "веди себя как", "act as", "pretend", "jailbreak", "developer mode", "режим разработчика", "напиши код", "write code", "напиши стих", "write a poem", "сочинение",
        "api key", "api-ключ", "пароль от", "чатгпт", "chatgpt",
    ];
    MARKS.iter().any(|mark| folded.contains(mark))
}
