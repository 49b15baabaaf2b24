//! Tables that go out as files: typed cells, written as CSV while they are read, or as XLSX through a file on the disk, so that memory stays flat.
//! Which columns there are is told by whoever has the rows.

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, TryStreamExt};
use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde::{Deserialize, Serialize};
use std::io::{Read, Seek, SeekFrom};
use tokio::sync::mpsc;
use utoipa::ToSchema;

/// Rows of a sheet, by the format; what does not fit goes on in the next one.
const SHEET_ROWS: u32 = 1_048_576;
const CHUNK: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    Csv,
    Xlsx,
}

/// What stands between the cells of a line of CSV. Spreadsheets of a Russian system expect the semicolon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    Comma,
    Semicolon,
}

impl Separator {
    const fn char(self) -> char {
        match self {
            Separator::Comma => ',',
            Separator::Semicolon => ';',
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(i64),
    /// Minor units; two digits after the point, as people count.
    Money(i64),
    /// One is everything.
    Share(f64),
    Time(DateTime),
    Day(Date),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
    fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Money(minor) => format!("{}{}.{:02}", if *minor < 0 { "-" } else { "" }, minor.unsigned_abs() / 100, minor.unsigned_abs() % 100),
            Cell::Share(share) => format!("{share:.4}"),
            Cell::Time(time) => time.strftime("%Y-%m-%d %H:%M").to_string(),
            Cell::Day(day) => day.to_string(),
        }
    }
    /// In quotes where it must be. What a spreadsheet would take for a formula stays text; a phone number is none.
    fn csv(&self, separator: char) -> String {
        let plain = self.plain();
        let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        let is_formula = matches!(self, Cell::Text(_)) && plain.starts_with(['=', '+', '-', '@', '\t', '\r']) && !plain.strip_prefix('+').is_some_and(is_number);
        let guarded = if is_formula { format!("'{plain}") } else { plain };
        if guarded.contains([separator, '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
    }
}

pub type Line = Vec<Cell>;

pub fn csv_line(cells: &[Cell], separator: Separator) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.csv(separator.char())).collect();
    format!("{}\r\n", cells.join(&separator.char().to_string()))
}

/// A file to be written.
#[derive(Debug)]
pub struct Table {
    /// Without its ending.
    pub name: String,
    pub head: Vec<String>,
    pub format: TableFormat,
    pub separator: Separator,
}

impl Table {
    /// The file, as portions of lines come in. An error of theirs cuts the connection, so that nobody takes a part for the whole.
    pub fn respond(self, lines: impl Stream<Item = domain::Result<Vec<Line>>> + Send + 'static) -> Response {
        let (kind, ending) = match self.format {
            TableFormat::Csv => ("text/csv; charset=utf-8", "csv"),
            TableFormat::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        };
        let disposition = format!("attachment; filename=\"{}.{ending}\"", self.name);
        let body = match self.format {
            TableFormat::Csv => Body::from_stream(self.csv(lines)),
            TableFormat::Xlsx => Body::from_stream(self.xlsx(lines)),
        };
        ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body).into_response()
    }

    fn csv(self, lines: impl Stream<Item = domain::Result<Vec<Line>>> + Send + 'static) -> impl Stream<Item = domain::Result<String>> + Send + 'static {
        let head: Line = self.head.into_iter().map(Cell::Text).collect();
        // The mark makes spreadsheets read UTF-8.
        let first = format!("\u{feff}{}", csv_line(&head, self.separator));
        let rest = lines.map_ok(move |portion| portion.iter().map(|line| csv_line(line, self.separator)).collect::<String>());
        futures::stream::iter([Ok(first)]).chain(rest)
    }

    fn xlsx(self, lines: impl Stream<Item = domain::Result<Vec<Line>>> + Send + 'static) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
        // What reads and what writes are two: a workbook is not written by an asynchronous hand.
        let (to, from) = mpsc::channel::<Vec<Line>>(2);
        let (out, chunks) = mpsc::channel::<std::io::Result<Bytes>>(4);
        let broken = out.clone();
        let head = self.head;
        let writer = tokio::task::spawn_blocking(move || written(&head, from));
        let work = async move {
            let mut lines = std::pin::pin!(lines);
            while let Some(portion) = lines.next().await {
                let portion = portion.map_err(|error| std::io::Error::other(error.to_string()))?;
                if to.send(portion).await.is_err() {
                    break;
                }
            }
            drop(to);
            let mut file = writer.await.map_err(std::io::Error::other)?.map_err(std::io::Error::other)?;
            tokio::task::spawn_blocking(move || {
                file.seek(SeekFrom::Start(0))?;
                let mut buffer = vec![0; CHUNK];
                loop {
                    let read = file.read(&mut buffer)?;
                    let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { return Ok(()) };
                    if out.blocking_send(Ok(Bytes::copy_from_slice(bytes))).is_err() {
                        return Ok(());
                    }
                }
            })
            .await
            .map_err(std::io::Error::other)?
        };
        tokio::spawn(async move {
            if let Err(error) = work.await {
                tracing::warn!(error = %error, "an export broke off");
                let _ = broken.send(Err(error)).await;
            }
        });
        futures::stream::unfold(chunks, async |mut chunks| chunks.recv().await.map(|chunk| (chunk, chunks)))
    }
}

