//! The little language of `data/*.rules` and its matcher. A line is a weight and a pattern over words:
//! `запис*|запиш*` a word, `[слово]` may be missing, `..` up to three words between, `<service>` an entity, `^ $` the edges
//! of a clause, `^^ $$` of the message, `$name` a list defined above, `-word` nowhere in the sentence. Scores are in `intent.rs`.

use super::token::Kind;
use super::vocabulary::Vocabulary;
use std::collections::HashMap;

/// Kinds of entity a pattern can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tag {
    Service,
    Employee,
    Branch,
    Time,
    Duration,
    Number,
    Money,
    Person,
    Phone,
    Url,
}

impl Tag {
    fn parse(name: &str) -> Option<Tag> {
        Some(match name {
            "service" => Tag::Service,
            "employee" => Tag::Employee,
            "branch" => Tag::Branch,
            "time" => Tag::Time,
            "duration" => Tag::Duration,
            "number" => Tag::Number,
            "money" => Tag::Money,
            "person" => Tag::Person,
            "phone" => Tag::Phone,
            "url" => Tag::Url,
            _ => return None,
        })
    }
}

#[derive(Clone, Debug)]
enum Piece {
    /// A word of the list or an entity.
    One { set: u16, tags: Vec<Tag>, is_optional: bool },
    /// Up to this many words of any kind.
    Gap(usize),
}

/// What begins or ends at a place; a message is a clause too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edge {
    #[default]
    Any,
    Clause,
    Message,
}

/// Words without meaning that may stand between two words of a pattern.
const MOST_FILLERS: u8 = 3;

/// A message of people has some dozens; a flood is not weighed to its end.
const MOST_HITS: usize = 400;

/// How far around a match an excluded word counts.
const NEAR: usize = 14;

#[derive(Clone, Debug)]
struct Rule {
    section: u16,
    weight: f64,
    pieces: Vec<Piece>,
    /// Words that must not stand in the same clause.
    without: Vec<u16>,
    without_tags: Vec<Tag>,
    start: Edge,
    end: Edge,
}

/// A token as the rules see it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub kind: Kind,
    pub sets: Vec<u16>,
    /// The entity that starts here and the token after it.
    pub tags: Vec<(Tag, usize)>,
    /// Says nothing: "ну", "пожалуйста", "же".
    pub is_filler: bool,
    /// Where the "не" over it stands.
    pub negated_by: Option<usize>,
    pub opens: Edge,
    /// What ends just before this token.
    pub closes: Edge,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub section: u16,
    pub weight: f64,
    /// Tokens, half-open.
    pub start: usize,
    pub end: usize,
    /// Words and entities the pattern names.
    pub size: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub vocabulary: Vocabulary,
    pub sections: Vec<String>,
    rules: Vec<Rule>,
    by_set: HashMap<u16, Vec<usize>>,
    by_tag: HashMap<Tag, Vec<usize>>,
    /// Words that an unspoken "не" turns over: "не отменяйте".
    verbs: Vec<u16>,
    /// Lines that could not be read; a test demands none.
    pub broken: Vec<String>,
}

impl Rules {
    pub fn read(sources: &[&str]) -> Rules {
        let mut rules = Rules::default();
        let mut lists: HashMap<String, String> = HashMap::new();
        for line in sources.iter().flat_map(|s| s.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('@') {
                rules.sections.push(name.trim().to_owned());
            } else if let Some((name, words)) = line.strip_prefix('$').and_then(|l| l.split_once(" = ")) {
                let words = words.split_whitespace().map(|w| w.strip_prefix('$').and_then(|n| lists.get(n)).cloned().unwrap_or_else(|| w.to_owned())).collect::<Vec<_>>().join("|");
                if name == "verb" {
                    let set = rules.vocabulary.set(&words);
                    rules.verbs.push(set);
                }
                lists.insert(name.to_owned(), words);
            } else if rules.read_line(line, &lists).is_none() {
                rules.broken.push(line.to_owned());
            }
        }
        for (at, rule) in rules.rules.iter().enumerate() {
            if let Some(Piece::One { set, tags, .. }) = rule.pieces.first() {
                rules.by_set.entry(*set).or_default().push(at);
                for tag in tags {
                    rules.by_tag.entry(*tag).or_default().push(at);
                }
            }
        }
        rules
    }

