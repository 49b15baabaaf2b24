//! The cells and texts of BIFF8 records.

use super::cfb::{u16_at, u32_at};
use super::xlsx::yes_or_no;
use super::xlsx_book::Strings;
use crate::reading::{Flow, Reading};

pub(super) enum Piece {
    /// A value and the number of its format.
    Number(f64, u16),
    Text(String),
    TextFollows,
}

/// Row, column and value of every cell in a record.
pub(super) fn pieces(id: u16, body: &[u8]) -> Vec<(u16, u16, Piece)> {
    let found = match id {
        0x203 => number(body),
        0x27e => rk_cell(body),
        0xbd => return many_rk(body),
        0x06 => formula(body),
        0x205 => boolean(body),
        _ => None,
    };
    found.into_iter().collect()
}

fn at(body: &[u8]) -> Option<(u16, u16, u16)> {
    Some((u16_at(body, 0)?, u16_at(body, 2)?, u16_at(body, 4)?))
}

fn float(body: &[u8], from: usize) -> Option<f64> {
    Some(f64::from_le_bytes(body.get(from..from + 8)?.try_into().ok()?))
}

fn number(body: &[u8]) -> Option<(u16, u16, Piece)> {
    let (row, column, format) = at(body)?;
    Some((row, column, Piece::Number(float(body, 6)?, format)))
}

fn rk_cell(body: &[u8]) -> Option<(u16, u16, Piece)> {
    let (row, column, format) = at(body)?;
    Some((row, column, Piece::Number(rk(u32_at(body, 6)?), format)))
}

fn many_rk(body: &[u8]) -> Vec<(u16, u16, Piece)> {
    let (Some(row), Some(first)) = (u16_at(body, 0), u16_at(body, 2)) else { return Vec::new() };
    let cells = body.get(4..body.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
    cells.zip(first..).filter_map(|(cell, column)| Some((row, column, Piece::Number(rk(u32_at(cell, 2)?), u16_at(cell, 0)?)))).collect()
}

/// A number in four bytes: the upper half of a float or thirty bits of an integer, maybe hundredfold.
fn rk(raw: u32) -> f64 {
    let value = if raw & 2 == 0 { f64::from_bits(u64::from(raw & 0xffff_fffc) << 32) } else { f64::from(raw.cast_signed() >> 2) };
    if raw & 1 == 0 { value } else { value / 100.0 }
}

fn formula(body: &[u8]) -> Option<(u16, u16, Piece)> {
    let (row, column, format) = at(body)?;
    let result = body.get(6..14)?;
    let piece = if result.get(6..8)? == [0xff, 0xff] {
        match result.first()? {
            0 => Piece::TextFollows,
            1 => Piece::Text(yes_or_no(result.get(2) == Some(&1)).to_owned()),
            _ => return None,
        }
    } else {
        Piece::Number(float(body, 6)?, format)
    };
    Some((row, column, piece))
}

fn boolean(body: &[u8]) -> Option<(u16, u16, Piece)> {
    let (row, column, _) = at(body)?;
    // The last byte says whether the value is an error.
    (body.get(7) == Some(&0)).then(|| (row, column, Piece::Text(yes_or_no(body.get(6) == Some(&1)).to_owned())))
}

/// A cell with its text inside.
pub(super) fn label(body: &[u8]) -> Option<(u16, u16, String)> {
    let (row, column, _) = at(body)?;
    Some((row, column, wide_text(body.get(6..)?)?))
}

/// Characters of one or two bytes.
fn text(bytes: &[u8], is_wide: bool) -> String {
    if is_wide {
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|c| u16_at(c, 0)).collect();
        String::from_utf16_lossy(&units)
    } else {
        bytes.iter().map(|b| char::from(*b)).collect()
    }
}

/// A text with a length of two bytes.
pub(super) fn wide_text(body: &[u8]) -> Option<String> {
    let (count, flags) = (usize::from(u16_at(body, 0)?), *body.get(2)?);
    let is_wide = flags & 1 == 1;
    let length = if is_wide { count * 2 } else { count };
    let rest = body.get(3..)?;
    Some(text(rest.get(..length.min(rest.len()))?, is_wide))
}

