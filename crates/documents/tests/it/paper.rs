//! PDFs made here: what is seen and what is not, tables without lines, columns, running heads, wrong encodings, damage.

use crate::make::{Pdf, at};
use crate::{markdown, refusal, text};
use samovar_documents::{Block, Limits};

fn one(operators: &str) -> String {
    let mut pdf = Pdf::new();
    pdf.page(operators, "");
    markdown(&pdf.finish(), "a.pdf")
}

fn page(body: &str) -> String {
    format!("<!-- page 1 -->\n\n{body}\n")
}

#[test]
fn words_nobody_sees_are_left_out() {
    let seen = at(50.0, 700.0, 12.0, "Видно");
    let invisible = [
        format!("3 Tr {} 0 Tr", at(50.0, 650.0, 12.0, "без краски")),
        format!("1 g {} 0 g", at(50.0, 630.0, 12.0, "белым по белому")),
        format!("1 1 1 rg {} 0 g", at(50.0, 610.0, 12.0, "белым")),
        at(50.0, 590.0, 0.5, "мелко"),
        at(-500.0, 570.0, 12.0, "за краем"),
        at(50.0, 5000.0, 12.0, "над краем"),
    ]
    .join("\n");
    assert_eq!(one(&(seen.clone() + &invisible)), page("Видно"));
    // White on a dark ground is a design.
    let design = format!("0.2 g 40 640 300 30 re f 1 g {}", at(50.0, 650.0, 12.0, "На тёмном"));
    assert_eq!(one(&(seen + &design)), page("Видно\n\nНа тёмном"));
}

#[test]
fn a_scan_with_a_text_layer_is_read_and_one_without_is_refused() {
    let mut pdf = Pdf::new();
    let picture = pdf.raw_stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /Filter /DCTDecode", b"\xff\xd8");
    let resources = format!("/XObject << /P {picture} 0 R >>");
    let paint = "q 595 0 0 842 0 0 cm /P Do Q\n";
    pdf.page(&format!("{paint} 3 Tr {}", at(50.0, 700.0, 12.0, "Распознано с картинки")), &resources);
    assert_eq!(markdown(&pdf.finish(), "a.pdf"), page("Распознано с картинки"));
    let mut pdf = Pdf::new();
    let picture = pdf.raw_stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /Filter /DCTDecode", b"\xff\xd8");
    pdf.page(paint, &format!("/XObject << /P {picture} 0 R >>"));
    let refused = refusal(&pdf.finish(), &Limits::default());
    assert_eq!(refused.code, "no_text");
    assert!(refused.detail.contains("scan"));
}

#[test]
fn layers_switched_off_are_not_read() {
    let mut pdf = Pdf::new();
    let layer = pdf.add(b"<< /Type /OCG /Name (x) >>");
    pdf.page(&format!("{} /OC /L BDC {} EMC", at(50.0, 700.0, 12.0, "Видно"), at(50.0, 650.0, 12.0, "Выключено")), &format!("/Properties << /L {layer} 0 R >>"));
    pdf.catalog = format!("/OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] >> >>");
    assert_eq!(markdown(&pdf.finish(), "a.pdf"), page("Видно"));
}

#[test]
fn a_table_without_lines_is_a_table() {
    let rows = [("Услуга", "Время", "Цена"), ("Стрижка", "45 мин", "1500"), ("Окраска", "2 часа", "4200"), ("Укладка", "30 мин", "900")];
    let body: String = rows.iter().zip(0..).map(|((a, b, c), row)| { let y = 700.0 - 16.0 * f64::from(row); at(50.0, y, 10.0, a) + &at(200.0, y, 10.0, b) + &at(300.0, y, 10.0, c) }).collect();
    assert_eq!(one(&body), page("| Услуга | Время | Цена |\n| --- | --- | --- |\n| Стрижка | 45 мин | 1500 |\n| Окраска | 2 часа | 4200 |\n| Укладка | 30 мин | 900 |"));
}

#[test]
fn a_table_over_two_pages_keeps_its_header() {
    let line = |y: f64, a: &str, b: &str| at(50.0, y, 10.0, a) + &at(300.0, y, 10.0, b);
    let table = |from: usize, head: &str| head.to_owned() + &(0..5usize).map(|row| line(680.0 - 16.0 * row as f64, &format!("Услуга {}", from + row), &format!("{}00", from + row))).collect::<String>();
    let mut pdf = Pdf::new();
    pdf.page(&table(1, &line(696.0, "Услуга", "Цена")), "");
    pdf.page(&table(6, ""), "");
    let found = text(&pdf.finish(), "a.pdf");
    let headers: Vec<&Vec<String>> = found.blocks.iter().filter_map(|b| if let Block::Table { header, .. } = b { Some(header) } else { None }).collect();
    assert_eq!(headers, [&["Услуга", "Цена"], &["Услуга", "Цена"]]);
    assert_eq!(found.blocks[1].page(), Some(2));
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let column = |x: f64, shift: f64, word: &str| (0..10).map(|row| at(x, 700.0 - shift - 14.0 * f64::from(row), 10.0, &format!("{word} строка номер {row} с длинным текстом"))).collect::<String>();
    let found = one(&(column(40.0, 0.0, "Левая") + &column(310.0, 5.0, "Правая")));
    let last_left = found.rfind("Левая").unwrap();
    assert!(found.find("Правая").unwrap() > last_left, "{found}");
}

