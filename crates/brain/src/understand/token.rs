//! Cuts a text into words, numbers, marks and emoji with their places in characters.
//! Forms are lower-case with `ё` as `е`; nothing here knows what a word means.

use super::stem::stem;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    /// Ends a sentence: `.`, `!`, `?`, a line break.
    Stop,
    /// Ends a clause: `,`, `;`, `:`, a dash, brackets.
    Comma,
    Emoji,
}

#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub start: usize,
    pub end: usize,
    pub form: String,
    pub stem: String,
    pub kind: Kind,
    /// Starts with a capital letter.
    pub is_capital: bool,
    /// Stands right after the token before it: `2к`, `гель-лак`.
    pub is_glued: bool,
}

impl Token {
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
    pub fn is_break(&self) -> bool {
        matches!(self.kind, Kind::Stop | Kind::Comma)
    }
}

/// Lower case with `ё` as `е`.
pub(crate) fn fold(c: char) -> char {
    match c {
        'ё' | 'Ё' => 'е',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

pub(crate) fn fold_word(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '\'' | '’' | '`')).map(fold).collect()
}

pub(crate) fn tokens(text: &[char]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        let start = at;
        let kind = if c.is_alphabetic() {
            at = run(text, at, |c| c.is_alphabetic() || matches!(c, '\'' | '’' | '\u{301}'));
            Kind::Word
        } else if c.is_ascii_digit() {
            at = run(text, at, |c| c.is_ascii_digit());
            Kind::Number
        } else {
            at += 1;
            match c {
                '.' | '!' | '?' | '\n' | '…' | '‼' | '⁉' => Kind::Stop,
                ',' | ';' | ':' | '(' | ')' | '[' | ']' | '—' | '–' | '"' | '«' | '»' | '/' | '|' => Kind::Comma,
                '-' | '−' => {
                    // A hyphen inside a word joins; one between spaces is a dash.
                    let joins = start > 0 && text.get(start - 1).is_some_and(|p| p.is_alphanumeric()) && text.get(at).is_some_and(|n| n.is_alphanumeric());
                    if joins {
                        continue;
                    }
                    Kind::Comma
                }
                '+' => Kind::Emoji,
                _ if is_emoji(c) => Kind::Emoji,
                _ => continue,
            }
        };
        let form: String = text.get(start..at).unwrap_or_default().iter().filter(|c| !matches!(c, '\'' | '’' | '\u{301}')).map(|c| fold(*c)).collect();
        if form.is_empty() {
            continue;
        }
        let form = if kind == Kind::Word { squeeze(form) } else { form };
        let stem = if kind == Kind::Word { stem(&form) } else { form.clone() };
        let is_glued = out.last().is_some_and(|last| last.end == start || (last.end + 1 == start && text.get(last.end).is_some_and(|c| matches!(c, '-' | '−'))));
        out.push(Token { start, end: at, form, stem, kind, is_capital: c.is_uppercase(), is_glued });
    }
    out
}

fn run(text: &[char], mut at: usize, wanted: impl Fn(char) -> bool) -> usize {
    while text.get(at).is_some_and(|c| wanted(*c)) {
        at += 1;
    }
    at
}

/// "приветттт" → "привет", "дааа" → "да": three or more of a letter are a feeling, not a spelling.
fn squeeze(form: String) -> String {
    let mut longest = 0;
    let mut length = 0;
    let mut last = '\0';
    for c in form.chars() {
        length = if c == last { length + 1 } else { 1 };
        longest = longest.max(length);
        last = c;
    }
    if longest < 3 {
        return form;
    }
    let mut out = String::with_capacity(form.len());
    let chars: Vec<char> = form.chars().collect();
    for run in chars.chunk_by(|a, b| a == b) {
        let keep = if run.len() >= 3 { 1 } else { run.len() };
        out.extend(run.iter().take(keep));
    }
    out
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x2190..=0x21FF | 0x2300..=0x23FF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1F3FA | 0x1F400..=0x1FAFF)
}
