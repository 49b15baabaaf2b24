//! API keys: shown once, scoped, revoked at once, with last use.

use serde_json::json;
use testkit::http::TestApi;

#[tokio::test]
async fn a_key_is_shown_once_and_does_what_its_scopes_say() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let made = anna.post("/api-keys", json!({ "name": "Сайт", "scopes": ["read", "book", "read"] })).await.expect_status(201);
    let (key, id) = (made.text_at("/key").to_owned(), made.text_at("/api_key/id").to_owned());
    assert!(key.starts_with("smv_") && key.starts_with(made.text_at("/api_key/prefix")));
    assert_eq!(made.body["api_key"]["scopes"], json!(["book", "read"]));
    for reply in [anna.get("/api-keys").await, anna.get(&format!("/api-keys/{id}")).await, anna.get("/audit").await] {
        assert!(!reply.text.contains(&key), "the key leaks");
    }
    let program = api.stranger().with_key(&key);
    program.get("/members").await.expect_status(200);
    api.stranger().with_bearer(&key).get("/members").await.expect_status(200);
    program.get("/audit").await.expect_problem(403, "permission_missing");
    program.get("/auth/me").await.expect_problem(403, "person_only");
    program.post("/api-keys", json!({ "name": "x", "scopes": ["read"] })).await.expect_problem(403, "permission_missing");
    assert!(!anna.get(&format!("/api-keys/{id}")).await.text_at("/last_used_at").is_empty());
}

#[tokio::test]
async fn a_revoked_key_stops_at_once() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let made = anna.post("/api-keys", json!({ "name": "Сайт", "scopes": ["read"] })).await.expect_status(201);
    let program = api.stranger().with_key(made.text_at("/key"));
    let path = format!("/api-keys/{}", made.text_at("/api_key/id"));
    program.get("/members").await.expect_status(200);
    anna.patch(&path, json!({ "scopes": ["read", "read_audit"], "name": "Сайт 2" })).await.expect_status(200);
    program.get("/audit").await.expect_status(200);
    anna.delete(&path).await.expect_status(204);
    program.get("/members").await.expect_problem(401, "key_invalid");
    anna.delete(&path).await.expect_status(204);
    anna.patch(&path, json!({ "name": "x" })).await.expect_problem(409, "key_revoked");
}

#[tokio::test]
async fn nobody_hands_out_more_than_they_have() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let made = anna.post("/api-keys", json!({ "name": "Сайт", "scopes": ["read", "manage_keys"] })).await.expect_status(201);
    let program = api.stranger().with_key(made.text_at("/key"));
    program.post("/api-keys", json!({ "name": "x", "scopes": ["manage_org"] })).await.expect_problem(403, "scope_above_own");
    program.post("/api-keys", json!({ "name": "x", "scopes": ["read"] })).await.expect_status(201);
    for scopes in [json!([]), json!(["everything"]), json!("read")] {
        anna.post("/api-keys", json!({ "name": "x", "scopes": scopes })).await.expect_status(422);
    }
}
