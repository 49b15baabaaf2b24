//! From what was understood to commands, in the light of the open question. Changes nothing; `apply.rs` does.

use super::act::{self, Act};
use super::command::{Change, Chat, Command, Topic};
use super::faq;
use super::state::{Ask, Flow, Wish};
use super::talk::Talk;
use super::{choose, intents, person, tour_read, wish, words};
use crate::turn::HandOver;
use crate::understand::{Context, Grain, Intent, Understanding, Value};
use domain::id::{BranchId, EmployeeId, ServiceId};
use domain::Lang;

/// An intent below this is a guess and is not acted on.
const SURE: f64 = 0.5;

/// Everything one text gave, sorted.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub services: Vec<Vec<ServiceId>>,
    pub employees: Vec<EmployeeId>,
    pub branches: Vec<BranchId>,
    pub wish: Wish,
    pub source: Wish,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub people: Option<u8>,
    pub number: Option<i64>,
    pub minutes: Option<i64>,
    /// "asap".
    pub soonest: bool,
    /// Where each service was named, in characters.
    pub places: Vec<(usize, Vec<ServiceId>)>,
}

impl Found {
    fn has_plan(&self) -> bool {
        !self.services.is_empty() || !self.employees.is_empty() || !self.branches.is_empty() || self.wish.has_date() || self.wish.has_time()
    }
}

pub fn read(talk: &mut Talk<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut last = None;
    for message in &talk.input.messages {
        if let Some(id) = message.button.as_deref().filter(|id| last != Some(*id)) {
            last = Some(id);
            commands.extend(press(talk, id));
        }
        if let Some(phone) = &message.phone {
            commands.push(Command::SetPhone { phone: phone.clone() });
        }
        if let Some(payload) = message.start.as_deref() {
            commands.push(Command::Chat { kind: Chat::Greet });
            if let Some(act) = Act::parse(payload, talk.catalog()) {
                commands.extend(of_act(talk, act));
            }
        }
    }
    let text: Vec<&str> = talk.input.messages.iter().filter(|m| m.button.is_none() && m.start.is_none()).map(|m| m.text.trim()).filter(|t| !t.is_empty()).collect();
    let text = text.join("\n");
    let kind = talk.input.messages.iter().flat_map(|m| &m.attachments).next().cloned();
    if !text.is_empty() {
        commands.extend(from_text(talk, &text));
    } else if commands.is_empty() {
        commands.push(match kind {
            Some(kind) => Command::Attachment { kind },
            None => Command::Clarify,
        });
        return commands;
    }
    if let (Some(kind), false) = (kind, text.is_empty()) {
        commands.insert(0, Command::Attachment { kind });
    }
    commands
}

/// A pressed button: fresh, or of an older question and still meaningful, or too old.
fn press(talk: &Talk<'_>, id: &str) -> Vec<Command> {
    let Some((step, code)) = act::split_id(id) else { return vec![Command::StaleButton] };
    let is_fresh = step == talk.state.step && talk.state.asked.is_some();
    let Some(act) = Act::parse(code, talk.catalog()) else { return vec![Command::StaleButton] };
    let is_meaningful = match &act {
        Act::Topic(_) | Act::Start(_) | Act::Person => true,
        Act::Service(_) | Act::Category(_) => talk.state.flow != Some(Flow::Move),
        Act::Slot { .. } | Act::Day(_) | Act::Branch(_) | Act::Employee(_) => matches!(talk.state.flow, Some(Flow::Book | Flow::Move)),
        Act::OtherDay | Act::OtherEmployee | Act::OtherTime | Act::OtherBranch => matches!(talk.state.flow, Some(Flow::Book | Flow::Move)),
        Act::Visit(_) => matches!(talk.state.flow, Some(Flow::Move | Flow::Cancel)),
        Act::Tour(_) => true,
        Act::Yes | Act::No | Act::Change | Act::ChangeService | Act::Stop | Act::Restart | Act::Pick(_) => false,
    };
    if is_fresh || is_meaningful { of_act(talk, act) } else { vec![Command::StaleButton] }
}

