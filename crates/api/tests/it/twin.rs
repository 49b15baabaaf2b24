//! A twin firm with identical data attacks every route with the other's ids, in the address and in the body.
//! The routes come from the OpenAPI document, so a new route is attacked without a line here.

use domain::id::OrgId;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use testkit::http::{Client, TestApi};

/// Two firms from one pack, and the document.
struct Twins {
    api: TestApi,
    victim: Client,
    attacker: Client,
    doc: Value,
}

struct Operation {
    method: reqwest::Method,
    path: String,
    is_open: bool,
    body: Option<Value>,
}

impl Twins {
    async fn new() -> Self {
        let api = TestApi::new().await;
        let (victim, attacker) = (furnished(&api, "anna").await, furnished(&api, "boris").await);
        let doc = api.stranger().get("//api/v1/openapi.json").await.body;
        Twins { api, victim, attacker, doc }
    }

    fn operations(&self, ids: &BTreeMap<String, String>) -> Vec<Operation> {
        let mut all = Vec::new();
        for (path, item) in self.doc["paths"].as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").unwrap();
            for (method, operation) in item.as_object().unwrap() {
                let schema = operation.pointer("/requestBody/content/application~1json/schema");
                all.push(Operation {
                    method: method.to_uppercase().parse().unwrap(),
                    path: aim(path, ids),
                    is_open: operation["security"].as_array().is_some_and(|s| s.contains(&json!({}))),
                    body: schema.map(|schema| self.invent(schema, ids, "", 0)),
                });
            }
        }
        all
    }

    /// The smallest value that fits a schema; ids are the victim's.
    fn invent(&self, schema: &Value, ids: &BTreeMap<String, String>, name: &str, depth: usize) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.invent(self.doc.pointer(reference.trim_start_matches('#')).unwrap(), ids, name, depth);
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            if let Some(first) = schema[choice].as_array().and_then(|all| all.iter().find(|s| s["type"] != "null")) {
                return self.invent(first, ids, name, depth);
            }
        }
        if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()).or(schema.get("const")) {
            return first.clone();
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"].as_array().and_then(|all| all.iter().find_map(|t| t.as_str().filter(|t| *t != "null")))).unwrap_or("object");
        match kind {
            "string" => self.invent_text(schema, ids, name),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(30)),
            "boolean" => json!(true),
            "array" => Value::Array((0..1).map(|_| self.invent(&schema["items"], ids, name, depth + 1)).collect()),
            _ => {
                let required: Vec<&str> = schema["required"].as_array().map(|all| all.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
                let properties = schema["properties"].as_object().cloned().unwrap_or_default();
                // Optional ids are aimed too: a foreign reference must not pass either.
                let wanted = properties.iter().filter(|(key, _)| required.contains(&key.as_str()) || (depth == 0 && key.ends_with("_id")));
                Value::Object(wanted.map(|(key, inner)| (key.clone(), self.invent(inner, ids, key, depth + 1))).collect::<Map<_, _>>())
            }
        }
    }

    fn invent_text(&self, schema: &Value, ids: &BTreeMap<String, String>, name: &str) -> Value {
        if let Some(example) = schema["examples"].as_array().and_then(|all| all.first()) {
            return example.clone();
        }
        match schema["format"].as_str() {
            Some("uuid") => {
                let noun = name.trim_end_matches("_ids").trim_end_matches("_id");
                json!(ids.iter().find(|(path, _)| path.trim_start_matches('/').starts_with(noun.get(..4).unwrap_or(noun))).or(ids.iter().next()).map(|(_, id)| id.clone()))
            }
            Some("date-time") => json!("2026-12-01T12:00:00+03:00"),
            Some("date") => json!("2026-12-01"),
            Some("email") => json!("mallory@example.com"),
            _ if name.contains("time") || name == "starts" || name == "from" => json!("12:00"),
            _ if name.contains("phone") => json!("+79161234567"),
            _ => json!("x".repeat(usize::try_from(schema["minLength"].as_u64().unwrap_or(1).max(1)).unwrap())),
        }
    }

    /// Every list the victim can read, as text: what must not change and must not be seen.
    async fn snapshot(&self) -> BTreeMap<String, Value> {
        let mut all = BTreeMap::new();
        for (path, item) in self.doc["paths"].as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").unwrap();
            // The days of the funnel are told by the clock.
            let is_whose = ["/sessions", "/events", "/audit/export", "/auth/me", "/orgs", "/reports/funnel"].contains(&path);
            if item.get("get").is_none() || path.contains('{') || is_whose {
                continue;
            }
            let reply = self.victim.get(path).await;
            // Lists that need a parameter (slots) are read through their nouns instead.
            if reply.status == 200 && path != "/audit" {
                all.insert(path.to_owned(), reply.body);
            }
        }
        all
    }
}

