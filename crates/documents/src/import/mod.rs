//! Reads what a firm brings along from elsewhere: chat exports of WhatsApp and Telegram, cards of people, tables. A file goes
//! in, records come out one by one in flat memory; nothing is stored here. The map is in docs/dev/documents.md.

mod civil;
pub(crate) mod intake;
pub(crate) mod lines;
mod media;
mod record;
mod report;

pub use civil::Civil;
pub use media::media;
pub use record::{Chat, ChatKind, Columns, Field, Media, MediaKind, Message, MessageKind, Moment, Person, Record, Row};
pub use report::{DateOrder, Format, Report, WARNINGS, Warning};

use crate::archive::Archive;
use crate::chat::{telegram, whatsapp};
use crate::encoding;
use crate::kind::{self, Kind};
use crate::limits::Limits;
use crate::reading::{Flow, Halt, Reading, size};
use crate::refused::Refused;
use crate::{table, vcard};
use intake::Intake;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

const SAMPLE: u64 = 64 << 10;
/// Texts in a zip looked into for a chat.
const TEXTS: usize = 50;

/// What a person decided after a first look at the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Instead of what the file suggests, where `Report::is_date_ambiguous` said so.
    pub date_order: Option<DateOrder>,
}

/// Reads an import file record by record; `progress` hears 0..=100.
///
/// `stop` is asked often; when it says yes, reading is refused with `too_slow`. A sink that breaks ends reading without error.
/// The same file gives the same records with the same ids, every time.
pub fn read(source: &mut (impl Read + Seek), name: &str, options: &Options, limits: &Limits, progress: &mut dyn FnMut(u8), stop: &dyn Fn() -> bool, sink: &mut dyn FnMut(Record) -> ControlFlow<()>) -> Result<Report, Refused> {
    let mut intake = Intake::new(limits, progress, stop, sink, Report::new(Format::Csv));
    // As in `stream`: what the lints cannot hold is held here.
    let outcome = catch_unwind(AssertUnwindSafe(|| dispatch(source, name, options, &mut intake)));
    match outcome {
        Ok(Ok(()) | Err(Halt::Enough(_))) => {}
        Ok(Err(Halt::Refused(refused))) => return Err(refused),
        Err(_) => return Err(Refused::broken("reading it failed inside")),
    }
    intake.done();
    Ok(intake.report)
}

/// Where the records are.
enum Found {
    Table(Kind),
    Chat,
    /// Texts in a zip, by their places.
    Chats(Vec<usize>),
    Json,
    JsonIn(usize),
    Page,
    PagesIn(Vec<usize>),
    Cards,
}

fn dispatch(source: &mut (impl Read + Seek), name: &str, options: &Options, intake: &mut Intake) -> Flow {
    let limits = intake.limits();
    intake.ask()?;
    let size = size(source, limits)?;
    let found = detect(source, size, name, intake)?;
    intake.report.format = match &found {
        Found::Table(Kind::Csv) => Format::Csv,
        Found::Table(_) => Format::Sheet,
        Found::Chat | Found::Chats(_) => Format::WhatsApp,
        Found::Json | Found::JsonIn(_) => Format::TelegramJson,
        Found::Page | Found::PagesIn(_) => Format::TelegramHtml,
        Found::Cards => Format::Vcard,
    };
    source.seek(SeekFrom::Start(0))?;
    match found {
        Found::Table(kind) => table::read(source, size, kind, intake),
        Found::Chat => whatsapp::read_text(source, size, name, options, intake),
        Found::Chats(texts) => whatsapp::read_zip(&mut Archive::open(source, limits)?, &texts, name, options, intake),
        Found::Json => telegram::json::read(source, size, intake),
        Found::JsonIn(index) => {
            let mut archive = Archive::open(source, limits)?;
            let part = archive.part(index)?;
            let (_, size) = part.place();
            telegram::json::read(part, size, intake)
        }
        Found::Page => {
            let bytes = crate::reading::whole(source, size, limits.markup_bytes)?;
            telegram::html::Pages::default().read(&bytes, name, intake)
        }
        Found::PagesIn(pages) => {
            let mut archive = Archive::open(source, limits)?;
            let mut reader = telegram::html::Pages::default();
            let count = pages.len().max(1);
            for (at, index) in pages.into_iter().enumerate() {
                let percent = |at: usize| u8::try_from(at * 100 / count).unwrap_or(100);
                intake.share(percent(at), percent(at + 1));
                reader.read(&archive.whole(index)?, name, intake)?;
            }
            Ok(())
        }
        Found::Cards => vcard::read(source, size, intake),
    }
}

