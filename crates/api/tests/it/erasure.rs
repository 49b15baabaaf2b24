//! A person is written through every part of the product and erased: not a word of them is left, in rows, texts, bytes or files. And a
//! merge that is taken back leaves every row of every table as it was.

use crate::catalog::open;
use crate::inbox::{FORM, form};
use serde_json::{Value, json};
use std::path::Path;
use testkit::http::{Client, Method, TestApi};

const NAME: &str = "Аграфена Лебедянская";
const PHONE: &str = "+79165550199";
const EMAIL: &str = "agrafena@lebed.example";
/// Words nobody else says.
const WORDS: [&str; 12] = ["аграфен", "лебедянск", "agrafena", "9165550199", "lebed.example", "квазимодо", "бегемотик", "тапиока", "мухоморчик", "аквариумный", "пятихатка", "chat-agrafena"];

async fn add(client: &Client, path: &str, body: Value) -> String {
    let reply = client.post(path, body).await;
    assert!(matches!(reply.status, 200 | 201), "{path}: {}", reply.text);
    reply.text_at("/id").to_owned()
}

/// A person with something in every part of the product; the contact's id.
async fn written(api: &TestApi, anna: &Client) -> String {
    let firm = open(anna).await;
    let contact = json!({ "name": NAME, "phone": PHONE, "email": EMAIL });
    let said = anna.post("/messages", json!({ "chat_id": "chat-agrafena", "message_id": "m-1", "text": "Здравствуйте, сколько стоит стрижка квазимодо?", "contact": contact })).await.expect_status(200);
    let talk = said.text_at("/conversation_id").to_owned();
    let id = anna.get(&format!("/conversations/{talk}")).await.text_at("/contact_id").to_owned();
    let path = format!("/contacts/{id}");
    anna.post("/messages", json!({ "chat_id": "chat-agrafena", "message_id": "m-2", "text": "А есть ли у вас бегемотик для детей?" })).await.expect_status(200);
    anna.patch(&path, json!({ "name": NAME, "phone": PHONE, "email": EMAIL, "note": "тапиока", "tags": ["мухоморчик"], "fields": { "питомец": "аквариумный" } })).await.expect_status(200);
    anna.post(&format!("{path}/consents"), json!({ "kind": "marketing", "is_given": true, "text": "пятихатка" })).await.expect_status(201);
    add(anna, &format!("{path}/facts"), json!({ "key": "note", "text": "тапиока по утрам" })).await;
    add(anna, &format!("/conversations/{talk}/comments"), json!({ "text": "это мухоморчик" })).await;
    for (starts, force) in [("2026-11-10T12:00:00+03:00", json!(["past"])), ("2026-11-26T12:00:00+03:00", json!([]))] {
        add(anna, "/bookings", json!({ "contact_id": id, "services": [firm.service], "starts_at": starts, "note": "тапиока", "force": force })).await;
    }
    let file = anna.raw(Method::POST, "/files", Some(FORM), form("аквариумный.txt", "пятихатка в файле".as_bytes())).await.expect_status(201).text_at("/id").to_owned();
    anna.post(&format!("/conversations/{talk}/messages"), json!({ "text": "Держите, Аграфена", "files": [file] })).await.expect_status(201);
    add(anna, &format!("{path}/notes"), json!({ "text": "просила перезвонить, бегемотик" })).await;
    add(anna, "/tasks", json!({ "title": "Позвонить Аграфене", "contact_id": id })).await;
    add(anna, "/deals", json!({ "contact_id": id, "title": "Лебедянская, свадьба", "fields": { "питомец": "аквариумный" } })).await;
    anna.post(&format!("/conversations/{talk}/save-as-test"), json!({})).await;
    let partner = add(anna, "/partners", json!({ "name": "Гид", "kind": "guide", "channel": "manual" })).await;
    let referral = json!({ "partner_id": partner, "contact_id": id, "conversation_id": talk, "shows_name": true, "phone_share": "at_once", "wish": "тапиока", "consent": "пятихатка", "template": "Это Аграфена, {{contact.phone}}" });
    add(anna, "/referrals", referral).await;
    let other = add(anna, "/contacts", json!({ "name": "Агрофена Лебедянская", "email": "old@lebed.example" })).await;
    anna.post(&format!("{path}/merge"), json!({ "other_id": other })).await.expect_status(200);
    let keyed = anna.clone().with_header("idempotency-key", "k-1");
    keyed.post(&format!("{path}/facts"), json!({ "key": "note", "text": "бегемотик" })).await.expect_status(201);
    let _ = &api.state;
    id
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into_owned()) }
    }
    found
}

