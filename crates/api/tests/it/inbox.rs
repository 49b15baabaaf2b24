//! The inbox over HTTP: views, search, read marks, who has it, what is put off, comments, files, drafts; and who is seen typing.

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use testkit::http::{Client, Method, PASSWORD, Reply, TestApi};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use uuid::Uuid;

/// The content type of `form`.
pub const FORM: &str = "multipart/form-data; boundary=samovar";

/// A form with one file.
pub fn form(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!("--samovar\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n").into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--samovar--\r\n");
    body
}

async fn said(client: &Client, chat: &str, name: &str, text: &str) -> String {
    let body = json!({ "chat_id": chat, "text": text, "contact": { "name": name, "phone": format!("+7916000000{}", chat.len()) } });
    client.post("/messages", body).await.expect_status(200).text_at("/conversation_id").to_owned()
}

fn ids(reply: &Reply) -> Vec<&str> {
    reply.items().iter().map(|i| i["id"].as_str().unwrap()).collect()
}

async fn list(client: &Client, query: &str) -> Reply {
    client.get(&format!("/conversations?{query}")).await.expect_status(200)
}

/// A colleague of the firm, signed in.
async fn colleague(api: &TestApi, owner: &Client, name: &str, role: &str) -> (Client, String) {
    let invited = owner.post("/invitations", json!({ "email": format!("{name}@example.com"), "role": role })).await.expect_status(201);
    let body = json!({ "token": invited.text_at("/token"), "name": name, "password": PASSWORD, "way": "token" });
    let joined = api.stranger().post("/invitations/accept", body).await.expect_status(200);
    let client = api.stranger().with_bearer(joined.text_at("/tokens/access_token"));
    let members = owner.get("/members").await;
    let member = members.items().iter().find(|m| m["email"] == format!("{name}@example.com")).unwrap_or_else(|| panic!("{}", joined.text));
    (client, member["person_id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_list_shows_what_a_person_needs_and_finds_it() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let first = said(&anna, "a", "Ольга Петрова", "Здравствуйте").await;
    api.clock.advance_secs(60);
    let second = said(&anna, "bb", "Иван", "Ищу ПОДАРОЧНЫЙ сертификат").await;
    let all = list(&anna, "view=all").await;
    assert_eq!(ids(&all), [&second, &first]);
    let item = &all.items()[1];
    assert_eq!((item["contact"]["name"].as_str(), item["connector"].as_str(), item["unread"].as_i64()), (Some("Ольга Петрова"), Some("api"), Some(1)));
    assert_eq!((item["last_message"]["author"].as_str(), item["last_message"]["seq"].as_i64(), item["inbound_seq"].as_i64()), (Some("agent"), item["last_seq"].as_i64(), Some(1)));
    for (query, found) in [
        ("q=ольга", vec![&first]), ("q=ПЕТРОВ", vec![&first]), ("q=подарочный%20серт", vec![&second]), ("q=89160000002", vec![&second]), ("q=%2B7%20916%20000-00-01", vec![&first]), ("q=никого", vec![]),
        ("q=%25", vec![]), ("view=agent", vec![&second, &first]), ("view=mine", vec![]), ("view=closed", vec![]), ("unread=true", vec![&second, &first]), ("tag=vip", vec![]),
    ] {
        assert_eq!(ids(&list(&anna, query).await), found, "{query}");
    }
    let contact = item["contact"]["id"].as_str().unwrap();
    anna.patch(&format!("/contacts/{contact}"), json!({ "tags": ["vip"] })).await.expect_status(200);
    assert_eq!(ids(&list(&anna, "tag=vip").await), [&first]);
    // Pages walk everything once, whatever the view.
    let page = list(&anna, "view=agent&limit=1").await;
    let rest = list(&anna, &format!("view=agent&limit=1&cursor={}", page.text_at("/next_cursor"))).await;
    assert_eq!((ids(&page), ids(&rest)), (vec![second.as_str()], vec![first.as_str()]));
    anna.get("/conversations?view=nonsense").await.expect_problem(422, "invalid");
    anna.get("/conversations?q=").await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn what_was_said_is_found_whenever_it_was() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let first = said(&anna, "a", "Ольга", "Привезите гирлянды на ёлку, пожалуйста").await;
    api.clock.advance_secs(60);
    for n in 0..6 {
        said(&anna, "a", "Ольга", &format!("Ещё вопрос номер {n}")).await;
        api.clock.advance_secs(1);
    }
    let second = said(&anna, "bb", "Иван", "Гирлянду и снег").await;
    let found = async |query: &str| anna.get(&format!("/conversations/search?{query}")).await.expect_status(200);
    let shown = |reply: &Reply| reply.items().iter().map(|i| i["conversation"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    for (query, wanted) in [
        ("q=гирлянда", vec![&second, &first]), ("q=ЕЛКА%20гирлянды", vec![&first]), ("q=гирл", vec![&second, &first]), ("q=на%20снегу", vec![&second]), ("q=глобус", vec![]), ("q=и", vec![]), ("q=%22*%20OR%20)", vec![]),
    ] {
        assert_eq!(shown(&found(query).await), wanted.into_iter().cloned().collect::<Vec<_>>(), "{query}");
    }
    let hit = found("q=гирлянды&limit=1").await;
    let message = &hit.items()[0]["message"];
    assert_eq!((message["author"].as_str(), message["snippet"][0]["text"].as_str(), message["snippet"][0]["is_found"].as_bool()), (Some("contact"), Some("Гирлянду"), Some(true)));
    assert_eq!(hit.body["is_complete"], true);
    let rest = found(&format!("q=гирлянды&limit=1&cursor={}", hit.text_at("/next_cursor"))).await;
    assert_eq!((shown(&rest), rest.items()[0]["message"]["seq"].as_i64(), rest.body.get("next_cursor")), (vec![first.clone()], Some(1), None));
    assert!(found("q=вопрос").await.items()[0]["more"].as_u64().unwrap() >= 5);
    // Closed ones, too; filters narrow; talks of the test chat and other firms stay out.
    anna.post(&format!("/conversations/{first}/close"), Value::Null).await.expect_status(200);
    assert_eq!(shown(&found("q=елка").await), std::slice::from_ref(&first));
    assert_eq!(found(&format!("q=елка&team_id={}", Uuid::now_v7())).await.items().len(), 0);
    assert_eq!(found("q=елка&tag=vip").await.items().len(), 0);
    assert_eq!(api.owner("boris").await.get("/conversations/search?q=гирлянды").await.items().len(), 0);
    anna.get("/conversations/search").await.expect_problem(422, "missing");
}

#[tokio::test]
async fn the_same_is_done_with_several() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (boris, boris_id) = colleague(&api, &anna, "boris", "operator").await;
    let (looker, _) = colleague(&api, &anna, "vera", "viewer").await;
    let mut all = Vec::new();
    for (chat, name) in [("a", "Ольга"), ("bb", "Иван"), ("ccc", "Пётр")] {
        all.push(said(&anna, chat, name, "Здравствуйте").await);
    }
    let strange = Uuid::now_v7().to_string();
    let act = async |client: &Client, ids: Value, what: Value| client.post("/conversations/bulk", json!({ "ids": ids, "do": what })).await;
    let taken = act(&boris, json!([all[0], strange, all[1], all[0]]), json!({ "kind": "assign", "person_id": boris_id })).await.expect_status(200);
    let shown: Vec<_> = taken.items().iter().map(|i| (i["id"].as_str().unwrap(), i["conversation"]["assignee_id"].as_str(), i["code"].as_str())).collect();
    assert_eq!(shown, [(all[0].as_str(), Some(boris_id.as_str()), None), (strange.as_str(), None, Some("not_found")), (all[1].as_str(), Some(boris_id.as_str()), None)], "in order, each once");
    // One that is closed is not put off; the others are.
    act(&boris, json!([all[0]]), json!({ "kind": "close" })).await.expect_status(200);
    let until = "2026-12-31T09:00:00Z";
    let put_off = act(&boris, json!([all[0], all[1]]), json!({ "kind": "snooze", "until": until })).await.expect_status(200);
    assert_eq!((put_off.text_at("/items/0/code"), put_off.body["items"][1]["conversation"].get("snoozed_until").is_some()), ("conversation_closed", true));
    act(&boris, json!([all[1]]), json!({ "kind": "snooze", "until": null })).await.expect_status(200);
    assert_eq!(act(&boris, json!([all[0], all[2]]), json!({ "kind": "reopen" })).await.expect_status(200).text_at("/items/0/conversation/status"), "open");
    act(&boris, json!(all), json!({ "kind": "read" })).await.expect_status(200);
    assert_eq!(boris.get("/conversations/counts").await.body["unread"], 0);
    assert_eq!(act(&boris, json!(all), json!({ "kind": "unread" })).await.items().iter().filter(|i| i["conversation"]["unread"] == 1).count(), 3);
    assert_eq!(anna.get("/conversations/counts").await.body["unread"], 3, "marks are each one's own");
    let back = act(&boris, json!(all), json!({ "kind": "give_to_agent" })).await.expect_status(200);
    assert!(back.items().iter().all(|i| i["conversation"]["mode"] == "auto" && i["conversation"].get("assignee_id").is_none()));
    act(&boris, json!([strange]), json!({ "kind": "close" })).await.expect_problem(404, "not_found");
    act(&boris, json!([]), json!({ "kind": "close" })).await.expect_problem(422, "invalid");
    act(&boris, json!(vec![strange.clone(); 201]), json!({ "kind": "close" })).await.expect_problem(422, "invalid");
    act(&boris, json!(all), json!({ "kind": "assign", "person_id": strange })).await.expect_problem(422, "person_unknown");
    act(&boris, json!(all), json!({ "kind": "snooze", "until": "2020-01-01T00:00:00Z" })).await.expect_problem(422, "invalid");
    act(&looker, json!(all), json!({ "kind": "close" })).await.expect_problem(403, "permission_missing");
}

#[tokio::test]
async fn filters_are_saved_for_oneself_and_for_all() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (boris, _) = colleague(&api, &anna, "boris", "operator").await;
    for (chat, name) in [("a", "Ольга"), ("bb", "Иван")] {
        said(&anna, chat, name, "Здравствуйте").await;
    }
    let team = anna.post("/teams", json!({ "name": "Запись" })).await.expect_status(201).text_at("/id").to_owned();
    let make = async |client: &Client, name: &str, shared: bool, filter: Value| client.post("/inbox-views", json!({ "name": name, "is_shared": shared, "filter": filter })).await;
    make(&boris, "Общий", true, json!({ "view": "all" })).await.expect_problem(403, "permission_missing");
    let shared = make(&anna, "Запись", true, json!({ "view": "all", "team_id": team })).await.expect_status(201).text_at("/id").to_owned();
    let mut own = Vec::new();
    for (name, filter) in [("Непрочитанные", json!({ "view": "all", "unread": true })), ("Иван", json!({ "view": "agent", "q": "иван" })), ("Со сроком", json!({ "view": "due" }))] {
        own.push(make(&boris, name, false, filter).await.expect_status(201).text_at("/id").to_owned());
    }
    let shown = async |client: &Client| client.get("/inbox-views").await.expect_status(200).items().iter().map(|v| (v["name"].as_str().unwrap().to_owned(), v["count"].as_i64(), v["missing"].as_array().unwrap().len())).collect::<Vec<_>>();
    let row = |name: &str, count: Option<i64>, missing: usize| (name.to_owned(), count, missing);
    assert_eq!(shown(&boris).await, [row("Запись", Some(0), 0), row("Непрочитанные", Some(2), 0), row("Иван", Some(1), 0), row("Со сроком", Some(0), 0)]);
    assert_eq!(shown(&anna).await, [row("Запись", Some(0), 0)], "others' own are theirs");
    boris.patch(&format!("/inbox-views/{}", own[2]), json!({ "position": 0, "name": "У меня" })).await.expect_status(200);
    assert_eq!(shown(&boris).await.iter().map(|v| v.0.as_str()).collect::<Vec<_>>(), ["Запись", "У меня", "Непрочитанные", "Иван"]);
    boris.patch(&format!("/inbox-views/{}", own[0]), json!({ "is_shared": true })).await.expect_problem(403, "permission_missing");
    boris.patch(&format!("/inbox-views/{shared}"), json!({ "name": "x" })).await.expect_problem(403, "permission_missing");
    boris.delete(&format!("/inbox-views/{shared}")).await.expect_problem(403, "permission_missing");
    anna.patch(&format!("/inbox-views/{}", own[0]), json!({ "name": "x" })).await.expect_problem(404, "not_found");
    make(&boris, "x", false, json!({ "view": "all", "team_id": Uuid::now_v7() })).await.expect_problem(422, "team_unknown");
    make(&boris, "x", false, json!({ "view": "all", "connection_id": Uuid::now_v7() })).await.expect_problem(422, "connection_unknown");
    make(&boris, " ", false, json!({ "view": "all" })).await.expect_problem(422, "invalid");
    // What it names is gone: it says so and counts nothing.
    anna.delete(&format!("/teams/{team}")).await.expect_status(204);
    assert_eq!(shown(&boris).await[0], row("Запись", None, 1));
    anna.patch(&format!("/inbox-views/{shared}"), json!({ "filter": { "view": "all" } })).await.expect_status(200);
    assert_eq!(shown(&anna).await, [row("Запись", Some(2), 0)]);
    boris.delete(&format!("/inbox-views/{}", own[1])).await.expect_status(204);
    assert_eq!(shown(&boris).await.len(), 3);
    let key = anna.post("/api-keys", json!({ "name": "Сайт", "scopes": ["read"] })).await.expect_status(201);
    make(&api.stranger().with_key(key.text_at("/key")), "x", false, json!({ "view": "all" })).await.expect_problem(403, "person_needed");
}

#[tokio::test]
async fn reading_is_each_persons_own() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let id = said(&anna, "a", "Ольга", "Здравствуйте").await;
    said(&anna, "a", "Ольга", "Вы работаете?").await;
    let counts = |reply: Reply| (reply.body["all"].as_i64().unwrap(), reply.body["unread"].as_i64().unwrap(), reply.body["agent"].as_i64().unwrap());
    assert_eq!(counts(anna.get("/conversations/counts").await), (1, 1, 1));
    anna.post(&format!("/conversations/{id}/read"), json!({ "seq": 1 })).await.expect_status(204);
    assert_eq!(list(&anna, "view=all").await.items()[0]["unread"], 1);
    anna.post(&format!("/conversations/{id}/read"), json!({ "seq": 4_000_000_000_u32 })).await.expect_status(204);
    anna.post(&format!("/conversations/{id}/read"), json!({ "seq": 1 })).await.expect_status(204);
    assert_eq!((counts(anna.get("/conversations/counts").await), list(&anna, "unread=true").await.items().len()), ((1, 0, 1), 0));
    let (boris, _) = colleague(&api, &anna, "boris", "operator").await;
    assert_eq!(list(&boris, "view=all").await.items()[0]["unread"], 2);
    anna.post(&format!("/conversations/{}/read", Uuid::now_v7()), json!({ "seq": 1 })).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn what_was_read_is_taken_for_unread() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (boris, _) = colleague(&api, &anna, "boris", "viewer").await;
    let id = said(&anna, "a", "Ольга", "Здравствуйте").await;
    said(&anna, "a", "Ольга", "Вы работаете?").await;
    let unread = format!("/conversations/{id}/unread");
    // Nothing was read: both stay unread.
    assert_eq!(anna.post(&unread, json!({})).await.expect_status(200).body["unread"], 2);
    for client in [&anna, &boris] {
        client.post(&format!("/conversations/{id}/read"), json!({ "seq": 4_000_000_000_u32 })).await.expect_status(204);
        assert_eq!(client.get("/conversations/counts").await.body["unread"], 0);
    }
    let mut window = Socket::open(&api, &anna, "").await;
    // The last words of the customer are unread again, whoever has answered since; a second time changes nothing.
    for _ in 0..2 {
        assert_eq!(anna.post(&unread, json!({})).await.expect_status(200).body["unread"], 1);
    }
    let inbound = anna.get(&format!("/conversations/{id}/messages")).await.body.as_array().unwrap().iter().filter(|m| m["author"] == "contact").map(|m| m["seq"].as_i64().unwrap()).max().unwrap();
    assert_eq!(window.next("read").await["seq"], inbound - 1);
    assert_eq!((list(&anna, "unread=true").await.items().len(), anna.get("/conversations/counts").await.body["unread"].as_i64()), (1, Some(1)));
    // A colleague's mark is their own, and reading closes it again.
    assert_eq!(boris.get(&format!("/conversations/{id}")).await.body["unread"], 0);
    anna.post(&format!("/conversations/{id}/read"), json!({ "seq": 4_000_000_000_u32 })).await.expect_status(204);
    assert_eq!(anna.get(&format!("/conversations/{id}")).await.body["unread"], 0);
    assert_eq!(boris.post(&unread, json!({})).await.expect_status(200).body["unread"], 1);
    // A program has no mark; a conversation of nobody is not found.
    let key = anna.post("/api-keys", json!({ "name": "Сайт", "scopes": ["read"] })).await.expect_status(201);
    assert_eq!(api.stranger().with_key(key.text_at("/key")).post(&unread, json!({})).await.expect_status(200).body["unread"], 0);
    anna.post(&format!("/conversations/{}/unread", Uuid::now_v7()), json!({})).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_conversation_is_taken_assigned_put_off_and_closed() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (boris, boris_id) = colleague(&api, &anna, "boris", "operator").await;
    let id = said(&anna, "a", "Ольга", "Здравствуйте").await;
    let act = |client: &Client, verb: &str, body: Value| {
        let (client, path) = (client.clone(), format!("/conversations/{id}/{verb}"));
        async move { client.post(&path, body).await }
    };
    let taken = act(&boris, "take-over", Value::Null).await.expect_status(200);
    assert_eq!((taken.text_at("/mode"), taken.text_at("/assignee_id")), ("human", boris_id.as_str()));
    assert_eq!(act(&anna, "take-over", Value::Null).await.text_at("/assignee_id"), boris_id, "who came second does not take it away");
    assert_eq!((ids(&list(&boris, "view=mine").await).len(), ids(&list(&anna, "view=mine").await).len()), (1, 0));
    act(&anna, "assign", json!({ "person_id": Uuid::now_v7() })).await.expect_problem(422, "person_unknown");
    assert_eq!(act(&anna, "assign", json!({ "person_id": null })).await.expect_status(200).text_at("/assignee_id"), "");
    assert_eq!(ids(&list(&anna, "view=unassigned").await), [&id]);
    said(&anna, "a", "Ольга", "Так вы ответите?").await;
    let waiting = list(&anna, "view=waiting").await;
    assert!(ids(&waiting) == [&id] && waiting.items()[0]["waiting_since"].is_string());
    act(&anna, "snooze", json!({ "until": "2026-11-22T10:00:00+03:00" })).await.expect_problem(422, "invalid");
    act(&anna, "snooze", json!({ "until": "2026-11-24T10:00:00+03:00" })).await.expect_status(200);
    assert_eq!((ids(&list(&anna, "view=snoozed").await).len(), ids(&list(&anna, "view=waiting").await).len()), (1, 0));
    act(&anna, "snooze", json!({ "until": null })).await.expect_status(200);
    assert_eq!(act(&anna, "close", Value::Null).await.expect_status(200).text_at("/status"), "closed");
    act(&anna, "snooze", json!({ "until": "2026-11-24T10:00:00+03:00" })).await.expect_problem(409, "conversation_closed");
    assert_eq!(ids(&list(&anna, "view=closed").await), [&id]);
    assert_eq!(act(&anna, "reopen", Value::Null).await.expect_status(200).text_at("/status"), "open");
    let (viewer, _) = colleague(&api, &anna, "vera", "viewer").await;
    act(&viewer, "assign", json!({})).await.expect_problem(403, "permission_missing");
}

#[tokio::test]
async fn comments_are_for_colleagues_and_call_them() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (boris, boris_id) = colleague(&api, &anna, "boris", "operator").await;
    let id = said(&anna, "a", "Ольга", "Здравствуйте").await;
    let mut socket = Socket::open(&api, &anna, "").await;
    let path = format!("/conversations/{id}/comments");
    let made = anna.post(&path, json!({ "text": "Посмотри, пожалуйста", "mentions": [boris_id] })).await.expect_status(201);
    assert_eq!((made.text_at("/author"), made.body["after_seq"].as_i64()), ("anna", Some(2)));
    assert_eq!(socket.event("comment.created").await["payload"]["comment"]["id"], made.body["id"]);
    assert_eq!(socket.event("comment.mentioned").await["payload"]["person_ids"], json!([boris_id]));
    assert_eq!(ids(&boris.get(&path).await), [made.text_at("/id")]);
    assert_eq!(anna.get(&format!("/conversations/{id}/messages")).await.body.as_array().unwrap().len(), 2, "no message of it");
    anna.post(&path, json!({ "text": "x", "mentions": [Uuid::now_v7()] })).await.expect_problem(422, "person_unknown");
    anna.post(&path, json!({ "text": " " })).await.expect_problem(422, "invalid");
    let one = format!("{path}/{}", made.text_at("/id"));
    boris.delete(&one).await.expect_problem(403, "not_the_author");
    anna.delete(&one).await.expect_status(204);
    anna.delete(&one).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn files_are_stored_sent_and_fetched_in_parts() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let id = said(&anna, "a", "Ольга", "Здравствуйте").await;
    let upload = |name: &'static str, bytes: Vec<u8>| {
        let anna = anna.clone();
        async move { anna.raw(Method::POST, "/files", Some(FORM), form(name, &bytes)).await }
    };
    let sound = upload("голос.mp3", b"ID3 0123456789".to_vec()).await.expect_status(201);
    assert_eq!((sound.text_at("/name"), sound.text_at("/mime"), sound.body["size"].as_i64()), ("голос.mp3", "audio/mpeg", Some(14)));
    upload("x.svg", b"<svg onload='x'/>".to_vec()).await.expect_problem(422, "file_type");
    upload("x.html", b"<html>".to_vec()).await.expect_problem(422, "file_type");
    upload("x.txt", Vec::new()).await.expect_problem(422, "file_empty");
    let mut large = b"ID3".to_vec();
    large.resize(20 * 1024 * 1024 + 1, 0);
    upload("large.mp3", large).await.expect_problem(413, "too_large");
    anna.raw(Method::POST, "/files", Some("application/json"), "{}").await.expect_problem(415, "unsupported_media_type");
    anna.raw(Method::POST, "/files", Some(FORM), "garbage").await.expect_problem(400, "malformed_form");
    let path = format!("/conversations/{id}/messages");
    let own = Uuid::now_v7();
    let body = json!({ "id": own, "files": [sound.text_at("/id")] });
    let sent = anna.post(&path, body.clone()).await.expect_status(201);
    assert_eq!((sent.text_at("/id"), sent.text_at("/attachments/0/kind"), sent.text_at("/attachments/0/file_id")), (own.to_string().as_str(), "audio", sound.text_at("/id")));
    assert_eq!(anna.post(&path, body).await.expect_status(201).body["seq"], sent.body["seq"], "sent once");
    anna.post(&path, json!({ "text": "" })).await.expect_problem(422, "invalid");
    anna.post(&path, json!({ "files": [Uuid::now_v7()] })).await.expect_problem(422, "file_unknown");
    let file = format!("/files/{}", sound.text_at("/id"));
    let whole = anna.get(&file).await.expect_status(200);
    assert_eq!((whole.text.as_str(), whole.header("content-type"), whole.header("accept-ranges")), ("ID3 0123456789", "audio/mpeg", "bytes"));
    assert!(whole.header("content-disposition").starts_with("attachment;") && whole.header("content-security-policy").contains("sandbox"));
    let part = anna.clone().with_header("range", "bytes=4-6").get(&file).await.expect_status(206);
    assert_eq!((part.text.as_str(), part.header("content-range")), ("012", "bytes 4-6/14"));
    anna.clone().with_header("range", "bytes=99-").get(&file).await.expect_problem(416, "range_not_satisfiable");
    assert_eq!(anna.get(&format!("{path}/{}/attachments/0", sent.body["seq"])).await.expect_status(200).text, "ID3 0123456789");
    api.owner("boris").await.get(&file).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_draft_is_shown_approved_and_never_goes_out_by_itself() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let reply = anna.patch("/org", json!({ "settings": { "mode": "draft" } })).await.expect_status(200);
    assert_eq!(reply.text_at("/settings/mode"), "draft");
    let said = anna.post("/messages", json!({ "chat_id": "a", "text": "Здравствуйте" })).await.expect_status(200);
    assert_eq!(said.text_at("/status"), "human", "no answer without a person");
    let id = said.text_at("/conversation_id");
    let app = &api.state.app;
    let org: domain::id::OrgId = anna.get("/org").await.text_at("/id").parse().unwrap();
    app::turn::take(app, &app.system(org), id.parse().unwrap()).await.unwrap();
    let shown = list(&anna, "view=waiting").await;
    let draft = &shown.items()[0]["draft"];
    assert!(draft["replies"][0]["text"].as_str().is_some_and(|t| !t.is_empty()), "{}", shown.text);
    let path = format!("/conversations/{id}/draft");
    anna.post(&format!("{path}/approve"), json!({ "draft_id": Uuid::now_v7() })).await.expect_problem(409, "draft_stale");
    anna.post(&format!("{path}/approve"), json!({ "draft_id": draft["id"], "texts": [] })).await.expect_problem(422, "invalid");
    let done = anna.post(&format!("{path}/approve"), json!({ "draft_id": draft["id"] })).await.expect_status(200);
    assert_eq!((done.text_at("/messages/0/author"), &done.body["messages"][0]["text"]), ("agent", &draft["replies"][0]["text"]));
    anna.post(&format!("{path}/discard"), Value::Null).await.expect_problem(409, "draft_missing");
    let auto = anna.post(&format!("/conversations/{id}/mode"), json!({ "mode": "auto" })).await.expect_status(200);
    assert_eq!(auto.text_at("/mode"), "auto");
}

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(api: &TestApi, client: &Client, query: &str) -> Socket {
        let ticket = client.post("/events/ticket", json!({})).await.expect_status(201);
        let (socket, _) = connect_async(format!("ws://{}/api/v1/events?ticket={}{query}", api.address, ticket.text_at("/ticket"))).await.unwrap();
        let mut socket = Socket(socket);
        socket.next("ready").await;
        socket
    }
    /// The next frame of a type.
    async fn next(&mut self, kind: &str) -> Value {
        while let Some(Ok(frame)) = self.0.next().await {
            let Message::Text(text) = frame else { continue };
            let frame: Value = serde_json::from_str(text.as_str()).unwrap();
            if frame["type"] == kind {
                return frame;
            }
        }
        panic!("no {kind}")
    }
    async fn event(&mut self, kind: &str) -> Value {
        loop {
            let event = self.next("event").await["event"].clone();
            if event["kind"] == kind {
                return event;
            }
        }
    }
    async fn presence(&mut self) -> (String, String, String) {
        let frame = self.next("presence").await;
        let text = |name: &str| frame[name].as_str().unwrap_or_default().to_owned();
        (text("name"), text("state"), text("person_id"))
    }
    async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }
}