#[test]
fn running_heads_and_page_numbers_come_once_or_never() {
    let mut pdf = Pdf::new();
    for number in 1..=3 {
        pdf.page(&(at(50.0, 820.0, 9.0, "Салон «Лотос» · прайс") + &at(50.0, 700.0, 12.0, &format!("Текст страницы номер {number}, довольно длинный.")) + &at(290.0, 20.0, 9.0, &format!("Страница {number} из 3"))), "");
    }
    let found = markdown(&pdf.finish(), "a.pdf");
    assert_eq!(found.matches("Лотос").count(), 1, "{found}");
    assert!(!found.contains("из 3") && found.contains("номер 3"), "{found}");
}

#[test]
fn headings_lists_and_parted_words() {
    let body = at(50.0, 760.0, 20.0, "Правила записи") + &at(50.0, 720.0, 10.0, "Запись возможна онлайн и по теле-") + &at(50.0, 707.0, 10.0, "фону без предоплаты.") + &at(50.0, 680.0, 10.0, "•") + &at(70.0, 680.0, 10.0, "Отмена за сутки") + &at(50.0, 665.0, 10.0, "•") + &at(70.0, 665.0, 10.0, "Опоздание до 15 минут");
    assert_eq!(one(&body), page("# Правила записи\n\nЗапись возможна онлайн и по телефону без предоплаты.\n\n- Отмена за сутки\n- Опоздание до 15 минут"));
}

#[test]
fn russian_in_a_western_font_is_repaired() {
    let bytes = encoding_rs::WINDOWS_1251.encode("Прайс-лист салона красоты").0.iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert_eq!(one(&format!("BT /W 12 Tf 50 700 Td <{bytes}> Tj ET")), page("Прайс-лист салона красоты"));
}

#[test]
fn letters_without_a_meaning_are_told_from_a_scan() {
    let mut pdf = Pdf::new();
    pdf.page(&at(50.0, 700.0, 12.0, &"Слова без смысла ".repeat(5)), "");
    let bytes = pdf.finish();
    let place = bytes.windows(10).position(|w| w == b"/ToUnicode").unwrap();
    let mut blind = bytes.clone();
    blind[place..place + 10].copy_from_slice(b"/ToNowhere");
    let refused = refusal(&blind, &Limits::default());
    assert!(refused.code == "no_text" && refused.detail.contains("selected"), "{refused}");
}

#[test]
fn a_font_tells_its_letters_when_the_file_does_not() {
    let bytes = crate::fixture("chromium.pdf");
    let mut blind = bytes.to_vec();
    while let Some(place) = blind.windows(10).position(|w| w == b"/ToUnicode") {
        blind[place..place + 10].copy_from_slice(b"/ToNowhere");
    }
    let found = markdown(&blind, "a.pdf");
    println!("{found}");
    assert!(found.contains("Мужская стрижка"), "{found}");
}

#[test]
fn a_turned_page_reads_upright() {
    let mut pdf = Pdf::new();
    pdf.attributes = "/Rotate 90".to_owned();
    pdf.page(&(at(100.0, 100.0, 12.0, "Первая").replace("1 0 0 1", "0 1 -1 0") + &at(120.0, 100.0, 12.0, "вторая").replace("1 0 0 1", "0 1 -1 0")), "");
    assert_eq!(markdown(&pdf.finish(), "a.pdf"), page("Первая\n\nвторая").replace("\n\nвторая", " вторая"));
}

#[test]
fn damaged_files_are_mended_where_possible() {
    let mut pdf = Pdf::new();
    pdf.page(&at(50.0, 700.0, 12.0, "Уцелело"), "");
    let whole = pdf.finish();
    let cut = &whole[..whole.len() - 120];
    assert_eq!(markdown(cut, "a.pdf"), page("Уцелело"));
    let shifted = [b"junk before\n", whole.as_slice()].concat();
    assert_eq!(markdown(&shifted, "a.pdf"), page("Уцелело"));
    for end in [20, 60, 200] {
        let refused = refusal(&whole[..end], &Limits::default());
        assert_eq!(refused.code, "broken", "{refused}");
    }
}
