//! Goods as the agent finds them: which of them a text names, by the head of a name, by a word of its own or by a synonym, in any ending and with
//! slips. Rows come from the catalog; nothing here is said.

use crate::understand::stem::stem;
use crate::understand::token::{Token, tokens};
use crate::understand::typo::{budget, distance};
use crate::understand::words;
use domain::id::ProductId;
use domain::product::Product;
use std::collections::BTreeSet;

/// What a firm sells over the counter.
#[derive(Clone, Debug, Default)]
pub struct Goods {
    /// Active ones by position.
    pub rows: Vec<Product>,
    known: Vec<Known>,
    /// Every word of names and synonyms, for the search of slips.
    letters: BTreeSet<Vec<char>>,
}

/// How one of them is called.
#[derive(Clone, Debug, Default)]
struct Known {
    /// A word that is enough: the head of the name, a name of its own.
    heads: BTreeSet<String>,
    /// Words that are enough together.
    phrases: Vec<BTreeSet<String>>,
    /// All that may be said of it.
    words: BTreeSet<String>,
}

/// Goods a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Places in `Goods::rows`; several = the words fit them equally.
    pub goods: Vec<usize>,
    /// Where its words stand, in characters, half-open.
    pub places: Vec<(usize, usize)>,
}

/// Words that join or measure and carry nothing.
const JOINTS: &[&str] = &[
    "и", "в", "на", "с", "со", "за", "по", "до", "к", "от", "из", "у", "о", "об", "для", "без", "под", "не", "или", "мл", "л", "г", "гр", "кг", "шт", "см", "the", "of", "and", "or", "to", "in", "a", "an", "for", "with", "without", "from", "by", "ml", "l", "g", "kg", "pcs",
];
/// How adjectives end.
const ADJECTIVES: &[&str] = &["ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие"];
/// Shorter words are not guessed.
const GUESSED: usize = 5;

impl Goods {
    /// Keeps active rows only, in order.
    pub fn new(rows: Vec<Product>) -> Self {
        let mut rows: Vec<Product> = rows.into_iter().filter(|p| p.is_active).collect();
        rows.sort_by_key(|p| p.position);
        let known: Vec<Known> = rows.iter().map(Known::of).collect();
        let said = rows.iter().flat_map(|p| [Some(&p.name), p.name_en.as_ref()].into_iter().flatten().chain(&p.synonyms));
        let letters = said.flat_map(|text| forms(text)).map(|form| form.chars().collect::<Vec<char>>()).filter(|word| word.len() >= GUESSED).collect();
        Goods { rows, known, letters }
    }
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    pub fn get(&self, id: ProductId) -> Option<&Product> {
        self.rows.iter().find(|p| p.id == id)
    }

    /// The goods the text names: those most of its words belong to.
    pub fn find(&self, text: &str) -> Option<Named> {
        if self.rows.is_empty() {
            return None;
        }
        let chars: Vec<char> = text.chars().take(4_000).collect();
        let said: Vec<(Token, String)> = tokens(&chars).into_iter().filter(|t| t.is_word() && !is_joint(&t.form)).take(200).map(|t| { let stem = self.mended(&t); (t, stem) }).collect();
        let stems: BTreeSet<&str> = said.iter().map(|(_, stem)| stem.as_str()).collect();
        let has = |stem: &String| stems.contains(stem.as_str());
        let mut best = 0;
        let mut goods: Vec<usize> = Vec::new();
        for (at, known) in self.known.iter().enumerate() {
            if !known.heads.iter().any(has) && !known.phrases.iter().any(|p| p.iter().all(has)) {
                continue;
            }
            let fits = known.words.iter().filter(|w| has(w)).count();
            if fits > best {
                goods.clear();
                best = fits;
            }
            if fits == best {
                goods.push(at);
            }
        }
        let is_of = |stem: &String| goods.iter().filter_map(|at| self.known.get(*at)).any(|known| known.words.contains(stem));
        let places = said.iter().filter(|(_, stem)| is_of(stem)).map(|(t, _)| (t.start, t.end)).collect();
        (!goods.is_empty()).then_some(Named { goods, places })
    }

    /// Goods of the category the text names, if it names one whole.
    pub fn of_category(&self, text: &str) -> Option<Vec<usize>> {
        let said: BTreeSet<String> = forms(text).map(|form| stem(&form)).collect();
        let fits = |category: &str| {
            let own: BTreeSet<String> = forms(category).map(|form| stem(&form)).collect();
            !own.is_empty() && own.iter().all(|word| said.contains(word))
        };
        let category = self.rows.iter().map(|p| p.category.as_str()).find(|c| fits(c))?;
        Some(self.rows.iter().enumerate().filter(|(_, p)| p.category == category).map(|(at, _)| at).collect())
    }

    /// The stem of a word, or of the word of the goods it is a slip of. Words of the language are no slips.
    fn mended(&self, token: &Token) -> String {
        if self.known.iter().any(|k| k.words.contains(&token.stem)) || words::is_russian(&token.form) || words::is_english(&token.form) {
            return token.stem.clone();
        }
        let letters: Vec<char> = token.form.chars().collect();
        if letters.len() < GUESSED {
            return token.stem.clone();
        }
        let near = self.letters.iter().filter(|word| word.first() == letters.first()).filter_map(|word| Some((distance(&letters, word, budget(letters.len()).min(budget(word.len())))?, word)));
        near.min_by_key(|(d, _)| *d).map_or_else(|| token.stem.clone(), |(_, word)| stem(&word.iter().collect::<String>()))
    }
}