fn seen(name: &str, state: &str, person: &str) -> (String, String, String) {
    (name.into(), state.into(), person.into())
}

#[tokio::test]
async fn colleagues_see_who_looks_and_who_types() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (boris, boris_id) = colleague(&api, &anna, "boris", "operator").await;
    let id = said(&anna, "a", "Ольга", "Здравствуйте").await;
    let stranger = api.owner("clara").await;
    let (mut a, mut b, mut c) = (Socket::open(&api, &anna, "").await, Socket::open(&api, &boris, "").await, Socket::open(&api, &stranger, "").await);
    b.say(json!({ "type": "viewing", "conversation_id": id })).await;
    assert_eq!(a.presence().await, seen("boris", "viewing", &boris_id));
    b.say(json!({ "type": "typing", "conversation_id": id, "on": true })).await;
    assert_eq!(a.presence().await, seen("boris", "typing", &boris_id));
    b.say(json!({ "type": "typing", "conversation_id": id, "on": false })).await;
    assert_eq!(a.presence().await, seen("boris", "idle", &boris_id));
    // Whoever comes later learns it too.
    let mut late = Socket::open(&api, &anna, "").await;
    assert_eq!(late.presence().await, seen("boris", "viewing", &boris_id));
    drop(b);
    loop {
        let (name, state, person) = a.presence().await;
        assert_eq!((name.as_str(), person.as_str()), ("boris", boris_id.as_str()));
        if state == "left" {
            break;
        }
    }
    // The other window of the same person learns what was read; another firm hears nothing of all this.
    anna.post(&format!("/conversations/{id}/read"), json!({ "seq": 2 })).await.expect_status(204);
    assert_eq!(late.next("read").await["seq"], 2);
    stranger.patch("/org", json!({ "name": "Клара" })).await.expect_status(200);
    let first = c.0.next().await.unwrap().unwrap().into_text().unwrap().to_string();
    assert!(first.contains("org.updated"), "{first}");
}

