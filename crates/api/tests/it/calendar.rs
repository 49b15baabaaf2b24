//! The calendar over HTTP: one read of everything, moves and lengths, what stands in the way, blocks, vacations, events.

use crate::catalog::{Firm, open};
use futures::StreamExt;
use serde_json::{Value, json};
use testkit::http::{Client, Reply, TestApi};
use tokio_tungstenite::{connect_async, tungstenite::Message};

const DAY: &str = "/calendar?from=2026-11-24T00:00:00%2B03:00&to=2026-11-25T00:00:00%2B03:00";

async fn contact(client: &Client, name: &str) -> String {
    client.post("/contacts", json!({ "name": name })).await.expect_status(201).text_at("/id").to_owned()
}

async fn visit(client: &Client, firm: &Firm, contact: &str, at: &str) -> Reply {
    client.post("/bookings", json!({ "contact_id": contact, "services": [firm.service], "employee_id": firm.employee, "starts_at": at })).await
}

/// Another employee with the same hours.
async fn colleague(client: &Client, firm: &Firm, name: &str) -> String {
    let id = client.post("/employees", json!({ "name": name, "skills": [{ "service_id": firm.service, "price": 200_000, "duration_minutes": 90 }] })).await.expect_status(201).text_at("/id").to_owned();
    let shifts: Vec<_> = (1..=7).map(|weekday| json!({ "branch_id": firm.branch, "weekday": weekday, "starts": "10:00", "ends": "20:00" })).collect();
    client.put(&format!("/employees/{id}/schedule"), json!({ "shifts": shifts })).await.expect_status(200);
    id
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_read_shows_the_day() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let olga = contact(&anna, "Ольга Смирнова").await;
    let id = visit(&anna, &firm, &olga, "2026-11-24T10:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    let off = visit(&anna, &firm, &olga, "2026-11-24T18:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    anna.post(&format!("/bookings/{off}/cancel"), json!({})).await.expect_status(200);
    visit(&anna, &firm, &olga, "2026-11-25T10:00:00+03:00").await.expect_status(201);
    let hold = anna.post("/holds", json!({ "services": [firm.service], "starts_at": "2026-11-24T12:00:00+03:00" })).await.expect_status(201).text_at("/id").to_owned();
    let block = anna.post("/blocks", json!({ "subject_id": firm.employee, "starts_at": "2026-11-24T14:00:00+03:00", "ends_at": "2026-11-24T15:00:00+03:00", "reason": "обед" })).await.expect_status(201).text_at("/id").to_owned();
    let exception = format!("/employees/{}/exceptions/2026-11-24", firm.employee);
    anna.put(&exception, json!({ "spans": [{ "starts": "09:00", "ends": "13:00" }, { "starts": "14:00", "ends": "24:00" }] })).await.expect_status(200);

    let day = anna.get(DAY).await.expect_status(200).body;
    assert_eq!(ids(&day["bookings"]), [id.as_str()]);
    assert_eq!((&day["bookings"][0]["contact"], &day["bookings"][0]["services"]), (&json!({ "id": olga, "name": "Ольга Смирнова" }), &json!(["Стрижка"])));
    assert_eq!((ids(&day["holds"]), ids(&day["blocks"])), (vec![hold.as_str()], vec![block.as_str()]));
    let spans: Vec<_> = day["working"].as_array().unwrap().iter().map(|w| (w["starts_at"].as_str().unwrap(), w["ends_at"].as_str().unwrap())).collect();
    assert_eq!(spans, [("2026-11-24T06:00:00Z", "2026-11-24T10:00:00Z"), ("2026-11-24T11:00:00Z", "2026-11-24T21:00:00Z")], "the exception, not the rule");
    assert_eq!(anna.get(&format!("{DAY}&cancelled=true")).await.body["bookings"].as_array().unwrap().len(), 2);
    assert_eq!(anna.get(&format!("{DAY}&employee_id={}&branch_id={}", firm.employee, firm.branch)).await.body, day);
    let other = colleague(&anna, &firm, "Анна").await;
    let hers = anna.get(&format!("{DAY}&employee_id={other}")).await.body;
    assert_eq!((&hers["bookings"], &hers["blocks"], hers["working"].as_array().unwrap().len()), (&json!([]), &json!([]), 1));
    // Holds run out by themselves.
    api.clock.advance_secs(11 * 60);
    assert_eq!(anna.get(DAY).await.body["holds"], json!([]));
    anna.get("/calendar").await.expect_status(200);
    for query in ["from=2026-11-24T00:00:00Z&to=2026-11-24T00:00:00Z", "from=2026-11-01T00:00:00Z&to=2026-12-17T00:00:00Z", "from=2026-11-24", "days=3"] {
        anna.get(&format!("/calendar?{query}")).await.expect_status(422);
    }
}

#[tokio::test]
async fn a_night_with_a_moved_clock_has_its_own_working_time() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let branch = anna.post("/branches", json!({ "name": "Berlin", "timezone": "Europe/Berlin" })).await.expect_status(201).text_at("/id").to_owned();
    let employee = anna.post("/employees", json!({ "name": "Uwe" })).await.expect_status(201).text_at("/id").to_owned();
    let night = json!({ "branch_id": branch, "weekday": 7, "starts": "00:00", "ends": "06:00" });
    anna.put(&format!("/employees/{employee}/schedule"), json!({ "shifts": [night] })).await.expect_status(200);
    // On 28 March 2027 the clock jumps from two to three, on 31 October it goes back.
    for (from, to, spans) in [
        ("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z", [("2027-03-27T23:00:00Z", "2027-03-28T04:00:00Z")]),
        ("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z", [("2027-10-30T22:00:00Z", "2027-10-31T05:00:00Z")]),
    ] {
        let day = anna.get(&format!("/calendar?from={from}&to={to}")).await.expect_status(200).body;
        let found: Vec<_> = day["working"].as_array().unwrap().iter().map(|w| (w["starts_at"].as_str().unwrap(), w["ends_at"].as_str().unwrap())).collect();
        assert_eq!(found, spans);
    }
}

