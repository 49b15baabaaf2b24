//! Tours and departures over HTTP: made, read, changed and removed; strict input; pages of departures; what agents know of them at once.

use crate::inbox::{FORM, form};
use serde_json::{Value, json};
use testkit::http::{Client, Method, PASSWORD, Reply, TestApi};

fn lake() -> Value {
    json!({
        "key": "lake", "name": "К озеру", "duration_days": 2, "season": [7, 6, 7], "difficulty": "easy", "group_min": 2, "group_max": 8, "price": 890_000, "currency": "KGS",
        "variants": [{ "key": "child", "name": "Ребёнок до 10 лет", "price": 620_000 }], "included": ["гид", "ужин"], "program": [{ "day": 2, "title": "Домой", "text": "Обед." }, { "day": 1, "title": "К озеру", "text": "Выезд в 8:00." }],
    })
}

#[tokio::test]
async fn a_tour_is_made_read_changed_and_removed() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let made = anna.post("/tours", lake()).await.expect_status(201);
    assert_eq!((made.body["season"].clone(), made.body["price"].clone(), made.body["program"][0]["day"].clone()), (json!([6, 7]), json!({ "minor": 890_000, "currency": "KGS" }), json!(1)));
    let path = format!("/tours/{}", made.text_at("/id"));
    let changed = anna.patch(&path, json!({ "price": 900_000, "name_en": "To the lake", "min_age": 7 })).await.expect_status(200);
    assert_eq!((changed.body["price"]["minor"].clone(), changed.body["name_en"].clone(), changed.body["included"].clone()), (json!(900_000), json!("To the lake"), json!(["гид", "ужин"])));
    assert_eq!(anna.get(&path).await.expect_status(200).body, changed.body);
    assert_eq!(anna.get("/tours").await.expect_status(200).items().len(), 1);
    anna.post("/tours", lake()).await.expect_problem(409, "key_taken");
    let departure = anna.post(&format!("{path}/departures"), json!({ "starts_on": "2027-07-10", "seats": 8, "seats_taken": 3 })).await.expect_status(201);
    let leaves = format!("/departures/{}", departure.text_at("/id"));
    assert_eq!(anna.patch(&leaves, json!({ "seats_taken": 8, "starts_on": "2027-07-11" })).await.expect_status(200).body["seats_taken"], 8);
    assert_eq!(anna.get(&leaves).await.expect_status(200).body["starts_on"], "2027-07-11");
    // Departures refer to it: it stays, switched off.
    assert_eq!(anna.delete(&path).await.expect_status(200).body["is_active"], false);
    // People go on it: it is not forgotten by one press.
    anna.delete(&leaves).await.expect_problem(409, "departure_taken");
    anna.patch(&leaves, json!({ "seats_taken": 0 })).await.expect_status(200);
    anna.delete(&leaves).await.expect_status(204);
    anna.delete(&path).await.expect_status(204);
    anna.get(&path).await.expect_problem(404, "not_found");
    anna.get(&leaves).await.expect_problem(404, "not_found");
    let kinds: Vec<String> = anna.get("/audit?limit=50").await.items().iter().filter(|e| matches!(e["noun"].as_str(), Some("tour" | "departure"))).map(|e| format!("{} {}", e["action"].as_str().unwrap(), e["noun"].as_str().unwrap())).collect();
    assert_eq!(kinds, ["remove tour", "remove departure", "update departure", "update tour", "update departure", "create departure", "update tour", "create tour"]);
}

#[tokio::test]
async fn senseless_tours_are_refused() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    for (field, change) in [
        ("key", json!({ "key": "К озеру" })),
        ("season", json!({ "season": [13] })),
        ("season", json!({ "season": [] })),
        ("group_max", json!({ "group_min": 9 })),
        ("duration_days", json!({ "duration_days": 61, "program": [] })),
        ("program[1].day", json!({ "program": [{ "day": 1, "title": "", "text": "" }, { "day": 3, "title": "", "text": "" }] })),
        ("program", json!({ "program": [{ "day": 1, "title": "", "text": "" }, { "day": 1, "title": "", "text": "" }] })),
        ("currency", json!({ "currency": "сом" })),
        ("price", json!({ "price": -1 })),
        ("photos", json!({ "photos": ["javascript:alert(1)"] })),
        ("start_branch_id", json!({ "start_branch_id": "01890000-0000-7000-8000-000000000000" })),
    ] {
        let mut body = lake();
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let reply = anna.post("/tours", body).await;
        assert!(matches!(reply.status, 404 | 422), "{field}: {} {}", reply.status, reply.text);
        assert_eq!(reply.body["errors"][0]["field"].as_str().or(reply.body["field"].as_str()).unwrap_or_default(), field, "{}", reply.text);
    }
    let tour = anna.post("/tours", lake()).await.expect_status(201).text_at("/id").to_owned();
    for body in [json!({ "starts_on": "2027-02-30", "seats": 8 }), json!({ "starts_on": "2027-07-10", "seats": 0 }), json!({ "starts_on": "2027-07-10", "seats": 8, "seats_taken": 9 }), json!({ "starts_on": "2027-07-10", "seats": 8, "free": 1 })] {
        let reply = anna.post(&format!("/tours/{tour}/departures"), body.clone()).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.text);
    }
}

