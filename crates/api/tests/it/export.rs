//! Lists and reports as files: whole, with their filters, names in place of ids; written down; only by whom the firm trusts with it.

use crate::catalog::open;
use documents::import::{Options, Record, read};
use serde_json::{Value, json};
use std::io::Cursor;
use std::ops::ControlFlow;
use testkit::http::TestApi;

/// The rows of a workbook, read by what reads imports.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut take = |record: Record| {
        match record {
            Record::Columns(columns) => rows.push(columns.names),
            Record::Row(row) => rows.push(row.cells),
            _ => {}
        }
        ControlFlow::Continue(())
    };
    read(&mut Cursor::new(bytes), "list.xlsx", &Options::default(), &documents::Limits::default(), &mut |_| {}, &|| false, &mut take).unwrap();
    rows
}

#[tokio::test]
async fn a_list_goes_out_whole_as_its_route_shows_it() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    anna.patch("/org", json!({ "timezone": "Europe/Moscow" })).await.expect_status(200);
    anna.put("/custom-fields/contact", json!({ "fields": [{ "key": "hair", "name": "Волосы", "kind": "text" }] })).await.expect_status(200);
    for n in 0..205 {
        let tags = if n < 3 { json!(["vip"]) } else { json!([]) };
        let name = match n {
            0 => "=1+1".to_owned(),
            1 => "Анна; \"Ли\"".to_owned(),
            _ => format!("Клиент {n}"),
        };
        anna.post("/contacts", json!({ "name": name, "phone": format!("+7916{n:07}"), "tags": tags, "fields": { "hair": format!("цвет {n}") } })).await.expect_status(201);
    }
    let whole = anna.get("/exports/contacts?format=csv").await.expect_status(200);
    assert_eq!((whole.header("content-disposition"), whole.header("content-type")), ("attachment; filename=\"contacts.csv\"", "text/csv; charset=utf-8"));
    assert_eq!(whole.text.lines().count(), 206, "more than one page, none of it twice");
    let head = whole.text.lines().next().unwrap();
    assert!(head.starts_with("\u{feff}Имя,Телефон,") && head.ends_with(",Волосы"), "{head}");

    let some = anna.get("/exports/contacts?format=csv&separator=semicolon&lang=en&filter=tag%3Dvip%26sort%3Dname%26limit%3D1").await.expect_status(200).text;
    let lines: Vec<&str> = some.lines().collect();
    assert_eq!(lines.len(), 4, "the filter holds, a page is ours to cut: {some}");
    assert!(lines[0].contains("Name;Phone;E-mail"), "{}", lines[0]);
    assert!(lines[1].starts_with("'=1+1;+79160000000;"), "no formula, but a phone number: {}", lines[1]);
    assert!(some.contains("\"Анна; \"\"Ли\"\"\";+79160000001;;vip;") && some.contains(";цвет 1\r\n"), "{some}");

    let book = anna.bytes("/exports/contacts?format=xlsx&lang=ru").await;
    let found = rows(&book);
    assert_eq!((found.len(), found[0][0].as_str(), found[0].last().unwrap().as_str()), (206, "Имя", "Волосы"));
    assert!(found.iter().any(|row| row[0] == "=1+1" && row[1] == "+79160000000"), "text stays text");

    // What the list refuses is refused before a byte goes out; nobody else's rows, no list that is none.
    anna.get("/exports/contacts?format=csv&filter=nonsense%3D1").await.expect_problem(422, "invalid");
    anna.get("/exports/contacts?format=csv&filter=segment_id%3D0190b0a0-0000-7000-8000-000000000000").await.expect_problem(422, "invalid");
    assert_eq!(boris.get("/exports/contacts?format=csv").await.expect_status(200).text.lines().count(), 1);
    assert_ne!(anna.get("/exports/secrets?format=csv").await.status, 200);
    let told = anna.get("/audit?action=export&noun=contacts").await.expect_status(200);
    assert_eq!(told.items().len(), 3, "{}", told.text);
    assert_eq!(told.items()[1]["after"], json!({ "filter": "tag=vip&sort=name&limit=1" }));
    // A key needs the scope for it.
    let key = |scopes: Value| json!({ "name": "k", "scopes": scopes });
    for (scopes, status) in [(json!(["read"]), 403), (json!(["read", "export"]), 200), (json!(["export"]), 403)] {
        let secret = anna.post("/api-keys", key(scopes)).await.expect_status(201).text_at("/key").to_owned();
        assert_eq!(api.stranger().with_key(&secret).get("/exports/contacts?format=csv").await.status, status);
    }
}

