//! Takes the customer out of a conversation: names, phones and e-mail addresses become invented ones, the same each time.
//! A name that an employee of the firm also has stays: it would change whom the dialogue is about.

use brain::facts::Catalog;
use domain::Phone;

const WOMEN: [&str; 5] = ["Вера", "Полина", "Алиса", "Лидия", "Нина"];
const MEN: [&str; 5] = ["Пётр", "Глеб", "Борис", "Лев", "Артур"];
const ENGLISH: [&str; 5] = ["Alex", "Robin", "Jamie", "Morgan", "Casey"];
/// Digits of a phone that are invented.
const INVENTED: usize = 5;
/// Fewer digits are a time, a price or a date.
const PHONE: usize = 9;

#[derive(Debug)]
pub(super) struct Disguise {
    /// A word of a real name without its ending, and what stands for it.
    names: Vec<(String, String)>,
}

impl Disguise {
    /// `real` are the names the customer is known by.
    pub fn new(catalog: &Catalog, real: &[String]) -> Self {
        let staff: Vec<String> = catalog.employees.iter().flat_map(|e| std::iter::once(&e.name).chain(&e.synonyms)).flat_map(|name| words(name)).collect();
        let is_staff = |word: &str| staff.iter().any(|s| s == word || (s.chars().count() > 3 && stem(s) == stem(word)));
        let mut names: Vec<(String, String)> = Vec::new();
        for (place, word) in real.iter().flat_map(|name| words(name)).enumerate() {
            if word.chars().count() < 2 || is_staff(&word) || names.iter().any(|(known, _)| *known == stem(&word)) {
                continue;
            }
            let invented = invented(&word).iter().cycle().skip(place).take(5).find(|name| !is_staff(&fold(name))).unwrap_or(&"Пётр");
            names.push((stem(&word), (*invented).to_owned()));
        }
        Disguise { names }
    }

    pub fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut word = String::new();
        for c in text.chars().chain(['\n']) {
            if c.is_alphabetic() {
                word.push(c);
                continue;
            }
            out.push_str(&self.word(&word));
            word.clear();
            out.push(c);
        }
        out.pop();
        addresses(&phones(&out))
    }

    /// A word that is the name in any of its cases; short enough to be it.
    fn word(&self, word: &str) -> String {
        let folded = fold(word);
        let is_it = |stem: &String| folded.starts_with(stem.as_str()) && folded.chars().count() <= stem.chars().count() + 3;
        self.names.iter().find(|(stem, _)| !word.is_empty() && is_it(stem)).map_or_else(|| word.to_owned(), |(_, invented)| invented.clone())
    }

    pub fn phone(phone: &Phone) -> String {
        phones(phone.as_str())
    }
}

fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(fold).collect()
}

fn fold(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

/// Without the ending that Russian changes.
fn stem(word: &str) -> String {
    let count = word.chars().count();
    let has_ending = count > 3 && word.chars().last().is_some_and(|c| "аяйьоеиу".contains(c));
    word.chars().take(if has_ending { count - 1 } else { count }).collect()
}

fn invented(word: &str) -> &'static [&'static str; 5] {
    if word.is_ascii() {
        &ENGLISH
    } else if word.ends_with(['а', 'я']) {
        &WOMEN
    } else {
        &MEN
    }
}

/// The last digits of every phone become `00001`; how it is written stays.
fn phones(text: &str) -> String {
    let mut out: Vec<char> = Vec::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().chain(['\n']) {
        let goes_on = c.is_ascii_digit() || (!run.is_empty() && matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}')) || (run.is_empty() && c == '+');
        if goes_on {
            run.push(c);
            continue;
        }
        out.append(&mut masked(std::mem::take(&mut run)));
        out.push(c);
    }
    out.pop();
    out.into_iter().collect()
}

fn masked(mut run: Vec<char>) -> Vec<char> {
    let digits = run.iter().filter(|c| c.is_ascii_digit()).count();
    if digits >= PHONE {
        let last = run.iter_mut().rev().filter(|c| c.is_ascii_digit()).take(INVENTED);
        for (place, digit) in last.enumerate() {
            *digit = if place == 0 { '1' } else { '0' };
        }
    }
    run
}

fn addresses(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let is_address = |word: &str| word.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'));
    let plain = |word: &str| match word.trim_end_matches([',', '.', ';', '!', '?', ')']) {
        address if is_address(address) => word.replacen(address, "guest@example.com", 1),
        _ => word.to_owned(),
    };
    text.split(' ').map(plain).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disguise(names: &[&str]) -> Disguise {
        let pack = crate::pack::read("salon").unwrap();
        let scenery = crate::pack::scenery(&pack, jiff::civil::date(2026, 11, 24)).unwrap();
        Disguise::new(&scenery.catalog, &names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_customer_is_gone_and_the_staff_stays() {
        let disguise = disguise(&["Семён Кузнецов"]);
        for (text, want) in [
            ("я Семен, запишите к Тимуру", "я Пётр, запишите к Тимуру"),
            ("Семёну Кузнецову на завтра в 18:00", "Пётр Глеб на завтра в 18:00"),
            ("8 916 123-45-67 или +79161234567", "8 916 120-00-01 или +79161200001"),
            ("пишите на semen@mail.ru, цена 2 500 ₽", "пишите на guest@example.com, цена 2 500 ₽"),
            ("25 ноября в 18:00, 12 000 рублей", "25 ноября в 18:00, 12 000 рублей"),
            ("семеновская рядом", "семеновская рядом"),
        ] {
            assert_eq!(disguise.text(text), want, "{text}");
        }
    }

    #[test]
    fn a_name_of_the_staff_is_kept() {
        assert_eq!(disguise(&["Ольга"]).text("я Ольга, запишите к Ольге"), "я Ольга, запишите к Ольге");
    }
}
