//! Reads files a firm uploads (PDF, DOCX, XLSX, XLS, ODS, ODT, PPTX, CSV, HTML, Markdown, plain text) into blocks of text.
//! Hostile input is the ordinary case: every size is bounded by `Limits`, nothing panics, memory stays flat.
//! No storage, no network, no async: a `Read + Seek` goes in, blocks come out. `import` reads exports of messengers, cards and
//! tables into records the same way. The map is in docs/dev/documents.md.

mod archive;
mod chat;
mod csv;
mod docx;
mod encoding;
mod html;
pub mod import;
mod kind;
mod limits;
mod list;
mod markdown;
mod odf;
mod package;
mod pdf;
mod plain;
mod reading;
mod refused;
mod sheet;
mod slides;
mod table;
mod text;
mod title;
mod vcard;
mod xml;

pub use kind::Kind;
pub use limits::Limits;
pub use refused::{CODES, Refused};
pub use text::{Block, Link, Text};

use reading::{Halt, Reading};
use std::io::{Read, Seek};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `stream` tells beside the blocks it has handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub kind: Kind,
    /// What the file calls itself, its first heading, or its name without the ending.
    pub title: Option<String>,
    /// Pages of a PDF or DOCX, slides, sheets; 0 where there are none.
    pub pages: u32,
}

/// Reads a whole file into memory: as much text as `limits.chars` allows. `progress` hears 0..=100.
///
/// The type is decided by content; `name` only helps to tell one plain text from another and to find a title.
pub fn read(source: &mut (impl Read + Seek), name: &str, mime: &str, limits: &Limits, progress: &mut dyn FnMut(u8)) -> Result<Text, Refused> {
    let mut blocks = Vec::new();
    let summary = stream(source, name, mime, limits, progress, &|| false, &mut |block| {
        blocks.push(block);
        ControlFlow::Continue(())
    })?;
    Ok(Text { title: summary.title, blocks, links: Vec::new() })
}

/// Reads a file block by block: a sheet of fifty thousand rows passes through in portions.
///
/// `stop` is asked often; when it says yes, reading is refused with `too_slow`. A sink that breaks ends reading without error.
pub fn stream(source: &mut (impl Read + Seek), name: &str, mime: &str, limits: &Limits, progress: &mut dyn FnMut(u8), stop: &dyn Fn() -> bool, sink: &mut dyn FnMut(Block) -> ControlFlow<()>) -> Result<Summary, Refused> {
    let mut reading = Reading::new(limits, progress, stop, sink);
    // Our own code is kept from panicking by lints; this holds what is left, arithmetic and other people's crates.
    let outcome = catch_unwind(AssertUnwindSafe(|| dispatch(source, name, mime, &mut reading)));
    let kind = match outcome {
        Ok(Ok(kind)) => kind,
        Ok(Err(Halt::Enough(kind))) => kind.unwrap_or(Kind::Text),
        Ok(Err(Halt::Refused(refused))) => return Err(refused),
        Err(_) => return Err(Refused::broken("reading it failed inside")),
    };
    if !reading.has_text() && !reading.is_ended() {
        return Err(Refused::no_text(kind));
    }
    reading.done();
    Ok(Summary { kind, title: reading.title(name), pages: reading.pages() })
}

/// Main content of a web page, with its links made absolute against `url`. What a visitor does not see is left out.
///
/// Never fails: what exceeds the limits is cut off.
pub fn from_html(html: &str, url: Option<&str>) -> Text {
    html::read(html, url, &Limits::default())
}

/// Markdown, as articles are written here, into blocks.
pub fn from_markdown(markdown: &str) -> Text {
    markdown::read(markdown)
}

fn dispatch(source: &mut (impl Read + Seek), name: &str, mime: &str, reading: &mut Reading) -> Result<Kind, Halt> {
    let size = reading::size(source, reading.limits())?;
    let kind = kind::detect(source, size, name, mime, reading)?;
    reading.starts(kind);
    match kind {
        Kind::Pdf => pdf::read(source, size, reading)?,
        Kind::Docx => docx::read(source, reading)?,
        Kind::Xlsx => sheet::xlsx::read(source, reading)?,
        Kind::Xls => sheet::xls::read(source, size, reading)?,
        Kind::Ods | Kind::Odt => odf::read(source, reading)?,
        Kind::Pptx => slides::read(source, reading)?,
        Kind::Csv => csv::read(source, size, reading)?,
        Kind::Html => html::read_file(source, size, reading)?,
        Kind::Markdown => markdown::read_file(source, size, reading)?,
        Kind::Text => plain::read(source, size, reading)?,
    }
    Ok(kind)
}
