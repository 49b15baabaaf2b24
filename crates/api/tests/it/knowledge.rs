//! The knowledge base over HTTP: folders, articles, uploads, questions tried out, gaps, the file it is carried in.

use crate::inbox::{FORM, form};
use serde_json::{Value, json};
use testkit::http::{Client, Method, Reply, TestApi};
use uuid::Uuid;

const PARKING: &str = "# Как добраться\n\nПарковка для гостей находится во дворе, въезд с улицы Лесной. Стоянка бесплатная.\n\n# Оплата\n\nМы принимаем карты и наличные. Чаевые можно оставить по коду.";

async fn work(api: &TestApi) {
    while app::job::drain(&api.state.app).await.unwrap() > 0 {
        while !api.state.app.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
    }
}

async fn upload(client: &Client, body: Vec<u8>) -> Reply {
    client.raw(Method::POST, "/knowledge/files", Some(FORM), body).await
}

/// The form with another field before the file.
fn with_field(name: &str, value: &str, file: Vec<u8>) -> Vec<u8> {
    let mut body = format!("--samovar\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes();
    body.extend(file);
    body
}

#[tokio::test]
async fn an_article_is_written_found_changed_and_removed() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let folder = anna.post("/knowledge/categories", json!({ "name": "Правила" })).await.expect_status(201);
    let made = anna.post("/knowledge/documents", json!({ "title": "Визит", "body": PARKING, "category_id": folder.text_at("/id"), "lang": "ru" })).await.expect_status(201);
    assert_eq!((made.text_at("/status"), made.text_at("/kind")), ("queued", "article"));
    work(&api).await;
    let path = format!("/knowledge/documents/{}", made.text_at("/id"));
    let read = anna.get(&path).await.expect_status(200);
    assert_eq!((read.text_at("/status"), read.text_at("/body"), read.body["progress"].as_i64()), ("ready", PARKING, Some(100)));
    let asked = anna.post("/knowledge/ask", json!({ "question": "где у вас парковка", "categories": [folder.text_at("/id")] })).await.expect_status(200);
    let best = &asked.body["passages"][0];
    assert!(best["text"].as_str().unwrap().contains("Лесной") && best["score"].as_f64() >= asked.body["threshold"].as_f64(), "{}", asked.text);
    assert!(asked.text_at("/answer").contains("во дворе"), "{}", asked.text);
    let none = anna.post("/knowledge/ask", json!({ "question": "почём нынче осетрина" })).await.expect_status(200);
    assert!(none.body.get("answer").is_none(), "{}", none.text);
    let chunks = anna.get(&format!("{path}/chunks?limit=1")).await.expect_status(200);
    assert_eq!(chunks.items()[0]["heading"], "Как добраться");
    let list = anna.get(&format!("/knowledge/documents?q=ВИЗ&kind=article&status=ready&category_id={}", folder.text_at("/id"))).await;
    assert!(list.items().len() == 1 && list.items()[0].get("body").is_none());
    for query in ["q=нет", "kind=file", "status=failed", "q=%25"] {
        assert!(anna.get(&format!("/knowledge/documents?{query}")).await.items().is_empty() || query == "q=%25", "{query}");
    }
    anna.patch(&path, json!({ "is_active": false })).await.expect_status(200);
    anna.post(&format!("{path}/reindex"), Value::Null).await.expect_problem(409, "document_off");
    anna.delete(&path).await.expect_status(204);
    anna.get(&path).await.expect_problem(404, "not_found");
    anna.delete(&format!("/knowledge/categories/{}", folder.text_at("/id"))).await.expect_status(204);
}

