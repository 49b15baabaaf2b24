//! What a file is, by its content. Name and declared type only tell plain texts apart.

use crate::archive::Archive;
use crate::csv;
use crate::encoding;
use crate::reading::{Flow, Reading};
use crate::refused::Refused;
use crate::sheet::cfb::{Compound, is_compound};
use std::io::{Read, Seek, SeekFrom};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pdf,
    Docx,
    Xlsx,
    Xls,
    Ods,
    Odt,
    Pptx,
    Csv,
    Html,
    Markdown,
    Text,
}

const SAMPLE: u64 = 64 << 10;
const SAVE_AS: &str = "Save it as PDF, DOCX or XLSX and upload that.";
/// First bytes of what is certainly not a document to read.
const SIGNS: [(&[u8], &str, &str); 17] = [
    (b"\x89PNG", "a picture", "Type its text, or upload a PDF with recognized text."),
    (b"\xff\xd8\xff", "a picture", "Type its text, or upload a PDF with recognized text."),
    (b"GIF8", "a picture", "Type its text, or upload a PDF with recognized text."),
    (b"II*\0", "a picture", "Type its text, or upload a PDF with recognized text."),
    (b"MM\0*", "a picture", "Type its text, or upload a PDF with recognized text."),
    (b"BM", "a picture", "Type its text, or upload a PDF with recognized text."),
    (b"RIFF", "a sound, a film or a picture", "Upload its text instead."),
    (b"ID3", "a sound", "Upload its text instead."),
    (b"OggS", "a sound or a film", "Upload its text instead."),
    (b"\x1f\x8b", "a packed file", "Unpack it and upload the documents in it."),
    (b"Rar!", "an archive", "Unpack it and upload the documents in it."),
    (b"7z\xbc\xaf", "an archive", "Unpack it and upload the documents in it."),
    (b"BZh", "a packed file", "Unpack it and upload the documents in it."),
    (b"\x7fELF", "a program", "Only documents are read."),
    (b"MZ", "a program", "Only documents are read."),
    (b"{\\rtf", "an RTF text", SAVE_AS),
    (b"%!PS", "a PostScript file", SAVE_AS),
];

pub(crate) fn detect(source: &mut (impl Read + Seek), size: u64, name: &str, mime: &str, reading: &Reading) -> Flow<Kind> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(0))?;
    source.by_ref().take(SAMPLE).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return packed(source, reading);
    }
    if is_compound(&head) {
        return compound(source, size);
    }
    // Some programs put a few bytes before the mark.
    if memchr::memmem::find(head.get(..head.len().min(1_024)).unwrap_or_default(), b"%PDF-").is_some() {
        return Ok(Kind::Pdf);
    }
    let is_film = head.get(4..8) == Some(b"ftyp");
    if is_film {
        return Err(Refused::unsupported("a film or a picture", "Upload its text instead.").into());
    }
    let text = sample(&head, u64::try_from(head.len()).unwrap_or(0) == size);
    // Two letters may begin a text too.
    if let Some((_, what, advice)) = SIGNS.iter().find(|(sign, ..)| head.starts_with(sign)).filter(|(sign, ..)| sign.len() > 2 || is_binary(&head, &text)) {
        return Err(Refused::unsupported(what, advice).into());
    }
    if is_binary(&head, &text) {
        return Err(Refused::unsupported("neither text nor a document of a known type", SAVE_AS).into());
    }
    Ok(of_text(&text, name, mime))
}

fn sample(head: &[u8], is_all: bool) -> String {
    encoding::guess(head, is_all).decode(head).0.into_owned()
}

/// Text has hardly any control characters and hardly anything undecodable.
fn is_binary(head: &[u8], text: &str) -> bool {
    let count = text.chars().count();
    let strange = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1a}' | '\u{1b}') || *c == '\u{fffd}').count();
    head.iter().take(64).filter(|b| **b == 0).count() > 40 || strange * 50 > count
}

