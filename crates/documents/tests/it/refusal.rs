//! What is not read, why, and that the sentence helps.

use crate::make::{Entry, Pdf, at, big_sheet, compound, deflate, docx, end_of_zip, entry, xlsx, zeroes, zip, zip_of};
use crate::{fixture, refusal};
use samovar_documents::{CODES, Limits, read, stream};
use std::io::Cursor;
use std::ops::ControlFlow;

fn check(bytes: &[u8], code: &str, says: &str) {
    let refused = refusal(bytes, &Limits::default());
    assert_eq!(refused.code, code, "{refused}");
    assert!(refused.detail.contains(says) && refused.detail.ends_with('.'), "{refused}");
    assert!(CODES.contains(&refused.code));
}

#[test]
fn files_of_no_known_type_are_refused_with_advice() {
    for (bytes, says) in [
        (&b"\x89PNG\r\n\x1a\n"[..], "picture"), (b"\xff\xd8\xff\xe0", "picture"), (b"{\\rtf1 text}", "RTF"), (b"Rar!\x1a\x07", "archive"), (b"\x7fELF\x02\x01", "program"), (b"MZ\x90\0\x03\0\0\0\x04", "program"), (b"\0\0\0\x18ftypmp42", "film"), (b"\x1f\x8b\x08", "packed"),
        (&[0u8; 200], "known type"), (&[0xfe, 0x01, 0x02, 0x03, 0xfb, 0x00, 0x91, 0x10, 0x05, 0x06], "known type"),
    ] {
        check(bytes, "unsupported", says);
    }
    check(&zip(&[("readme.txt", "текст")]), "unsupported", "archive");
    check(&zip(&[("mimetype", "application/epub+zip")]), "unsupported", "book");
    check(&zip(&[("[Content_Types].xml", ""), ("xl/workbook.bin", "")]), "unsupported", "XLSB");
    check(&compound("WordDocument", b"x"), "unsupported", "DOCX");
    check(&compound("Book", b"x"), "unsupported", "Excel 95");
}

#[test]
fn locked_files_say_so() {
    check(fixture("locked.pdf"), "encrypted", "password");
    check(&compound("EncryptedPackage", b"x"), "encrypted", "password");
    let mut locked = entry("word/document.xml", b"<w:document/>");
    locked.flags = 1;
    check(&zip_of(&[entry("[Content_Types].xml", b""), locked]), "encrypted", "password");
    check(&zip(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("META-INF/manifest.xml", "<m><encryption-data/></m>"), ("content.xml", "x")]), "encrypted", "password");
    // BIFF8: BOF, then FILEPASS.
    let mut book = vec![0x09, 0x08, 4, 0, 0x00, 0x06, 5, 0, 0x2f, 0, 2, 0, 1, 0];
    book.resize(5_000, 0);
    check(&compound("Workbook", &book), "encrypted", "password");
}

#[test]
fn broken_files_are_broken() {
    check(b"", "broken", "empty");
    check(b"PK\x03\x04 and nothing", "broken", "end is missing");
    check(b"%PDF-1.7\nnothing", "broken", "pages");
    let whole = docx("<w:p><w:r><w:t>Текст</w:t></w:r></w:p>");
    check(&whole[..whole.len() - 30], "broken", "");
    check(&docx("<w:p></w:r>"), "broken", "well-formed");
    check(&zip(&[("[Content_Types].xml", ""), ("xl/workbook.xml", "<workbook><sheets><sheet id=\"a\"/></sheets></workbook>"), ("xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"a\" Type=\"worksheet\" Target=\"gone.xml\"/></R>")]), "broken", "sheet is missing");
    let mut bad = entry("word/document.xml", b"");
    bad.packed = b"\xff\xff\xff not deflate".to_vec();
    check(&zip_of(&[entry("[Content_Types].xml", b""), bad]), "broken", "unpacked");
    check(&fixture("xlwt.xls")[..700], "broken", "");
}

