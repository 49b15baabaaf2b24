//! Contacts of a firm that works with them, over HTTP: own fields, consents, segments, duplicates, merging, erasing, giving data out.

use crate::catalog::open;
use serde_json::{Value, json};
use testkit::http::{Client, TestApi};

async fn add(client: &Client, body: Value) -> String {
    client.post("/contacts", body).await.expect_status(201).text_at("/id").to_owned()
}

fn filter(rules: Value) -> Value {
    json!({ "filter": { "match": "all", "rules": rules } })
}

#[tokio::test]
async fn own_fields_are_declared_and_checked() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let fields = json!({ "fields": [
        { "key": "birthday", "name": "День рождения", "kind": "date" }, { "key": "size", "name": "Размер", "kind": "choice", "choices": ["S", "M"], "is_required": true },
        { "key": "age", "name": "Возраст", "kind": "number" },
    ] });
    let put = anna.put("/custom-fields/contact", fields.clone()).await.expect_status(200);
    assert_eq!((put.items().len(), &put.items()[1]["position"], &put.items()[1]["entity"]), (3, &json!(1), &json!("contact")));
    assert_eq!((anna.get("/custom-fields?entity=contact").await.items().len(), anna.get("/custom-fields?entity=deal").await.items().len(), boris.get("/custom-fields").await.items().len()), (3, 0, 0));
    for (bad, status) in [(json!({ "fields": [{ "key": "k", "name": "K", "kind": "choice" }] }), 422), (json!({ "fields": [{ "key": "k", "name": "K", "kind": "smell" }] }), 422)] {
        anna.put("/custom-fields/contact", bad).await.expect_status(status);
    }
    anna.put("/custom-fields/visit", fields).await.expect_status(422);
    let id = add(&anna, json!({ "name": "Ольга", "fields": { "birthday": "1990-02-28", "size": "M", "age": "34,50", "старое": "так" } })).await;
    let path = format!("/contacts/{id}");
    assert_eq!(anna.get(&path).await.body["fields"], json!({ "birthday": "1990-02-28", "size": "M", "age": "34.5", "старое": "так" }));
    for (bad, field) in [(json!({ "size": "M", "birthday": "вчера" }), "fields.birthday"), (json!({ "birthday": "1990-02-28" }), "fields.size"), (json!({ "size": "XL" }), "fields.size")] {
        let reply = anna.patch(&path, json!({ "fields": bad })).await;
        assert_eq!((reply.status, reply.text_at("/field")), (422, field));
    }
    anna.patch(&path, json!({ "preferred_channel": "telegram", "is_unsubscribed": true, "timezone": "Asia/Bishkek" })).await.expect_status(200);
    let card = anna.get(&path).await;
    assert_eq!((card.text_at("/preferred_channel"), &card.body["is_unsubscribed"], card.text_at("/timezone")), ("telegram", &json!(true), "Asia/Bishkek"));
    anna.patch(&path, json!({ "preferred_channel": "pigeon" })).await.expect_problem(422, "connector_unknown");
    // A field that is gone stays to be read.
    anna.put("/custom-fields/contact", json!({ "fields": [] })).await.expect_status(200);
    assert_eq!(anna.get(&path).await.body["fields"]["birthday"], "1990-02-28");
}