#[tokio::test]
async fn a_visit_is_dragged_resized_and_given_to_another() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let other = colleague(&anna, &firm, "Анна").await;
    let olga = contact(&anna, "Ольга").await;
    let id = visit(&anna, &firm, &olga, "2026-11-24T10:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    let path = format!("/bookings/{id}/move");
    let shape = |r: &Reply| (r.text_at("/starts_at").to_owned(), r.text_at("/ends_at").to_owned(), r.body["items"][0]["duration_minutes"].clone(), r.body["price"]["minor"].clone());

    let longer = anna.clone().with_header("if-match", "\"1\"").post(&path, json!({ "duration_minutes": 95 })).await.expect_status(200);
    assert_eq!(shape(&longer), ("2026-11-24T07:00:00Z".into(), "2026-11-24T08:35:00Z".into(), json!(95), json!(150_000)));
    anna.clone().with_header("if-match", "\"1\"").post(&path, json!({ "duration_minutes": 30 })).await.expect_problem(409, "version_mismatch");
    let moved = anna.post(&path, json!({ "starts_at": "2026-11-24T12:00:00+03:00" })).await.expect_status(200);
    assert_eq!(shape(&moved), ("2026-11-24T09:00:00Z".into(), "2026-11-24T10:35:00Z".into(), json!(95), json!(150_000)), "a resized visit keeps its length when it is dragged");
    let given = anna.post(&path, json!({ "employee_id": other })).await.expect_status(200);
    assert_eq!(shape(&given), ("2026-11-24T09:00:00Z".into(), "2026-11-24T10:30:00Z".into(), json!(90), json!(200_000)), "another employee has other lengths and prices");
    let back = anna.post(&path, json!({ "employee_id": firm.employee, "duration_minutes": 45 })).await.expect_status(200);
    assert_eq!(shape(&back), ("2026-11-24T09:00:00Z".into(), "2026-11-24T09:45:00Z".into(), json!(45), json!(150_000)));
    // The time that was let go is free, the time taken is not.
    visit(&anna, &firm, &olga, "2026-11-24T12:45:00+03:00").await.expect_status(201);
    anna.post(&path, json!({ "duration_minutes": 50 })).await.expect_problem(409, "slot_taken");
    for bad in [json!({ "duration_minutes": 4 }), json!({ "duration_minutes": 1441 }), json!({ "duration_minutes": -60 }), json!({ "force": ["all"] })] {
        anna.post(&path, bad).await.expect_status(422);
    }
    // Somebody who is here may take longer, but not go elsewhere.
    anna.post(&format!("/bookings/{id}/status"), json!({ "status": "arrived" })).await.expect_status(200);
    anna.post(&path, json!({ "duration_minutes": 40 })).await.expect_status(200);
    anna.post(&path, json!({ "starts_at": "2026-11-24T16:00:00+03:00" })).await.expect_problem(409, "booking_transition");
}

