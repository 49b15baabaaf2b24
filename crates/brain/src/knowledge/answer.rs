//! The short answer without a model: the sentences of a passage that speak of the question, word for word, and where they stand.
//! The passage's own sentences become a little index, so that slips and synonyms are forgiven here as in the search.

use super::index::Index;
use super::markdown::{Block, blocks};
use super::question::Way;
use super::sentence::sentences;
use super::{Entry, Query};
use domain::Lang;
use domain::document::Passage;
use domain::id::{ChunkId, DocumentId};
use uuid::Uuid;

/// Characters of a short answer.
const LONGEST: usize = 400;

/// Something that can be quoted alone.
struct Unit {
    text: String,
    /// Follows the unit before it in the same paragraph.
    is_next: bool,
    /// Announces what follows it.
    is_lead: bool,
}

/// What of the passage answers the question, verbatim, at most 400 characters; a row of a table becomes a sentence of its own cells.
/// `None` when there is nothing to quote. Whether the passage answers at all is said by its score, not here.
pub fn answer_from(passage: &Passage, question: &str) -> Option<String> {
    let units = units(&passage.text);
    let whole: usize = units.iter().map(|u| u.text.chars().count() + 1).sum();
    if units.is_empty() {
        return None;
    }
    let has_table = passage.text.lines().any(|l| l.trim_start().starts_with('|'));
    if whole <= LONGEST / 2 && !has_table {
        return Some(join(&units, 0, units.len()));
    }
    let found = rank(&units, question);
    let Some((best, score)) = found.first().copied() else { return Some(opening(&units)) };
    let mut chosen = vec![best];
    // What nearly ties speaks of the same: all prices of a haircut, both branches.
    chosen.extend(found.iter().skip(1).take(3).filter(|(_, s)| *s >= score * 0.93).map(|(at, _)| *at));
    let (mut from, mut to) = (best, best + 1);
    if chosen.len() == 1 && !units.get(best).is_some_and(|u| u.is_lead) {
        // A short sentence alone is curt and may lean on the next one.
        while length(&units, from, to) < 160 && units.get(to).is_some_and(|u| u.is_next) && length(&units, from, to + 1) <= LONGEST {
            to += 1;
        }
        return Some(clip(&join(&units, from, to)));
    }
    if units.get(best).is_some_and(|u| u.is_lead) {
        while to < units.len() && units.get(to).is_some_and(|u| !u.is_lead) && length(&units, from, to + 1) <= LONGEST {
            to += 1;
        }
        return Some(clip(&join(&units, from, to)));
    }
    chosen.sort_unstable();
    let mut text = String::new();
    for at in chosen {
        let Some(unit) = units.get(at) else { continue };
        if text.chars().count() + unit.text.chars().count() < LONGEST {
            text.push_str(if text.is_empty() { "" } else if unit.is_next { " " } else { "\n" });
            text.push_str(&unit.text);
        }
    }
    from = best;
    Some(if text.is_empty() { clip(&join(&units, from, from + 1)) } else { text })
}

/// Where a passage stands, for the customer: "Правила салона › Отмена, с. 3".
pub fn citation(passage: &Passage, lang: Lang) -> String {
    let own = passage.heading.strip_prefix(passage.title.as_str()).filter(|rest| rest.is_empty() || rest.starts_with(" › "));
    let inner = own.map_or(passage.heading.as_str(), |rest| rest.trim_start_matches(" › "));
    let mut text = passage.title.clone();
    if !inner.is_empty() && !inner.contains('\n') {
        text.push_str(if text.is_empty() { "" } else { " › " });
        text.push_str(inner);
    }
    if let Some(page) = passage.page {
        text.push_str(if lang.spoken() == Lang::En { ", p. " } else { ", с. " });
        text.push_str(&page.to_string());
    }
    text
}

/// Units by how well they fit, best first.
fn rank(units: &[Unit], question: &str) -> Vec<(usize, f64)> {
    let id = |at: usize| Uuid::from_u128(at as u128 + 1);
    let index = Index::build(units.iter().enumerate().map(|(at, unit)| Entry { chunk: ChunkId(id(at)), document: DocumentId(id(at)), title: "", heading: "", text: &unit.text, category: None, lang: None, vector: None }));
    let hits = index.search(&Query::new(question, units.len()));
    let wants_price = index.question(question).concepts.iter().any(|c| c.ways.iter().any(|(way, _)| matches!(way, Way::Stem(s) if s == "#price")));
    let mut found: Vec<(usize, f64)> = hits
        .iter()
        .filter(|hit| hit.lexical > 0.05)
        .filter_map(|hit| {
            let at = usize::try_from(hit.chunk_id.uuid().as_u128()).ok()?.checked_sub(1)?;
            let has_price = units.get(at).is_some_and(|u| super::word::marks(&super::word::normalise(&u.text)).contains(&"#price"));
            Some((at, hit.lexical + if wants_price && has_price { 0.1 } else { 0.0 }))
        })
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

/// The beginning of the passage, when its headings answer and no sentence stands out.
fn opening(units: &[Unit]) -> String {
    let mut to = 1;
    while to < units.len() && length(units, 0, to + 1) <= LONGEST {
        to += 1;
    }
    clip(&join(units, 0, to))
}

fn join(units: &[Unit], from: usize, to: usize) -> String {
    let mut text = String::new();
    for unit in units.get(from..to.min(units.len())).unwrap_or_default() {
        if !text.is_empty() {
            text.push(if unit.is_next { ' ' } else { '\n' });
        }
        text.push_str(&unit.text);
    }
    text
}

fn length(units: &[Unit], from: usize, to: usize) -> usize {
    join(units, from, to).chars().count()
}

/// A sentence longer than an answer may be ends at a word.
fn clip(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST - 1).collect();
    let cut = head.rsplit_once(char::is_whitespace).map_or(head.as_str(), |(before, _)| before);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '—', ' ']))
}

fn units(text: &str) -> Vec<Unit> {
    let mut found = Vec::new();
    for block in blocks(text) {
        match block {
            Block::Paragraph(text) | Block::Heading { text, .. } => {
                for (i, sentence) in sentences(&text).into_iter().enumerate() {
                    found.push(Unit { text: sentence.to_owned(), is_next: i > 0, is_lead: sentence.ends_with(':') });
                }
            }
            Block::List(items) => found.extend(items.into_iter().map(|text| Unit { text, is_next: false, is_lead: false })),
            Block::Table { header, rows } => found.extend(rows.iter().map(|row| Unit { text: spoken(&header, row), is_next: false, is_lead: false })),
            Block::Page(_) => {}
        }
    }
    found
}

/// "Женская стрижка: цена — 2 500 ₽, время — 60 мин."
fn spoken(header: &[String], row: &[String]) -> String {
    let mut cells = row.iter().enumerate().filter(|(_, c)| !c.is_empty());
    let Some((_, first)) = cells.next() else { return String::new() };
    let rest: Vec<String> = cells
        .map(|(at, cell)| match header.get(at).filter(|h| !h.is_empty()) {
            Some(name) => format!("{} — {cell}", lower(name)),
            None => cell.clone(),
        })
        .collect();
    if rest.is_empty() { first.clone() } else { format!("{first}: {}.", rest.join(", ").trim_end_matches('.')) }
}

/// A heading in the middle of a sentence; abbreviations stay as they are.
fn lower(name: &str) -> String {
    let mut chars = name.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(std::iter::once(second)).chain(chars).collect(),
        _ => name.to_owned(),
    }
}
