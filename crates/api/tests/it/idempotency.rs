//! `Idempotency-Key`: the same request gives the same answer once done, another request is refused, secrets are not kept.

use serde_json::json;
use testkit::http::{Client, TestApi};

async fn writer(api: &TestApi, owner: &Client) -> Client {
    let made = owner.post("/api-keys", json!({ "name": "k", "scopes": ["read", "manage_people", "manage_keys"] })).await.expect_status(201);
    api.stranger().with_key(made.text_at("/key"))
}

#[tokio::test]
async fn a_repeated_post_is_done_once() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let keyed = anna.clone().with_header("idempotency-key", "order-7");
    let first = keyed.post("/orgs", json!({ "name": "Вторая" })).await.expect_status(201);
    assert_eq!(first.header("idempotency-replayed"), "");
    let again = keyed.post("/orgs", json!({ "name": "Вторая" })).await.expect_status(201);
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first.body));
    assert_eq!(anna.get("/orgs").await.items().len(), 2);
    keyed.post("/orgs", json!({ "name": "Третья" })).await.expect_problem(422, "idempotency_mismatch");
    anna.clone().with_header("idempotency-key", "order-8").post("/orgs", json!({ "name": "Третья" })).await.expect_status(201);
    let refused = keyed.clone().with_header("idempotency-key", "order-9");
    refused.post("/orgs", json!({ "name": "" })).await.expect_problem(422, "invalid");
    let same = refused.post("/orgs", json!({ "name": "" })).await.expect_problem_replayed();
    assert_eq!(same, 422);
}

trait Replayed {
    fn expect_problem_replayed(self) -> u16;
}
impl Replayed for testkit::http::Reply {
    fn expect_problem_replayed(self) -> u16 {
        assert_eq!((self.header("idempotency-replayed"), self.header("content-type")), ("true", "application/problem+json"));
        self.status
    }
}

#[tokio::test]
async fn racing_repeats_are_done_once() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let keyed = anna.clone().with_header("idempotency-key", "race");
    let one = || { let keyed = keyed.clone(); async move { keyed.post("/orgs", json!({ "name": "Вторая" })).await.status } };
    let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
    assert!([a, b, c, d].iter().all(|s| [201, 409].contains(s)), "{a} {b} {c} {d}");
    assert_eq!(anna.get("/orgs").await.items().len(), 2);
}

#[tokio::test]
async fn an_answer_with_a_secret_is_not_kept() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let keyed = writer(&api, &anna).await.with_header("idempotency-key", "invite-1");
    let body = json!({ "email": "vera@example.com", "role": "viewer" });
    let first = keyed.post("/invitations", body.clone()).await.expect_status(201);
    keyed.post("/invitations", body).await.expect_problem(409, "idempotency_secret");
    assert_eq!(anna.get("/invitations").await.items().len(), 1);
    assert!(!first.text_at("/token").is_empty());
}

#[tokio::test]
async fn keys_belong_to_their_caller() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let keyed = |client: &Client| client.clone().with_header("idempotency-key", "same");
    keyed(&anna).post("/orgs", json!({ "name": "А" })).await.expect_status(201);
    let other = keyed(&boris).post("/orgs", json!({ "name": "Б" })).await.expect_status(201);
    assert_eq!(other.text_at("/name"), "Б");
    for key in ["", "пробел", "with space", &"x".repeat(129)] {
        if key.is_ascii() {
            anna.clone().with_header("idempotency-key", key).post("/orgs", json!({ "name": "А" })).await.expect_problem(422, "idempotency_key");
        }
    }
}
