//! A twin firm with identical data attacks every route of the document with the other's ids: in the address, in filters,
//! in fields; as its owner and as a key that may do everything; then on PostgreSQL with row level security alone.
//! The measure is an id that nobody has: whatever is answered to it must be answered to the victim's as well.

mod attack;
mod firm;

use api::{ApiConfig, LimitConfig};
use attack::{Expect, Shot, shots};
use crate::inbox::{FORM, form};
use firm::{Firm, Ids, dump, nobody, open};
use futures::StreamExt;
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::TestDb;
use testkit::http::{Client, Method, TestApi};
use tokio_tungstenite::{connect_async, tungstenite::Message};

/// How many routes may stand in `uncovered-routes.txt`. Only ever lowered.
const UNCOVERED: usize = 8;

struct Twins {
    api: TestApi,
    victim: Firm,
    attacker: Firm,
    doc: Value,
    /// Every id in anything the victim can read.
    secrets: BTreeSet<String>,
}

/// What came back, without what differs between any two requests.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    status: u16,
    text: String,
}

impl Twins {
    async fn on(db: TestDb) -> Self {
        let limits = LimitConfig { anonymous_per_minute: 100_000, key_per_minute: 100_000, person_per_minute: 100_000, login_attempts: 1_000, ..LimitConfig::default() };
        let api = TestApi::on(db, ApiConfig { limits, ..ApiConfig::default() }).await;
        let (victim, attacker) = (open(&api, "anna").await, open(&api, "boris").await);
        let doc: Value = serde_json::from_str(&api::openapi_json()).unwrap();
        let (theirs, own) = (ids_in(&dump(&victim, &doc).await), ids_in(&dump(&attacker, &doc).await));
        let shared: Vec<_> = theirs.intersection(&own).collect();
        assert!(shared.is_empty(), "both firms show {shared:?}");
        assert!(victim.ids.iter().all(|(_, id)| theirs.contains(id)), "an id of {:?} is in no list", victim.ids);
        Twins { api, victim, attacker, doc, secrets: theirs }
    }

    fn routes(&self) -> Vec<String> {
        let paths = self.doc["paths"].as_object().unwrap().iter();
        paths.flat_map(|(path, item)| item.as_object().unwrap().keys().map(move |method| format!("{} {}", method.to_uppercase(), path.strip_prefix("/api/v1").unwrap()))).collect()
    }

    async fn fire(&self, client: &Client, route: &str, shot: &Shot) -> Outcome {
        if shot.expect == Expect::Silence {
            return self.listen(client, &shot.path).await;
        }
        if route == "POST /files" || route == "POST /imports" {
            let reply = client.raw(Method::POST, &shot.path, Some(FORM), form("x.txt", b"x")).await;
            return Outcome { status: reply.status, text: reply.text };
        }
        if route == "POST /knowledge/files" {
            let category = shot.body.as_ref().and_then(|body| body["category_id"].as_str()).unwrap_or_default();
            let mut body = format!("--samovar\r\nContent-Disposition: form-data; name=\"category_id\"\r\n\r\n{category}\r\n").into_bytes();
            body.extend(form("x.txt", b"x"));
            let reply = client.raw(Method::POST, &shot.path, Some(FORM), body).await;
            return Outcome { status: reply.status, text: without_trace(&reply.text) };
        }
        let method: Method = route.split(' ').next().unwrap().parse().unwrap();
        let mut reply = client.send(method, &shot.path, shot.body.clone()).await;
        let text = match reply.body.as_object_mut() {
            Some(body) => {
                body.remove("trace_id");
                reply.body.to_string()
            }
            None => reply.text,
        };
        Outcome { status: reply.status, text }
    }

    /// Everything a live socket says before it waits.
    async fn listen(&self, client: &Client, path: &str) -> Outcome {
        let ticket = client.post("/events/ticket", Value::Null).await.expect_status(201);
        let address = format!("ws://{}/api/v1{path}&ticket={}", self.api.address, ticket.text_at("/ticket"));
        let (mut socket, response) = connect_async(address).await.unwrap();
        let mut text = String::new();
        while let Some(Ok(Message::Text(frame))) = socket.next().await {
            let frame: Value = serde_json::from_str(frame.as_str()).unwrap();
            if frame["type"] == "ready" {
                break;
            }
            text.push_str(&frame.to_string());
        }
        Outcome { status: response.status().as_u16(), text }
    }

    /// The victim's ids in an answer to a request that did not name them.
    fn leaks(&self, shot: &Shot, outcome: &Outcome) -> Vec<String> {
        let named = format!("{} {}", shot.path, shot.body.clone().unwrap_or_default());
        ids_of(&outcome.text).into_iter().filter(|id| self.secrets.contains(id) && !named.contains(id.as_str())).collect()
    }
}

fn ids_in(dump: &std::collections::BTreeMap<String, String>) -> BTreeSet<String> {
    dump.values().flat_map(|text| ids_of(text)).filter(|id| !id.starts_with("00000000-0000-0000")).collect()
}

