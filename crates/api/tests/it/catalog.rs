//! The catalog over HTTP: every noun made, read, changed and removed; strict input; a stranger's ids are nobody's.

use serde_json::json;
use testkit::http::{Client, TestApi};

/// A branch, a service and an employee who works every day from ten to eight: their ids.
pub struct Firm {
    pub branch: String,
    pub service: String,
    pub employee: String,
}

pub async fn open(client: &Client) -> Firm {
    let branch = client.post("/branches", json!({ "name": "Центр", "timezone": "Europe/Moscow" })).await.expect_status(201).text_at("/id").to_owned();
    let service = client.post("/services", json!({ "name": "Стрижка", "duration_minutes": 60, "price": 150_000 })).await.expect_status(201).text_at("/id").to_owned();
    let employee = client.post("/employees", json!({ "name": "Мария", "skills": [{ "service_id": service }] })).await.expect_status(201).text_at("/id").to_owned();
    let shifts: Vec<_> = (1..=7).map(|weekday| json!({ "branch_id": branch, "weekday": weekday, "starts": "10:00", "ends": "20:00" })).collect();
    client.put(&format!("/employees/{employee}/schedule"), json!({ "shifts": shifts })).await.expect_status(200);
    Firm { branch, service, employee }
}

#[tokio::test]
async fn every_noun_is_made_read_changed_and_removed() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let room = anna.post("/resources", json!({ "branch_id": firm.branch, "name": "Кабинет 1" })).await.expect_status(201);
    let faq = anna.post("/faq", json!({ "lang": "ru", "questions": ["Где парковка?"], "answer": "Во дворе." })).await.expect_status(201);
    let (room, faq) = (room.text_at("/id").to_owned(), faq.text_at("/id").to_owned());
    for (path, change, pointer, value) in [
        (format!("/branches/{}", firm.branch), json!({ "phone": "8 916 123-45-67", "hours": [{ "weekday": 1, "opens": "10:00", "closes": "24:00" }] }), "/phone", json!("+79161234567")),
        (format!("/branches/{}", firm.branch), json!({ "phone": null }), "/phone", json!(null)),
        (format!("/services/{}", firm.service), json!({ "price_max": 200_000, "resources": [room] }), "/price_max", json!(200_000)),
        (format!("/services/{}", firm.service), json!({ "price_max": null, "resources": [] }), "/price_max", json!(null)),
        (format!("/employees/{}", firm.employee), json!({ "skills": [{ "service_id": firm.service, "price": 170_000 }] }), "/skills/0/price", json!(170_000)),
        (format!("/resources/{room}"), json!({ "name": "Кабинет 2" }), "/name", json!("Кабинет 2")),
        (format!("/faq/{faq}"), json!({ "is_active": false }), "/is_active", json!(false)),
    ] {
        let changed = anna.patch(&path, change).await.expect_status(200);
        assert_eq!(changed.body.pointer(pointer).cloned().unwrap_or_default(), value, "{path} {pointer}");
        assert_eq!(anna.get(&path).await.expect_status(200).body, changed.body);
    }
    for list in ["/branches", "/services", "/employees", "/resources", "/faq"] {
        assert_eq!(anna.get(list).await.expect_status(200).items().len(), 1, "{list}");
    }
    anna.delete(&format!("/faq/{faq}")).await.expect_status(204);
    anna.delete(&format!("/resources/{room}")).await.expect_status(204);
    // Shifts refer to the branch: it stays, switched off.
    assert_eq!(anna.delete(&format!("/branches/{}", firm.branch)).await.expect_status(200).body["is_active"], false);
    anna.delete(&format!("/employees/{}", firm.employee)).await.expect_status(204);
    anna.delete(&format!("/services/{}", firm.service)).await.expect_status(204);
    anna.delete(&format!("/services/{}", firm.service)).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_schedule_has_rules_and_exceptions() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let path = format!("/employees/{}/schedule", firm.employee);
    let exception = |date: &str| format!("/employees/{}/exceptions/{date}", firm.employee);
    let shift = json!({ "branch_id": firm.branch, "weekday": 1, "starts": "09:00", "ends": "24:00", "breaks": [{ "starts": "13:00", "ends": "14:00" }] });
    assert_eq!(anna.put(&path, json!({ "shifts": [shift] })).await.expect_status(200).body["shifts"], json!([shift]));
    anna.put(&exception("2026-12-31"), json!({ "spans": [{ "starts": "09:00", "ends": "15:00" }], "reason": "Короткий день" })).await.expect_status(200);
    anna.put(&exception("2027-01-01"), json!({})).await.expect_status(200);
    let dates = |reply: testkit::http::Reply| reply.body["exceptions"].as_array().unwrap().iter().map(|e| e["date"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(dates(anna.get(&path).await), ["2026-12-31", "2027-01-01"]);
    assert_eq!(dates(anna.get(&format!("{path}?from=2027-01-01")).await), ["2027-01-01"]);
    assert_eq!(dates(anna.get(&format!("{path}?until=2027-01-01")).await), ["2026-12-31"]);
    anna.delete(&exception("2027-01-01")).await.expect_status(204);
    anna.delete(&exception("2027-01-01")).await.expect_problem(404, "not_found");
    for (body, field) in [
        (json!({ "shifts": [{ "branch_id": firm.branch, "weekday": 8, "starts": "09:00", "ends": "10:00" }] }), "shifts[0].weekday"),
        (json!({ "shifts": [{ "branch_id": firm.branch, "weekday": 1, "starts": "25:00", "ends": "12:00" }] }), "shifts[0].starts"),
        (json!({ "shifts": [{ "branch_id": firm.branch, "weekday": 1, "starts": "11:00", "ends": "10:00" }] }), "shifts[0]"),
    ] {
        assert_eq!(anna.put(&path, body).await.expect_status(422).text_at("/field"), field);
    }
    for bad in ["2026-02-30", "1999-01-01", "tomorrow", "-002026-01-01"] {
        anna.put(&exception(bad), json!({})).await.expect_status(422);
    }
}

#[tokio::test]
async fn input_is_strict_and_the_field_is_named() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    for (path, body, status, field) in [
        ("/services", json!({ "name": "", "duration_minutes": 60, "price": 1 }), 422, "name"),
        ("/services", json!({ "name": "a\u{0}", "duration_minutes": 60, "price": 1 }), 422, "name"),
        ("/services", json!({ "name": "\u{7}", "duration_minutes": 60, "price": 1 }), 422, "name"),
        ("/services", json!({ "name": "a", "duration_minutes": 0, "price": 1 }), 422, "duration_minutes"),
        ("/services", json!({ "name": "a", "duration_minutes": -5, "price": 1 }), 422, "duration_minutes"),
        ("/services", json!({ "name": "a", "duration_minutes": 60, "price": -1 }), 422, "price"),
        ("/services", json!({ "name": "a", "duration_minutes": 60, "price": 9_223_372_036_854_775_807_i64 }), 422, "price"),
        ("/services", json!({ "name": "a", "duration_minutes": 60, "price": 100, "price_max": 99 }), 422, "price_max"),
        ("/services", json!({ "name": "a", "duration_minutes": 60, "price": 1, "resources": [firm.branch] }), 404, "resources[0]"),
        ("/branches", json!({ "name": "a", "timezone": "Mars/Olympus" }), 422, "timezone"),
        ("/branches", json!({ "name": "a", "phone": "12" }), 422, "phone"),
        ("/resources", json!({ "name": "a", "branch_id": firm.service }), 404, "branch_id"),
        ("/employees", json!({ "name": "a", "skills": [{ "service_id": firm.branch }] }), 404, "skills[0].service_id"),
        ("/faq", json!({ "lang": "xx", "questions": ["a"], "answer": "b" }), 422, "lang"),
        ("/faq", json!({ "lang": "ru", "questions": [], "answer": "b" }), 422, "questions"),
    ] {
        assert_eq!(anna.post(path, body.clone()).await.expect_status(status).text_at("/field"), field, "{path} {body}");
    }
}

#[tokio::test]
async fn a_twin_firm_gets_nothing_by_the_others_ids() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let firm = open(&anna).await;
    open(&boris).await;
    for path in [format!("/branches/{}", firm.branch), format!("/services/{}", firm.service), format!("/employees/{}", firm.employee)] {
        boris.get(&path).await.expect_problem(404, "not_found");
        boris.patch(&path, json!({ "position": 5 })).await.expect_problem(404, "not_found");
        boris.delete(&path).await.expect_problem(404, "not_found");
    }
    boris.get(&format!("/employees/{}/schedule", firm.employee)).await.expect_problem(404, "not_found");
    boris.put(&format!("/employees/{}/schedule", firm.employee), json!({ "shifts": [] })).await.expect_problem(404, "not_found");
    boris.put(&format!("/employees/{}/exceptions/2026-12-31", firm.employee), json!({})).await.expect_problem(404, "not_found");
    boris.get(&format!("/slots?services={}", firm.service)).await.expect_problem(404, "service_unknown");
}
