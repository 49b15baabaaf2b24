//! PPTX: the words of each visible slide, its title as a heading. Notes and what lies on layouts are left out.

use crate::archive::Archive;
use crate::reading::{Flow, Reading, grow};
use crate::refused::Refused;
use crate::sheet::grid::{Cell, Grid};
use crate::package::{main_part, own_title, relations};
use crate::text::Block;
use crate::xml::{Item, Xml, each_open};
use std::io::{Read, Seek};

pub(crate) fn read(source: &mut (impl Read + Seek), reading: &mut Reading) -> Flow {
    let limits = reading.limits();
    let mut archive = Archive::open(source, limits)?;
    own_title(&mut archive, reading)?;
    let main = main_part(&mut archive, "ppt/presentation.xml", limits)?;
    let relations = relations(&mut archive, &main, limits)?;
    let index = archive.find(&main).ok_or_else(|| Refused::broken("its list of slides is missing"))?;
    let bytes = archive.whole(index)?;
    let mut slides = Vec::new();
    each_open(bytes.as_slice(), limits, |tag| {
        if tag.name() == b"sldId"
            && let Some((part, _)) = tag.get_exact("r:id").and_then(|id| relations.get(&id))
        {
            slides.push(part.clone());
        }
    })?;
    let total = u64::try_from(slides.len()).unwrap_or(1);
    for part in slides {
        let page = reading.count_page()?;
        if let Some(index) = archive.find(&part) {
            slide(Xml::new(archive.part(index)?, limits), page, reading)?;
        }
        reading.at(u64::from(page), total);
    }
    Ok(())
}

fn slide<R: Read>(mut xml: Xml<R>, page: u32, reading: &mut Reading) -> Flow {
    let page = Some(page);
    let (mut is_title, mut in_text, mut lines) = (false, false, String::new());
    let mut table: Option<(Grid, u32, Vec<Cell>)> = None;
    loop {
        reading.tick()?;
        match xml.next()? {
            Item::Open(tag) => match tag.name() {
                b"sld" if tag.get("show").as_deref() == Some("0") => return Ok(()),
                b"cNvPr" if tag.get("hidden").as_deref() == Some("1") => {
                    // The shape around it goes on; its words are dropped with it.
                    skip_shape(&mut xml)?;
                }
                b"sp" | b"graphicFrame" => is_title = false,
                b"ph" => is_title = tag.get("type").is_some_and(|t| t == "title" || t == "ctrTitle"),
                b"tbl" => table = Some((Grid::new(None, page), 0, Vec::new())),
                b"t" => in_text = true,
                b"br" => lines.push(' '),
                _ => {}
            },
            Item::Text(text) if in_text => grow(&mut lines, &text, reading)?,
            Item::Close(end) => match (end.name(), &mut table) {
                (b"t", _) => in_text = false,
                (b"p", _) => grow(&mut lines, "\n", reading)?,
                (b"tc", Some((_, _, cells))) => {
                    cells.push(Cell::guessed(lines.trim()));
                    lines.clear();
                    cells.truncate(reading.limits().columns + 1);
                }
                (b"tr", Some((grid, row, cells))) => {
                    *row += 1;
                    grid.push(*row, std::mem::take(cells), reading)?;
                }
                (b"tbl", _) => {
                    if let Some((mut grid, _, _)) = table.take() {
                        grid.finish(reading)?;
                    }
                }
                (b"txBody", None) => {
                    let text = std::mem::take(&mut lines);
                    let found: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
                    match found.as_slice() {
                        [] => {}
                        lines if is_title => reading.emit(Block::Heading { level: 2, text: lines.join(" "), page })?,
                        [line] => reading.emit(Block::Paragraph { text: (*line).to_owned(), page })?,
                        lines => reading.emit(Block::List { items: lines.iter().map(|l| (*l).to_owned()).collect(), page })?,
                    }
                }
                _ => {}
            },
            Item::Text(_) => {}
            Item::End => return Ok(()),
        }
    }
}

/// To the end of the shape whose properties are being read.
fn skip_shape<R: Read>(xml: &mut Xml<R>) -> Flow {
    let mut inner = 0usize;
    loop {
        match xml.next()? {
            Item::Open(tag) if matches!(tag.name(), b"sp" | b"graphicFrame" | b"grpSp" | b"pic" | b"cxnSp") => inner += 1,
            Item::Close(end) if matches!(end.name(), b"sp" | b"graphicFrame" | b"grpSp" | b"pic" | b"cxnSp") => match inner.checked_sub(1) {
                Some(left) => inner = left,
                None => return Ok(()),
            },
            Item::End => return Ok(()),
            _ => {}
        }
    }
}
