//! Tasks, notes, canned replies and teams over HTTP: what works, what is refused, and that who may only look changes nothing.

use crate::inbox::{FORM, form};
use serde_json::{Value, json};
use testkit::http::{Client, Method, TestApi};

async fn viewer(api: &TestApi, owner: &Client) -> Client {
    let made = owner.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.expect_status(201);
    api.stranger().with_key(made.text_at("/key"))
}

async fn talk(owner: &Client) -> (String, String) {
    let said = owner.post("/messages", json!({ "chat_id": "chat-1", "message_id": "m-1", "text": "Здравствуйте" })).await.expect_status(200);
    let id = said.text_at("/conversation_id").to_owned();
    let contact = owner.get(&format!("/conversations/{id}")).await.text_at("/contact_id").to_owned();
    (id, contact)
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn tasks_are_made_listed_counted_and_done() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (conversation, contact) = talk(&anna).await;
    let me = anna.get("/members").await.text_at("/items/0/id").to_owned();
    // The clock stands at Monday, 10:00 in Moscow.
    let made = anna.post("/tasks", json!({ "title": " Позвонить ", "conversation_id": conversation, "assignee_id": me, "due_at": "2026-11-23T09:00:00+03:00" })).await.expect_status(201);
    assert_eq!((made.text_at("/title"), made.text_at("/contact/id"), &made.body["is_overdue"], made.text_at("/cause")), ("Позвонить", contact.as_str(), &json!(true), "person"));
    assert_eq!((made.text_at("/created_by/kind"), made.text_at("/created_by/name")), ("member", "anna"));
    let id = made.text_at("/id").to_owned();
    let day = anna.post("/tasks", json!({ "title": "На день", "due_at": "2026-11-23T18:00:00+03:00", "is_all_day": true })).await.expect_status(201);
    assert_eq!((day.text_at("/due_at"), &day.body["is_overdue"]), ("2026-11-22T21:00:00Z", &json!(false)));
    let undated = anna.post("/tasks", json!({ "title": "Когда-нибудь", "note": "про Отчёт" })).await.expect_status(201);
    assert_eq!(ids(&anna.get("/tasks").await.body), [day.text_at("/id"), &id, undated.text_at("/id")], "due first, undated last");
    for (query, expected) in [
        ("view=mine", vec![id.as_str()]), ("view=unassigned", vec![day.text_at("/id"), undated.text_at("/id")]), ("when=overdue", vec![id.as_str()]), ("when=today", vec![day.text_at("/id")]), ("when=week", vec![]),
        ("when=undated", vec![undated.text_at("/id")]), ("when=done", vec![]), ("q=%D0%BE%D1%82%D1%87%D1%91%D1%82", vec![undated.text_at("/id")]), (&format!("contact_id={contact}"), vec![id.as_str()]),
        (&format!("conversation_id={conversation}&assignee_id={me}"), vec![id.as_str()]), ("from=2026-11-23T06:00:00Z&to=2026-11-23T06:00:01Z", vec![id.as_str()]),
    ] {
        assert_eq!(ids(&anna.get(&format!("/tasks?{query}")).await.expect_status(200).body), expected, "{query}");
    }
    // Page by page, past those without a time.
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = anna.get(&format!("/tasks?limit=1{next}")).await.expect_status(200);
        seen.extend(ids(&page.body).into_iter().map(str::to_owned));
        match page.text_at("/next_cursor") {
            "" => break,
            cursor => next = format!("&cursor={cursor}"),
        }
    }
    assert_eq!(seen, [day.text_at("/id"), &id, undated.text_at("/id")]);
    assert_eq!(anna.get("/tasks/counts").await.expect_status(200).body, json!({ "overdue": 1, "today": 0, "week": 0, "later": 0, "undated": 0, "mine_open": 1, "unassigned": 2 }));
    let done = anna.post(&format!("/tasks/{id}/done"), Value::Null).await.expect_status(200);
    assert_eq!((done.text_at("/done_by/name"), &done.body["is_overdue"]), ("anna", &json!(false)));
    assert_eq!(ids(&anna.get("/tasks?when=done").await.body), [id.as_str()]);
    anna.post(&format!("/tasks/{id}/reopen"), Value::Null).await.expect_status(200);
    let moved = anna.patch(&format!("/tasks/{id}"), json!({ "due_at": null, "assignee_id": null, "note": "потом" })).await.expect_status(200);
    assert!(moved.body.get("due_at").is_none() && moved.body.get("assignee_id").is_none() && moved.text_at("/title") == "Позвонить");
    for (body, code, field) in [
        (json!({ "title": "x", "assignee_id": uuid::Uuid::now_v7() }), "member_unknown", "assignee_id"), (json!({ "title": "x", "contact_id": uuid::Uuid::now_v7() }), "contact_unknown", "contact_id"),
        (json!({ "title": "x", "deal_id": uuid::Uuid::now_v7() }), "deal_unknown", "deal_id"), (json!({ "title": "  " }), "invalid", "title"), (json!({ "title": "x", "due_at": "завтра" }), "invalid", "due_at"),
    ] {
        let refused = anna.post("/tasks", body.clone()).await.expect_problem(422, code);
        assert_eq!(refused.text_at("/field"), field, "{body}");
    }
    let looker = viewer(&api, &anna).await;
    looker.get("/tasks").await.expect_status(200);
    assert_eq!(looker.get("/tasks?view=mine").await.body["items"], json!([]), "a key has none");
    for (method, path, body) in [
        (Method::POST, "/tasks".to_owned(), Some(json!({ "title": "x" }))), (Method::PATCH, format!("/tasks/{id}"), Some(json!({ "title": "x" }))), (Method::POST, format!("/tasks/{id}/done"), None),
        (Method::POST, format!("/tasks/{id}/reopen"), None), (Method::DELETE, format!("/tasks/{id}"), None),
    ] {
        looker.send(method, &path, body).await.expect_problem(403, "permission_missing");
    }
    anna.delete(&format!("/tasks/{id}")).await.expect_status(204);
    anna.get(&format!("/tasks/{id}")).await.expect_status(404);
}

