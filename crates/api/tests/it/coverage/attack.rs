//! How each route is attacked: where ids of another firm can stand in it, one at a time, with everything else right.
//! A new route needs a line here or its test fails; a route whose answer holds nothing of a firm goes into
//! `tests/uncovered-routes.txt`.

use super::firm::{Firm, Ids};
use serde_json::{Value, json};
use testkit::http::PASSWORD;

/// What the attacker must get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// The row of the address is not theirs: 403 or 404.
    Refused,
    /// The row of a field is not theirs: 403, 404 or 422.
    Unknown,
    /// A filter that finds nothing: an empty list or 404.
    Nothing,
    /// The foreign id makes no difference to the answer.
    Alike,
    /// A use of the attacker's own firm.
    Own,
    /// A live socket that stays silent but for its greeting.
    Silence,
}

#[derive(Clone, Debug)]
pub struct Shot {
    pub path: String,
    pub body: Option<Value>,
    pub expect: Expect,
}

/// Whose id stands in the hole of an address.
pub fn noun_of(path: &str) -> Option<&'static str> {
    let first = path.strip_prefix("/knowledge").or_else(|| path.strip_prefix("/models")).unwrap_or(path).split('/').nth(1).filter(|_| path.contains("{id}"))?;
    Some(match first {
        "agents" => "agent",
        "api-keys" => "key",
        "blocks" => "block",
        "bookings" => "booking",
        "branches" => "branch",
        "canned-replies" => "canned_reply",
        "categories" => "category",
        "connections" => "connection",
        "contacts" => "contact",
        // Of the chat in which the customer sent a picture.
        "conversations" if path.contains("/attachments/") => "chat",
        "conversations" => "conversation",
        "deals" => "deal",
        "departures" => "departure",
        "documents" => "document",
        "employees" => "employee",
        "erasures" => "erasure",
        "experiments" => "experiment",
        "faq" => "faq",
        "files" => "file",
        "gaps" => "gap",
        "graph" if path.contains("/relations/") => "relation",
        "graph" => "entity",
        "group-events" => "group_event",
        "holds" => "hold",
        "inbox-views" => "inbox_view",
        "messages" => "message",
        "imports" => "import",
        "invitations" => "invitation",
        "members" => "member",
        "merges" => "merge",
        "notes" => "note",
        "orgs" => "org",
        "partners" => "partner",
        "products" => "product",
        "providers" => "provider",
        "referrals" => "referral",
        "resources" => "resource",
        "scripts" => "script",
        "segments" => "segment",
        "sends" => "send",
        "services" => "service",
        "sessions" => "session",
        "tasks" => "task",
        "teams" => "team",
        "tests" => "test",
        "tours" => "tour",
        "turns" => "turn",
        "waitlist" => "waitlist",
        _ => return None,
    })
}

/// All attacks on a route, `PATCH /branches/{id}`; none if nobody has thought about it yet.
pub fn shots(route: &str, own: &Firm, foreign: &Ids) -> Option<Vec<Shot>> {
    let (_, path) = route.split_once(' ')?;
    // Packs are the same for every firm.
    let path = &path.replace("{name}", "salon").replace("{key}", "main").replace("{entity}", "contact").replace("{list}", "contacts");
    let shot = |path: String, body: Option<Value>, expect: Expect| Shot { path, body, expect };
    let mut all = Vec::new();
    if path.contains('{') {
        let aim = |ids: &Ids| Some(path.replace("{id}", &ids[noun_of(path)?]).replace("{date}", "2026-12-01").replace("{comment_id}", &ids["comment"]).replace("{fact_id}", &ids["fact"]).replace("{feed_id}", &ids["feed"]).replace("/identities", if route.starts_with("DELETE ") { "/identities?kind=phone&value=%2B79161234567" } else { "/identities" }).replace("exceptions/range", if route.starts_with("DELETE ") { "exceptions/range?from=2026-12-10&to=2026-12-11" } else { "exceptions/range" }).replace("/merge-preview", &format!("/merge-preview?other_id={}", ids["guest"])).replace("{seq}", "1").replace("{number}", "1").replace("{index}", "0"));
        let mut body = body_of(route)?;
        if let Some(other) = body.as_mut().and_then(|b| b.get_mut("other_id")) {
            *other = json!(foreign["guest"]);
        }
        all.push(shot(aim(foreign)?, body, Expect::Refused));
        all.extend(references(route, own, foreign).into_iter().flatten().map(|body| shot(aim(&own.ids).unwrap_or_default(), Some(body), Expect::Unknown)));
        return Some(all);
    }
    if let Some(bodies) = references(route, own, foreign) {
        all.extend(bodies.into_iter().map(|body| shot(path.to_owned(), Some(body), Expect::Unknown)));
    }
    if let Some(queries) = filters(route, own, foreign) {
        all.extend(queries.into_iter().map(|(query, expect)| shot(format!("{path}?{query}"), None, expect)));
    }
    if let Some(body) = own_use(route) {
        all.push(shot(path.to_owned(), body, Expect::Own));
    }
    (!all.is_empty()).then_some(all)
}

