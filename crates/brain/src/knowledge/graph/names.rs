//! Proper names, telephones and addresses of mail in a text, by rules.

use domain::graph::EntityKind;

/// Names with capitals that do not merely begin a sentence, telephones, addresses of mail.
pub(super) fn proper(text: &str, region: &str) -> Vec<(EntityKind, String)> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
        if word.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.')) {
            found.push((EntityKind::Email, word.to_lowercase()));
        }
    }
    for line in text.lines() {
        found.extend(phones(line, region).into_iter().map(|phone| (EntityKind::Phone, phone)));
        found.extend(capitals(line).into_iter().map(|name| (EntityKind::Name, name)));
    }
    found
}

/// Runs of digits with what stands between those of a telephone.
fn phones(line: &str, region: &str) -> Vec<String> {
    let runs = line.split(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '\u{a0}')));
    let is_long = |run: &&str| (10..=15).contains(&run.chars().filter(char::is_ascii_digit).count());
    runs.filter(is_long).filter_map(|run| domain::Phone::parse(run.trim(), region).ok()).map(|phone| phone.to_string()).collect()
}

/// Runs of words with capitals: "Ала-Куль", "Kaspi Gold", "Ошский базар" only as "Ошский". The first word of a sentence counts only inside a run of two.
fn capitals(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut run: Vec<(&str, bool)> = Vec::new();
    let mut starts = true;
    let mut flush = |run: &mut Vec<(&str, bool)>| {
        let is_only_start = run.len() == 1 && run.first().is_some_and(|(_, starts)| *starts);
        if !run.is_empty() && !is_only_start {
            let name = run.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" ");
            if name.chars().count() >= 4 && name.chars().any(char::is_lowercase) {
                found.push(name);
            }
        }
        run.clear();
    };
    for word in line.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_capital = bare.chars().next().is_some_and(char::is_uppercase) && bare.chars().count() > 1;
        if is_capital {
            if word.starts_with(['(', '«', '"']) {
                flush(&mut run);
            }
            run.push((bare, starts));
        } else {
            flush(&mut run);
        }
        let ends = word.ends_with(['.', '!', '?', ':', ';', '•', '|', ',', ')', '»']);
        starts = word.ends_with(['.', '!', '?', ':', '•', '|']) || !bare.chars().any(char::is_alphanumeric);
        if ends {
            flush(&mut run);
        }
    }
    flush(&mut run);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proper_names_are_found_and_sentences_begin_none() {
        assert_eq!(capitals("Мы едем к озеру Ала-Куль. Потом домой."), ["Ала-Куль"]);
        assert_eq!(capitals("Оплата через Kaspi Gold или картой"), ["Kaspi Gold"]);
        assert!(capitals("Оплата картой. Скидок нет.").is_empty());
        assert_eq!(capitals("Олеся Юрьевна ведёт приём"), ["Олеся Юрьевна"]);
        assert!(capitals("ВНИМАНИЕ!").is_empty());
    }
}
