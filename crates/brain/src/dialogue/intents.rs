//! Intents and values of one text → commands: which flow, which answers, which corrections, in what order.

use super::command::{Change, Chat, Command, Topic};
use super::faq::{self, fold};
use super::found::{Found, plan};
pub use super::question::{best_faq, is_question};
use super::read::{is_sure, score};
use super::state::{Ask, Flow, Wish};
use super::talk::Talk;
use super::question::answers;
use super::words;
use crate::turn::HandOver;
use crate::understand::{Intent, Understanding, Value};

pub fn commands(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> Vec<Command> {
    let sure = |intent| is_sure(understood, intent);
    let folded = fold(&understood.text);
    if sure(Intent::Abuse) {
        return vec![Command::Chat { kind: Chat::Abuse }];
    }
    if words::is_calling(&folded) {
        let wants_human = folded.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with("жив") || matches!(w, "люди" | "человек"));
        return vec![Command::Chat { kind: if wants_human { Chat::AreYouBot } else { Chat::Greet } }];
    }
    if talk.state.flow.is_none() && words::wants_silence(&folded) {
        return vec![Command::Chat { kind: Chat::Quiet }];
    }
    if talk.state.flow.is_none() && (words::lost_something(&folded) || words::stands_outside(&folded)) {
        return vec![Command::HandOver { reason: HandOver::Asked }];
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
        // To a departure somebody has to know at once.
        let is_journey = !talk.catalog().tours.is_empty();
        out.push(if is_journey { Command::HandOver { reason: HandOver::Asked } } else { Command::Late { minutes: found.minutes.or(found.number) } });
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
    let is_stray = is_stray(talk, understood, found);
    if is_stray && wants_plan && !stops && (found.has_plan() || found.people.is_some()) {
        if !has_answers {
            out.push(Command::Unanswered { question: understood.text.clone() });
        }
    } else if wants_plan && !stops {
        let mut sets = plan(talk, understood, found);
        if has_answers && !is_plan && !sure(Intent::Book) && !sure(Intent::Availability) {
            // The values belong to the question, except an hour somebody asks to come at.
            sets.retain(|c| matches!(c, Command::SetWish { wish } if wish.has_time() || talk.state.flow.is_some()));
        }
        let starts = out.iter().any(|c| matches!(c, Command::StartFlow { .. }));
        if talk.state.flow.is_none() && !starts && sets.iter().any(Command::sets) {
            if !has_answers && (sure(Intent::Question) || words::asks_inside(&folded)) && !sure(Intent::Book) && !sure(Intent::Availability) && sets.iter().all(|c| matches!(c, Command::SetServices { .. })) {
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
    let is_confirming = sure(Intent::Confirm) && !(is_set && is_question(understood) && current.is_none()) && (!is_set || current.is_none() && score(understood, Intent::Confirm) >= score(understood, Intent::Book));
    if is_confirming {
        return (vec![if asked == Some(Ask::Consent) { Command::Affirm } else { Command::ConfirmVisit }], false);
    }
    let (cancel, moving) = (score(understood, Intent::Cancel), score(understood, Intent::Move));
    // "а если заболею, деньги вернёте?" cancels nothing.
    let is_supposed = current.is_none() && !is_set && words::is_supposed(folded) && is_question(understood);
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
    // A journey is no visit: what becomes of it a person decides.
    let has_journey = current.is_none() && !talk.catalog().tours.is_empty() && talk.facts.request.as_ref().is_some_and(|r| r.tour.is_some()) && found.services.is_empty() && found.employees.is_empty();
    if has_journey && !is_supposed && (sure(Intent::Cancel) || sure(Intent::Move)) {
        return (if has_answers { vec![] } else { vec![Command::HandOver { reason: HandOver::Asked }] }, false);
    }
    if sure(Intent::Cancel) && cancel >= moving && !is_supposed {
        return match current {
            Some(Flow::Book) if !folded.contains("мою запись") && !folded.contains("my appointment") => (vec![Command::Stop], false),
            Some(Flow::Cancel) if asked == Some(Ask::Consent) => (vec![Command::Affirm], false),
            _ => (start_cancel(understood, found, folded), true),
        };
    }
    if sure(Intent::Move) && !is_supposed {
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
    if current.is_none() && (sure(Intent::Book) || sure(Intent::Availability) && !has_answers && !is_stray(talk, understood, found)) {
        let mut out = vec![Command::StartFlow { flow: Flow::Book }];
        if !is_set && !has_answers && let Some(name) = words::unknown_service(understood, folded) {
            out.push(Command::UnknownService { name });
        }
        return (out, true);
    }
    (vec![], true)
}

/// Where journeys are sold, a day, a place or a number without an hour and without a word of booking is no wish for a visit to the office.
fn is_stray(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> bool {
    let names_visit = !found.services.is_empty() || !found.employees.is_empty() || found.wish.at.is_some() && !super::tour_read::says_else(talk, understood);
    !talk.catalog().tours.is_empty() && talk.state.flow.is_none() && !names_visit && !is_sure(understood, Intent::Book)
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

pub fn position(text: &str, word: &str) -> Option<usize> {
    text.find(word).map(|byte| text.char_indices().take_while(|(i, _)| *i < byte).count())
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
    // "мне ничего не нужно, просто смотрю": is let be.
    if !in_flow && asked.is_none() && words::refuses(folded) && ["ничего", "просто смотр", "просто спрос", "just looking"].iter().any(|w| folded.contains(w)) {
        return vec![Command::Chat { kind: Chat::Quiet }];
    }
    // "нет, спасибо" to nothing in particular.
    if sure(Intent::No) && !in_flow && ["спасибо", "спс", "благодар", "thank"].iter().any(|w| folded.contains(w)) {
        return vec![Command::Chat { kind: Chat::Thanks }];
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

