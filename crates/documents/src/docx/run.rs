//! Paragraphs and runs while they are read: what hides words, what heads and lists paragraphs.

use super::style::{Styles, is_on};
use crate::xml::Tag;

/// Half-points under which nobody reads.
const TINY: u32 = 4;

#[derive(Default)]
pub(super) struct Run {
    is_hidden: bool,
    is_white: bool,
    is_shaded: bool,
    pub(super) in_properties: bool,
}

impl Run {
    pub(super) fn property(&mut self, tag: &Tag, styles: &Styles) {
        match tag.name() {
            b"vanish" | b"webHidden" => self.is_hidden |= is_on(tag),
            b"rStyle" => self.is_hidden |= tag.get("val").is_some_and(|id| styles.role(&id).is_hidden),
            b"sz" => self.is_hidden |= tag.number::<u32>("val").is_some_and(|size| size <= TINY),
            b"color" => self.is_white = tag.get("val").is_some_and(|v| is_white(&v)) && tag.get("themeColor").is_none(),
            b"shd" => self.is_shaded |= is_shade(tag),
            b"highlight" => self.is_shaded |= is_on(tag),
            _ => {}
        }
    }

    /// White on white is invisible; on a shaded ground it is a design.
    pub(super) fn is_seen(&self, is_ground_shaded: bool) -> bool {
        !self.is_hidden && (!self.is_white || self.is_shaded || is_ground_shaded)
    }
}

pub(super) fn is_shade(tag: &Tag) -> bool {
    tag.get("fill").is_some_and(|fill| fill != "auto" && !is_white(&fill)) || tag.get("themeFill").is_some()
}

fn is_white(color: &str) -> bool {
    color.len() == 6 && color.as_bytes().chunks_exact(2).all(|c| matches!(c.first(), Some(b'f' | b'F')))
}

#[derive(Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) heading: Option<u8>,
    pub(super) is_list: bool,
    pub(super) is_left_out: bool,
    pub(super) is_shaded: bool,
    pub(super) in_properties: bool,
    pub(super) run: Run,
}

impl Paragraph {
    pub(super) fn property(&mut self, tag: &Tag, styles: &Styles) {
        match tag.name() {
            b"pStyle" => {
                let role = tag.get("val").map(|id| styles.role(&id)).unwrap_or_default();
                self.heading = self.heading.or(role.heading);
                self.is_list |= role.is_list;
                self.is_left_out |= role.is_hidden || role.is_contents;
            }
            b"outlineLvl" => self.heading = tag.number::<u8>("val").filter(|l| *l < 9).map(|l| l + 1),
            b"numId" => self.is_list = tag.get("val").is_none_or(|v| v != "0"),
            b"shd" => self.is_shaded |= is_shade(tag),
            _ => {}
        }
    }
}
