//! How like two names are: written one way whatever the script, grouped by how they sound, compared by groups of three letters.

use std::collections::BTreeSet;

/// A name in small Latin letters with single spaces: `Алексей  Ёлкин` and `Aleksey Elkin` are one.
pub fn key(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match latin(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_alphanumeric() => out.push(c),
            None if out.ends_with(' ') || out.is_empty() => {}
            None => out.push(' '),
        }
    }
    out.trim_end().to_owned()
}

/// What names that may be one have in common: how their words sound, whatever the order. None for what says too little.
pub fn block(name: &str) -> Option<String> {
    let key = key(name);
    let mut words: Vec<String> = key.split(' ').map(sound).filter(|word| !word.is_empty()).collect();
    words.sort();
    words.dedup();
    Some(words.join(" ")).filter(|block| block.chars().count() >= 2)
}

/// 0 to 1: what share of their groups of three letters two names have in common; words may change places.
pub fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (trigrams(a), trigrams(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (common, all) = (u32::try_from(a.intersection(&b).count()), u32::try_from(a.len() + b.len()));
    2.0 * f64::from(common.unwrap_or(0)) / f64::from(all.unwrap_or(u32::MAX))
}

fn trigrams(key: &str) -> BTreeSet<[char; 3]> {
    let mut found = BTreeSet::new();
    for word in key.split(' ').filter(|word| !word.is_empty()) {
        let padded: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
        found.extend(padded.windows(3).filter_map(|w| <[char; 3]>::try_from(w).ok()));
    }
    found
}

/// Cyrillic as it is mostly written in Latin; also what Kyrgyz and Kazakh add.
const fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'ә' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'ї' => "i",
        'й' => "y",
        'к' | 'қ' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'ң' => "ng",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ү' | 'ұ' => "u",
        'ф' => "f",
        'х' | 'һ' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "sch",
        'ъ' | 'ь' | '\'' | '’' | '`' => "",
        'ы' => "y",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

/// A word by its consonants: spellings of one name come together, `Aleksey`, `Alexei` and `Алексей`.
fn sound(word: &str) -> String {
    let mut text = word.to_owned();
    for (from, to) in [("sch", "s"), ("shch", "s"), ("sh", "s"), ("zh", "j"), ("ch", "c"), ("tch", "c"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("x", "ks"), ("w", "v"), ("ck", "k"), ("q", "k")] {
        text = text.replace(from, to);
    }
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        let is_vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        // Ya, Ye, Yu, E, J begin the same names.
        let c = if at == 0 && is_vowel { if matches!(c, 'a' | 'o' | 'u') { c } else { 'e' } } else { c };
        if (at == 0 || !is_vowel) && !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_one_way() {
        assert_eq!(key("  Алексей   Ёлкин-Щукин "), "aleksey elkin schukin");
        assert_eq!((key("Aleksey"), key("!!!"), key("李雷")), ("aleksey".into(), String::new(), "李雷".into()));
    }

    #[test]
    fn spellings_meet_and_other_names_do_not() {
        for (a, b) in [("Алексей Иванов", "Ivanov Alexei"), ("Наталья Щукина", "Natalia Schukina"), ("Юлия Цветкова", "Yulia Tsvetkova"), ("Чынгыз Асанов", "Chyngyz Asanov"), ("Филипп", "Philip")] {
            assert_eq!(block(a), block(b), "{a} {b}");
        }
        for (a, b) in [("Алексей Иванов", "Андрей Иванов"), ("Мария", "Марина")] {
            assert_ne!(block(a), block(b), "{a} {b}");
        }
        assert_eq!((block("А"), block(" ")), (None, None));
    }

    #[test]
    fn likeness_is_a_share() {
        let of = |a: &str, b: &str| similarity(&key(a), &key(b));
        assert!((of("Иванов Алексей", "Алексей Иванов") - 1.0).abs() < 1e-9);
        assert!(of("Алексей Иванов", "Alexei Ivanov") > 0.5, "{}", of("Алексей Иванов", "Alexei Ivanov"));
        assert!(of("Алексей Иванов", "Пётр Сидоров") < 0.2 && of("", "x") == 0.0);
    }
}
