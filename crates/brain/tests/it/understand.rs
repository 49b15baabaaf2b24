//! What is read from a message, against `corpus/*.tsv`: phrase, wishes in order of weight, entities. The catalog is pack `salon`.
//! Times are tested in their own corpus.

use domain::id::{BranchId, EmployeeId, ServiceId};
use samovar_brain::lexicon::Names;
use samovar_brain::understand::{Context, Intent, Understanding, Value};
use samovar_brain::{Lexicon, understand};
use std::path::PathBuf;

/// The pack with its keys by place.
struct Salon {
    lexicon: Lexicon,
    services: Vec<(String, ServiceId)>,
    employees: Vec<(String, EmployeeId)>,
    branches: Vec<(String, BranchId)>,
}

fn pack(file: &str) -> toml::Table {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs/salon").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).parse().expect("the pack is TOML")
}

fn rows(table: &toml::Table, key: &str) -> Vec<toml::Table> {
    table[key].as_array().expect("a list").iter().map(|row| row.as_table().expect("a table").clone()).collect()
}

fn words(row: &toml::Table, keys: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = keys.iter().filter_map(|k| row.get(*k)).filter_map(|v| v.as_str()).map(str::to_owned).collect();
    out.extend(row.get("synonyms").and_then(|v| v.as_array()).into_iter().flatten().filter_map(|v| v.as_str()).map(str::to_owned));
    out
}

fn key(row: &toml::Table) -> String {
    row["key"].as_str().expect("a key").to_owned()
}

fn salon() -> Salon {
    let (services, employees, branches) = (rows(&pack("services.toml"), "service"), rows(&pack("employees.toml"), "employee"), rows(&pack("branches.toml"), "branch"));
    let mut names = Names { region: "RU".to_owned(), ..Names::default() };
    let mut salon = Salon { lexicon: Lexicon::default(), services: vec![], employees: vec![], branches: vec![] };
    for row in &services {
        let id = ServiceId::new();
        names.services.push((id, words(row, &["name", "name_en"])));
        salon.services.push((key(row), id));
        let category = row["category"].as_str().expect("a category").to_owned();
        match names.categories.iter_mut().find(|(name, _)| *name == category) {
            Some((_, ids)) => ids.push(id),
            None => names.categories.push((category, vec![id])),
        }
    }
    for row in &employees {
        let id = EmployeeId::new();
        names.employees.push((id, words(row, &["name", "name_en"])));
        salon.employees.push((key(row), id));
    }
    for row in &branches {
        let id = BranchId::new();
        names.branches.push((id, words(row, &["name", "name_en", "address"])));
        salon.branches.push((key(row), id));
    }
    salon.lexicon = Lexicon::new(names);
    salon
}

impl Salon {
    fn read(&self, text: &str) -> Understanding {
        let zone = jiff::tz::TimeZone::get("Europe/Moscow").expect("a zone");
        let now = "2026-03-11T10:00:00+03:00".parse().expect("an instant");
        understand(text, &Context { now, zone, lang: None, lexicon: &self.lexicon })
    }

    /// `service=haircut-men+haircut-women`, `person=Анна`, `money=150000RUB`; numbers and times are left out.
    fn entities(&self, read: &Understanding) -> Vec<(String, String)> {
        fn keys<T: PartialEq>(known: &[(String, T)], ids: &[T]) -> String {
            let mut keys: Vec<&str> = ids.iter().filter_map(|id| known.iter().find(|(_, k)| k == id)).map(|(key, _)| key.as_str()).collect();
            keys.sort_unstable();
            keys.join("+")
        }
        read.entities
            .iter()
            .filter_map(|entity| {
                let (kind, value) = match &entity.value {
                    Value::Service { ids } => ("service", keys(&self.services, ids)),
                    Value::Employee { ids } => ("employee", keys(&self.employees, ids)),
                    Value::Branch { ids } => ("branch", keys(&self.branches, ids)),
                    Value::Person { name } => ("person", name.clone()),
                    Value::Phone { e164 } => ("phone", e164.clone()),
                    Value::Email { address } => ("email", address.clone()),
                    Value::Url { url } => ("url", url.clone()),
                    Value::Money { minor, currency } => ("money", format!("{minor}{currency}")),
                    _ => return None,
                };
                Some((kind.to_owned(), value))
            })
            .collect()
    }
}

fn name(intent: Intent) -> String {
    serde_json::to_value(intent).expect("a name").as_str().expect("a word").to_owned()
}

