//! What a model is told: the standing rules (texts in `prompts/`), the firm, the agent's own instructions, the state of the talk, and
//! what may be stated. Constant parts come first, so that vendors' caches hit; what a stranger wrote is always marked as a quotation.

use super::Veil;
use crate::colleague::Source;
use crate::dialogue::{Command, Talk, moment_of, price, service_title};
use crate::turn::Reply;
use domain::Lang;
use domain::conversation::Phase;
use domain::port::{ModelMessage, ModelPart};
use std::fmt::Write as _;

/// Services a prompt lists; a longer catalog is looked up by tools.
const SERVICES: usize = 80;
const LINE: usize = 2_000;

fn rules(lang: Lang, name: &str) -> &'static str {
    match (lang.spoken(), name) {
        (Lang::En, "understand") => include_str!("../../prompts/understand.en.md"),
        (Lang::En, _) => include_str!("../../prompts/word.en.md"),
        (_, "understand") => include_str!("../../prompts/understand.ru.md"),
        (..) => include_str!("../../prompts/word.ru.md"),
    }
}

/// The rules every agent stands under: nobody hears them.
pub(crate) fn standing(lang: Lang) -> [&'static str; 2] {
    [rules(lang, "understand"), rules(lang, "word")]
}

pub(super) fn understanding(talk: &Talk<'_>, commands: &[Command]) -> Vec<String> {
    let mut state = state(talk, &Veil::of(talk, commands));
    let read: Vec<&Command> = commands.iter().filter(|c| c.sets()).collect();
    if !read.is_empty() {
        let _ = writeln!(state, "already_read: {}", serde_json::json!(read));
    }
    vec![rules(talk.catalog().org.lang, "understand").to_owned(), firm(talk), agent(talk, None), state]
}

pub(super) fn wording(talk: &Talk<'_>, plain: &Reply, phase: Phase) -> Vec<String> {
    let veil = Veil::of(talk, &[]);
    let mut facts = state(talk, &veil);
    let _ = writeln!(facts, "\n<answer>\n{}\n</answer>", fenced(&veil.cover_own(&plain.text)));
    if !plain.buttons.is_empty() {
        let titles: Vec<&str> = plain.buttons.iter().map(|b| b.title.as_str()).collect();
        let _ = writeln!(facts, "<buttons>{}</buttons>", fenced(&veil.cover_own(&titles.join(" | "))));
    }
    for passage in talk.passages.iter().take(5) {
        let _ = writeln!(facts, "<document title=\"{}\">\n{}\n</document>", clean(&passage.title, 200), clean(&passage.text, LINE));
    }
    vec![rules(talk.catalog().org.lang, "word").to_owned(), agent(talk, Some(phase)), facts]
}

/// The latest messages, and what the customer has written now.
pub(super) fn messages(talk: &Talk<'_>, veil: &Veil) -> Vec<ModelMessage> {
    let memory = &talk.facts.memory;
    let keep = usize::from(talk.facts.agent.spec.memory.messages);
    let skip = memory.recent.len().saturating_sub(keep);
    let mut messages: Vec<ModelMessage> = Vec::new();
    for line in memory.recent.iter().skip(skip) {
        push(&mut messages, line.is_customer, &clean(&veil.cover(&line.text), LINE));
    }
    push(&mut messages, true, &clean(&veil.cover(&talk.words()), 4_000));
    messages
}

/// Neighbours of one side become one message: two of the protocols demand it.
fn push(messages: &mut Vec<ModelMessage>, is_customer: bool, text: &str) {
    match (messages.last_mut(), is_customer) {
        (Some(ModelMessage::User { text: last }), true) => {
            last.push('\n');
            last.push_str(text);
        }
        (Some(ModelMessage::Assistant { parts, .. }), false) => parts.push(ModelPart::Text { text: format!("\n{text}") }),
        (_, true) => messages.push(ModelMessage::User { text: text.to_owned() }),
        // A talk that begins with the firm's word: every protocol wants the customer first.
        (None, false) => {}
        (_, false) => messages.push(ModelMessage::Assistant { parts: vec![ModelPart::Text { text: text.to_owned() }], native: None }),
    }
}

