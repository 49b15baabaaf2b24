//! Imports on a real database: exports of every phone come along once, a killed job goes on without doubles, an undo leaves nothing but
//! what somebody has changed or used.

use crate::stage::Theatre;
use app::import;
use domain::id::ImportId;
use domain::import::{Counts, Import, ImportState, Mapping};
use domain::message::Author;
use std::collections::BTreeMap;
use store::Signal;
use testkit::TestDb;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../documents/tests/fixtures/import");

async fn open(db: &TestDb) -> Theatre {
    Theatre::open(db, "2026-11-24T12:00".parse().unwrap(), 8, true, &BTreeMap::new()).await
}

async fn work(t: &Theatre) {
    while app::job::drain(&t.app).await.unwrap() > 0 {
        while !t.app.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
    }
}

async fn upload(t: &Theatre, name: &str, bytes: &[u8]) -> Import {
    let mut upload = import::begin(&t.app, name).await.unwrap();
    upload.write(bytes).await.unwrap();
    let made = upload.finish(&t.app, &t.ctx).await.unwrap();
    work(t).await;
    get(t, made.id).await
}

async fn get(t: &Theatre, id: ImportId) -> Import {
    store::import::get(&mut t.app.scope(t.ctx.org).await.unwrap(), id).await.unwrap()
}

async fn run(t: &Theatre, id: ImportId) -> Import {
    import::run(&t.app, &t.ctx, id).await.unwrap();
    work(t).await;
    get(t, id).await
}

async fn undo(t: &Theatre, id: ImportId) -> Import {
    import::undo(&t.app, &t.ctx, id).await.unwrap();
    work(t).await;
    get(t, id).await
}

/// Rows of every table but the log, the stream of events, the imports themselves and what the search of words keeps inside.
async fn counts(db: &TestDb) -> BTreeMap<String, usize> {
    let own = ["audit", "event", "import", "job", "metrics"];
    db.rows().await.into_iter().filter(|(table, _)| !own.contains(&table.as_str()) && !table.starts_with("message_words")).map(|(table, rows)| (table, rows.len())).collect()
}

/// Runs the job until it has told of so many portions, and kills it there.
async fn kill_after(t: &Theatre, id: ImportId, portions: usize) {
    let mut heard = t.app.db().signals.subscribe();
    let (app, ctx) = (t.app.clone(), t.ctx.clone());
    let runner = tokio::spawn(async move { import::work::run(&app, &ctx, id).await });
    let mut left = portions;
    while left > 0 {
        if let Signal::Events(_, events) = heard.recv().await.unwrap() {
            left -= events.iter().filter(|e| e.kind == "import.progressed").count().min(left);
        }
    }
    runner.abort();
    let _ = runner.await;
}

fn figures(c: &Counts) -> [u64; 5] {
    [c.contacts_new, c.contacts_met, c.chats_new, c.messages_new, c.refused]
}