    fn read_line(&mut self, line: &str, lists: &HashMap<String, String>) -> Option<()> {
        let mut words = line.split_whitespace();
        let weight: f64 = words.next()?.parse().ok()?;
        let section = u16::try_from(self.sections.len().checked_sub(1)?).ok()?;
        let mut rule = Rule { section, weight, pieces: Vec::new(), without: Vec::new(), without_tags: Vec::new(), start: Edge::Any, end: Edge::Any };
        for word in words {
            match word {
                "^" => rule.start = Edge::Clause,
                "^^" => rule.start = Edge::Message,
                "$" => rule.end = Edge::Clause,
                "$$" => rule.end = Edge::Message,
                ".." => rule.pieces.push(Piece::Gap(3)),
                "..." => rule.pieces.push(Piece::Gap(7)),
                _ => {
                    let (inner, is_optional) = match word.strip_prefix('[').and_then(|w| w.strip_suffix(']')) {
                        Some(inner) => (inner, true),
                        None => (word, false),
                    };
                    let (inner, is_without) = match inner.strip_prefix('-') {
                        Some(inner) => (inner, true),
                        None => (inner, false),
                    };
                    let (mut parts, mut tags) = (Vec::new(), Vec::new());
                    for part in inner.split('|') {
                        if let Some(name) = part.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
                            tags.push(Tag::parse(name)?);
                        } else if let Some(name) = part.strip_prefix('$') {
                            parts.push(lists.get(name)?.clone());
                        } else {
                            parts.push(part.to_owned());
                        }
                    }
                    let set = self.vocabulary.set(&parts.join("|"));
                    if is_without {
                        rule.without.push(set);
                        rule.without_tags.extend(tags);
                    } else {
                        rule.pieces.push(Piece::One { set, tags, is_optional });
                    }
                }
            }
        }
        match rule.pieces.first()? {
            Piece::One { is_optional: false, .. } => {}
            _ => return None,
        }
        self.rules.push(rule);
        Some(())
    }

    /// All patterns found in the message.
    pub fn find(&self, seen: &[Seen]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (at, token) in seen.iter().enumerate() {
            if hits.len() >= MOST_HITS {
                break;
            }
            // The set of an entity alone is empty and has no word, so nothing is tried twice.
            let by_set = token.sets.iter().filter_map(|set| self.by_set.get(set)).flatten();
            let by_tag = token.tags.iter().filter_map(|(tag, _)| self.by_tag.get(tag)).flatten();
            for rule in by_set.chain(by_tag).filter_map(|index| self.rules.get(*index)) {
                if token.opens < rule.start {
                    continue;
                }
                let Some(end) = walk(seen, at, &rule.pieces, rule.end, MOST_FILLERS, true) else { continue };
                if self.is_turned_over(seen, at, end) || has_any(seen, at, end, rule) {
                    continue;
                }
                let size = rule.pieces.iter().filter(|p| !matches!(p, Piece::Gap(_))).count();
                hits.push(Hit { section: rule.section, weight: rule.weight, start: at, end, size });
            }
        }
        hits
    }

    /// The pattern leans on a verb that stands under "не".
    fn is_turned_over(&self, seen: &[Seen], start: usize, end: usize) -> bool {
        let span = seen.get(start..end).unwrap_or_default();
        span.iter().any(|t| t.negated_by.is_some_and(|not| not < start || not >= end) && self.is_verb(t))
    }

    pub fn is_verb(&self, token: &Seen) -> bool {
        self.verbs.iter().any(|set| token.sets.binary_search(set).is_ok())
    }
}

/// The token after the match of `pieces` from token `at` on.
fn walk(seen: &[Seen], at: usize, pieces: &[Piece], edge: Edge, fillers: u8, is_first: bool) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else {
        return seen.get(at).is_none_or(|t| t.closes >= edge).then_some(at);
    };
    let here = seen.get(at);
    match piece {
        Piece::Gap(most) => {
            for next in at..=at + *most {
                if let Some(end) = walk(seen, next, rest, edge, fillers, false) {
                    return Some(end);
                }
                if seen.get(next).is_none_or(|t| t.kind == Kind::Stop) {
                    return None;
                }
            }
            None
        }
        Piece::One { set, tags, is_optional } => {
            if here.is_some_and(|t| t.sets.binary_search(set).is_ok()) && let Some(end) = walk(seen, at + 1, rest, edge, MOST_FILLERS, false) {
                return Some(end);
            }
            if !tags.is_empty()
                && let Some((_, next)) = here.and_then(|t| t.tags.iter().find(|(found, _)| tags.contains(found)))
                && let Some(end) = walk(seen, *next, rest, edge, MOST_FILLERS, false)
            {
                return Some(end);
            }
            if *is_optional && let Some(end) = walk(seen, at, rest, edge, fillers, false) {
                return Some(end);
            }
            let is_skippable = !is_first && fillers > 0 && here.is_some_and(|t| t.is_filler || t.kind == Kind::Comma);
            is_skippable.then(|| walk(seen, at + 1, pieces, edge, fillers - 1, false)).flatten()
        }
    }
}

/// Marks where clauses and the message begin and end, words without meaning aside.
pub(crate) fn mark_edges(seen: &mut [Seen]) {
    let mut edge = Edge::Message;
    for token in seen.iter_mut() {
        token.opens = edge;
        edge = step_edge(edge, token);
    }
    let mut edge = Edge::Message;
    for token in seen.iter_mut().rev() {
        edge = step_edge(edge, token);
        token.closes = edge;
    }
}

/// The edge on the far side of a token.
fn step_edge(edge: Edge, token: &Seen) -> Edge {
    let is_mark = !matches!(token.kind, Kind::Word | Kind::Number);
    match edge {
        Edge::Message if is_mark || token.is_filler => Edge::Message,
        _ if is_mark => Edge::Clause,
        Edge::Clause if token.is_filler => Edge::Clause,
        _ => Edge::Any,
    }
}

/// A word or entity the pattern excludes stands in the sentence.
fn has_any(seen: &[Seen], start: usize, end: usize, rule: &Rule) -> bool {
    if rule.without.is_empty() && rule.without_tags.is_empty() {
        return false;
    }
    let (low, high) = (start.saturating_sub(NEAR), (end + NEAR).min(seen.len()));
    let from = seen.get(low..start).unwrap_or_default().iter().rposition(|t| t.kind == Kind::Stop).map_or(low, |at| low + at + 1);
    let to = seen.get(end..high).unwrap_or_default().iter().position(|t| t.kind == Kind::Stop).map_or(high, |at| end + at);
    let is_excluded = |t: &Seen| t.negated_by.is_none() && rule.without.iter().any(|set| t.sets.binary_search(set).is_ok()) || t.tags.iter().any(|(tag, _)| rule.without_tags.contains(tag));
    seen.get(from..to).unwrap_or_default().iter().any(is_excluded)
}

#[cfg(test)]
mod tests {
    use super::super::intent::RULES;

    #[test]
    fn every_line_of_the_tables_is_read() {
        assert!(RULES.broken.is_empty(), "{:#?}", RULES.broken);
    }
}
