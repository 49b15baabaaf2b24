//! Random and mutated files: whatever comes in, there is text or a refusal, never a panic, in bounded time.

use crate::FIXTURES;
use crate::make::{Pdf, at, big_sheet, docx, xlsx};
use proptest::prelude::*;
use samovar_documents::{CODES, Limits, from_html, from_markdown, stream};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Reads; panics only if the reader did inside, which it says with a word of its own.
fn survives(bytes: &[u8], name: &str) {
    let limits = Limits { chars: 2_000_000, rows: 50_000, unpacked_bytes: 64 << 20, part_bytes: 16 << 20, ..Limits::default() };
    let started = Instant::now();
    let stop = || started.elapsed() > Duration::from_secs(20);
    let outcome = stream(&mut Cursor::new(bytes), name, "", &limits, &mut |_| {}, &stop, &mut |block| {
        let mut out = String::new();
        block.write_markdown(&mut out);
        ControlFlow::Continue(())
    });
    if let Err(refused) = outcome {
        assert!(CODES.contains(&refused.code));
        assert!(!refused.detail.contains("failed inside"), "{refused}");
        assert_ne!(refused.code, "too_slow");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000), head in prop::sample::select(vec![&b""[..], b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"\xff\xfe"])) {
        survives(&[head, &bytes].concat(), "");
    }

    #[test]
    fn random_words_of_pdf(words in prop::collection::vec(prop::sample::select(vec!["1 0 obj", "endobj", "<<", ">>", "[", "]", "/Type", "/Pages", "/Kids", "/Catalog", "/Root", "1 0 R", "2 0 R", "stream\n", "endstream", "xref", "trailer", "startxref", "/Length", "/Filter", "/FlateDecode", "0", "7", "-1", "99999999999", "(", ")", "<41", "BT", "ET", "Tj", "Tf", "/F", "q", "Q", "cm", "Do", "BI", "ID", "EI", "/ObjStm", "/N", "/First", "2 0 obj", "/Encrypt", "/Font"]), 0..120)) {
        survives(format!("%PDF-1.4\n{}", words.join(" ")).as_bytes(), "");
    }

    #[test]
    fn random_operators(words in prop::collection::vec(prop::sample::select(vec!["BT", "ET", "/F 12 Tf", "/W 8 Tf", "/X Tf", "(abc) Tj", "<0041> Tj", "[(a) -500 <0042>] TJ", "1 0 0 1 50 700 Tm", "0 0 0 0 0 0 Tm", "1e30 0 0 1e30 0 0 cm", "q", "Q", "50 50 100 20 re", "f", "S", "1 g", "0 g", "3 Tr", "T*", "14 TL", "0 -14 Td", "1e9 Tw", "'", "\"", "BMC", "EMC", "/OC /L BDC", "BI ID xx EI", "/P Do", "10 10 m 500 10 l S", "10 10 m 10 500 l S", "100 10 m 100 500 l S", "10 300 m 500 300 l S", "10 500 m 500 500 l S"]), 0..200)) {
        let mut pdf = Pdf::new();
        pdf.page(&words.join("\n"), "");
        survives(&pdf.finish(), "a.pdf");
    }

    #[test]
    fn random_markup(words in prop::collection::vec(prop::sample::select(vec!["<p>", "</p>", "<table>", "</table>", "<tr>", "<td rowspan=9999999>", "<th colspan=99999>", "</td>", "<div style='display:none'>", "</div>", "<ul>", "<li>", "</ul>", "<h1>", "</h1>", "<script>", "</script>", "<style>.a{display:none}", "@media{", "}", "</style>", "<!--", "-->", "<a href='//x'>", "<", ">", "&#x;", "&amp", "текст ёж", "\"", "'", "<main>", "</main>", "<pre>", "<br>", "<![CDATA[", "]]>", "<select>", "<option>"]), 0..200)) {
        let page = words.concat();
        let _ = from_html(&page, Some("https://x.example/"));
        survives(page.as_bytes(), "a.html");
    }

    #[test]
    fn random_markdown(words in prop::collection::vec(prop::sample::select(vec!["# ", "## ", "\n", "\n\n", "- ", "1. ", "|", "|---|---|\n", "---\n", "===\n", "```\n", "<!--", "-->", "<!-- page 3 -->", "> ", "\\", "слово", " ", "<br>", "[a](b)", "  "]), 0..200)) {
        let text = words.concat();
        // What was written once is read the same again.
        let once = from_markdown(&text).to_markdown();
        let _ = from_markdown(&once).to_markdown();
        survives(text.as_bytes(), "a.md");
    }

    #[test]
    fn random_body(words in prop::collection::vec(prop::sample::select(vec!["<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>слово</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:tcPr><w:gridSpan w:val=\"999999\"/></w:tcPr>", "<w:tcPr><w:vMerge/></w:tcPr>", "<w:del>", "</w:del>", "<w:pPr><w:pStyle w:val=\"x\"/></w:pPr>", "<w:rPr><w:vanish/></w:rPr>", "<w:br/>", "<w:lastRenderedPageBreak/>"]), 0..120)) {
        survives(&docx(&words.concat()), "a.docx");
    }
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides.max(1)).unwrap()).unwrap()
    }
}

