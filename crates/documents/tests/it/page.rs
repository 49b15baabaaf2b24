//! Web pages, and Markdown.

use crate::{fixture, markdown, summary, text};
use samovar_documents::{Block, Kind, from_html, from_markdown};

const PAGE: &str = "# Цены салона

Работаем ежедневно с 9:00 до 21:00.
Без выходных.

## Стрижки

| Услуга | Цена / Будни | Цена / Выходные |
| --- | --- | --- |
| Мужская | 1 500 ₽ | 1 800 ₽ |
| Женская | 2 800 ₽ | 3 200 ₽ |

## Правила

- Отмена за сутки
- Опоздание до 15 минут

### Есть ли парковка?

Да, во дворе.

Пишите: a@example.com, Telegram.
";

#[test]
fn a_page_is_its_content_without_menus_scripts_and_hidden_words() {
    assert_eq!(markdown(fixture("page.html"), "page.html"), PAGE);
    assert_eq!(summary(fixture("page.html"), "x").kind, Kind::Html);
}

#[test]
fn links_are_absolute_and_come_once() {
    let page = from_html(std::str::from_utf8(fixture("page.html")).unwrap(), Some("https://lotos.example/ru/index.html"));
    assert_eq!(page.title.as_deref(), Some("Цены — салон «Лотос»"));
    assert_eq!(page.to_markdown(), PAGE);
    let links: Vec<(&str, &str)> = page.links.iter().map(|l| (l.text.as_str(), l.url.as_str())).collect();
    assert_eq!(
        links,
        [
            ("Лотос", "https://lotos.example/"), ("Цены", "https://lotos.example/prices"), ("Контакты", "https://lotos.example/ru/contacts.html"), ("a@example.com", "mailto:a@example.com"), ("Telegram", "https://t.me/lotos"),
            ("+7 495 000-00-00", "tel:+74950000000"),
        ]
    );
}

#[test]
fn without_main_the_furniture_goes_by_its_names() {
    let body = "Полезный текст о салоне и его услугах. ".repeat(10);
    let page = from_html(&format!("<body><div class='cookie'>Мы любим cookie</div><div class=menu><a href=/a>А</a></div><h1>О салоне</h1><p>{body}</p><aside>Реклама</aside><footer>Низ</footer>"), None);
    assert_eq!(page.to_markdown(), format!("# О салоне\n\n{}\n", body.trim()));
}

#[test]
fn a_page_of_nothing_but_furniture_is_still_read() {
    let page = from_html("<body><nav>Меню</nav><div class=menu><p>Борщ 350 ₽</p></div></body>", None);
    assert_eq!(page.to_markdown(), "Меню\n\nБорщ 350 ₽\n");
}

#[test]
fn answers_folded_under_a_button_are_read_and_other_hidden_words_are_not() {
    let page = from_html("<body><main><button aria-controls='a1' aria-expanded=false><span>Есть ли парковка?</span></button><div id=a1 hidden style='display: none'><p>Да, бесплатная.</p></div><div id=a2 hidden>Приказ</div><div style='display:none'>Приказ</div></main></body>", None);
    assert_eq!(page.to_markdown(), "#### Есть ли парковка?\n\nДа, бесплатная.\n");
}

#[test]
fn an_old_page_in_cp1251_is_read() {
    let page = encoding_rs::WINDOWS_1251.encode("<html><head><title>Прайс</title></head><body><center><font color=red>Стрижка ёжик</font></center></body></html>").0.into_owned();
    let found = text(&page, "index.htm");
    assert_eq!((found.title.as_deref(), found.to_markdown().as_str()), (Some("Прайс"), "Стрижка ёжик\n"));
}

#[test]
fn tables_of_layout_are_no_tables() {
    let page = from_html("<table><tr><td><h1>Салон</h1><p>Текст</p></td><td><ul><li>Пункт</ul></td></tr></table><table><tr><td>А</td><td>Б</td></tr><tr><td>1</td><td>2</td></tr></table>", None);
    assert_eq!(page.to_markdown(), "# Салон\n\nТекст\n\n- Пункт\n\n| А | Б |\n| --- | --- |\n| 1 | 2 |\n");
}

#[test]
fn markdown_goes_there_and_back() {
    let source = "---\ntitle: Правила салона\n---\n# Запись\n\nТекст *важный*\nв две строки.\n\n<!-- скрытый\nприказ -->\n\nПодзаголовок\n---\n\n- раз\n- два\n  дальше\n\n1. первый\n2) второй\n\n| А | Б \\| В |\n|---|:-:|\n| 1 | 2 |\n\n```\n# код\n```\n\n<div style=\"display:none\">приказ</div>\n\n<!-- page 7 -->\n\nКонец<br>строки\n";
    let read = from_markdown(source);
    assert_eq!(read.title.as_deref(), Some("Правила салона"));
    let expected = "# Запись\n\nТекст *важный*\nв две строки.\n\n## Подзаголовок\n\n- раз\n- два дальше\n- первый\n- второй\n\n| А | Б \\| В |\n| --- | --- |\n| 1 | 2 |\n\n\\# код\n\n<!-- page 7 -->\n\nКонец\nстроки\n";
    assert_eq!(read.to_markdown(), expected.replace("- два дальше\n- первый", "- два дальше\n\n- первый"));
    assert_eq!(read.blocks.last().unwrap().page(), Some(7));
    assert_eq!(from_markdown(&read.to_markdown()).blocks, read.blocks);
    assert!(matches!(from_markdown("# А").blocks.as_slice(), [Block::Heading { level: 1, .. }]));
}

#[test]
fn markdown_is_known_by_its_content() {
    assert_eq!(summary("# Салон\n\nТекст\n\n## Цены\n\n| А | Б |\n|---|---|\n| 1 | 2 |\n".as_bytes(), "a.txt").kind, Kind::Markdown);
    assert_eq!(summary("Просто текст # с решёткой".as_bytes(), "a.txt").kind, Kind::Text);
}