#[tokio::test]
async fn bodies_that_do_not_fit_are_refused_with_their_field() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    for (path, body, code, field) in [
        ("/knowledge/documents", json!({ "title": " ", "body": "x" }), "invalid", "title"),
        ("/knowledge/documents", json!({ "title": "x", "body": "x".repeat(100_001) }), "invalid", "body"),
        ("/knowledge/documents", json!({ "title": "x", "body": "x", "category_id": Uuid::now_v7() }), "category_unknown", "category_id"),
        ("/knowledge/pages", json!({ "url": "http://127.0.0.1/" }), "address_not_allowed", "url"),
        ("/knowledge/pages", json!({ "url": "ftp://example.org/" }), "invalid", "url"),
        ("/knowledge/categories", json!({ "name": "x", "parent_id": Uuid::now_v7() }), "category_unknown", "parent_id"),
        ("/knowledge/ask", json!({ "question": "x", "limit": 21 }), "invalid", "limit"),
        ("/knowledge/import", json!({ "format": "other" }), "invalid", "format"),
        ("/knowledge/import", json!({ "format": "samovar.knowledge/1", "articles": [{ "title": "", "body": "x" }] }), "invalid", "articles[0].title"),
    ] {
        let reply = anna.post(path, body).await;
        assert_eq!((reply.status, reply.code(), reply.text_at("/field")), (422, code, field), "{path}: {}", reply.text);
    }
    anna.patch(&format!("/knowledge/documents/{}", Uuid::now_v7()), json!({})).await.expect_problem(404, "not_found");
    let page = anna.post("/knowledge/pages", json!({ "url": "https://example.org/help#x", "is_site": true })).await.expect_status(201);
    assert_eq!((page.text_at("/url"), page.text_at("/kind")), ("https://example.org/help", "site"));
    anna.post("/knowledge/pages", json!({ "url": "https://example.org/help", "is_site": true })).await.expect_problem(409, "url_taken");
    let path = format!("/knowledge/documents/{}", page.text_at("/id"));
    anna.patch(&path, json!({ "body": "x" })).await.expect_problem(422, "not_an_article");
}

#[tokio::test]
async fn files_are_uploaded_with_what_is_said_of_them() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let folder = anna.post("/knowledge/categories", json!({ "name": "Правила" })).await.expect_status(201);
    let body = with_field("title", "Правила гостей", with_field("category_id", folder.text_at("/id"), with_field("lang", "ru", form("rules.md", PARKING.as_bytes()))));
    let made = upload(&anna, body).await.expect_status(201);
    assert_eq!((made.text_at("/title"), made.text_at("/category_id"), made.text_at("/lang"), made.text_at("/kind")), ("Правила гостей", folder.text_at("/id"), "ru", "file"));
    work(&api).await;
    assert_eq!(anna.get(&format!("/knowledge/documents/{}", made.text_at("/id"))).await.text_at("/status"), "ready");
    assert_eq!(anna.get(&format!("/files/{}", made.text_at("/file_id"))).await.expect_status(200).text, PARKING);
    assert_eq!(upload(&anna, form("план работ.txt", b"x")).await.expect_status(201).text_at("/title"), "план работ");

    upload(&anna, form("a.exe", b"MZ")).await.expect_problem(422, "file_type");
    upload(&anna, form("a.txt", b"")).await.expect_problem(422, "file_empty");
    upload(&anna, with_field("category_id", "x", form("a.txt", b"x"))).await.expect_problem(422, "invalid");
    upload(&anna, with_field("category_id", &Uuid::now_v7().to_string(), form("a.txt", b"x"))).await.expect_problem(422, "category_unknown");
    upload(&anna, with_field("lang", "xx", form("a.txt", b"x"))).await.expect_problem(422, "invalid");
    upload(&anna, with_field("surprise", "x", form("a.txt", b"x"))).await.expect_problem(422, "unknown_field");
    upload(&anna, with_field("title", &"я".repeat(900), form("a.txt", b"x"))).await.expect_problem(422, "invalid");
    upload(&anna, with_field("file", "x", form("a.txt", b"x"))).await.expect_problem(422, "file_type");
    upload(&anna, b"--samovar--\r\n".to_vec()).await.expect_problem(422, "invalid");
    upload(&anna, b"--samovar\r\nbroken".to_vec()).await.expect_status(400);
    anna.post("/knowledge/files", json!({})).await.expect_problem(415, "unsupported_media_type");
    let left = std::fs::read_dir(api.db.files().join("incoming")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "refused uploads leave nothing");
}

