//! Who may do what: every route of the document is asked by every role, and by keys, and answers as `roles.txt` says.
//! A new route without a line there fails and is told its line. Ids are random and bodies empty: a refusal comes before both.

use crate::lockout::open_handed;
use api::{ApiConfig, LimitConfig};
use domain::person::{Permission, Role};
use futures::StreamExt;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::http::{Client, Method, PASSWORD, TestApi};

/// What a viewer may call beside reading: their own account, their own marks, and questions too long for an address.
const VIEWER_MAY: &str = include_str!("roles-viewer.txt");

/// Who gets in. The table says it as `public`, `person`, or the weakest role with the scope of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Door {
    /// Nobody needs to be known.
    Public,
    /// Anyone signed in, wherever they work; no key.
    Person,
    /// A permission.
    Scope(Permission),
}

impl Door {
    fn weakest(&self) -> Option<Role> {
        match self {
            Door::Scope(scope) => Role::ALL.into_iter().find(|role| role.may(*scope)),
            _ => None,
        }
    }
    fn line(&self, route: &str) -> String {
        match self {
            Door::Public => format!("{route} public"),
            Door::Person => format!("{route} person"),
            Door::Scope(scope) => format!("{route} {} {}", self.weakest().map_or("", Role::as_str), scope.as_str()),
        }
    }
    fn admits(&self, role: Role) -> bool {
        self.weakest().is_none_or(|weakest| role >= weakest)
    }
}

fn routes() -> Vec<(String, bool)> {
    let doc: Value = serde_json::from_str(&api::openapi_json()).unwrap();
    let mut all = Vec::new();
    for (path, item) in doc["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((format!("{} {}", method.to_uppercase(), path.strip_prefix("/api/v1").unwrap()), operation["security"] == json!([{}])));
        }
    }
    // Signing out ends the credentials everything else is asked with.
    all.sort_by_key(|(route, _)| (route == "POST /auth/logout", route.clone()));
    all
}

struct Cast {
    members: Vec<(Role, Client)>,
    /// By scope: the key that has only it, and the one that has all others.
    keys: BTreeMap<&'static str, (Client, Client)>,
    stranger: Client,
}

async fn cast(api: &TestApi) -> Cast {
    let owner = api.owner("owner").await;
    let mut members = vec![(Role::Owner, owner.clone())];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Owner) {
        let invited = owner.post("/invitations", json!({ "email": format!("{}@example.com", role.as_str()), "role": role.as_str() })).await.expect_status(201);
        let body = json!({ "token": invited.text_at("/token"), "name": "x", "password": PASSWORD, "way": "token" });
        let reply = api.stranger().post("/invitations/accept", body).await.expect_status(200);
        members.push((role, api.stranger().with_bearer(reply.text_at("/tokens/access_token"))));
    }
    let mut keys = BTreeMap::new();
    for scope in Permission::ALL {
        let mut pair = Vec::new();
        for scopes in [vec![scope], Permission::ALL.into_iter().filter(|s| *s != scope).collect()] {
            let scopes: Vec<&str> = scopes.iter().map(|s| s.as_str()).collect();
            let made = owner.post("/api-keys", json!({ "name": "k", "scopes": scopes })).await.expect_status(201);
            pair.push(api.stranger().with_key(made.text_at("/key")));
        }
        let without = pair.pop().unwrap();
        keys.insert(scope.as_str(), (pair.pop().unwrap(), without));
    }
    Cast { members, keys, stranger: api.stranger() }
}

/// The code of a refusal for who asks; empty when they got further.
async fn refusal(client: &Client, route: &str) -> (String, String) {
    let (method, path) = route.split_once(' ').unwrap();
    let id = uuid::Uuid::now_v7().to_string();
    let path = ["id", "comment_id", "fact_id"].iter().fold(path.to_owned(), |path, name| path.replace(&format!("{{{name}}}"), &id));
    let path = path.replace("{date}", "2026-12-01").replace("{name}", "none").replace("{key}", "none").replace("{entity}", "contact");
    let path = ["seq", "number", "index"].iter().fold(path, |path, name| path.replace(&format!("{{{name}}}"), "1"));
    let body = (method != "GET").then(|| json!({ "nonsense": 1 }));
    let reply = client.send(method.parse::<Method>().unwrap(), &path, body).await;
    let is_refused = matches!(reply.code(), "permission_missing" | "person_only" | "unauthorized");
    if is_refused { (reply.code().to_owned(), reply.text_at("/detail").to_owned()) } else { Default::default() }
}