#[tokio::test]
async fn visits_and_reports_tell_names_and_sums() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    anna.patch("/org", json!({ "timezone": "Europe/Moscow" })).await.expect_status(200);
    let olga = anna.post("/contacts", json!({ "name": "Ольга", "phone": "+79165550101" })).await.expect_status(201).text_at("/id").to_owned();
    for (at, status) in [("2026-11-18T12:00:00+03:00", "completed"), ("2026-11-24T10:00:00+03:00", "completed"), ("2026-11-24T12:00:00+03:00", "no_show"), ("2026-11-25T12:00:00+03:00", "")] {
        let booked = anna.post("/bookings", json!({ "contact_id": olga, "services": [firm.service], "starts_at": at, "force": ["past"] })).await.expect_status(201);
        if !status.is_empty() {
            anna.post(&format!("/bookings/{}/status", booked.text_at("/id")), json!({ "status": status })).await.expect_status(200);
        }
    }
    let visits = anna.get("/exports/bookings?format=csv&lang=ru").await.expect_status(200).text;
    assert!(visits.contains("2026-11-24 10:00,2026-11-24 11:00,состоялся,Ольга,+79165550101,Стрижка,Мария,"), "{visits}");

    let talk = anna.post("/messages", json!({ "chat_id": "c-1", "text": "Здравствуйте" })).await.expect_status(200).text_at("/conversation_id").to_owned();
    anna.post(&format!("/conversations/{talk}/messages"), json!({ "text": "Добрый день" })).await.expect_status(201);
    let week = "from=2026-11-23&to=2026-11-29";
    let report = |by: &str| format!("/reports/summary?by={by}&{week}");
    let employees = anna.get(&report("employee")).await.expect_status(200).body;
    let keys: Vec<&str> = employees["columns"].as_array().unwrap().iter().filter_map(|c| c["key"].as_str()).collect();
    let at = |row: &Value, key: &str, when: &str| row[when][keys.iter().position(|k| *k == key).unwrap()].clone();
    let row = &employees["rows"][0];
    assert_eq!((row["name"].as_str(), at(row, "visits", "values"), at(row, "completed", "values"), at(row, "no_show", "values"), at(row, "revenue", "values")), (Some("Мария"), json!(2), json!(1), json!(1), json!(150_000)));
    assert_eq!((at(row, "visits", "before"), at(row, "revenue", "before"), at(row, "busy", "values")), (json!(1), json!(150_000), json!(286)), "{row}");
    assert_eq!((&employees["before_from"], &employees["before_to"], &employees["totals"]["values"][0]), (&json!("2026-11-16"), &json!("2026-11-22"), &json!(2)));

    let first = |body: &Value| (body["rows"][0]["name"].clone(), body["rows"][0]["values"][0].clone());
    for (by, name, value) in [("service", json!("Стрижка"), 2), ("person", json!("anna"), 1)] {
        let body = anna.get(&report(by)).await.expect_status(200).body;
        assert_eq!(first(&body), (name, json!(value)), "{by}: {body}");
    }
    let channels = anna.get(&report("channel")).await.expect_status(200).body;
    assert_eq!(channels["totals"]["values"][0], json!(1), "{channels}");
    let days = anna.get(&report("day")).await.expect_status(200).body;
    assert_eq!((days["rows"].as_array().unwrap().len(), &days["rows"][1]["key"], &days["rows"][1]["values"][5]), (7, &json!("2026-11-24"), &json!(1)), "{days}");
    let months = anna.get("/reports/summary?by=month&from=2026-10-15&to=2026-11-29&compare=year").await.expect_status(200).body;
    assert_eq!((&months["rows"][0]["key"], &months["rows"][1]["key"], &months["before_from"]), (&json!("2026-10-15"), &json!("2026-11-01"), &json!("2025-10-15")));
    for by in ["agent", "source", "tour", "model", "week"] {
        anna.get(&report(by)).await.expect_status(200);
    }
    anna.get("/reports/summary?by=day&from=2026-01-01&to=2027-06-01").await.expect_problem(422, "invalid");

    let csv = anna.get(&format!("/reports/summary/export?by=employee&{week}&format=csv&lang=en&compare=previous")).await.expect_status(200);
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"report-employee-2026-11-23-2026-11-29.csv\"");
    assert!(csv.text.starts_with("\u{feff}Line,Visits,\"Visits, 2026-11-16 – 2026-11-22\",") || csv.text.contains("Visits, 2026-11-16 – 2026-11-22"), "{}", csv.text);
    assert!(csv.text.contains("Мария,2,1,1,1,") && csv.text.contains("Total,2,1,"), "{}", csv.text);
    let found = rows(&anna.bytes(&format!("/reports/summary/export?by=service&{week}&format=xlsx&lang=ru")).await);
    assert_eq!((found[0][1].as_str(), found[1][0].as_str(), found.last().unwrap()[0].as_str()), ("Визитов", "Стрижка", "Всего"));
}
