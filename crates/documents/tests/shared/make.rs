//! Makes files for tests: packages, sheets, texts, PDFs, and the ones that are out for trouble.

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use std::io::Write;

pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Zeroes that inflate to `megabytes`, made of one block repeated.
pub fn zeroes(megabytes: usize) -> Vec<u8> {
    let mut one = flate2::Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(16 << 10);
    one.compress_vec(&vec![0u8; 1 << 20], &mut block, flate2::FlushCompress::Full).unwrap();
    let mut out = block.repeat(megabytes);
    // An empty last block.
    out.extend([0x03, 0x00]);
    out
}

pub struct Entry {
    pub name: String,
    pub packed: Vec<u8>,
    pub unpacked: usize,
    pub flags: u16,
}

pub fn entry(name: &str, bytes: &[u8]) -> Entry {
    Entry { name: name.to_owned(), packed: deflate(bytes), unpacked: bytes.len(), flags: 0 }
}

pub fn zip_of(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut central) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = u32::try_from(out.len()).unwrap();
        let sizes = [u32::try_from(entry.packed.len()).unwrap(), u32::try_from(entry.unpacked).unwrap_or(u32::MAX - 1)];
        let head = |out: &mut Vec<u8>| {
            out.extend(20u16.to_le_bytes());
            out.extend(entry.flags.to_le_bytes());
            out.extend(8u16.to_le_bytes());
            out.extend([0; 8]);
            out.extend(sizes.iter().flat_map(|s| s.to_le_bytes()));
            out.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
            out.extend(0u16.to_le_bytes());
        };
        out.extend(b"PK\x03\x04");
        head(&mut out);
        out.extend(entry.name.as_bytes());
        out.extend(&entry.packed);
        central.extend(b"PK\x01\x02\x14\x00");
        head(&mut central);
        central.extend([0; 10]);
        central.extend(offset.to_le_bytes());
        central.extend(entry.name.as_bytes());
    }
    end_of_zip(&mut out, &central, entries.len());
    out
}

pub fn end_of_zip(out: &mut Vec<u8>, central: &[u8], count: usize) {
    let start = u32::try_from(out.len()).unwrap();
    let count = u16::try_from(count).unwrap();
    out.extend(central);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(central.len()).unwrap().to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
}

pub fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    zip_of(&files.iter().map(|(name, text)| entry(name, text.as_bytes())).collect::<Vec<_>>())
}

pub fn docx(body: &str) -> Vec<u8> {
    zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"))])
}

