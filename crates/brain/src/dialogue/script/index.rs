//! Finding what a message is about among a script's own wordings: what starts it, and what customers object. The same matching as the FAQ,
//! with a beginning that is said in full counting whatever else the message holds.

use crate::dialogue::faq::{FaqIndex, is_one_slip, stems};
use domain::faq::Faq;
use domain::id::{FaqId, ScriptId};
use domain::script::Script;
use domain::{Lang, Ts};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

/// A match at or above this is a match.
pub const FITS: f64 = 0.6;
/// Scripts kept prepared; more than any firm's day uses.
const KEPT: usize = 512;

/// A script's wordings, prepared. Entry 0 = triggers, then the objections in their order.
#[derive(Debug)]
pub struct ScriptIndex {
    faq: FaqIndex,
    /// Stems of each wording with its entry, for wordings said in full; whether one word of it is telling enough alone.
    whole: Vec<(usize, Vec<String>, bool)>,
}

type Kept = HashMap<(ScriptId, Ts), Arc<ScriptIndex>>;
/// Only a memory of what the same script always gives; the answer does not depend on it.
static PREPARED: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

pub fn of(script: &Script) -> Arc<ScriptIndex> {
    let key = (script.id, script.updated_at);
    let Ok(mut kept) = PREPARED.lock() else { return Arc::new(ScriptIndex::new(script)) };
    if let Some(known) = kept.get(&key) {
        return known.clone();
    }
    if kept.len() >= KEPT {
        kept.clear();
    }
    let made = Arc::new(ScriptIndex::new(script));
    kept.insert(key, made.clone());
    made
}

impl ScriptIndex {
    fn new(script: &Script) -> Self {
        let entry = |questions: &[String]| Faq {
            id: FaqId::nil(), lang: Lang::Ru, questions: questions.to_vec(), answer: String::new(), is_active: true, position: 0, category_id: None, created_at: Ts::from_micros(0),
        };
        let entries: Vec<Faq> = std::iter::once(entry(&script.triggers)).chain(script.objections.iter().map(|o| entry(&o.says))).collect();
        let whole = entries.iter().enumerate().flat_map(|(i, e)| e.questions.iter().map(move |q| (i, q))).map(|(i, q)| {
            let words = stems(q);
            let telling = is_telling(q, &words);
            (i, words, telling)
        });
        let whole = whole.filter(|(_, words, _)| !words.is_empty()).collect();
        ScriptIndex { faq: FaqIndex::new(&entries), whole }
    }

    /// How well the message starts the script.
    pub fn trigger(&self, text: &str) -> f64 {
        self.best(text, |entry| entry == 0).map_or(0.0, |(_, fits)| fits)
    }

    /// The objection the message makes, and how well it fits.
    pub fn objection(&self, text: &str) -> Option<(usize, f64)> {
        self.best(text, |entry| entry > 0).map(|(entry, fits)| (entry - 1, fits))
    }

    /// One word of several is too little: "паспорт нужен" is no "нужен тур".
    fn shares(&self, entry: usize, text: &str, said: &[String]) -> bool {
        // "можно ли в тур с грудничком" is no "хочу в тур".
        let asks = text.contains('?') || text.split_whitespace().any(|w| w == "ли");
        self.whole.iter().filter(|(at, words, is_telling)| *at == entry && (words.len() > 1 || *is_telling || !asks || said.len() == 1)).any(|(_, words, _)| words.iter().filter(|w| said.iter().any(|s| s == *w || (words.len() > 1 || w.chars().count() > 6) && is_near(s, w))).count() >= words.len().min(2))
    }

    fn best(&self, text: &str, is_wanted: impl Fn(usize) -> bool) -> Option<(usize, f64)> {
        let said = stems(text);
        let alike = self.faq.find(text).filter(|(entry, fits)| is_wanted(*entry) && *fits >= FITS && self.shares(*entry, text, &said));
        // All telling words of a wording in the message; one word alone only where the message says little else.
        let in_full = self.whole.iter().filter(|(entry, words, is_telling)| is_wanted(*entry) && words.iter().all(|w| said.contains(w)) && (words.len() > 1 || *is_telling && said.len() <= 6));
        let in_full = in_full.max_by_key(|(_, words, _)| words.len()).map(|(entry, words, _)| (*entry, if words.len() > 1 { 0.75 } else { 0.65 }));
        match (alike, in_full) {
            (Some(a), Some(b)) => Some(if a.1 >= b.1 { a } else { b }),
            (a, b) => a.or(b),
        }
    }
}

/// A slip of the word.
fn is_near(said: &str, known: &str) -> bool {
    known.chars().count() >= 5 && is_one_slip(&said.chars().collect::<Vec<_>>(), &known.chars().collect::<Vec<_>>())
}

/// "дорого" and "отпишите меня" say enough by one word, "хочу в тур" does not.
fn is_telling(wording: &str, stems: &[String]) -> bool {
    let is_one_word = wording.split_whitespace().count() == 1 && wording.chars().count() > 5;
    is_one_word || stems.iter().any(|s| s.chars().count() > 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::script::Objection;

    fn script() -> Script {
        let at = Ts::from_micros(0);
        let all = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        Script {
            id: ScriptId::new(), name: "x".into(), lang: Lang::Ru, role: None, stages: vec![], triggers: all(&["хочу в тур", "хочу оставить заявку", "примите заявку", "нужен расчёт"]), steps: vec![],
            objections: vec![Objection { says: all(&["дорого", "цена кусается"]), answer: "…".into() }, Objection { says: all(&["зачем вам мой телефон", "телефон не дам"]), answer: "…".into() }],
            is_active: true, position: 0, created_at: at, updated_at: at,
        }
    }

    #[test]
    fn wordings_are_found_with_slips_and_inside_longer_messages() {
        let index = of(&script());
        for text in ["хочу оставить заявку", "здравствуйте, хочу остивить заявку", "примите заявку: собрать шкаф в субботу, меня зовут Мария"] {
            assert!(index.trigger(text) >= FITS, "{text}: {}", index.trigger(text));
        }
        for (text, expected) in [("дорого", Some(0)), ("что-то дорого", Some(0)), ("390 долларов это дорого за четыре дня", Some(0)), ("а зачем вам телефон?", Some(1)), ("телефон не дам", Some(1)), ("какая погода на выходных", None), ("Виктор", None), ("телефон дайте", None), ("ваш телефон какой", None)] {
            assert_eq!(index.objection(text).map(|(i, _)| i), expected, "{text}");
        }
        assert!(index.trigger("паспорт нужен") < FITS);
        assert!(index.trigger("собрать шкаф") < FITS && index.trigger("куда деть чемодан на время тура?") < FITS);
    }

    #[test]
    fn a_changed_script_is_prepared_anew() {
        let mut script = script();
        assert!(of(&script).trigger("нужна ваза") < FITS);
        script.triggers = vec!["нужна ваза".into()];
        script.updated_at = Ts::from_micros(1);
        assert!(of(&script).trigger("нужна ваза") >= FITS);
    }
}
