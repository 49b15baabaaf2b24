//! Slots, visits, holds and blocks over HTTP.

use crate::catalog::open;
use serde_json::{Value, json};
use testkit::http::{Method, Reply, TestApi};

fn starts(reply: &Reply) -> Vec<String> {
    reply.items().iter().map(|s| s["starts_at"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn from_a_slot_to_a_visit_and_its_end() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let contact = anna.post("/contacts", json!({ "name": "Ольга", "phone": "+79161234567" })).await.expect_status(201).text_at("/id").to_owned();
    let slots = format!("/slots?services={}&from=2026-11-24T00:00:00%2B03:00&until=2026-11-25T00:00:00%2B03:00&limit=3", firm.service);
    assert_eq!(starts(&anna.get(&slots).await.expect_status(200)), ["2026-11-24T07:00:00Z", "2026-11-24T07:30:00Z", "2026-11-24T08:00:00Z"]);

    // Anyone at ten.
    let wish = json!({ "contact_id": contact, "services": [firm.service], "starts_at": "2026-11-24T10:00:00+03:00", "note": "чёлка" });
    let visit = anna.clone().with_header("idempotency-key", "first").post("/bookings", wish.clone()).await.expect_status(201);
    let id = visit.text_at("/id").to_owned();
    assert_eq!((visit.header("etag"), visit.text_at("/status"), visit.text_at("/ends_at"), &visit.body["price"]), ("\"1\"", "booked", "2026-11-24T08:00:00Z", &json!({ "minor": 150_000, "currency": "RUB" })));
    let again = anna.clone().with_header("idempotency-key", "first").post("/bookings", wish.clone()).await.expect_status(201);
    assert_eq!(again.text_at("/id"), id, "the same key books once");
    anna.post("/bookings", wish).await.expect_problem(409, "slot_taken");
    assert_eq!(starts(&anna.get(&slots).await), ["2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z", "2026-11-24T09:00:00Z"]);
    assert_eq!(starts(&anna.get(&format!("{slots}&moving={id}")).await)[0], "2026-11-24T07:00:00Z", "its own time counts as free for a move");

    let moved = anna.post(&format!("/bookings/{id}/move"), json!({ "starts_at": "2026-11-24T12:00:00+03:00" })).await.expect_status(200);
    assert_eq!((moved.header("etag"), moved.text_at("/starts_at")), ("\"2\"", "2026-11-24T09:00:00Z"));
    let stale = anna.clone().with_header("if-match", "\"1\"");
    stale.post(&format!("/bookings/{id}/cancel"), json!({})).await.expect_problem(409, "version_mismatch");
    anna.clone().with_header("if-match", "three").post(&format!("/bookings/{id}/cancel"), json!({})).await.expect_problem(400, "if_match");
    anna.send(Method::POST, &format!("/bookings/{id}/confirm"), None).await.expect_status(200);
    assert_eq!(anna.get(&format!("/bookings/{id}")).await.expect_status(200).text_at("/status"), "confirmed");
    for (status, expected) in [("arrived", 200), ("completed", 200), ("cancelled", 409), ("sleeping", 422)] {
        anna.post(&format!("/bookings/{id}/status"), json!({ "status": status })).await.expect_status(expected);
    }
    let day = "/bookings?from=2026-11-24T00:00:00Z&until=2026-11-25T00:00:00Z";
    assert_eq!(anna.get(day).await.expect_status(200).items().len(), 1);
    assert_eq!(anna.get(&format!("{day}&status=booked")).await.items().len(), 0);
    assert_eq!(anna.get(&format!("{day}&contact_id={contact}&employee_id={}&branch_id={}", firm.employee, firm.branch)).await.items().len(), 1);
}

#[tokio::test]
async fn holds_and_blocks_keep_time() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let contact = anna.post("/contacts", json!({ "name": "Ольга" })).await.expect_status(201).text_at("/id").to_owned();
    let at = |time: &str| json!({ "services": [firm.service], "starts_at": format!("2026-11-24T{time}:00+03:00") });
    let hold = anna.post("/holds", at("10:00")).await.expect_status(201).text_at("/id").to_owned();
    anna.post("/holds", at("10:30")).await.expect_problem(409, "slot_taken");
    assert_eq!(anna.get("/holds").await.items().len(), 1);
    let visit = anna.post("/bookings", json!({ "contact_id": contact, "hold_id": hold })).await.expect_status(201);
    assert_eq!(visit.text_at("/starts_at"), "2026-11-24T07:00:00Z");
    anna.get(&format!("/holds/{hold}")).await.expect_problem(404, "not_found");
    let other = anna.post("/holds", at("12:00")).await.expect_status(201).text_at("/id").to_owned();
    anna.delete(&format!("/holds/{other}")).await.expect_status(204);
    let block = json!({ "subject_id": firm.employee, "starts_at": "2026-11-24T12:00:00+03:00", "ends_at": "2026-11-24T15:00:00+03:00", "reason": "обучение" });
    let blocked = anna.post("/blocks", block.clone()).await.expect_status(201).text_at("/id").to_owned();
    anna.post("/blocks", block).await.expect_problem(409, "slot_taken");
    anna.post("/holds", at("14:30")).await.expect_problem(409, "slot_taken");
    assert_eq!(anna.get(&format!("/blocks?subject_id={}", firm.employee)).await.items()[0]["id"], json!(blocked));
    anna.delete(&format!("/blocks/{blocked}")).await.expect_status(204);
    anna.post("/holds", at("14:30")).await.expect_status(201);
}

#[tokio::test]
async fn nonsense_is_refused_with_the_field() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let contact = anna.post("/contacts", json!({ "name": "Ольга" })).await.expect_status(201).text_at("/id").to_owned();
    let base = json!({ "contact_id": contact, "services": [firm.service], "starts_at": "2026-11-24T10:00:00+03:00" });
    let with = |key: &str, value: Value| { let mut body = base.clone(); body[key] = value; body };
    let unknown = "0190a0a0-0000-7000-8000-000000000000";
    for (body, status, code) in [
        (with("services", json!([])), 422, "invalid"),
        (with("services", json!([unknown])), 404, "service_unknown"),
        (with("employee_id", json!(unknown)), 404, "employee_unknown"),
        (with("branch_id", json!(unknown)), 404, "branch_unknown"),
        (with("contact_id", json!(unknown)), 404, "contact_unknown"),
        (with("hold_id", json!(unknown)), 422, "invalid"),
        (with("starts_at", json!("2026-11-24T09:00:00+03:00")), 409, "outside_hours"),
        (with("starts_at", json!("2026-11-24T10:00:01+03:00")), 422, "invalid"),
        (with("starts_at", json!("2199-12-31T23:59:00+00:00")), 409, "outside_hours"),
        (with("starts_at", json!("tomorrow")), 422, "invalid"),
        (with("price", json!(1)), 422, "unknown_field"),
        (json!({ "contact_id": contact }), 422, "invalid"),
        (json!({ "contact_id": contact, "hold_id": unknown }), 404, "not_found"),
    ] {
        anna.post("/bookings", body.clone()).await.expect_problem(status, code);
    }
    for query in ["", "services=", "services=x", "services=0190a0a0-0000-7000-8000-000000000000,", "limit=5"] {
        anna.get(&format!("/slots?{query}")).await.expect_status(422);
    }
    let far = format!("/slots?services={}&from=2199-01-01T00:00:00Z", firm.service);
    assert_eq!(anna.get(&far).await.expect_status(200).items().len(), 0);
    let back = format!("/slots?services={}&from=2027-01-01T00:00:00Z&until=2026-01-01T00:00:00Z", firm.service);
    assert_eq!(anna.get(&back).await.expect_status(200).items().len(), 0);
}