#[test]
fn nothing_to_read_is_no_text() {
    check(&docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Тайна</w:t></w:r></w:p>"), "no_text", "visible");
    check(b"<html><body><script>x</script><p hidden>y</p></body></html>", "no_text", "visible");
    check(b"\n\n   \n", "no_text", "visible");
}

fn bomb(name: &str, megabytes: usize) -> Entry {
    Entry { name: name.to_owned(), packed: zeroes(megabytes), unpacked: 1_000, flags: 0 }
}

#[test]
fn bombs_are_refused() {
    check(&zip_of(&[entry("[Content_Types].xml", b""), bomb("word/document.xml", 3_000)]), "zip_bomb", "MB");
    check(&zip_of(&[entry("[Content_Types].xml", b""), entry("xl/workbook.xml", b"<w/>"), bomb("xl/sharedStrings.xml", 3_000)]), "zip_bomb", "MB");
    check(&zip_of(&[Entry { unpacked: 3_000_000_000, ..bomb("zeroes.bin", 3_000) }]), "zip_bomb", "MB");
    // Nested archives are never opened: nothing to explode.
    let inner = zip_of(&[bomb("a", 3_000)]);
    check(&zip_of(&[entry("1.zip", &inner), entry("2.zip", &inner)]), "unsupported", "archive");
    let mut pdf = Pdf::new();
    let mut stream = vec![0x78, 0x9c];
    stream.extend(zeroes(3_000));
    let form = pdf.raw_stream("/Subtype /Form /Filter /FlateDecode", &stream);
    pdf.page("/X Do", &format!("/XObject << /X {form} 0 R >>"));
    check(&pdf.finish(), "zip_bomb", "MB");
}

#[test]
fn files_that_share_their_data_are_a_bomb() {
    let body = deflate(&[b' '; 10_000]);
    let mut out = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a".to_vec();
    out.extend(&body);
    let mut central = Vec::new();
    for name in [b'a', b'b', b'c'] {
        central.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        central.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
        central.extend(10_000u32.to_le_bytes());
        central.extend(b"\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        central.push(name);
    }
    end_of_zip(&mut out, &central, 3);
    check(&out, "zip_bomb", "share");
}

#[test]
fn laughing_entities_and_deep_nests_are_refused() {
    let laugh = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;&lol;\">]><w:document>&lol1;</w:document>";
    check(&zip(&[("[Content_Types].xml", ""), ("word/document.xml", laugh)]), "broken", "entities");
    check(&docx(&("<w:sdt>".repeat(10_000) + &"</w:sdt>".repeat(10_000))), "broken", "deep");
    let nested = "<div>".repeat(200_000) + "Текст внутри";
    assert_eq!(samovar_documents::from_html(&nested, None).to_markdown(), "Текст внутри\n");
    // One piece of markup that never ends.
    let endless = format!("<w:document><w:p w:a=\"{}\"/></w:document>", "a b ".repeat(4 << 20));
    check(&zip(&[("[Content_Types].xml", ""), ("word/document.xml", &endless)]), "too_large", "one piece");
}

#[test]
fn every_limit_is_kept() {
    let sheet = xlsx(&big_sheet(300), "");
    let usual = Limits::default;
    let words = "слово ".repeat(10_000);
    let mut pdf = Pdf::new();
    (0..5).for_each(|_| _ = pdf.page(&at(50.0, 700.0, 12.0, "x"), ""));
    let pdf = pdf.finish();
    let wide = xlsx(b"<worksheet><sheetData><row><c r=\"XFD1\"><v>1</v></c></row></sheetData></worksheet>", "");
    for (bytes, limits, says) in [
        (sheet.as_slice(), Limits { rows: 100, ..usual() }, "100 rows"), (&sheet, Limits { chars: 500, ..usual() }, "500 characters"), (&sheet, Limits { input_bytes: 1 << 10, ..usual() }, "MB"), (&sheet, Limits { entries: 3, ..usual() }, "3 files"),
        (words.as_bytes(), Limits { chars: 10_000, ..usual() }, "characters"), (&pdf, Limits { pages: 3, ..usual() }, "3 pages"), (&wide, usual(), "1000 columns"), (b"<html><body>text</body></html>", Limits { markup_bytes: 10, ..usual() }, "MB"),
    ] {
        let refused = refusal(bytes, &limits);
        assert!(refused.code == "too_large" && refused.detail.contains(says), "{refused}");
    }
    assert_eq!(refusal(&sheet, &Limits { unpacked_bytes: 10_000, ..usual() }).code, "zip_bomb");
}

#[test]
fn a_call_to_stop_is_heard_everywhere() {
    let mut pdf = Pdf::new();
    (0..50).for_each(|_| _ = pdf.page(&at(50.0, 700.0, 12.0, "x"), ""));
    let html = "<p>абзац</p>".repeat(2_000);
    let paragraphs = docx(&"<w:p><w:r><w:t>Текст</w:t></w:r></w:p>".repeat(1_000));
    for bytes in [pdf.finish(), xlsx(&big_sheet(300), ""), paragraphs, html.into_bytes(), "строка\n\n".repeat(2_000).into_bytes(), "а;б\n1;2\n".repeat(2_000).into_bytes(), "# а\n\n## б\n\n".repeat(2_000).into_bytes()] {
        let refused = stream(&mut Cursor::new(&bytes), "", "", &Limits::default(), &mut |_| {}, &|| true, &mut |_| ControlFlow::Continue(())).unwrap_err();
        assert_eq!(refused.code, "too_slow");
    }
}

#[test]
fn a_hole_in_the_source_is_a_refusal() {
    struct Hole;
    impl std::io::Read for Hole {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    impl std::io::Seek for Hole {
        fn seek(&mut self, _: std::io::SeekFrom) -> std::io::Result<u64> {
            Ok(10)
        }
    }
    assert_eq!(read(&mut Hole, "", "", &Limits::default(), &mut |_| {}).unwrap_err().code, "broken");
}