fn mutate(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(out.len());
        match dice.roll(7) {
            0 => out.truncate(at),
            1 => out[at] = u8::try_from(dice.roll(256)).unwrap(),
            2 => out[at] ^= 1 << dice.roll(8),
            3 => {
                let to = (at + dice.roll(200)).min(out.len());
                let piece = out[at..to].to_vec();
                let place = dice.roll(out.len());
                out.splice(place..place, piece);
            }
            4 => _ = out.drain(at..(at + dice.roll(200)).min(bytes.len()).max(at).min(out.len())),
            5 => {
                let end = (at + 4).min(out.len());
                out[at..end].fill([0, 0xff, 0x7f, b'9'][dice.roll(4)]);
            }
            _ => {
                // Digits are lengths, counts and places.
                if let Some(digit) = out[at..].iter().position(u8::is_ascii_digit) {
                    out[at + digit] = b'0' + u8::try_from(dice.roll(10)).unwrap();
                }
            }
        }
        if out.is_empty() {
            out.push(0);
        }
    }
    out
}

/// The same inside of a package: parts are damaged before they are packed.
fn repacked(bytes: &[u8], dice: &mut Dice) -> Option<Vec<u8>> {
    let mut entries = Vec::new();
    let mut at = 0;
    while bytes.get(at..at + 4)? == b"PK\x03\x04" {
        let word = |from: usize| usize::from(u16::from_le_bytes([bytes[at + from], bytes[at + from + 1]]));
        let (flags, method, packed) = (word(6), word(8), word(18) | word(20) << 16);
        let (name, extra) = (word(26), word(28));
        if flags & 8 != 0 {
            return None;
        }
        let start = at + 30 + name + extra;
        let raw = &bytes[start..start + packed];
        let mut part = Vec::new();
        match method {
            0 => part.extend(raw),
            _ => _ = std::io::Read::read_to_end(&mut flate2::read::DeflateDecoder::new(raw), &mut part).ok()?,
        }
        let title = String::from_utf8_lossy(&bytes[at + 30..at + 30 + name]).into_owned();
        let part = if dice.roll(3) == 0 && !part.is_empty() { mutate(&part, dice) } else { part };
        entries.push(crate::make::entry(&title, &part));
        at = start + packed;
    }
    (!entries.is_empty()).then(|| crate::make::zip_of(&entries))
}

/// `FUZZ_SECONDS` makes it long; without it every run does the same few hundred.
#[test]
fn mutated_fixtures_never_panic() {
    let made = [("made.xlsx", xlsx(&big_sheet(20), "<si><t>да</t></si>")), ("made.docx", docx("<w:p><w:r><w:t>Текст</w:t></w:r></w:p>")), ("made.pdf", {
        let mut pdf = Pdf::new();
        pdf.page(&at(50.0, 700.0, 12.0, "Текст"), "");
        pdf.finish()
    })];
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).map(Duration::from_secs);
    let seed = std::env::var("FUZZ_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(0x5eed_5eed_1234_5678);
    let (mut dice, started, mut round) = (Dice(seed), Instant::now(), 0usize);
    let files: Vec<(&str, &[u8])> = FIXTURES.iter().copied().chain(made.iter().map(|(name, bytes)| (*name, bytes.as_slice()))).collect();
    while seconds.map_or(round < 25, |limit| started.elapsed() < limit) {
        round += 1;
        for (name, bytes) in &files {
            let before = dice.0;
            let damaged = if dice.roll(2) == 0 { repacked(bytes, &mut dice).unwrap_or_else(|| mutate(bytes, &mut dice)) } else { mutate(bytes, &mut dice) };
            let outcome = std::panic::catch_unwind(|| survives(&damaged, name));
            assert!(outcome.is_ok(), "{name}: FUZZ_SEED={before} finds it again in its first rounds");
        }
        for (name, bytes) in crate::import::EXPORTS {
            let before = dice.0;
            let damaged = mutate(bytes, &mut dice);
            let outcome = std::panic::catch_unwind(|| crate::import::survives(&damaged, name));
            assert!(outcome.is_ok(), "{name}: FUZZ_SEED={before} finds it again in its first rounds");
        }
    }
    println!("{} files of {} kinds survived", round * files.len(), files.len());
}