pub fn of_act(talk: &Talk<'_>, act: Act) -> Vec<Command> {
    let change = |what| vec![Command::Change { what }];
    match act {
        Act::Service(id) => with_flow(talk, Command::SetServices { wishes: vec![vec![id]], adds: false, only: false }),
        Act::Category(name) => {
            let ids: Vec<ServiceId> = talk.catalog().services.iter().filter(|s| s.category == name).map(|s| s.id).collect();
            with_flow(talk, Command::SetServices { wishes: vec![ids], adds: false, only: false })
        }
        Act::Branch(branch) => vec![Command::SetBranch { branch }],
        Act::Employee(Some(id)) => vec![Command::SetEmployee { employees: vec![id] }],
        Act::Employee(None) => vec![Command::AnyEmployee],
        Act::Day(day) => {
            let mut wish = Wish::default();
            wish.set_day(day);
            vec![Command::SetWish { wish }]
        }
        Act::Slot { starts_at, employee, branch } => vec![Command::SetSlot { starts_at, employee, branch }],
        Act::Visit(visit) => vec![Command::SetVisit { visit }],
        Act::Tour(key) => vec![Command::Tour { ask: Box::new(tour_read::TourAsk { topics: vec![tour_read::TourTopic::About], tours: vec![key], ..tour_read::TourAsk::default() }) }],
        Act::Start(flow) => vec![Command::StartFlow { flow }],
        Act::Topic("prices") => vec![topic(Topic::Prices)],
        Act::Topic("address") => vec![topic(Topic::Address), topic(Topic::Hours)],
        Act::Topic("employees") => vec![topic(Topic::Employees)],
        Act::Topic(_) => vec![topic(Topic::Visits)],
        Act::Yes => vec![Command::Affirm],
        Act::No => vec![Command::Deny],
        Act::Change => change(Change::Menu),
        Act::ChangeService => change(Change::Service),
        Act::OtherDay => change(Change::Day),
        Act::OtherEmployee => change(Change::Employee),
        Act::OtherBranch => change(Change::Branch),
        Act::OtherTime => change(Change::Time),
        Act::Stop => vec![Command::Stop],
        Act::Person => vec![Command::HandOver { reason: HandOver::Asked }],
        Act::Restart => vec![Command::Restart],
        Act::Pick(index) => vec![Command::Pick { index }],
    }
}

fn with_flow(talk: &Talk<'_>, set: Command) -> Vec<Command> {
    match talk.state.flow {
        None => vec![Command::StartFlow { flow: Flow::Book }, set],
        Some(_) => vec![set],
    }
}

fn topic(topic: Topic) -> Command {
    Command::Answer { topic, services: vec![], employees: vec![], branches: vec![], day: None }
}

fn from_text(talk: &mut Talk<'_>, text: &str) -> Vec<Command> {
    if let Some(commands) = slash(text) {
        return commands;
    }
    let understood = crate::understand(text, &Context { now: talk.now().timestamp(), zone: talk.zone(), lang: talk.state.lang.or(talk.facts.contact.lang), lexicon: &talk.catalog().lexicon });
    switch_language(talk, &understood);
    talk.heard = heard(&understood);
    talk.understood = Some(understood.clone());
    let found = sort(talk, &understood);
    let asked = talk.state.asked.as_ref().map(|a| a.what);

    let tours = tour_read::read(talk, &understood, &found);
    if let Some(reason) = never_alone(talk, &understood).filter(|r| *r != HandOver::Discount || tours.is_none()).filter(|r| *r != HandOver::Complaint || !person::is_correction(talk, &understood)) {
        let mut commands = plan(talk, &understood, &found);
        commands.push(Command::HandOver { reason });
        return commands;
    }
    // "не Алёна, а Елена", "имя исправьте на Елена".
    if let Some(name) = person::corrected(talk, &understood) {
        return vec![Command::SetName { name }];
    }
    // A name or a phone that was asked for is read as such before anything else.
    let mut commands = person::person(talk, &understood, &found, asked);
    if matches!(asked, Some(Ask::Name | Ask::Phone)) && !commands.is_empty() && !found.has_plan() {
        return commands;
    }
    if let Some(act) = choose::typed(talk, &understood, &found) {
        commands.extend(of_act(talk, act));
        return commands;
    }
    if let Some(ask) = tours {
        let is_greeting = is_sure(&understood, Intent::Greet);
        commands.retain(|c| !matches!(c, Command::SetName { .. }) || found.phone.is_some());
        commands.extend(is_greeting.then_some(Command::Chat { kind: Chat::Greet }));
        commands.push(Command::Tour { ask: Box::new(ask) });
        return commands;
    }
    let mut rest = intents::commands(talk, &understood, &found);
    if talk.tour_guess.is_some() && found.services.is_empty() {
        // Something is asked of a tour, whatever it is; no visit is wished for.
        let is_of_visit = |c: &Command| c.sets() || matches!(c, Command::StartFlow { .. } | Command::Answer { topic: Topic::Prices | Topic::Services | Topic::Employees | Topic::Duration | Topic::Schedule, .. } | Command::ConfirmVisit | Command::UnknownService { .. });
        rest.retain(|c| !is_of_visit(c));
        if rest.iter().all(|c| matches!(c, Command::Chat { kind: Chat::Greet })) {
            rest.push(Command::Unanswered { question: understood.text.clone() });
        }
    }
    if !commands.is_empty() {
        rest.retain(|c| !matches!(c, Command::Clarify | Command::Unanswered { .. }));
    }
    commands.extend(rest);
    commands
}

