//! Fonts: how the bytes of a text become characters and how wide they are.

use super::cmap::{CMap, code_of};
use super::file::File;
use super::glyph;
use super::object::{Dict, Object};
use super::truetype;
use crate::reading::Flow;
use std::collections::HashMap;

pub(super) struct Font {
    /// Codes take two bytes, or as many as the map says.
    is_wide: bool,
    codes: Option<CMap>,
    texts: Option<CMap>,
    /// Texts of one-byte codes.
    table: Vec<Option<String>>,
    widths: HashMap<u32, f64>,
    usual: f64,
    /// Codes are UTF-16 themselves.
    is_unicode: bool,
    /// What the embedded font says of its glyphs.
    drawn: HashMap<u32, char>,
    pub(super) is_bold: bool,
}

/// One character as a font gives it.
pub(super) struct Glyph {
    pub(super) text: String,
    /// In thousandths of the size, already divided.
    pub(super) width: f64,
    /// A one-byte 32, which word spacing widens.
    pub(super) is_space: bool,
}

impl Default for Font {
    fn default() -> Self {
        Self { is_wide: false, codes: None, texts: None, table: glyph::encoding(Some(b"WinAnsiEncoding")), widths: HashMap::new(), usual: 0.55, is_unicode: false, drawn: HashMap::new(), is_bold: false }
    }
}

impl Font {
    pub(super) fn read(file: &File, dict: &Dict) -> Flow<Self> {
        let map = |object: &Object| -> Flow<Option<CMap>> { Ok(file.content(object)?.map(|bytes| CMap::read(&bytes))) };
        let mut font = Self { texts: map(&file.get(dict, "ToUnicode"))?.filter(CMap::has_texts), ..Self::default() };
        let base = file.get(dict, "BaseFont");
        let name = String::from_utf8_lossy(base.name().unwrap_or_default()).to_lowercase();
        font.is_bold = name.contains("bold") || name.contains("black") || name.contains("heavy") || name.contains("semibold");
        if file.get(dict, "Subtype").name() == Some(b"Type0") {
            font.composite(file, dict, map(&file.get(dict, "Encoding"))?)?;
        } else {
            font.simple(file, dict);
        }
        Ok(font)
    }

    fn composite(&mut self, file: &File, dict: &Dict, codes: Option<CMap>) -> Flow {
        self.is_wide = true;
        let encoding = file.get(dict, "Encoding");
        let name = encoding.name().unwrap_or_default();
        self.is_unicode = memchr::memmem::find(name, b"UCS2").is_some() || memchr::memmem::find(name, b"UTF16").is_some();
        self.codes = codes;
        let inner = file.get(dict, "DescendantFonts").array().and_then(|a| a.first()).map(|f| file.resolve(f)).and_then(|f| f.dict().cloned()).unwrap_or_default();
        if self.texts.is_none() && !self.is_unicode {
            let program = file.get(&inner, "FontDescriptor").dict().map(|d| file.get(d, "FontFile2")).unwrap_or_default();
            let drawn = file.content(&program)?.map(|bytes| truetype::characters(&bytes)).unwrap_or_default();
            self.drawn = match file.content(&file.get(&inner, "CIDToGIDMap"))? {
                Some(map) => (0u32..).zip(map.chunks_exact(2)).filter_map(|(cid, glyph)| Some((cid, *drawn.get(&code_of(glyph))?))).collect(),
                None => drawn,
            };
        }
        self.usual = file.get(&inner, "DW").number().unwrap_or(1000.0) / 1000.0;
        let widths = file.get(&inner, "W");
        let mut items = widths.array().unwrap_or_default().iter();
        while let (Some(first), Some(next)) = (items.next().and_then(Object::index), items.next().map(|n| file.resolve(n))) {
            let Ok(first) = u32::try_from(first) else { break };
            if let Object::Array(list) = &next {
                for (cid, width) in (first..).zip(list) {
                    self.widths.insert(cid, file.resolve(width).number().unwrap_or(0.0) / 1000.0);
                }
            } else if let (Some(last), Some(width)) = (next.index().and_then(|l| u32::try_from(l).ok()), items.next().and_then(Object::number)) {
                for cid in (first..=last).take(65_536) {
                    self.widths.insert(cid, width / 1000.0);
                }
            }
            if self.widths.len() > 70_000 {
                break;
            }
        }
        Ok(())
    }