#[tokio::test]
async fn every_export_comes_along_once_and_goes_without_trace() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let before = counts(&db).await;
    // File, its name, who the firm is where the file does not tell; contacts new and met, chats, messages, refused.
    for (file, name, owner, expected) in [
        ("android_ru.txt", "Чат WhatsApp с контактом Анна Ли.txt", None, [1, 0, 1, 11, 0]),
        ("android_en.txt", "WhatsApp Chat with Walks_ all year.txt", None, [1, 0, 1, 5, 0]),
        ("ios_ru.txt", "_chat.txt", Some("Лотос"), [1, 0, 1, 7, 0]),
        ("ios_en.txt", "_chat.txt", None, [1, 0, 1, 7, 0]),
        ("result.json", "result.json", None, [1, 0, 1, 8, 0]),
        ("result_full.json", "result.json", None, [2, 0, 1, 1, 0]),
        ("messages.html", "messages.html", Some("Лотос"), [1, 0, 1, 4, 0]),
        ("people.vcf", "people.vcf", None, [4, 0, 0, 0, 0]),
        ("people.csv", "people.csv", None, [2, 1, 0, 0, 0]),
    ] {
        let bytes = std::fs::read(format!("{FIXTURES}/{file}")).unwrap();
        let first = upload(&t, name, &bytes).await;
        assert_eq!(first.state, ImportState::Ready, "{file}: {:?}", first.error);
        let mapping = Mapping { owner: owner.map(str::to_owned).or(first.mapping.owner.clone()), ..first.mapping.clone() };
        if owner.is_some() {
            assert_eq!(import::run(&t.app, &t.ctx, first.id).await.unwrap_err().public_code(), "import_owner_needed", "{file}");
        }
        import::set_mapping(&t.app, &t.ctx, first.id, mapping.clone()).await.unwrap();
        import::dry_run(&t.app, &t.ctx, first.id).await.unwrap();
        work(&t).await;
        let tried = get(&t, first.id).await;
        assert_eq!(tried.dry.as_ref().map(figures), Some(expected), "{file}: what a dry run says");
        assert_eq!(counts(&db).await, BTreeMap::from_iter(before.clone().into_iter().map(|(t, n)| { let n = n + usize::from(t == "file"); (t, n) })), "{file}: a dry run writes nothing");
        let done = run(&t, first.id).await;
        assert_eq!((done.state, figures(&done.counts), done.file_id), (ImportState::Done, expected, None), "{file}");
        app::file::sweep(&t.app).await.unwrap();
        let after = counts(&db).await;
        assert_eq!(after["message"] - before["message"], usize::try_from(expected[3]).unwrap(), "{file}");
        let again = upload(&t, name, &bytes).await;
        import::set_mapping(&t.app, &t.ctx, again.id, mapping).await.unwrap();
        let again = run(&t, again.id).await;
        assert_eq!((again.state, again.counts.contacts_new, again.counts.chats_new, again.counts.messages_new, again.counts.contacts_changed), (ImportState::Done, 0, 0, 0, 0), "{file}: the second time");
        app::file::sweep(&t.app).await.unwrap();
        assert_eq!(counts(&db).await, after, "{file}: the second time");
        undo(&t, again.id).await;
        let undone = undo(&t, first.id).await;
        assert_eq!((undone.state, undone.counts.kept), (ImportState::Undone, 0), "{file}");
        assert_eq!(counts(&db).await, before, "{file}: nothing is left");
    }
}

#[tokio::test]
async fn history_is_closed_silent_and_in_the_order_of_time() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let late = "14.01.2024, 09:00 - Анна Ли: поздно\n14.01.2024, 09:05 - Лотос: да\n";
    let early = "13.01.2024, 09:00 - Анна Ли: рано\n14.01.2024, 09:00 - Анна Ли: поздно\n";
    for text in [late, early] {
        let i = upload(&t, "WhatsApp Chat with Анна Ли.txt", text.as_bytes()).await;
        assert_eq!(run(&t, i.id).await.state, ImportState::Done);
    }
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let all = store::conversation::list(&mut scope, (domain::Ts::from_micros(i64::MAX), domain::id::ConversationId(uuid::Uuid::max())), &Default::default(), 10).await.unwrap();
    let [talk] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((talk.status.as_str(), talk.mode.as_str(), talk.last_seq, talk.inbound_seq, talk.waiting_since), ("closed", "off", 3, 0, None));
    let said = store::message::after(&mut scope, talk.id, 0, 10).await.unwrap();
    assert_eq!(said.iter().map(|m| (m.text.as_str(), m.author)).collect::<Vec<_>>(), [("рано", Author::Contact), ("поздно", Author::Contact), ("да", Author::Person)]);
    // The zone of the firm is Moscow's.
    assert_eq!(said[0].created_at.to_string(), "2024-01-13T06:00:00Z");
    drop(scope);
    let refused = app::inbox::say::say(&t.app, &t.ctx, talk.id, "привет", Vec::new(), None).await.unwrap_err();
    assert_eq!(refused.public_code(), "imported_history");
    assert_eq!(app::inbox::rule::give_back(&t.app, &t.ctx, talk.id).await.unwrap_err().public_code(), "imported_history");
    let kinds: Vec<String> = db.rows().await["event"].iter().filter(|row| row.contains("message.") || row.contains("contact.created") || row.contains("conversation.")).cloned().collect();
    assert!(kinds.is_empty(), "{kinds:?}");
}

