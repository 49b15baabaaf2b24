//! The public booking page as a stranger's browser sees it: free days, a held time, one visit per form, changes by the
//! visit's link, and what a hostile one gets.

use crate::catalog::{Firm, open};
use serde_json::{Value, json};
use testkit::http::{Client, Method, Reply, TestApi};
use uuid::Uuid;

struct Page {
    api: TestApi,
    anna: Client,
    firm: Firm,
    base: String,
}

async fn page() -> Page {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let firm = open(&anna).await;
    let base = base(&anna).await;
    Page { api, anna, firm, base }
}

/// `//p/v1/{slug}` of the caller's firm.
async fn base(owner: &Client) -> String {
    format!("//p/v1/{}", owner.get("/org").await.expect_status(200).text_at("/slug"))
}

fn at(time: &str) -> String {
    format!("2026-11-24T{time}:00+03:00")
}

impl Page {
    async fn post(&self, path: &str, body: Value) -> Reply {
        self.api.stranger().post(&format!("{}{path}", self.base), body).await
    }
    async fn hold(&self, time: &str) -> Reply {
        self.post("/holds", json!({ "services": [self.firm.service], "starts_at": at(time) })).await
    }
    fn form(hold: &Reply) -> Value {
        json!({ "id": Uuid::new_v4(), "hold": hold.text_at("/hold"), "name": "Ольга", "phone": "8 916 123-45-67", "note": "чёлка", "consent": true })
    }
    async fn book(&self, time: &str) -> Reply {
        let hold = self.hold(time).await.expect_status(201);
        self.post("/bookings", Page::form(&hold)).await.expect_status(201)
    }
    fn with(&self, visit: &Reply) -> Client {
        self.api.stranger().with_bearer(visit.text_at("/token"))
    }
    async fn days(&self, from: &str, until: &str) -> Reply {
        self.api.stranger().get(&format!("{}/days?services={}&from={from}&until={until}", self.base, self.firm.service)).await
    }
    async fn visits(&self) -> Vec<Value> {
        self.anna.get("/bookings?from=2026-11-01T00:00:00Z&until=2026-12-31T00:00:00Z").await.expect_status(200).items().to_vec()
    }
}

fn changed(mut form: Value, field: &str, value: Value) -> Value {
    form.as_object_mut().unwrap().insert(field.to_owned(), value);
    form
}

#[tokio::test]
async fn a_visit_is_booked_from_a_held_time_and_the_firm_sees_it() {
    let page = page().await;
    let firm = page.api.stranger().get(&page.base).await.expect_status(200);
    assert_eq!((firm.text_at("/name"), firm.text_at("/services/0/id"), &firm.body["services"][0]["price"]["minor"]), ("Firm of anna", page.firm.service.as_str(), &json!(150_000)));
    let days = page.days("2026-11-24", "2026-11-26").await.expect_status(200);
    assert_eq!((days.text_at("/zone"), days.text_at("/days/0/date"), days.text_at("/days/0/starts/0")), ("Europe/Moscow", "2026-11-24", "2026-11-24T07:00:00Z"));
    let hold = page.hold("10:00").await.expect_status(201);
    assert_eq!((hold.body["seconds_left"].as_i64(), hold.text_at("/employee_id"), &hold.body["price"]["minor"]), (Some(600), page.firm.employee.as_str(), &json!(150_000)));
    assert_eq!(page.days("2026-11-24", "2026-11-25").await.text_at("/days/0/starts/0"), "2026-11-24T08:00:00Z", "what is held is not offered");
    page.hold("10:30").await.expect_problem(409, "slot_taken");

    let mut news = page.api.state.app.hub().listen(app::booking_page::find(&page.api.state.app, page.base.trim_start_matches("//p/v1/")).await.unwrap().id);
    let visit = page.post("/bookings", Page::form(&hold)).await.expect_status(201);
    assert_eq!((visit.text_at("/status"), visit.text_at("/starts_at"), visit.body["can_change"].as_bool()), ("booked", "2026-11-24T07:00:00Z", Some(true)));
    let Some(app::hub::Live::Events(_, events)) = news.next().await else { panic!("no news") };
    let kinds: Vec<&str> = events.iter().map(|e| e.kind.as_str()).collect();
    assert!(kinds.contains(&"contact.created") && kinds.contains(&"booking.created"), "{kinds:?}");
    let visits = page.visits().await;
    assert_eq!((visits.len(), &visits[0]["source"], &visits[0]["note"]), (1, &json!("page"), &json!("чёлка")));
    let contact = page.anna.get(&format!("/contacts/{}", visits[0]["contact_id"].as_str().unwrap())).await.expect_status(200);
    assert_eq!((contact.text_at("/name"), contact.text_at("/phone"), contact.text_at("/source")), ("Ольга", "+79161234567", "page"));
    let audit = page.anna.get("/audit").await.expect_status(200);
    assert!(audit.text.contains("\"booking\"") && audit.text.contains("\"contact\""), "{}", audit.text);
}