/// More than a body may usually have, and more than a file may.
#[tokio::test]
async fn large_files_pass_and_too_large_ones_do_not() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let line = "Строка прайса номер один, ничего особенного.\n";
    let made = upload(&anna, form("большой.txt", line.repeat(60_000).as_bytes())).await.expect_status(201);
    assert!(made.body["bytes"].as_i64().is_some_and(|n| n > 4_000_000));
    let huge = vec![b'x'; 100 * 1024 * 1024 + 1];
    upload(&anna, form("огромный.txt", &huge)).await.expect_problem(413, "too_large");
}

#[tokio::test]
async fn gaps_are_listed_answered_and_dismissed() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let talk: domain::id::ConversationId = anna.post("/messages", json!({ "chat_id": "1", "text": "привет" })).await.text_at("/conversation_id").parse().unwrap();
    let org = anna.get("/org").await.text_at("/id").parse().unwrap();
    let mut unit = api.state.app.unit(&api.state.app.system(org)).await.unwrap();
    for (question, stems, times) in [("Есть сауна?", "саун", 3), ("Есть бассейн?", "бассейн", 1), ("Вы работаете ночью?", "ноч работа", 2)] {
        for _ in 0..times {
            store::gap::ask(&mut unit, &store::gap::Asked { conversation: talk, question, stems, is_test: false }).await.unwrap();
        }
    }
    unit.commit().await.unwrap();
    let often = anna.get("/knowledge/gaps?sort=often&limit=2").await.expect_status(200);
    let rest = anna.get(&format!("/knowledge/gaps?sort=often&cursor={}", often.text_at("/next_cursor"))).await.expect_status(200);
    let times: Vec<i64> = often.items().iter().chain(rest.items()).map(|g| g["times"].as_i64().unwrap()).collect();
    assert_eq!(times, [3, 2, 1]);
    let at = |i: usize| format!("/knowledge/gaps/{}", often.items()[i]["id"].as_str().unwrap());
    anna.post(&format!("{}/answer", at(0)), json!({})).await.expect_problem(422, "missing");
    anna.post(&format!("{}/answer", at(0)), json!({ "answer": "x", "document": { "title": "x", "body": "x" } })).await.expect_problem(422, "invalid");
    let closed = anna.post(&format!("{}/answer", at(0)), json!({ "answer": "Сауны нет.", "questions": ["Можно в сауну?"] })).await.expect_status(200);
    assert_eq!((closed.text_at("/gap/status"), closed.text_at("/gap/faq_id")), ("answered", closed.text_at("/faq/id")));
    assert_eq!(closed.body["faq"]["questions"], json!(["Есть сауна?", "Можно в сауну?"]));
    anna.post(&format!("{}/answer", at(0)), json!({ "answer": "x" })).await.expect_problem(409, "gap_answered");
    let article = anna.post(&format!("{}/answer", at(1)), json!({ "document": { "title": "Часы", "body": "Ночью закрыто." } })).await.expect_status(200);
    assert_eq!(article.text_at("/document/kind"), "article");
    anna.post(&format!("/knowledge/gaps/{}/dismiss", rest.items()[0]["id"].as_str().unwrap()), Value::Null).await.expect_status(200);
    assert!(anna.get("/knowledge/gaps?status=open").await.items().is_empty());
    let asked = anna.post("/knowledge/ask", json!({ "question": "есть сауна" })).await;
    assert_eq!(asked.text_at("/faq/answer"), "Сауны нет.");
}

