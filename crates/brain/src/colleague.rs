//! The colleagues of whoever leads a dialogue: who may take the customer over, what they are told with it, and when a customer asks for one
//! of them by name or role. The model's way to the same is `model/tool.rs`; the change itself is the driver's (`app/src/turn/pass.rs`).

use crate::dialogue::faq::fold;
use crate::facts::Catalog;
use crate::route::{Asked, Choice, LiveAgent, Situation, Why, may_answer, route};
use crate::understand::stem::stem;
use domain::agent::AgentRole;
use domain::id::AgentId;
use domain::tool::Tool;
use serde::{Deserialize, Serialize};

/// How often one message of a customer may go from agent to agent.
pub const HOPS: usize = 2;
/// Characters of what the customer wants, as it is told on.
pub const WANTS: usize = 300;
/// Nobody asks for a colleague at greater length.
const LONGEST: usize = 400;

/// An agent that may take the customer over now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub id: AgentId,
    /// As customers know it, or as the firm calls it.
    pub name: String,
    pub role: AgentRole,
}

/// Who else is there, and what was handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Team {
    /// Those the customer may be handed to in this turn; nobody who has held them in it already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub colleagues: Vec<Colleague>,
    /// With what the customer came, where a colleague or their own wish has brought them in this turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brief: Option<Brief>,
}

/// What goes with a customer from one agent to another. Words of a customer or of a model: data for whoever reads them, never orders or facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// Whom it is for.
    pub to: AgentId,
    /// Who led before, as they are called; empty where nobody did.
    pub from: String,
    pub reason: Reason,
    /// The rest of the customer's own message, or what a model made of it.
    pub wants: String,
    pub source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The customer has asked for them.
    Asked,
    /// It is their business.
    Theirs,
    /// Who led cannot help.
    Unable,
}

impl Reason {
    pub const ALL: [Reason; 3] = [Reason::Asked, Reason::Theirs, Reason::Unable];
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Asked => "asked",
            Reason::Theirs => "theirs",
            Reason::Unable => "unable",
        }
    }
}

/// Whose words a brief is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Customer,
    Model,
}

/// The agent gives the customer on; another one answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    pub to: AgentId,
    pub reason: Reason,
    pub wants: String,
}

/// Those of the live agents that may answer here and now, but for the named ones.
pub fn colleagues(agents: &[LiveAgent], situation: &Situation, but: &[AgentId]) -> Vec<Colleague> {
    let able = agents.iter().filter(|live| may_answer(&live.spec, situation) && !but.contains(&live.agent.id));
    able.map(|live| Colleague { id: live.agent.id, name: called(live).to_owned(), role: live.agent.role }).collect()
}

/// What an agent is called.
pub fn called(live: &LiveAgent) -> &str {
    if live.spec.persona.trim().is_empty() { &live.agent.name } else { &live.spec.persona }
}

/// What a model calls them by: name and role, each once.
pub(crate) fn labels(colleagues: &[Colleague]) -> Vec<(String, AgentId)> {
    let mut labels: Vec<(String, AgentId)> = Vec::new();
    for one in colleagues {
        let name: String = one.name.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).take(60).collect();
        let label = format!("{} ({})", name.trim(), one.role.as_str());
        let same = labels.iter().filter(|(known, _)| known.starts_with(&label)).count();
        labels.push((if same > 0 { format!("{label} {}", same + 1) } else { label }, one.id));
    }
    labels
}