#[tokio::test]
async fn every_offered_time_can_be_held() {
    let page = page().await;
    // A visit that ends beside the grid: the minute after it is offered too.
    let contact = page.anna.post("/contacts", json!({ "name": "Ольга" })).await.expect_status(201).text_at("/id").to_owned();
    page.anna.post("/bookings", json!({ "contact_id": contact, "services": [page.firm.service], "starts_at": at("10:15") })).await.expect_status(201);
    let days = page.days("2026-11-24", "2026-11-25").await.expect_status(200);
    let starts: Vec<String> = days.body["days"][0]["starts"].as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_owned()).collect();
    assert!(starts.contains(&"2026-11-24T08:15:00Z".to_owned()), "{starts:?}");
    for start in starts {
        let hold = page.post("/holds", json!({ "services": [page.firm.service], "starts_at": start })).await.expect_status(201);
        page.post("/holds/release", json!({ "hold": hold.text_at("/hold") })).await.expect_status(204);
    }
}

#[tokio::test]
async fn a_button_pressed_twice_makes_one_visit() {
    let page = page().await;
    let hold = page.hold("12:00").await.expect_status(201);
    let form = Page::form(&hold);
    let (a, b, c) = tokio::join!(page.post("/bookings", form.clone()), page.post("/bookings", form.clone()), page.post("/bookings", form.clone()));
    let mut statuses = [a.status, b.status, c.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 201], "{} {} {}", a.text, b.text, c.text);
    assert_eq!(page.visits().await.len(), 1);
    // The same id for another held time is no repetition.
    let other = page.hold("14:00").await.expect_status(201);
    let reused = changed(Page::form(&other), "id", form["id"].clone());
    page.post("/bookings", reused).await.expect_problem(409, "idempotency_mismatch");
    // A used hold makes no second visit.
    page.post("/bookings", Page::form(&hold)).await.expect_problem(409, "hold_expired");
}

#[tokio::test]
async fn the_known_customer_stays_who_they_are() {
    let page = page().await;
    let known = page.anna.post("/contacts", json!({ "name": "Ольга Петровна", "phone": "+79161234567" })).await.expect_status(201).text_at("/id").to_owned();
    let visit = page.book("10:00").await;
    let visits = page.visits().await;
    assert_eq!((&visits[0]["contact_id"], &visits[0]["note"]), (&json!(known), &json!("Ольга. чёлка")));
    assert_eq!(page.anna.get(&format!("/contacts/{known}")).await.text_at("/name"), "Ольга Петровна");
    let seen = page.with(&visit).get(&format!("{}/visit", page.base)).await.expect_status(200);
    for secret in ["Петровна", "9161234567", known.as_str(), "чёлка"] {
        assert!(!visit.text.contains(secret) && !seen.text.contains(secret), "{secret} in {}", seen.text);
    }
}