/// A right body for a route with an id in its address.
fn body_of(route: &str) -> Option<Option<Value>> {
    if route.starts_with("GET ") || route.starts_with("DELETE ") {
        return Some(None);
    }
    Some(match route {
        "POST /bookings/{id}/confirm" | "POST /employees/{id}/feeds" | "POST /bookings/{id}/remind" | "POST /connections/{id}/check" | "POST /orgs/{id}/switch" => None,
        "POST /conversations/{id}/close" | "POST /conversations/{id}/give-back" | "POST /conversations/{id}/switch-off" | "POST /conversations/{id}/take-over" => None,
        "POST /messages/{id}/resend" => Some(json!({})),
        "PATCH /inbox-views/{id}" => Some(json!({ "name": "x" })),
        "POST /conversations/{id}/reopen" | "POST /conversations/{id}/unread" | "POST /conversations/{id}/draft/discard" => None,
        "POST /conversations/{id}/draft/approve" => Some(json!({ "draft_id": uuid::Uuid::nil() })),
        "POST /conversations/{id}/save-as-test" => Some(json!({})),
        "POST /turns/{id}/replay" | "POST /tests/{id}/run" | "POST /experiments/{id}/stop" | "POST /experiments/{id}/promote" => None,
        "PATCH /knowledge/graph/entities/{id}" => Some(json!({ "name": "x" })),
        "PATCH /tests/{id}" => Some(json!({ "title": "x" })),
        "POST /conversations/{id}/mode" => Some(json!({ "mode": "auto" })),
        "POST /conversations/{id}/read" => Some(json!({ "seq": 1 })),
        "POST /conversations/{id}/typing" => Some(json!({ "on": true })),
        "POST /conversations/{id}/assign" | "POST /conversations/{id}/snooze" => Some(json!({})),
        "POST /conversations/{id}/comments" => Some(json!({ "text": "x" })),
        "POST /imports/{id}/dry-run" | "POST /imports/{id}/run" | "POST /imports/{id}/cancel" | "POST /imports/{id}/undo" => None,
        "PUT /imports/{id}/mapping" => Some(json!({ "timezone": "UTC", "with_system": false, "with_deleted": false, "with_media": true, "with_people": true, "left_out": [], "columns": [], "is_replacing": false })),
        "POST /tasks/{id}/done" | "POST /tasks/{id}/reopen" => None,
        "PATCH /waitlist/{id}" => Some(json!({ "note": "x" })),
        "POST /waitlist/{id}/offer" => Some(json!({ "starts_at": "2026-12-02T12:00:00+03:00" })),
        "POST /waitlist/{id}/take" | "POST /waitlist/{id}/decline" => None,
        "PATCH /partners/{id}" => Some(json!({ "name": "x" })),
        "POST /partners/{id}/chat-link" | "POST /referrals/{id}/message" => None,
        "POST /referrals/{id}/withdraw" | "POST /referrals/{id}/resend" => Some(json!({})),
        "POST /referrals/{id}/close" => Some(json!({ "is_done": true })),
        "PATCH /tasks/{id}" => Some(json!({ "title": "x" })),
        "POST /contacts/{id}/notes" | "PATCH /notes/{id}" => Some(json!({ "text": "x" })),
        "PATCH /canned-replies/{id}" => Some(json!({ "title": "x" })),
        "POST /canned-replies/{id}/render" => Some(json!({ "conversation_id": uuid::Uuid::nil() })),
        "PATCH /teams/{id}" => Some(json!({ "capacity": 5 })),
        "POST /bookings/{id}/cancel" => Some(json!({ "reason": "x" })),
        "PUT /bookings/{id}/prepayment" => Some(json!({ "is_paid": true })),
        "PATCH /group-events/{id}" => Some(json!({ "note": "x" })),
        "POST /group-events/{id}/cancel" => Some(json!({ "reason": "x" })),
        "POST /bookings/{id}/move" => Some(json!({ "starts_at": "2026-12-01T12:00:00+03:00" })),
        "PATCH /blocks/{id}" => Some(json!({ "reason": "x" })),
        "POST /contacts/{id}/facts" => Some(json!({ "key": "note", "text": "x" })),
        "PATCH /contacts/{id}/facts/{fact_id}" => Some(json!({ "text": "x" })),
        "POST /contacts/{id}/identities" => Some(json!({ "kind": "phone", "value": "+79161234599" })),
        "POST /contacts/{id}/consents" => Some(json!({ "kind": "marketing", "is_given": true })),
        "POST /contacts/{id}/merge" => Some(json!({ "other_id": null })),
        // Nobody is erased by a wrong word.
        "POST /contacts/{id}/erase" => Some(json!({ "confirm": "не тот" })),
        "POST /merges/{id}/undo" => None,
        "PATCH /segments/{id}" => Some(json!({ "name": "x" })),
        "POST /bookings/{id}/status" => Some(json!({ "status": "cancelled" })),
        "POST /conversations/{id}/messages" => Some(json!({ "text": "x" })),
        "POST /sends/{id}/decide" => Some(json!({ "decision": "drop" })),
        "POST /employees/{id}/exceptions/range" => Some(json!({ "from": "2026-12-10", "to": "2026-12-11" })),
        "PUT /employees/{id}/exceptions/{date}" => Some(json!({ "spans": [], "reason": "x" })),
        "PUT /employees/{id}/schedule" => Some(json!({ "shifts": [] })),
        "POST /agents/{id}/publish" => Some(json!({ "note": "x" })),
        "POST /agents/{id}/rollback" => Some(json!({ "version": 1 })),
        "POST /scripts/{id}/objections/import" => Some(json!({ "csv": "дорого,Есть и дешевле", "way": "merge" })),
        "POST /deals/{id}/move" => Some(json!({ "stage": "offer" })),
        "PATCH /deals/{id}" => Some(json!({ "title": "x" })),
        "PATCH /agents/{id}" | "PATCH /scripts/{id}" => Some(json!({ "name": "x" })),
        "PATCH /knowledge/categories/{id}" => Some(json!({ "name": "x" })),
        "PATCH /knowledge/documents/{id}" => Some(json!({ "title": "x" })),
        "POST /knowledge/documents/{id}/reindex" | "POST /knowledge/gaps/{id}/dismiss" => None,
        "POST /knowledge/gaps/{id}/answer" => Some(json!({ "answer": "x" })),
        "PATCH /faq/{id}" => Some(json!({ "answer": "x" })),
        "PATCH /tours/{id}" => Some(json!({ "name": "x" })),
        "POST /tours/{id}/departures" => Some(json!({ "starts_on": "2027-07-24", "seats": 10 })),
        "POST /tours/{id}/departures/series" => Some(json!({ "days": ["2027-07-24"], "seats": 10 })),
        "PUT /tours/{id}/files" => Some(json!({ "photo_files": [], "materials": [] })),
        "PATCH /departures/{id}" => Some(json!({ "seats": 9 })),
        "PATCH /products/{id}" => Some(json!({ "price": 9 })),
        "POST /models/providers/{id}/check" => None,
        "PATCH /models/providers/{id}" => Some(json!({ "name": "x" })),
        "PATCH /members/{id}" => Some(json!({ "role": "viewer" })),
        "PATCH /api-keys/{id}" | "PATCH /branches/{id}" | "PATCH /connections/{id}" | "PATCH /contacts/{id}" | "PATCH /employees/{id}" | "PATCH /resources/{id}" | "PATCH /services/{id}" => Some(json!({ "name": "x" })),
        _ => return None,
    })
}