#[tokio::test]
async fn notes_stand_with_their_files_and_in_the_story() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let contact = anna.post("/contacts", json!({ "name": "Пётр" })).await.expect_status(201).text_at("/id").to_owned();
    let path = format!("/contacts/{contact}/notes");
    let file = anna.raw(Method::POST, "/files", Some(FORM), form("счёт.txt", "счёт".as_bytes())).await.expect_status(201).text_at("/id").to_owned();
    let first = anna.post(&path, json!({ "text": "Любит утро", "files": [file], "is_pinned": true })).await.expect_status(201);
    assert_eq!((first.text_at("/files/0/name"), first.text_at("/author/name"), first.text_at("/author/kind")), ("счёт.txt", "anna", "member"));
    let id = first.text_at("/id").to_owned();
    api.clock.advance_secs(60);
    let second = anna.post(&path, json!({ "text": "Новее" })).await.expect_status(201).text_at("/id").to_owned();
    assert_eq!(ids(&anna.get(&path).await.body), [id.as_str(), &second], "pinned first");
    let page = anna.get(&format!("{path}?limit=1")).await;
    assert_eq!(ids(&anna.get(&format!("{path}?limit=1&cursor={}", page.text_at("/next_cursor"))).await.body), [second.as_str()]);
    let story = anna.get(&format!("/contacts/{contact}/timeline")).await.expect_status(200);
    assert_eq!((story.text_at("/items/0/note/text"), story.text_at("/items/1/note/text"), &story.body["items"][1]["note"]["files"]), ("Новее", "Любит утро", &json!(1)));
    assert_eq!(anna.patch(&format!("/notes/{id}"), json!({ "files": [], "is_pinned": false })).await.expect_status(200).body["files"], json!([]));
    assert_eq!(ids(&anna.get(&path).await.body), [second.as_str(), &id]);
    anna.post(&path, json!({ "text": "x", "files": [uuid::Uuid::now_v7()] })).await.expect_problem(422, "file_unknown");
    anna.post(&path, json!({ "text": "x", "mentions": [uuid::Uuid::now_v7()] })).await.expect_problem(422, "person_unknown");
    anna.post(&path, json!({ "text": "x", "deal_id": uuid::Uuid::now_v7() })).await.expect_problem(422, "deal_unknown");
    // A key that edits contacts leaves people's notes alone.
    let key = anna.post("/api-keys", json!({ "name": "bot", "scopes": ["read", "edit_contacts"] })).await.expect_status(201);
    let bot = api.stranger().with_key(key.text_at("/key"));
    bot.patch(&format!("/notes/{id}"), json!({ "text": "x" })).await.expect_problem(403, "not_the_author");
    let own = bot.post(&path, json!({ "text": "от программы" })).await.expect_status(201);
    assert_eq!((own.text_at("/author/kind"), own.text_at("/author/name")), ("key", "bot"));
    bot.delete(&format!("/notes/{}", own.text_at("/id"))).await.expect_status(204);
    let looker = viewer(&api, &anna).await;
    looker.get(&path).await.expect_status(200);
    looker.post(&path, json!({ "text": "x" })).await.expect_problem(403, "permission_missing");
    looker.patch(&format!("/notes/{id}"), json!({ "text": "x" })).await.expect_problem(403, "permission_missing");
    looker.delete(&format!("/notes/{id}")).await.expect_problem(403, "permission_missing");
}

