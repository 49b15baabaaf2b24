//! Files that other programs made.

use crate::{FIXTURES, fixture, markdown, summary, text};
use samovar_documents::{Block, Kind};

const PRICE: &str = "<!-- page 1 -->

# Прайс салона «Лотос»

Цены действуют с 1 сентября 2026 года. Запись возможна онлайн, по телефону и в мессенджерах; всё — без предоплаты. Ёлочные дни: скидка 10%.

## Стрижки

| Услуга | Длительность | Цена, ₽ |
| --- | --- | --- |
| Мужская стрижка | 45 минут | 1 500 |
| Женская стрижка с укладкой на длинные волосы и подбором ухода | 1 час 30 минут | 2 800 |
| Детская | 30 минут | 900 |

## Правила

Отмена — не позднее чем за 24 часа.

Опоздание больше 15 минут сдвигает запись.

<!-- page 2 -->

## Вторая страница

Адрес: Москва, Тверская ул., 1. Телефон +7 495 000-00-00.
";

#[test]
fn a_cyrillic_pdf_of_a_browser_comes_out_whole_and_without_white_words() {
    for name in ["chromium.pdf", "packed.pdf"] {
        assert_eq!(markdown(fixture(name), name), PRICE, "{name}");
        assert_eq!(text(fixture(name), name).title.as_deref(), Some("Прайс салона «Лотос»"));
    }
}

#[test]
fn a_pdf_that_only_forbids_printing_is_read() {
    for name in ["unlocked-aes128.pdf", "unlocked-aes256.pdf", "unlocked-rc4.pdf"] {
        assert_eq!(markdown(fixture(name), name), PRICE, "{name}");
    }
}

#[test]
fn an_xlsx_shows_numbers_dates_and_merged_headers_and_hides_what_is_hidden() {
    let found = text(fixture("openpyxl.xlsx"), "a.xlsx");
    assert_eq!(found.title.as_deref(), Some("Цены салона"));
    assert_eq!(
        found.to_markdown(),
        "## Прайс

| Услуга | Длительность | Цена / Будни | Цена / Выходные |
| --- | --- | --- | --- |
| Мужская стрижка | 00:45 | 1 500.00 ₽ | 1800 |
| Окраска | 02:00 | 4 200.50 ₽ | 15.5% |
| С даты | 21.11.2026 14:30 | TRUE |  |
"
    );
    assert!(matches!(&found.blocks[0], Block::Table { sheet: Some(sheet), first_row: 3, .. } if sheet == "Прайс"));
}

#[test]
fn an_old_xls_reads_like_a_new_one() {
    assert_eq!(
        markdown(fixture("xlwt.xls"), "прайс.xls"),
        "Прайс салона

## Прайс

| Раздел | Услуга | Цена | С даты |
| --- | --- | --- | --- |
| Стрижки | Мужская | 1 500.50 ₽ | 21.11.2026 |
| Стрижки | Женская | 2 800.00 ₽ | 01.12.2026 |
| Цвет | Окраска | 4 200.00 ₽ | 31.12.2026 |
|  | Всего |  |  |
"
    );
}

#[test]
fn a_docx_keeps_headings_lists_and_tables_and_drops_hidden_words() {
    let found = text(fixture("python-docx.docx"), "a.docx");
    assert_eq!(found.title.as_deref(), Some("Правила записи"));
    assert_eq!(
        found.to_markdown(),
        "# Правила записи

# Общее

Мы работаем с 9:00 до 21:00, ёлки — по записи.

- Отмена за сутки
- Опоздание до 15 минут

| Услуга | Время | Цена |
| --- | --- | --- |
| Стрижка Окраска | 45 мин | 1 500 ₽ |
| Стрижка Окраска | 2 часа | 4 200 ₽ |

Видно.
"
    );
}

#[test]
fn open_documents_are_read() {
    assert_eq!(markdown(fixture("odfpy.odt"), "a.odt"), "# Правила\n\nМы работаем до 21:00.\n\n- Первое\n- Второе\n");
    let sheet = markdown(fixture("odfpy.ods"), "a.ods");
    assert!(sheet.starts_with("## Прайс\n\n| Услуга | Цена | С даты |\n| --- | --- | --- |\n| Стрижка | 1 500,00 ₽ | 21.11.2026 |\n| Цвет | 4200 |  |\n"), "{sheet}");
}

#[test]
fn the_name_and_the_declared_type_do_not_decide() {
    for (name, bytes) in FIXTURES.iter().filter(|(name, _)| *name != "locked.pdf") {
        let honest = summary(bytes, name);
        for lie in ["photo.jpg", "a.txt", "a.pdf", "a.xlsx", ""] {
            assert_eq!(summary(bytes, lie).kind, honest.kind, "{name} as {lie}");
        }
    }
    assert_eq!(summary(fixture("chromium.pdf"), "a.docx").kind, Kind::Pdf);
    assert_eq!(summary(fixture("chromium.pdf"), "a.docx").pages, 2);
}
