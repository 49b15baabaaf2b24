//! The forms of words a piece of the index has seen, for the search of slips of the finger.
//! Which slip costs what is `understand/typo.rs`.

use crate::understand::typo::distance;
use std::collections::HashMap;

#[derive(Clone, Debug, Default)]
pub(super) struct Forms {
    /// Sorted; the number is the term.
    all: Vec<(Box<str>, u32)>,
    /// Letters and length of each: what tells most apart without a closer look.
    sketches: Vec<(u64, u8)>,
    by_letter: HashMap<char, Vec<u32>>,
    /// By a number of how a form, or its stem, sounds; the first in the alphabet.
    by_sound: HashMap<u64, u32>,
}

/// Which letters a word has; words with few letters in common need no closer look.
fn mask(word: &str) -> u64 {
    word.chars().fold(0, |mask, c| mask | 1 << (u32::from(c) & 63))
}

impl Forms {
    pub fn new(mut all: Vec<(Box<str>, u32)>) -> Self {
        all.sort_unstable();
        all.dedup_by(|a, b| a.0 == b.0);
        let mut by_letter: HashMap<char, Vec<u32>> = HashMap::new();
        let mut sketches = Vec::with_capacity(all.len());
        let mut by_sound = HashMap::new();
        for (at, (form, _)) in all.iter().enumerate() {
            sketches.push((mask(form), u8::try_from(form.chars().count()).unwrap_or(u8::MAX)));
            let mut chars = form.chars();
            if let (Some(first), Some(second), Ok(at)) = (chars.next(), chars.next(), u32::try_from(at)) {
                by_letter.entry(first).or_default().push(at);
                if second != first {
                    by_letter.entry(second).or_default().push(at);
                }
                for key in sounds(form).into_iter().flatten() {
                    by_sound.entry(key).or_insert(at);
                }
            }
        }
        by_letter.values_mut().for_each(Vec::shrink_to_fit);
        Forms { all, sketches, by_letter, by_sound }
    }

    pub fn all(&self) -> &[(Box<str>, u32)] {
        &self.all
    }

    /// The first form that is said that way (`sounds`): "децкая" is "детская".
    pub fn sounding(&self, key: u64) -> Option<&str> {
        let at = self.by_sound.get(&key)?;
        self.all.get(usize::try_from(*at).ok()?).map(|(form, _)| form.as_ref())
    }

    /// The nearest form within the budget and its distance in tenths of an edit; among equals the first in the alphabet.
    pub fn nearest(&self, word: &str, limit: u32) -> Option<(u32, &str)> {
        let letters: Vec<char> = word.chars().collect();
        let own = mask(word);
        let length = u8::try_from(letters.len()).unwrap_or(u8::MAX);
        let mut best: Option<(u32, &str)> = None;
        for c in letters.iter().take(2) {
            for at in self.by_letter.get(c).into_iter().flatten().filter_map(|at| usize::try_from(*at).ok()) {
                let limit = best.map_or(limit, |(d, _)| d);
                let Some((other, size)) = self.sketches.get(at) else { continue };
                // An edit changes two letters of the set at most and costs half a point at least.
                if u32::from(size.abs_diff(length)) * 5 > limit || (own ^ other).count_ones() * 5 > limit * 2 {
                    continue;
                }
                let Some((form, _)) = self.all.get(at) else { continue };
                let candidate: Vec<char> = form.chars().collect();
                let Some(mut d) = distance(&letters, &candidate, limit.min(allowed(candidate.len()))) else { continue };
                // "кишка" and "кошка" are two words, "кшика" is a slip; and hands seldom miss the first letter.
                let is_other = letters.len() < 7 && letters.len() == candidate.len() && d > if letters.len() == 4 && own != *other { 5 } else { 8 };
                d += if letters.first() == candidate.first() { 0 } else { 5 };
                if is_other || d > limit {
                    continue;
                }
                if best.is_none_or(|known| (d, form.as_ref()) < known) {
                    best = Some((d, form));
                }
            }
        }
        best
    }
}

/// How a word and its stem sound to an ear that cannot spell; nothing of short ones.
pub(super) fn sounds(form: &str) -> [Option<u64>; 2] {
    let key = |text: &str| {
        let sound = sound(text);
        (sound.chars().count() >= 4).then(|| sound.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)))
    };
    if form.is_ascii() || form.chars().count() < 5 { [None, None] } else { [key(form), key(&super::word::stem_of(form))] }
}

/// Vowels as they are heard without stress, consonants without voice, nothing doubled.
fn sound(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        let heard = match c {
            'ь' | 'ъ' => continue,
            'о' | 'а' => 'а',
            'е' | 'э' | 'и' | 'ы' | 'й' | 'я' => 'и',
            'у' | 'ю' => 'у',
            'б' => 'п',
            'в' => 'ф',
            'г' => 'к',
            'д' => 'т',
            'ж' | 'щ' => 'ш',
            'з' => 'с',
            other => other,
        };
        match (out.chars().last(), heard) {
            (Some(last), heard) if last == heard => {}
            (Some('т'), 'с' | 'ц') => {
                out.pop();
                out.push('ц');
            }
            (Some('ц'), 'с') => {}
            _ => out.push(heard),
        }
    }
    out
}

/// Short words forgive only what hands do by themselves: a doubled or a swapped letter. An unknown word is more often a word nobody
/// has written here than a slip, so the budget is smaller than that of a dialogue, which knows its few words.
pub(super) fn allowed(letters: usize) -> u32 {
    match letters {
        0..=3 => 0,
        4 => 8,
        5..=8 => 10,
        9..=11 => 16,
        _ => 20,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_by_ear_and_by_hand() {
        let forms = Forms::new(["детская", "стрижка", "маникюр", "парковка", "швов", "опаздываете"].iter().zip(0..).map(|(f, t)| ((*f).into(), t)).collect());
        for (said, meant) in [("децкая", "детская"), ("стришка", "стрижка"), ("стришку", "стрижка"), ("паркофка", "парковка"), ("апаздываю", "опаздываете")] {
            assert_eq!(sounds(said).into_iter().flatten().find_map(|key| forms.sounding(key)), Some(meant), "{said}");
        }
        assert!(sounds("массаж").into_iter().flatten().all(|key| forms.sounding(key).is_none()));
        assert_eq!(forms.nearest("мнаикюр", allowed(7)), Some((8, "маникюр")));
        assert_eq!(forms.nearest("педикюр", allowed(7)), None);
    }
}
