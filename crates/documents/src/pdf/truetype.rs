//! An embedded TrueType font's own table of characters, for files that do not say what their glyphs mean.

use std::collections::HashMap;

/// Glyphs of one font.
const MOST: usize = 65_536;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn index(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// Which character each glyph draws.
pub(super) fn characters(font: &[u8]) -> HashMap<u32, char> {
    read(font).unwrap_or_default()
}

fn read(font: &[u8]) -> Option<HashMap<u32, char>> {
    let tables = usize::from(u16_at(font, 4)?);
    let record = (0..tables.min(64)).map(|at| 12 + at * 16).find(|at| font.get(*at..*at + 4) == Some(b"cmap"))?;
    let cmap = font.get(index(font, record + 8)?..)?;
    let count = usize::from(u16_at(cmap, 2)?);
    let mut best: Option<(u8, usize)> = None;
    for at in (0..count.min(32)).map(|at| 4 + at * 8) {
        let rank = match (u16_at(cmap, at)?, u16_at(cmap, at + 2)?) {
            (3, 10) | (0, 4..) => 3,
            (3, 1) | (0, _) => 2,
            _ => 0,
        };
        if rank > best.map_or(0, |(rank, _)| rank) {
            best = Some((rank, index(cmap, at + 4)?));
        }
    }
    let table = cmap.get(best?.1..)?;
    let mut found = HashMap::new();
    match u16_at(table, 0)? {
        4 => segments(table, &mut found)?,
        6 => {
            let (first, count) = (u16_at(table, 6)?, u16_at(table, 8)?);
            for (code, at) in (u32::from(first)..).zip(0..usize::from(count)) {
                keep(&mut found, u32::from(u16_at(table, 10 + at * 2)?), code);
            }
        }
        12 => {
            for at in (0..index(table, 12)?.min(MOST)).map(|at| 16 + at * 12) {
                let (from, to, glyph) = (u32_at(table, at)?, u32_at(table, at + 4)?, u32_at(table, at + 8)?);
                for (code, glyph) in (from..=to).zip(glyph..).take(MOST) {
                    keep(&mut found, glyph, code);
                }
                if found.len() >= MOST {
                    break;
                }
            }
        }
        _ => {}
    }
    Some(found)
}

/// Format 4: ranges of the basic plane.
fn segments(table: &[u8], found: &mut HashMap<u32, char>) -> Option<()> {
    let double = usize::from(u16_at(table, 6)?);
    for at in (0..double).step_by(2) {
        let (end, start) = (u16_at(table, 14 + at)?, u16_at(table, 16 + double + at)?);
        let (delta, offset) = (u16_at(table, 16 + double * 2 + at)?, u16_at(table, 16 + double * 3 + at)?);
        for code in start..=end {
            let glyph = if offset == 0 {
                code.wrapping_add(delta)
            } else {
                let place = 16 + double * 3 + at + usize::from(offset) + usize::from(code - start) * 2;
                match u16_at(table, place) {
                    Some(0) | None => continue,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            keep(found, u32::from(glyph), u32::from(code));
        }
    }
    Some(())
}

/// The first character of a glyph counts; private ones and those without a glyph do not.
fn keep(found: &mut HashMap<u32, char>, glyph: u32, code: u32) {
    if glyph != 0
        && found.len() < MOST
        && !(0xe000..=0xf8ff).contains(&code)
        && let Some(c) = char::from_u32(code)
    {
        found.entry(glyph).or_insert(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_find_their_characters() {
        let mut font = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        font.extend(b"cmap\0\0\0\0\0\0\0\x1c\0\0\0\0");
        font.extend([0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12]);
        // Two segments: А–Я by a difference, and the end mark.
        let words: [u16; 16] = [4, 32, 0, 4, 0, 0, 0, 0x042f, 0xffff, 0, 0x0410, 0xffff, 5u16.wrapping_sub(0x0410), 1, 0, 0];
        font.extend(words.iter().flat_map(|w| w.to_be_bytes()));
        let found = characters(&font);
        assert_eq!((found.get(&5), found.get(&36), found.get(&4)), (Some(&'А'), Some(&'Я'), None));
        for end in 0..font.len() {
            let _ = characters(&font[..end]);
        }
    }
}
