//! The built-in embedder: stems and character 3–5-grams hashed into 256 dimensions. It knows no meanings; it sees likeness of
//! letters where words differ by an ending, a prefix or a slip. Documents are embedded without the corpus, so that a vector never
//! changes; how rare a word is weighs on the question's side.

use super::word::{cut, normalise, stem_of, worth};
use std::collections::BTreeMap;

pub const DIMS: usize = 256;

/// The built-in lexical embedder. Its vectors are made and kept by the index; `embed` is for comparing two texts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedder;

impl Embedder {
    /// Stored beside what depends on it; grows when its vectors change.
    pub const NAME: &'static str = "lexical-1";

    pub fn embed(&self, text: &str) -> [i8; DIMS] {
        let mut sum = Sum::default();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for form in cut(&normalise(text)) {
            *counts.entry(form.to_owned()).or_default() += 1;
        }
        for (form, count) in counts {
            sum.add(&features(&form), worth(&form) * often(count));
        }
        sum.quantise()
    }

    /// Cosine of two vectors.
    pub fn likeness(&self, a: &[i8; DIMS], b: &[i8; DIMS]) -> f32 {
        super::scan::dot(a, b) as f32 * inverse_norm(a) * inverse_norm(b)
    }
}

/// The tenth mention adds little.
pub(super) fn often(count: u32) -> f32 {
    1.0 + (count.max(1) as f32).ln()
}

pub(super) fn inverse_norm(vector: &[i8]) -> f32 {
    let squares = super::scan::dot(vector, vector);
    if squares == 0 { 0.0 } else { 1.0 / (squares as f32).sqrt() }
}

/// What a word adds, and where.
pub(super) fn features(form: &str) -> Vec<(u8, f32)> {
    let stem = stem_of(form);
    let mut found = vec![place(&stem, 1.0)];
    if super::word::is_number(form) {
        return found;
    }
    let letters: Vec<char> = std::iter::once('^').chain(form.chars()).chain(std::iter::once('$')).collect();
    let grams: Vec<String> = (3..=5).flat_map(|n| letters.windows(n)).map(|w| w.iter().collect()).collect();
    let weight = 0.8 / (grams.len().max(1) as f32).sqrt();
    found.extend(grams.iter().map(|g| place(g, weight)));
    found
}

/// FNV-1a: the low byte says where, a higher bit the sign.
fn place(text: &str, weight: f32) -> (u8, f32) {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    let mixed = hash ^ (hash >> 29);
    let dim = u8::try_from(mixed & 0xff).unwrap_or_default();
    (dim, if mixed & 0x100 == 0 { weight } else { -weight })
}

#[derive(Clone, Debug)]
pub(super) struct Sum([f32; DIMS]);

impl Default for Sum {
    fn default() -> Self {
        Sum([0.0; DIMS])
    }
}

impl Sum {
    pub fn add(&mut self, features: &[(u8, f32)], weight: f32) {
        for (dim, value) in features {
            if let Some(slot) = self.0.get_mut(usize::from(*dim)) {
                *slot += value * weight;
            }
        }
    }

    pub fn quantise(&self) -> [i8; DIMS] {
        let largest = self.0.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
        let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        self.0.map(|v| (v * scale).round() as i8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_follows_the_letters() {
        let e = Embedder;
        let like = |a: &str, b: &str| e.likeness(&e.embed(a), &e.embed(b));
        assert!(like("парковка", "парковка") > 0.99);
        let near = like("паркавка", "есть парковка");
        let far = like("паркавка", "стерилизация инструментов");
        assert!(near > 0.1 && near > far * 3.0, "{near} {far}");
        assert!(like("парковка", "стерилизация инструментов") < 0.2);
        assert_eq!(e.embed("Парковка!"), e.embed("парковка"));
        assert_eq!(e.embed(""), [0; DIMS]);
    }
}
