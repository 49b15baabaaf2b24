//! PDF's grammar over bytes. Nesting and the number of values in one object are bounded.

use super::object::{Dict, Object};

const DEEPEST: usize = 64;
/// Values one object may hold.
const VALUES: usize = 400_000;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'f> {
    Value(Object),
    /// A keyword or an operator.
    Word(&'f [u8]),
}

pub(super) struct Lexer<'f> {
    bytes: &'f [u8],
    pub(super) at: usize,
    left: usize,
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'f> Lexer<'f> {
    pub(super) fn new(bytes: &'f [u8], at: usize) -> Self {
        Self { bytes, at, left: VALUES }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts(&self, text: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(text))
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|b| !matches!(b, 10 | 13)) {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// The next value or word; None at the end or behind what cannot be read.
    pub(super) fn token(&mut self) -> Option<Token<'f>> {
        self.left = VALUES;
        self.value(0)
    }

    /// The next value; None for a word.
    pub(super) fn object(&mut self) -> Option<Object> {
        let before = self.at;
        match self.token()? {
            Token::Value(value) => Some(value),
            Token::Word(_) => {
                self.at = before;
                None
            }
        }
    }

    /// Steps over a word, if it comes next.
    pub(super) fn word(&mut self, word: &[u8]) -> bool {
        self.skip_space();
        let is_it = self.starts(word) && self.bytes.get(self.at + word.len()).is_none_or(|b| is_space(*b) || is_delimiter(*b) || b.is_ascii_digit());
        if is_it {
            self.at += word.len();
        }
        is_it
    }

    fn value(&mut self, depth: usize) -> Option<Token<'f>> {
        self.skip_space();
        self.left = self.left.checked_sub(1)?;
        let value = match self.peek()? {
            b'/' => Object::Name(self.name()),
            b'(' => Object::Text(self.text()),
            b'<' if self.starts(b"<<") => {
                self.at += 2;
                Object::Dict(self.dict(depth)?)
            }
            b'<' => Object::Text(self.hex()),
            b'[' => {
                self.at += 1;
                Object::Array(self.array(depth)?)
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number()?,
            b')' | b']' | b'}' | b'{' | b'>' => {
                self.at += 1;
                return Some(Token::Word(self.bytes.get(self.at - 1..self.at)?));
            }
            _ => {
                let from = self.at;
                while self.peek().is_some_and(|b| !is_space(b) && !is_delimiter(b)) {
                    self.at += 1;
                }
                match self.bytes.get(from..self.at)? {
                    b"true" => Object::Bool(true),
                    b"false" => Object::Bool(false),
                    b"null" => Object::Null,
                    word => return Some(Token::Word(word)),
                }
            }
        };
        Some(Token::Value(value))
    }

    fn number(&mut self) -> Option<Object> {
        let from = self.at;
        while self.peek().is_some_and(|b| matches!(b, b'+' | b'-' | b'.' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = std::str::from_utf8(self.bytes.get(from..self.at)?).ok()?;
        if let Ok(int) = text.parse::<i64>() {
            return Some(self.reference(int).unwrap_or(Object::Int(int)));
        }
        // Some programs write `--5` or `1.-2`.
        let real = text.parse::<f64>().ok().or_else(|| text.trim_start_matches('-').split('-').next().and_then(|t| t.parse().ok())).unwrap_or(0.0);
        Some(Object::Real(if real.is_finite() { real } else { 0.0 }))
    }

    /// `12 0 R` behind the first number.
    fn reference(&mut self, number: i64) -> Option<Object> {
        let id = u32::try_from(number).ok()?;
        let before = self.at;
        let found = self.reference_rest(id);
        if found.is_none() {
            self.at = before;
        }
        found
    }

    fn reference_rest(&mut self, id: u32) -> Option<Object> {
        self.peek().filter(|b| is_space(*b))?;
        self.skip_space();
        let from = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) && self.at - from < 6 {
            self.at += 1;
        }
        let generation = std::str::from_utf8(self.bytes.get(from..self.at)?).ok()?.parse::<u16>().ok()?;
        self.peek().filter(|b| is_space(*b))?;
        self.skip_space();
        let is_end = self.peek()? == b'R' && self.bytes.get(self.at + 1).is_none_or(|b| is_space(*b) || is_delimiter(*b));
        is_end.then(|| self.at += 1)?;
        Some(Object::Ref(id, generation))
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|b| !is_space(*b) && !is_delimiter(*b)) {
            self.at += 1;
            let hex = (byte == b'#').then(|| self.bytes.get(self.at..self.at + 2)).flatten().and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
            match hex {
                Some(value) => {
                    self.at += 2;
                    name.push(value);
                }
                None => name.push(byte),
            }
        }
        name
    }

    fn text(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut out = Vec::new();
        let mut open = 1usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit) = self.peek().filter(|b| matches!(b, b'0'..=b'7')) else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                out.push(u8::try_from(value & 0xff).unwrap_or(0));
            }
            byte => out.push(byte),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut out = Vec::new();
        let mut half: Option<u8> = None;
        while let Some(byte) = self.peek() {
            self.at += 1;
            let digit = match byte {
                b'>' => break,
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                b'A'..=b'F' => byte - b'A' + 10,
                _ => continue,
            };
            half = match half {
                Some(high) => {
                    out.push(high << 4 | digit);
                    None
                }
                None => Some(digit),
            };
        }
        out.extend(half.map(|high| high << 4));
        out
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Object>> {
        if depth >= DEEPEST {
            return None;
        }
        let mut items = Vec::new();
        loop {
            match self.value(depth + 1)? {
                Token::Value(value) => items.push(value),
                Token::Word(b"]") => return Some(items),
                // What does not belong here is stepped over, unless the object ends.
                Token::Word(b"endobj" | b"endstream") => return None,
                Token::Word(_) => {}
            }
        }
    }

    fn dict(&mut self, depth: usize) -> Option<Dict> {
        if depth >= DEEPEST {
            return None;
        }
        let mut dict = Dict::default();
        loop {
            self.skip_space();
            if self.starts(b">>") {
                self.at += 2;
                return Some(dict);
            }
            match self.value(depth + 1)? {
                Token::Value(Object::Name(key)) => {
                    self.skip_space();
                    if self.starts(b">>") {
                        continue;
                    }
                    match self.value(depth + 1)? {
                        Token::Value(value) => dict.0.push((key, value)),
                        Token::Word(b"endobj" | b"stream" | b"endstream") => return Some(dict),
                        Token::Word(_) => {}
                    }
                }
                Token::Word(b"endobj" | b"stream" | b"endstream") => return Some(dict),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read() {
        let mut lexer = Lexer::new(b"<< /A#20B [1 -2.5 .5 (a\\(b\\051\\\n) <4a4B5> true null 12 0 R 7 8] /C /D >> % end\nBT", 0);
        let Some(Token::Value(Object::Dict(dict))) = lexer.token() else { panic!() };
        let items = dict.get("A B").unwrap().array().unwrap();
        assert_eq!(items, [Object::Int(1), Object::Real(-2.5), Object::Real(0.5), Object::Text(b"a(b)".to_vec()), Object::Text(b"JKP".to_vec()), Object::Bool(true), Object::Null, Object::Ref(12, 0), Object::Int(7), Object::Int(8)]);
        assert_eq!(lexer.token(), Some(Token::Word(b"BT")));
        assert_eq!(lexer.token(), None);
    }

    #[test]
    fn endless_nesting_and_lengths_end() {
        let deep = [b'['; 100_000];
        assert!(Lexer::new(&deep, 0).object().is_none());
        let long = [&b"["[..], &b"0 ".repeat(1_000_000)].concat();
        assert!(Lexer::new(&long, 0).object().is_none());
    }
}
