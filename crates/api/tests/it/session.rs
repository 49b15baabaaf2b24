//! Sessions, token pairs, CSRF, organizations: what proves a caller, and when it stops proving.

use serde_json::json;
use testkit::http::{Client, PASSWORD, Reply, TestApi};
use uuid::Uuid;

async fn log_in(api: &TestApi, way: &str) -> Reply {
    api.stranger().post("/auth/login", json!({ "email": "anna@example.com", "password": PASSWORD, "way": way })).await.expect_status(200)
}

#[tokio::test]
async fn a_cookie_writes_only_with_its_csrf_token() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let desk = api.stranger().with_session(&log_in(&api, "cookie").await);
    let other = log_in(&api, "cookie").await;
    desk.get("/org").await.expect_status(200);
    let rename = || json!({ "name": "Другое имя" });
    desk.clone().without("x-csrf-token").patch("/org", rename()).await.expect_problem(403, "csrf");
    desk.clone().with_header("x-csrf-token", "guess").patch("/org", rename()).await.expect_problem(403, "csrf");
    desk.clone().with_header("x-csrf-token", other.text_at("/csrf_token")).patch("/org", rename()).await.expect_problem(403, "csrf");
    desk.patch("/org", rename()).await.expect_status(200);
    desk.clone().without("x-csrf-token").post("/auth/logout", json!({})).await.expect_problem(403, "csrf");
    let gone = desk.post("/auth/logout", json!({})).await.expect_status(204);
    assert!(gone.headers.get_all("set-cookie").iter().all(|v| v.to_str().unwrap().contains("Max-Age=0")));
    desk.get("/org").await.expect_problem(401, "session_over");
}

#[tokio::test]
async fn sessions_end_after_thirty_days() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let desk = api.stranger().with_session(&log_in(&api, "cookie").await);
    api.clock.advance_secs(30 * 24 * 3600 - 60);
    desk.get("/org").await.expect_status(200);
    api.clock.advance_secs(61);
    desk.get("/org").await.expect_problem(401, "session_over");
}

#[tokio::test]
async fn access_tokens_live_a_quarter_of_an_hour_and_are_refreshed() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let first = log_in(&api, "token").await;
    assert_eq!(first.body["tokens"]["expires_in"], 900);
    let caller = api.stranger().with_bearer(first.text_at("/tokens/access_token"));
    caller.get("/org").await.expect_status(200);
    api.clock.advance_secs(900);
    caller.get("/org").await.expect_problem(401, "token_expired");
    let next = api.stranger().post("/auth/refresh", json!({ "refresh_token": first.text_at("/tokens/refresh_token") })).await.expect_status(200);
    api.stranger().with_bearer(next.text_at("/access_token")).get("/org").await.expect_status(200);
    for bad in ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer ё"] {
        api.stranger().with_header("authorization", &bad.replace('ё', "%D1%91")).get("/org").await.expect_problem(401, "token_invalid");
    }
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_family() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let untouched = log_in(&api, "token").await;
    let first = log_in(&api, "token").await;
    let refresh = |token: &str| json!({ "refresh_token": token });
    let next = api.stranger().post("/auth/refresh", refresh(first.text_at("/tokens/refresh_token"))).await.expect_status(200);
    api.stranger().post("/auth/refresh", refresh(first.text_at("/tokens/refresh_token"))).await.expect_problem(401, "token_reused");
    api.stranger().post("/auth/refresh", refresh(next.text_at("/refresh_token"))).await.expect_problem(401, "token_invalid");
    api.stranger().with_bearer(next.text_at("/access_token")).get("/org").await.expect_problem(401, "token_revoked");
    api.stranger().with_bearer(untouched.text_at("/tokens/access_token")).get("/org").await.expect_status(200);
    let owner = api.stranger().with_bearer(untouched.text_at("/tokens/access_token"));
    assert_eq!(owner.get("/audit?action=reuse_refresh").await.expect_status(200).items().len(), 1);
}

#[tokio::test]
async fn of_two_racing_refreshes_one_wins() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let first = log_in(&api, "token").await;
    let body = json!({ "refresh_token": first.text_at("/tokens/refresh_token") });
    let (a, b, stranger) = (api.stranger(), api.stranger(), body.clone());
    let (a, b) = tokio::join!(a.post("/auth/refresh", body), b.post("/auth/refresh", stranger));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_own_person_only() {
    let api = TestApi::new().await;
    let phone = api.owner("anna").await;
    let boris = api.owner("boris").await;
    let desk = api.stranger().with_session(&log_in(&api, "cookie").await);
    let list = desk.get("/sessions").await.expect_status(200);
    let current: Vec<&str> = list.items().iter().filter(|s| s["is_current"] == true).map(|s| s["way"].as_str().unwrap()).collect();
    assert_eq!((list.items().len(), current.as_slice()), (2, &["cookie"][..]));
    let id = list.items().iter().find(|s| s["way"] == "token").unwrap()["id"].as_str().unwrap().to_owned();
    boris.delete(&format!("/sessions/{id}")).await.expect_problem(404, "not_found");
    phone.get("/org").await.expect_status(200);
    desk.delete(&format!("/sessions/{id}")).await.expect_status(204);
    phone.get("/org").await.expect_problem(401, "token_revoked");
    desk.delete(&format!("/sessions/{id}")).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn one_person_works_in_several_organizations() {
    let api = TestApi::new().await;
    let phone = api.owner("anna").await;
    let second = phone.post("/orgs", json!({ "name": "Вторая фирма", "timezone": "Asia/Almaty", "currency": "KZT", "region": "KZ" })).await.expect_status(201);
    let id = second.text_at("/id").to_owned();
    assert_eq!(phone.get("/orgs").await.items().len(), 2);
    let there = phone.post(&format!("/orgs/{id}/switch"), json!({})).await.expect_status(200);
    let there = api.stranger().with_bearer(there.text_at("/tokens/access_token"));
    assert_eq!(there.get("/org").await.text_at("/currency"), "KZT");
    assert_ne!(phone.get("/org").await.text_at("/id"), id, "the first token stays where it was");
    let desk = api.stranger().with_session(&log_in(&api, "cookie").await);
    desk.post(&format!("/orgs/{id}/switch"), json!({})).await.expect_status(200);
    assert_eq!(desk.get("/org").await.text_at("/id"), id);
    let boris = api.owner("boris").await;
    boris.post(&format!("/orgs/{id}/switch"), json!({})).await.expect_problem(404, "not_found");
    boris.post(&format!("/orgs/{}/switch", Uuid::now_v7()), json!({})).await.expect_problem(404, "not_found");
    phone.post("/orgs", json!({ "name": "Фирма", "currency": "xx1" })).await.expect_status(422);
}

#[tokio::test]
async fn nothing_under_the_api_opens_to_a_stranger() {
    let api = TestApi::new().await;
    let stranger: Client = api.stranger();
    for path in ["/org", "/orgs", "/members", "/invitations", "/api-keys", "/audit", "/audit/export", "/sessions", "/auth/me", "/events"] {
        stranger.get(path).await.expect_problem(401, "unauthorized");
        stranger.clone().with_key("smv_wrong").get(path).await.expect_problem(401, "key_invalid");
    }
}
