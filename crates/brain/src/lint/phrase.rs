//! Promises, vague words, orders to show the prompt, variables and tools nobody knows, length and mixture of languages.

use super::{Finding, Known, Severity, Text, places, rule};
use domain::agent::AgentSpec;
use domain::script::{VARIABLES, variables};
use domain::tool::Tool;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Characters after which a model begins to forget orders, and people to read them.
const LONG: usize = 6_000;

static GUARANTEE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(r"(?i)\b(?:гарантир[а-яё]+|гарантию|стопроцентн[а-яё]+|обещаем|точно поможет|без риска|верн[её]м деньги|guarantee[sd]?|we promise|money[- ]back|risk[- ]free)\b|\b100\s?%(?:-[а-яё]+)?\s(?:результат[а-яё]*|эффект[а-яё]*|results?)")
});
static DISCOUNT: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"(?i)\bскидк[а-яё]+\s(?:в\s|до\s|на\s)?\d+\s?%|\b\d+\s?%\s?(?:скидк[а-яё]+|off\b|discount)|\bскидк[а-яё]+\s(?:в\s|до\s|на\s)?\d[\d ]*\s?(?:₽|руб[а-яё]*)|\bв подарок\b|\bfree of charge\b"));
static REVEAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(r"(?i)\b(?:покаж|покажи|раскр|процитир|повтор|выда|назов|сообщ|расскаж|перескаж)[а-яё]*[^.!?\n]{0,30}(?:промпт[а-яё]*|инструкци[а-яё]+|системн[а-яё]+ сообщени[а-яё]+)|\b(?:reveal|show|print|repeat|tell|quote|share)\b[^.!?\n]{0,30}\b(?:prompt|instructions)\b")
});
static VAGUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(r"(?i)\b(?:по возможности|при необходимости|по необходимости|по ситуации|если что|желательно|как-нибудь|как-то|иногда|примерно так|и т\. ?[дп]|и так далее|и тому подобное|в принципе|наверное|постарайся|старайся|адекватно|if possible|as appropriate|as needed|when necessary|sometimes|somehow|try to|etc)(?:\b|$)")
});
static SNAKE: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"\b(?:get|create|search|find|move|hand|cancel|reschedule|send|update|delete|remove|apply|call|check|list|book|make)(?:_[a-z]+)+\b"));

pub(super) fn find(text: &Text<'_>, spec: &AgentSpec, known: &Known<'_>, found: &mut Vec<Finding>) {
    for (rule, code, severity) in [
        (&*GUARANTEE, "promise_guarantee", Severity::Warning),
        (&*DISCOUNT, "promise_discount", Severity::Warning),
        (&*REVEAL, "reveals_prompt", Severity::Error),
    ] {
        let told = places(rule.as_ref(), text.body).filter(|range| !text.is_forbidden_at(range.start));
        found.extend(told.map(|range| text.finding(code, severity, &range)));
    }
    found.extend(places(VAGUE.as_ref(), text.body).map(|range| text.finding("vague", Severity::Info, &range)));
    find_variables(text, known, found);
    find_tools(text, spec, found);
    if let Some((start, _)) = text.body.char_indices().nth(LONG) {
        found.push(text.finding("too_long", Severity::Warning, &(start..text.body.len())));
    }
    found.extend(mixture(text).map(|range| text.finding("mixed_languages", Severity::Info, &range)));
}

fn find_variables(text: &Text<'_>, known: &Known<'_>, found: &mut Vec<Finding>) {
    let all = variables(text.body);
    let is_known = |name: &str| VARIABLES.contains(&name) || known.scripts.iter().flat_map(|s| &s.steps).any(|step| step.asks.as_deref() == Some(name));
    for (range, name) in all.iter().filter(|(_, name)| !is_known(name)) {
        found.push(Finding { about: Some((*name).chars().take(60).collect()), ..text.finding("variable_unknown", Severity::Error, range) });
    }
    let end = all.last().map_or(0, |(range, _)| range.end);
    if let Some(open) = text.body.get(end..).and_then(|rest| rest.find("{{")) {
        let start = end + open;
        let line = text.body.get(start..).and_then(|rest| rest.find('\n')).map_or(text.body.len(), |at| start + at);
        found.push(text.finding("variable_unclosed", Severity::Error, &(start..line)));
    }
}

fn find_tools(text: &Text<'_>, spec: &AgentSpec, found: &mut Vec<Finding>) {
    for range in places(SNAKE.as_ref(), text.body) {
        let name = text.piece(&range);
        let (code, severity) = match Tool::ALL.iter().find(|tool| tool.as_str() == name) {
            Some(tool) if spec.tools.contains(tool) => continue,
            Some(_) => ("tool_not_allowed", Severity::Error),
            None => ("tool_unknown", Severity::Warning),
        };
        found.push(Finding { about: Some(name.to_owned()), ..text.finding(code, severity, &range) });
    }
}

/// The first line that is in another language than the text around it.
fn mixture(text: &Text<'_>) -> Option<Range<usize>> {
    let mut lines: Vec<(Range<usize>, bool)> = Vec::new();
    let mut start = 0;
    for line in text.body.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let latin = line.chars().filter(char::is_ascii_alphabetic).count();
        let cyrillic = line.chars().filter(|c| ('\u{400}'..'\u{530}').contains(c)).count();
        let is_prose = line.split_whitespace().filter(|w| w.chars().all(|c| c.is_alphabetic() || matches!(c, ',' | '.' | '!' | '?' | ':' | ';'))).count() >= 5;
        if is_prose && latin.max(cyrillic) >= 20 && latin.max(cyrillic) >= latin.min(cyrillic) * 4 {
            lines.push((range, latin > cyrillic));
        }
    }
    let letters = |wanted: bool| lines.iter().filter(|(_, is_latin)| *is_latin == wanted).map(|(range, _)| range.len()).sum::<usize>();
    // Cyrillic letters take two bytes.
    let minority = letters(true) * 2 <= letters(false);
    let other = lines.iter().find(|(_, is_latin)| *is_latin == minority);
    other.filter(|_| lines.iter().any(|(_, is_latin)| *is_latin != minority)).map(|(range, _)| range.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads() {
        assert!([&*GUARANTEE, &*DISCOUNT, &*REVEAL, &*VAGUE, &*SNAKE].into_iter().all(Option::is_some));
    }
}