#[tokio::test]
async fn a_killed_import_goes_on_without_doubles() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let text: String = (0..4_000).map(|at| format!("{:02}.01.2024, {:02}:{:02} - {}: сообщение {at}\n", at / 1_440 + 1, at / 60 % 24, at % 60, if at % 3 == 0 { "Анна Ли" } else { "Лотос" })).collect();
    let i = upload(&t, "WhatsApp Chat with Анна Ли.txt", text.as_bytes()).await;
    import::run(&t.app, &t.ctx, i.id).await.unwrap();
    kill_after(&t, i.id, 2).await;
    kill_after(&t, i.id, 1).await;
    let cut = get(&t, i.id).await;
    assert!(cut.state == ImportState::Running && (1_400..4_003).contains(&cut.done_records), "{} of {}", cut.done_records, cut.total_records);
    work(&t).await;
    let done = get(&t, i.id).await;
    assert_eq!((done.state, figures(&done.counts)), (ImportState::Done, [1, 0, 1, 4_000, 0]));
    let rows = counts(&db).await;
    assert_eq!((rows["message"], rows["conversation"], rows["import_key"]), (4_000, 1, 4_002));
    // The same while it is taken back.
    import::undo(&t.app, &t.ctx, i.id).await.unwrap();
    kill_after(&t, i.id, 2).await;
    work(&t).await;
    let undone = get(&t, i.id).await;
    assert_eq!((undone.state, undone.counts.kept), (ImportState::Undone, 0));
    let rows = counts(&db).await;
    assert_eq!((rows["message"], rows["conversation"], rows["contact"], rows["import_key"], rows["import_row"]), (0, 0, 0, 0, 0));
}

#[tokio::test]
async fn what_was_changed_or_is_used_stays_and_is_told() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let table = "Имя;Телефон;Почта;Компания\nАнна;+79123456789;anna@example.com;Лотос\nПётр;+79123456788;;\nМария;+79123456787;maria@example.com;\nБез связи;12;;\n";
    let known = app::contact::create(&t.app, &t.ctx, app::contact::ContactPatch { phone: Some(Some(domain::Phone::trusted("+79123456789".into()))), tags: Some(vec!["свой".into()]), ..Default::default() }).await.unwrap();
    let i = upload(&t, "люди.csv", table.as_bytes()).await;
    let done = run(&t, i.id).await;
    assert_eq!((figures(&done.counts), done.counts.contacts_changed), ([2, 1, 0, 0, 1], 1));
    assert_eq!(done.counts.refusals.iter().map(|r| (r.number, r.code.as_str(), r.field.as_deref())).collect::<Vec<_>>(), [(5, "phone_invalid", Some("Телефон"))]);
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let filled = store::contact::get(&mut scope, known.id).await.unwrap();
    assert_eq!((filled.name.as_deref(), filled.email.as_deref(), filled.note.as_str(), filled.tags.len()), (Some("Анна"), Some("anna@example.com"), "Компания: Лотос", 1));
    drop(scope);
    let of = |phone: &'static str| {
        let t = &t;
        async move {
            let mut unit = t.app.unit(&t.ctx).await.unwrap();
            store::contact::find_by_identity(&mut unit, &domain::contact::Identity { kind: "phone".into(), value: phone.into(), connection_id: None }).await.unwrap().map(|c| c.id)
        }
    };
    let (petr, maria) = (of("+79123456788").await.unwrap(), of("+79123456787").await.unwrap());
    app::contact::update(&t.app, &t.ctx, petr, app::contact::ContactPatch { name: Some(Some("Пётр Первый".into())), ..Default::default() }).await.unwrap();
    app::note::create(&t.app, &t.ctx, app::note::NewNote { contact_id: maria, deal_id: None, text: "Звонила".into(), mentions: Vec::new(), files: Vec::new(), is_pinned: false }).await.unwrap();
    let undone = undo(&t, i.id).await;
    assert_eq!((undone.counts.kept, undone.counts.undone), (2, 1));
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let mut kept: Vec<(String, Option<String>)> = store::import::undo::kept(&mut scope, i.id).await.unwrap().into_iter().map(|k| (k.why, k.name)).collect();
    kept.sort();
    assert_eq!(kept, [("changed".to_owned(), Some("Пётр Первый".to_owned())), ("used".to_owned(), Some("Мария".to_owned()))]);
    let back = store::contact::get(&mut scope, known.id).await.unwrap();
    assert_eq!((back.name, back.email, back.note, back.updated_at), (None, None, String::new(), known.updated_at));
    drop(scope);
    // The same table again meets those who stayed.
    let again = upload(&t, "люди.csv", table.as_bytes()).await;
    assert_eq!(figures(&run(&t, again.id).await.counts), [0, 3, 0, 0, 1]);
}