#[tokio::test]
async fn departures_come_by_day_in_pages() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let tour = anna.post("/tours", lake()).await.expect_status(201).text_at("/id").to_owned();
    for day in ["2027-07-20", "2027-06-05", "2027-07-06", "2027-07-06", "2027-06-30"] {
        anna.post(&format!("/tours/{tour}/departures"), json!({ "starts_on": day, "seats": 8 })).await.expect_status(201);
    }
    let (mut cursor, mut days) = (String::new(), vec![]);
    loop {
        let page = anna.get(&format!("/tours/{tour}/departures?limit=2&from=2027-06-10{cursor}")).await.expect_status(200);
        days.extend(page.items().iter().map(|d| d["starts_on"].as_str().unwrap().to_owned()));
        match page.text_at("/next_cursor") {
            "" => break,
            next => cursor = format!("&cursor={next}"),
        }
    }
    assert_eq!(days, ["2027-06-30", "2027-07-06", "2027-07-06", "2027-07-20"]);
    assert_eq!(anna.get(&format!("/tours/{tour}/departures?to=2027-06-30")).await.items().len(), 2);
}

#[tokio::test]
async fn what_changes_is_told_at_once() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let tour = anna.post("/tours", lake()).await.expect_status(201).text_at("/id").to_owned();
    let departure = anna.post(&format!("/tours/{tour}/departures"), json!({ "starts_on": "2027-07-10", "seats": 8, "seats_taken": 3 })).await.expect_status(201).text_at("/id").to_owned();
    let mut count = 0;
    let mut ask = async |text: &str| {
        count += 1;
        anna.post("/messages", json!({ "chat_id": "guest", "message_id": count.to_string(), "text": text })).await.expect_status(200).text
    };
    assert!(ask("есть места на тур «К озеру» 10 июля?").await.contains("5 мест"));
    anna.patch(&format!("/departures/{departure}"), json!({ "seats_taken": 8 })).await.expect_status(200);
    assert!(ask("есть места на тур «К озеру» 10 июля?").await.contains("мест нет"));
}

#[tokio::test]
async fn a_series_is_added_whole_or_not_at_all_and_all_tours_come_in_one_list() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let lake_tour = anna.post("/tours", lake()).await.expect_status(201).text_at("/id").to_owned();
    let mut other = lake();
    (other["key"], other["name"]) = (json!("pass"), json!("Через перевал"));
    let pass = anna.post("/tours", other).await.expect_status(201).text_at("/id").to_owned();
    let series = format!("/tours/{lake_tour}/departures/series");
    let made = anna.post(&series, json!({ "days": ["2027-07-10", "2027-07-03", "2027-07-17"], "seats": 8 })).await.expect_status(201);
    assert_eq!(made.items().iter().map(|d| (d["starts_on"].as_str().unwrap(), d["seats_taken"].as_u64().unwrap(), d["status"].as_str().unwrap())).collect::<Vec<_>>(), [("2027-07-10", 0, "open"), ("2027-07-03", 0, "open"), ("2027-07-17", 0, "open")]);
    anna.post(&format!("/tours/{pass}/departures"), json!({ "starts_on": "2027-07-05", "seats": 4, "seats_taken": 1, "status": "closed" })).await.expect_status(201);
    for body in [json!({ "days": [], "seats": 8 }), json!({ "days": ["2027-02-30"], "seats": 8 }), json!({ "days": ["2027-07-24"], "seats": 0 }), json!({ "days": vec!["2027-07-24"; 201], "seats": 8 })] {
        let reply = anna.post(&series, body.clone()).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.text);
    }
    let page = anna.get("/departures?from=2027-07-04&limit=2").await.expect_status(200);
    let days = |reply: &Reply| reply.items().iter().map(|d| (d["starts_on"].as_str().unwrap().to_owned(), d["tour_id"] == pass)).collect::<Vec<_>>();
    assert_eq!(days(&page), [("2027-07-05".to_owned(), true), ("2027-07-10".to_owned(), false)]);
    let rest = anna.get(&format!("/departures?from=2027-07-04&limit=2&cursor={}", page.text_at("/next_cursor"))).await.expect_status(200);
    assert_eq!(days(&rest), [("2027-07-17".to_owned(), false)]);
    // A tour has at most a thousand: what does not fit adds nothing.
    for _ in 0..4 {
        anna.post(&series, json!({ "days": vec!["2027-08-01"; 200], "seats": 8 })).await.expect_status(201);
    }
    anna.post(&series, json!({ "days": vec!["2027-08-02"; 198], "seats": 8 })).await.expect_problem(409, "too_many_departures");
    assert_eq!(anna.get("/departures?from=2027-08-02").await.items().len(), 0);
}

