//! Stored files: what may be stored, told from the bytes themselves and not from a name or a header.

use crate::{Ts, id::FileId, message::{Attachment, AttachmentKind}};

/// The largest file that is stored.
pub const LIMIT: u64 = 20 * 1024 * 1024;

/// One stored file; the bytes lie under their SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    pub id: FileId,
    pub name: String,
    pub mime: String,
    pub size: u64,
    pub sha256: Vec<u8>,
    pub created_at: Ts,
}

impl StoredFile {
    /// As a message carries it.
    pub fn attachment(&self) -> Attachment {
        Attachment { kind: kind(&self.mime), file_id: Some(self.id), provider_ref: None, name: Some(self.name.clone()), mime: Some(self.mime.clone()), size: Some(self.size) }
    }
}

/// What a file of this type is to a messenger.
pub fn kind(mime: &str) -> AttachmentKind {
    match mime.split('/').next() {
        Some("image") => AttachmentKind::Image,
        // What recorders of browsers and messengers make.
        Some("audio") if mime == "audio/ogg" => AttachmentKind::Voice,
        Some("audio") => AttachmentKind::Audio,
        Some("video") => AttachmentKind::Video,
        _ => AttachmentKind::Document,
    }
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

/// The type of a file that may be stored, by its bytes; the name only chooses among types with the same bytes.
/// `None`: not allowed, whatever it is called. Pages and vector pictures can hold scripts and are not allowed.
pub fn sniff(bytes: &[u8], name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |from: usize, magic: &[u8]| bytes.get(from..from + magic.len()) == Some(magic);
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if starts(b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Some("image/gif");
    }
    if starts(b"RIFF") {
        return if at(8, b"WEBP") {
            Some("image/webp")
        } else if at(8, b"WAVE") {
            Some("audio/wav")
        } else if at(8, b"AVI ") {
            Some("video/x-msvideo")
        } else {
            None
        };
    }
    if at(4, b"ftyp") {
        return Some(base_media(bytes, &ending));
    }
    if starts(b"%PDF-") {
        return Some("application/pdf");
    }
    if starts(b"OggS") {
        return Some(if ending == "ogv" { "video/ogg" } else { "audio/ogg" });
    }
    if starts(b"\x1a\x45\xdf\xa3") {
        return Some(if matches!(ending.as_str(), "weba" | "mka") { "audio/webm" } else { "video/webm" });
    }
    if starts(b"ID3") || starts(b"\xff\xfb") || starts(b"\xff\xf3") || starts(b"\xff\xf2") {
        return Some("audio/mpeg");
    }
    if starts(b"\xff\xf1") || starts(b"\xff\xf9") {
        return Some("audio/aac");
    }
    if starts(b"fLaC") {
        return Some("audio/flac");
    }
    if starts(b"#!AMR") {
        return Some("audio/amr");
    }
    if starts(b"PK\x03\x04") {
        return zipped(bytes, &ending);
    }
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return match ending.as_str() {
            "doc" => Some("application/msword"),
            "xls" => Some("application/vnd.ms-excel"),
            "ppt" => Some("application/vnd.ms-powerpoint"),
            _ => None,
        };
    }
    if starts(b"{\\rtf") {
        return Some("application/rtf");
    }
    plain(bytes, &ending)
}

fn base_media(bytes: &[u8], ending: &str) -> &'static str {
    match bytes.get(8..12) {
        Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"hevc") => "image/heic",
        Some(b"avif" | b"avis") => "image/avif",
        Some(b"M4A " | b"M4B ") => "audio/mp4",
        Some(b"qt  ") => "video/quicktime",
        _ if ending == "m4a" => "audio/mp4",
        _ => "video/mp4",
    }
}

/// Office documents are archives that name their parts early; other archives are not taken.
fn zipped(bytes: &[u8], ending: &str) -> Option<&'static str> {
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    if has(b"mimetypeapplication/vnd.oasis.opendocument.text") {
        return Some("application/vnd.oasis.opendocument.text");
    }
    if has(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") {
        return Some("application/vnd.oasis.opendocument.spreadsheet");
    }
    let is_office = has(b"[Content_Types].xml") || has(b"_rels/") || has(b"docProps/");
    match ending {
        "docx" if is_office || has(b"word/") => Some(DOCX),
        "xlsx" if is_office || has(b"xl/") => Some(XLSX),
        "pptx" if is_office || has(b"ppt/") => Some(PPTX),
        _ => None,
    }
}

/// Readable text under a name that promises nothing else.
fn plain(bytes: &[u8], ending: &str) -> Option<&'static str> {
    let mime = match ending {
        "txt" | "md" | "log" => "text/plain",
        "csv" | "tsv" => "text/csv",
        "vcf" => "text/vcard",
        "ics" => "text/calendar",
        _ => return None,
    };
    let text = std::str::from_utf8(bytes).ok()?;
    let is_readable = !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    let start = text.trim_start_matches('\u{feff}').trim_start();
    (is_readable && !start.starts_with('<')).then_some(mime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_names_only_help() {
        for (bytes, name, mime) in [
            (&b"\x89PNG\r\n\x1a\nrest"[..], "a.jpg", Some("image/png")),
            (b"\xff\xd8\xff\xe0", "photo", Some("image/jpeg")),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x", Some("image/webp")),
            (b"RIFF\x00\x00\x00\x00EVIL", "x.webp", None),
            (b"\x00\x00\x00\x18ftypM4A ", "v.m4a", Some("audio/mp4")),
            (b"\x00\x00\x00\x18ftypisom", "v.mp4", Some("video/mp4")),
            (b"\x00\x00\x00\x18ftypheic", "v.mp4", Some("image/heic")),
            (b"%PDF-1.7", "x.html", Some("application/pdf")),
            (b"OggS\x00", "voice.ogg", Some("audio/ogg")),
            (b"PK\x03\x04..[Content_Types].xml", "a.docx", Some(DOCX)),
            (b"PK\x03\x04..[Content_Types].xml", "a.zip", None),
            (b"PK\x03\x04..evil.exe", "a.docx", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", None),
            (b"<svg onload=alert(1)>", "a.txt", None),
            ("\u{feff} <!doctype html>".as_bytes(), "a.md", None),
            ("имя;телефон\n".as_bytes(), "клиенты.csv", Some("text/csv")),
            (b"hello", "a.html", None),
            (b"hello", "a", None),
            (b"a\x00b", "a.txt", None),
            (b"MZ\x90\x00", "a.png", None),
            (b"", "a.png", None),
            (b"", "a.txt", Some("text/plain")),
        ] {
            assert_eq!(sniff(bytes, name), mime, "{name} {bytes:?}");
        }
    }
}