impl Known {
    fn of(p: &Product) -> Self {
        let mut known = Known::default();
        let names = [Some(&p.name), p.name_en.as_ref()];
        for name in names.into_iter().flatten() {
            known.heads.extend(head(name).into_iter().chain(own(name)).map(|form| stem(&form)));
            known.words.extend(forms(name).map(|form| stem(&form)));
        }
        for synonym in &p.synonyms {
            let phrase: BTreeSet<String> = forms(synonym).map(|form| stem(&form)).collect();
            known.words.extend(phrase.iter().cloned());
            if !phrase.is_empty() {
                known.phrases.push(phrase);
            }
        }
        for variant in &p.variants {
            known.words.extend([Some(&variant.name), variant.name_en.as_ref()].into_iter().flatten().flat_map(|name| forms(name)).map(|form| stem(&form)));
        }
        known
    }
}

/// The noun a name is built on: "Рисовый протеин 1 кг" → "протеин", "Dry shampoo for blondes" → "shampoo".
fn head(name: &str) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    let first_part: Vec<String> = tokens(&chars).into_iter().filter(Token::is_word).map(|t| t.form).take_while(|form| !is_joint(form)).collect();
    if is_latin(name) {
        return first_part.last().cloned();
    }
    let is_adjective = |word: &String| ADJECTIVES.iter().any(|end| word.ends_with(end));
    first_part.iter().find(|word| !is_adjective(word)).or(first_part.first()).cloned()
}

/// Names of its own inside a name: what stands in quotes, and what is Latin among Russian words.
fn own(name: &str) -> Vec<String> {
    let parts = name.split(['«', '»', '"', '“', '”', '„']).enumerate();
    let is_mixed = !is_latin(name);
    parts.flat_map(|(at, part)| forms(part).map(move |form| (at % 2 == 1, form))).filter(|(is_quoted, form)| form.chars().count() > 3 && (*is_quoted || is_mixed && form.is_ascii())).map(|(_, form)| form).collect()
}

fn is_latin(text: &str) -> bool {
    !text.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
}

fn forms(text: &str) -> impl Iterator<Item = String> + use<> {
    let chars: Vec<char> = text.chars().collect();
    tokens(&chars).into_iter().filter(|t| t.is_word() && !is_joint(&t.form)).map(|t| t.form)
}

fn is_joint(form: &str) -> bool {
    JOINTS.contains(&form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::product::ProductVariant;
    use domain::{Money, Ts};
    use std::collections::BTreeMap;

    fn goods() -> Goods {
        let row = |position: i64, name: &str, name_en: &str, category: &str, synonyms: &[&str]| Product {
            id: ProductId::new(), name: name.into(), name_en: Some(name_en.into()), category: category.into(), sku: None, description: String::new(), description_en: String::new(),
            synonyms: synonyms.iter().map(|s| (*s).to_owned()).collect(), price: Money { minor: 100, currency: "RUB".into() },
            variants: vec![ProductVariant { key: "l".into(), name: "большой".into(), name_en: None, sku: None, price: 100, stock: None }],
            stock: None, unit: String::new(), photos: vec![], fields: BTreeMap::new(), is_active: true, position, created_at: Ts::from_micros(0),
        };
        Goods::new(vec![
            row(2, "Шампунь для объёма", "Volume shampoo", "Уход за волосами", &[]),
            row(1, "Шампунь для окрашенных волос «Рубиния»", "Shampoo for coloured hair", "Уход за волосами", &["от вымывания цвета"]),
            row(3, "Рисовый протеин", "Rice protein 1 kg", "Питание", &["порошок"]),
        ])
    }

    #[test]
    fn goods_are_heard_in_any_ending_and_with_slips() {
        let goods = goods();
        assert_eq!(goods.rows[0].name, "Шампунь для окрашенных волос «Рубиния»", "by position");
        for (text, expected) in [
            ("сколько стоит шампунь", &[0, 1][..]),
            ("а шампуни есть?", &[0, 1]),
            ("есть шампунь для окрашенных?", &[0]),
            ("шампунь для обьема", &[1]),
            ("что-нибудь от вымывания цвета", &[0]),
            ("почём рубиния", &[0]),
            ("протеину бы", &[2]),
            ("шампнуь есть?", &[0, 1]),
            ("do you have volume shampoo", &[1]),
            ("rice protein price", &[2]),
            ("какой порошок", &[2]),
        ] {
            assert_eq!(goods.find(text).map(|n| n.goods).unwrap_or_default(), expected, "{text}");
        }
        for text in ["окрашивание волос", "рисовый", "большой", "сколько стоит стрижка", "for hair", ""] {
            assert_eq!(goods.find(text), None, "{text}");
        }
        assert_eq!(goods.of_category("какой уход за волосами продаёте"), Some(vec![0, 1]));
        assert_eq!(goods.of_category("уход за лицом"), None);
    }
}