fn detect<S: Read + Seek>(source: &mut S, size: u64, name: &str, intake: &mut Intake) -> Flow<Found> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    source.by_ref().take(SAMPLE).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return packed(source, size, name, intake);
    }
    let text = encoding::guess(&head, u64::try_from(head.len()).unwrap_or(0) == size).decode(&head).0.into_owned();
    if vcard::is_cards(&text) {
        return Ok(Found::Cards);
    }
    if text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).starts_with('{') {
        return Ok(Found::Json);
    }
    if telegram::html::is_export(&text) {
        return Ok(Found::Page);
    }
    if whatsapp::is_export(&text) {
        return Ok(Found::Chat);
    }
    sheet(source, size, name, intake)
}

fn packed<S: Read + Seek>(source: &mut S, size: u64, name: &str, intake: &mut Intake) -> Flow<Found> {
    let mut archive = Archive::open(source, intake.limits())?;
    let names: Vec<String> = archive.names().map(str::to_lowercase).collect();
    let base = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    if names.iter().any(|name| name == "[content_types].xml" || name == "mimetype") {
        drop(archive);
        return sheet(source, size, name, intake);
    }
    let all = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> { names.iter().enumerate().filter(|(_, name)| !name.starts_with("__macosx") && fits(&base(name))).map(|(at, _)| at).collect() };
    let json = all(&|name| name == "result.json");
    if let Some(index) = json.iter().min_by_key(|at| names.get(**at).map_or(0, String::len)) {
        return Ok(Found::JsonIn(*index));
    }
    let mut pages = all(&|name| page_number(name).is_some());
    if !pages.is_empty() {
        pages.sort_by_key(|at| names.get(*at).and_then(|name| page_number(&base(name))));
        return Ok(Found::PagesIn(pages));
    }
    let chats = all(&|name| name == "_chat.txt");
    let texts = if chats.is_empty() { all(&|name| name.ends_with(".txt")) } else { chats };
    let mut found = Vec::new();
    for index in texts.into_iter().take(TEXTS) {
        let mut head = Vec::new();
        archive.part(index)?.take(SAMPLE / 4).read_to_end(&mut head)?;
        if whatsapp::is_export(&encoding::guess(&head, false).decode(&head).0) {
            found.push(index);
        } else {
            intake.warn("skipped_file", 0, names.get(index).map(String::as_str).unwrap_or_default());
        }
    }
    if found.is_empty() {
        return Err(Refused::unsupported("an archive without a chat in it", "Upload the zip that WhatsApp made, or the folder of a Telegram export packed whole.").into());
    }
    Ok(Found::Chats(found))
}

/// `messages.html` is the first page, `messages2.html` the second.
fn page_number(name: &str) -> Option<u32> {
    let number = name.strip_prefix("messages")?.strip_suffix(".html")?;
    if number.is_empty() { Some(1) } else { number.parse().ok() }
}

fn sheet<S: Read + Seek>(source: &mut S, size: u64, name: &str, intake: &Intake) -> Flow<Found> {
    let (mut progress, mut sink) = (|_| {}, |_| ControlFlow::Break(()));
    let reading = Reading::new(intake.limits(), &mut progress, intake.stopper(), &mut sink);
    let lower = name.to_lowercase();
    match kind::detect(source, size, name, "", &reading)? {
        kind @ (Kind::Csv | Kind::Xlsx | Kind::Xls | Kind::Ods) => Ok(Found::Table(kind)),
        Kind::Text | Kind::Markdown if lower.ends_with(".csv") || lower.ends_with(".tsv") => Ok(Found::Table(Kind::Csv)),
        _ => Err(Refused::unsupported("no export of a messenger, no cards of people and no table", "Upload a chat of WhatsApp (zip or txt) or Telegram (result.json), a vCard, CSV or XLSX.").into()),
    }
}