#[tokio::test]
async fn a_twin_firm_touches_no_visit() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let firm = open(&anna).await;
    let own = open(&boris).await;
    let contact = anna.post("/contacts", json!({ "name": "Ольга" })).await.expect_status(201).text_at("/id").to_owned();
    let visit = anna.post("/bookings", json!({ "contact_id": contact, "services": [firm.service], "starts_at": "2026-11-24T10:00:00+03:00" })).await.expect_status(201).text_at("/id").to_owned();
    boris.get(&format!("/bookings/{visit}")).await.expect_problem(404, "not_found");
    boris.post(&format!("/bookings/{visit}/move"), json!({ "starts_at": "2026-11-24T12:00:00+03:00" })).await.expect_problem(404, "not_found");
    boris.post(&format!("/bookings/{visit}/cancel"), json!({})).await.expect_problem(404, "not_found");
    boris.post(&format!("/bookings/{visit}/status"), json!({ "status": "arrived" })).await.expect_problem(404, "not_found");
    boris.post("/bookings", json!({ "contact_id": contact, "services": [own.service], "starts_at": "2026-11-24T10:00:00+03:00" })).await.expect_problem(404, "contact_unknown");
    boris.post("/blocks", json!({ "subject_id": firm.employee, "starts_at": "2026-11-24T12:00:00Z", "ends_at": "2026-11-24T13:00:00Z" })).await.expect_problem(404, "subject_unknown");
    assert_eq!(boris.get("/bookings").await.items().len(), 0);
    assert_eq!(anna.get(&format!("/bookings/{visit}")).await.text_at("/status"), "booked");
}
