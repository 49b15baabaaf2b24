//! CMaps: which bytes make a code, and what text (or which glyph) a code means.

use super::lexer::{Lexer, Token};
use super::object::Object;

/// Mappings of one font.
const MOST: usize = 70_000;

#[derive(Clone, Debug)]
enum Target {
    /// Text of the first code; the last character counts up with the code.
    Text(String),
    List(Vec<String>),
    Number(u32),
}

#[derive(Debug, Default)]
pub(super) struct CMap {
    /// Length of codes and their bounds.
    spaces: Vec<(usize, u32, u32)>,
    ranges: Vec<(u32, u32, Target)>,
    /// Texts and ranges kept.
    weight: usize,
}

pub(super) fn code_of(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

pub(super) fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte))).collect();
    char::decode_utf16(units).filter_map(Result::ok).collect()
}

impl CMap {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut values: Vec<Object> = Vec::new();
        while let Some(token) = lexer.token() {
            match token {
                Token::Value(value) => {
                    // Long sections are read as they come.
                    values.push(value);
                    if values.len() > 4_000 {
                        break;
                    }
                }
                Token::Word(word) => {
                    map.section(word, &values);
                    values.clear();
                    if map.weight > MOST {
                        break;
                    }
                }
            }
        }
        map.ranges.sort_by_key(|(from, _, _)| *from);
        map
    }

    fn section(&mut self, word: &[u8], values: &[Object]) {
        let bytes = |object: &Object| object.text().map(<[u8]>::to_vec);
        self.weight += values.len() / 2 + values.iter().filter_map(Object::array).map(<[Object]>::len).sum::<usize>();
        if self.weight > MOST {
            return;
        }
        match word {
            b"endcodespacerange" => {
                for pair in values.chunks_exact(2) {
                    if let [from, to] = pair
                        && let (Some(from), Some(to)) = (bytes(from), bytes(to))
                        && (1..=4).contains(&from.len())
                    {
                        self.spaces.push((from.len(), code_of(&from), code_of(&to)));
                    }
                }
            }
            b"endbfchar" => {
                for pair in values.chunks_exact(2) {
                    if let [code, text] = pair
                        && let (Some(code), Some(text)) = (bytes(code), bytes(text))
                    {
                        self.ranges.push((code_of(&code), code_of(&code), Target::Text(utf16(&text))));
                    }
                }
            }
            b"endbfrange" => {
                for triple in values.chunks_exact(3) {
                    let [from, to, target] = triple else { continue };
                    let (Some(from), Some(to)) = (bytes(from), bytes(to)) else { continue };
                    let target = match target {
                        Object::Array(items) => Target::List(items.iter().map(|t| bytes(t).map(|b| utf16(&b)).unwrap_or_default()).collect()),
                        other => Target::Text(bytes(other).map(|b| utf16(&b)).unwrap_or_default()),
                    };
                    self.ranges.push((code_of(&from), code_of(&to), target));
                }
            }
            b"endcidrange" => {
                for triple in values.chunks_exact(3) {
                    if let [from, to, Object::Int(cid)] = triple
                        && let (Some(from), Some(to), Ok(cid)) = (bytes(from), bytes(to), u32::try_from(*cid))
                    {
                        self.ranges.push((code_of(&from), code_of(&to), Target::Number(cid)));
                    }
                }
            }
            b"endcidchar" => {
                for pair in values.chunks_exact(2) {
                    if let [code, Object::Int(cid)] = pair
                        && let (Some(code), Ok(cid)) = (bytes(code), u32::try_from(*cid))
                    {
                        self.ranges.push((code_of(&code), code_of(&code), Target::Number(cid)));
                    }
                }
            }
            _ => {}
        }
    }

    fn target(&self, code: u32) -> Option<(u32, &Target)> {
        let end = self.ranges.partition_point(|(from, _, _)| *from <= code);
        // Ranges hardly overlap: the one before the place is the one.
        self.ranges.get(..end)?.iter().rev().take(8).find(|(_, to, _)| *to >= code).map(|(from, _, target)| (code - from, target))
    }

    pub(super) fn text(&self, code: u32) -> Option<String> {
        match self.target(code)? {
            (0, Target::Text(text)) => Some(text.clone()),
            (offset, Target::Text(text)) => {
                let mut text = text.clone();
                let last = text.pop()?;
                text.push(char::from_u32(u32::from(last).checked_add(offset)?)?);
                Some(text)
            }
            (offset, Target::List(list)) => list.get(usize::try_from(offset).ok()?).cloned(),
            (_, Target::Number(_)) => None,
        }
    }

    pub(super) fn number(&self, code: u32) -> Option<u32> {
        match self.target(code)? {
            (offset, Target::Number(cid)) => cid.checked_add(offset),
            _ => None,
        }
    }

    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    pub(super) fn has_texts(&self) -> bool {
        self.ranges.iter().any(|(_, _, target)| !matches!(target, Target::Number(_)))
    }

    /// How many bytes the next code takes.
    pub(super) fn length(&self, bytes: &[u8]) -> Option<usize> {
        (1..=4.min(bytes.len())).find(|length| {
            let code = code_of(bytes.get(..*length).unwrap_or_default());
            self.spaces.iter().any(|(l, from, to)| l == length && (*from..=*to).contains(&code))
        })
    }

    /// The only length there is, if there is only one.
    pub(super) fn longest(&self) -> Option<usize> {
        self.spaces.iter().map(|(length, _, _)| *length).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_text() {
        let map = CMap::read(b"1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0003> <0020> <0004> <0430043504510301> endbfchar 2 beginbfrange <0010> <0012> <0410> <0020> <0021> [<0031> <D83DDE00>] endbfrange 1 begincidrange <0100> <01ff> 7 endcidrange");
        assert_eq!(map.text(3).as_deref(), Some(" "));
        assert_eq!(map.text(4).as_deref(), Some("аеё\u{301}"));
        assert_eq!(map.text(0x12).as_deref(), Some("В"));
        assert_eq!(map.text(0x21).as_deref(), Some("😀"));
        assert_eq!((map.text(5), map.number(0x101), map.length(&[0, 3, 0])), (None, Some(8), Some(2)));
    }
}