/// Words that call for somebody, by their beginnings.
const CALLS: &[&str] = &[
    "позов", "позва", "пригласи", "соедини", "переключи", "переведи", "подключи", "свяжи", "связат", "поговор", "переговор", "пообща", "call", "connect", "transfer", "switch", "talk", "speak", "chat", "get", "put",
];
/// Words that call for somebody only right before who is meant.
const BEFORE: &[&str] = &["с", "со", "к", "на", "with", "to"];
const MAY: &[&str] = &["можно", "хочу", "хотел", "хотела", "нужно", "надо", "can", "want", "need", "like"];
/// Who asks for a person gets one.
const PERSON: &[&str] = &[
    "жив", "человек", "людь", "оператор", "менеджер", "администратор", "админ", "сотрудник", "директор", "руковод", "управля", "владел", "мастер", "начальн", "human", "person", "people", "manager", "operator", "real", "live",
    "staff", "owner", "boss", "representative", "someone", "somebody", "администрат",
];
/// Words between a call and who is meant.
const BETWEEN: &[&str] = &[
    "с", "со", "к", "на", "по", "за", "тем", "той", "кто", "который", "которая", "занимается", "отвечает", "отдел", "отделом", "отдела", "отделу", "служба", "службой", "службу", "вашим", "вашей", "вашу", "вашего", "агент",
    "агентом", "агента", "коллега", "коллегу", "коллегой", "мне", "меня", "пожалуйста", "опять", "снова", "можно", "лучше", "with", "to", "the", "your", "my", "me", "please", "who", "does", "about", "department", "team",
    "agent", "colleague", "from", "in", "for", "one", "a", "again", "through",
];
/// What is left of a call and says nothing by itself.
const FILLERS: &[&str] = &[
    "можно", "мне", "я", "бы", "ли", "а", "и", "пожалуйста", "хочу", "хотел", "хотела", "нужно", "надо", "лучше", "тогда", "давайте", "ну", "с", "со", "к", "на", "меня", "вы", "please", "can", "could", "i", "you", "me", "let", "to",
    "with", "want", "would", "like", "the", "a", "and", "then", "need", "may", "put", "through", "from", "отделом", "отдел", "department", "agent", "team",
];

/// Words by which the business of a role is called.
fn of_role(role: AgentRole) -> &'static [&'static str] {
    match role {
        AgentRole::Sales => &["продажа", "продажи", "sales"],
        AgentRole::Service => &["сервис", "поддержка", "support", "service"],
        AgentRole::Feedback => &["отзыв", "качество", "feedback"],
        AgentRole::Qualification => &["подбор", "подбирать", "qualification"],
        // A front desk, a receptionist: whoever says so means people.
        AgentRole::FrontDesk | AgentRole::Nurturing => &[],
    }
}

/// The colleague the customer asks for in their own words, and what else they say. Who asks for a person, or for somebody whose name an
/// employee bears too, asks for none of them.
pub fn asked(words: &str, colleagues: &[Colleague], catalog: &Catalog) -> Option<(AgentId, String)> {
    if colleagues.is_empty() || words.chars().count() > LONGEST {
        return None;
    }
    // "с тем, кто по турам" is one thought.
    let words = words.replace(", кто", " кто").replace(", котор", " котор").replace(", who", " who").replace(", пожалуйста,", " пожалуйста").replace(", please,", " please");
    let mut rest: Vec<String> = Vec::new();
    let mut found = None;
    for clause in words.split_inclusive(['.', '!', '?', ',', ';', '\n']) {
        match (found, in_clause(clause, colleagues, catalog)) {
            (None, Some((id, left))) => {
                found = Some(id);
                rest.push(left);
            }
            _ => rest.push(clause.trim().to_owned()),
        }
    }
    rest.retain(|part| part.chars().any(char::is_alphanumeric));
    found.map(|id| (id, rest.join(" ").trim_matches([',', ';', ' ']).to_owned()))
}

/// One word of a clause.
struct Word<'a> {
    text: &'a str,
    small: String,
}

fn in_clause(clause: &str, colleagues: &[Colleague], catalog: &Catalog) -> Option<(AgentId, String)> {
    let words: Vec<Word<'_>> = clause.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty()).map(|text| Word { text, small: fold(text) }).collect();
    let has = |list: &[&str], word: &Word<'_>| list.contains(&word.small.as_str());
    let begins = |list: &[&str], word: &Word<'_>| list.iter().any(|stem| word.small.starts_with(stem));
    if words.iter().any(|word| begins(PERSON, word)) || words.iter().any(|w| matches!(w.small.as_str(), "не" | "don" | "not" | "never")) {
        return None;
    }
    let stems: Vec<String> = words.iter().map(|w| stem(&w.small)).collect();
    let (id, from, to) = colleagues.iter().find_map(|one| place(&stems, one, catalog).map(|(from, to)| (one.id, from, to)))?;
    // What leads to the name: a call with nothing but small words between, or "можно с …".
    let mut begin = from;
    while begin > 0 && words.get(begin - 1).is_some_and(|w| has(BETWEEN, w)) {
        begin -= 1;
    }
    let calls = begin > 0 && words.get(begin - 1).is_some_and(|w| begins(CALLS, w));
    let may = words.get(from.saturating_sub(1)..from).is_some_and(|w| w.iter().any(|w| has(BETWEEN, w))) && words.get(begin..from).is_some_and(|w| w.iter().any(|w| has(BEFORE, w))) && (words.get(begin..from).is_some_and(|w| w.iter().any(|w| has(MAY, w))) || begin > 0 && words.get(begin - 1).is_some_and(|w| has(MAY, w)));
    // "Марину позовите".
    let after = words.iter().skip(to).take(3).position(|w| begins(CALLS, w)).filter(|_| from == 0 || words.get(..from).is_some_and(|w| w.iter().all(|w| has(BETWEEN, w) || has(FILLERS, w))));
    let end = match (calls, may, after) {
        (true, ..) => {
            begin -= 1;
            to
        }
        (false, _, Some(at)) => to + at + 1,
        (false, true, None) => to,
        (false, false, None) => return None,
    };
    let left: Vec<&Word<'_>> = words.get(..begin).into_iter().flatten().chain(words.get(end..).into_iter().flatten()).collect();
    if left.iter().all(|w| has(FILLERS, w)) {
        return Some((id, String::new()));
    }
    let left: Vec<&str> = left.into_iter().skip_while(|w| has(FILLERS, w)).map(|w| w.text).collect();
    let mark = clause.trim_end().chars().last().filter(|c| matches!(c, '.' | '!' | '?')).map(String::from).unwrap_or_default();
    Some((id, format!("{}{mark}", left.join(" "))))
}

