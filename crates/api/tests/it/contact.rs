//! Contacts over HTTP: filters and orders of the list, several phones, own fields, the story of one; the feed of updates.

use crate::catalog::open;
use serde_json::{Value, json};
use testkit::http::{Client, Reply, TestApi};

async fn add(client: &Client, body: Value) -> String {
    client.post("/contacts", body).await.expect_status(201).text_at("/id").to_owned()
}

fn names(reply: &Reply) -> Vec<&str> {
    reply.items().iter().map(|c| c["name"].as_str().unwrap_or_default()).collect()
}

#[tokio::test]
async fn the_list_is_filtered_sorted_and_counted() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let firm = open(&anna).await;
    let olga = add(&anna, json!({ "name": "Ольга", "phone": "+79161234567", "tags": ["vip", "лето"] })).await;
    let boris_id = add(&anna, json!({ "name": "Борис", "email": "Boris@Example.com", "tags": ["vip"] })).await;
    add(&anna, json!({ "name": "анна" })).await;
    add(&boris, json!({ "name": "Чужая", "tags": ["чужой"] })).await;
    let book = |contact: &str, at: &str| json!({ "contact_id": contact, "services": [firm.service], "starts_at": at, "force": ["past"] });
    for (contact, at) in [(&olga, "2026-11-10T12:00:00+03:00"), (&olga, "2026-11-12T12:00:00+03:00"), (&olga, "2026-11-27T12:00:00+03:00"), (&boris_id, "2026-11-15T12:00:00+03:00"), (&boris_id, "2026-11-25T12:00:00+03:00")] {
        anna.post("/bookings", book(contact, at)).await.expect_status(201);
    }
    let list = anna.get("/contacts").await.expect_status(200);
    assert_eq!((names(&list), &list.body["total"]), (vec!["анна", "Борис", "Ольга"], &json!(3)));
    let row = list.items().iter().find(|c| c["name"] == "Ольга").unwrap();
    assert_eq!((&row["visits"], &row["last_visit_at"], &row["next_visit_at"]), (&json!(2), &json!("2026-11-12T09:00:00Z"), &json!("2026-11-27T09:00:00Z")));
    for (query, expected) in [
        ("query=%D0%BE%D0%BB%D1%8C%D0%B3%D0%B0", vec!["Ольга"]), ("query=8%20(916)%20123", vec!["Ольга"]), ("query=EXAMPLE", vec!["Борис"]), ("query=%25", vec![]),
        ("tag=vip", vec!["Борис", "Ольга"]), ("tag=VIP", vec![]), ("source=person", vec!["анна", "Борис", "Ольга"]), ("source=telegram", vec![]), ("has_visits=true", vec!["Борис", "Ольга"]),
        ("has_visits=false", vec!["анна"]), ("created_from=2026-11-24T00:00:00Z", vec![]), ("created_to=2026-11-24T00:00:00Z&tag=vip&has_visits=true", vec!["Борис", "Ольга"]),
        ("sort=name", vec!["анна", "Борис", "Ольга"]), ("sort=visits", vec!["Ольга", "Борис", "анна"]), ("sort=last_visit", vec!["Борис", "Ольга", "анна"]), ("sort=next_visit", vec!["Борис", "Ольга", "анна"]),
    ] {
        let found = anna.get(&format!("/contacts?{query}")).await.expect_status(200);
        assert_eq!((names(&found), found.body["total"].as_u64()), (expected.clone(), Some(expected.len() as u64)), "{query}");
    }
    // Every order is walked page by page without losing or repeating a row.
    for sort in ["created", "name", "next_visit", "last_visit", "visits", "last_message"] {
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = anna.get(&format!("/contacts?sort={sort}&limit=1{next}")).await.expect_status(200);
            seen.extend(names(&page).into_iter().map(str::to_owned));
            match page.text_at("/next_cursor") {
                "" => break,
                cursor => next = format!("&cursor={cursor}"),
            }
        }
        let mut all = seen.clone();
        all.sort();
        assert_eq!(all, ["Борис", "Ольга", "анна"], "{sort}: {seen:?}");
    }
    assert_eq!(anna.get("/contacts/tags").await.expect_status(200).items(), [json!({ "tag": "vip", "contacts": 2 }), json!({ "tag": "лето", "contacts": 1 })]);
    for bad in ["sort=age", "has_visits=maybe", "created_from=yesterday", "owner_id=1"] {
        anna.get(&format!("/contacts?{bad}")).await.expect_status(422);
    }
}