#[tokio::test]
async fn an_expired_hold_books_nothing() {
    let page = page().await;
    let hold = page.hold("10:00").await.expect_status(201);
    page.api.clock.advance_secs(601);
    page.post("/bookings", Page::form(&hold)).await.expect_problem(409, "hold_expired");
    assert!(page.visits().await.is_empty());
    page.hold("10:00").await.expect_status(201);
    // A released one neither, and its time is free at once.
    let other = page.hold("12:00").await.expect_status(201);
    page.post("/holds/release", json!({ "hold": other.text_at("/hold") })).await.expect_status(204);
    page.post("/holds/release", json!({ "hold": other.text_at("/hold") })).await.expect_status(204);
    page.post("/bookings", Page::form(&other)).await.expect_problem(409, "hold_expired");
    let first = page.hold("12:00").await.expect_status(201);
    // A second thought gives the first time back.
    let again = json!({ "services": [page.firm.service], "starts_at": at("12:30"), "replaces": first.text_at("/hold") });
    page.post("/holds", again).await.expect_status(201);
}

#[tokio::test]
async fn the_link_moves_and_cancels_within_the_rules() {
    let page = page().await;
    let visit = page.book("10:00").await;
    let client = page.with(&visit);
    let path = |what: &str| format!("{}/visit{what}", page.base);
    let days = client.get(&path("/days?from=2026-11-24&until=2026-11-25")).await.expect_status(200);
    assert_eq!(days.text_at("/days/0/starts/0"), "2026-11-24T07:00:00Z", "its own time counts as free");
    let moved = client.post(&path("/move"), json!({ "starts_at": at("10:30") })).await.expect_status(200);
    assert_eq!((moved.text_at("/starts_at"), moved.text_at("/status")), ("2026-11-24T07:30:00Z", "booked"));
    page.book("13:00").await;
    client.post(&path("/move"), json!({ "starts_at": at("13:30") })).await.expect_problem(409, "slot_taken");
    client.post(&path("/move"), json!({ "starts_at": at("10:37") })).await.expect_problem(409, "slot_taken");
    client.post(&path("/move"), json!({ "starts_at": at("15:00"), "employee_id": Uuid::new_v4() })).await.expect_problem(404, "employee_unknown");
    // An hour before it is too late.
    page.api.clock.advance_secs(24 * 3600 - 15 * 60);
    let late = client.get(&path("")).await.expect_status(200);
    assert_eq!(late.body["can_change"], false);
    client.post(&path("/move"), json!({ "starts_at": at("15:00") })).await.expect_problem(409, "too_late");
    client.post(&path("/cancel"), json!({})).await.expect_problem(409, "too_late");
    let next = page.book("16:00").await;
    let client = page.with(&next);
    for _ in 0..2 {
        assert_eq!(client.post(&path("/cancel"), json!({})).await.expect_status(200).text_at("/status"), "cancelled");
    }
    client.post(&path("/move"), json!({ "starts_at": at("17:00") })).await.expect_status(409);
    page.hold("16:00").await.expect_status(201);
}

#[tokio::test]
async fn the_calendar_file_says_the_same() {
    let page = page().await;
    let visit = page.book("10:00").await;
    let file = page.api.stranger().get(&format!("/{}", visit.text_at("/ics"))).await.expect_status(200);
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8; method=PUBLISH");
    for line in ["BEGIN:VEVENT\r\n", "DTSTART:20261124T070000Z\r\n", "DTEND:20261124T080000Z\r\n", "SEQUENCE:1\r\n", "STATUS:CONFIRMED\r\n", "TRIGGER:-PT2H\r\n", "SUMMARY:Firm of anna: Стрижка\r\n"] {
        assert!(file.text.contains(line), "{line:?} in {}", file.text);
    }
    assert!(file.text.replace("\r\n ", "").contains("#visit="));
    page.api.clock.advance_secs(3601);
    page.api.stranger().get(&format!("/{}", visit.text_at("/ics"))).await.expect_problem(401, "token_expired");
}