#[tokio::test]
async fn not_a_word_of_an_erased_person_is_left() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let id = written(&api, &anna).await;
    let mut stood: Vec<String> = api.db.mentions(&WORDS).await.iter().map(|hit| hit.split(':').next().unwrap().to_owned()).collect();
    stood.dedup();
    for table in ["audit", "comment", "consent", "contact", "contact_fact", "contact_merge", "conversation", "deal", "event", "file", "idempotency", "identity", "message", "message_search", "note", "referral", "task", "turn", "booking"] {
        assert!(stood.iter().any(|t| t == table), "nothing of the person in {table}: {stood:?}");
    }
    assert!(files(&api.db.files()).iter().any(|text| text.contains("пятихатка")));
    let zip = anna.get(&format!("/contacts/{id}/export")).await.expect_status(200);
    for part in ["квазимодо", "тапиока", "пятихатка в файле", "бегемотик", "мухоморчик"] {
        assert!(zip.text.contains(part), "the export lacks {part}");
    }
    let money = anna.get("/bookings?from=2026-11-01T00:00:00Z&until=2026-12-01T00:00:00Z").await.expect_status(200);
    let proof = anna.post(&format!("/contacts/{id}/erase"), json!({ "confirm": "аграфена лебедянская" })).await.expect_status(200);
    let left = api.db.mentions(&WORDS).await;
    assert!(left.is_empty(), "left:\n{}", left.join("\n"));
    assert_eq!((files(&api.db.files()), proof.body["files"].as_i64()), (vec![], Some(1)));
    // What was keeps its sum; what was ahead is called off and its time is free.
    let after = anna.get("/bookings?from=2026-11-01T00:00:00Z&until=2026-12-01T00:00:00Z").await.expect_status(200);
    let price = |reply: &testkit::http::Reply| reply.items().iter().map(|b| b["price"].as_i64().or(b["price"]["minor"].as_i64()).unwrap_or(0)).sum::<i64>();
    assert_eq!((after.items().len(), price(&after)), (2, price(&money)));
    assert_eq!(after.items().iter().filter(|b| b["status"] == "cancelled").count(), 1);
    for path in ["/contacts", "/conversations", "/deals", "/audit", "/events", "/updates", "/turns"] {
        let reply = anna.get(path).await;
        assert!(path == "/events" || reply.status == 200, "{path}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_merge_that_is_taken_back_leaves_every_row_as_it_was() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let other = written(&api, &anna).await;
    let kept = add(&anna, "/contacts", json!({ "name": "Пётр", "phone": "+79161234567", "fields": { "город": "Ош" } })).await;
    add(&anna, &format!("/contacts/{kept}/facts"), json!({ "key": "employee", "text": "к Марии" })).await;
    add(&anna, &format!("/contacts/{other}/facts"), json!({ "key": "employee", "text": "к Ольге" })).await;
    add(&anna, &format!("/contacts/{kept}/notes"), json!({ "text": "своя заметка" })).await;
    let rows = || async {
        let mut rows = api.db.rows().await;
        for table in ["audit", "event", "contact_merge", "session", "refresh_token", "member", "job", "idempotency"] {
            rows.remove(table);
        }
        // The one that was kept has been written since.
        let simple = kept.replace('-', "").to_uppercase();
        rows.get_mut("contact").unwrap().retain(|row| !row.contains(&format!(" id=X'{simple}'")) && !row.contains(&format!("\"id\":\"{kept}\"")));
        rows
    };
    let (before, card) = (rows().await, anna.get(&format!("/contacts/{kept}")).await.body);
    let done = anna.post(&format!("/contacts/{kept}/merge"), json!({ "other_id": other, "take_other": ["name", "phone"] })).await.expect_status(200);
    assert!(rows().await != before);
    // What comes after the merge stays with the one that was kept.
    let later = add(&anna, &format!("/contacts/{kept}/notes"), json!({ "text": "после" })).await;
    anna.patch(&format!("/contacts/{kept}"), json!({ "lang": "en" })).await.expect_status(200);
    anna.post(&format!("/merges/{}/undo", done.text_at("/merge_id")), Value::Null).await.expect_status(200);
    assert_eq!(anna.get(&format!("/contacts/{kept}/notes")).await.items().len(), 2);
    anna.delete(&format!("/notes/{later}")).await.expect_status(204);
    let after = rows().await;
    for (table, rows) in &before {
        assert_eq!(Some(rows), after.get(table), "{table}");
    }
    let now = anna.get(&format!("/contacts/{kept}")).await.body;
    for field in ["name", "phone", "tags", "note", "identities", "fields", "consents"] {
        assert_eq!(now[field], card[field], "{field}");
    }
    assert_eq!(now["lang"], "en");
}
