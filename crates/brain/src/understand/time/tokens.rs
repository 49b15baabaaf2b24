//! Cutting a text into words, digit groups and marks, each with its place in characters and what the vocabulary knows of it.
//! Nothing here decides meaning; see `words.rs` for the vocabulary and `parse.rs` for the rules.

use super::words::{self, Word};
use crate::understand::number::{self, NumWord};

/// Longer texts are read up to here.
const MAX_CHARS: usize = 4_000;
const MAX_TOKENS: usize = 1_200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    Digits,
    Mark(char),
}

#[derive(Clone, Debug)]
pub struct Token {
    /// Lower case, ё as е, apostrophes dropped.
    pub norm: String,
    /// Place in the text, in characters, half-open.
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// White space stands before it.
    pub spaced: bool,
    pub value: i64,
    pub digits: u8,
    pub word: Option<Word>,
    pub num: Option<NumWord>,
}

pub fn tokenize(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().take(MAX_CHARS).collect();
    let mut tokens = Vec::with_capacity(chars.len() / 4 + 1);
    let at = |i: usize| chars.get(i).copied();
    let mut i = 0;
    let mut spaced = true;
    while let Some(c) = at(i) {
        if tokens.len() >= MAX_TOKENS {
            break;
        }
        if c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}') {
            spaced = true;
            i += 1;
            continue;
        }
        let start = i;
        let mut norm = String::new();
        let kind = if c.is_ascii_digit() {
            while let Some(d) = at(i).filter(char::is_ascii_digit) {
                norm.push(d);
                i += 1;
            }
            Kind::Digits
        } else if c.is_alphabetic() {
            i = word_end(&chars, i, &mut norm);
            Kind::Word
        } else {
            i += 1;
            Kind::Mark(plain(c))
        };
        tokens.push(finish(norm, start, i, kind, spaced));
        spaced = false;
    }
    tokens
}

fn finish(norm: String, start: usize, end: usize, kind: Kind, spaced: bool) -> Token {
    let mut token = Token { start, end, kind, spaced, value: 0, digits: 0, word: None, num: None, norm };
    match kind {
        Kind::Digits => {
            token.digits = u8::try_from(token.norm.len()).unwrap_or(u8::MAX);
            token.value = token.norm.parse().unwrap_or(i64::MAX);
        }
        Kind::Word => {
            token.num = number::lookup(&token.norm);
            token.word = words::lookup(&token.norm, token.num.is_some());
        }
        Kind::Mark(c) => {
            token.word = match c {
                '@' => Some(Word::At),
                '~' | '≈' => Some(Word::About),
                '&' => Some(Word::And),
                _ => None,
            };
        }
    }
    token
}

/// Reads one word into `norm` and gives the index after it. Apostrophes inside a word vanish; combining marks join.
fn word_end(chars: &[char], from: usize, norm: &mut String) -> usize {
    let mut i = from;
    while let Some(c) = chars.get(i).copied() {
        if c.is_alphabetic() {
            norm.extend(c.to_lowercase().map(|l| if l == 'ё' { 'е' } else { l }));
        } else if c == '\u{306}' && norm.ends_with('и') {
            norm.pop();
            norm.push('й');
        } else {
            let is_inner = plain(c) == '\'' && chars.get(i + 1).is_some_and(|n| n.is_alphabetic());
            if !is_inner && !matches!(c, '\u{300}'..='\u{36f}') {
                break;
            }
        }
        i += 1;
    }
    i
}

const fn plain(c: char) -> char {
    match c {
        '–' | '—' | '−' | '‐' | '‑' | '‒' | '―' => '-',
        '’' | '‘' | 'ʼ' | '`' | '′' => '\'',
        '″' | '“' | '”' | '«' | '»' | '„' => '"',
        '：' => ':',
        other => other,
    }
}
