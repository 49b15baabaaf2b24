//! From a document's bytes to its passages: `documents` reads, `brain::knowledge` cuts. Runs on a thread of its own and hands on what it
//! has as it goes, so that a sheet of fifty thousand rows is never whole in memory.

use super::DOCUMENT_PASSAGES;
use brain::knowledge::chunk;
use documents::{Block, Limits, Refused};
use std::fmt::Write as _;
use std::io::{BufReader, Cursor};
use std::ops::ControlFlow;
use std::path::PathBuf;
use store::chunk::NewChunk;
use tokio::sync::mpsc::Sender;

/// Characters of Markdown that are cut at once, about.
const PORTION: usize = 64 * 1024;

/// Where the text comes from.
#[derive(Debug)]
pub(super) enum Source {
    /// Written here.
    Markdown(String),
    File { path: PathBuf, name: String, mime: String },
    Bytes { bytes: Vec<u8>, name: String, mime: String },
}

/// What the reader says as it goes.
#[derive(Debug)]
pub(super) enum Part {
    Progress(u8),
    Passages(Vec<NewChunk>),
}

/// Why a document cannot be read: a stable code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub code: &'static str,
    pub detail: String,
}

impl Unreadable {
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Unreadable { code, detail: detail.into() }
    }
}

impl From<Refused> for Unreadable {
    fn from(refused: Refused) -> Self {
        Unreadable { code: refused.code, detail: refused.detail }
    }
}

/// Reads to the end, or until nobody listens any more. Gives what the document calls itself.
pub(super) fn read(source: Source, parts: &Sender<Part>) -> Result<Option<String>, Unreadable> {
    let stop = || parts.is_closed();
    let mut progress = |percent| drop(parts.blocking_send(Part::Progress(percent)));
    let limits = Limits::default();
    let mut cutter = Cutter { parts, text: String::new(), path: Vec::new(), page: None, count: 0 };
    let title = match source {
        Source::Markdown(text) => {
            cutter.hand_on(&text);
            None
        }
        Source::File { path, name, mime } => {
            let file = std::fs::File::open(&path).map_err(|e| Unreadable::new("broken", format!("The file cannot be opened: {e}.")))?;
            let mut sink = |block| cutter.take(&block);
            documents::stream(&mut BufReader::new(file), &name, &mime, &limits, &mut progress, &stop, &mut sink)?.title
        }
        Source::Bytes { bytes, name, mime } => {
            let mut sink = |block| cutter.take(&block);
            documents::stream(&mut Cursor::new(bytes), &name, &mime, &limits, &mut progress, &stop, &mut sink)?.title
        }
    };
    cutter.flush();
    if cutter.count > DOCUMENT_PASSAGES {
        return Err(Unreadable::new("too_large", format!("The text comes to more than {DOCUMENT_PASSAGES} passages. Split it into smaller documents.")));
    }
    if cutter.count == 0 && !parts.is_closed() {
        return Err(Unreadable::new("no_text", "There is no text to be found in it."));
    }
    Ok(title)
}

/// Gathers blocks as Markdown and cuts them portion by portion; each portion begins with the headings it stands under.
struct Cutter<'a> {
    parts: &'a Sender<Part>,
    text: String,
    path: Vec<(u8, String)>,
    page: Option<u32>,
    count: i64,
}

impl Cutter<'_> {
    fn take(&mut self, block: &Block) -> ControlFlow<()> {
        if self.text.len() > PORTION {
            self.flush();
            for (level, text) in &self.path {
                let _ = writeln!(self.text, "{} {text}\n", "#".repeat(usize::from(*level)));
            }
            self.page = None;
        }
        if let Block::Heading { level, text, .. } = block {
            self.heading(*level, text);
        }
        if let Block::Table { sheet: Some(sheet), .. } = block {
            self.sheet(sheet);
        }
        // A sheet has rows for pages.
        let page = match block {
            Block::Table { sheet: Some(_), first_row, .. } => Some(*first_row),
            block => block.page(),
        };
        if page.is_some() && page != self.page {
            self.page = page;
            let _ = writeln!(self.text, "<!-- page {} -->\n", page.unwrap_or_default());
        }
        block.write_markdown(&mut self.text);
        if self.count > DOCUMENT_PASSAGES || self.parts.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn heading(&mut self, level: u8, text: &str) {
        self.path.retain(|(above, _)| *above < level);
        self.path.push((level.clamp(1, 6), text.split_whitespace().collect::<Vec<_>>().join(" ")));
    }

    /// The name of a sheet is a heading above its rows.
    fn sheet(&mut self, name: &str) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !self.path.iter().any(|(level, text)| *level == 2 && *text == name) {
            self.heading(2, &name);
            let _ = writeln!(self.text, "## {name}\n");
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.hand_on(&text);
    }

    fn hand_on(&mut self, markdown: &str) {
        // Neither database keeps a NUL in a text.
        let clean = |text: String| if text.contains('\0') { text.replace('\0', "") } else { text };
        let passages: Vec<NewChunk> = chunk(markdown).into_iter().map(|p| NewChunk { heading: clean(p.heading), text: clean(p.text), page: p.page, ..NewChunk::default() }).collect();
        self.count = self.count.saturating_add(i64::try_from(passages.len()).unwrap_or(i64::MAX));
        if !passages.is_empty() {
            drop(self.parts.blocking_send(Part::Passages(passages)));
        }
    }
}
