//! Whom to ask when the rules are not sure of a message: the firm's documents, then a model; a person is asked last (the order of A6).
//! Changes nothing but the trace; what comes back are commands like any other.

use super::command::{Chat, Command, Topic};
use super::state::{Flow, LookedUp};
use super::talk::{Halt, Talk};
use super::{faq, intents, read, words};
use crate::colleague::Source;
use crate::knowledge::{self, Candidate, Decision, Sureness};
use crate::model;
use crate::turn::HandOver;
use crate::understand::Intent;
use domain::document::Passage;
use domain::id::ServiceId;
use domain::tool::Tool;

/// Better commands than the rules found, where they found none worth having.
pub fn consult(talk: &mut Talk<'_>, commands: Vec<Command>) -> Result<Vec<Command>, Halt> {
    let commands = bookless(talk, commands);
    let question = talk.words();
    if let Some(found) = written(talk, &question, &commands)? {
        return Ok(vec![found]);
    }
    if question.is_empty() || commands.iter().any(|c| matches!(c, Command::HandOver { .. })) {
        return Ok(commands);
    }
    if is_forbidden(talk, &question) {
        return Ok(vec![Command::Chat { kind: Chat::OffTopic }]);
    }
    let is_lost = |c: &Command| matches!(c, Command::Unanswered { .. } | Command::Clarify);
    // An entry that only resembles the question is looked at again beside all that is written down.
    if may_search(talk)
        && commands.iter().any(|c| matches!(c, Command::Faq { .. }))
        && intents::best_faq(talk, &question).is_none_or(|(_, fits)| fits < faq::STRONG)
    {
        let rest = commands.into_iter().filter(|c| !matches!(c, Command::Faq { .. }));
        let better = search(talk, &question)?.unwrap_or(Command::Unanswered { question });
        return Ok(rest.chain([better]).collect());
    }
    if asks_about_service(talk, &question, &commands)
        && let Some(found) = search(talk, &question)?
    {
        // "а после ламинирования можно в баню?" wishes for no visit.
        talk.state.topic = named(&commands);
        return Ok(commands.into_iter().filter(|c| matches!(c, Command::Chat { .. })).chain([found]).collect());
    }
    if !commands.iter().any(is_lost) {
        talk.state.looked_up = None;
        return Ok(commands);
    }
    // What answers a script's question is not looked up as one.
    let is_answer = commands.contains(&Command::Clarify) && talk.state.script.as_ref().is_some_and(|r| r.is_asked);
    talk.query = going_on(talk, &question);
    let asked = talk.query.clone().unwrap_or_else(|| question.clone());
    let of_price = asks_price(talk);
    if !is_answer
        && let Some(found) = search(talk, &asked)?
    {
        talk.state.looked_up = Some(LookedUp { question: talk.state.looked_up.take().filter(|_| talk.query.is_some()).map_or(question, |l| l.question), of_price });
        return Ok(replaced(commands, vec![found]));
    }
    if let Some(ask) = talk.tour_guess.take().filter(|_| !question.contains('?')) {
        return Ok(replaced(commands, vec![Command::Tour { ask: Box::new(ask) }]));
    }
    if !talk.facts.agent.has_model {
        // Without a model of its own it looks up what a colleague's has made of the message.
        let told = talk.brief().filter(|brief| brief.source == Source::Model).map(|brief| brief.wants.clone());
        let found = told.map(|wants| search(talk, &wants)).transpose()?.flatten();
        return Ok(found.map_or_else(|| commands.clone(), |found| replaced(commands.clone(), vec![found])));
    }
    let Some(reply) = talk.model(model::understanding(talk, &commands))? else {
        talk.consulted.push(serde_json::json!({ "asked": "understanding", "failed": true }));
        return Ok(commands);
    };
    let (mut told, problems) = model::commands(talk, reply);
    talk.consulted.push(serde_json::json!({ "asked": "understanding", "commands": told, "problems": problems }));
    // The model wants the documents read with other words than the customer's.
    if let Some(query) = model::wants_search(reply).filter(|_| talk.facts.agent.has_knowledge) {
        match search(talk, &query)? {
            Some(found) => told.push(found),
            None if told.is_empty() => told = commands.iter().filter(|c| is_lost(c)).cloned().collect(),
            None => {}
        }
    }
    if told.is_empty() {
        return Ok(commands);
    }
    let starts = told.iter().any(|c| matches!(c, Command::StartFlow { .. }));
    if talk.state.flow.is_none() && !starts && told.iter().any(Command::sets) {
        told.insert(0, Command::StartFlow { flow: Flow::Book });
    }
    Ok(replaced(commands, told))
}

