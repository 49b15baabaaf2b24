//! Exports of messengers, cards and tables become records: fixtures in the shapes of every phone, with their counts.

use crate::make::{entry, xlsx, zeroes, zip_of};
use proptest::prelude::*;
use samovar_documents::import::{Chat, ChatKind, DateOrder, Field, Format, Media, MediaKind, Message, MessageKind, Moment, Options, Person, Record, Report, Row, WARNINGS, read};
use samovar_documents::{CODES, Limits, Refused};
use std::io::Cursor;
use std::ops::ControlFlow;

pub const EXPORTS: [(&str, &[u8]); 9] = [
    ("android_ru.txt", include_bytes!("../fixtures/import/android_ru.txt")),
    ("android_en.txt", include_bytes!("../fixtures/import/android_en.txt")),
    ("ios_ru.txt", include_bytes!("../fixtures/import/ios_ru.txt")),
    ("ios_en.txt", include_bytes!("../fixtures/import/ios_en.txt")),
    ("result.json", include_bytes!("../fixtures/import/result.json")),
    ("result_full.json", include_bytes!("../fixtures/import/result_full.json")),
    ("messages.html", include_bytes!("../fixtures/import/messages.html")),
    ("people.vcf", include_bytes!("../fixtures/import/people.vcf")),
    ("people.csv", include_bytes!("../fixtures/import/people.csv")),
];

fn export(name: &str) -> &'static [u8] {
    EXPORTS.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes).unwrap()
}

fn outcome(bytes: &[u8], name: &str, options: &Options) -> Result<(Report, Vec<Record>), Refused> {
    let mut records = Vec::new();
    let report = read(&mut Cursor::new(bytes), name, options, &Limits::of_import(), &mut |_| {}, &|| false, &mut |record| {
        records.push(record);
        ControlFlow::Continue(())
    })?;
    Ok((report, records))
}

fn records(bytes: &[u8], name: &str) -> (Report, Vec<Record>) {
    outcome(bytes, name, &Options::default()).unwrap()
}

fn messages(records: &[Record]) -> Vec<&Message> {
    records.iter().filter_map(|r| if let Record::Message(m) = r { Some(m) } else { None }).collect()
}

fn people(records: &[Record]) -> Vec<&Person> {
    records.iter().filter_map(|r| if let Record::Person(p) = r { Some(p) } else { None }).collect()
}

fn chats(records: &[Record]) -> Vec<&Chat> {
    records.iter().filter_map(|r| if let Record::Chat(c) = r { Some(c) } else { None }).collect()
}

fn rows(records: &[Record]) -> Vec<&Row> {
    records.iter().filter_map(|r| if let Record::Row(row) = r { Some(row) } else { None }).collect()
}

/// Format; chats, people, messages, system, media, rows.
fn counts(report: &Report) -> (Format, [u64; 6]) {
    (report.format, [report.chats, report.people, report.messages, report.system, report.media, report.rows])
}

#[test]
fn every_fixture_has_its_counts() {
    for (name, format, numbers) in [
        ("android_ru.txt", Format::WhatsApp, [1, 2, 12, 2, 5, 0]),
        ("android_en.txt", Format::WhatsApp, [1, 4, 6, 6, 3, 0]),
        ("ios_ru.txt", Format::WhatsApp, [1, 2, 8, 2, 4, 0]),
        ("ios_en.txt", Format::WhatsApp, [1, 3, 7, 3, 3, 0]),
        ("result.json", Format::TelegramJson, [1, 3, 8, 1, 6, 0]),
        ("result_full.json", Format::TelegramJson, [4, 4, 3, 1, 0, 0]),
        ("messages.html", Format::TelegramHtml, [1, 2, 4, 1, 2, 0]),
        ("people.vcf", Format::Vcard, [0, 4, 0, 0, 0, 0]),
        ("people.csv", Format::Csv, [0, 0, 0, 0, 0, 3]),
    ] {
        let (report, first) = records(export(name), name);
        assert_eq!(counts(&report), (format, numbers), "{name}: {:?}", report.warnings);
        assert!(report.warned.keys().all(|code| WARNINGS.contains(code)), "{name}");
        // A second reading is the same to the letter; ids are unique in their chat.
        assert_eq!(records(export(name), name).1, first, "{name}");
        let mut ids: Vec<(&str, &str)> = messages(&first).iter().map(|m| (m.chat.as_str(), m.id.as_str())).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), messages(&first).len(), "{name}");
    }
}

