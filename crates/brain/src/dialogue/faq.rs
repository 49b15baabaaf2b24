//! Finding the firm's own answer to a question: stems weighted by rarity, compared with every phrasing of every entry.
//! Built once per catalog version. Returns entries, never makes up an answer.

use domain::faq::Faq;
use frostem::{Algorithm, Stemmer};
use std::collections::HashMap;

/// A match at or above this is answered.
pub const THRESHOLD: f64 = 0.5;
/// A match at or above this wins over other readings of the message.
pub const STRONG: f64 = 0.72;

#[derive(Clone, Debug, Default)]
pub struct FaqIndex {
    /// Rarity of each stem.
    weights: HashMap<String, f64>,
    /// One per phrasing.
    phrasings: Vec<Phrasing>,
    /// Weight of a stem no entry has.
    unknown: f64,
    /// The stems letter by letter, in alphabetical order, for the search of slips.
    letters: Vec<(Vec<char>, String)>,
}

#[derive(Clone, Debug)]
struct Phrasing {
    entry: usize,
    stems: Vec<String>,
    weight: f64,
}

impl FaqIndex {
    /// `entries` in the order of `Catalog::faq`; positions in it are what `find` returns.
    pub fn new(entries: &[Faq]) -> Self {
        let mut phrasings = Vec::new();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (entry, faq) in entries.iter().enumerate() {
            let mut of_entry: Vec<String> = Vec::new();
            for question in &faq.questions {
                let stems = stems(question);
                of_entry.extend(stems.iter().cloned());
                if !stems.is_empty() {
                    phrasings.push(Phrasing { entry, stems, weight: 0.0 });
                }
            }
            of_entry.sort_unstable();
            of_entry.dedup();
            for stem in of_entry {
                *counts.entry(stem).or_default() += 1;
            }
        }
        let total = entries.len().max(1) as f64;
        let unknown = (1.0 + total).ln() * 0.6;
        let weights: HashMap<String, f64> = counts.into_iter().map(|(stem, n)| (stem, (1.0 + total / n as f64).ln())).collect();
        for phrasing in &mut phrasings {
            phrasing.weight = phrasing.stems.iter().map(|s| weights.get(s).copied().unwrap_or(unknown)).sum();
        }
        let mut letters: Vec<(Vec<char>, String)> = weights.keys().map(|stem| (stem.chars().collect(), stem.clone())).collect();
        letters.sort_unstable();
        FaqIndex { weights, phrasings, unknown, letters }
    }

    /// The best entry and how well it fits, 0..=1.
    pub fn find(&self, text: &str) -> Option<(usize, f64)> {
        self.find_where(text, |_| true)
    }

    /// The same among the entries somebody may use.
    pub fn find_where(&self, text: &str, may: impl Fn(usize) -> bool) -> Option<(usize, f64)> {
        let asked: Vec<(String, f64)> = stems(text)
            .into_iter()
            .take(40)
            .map(|stem| match self.weights.get(&stem) {
                Some(weight) => (stem, *weight),
                None => match self.similar(&stem) {
                    Some((known, weight)) => (known, weight * 0.9),
                    None => (stem, self.unknown),
                },
            })
            .collect();
        let total: f64 = asked.iter().map(|(_, w)| w).sum();
        if total <= 0.0 {
            return None;
        }
        // One telling word is too little to be sure of: it must be most of the phrasing.
        let discount = if asked.len() == 1 { 0.85 } else { 1.0 };
        let mut best: Option<(usize, f64)> = None;
        for phrasing in self.phrasings.iter().filter(|p| may(p.entry)) {
            let common: f64 = asked.iter().filter(|(stem, _)| phrasing.stems.contains(stem)).map(|(_, w)| w).sum();
            // Both sides count: words of the question left over and words of the phrasing not asked.
            let score = discount * 2.0 * common / (total + phrasing.weight);
            if best.is_none_or(|(_, b)| score > b) {
                best = Some((phrasing.entry, score));
            }
        }
        best
    }

