//! What an XLSX says once for all its sheets: their names and files, shared strings, number formats.

use super::number::Format;
use crate::archive::Archive;
use crate::limits::Limits;
use crate::package::{main_part, relations};
use crate::reading::{Flow, Reading, grow};
use crate::refused::Refused;
use crate::xml::{Item, Xml, each_open};
use std::collections::HashMap;
use std::io::{Read, Seek};

pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) part: String,
}

pub(crate) struct Book {
    /// Visible sheets, in order.
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) strings: Strings,
    /// By the number a cell's `s` holds.
    pub(crate) formats: Vec<Format>,
    pub(crate) is_1904: bool,
}

/// Strings one behind the other: a table of half a million has no allocation per string.
#[derive(Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(index)?).ok()?;
        let start = match index.checked_sub(1) {
            Some(before) => usize::try_from(*self.ends.get(before)?).ok()?,
            None => 0,
        };
        self.text.get(start..end)
    }

    pub(crate) fn push(&mut self, text: &str, limits: &Limits) -> Flow {
        self.text.push_str(text);
        let size = self.text.len().saturating_add(self.ends.len().saturating_mul(4));
        if u64::try_from(size).unwrap_or(u64::MAX) > limits.part_bytes {
            return Err(Refused::too_large(format_args!("{} MB of different texts in cells", limits.part_bytes >> 20)).into());
        }
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        Ok(())
    }
}

impl Book {
    pub(crate) fn open<S: Read + Seek>(archive: &mut Archive<S>, reading: &mut Reading) -> Flow<Self> {
        let limits = reading.limits();
        let main = main_part(archive, "xl/workbook.xml", limits)?;
        let relations = relations(archive, &main, limits)?;
        let index = archive.find(&main).ok_or_else(|| Refused::broken("its list of sheets is missing"))?;
        let bytes = archive.whole(index)?;
        let (mut sheets, mut is_1904) = (Vec::new(), false);
        each_open(bytes.as_slice(), limits, |tag| match tag.name() {
            b"workbookPr" => is_1904 = tag.get("date1904").is_some_and(|v| v == "1" || v == "true"),
            b"sheet" if tag.get("state").is_none_or(|state| state == "visible") => {
                let part = tag.get_exact("r:id").or_else(|| tag.get("id")).and_then(|id| relations.get(&id));
                // Chart sheets have no cells.
                if let Some((part, kind)) = part
                    && kind == "worksheet"
                {
                    sheets.push(Sheet { name: tag.get("name").unwrap_or_default(), part: part.clone() });
                }
            }
            _ => {}
        })?;
        let part_of = |kind: &str, usual: &str| relations.values().find(|(_, k)| k == kind).map_or_else(|| usual.to_owned(), |(part, _)| part.clone());
        let formats = match archive.find(&part_of("styles", "xl/styles.xml")) {
            Some(index) => formats(archive.whole(index)?.as_slice(), limits)?,
            None => Vec::new(),
        };
        let strings = match archive.find(&part_of("sharedStrings", "xl/sharedStrings.xml")) {
            Some(index) => strings(Xml::new(archive.part(index)?, limits), reading)?,
            None => Strings::default(),
        };
        Ok(Self { sheets, strings, formats, is_1904 })
    }
}

/// Formats by style. A style that writes white on nothing hides what bears it.
fn formats(bytes: &[u8], limits: &Limits) -> Flow<Vec<Format>> {
    let mut custom: HashMap<u32, Format> = HashMap::new();
    let mut formats = Vec::new();
    let (mut white_fonts, mut empty_fills): (Vec<bool>, Vec<bool>) = (Vec::new(), Vec::new());
    let mut xml = Xml::new(bytes, limits);
    let (mut in_cells, mut in_fonts, mut in_fills) = (false, false, false);
    loop {
        match xml.next()? {
            Item::Open(tag) => match tag.name() {
                b"numFmt" => {
                    if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.get("formatCode")) {
                        custom.insert(id, Format::parse(&code));
                    }
                }
                b"fonts" => in_fonts = true,
                b"fills" => in_fills = true,
                b"cellXfs" => in_cells = true,
                b"font" if in_fonts => white_fonts.push(false),
                b"color" if in_fonts => white_fonts.last_mut().into_iter().for_each(|white| *white = tag.get("rgb").is_some_and(|c| c.eq_ignore_ascii_case("FFFFFFFF")) || tag.get("theme").as_deref() == Some("0") && tag.get("tint").is_none()),
                b"fill" if in_fills => empty_fills.push(true),
                b"patternFill" | b"gradientFill" if in_fills => empty_fills.last_mut().into_iter().for_each(|empty| *empty = tag.name() == b"patternFill" && tag.get("patternType").is_none_or(|t| t == "none")),
                b"xf" if in_cells => {
                    let id: u32 = tag.number("numFmtId").unwrap_or(0);
                    let has = |list: &[bool], key: &str| tag.number::<usize>(key).and_then(|at| list.get(at)).copied().unwrap_or(false);
                    let is_unseen = has(&white_fonts, "fontId") && has(&empty_fills, "fillId");
                    formats.push(if is_unseen { Format::Hidden } else { custom.get(&id).cloned().unwrap_or_else(|| Format::built_in(id)) });
                }
                _ => {}
            },
            Item::Close(end) => match end.name() {
                b"fonts" => in_fonts = false,
                b"fills" => in_fills = false,
                b"cellXfs" => in_cells = false,
                _ => {}
            },
            Item::End => return Ok(formats),
            _ => {}
        }
    }
}

fn strings<R: Read>(mut xml: Xml<R>, reading: &mut Reading) -> Flow<Strings> {
    let mut strings = Strings::default();
    let mut text = String::new();
    let (mut in_text, mut is_reading_aid) = (false, false);
    loop {
        match xml.next()? {
            Item::Open(tag) => match tag.name() {
                b"si" => text.clear(),
                b"t" => in_text = !is_reading_aid,
                // How a Japanese word is pronounced.
                b"rPh" => is_reading_aid = true,
                _ => {}
            },
            Item::Text(piece) if in_text => grow(&mut text, &piece, reading)?,
            Item::Close(end) => match end.name() {
                b"t" => in_text = false,
                b"rPh" => is_reading_aid = false,
                b"si" => {
                    strings.push(&text, reading.limits())?;
                    reading.tick()?;
                }
                _ => {}
            },
            Item::Text(_) => {}
            Item::End => return Ok(strings),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_kept_in_one_piece() {
        let (mut strings, limits) = (Strings::default(), Limits { part_bytes: 40, ..Limits::default() });
        for text in ["раз", "", "два"] {
            strings.push(text, &limits).ok().unwrap();
        }
        assert_eq!((strings.get(0), strings.get(1), strings.get(2), strings.get(3)), (Some("раз"), Some(""), Some("два"), None));
        assert!(strings.push("слишком много для предела", &limits).is_err());
    }
}