/// Bodies in which exactly one reference is foreign.
fn references(route: &str, own: &Firm, foreign: &Ids) -> Option<Vec<Value>> {
    let (o, f) = (&own.ids, foreign);
    // The right body with one field replaced at a time.
    let vary = |right: Value, fields: &[(&str, Value)]| -> Vec<Value> {
        let with = |(name, value): &(&str, Value)| {
            let mut body = right.clone();
            body[*name] = value.clone();
            body
        };
        fields.iter().map(with).collect()
    };
    let (employee, branch, services) = (("employee_id", json!(f["employee"])), ("branch_id", json!(f["branch"])), ("services", json!([f["service"]])));
    let wish = json!({ "services": [o["service"]], "starts_at": own.free_at });
    Some(match route {
        "POST /agents" => drafts(f).into_iter().map(|draft| json!({ "name": "x", "role": "sales", "draft": draft })).collect(),
        "PATCH /agents/{id}" => drafts(f).into_iter().map(|draft| json!({ "draft": draft })).collect(),
        "POST /auth/login" => vec![json!({ "email": own.email, "password": PASSWORD, "way": "token", "org_id": f["org"] })],
        "POST /referrals" | "POST /referrals/preview" => {
            let right = json!({ "partner_id": o["other_partner"], "contact_id": o["guest"], "phone_share": "never" });
            let own = [("partner_id", json!(f["partner"])), ("contact_id", json!(f["guest"])), ("deal_id", json!(f["deal"])), ("conversation_id", json!(f["conversation"]))];
            let only_when_sent = [("chain", json!([f["partner"]])), ("owner_id", json!(f["member"]))];
            let mut all = vary(right.clone(), &own);
            if route == "POST /referrals" {
                all.extend(vary(right, &only_when_sent));
            }
            all
        }
        "POST /conversations/bulk" => {
            let right = json!({ "ids": [o["conversation"]], "do": { "kind": "assign" } });
            let assign = |name: &str, noun: &str| ("do", json!({ "kind": "assign", name: f[noun] }));
            vary(right, &[("ids", json!([f["conversation"]])), assign("person_id", "person"), assign("team_id", "team")])
        }
        "POST /inbox-views" => {
            let right = json!({ "name": "x", "filter": { "view": "all" } });
            let with = |name: &str, noun: &str| ("filter", json!({ "view": "all", name: f[noun] }));
            vary(right, &[with("connection_id", "connection"), with("team_id", "team")])
        }
        "POST /blocks" => {
            let right = json!({ "subject_id": o["employee"], "starts_at": "2027-01-06T03:00:00+03:00", "ends_at": "2027-01-06T04:00:00+03:00" });
            vary(right, &[("subject_id", json!(f["employee"])), ("subject_id", json!(f["resource"])), branch])
        }
        "POST /group-events" => {
            let right = json!({ "service_id": o["class"], "branch_id": o["branch"], "employee_id": o["employee"], "starts_at": "2026-12-21T03:00:00+03:00", "force": ["not_working"] });
            vary(right, &[("service_id", json!(f["class"])), ("employee_id", json!(f["employee"])), ("branch_id", json!(f["branch"])), ("resource_id", json!(f["resource"]))])
        }
        "PATCH /group-events/{id}" => vec![json!({ "employee_id": f["employee"] }), json!({ "resource_id": f["resource"] })],
        "PATCH /blocks/{id}" => vec![json!({ "subject_id": f["employee"] }), json!({ "subject_id": f["resource"] }), json!({ "branch_id": f["branch"] })],
        "POST /bookings" => {
            let mut right = wish;
            right["contact_id"] = json!(o["contact"]);
            let mut all = vary(right, &[("contact_id", json!(f["contact"])), services, employee, branch]);
            all.push(json!({ "contact_id": o["contact"], "hold_id": f["hold"] }));
            all.push(json!({ "contact_id": f["contact"], "hold_id": o["hold"] }));
            all
        }
        "POST /conversations/{id}/assign" => vec![json!({ "person_id": f["person"] }), json!({ "team_id": f["team"] })],
        "POST /waitlist" => {
            let right = json!({ "contact_id": o["guest"], "services": [o["service"]], "from_day": "2026-12-01", "until_day": "2026-12-02" });
            vary(right, &[("contact_id", json!(f["guest"])), ("conversation_id", json!(f["conversation"])), services, employee, branch])
        }
        "PATCH /waitlist/{id}" => vec![json!({ "services": [f["service"]] }), json!({ "employee_id": f["employee"] }), json!({ "branch_id": f["branch"] })],
        "POST /waitlist/{id}/offer" => vec![json!({ "starts_at": "2026-12-02T12:00:00+03:00", "employee_id": f["employee"] }), json!({ "starts_at": "2026-12-02T12:00:00+03:00", "branch_id": f["branch"] })],
        "POST /tasks" => vec![
            json!({ "title": "x", "contact_id": f["contact"] }), json!({ "title": "x", "deal_id": f["deal"] }), json!({ "title": "x", "conversation_id": f["conversation"] }), json!({ "title": "x", "assignee_id": f["member"] }),
        ],
        "PATCH /tasks/{id}" => vec![json!({ "assignee_id": f["member"] }), json!({ "deal_id": f["deal"] }), json!({ "contact_id": f["guest"] })],
        "POST /contacts/{id}/notes" => vec![json!({ "text": "x", "mentions": [f["person"]] }), json!({ "text": "x", "files": [f["file"]] })],
        "PATCH /notes/{id}" => vec![json!({ "mentions": [f["person"]] })],
        "POST /canned-replies/{id}/render" => vec![json!({ "conversation_id": f["conversation"] })],
        "POST /teams" => vec![json!({ "name": "x", "lead_id": f["member"] }), json!({ "name": f["member"], "member_ids": [f["member"]] }), json!({ "name": f["connection"], "is_default_for": [f["connection"]] })],
        "PATCH /teams/{id}" => vec![json!({ "lead_id": f["member"] }), json!({ "member_ids": [f["member"]] }), json!({ "is_default_for": [f["connection"]] })],
        "POST /conversations/{id}/comments" => vec![json!({ "text": "x", "mentions": [f["person"]] })],
        "POST /conversations/{id}/messages" => vec![json!({ "files": [f["file"]] })],
        "POST /contacts" => vec![json!({ "name": "x", "owner_id": f["member"] })],
        "PATCH /contacts/{id}" => vec![json!({ "owner_id": f["member"] })],
        "POST /contacts/{id}/merge" => vec![json!({ "other_id": f["guest"] })],
        "POST /contacts/duplicates/dismiss" => vec![json!({ "a_id": f["contact"], "b_id": o["guest"] }), json!({ "a_id": o["contact"], "b_id": f["guest"] })],
        "POST /contacts/{id}/facts" => vec![json!({ "key": "employee", "text": "x", "employee_id": f["employee"] })],
        "POST /deals" => vary(json!({ "contact_id": o["contact"] }), &[("contact_id", json!(f["contact"])), ("owner_id", json!(f["member"]))]),
        "PATCH /deals/{id}" => vec![json!({ "owner_id": f["member"] })],
        "POST /deals/{id}/move" => vec![json!({ "stage": "offer", "owner_id": f["member"] })],
        "POST /deals/move" => vec![json!({ "ids": [f["deal"]], "stage": "offer" })],
        "POST /bookings/{id}/move" => vary(json!({ "starts_at": own.free_at }), &[employee, branch]),
        "POST /employees" => vec![json!({ "name": "x", "skills": [{ "service_id": f["service"] }] })],
        "PATCH /employees/{id}" => vec![json!({ "skills": [{ "service_id": f["service"] }] })],
        "POST /employees/{id}/exceptions/range" => vec![json!({ "from": "2026-12-01", "to": "2026-12-02", "spans": [{ "starts": "10:00", "ends": "12:00" }], "branch_id": f["branch"] })],
        "PUT /employees/{id}/exceptions/{date}" => vec![json!({ "spans": [{ "starts": "10:00", "ends": "12:00" }], "branch_id": f["branch"] })],
        "PUT /employees/{id}/schedule" => vec![json!({ "shifts": [{ "branch_id": f["branch"], "weekday": 1, "starts": "10:00", "ends": "12:00" }] })],
        "POST /experiments" => vec![json!({ "name": "x", "agent_id": f["agent"], "kind": "split", "share": 50 })],
        "POST /knowledge/graph/entities" => vec![json!({ "name": "x", "key": format!("own:{}", f["entity"]) }), json!({ "name": "x", "key": format!("service:{}", f["service"]) })],
        "POST /knowledge/graph/relations" => vec![json!({ "from": format!("own:{}", o["entity"]), "to": format!("service:{}", f["service"]), "kind": "like" })],
        "POST /faq" => vec![json!({ "lang": "ru", "questions": ["x"], "answer": "x", "category_id": f["category"] })],
        "PATCH /faq/{id}" | "PATCH /knowledge/documents/{id}" => vec![json!({ "category_id": f["category"] })],
        "POST /knowledge/categories" => vec![json!({ "name": "x", "parent_id": f["category"] })],
        "PATCH /knowledge/categories/{id}" => vec![json!({ "parent_id": f["shelf"] })],
        "POST /knowledge/documents" => vec![json!({ "title": "x", "body": "x", "category_id": f["category"] })],
        "POST /knowledge/pages" => vec![json!({ "url": "https://example.org/new", "category_id": f["category"] })],
        "POST /knowledge/files" => vec![json!({ "category_id": f["category"] })],
        "POST /knowledge/gaps/{id}/answer" => vec![json!({ "answer": "x", "category_id": f["category"] }), json!({ "document": { "title": "x", "body": "x" }, "category_id": f["category"] })],
        "POST /holds" => vary(wish, &[services, employee, branch]),
        "PUT /knowledge/embedder" => vec![json!({ "provider_id": f["provider"], "model": "m" })],
        // Where it is, this server may not call.
        "POST /sso/check" => vec![json!({ "issuer": format!("https://127.0.0.1/{}", f["org"]) })],
        "PUT /models/prices" => vec![json!({ "prices": [{ "vendor": "yandexgpt", "model": "x", "provider_id": f["provider"], "input": 1, "cached": 1, "output": 1, "currency": "RUB" }] })],
        "POST /resources" => vec![json!({ "name": "x", "branch_id": f["branch"] })],
        "PATCH /resources/{id}" => vec![json!({ "branch_id": f["branch"] })],
        "POST /services" => vec![json!({ "name": "x", "duration_minutes": 30, "price": 100, "resources": [f["resource"]] })],
        "PATCH /services/{id}" => vec![json!({ "resources": [f["resource"]] })],
        "POST /tours" => vec![json!({ "key": "x", "name": "x", "duration_days": 1, "season": [7], "difficulty": "easy", "group_min": 1, "group_max": 2, "price": 100, "start_branch_id": f["branch"] })],
        "PATCH /tours/{id}" => vec![json!({ "start_branch_id": f["branch"] })],
        "POST /tours/{id}/departures" => vec![json!({ "starts_on": "2027-07-24", "seats": 10, "guide_id": f["employee"] })],
        "POST /tours/{id}/departures/series" => vec![json!({ "days": ["2027-07-24"], "seats": 10, "guide_id": f["employee"] })],
        "PUT /tours/{id}/files" => vec![json!({ "photo_files": [], "materials": [{ "file_id": f["file"], "text": "x" }] })],
        "PATCH /departures/{id}" => vec![json!({ "guide_id": f["employee"] })],
        "POST /products" => vec![json!({ "name": "x", "price": 100, "photo_files": [{ "file_id": f["photo"] }] })],
        "PATCH /products/{id}" => vec![json!({ "photo_files": [{ "file_id": f["photo"] }] })],
        _ => return None,
    })
}