#[test]
fn an_android_chat_keeps_lines_names_and_files() {
    let (report, all) = records(export("android_ru.txt"), "Чат WhatsApp с контактом Анна Ли.txt");
    assert_eq!((report.date_order, report.is_date_ambiguous), (Some(DateOrder::DayMonthYear), false));
    let chat = chats(&all)[0];
    assert_eq!((chat.title.as_deref(), chat.kind, chat.counterpart.as_deref()), (Some("Анна Ли"), ChatKind::Private, Some("Анна Ли")));
    let found = messages(&all);
    assert_eq!((found[1].text.as_str(), found[1].author.as_deref(), found[1].line), ("Здравствуйте! Можно записаться на стрижку?\nЛучше в субботу,\nпосле обеда.", Some("Анна Ли"), 2));
    assert_eq!(found[2].text, "Добрый день, Анна! Есть 13:30 и 15:00: какое удобнее?");
    assert_eq!((found[4].text.as_str(), &found[4].media[0]), ("Вот как это будет", &Media { kind: MediaKind::Photo, name: Some("IMG-20240102-WA0001.jpg".into()), is_present: None }));
    assert_eq!((found[6].text.as_str(), found[7].text.as_str()), ("👍", "👍"));
    assert_ne!(found[6].id, found[7].id);
    assert_eq!((found[8].text.as_str(), found[8].is_edited), ("Ждём вас 13.01.2024, 15:00 - не опаздывайте", true));
    assert!(found[9].is_deleted && found[9].text.is_empty());
    assert_eq!((found[10].kind, found[10].author.as_deref()), (MessageKind::System, Some("Анна Ли")));
    // The chat is known by its people even when the file has another name.
    assert_eq!(chats(&records(export("android_ru.txt"), "export.txt").1)[0].key, chat.key);
}

#[test]
fn an_american_group_is_read() {
    let (report, all) = records(export("android_en.txt"), "WhatsApp Chat with Walks_ all year.txt");
    assert_eq!(report.date_order, Some(DateOrder::MonthDayYear));
    assert_eq!(chats(&all)[0].kind, ChatKind::Group);
    let names: Vec<(&str, Option<&str>)> = people(&all).iter().map(|p| (p.key.as_str(), p.name.as_deref())).collect();
    assert_eq!(names, [("Bob", Some("Bob")), ("+15550100199", None), ("Alice 🌿", Some("Alice 🌿")), ("Carol", Some("Carol"))]);
    assert_eq!(people(&all)[1].phones, ["+15550100199"]);
    let found = messages(&all);
    let times: Vec<String> = found.iter().map(|m| if let Moment::Local(at) = m.at { at.to_string() } else { panic!() }).collect();
    assert_eq!(times[3..6], ["2024-01-29T23:59:00", "2024-01-30T00:00:00", "2024-01-30T12:01:00"]);
    assert_eq!(found[4].text, "Me: twice!");
    assert_eq!((found[1].kind, found[1].author.as_deref(), found[1].text.as_str()), (MessageKind::System, None, "Bob created group \"Weekend: walks\""));
    assert_eq!(found[7].text, "POLL:\nWhich way?\nOPTION: North (2 votes)\nOPTION: South (0 votes)");
}

