//! The walk over a document's body: opens and closes paragraphs, runs and tables.

use super::run::{Paragraph, Run};
use super::style::Styles;
use super::table::Table;
use crate::archive::Part;
use crate::list::List;
use crate::reading::{Flow, Reading, grow};
use crate::text::Block;
use crate::xml::{Item, Xml};
use std::io::Read;

pub(super) struct Body<'r, 's, S: Read> {
    xml: Xml<Part<'r, S>>,
    styles: &'s Styles,
    page: Option<u32>,
    /// A text box puts paragraphs inside a paragraph.
    paragraphs: Vec<Paragraph>,
    table: Option<Table>,
    list: List,
    in_text: bool,
    in_row_properties: bool,
}

impl<'r, 's, S: Read> Body<'r, 's, S> {
    pub(super) fn new(xml: Xml<Part<'r, S>>, styles: &'s Styles, page: Option<u32>) -> Self {
        Self { xml, styles, page, paragraphs: Vec::new(), table: None, list: List::default(), in_text: false, in_row_properties: false }
    }

    pub(super) fn read(mut self, reading: &mut Reading) -> Flow {
        loop {
            reading.tick()?;
            match self.xml.next()? {
                Item::Open(tag) => match tag.name() {
                    b"p" => {
                        let (given, claimed) = self.xml.source().place();
                        reading.at(given, claimed);
                        self.paragraphs.push(Paragraph::default());
                    }
                    b"pPr" => self.paragraphs.last_mut().into_iter().for_each(|p| p.in_properties = true),
                    b"rPr" => self.paragraphs.last_mut().into_iter().for_each(|p| p.run.in_properties = !p.in_properties),
                    b"r" => self.paragraphs.last_mut().into_iter().for_each(|p| p.run = Run::default()),
                    b"t" => self.in_text = true,
                    b"tab" | b"ptab" => self.sign("\t", reading)?,
                    b"br" | b"cr" => self.sign("\n", reading)?,
                    b"noBreakHyphen" => self.sign("-", reading)?,
                    b"lastRenderedPageBreak" => self.turn_page(reading)?,
                    b"tbl" => match &mut self.table {
                        Some(table) => table.open_nested(),
                        None => {
                            self.list.finish(reading)?;
                            self.table = Some(Table::new(self.page));
                        }
                    },
                    b"trPr" => self.in_row_properties = true,
                    b"del" | b"moveFrom" if self.in_row_properties => {
                        self.table.iter_mut().for_each(Table::leave_row_out);
                        self.xml.skip()?;
                    }
                    b"hidden" if self.in_row_properties => self.table.iter_mut().for_each(Table::leave_row_out),
                    b"del" | b"moveFrom" | b"instrText" | b"delText" | b"Fallback" | b"sdtPr" | b"rPrChange" | b"pPrChange" | b"tblPrChange" | b"tcPrChange" | b"trPrChange" | b"sectPrChange" | b"sectPr" | b"docPr" | b"tblPrEx" => self.xml.skip()?,
                    _ => match self.paragraphs.last_mut() {
                        Some(p) if p.in_properties => p.property(&tag, self.styles),
                        Some(p) if p.run.in_properties => p.run.property(&tag, self.styles),
                        Some(_) => {}
                        None => self.table.iter_mut().for_each(|t| t.property(&tag)),
                    },
                },
                Item::Text(text) if self.in_text => self.sign(&text, reading)?,
                Item::Text(_) => {}
                Item::Close(end) => match end.name() {
                    b"t" => self.in_text = false,
                    b"pPr" => self.paragraphs.last_mut().into_iter().for_each(|p| p.in_properties = false),
                    b"rPr" => self.paragraphs.last_mut().into_iter().for_each(|p| p.run.in_properties = false),
                    b"trPr" => self.in_row_properties = false,
                    b"p" => self.close_paragraph(reading)?,
                    b"tc" => self.table.as_mut().map_or(Ok(()), |t| t.close_cell(reading))?,
                    b"tr" => self.table.as_mut().map_or(Ok(()), |t| t.close_row(reading))?,
                    b"tbl" => self.close_table(reading)?,
                    _ => {}
                },
                Item::End => break,
            }
        }
        if let Some(table) = self.table.take() {
            table.finish(reading)?;
        }
        self.list.finish(reading)
    }

    /// Words of the run being read, unless they are hidden.
    fn sign(&mut self, text: &str, reading: &Reading) -> Flow {
        let is_cell_shaded = self.table.as_ref().is_some_and(Table::is_shaded);
        match self.paragraphs.last_mut() {
            // `w:tab` inside properties is a tab stop.
            Some(p) if !p.in_properties && p.run.is_seen(is_cell_shaded || p.is_shaded) => grow(&mut p.text, text, reading),
            _ => Ok(()),
        }
    }

    fn turn_page(&mut self, reading: &mut Reading) -> Flow {
        if self.page.is_some() {
            self.page = Some(reading.count_page()?);
        }
        Ok(())
    }

    fn close_paragraph(&mut self, reading: &mut Reading) -> Flow {
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        if paragraph.is_left_out || paragraph.text.trim().is_empty() {
            return Ok(());
        }
        if let Some(table) = &mut self.table {
            return table.words(&paragraph.text, reading);
        }
        if let Some(level) = paragraph.heading {
            self.list.finish(reading)?;
            return reading.emit(Block::Heading { level, text: paragraph.text, page: self.page });
        }
        if paragraph.is_list {
            return self.list.push(paragraph.text, self.page, reading);
        }
        self.list.finish(reading)?;
        reading.emit(Block::Paragraph { text: paragraph.text, page: self.page })
    }

    fn close_table(&mut self, reading: &mut Reading) -> Flow {
        if self.table.as_mut().is_some_and(Table::close_nested) {
            return Ok(());
        }
        self.table.take().map_or(Ok(()), |table| table.finish(reading))
    }
}
