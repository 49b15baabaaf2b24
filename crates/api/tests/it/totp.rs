//! The second factor: set up, asked for at every door, codes that work once, lock-out, recovery, reset by an owner.

use serde_json::{Value, json};
use testkit::http::{Client, PASSWORD, TestApi};

fn login(email: &str, code: Option<&str>) -> Value {
    let mut body = json!({ "email": email, "password": PASSWORD, "way": "token" });
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    body
}

/// Turns it on; the secret as the app would hold it, and the recovery codes.
async fn turn_on(api: &TestApi, who: &Client) -> (String, Vec<String>) {
    let setup = who.post("/auth/totp/setup", json!({})).await.expect_status(200);
    let secret = setup.text_at("/secret").to_owned();
    assert!(setup.text_at("/otpauth_url").contains(&format!("secret={secret}&issuer=Samovar")));
    assert!(setup.text_at("/qr_svg").starts_with("<svg"));
    let on = who.post("/auth/totp/enable", json!({ "code": code(api, &secret) })).await.expect_status(200);
    let codes = on.body["recovery_codes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect();
    (secret, codes)
}

fn code(api: &TestApi, secret: &str) -> String {
    app::totp::code_of(secret, api.state.now())
}

#[tokio::test]
async fn a_log_in_needs_a_fresh_code_once_it_is_on() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    assert_eq!(anna.get("/auth/me").await.body["has_totp"], json!(false));
    anna.post("/auth/totp/enable", json!({ "code": "123456" })).await.expect_problem(409, "totp_not_set_up");
    anna.post("/auth/totp/setup", json!({})).await.expect_status(200);
    anna.post("/auth/totp/enable", json!({ "code": "12345678" })).await.expect_problem(422, "totp_wrong");
    api.stranger().post("/auth/login", login("anna@example.com", None)).await.expect_status(200);
    let (secret, codes) = turn_on(&api, &anna).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(anna.get("/auth/me").await.body["has_totp"], json!(true));
    assert_eq!(anna.get("/members").await.body.pointer("/items/0/has_totp"), Some(&json!(true)));
    anna.post("/auth/totp/setup", json!({})).await.expect_problem(409, "totp_enabled");

    let stranger = api.stranger();
    stranger.post("/auth/login", login("anna@example.com", None)).await.expect_problem(401, "totp_required");
    stranger.post("/auth/login", json!({ "email": "anna@example.com", "password": "not the password", "code": code(&api, &secret) })).await.expect_problem(401, "login_wrong");
    // The code that turned it on is used up.
    stranger.post("/auth/login", login("anna@example.com", Some(&code(&api, &secret)))).await.expect_problem(401, "totp_wrong");
    api.clock.advance_secs(30);
    let fresh = code(&api, &secret);
    stranger.post("/auth/login", login("anna@example.com", Some(&fresh))).await.expect_status(200);
    stranger.post("/auth/login", login("anna@example.com", Some(&fresh))).await.expect_problem(401, "totp_wrong");
}

