//! Sheets made here, and CSV.

use crate::make::{compound, many_strings, shared_sheet, xlsx};
use crate::{markdown, summary, text};
use samovar_documents::{Block, Kind, Limits, stream};
use std::io::Cursor;
use std::ops::ControlFlow;

#[test]
fn csv_of_any_sign_and_encoding_is_a_table() {
    let table = "| Услуга | Цена |\n| --- | --- |\n| Стрижка; мужская | 1500 |\n| Ёлка \"2026\" | 4200 |\n";
    let csv = "Услуга;Цена\r\n\"Стрижка; мужская\";1500\r\n\"Ёлка \"\"2026\"\"\";4200\r\n";
    for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R, encoding_rs::IBM866, encoding_rs::UTF_8] {
        let bytes = encoding.encode(csv).0.into_owned();
        assert_eq!(markdown(&bytes, "a.csv"), table, "{}", encoding.name());
        assert_eq!(summary(&bytes, "price.txt").kind, Kind::Csv, "{}", encoding.name());
    }
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(csv.replace(';', "\t").replace("Стрижка\t", "Стрижка;").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(markdown(&wide, "a.csv"), table);
}

#[test]
fn long_tables_come_in_portions_with_their_header() {
    let csv: String = "Имя,Телефон,Город\n".to_owned() + &(0..250).map(|n| format!("Имя{n},{n},Москва\n")).collect::<String>();
    let found = text(csv.as_bytes(), "a.csv");
    let firsts: Vec<(u32, usize)> = found.blocks.iter().map(|b| if let Block::Table { first_row, rows, header, .. } = b { assert_eq!(header, &["Имя", "Телефон", "Город"]); (*first_row, rows.len()) } else { panic!() }).collect();
    assert_eq!(firsts, [(2, 100), (102, 100), (202, 50)]);
    assert_eq!(found.title.as_deref(), Some("a"));
}

#[test]
fn rows_before_a_header_and_a_second_table_are_told_apart() {
    let sheet = |rows: &[(u32, &[&str])]| {
        let cell = |(at, text): (usize, &&str)| { let place = char::from(b'A' + u8::try_from(at).unwrap()); if text.is_empty() { String::new() } else if text.parse::<f64>().is_ok() { format!("<c r=\"{place}ROW\"><v>{text}</v></c>") } else { format!("<c r=\"{place}ROW\" t=\"inlineStr\"><is><t>{text}</t></is></c>") } };
        let rows: String = rows.iter().map(|(number, cells)| format!("<row r=\"{number}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>().replace("ROW", &number.to_string()))).collect();
        xlsx(format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes(), "")
    };
    let file = sheet(&[(1, &["Прайс салона"]), (3, &["Услуга", "Цена"]), (4, &["Стрижка", "1500"]), (5, &["Окраска", "4200"]), (8, &["Товары"]), (9, &["Товар", "Остаток"]), (10, &["Шампунь", "7"])]);
    assert_eq!(markdown(&file, "a.xlsx"), "Прайс салона\n\n## Прайс\n\n| Услуга | Цена |\n| --- | --- |\n| Стрижка | 1500 |\n| Окраска | 4200 |\n\nТовары\n\n| Товар | Остаток |\n| --- | --- |\n| Шампунь | 7 |\n");
    // Numbers at the top are not a header.
    assert_eq!(markdown(&sheet(&[(1, &["1", "2"]), (2, &["3", "4"])]), "a.xlsx"), "## Прайс\n\n|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n");
    // Years at the top are.
    assert_eq!(markdown(&sheet(&[(1, &["Услуга", "2025", "2026"]), (2, &["Стрижка", "1400", "1500"])]), "a.xlsx"), "## Прайс\n\n| Услуга | 2025 | 2026 |\n| --- | --- | --- |\n| Стрижка | 1400 | 1500 |\n");
}

#[test]
fn shared_strings_with_markup_and_references_are_read() {
    let sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row><row><c t=\"s\"><v>2</v></c><c><v>5</v></c></row></sheetData></worksheet>";
    let strings = "<si><t>А &amp; Б</t></si><si><r><t>Ц</t></r><r><t>ена</t></r><rPh><t>лишнее</t></rPh></si><si><t xml:space=\"preserve\">&#1071; &lt;тег&gt;</t></si>";
    assert_eq!(markdown(&xlsx(sheet.as_bytes(), strings), "a.xlsx"), "## Прайс\n\n| А & Б | Цена |\n| --- | --- |\n| Я <тег> | 5 |\n");
}

#[test]
fn a_sink_may_stop_and_progress_only_grows() {
    let file = xlsx(&shared_sheet(2_000), &many_strings(2_000));
    let (mut told, mut blocks) = (Vec::new(), 0);
    let summary = stream(&mut Cursor::new(&file), "a.xlsx", "", &Limits::default(), &mut |percent| told.push(percent), &|| false, &mut |_| { blocks += 1; ControlFlow::Continue(()) }).unwrap();
    assert_eq!((summary.kind, summary.pages, blocks), (Kind::Xlsx, 1, 20));
    assert!(told.is_sorted() && told.last() == Some(&100) && told.len() > 5, "{told:?}");
    let mut taken = 0;
    let stopped = stream(&mut Cursor::new(&file), "a.xlsx", "", &Limits::default(), &mut |_| {}, &|| false, &mut |_| { taken += 1; ControlFlow::Break(()) });
    assert_eq!((stopped.map(|s| s.kind), taken), (Ok(Kind::Xlsx), 1));
}

#[test]
fn an_empty_workbook_has_no_text() {
    let file = xlsx(b"<worksheet><sheetData/></worksheet>", "");
    assert_eq!(crate::refusal(&file, &Limits::default()).code, "no_text");
    assert_eq!(crate::refusal(&compound("Workbook", b""), &Limits::default()).code, "broken");
}
