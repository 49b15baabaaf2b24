//! CSV and spreadsheets as rows with a header: the sheet readers hand out tables, this makes one row after another of them and
//! guesses what each column holds.

use crate::import::intake::{Intake, one_line, phone};
use crate::import::{Columns, Field, Row};
use crate::kind::Kind;
use crate::reading::{Flow, Halt, Reading};
use crate::refused::Refused;
use crate::sheet;
use crate::text::Block;
use crate::{csv, odf};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

/// Words of headers in small letters, what they mean; the longest fitting word decides.
const WORDS: [(&str, Field); 76] = [
    ("имя и фамилия", Field::Name), ("фамилия имя", Field::Name), ("фио", Field::Name), ("ф.и.о", Field::Name), ("имя клиента", Field::Name), ("клиент", Field::Name), ("контакт", Field::Name), ("имя", Field::FirstName), ("фамилия", Field::LastName), ("отчество", Field::MiddleName), ("full name", Field::Name), ("display name", Field::Name), ("customer name", Field::Name), ("client name", Field::Name), ("client", Field::Name), ("customer", Field::Name), ("contact name", Field::Name), ("first name", Field::FirstName), ("given name", Field::FirstName), ("firstname", Field::FirstName), ("last name", Field::LastName), ("lastname", Field::LastName), ("family name", Field::LastName), ("surname", Field::LastName), ("middle name", Field::MiddleName), ("name", Field::Name),
    ("номер телефона", Field::Phone), ("телефон", Field::Phone), ("моб.", Field::Phone), ("мобильный", Field::Phone), ("сотовый", Field::Phone), ("whatsapp", Field::Phone), ("ватсап", Field::Phone), ("тел", Field::Phone), ("phone number", Field::Phone), ("phone", Field::Phone), ("mobile", Field::Phone), ("cell", Field::Phone), ("tel", Field::Phone), ("эл. почта", Field::Email), ("электронная почта", Field::Email), ("почта", Field::Email), ("e-mail", Field::Email), ("email", Field::Email), ("имейл", Field::Email), ("mail", Field::Email),
    ("дата рождения", Field::Birthday), ("день рождения", Field::Birthday), ("др", Field::Birthday), ("birthday", Field::Birthday), ("date of birth", Field::Birthday), ("birth date", Field::Birthday), ("компания", Field::Company), ("организация", Field::Company), ("company", Field::Company), ("organization", Field::Company), ("должность", Field::Position), ("job title", Field::Position), ("position", Field::Position), ("город", Field::City), ("city", Field::City), ("комментарий", Field::Note), ("примечание", Field::Note), ("заметка", Field::Note), ("заметки", Field::Note), ("notes", Field::Note), ("note", Field::Note), ("comment", Field::Note), ("теги", Field::Tags), ("метки", Field::Tags), ("категория", Field::Tags), ("tags", Field::Tags), ("labels", Field::Tags), ("источник", Field::Source), ("source", Field::Source), ("id", Field::ExternalId),
];

pub(crate) fn read(source: &mut (impl Read + Seek), size: u64, kind: Kind, intake: &mut Intake) -> Flow {
    let limits = intake.limits();
    let stop = intake.stopper();
    let mut rows = Rows { sheet: None, header: None, width: 0, broken: None, intake: &mut *intake };
    let mut heard = 0u8;
    let outcome = {
        // Progress is told between blocks: the sink has the intake.
        let told = std::cell::Cell::new(0u8);
        let mut progress = |percent: u8| told.set(percent);
        let mut sink = |block: Block| {
            if told.get() > heard {
                heard = told.get();
                rows.intake.at(u64::from(heard), 100);
            }
            match rows.take(block) {
                Ok(()) => ControlFlow::Continue(()),
                Err(halt) => {
                    rows.broken = Some(halt);
                    ControlFlow::Break(())
                }
            }
        };
        let mut reading = Reading::new(limits, &mut progress, stop, &mut sink).keeping_columns();
        reading.starts(kind);
        match kind {
            Kind::Csv => csv::read(source, size, &mut reading),
            Kind::Xlsx => sheet::xlsx::read(source, &mut reading),
            Kind::Xls => sheet::xls::read(source, size, &mut reading),
            Kind::Ods => odf::read(source, &mut reading),
            _ => Err(Refused::unsupported("not a table", "Save it as CSV or XLSX and upload that.").into()),
        }
    };
    match (rows.broken.take(), outcome) {
        (Some(halt), _) => Err(halt),
        (None, Err(Halt::Enough(_))) => Err(Halt::Enough(None)),
        (None, other) => other,
    }?;
    if intake.report.rows == 0 {
        return Err(Refused::no_text(kind).into());
    }
    Ok(())
}