/// Settings of an agent that refer to one foreign row each.
fn drafts(f: &Ids) -> Vec<Value> {
    vec![
        json!({ "channels": [f["connection"]] }),
        json!({ "scripts": [f["script"]] }),
        json!({ "categories": [f["category"]] }),
        json!({ "model": { "chain": [{ "provider_id": f["provider"], "model": "m" }] } }),
    ]
}

/// Query strings that name foreign rows.
fn filters(route: &str, own: &Firm, f: &Ids) -> Option<Vec<(String, Expect)>> {
    let nothing = |names: &[(&str, &str)]| names.iter().map(|(name, noun)| (format!("{name}={}", f[noun]), Expect::Nothing)).collect::<Vec<_>>();
    let service = &own.ids["service"];
    Some(match route {
        "GET /audit" => nothing(&[("subject_id", "booking"), ("subject_id", "contact"), ("actor_id", "person"), ("actor_id", "key")]),
        "GET /group-events" => nothing(&[("service_id", "class"), ("employee_id", "employee"), ("branch_id", "branch")]),
        "GET /blocks" => nothing(&[("subject_id", "employee"), ("subject_id", "resource")]),
        "GET /bookings" => nothing(&[("branch_id", "branch"), ("employee_id", "employee"), ("contact_id", "contact")]),
        "GET /calendar" => nothing(&[("branch_id", "branch"), ("employee_id", "employee")]),
        "GET /conversations" => nothing(&[("connection_id", "connection"), ("contact_id", "guest"), ("assignee_id", "person"), ("team_id", "team")]),
        "GET /conversations/search" => {
            let narrowed = |(name, noun): (&str, &str)| (format!("q=x&{name}={}", f[noun]), Expect::Alike);
            [("connection_id", "connection"), ("contact_id", "guest"), ("assignee_id", "person"), ("team_id", "team")].map(narrowed).to_vec()
        }
        "GET /waitlist" => nothing(&[("service_id", "service"), ("employee_id", "employee"), ("contact_id", "contact")]),
        "GET /tasks" => nothing(&[("assignee_id", "member"), ("contact_id", "guest"), ("deal_id", "deal"), ("conversation_id", "conversation")]),
        "GET /referrals" => nothing(&[("partner_id", "partner"), ("contact_id", "guest"), ("deal_id", "deal"), ("conversation_id", "conversation")]),
        "GET /reports/commissions" => vec![(format!("from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z&partner_id={}", f["partner"]), Expect::Nothing)],
        "GET /reports/commissions/export" => vec![(format!("from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z&partner_id={}", f["partner"]), Expect::Alike)],
        // Its filters are those of the list it walks, which is attacked itself; what was asked stands in the asker's own log.
        "GET /exports/{list}" => vec![("format=csv".to_owned(), Expect::Own)],
        "GET /reports/summary" => vec![(format!("by=employee&branch_id={}", f["branch"]), Expect::Nothing)],
        "GET /reports/summary/export" => vec![(format!("by=employee&format=csv&branch_id={}", f["branch"]), Expect::Nothing)],
        "GET /contacts" => nothing(&[("owner_id", "member"), ("segment_id", "segment")]),
        "GET /dashboard" => nothing(&[("branch_id", "branch")]),
        "GET /reports/outcomes" => nothing(&[("agent_id", "agent"), ("connection_id", "connection")]),
        "GET /experiments" => nothing(&[("agent_id", "agent")]),
        "GET /deals" => nothing(&[("contact_id", "guest"), ("owner_id", "member")]),
        "GET /knowledge/documents" => nothing(&[("category_id", "category"), ("site_id", "site")]),
        "GET /turns" => nothing(&[("conversation_id", "conversation")]),
        "GET /events" => vec![(format!("after={}&conversation_id={}", uuid::Uuid::nil(), f["conversation"]), Expect::Silence)],
        "GET /slots" => {
            let mut all = nothing(&[("services", "service")]);
            all.extend(["employee", "branch"].map(|noun| (format!("services={service}&{noun}_id={}", f[noun]), Expect::Nothing)));
            all.push((format!("services={service}&moving={}", f["booking"]), Expect::Alike));
            all
        }
        _ => return None,
    })
}