/// Where nothing can be booked, a day or an hour in a message is no wish for a visit.
fn bookless(talk: &Talk<'_>, commands: Vec<Command>) -> Vec<Command> {
    let is_of_visit = |c: &Command| c.sets() || matches!(c, Command::StartFlow { .. } | Command::UnknownService { .. } | Command::Late { .. } | Command::ConfirmVisit | Command::SetSource { .. } | Command::Answer { topic: Topic::Visits, .. });
    if talk.books() || !commands.iter().any(is_of_visit) {
        return commands;
    }
    let mut rest: Vec<Command> = commands.into_iter().filter(|c| !is_of_visit(c)).collect();
    if rest.iter().all(|c| matches!(c, Command::Chat { kind: Chat::Greet })) {
        // What is there to change or cancel a person knows.
        let asks = talk.understood.as_ref().is_some_and(|u| intents::is_question(u) || read::is_sure(u, Intent::Cancel) || read::is_sure(u, Intent::Move));
        rest.push(if asks { Command::Unanswered { question: talk.words() } } else { Command::Clarify });
    }
    rest
}

/// Where nothing is booked, a general question of money, health or manners is first asked of what is written down: that is no decision.
fn written(talk: &mut Talk<'_>, question: &str, commands: &[Command]) -> Result<Option<Command>, Halt> {
    let reason = commands.iter().find_map(|c| if let Command::HandOver { reason } = c { Some(*reason) } else { None });
    let Some(reason) = reason.filter(|_| !talk.books()) else { return Ok(None) };
    let folded = faq::fold(question);
    let may = match reason {
        HandOver::Refund | HandOver::Discount => !["верните", "требую", "сделайте", "скиньте", "уступите"].iter().any(|w| folded.contains(w)),
        // What to take for an illness no paper decides.
        HandOver::Medical | HandOver::Injury | HandOver::Complaint => !words::speaks_of_oneself(&folded) && !["лекарств", "таблет", "мазь", "мази", "препарат"].iter().any(|w| folded.contains(w)),
        _ => false,
    };
    if may { search(talk, question) } else { Ok(None) }
}

/// Services the commands name, where each name is clear.
fn named(commands: &[Command]) -> Vec<ServiceId> {
    let wishes = commands.iter().filter_map(|c| if let Command::SetServices { wishes, .. } = c { Some(wishes) } else { None }).flatten();
    wishes.filter_map(|wish| if let [one] = wish.as_slice() { Some(*one) } else { None }).collect()
}

/// Is it a question that names a service, says more than its name, and wishes for nothing else?
fn asks_about_service(talk: &Talk<'_>, question: &str, commands: &[Command]) -> bool {
    let is_soft = |c: &Command| matches!(c, Command::StartFlow { flow: Flow::Book } | Command::SetServices { .. } | Command::Chat { .. });
    let names = commands.iter().any(|c| matches!(c, Command::SetServices { .. }));
    if !talk.facts.agent.has_knowledge || talk.state.flow.is_some() || !question.contains('?') || !names || !commands.iter().all(is_soft) {
        return false;
    }
    let wishes = commands.iter().filter_map(|c| if let Command::SetServices { wishes, .. } = c { Some(wishes) } else { None });
    let services = wishes.flatten().flatten().filter_map(|id| talk.catalog().service(*id));
    let own: Vec<String> = services.flat_map(|s| std::iter::once(&s.name).chain(&s.synonyms)).flat_map(|name| faq::stems(name)).collect();
    faq::stems(question).iter().filter(|stem| !own.contains(stem)).count() >= 2
}

/// The new commands in the place of those that said "I do not know".
fn replaced(old: Vec<Command>, new: Vec<Command>) -> Vec<Command> {
    let mut all: Vec<Command> = old.into_iter().filter(|c| !matches!(c, Command::Unanswered { .. } | Command::Clarify)).collect();
    all.extend(new);
    all
}