#[tokio::test]
async fn whatever_is_in_the_way_is_named() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let (olga, maria) = (contact(&anna, "Ольга").await, contact(&anna, "Мария Петрова").await);
    let taken = visit(&anna, &firm, &maria, "2026-11-24T14:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    let hold = anna.post("/holds", json!({ "services": [firm.service], "starts_at": "2026-11-24T16:00:00+03:00" })).await.expect_status(201).text_at("/id").to_owned();
    let block = anna.post("/blocks", json!({ "subject_id": firm.employee, "starts_at": "2026-11-24T17:00:00+03:00", "ends_at": "2026-11-24T18:00:00+03:00", "reason": "обучение" })).await.expect_status(201).text_at("/id").to_owned();
    let told = |kind: &str, id: &str, starts_at: &str, ends_at: &str, title: &str| {
        let mut conflict = json!({ "kind": kind, "subject_id": firm.employee, "subject": "Мария", "starts_at": starts_at, "ends_at": ends_at, "title": title });
        if !id.is_empty() {
            conflict["id"] = json!(id);
        }
        conflict
    };
    let wish = |at: &str| json!({ "contact_id": olga, "services": [firm.service], "starts_at": at });
    let free = visit(&anna, &firm, &olga, "2026-11-24T10:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    for (at, code, conflict) in [
        ("2026-11-24T14:30:00+03:00", "slot_taken", told("booking", &taken, "2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z", "Стрижка, Мария П.")),
        ("2026-11-24T15:30:00+03:00", "slot_taken", told("hold", &hold, "2026-11-24T13:00:00Z", "2026-11-24T14:00:00Z", "")),
        ("2026-11-24T17:30:00+03:00", "slot_taken", told("block", &block, "2026-11-24T14:00:00Z", "2026-11-24T15:00:00Z", "обучение")),
        ("2026-11-24T19:30:00+03:00", "outside_hours", told("not_working", "", "2026-11-24T16:30:00Z", "2026-11-24T17:30:00Z", "")),
        ("2026-11-22T14:00:00+03:00", "in_past", told("past", "", "2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z", "")),
        ("2026-11-23T10:10:00+03:00", "too_soon", told("lead", "", "2026-11-23T07:10:00Z", "2026-11-23T08:10:00Z", "")),
    ] {
        assert_eq!(anna.post("/bookings", wish(at)).await.expect_problem(409, code).body["conflict"], conflict, "{at}");
        assert_eq!(anna.post(&format!("/bookings/{free}/move"), json!({ "starts_at": at })).await.expect_problem(409, code).body["conflict"], conflict, "{at}");
    }
    // Rules are overruled by name, one by one; what is taken never is.
    let forced = |at: &str, force: Value| { let mut body = wish(at); body["force"] = force; body };
    anna.post("/bookings", forced("2026-11-24T14:30:00+03:00", json!(["not_working", "lead", "past"]))).await.expect_problem(409, "slot_taken");
    anna.post("/bookings", forced("2026-11-24T19:30:00+03:00", json!(["lead", "past"]))).await.expect_problem(409, "outside_hours");
    anna.post("/bookings", forced("2026-11-24T19:30:00+03:00", json!(["not_working"]))).await.expect_status(201);
    anna.post("/bookings", forced("2026-11-23T10:10:00+03:00", json!(["lead"]))).await.expect_status(201);
    anna.post("/bookings", forced("2026-11-22T14:00:00+03:00", json!(["past"]))).await.expect_status(201);
    anna.post(&format!("/bookings/{free}/move"), json!({ "starts_at": "2026-11-24T21:30:00+03:00", "force": ["not_working"] })).await.expect_status(200);
    // Out there it may shrink without asking again, but not grow.
    anna.post(&format!("/bookings/{free}/move"), json!({ "duration_minutes": 30 })).await.expect_status(200);
    anna.post(&format!("/bookings/{free}/move"), json!({ "duration_minutes": 60 })).await.expect_problem(409, "outside_hours");
}