/// What the attacker may do at home; contacts and chats are the same as the victim's.
fn own_use(route: &str) -> Option<Option<Value>> {
    Some(match route {
        "GET /agents" | "GET /agents/prompts" | "GET /agents/templates" | "GET /scripts" | "GET /stages" => None,
        "POST /agents/from-template" => Some(json!({ "template": "front-desk" })),
        "POST /agents/import" => Some(json!({ "format": "samovar.agent", "version": 1, "name": "x", "role": "sales", "spec": {} })),
        "POST /scripts" => Some(json!({ "name": "x", "lang": "ru", "steps": [{ "say": "x" }] })),
        "POST /scripts/import" => Some(json!({ "format": "samovar.script", "version": 1, "script": { "name": "x", "lang": "ru", "steps": [{ "say": "x" }] } })),
        "GET /imports" | "GET /waitlist" | "GET /tasks" | "GET /tasks/counts" | "GET /canned-replies" | "GET /teams" | "GET /inbox-views" | "GET /partners" | "GET /referrals" => None,
        "POST /partners" => Some(json!({ "name": "x", "kind": "hotel", "channel": "manual" })),
        "POST /canned-replies" => Some(json!({ "shortcut": "x", "title": "x", "text": "{{contact.name}}" })),
        "GET /contacts/duplicates" | "GET /custom-fields" | "GET /erasures" | "GET /erasures/due" | "GET /segments" => None,
        "POST /contacts/search" | "POST /contacts/count" => Some(json!({ "filter": { "match": "all", "rules": [{ "field": "name", "op": "is_set" }] } })),
        "POST /segments" => Some(json!({ "name": "x", "filter": { "match": "all", "rules": [{ "field": "name", "op": "is_set" }] } })),
        "PUT /custom-fields/{entity}" => Some(json!({ "fields": [{ "key": "k", "name": "K", "kind": "text" }] })),
        "GET /api-keys" | "GET /audit" | "GET /audit/export" | "GET /auth/me" | "GET /blocks" | "GET /bookings" | "GET /group-events" | "GET /branches" | "GET /calendar" | "GET /connections" | "GET /connectors" | "GET /contacts" | "GET /contacts/tags" | "GET /updates" => None,
        "GET /conversations" | "GET /dashboard" | "GET /reports/feedback" | "GET /employees" | "GET /faq" | "GET /holds" | "GET /invitations" | "GET /members" | "GET /org" | "GET /orgs" | "GET /resources" => None,
        "GET /roles" | "GET /conversations/counts" | "GET /sends" | "GET /products" | "GET /products/categories" | "GET /services" | "GET /tours" | "GET /departures" | "GET /sessions" | "POST /events/ticket" => None,
        "PATCH /auth/me" | "PATCH /org" | "POST /branches" | "POST /orgs" => Some(json!({ "name": "x" })),
        "POST /api-keys" => Some(json!({ "name": "x", "scopes": ["read"] })),
        "POST /connections" => Some(json!({ "connector": "widget", "name": "x" })),
        "POST /contacts" => Some(json!({ "name": "Пётр", "phone": "+79161234567" })),
        "POST /faq" => Some(json!({ "lang": "ru", "questions": ["x"], "answer": "x" })),
        "GET /knowledge/categories" | "GET /knowledge/documents" | "GET /knowledge/gaps" | "GET /knowledge/counts" | "GET /knowledge/graph" | "GET /knowledge/export" => None,
        "GET /knowledge/embedder" | "DELETE /knowledge/embedder" | "POST /knowledge/embedder/retry" => None,
        "POST /knowledge/ask" => Some(json!({ "question": "Где у вас парковка?" })),
        "POST /knowledge/import" => Some(json!({ "format": "samovar.knowledge/1", "articles": [{ "category": ["Правила"], "title": "Правила визита", "body": "Парковка во дворе." }] })),
        "POST /invitations" => Some(json!({ "email": "guest@example.com", "role": "viewer" })),
        "POST /messages" => Some(json!({ "chat_id": "chat-1", "message_id": "m-1", "text": "Здравствуйте, сколько стоит стрижка?", "contact": { "phone": "+79161234567", "email": "petr@example.com" } })),
        "GET /sso" | "DELETE /sso" => None,
        "PUT /sso" => Some(json!({ "issuer": "https://sso.example", "client_id": "x", "client_secret": "x", "domains": ["firm.example"], "default_role": "viewer" })),
        "POST /auth/sso/find" => Some(json!({ "email": "x@firm.example" })),
        "POST /auth/sso/confirm" => Some(json!({ "code": "123456" })),
        "POST /auth/totp/setup" => None,
        "POST /auth/totp/enable" | "POST /auth/totp/recovery-codes" => Some(json!({ "code": "123456" })),
        "POST /auth/totp/disable" => Some(json!({ "password": PASSWORD, "code": "123456" })),
        "PATCH /onboarding" => Some(json!({ "skip": "channel" })),
        "POST /packs/{name}/install" => Some(json!({ "with_demo": false })),
        "GET /pipelines" | "DELETE /pipelines/{key}" | "GET /deals/board" | "GET /reports/funnel" => None,
        "POST /pipelines" => Some(json!({ "name": "x" })),
        "PUT /pipelines/{key}" => Some(json!({ "name": "x", "stages": domain::pipeline::usual().stages.iter().map(|s| json!({ "key": s.key, "name": s.name, "kind": s.kind })).collect::<Vec<_>>() })),
        "GET /onboarding" | "GET /packs" | "GET /test-chat/messages" | "DELETE /test-chat" => None,
        "POST /test-chat/messages" => Some(json!({ "text": "Здравствуйте, сколько стоит стрижка?" })),
        "GET /notices" | "GET /notices/unread" | "GET /notices/settings" | "POST /notices/chat" | "DELETE /notices/chat" | "GET /push/key" | "POST /push/test" | "GET /reports/sla" => None,
        "PATCH /notices/settings" => Some(json!({ "show_text": true })),
        "POST /notices/read" => Some(json!({ "until": uuid::Uuid::max() })),
        "POST /push/subscriptions" => Some(json!({ "endpoint": "https://push.invalid/x", "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "auth": "BTBZMqHH6r4Tts7J_aSIgg" })),
        "DELETE /push/subscriptions" => Some(json!({ "endpoint": "https://push.invalid/x" })),
        "POST /files" | "POST /imports" => None,
        "GET /demo/scenarios" => None,
        "PATCH /demo" => Some(json!({ "is_demo": true })),
        "POST /demo/simulate" => Some(json!({ "scenario": "human-asked", "speed": 100 })),
        "GET /models/vendors" | "GET /models/providers" | "GET /models/prices" | "GET /models/limits" | "GET /models/usage" => None,
        "POST /models/providers" => Some(json!({ "vendor": "openai", "name": "x", "settings": { "api_key": "sk-x" } })),
        "PUT /models/limits" => Some(json!({ "day_tokens": 1, "day_money": 0, "month_money": 0 })),
        "GET /turns" | "GET /tests" | "POST /tests/run" => None,
        "POST /tests" => Some(json!({ "title": "x", "text": "@now 2026-11-24 12:00\n> здравствуйте" })),
        "POST /understand" => Some(json!({ "text": "хочу на стрижку завтра в 17" })),
        _ => return None,
    })
}
