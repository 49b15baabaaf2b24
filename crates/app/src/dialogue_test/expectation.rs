//! What of a reply is worth holding on to: the facts in it (times, prices, employees, services), never its wording.

use brain::facts::Catalog;
use brain::turn::Reply;
use domain::{Lang, Money};

/// Facts kept of one turn; a long list of offers is not a promise.
const MOST: usize = 8;
const TIMES: usize = 4;

pub(super) fn facts(replies: &[Reply], catalog: &Catalog) -> Vec<String> {
    let said = replies.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join(" ");
    let spaced = said.replace('\u{a0}', " ");
    let small = spaced.to_lowercase();
    let mut found: Vec<String> = times(&spaced).into_iter().take(TIMES).collect();
    let services = catalog.services.iter().map(|s| s.price.minor);
    let skills = catalog.employees.iter().flat_map(|e| e.skills.iter().filter_map(|s| s.price));
    let mut prices: Vec<i64> = services.chain(skills).collect();
    prices.sort_unstable();
    prices.dedup();
    for minor in prices {
        let price = Money { minor, currency: catalog.org.currency.clone() };
        found.extend([Lang::Ru, Lang::En].map(|lang| price.show(lang).replace('\u{a0}', " ")).into_iter().find(|shown| stands(&spaced, shown)));
    }
    for employee in &catalog.employees {
        let first = employee.name.split(' ').next().unwrap_or(&employee.name);
        found.extend([employee.name.as_str(), first].into_iter().find(|name| stands(&spaced, name)).map(str::to_owned));
    }
    found.extend(catalog.services.iter().map(|s| &s.name).filter(|name| stands(&small, &name.to_lowercase())).cloned());
    found.retain(|fact| !fact.contains('|'));
    found.truncate(MOST);
    found
}

/// As words of their own: `500 ₽` is not in `1 500 ₽`, nor `Анна` in `Иоанна`.
fn stands(text: &str, part: &str) -> bool {
    !part.is_empty() && text.match_indices(part).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + part.len()..).and_then(|t| t.chars().next());
        let is_amount = part.starts_with(|c: char| c.is_ascii_digit());
        let is_number_before = is_amount && before == Some(' ') && text.get(..at).and_then(|t| t.trim_end().chars().next_back()).is_some_and(|c| c.is_ascii_digit());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric) && !is_number_before
    })
}

/// `9:00`, `18:30`, each once.
fn times(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_digit() && c != ':') {
        let Some((hours, minutes)) = word.split_once(':') else { continue };
        let is_time = (1..=2).contains(&hours.len()) && minutes.len() == 2 && hours.parse::<u8>().is_ok_and(|h| h < 24) && minutes.parse::<u8>().is_ok_and(|m| m < 60);
        if is_time && !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_a_reply() {
        let pack = crate::pack::read("salon").unwrap();
        let scenery = crate::pack::scenery(&pack, jiff::civil::date(2026, 11, 24)).unwrap();
        let catalog = &scenery.catalog;
        let service = &catalog.services[0];
        let text = format!("{} к мастеру {} в среду в 18:00, {}. Подойдёт? 18:00 или 9:30.", service.name, catalog.employees[0].name, service.price.show(Lang::Ru));
        let found = facts(&[Reply { text, buttons: vec![] }], catalog);
        for want in ["18:00".to_owned(), "9:30".into(), service.price.show(Lang::Ru).replace('\u{a0}', " "), catalog.employees[0].name.clone(), service.name.clone()] {
            assert!(found.contains(&want), "{want} is not in {found:?}");
        }
        assert_eq!(times("25:00 7:5 12:60 00:00 1:30:00"), ["00:00"]);
        assert!(!stands("1 500 ₽", "500 ₽") && stands("от 500 ₽", "500 ₽"));
    }
}