#[tokio::test]
async fn tokens_are_good_for_what_they_were_made_for() {
    let page = page().await;
    let hold = page.hold("12:00").await.expect_status(201);
    let visit = page.book("10:00").await;
    let show = format!("{}/visit", page.base);
    let ics = visit.text_at("/ics").split_once("token=").unwrap().1.to_owned();
    for token in ["", "x", "a.b", hold.text_at("/hold"), ics.as_str(), &format!("{}x", visit.text_at("/token"))] {
        let reply = page.api.stranger().with_bearer(token).get(&show).await;
        assert_eq!(reply.status, 401, "{token}");
    }
    page.api.stranger().get(&show).await.expect_problem(401, "token_missing");
    page.api.stranger().get(&format!("{show}.ics?token={}", visit.text_at("/token"))).await.expect_problem(401, "token_invalid");
    let form = Page::form(&hold);
    for token in [visit.text_at("/token"), "a.b", "é.é"] {
        page.post("/bookings", changed(form.clone(), "hold", json!(token))).await.expect_problem(401, "token_invalid");
    }
    // At another firm they open nothing, and its rows are nobody's here.
    let boris = page.api.owner("boris").await;
    let there = open(&boris).await;
    let foreign = base(&boris).await;
    page.with(&visit).get(&format!("{foreign}/visit")).await.expect_problem(404, "not_found");
    page.with(&visit).post(&format!("{foreign}/visit/cancel"), json!({})).await.expect_problem(404, "not_found");
    page.api.stranger().get(&format!("{foreign}/visit.ics?token={ics}")).await.expect_problem(404, "not_found");
    page.api.stranger().post(&format!("{foreign}/bookings"), form.clone()).await.expect_problem(404, "not_found");
    page.api.stranger().post(&format!("{foreign}/holds/release"), json!({ "hold": hold.text_at("/hold") })).await.expect_status(204);
    for (field, id, code) in [("services", json!([there.service]), "service_unknown"), ("employee_id", json!(there.employee), "employee_unknown"), ("branch_id", json!(there.branch), "branch_unknown")] {
        let wish = changed(json!({ "services": [page.firm.service], "starts_at": at("15:00") }), field, id);
        page.post("/holds", wish).await.expect_problem(404, code);
    }
    let days = format!("{}/days?from=2026-11-24&until=2026-11-25", page.base);
    page.api.stranger().get(&format!("{days}&services={}", there.service)).await.expect_problem(404, "service_unknown");
    page.api.stranger().get(&format!("{days}&services={}&employee_id={}", page.firm.service, there.employee)).await.expect_problem(404, "employee_unknown");
    page.post("/bookings", form).await.expect_status(201);
}

#[tokio::test]
async fn hostile_input_is_refused_with_the_field_named() {
    let page = page().await;
    let hold = page.hold("12:00").await.expect_status(201);
    let form = Page::form(&hold);
    for (field, value, code) in [
        ("phone", json!("12"), "phone_invalid"), ("phone", json!("+7 999"), "phone_invalid"), ("phone", json!("<script>"), "phone_invalid"), ("phone", json!(""), "invalid"),
        ("name", json!("  "), "invalid"), ("name", json!("я".repeat(81)), "invalid"), ("name", json!("a\u{0}b"), "invalid"), ("name", json!(7), "invalid"),
        ("note", json!("я".repeat(2001)), "invalid"), ("consent", json!(false), "consent_needed"), ("website", json!("http://spam"), "looks_automatic"),
        ("id", json!("1"), "invalid"), ("hold", json!("x".repeat(5000)), "invalid"), ("contact_id", json!(Uuid::nil()), "unknown_field"), ("lang", json!("xx"), "invalid"),
    ] {
        let reply = page.post("/bookings", changed(form.clone(), field, value)).await;
        assert_eq!((reply.status, reply.code(), reply.text_at("/field")), (422, code, field), "{}", reply.text);
    }
    for query in ["", "services=", "services=1", "services=x,y&from=2026-11-24&until=2026-11-25", "from=2026-11-24&until=2026-11-25"] {
        let reply = page.api.stranger().get(&format!("{}/days?{query}", page.base)).await;
        assert_eq!(reply.status, 422, "{query}: {}", reply.text);
    }
    for (from, until, status) in [("2026-11-24", "2026-11-24", 422), ("2026-11-25", "2026-11-24", 422), ("2026-11-01", "2027-11-01", 422), ("2000-01-01", "2000-02-01", 200), ("2199-12-01", "2199-12-31", 200), ("2026-13-01", "2026-14-01", 422)] {
        assert_eq!(page.days(from, until).await.status, status, "{from} {until}");
    }
    for starts_at in ["2026-11-24T10:00:30+03:00", "2020-01-01T10:00:00Z", "2199-01-01T10:00:00Z", "2026-11-24T03:00:00+03:00"] {
        let reply = page.post("/holds", json!({ "services": [page.firm.service], "starts_at": starts_at })).await;
        assert_eq!((reply.status, reply.code()), (409, "slot_taken"), "{starts_at}");
    }
    page.post("/holds", json!({ "services": [], "starts_at": at("10:00") })).await.expect_problem(422, "invalid");
    for slug in ["nobody", "a'--", "%00", "%F0%9F%98%80", "..%2f..", &"a".repeat(3000)] {
        assert_eq!(page.api.stranger().get(&format!("//p/v1/{slug}")).await.status, 404, "{slug}");
        assert_eq!(page.api.stranger().get(&format!("//book/{slug}")).await.status, 404, "{slug}");
    }
    let flood = page.api.stranger().raw(Method::POST, &format!("{}/bookings", page.base), Some("application/json"), "x".repeat(1_000_000)).await;
    assert_eq!(flood.status, 413);
    assert!(page.visits().await.is_empty());
}

