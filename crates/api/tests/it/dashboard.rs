//! The dashboard over HTTP: what is counted on which day, beside the period before; nobody else's figures.

use crate::catalog::open;
use serde_json::{Value, json};
use testkit::http::{Client, TestApi};

fn day<'a>(body: &'a Value, date: &str) -> &'a Value {
    body["days"].as_array().unwrap().iter().find(|d| d["date"] == date).unwrap_or_else(|| panic!("no {date}"))
}

async fn ask(client: &Client, chat: &str, text: &str) -> String {
    client.post("/messages", json!({ "chat_id": chat, "text": text })).await.expect_status(200).text_at("/conversation_id").to_owned()
}

#[tokio::test]
async fn a_period_is_counted_beside_the_one_before() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let firm = open(&anna).await;
    anna.patch("/org", json!({ "timezone": "Europe/Moscow" })).await.expect_status(200);
    let olga = anna.post("/contacts", json!({ "name": "Ольга" })).await.expect_status(201).text_at("/id").to_owned();
    let book = |at: &str| json!({ "contact_id": olga, "services": [firm.service], "starts_at": at, "force": ["past"] });
    // The week before: one visit, completed.
    let old = anna.post("/bookings", book("2026-11-18T12:00:00+03:00")).await.expect_status(201).text_at("/id").to_owned();
    anna.post(&format!("/bookings/{old}/status"), json!({ "status": "completed" })).await.expect_status(200);
    // This week: one that stands, one called off, one missed, one at the very end of the last day.
    for (at, status) in [("2026-11-24T10:00:00+03:00", ""), ("2026-11-24T12:00:00+03:00", "cancelled"), ("2026-11-24T14:00:00+03:00", "no_show"), ("2026-11-29T19:00:00+03:00", "")] {
        let id = anna.post("/bookings", book(at)).await.expect_status(201).text_at("/id").to_owned();
        if !status.is_empty() {
            anna.post(&format!("/bookings/{id}/status"), json!({ "status": status })).await.expect_status(200);
        }
    }
    // One the agent copes with alone, one a person takes over.
    ask(&anna, "chat-1", "Здравствуйте, сколько стоит стрижка?").await;
    let second = ask(&anna, "chat-2", "Здравствуйте!").await;
    api.clock.advance_secs(60);
    anna.post(&format!("/conversations/{second}/messages"), json!({ "text": "Добрый день" })).await.expect_status(201);

    let body = anna.get("/dashboard?from=2026-11-23&to=2026-11-29").await.expect_status(200).body;
    assert_eq!((body["days"].as_array().unwrap().len(), &body["timezone"], &body["currency"]), (7, &json!("Europe/Moscow"), &json!("RUB")));
    let today = day(&body, "2026-11-23");
    assert_eq!((&today["conversations"], &today["messages_in"], &today["person_replies"], &today["booked"]["person"]), (&json!(2), &json!(2), &json!(1), &json!(5)), "{today}");
    assert!(today["agent_replies"].as_i64().unwrap() >= 2, "{today}");
    let tuesday = day(&body, "2026-11-24");
    assert_eq!((&tuesday["visits"], &tuesday["cancelled"], &tuesday["missed"], &tuesday["revenue_booked"], &tuesday["revenue_completed"]), (&json!(1), &json!(1), &json!(1), &json!(150_000), &json!(0)));
    let (totals, previous) = (&body["totals"], &body["previous"]);
    assert_eq!((&totals["visits"], &totals["revenue_booked"], &totals["answered"], &totals["answered_by_agent_alone"]), (&json!(2), &json!(300_000), &json!(2), &json!(1)), "{totals}");
    assert_eq!((&totals["new_contacts"], &totals["returning_contacts"], &totals["busy_minutes"], &totals["working_minutes"]), (&json!(0), &json!(1), &json!(120), &json!(7 * 600)));
    assert!(totals["first_response_median"].as_f64().unwrap() < 60.0, "{totals}");
    assert_eq!((&previous["visits"], &previous["revenue_completed"], &previous["conversations"], &previous["new_contacts"]), (&json!(1), &json!(150_000), &json!(0), &json!(1)), "{previous}");
    assert_eq!(body["services"], json!([{ "service_id": firm.service, "name": "Стрижка", "visits": 2, "revenue": 300_000 }]));
    assert_eq!(body["employees"][0], json!({ "employee_id": firm.employee, "name": "Мария", "visits": 2, "busy_minutes": 120, "working_minutes": 4200 }));
    assert_eq!((body["today"].as_array().unwrap().len(), body["tomorrow"].as_array().unwrap().len()), (0, 1));
    assert_eq!(body["tomorrow"][0]["contact"]["name"], "Ольга");

    let branch = anna.post("/branches", json!({ "name": "Другой", "timezone": "Europe/Moscow" })).await.expect_status(201).text_at("/id").to_owned();
    let elsewhere = anna.get(&format!("/dashboard?from=2026-11-23&to=2026-11-29&branch_id={branch}")).await.expect_status(200).body;
    assert_eq!((&elsewhere["totals"]["visits"], &elsewhere["totals"]["conversations"], &elsewhere["totals"]["working_minutes"]), (&json!(0), &json!(2), &json!(0)));
    let theirs = boris.get("/dashboard?from=2026-11-23&to=2026-11-29").await.expect_status(200).body;
    assert_eq!((&theirs["totals"]["visits"], &theirs["totals"]["conversations"], &theirs["employees"]), (&json!(0), &json!(0), &json!([])));
    boris.get(&format!("/dashboard?branch_id={}", firm.branch)).await.expect_problem(404, "not_found");
    assert_eq!(anna.get("/dashboard").await.expect_status(200).body["days"].as_array().unwrap().len(), 30);
    for query in ["from=2026-11-23&to=2026-11-22", "from=2025-01-01&to=2026-11-22", "from=yesterday", "days=7"] {
        anna.get(&format!("/dashboard?{query}")).await.expect_status(422);
    }
}

#[tokio::test]
async fn a_day_is_as_long_as_the_clock_makes_it() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    anna.patch("/org", json!({ "timezone": "Europe/Berlin" })).await.expect_status(200);
    let olga = anna.post("/contacts", json!({ "name": "Ольга" })).await.expect_status(201).text_at("/id").to_owned();
    // Berlin's 28 March 2027 has 23 hours and its 31 October 25: the last half hour of each belongs to it, the next one to the day after.
    for at in ["2027-03-28T21:30:00Z", "2027-03-28T22:30:00Z", "2027-10-31T22:30:00Z", "2027-10-31T23:30:00Z"] {
        let wish = json!({ "contact_id": olga, "services": [firm.service], "employee_id": firm.employee, "branch_id": firm.branch, "starts_at": at, "force": ["not_working"] });
        anna.post("/bookings", wish).await.expect_status(201);
    }
    for (from, to) in [("2027-03-28", "2027-03-29"), ("2027-10-31", "2027-11-01")] {
        let body = anna.get(&format!("/dashboard?from={from}&to={to}")).await.expect_status(200).body;
        assert_eq!((&day(&body, from)["visits"], &day(&body, to)["visits"]), (&json!(1), &json!(1)), "{from}");
    }
}