/// A zip of files as they are, without packing.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut table) = (Vec::new(), Vec::new());
    let le = |n: usize, bytes: usize| n.to_le_bytes()[..bytes].to_vec();
    for (name, bytes) in files {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let fields = [le(20, 2), le(0x800, 2), le(0, 2), le(0, 4), crc.sum().to_le_bytes().to_vec(), le(bytes.len(), 4), le(bytes.len(), 4), le(name.len(), 2), le(0, 2)].concat();
        let at = out.len();
        out.extend([b"PK\x03\x04".to_vec(), fields.clone(), name.as_bytes().to_vec(), bytes.to_vec()].concat());
        table.extend([b"PK\x01\x02".to_vec(), le(20, 2), fields, le(0, 2), le(0, 2), le(0, 2), le(0, 4), le(at, 4), name.as_bytes().to_vec()].concat());
    }
    let end = [b"PK\x05\x06".to_vec(), le(0, 4), le(files.len(), 2), le(files.len(), 2), le(table.len(), 4), le(out.len(), 4), le(0, 2)].concat();
    [out, table, end].concat()
}

#[tokio::test]
async fn pictures_come_along_and_go_with_their_bytes() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let picture = b"\xff\xd8\xff\xe0 a picture".to_vec();
    let chat = std::fs::read(format!("{FIXTURES}/ios_ru.txt")).unwrap();
    let packed = zip(&[("_chat.txt", &chat), ("00000003-PHOTO-2024-01-02-10-00-01.jpg", &picture), ("00000006-Прайс.pdf", b"MZ no paper")]);
    let i = upload(&t, "WhatsApp Chat - Анна Ли.zip", &packed).await;
    let done = run(&t, i.id).await;
    assert_eq!((done.state, done.counts.files, done.counts.files_left_out), (ImportState::Done, 1, 1), "{:?}", done.error);
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let talk = store::conversation::list(&mut scope, (domain::Ts::from_micros(i64::MAX), domain::id::ConversationId(uuid::Uuid::max())), &Default::default(), 10).await.unwrap()[0].id;
    let said = store::message::after(&mut scope, talk, 0, 20).await.unwrap();
    let file = said.iter().flat_map(|m| &m.attachments).find_map(|a| a.file_id).unwrap();
    drop(scope);
    let (_, path) = app::file::find(&t.app, t.ctx.org, file).await.unwrap();
    assert_eq!(app::file::read(&path).await.unwrap(), picture);
    undo(&t, i.id).await;
    assert!(!path.exists());
}