/// Where the colleague is named: by the whole name, its first word, or the business of the role.
fn place(stems: &[String], one: &Colleague, catalog: &Catalog) -> Option<(usize, usize)> {
    let name = stems_of(&one.name);
    let whole = (!name.is_empty()).then(|| stems.windows(name.len()).position(|w| w == name)).flatten().map(|at| (at, at + name.len()));
    let first = name.first().filter(|s| name.len() > 1 && s.chars().count() > 2 && !is_office(&one.name)).and_then(|first| stems.iter().position(|s| s == first)).map(|at| (at, at + 1));
    let named = whole.or(first).filter(|(from, to)| !stems.get(*from..*to).is_some_and(|said| is_employee(said, catalog)));
    named.or_else(|| of_role(one.role).iter().find_map(|word| { let word = stem(word); stems.iter().position(|s| *s == word) }).map(|at| (at, at + 1)))
}

fn stems_of(name: &str) -> Vec<String> {
    fold(name).split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| w.chars().count() > 1).map(stem).collect()
}

/// "Отдел продаж", "Sales team": its first word names nobody.
fn is_office(name: &str) -> bool {
    ["отдел", "служба", "агент", "команда", "группа", "первая", "вторая", "the", "agent", "team", "department", "customer"].iter().any(|w| fold(name).starts_with(w))
}

fn is_employee(said: &[String], catalog: &Catalog) -> bool {
    let bears = |name: &str| stems_of(name).first() == said.first();
    catalog.employees.iter().any(|e| bears(&e.name) || e.synonyms.iter().any(|s| bears(s)))
}

/// Who answers, and with what: the router's choice, with the customer's own wish for a colleague heard where the leader may hand over.
pub fn choose(agents: &[LiveAgent], situation: Situation, words: &str, catalog: &Catalog) -> Option<(Choice, Team)> {
    let before = situation.current;
    let leader = before.and_then(|id| agents.iter().find(|live| live.agent.id == id));
    let may_pass = leader.is_none_or(|live| live.spec.tools.contains(&Tool::HandToColleague));
    let others = if may_pass && agents.len() > 1 { colleagues(agents, &situation, before.as_slice()) } else { Vec::new() };
    let wish = asked(words, &others, catalog);
    let situation = Situation { asked: wish.as_ref().map(|(id, _)| Asked::Agent(*id)).or(situation.asked), ..situation };
    let choice = route(agents, &situation)?;
    let brief = wish.filter(|(id, _)| choice.why == Why::Asked && *id == choice.agent).map(|(to, wants)| Brief { to, from: leader.map(|live| called(live).to_owned()).unwrap_or_default(), reason: Reason::Asked, wants, source: Source::Customer });
    let held: Vec<AgentId> = before.into_iter().chain([choice.agent]).collect();
    let colleagues = colleagues(agents, &situation, &held);
    Some((choice, Team { colleagues, brief }))
}

/// The team of the agent that takes over; after so many hops there is nobody to hand on to. Who has handed on is not in the team.
pub fn after(pass: &Pass, team: &Team, from: &str, hops: usize) -> Team {
    let colleagues = team.colleagues.iter().filter(|one| hops < HOPS && one.id != pass.to).cloned().collect();
    let brief = Brief { to: pass.to, from: from.to_owned(), reason: pass.reason, wants: pass.wants.clone(), source: Source::Model };
    Team { colleagues, brief: Some(brief) }
}
