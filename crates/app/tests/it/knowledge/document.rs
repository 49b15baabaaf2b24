//! Articles and files: read in the background, whole or not at all.

use super::Desk;
use crate::salon::code;
use app::knowledge::document::{self, DocumentChange, NewArticle};
use app::knowledge::{self, Question, category};
use domain::document::{Category, DocumentStatus};
use domain::id::{CategoryId, ChunkId, DocumentId};
use store::chunk::NewChunk;

const PARKING: &str = "# Как добраться\n\nПарковка для гостей находится во дворе, въезд с улицы Лесной. Стоянка бесплатная.\n\n# Оплата\n\nМы принимаем карты и наличные. Чаевые можно оставить по коду.";

async fn chunk_ids(desk: &Desk, id: DocumentId) -> Vec<ChunkId> {
    store::chunk::list(&mut desk.app.scope(desk.ctx.org).await.unwrap(), id, 0, 1000).await.unwrap().into_iter().map(|c| c.id).collect()
}

#[tokio::test]
async fn an_article_is_found_once_it_is_read_and_its_old_text_until_the_new_one_is() {
    let desk = Desk::new().await;
    let id = desk.article("Визит", PARKING).await;
    assert_eq!((desk.get(id).await.status, desk.found("где у вас парковка").await.len()), (DocumentStatus::Queued, 0));
    desk.work().await;
    let read = desk.get(id).await;
    assert_eq!((read.status, read.progress, read.error_code.as_deref()), (DocumentStatus::Ready, 100, None));
    assert!(read.chunks >= 2 && read.indexed_at.is_some());
    let found = desk.found("где у вас парковка?").await;
    assert!(found.first().is_some_and(|text| text.contains("улицы Лесной")), "{found:?}");
    let kinds: Vec<String> = desk.events(id).await.into_iter().map(|e| e.0).collect();
    assert_eq!(kinds, ["document.created", "document.updated", "document.indexed"]);

    let change = DocumentChange { body: Some("Парковка для гостей переехала: стоянка теперь на улице Садовой, въезд там же.".into()), ..DocumentChange::default() };
    document::update(&desk.app, &desk.ctx, id, change).await.unwrap();
    assert!(desk.found("где парковка").await[0].contains("Лесной"), "the old text is used until the new one is read");
    desk.work().await;
    let found = desk.found("где парковка").await;
    assert!(found[0].contains("Садовой") && found.iter().all(|text| !text.contains("Лесной")), "{found:?}");

    // Read anew without a change: nothing is written.
    let before = chunk_ids(&desk, id).await;
    document::reindex(&desk.app, &desk.ctx, id).await.unwrap();
    desk.work().await;
    assert_eq!((chunk_ids(&desk, id).await, desk.get(id).await.status), (before, DocumentStatus::Ready));
}

#[tokio::test]
async fn switched_off_and_removed_documents_are_not_quoted() {
    let desk = Desk::new().await;
    let (id, other) = (desk.article("Визит", PARKING).await, desk.article("Сертификаты", "Подарочные сертификаты продаются на стойке.").await);
    desk.work().await;
    let switch = async |on| document::update(&desk.app, &desk.ctx, id, DocumentChange { is_active: Some(on), ..DocumentChange::default() }).await.unwrap().status;
    assert_eq!(switch(false).await, DocumentStatus::Off);
    assert!(desk.found("где парковка").await.is_empty());
    assert_eq!(code(&document::reindex(&desk.app, &desk.ctx, id).await), "document_off");
    assert_eq!(switch(true).await, DocumentStatus::Queued);
    desk.work().await;
    assert_eq!(desk.found("где парковка").await.len(), 1);
    document::remove(&desk.app, &desk.ctx, id).await.unwrap();
    assert!(desk.found("где парковка").await.is_empty() && chunk_ids(&desk, id).await.is_empty());
    assert!(!desk.found("продаёте сертификаты?").await.is_empty(), "the other one stays");
    assert_eq!(code(&document::remove(&desk.app, &desk.ctx, id).await), "not_found");
    assert_eq!(desk.events(id).await.last().map(|e| e.0.as_str()), Some("document.removed"));
    assert_eq!(code(&document::update(&desk.app, &desk.ctx, other, DocumentChange { title: Some(" ".into()), ..DocumentChange::default() }).await), "invalid");
}

