//! One file being read: the limits, the way out for blocks, the progress, the chance to stop.

use crate::kind::Kind;
use crate::limits::Limits;
use crate::refused::Refused;
use crate::text::Block;
use crate::title;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// Why reading ended early.
#[derive(Debug)]
pub(crate) enum Halt {
    Refused(Refused),
    /// The sink wants no more: not an error.
    Enough(Option<Kind>),
}

pub(crate) type Flow<T = ()> = Result<T, Halt>;

impl From<Refused> for Halt {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// What went wrong while reading bytes; a refusal travels through `io::Error` untouched.
impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        match error.downcast::<Refused>() {
            Ok(refused) => Self::Refused(refused),
            Err(error) => Self::Refused(Refused::broken(format_args!("its data cannot be unpacked ({})", error.kind()))),
        }
    }
}

pub(crate) struct Reading<'a> {
    limits: &'a Limits,
    progress: &'a mut dyn FnMut(u8),
    stop: &'a dyn Fn() -> bool,
    sink: &'a mut dyn FnMut(Block) -> ControlFlow<()>,
    kind: Option<Kind>,
    chars: u64,
    rows: u64,
    pages: u32,
    ticks: u32,
    told: u8,
    is_ended: bool,
    keeps_columns: bool,
    own_title: Option<String>,
    heading: Option<(u8, String)>,
    opening: Option<String>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(limits: &'a Limits, progress: &'a mut dyn FnMut(u8), stop: &'a dyn Fn() -> bool, sink: &'a mut dyn FnMut(Block) -> ControlFlow<()>) -> Self {
        Self { limits, progress, stop, sink, kind: None, chars: 0, rows: 0, pages: 0, ticks: 0, told: 0, is_ended: false, keeps_columns: false, own_title: None, heading: None, opening: None }
    }

    /// Empty columns stay where they are, so that every portion of a table has the same.
    pub(crate) fn keeping_columns(mut self) -> Self {
        self.keeps_columns = true;
        self
    }

    pub(crate) fn keeps_columns(&self) -> bool {
        self.keeps_columns
    }

    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    pub(crate) fn starts(&mut self, kind: Kind) {
        self.kind = Some(kind);
    }

    pub(crate) fn has_text(&self) -> bool {
        self.chars > 0
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.is_ended
    }

    pub(crate) fn pages(&self) -> u32 {
        self.pages
    }

    /// Called in every loop over input: asks now and then whether to stop.
    pub(crate) fn tick(&mut self) -> Flow {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(512) { self.ask() } else { Ok(()) }
    }

    /// The same for big steps, where every call counts.
    pub(crate) fn ask(&self) -> Flow {
        if (self.stop)() { Err(Refused::too_slow().into()) } else { Ok(()) }
    }

    /// Hands a block out. Empty ones vanish here, so readers need not care.
    pub(crate) fn emit(&mut self, block: Block) -> Flow {
        let Some(block) = block.cleaned() else { return Ok(()) };
        self.chars += block.chars();
        if self.chars > self.limits.chars {
            return Err(Refused::too_large(format_args!("{} characters of text", self.limits.chars)).into());
        }
        self.remember(&block);
        match (self.sink)(block) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => {
                self.is_ended = true;
                Err(Halt::Enough(self.kind))
            }
        }
    }

    pub(crate) fn count_row(&mut self) -> Flow {
        self.rows += 1;
        if self.rows > self.limits.rows {
            return Err(Refused::too_large(format_args!("{} rows", self.limits.rows)).into());
        }
        self.tick()
    }

    pub(crate) fn count_page(&mut self) -> Flow<u32> {
        self.pages += 1;
        if self.pages > self.limits.pages {
            return Err(Refused::too_large(format_args!("{} pages", self.limits.pages)).into());
        }
        self.ask()?;
        Ok(self.pages)
    }

    pub(crate) fn at(&mut self, done: u64, total: u64) {
        let percent = u8::try_from(done.saturating_mul(100).checked_div(total).unwrap_or(0).min(99)).unwrap_or(99);
        if percent > self.told {
            self.told = percent;
            (self.progress)(percent);
        }
    }

    pub(crate) fn done(&mut self) {
        (self.progress)(100);
    }

    /// What the file says its title is; programs write much rubbish there.
    pub(crate) fn calls_itself(&mut self, text: &str) {
        if self.own_title.is_none() {
            self.own_title = title::decent(text);
        }
    }

    pub(crate) fn title(&self, name: &str) -> Option<String> {
        let heading = self.heading.as_ref().map(|(_, text)| text.clone());
        // A sheet's first cells are no title, and its name says more.
        let is_sheet = matches!(self.kind, Some(Kind::Xlsx | Kind::Xls | Kind::Ods | Kind::Csv));
        let opening = if is_sheet { None } else { self.opening.clone() };
        self.own_title.clone().or(heading).or(opening).or_else(|| title::of_name(name))
    }

    fn remember(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text, .. } if self.heading.as_ref().is_none_or(|(best, _)| level < best) && self.chars < 20_000 => {
                if let Some(text) = title::decent(text) {
                    self.heading = Some((*level, text));
                }
            }
            Block::Paragraph { text, .. } if self.opening.is_none() && self.chars < 500 => self.opening = title::opening(text),
            _ => {}
        }
    }
}

pub(crate) fn size(source: &mut impl Seek, limits: &Limits) -> Flow<u64> {
    let size = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(0))?;
    if size > limits.input_bytes {
        return Err(Refused::too_large(format_args!("{} MB", limits.input_bytes >> 20)).into());
    }
    if size == 0 {
        return Err(Refused::broken("it is empty").into());
    }
    Ok(size)
}

/// The whole file, when it may be held.
pub(crate) fn whole(source: &mut (impl Read + Seek), size: u64, most: u64) -> Flow<Vec<u8>> {
    if size > most {
        return Err(Refused::too_large(format_args!("{} MB for its type", most >> 20)).into());
    }
    source.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    source.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Adds to a text being gathered; one that never ends is refused.
pub(crate) fn grow(text: &mut String, piece: &str, reading: &Reading) -> Flow {
    let most = usize::try_from(reading.limits.part_bytes / 4).unwrap_or(usize::MAX);
    if text.len().saturating_add(piece.len()) > most {
        return Err(Refused::too_large(format_args!("{} MB in one paragraph", most >> 20)).into());
    }
    text.push_str(piece);
    Ok(())
}