#[tokio::test]
async fn canned_replies_are_kept_found_and_filled() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (conversation, _) = talk(&anna).await;
    let made = anna.post("/canned-replies", json!({ "shortcut": "/Привет", "title": "Приветствие", "text": "Это {{agent.name}}, «{{firm.name}}», {{contact.name}}" })).await.expect_status(201);
    assert_eq!((made.text_at("/shortcut"), &made.body["used_count"]), ("привет", &json!(0)));
    let id = made.text_at("/id").to_owned();
    let filled = anna.post(&format!("/canned-replies/{id}/render"), json!({ "conversation_id": conversation })).await.expect_status(200);
    assert_eq!((filled.text_at("/text"), &filled.body["missing"]), ("Это anna, «Firm of anna», {{contact.name}}", &json!(["contact.name"])));
    let other = anna.post("/canned-replies", json!({ "shortcut": "цены", "title": "Про привет", "text": "x", "lang": "ru" })).await.expect_status(201).text_at("/id").to_owned();
    assert_eq!(ids(&anna.get("/canned-replies").await.body), [id.as_str(), &other], "used most first");
    assert_eq!(ids(&anna.get("/canned-replies?q=%D0%A6%D0%95%D0%9D").await.body), [other.as_str()]);
    for (body, status, code) in [
        (json!({ "shortcut": "ПРИВЕТ", "title": "x", "text": "x" }), 409, "shortcut_taken"), (json!({ "shortcut": "два слова", "title": "x", "text": "x" }), 422, "invalid"),
        (json!({ "shortcut": "x", "title": "x", "text": "{{contact.password}}" }), 422, "variable_unknown"),
    ] {
        anna.post("/canned-replies", body).await.expect_problem(status, code);
    }
    anna.patch(&format!("/canned-replies/{other}"), json!({ "shortcut": "привет" })).await.expect_problem(409, "shortcut_taken");
    assert!(anna.patch(&format!("/canned-replies/{other}"), json!({ "lang": null })).await.expect_status(200).body.get("lang").is_none());
    let looker = viewer(&api, &anna).await;
    looker.get("/canned-replies").await.expect_status(200);
    looker.post("/canned-replies", json!({ "shortcut": "x", "title": "x", "text": "x" })).await.expect_problem(403, "permission_missing");
    looker.patch(&format!("/canned-replies/{id}"), json!({ "title": "x" })).await.expect_problem(403, "permission_missing");
    looker.post(&format!("/canned-replies/{id}/render"), json!({ "conversation_id": conversation })).await.expect_problem(403, "permission_missing");
    looker.delete(&format!("/canned-replies/{id}")).await.expect_problem(403, "permission_missing");
    anna.delete(&format!("/canned-replies/{id}")).await.expect_status(204);
    anna.delete(&format!("/canned-replies/{id}")).await.expect_status(404);
}