#[tokio::test]
async fn a_room_in_the_way_is_named() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let other = colleague(&anna, &firm, "Анна").await;
    let room = anna.post("/resources", json!({ "branch_id": firm.branch, "name": "Кабинет 1" })).await.expect_status(201).text_at("/id").to_owned();
    anna.patch(&format!("/services/{}", firm.service), json!({ "resources": [room] })).await.expect_status(200);
    let maria = contact(&anna, "Мария Петрова").await;
    visit(&anna, &firm, &maria, "2026-11-24T14:00:00+03:00").await.expect_status(201);
    let refused = anna.post("/bookings", json!({ "contact_id": maria, "services": [firm.service], "employee_id": other, "starts_at": "2026-11-24T14:00:00+03:00" })).await.expect_problem(409, "resource_taken");
    assert_eq!((refused.text_at("/conflict/kind"), refused.text_at("/conflict/subject"), refused.text_at("/conflict/title")), ("resource", "Кабинет 1", "Стрижка, Мария П."));
    assert_eq!((refused.text_at("/conflict/subject_id"), refused.text_at("/conflict/ends_at")), (room.as_str(), "2026-11-24T12:00:00Z"));
    let block = json!({ "subject_id": room, "starts_at": "2026-11-24T13:00:00+03:00", "ends_at": "2026-11-24T15:00:00+03:00" });
    assert_eq!(anna.post("/blocks", block).await.expect_problem(409, "slot_taken").text_at("/conflict/subject"), "Кабинет 1");
}

#[tokio::test]
async fn blocks_are_moved_and_resized() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let other = colleague(&anna, &firm, "Анна").await;
    let olga = contact(&anna, "Ольга").await;
    visit(&anna, &firm, &olga, "2026-11-24T10:00:00+03:00").await.expect_status(201);
    let body = json!({ "subject_id": firm.employee, "branch_id": firm.branch, "starts_at": "2026-11-24T14:00:00+03:00", "ends_at": "2026-11-24T15:00:00+03:00", "reason": "обед" });
    let id = anna.post("/blocks", body).await.expect_status(201).text_at("/id").to_owned();
    let path = format!("/blocks/{id}");
    let moved = anna.patch(&path, json!({ "starts_at": "2026-11-24T14:30:00+03:00" })).await.expect_status(200);
    assert_eq!((moved.text_at("/starts_at"), moved.text_at("/ends_at"), moved.text_at("/reason")), ("2026-11-24T11:30:00Z", "2026-11-24T12:30:00Z", "обед"));
    let resized = anna.patch(&path, json!({ "ends_at": "2026-11-24T17:00:00+03:00", "reason": "обучение", "branch_id": null })).await.expect_status(200);
    assert_eq!((resized.text_at("/ends_at"), resized.text_at("/reason"), &resized.body["branch_id"]), ("2026-11-24T14:00:00Z", "обучение", &Value::Null));
    let refused = anna.patch(&path, json!({ "starts_at": "2026-11-24T10:30:00+03:00" })).await.expect_problem(409, "slot_taken");
    assert_eq!((refused.text_at("/conflict/kind"), refused.text_at("/conflict/title")), ("booking", "Стрижка, Ольга"));
    assert_eq!(anna.get(&path).await.text_at("/starts_at"), "2026-11-24T11:30:00Z", "a refusal changes nothing");
    visit(&anna, &firm, &olga, "2026-11-24T14:00:00+03:00").await.expect_problem(409, "slot_taken");
    anna.patch(&path, json!({ "subject_id": other, "starts_at": "2026-11-24T10:30:00+03:00", "ends_at": "2026-11-24T11:00:00+03:00" })).await.expect_status(200);
    visit(&anna, &firm, &olga, "2026-11-24T14:00:00+03:00").await.expect_status(201);
    for (change, status) in [(json!({ "ends_at": "2026-11-24T10:30:00+03:00" }), 422), (json!({ "subject_id": firm.branch }), 404), (json!({ "starts_at": null }), 200), (json!({ "colour": "red" }), 422)] {
        assert_eq!(anna.patch(&path, change.clone()).await.status, status, "{change}");
    }
}