/// Names and prices of the catalog: for understanding, and for nothing to be invented.
fn firm(talk: &Talk<'_>) -> String {
    let (catalog, lang) = (talk.catalog(), talk.catalog().org.lang);
    let mut text = format!("<firm name=\"{}\" pack=\"{}\">\n<services>\n", word(&catalog.org.name), word(&catalog.org.pack));
    for service in catalog.services.iter().take(SERVICES) {
        let (low, high) = price(catalog, service, None);
        let show = |minor| domain::Money { minor, currency: service.price.currency.clone() }.show(lang);
        let _ = writeln!(text, "- {} | {} | {}–{} | {} min", word(service_title(lang, service)), word(&service.category), show(low), show(high), service.duration_minutes);
    }
    text.push_str("</services>\n<employees>\n");
    for employee in catalog.employees.iter().take(SERVICES) {
        let _ = writeln!(text, "- {} | {}", word(&employee.name), word(&employee.title));
    }
    text.push_str("</employees>\n<branches>\n");
    for branch in &catalog.branches {
        let _ = writeln!(text, "- {} | {}", word(&branch.name), word(&branch.address));
    }
    text.push_str("</branches>\n</firm>");
    text
}

fn agent(talk: &Talk<'_>, phase: Option<Phase>) -> String {
    let agent = &talk.facts.agent;
    let spec = &agent.spec;
    let persona = if spec.persona.is_empty() { talk.catalog().org.settings.agent_name.as_str() } else { spec.persona.as_str() };
    let mut text = format!("<agent name=\"{persona}\">\n{}\n", spec.instructions.trim());
    let phase = phase.or(talk.state.phase).unwrap_or(Phase::Greeting);
    if let Some(prompt) = spec.prompts.get(&phase).filter(|p| !p.trim().is_empty()) {
        let _ = writeln!(text, "\n<now phase=\"{}\">\n{}\n</now>", phase.as_str(), prompt.trim());
    }
    if !spec.forbidden.is_empty() {
        let _ = writeln!(text, "<never_speak_of>{}</never_speak_of>", spec.forbidden.join("; "));
    }
    text.push_str("</agent>");
    text
}

fn state(talk: &Talk<'_>, veil: &Veil) -> String {
    let zone = talk.zone();
    let now = talk.now().in_zone(&zone);
    let mut text = format!("<state>\nnow: {} {}, {:?}\nlanguage: {}\n", now.date(), now.time().strftime("%H:%M"), now.weekday(), talk.lang.as_str());
    let draft = talk.draft();
    let names: Vec<&str> = draft.services.iter().filter_map(|id| talk.catalog().service(*id)).map(|s| s.name.as_str()).collect();
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(text, "{name}: {}", word(&value));
        }
    };
    line("flow", talk.state.flow.map(|f| format!("{f:?}").to_lowercase()).unwrap_or_default());
    line("open_question", talk.state.asked.as_ref().map(|a| format!("{:?}", a.what).to_lowercase()).unwrap_or_default());
    line("services", names.join(", "));
    line("employee", draft.employee.and_then(|id| talk.catalog().employee(id)).map(|e| e.name.clone()).unwrap_or_default());
    line("day", draft.wish.from.map(|d| d.to_string()).unwrap_or_default());
    line("chosen_time", draft.slot.as_ref().map(|s| moment_of(talk, s)).unwrap_or_default());
    line("customer", veil.cover(talk.name().unwrap_or_default()));
    line("summary", veil.cover(&talk.facts.memory.summary));
    line("remembered", veil.cover(&talk.facts.memory.facts.join("; ")));
    if let Some(brief) = talk.state.brief.as_ref().filter(|brief| Some(brief.to) == talk.facts.agent.id) {
        let who = if brief.source == Source::Customer { "customer" } else { "colleague" };
        line("handed_over", format!("from {}, reason {}, in the words of the {who}: «{}»", if brief.from.is_empty() { "nobody" } else { &brief.from }, brief.reason.as_str(), veil.cover(&brief.wants)));
    }
    text.push_str("</state>");
    text
}

/// A value of one line.
fn word(text: &str) -> String {
    clean(text, LINE).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The product's own words keep their brackets, but for those that would end their place.
fn fenced(text: &str) -> String {
    text.replace("</", "‹/").replace("<answer", "‹answer").replace("<document", "‹document")
}

/// A quotation without what could end it.
fn clean(text: &str, limit: usize) -> String {
    text.chars().filter(|c| *c != '\u{0}').map(|c| if c == '<' { '‹' } else if c == '>' { '›' } else { c }).take(limit).collect()
}
