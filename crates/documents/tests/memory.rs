//! Memory stays flat: an allocator counts the most that is held at once while big and nasty files are read.
#![cfg(test)]

#[path = "shared/make.rs"]
#[expect(dead_code, reason = "shared with the other tests")]
mod make;

use make::{Entry, Pdf, at, entry, many_strings, shared_sheet, xlsx, zeroes, zip_of};
use peak_alloc::PeakAlloc;
use samovar_documents::import::{self, Options};
use samovar_documents::{Limits, Refused, Summary, stream};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;
/// One at a time: the count is of the whole process.
static TURN: Mutex<()> = Mutex::new(());
const MOST_MB: f32 = 300.0;

/// Reads and gives the outcome, rows or blocks seen, and the most megabytes held beside the file itself.
fn peak(what: &str, file: &[u8]) -> (Result<Summary, Refused>, usize, f32) {
    let before = ALLOCATOR.current_usage_as_mb();
    ALLOCATOR.reset_peak_usage();
    let started = Instant::now();
    let mut blocks = 0usize;
    let outcome = stream(&mut Cursor::new(file), if what.starts_with("csv") { "a.csv" } else { "" }, "", &Limits::default(), &mut |_| {}, &|| false, &mut |_| {
        blocks += 1;
        ControlFlow::Continue(())
    });
    let held = ALLOCATOR.peak_usage_as_mb() - before;
    let said = outcome.as_ref().map_or_else(|r| r.code.to_owned(), |s| format!("{:?}", s.kind));
    println!("{what}: {said}, file {} KB, {blocks} blocks, peak {held:.1} MB, {:.1} s", file.len() >> 10, started.elapsed().as_secs_f32());
    assert!(held < MOST_MB, "{what}: {held} MB");
    (outcome, blocks, held)
}

#[test]
fn fifty_thousand_rows_of_twelve_columns() {
    let _turn = TURN.lock();
    let file = xlsx(&shared_sheet(50_000), &many_strings(50_000));
    let (outcome, blocks, held) = peak("xlsx of 50,000 rows", &file);
    assert_eq!((outcome.unwrap().pages, blocks), (1, 500));
    assert!(held < 20.0, "{held} MB is not flat");
}

#[test]
fn three_hundred_pages() {
    let _turn = TURN.lock();
    let mut pdf = Pdf::new();
    for number in 0..300 {
        let lines: String = (0..45).map(|line| at(50.0, 780.0 - 16.0 * f64::from(line), 10.0, &format!("Страница {number}, строка {line}: обычные слова обычного договора о том и о сём."))).collect();
        pdf.page(&lines, "");
    }
    let file = pdf.finish();
    let (outcome, blocks, held) = peak("pdf of 300 pages", &file);
    assert_eq!(outcome.unwrap().pages, 300);
    assert!(blocks >= 300 && held < 60.0, "{blocks} blocks, {held} MB");
}

/// Text written as it is read, so that the file itself is nowhere held.
struct Endless {
    head: &'static str,
    piece: &'static str,
    tail: &'static str,
    count: usize,
    at: usize,
}

impl Endless {
    fn size(&self) -> usize {
        self.head.len() + self.piece.len() * self.count + self.tail.len()
    }

    fn byte(&self, at: usize) -> u8 {
        let body = self.piece.len() * self.count;
        match at.checked_sub(self.head.len()) {
            None => self.head.as_bytes()[at],
            Some(at) if at < body => self.piece.as_bytes()[at % self.piece.len()],
            Some(at) => self.tail.as_bytes()[at - body],
        }
    }
}

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(self.size() - self.at);
        for (place, byte) in buffer[..count].iter_mut().enumerate() {
            *byte = self.byte(self.at + place);
        }
        self.at += count;
        Ok(count)
    }
}

impl std::io::Seek for Endless {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            std::io::SeekFrom::Start(at) => usize::try_from(at).unwrap(),
            std::io::SeekFrom::End(_) => self.size(),
            std::io::SeekFrom::Current(_) => self.at,
        };
        Ok(u64::try_from(self.at).unwrap())
    }
}