/// Puts the victim's id of the right noun into each hole of the path.
fn aim(path: &str, ids: &BTreeMap<String, String>) -> String {
    let noun = path.split('/').nth(1).unwrap_or_default();
    let any = ids.values().next().cloned().unwrap_or_default();
    let id = ids.get(&format!("/{noun}")).unwrap_or(&any);
    path.split('/')
        .map(|part| match part {
            "{date}" => "2026-12-01".to_owned(),
            "{seq}" => "1".to_owned(),
            part if part.starts_with('{') => id.clone(),
            part => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn furnished(api: &TestApi, name: &str) -> Client {
    let owner = api.owner(name).await;
    let org: OrgId = owner.get("/org").await.text_at("/id").parse().unwrap();
    let ctx = api.state.app.system(org);
    let pack = app::pack::read("salon").unwrap();
    let today = jiff::civil::date(2026, 11, 23);
    let rows = app::pack::install(&api.state.app, &ctx, &pack, today).await.unwrap();
    let weeks = app::pack::demo(&pack, 7, today).unwrap();
    app::pack::stage(&api.state.app, &ctx, &pack, &rows.keys, &weeks).await.unwrap();
    owner.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.expect_status(201);
    owner.post("/invitations", json!({ "email": format!("guest-of-{name}@example.com"), "role": "viewer" })).await.expect_status(201);
    owner
}

/// One id of every noun in the snapshot.
fn ids_of(snapshot: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    snapshot.iter().filter_map(|(path, body)| Some((path.clone(), body.pointer("/items/0/id")?.as_str()?.to_owned()))).collect()
}

#[tokio::test]
async fn no_route_opens_to_the_twin() {
    let twins = Twins::new().await;
    let before = twins.snapshot().await;
    let ids = ids_of(&before);
    for noun in ["/branches", "/services", "/employees", "/bookings", "/contacts", "/conversations", "/members", "/api-keys", "/invitations", "/connections"] {
        assert!(ids.contains_key(noun), "the victim has no {noun}: {:?}", ids.keys());
    }
    let (mut attacked, mut unproven) = (0, Vec::new());
    for operation in twins.operations(&ids) {
        let is_aimed = ids.values().any(|id| operation.path.contains(id.as_str()) || operation.body.as_ref().is_some_and(|b| b.to_string().contains(id.as_str())));
        if !is_aimed || operation.is_open {
            continue;
        }
        attacked += 1;
        let reply = twins.attacker.send(operation.method.clone(), &operation.path, operation.body.clone()).await;
        let shown = format!("{} {} {:?} → {} {}", operation.method, operation.path, operation.body, reply.status, reply.text);
        assert!(reply.status < 500, "{shown}");
        match reply.status {
            403 | 404 => {}
            400..=499 => unproven.push(shown),
            _ => {
                // A list filtered by a foreign id may be empty; nothing of the victim may be in it.
                assert!(!ids.values().any(|id| reply.text.contains(id.as_str())), "{shown}");
                assert!(operation.method == reqwest::Method::GET, "{shown}");
            }
        }
    }
    assert!(attacked >= 30, "only {attacked} routes take an id");
    assert!(unproven.len() * 4 <= attacked, "too many attacks did not reach the row:\n{}", unproven.join("\n"));
    assert_eq!(before, twins.snapshot().await, "the victim's data changed");
}

#[tokio::test]
async fn no_route_opens_to_a_stranger() {
    let twins = Twins::new().await;
    let ids = ids_of(&twins.snapshot().await);
    for operation in twins.operations(&ids) {
        if operation.is_open {
            continue;
        }
        // A fresh address each time, or the limit of strangers would answer first.
        let reply = twins.api.stranger().send(operation.method.clone(), &operation.path, operation.body.clone()).await;
        assert_eq!(reply.status, 401, "{} {}: {}", operation.method, operation.path, reply.text);
        twins.api.clock.advance_secs(1);
    }
}

/// The second lock alone: the code's scope is switched off, so `$1` is the victim while the database knows the attacker.
#[tokio::test]
async fn row_level_security_holds_by_itself() {
    let twins = Twins::new().await;
    if !twins.api.db.db.is_pg() {
        return;
    }
    let before = twins.snapshot().await;
    let ids = ids_of(&before);
    let org = |client: Client| async move { client.get("/org").await.text_at("/id").parse::<OrgId>().unwrap() };
    let (attacker, victim) = (org(twins.attacker.clone()).await, org(twins.victim.clone()).await);
    twins.api.db.db.forge_scope(attacker, victim);
    for operation in twins.operations(&ids) {
        // Packs, roles and the usual funnel are the same for every firm.
        if operation.is_open || matches!(operation.path.as_str(), "/packs" | "/roles" | "/stages" | "/pipelines") || operation.path.starts_with("/auth") || operation.path.starts_with("/orgs") || operation.path.starts_with("/sessions") {
            continue;
        }
        let reply = twins.attacker.send(operation.method.clone(), &operation.path, operation.body.clone()).await;
        let leaked = ids.values().find(|id| !operation.path.contains(id.as_str()) && reply.text.contains(id.as_str()));
        assert!(leaked.is_none(), "{} {} leaks {leaked:?}: {}", operation.method, operation.path, reply.text);
        let has_rows = reply.status == 200 && reply.body.pointer("/items").and_then(Value::as_array).is_some_and(|items| !items.is_empty());
        assert!(!has_rows, "{} {}: {}", operation.method, operation.path, reply.text);
    }
    assert_eq!(before, twins.snapshot().await, "the victim's data changed");
}