/// The entities and the likeliest intents, in short.
fn heard(understood: &Understanding) -> serde_json::Value {
    let intents: Vec<_> = understood.intents.iter().take(4).map(|i| serde_json::json!([i.name, (i.score * 100.0).round() / 100.0])).collect();
    let entities: Vec<_> = understood.entities.iter().take(12).map(|e| serde_json::json!({ "text": e.text, "value": e.value })).collect();
    serde_json::json!({ "language": understood.language, "intents": intents, "entities": entities })
}

fn slash(text: &str) -> Option<Vec<Command>> {
    let command = text.strip_prefix('/')?.split(|c: char| c.is_whitespace() || c == '@').next()?.to_lowercase();
    Some(match command.as_str() {
        "start" => vec![Command::Chat { kind: Chat::Greet }],
        "help" => vec![Command::Chat { kind: Chat::Help }],
        "book" => vec![Command::StartFlow { flow: Flow::Book }],
        "move" => vec![Command::StartFlow { flow: Flow::Move }],
        "cancel" => vec![Command::StartFlow { flow: Flow::Cancel }],
        "my" | "visits" => vec![topic(Topic::Visits)],
        "prices" | "price" => vec![topic(Topic::Prices)],
        "stop" => vec![Command::Stop],
        "human" | "operator" => vec![Command::HandOver { reason: HandOver::Asked }],
        _ => return None,
    })
}

/// A customer is answered in their language; one foreign word ("ok", a name, a brand) is not a switch.
fn switch_language(talk: &mut Talk<'_>, understood: &Understanding) {
    let new = understood.language.spoken();
    if talk.catalog().org.settings.voice(new) != new {
        return;
    }
    let words = understood.text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    let own = words.clone().filter(|w| w.is_ascii() == (new == Lang::En)).count();
    let is_clear = own >= 2 || talk.state.lang.is_none() && words.count() > 0;
    if new != talk.lang && is_clear {
        talk.lang = new;
    }
}

pub fn score(understood: &Understanding, intent: Intent) -> f64 {
    understood.intents.iter().find(|i| i.name == intent).map_or(0.0, |i| i.score)
}
pub fn is_sure(understood: &Understanding, intent: Intent) -> bool {
    score(understood, intent) >= SURE
}

/// What a front desk never decides by itself. The firm's own written answer to a general question goes first.
fn never_alone(talk: &Talk<'_>, understood: &Understanding) -> Option<HandOver> {
    let table = [
        (Intent::Threat, HandOver::Threat, false),
        (Intent::Injury, HandOver::Injury, false),
        (Intent::Complaint, HandOver::Complaint, false),
        (Intent::Medical, HandOver::Medical, false),
        (Intent::Refund, HandOver::Refund, true),
        (Intent::Discount, HandOver::Discount, true),
        (Intent::Human, HandOver::Asked, false),
    ];
    if words::asks_who_speaks(&understood.text) && !is_sure(understood, Intent::Threat) {
        return None;
    }
    let (_, reason, may_answer) = table.into_iter().find(|(intent, ..)| is_sure(understood, *intent))?;
    let reason = if reason == HandOver::Injury && score(understood, Intent::Medical) >= score(understood, Intent::Injury) { HandOver::Medical } else { reason };
    let has_answer = may_answer && talk.faq(&understood.text).is_some_and(|(_, fits)| fits >= talk.faq_threshold());
    (!has_answer).then_some(reason)
}