struct Looks {
    money: Format,
    share: Format,
    time: Format,
    day: Format,
}

fn written(head: &[String], mut from: mpsc::Receiver<Vec<Line>>) -> Result<std::fs::File, XlsxError> {
    let looks = Looks {
        money: Format::new().set_num_format("#,##0.00"), share: Format::new().set_num_format("0.0%"), time: Format::new().set_num_format("dd.mm.yyyy hh:mm"), day: Format::new().set_num_format("dd.mm.yyyy"),
    };
    let mut book = Workbook::new();
    let mut portion = from.blocking_recv();
    loop {
        let sheet = book.add_worksheet_with_constant_memory()?;
        portion = filled(sheet, head, &looks, portion, &mut from)?;
        if portion.is_none() {
            break;
        }
    }
    let mut file = tempfile::tempfile()?;
    book.save_to_writer(&mut file)?;
    Ok(file)
}

/// Gives back what no longer fits.
fn filled(sheet: &mut Worksheet, head: &[String], looks: &Looks, mut portion: Option<Vec<Line>>, from: &mut mpsc::Receiver<Vec<Line>>) -> Result<Option<Vec<Line>>, XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_freeze_panes(1, 0)?;
    for (column, title) in (0u16..).zip(head) {
        sheet.set_column_width(column, 20)?;
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    let mut row = 1;
    while let Some(mut lines) = portion {
        let room = usize::try_from(SHEET_ROWS - row).unwrap_or(0);
        let rest = if lines.len() > room { lines.split_off(room) } else { Vec::new() };
        for line in &lines {
            for (column, cell) in (0u16..).zip(line) {
                write(sheet, row, column, cell, looks)?;
            }
            row += 1;
        }
        if !rest.is_empty() {
            return Ok(Some(rest));
        }
        portion = from.blocking_recv();
    }
    Ok(None)
}

// A sheet counts in floating point; amounts of money are exact far beyond what a firm turns over.
#[expect(clippy::cast_precision_loss)]
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, looks: &Looks) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        // The most a cell holds.
        Cell::Text(text) => sheet.write_string(row, column, text.chars().take(32_767).collect::<String>())?,
        Cell::Number(number) => sheet.write_number(row, column, *number as f64)?,
        Cell::Money(minor) => sheet.write_number_with_format(row, column, *minor as f64 / 100.0, &looks.money)?,
        Cell::Share(share) => sheet.write_number_with_format(row, column, *share, &looks.share)?,
        Cell::Time(time) => sheet.write_datetime_with_format(row, column, *time, &looks.time)?,
        Cell::Day(day) => sheet.write_datetime_with_format(row, column, *day, &looks.day)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_and_no_formulas() {
        let line = [
            Cell::text("Анна"), Cell::text("a;b"), Cell::text("a,b"), Cell::text("say \"да\""), Cell::text("=1+1"), Cell::text("-5"), Cell::text("+79161234567"), Cell::text("+1+cmd"), Cell::Number(-5), Cell::Money(-1_005), Cell::Empty,
            Cell::Share(0.125),
        ];
        assert_eq!(csv_line(&line, Separator::Semicolon), "Анна;\"a;b\";a,b;\"say \"\"да\"\"\";'=1+1;'-5;+79161234567;'+1+cmd;-5;-10.05;;0.1250\r\n");
        assert_eq!(csv_line(&[Cell::text("a,b"), Cell::text("a;b")], Separator::Comma), "\"a,b\",a;b\r\n");
    }
}