#[tokio::test]
async fn a_card_has_several_phones_and_the_firms_own_fields() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let member = anna.get("/members").await.text_at("/items/0/id").to_owned();
    let id = add(&anna, json!({ "name": "Ольга", "phone": "+79161234567", "fields": { "Любимый чай": "зелёный" } })).await;
    add(&anna, json!({ "name": "Борис", "phone": "+79161234500" })).await;
    let (path, list) = (format!("/contacts/{id}"), format!("/contacts/{id}/identities"));
    let added = anna.post(&list, json!({ "kind": "phone", "value": "8 916 123-45-68" })).await.expect_status(200);
    assert_eq!((added.text_at("/phone"), added.body["identities"].as_array().unwrap().len()), ("+79161234567", 2));
    assert_eq!(anna.post(&list, json!({ "kind": "email", "value": "Olga@Example.com" })).await.expect_status(200).text_at("/email"), "olga@example.com");
    anna.post(&list, json!({ "kind": "phone", "value": "+79161234500" })).await.expect_problem(409, "contact_exists");
    for bad in [json!({ "kind": "phone", "value": "12345" }), json!({ "kind": "email", "value": "olga" }), json!({ "kind": "telegram", "value": "123" })] {
        anna.post(&list, bad).await.expect_status(422);
    }
    // The one on the card goes, the next takes its place; the card can change it without losing the others.
    let left = anna.delete(&format!("{list}?kind=phone&value=%2B79161234567")).await.expect_status(200);
    assert_eq!(left.text_at("/phone"), "+79161234568");
    anna.delete(&format!("{list}?kind=phone&value=%2B79161234567")).await.expect_problem(404, "not_found");
    anna.post(&list, json!({ "kind": "phone", "value": "+79161234569" })).await.expect_status(200);
    anna.patch(&path, json!({ "phone": "+79161234570", "owner_id": member, "consents": [{ "kind": "marketing", "at": "2026-11-20T10:00:00Z", "source": "анкета" }] })).await.expect_status(200);
    let card = anna.get(&path).await.expect_status(200);
    let phones: Vec<_> = card.body["identities"].as_array().unwrap().iter().filter(|i| i["kind"] == "phone").map(|i| i["value"].as_str().unwrap()).collect();
    assert_eq!((phones, card.text_at("/owner_id"), card.text_at("/consents/0/source")), (vec!["+79161234569", "+79161234570"], member.as_str(), "анкета"));
    assert_eq!(card.body["fields"], json!({ "Любимый чай": "зелёный" }));
    assert_eq!(anna.get(&format!("/contacts?owner_id={member}")).await.items().len(), 1);
    anna.patch(&path, json!({ "owner_id": null, "fields": {} })).await.expect_status(200);
    let card = anna.get(&path).await;
    assert_eq!((&card.body["owner_id"], &card.body["fields"]), (&Value::Null, &json!({})));
    let many: serde_json::Map<String, Value> = (0..51).map(|n| (n.to_string(), json!("x"))).collect();
    for bad in [json!({ "fields": many }), json!({ "fields": { "": "x" } }), json!({ "fields": { "a": "x".repeat(501) } }), json!({ "fields": { "a": "\u{0}" } }), json!({ "fields": { "a": 1 } }), json!({ "consents": [{ "kind": "" }] })] {
        anna.patch(&path, bad.clone()).await.expect_status(422);
    }
}