/// Every wish expected is there and strong, the first one on top; `a|b` accepts either; `-` means nothing strong.
fn wishes(read: &Understanding, expected: &str) -> bool {
    let strong: Vec<String> = read.intents.iter().filter(|i| i.score >= 0.5).map(|i| name(i.name)).collect();
    if expected == "-" {
        return read.intents.iter().all(|i| i.score < 0.6 || matches!(i.name, Intent::Question | Intent::Book));
    }
    let polite = |n: &str| matches!(n, "greet" | "thanks" | "question" | "yes" | "farewell");
    expected.split(',').enumerate().all(|(place, wish)| {
        let (wish, is_absent) = wish.strip_prefix('!').map_or((wish, false), |w| (w, true));
        let any = |found: &String| wish.split('|').any(|w| w == found);
        if is_absent {
            return !strong.iter().any(any);
        }
        if place > 0 {
            return strong.iter().any(any);
        }
        let is_polite = wish.split('|').all(polite);
        strong.iter().find(|n| is_polite || !polite(n) || any(n)).is_some_and(any)
    })
}

fn entities_fit(found: &[(String, String)], expected: &str) -> bool {
    let wanted: Vec<(&str, &str)> = expected.split(';').filter_map(|e| e.trim().split_once('=')).collect();
    let absent = expected.split(';').filter_map(|e| e.trim().strip_prefix('!')).all(|kind| found.iter().all(|(k, _)| k != kind));
    let mut kinds: Vec<&str> = wanted.iter().map(|(k, _)| *k).collect();
    kinds.dedup();
    absent
        && kinds.iter().all(|kind| {
            let have: Vec<&str> = found.iter().filter(|(k, _)| k == kind).map(|(_, v)| v.as_str()).collect();
            let want: Vec<&str> = wanted.iter().filter(|(k, _)| k == kind).map(|(_, v)| *v).collect();
            have == want
        })
}

/// Plays one corpus and demands the share of phrases read right.
#[track_caller]
fn check(file: &str, share: f64) {
    let salon = salon();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(file);
    let source = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let (mut total, mut misses) = (0_u32, Vec::new());
    for line in source.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let mut columns = line.split('\t');
        let phrase = columns.next().unwrap_or_default().replace("\\n", "\n");
        let (wanted, entities) = (columns.next().unwrap_or("-"), columns.next().unwrap_or_default());
        let read = salon.read(&phrase);
        let found = salon.entities(&read);
        let lang_fits = columns.next().is_none_or(|lang| lang == read.language.as_str());
        total += 1;
        if !wishes(&read, wanted) || !entities_fit(&found, entities) || !lang_fits {
            let intents: Vec<String> = read.intents.iter().take(4).map(|i| format!("{} {:.2}", name(i.name), i.score)).collect();
            misses.push(format!("{phrase}\n    wanted {wanted} {entities}\n    found  {} {found:?} {} {:?}", intents.join(", "), read.language.as_str(), read.text));
        }
    }
    let missed = u32::try_from(misses.len()).unwrap_or(u32::MAX);
    let rate = f64::from(total - missed) / f64::from(total.max(1));
    eprintln!("{file}: {:.1} % of {total}", rate * 100.0);
    assert!(rate >= share, "{file}: {:.1} % of {total}\n{}", rate * 100.0, misses.join("\n"));
}

#[test]
fn russian_phrases_are_understood() {
    check("intents_ru.tsv", 0.99);
}

#[test]
fn english_phrases_are_understood() {
    check("intents_en.tsv", 0.99);
}

#[test]
fn paraphrases_are_understood() {
    check("intents_paraphrases.tsv", 0.99);
}

/// Written after the rules and not used to tune them.
#[test]
fn unseen_phrases_are_understood() {
    check("intents_held_out.tsv", 0.95);
}

/// People as they write: slang, slips, other keyboards, mixed languages. Written after the rules too.
#[test]
fn street_phrases_are_understood() {
    check("intents_street.tsv", 0.95);
}

#[test]
fn entities_never_overlap_and_quote_the_text() {
    let salon = salon();
    for file in ["intents_ru.tsv", "intents_en.tsv", "intents_paraphrases.tsv", "intents_held_out.tsv", "intents_street.tsv"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(file);
        for line in std::fs::read_to_string(path).expect("the corpus").lines() {
            let read = salon.read(line);
            let chars: Vec<char> = read.text.chars().collect();
            let mut last = 0;
            for entity in &read.entities {
                assert!(entity.start >= last && entity.end > entity.start && entity.end <= chars.len(), "{line}: {:?}", read.entities);
                assert_eq!(chars[entity.start..entity.end].iter().collect::<String>(), entity.text, "{line}");
                last = entity.end;
            }
        }
    }
}

#[test]
fn hostile_texts_are_survived() {
    let salon = salon();
    let floods = ["😀".repeat(5_000), "а".repeat(10_000), "1".repeat(10_000), "не ".repeat(5_000), "+7 ".repeat(3_000), "и\u{306}\u{301}".repeat(3_000), "\u{0}\u{202e}\u{feff}".repeat(100), "((((".repeat(2_000), "👨‍👩‍👧‍👦".repeat(1_000)];
    for text in floods.iter().map(String::as_str).chain(["", " ", "\n\n", "''''", "…", "\u{301}", "ǅ", "İstanbul", "ﬁ", "١٢٣"]) {
        let read = salon.read(text);
        assert!(read.text.chars().count() <= 4_000);
    }
}