#[tokio::test]
async fn consents_are_a_journal() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let id = add(&anna, json!({ "name": "Ольга", "consents": [{ "kind": "personal_data", "at": "2026-11-01T10:00:00Z", "source": "анкета" }] })).await;
    let path = format!("/contacts/{id}/consents");
    anna.post(&path, json!({ "kind": "marketing", "is_given": true, "source": "телефон", "text": "Согласна на рассылку" })).await.expect_status(201);
    let said = |card: &Value| card["consents"].as_array().unwrap().iter().map(|c| c["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(said(&anna.get(&format!("/contacts/{id}")).await.body), ["personal_data", "marketing"]);
    // Said before what is known last: it changes nothing now.
    anna.post(&path, json!({ "kind": "marketing", "is_given": false, "at": "2026-01-01T10:00:00Z" })).await.expect_status(201);
    assert_eq!(said(&anna.get(&format!("/contacts/{id}")).await.body).len(), 2);
    anna.post(&path, json!({ "kind": "marketing", "is_given": false })).await.expect_status(201);
    assert_eq!(said(&anna.get(&format!("/contacts/{id}")).await.body), ["personal_data"]);
    anna.patch(&format!("/contacts/{id}"), json!({ "consents": [] })).await.expect_status(200);
    let journal = anna.get(&path).await.expect_status(200);
    let short: Vec<(&str, bool)> = journal.items().iter().map(|e| (e["kind"].as_str().unwrap(), e["is_given"].as_bool().unwrap())).collect();
    assert_eq!(short, [("personal_data", false), ("marketing", false), ("marketing", true), ("personal_data", true), ("marketing", false)]);
    assert_eq!(journal.items()[2]["by"], json!({ "kind": "person", "name": "anna" }));
    anna.post(&path, json!({ "kind": "marketing", "is_given": true, "at": "2027-01-01T10:00:00Z" })).await.expect_status(422);
    boris.get(&path).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn segments_ask_what_people_ask() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let firm = open(&anna).await;
    anna.put("/custom-fields/contact", json!({ "fields": [{ "key": "age", "name": "Возраст", "kind": "number" }, { "key": "likes", "name": "Любит", "kind": "choices", "choices": ["чай", "кофе"] }, { "key": "vip", "name": "VIP", "kind": "bool" }, { "key": "born", "name": "Родился", "kind": "date" }] })).await.expect_status(200);
    let olga = add(&anna, json!({ "name": "Ольга Ким", "phone": "+79161234567", "tags": ["лето"], "lang": "ru", "fields": { "age": "34.5", "likes": "кофе\nчай", "vip": "true", "born": "1990-02-28", "город": "Бишкек" } })).await;
    let said = anna.post("/messages", json!({ "chat_id": "c-1", "text": "Здравствуйте", "contact": { "name": "Борис" } })).await.expect_status(200);
    let boris_id = anna.get(&format!("/conversations/{}", said.text_at("/conversation_id"))).await.text_at("/contact_id").to_owned();
    anna.patch(&format!("/contacts/{boris_id}"), json!({ "email": "boris@example.com", "is_unsubscribed": true, "fields": { "age": "7" } })).await.expect_status(200);
    add(&anna, json!({ "name": "Вера" })).await;
    add(&boris, json!({ "name": "Ольга чужая" })).await;
    anna.post("/bookings", json!({ "contact_id": olga, "services": [firm.service], "starts_at": "2026-11-10T12:00:00+03:00", "force": ["past"] })).await.expect_status(201);
    anna.post("/bookings", json!({ "contact_id": boris_id, "services": [firm.service], "starts_at": "2026-11-25T12:00:00+03:00" })).await.expect_status(201);
    anna.post(&format!("/contacts/{boris_id}/consents"), json!({ "kind": "marketing", "is_given": true })).await.expect_status(201);
    for (field, op, value, expected) in [
        ("name", "contains", json!("ольг"), "Ольга Ким"), ("name", "is", json!("olga kim"), "Ольга Ким"), ("phone", "is", json!("8 916 123-45-67"), "Ольга Ким"), ("phone", "contains", json!("4567"), "Ольга Ким"), ("phone", "is_set", Value::Null, "Ольга Ким"),
        ("email", "is", json!("Boris@Example.com"), "Борис"), ("email", "is_empty", Value::Null, "Вера|Ольга Ким"), ("tag", "is", json!("лето"), "Ольга Ким"), ("tag", "is_not", json!("лето"), "Борис|Вера"), ("tag", "is_set", Value::Null, "Ольга Ким"),
        ("source", "is", json!("person"), "Вера|Ольга Ким"), ("lang", "is_not", json!("ru"), "Вера"), ("owner", "is_empty", Value::Null, "Борис|Вера|Ольга Ким"), ("created_at", "in_last_days", json!(1), "Борис|Вера|Ольга Ким"),
        ("created_at", "before", json!("2026-11-23"), ""), ("last_visit_at", "in_last_days", json!(20), "Ольга Ким"), ("last_visit_at", "not_in_last_days", json!(5), "Борис|Вера|Ольга Ким"), ("last_visit_at", "before", json!("2026-11-10"), ""),
        ("last_visit_at", "after", json!("2026-11-09"), "Ольга Ким"), ("next_visit_at", "is_set", Value::Null, "Борис"), ("visits", "more", json!(0), "Ольга Ким"), ("visits", "is", json!(0), "Борис|Вера"), ("spent", "more", json!(1), "Ольга Ким"),
        ("stage", "is_empty", Value::Null, "Борис|Вера|Ольга Ким"), ("channel", "is", json!("api"), "Борис"), ("channel", "is_not", json!("api"), "Вера|Ольга Ким"), ("consent.marketing", "is", json!(true), "Борис"), ("consent.marketing", "is", json!(false), "Вера|Ольга Ким"),
        ("unsubscribed", "is", json!(true), "Борис"), ("unsubscribed", "is_not", json!(true), "Вера|Ольга Ким"), ("field.age", "more", json!(7), "Ольга Ким"), ("field.age", "less", json!("34,5"), "Борис"), ("field.age", "is", json!(34.5), "Ольга Ким"),
        ("field.likes", "is", json!("чай"), "Ольга Ким"), ("field.likes", "is_not", json!("чай"), "Борис|Вера"), ("field.vip", "is", json!(true), "Ольга Ким"), ("field.born", "before", json!("2000-01-01"), "Ольга Ким"), ("field.born", "is_empty", Value::Null, "Борис|Вера"),
        ("field.город", "contains", json!("бишк"), "Ольга Ким"), ("field.город", "is", json!("Бишкек"), "Ольга Ким"), ("last_message_at", "is_set", Value::Null, "Борис"),
    ] {
        let mut rule = json!({ "field": field, "op": op });
        if !value.is_null() {
            rule["value"] = value.clone();
        }
        let mut body = filter(json!([rule]));
        let count = anna.post("/contacts/count", body.clone()).await.expect_status(200);
        body["sort"] = json!("name");
        let found = anna.post("/contacts/search", body).await.expect_status(200);
        let names = found.items().iter().map(|c| c["name"].as_str().unwrap_or("?")).collect::<Vec<_>>().join("|");
        assert_eq!((names.as_str(), &found.body["total"]), (expected, &count.body["count"]), "{field} {op} {value}");
    }
    let any = json!({ "match": "any", "rules": [{ "field": "tag", "op": "is", "value": "лето" }, { "match": "all", "rules": [{ "field": "email", "op": "is_set" }, { "field": "unsubscribed", "op": "is", "value": true }] }] });
    assert_eq!(anna.post("/contacts/count", json!({ "filter": any })).await.body["count"], 2);
    let twenty: Vec<Value> = (0..21).map(|_| json!({ "field": "name", "op": "is_set" })).collect();
    for (bad, field) in [
        (json!([{ "field": "smell", "op": "is", "value": "x" }]), "filter.rules[0].field"), (json!([{ "field": "name", "op": "more", "value": 1 }]), "filter.rules[0].op"), (json!([{ "field": "name", "op": "is" }]), "filter.rules[0].value"),
        (json!([{ "field": "owner", "op": "is", "value": "я" }]), "filter.rules[0].value"), (json!([{ "field": "created_at", "op": "before", "value": "вчера" }]), "filter.rules[0].value"), (json!([{ "field": "name", "op": "is", "value": [1] }]), "filter.rules[0].value"),
        (json!([]), "filter.rules"), (Value::Array(twenty), "filter.rules[20]"), (json!([{ "field": "visits", "op": "more", "value": "'; DROP TABLE contact; --" }]), "filter.rules[0].value"),
    ] {
        let reply = anna.post("/contacts/search", filter(bad.clone())).await;
        assert_eq!((reply.status, reply.text_at("/field")), (422, field), "{bad}");
    }
    let made = anna.post("/segments", json!({ "name": "Летние", "filter": any })).await.expect_status(201);
    let id = made.text_at("/id").to_owned();
    assert_eq!(anna.get(&format!("/contacts?segment_id={id}&query=kim")).await.items().len(), 0);
    assert_eq!(anna.get(&format!("/contacts?segment_id={id}&sort=visits")).await.items().len(), 2);
    assert_eq!((&anna.get("/segments?with_counts=true").await.items()[0]["count"], &anna.get(&format!("/segments/{id}")).await.body["filter"]), (&json!(2), &any));
    assert_eq!(anna.patch(&format!("/segments/{id}"), json!({ "name": "Все летние", "is_shared": true })).await.expect_status(200).text_at("/name"), "Все летние");
    boris.get(&format!("/contacts?segment_id={id}")).await.expect_problem(404, "not_found");
    anna.delete(&format!("/segments/{id}")).await.expect_status(204);
    anna.get(&format!("/segments/{id}")).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn two_of_one_person_are_found_made_one_and_parted_again() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let kept = add(&anna, json!({ "name": "Алексей Иванов", "phone": "+79161234567", "tags": ["vip"], "note": "пьёт чай" })).await;
    let other = add(&anna, json!({ "name": "Alexei Ivanov", "email": "alex@example.com", "tags": ["лето"], "note": "боится собак", "lang": "en", "fields": { "город": "Бишкек" } })).await;
    let third = add(&anna, json!({ "name": "Алексей Петров", "phone": "+79161234599" })).await;
    let pairs = anna.get("/contacts/duplicates").await.expect_status(200);
    assert_eq!((pairs.items().len(), &pairs.items()[0]["reasons"], &pairs.body["total"]), (1, &json!(["name"]), &json!(1)), "{}", pairs.text);
    assert_eq!(anna.get(&format!("/contacts/duplicates?contact_id={third}")).await.items().len(), 0);
    let preview = anna.get(&format!("/contacts/{kept}/merge-preview?other_id={other}")).await.expect_status(200);
    assert_eq!(preview.body["conflicts"], json!([{ "field": "name", "kept": "Алексей Иванов", "other": "Alexei Ivanov" }]));
    assert_eq!((&preview.body["moves"]["identities"], preview.text_at("/result/email"), preview.text_at("/result/lang")), (&json!(1), "alex@example.com", "en"));
    let before = (anna.get(&format!("/contacts/{kept}")).await.body, anna.get(&format!("/contacts/{other}")).await.body);
    anna.post(&format!("/contacts/{kept}/merge"), json!({ "other_id": kept })).await.expect_status(422);
    anna.post(&format!("/contacts/{kept}/merge"), json!({ "other_id": other, "take_other": ["smell"] })).await.expect_status(422);
    boris.post(&format!("/contacts/{kept}/merge"), json!({ "other_id": other })).await.expect_problem(404, "not_found");
    let done = anna.post(&format!("/contacts/{kept}/merge"), json!({ "other_id": other, "take_other": ["name"] })).await.expect_status(200);
    let card = anna.get(&format!("/contacts/{kept}")).await;
    assert_eq!((card.text_at("/name"), card.text_at("/phone"), card.text_at("/email"), card.text_at("/note")), ("Alexei Ivanov", "+79161234567", "alex@example.com", "пьёт чай\n\nбоится собак"));
    assert_eq!((&card.body["tags"], card.body["identities"].as_array().unwrap().len()), (&json!(["vip", "лето"]), 2));
    let gone = anna.get(&format!("/contacts/{other}")).await.expect_problem(404, "not_found");
    assert_eq!(gone.text_at("/merged_into"), kept);
    assert_eq!(anna.get("/contacts/duplicates").await.items().len(), 0);
    let list = anna.get(&format!("/contacts/{kept}/merges")).await.expect_status(200);
    assert_eq!((list.text_at("/items/0/other/name"), list.text_at("/items/0/id")), ("Alexei Ivanov", done.text_at("/merge_id")));
    let undo = format!("/merges/{}/undo", done.text_at("/merge_id"));
    boris.post(&undo, Value::Null).await.expect_problem(404, "not_found");
    anna.post(&undo, Value::Null).await.expect_status(200);
    anna.post(&undo, Value::Null).await.expect_problem(409, "merge_undone");
    let without = |mut card: Value| { card.as_object_mut().unwrap().remove("updated_at"); card };
    let after = (anna.get(&format!("/contacts/{kept}")).await.body, anna.get(&format!("/contacts/{other}")).await.body);
    assert_eq!((without(after.0), without(after.1)), (without(before.0), without(before.1)));
    anna.post("/contacts/duplicates/dismiss", json!({ "a_id": kept, "b_id": other })).await.expect_status(204);
    assert_eq!(anna.get("/contacts/duplicates").await.items().len(), 0);
}

#[tokio::test]
async fn a_person_is_given_their_data_and_erased() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let id = add(&anna, json!({ "name": "Забытый Человек", "phone": "+79161234567" })).await;
    let zip = anna.get(&format!("/contacts/{id}/export")).await.expect_status(200);
    assert!(zip.text.starts_with("PK") && zip.text.contains("contact.json") && zip.text.contains("Забытый Человек"));
    let path = format!("/contacts/{id}/erase");
    boris.post(&path, json!({ "confirm": "Забытый Человек" })).await.expect_problem(404, "not_found");
    anna.post(&path, json!({ "confirm": "Другой" })).await.expect_problem(422, "confirm_wrong");
    let proof = anna.post(&path, json!({ "confirm": "8 (916) 123-45-67" })).await.expect_status(200);
    assert_eq!((proof.body["counts"]["contact"].as_i64(), proof.text_at("/by/name"), proof.text_at("/digest").len()), (Some(1), "anna", 64));
    anna.get(&format!("/contacts/{id}")).await.expect_problem(404, "not_found");
    let found = anna.get("/erasures").await.expect_status(200);
    assert_eq!((found.items().len(), &found.items()[0]), (1, &proof.body));
    let page = anna.get(&format!("/erasures/{}?as=html", proof.text_at("/id"))).await.expect_status(200);
    assert!(page.text.contains(proof.text_at("/digest")) && !page.text.contains("Забытый"));
    boris.get(&format!("/erasures/{}", proof.text_at("/id"))).await.expect_problem(404, "not_found");
    // The nameless one is nobody's.
    assert_eq!(anna.get("/contacts").await.items().len(), 0);
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (a, b) = (add(&anna, json!({ "name": "А Один" })).await, add(&anna, json!({ "name": "Б Два" })).await);
    let key = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.expect_status(201);
    let viewer = api.stranger().with_key(key.text_at("/key"));
    let is_set = filter(json!([{ "field": "name", "op": "is_set" }]));
    assert_eq!(viewer.post("/contacts/count", is_set.clone()).await.expect_status(200).body["count"], 2);
    viewer.get("/custom-fields").await.expect_status(200);
    viewer.get("/contacts/duplicates").await.expect_status(200);
    for (path, body) in [
        (format!("/contacts/{a}/merge"), json!({ "other_id": b })), (format!("/contacts/{a}/consents"), json!({ "kind": "x", "is_given": true })), ("/segments".to_owned(), json!({ "name": "x", "filter": is_set["filter"] })),
        ("/contacts/duplicates/dismiss".to_owned(), json!({ "a_id": a, "b_id": b })), (format!("/contacts/{a}/erase"), json!({ "confirm": "А Один" })),
    ] {
        viewer.post(&path, body).await.expect_problem(403, "permission_missing");
    }
    viewer.put("/custom-fields/contact", json!({ "fields": [] })).await.expect_problem(403, "permission_missing");
    viewer.get(&format!("/contacts/{a}/export")).await.expect_problem(403, "permission_missing");
    viewer.get("/erasures").await.expect_problem(403, "permission_missing");
}