#[test]
fn an_ios_zip_knows_which_files_came_along() {
    let zip = zip_of(&[entry("_chat.txt", export("ios_ru.txt")), entry("00000003-PHOTO-2024-01-02-10-00-01.jpg", b"jpeg"), entry("notes.txt", b"no chat")]);
    let (report, all) = records(&zip, "WhatsApp Chat - Анна Ли.zip");
    assert_eq!(counts(&report), (Format::WhatsApp, [1, 2, 8, 2, 4, 0]));
    assert_eq!(chats(&all)[0].counterpart.as_deref(), Some("Анна Ли"));
    let media: Vec<(MediaKind, Option<bool>)> = messages(&all).iter().flat_map(|m| m.media.iter().map(|m| (m.kind, m.is_present))).collect();
    assert_eq!(media, [(MediaKind::Photo, Some(true)), (MediaKind::Voice, Some(false)), (MediaKind::Document, Some(false)), (MediaKind::Contact, Some(false))]);
    // Packed or not, the messages are the same ones.
    let ids = |records: &[Record]| messages(records).iter().map(|m| m.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&all), ids(&records(export("ios_ru.txt"), "_chat.txt").1));
    // Android names the text after the chat.
    let zip = zip_of(&[entry("Чат WhatsApp с контактом Анна Ли.txt", export("android_ru.txt")), entry("IMG-20240102-WA0001.jpg", b"jpeg")]);
    assert_eq!(records(&zip, "x.zip").0.messages, 12);
    let refused = outcome(&zip_of(&[entry("a.txt", b"hello")]), "a.zip", &Options::default()).unwrap_err();
    assert_eq!(refused.code, "unsupported");
}

#[test]
fn a_quoted_head_of_another_shape_stays_in_its_message() {
    let (_, all) = records(export("ios_en.txt"), "_chat.txt");
    let found = messages(&all);
    assert_eq!(found[8].text, "I was told:\n[01/02/2023, 10:00] Dan: not a message here");
    assert_eq!(found.iter().filter(|m| m.kind == MessageKind::System).map(|m| m.author.as_deref()).collect::<Vec<_>>(), [None, None, None]);
}

#[test]
fn who_sends_only_pictures_on_ios_is_a_person() {
    let text = "[13.01.24, 15:04:05] Anna: \u{200e}Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.\n\u{200e}[13.01.24, 15:04:07] Max: \u{200e}Bild weggelassen\n\u{200e}[13.01.24, 15:04:08] Лотос: \u{200e}<прикреплено: 00000002-PHOTO-2024-01-02-15-04-05.jpg>\n\u{200e}[13.01.24, 15:04:09] Пётр: \u{200e}ОПРОС:\nКогда?\n\u{200e}ВАРИАНТ: Завтра (\u{200e}1 голос)\n";
    let (report, all) = records(text.as_bytes(), "_chat.txt");
    assert_eq!((report.messages, report.system), (3, 1));
    assert_eq!(people(&all).iter().map(|p| p.key.as_str()).collect::<Vec<_>>(), ["Max", "Лотос", "Пётр"]);
}

#[test]
fn a_longer_export_of_the_same_chat_keeps_the_ids() {
    let short = export("android_ru.txt");
    let long = [short, "14.01.2024, 09:00 - Анна Ли: Спасибо!\n".as_bytes()].concat();
    let (short, long) = (records(short, "a.txt").1, records(&long, "a (1).txt").1);
    let ids = |records: &[Record]| messages(records).iter().map(|m| m.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&long)[..14], ids(&short)[..]);
    assert_eq!(ids(&long).len(), 15);
}

#[test]
fn ambiguous_dates_are_told_and_a_person_decides() {
    let text = "01.02.2024, 10:00 - А: раз\n01.03.2024, 10:00 - Б: два\n".as_bytes();
    let (report, _) = records(text, "a.txt");
    assert_eq!((report.date_order, report.is_date_ambiguous), (Some(DateOrder::DayMonthYear), true));
    let (report, all) = outcome(text, "a.txt", &Options { date_order: Some(DateOrder::MonthDayYear) }).unwrap();
    assert!(!report.is_date_ambiguous);
    assert!(matches!(messages(&all)[0].at, Moment::Local(at) if at.to_string() == "2024-01-02T10:00:00"));
}