pub fn xlsx(sheet: &[u8], strings: &str) -> Vec<u8> {
    zip_of(&[
        entry("[Content_Types].xml", b"<Types/>"),
        entry("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Прайс\" r:id=\"r1\"/></sheets></workbook>".as_bytes()),
        entry("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        entry("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes()),
        entry("xl/styles.xml", b"<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"#,##0.00\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"),
        entry("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// As many different strings as the rows of `shared_sheet` name.
pub fn many_strings(count: usize) -> String {
    (0..count).map(|at| format!("<si><t>Услуга номер {at} для дома и сада</t></si>")).collect()
}

/// The same with its texts in the shared table.
pub fn shared_sheet(rows: usize) -> Vec<u8> {
    let sheet = String::from_utf8(big_sheet(rows)).unwrap();
    let (mut out, mut rest, mut at) = (String::new(), sheet.as_str(), 0);
    while let Some((before, after)) = rest.split_once("t=\"inlineStr\"><is><t>Услуга") {
        out += before;
        out += &format!("t=\"s\"><v>{at}</v></c>");
        rest = after.split_once("</c>").unwrap().1;
        at += 1;
    }
    (out + rest).into_bytes()
}

/// A sheet with a header and `rows` rows of twelve cells: texts, numbers, dates.
pub fn big_sheet(rows: usize) -> Vec<u8> {
    let mut sheet = b"<worksheet><sheetData><row r=\"1\">".to_vec();
    for column in 0..12 {
        write!(sheet, "<c r=\"{}1\" t=\"inlineStr\"><is><t>Столбец {column}</t></is></c>", letter(column)).unwrap();
    }
    sheet.extend(b"</row>");
    for row in 2..rows + 2 {
        write!(sheet, "<row r=\"{row}\">").unwrap();
        for column in 0..12 {
            let place = format!("{}{row}", letter(column));
            match column {
                0 => write!(sheet, "<c r=\"{place}\" t=\"inlineStr\"><is><t>Услуга номер {row} для дома</t></is></c>"),
                1 => write!(sheet, "<c r=\"{place}\" s=\"1\"><v>{}</v></c>", 46_000 + row % 365),
                2 => write!(sheet, "<c r=\"{place}\" s=\"2\"><v>{}.5</v></c>", row * 10),
                3 => write!(sheet, "<c r=\"{place}\" t=\"s\"><v>{}</v></c>", row % 3),
                _ => write!(sheet, "<c r=\"{place}\"><v>{}</v></c>", row * column),
            }
            .unwrap();
        }
        sheet.extend(b"</row>");
    }
    sheet.extend(b"</sheetData></worksheet>");
    sheet
}

fn letter(column: usize) -> char {
    char::from(b'A' + u8::try_from(column).unwrap())
}

/// A PDF of pages; each page is a list of operators. Font `F` takes UTF-16, font `W` is Windows-1252 by name.
pub struct Pdf {
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
    /// More of the catalog, and of every page made from here on.
    pub catalog: String,
    pub attributes: String,
}

impl Default for Pdf {
    fn default() -> Self {
        Self::new()
    }
}

impl Pdf {
    pub fn new() -> Self {
        let mut pdf = Self { objects: Vec::new(), pages: Vec::new(), catalog: String::new(), attributes: String::new() };
        pdf.add(b"");
        pdf.add(b"");
        pdf.add(b"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>");
        pdf.add(b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 500 >>");
        pdf.stream("", b"begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange");
        pdf.add(b"<< /Type /Font /Subtype /TrueType /BaseFont /Old /Encoding /WinAnsiEncoding /FirstChar 32 /Widths [500] >>");
        pdf
    }

    pub fn add(&mut self, body: &[u8]) -> usize {
        self.objects.push(body.to_vec());
        self.objects.len()
    }

    pub fn stream(&mut self, dict: &str, bytes: &[u8]) -> usize {
        let packed = zlib(bytes);
        self.raw_stream(&format!("/Filter /FlateDecode {dict}"), &packed)
    }

    pub fn raw_stream(&mut self, dict: &str, bytes: &[u8]) -> usize {
        let mut body = format!("<< /Length {} {dict} >>\nstream\n", bytes.len()).into_bytes();
        body.extend(bytes);
        body.extend(b"\nendstream");
        self.add(&body)
    }

    pub fn page(&mut self, operators: &str, resources: &str) -> &mut Self {
        let content = self.stream("", operators.as_bytes());
        let page = self.add(format!("<< /Type /Page /Parent 2 0 R {} /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /F 3 0 R /W 6 0 R >> {resources} >> >>", self.attributes).as_bytes());
        self.pages.push(page);
        self
    }

    pub fn finish(mut self) -> Vec<u8> {
        let kids: Vec<String> = self.pages.iter().map(|p| format!("{p} 0 R")).collect();
        self.objects[0] = format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog).into_bytes();
        self.objects[1] = format!("<< /Type /Pages /Count {} /Kids [{}] >>", kids.len(), kids.join(" ")).into_bytes();
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (at, body) in self.objects.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n", at + 1).as_bytes());
            out.extend(body);
            out.extend(b"\nendobj\n");
        }
        let start = out.len();
        out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).as_bytes());
        places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").as_bytes()));
        out.extend(format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1).as_bytes());
        out
    }
}

/// Shows a text at a place; sizes are points.
pub fn at(x: f64, y: f64, size: f64, text: &str) -> String {
    let hex: String = text.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
    format!("BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{hex}> Tj ET\n")
}

/// A compound file with one stream.
pub fn compound(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = bytes.to_vec();
    body.resize(bytes.len().div_ceil(512).max(8) * 512, 0);
    let sectors = u32::try_from(body.len() / 512).unwrap();
    let mut head = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    head.resize(24, 0);
    for word in [0x3eu16, 3, 0xfffe, 9, 6] {
        head.extend(word.to_le_bytes());
    }
    head.resize(44, 0);
    for word in [1u32, 1, 0, 4096, 0xffff_fffe, 0, 0xffff_fffe, 0, 0] {
        head.extend(word.to_le_bytes());
    }
    head.resize(512, 0xff);
    // Sector 0 is the table, 1 the directory, the stream follows.
    let mut fat: Vec<u32> = vec![0xffff_fffd, 0xffff_fffe];
    fat.extend((0..sectors).map(|at| if at + 1 == sectors { 0xffff_fffe } else { at + 3 }));
    let mut out = head;
    let table: Vec<u8> = fat.iter().flat_map(|word| word.to_le_bytes()).collect();
    out.extend(&table);
    out.resize(1024, 0xff);
    for (name, kind, start, size) in [("Root Entry", 5u8, 0xffff_fffeu32, 0), (name, 2, 2, u32::try_from(bytes.len().max(4096)).unwrap())] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(64, 0);
        entry.extend(u16::try_from(name.len() * 2 + 2).unwrap().to_le_bytes());
        entry.push(kind);
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(size.to_le_bytes());
        entry.resize(128, 0);
        out.extend(entry);
    }
    out.resize(1536, 0);
    out.extend(body);
    out
}