/// The door as it is: by the words in which it is closed.
async fn door_of(cast: &Cast, route: &str, is_public: bool) -> Door {
    if is_public {
        return Door::Public;
    }
    let (key, _) = &cast.keys["own_org"];
    match refusal(key, route).await {
        (code, _) if code == "person_only" => Door::Person,
        (code, detail) if code == "permission_missing" => Door::Scope(detail.rsplit(' ').next().unwrap().parse().unwrap()),
        _ => Door::Scope(Permission::OwnOrg),
    }
}

/// What is wrong with one route.
async fn faults(cast: &Cast, route: &str, is_public: bool, door: &Door) -> Vec<String> {
    let mut wrong = Vec::new();
    let code = refusal(&cast.stranger, route).await.0;
    if (code == "unauthorized") == is_public {
        wrong.push(format!("{route} to a stranger: {code:?}"));
    }
    for (role, client) in &cast.members {
        let code = refusal(client, route).await.0;
        if code.is_empty() != door.admits(*role) {
            wrong.push(format!("{route} to a member who is {}: {code:?}", role.as_str()));
        }
    }
    match door {
        Door::Public => {}
        Door::Person => {
            for (with, _) in cast.keys.values() {
                wrong.extend(refusal(with, route).await.0.is_empty().then(|| format!("{route} to a key")));
            }
        }
        Door::Scope(scope) => {
            let (with, without) = &cast.keys[scope.as_str()];
            let codes = (refusal(with, route).await.0, refusal(without, route).await.0);
            // A chat with the agent is a person's own, whatever the key may do.
            if !matches!((codes.0.as_str(), codes.1.as_str()), ("" | "person_only", "permission_missing")) {
                wrong.push(format!("{route} to a key with {} alone and with all but it: {codes:?}", scope.as_str()));
            }
        }
    }
    wrong
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    let limits = LimitConfig { key_per_minute: 1_000_000, person_per_minute: 1_000_000, anonymous_per_minute: 1_000_000, ..open_handed().limits };
    let api = TestApi::with(ApiConfig { limits, ..ApiConfig::default() }).await;
    let cast = cast(&api).await;
    let routes = routes();
    let found: BTreeMap<String, String> = futures::stream::iter(&routes)
        .map(|(route, is_public)| async { (route.clone(), door_of(&cast, route, *is_public).await.line(route)) })
        .buffer_unordered(16)
        .collect()
        .await;
    let table = found.values().cloned().collect::<Vec<_>>().join("\n") + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/roles.txt"), &table).unwrap();
    } else {
        let known: Vec<&str> = include_str!("roles.txt").lines().collect();
        let changed: Vec<&str> = table.lines().filter(|line| !known.contains(line)).chain(known.iter().copied().filter(|line| !table.lines().any(|l| l == *line))).collect();
        assert!(changed.is_empty(), "not as roles.txt says (UPDATE_EXPECT=1 writes it; read the difference):\n{}", changed.join("\n"));
    }
    let mut wrong: Vec<String> = futures::stream::iter(&routes)
        .map(|(route, is_public)| {
            let cast = &cast;
            async move {
                let door = door_of(cast, route, *is_public).await;
                if route == "POST /auth/logout" { Vec::new() } else { faults(cast, route, *is_public, &door).await }
            }
        })
        .buffer_unordered(16)
        .flat_map(futures::stream::iter)
        .collect()
        .await;
    // The end of the sessions comes last.
    wrong.extend(faults(&cast, "POST /auth/logout", false, &Door::Person).await.into_iter().filter(|fault| !fault.contains("key")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // A viewer changes nothing but what is their own.
    let changes = |line: &&str| !line.starts_with("GET ") && (line.ends_with(" person") || line.contains(" viewer "));
    let (open, excused): (Vec<&str>, Vec<&str>) = (table.lines().filter(changes).filter_map(route_of).collect(), VIEWER_MAY.lines().filter(|l| !l.starts_with('#')).collect());
    assert_eq!(open, excused, "what a viewer may write; roles-viewer.txt lists it");
}

fn route_of(line: &str) -> Option<&str> {
    let end = line.match_indices(' ').nth(1)?.0;
    line.get(..end)
}