    /// Does some entry ask with this word?
    pub fn knows(&self, word: &str) -> bool {
        stems(word).iter().any(|stem| self.weights.contains_key(stem))
    }

    /// A known stem one slip away.
    fn similar(&self, stem: &str) -> Option<(String, f64)> {
        let wanted: Vec<char> = stem.chars().collect();
        if wanted.len() < 5 {
            return None;
        }
        let near = self.letters.iter().filter(|(known, _)| known.len().abs_diff(wanted.len()) <= 1);
        let (_, known) = near.into_iter().find(|(known, _)| is_one_slip(known, &wanted))?;
        self.weights.get(known).map(|weight| (known.clone(), *weight))
    }
}

/// Words too common to tell questions apart.
const STOP: &[&str] = &[
    "а", "в", "во", "вы", "вас", "вам", "и", "или", "к", "как", "ли", "мне", "меня", "мы", "на", "не", "нас", "но", "о", "об", "по", "при", "про", "с", "со", "то", "ты", "у", "я", "же",
    "за", "из", "это", "этот", "бы", "если", "что", "для", "до", "от", "есть", "ваш", "ваша", "ваши", "можно", "нужно", "будет", "быть", "подскажите", "скажите", "пожалуйста", "здравствуйте", "привет",
    "добрый", "день", "вообще", "еще", "ну", "там", "тут", "какой", "какая", "какие", "хочу", "хотела", "хотел", "узнать", "интересует", "a", "an", "the", "i", "you", "your", "do", "does", "is", "are", "can",
    "to", "of", "in", "on", "at", "my", "me", "we", "it", "and", "or", "for", "have", "with", "be", "what", "how", "there", "please", "hi", "hello", "could", "would", "will", "if",
];

/// Distinct stems of the telling words.
pub fn stems(text: &str) -> Vec<String> {
    let (ru, en) = (Stemmer::new(Algorithm::Russian), Stemmer::new(Algorithm::English));
    let folded = fold(text);
    let mut found: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && !STOP.contains(w)) {
        let stem = if word.is_ascii() { en.stem(word) } else { ru.stem(word) };
        if !found.iter().any(|f| *f == stem) {
            found.push(stem.into_owned());
        }
    }
    found
}

/// Lower case, `ё` as `е`.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

/// One letter replaced, added, lost, or two neighbours swapped.
pub fn is_one_slip(a: &[char], b: &[char]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.len().saturating_sub(front + back), b.len().saturating_sub(front + back));
    if rest_a <= 1 && rest_b <= 1 {
        return true;
    }
    let swapped = |i: usize| a.get(i) == b.get(i + 1) && a.get(i + 1) == b.get(i);
    a.len() == b.len() && rest_a == 2 && swapped(front)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Lang, Ts, id::FaqId};

    fn faq(questions: &[&str]) -> Faq {
        Faq {
            id: FaqId::new(),
            lang: Lang::Ru,
            questions: questions.iter().map(|q| (*q).to_owned()).collect(),
            answer: "…".into(),
            is_active: true,
            position: 0,
            category_id: None,
            created_at: Ts::from_micros(0),
        }
    }

    #[test]
    fn finds_by_stem_and_slip_and_leaves_strangers_alone() {
        let index = FaqIndex::new(&[
            faq(&["Есть ли у вас парковка?", "Где можно припарковать машину?"]),
            faq(&["Можно ли прийти с собакой?", "Пускаете с животными?"]),
            faq(&["Какие способы оплаты вы принимаете?", "Можно оплатить картой?"]),
        ]);
        for (text, expected) in [
            ("а парковка есть", Some(0)),
            ("парковкка у вас есть?", Some(0)),
            ("машину где припарковать", Some(0)),
            ("с собакой пустите?", Some(1)),
            ("картой оплатить можно?", Some(2)),
            ("вы делаете татуировки?", None),
            ("сколько лет вашему салону", None),
        ] {
            let found = index.find(text).filter(|(_, score)| *score >= THRESHOLD).map(|(i, _)| i);
            assert_eq!(found, expected, "{text}: {:?}", index.find(text));
        }
    }
}