struct Rows<'r, 'i> {
    sheet: Option<String>,
    header: Option<Vec<String>>,
    width: usize,
    broken: Option<Halt>,
    intake: &'r mut Intake<'i>,
}

impl Rows<'_, '_> {
    fn take(&mut self, block: Block) -> Flow {
        match block {
            Block::Table { header, rows, sheet, first_row, .. } => {
                // A first row of data is taken for a header by its looks; a phone or an address gives it away.
                let header = if header.iter().all(String::is_empty) { Vec::new() } else { header };
                let is_data = header.iter().any(|cell| phone(cell).is_some() || cell.contains('@') && cell.contains('.'));
                let (header, displaced) = if is_data { (Vec::new(), Some(header)) } else { (header, None) };
                let is_new = self.header.as_ref() != Some(&header) && !(displaced.is_some() && self.header.as_ref().is_some_and(Vec::is_empty)) || self.sheet != sheet;
                if is_new {
                    let width = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or(0);
                    self.begin(header, sheet, width)?;
                    if let Some(cells) = displaced {
                        self.row(first_row.saturating_sub(1).max(1), cells)?;
                    }
                }
                for (number, cells) in (first_row..).zip(rows) {
                    self.row(number, cells)?;
                }
                Ok(())
            }
            // A table of one column comes as lines; so does what stands above a table.
            Block::Paragraph { text, .. } => self.line(&text),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, header: Vec<String>, sheet: Option<String>, width: usize) -> Flow {
        self.header = Some(header.clone());
        self.sheet.clone_from(&sheet);
        let has_header = !header.is_empty();
        let mut names: Vec<String> = header.iter().map(|name| one_line(name)).collect();
        names.resize(width.max(names.len()), String::new());
        self.width = names.len();
        let mut fields: Vec<Option<Field>> = names.iter().map(|name| field(name)).collect();
        // One «Имя» beside a «Фамилия» is a first name, alone it is the whole.
        if !fields.contains(&Some(Field::LastName)) && !fields.contains(&Some(Field::Name)) {
            fields.iter_mut().filter(|f| **f == Some(Field::FirstName)).for_each(|f| *f = Some(Field::Name));
        }
        self.intake.columns(Columns { sheet, names, fields, has_header })
    }

    fn line(&mut self, text: &str) -> Flow {
        // Only a list of phones or addresses makes sense without columns; other lines are titles.
        let cells: Vec<String> = text.lines().map(str::trim).filter(|line| phone(line).is_some() || line.contains('@') && !line.contains(' ')).map(str::to_owned).collect();
        for cell in cells {
            if self.header.as_ref().is_none_or(|header| !header.is_empty()) {
                self.header = Some(Vec::new());
                let field = if cell.contains('@') { Field::Email } else { Field::Phone };
                self.intake.columns(Columns { sheet: None, names: vec![String::new()], fields: vec![Some(field)], has_header: false })?;
            }
            let number = u32::try_from(self.intake.report.rows + 1).unwrap_or(u32::MAX);
            self.row(number, vec![cell])?;
        }
        Ok(())
    }

    fn row(&mut self, number: u32, cells: Vec<String>) -> Flow {
        if cells.iter().all(String::is_empty) {
            return Ok(());
        }
        let mut cells: Vec<String> = cells.into_iter().map(|cell| cell.replace('\0', "")).collect();
        cells.resize(cells.len().max(self.width), String::new());
        let parts: Vec<&str> = cells.iter().map(String::as_str).collect();
        let id = self.intake.stable_id(&parts);
        self.intake.row(Row { id, number, cells })
    }
}

/// What a header cell promises.
fn field(name: &str) -> Option<Field> {
    let name = name.to_lowercase();
    let is_word = |word: &str| {
        name.match_indices(word).any(|(at, _)| {
            let before = name.get(..at).and_then(|text| text.chars().next_back());
            let after = name.get(at + word.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(|c| c.is_alphabetic())
        })
    };
    WORDS.iter().filter(|(word, _)| is_word(word)).max_by_key(|(word, _)| word.len()).map(|(_, field)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_understood() {
        for (name, found) in [("Телефон", Some(Field::Phone)), ("Номер телефона клиента", Some(Field::Phone)), ("Телефон 2", Some(Field::Phone)), ("E-mail 1 - Value", Some(Field::Email)), ("Дата рождения", Some(Field::Birthday)), ("First Name", Some(Field::FirstName)), ("ФИО", Some(Field::Name)), ("Сумма", None), ("", None), ("Именинник", None), ("Hotel", None)] {
            assert_eq!(field(name), found, "{name}");
        }
    }
}