/// Sorts the entities; what stands after "не" is not wanted.
fn sort(talk: &Talk<'_>, understood: &Understanding) -> Found {
    let mut found = Found::default();
    let zone = talk.zone();
    let moves = is_sure(understood, Intent::Move) || talk.state.flow == Some(Flow::Move);
    let times = understood.entities.iter().filter(|e| matches!(e.value, Value::Datetime(_))).count();
    for entity in &understood.entities {
        let before = word_before(understood, entity.start);
        let is_negated = matches!(before.as_str(), "не" | "not" | "вместо" | "кроме" | "except");
        match &entity.value {
            // "доброе утро" is a greeting, not an hour.
            Value::Datetime(_) if before.starts_with("добр") || before == "good" || faq::fold(&entity.text).starts_with("добр") => {}
            Value::Datetime(when) => {
                let read = wish::of(when, &zone);
                let is_now = when.grain == Grain::Second && when.start.as_ref().is_some_and(|s| (s.timestamp().as_second() - talk.now().timestamp().as_second()).abs() < 60);
                if is_now && !is_negated {
                    // "asap" is the soonest time there is; "сейчас" is today from now on.
                    found.soonest = ["asap", "soon", "скор", "быстр"].iter().any(|w| faq::fold(&entity.text).contains(w));
                    if !found.soonest {
                        let after = read.at.or(read.after);
                        found.wish.merge(&Wish { at: None, after, ..read });
                    }
                    continue;
                }
                // "на час позже", "one hour later" of a move: against the visit, not against now.
                let folded = faq::fold(&entity.text);
                if moves && ["later", "earlier", "позже", "раньше"].iter().any(|w| folded.contains(w)) && words::shift(&faq::fold(&understood.text)).is_some() {
                    continue;
                }
                let stood = matches!(word_after(understood, entity.end).as_str(), "было" | "была" | "стояло" | "стояла" | "стоит" | "записан" | "записана");
                if moves && times > 1 && (stood || matches!(before.as_str(), "с" | "со" | "from")) {
                    found.source.merge(&read);
                } else if !is_negated {
                    found.wish.merge(&read);
                }
            }
            Value::Service { ids } if !is_negated => {
                let known: Vec<ServiceId> = ids.iter().copied().filter(|id| talk.catalog().service(*id).is_some()).collect();
                if !known.is_empty() && !found.services.contains(&known) {
                    found.places.push((entity.start, known.clone()));
                    found.services.push(known);
                }
            }
            Value::Employee { ids } if !is_negated => found.employees = ids.clone(),
            Value::Branch { ids } if !is_negated => found.branches = ids.clone(),
            Value::Person { name } if !is_negated => match namesake(talk, understood, name, entity.start) {
                Some(employee) => found.employees = vec![employee],
                None => found.name = Some(name.clone()),
            },
            Value::Phone { e164 } => found.phone = Some(e164.clone()),
            Value::Count { value } => found.people = u8::try_from(*value).ok(),
            Value::Ordinal { value } => found.number = Some(*value),
            Value::Number { value } if value.fract() == 0.0 && (0.0..1e6).contains(value) => found.number = format!("{value:.0}").parse().ok(),
            Value::Duration { minutes } => found.minutes = Some(*minutes),
            _ => {}
        }
    }
    let text = faq::fold(&understood.text);
    found.soonest |= found.wish == Wish::default() && ["asap", "as soon as possible", "как можно скорее", "как можно быстрее", "поскорее", "побыстрее"].iter().any(|w| text.contains(w));
    // "подстричься у тимура под машинку": a name in the middle of the service's words.
    if found.employees.is_empty() {
        found.employees = name_inside(talk, understood);
    }
    // "маникюр с покрытием" beside "маникюр": the narrower reading stands for both.
    let all = found.services.clone();
    found.services.retain(|wide| !all.iter().any(|narrow| narrow.len() < wide.len() && narrow.iter().all(|id| wide.contains(id))));
    found
}

fn name_inside(talk: &Talk<'_>, understood: &Understanding) -> Vec<EmployeeId> {
    let long = understood.entities.iter().filter(|e| matches!(e.value, Value::Service { .. })).map(|e| e.text.as_str()).filter(|t| t.split_whitespace().count() > 2);
    let words = long.flat_map(|t| t.split_whitespace().collect::<Vec<_>>().windows(2).filter_map(|w| if let [before, word] = w { matches!(*before, "у" | "к" | "with" | "by").then_some(*word) } else { None }).collect::<Vec<_>>());
    let context = Context { now: talk.now().timestamp(), zone: talk.zone(), lang: Some(talk.lang), lexicon: &talk.catalog().lexicon };
    words.take(4).find_map(|word| crate::understand(word, &context).entities.into_iter().find_map(|e| if let Value::Employee { ids } = e.value { Some(ids) } else { None })).unwrap_or_default()
}

