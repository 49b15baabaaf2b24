//! Takes phones, addresses, card numbers and the customer's name out of what a model sees. The rules have read them already, and what the
//! model writes in their places is put back before the guard reads it.

use crate::dialogue::faq::{fold, stems};
use crate::dialogue::{Command, Talk};
use crate::understand::names;
use domain::Phone;

const NAME: &str = "[имя]";
const PHONE: &str = "[телефон]";
/// Digits at the end by which two ways of writing a phone are the same.
const TAIL: usize = 10;

/// What is known of the customer and hidden from a model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Veil {
    /// As it stands in the product's own words.
    name: Option<String>,
    words: Vec<String>,
    phone: Option<Phone>,
}

impl Veil {
    /// `commands`: what the rules have read in this turn and not carried out yet.
    pub fn of(talk: &Talk<'_>, commands: &[Command]) -> Self {
        let read = |c: &Command| if let Command::SetName { name } = c { Some(name.clone()) } else { None };
        let known = [talk.facts.contact.name.clone(), talk.state.name.clone()];
        // A colleague of the same name is in the prompt anyway, and is who is meant.
        let is_colleague = |word: &str| talk.catalog().employees.iter().flat_map(|e| e.name.split_whitespace()).any(|n| fold(n) == word);
        let all: Vec<String> = known.into_iter().flatten().chain(commands.iter().filter_map(read)).collect();
        let mut words: Vec<String> = all.iter().flat_map(|n| n.split(|c: char| !c.is_alphanumeric())).map(fold).filter(|w| w.chars().count() > 1 && !is_colleague(w)).collect();
        words.sort_unstable();
        words.dedup();
        Veil { name: talk.name().map(str::to_owned), words, phone: talk.phone().cloned() }
    }

    /// A text for a model: of anybody's phones, mails and cards, and of the customer's name.
    pub fn cover(&self, text: &str) -> String {
        self.names(&mask(text))
    }
    /// The product's own words for a model: the firm's phone is no secret.
    pub fn cover_own(&self, text: &str) -> String {
        let Some(phone) = &self.phone else { return self.names(text) };
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<Vec<_>>();
        let tail = |digits: &[char]| digits.iter().rev().take(TAIL).copied().collect::<Vec<_>>();
        let theirs = tail(&digits(&phone.to_string()));
        let mut out = String::with_capacity(text.len());
        let mut run = String::new();
        for c in text.chars().chain(['\n']) {
            if c.is_ascii_digit() || c == '+' && run.is_empty() || !run.is_empty() && matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}' | '–') {
                run.push(c);
                continue;
            }
            out.push_str(&if digits(&run).len() >= 9 && tail(&digits(&run)) == theirs { replaced(&run, PHONE) } else { std::mem::take(&mut run) });
            run.clear();
            out.push(c);
        }
        out.pop();
        self.names(&out)
    }
    /// What the model wrote, with the customer's own again.
    pub fn uncover(&self, text: &str) -> String {
        let text = self.name.as_ref().map_or_else(|| text.to_owned(), |name| text.replace(NAME, name));
        self.phone.as_ref().map_or(text.clone(), |phone| text.replace(PHONE, &phone.show()))
    }

    fn names(&self, text: &str) -> String {
        if self.words.is_empty() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut word = String::new();
        for c in text.chars().chain(['\n']) {
            if c.is_alphanumeric() {
                word.push(c);
                continue;
            }
            if self.is_name(&word) {
                // "Анна Петрова" is one name.
                if !out.trim_end_matches([' ', '\u{a0}']).ends_with(NAME) || out.ends_with('\n') {
                    out.push_str(NAME);
                } else {
                    out.truncate(out.trim_end_matches([' ', '\u{a0}']).len());
                }
            } else {
                out.push_str(&word);
            }
            word.clear();
            out.push(c);
        }
        out.pop();
        out
    }
    fn is_name(&self, word: &str) -> bool {
        if word.is_empty() {
            return false;
        }
        let form = fold(word);
        let of = |form: &str| names::find(form).map(|r| fold(&r.name));
        // A long name bends at its end only.
        let bends = |name: &str| {
            let (ours, theirs) = (name.chars().count(), form.chars().count());
            ours >= 5 && theirs + 1 >= ours && theirs <= ours + 3 && name.chars().zip(form.chars()).take_while(|(a, b)| a == b).count() + 1 >= ours
        };
        self.words.iter().any(|name| *name == form || bends(name) || stems(name) == stems(&form) && !stems(&form).is_empty() || of(&form).is_some_and(|n| n == *name) || names::relatives(name).contains(&form))
    }
}

/// The text with `[телефон]`, `[почта]`, `[карта]` in their places.
pub fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let mut digits = String::new();
    // Digits with what people put between them; a run long enough is a phone or a card.
    let flush_digits = |digits: &mut String, out: &mut String| {
        let count = digits.chars().filter(char::is_ascii_digit).count();
        match count {
            0..=8 => out.push_str(digits),
            16.. => out.push_str(&replaced(digits, "[карта]")),
            _ => out.push_str(&replaced(digits, "[телефон]")),
        }
        digits.clear();
    };
    let flush_word = |word: &mut String, out: &mut String| {
        let is_mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        out.push_str(if is_mail { "[почта]" } else { word });
        word.clear();
    };
    for c in text.chars() {
        let joins = matches!(c, '+' | '(' | ')' | '-' | ' ' | '\u{a0}' | '–');
        if word.is_empty() && (c.is_ascii_digit() || joins && !digits.is_empty() || c == '+') {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            if c == '@' || c.is_alphanumeric() && !digits.ends_with(' ') {
                // "ivan77@…", "2к": a word after all.
                word.push_str(&digits);
                digits.clear();
            } else {
                flush_digits(&mut digits, &mut out);
            }
        }
        if c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"') {
            flush_word(&mut word, &mut out);
            out.push(c);
        } else {
            word.push(c);
        }
    }
    flush_digits(&mut digits, &mut out);
    flush_word(&mut word, &mut out);
    out
}

/// The mark, with the spaces that stood after the digits.
fn replaced(digits: &str, mark: &str) -> String {
    let tail: String = digits.chars().rev().take_while(|c| c.is_whitespace()).collect();
    format!("{mark}{tail}")
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn phones_mails_and_cards_go_and_the_rest_stays() {
        for (text, expected) in [
            ("мой номер +7 916 123-45-67, Пётр", "мой номер [телефон], Пётр"),
            ("89161234567 перезвоните", "[телефон] перезвоните"),
            ("пишите на ivan.petrov77@mail.ru сегодня", "пишите на [почта] сегодня"),
            ("карта 4276 1234 5678 9010", "карта [карта]"),
            ("завтра в 18:30, 2 человека, 2200 р", "завтра в 18:30, 2 человека, 2200 р"),
            ("25.11.2026 в 12", "25.11.2026 в 12"),
        ] {
            assert_eq!(mask(text), expected);
        }
    }
}
