//! Rate limits as a client meets them: headers on every answer, 429 with an honest pause, strangers apart from keys.

use api::{ApiConfig, LimitConfig};
use serde_json::json;
use testkit::http::TestApi;

#[tokio::test]
async fn a_key_has_its_own_window_and_learns_its_pace() {
    let limits = LimitConfig { key_per_minute: 5, anonymous_per_minute: 3, ..LimitConfig::default() };
    let api = TestApi::with(ApiConfig { limits, ..ApiConfig::default() }).await;
    let anna = api.owner("anna").await;
    let made = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.expect_status(201);
    let program = api.stranger().with_key(made.text_at("/key"));
    for left in (0..5).rev() {
        let reply = program.get("/org").await.expect_status(200);
        assert_eq!((reply.header("ratelimit-limit"), reply.header("ratelimit-remaining")), ("5", left.to_string().as_str()));
    }
    let refused = program.get("/org").await.expect_problem(429, "rate_limited");
    assert_eq!(refused.header("retry-after"), refused.header("ratelimit-reset"));
    anna.get("/org").await.expect_status(200);
    api.clock.advance_secs(refused.header("retry-after").parse().unwrap());
    program.get("/org").await.expect_status(200);
}

#[tokio::test]
async fn wrong_credentials_count_as_a_strangers() {
    let limits = LimitConfig { anonymous_per_minute: 3, ..LimitConfig::default() };
    let api = TestApi::with(ApiConfig { limits, trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..ApiConfig::default() }).await;
    let from = |ip: &str| api.stranger().with_header("x-forwarded-for", ip);
    for n in 0..3 {
        from("203.0.113.7").with_key(&format!("smv_guess{n}")).get("/org").await.expect_problem(401, "key_invalid");
    }
    from("203.0.113.7").with_key("smv_guess4").get("/org").await.expect_problem(429, "rate_limited");
    from("203.0.113.7").get("/org").await.expect_problem(429, "rate_limited");
    from("203.0.113.8").get("/org").await.expect_problem(401, "unauthorized");
}

#[tokio::test]
async fn the_operator_may_give_one_key_another_limit() {
    let api = TestApi::with(ApiConfig { limits: LimitConfig { key_per_minute: 2, ..LimitConfig::default() }, ..ApiConfig::default() }).await;
    let anna = api.owner("anna").await;
    let org: domain::id::OrgId = anna.get("/org").await.text_at("/id").parse().unwrap();
    let ctx = api.state.app.system(org);
    let (_, secret) = app::key::create(&api.state.app, &ctx, "bench".into(), vec![domain::person::Permission::Read], |_| true, Some(1_000_000)).await.unwrap();
    for _ in 0..5 {
        api.stranger().with_key(secret.expose()).get("/org").await.expect_status(200);
    }
}
