//! The waiting list over HTTP: put on it from the desk and from the public page, offered by hand, taken, refused, told in the card.

use crate::catalog::open;
use serde_json::json;
use testkit::http::TestApi;

#[tokio::test]
async fn a_place_is_offered_by_hand_taken_once_and_told_in_the_card() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let contact = anna.post("/contacts", json!({ "name": "Ольга", "phone": "+79161234567" })).await.expect_status(201).text_at("/id").to_owned();
    let wish = json!({ "contact_id": contact, "services": [firm.service], "employee_id": firm.employee, "from_day": "2026-11-24", "until_day": "2026-11-26", "from_time": "18:00", "note": "лучше в среду" });
    for (field, value, named) in [
        ("until_day", json!("2026-11-20"), "until_day"), ("until_day", json!("2027-11-20"), "until_day"), ("until_time", json!("18:00"), "until_minute"), ("services", json!([]), "services"), ("from_time", json!("25:00"), "from_time"),
    ] {
        let mut wrong = wish.clone();
        wrong[field] = value;
        let refused = anna.post("/waitlist", wrong).await.expect_status(422);
        assert_eq!(refused.text_at("/field"), named, "{}", refused.body);
    }
    let made = anna.post("/waitlist", wish.clone()).await.expect_status(201);
    let id = made.text_at("/id").to_owned();
    assert_eq!((made.text_at("/status"), made.text_at("/from_time"), made.text_at("/until_time"), made.text_at("/source"), made.text_at("/contact/name")), ("waiting", "18:00", "24:00", "person", "Ольга"));
    assert_eq!(anna.post("/waitlist", wish).await.expect_status(201).text_at("/id"), id, "the same wish");
    let entry = format!("/waitlist/{id}");
    assert_eq!(anna.patch(&entry, json!({ "until_day": "2026-11-27", "employee_id": null, "note": "" })).await.expect_status(200).text_at("/until_day"), "2026-11-27");
    for (query, count) in [("", 1), ("?status=waiting", 1), ("?status=booked", 0), ("?from=2026-11-28", 0), ("?until=2026-11-24", 1), (&*format!("?service_id={}&contact_id={contact}", firm.service), 1), (&*format!("?employee_id={}", firm.employee), 0)] {
        assert_eq!(anna.get(&format!("/waitlist{query}")).await.expect_status(200).items().len(), count, "{query}");
    }

    anna.post(&format!("{entry}/take"), json!(null)).await.expect_problem(409, "offer_gone");
    anna.post(&format!("{entry}/offer"), json!({ "starts_at": "2026-11-24T03:00:00+03:00" })).await.expect_problem(409, "outside_hours");
    let offered = anna.post(&format!("{entry}/offer"), json!({ "starts_at": "2026-11-24T12:00:00+03:00" })).await.expect_status(200);
    assert_eq!((offered.text_at("/status"), offered.text_at("/offer/status"), offered.text_at("/offer/starts_at"), offered.body["offer"]["is_by_hand"].as_bool()), ("offered", "open", "2026-11-24T09:00:00Z", Some(true)));
    anna.post(&format!("{entry}/offer"), json!({ "starts_at": "2026-11-24T14:00:00+03:00" })).await.expect_problem(409, "waitlist_offered");
    anna.post("/holds", json!({ "services": [firm.service], "starts_at": "2026-11-24T12:00:00+03:00" })).await.expect_problem(409, "slot_taken");
    assert_eq!(anna.post(&format!("{entry}/decline"), json!(null)).await.expect_status(200).text_at("/offer/status"), "declined");
    anna.post(&format!("{entry}/offer"), json!({ "starts_at": "2026-11-24T12:00:00+03:00", "employee_id": firm.employee, "branch_id": firm.branch })).await.expect_status(200);
    let visit = anna.post(&format!("{entry}/take"), json!(null)).await.expect_status(200);
    assert_eq!((visit.text_at("/contact_id"), visit.text_at("/starts_at")), (contact.as_str(), "2026-11-24T09:00:00Z"));
    assert_eq!(anna.post(&format!("{entry}/take"), json!(null)).await.expect_status(200).text_at("/id"), visit.text_at("/id"));
    let booked = anna.get(&entry).await.expect_status(200);
    assert_eq!((booked.text_at("/status"), booked.text_at("/booking_id"), &booked.body["offers"]), ("booked", visit.text_at("/id"), &json!(2)));
    anna.patch(&entry, json!({ "note": "x" })).await.expect_problem(409, "waitlist_closed");
    anna.delete(&entry).await.expect_status(204);
    assert_eq!(anna.get(&entry).await.text_at("/status"), "booked", "what is over stays as it ended");

    let story = anna.get(&format!("/contacts/{contact}/timeline")).await.expect_status(200);
    let told: Vec<&str> = story.items().iter().filter_map(|e| e["waitlist"]["action"].as_str()).collect();
    assert_eq!(told, ["book", "offer", "decline", "offer", "update", "create"]);
    let visits = anna.get("/org").await.body["settings"]["visits"].clone();
    let mut off = visits;
    off["waitlist"] = json!(false);
    anna.patch("/org", json!({ "settings": { "visits": off } })).await.expect_status(200);
    anna.post("/waitlist", json!({ "contact_id": contact, "services": [firm.service], "from_day": "2026-12-01", "until_day": "2026-12-01" })).await.expect_problem(409, "waitlist_off");
}

#[tokio::test]
async fn a_stranger_waits_from_the_page_and_learns_nothing() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    anna.post("/contacts", json!({ "name": "Ольга", "phone": "+79161234567" })).await.expect_status(201);
    let page = format!("//p/v1/{}", anna.get("/org").await.text_at("/slug"));
    assert_eq!(api.stranger().get(&page).await.expect_status(200).body["has_waitlist"], json!(true));
    let form = json!({ "services": [firm.service], "from_day": "2026-11-24", "until_day": "2026-11-26", "from_time": "17:00", "until_time": "24:00", "name": "Оля", "phone": "8 916 123-45-67", "consent": true });
    let post = async |field: &str, value: serde_json::Value| {
        let mut form = form.clone();
        form[field] = value;
        api.stranger().post(&format!("{page}/waitlist"), form).await
    };
    post("consent", json!(false)).await.expect_problem(422, "consent_needed");
    post("phone", json!("12")).await.expect_problem(422, "phone_invalid");
    post("website", json!("x")).await.expect_problem(422, "looks_automatic");
    post("until_day", json!("2026-11-01")).await.expect_status(422);
    post("services", json!([uuid::Uuid::nil()])).await.expect_problem(404, "service_unknown");
    for _ in 0..2 {
        assert_eq!(post("name", json!("Оля")).await.expect_status(204).body, json!(null));
    }
    let all = anna.get("/waitlist").await.expect_status(200);
    let one = &all.items()[0];
    assert_eq!((all.items().len(), &one["source"], &one["contact"]["name"], &one["note"]), (1, &json!("page"), &json!("Ольга"), &json!("Оля.")));
}
