//! Numbers, ordinals and head counts in Russian and English, in digits and in words: "двадцать пять", "1 000", "1.5k", "третий", "на троих".
//! `time/` borrows the vocabulary and `spelled`; words live in `number/words.rs`.

pub(super) mod counts;
mod words;

pub use counts::read;
pub use words::{NumWord, Rank, lookup};

use super::time::tokens::{Kind, Token};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Num {
    pub value: i64,
    pub ordinal: bool,
    /// Genitive ("пятого", "25-го") or English: may name a day of the month by itself.
    pub is_day_form: bool,
    /// How many digits it was written with; 0 when in words.
    pub digits: u8,
}

/// A whole number at `tokens[i]`, in digits or words, and the index after it.
pub fn whole(tokens: &[Token], i: usize) -> Option<(Num, usize)> {
    let token = tokens.get(i)?;
    match token.kind {
        Kind::Digits => Some(suffixed(tokens, i, token)),
        Kind::Word => spelled(tokens, i),
        Kind::Mark(_) => None,
    }
}

/// "25-го", "3rd", "5-ти": the ending tells an ordinal from a number.
fn suffixed(tokens: &[Token], i: usize, token: &Token) -> (Num, usize) {
    let mut num = Num { value: token.value, ordinal: false, is_day_form: false, digits: token.digits };
    let dashed = tokens.get(i + 1).is_some_and(|t| t.kind == Kind::Mark('-') && !t.spaced);
    let place = if dashed { i + 2 } else { i + 1 };
    let Some(ending) = tokens.get(place).filter(|t| t.kind == Kind::Word && !t.spaced) else {
        return (num, i + 1);
    };
    match ending.norm.as_str() {
        "го" | "ого" | "его" | "st" | "nd" | "rd" | "th" => {
            num.ordinal = true;
            num.is_day_form = true;
        }
        "е" | "ое" | "ье" | "му" | "ому" | "ему" => {
            num.ordinal = true;
            num.is_day_form = true;
        }
        "й" | "ый" | "ой" | "ий" | "я" | "ая" | "ья" | "ю" | "ую" | "м" | "ом" | "ем" if dashed || ending.norm.chars().count() > 1 => num.ordinal = true,
        "ти" | "и" | "х" | "ех" | "ми" | "те" | "де" if dashed => {}
        "ти" | "ех" | "те" | "де" | "да" | "та" | "тө" | "дө" => {}
        _ => return (num, i + 1),
    }
    (num, place + 1)
}

/// A number in words: hundreds, tens, units, with thousands and millions; an ordinal may close it.
pub fn spelled(tokens: &[Token], i: usize) -> Option<(Num, usize)> {
    let mut total = 0i64;
    let mut group = 0i64;
    let mut last: Option<Rank> = None;
    let mut next = i;
    let mut ordinal = false;
    let mut is_day_form = false;
    while let Some(token) = tokens.get(next) {
        let mut place = next;
        let mut current = token;
        // "twenty-three"
        if last == Some(Rank::Ten) && token.kind == Kind::Mark('-') && !token.spaced {
            let Some(after) = tokens.get(next + 1).filter(|t| !t.spaced) else { break };
            place = next + 1;
            current = after;
        }
        // "two hundred and five"
        if matches!(last, Some(Rank::Hundred | Rank::Multiple)) && current.norm == "and" {
            let Some(after) = tokens.get(place + 1).filter(|t| t.num.is_some()) else { break };
            place += 1;
            current = after;
        }
        let Some(word) = current.num else { break };
        let fits = match word.rank {
            Rank::Zero => last.is_none(),
            Rank::Unit => !matches!(last, Some(Rank::Zero | Rank::Unit | Rank::Teen)),
            Rank::Teen | Rank::Ten => matches!(last, None | Some(Rank::Hundred | Rank::Multiple)),
            Rank::Hundred => matches!(last, None | Some(Rank::Multiple)),
            Rank::Multiple => last != Some(Rank::Zero),
        };
        if !fits {
            break;
        }
        if word.rank == Rank::Multiple {
            if word.value == 100 {
                if matches!(last, None | Some(Rank::Multiple)) && !word.ordinal {
                    break;
                }
                group = group.max(1).saturating_mul(100);
            } else {
                total = total.saturating_add(group.max(1).saturating_mul(word.value));
                group = 0;
            }
        } else {
            group = group.saturating_add(word.value);
        }
        last = Some(if word.value == 100 { Rank::Hundred } else { word.rank });
        next = place + 1;
        if word.ordinal {
            ordinal = true;
            is_day_form = word.is_day_form;
            break;
        }
    }
    last?;
    Some((Num { value: total.saturating_add(group), ordinal, is_day_form, digits: 0 }, next))
}