#[tokio::test]
async fn teams_take_conversations_and_people_go_away() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (conversation, _) = talk(&anna).await;
    let members = anna.get("/members").await;
    let (me, person) = (members.text_at("/items/0/id").to_owned(), members.text_at("/items/0/person_id").to_owned());
    let connection = anna.get(&format!("/conversations/{conversation}")).await.text_at("/connection_id").to_owned();
    let made = anna.post("/teams", json!({ "name": "Запись", "member_ids": [me, me], "assignment": "round_robin", "capacity": 5, "is_default_for": [connection] })).await.expect_status(201);
    assert_eq!((&made.body["member_ids"], &made.body["is_default_for"], &made.body["capacity"]), (&json!([me]), &json!([connection]), &json!(5)));
    let team = made.text_at("/id").to_owned();
    anna.post("/teams", json!({ "name": "Запись" })).await.expect_problem(409, "name_taken");
    anna.post("/teams", json!({ "name": "x", "capacity": 0 })).await.expect_problem(422, "invalid");
    anna.post("/teams", json!({ "name": "x", "member_ids": [uuid::Uuid::now_v7()] })).await.expect_problem(422, "member_unknown");
    anna.post("/teams", json!({ "name": "x", "is_default_for": [uuid::Uuid::now_v7()] })).await.expect_problem(422, "connection_unknown");
    // A connection has one team.
    let second = anna.post("/teams", json!({ "name": "Вторая", "is_default_for": [connection] })).await.expect_status(201).text_at("/id").to_owned();
    assert_eq!(anna.get(&format!("/teams/{team}")).await.body["is_default_for"], json!([]));
    anna.patch(&format!("/teams/{team}"), json!({ "capacity": null, "is_default_for": [connection] })).await.expect_status(200);
    assert!(anna.get(&format!("/teams/{team}")).await.body.get("capacity").is_none());
    // To the team: it hands round; away, nobody is left to get it.
    let assign = format!("/conversations/{conversation}/assign");
    let given = anna.post(&assign, json!({ "team_id": team })).await.expect_status(200);
    assert_eq!((given.text_at("/team_id"), given.text_at("/assignee_id")), (team.as_str(), person.as_str()));
    assert_eq!(ids(&anna.get(&format!("/conversations?team_id={team}")).await.body), [conversation.as_str()]);
    assert_eq!(anna.get(&format!("/conversations?team_id={second}")).await.body["items"], json!([]));
    anna.patch("/auth/me", json!({ "is_away": true })).await.expect_status(200);
    assert_eq!((&anna.get("/auth/me").await.body["org"]["is_away"], &anna.get("/members").await.body["items"][0]["is_away"]), (&json!(true), &json!(true)));
    let waits = anna.post(&assign, json!({ "team_id": team })).await.expect_status(200);
    assert!(waits.body.get("assignee_id").is_none() && waits.text_at("/team_id") == team);
    assert_eq!(anna.post(&assign, json!({ "person_id": person })).await.expect_status(200).text_at("/team_id"), team, "left out, the team stays");
    assert!(anna.post(&assign, json!({ "team_id": null })).await.expect_status(200).body.get("team_id").is_none());
    anna.post(&assign, json!({ "team_id": uuid::Uuid::now_v7() })).await.expect_problem(422, "team_unknown");
    let looker = viewer(&api, &anna).await;
    looker.get("/teams").await.expect_status(200);
    looker.post("/teams", json!({ "name": "x" })).await.expect_problem(403, "permission_missing");
    looker.patch(&format!("/teams/{team}"), json!({ "name": "x" })).await.expect_problem(403, "permission_missing");
    looker.delete(&format!("/teams/{team}")).await.expect_problem(403, "permission_missing");
    anna.delete(&format!("/teams/{team}")).await.expect_status(204);
    anna.get(&format!("/teams/{team}")).await.expect_status(404);
}