#[tokio::test]
async fn what_lies_where_is_counted_and_a_site_counts_once() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let folder = anna.post("/knowledge/categories", json!({ "name": "Правила" })).await.expect_status(201);
    for category in [json!(folder.text_at("/id")), Value::Null] {
        let mut article = json!({ "title": "Визит", "body": PARKING });
        if !category.is_null() {
            article["category_id"] = category;
        }
        anna.post("/knowledge/documents", article).await.expect_status(201);
    }
    work(&api).await;
    let site = anna.post("/knowledge/documents", json!({ "title": "Сайт", "body": "x" })).await.text_at("/id").parse().unwrap();
    let org = anna.get("/org").await.text_at("/id").parse().unwrap();
    let mut unit = api.state.app.unit(&api.state.app.system(org)).await.unwrap();
    let page = store::document::get(&mut unit, site).await.unwrap();
    let page = domain::document::Document { id: domain::id::DocumentId::new(), site_id: Some(site), kind: domain::document::DocumentKind::Page, title: "Цены".to_owned(), url: Some("https://example.org/".to_owned()), ..page };
    store::document::insert(&mut unit, &page).await.unwrap();
    unit.commit().await.unwrap();
    let counts = anna.get("/knowledge/counts").await.expect_status(200).body;
    assert_eq!((&counts["documents"], &counts["reading"], &counts["failed"], &counts["gaps"]), (&json!(3), &json!(1), &json!(0), &json!(0)));
    let lying = |id: Option<&str>| counts["categories"].as_array().unwrap().iter().find(|c| c["category_id"].as_str() == id).map(|c| c["documents"].clone());
    assert_eq!((lying(Some(folder.text_at("/id"))), lying(None)), (Some(json!(1)), Some(json!(2))));
    for (query, number) in [("", 4), ("is_own=true", 3), ("is_loose=true", 3), ("is_own=true&is_loose=true", 2)] {
        assert_eq!(anna.get(&format!("/knowledge/documents?{query}")).await.expect_status(200).items().len(), number, "{query}");
    }
    work(&api).await;
}

#[tokio::test]
async fn what_is_exported_is_imported() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    anna.post("/knowledge/documents", json!({ "title": "Визит", "body": PARKING })).await.expect_status(201);
    anna.post("/faq", json!({ "lang": "ru", "questions": ["Есть Wi-Fi?"], "answer": "Есть." })).await.expect_status(201);
    let file = anna.get("/knowledge/export").await.expect_status(200);
    assert_eq!((file.text_at("/format"), file.header("content-disposition")), ("samovar.knowledge/1", "attachment; filename=\"knowledge.json\""));
    let report = |r: Reply| (r.body["created"].as_u64(), r.body["unchanged"].as_u64());
    let answers = file.body["answers"].as_array().unwrap().len() as u64;
    assert_eq!(report(boris.post("/knowledge/import", file.body.clone()).await.expect_status(200)), (Some(1 + answers), Some(0)));
    assert_eq!(report(boris.post("/knowledge/import", file.body.clone()).await.expect_status(200)), (Some(0), Some(1 + answers)));
    assert_eq!(boris.get("/knowledge/documents").await.items()[0]["title"], "Визит");
}

#[tokio::test]
async fn a_viewer_reads_and_does_not_write() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let key = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.expect_status(201);
    let viewer = api.stranger().with_key(key.text_at("/key"));
    viewer.get("/knowledge/documents").await.expect_status(200);
    viewer.post("/knowledge/ask", json!({ "question": "где парковка" })).await.expect_status(200);
    for (path, body) in [("/knowledge/documents", json!({ "title": "x", "body": "x" })), ("/knowledge/pages", json!({ "url": "https://example.org/" })), ("/knowledge/categories", json!({ "name": "x" }))] {
        viewer.post(path, body).await.expect_status(403);
    }
    upload(&viewer, form("a.txt", b"x")).await.expect_status(403);
    viewer.get("/knowledge/export").await.expect_status(403);
    api.stranger().get("/knowledge/documents").await.expect_status(401);
}