#[tokio::test]
async fn a_vacation_names_the_visits_in_its_way() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let olga = contact(&anna, "Ольга").await;
    let early = visit(&anna, &firm, &olga, "2026-12-01T10:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    let late = visit(&anna, &firm, &olga, "2026-12-03T19:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    let off = visit(&anna, &firm, &olga, "2026-12-02T12:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    anna.post(&format!("/bookings/{off}/cancel"), json!({})).await.expect_status(200);
    visit(&anna, &firm, &olga, "2026-12-04T10:00:00+03:00").await.expect_status(201);
    let (range, list) = (format!("/employees/{}/exceptions/range", firm.employee), format!("/employees/{}/exceptions", firm.employee));
    let preview = anna.post(&range, json!({ "from": "2026-12-01", "to": "2026-12-03", "preview": true })).await.expect_status(200);
    assert_eq!((ids(&preview.body["collisions"]), &preview.body["is_saved"]), (vec![early.as_str(), late.as_str()], &json!(false)));
    assert_eq!(anna.get(&list).await.expect_status(200).items().len(), 0);
    let hours = anna.post(&range, json!({ "from": "2026-12-01", "to": "2026-12-03", "spans": [{ "starts": "10:00", "ends": "15:00" }], "reason": "короткие дни" })).await.expect_status(200);
    assert_eq!((ids(&hours.body["collisions"]), hours.body["exceptions"].as_array().unwrap().len()), (vec![late.as_str()], 3));
    assert_eq!(hours.body["collisions"][0]["contact"]["name"], "Ольга");
    assert_eq!(anna.get(&format!("/bookings/{late}")).await.text_at("/status"), "booked", "nothing is cancelled silently");
    let dates: Vec<_> = anna.get(&format!("{list}?from=2026-12-02&to=2026-12-03")).await.items().iter().map(|e| e["date"].as_str().unwrap().to_owned()).collect();
    assert_eq!(dates, ["2026-12-02", "2026-12-03"]);
    visit(&anna, &firm, &olga, "2026-12-02T16:00:00+03:00").await.expect_problem(409, "outside_hours");
    anna.delete(&format!("{range}?from=2026-12-01&to=2026-12-02")).await.expect_status(204);
    anna.delete(&format!("{range}?from=2026-12-01&to=2026-12-02")).await.expect_status(204);
    visit(&anna, &firm, &olga, "2026-12-02T16:00:00+03:00").await.expect_status(201);
    assert_eq!(anna.get(&list).await.items().len(), 1);
    for bad in [json!({ "from": "2026-12-03", "to": "2026-12-01" }), json!({ "from": "2026-12-03", "to": "2028-12-01" }), json!({ "from": "2026-12-03", "to": "2026-12-03", "spans": [{ "starts": "10:00", "ends": "09:00" }] })] {
        anna.post(&range, bad).await.expect_status(422);
    }
    anna.delete(&range).await.expect_status(422);
}

#[tokio::test]
async fn events_carry_what_a_calendar_redraws() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let olga = contact(&anna, "Ольга").await;
    let ticket = anna.post("/events/ticket", Value::Null).await.expect_status(201).text_at("/ticket").to_owned();
    let (mut socket, _) = connect_async(format!("ws://{}/api/v1/events?ticket={ticket}", api.address)).await.unwrap();
    let id = visit(&anna, &firm, &olga, "2026-11-24T10:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    anna.post(&format!("/bookings/{id}/move"), json!({ "duration_minutes": 30 })).await.expect_status(200);
    let hold = anna.post("/holds", json!({ "services": [firm.service], "starts_at": "2026-11-24T12:00:00+03:00" })).await.expect_status(201).text_at("/id").to_owned();
    anna.delete(&format!("/holds/{hold}")).await.expect_status(204);
    let block = anna.post("/blocks", json!({ "subject_id": firm.employee, "starts_at": "2026-11-24T14:00:00+03:00", "ends_at": "2026-11-24T15:00:00+03:00" })).await.expect_status(201).text_at("/id").to_owned();
    anna.patch(&format!("/blocks/{block}"), json!({ "reason": "обед" })).await.expect_status(200);
    let mut heard = Vec::new();
    while heard.len() < 6 {
        let Some(Ok(Message::Text(frame))) = socket.next().await else { panic!("the socket closed") };
        let frame: Value = serde_json::from_str(frame.as_str()).unwrap();
        if frame["type"] == "event" {
            heard.push(frame);
        }
    }
    let find = |kind: &str| heard.iter().find(|e| e.to_string().contains(&format!("\"{kind}\""))).unwrap_or_else(|| panic!("no {kind}: {heard:#?}"));
    let pointer = |e: &Value, name: &str| e.pointer(&format!("/event/payload{name}")).or_else(|| e.pointer(&format!("/payload{name}"))).cloned().unwrap_or_default();
    let shown = anna.get(DAY).await.body["bookings"][0].clone();
    assert_eq!(pointer(find("booking.resized"), "/booking"), shown, "the event and the calendar show the same");
    assert_eq!(pointer(find("booking.created"), "/booking/contact/name"), "Ольга");
    assert_eq!(pointer(find("hold.created"), "/hold/id"), hold);
    assert_eq!(pointer(find("hold.removed"), "/hold_id"), hold);
    assert_eq!(pointer(find("block.updated"), "/reason"), "обед");
}

#[tokio::test]
async fn a_twin_firm_sees_and_moves_nothing() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let (firm, own) = (open(&anna).await, open(&boris).await);
    let olga = contact(&anna, "Ольга").await;
    let id = visit(&anna, &firm, &olga, "2026-11-24T10:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    assert_eq!(boris.get(DAY).await.body["bookings"], json!([]));
    boris.get(&format!("{DAY}&employee_id={}", firm.employee)).await.expect_problem(404, "not_found");
    boris.get(&format!("{DAY}&branch_id={}", firm.branch)).await.expect_problem(404, "not_found");
    boris.post(&format!("/bookings/{id}/move"), json!({ "duration_minutes": 30 })).await.expect_problem(404, "not_found");
    boris.post(&format!("/employees/{}/exceptions/range", firm.employee), json!({ "from": "2026-12-01", "to": "2026-12-03" })).await.expect_problem(404, "not_found");
    boris.get(&format!("/employees/{}/exceptions", firm.employee)).await.expect_problem(404, "not_found");
    let theirs = contact(&boris, "Пётр").await;
    let mine = visit(&boris, &own, &theirs, "2026-11-24T10:00:00+03:00").await.expect_status(201).text_at("/id").to_owned();
    boris.post(&format!("/bookings/{mine}/move"), json!({ "employee_id": firm.employee })).await.expect_problem(404, "employee_unknown");
}

#[tokio::test]
async fn a_class_is_planned_filled_and_called_off() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let yoga = anna.post("/services", json!({ "name": "Йога", "duration_minutes": 60, "price": 90_000, "seats": 2, "prepayment": 30_000 })).await.expect_status(201);
    assert_eq!(anna.patch(&format!("/services/{}", firm.service), json!({ "prepayment": 99_999_999 })).await.expect_status(422).body["field"], json!("prepayment"));
    let yoga = yoga.text_at("/id").to_owned();
    let employee = format!("/employees/{}", firm.employee);
    anna.patch(&employee, json!({ "skills": [{ "service_id": firm.service }, { "service_id": yoga }] })).await.expect_status(200);
    let plan = |at: &str| json!({ "service_id": yoga, "branch_id": firm.branch, "employee_id": firm.employee, "starts_at": at, "repeat": { "until": "2026-12-09" } });
    let wrong = json!({ "service_id": yoga, "branch_id": firm.branch, "employee_id": firm.employee, "starts_at": "2026-11-25T12:00:00+03:00", "repeat": { "days": [8], "until": "2026-12-09" } });
    assert_eq!(anna.post("/group-events", wrong).await.expect_status(422).body["field"], json!("repeat.days"));
    let done = anna.post("/group-events", plan("2026-11-25T12:00:00+03:00")).await.expect_status(201);
    assert_eq!((ids(&done.body["events"]).len(), &done.body["skipped"]), (3, &json!([])));
    let refused = anna.post("/group-events", plan("2026-11-25T12:30:00+03:00")).await.expect_status(409);
    assert_eq!((refused.code(), &refused.body["conflict"]["kind"], &refused.body["conflict"]["title"]), ("slot_taken", &json!("group_event"), &json!("Йога")));

    let first = done.body["events"][0].clone();
    let (id, starts_at) = (first["id"].as_str().unwrap(), first["starts_at"].as_str().unwrap());
    let slots = anna.get(&format!("/slots?services={yoga}&until=2026-12-20T00:00:00%2B03:00")).await.expect_status(200);
    assert_eq!(slots.items().len(), 3);
    let olga = contact(&anna, "Ольга; Смирнова").await;
    let seat = json!({ "contact_id": olga, "services": [yoga], "starts_at": starts_at });
    let booked = anna.post("/bookings", seat.clone()).await.expect_status(201);
    assert_eq!((booked.text_at("/group_event_id"), &booked.body["prepayment"], booked.body.get("prepaid_at")), (id, &json!(30_000), None));
    anna.post("/bookings", seat.clone()).await.expect_status(201);
    assert_eq!(anna.post("/bookings", seat).await.expect_status(409).code(), "group_full");
    let day = anna.get("/calendar?from=2026-11-25T00:00:00%2B03:00&to=2026-11-26T00:00:00%2B03:00").await.expect_status(200).body;
    assert_eq!((ids(&day["groups"]), &day["groups"][0]["people"], ids(&day["bookings"]).len()), (vec![id], &json!(2), 2));

    let prepayment = format!("/bookings/{}/prepayment", booked.text_at("/id"));
    assert!(anna.put(&prepayment, json!({ "is_paid": true })).await.expect_status(200).body["prepaid_at"].is_string());
    let shown = anna.get(&format!("/group-events/{id}")).await.expect_status(200).body;
    assert_eq!((&shown["people"], shown["visits"].as_array().unwrap().len(), &shown["visits"][0]["contact"]["name"]), (&json!(2), 2, &json!("Ольга; Смирнова")));
    assert_eq!(anna.patch(&format!("/group-events/{id}"), json!({ "seats": 1 })).await.expect_status(422).code(), "seats_taken");

    // The employee's own phone sees classes and visits, and nothing of others; a taken back address shows nothing.
    let made = anna.post(&format!("{employee}/feeds"), json!({})).await.expect_status(201);
    visit(&anna, &firm, &olga, "2026-11-24T10:00:00+03:00").await.expect_status(201);
    let other = colleague(&anna, &firm, "Ирина").await;
    let theirs = json!({ "contact_id": contact(&anna, "Чужая Клиентка").await, "services": [firm.service], "employee_id": other, "starts_at": "2026-11-24T10:00:00+03:00" });
    anna.post("/bookings", theirs).await.expect_status(201);
    let read = || async { reqwest::get(made.text_at("/url")).await.unwrap() };
    let answer = read().await;
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap(), answer.headers()["cache-control"].to_str().unwrap()), (200, "text/calendar; charset=utf-8", "private, no-store"));
    let file = answer.text().await.unwrap().replace("\r\n ", "");
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 4, "{file}");
    assert!(file.contains("SUMMARY:Ольга\\; Смирнова: Стрижка\r\n") && file.contains("SUMMARY:Йога (2 из 2)\r\n") && file.contains("DTSTART:20261124T070000Z\r\n"), "{file}");
    assert!(!file.contains("Чужая"), "{file}");
    assert!(anna.get(&format!("{employee}/feeds")).await.expect_status(200).items()[0]["read_at"].is_string());
    anna.delete(&format!("{employee}/feeds/{}", made.text_at("/feed/id"))).await.expect_status(204);
    assert_eq!(read().await.status().as_u16(), 404);

    let gone = anna.post(&format!("/group-events/{id}/cancel"), json!({ "reason": "тренер заболел", "scope": "following" })).await.expect_status(200);
    assert_eq!(ids(&gone.body["events"]).len(), 3);
    assert_eq!(anna.get(&format!("/bookings/{}", booked.text_at("/id"))).await.expect_status(200).body["status"], json!("cancelled"));
    assert_eq!(anna.get("/group-events").await.expect_status(200).items().len(), 0);
    assert_eq!(anna.get("/group-events?cancelled=true").await.expect_status(200).items().len(), 3);
}