fn of_text(text: &str, name: &str, mime: &str) -> Kind {
    let name = name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|e| name.ends_with(e));
    let start: String = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).chars().take(4_096).collect::<String>().to_ascii_lowercase();
    let tags = ["<!doctype html", "<html", "<head", "<body", "<title", "<table", "<div", "<meta"];
    let is_markup = start.starts_with("<?xml") || start.starts_with('<') && tags.iter().any(|tag| start.contains(tag)) || start.contains("<!doctype html") || start.contains("<html") && start.contains("<head");
    if is_markup || ends(&[".html", ".htm", ".xhtml"]) && start.contains('<') && start.contains('>') {
        return Kind::Html;
    }
    let is_markdown = ends(&[".md", ".markdown"]) || mime.eq_ignore_ascii_case("text/markdown");
    if is_markdown || (!ends(&[".csv", ".tsv"]) && looks_like_markdown(text)) {
        return Kind::Markdown;
    }
    let is_expected = ends(&[".csv", ".tsv"]) || mime.to_ascii_lowercase().starts_with("text/csv");
    if csv::sign(text, is_expected).is_some() {
        return Kind::Csv;
    }
    Kind::Text
}

fn looks_like_markdown(text: &str) -> bool {
    let lines = || text.lines().take(400).map(str::trim_start);
    let headings = lines().filter(|l| l.starts_with("# ") || l.starts_with("## ") || l.starts_with("### ")).count();
    let tables = lines().filter(|l| l.starts_with("|--") || l.starts_with("| --") || l.starts_with("|:-")).count();
    let links = lines().filter(|l| l.contains("](")).count();
    let strong = lines().filter(|l| l.matches("**").count() >= 2).count();
    headings >= 2 || headings + tables + links.min(2) + strong.min(2) >= 3 || tables > 0 && headings > 0
}

fn packed(source: &mut (impl Read + Seek), reading: &Reading) -> Flow<Kind> {
    let limits = reading.limits();
    let mut archive = Archive::open(source, limits)?;
    if let Some(index) = archive.find("mimetype") {
        let mime = String::from_utf8_lossy(&archive.whole(index)?).trim().to_owned();
        return match mime.as_str() {
            m if m.starts_with("application/vnd.oasis.opendocument.spreadsheet") => Ok(Kind::Ods),
            m if m.starts_with("application/vnd.oasis.opendocument.text") => Ok(Kind::Odt),
            m if m.starts_with("application/epub") => Err(Refused::unsupported("an electronic book", SAVE_AS).into()),
            _ => Err(Refused::unsupported("an OpenDocument file of another kind", SAVE_AS).into()),
        };
    }
    if archive.find("[Content_Types].xml").is_some() {
        let has = |part: &str| archive.find(part).is_some();
        let begins = |folder: &str| archive.names().any(|name| name.starts_with(folder));
        if has("xl/workbook.bin") {
            return Err(Refused::unsupported("a binary workbook (XLSB)", "Save it as XLSX and upload that.").into());
        }
        if has("word/document.xml") || begins("word/document") {
            return Ok(Kind::Docx);
        }
        if has("xl/workbook.xml") || begins("xl/workbook") {
            return Ok(Kind::Xlsx);
        }
        if has("ppt/presentation.xml") {
            return Ok(Kind::Pptx);
        }
    }
    let (unpacked, in_file) = archive.claims();
    if unpacked > limits.unpacked_bytes || unpacked > limits.ratio_from && unpacked > in_file.saturating_mul(limits.ratio) {
        return Err(Refused::zip_bomb(format_args!("{} KB would become {} MB", in_file >> 10, unpacked >> 20)).into());
    }
    Err(Refused::unsupported("an archive", "Unpack it and upload the documents in it.").into())
}

fn compound(source: &mut (impl Read + Seek), size: u64) -> Flow<Kind> {
    let file = Compound::open(source, size)?;
    if file.has("EncryptedPackage") || file.has("EncryptionInfo") {
        return Err(Refused::encrypted("").into());
    }
    if file.has("Workbook") {
        return Ok(Kind::Xls);
    }
    if file.has("Book") {
        return Err(Refused::unsupported("a workbook of Excel 95 or older", "Save it as XLSX and upload that.").into());
    }
    if file.has("WordDocument") {
        return Err(Refused::unsupported("an old Word document (DOC)", "Save it as DOCX and upload that.").into());
    }
    if file.has("PowerPoint Document") {
        return Err(Refused::unsupported("an old presentation (PPT)", "Save it as PPTX and upload that.").into());
    }
    Err(Refused::unsupported("an old office file of an unknown kind", SAVE_AS).into())
}