#[tokio::test]
async fn one_address_cannot_hold_the_whole_calendar() {
    let page = page().await;
    let mut refused = 0;
    for n in 0..60 {
        let starts_at = format!("2026-11-{:02}T{:02}:00:00+03:00", 24 + n / 10, 10 + n % 10);
        let reply = page.post("/holds", json!({ "services": [page.firm.service], "starts_at": starts_at })).await;
        refused += usize::from(reply.status == 429 && !reply.header("retry-after").is_empty());
    }
    assert_eq!(refused, 20);
}

#[tokio::test]
async fn the_page_shows_the_firm_without_scripts_and_minds_its_mode() {
    let page = page().await;
    page.anna.patch(&format!("/services/{}", page.firm.service), json!({ "name": "Стрижка </script><img src=x>" })).await.expect_status(200);
    let address = page.base.replace("//p/v1/", "//book/");
    let ru = page.api.stranger().with_header("accept-language", "ru-RU,ru;q=0.9").get(&address).await.expect_status(200);
    assert!(ru.text.contains("1\u{a0}500\u{a0}₽") && ru.text.contains("Стрижка &lt;/script&gt;") && ru.text.contains("<html lang=\"ru\">"), "{}", ru.text);
    assert!(!ru.text.contains("<img src=x>") && !ru.text.contains("noindex"));
    let policy = ru.header("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("style-src 'self';") && !policy.contains("unsafe"), "{policy}");
    let en = page.api.stranger().with_header("accept-language", "de, en;q=0.8").get(&address).await.expect_status(200);
    assert!(en.text.contains("<html lang=\"en\">") && en.text.contains("Services and prices"));
    let asked = page.api.stranger().with_header("accept-language", "en").get(&format!("{address}?lang=ru")).await;
    assert!(asked.text.contains("<html lang=\"ru\">"));
    let theme = page.api.stranger().get(&format!("{}/theme.css", page.base)).await.expect_status(200);
    assert!(theme.header("content-type").starts_with("text/css") && theme.text.contains("--brand:#"));
    page.anna.patch("/org", json!({ "settings": { "booking_page": "unlisted" } })).await.expect_status(200);
    let hidden = page.api.stranger().get(&address).await.expect_status(200);
    assert!(hidden.text.contains("noindex") && hidden.header("x-robots-tag") == "noindex");
    page.anna.patch("/org", json!({ "settings": { "booking_page": "off" } })).await.expect_status(200);
    let off = page.api.stranger().get(&address).await.expect_status(404);
    assert!(off.text.contains("<h1>"), "{}", off.text);
    page.api.stranger().get(&page.base).await.expect_problem(404, "not_found");
    page.hold("10:00").await.expect_problem(404, "not_found");
    page.anna.patch("/org", json!({ "settings": { "booking_page": "everywhere" } })).await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn a_firm_without_services_has_a_friendly_page() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let address = base(&anna).await.replace("//p/v1/", "//book/");
    let empty = api.stranger().get(&address).await.expect_status(200);
    assert!(empty.text.contains("Онлайн-запись скоро откроется"), "{}", empty.text);
}