#[tokio::test]
async fn of_what_is_not_sold_the_agent_is_silent() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let tour = anna.post("/tours", lake()).await.expect_status(201).text_at("/id").to_owned();
    let departure = anna.post(&format!("/tours/{tour}/departures"), json!({ "starts_on": "2027-07-10", "seats": 8 })).await.expect_status(201).text_at("/id").to_owned();
    anna.post(&format!("/tours/{tour}/departures"), json!({ "starts_on": "2027-07-17", "seats": 8 })).await.expect_status(201);
    let mut count = 0;
    let mut ask = async || {
        count += 1;
        anna.post("/messages", json!({ "chat_id": count.to_string(), "message_id": count.to_string(), "text": "когда ближайший выезд на тур «К озеру»?" })).await.expect_status(200).text
    };
    assert!(ask().await.contains("10 июля"));
    for status in ["closed", "cancelled"] {
        assert_eq!(anna.patch(&format!("/departures/{departure}"), json!({ "status": status })).await.expect_status(200).body["status"], status);
        let said = ask().await;
        assert!(said.contains("17 июля") && !said.contains("10 июля"), "{said}");
    }
    assert_eq!(anna.patch(&format!("/departures/{departure}"), json!({ "status": "full" })).await.status, 422);
}

async fn upload(anna: &Client, name: &str, bytes: &[u8]) -> String {
    anna.raw(Method::POST, "/files", Some(FORM), form(name, bytes)).await.expect_status(201).text_at("/id").to_owned()
}

#[tokio::test]
async fn photos_and_materials_keep_their_order_and_outlive_the_sweep() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let path = format!("/tours/{}", anna.post("/tours", lake()).await.expect_status(201).text_at("/id"));
    let (lake_photo, yurt, plan) = (upload(&anna, "lake.png", b"\x89PNG\r\n\x1a\nlake").await, upload(&anna, "yurt.jpg", b"\xff\xd8\xff yurt").await, upload(&anna, "plan.pdf", b"%PDF-1.7 plan").await);
    let files = |body: &Value, list: &str| body[list].as_array().unwrap().iter().map(|f| (f["file_id"].as_str().unwrap().to_owned(), f["text"].as_str().unwrap().to_owned())).collect::<Vec<_>>();
    let put = async |photos: Value, materials: Value| anna.put(&format!("{path}/files"), json!({ "photo_files": photos, "materials": materials })).await;
    let both = json!([{ "file_id": yurt, "text": "Юрта вечером" }, { "file_id": lake_photo }]);
    let now = put(both.clone(), json!([{ "file_id": plan, "text": "Программа" }])).await.expect_status(200);
    assert_eq!(files(&now.body, "photo_files"), [(yurt.clone(), "Юрта вечером".to_owned()), (lake_photo.clone(), String::new())]);
    assert_eq!((now.body["materials"][0]["name"].clone(), now.body["materials"][0]["mime"].clone()), (json!("plan.pdf"), json!("application/pdf")));
    assert_eq!(anna.get(&path).await.body, now.body);
    assert_eq!(anna.get("/tours").await.items()[0], now.body);
    assert_eq!(anna.patch(&path, json!({ "min_age": 7 })).await.expect_status(200).body["materials"], now.body["materials"]);

    put(json!([{ "file_id": plan }]), json!([])).await.expect_problem(422, "photo_type");
    put(json!([{ "file_id": yurt }, { "file_id": yurt }]), json!([])).await.expect_problem(422, "invalid");
    put(json!([{ "file_id": yurt }]), json!([{ "file_id": yurt }])).await.expect_problem(422, "invalid");
    put(json!([{ "file_id": "01890000-0000-7000-8000-000000000000" }]), json!([])).await.expect_problem(422, "file_unknown");
    assert_eq!(anna.get(&path).await.body["photo_files"], now.body["photo_files"], "what is refused changes nothing");

    let fetched = |id: &str| format!("/files/{id}");
    put(json!([{ "file_id": lake_photo, "text": "Озеро" }]), json!([{ "file_id": plan, "text": "Программа" }])).await.expect_status(200);
    api.clock.advance_secs(25 * 3600);
    app::file::sweep(&api.state.app).await.unwrap();
    let signed_in = api.stranger().post("/auth/login", json!({ "email": "anna@example.com", "password": PASSWORD, "way": "token" })).await.expect_status(200);
    let anna = api.stranger().with_bearer(signed_in.text_at("/tokens/access_token"));
    for kept in [&lake_photo, &plan] {
        anna.get(&fetched(kept)).await.expect_status(200);
    }
    anna.get(&fetched(&yurt)).await.expect_problem(404, "not_found");
    // They go with the tour.
    anna.delete(&path).await.expect_status(204);
    app::file::sweep(&api.state.app).await.unwrap();
    anna.get(&fetched(&plan)).await.expect_problem(404, "not_found");
}