#[tokio::test]
async fn recovery_codes_work_once_and_are_replaced() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (secret, codes) = turn_on(&api, &anna).await;
    let typed = codes[0].to_uppercase().replace('-', " ");
    api.stranger().post("/auth/login", login("anna@example.com", Some(&typed))).await.expect_status(200);
    api.stranger().post("/auth/login", login("anna@example.com", Some(&codes[0]))).await.expect_problem(401, "totp_wrong");
    api.clock.advance_secs(30);
    anna.post("/auth/totp/recovery-codes", json!({ "code": "000000000" })).await.expect_problem(422, "totp_wrong");
    let renewed = anna.post("/auth/totp/recovery-codes", json!({ "code": code(&api, &secret) })).await.expect_status(200);
    api.stranger().post("/auth/login", login("anna@example.com", Some(&codes[1]))).await.expect_problem(401, "totp_wrong");
    let new = renewed.text_at("/recovery_codes/0").to_owned();
    anna.post("/auth/totp/disable", json!({ "password": "not the password", "code": new })).await.expect_problem(422, "password_wrong");
    anna.post("/auth/totp/disable", json!({ "password": PASSWORD, "code": new })).await.expect_status(204);
    api.stranger().post("/auth/login", login("anna@example.com", None)).await.expect_status(200);
    let log = anna.get("/audit?noun=person").await;
    let actions: Vec<&str> = log.items().iter().map(|l| l["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["disable_totp", "renew_recovery_codes", "enable_totp"]);
    assert!(!log.text.contains(&secret) && !log.text.contains(&new));
}

#[tokio::test]
async fn guessing_codes_locks_the_account_for_a_while() {
    let api = TestApi::with(crate::lockout::open_handed()).await;
    let anna = api.owner("anna").await;
    let (secret, codes) = turn_on(&api, &anna).await;
    for _ in 0..5 {
        // The right password alone is not a success that wipes the count out.
        api.stranger().post("/auth/login", login("anna@example.com", None)).await.expect_problem(401, "totp_required");
        api.stranger().post("/auth/login", login("anna@example.com", Some("999999999"))).await.expect_problem(401, "totp_wrong");
    }
    for right in [code(&api, &secret), codes[0].clone()] {
        let locked = api.stranger().post("/auth/login", login("anna@example.com", Some(&right))).await.expect_problem(429, "login_locked");
        assert_eq!(locked.header("retry-after"), "60");
    }
    // The owner's open session goes on, but does not get around it.
    anna.get("/auth/me").await.expect_status(200);
    anna.post("/auth/totp/recovery-codes", json!({ "code": codes[0] })).await.expect_problem(429, "login_locked");
    api.clock.advance_secs(60);
    // One more wrong one, here a recovery code in a form, costs a longer wait.
    anna.post("/auth/totp/recovery-codes", json!({ "code": "aaaa-bbbb-cccc-dddd" })).await.expect_problem(422, "totp_wrong");
    let locked = api.stranger().post("/auth/login", login("anna@example.com", Some(&code(&api, &secret)))).await.expect_problem(429, "login_locked");
    assert_eq!(locked.header("retry-after"), "300");
    api.clock.advance_secs(300);
    api.stranger().post("/auth/login", login("anna@example.com", Some(&code(&api, &secret)))).await.expect_status(200);
}

#[tokio::test]
async fn an_invitation_is_no_way_around_it() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let (secret, _) = turn_on(&api, &boris).await;
    let invited = anna.post("/invitations", json!({ "email": "boris@example.com", "role": "operator" })).await.expect_status(201);
    let accept = |code: Option<String>| {
        let mut body = json!({ "token": invited.text_at("/token"), "password": PASSWORD, "way": "token" });
        if let Some(code) = code {
            body["code"] = json!(code);
        }
        body
    };
    api.stranger().post("/invitations/accept", accept(None)).await.expect_problem(401, "totp_required");
    api.clock.advance_secs(30);
    api.stranger().post("/invitations/accept", accept(Some(code(&api, &secret)))).await.expect_status(200);
    // He works in two firms now: one owner alone does not lower the safety of the other.
    let members = anna.get("/members").await;
    let his = members.items().iter().find(|m| m["email"] == "boris@example.com").unwrap()["id"].as_str().unwrap().to_owned();
    anna.delete(&format!("/members/{his}/totp")).await.expect_problem(409, "member_elsewhere");
}

#[tokio::test]
async fn an_owner_takes_the_lost_factor_of_a_member_away() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let mut clients = Vec::new();
    for (email, role) in [("vera@example.com", "operator"), ("gleb@example.com", "admin")] {
        let invited = anna.post("/invitations", json!({ "email": email, "role": role })).await.expect_status(201);
        let joined = api.stranger().post("/invitations/accept", json!({ "token": invited.text_at("/token"), "name": "В", "password": PASSWORD, "way": "token" })).await.expect_status(200);
        clients.push(api.stranger().with_bearer(joined.text_at("/tokens/access_token")));
    }
    let (vera, gleb) = (&clients[0], &clients[1]);
    turn_on(&api, vera).await;
    let members = anna.get("/members").await;
    let hers = members.items().iter().find(|m| m["email"] == "vera@example.com").unwrap();
    assert_eq!(hers["has_totp"], json!(true));
    assert!(hers["last_seen_at"].is_string());
    let path = format!("/members/{}/totp", hers["id"].as_str().unwrap());
    gleb.delete(&path).await.expect_problem(403, "permission_missing");
    api.owner("boris").await.delete(&path).await.expect_problem(404, "not_found");
    anna.delete(&path).await.expect_status(204);
    anna.delete(&path).await.expect_problem(409, "totp_off");
    vera.get("/auth/me").await.expect_problem(401, "token_revoked");
    api.stranger().post("/auth/login", login("vera@example.com", None)).await.expect_status(200);
    assert!(anna.get("/audit?action=reset_totp").await.text.contains("vera@example.com"));
}

#[tokio::test]
async fn a_new_master_key_keeps_the_second_factor() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (secret, _) = turn_on(&api, &anna).await;
    let fresh = app::vault::Vault::new([9; 32]);
    api.state.app.vault().rotate(&api.db.db, &fresh).await.unwrap();
    let app = app::App::new(api.db.db.clone(), std::sync::Arc::new(api.clock.clone()), fresh, connectors::all(), app::AppConfig { files: api.db.files(), ..app::AppConfig::default() });
    let (address, stop) = testkit::http::serve(api::ApiState::new(app, api.mail.clone(), api::ApiConfig::default())).await;
    api.clock.advance_secs(30);
    Client::new(address).post("/auth/login", login("anna@example.com", Some(&code(&api, &secret)))).await.expect_status(200);
    stop.cancel();
}