#[test]
fn telegram_keeps_numbers_links_and_what_is_missing() {
    let (report, all) = records(export("result.json"), "result.json");
    assert_eq!((report.warned.get("odd_record"), chats(&all)[0].counterpart.as_deref()), (Some(&2), Some("user4815162342")));
    let found = messages(&all);
    assert_eq!((found[0].kind, found[0].text.as_str(), found[0].at), (MessageKind::System, "phone_call 35", Moment::Instant(1_634_117_690)));
    assert_eq!((found[2].text.as_str(), found[2].reply_to.as_deref(), found[2].is_edited, found[2].id.as_str()), ("Да, в субботу — запись (https://lotos.example/)https://a.example", Some("102"), true, "103"));
    assert!(matches!(found[3].at, Moment::Local(at) if at.to_string() == "2021-10-13T12:36:10"));
    assert_eq!(found[4].media, [Media { kind: MediaKind::Voice, name: Some("голос.ogg".into()), is_present: Some(false) }]);
    assert_eq!((found[5].forwarded_from.as_deref(), found[5].text.as_str(), found[5].media[0].kind), (Some("Мастер Ольга"), "👍", MediaKind::Sticker));
    assert_eq!((found[6].author.as_deref(), found[6].text.as_str()), (Some("user7"), "55.75, 37.61"));
    assert_eq!(found[7].text, "Пётр +79123456789");
    assert_eq!(found[8].text, "Когда?\n– Сегодня\n– Завтра");
    let (report, all) = records(export("result_full.json"), "result.json");
    assert_eq!(report.owner.as_deref(), Some("user42"));
    let kinds: Vec<(&str, ChatKind)> = chats(&all).iter().map(|c| (c.key.as_str(), c.kind)).collect();
    assert_eq!(kinds, [("telegram:1", ChatKind::Private), ("telegram:2", ChatKind::Group), ("telegram:3", ChatKind::Group), ("telegram:9", ChatKind::Group)]);
    assert_eq!(people(&all)[1].phones, ["+79123456789"]);
    // Cut in the middle, what came before is read and the cut is told.
    let text = export("result.json");
    let (report, _) = records(&text[..text.len() * 2 / 3], "result.json");
    assert!(report.is_truncated && report.messages >= 4, "{report:?}");
    let packed = zip_of(&[entry("ChatExport_2021/result.json", text), entry("ChatExport_2021/photos/photo_1.jpg", b"")]);
    assert_eq!(records(&packed, "a.zip").0.messages, 8);
}

#[test]
fn pages_of_telegram_have_the_numbers_of_its_json() {
    let (_, all) = records(export("messages.html"), "messages.html");
    let found = messages(&all);
    assert_eq!(chats(&all)[0].title.as_deref(), Some("Анна Ли"));
    assert_eq!((found[0].id.as_str(), found[0].text.as_str(), found[0].at), ("102", "Здравствуйте!\nЕсть время & место?", Moment::Instant(1_634_117_696)));
    assert_eq!((found[1].author.as_deref(), found[1].media[0].name.as_deref()), (Some("Анна Ли"), Some("photos/photo_1@13-10-2021_12-35-10.jpg")));
    assert_eq!(found[2].reply_to.as_deref(), Some("102"));
    assert_eq!((found[3].author.as_deref(), found[3].forwarded_from.as_deref(), found[3].text.as_str(), found[3].media[0].is_present), (Some("Лотос"), Some("Мастер Ольга"), "Прайс", Some(false)));
    assert_eq!((found[4].kind, found[4].text.as_str()), (MessageKind::System, "Анна Ли pinned this message"));
    let second = String::from_utf8_lossy(export("messages.html")).replace("id=\"message10", "id=\"message20");
    let zip = zip_of(&[entry("e/messages2.html", second.as_bytes()), entry("e/messages.html", export("messages.html"))]);
    let (report, all) = records(&zip, "e.zip");
    assert_eq!((report.chats, report.people, report.messages, messages(&all)[0].id.as_str()), (1, 2, 8, "102"));
}

