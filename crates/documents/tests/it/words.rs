//! Plain text in every encoding, and DOCX in its finer points.

use crate::make::{docx, zip};
use crate::{markdown, summary, text};
use samovar_documents::Kind;

const LETTER: &str = "ПРАВИЛА САЛОНА\r\n\r\nМы работаем с 9:00 до 21:00 без выходных.\r\nЁлочные дни: скидка 10%.\r\n\r\n1. Отмена записи\r\n\r\nНе позднее чем за сутки.\r\n\r\n- по телефону\r\n- на сайте\r\n";
const READ: &str = "## ПРАВИЛА САЛОНА\n\nМы работаем с 9:00 до 21:00 без выходных.\nЁлочные дни: скидка 10%.\n\n## 1. Отмена записи\n\nНе позднее чем за сутки.\n\n- по телефону\n- на сайте\n";

#[test]
fn text_is_read_in_every_encoding() {
    for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R, encoding_rs::IBM866, encoding_rs::UTF_8] {
        let bytes = encoding.encode(LETTER).0.into_owned();
        let found = text(&bytes, "правила_салона.txt");
        assert_eq!(found.to_markdown(), READ, "{}", encoding.name());
        assert_eq!(found.title.as_deref(), Some("ПРАВИЛА САЛОНА"));
        assert_eq!(summary(&bytes, "").kind, Kind::Text);
    }
    let little: Vec<u8> = LETTER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(LETTER.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!((markdown(&little, "a.txt"), markdown(&big, "a.txt")), (READ.to_owned(), READ.to_owned()));
}

#[test]
fn one_russian_word_at_the_end_of_a_long_file_decides_the_encoding() {
    let long = "plain words of a long text\n\n".repeat(6_000) + "Стрижка и окраска";
    let bytes = encoding_rs::WINDOWS_1251.encode(&long).0.into_owned();
    assert!(markdown(&bytes, "a.txt").contains("Стрижка и окраска"));
}

#[test]
fn letters_are_not_torn_between_pieces() {
    // An odd offset puts every piece's border inside a letter.
    let long = "я".to_owned() + &"ёж шёл, ".repeat(40_000);
    let found = markdown(long.as_bytes(), "a.txt");
    assert!(!found.contains('\u{fffd}') && found.matches("шёл").count() == 40_000);
}

#[test]
fn tracked_changes_read_as_accepted() {
    let body = "<w:p><w:r><w:t>Цена </w:t></w:r><w:del><w:r><w:delText>1000</w:delText></w:r></w:del><w:ins><w:r><w:t>1500</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>прочь</w:t></w:r></w:moveFrom><w:r><w:t> ₽</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>А</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Б</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr><w:tc><w:p><w:r><w:t>убрано</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(markdown(&docx(body), "a.docx"), "Цена 1500 ₽\n\n| А | Б |\n| --- | --- |\n| 1 | 2 |\n");
}

#[test]
fn fields_boxes_and_breaks_are_read_once() {
    let body = "<w:p><w:r><w:t>До</w:t><w:br/><w:t>после</w:t><w:tab/><w:t>табуляции</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p><w:p><w:r><mc:AlternateContent xmlns:mc=\"m\"><mc:Choice><w:txbxContent><w:p><w:r><w:t>В рамке</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>В рамке</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    assert_eq!(markdown(&docx(body), "a.docx"), "До\nпосле табуляции\n\nВ рамке\n");
}

#[test]
fn styles_in_russian_and_by_outline_make_headings() {
    let files = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("word/_rels/document.xml.rels", "<Relationships><Relationship Id=\"a\" Type=\"x/styles\" Target=\"styles.xml\"/><Relationship Id=\"b\" Type=\"x/footnotes\" Target=\"footnotes.xml\"/></Relationships>".to_owned()),
        ("word/styles.xml", "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"1\"><w:name w:val=\"Заголовок 2\"/></w:style><w:style w:styleId=\"2\"><w:name w:val=\"Мой\"/><w:basedOn w:val=\"1\"/></w:style><w:style w:styleId=\"3\"><w:name w:val=\"toc 1\"/></w:style><w:style w:styleId=\"4\"><w:name w:val=\"Тайна\"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>".to_owned()),
        ("word/footnotes.xml", "<w:footnotes xmlns:w=\"w\"><w:footnote><w:p><w:r><w:t>Сноска.</w:t></w:r></w:p></w:footnote></w:footnotes>".to_owned()),
        (
            "word/document.xml",
            format!(
                "<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>",
                [("2", "Раздел"), ("3", "Раздел 5"), ("4", "Тайный абзац"), ("0", "Текст")].map(|(style, text)| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:lastRenderedPageBreak/><w:t>{text}</w:t></w:r></w:p>")).concat()
            ),
        ),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(markdown(&zip(&files), "a.docx"), "<!-- page 2 -->\n\n## Раздел\n\n<!-- page 5 -->\n\nТекст\n\nСноска.\n");
}
