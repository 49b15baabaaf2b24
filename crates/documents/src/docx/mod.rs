//! DOCX: headings, paragraphs, lists and tables of the text as it reads with all changes accepted. Deleted words, hidden
//! words, comments, headers and tables of contents are left out; footnotes follow at the end.

mod body;
mod run;
mod style;
mod table;

use crate::archive::Archive;
use crate::reading::{Flow, Reading};
use crate::refused::Refused;
use crate::package::{main_part, own_title, relations};
use crate::xml::Xml;
use body::Body;
use std::io::{Read, Seek};
use style::Styles;

pub(crate) fn read(source: &mut (impl Read + Seek), reading: &mut Reading) -> Flow {
    let limits = reading.limits();
    let mut archive = Archive::open(source, limits)?;
    own_title(&mut archive, reading)?;
    let main = main_part(&mut archive, "word/document.xml", limits)?;
    let relations = relations(&mut archive, &main, limits)?;
    let part_of = |kind: &str| relations.values().find(|(_, k)| k == kind).map(|(part, _)| part.clone());
    let styles = match part_of("styles").and_then(|part| archive.find(&part)) {
        Some(index) => Styles::read(archive.whole(index)?.as_slice(), limits)?,
        None => Styles::default(),
    };
    let index = archive.find(&main).ok_or_else(|| Refused::broken("its text is missing"))?;
    // Pages are known only if the program that saved the file wrote down where they broke.
    let has_pages = archive.part(index)?.contains(b"lastRenderedPageBreak")?;
    let page = if has_pages { Some(reading.count_page()?) } else { None };
    Body::new(Xml::new(archive.part(index)?, limits), &styles, page).read(reading)?;
    for kind in ["footnotes", "endnotes"] {
        if let Some(index) = part_of(kind).and_then(|part| archive.find(&part)) {
            Body::new(Xml::new(archive.part(index)?, limits), &styles, None).read(reading)?;
        }
    }
    Ok(())
}