#[test]
fn cards_of_all_versions_are_people() {
    let (report, all) = records(export("people.vcf"), "people.vcf");
    let found = people(&all);
    let anna = found[0];
    assert_eq!((anna.key.as_str(), anna.name.as_deref(), anna.company.as_deref(), anna.position.as_deref(), anna.birthday.as_deref()), ("1f0e-22", Some("Анна Ли"), Some("Лотос"), Some("Мастер"), Some("1985-04-12")));
    assert_eq!((anna.phones.join(" "), anna.emails.join(" "), anna.tags.join(" ")), ("+79123456789 84951234567".into(), "anna@example.com anna.work@example.com".into(), "VIP Постоянные".into()));
    assert_eq!(anna.note.as_deref(), Some("Любит чай, без сахара\nЗвонить вечером"));
    assert_eq!((found[1].name.as_deref(), found[1].phones.join(" "), found[1].note.as_deref()), (Some("Иван Петров"), "+79001112233".into(), Some("Да")));
    assert_eq!((found[2].name.as_deref(), found[2].phones.join(" "), found[2].birthday.as_deref()), (Some("Zoë Ünal"), "+442079460018".into(), Some("--02-29")));
    assert_eq!((found[3].name.as_deref(), report.is_truncated, report.warned.get("odd_card")), (Some("ООО «Чай»"), true, Some(&1)));
}

