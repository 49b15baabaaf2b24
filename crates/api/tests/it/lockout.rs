//! Guessing passwords and codes: waits that grow, hold on every node and say nothing about who is known.

use api::{ApiConfig, ApiState, LimitConfig};
use serde_json::{Value, json};
use testkit::http::{Client, PASSWORD, TestApi};

fn login(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password, "way": "token" })
}

/// Without the counters of one process, which would refuse first.
pub fn open_handed() -> ApiConfig {
    let limits = LimitConfig { login_attempts: 10_000, anonymous_per_minute: 10_000, ..LimitConfig::default() };
    ApiConfig { limits, trusted_proxies: vec!["127.0.0.1".parse().unwrap()], ..ApiConfig::default() }
}

async fn wait_of(client: &Client, email: &str) -> i64 {
    client.post("/auth/login", login(email, PASSWORD)).await.expect_problem(429, "login_locked").header("retry-after").parse().unwrap()
}

#[tokio::test]
async fn waits_grow_and_are_the_same_for_an_account_that_is_not_there() {
    let api = TestApi::with(open_handed()).await;
    api.owner("anna").await;
    let from = |ip: &str| api.stranger().with_header("x-forwarded-for", ip);
    for (email, ip) in [("anna@example.com", "198.51.100.1"), ("nobody@example.com", "198.51.100.2")] {
        let caller = from(ip);
        for _ in 0..5 {
            caller.post("/auth/login", login(email, "not the password")).await.expect_problem(401, "login_wrong");
        }
        // The right password, and from elsewhere.
        assert_eq!(wait_of(&caller, email).await, 60);
        assert_eq!(wait_of(&from("203.0.113.9"), email).await, 60);
    }
    for wait in [300, 900, 3600, 3600] {
        api.clock.advance_secs(3601);
        from("198.51.100.1").post("/auth/login", login("anna@example.com", "not the password")).await.expect_problem(401, "login_wrong");
        assert_eq!(wait_of(&from("198.51.100.1"), "anna@example.com").await, wait);
    }
    // Another process over the same database, with a memory of its own.
    let (address, stop) = testkit::http::serve(ApiState::new(api.state.app.clone(), api.mail.clone(), open_handed())).await;
    assert_eq!(wait_of(&Client::new(address), "anna@example.com").await, 3600);
    stop.cancel();
    api.clock.advance_secs(3600);
    let reply = api.stranger().post("/auth/login", login("anna@example.com", PASSWORD)).await.expect_status(200);
    // The log says what happened and from where.
    let anna = api.stranger().with_bearer(reply.text_at("/tokens/access_token"));
    let log = anna.get("/audit?action=lock_out").await.expect_status(200);
    assert_eq!(log.items().len(), 5);
    assert_eq!((log.text_at("/items/0/actor_kind"), log.text_at("/items/0/ip")), ("system", "198.51.100.1"));
    assert_eq!(log.body.pointer("/items/0/after/failures"), Some(&json!(9)));
    // Right once, and the count begins anew.
    for _ in 0..4 {
        api.stranger().post("/auth/login", login("anna@example.com", "not the password")).await.expect_problem(401, "login_wrong");
    }
    api.stranger().post("/auth/login", login("anna@example.com", PASSWORD)).await.expect_status(200);
}

#[tokio::test]
async fn guesses_at_once_are_counted_all() {
    let api = TestApi::with(open_handed()).await;
    api.owner("anna").await;
    let guess = || async { api.stranger().post("/auth/login", login("anna@example.com", "not the password")).await.status };
    let mut statuses = futures::future::join_all((0..12).map(|_| guess())).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [[401; 5].as_slice(), &[429; 7]].concat());
}

#[tokio::test]
async fn a_letter_lifts_the_wait() {
    let api = TestApi::with(open_handed()).await;
    api.owner("anna").await;
    for _ in 0..5 {
        api.stranger().post("/auth/login", login("anna@example.com", "not the password")).await.expect_problem(401, "login_wrong");
    }
    assert_eq!(wait_of(&api.stranger(), "anna@example.com").await, 60);
    api.stranger().post("/auth/password/forgot", json!({ "email": "anna@example.com" })).await.expect_status(202);
    let letters = api.mail.take();
    let app::person::Letter::PasswordReset { link } = &letters[0].what else { panic!("another letter") };
    let token = link.expose().split("#token=").nth(1).unwrap().to_owned();
    api.stranger().post("/auth/password/reset", json!({ "token": token, "password": "новый чайник 8" })).await.expect_status(204);
    api.stranger().post("/auth/login", login("anna@example.com", "новый чайник 8")).await.expect_status(200);
}

#[tokio::test]
async fn one_address_cannot_try_many_accounts() {
    let api = TestApi::with(open_handed()).await;
    api.owner("anna").await;
    let from = |ip: &str| api.stranger().with_header("x-forwarded-for", ip);
    for n in 0..30 {
        // An own account in between wipes nothing out.
        if n == 20 {
            from("2001:db8::1").post("/auth/login", login("anna@example.com", PASSWORD)).await.expect_status(200);
        }
        from(&format!("2001:db8::{n}")).post("/auth/login", login(&format!("n{n}@example.com"), "not the password")).await.expect_problem(401, "login_wrong");
    }
    assert_eq!(wait_of(&from("2001:db8::ffff"), "anna@example.com").await, 60);
    from("2001:db8:0:1::1").post("/auth/login", login("anna@example.com", PASSWORD)).await.expect_status(200);
    api.clock.advance_secs(60);
    from("2001:db8::1").post("/auth/login", login("anna@example.com", PASSWORD)).await.expect_status(200);
}

#[tokio::test]
async fn forms_of_a_session_and_invitations_are_no_back_door() {
    let api = TestApi::with(open_handed()).await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let invited = boris.post("/invitations", json!({ "email": "anna@example.com", "role": "operator" })).await.expect_status(201);
    let accept = json!({ "token": invited.text_at("/token"), "password": "not the password", "way": "token" });
    for _ in 0..2 {
        api.stranger().post("/invitations/accept", accept.clone()).await.expect_problem(401, "login_wrong");
    }
    let change = |old: &str| json!({ "old_password": old, "new_password": "новый чайник 8" });
    for _ in 0..3 {
        anna.post("/auth/password/change", change("not the password")).await.expect_problem(422, "password_wrong");
    }
    anna.post("/auth/password/change", change(PASSWORD)).await.expect_problem(429, "login_locked");
    api.stranger().post("/invitations/accept", accept).await.expect_problem(429, "login_locked");
    assert_eq!(wait_of(&api.stranger(), "anna@example.com").await, 60);
}