    fn simple(&mut self, file: &File, dict: &Dict) {
        let encoding = file.get(dict, "Encoding");
        let descriptor = file.get(dict, "FontDescriptor").dict().cloned().unwrap_or_default();
        let is_true_type = file.get(dict, "Subtype").name() == Some(b"TrueType");
        let base = match &encoding {
            Object::Name(name) => Some(name.clone()),
            Object::Dict(dict) => file.get(dict, "BaseEncoding").name().map(<[u8]>::to_vec),
            _ => None,
        };
        // TrueType without a word about it is what Windows made.
        let base = base.or_else(|| is_true_type.then(|| b"WinAnsiEncoding".to_vec()));
        self.table = glyph::encoding(base.as_deref());
        if let Some(differences) = encoding.dict().map(|d| file.get(d, "Differences")) {
            let mut code = 0usize;
            for item in differences.array().unwrap_or_default() {
                match item {
                    Object::Name(name) => {
                        if let Some(place) = self.table.get_mut(code) {
                            let text = glyph::text_of(&String::from_utf8_lossy(name));
                            // A name that says nothing leaves what the code would mean.
                            *place = text.or_else(|| place.take());
                        }
                        code = code.saturating_add(1);
                    }
                    other => code = other.index().unwrap_or(code),
                }
            }
        }
        // Widths of a Type 3 font are in a space of their own.
        let scale = match file.get(dict, "FontMatrix").array().and_then(|m| m.first()).and_then(Object::number) {
            Some(scale) if file.get(dict, "Subtype").name() == Some(b"Type3") => scale.abs(),
            _ => 0.001,
        };
        let first = file.get(dict, "FirstChar").index().and_then(|f| u32::try_from(f).ok()).unwrap_or(0);
        for (code, width) in (first..).zip(file.get(dict, "Widths").array().unwrap_or_default()).take(256) {
            self.widths.insert(code, file.resolve(width).number().unwrap_or(0.0) * scale);
        }
        self.usual = descriptor.get("MissingWidth").and_then(Object::number).filter(|w| *w > 0.0).map_or(if self.widths.is_empty() { 0.55 } else { 0.0 }, |w| w / 1000.0);
    }

    /// How much it keeps in memory, in entries.
    pub(super) fn weight(&self) -> usize {
        let map = |map: &Option<CMap>| map.as_ref().map_or(0, CMap::weight);
        256 + self.widths.len() + self.drawn.len() + map(&self.codes) + map(&self.texts)
    }

    /// Characters of a shown text, one after another.
    pub(super) fn glyphs(&self, bytes: &[u8], mut each: impl FnMut(Glyph)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = self.length(rest).clamp(1, rest.len());
            let (code, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            rest = after;
            let (number, is_byte) = (code_of(code), length == 1);
            each(Glyph { text: self.text(number), width: self.width(number), is_space: is_byte && number == 32 });
        }
    }

    fn length(&self, bytes: &[u8]) -> usize {
        if !self.is_wide {
            return 1;
        }
        let by_codes = self.codes.as_ref().and_then(|map| map.length(bytes).or_else(|| map.longest()));
        by_codes.unwrap_or(2)
    }

    fn text(&self, code: u32) -> String {
        if let Some(text) = self.texts.as_ref().and_then(|map| map.text(code)) {
            return text;
        }
        if self.is_wide {
            let cid = self.codes.as_ref().and_then(|map| map.number(code)).unwrap_or(code);
            let c = if self.is_unicode { char::from_u32(code) } else { self.drawn.get(&cid).copied() };
            return c.map(String::from).unwrap_or_default();
        }
        usize::try_from(code).ok().and_then(|at| self.table.get(at)).cloned().flatten().unwrap_or_default()
    }

    fn width(&self, code: u32) -> f64 {
        let cid = self.codes.as_ref().and_then(|map| map.number(code)).unwrap_or(code);
        self.widths.get(&cid).copied().unwrap_or(self.usual)
    }
}
