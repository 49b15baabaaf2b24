//! Files into text: fixtures by foreign programs, files made here, and files out for trouble.
#![cfg(test)]

#[path = "../shared/make.rs"]
mod make;

mod foreign;
mod hostile;
mod import;
mod page;
mod paper;
mod refusal;
mod table;
mod words;

use samovar_documents::{Limits, Refused, Summary, Text, read, stream};
use std::io::Cursor;
use std::ops::ControlFlow;

pub fn text(bytes: &[u8], name: &str) -> Text {
    read(&mut Cursor::new(bytes), name, "", &Limits::default(), &mut |_| {}).unwrap()
}

pub fn markdown(bytes: &[u8], name: &str) -> String {
    text(bytes, name).to_markdown()
}

pub fn refusal(bytes: &[u8], limits: &Limits) -> Refused {
    read(&mut Cursor::new(bytes), "file", "", limits, &mut |_| {}).unwrap_err()
}

pub fn summary(bytes: &[u8], name: &str) -> Summary {
    stream(&mut Cursor::new(bytes), name, "", &Limits::default(), &mut |_| {}, &|| false, &mut |_| ControlFlow::Continue(())).unwrap()
}

pub const FIXTURES: [(&str, &[u8]); 12] = [
    ("chromium.pdf", include_bytes!("../fixtures/chromium.pdf")),
    ("locked.pdf", include_bytes!("../fixtures/locked.pdf")),
    ("odfpy.ods", include_bytes!("../fixtures/odfpy.ods")),
    ("odfpy.odt", include_bytes!("../fixtures/odfpy.odt")),
    ("openpyxl.xlsx", include_bytes!("../fixtures/openpyxl.xlsx")),
    ("packed.pdf", include_bytes!("../fixtures/packed.pdf")),
    ("python-docx.docx", include_bytes!("../fixtures/python-docx.docx")),
    ("unlocked-aes128.pdf", include_bytes!("../fixtures/unlocked-aes128.pdf")),
    ("unlocked-aes256.pdf", include_bytes!("../fixtures/unlocked-aes256.pdf")),
    ("unlocked-rc4.pdf", include_bytes!("../fixtures/unlocked-rc4.pdf")),
    ("xlwt.xls", include_bytes!("../fixtures/xlwt.xls")),
    ("page.html", include_bytes!("../fixtures/page.html")),
];

pub fn fixture(name: &str) -> &'static [u8] {
    FIXTURES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes).unwrap()
}