fn without_trace(text: &str) -> String {
    let Ok(mut body) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    body.as_object_mut().map(|fields| fields.remove("trace_id"));
    body.to_string()
}

/// Everything in a text that has the form of an id.
fn ids_of(text: &str) -> BTreeSet<String> {
    let pieces = text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'));
    pieces.filter(|piece| piece.len() == 36 && uuid::Uuid::try_parse(piece).is_ok()).map(str::to_owned).collect()
}

/// The same words for whoever's ids they speak of.
fn masked(outcome: &Outcome, ids: &Ids) -> Outcome {
    Outcome { text: ids.values().fold(outcome.text.clone(), |text, id| text.replace(id, "ID")), ..*outcome }
}

fn is_empty_list(text: &str) -> bool {
    let is_bare_table = text.starts_with('\u{feff}') && text.lines().count() == 1;
    is_bare_table || serde_json::from_str::<Value>(text).is_ok_and(|body| ["items", "lines"].iter().any(|name| body[name] == serde_json::json!([])))
}

fn uncovered() -> BTreeSet<String> {
    include_str!("../uncovered-routes.txt").lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_route_is_attacked_or_excused() {
    let twins = Twins::on(TestDb::new().await).await;
    let (routes, excused) = (twins.routes(), uncovered());
    assert!(excused.len() <= UNCOVERED, "uncovered-routes.txt only gets shorter");
    let stale: Vec<_> = excused.iter().filter(|line| !routes.contains(line)).collect();
    assert!(stale.is_empty(), "no longer routes: {stale:?}");
    for route in &routes {
        let is_known = shots(route, &twins.attacker, &twins.victim.ids).is_some();
        assert!(is_known != excused.contains(route), "{route}: attack it in coverage/attack.rs, or else excuse it");
    }
}

#[tokio::test]
async fn the_twin_gets_nothing_from_any_route() {
    let twins = Twins::on(TestDb::new().await).await;
    let before = dump(&twins.victim, &twins.doc).await;
    let (foreign, random) = (&twins.victim.ids, nobody(&twins.victim.ids));
    let (mut fired, mut wrong) = (0, Vec::new());
    for client in [&twins.attacker.owner, &twins.attacker.key] {
        for route in twins.routes() {
            let (aimed, blind) = (shots(&route, &twins.attacker, foreign), shots(&route, &twins.attacker, &random));
            for (shot, control) in aimed.into_iter().flatten().zip(blind.into_iter().flatten()) {
                fired += 1;
                let outcome = twins.fire(client, &route, &shot).await;
                let is_right = match shot.expect {
                    Expect::Refused => matches!(outcome.status, 403 | 404),
                    Expect::Unknown => matches!(outcome.status, 403 | 404 | 422),
                    Expect::Nothing => matches!(outcome.status, 403 | 404) || outcome.status == 200 && is_empty_list(&outcome.text),
                    Expect::Alike => outcome.status == 200,
                    Expect::Own => outcome.status < 500,
                    Expect::Silence => outcome.status == 101 && outcome.text.is_empty(),
                };
                let is_same = shot.expect == Expect::Own || {
                    let answered = twins.fire(client, &route, &control).await;
                    masked(&answered, &random) == masked(&outcome, foreign)
                };
                let leaks = twins.leaks(&shot, &outcome);
                if !is_right || !is_same || !leaks.is_empty() {
                    wrong.push(format!("{route} {shot:?} → {outcome:?}, as to nobody's id: {is_same}, leaks: {leaks:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {fired}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(fired >= 250, "only {fired} attacks");
    foreign_marks(&twins).await;
    assert_eq!(before, dump(&twins.victim, &twins.doc).await, "the victim's data changed");
}

/// The attacks are right requests: with one's own ids they reach what they aim at.
#[tokio::test]
async fn the_same_requests_work_at_home() {
    let twins = Twins::on(TestDb::new().await).await;
    let mut wrong = Vec::new();
    // Working hours last: other requests need the employee at work, and the contact that is merged into another one.
    let mut routes = twins.routes();
    routes.sort_by_key(|route| (route.ends_with("/merge"), route.contains("/employees"), route == "DELETE /sso"));
    let mut seen = BTreeSet::new();
    for route in &routes {
        let home = &twins.attacker;
        for shot in shots(route, home, &home.ids).into_iter().flatten() {
            // What differs in whose id is foreign is the same request here.
            if shot.expect == Expect::Refused || !seen.insert(format!("{route} {shot:?}")) {
                continue;
            }
            let outcome = twins.fire(&home.owner, route, &shot).await;
            let is_right = match shot.expect {
                // The own provider was found; where it is, this server may not call.
                Expect::Unknown if ["POST /sso/check", "PUT /knowledge/embedder"].contains(&route.as_str()) => outcome.text.contains("address_not_allowed"),
                // The own bot was found; where it is, this server may not call.
                Expect::Own if route == "POST /notices/chat" => outcome.text.contains("address_not_allowed"),
                // Some of them want the same slot.
                Expect::Unknown => matches!(outcome.status, 200..300 | 409),
                // A new key has done nothing, and the room is open.
                Expect::Nothing => outcome.status == 200 && (!is_empty_list(&outcome.text) || [&home.ids["key"], &home.ids["resource"]].iter().any(|id| shot.path.contains(id.as_str()))),
                Expect::Silence => outcome.text.contains(&home.ids["conversation"]),
                _ => matches!(outcome.status, 200..300 | 409),
            };
            if !is_right {
                wrong.push(format!("{route} {shot:?} → {outcome:?}"));
            }
        }
    }
    // In an order in which nothing is gone before it is needed.
    let rank = |route: &String| (["GET", "PATCH", "PUT", "POST", "DELETE"].iter().position(|m| route.starts_with(*m)), route.contains("/sessions"));
    routes.sort_by_key(rank);
    for route in &routes {
        let home = &twins.victim;
        for shot in shots(route, home, &home.ids).into_iter().flatten().filter(|shot| shot.expect == Expect::Refused) {
            let outcome = twins.fire(&home.owner, route, &shot).await;
            if matches!(outcome.status, 401 | 403 | 404 | 500..) {
                wrong.push(format!("{route} {shot:?} → {outcome:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not an id but comes from the other firm: its cursors, and ids of messages, which clients may choose.
async fn foreign_marks(twins: &Twins) {
    let mut cursors = 0;
    for (path, item) in twins.doc["paths"].as_object().unwrap() {
        let takes_cursor = item.pointer("/get/parameters").and_then(Value::as_array).is_some_and(|all| all.iter().any(|p| p["name"] == "cursor"));
        let path = path.strip_prefix("/api/v1").unwrap();
        let page = if takes_cursor { twins.victim.owner.get(&format!("{path}?limit=1")).await } else { continue };
        if page.text_at("/next_cursor").is_empty() {
            continue;
        }
        cursors += 1;
        let reply = twins.attacker.owner.get(&format!("{path}?cursor={}", page.text_at("/next_cursor"))).await.expect_status(200);
        let leaks: Vec<_> = ids_of(&reply.text).into_iter().filter(|id| twins.secrets.contains(id)).collect();
        assert!(leaks.is_empty(), "{path} leaks {leaks:?}");
    }
    assert!(cursors >= 4, "only {cursors} cursors");
    let talk = format!("/conversations/{}/messages", twins.attacker.ids["conversation"]);
    for id in [twins.victim.ids["message"].clone(), uuid::Uuid::now_v7().to_string()] {
        let reply = twins.attacker.owner.post(&talk, serde_json::json!({ "id": id, "text": "x" })).await;
        assert_eq!((reply.status, reply.text_at("/text")), (201, "x"), "a message id of another firm must not be told from a free one");
    }
}

/// The second lock alone: `$1` is the victim while the database is told the attacker.
#[tokio::test]
async fn row_level_security_gives_nothing_away_by_itself() {
    let twins = Twins::on(TestDb::pg().await).await;
    let before = dump(&twins.victim, &twins.doc).await;
    twins.api.db.db.forge_scope(twins.attacker.org, twins.victim.org);
    let mut wrong = Vec::new();
    for client in [&twins.attacker.owner, &twins.attacker.key] {
        for route in twins.routes() {
            for shot in shots(&route, &twins.attacker, &twins.victim.ids).into_iter().flatten() {
                let outcome = twins.fire(client, &route, &shot).await;
                // A person's own sessions and firms, what the product offers, and the usual funnel are not a firm's rows.
                let is_personal = ["/sessions", "/orgs", "/connectors", "/packs", "/roles", "/agents/templates", "/agents/prompts", "/stages", "/pipelines"].contains(&shot.path.as_str());
                let shows_rows = route.starts_with("GET ") && outcome.status == 200 && outcome.text.contains("\"items\"") && !is_empty_list(&outcome.text);
                let is_right = match shot.expect {
                    Expect::Refused => matches!(outcome.status, 403 | 404),
                    Expect::Unknown => matches!(outcome.status, 403 | 404 | 422),
                    Expect::Nothing | Expect::Alike => matches!(outcome.status, 403 | 404) || is_empty_list(&outcome.text),
                    Expect::Own => is_personal || !shows_rows,
                    Expect::Silence => outcome.text.is_empty(),
                };
                let leaks = twins.leaks(&shot, &outcome);
                if !is_right || !leaks.is_empty() {
                    wrong.push(format!("{route} {shot:?} → {outcome:?}, leaks: {leaks:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(before, dump(&twins.victim, &twins.doc).await, "the victim's data changed");
}

/// SQLite has no second lock, so there the forgery must show the victim: it is a real one.
#[tokio::test]
async fn the_forgery_is_real() {
    let twins = Twins::on(TestDb::sqlite().await).await;
    twins.api.db.db.forge_scope(twins.attacker.org, twins.victim.org);
    let seen = twins.attacker.owner.get("/bookings").await.expect_status(200);
    assert!(seen.text.contains(&twins.victim.ids["booking"]), "{}", seen.text);
}