#[tokio::test]
async fn typing_crosses_between_the_widget_and_the_desk() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let connections = anna.get("/connections").await;
    let key = connections.items().iter().find_map(|c| c["public_key"].as_str()).unwrap().to_owned();
    let session = api.stranger().post("//w/v1/session", json!({ "key": key })).await.expect_status(200);
    let visitor = api.stranger().with_bearer(session.text_at("/session_token"));
    visitor.post("//w/v1/messages", json!({ "client_message_id": Uuid::new_v4(), "text": "Здравствуйте" })).await.expect_status(201);
    let id = list(&anna, "view=all").await.items()[0]["id"].as_str().unwrap().to_owned();
    let mut desk = Socket::open(&api, &anna, "").await;
    let (mut tab, _) = connect_async(format!("ws://{}/w/v1/ws", api.address)).await.unwrap();
    tab.send(Message::text(json!({ "t": "auth", "token": session.text_at("/session_token") }).to_string())).await.unwrap();
    async fn frame(tab: &mut WebSocketStream<MaybeTlsStream<TcpStream>>, kind: &str) -> Value {
        while let Some(Ok(Message::Text(text))) = tab.next().await {
            let frame: Value = serde_json::from_str(&text).unwrap();
            if frame["t"] == kind {
                return frame;
            }
        }
        panic!("no {kind}")
    }
    frame(&mut tab, "ready").await;
    tab.send(Message::text(r#"{"t":"typing","on":true}"#)).await.unwrap();
    let heard = desk.next("presence").await;
    assert_eq!((&heard["who"], &heard["state"], &heard["conversation_id"]), (&json!("contact"), &json!("typing"), &json!(id)));
    anna.post(&format!("/conversations/{id}/typing"), json!({ "on": true })).await.expect_status(204);
    assert_eq!(frame(&mut tab, "typing").await["on"], true);
    anna.post(&format!("/conversations/{id}/typing"), json!({ "on": false })).await.expect_status(204);
    assert_eq!(frame(&mut tab, "typing").await["on"], false);
    anna.post(&format!("/conversations/{}/typing", Uuid::now_v7()), json!({ "on": true })).await.expect_problem(404, "not_found");
}