/// A text with a length of one byte: a sheet's name.
pub(super) fn short_text(body: &[u8]) -> String {
    let (Some(count), Some(flags)) = (body.first(), body.get(1)) else { return String::new() };
    let is_wide = flags & 1 == 1;
    let length = if is_wide { usize::from(*count) * 2 } else { usize::from(*count) };
    let rest = body.get(2..).unwrap_or_default();
    text(rest.get(..length.min(rest.len())).unwrap_or_default(), is_wide)
}

/// Walks over a record and its continuations as over one.
struct Walk<'p> {
    parts: std::slice::Iter<'p, Vec<u8>>,
    rest: &'p [u8],
}

impl<'p> Walk<'p> {
    /// Moves to the next part when this one is used up.
    fn refill(&mut self) -> Option<bool> {
        if !self.rest.is_empty() {
            return Some(false);
        }
        self.rest = self.parts.next()?;
        Some(true)
    }

    fn byte(&mut self) -> Option<u8> {
        while self.rest.is_empty() {
            self.refill()?;
        }
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    fn number(&mut self, bytes: u32) -> Option<u32> {
        (0..bytes).try_fold(0u32, |value, at| Some(value | u32::from(self.byte()?) << (at * 8)))
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            self.refill()?;
            let step = bytes.min(self.rest.len());
            self.rest = self.rest.get(step..)?;
            bytes -= step;
        }
        Some(())
    }

    /// One shared string. Where it crosses into the next part, that part says anew how wide its characters are.
    fn string(&mut self) -> Option<String> {
        let mut left = usize::try_from(self.number(2)?).ok()?;
        let flags = self.byte()?;
        let mut is_wide = flags & 1 == 1;
        let runs = if flags & 8 != 0 { usize::try_from(self.number(2)?).ok()? } else { 0 };
        let extra = if flags & 4 != 0 { usize::try_from(self.number(4)?).ok()? } else { 0 };
        let mut out = String::new();
        while left > 0 {
            if self.rest.is_empty() {
                self.refill()?;
                is_wide = self.byte()? & 1 == 1;
            }
            let width = if is_wide { 2 } else { 1 };
            let count = left.min(self.rest.len() / width);
            if count == 0 {
                // Half a character at the end of a part: damaged, stepped over.
                self.rest = &[];
                continue;
            }
            let (here, rest) = self.rest.split_at_checked(count * width)?;
            out.push_str(&text(here, is_wide));
            self.rest = rest;
            left -= count;
        }
        self.skip(runs * 4)?;
        self.skip(extra)?;
        Some(out)
    }
}

pub(super) fn shared_strings(parts: &[Vec<u8>], strings: &mut Strings, reading: &mut Reading) -> Flow {
    let mut walk = Walk { parts: parts.iter(), rest: &[] };
    let Some(count) = walk.number(4).and_then(|_| walk.number(4)) else { return Ok(()) };
    for _ in 0..count {
        let Some(text) = walk.string() else { break };
        strings.push(&text, reading.limits())?;
        reading.tick()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_unpack() {
        assert_eq!(rk(0x3ff0_0000), 1.0);
        assert_eq!(rk((1500 << 2) | 2), 1500.0);
        assert_eq!(rk((12_345 << 2) | 3), 123.45);
        assert_eq!(rk((-7i32 << 2).cast_unsigned() | 2), -7.0);
    }

    #[test]
    fn a_string_may_cross_into_the_next_part() {
        // "Да" wide, cut after the first letter; the second part begins with its own width.
        let parts = [vec![2, 0, 1, 0x14, 0x04], vec![1, 0x30, 0x04]];
        let mut walk = Walk { parts: parts.iter(), rest: &[] };
        assert_eq!(walk.string().as_deref(), Some("Да"));
    }
}
