//! Words of messages as the search knows them: folded, without endings, without words that say nothing; and where in a text the
//! sought ones stand. The index of both databases is made of the same words (`store/src/message/search.rs`).

use crate::Ts;
use crate::id::{MessageId, OrgId};
use crate::stem::stem;

/// Most words of one message in the index; the longest are cut.
const WORDS: usize = 400;
const LETTERS: usize = 40;
/// Most words of a question.
const SOUGHT: usize = 12;
/// A beginning shorter than this would be found everywhere.
const PREFIX: usize = 3;
/// 2000-01-01: earlier messages count as of that moment.
const EPOCH_SECS: i64 = 946_684_800;

const STOP: &[&str] = &[
    "а", "бы", "в", "во", "вы", "да", "для", "до", "же", "за", "и", "из", "или", "к", "как", "ко", "ли", "мне", "мы", "на", "не", "но", "ну", "о", "об", "от", "по", "при", "с", "со", "то", "ты", "у", "что", "это", "я", "a", "an",
    "and", "are", "at", "be", "for", "i", "in", "is", "it", "me", "my", "of", "on", "or", "the", "to", "we", "with", "you",
];

/// A piece of a text, found or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_found: bool,
}

/// A message's place in the index: by time, to the second, and by chance among those of one second. Never negative.
pub fn place(at: Ts, id: MessageId) -> i64 {
    let secs = (at.micros().div_euclid(1_000_000) - EPOCH_SECS).clamp(0, i64::from(i32::MAX));
    (secs << 32) | i64::try_from(id.0.as_u128() & 0xffff_ffff).unwrap_or(0)
}

/// The words of a text for the index of a firm, each once, parted by spaces. Each begins with the firm's sign, so that words of other
/// firms are not even looked at.
pub fn index(org: OrgId, text: &str) -> String {
    let (sign, mut found) = (sign(org), Vec::<String>::new());
    for (_, word) in words(text) {
        let stem = format!("{sign}{}", stem_of(&word));
        if found.len() < WORDS && !is_stop(&word) && !found.contains(&stem) {
            found.push(stem);
        }
    }
    found.join(" ")
}

/// What is looked for: every word, and the last one also by its beginning, for it may still be being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    stems: Vec<String>,
    begun: Option<String>,
}

impl Sought {
    /// `None` where nothing is left to look for.
    pub fn parse(text: &str) -> Option<Sought> {
        let all: Vec<String> = words(text).map(|(_, word)| word).collect();
        let begun = all.last().filter(|word| word.chars().count() >= PREFIX && !is_stop(word)).cloned();
        let mut stems: Vec<String> = Vec::new();
        for word in all.iter().filter(|word| !is_stop(word)) {
            let stem = stem_of(word);
            if stems.len() < SOUGHT && !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        (!stems.is_empty()).then_some(Sought { stems, begun })
    }

    /// As SQLite's full text search reads it; `store` makes PostgreSQL's of it. Words hold letters and digits alone.
    pub fn expression(&self, org: OrgId) -> String {
        let sign = sign(org);
        let last = self.begun.as_deref().map(stem_of);
        let one = |stem: &String| match &self.begun {
            Some(begun) if last.as_ref() == Some(stem) => format!("({sign}{stem} OR {sign}{begun}*)"),
            _ => format!("{sign}{stem}"),
        };
        self.stems.iter().map(one).collect::<Vec<_>>().join(" AND ")
    }

    fn is(&self, word: &str) -> bool {
        self.begun.as_ref().is_some_and(|begun| word.starts_with(begun.as_str())) || !is_stop(word) && self.stems.contains(&stem_of(word))
    }

    /// About `room` characters of the text around the first word that was sought, in pieces.
    pub fn snippet(&self, text: &str, room: usize) -> Vec<Piece> {
        let chars: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        let marks: Vec<(usize, usize)> = words(text).filter(|(_, word)| self.is(word)).map(|((from, until), _)| (from, until)).collect();
        let first = marks.first().map_or(0, |mark| mark.0);
        // A third before it, from the beginning of a word.
        let early = first.saturating_sub(room / 3);
        let from = if early == 0 { 0 } else { chars.iter().enumerate().take(first).skip(early).find(|(_, c)| **c == ' ').map_or(early, |(at, _)| at + 1) };
        let until = (from + room).min(chars.len());
        let mut pieces = Vec::new();
        let mut add = |from: usize, until: usize, is_found: bool, before: &str, after: &str| {
            let text: String = chars.iter().take(until).skip(from).collect();
            if !text.is_empty() || !after.is_empty() {
                pieces.push(Piece { text: format!("{before}{text}{after}"), is_found });
            }
        };
        let mut at = from;
        for (start, end) in marks.into_iter().filter(|(start, end)| *start >= from && *end <= until) {
            add(at, start, false, if at == from && from > 0 { "…" } else { "" }, "");
            add(start, end, true, "", "");
            at = end;
        }
        add(at, until, false, if at == from && from > 0 { "…" } else { "" }, if until < chars.len() { "…" } else { "" });
        pieces
    }
}

/// Six hexadecimal digits, of the part of an id that is chance.
fn sign(org: OrgId) -> String {
    org.0.simple().to_string().chars().skip(26).collect()
}

fn is_stop(word: &str) -> bool {
    STOP.contains(&word)
}

fn stem_of(word: &str) -> String {
    if word.starts_with(|c: char| c.is_ascii_digit()) { word.to_owned() } else { stem(word) }
}

fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| if c == 'ё' { 'е' } else { c }).filter(|c| c.is_alphanumeric())
}