#[tokio::test]
async fn the_story_and_the_feed_name_what_happened() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let firm = open(&anna).await;
    let said = anna.post("/messages", json!({ "chat_id": "chat-1", "text": "Здравствуйте", "contact": { "name": "Ольга" } })).await.expect_status(200);
    let conversation = said.text_at("/conversation_id").to_owned();
    let olga = anna.get(&format!("/conversations/{conversation}")).await.text_at("/contact_id").to_owned();
    let id = anna.post("/bookings", json!({ "contact_id": olga, "services": [firm.service], "starts_at": "2026-11-24T12:00:00+03:00" })).await.expect_status(201).text_at("/id").to_owned();
    anna.post(&format!("/bookings/{id}/move"), json!({ "starts_at": "2026-11-24T14:00:00+03:00" })).await.expect_status(200);
    anna.post(&format!("/bookings/{id}/cancel"), json!({ "reason": "заболела" })).await.expect_status(200);
    anna.patch(&format!("/contacts/{olga}"), json!({ "note": "пьёт чай" })).await.expect_status(200);
    anna.post(&format!("/conversations/{conversation}/take-over"), Value::Null).await.expect_status(200);

    let path = format!("/contacts/{olga}/timeline");
    let story = anna.get(&path).await.expect_status(200);
    let short: Vec<String> = story.items().iter().map(|e| match (e["talk"].as_object(), e["booking"].as_object(), e["contact"].as_object()) {
        (Some(t), None, None) => format!("{} messages", t["messages"]),
        (None, Some(b), None) => b["action"].as_str().unwrap().to_owned(),
        (None, None, Some(c)) => c["changes"].as_array().unwrap().iter().map(|f| f["field"].as_str().unwrap()).collect::<Vec<_>>().join("+"),
        other => panic!("{other:?}"),
    }).collect();
    assert_eq!(short[..4], ["note", "cancel", "move", "create"], "{short:?}");
    assert!(short.iter().any(|s| s == "2 messages"), "{short:?}");
    let moved = &story.items()[2]["booking"];
    assert_eq!((&moved["from_starts_at"], &moved["starts_at"], &moved["employee"], &moved["services"], &moved["by"]), (
        &json!("2026-11-24T09:00:00Z"), &json!("2026-11-24T11:00:00Z"), &json!("Мария"), &json!(["Стрижка"]), &json!({ "kind": "person", "name": "anna" })
    ));
    assert_eq!(story.items()[0]["contact"]["changes"], json!([{ "field": "note", "from": "", "to": "пьёт чай" }]));
    let (mut pages, mut next) = (0, String::new());
    loop {
        let page = anna.get(&format!("{path}?limit=1{next}")).await.expect_status(200);
        pages += page.items().len();
        match page.text_at("/next_cursor") {
            "" => break,
            cursor => next = format!("&cursor={cursor}"),
        }
    }
    assert_eq!(pages, story.items().len(), "pages lose and repeat nothing");
    boris.get(&path).await.expect_problem(404, "not_found");

    let feed = anna.get("/updates").await.expect_status(200);
    let kinds: Vec<&str> = feed.items().iter().map(|u| u["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["taken_over", "cancelled", "moved", "booked", "contact"]);
    let moved = &feed.items()[2];
    assert_eq!((&moved["contact"]["name"], &moved["employee"], &moved["by"], &moved["person"], &moved["booking"]["services"]), (&json!("Ольга"), &json!("Мария"), &json!("person"), &json!("anna"), &json!(["Стрижка"])));
    assert_eq!((&feed.items()[0]["person"], &feed.items()[0]["connection"]["connector"]), (&json!("anna"), &json!("api")));
    assert_eq!(anna.get("/updates?kind=moved").await.items().len(), 1);
    let first = anna.get("/updates?limit=2").await;
    let rest = anna.get(&format!("/updates?cursor={}", first.text_at("/next_cursor"))).await.expect_status(200);
    assert_eq!((first.items().len(), rest.items().len()), (2, 3));
    assert_eq!(boris.get("/updates").await.items().len(), 0);
    anna.get("/updates?kind=gossip").await.expect_status(422);
}

#[tokio::test]
async fn a_phone_is_read_as_in_the_firms_country() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    anna.patch("/org", json!({ "region": "KG" })).await.expect_status(200);
    let said = anna.post("/messages", json!({ "chat_id": "c", "text": "Здравствуйте", "contact": { "phone": "0555 123 456" } })).await.expect_status(200);
    let contact = anna.get(&format!("/conversations/{}", said.text_at("/conversation_id"))).await.text_at("/contact_id").to_owned();
    assert_eq!(anna.get(&format!("/contacts/{contact}")).await.text_at("/phone"), "+996555123456");
    anna.post("/messages", json!({ "chat_id": "d", "text": "Здравствуйте", "contact": { "phone": "8 916 123-45-67" } })).await.expect_status(422);
}
