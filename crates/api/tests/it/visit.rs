//! What is done around visits, over HTTP: the firm's wishes are checked, a visit tells what was said, the report counts.

use crate::catalog::open;
use serde_json::{Value, json};
use testkit::http::{Method, TestApi};

#[tokio::test]
async fn wishes_around_visits_are_checked_and_told() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let usual = anna.get("/org").await.expect_status(200).body["settings"]["visits"].clone();
    assert_eq!((&usual["reminders"], &usual["remind_minutes"], &usual["offers_after_no_show"], &usual["feedback_days"]), (&json!(true), &json!([1440, 120]), &json!(false), &json!(30)));
    let set = |change: Value| {
        let mut visits = usual.clone();
        visits.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({ "settings": { "visits": visits } })
    };
    for (change, field, code) in [
        (json!({ "remind_minutes": [60, 60] }), "settings.visits.remind_minutes", "invalid"), (json!({ "remind_minutes": [1, 2] }), "settings.visits.remind_minutes", "invalid"),
        (json!({ "quiet_from_hour": 5 }), "settings.visits.quiet_from_hour", "invalid"), (json!({ "reminder_text": { "ru": "{{visit.wen}}" } }), "settings.visits.reminder_text.ru", "text_variable_unknown"),
        (json!({ "review_link": "maps" }), "settings.visits.review_link", "invalid"), (json!({ "feedback_days": 500 }), "settings.visits.feedback_days", "invalid"),
    ] {
        let refused = anna.patch("/org", set(change)).await.expect_problem(422, code);
        assert_eq!(refused.text_at("/field"), field);
    }
    let now = anna.patch("/org", set(json!({ "reminder_text": { "ru": "Ждём вас {{visit.when}}" }, "review_link": "https://maps.example/1" }))).await.expect_status(200);
    assert_eq!(now.text_at("/settings/visits/reminder_text/ru"), "Ждём вас {{visit.when}}");
    let contact = anna.post("/contacts", json!({ "name": "Ольга" })).await.expect_status(201).text_at("/id").to_owned();
    let visit = anna.post("/bookings", json!({ "contact_id": contact, "services": [firm.service], "starts_at": "2026-11-26T12:00:00+03:00" })).await.expect_status(201).text_at("/id").to_owned();
    let told = anna.get(&format!("/bookings/{visit}/follow-up")).await.expect_status(200);
    assert_eq!(told.body, json!({ "reminders": [], "next_at": "2026-11-25T09:00:00Z" }));
    anna.send(Method::POST, &format!("/bookings/{visit}/remind"), None).await.expect_problem(409, "unreachable");
    // By hand, to who has written; the answer to its button is in the customer's words.
    let heard = anna.post("/messages", json!({ "chat_id": "c1", "text": "здравствуйте" })).await.expect_status(200);
    let chat = anna.get(&format!("/conversations/{}", heard.text_at("/conversation_id"))).await.expect_status(200).text_at("/contact_id").to_owned();
    let other = anna.post("/bookings", json!({ "contact_id": chat, "services": [firm.service], "starts_at": "2026-11-27T12:00:00+03:00" })).await.expect_status(201).text_at("/id").to_owned();
    for _ in 0..2 {
        let told = anna.send(Method::POST, &format!("/bookings/{other}/remind"), None).await.expect_status(200);
        assert_eq!((told.body["reminders"].as_array().unwrap().len(), told.text_at("/reminders/0/reached")), (1, "message"));
    }
    let button = format!("0.cv:{}", other.replace('-', ""));
    let heard = anna.post("/messages", json!({ "chat_id": "c1", "button_id": button })).await.expect_status(200);
    assert!(heard.text_at("/replies/0/text").contains("подтверждена"));
    assert_eq!((anna.get(&format!("/bookings/{other}")).await.text_at("/status"), anna.get(&format!("/bookings/{other}/follow-up")).await.text_at("/reminders/0/answer")), ("confirmed", "confirmed"));
    anna.patch(&format!("/contacts/{chat}"), json!({ "is_unsubscribed": true })).await.expect_status(200);
    anna.send(Method::POST, &format!("/bookings/{other}/remind"), None).await.expect_problem(409, "unsubscribed");
    let report = anna.get("/reports/feedback?from=2026-11-01&to=2026-11-30").await.expect_status(200).body;
    assert_eq!((&report["asked"], &report["rated"], &report["low"], report.get("average")), (&json!(0), &json!(0), &json!([]), None));
    anna.get("/reports/feedback?from=2026-11-30&to=2026-11-01").await.expect_problem(422, "invalid");
}