/// "тимур завтра в 18": a bare name that an employee bears means the employee, unless the speaker says it is theirs.
fn namesake(talk: &Talk<'_>, understood: &Understanding, name: &str, start: usize) -> Option<EmployeeId> {
    let own = ["я", "это", "зовут", "имя", "меня", "am", "i'm", "is", "name"];
    if own.contains(&word_before(understood, start).as_str()) || talk.state.asked.as_ref().is_some_and(|a| a.what == Ask::Name) {
        return None;
    }
    let name = faq::fold(name);
    let bears = |e: &&domain::employee::Employee| {
        std::iter::once(e.name.as_str()).chain(e.synonyms.iter().map(String::as_str)).any(|n| {
            let n = faq::fold(n);
            n == name || n.split(' ').next() == Some(name.as_str())
        })
    };
    let mut fits = talk.catalog().employees.iter().filter(bears);
    match (fits.next(), fits.next()) {
        (Some(one), None) => Some(one.id),
        _ => None,
    }
}

fn word_before(understood: &Understanding, start: usize) -> String {
    let head: String = understood.text.chars().take(start).collect();
    faq::fold(head.trim_end().rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default())
}

fn word_after(understood: &Understanding, end: usize) -> String {
    let tail: String = understood.text.chars().skip(end).collect();
    faq::fold(tail.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).unwrap_or_default())
}

/// Values of the plan as commands, without starting anything.
pub fn plan(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> Vec<Command> {
    let mut commands = Vec::new();
    if !found.services.is_empty() {
        let folded = faq::fold(&understood.text);
        let says_more = folded.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "еще" | "также" | "тоже" | "плюс" | "заодно" | "вместе" | "сразу" | "одновременно" | "also" | "plus" | "too" | "добавьте" | "добавить" | "добавим" | "add"));
        let begins_so = ["и ", "а и ", "and "].iter().any(|w| folded.starts_with(w));
        let adds = (says_more || begins_so) && !talk.state.draft.services.is_empty();
        let only = folded.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "только" | "лишь" | "only" | "just"));
        commands.push(Command::SetServices { wishes: found.services.clone(), adds, only });
    }
    if let Some(branch) = found.branches.first().filter(|_| found.branches.len() == 1) {
        commands.push(Command::SetBranch { branch: Some(*branch) });
    }
    if !found.employees.is_empty() {
        commands.push(Command::SetEmployee { employees: found.employees.clone() });
    }
    if found.soonest && found.wish == Wish::default() {
        commands.push(Command::Nearest);
    }
    if found.source != Wish::default() {
        commands.push(Command::SetSource { wish: found.source.clone() });
    }
    if found.wish != Wish::default() {
        commands.push(Command::SetWish { wish: within_range(talk, understood, found.wish.clone()) });
    }
    if let Some(minutes) = words::shift(&faq::fold(&understood.text)).filter(|_| found.wish == Wish::default()) {
        commands.push(Command::Shift { minutes });
    }
    let text = faq::fold(&understood.text);
    let same = text.contains("время") && ["то же", "тоже", "такое же", "прежнее"].iter().any(|w| text.contains(w));
    if same || ["то же время", "тоже время", "это же время", "тот же час", "same time"].iter().any(|w| faq::fold(&understood.text).contains(w)) {
        commands.push(Command::SameHour);
    }
    if let Some(count) = found.people.filter(|n| *n > 1) {
        commands.push(Command::SetPeople { count });
    }
    commands
}

/// "на следующей неделе", then "среда": the Wednesday of that week, not the nearest one.
fn within_range(talk: &Talk<'_>, understood: &Understanding, mut wish: Wish) -> Wish {
    let (Some(day), Some(from), Some(until)) = (wish.from, talk.draft().wish.from, talk.draft().wish.until) else { return wish };
    let text = faq::fold(&understood.text);
    let names_date = text.contains(|c: char| c.is_ascii_digit()) || ["завтра", "сегодня", "tomorrow", "today", "ближайш"].iter().any(|w| text.contains(w));
    let week_later = day.saturating_add(jiff::Span::new().days(7));
    if wish.is_one_day() && !talk.draft().wish.is_one_day() && !names_date && day < from && from <= week_later && week_later < until {
        wish.set_day(week_later);
    }
    wish
}

/// A message too long to be a question.
pub fn is_flood(text: &str) -> bool {
    text.chars().count() > 1_000
}