#[test]
fn tables_have_columns_that_stay_in_their_place() {
    let (_, all) = records(export("people.csv"), "people.csv");
    let Record::Columns(columns) = &all[0] else { panic!() };
    assert_eq!(columns.fields, [Some(Field::FirstName), Some(Field::LastName), Some(Field::Phone), Some(Field::Email), None, Some(Field::Birthday)]);
    let found = rows(&all);
    assert_eq!((found[1].cells.join("|"), found[1].number), ("Пётр; младший|Ёлкин|8 900 111 22 33|||".into(), 3));
    assert_ne!(found[0].id, found[2].id);
    // UTF-16 with tabs, as Excel saves «Unicode text».
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain("Name\tPhone\r\nAnna\t+1 555 010 01 99\r\nBob\t\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(rows(&records(&wide, "a.csv").1).len(), 2);
    // A list without a header loses no row, one of a single column neither.
    let bare = "Анна,+7 912 345-67-89\nПётр,+7 900 111-22-33\nИван,+7 900 111-22-34\n";
    let (_, all) = records(bare.as_bytes(), "a.csv");
    assert_eq!((rows(&all).len(), matches!(&all[0], Record::Columns(c) if !c.has_header)), (3, true));
    assert_eq!(rows(&records("Телефон\n+79123456789\n+79001112233\n".as_bytes(), "a.csv").1).len(), 2);
    let sheet = "<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>ФИО</t></is></c><c t=\"inlineStr\"><is><t>Телефон</t></is></c></row><row r=\"2\"><c t=\"inlineStr\"><is><t>Анна Ли</t></is></c><c><v>79123456789</v></c></row></sheetData></worksheet>";
    let (report, all) = records(&xlsx(sheet.as_bytes(), ""), "a.xlsx");
    assert_eq!((report.format, rows(&all)[0].cells.join("|")), (Format::Sheet, "Анна Ли|79123456789".into()));
}

#[test]
fn progress_grows_and_a_sink_may_stop() {
    for (name, bytes) in EXPORTS {
        let mut told = Vec::new();
        read(&mut Cursor::new(bytes), name, &Options::default(), &Limits::of_import(), &mut |p| told.push(p), &|| false, &mut |_| ControlFlow::Continue(())).unwrap();
        assert!(told.is_sorted() && told.last() == Some(&100), "{name}: {told:?}");
        let mut taken = 0;
        read(&mut Cursor::new(bytes), name, &Options::default(), &Limits::of_import(), &mut |_| {}, &|| false, &mut |_| { taken += 1; ControlFlow::Break(()) }).unwrap();
        assert_eq!(taken, 1, "{name}");
        let refused = read(&mut Cursor::new(bytes), name, &Options::default(), &Limits::of_import(), &mut |_| {}, &|| true, &mut |_| ControlFlow::Continue(())).map(|r| r.rows).unwrap_err();
        assert_eq!(refused.code, "too_slow", "{name}");
    }
}

#[test]
fn bombs_and_endless_lines_are_bounded() {
    let bomb = |name: &str| crate::make::Entry { name: name.to_owned(), packed: zeroes(2_000), unpacked: 1_000, flags: 0 };
    assert_eq!(outcome(&zip_of(&[bomb("result.json")]), "a.zip", &Options::default()).unwrap_err().code, "broken");
    assert!(outcome(&zip_of(&[bomb("messages.html")]), "a.zip", &Options::default()).is_err());
    assert!(outcome(&zip_of(&[bomb("_chat.txt")]), "a.zip", &Options::default()).is_err());
    let long = format!("02.01.2024, 10:00 - А: {}\n02.01.2024, 10:01 - Б: да\n", "слово ".repeat(900_000));
    let (report, all) = records(long.as_bytes(), "a.txt");
    assert_eq!((report.messages, report.warned.get("cut_line")), (2, Some(&1)));
    assert!(messages(&all)[0].text.chars().count() <= 70_000);
    let json = format!("{{\"name\":\"a\",\"type\":\"personal_chat\",\"id\":1,\"messages\":[{{\"id\":1,\"type\":\"message\",\"text\":\"{}\"}}]}}", "a".repeat(9 << 20));
    assert_eq!(outcome(json.as_bytes(), "result.json", &Options::default()).unwrap_err().code, "too_large");
    // What is passed over may be of any size.
    let json = format!("{{\"stories\":[\"{}\"],\"name\":\"a\",\"type\":\"personal_chat\",\"id\":1,\"messages\":[{{\"id\":1,\"type\":\"message\",\"date\":\"2024-01-01T00:00:00\",\"text\":\"a\"}}]}}", "a".repeat(9 << 20));
    assert_eq!(records(json.as_bytes(), "result.json").0.messages, 1);
    let deep = format!("{{\"messages\":[{}", "[".repeat(100_000));
    assert!(outcome(deep.as_bytes(), "result.json", &Options::default()).is_err());
    let card = format!("BEGIN:VCARD\nFN:А\nNOTE:{}\nPHOTO;ENCODING=b:{}\nEND:VCARD\n", "я".repeat(3 << 20), "A".repeat(3 << 20));
    assert_eq!(records(card.as_bytes(), "a.vcf").0.people, 1);
}

/// Reads; whatever comes in, records or a refusal come out.
pub fn survives(bytes: &[u8], name: &str) {
    let limits = Limits { chars: 2_000_000, rows: 50_000, unpacked_bytes: 64 << 20, ..Limits::of_import() };
    let outcome = read(&mut Cursor::new(bytes), name, &Options::default(), &limits, &mut |_| {}, &|| false, &mut |_| ControlFlow::Continue(()));
    if let Err(refused) = outcome {
        assert!(CODES.contains(&refused.code));
        assert!(!refused.detail.contains("failed inside"), "{name}: {refused}");
    }
}

#[test]
fn files_cut_anywhere_never_panic() {
    for (name, bytes) in EXPORTS {
        for end in (0..bytes.len()).step_by(7) {
            survives(&bytes[..end], name);
        }
    }
}

const WORDS: [&str; 14] = ["да", "нет", "в 15:00", "цена: 5", "👍", "ок\nещё", "https://a.example/x?y=1", "(файл)", "<b>", "12.5 - 13.5", "завтра\n\nпосле", "Anna: hi", "«Лотос»", "1) раз"];
const NAMES: [&str; 5] = ["Анна Ли", "Bob", "+7 912 345-67-89", "Пётр 🌿", "Мастер"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_phone_writes_is_counted_right(said in prop::collection::vec((0..NAMES.len(), prop::collection::vec(0..WORDS.len(), 1..4)), 1..40), shape in 0..8usize, is_windows in any::<bool>()) {
        let mut text = String::new();
        for (at, (who, words)) in said.iter().enumerate() {
            let (day, hour, minute) = (1 + at / 4, 9 + at % 4 * 3, at % 60);
            let half = if hour < 12 { "AM" } else { "PM" };
            let twelve = if hour > 12 { hour - 12 } else { hour };
            let head = match shape {
                0 => format!("{day:02}.03.2024, {hour:02}:{minute:02} - "),
                1 => format!("3/{day}/24, {twelve}:{minute:02}\u{202f}{half} - "),
                2 => format!("[{day:02}.03.2024, {hour:02}:{minute:02}:07] "),
                3 => format!("[3/{day}/24, {twelve}:{minute:02}:07\u{202f}{half}] "),
                4 => format!("2024-03-{day:02}, {hour:02}:{minute:02} - "),
                5 => format!("{day:02}/03/2024, {twelve}:{minute:02} {} - ", if hour < 12 { "a. m." } else { "p. m." }),
                6 => format!("{day:02}.03.24 {hour:02}:{minute:02} - "),
                _ => format!("[2024/3/{day} {}{twelve}:{minute:02}:07] ", if hour < 12 { "上午" } else { "下午" }),
            };
            text += &format!("{head}{}: {}\n", NAMES[*who], words.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" "));
        }
        let text = if is_windows { text.replace('\n', "\r\n") } else { text };
        let (report, all) = records(text.as_bytes(), "a.txt");
        let mut who: Vec<usize> = said.iter().map(|(who, _)| *who).collect();
        who.sort_unstable();
        who.dedup();
        prop_assert_eq!((report.messages, report.system), (u64::try_from(said.len()).unwrap(), 0));
        prop_assert_eq!(report.people, u64::try_from(who.len()).unwrap());
        for (message, (_, words)) in messages(&all).iter().zip(&said) {
            let text = words.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(message.text.as_str(), text.trim());
        }
    }

    #[test]
    fn random_lines_never_panic(words in prop::collection::vec(prop::sample::select(vec!["[02.01.2024, 15:04:05] ", "02.01.2024, 15:04 - ", "1/29/24, 9:00 PM - ", "\u{200e}", "Анна: ", "Анна:", ": ", "<attached: ", ">", "00000001-PHOTO-1.jpg", " omitted", "•", "(файл добавлен)", "<This message was edited>", "\n", "\r\n", "POLL:", "null", "99.99.9999, 99:99 - ", "٢/١/٢٠٢٤، ٣:٠٤ م - ", "ы"]), 0..60)) {
        survives(words.concat().as_bytes(), "a.txt");
    }

    #[test]
    fn random_cards_never_panic(words in prop::collection::vec(prop::sample::select(vec!["BEGIN:VCARD\n", "END:VCARD\n", "FN:Анна\n", "N:;;;\n", "TEL;TYPE=cell:+7 900\n", " ", "=\n", "NOTE;ENCODING=QUOTED-PRINTABLE:=D0=", "=ZZ", ":", ";", "\"", "BDAY:--", "PHOTO;ENCODING=b:AAA\n", "\\", "\\n", ",", "item1.", "BDAY:19850412T\n", "CHARSET=x"]), 0..60)) {
        survives(format!("BEGIN:VCARD\n{}", words.concat()).as_bytes(), "a.vcf");
    }

    #[test]
    fn random_exports_of_telegram_never_panic(words in prop::collection::vec(prop::sample::select(vec!["{\"messages\":[", "{\"id\":1,\"type\":\"message\",\"date\":\"2024-01-01T00:00:00\",\"text\":", "\"text\"", "[", "]", "{", "}", ",", "\"chats\":{\"list\":[", "\"contacts\":{\"list\":[", "\"personal_information\":{\"user_id\":1}", "null", "1e999", "-1", "\"name\":", "\"id\":", ":", "\"type\":\"personal_chat\"", "\"\\ud800\""]), 0..60)) {
        survives(format!("{{{}", words.concat()).as_bytes(), "result.json");
        survives(words.concat().as_bytes(), "result.json");
    }
}