/// Folded words with the places of their characters, from and until.
fn words(text: &str) -> impl Iterator<Item = ((usize, usize), String)> {
    let mut chars = text.chars().enumerate().peekable();
    std::iter::from_fn(move || {
        loop {
            while chars.next_if(|(_, c)| !c.is_alphanumeric()).is_some() {}
            let from = chars.peek()?.0;
            let (mut word, mut until) = (String::new(), from);
            while let Some((at, c)) = chars.next_if(|(_, c)| c.is_alphanumeric()) {
                until = at + 1;
                if word.chars().count() < LETTERS {
                    word.extend(fold(c));
                }
            }
            if !word.is_empty() {
                return Some(((from, until), word));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn org() -> OrgId {
        OrgId(Uuid::from_u128(0x00ab_cdef))
    }

    #[test]
    fn endings_and_particles_are_forgiven() {
        assert_eq!(index(org(), "Ёлочные гирлянды, и ещё гирлянда!"), "abcdefелочн abcdefгирлянд abcdefещ");
        for (asked, said, is_found) in [
            ("гирлянду", "Привезите гирлянды", true), ("привез гирл", "Привезите гирлянды", true), ("deliveries", "Your delivery is late", true), ("уже", "Ужели", true), ("снег", "Привезите гирлянды", false), ("12345", "Заказ №12345", true),
        ] {
            let sought = Sought::parse(asked).unwrap();
            assert_eq!(sought.snippet(said, 100).iter().any(|p| p.is_found), is_found, "{asked}");
        }
        assert_eq!((Sought::parse("и не"), Sought::parse("…")), (None, None));
        assert_eq!(Sought::parse("скидки на гирлянду").unwrap().expression(org()), "abcdefскидк AND (abcdefгирлянд OR abcdefгирлянду*)");
    }

    #[test]
    fn a_snippet_stands_around_the_word() {
        let text = format!("{} Где мой\nзаказ? {}", "слово ".repeat(30), "конец ".repeat(30));
        let pieces = Sought::parse("заказы").unwrap().snippet(&text, 60);
        assert_eq!(pieces.iter().filter(|p| p.is_found).map(|p| p.text.as_str()).collect::<Vec<_>>(), ["заказ"]);
        assert!(pieces.first().unwrap().text.starts_with("…слово ") && pieces.last().unwrap().text.ends_with('…'), "{pieces:?}");
        assert_eq!(Sought::parse("заказ").unwrap().snippet("Заказ", 60), [Piece { text: "Заказ".into(), is_found: true }]);
    }

    #[test]
    fn places_go_with_time() {
        let at = |secs: i64| place(Ts::from_micros(secs * 1_000_000), MessageId::new());
        assert!(at(0) >= 0 && at(1_000_000_000) < at(1_000_000_001) && at(1_790_000_000) < at(1_790_000_001));
    }
}