/// What the firm has written down, if the agent may be sure of it: an entry of the FAQ, or passages to quote from.
fn search(talk: &mut Talk<'_>, question: &str) -> Result<Option<Command>, Halt> {
    let words = question.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
    if !may_search(talk) || words < 2 || read::is_flood(question) {
        return Ok(None);
    }
    let mut found = talk.search(question)?;
    // An entry of the FAQ in another language is no answer where the firm writes in this one.
    let (rows, lang) = (&talk.catalog().faq, talk.lang.spoken());
    if rows.iter().any(|row| row.lang.spoken() == lang) {
        found.retain(|p| rows.iter().find(|row| row.id == knowledge::faq_id(p.document_id)).is_none_or(|row| row.lang.spoken() == lang));
    }
    // Who asks for the firm's number is answered with one, or not at all.
    if talk.understood.as_ref().is_some_and(|u| read::is_sure(u, Intent::PhoneOfFirm)) {
        found.retain(|p| holds_contact(&p.text));
    }
    // Who asks what it costs is answered with a sum, where a sum is written down.
    let least = f64::from(talk.facts.agent.spec.thresholds.knowledge) / 100.0;
    if asks_price(talk) && found.iter().any(|p| p.score >= least && holds_sum(p)) {
        found.retain(holds_sum);
    }
    let entry = |p: &Passage| talk.catalog().faq.iter().position(|row| row.id == knowledge::faq_id(p.document_id));
    let entries: Vec<Option<usize>> = found.iter().map(entry).collect();
    let candidates: Vec<Candidate> = found.iter().zip(&entries).map(|(p, entry)| Candidate { is_faq: entry.is_some(), score: p.score }).collect();
    let first = talk.passages.len();
    talk.passages.extend(found);
    Ok(match knowledge::decide(&candidates, Sureness::from(&talk.facts.agent.spec.thresholds)) {
        Decision::Faq(at) => entries.get(at).copied().flatten().map(|entry| Command::Faq { entry }),
        Decision::Documents(places) => Some(Command::Knowledge { passages: places.into_iter().map(|at| first + at).collect() }),
        Decision::Nothing => None,
    })
}

/// Asked now, or with the question this one goes on with.
fn asks_price(talk: &Talk<'_>) -> bool {
    talk.understood.as_ref().is_some_and(|u| read::is_sure(u, Intent::Prices)) || talk.query.is_some() && talk.state.looked_up.as_ref().is_some_and(|l| l.of_price)
}

/// A number with its currency.
fn holds_sum(passage: &Passage) -> bool {
    const MONEY: &[&str] = &[" сом", "руб", "₽", "$", "€", "₸", "тенге", "доллар", "евро", "usd", "eur", " som"];
    let text = faq::fold(&format!(" {} ", passage.text));
    text.contains(|c: char| c.is_ascii_digit()) && MONEY.iter().any(|w| text.contains(w))
}

/// "а ботинки?" after "сколько стоит спальник напрокат": the same asked of something else.
fn going_on(talk: &Talk<'_>, question: &str) -> Option<String> {
    let before = talk.state.looked_up.as_ref()?;
    let folded = faq::fold(question);
    let said: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_short = matches!(said.as_slice(), ["а" | "и", one] | ["а" | "и", "за" | "на" | "про" | "с", one] if one.chars().count() > 3) || matches!(said.as_slice(), ["what" | "how" | "and", "about" | "for", _] | ["and", _]);
    is_short.then(|| format!("{question} {}", before.question))
}

/// A telephone, an address of mail or a link.
fn holds_contact(text: &str) -> bool {
    text.contains('@') || ["http", "t.me", "wa.me", "www."].iter().any(|w| text.contains(w)) || text.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '+' | '\u{a0}'))).any(|run| run.chars().filter(char::is_ascii_digit).count() >= 5)
}

fn may_search(talk: &Talk<'_>) -> bool {
    talk.facts.agent.has_knowledge && talk.facts.agent.spec.tools.contains(&Tool::SearchKnowledge)
}

/// Does the message speak of something the owner has ruled out?
fn is_forbidden(talk: &Talk<'_>, question: &str) -> bool {
    let said = faq::stems(question);
    talk.facts.agent.spec.forbidden.iter().map(|topic| faq::stems(topic)).any(|topic| !topic.is_empty() && topic.iter().all(|stem| said.contains(stem)))
}