#[test]
fn imports_of_any_length_are_flat() {
    let _turn = TURN.lock();
    let chat = Endless { head: "", piece: "02.01.2024, 15:04 - Анна Ли: Здравствуйте! Можно записаться?\nВ субботу.\n13.01.2024, 15:05 - Лотос: Да\n", tail: "", count: 20_000, at: 0 };
    let json = Endless { head: "{\"name\":\"А\",\"type\":\"personal_chat\",\"id\":1,\"messages\":[", piece: "{\"id\":1,\"type\":\"message\",\"date\":\"2024-01-02T15:04:05\",\"from\":\"А\",\"from_id\":\"user1\",\"text\":[\"да, \",{\"type\":\"bold\",\"text\":\"конечно\"}]},", tail: "{\"id\":2,\"date\":\"2024-01-02T15:04:05\",\"text\":\"\"}]}", count: 20_000, at: 0 };
    let cards = Endless { head: "", piece: "BEGIN:VCARD\nFN:Анна Ли\nTEL:+79123456789\nPHOTO;ENCODING=b:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nEND:VCARD\n", tail: "", count: 20_000, at: 0 };
    for (name, mut file, messages) in [("a.txt", chat, 40_000), ("result.json", json, 20_000), ("a.vcf", cards, 0)] {
        let before = ALLOCATOR.current_usage_as_mb();
        ALLOCATOR.reset_peak_usage();
        let started = Instant::now();
        let report = import::read(&mut file, name, &Options::default(), &Limits::of_import(), &mut |_| {}, &|| false, &mut |_| ControlFlow::Continue(())).unwrap();
        let held = ALLOCATOR.peak_usage_as_mb() - before;
        println!("{name}: {} KB, {} messages, peak {held:.1} MB, {:.1} s", file.size() >> 10, report.messages, started.elapsed().as_secs_f32());
        assert_eq!(report.messages, messages);
        assert!(held < 3.0, "{name}: {held} MB is not flat");
    }
}

#[test]
fn bombs_and_monsters() {
    let _turn = TURN.lock();
    let bomb = |name: &str| Entry { name: name.to_owned(), packed: zeroes(4_000), unpacked: 1_000, flags: 0 };
    let (outcome, ..) = peak("docx bomb of 4 GB", &zip_of(&[entry("[Content_Types].xml", b""), bomb("word/document.xml")]));
    assert_eq!(outcome.unwrap_err().code, "zip_bomb");
    // Many cells out of few bytes.
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", (1..200).map(|row| format!("<row r=\"{row}\">{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(900))).collect::<String>());
    let (outcome, ..) = peak("xlsx of huge cells", &xlsx(sheet.as_bytes(), &format!("<si><t>{}</t></si>", "я".repeat(1_000_000))));
    assert_eq!(outcome.unwrap_err().code, "too_large");
    let content = |cells: &str| zip_of(&[entry("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), entry("content.xml", format!("<office:document><table:table>{cells}</table:table></office:document>").as_bytes())]);
    let (outcome, ..) = peak("ods of a billion cells", &content(&format!("<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"1000\"><text:p>{}</text:p></table:table-cell></table:table-row>", "слово ".repeat(500))));
    assert_eq!(outcome.unwrap_err().code, "too_large");
    // A PDF that is one endless array, and one whose page is.
    let endless = [b"%PDF-1.4\n1 0 obj\n[".as_slice(), &b"0 ".repeat(20 << 20)].concat();
    let (outcome, ..) = peak("pdf of one array", &endless);
    assert_eq!(outcome.unwrap_err().code, "broken");
    // Ninety megabytes of drawing that is not packed at all.
    let mut pdf = Pdf::new();
    let drawing = pdf.raw_stream("/Subtype /Form", &b"0 0 m 1 1 l S\n".repeat(90 * 75_000));
    pdf.page("/X Do", &format!("/XObject << /X {drawing} 0 R >>"));
    let (outcome, ..) = peak("pdf of ninety megabytes", &pdf.finish());
    assert_eq!(outcome.unwrap_err().code, "too_large");
    let mut pdf = Pdf::new();
    pdf.page(&format!("BT /F 10 Tf 50 700 Td [{}] TJ ET", "(a) 0 ".repeat(3_000_000)), "");
    let _ = peak("pdf of one endless text", &pdf.finish());
    let html = format!("<html><body>{}", "<b>".repeat(2 << 20));
    let (outcome, ..) = peak("html of two million tags", html.as_bytes());
    assert_eq!(outcome.unwrap_err().code, "too_large");
    let csv = "\"".to_owned() + &"слово;".repeat(300_000);
    let _ = peak("csv of one quote", csv.as_bytes());
    let text = "слово ".repeat(300_000);
    let (outcome, ..) = peak("text of one line", text.as_bytes());
    assert!(outcome.is_ok());
}