#[tokio::test]
async fn files_of_each_kind_are_read_or_say_why_not() {
    let desk = Desk::new().await;
    let cp1251: Vec<u8> = "Собаки и кошки: с питомцами можно в зал ожидания.".chars().map(|c| match c { 'А'..='я' => u8::try_from(c as u32 - 0x410 + 0xC0).unwrap(), c => u8::try_from(c as u32).unwrap() }).collect();
    for (name, bytes, question, expected) in [
        ("правила.md", PARKING.as_bytes(), "где парковка", "Лесной"),
        ("питомцы.txt", &cp1251, "можно с собакой?", "питомцами"),
        ("прайс.csv", "Услуга;Цена\nМанжетное обёртывание;2500\nСолярий;300\n".as_bytes(), "сколько стоит солярий", "300"),
        ("о нас.html", "<html><body><main><h1>О нас</h1><p>Кофейня в салоне работает с девяти утра.</p></main></body></html>".as_bytes(), "есть ли кофейня", "девяти"),
    ] {
        let id = desk.upload(name, bytes).await.unwrap().id;
        desk.work().await;
        let read = desk.get(id).await;
        assert_eq!((read.status, read.error_code.as_deref()), (DocumentStatus::Ready, None), "{name}: {:?}", read.error);
        let found = desk.found(question).await;
        assert!(found.iter().any(|text| text.contains(expected)), "{name}: {found:?}");
    }
    for (name, bytes, expected) in [("битый.pdf", &b"%PDF-1.7\nnothing of a pdf"[..], &["broken"][..]), ("битый.docx", b"PK\x03\x04nothing", &["broken", "unsupported"]), ("пусто.txt", b"   \n ", &["no_text"])] {
        let id = desk.upload(name, bytes).await.unwrap().id;
        desk.work().await;
        let failed = desk.get(id).await;
        assert_eq!(failed.status, DocumentStatus::Failed, "{name}");
        assert!(failed.error_code.as_deref().is_some_and(|code| expected.contains(&code)) && failed.error.is_some(), "{name}: {:?}", failed.error_code);
        assert_eq!(desk.events(id).await.last().map(|e| (e.0.as_str(), e.1["document"]["status"].clone())), Some(("document.failed", "failed".into())));
    }
    assert_eq!(code(&desk.upload("virus.exe", b"MZ").await), "file_type");
    assert_eq!(code(&desk.upload("без имени", b"x").await), "file_type");
    assert_eq!(code(&desk.upload("пустой.txt", b"").await), "file_empty");
    // What was refused leaves no bytes behind.
    let left = std::fs::read_dir(desk.db.files().join("incoming")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_file_of_a_document_is_kept_and_goes_with_it() {
    let desk = Desk::new().await;
    let document = desk.upload("правила.md", PARKING.as_bytes()).await.unwrap();
    desk.work().await;
    desk.clock.advance_secs(3 * 24 * 3600);
    app::file::sweep(&desk.app).await.unwrap();
    let (_, path) = app::file::find(&desk.app, desk.ctx.org, document.file_id.unwrap()).await.unwrap();
    assert!(path.exists(), "an upload that became a document is not swept");
    document::remove(&desk.app, &desk.ctx, document.id).await.unwrap();
    app::file::sweep(&desk.app).await.unwrap();
    assert!(!path.exists());
}

#[tokio::test]
async fn an_indexing_that_dies_is_done_again_and_leaves_nothing() {
    let desk = Desk::new().await;
    let id = desk.article("Визит", PARKING).await;
    desk.work().await;
    let change = DocumentChange { body: Some("Парковка теперь на крыше.".into()), ..DocumentChange::default() };
    document::update(&desk.app, &desk.ctx, id, change).await.unwrap();
    // Another process claims the job, writes half of the passages and is killed.
    let (now, dead) = (desk.app.now(), uuid::Uuid::now_v7());
    let mut root = desk.app.db().root().await.unwrap();
    let jobs = store::job::claim_long(&mut root, dead, now.plus_secs(120), now, 10).await.unwrap();
    assert_eq!(jobs.len(), 1);
    root.commit().await.unwrap();
    let mut unit = desk.app.unit(&desk.ctx).await.unwrap();
    let half = store::document::take(&mut unit, id).await.unwrap().unwrap();
    let chunk = NewChunk { heading: "Полуправда".into(), text: "Парковка на Марсе".into(), ..NewChunk::default() };
    assert!(store::chunk::insert(&mut unit, id, half.writing, 0, std::slice::from_ref(&chunk)).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(desk.get(id).await.status, DocumentStatus::Indexing);
    assert!(desk.found("где парковка").await[0].contains("Лесной"), "the old passages are in use all the while");

    // A lease that is renewed is not taken away; one that is not, is.
    desk.clock.advance_secs(100);
    let mut root = desk.app.db().root().await.unwrap();
    assert!(store::job::renew(&mut root, jobs[0].id, dead, desk.app.now().plus_secs(120)).await.unwrap());
    assert!(!store::job::renew(&mut root, jobs[0].id, uuid::Uuid::now_v7(), desk.app.now()).await.unwrap());
    root.commit().await.unwrap();
    desk.clock.advance_secs(100);
    let mut root = desk.app.db().root().await.unwrap();
    assert_eq!(store::job::revive(&mut root, desk.app.now()).await.unwrap(), 0);
    root.commit().await.unwrap();
    desk.clock.advance_secs(21);
    let mut root = desk.app.db().root().await.unwrap();
    assert_eq!(store::job::revive(&mut root, desk.app.now()).await.unwrap(), 1);
    root.commit().await.unwrap();
    desk.work().await;
    assert_eq!(desk.get(id).await.status, DocumentStatus::Ready);
    assert_eq!(desk.found("где парковка").await, ["Парковка теперь на крыше."]);

    // The dead one comes back and writes nothing more.
    let mut unit = desk.app.unit(&desk.ctx).await.unwrap();
    assert!(!store::chunk::insert(&mut unit, id, half.writing, 1, &[chunk]).await.unwrap());
    let end = store::document::Indexed { title: "x".into(), content_hash: "x".into(), chunks: 1, bytes: 1, etag: None, modified: None };
    assert!(!store::document::ready(&mut unit, id, half.writing, &end, "x").await.unwrap());
    assert_eq!(store::chunk::sweep(&mut unit, id, half.writing + 1).await.unwrap(), 0, "its passages are gone");
}

#[tokio::test]
async fn a_document_that_kills_its_reader_again_and_again_is_given_up() {
    let desk = Desk::new().await;
    let id = desk.article("Визит", PARKING).await;
    for _ in 0..5 {
        let now = desk.app.now();
        let mut root = desk.app.db().root().await.unwrap();
        assert_eq!(store::job::claim_long(&mut root, uuid::Uuid::now_v7(), now, now, 10).await.unwrap().len(), 1);
        store::job::revive(&mut root, domain::Ts::from_micros(i64::MAX)).await.unwrap();
        root.commit().await.unwrap();
    }
    desk.work().await;
    let failed = desk.get(id).await;
    assert_eq!((failed.status, failed.error_code.as_deref()), (DocumentStatus::Failed, Some("broken")));
}

#[tokio::test]
async fn an_edit_in_the_middle_overtakes_the_reading() {
    let desk = Desk::new().await;
    let id = desk.article("Визит", PARKING).await;
    let mut unit = desk.app.unit(&desk.ctx).await.unwrap();
    let first = store::document::take(&mut unit, id).await.unwrap().unwrap();
    unit.commit().await.unwrap();
    document::update(&desk.app, &desk.ctx, id, DocumentChange { body: Some("Парковки нет.".into()), ..DocumentChange::default() }).await.unwrap();
    let mut unit = desk.app.unit(&desk.ctx).await.unwrap();
    assert!(!store::document::progress(&mut unit, id, first.writing, 50).await.unwrap());
    drop(unit);
    desk.work().await;
    assert_eq!(desk.found("есть парковка?").await, ["Парковки нет."]);
}

#[tokio::test]
async fn folders_bound_a_search_and_their_contents_move_up_when_they_go() {
    let desk = Desk::new().await;
    let make = async |name: &str, parent: Option<CategoryId>| {
        let new = Category { id: CategoryId::new(), parent_id: parent, name: name.into(), position: 0, created_at: desk.app.now() };
        category::create(&desk.app, &desk.ctx, new).await
    };
    let rules = make("Правила", None).await.unwrap().id;
    let inner = make("Визит", Some(rules)).await.unwrap().id;
    let prices = make("Цены", None).await.unwrap().id;
    let article = NewArticle { title: "Визит".into(), body: PARKING.into(), category_id: Some(inner), ..NewArticle::default() };
    let id = document::create(&desk.app, &desk.ctx, article).await.unwrap().id;
    desk.work().await;
    let count = async |folder: CategoryId| knowledge::search(&desk.app, desk.ctx.org, "где парковка", &[folder], 5).await.unwrap().len();
    assert!(count(inner).await > 0 && count(rules).await > 0, "a folder holds what lies in its folders");
    assert_eq!((count(prices).await, count(CategoryId::new()).await), (0, 0));
    let bad = category::update(&desk.app, &desk.ctx, rules, |c| c.parent_id = Some(inner)).await;
    assert_eq!(code(&bad), "category_loop");
    assert_eq!(code(&make("x", Some(CategoryId::new())).await), "category_unknown");
    let mut parent = inner;
    for _ in 0..4 {
        parent = make("глубже", Some(parent)).await.unwrap().id;
    }
    assert_eq!(code(&make("ещё глубже", Some(parent)).await), "category_depth");
    category::remove(&desk.app, &desk.ctx, inner).await.unwrap();
    assert_eq!(desk.get(id).await.category_id, Some(rules));
    assert!(count(rules).await > 0);
    let foreign = desk.neighbour().await;
    assert_eq!(code(&category::remove(&desk.app, &foreign, rules).await), "not_found");
}

#[tokio::test]
async fn a_neighbour_finds_and_changes_nothing() {
    let desk = Desk::new().await;
    let id = desk.article("Визит", PARKING).await;
    desk.work().await;
    let foreign = desk.neighbour().await;
    let question = Question { text: "где парковка".into(), limit: 5, ..Question::default() };
    assert!(knowledge::ask(&desk.app, foreign.org, &question, None).await.unwrap().passages.is_empty());
    assert_eq!(code(&document::update(&desk.app, &foreign, id, DocumentChange::default()).await), "not_found");
    assert_eq!(code(&document::reindex(&desk.app, &foreign, id).await), "not_found");
    assert_eq!(code(&document::remove(&desk.app, &foreign, id).await), "not_found");
    let asked = knowledge::ask(&desk.app, desk.ctx.org, &question, None).await.unwrap();
    assert!(asked.passages[0].passage.score >= asked.sureness.knowledge && asked.answer.is_some(), "{asked:?}");
}

#[tokio::test]
async fn a_long_sheet_is_read_row_by_row_and_told_of() {
    let desk = Desk::new().await;
    let mut csv = String::from("Товар;Цена\n");
    for i in 0..20_000 {
        csv.push_str(&format!("Крем номер {i};{i}\n"));
    }
    let mut upload = app::knowledge::upload::begin(&desk.app, &desk.ctx, "товары.csv").await.unwrap();
    upload.write(csv.as_bytes()).await.unwrap();
    let id = upload.finish(&desk.app, &desk.ctx, Default::default()).await.unwrap().id;
    desk.work().await;
    let read = desk.get(id).await;
    assert_eq!((read.status, read.error.clone()), (DocumentStatus::Ready, None));
    assert!(read.chunks > 300, "{}", read.chunks);
    let told: Vec<i64> = desk.events(id).await.iter().filter(|e| e.0 == "document.updated").map(|e| e.1["document"]["progress"].as_i64().unwrap()).collect();
    assert!(told.len() > 3 && told.len() < 15 && told.is_sorted(), "{told:?}");
    let mut all = Vec::new();
    let mut from = 0;
    loop {
        let page = store::chunk::list(&mut desk.app.scope(desk.ctx.org).await.unwrap(), id, from, 500).await.unwrap();
        let Some(last) = page.last() else { break };
        from = last.position + 1;
        all.extend(page);
    }
    assert_eq!(i64::try_from(all.len()).unwrap(), read.chunks);
    assert!(all.iter().zip(0..).all(|(c, at)| c.position == at) && all.iter().any(|c| c.text.contains("Крем номер 19999")));
}
