//! Registering, logging in, passwords: what works, what is refused, and what a stranger cannot learn.

use serde_json::json;
use testkit::http::{PASSWORD, TestApi};

fn login(email: &str, password: &str, way: &str) -> serde_json::Value {
    json!({ "email": email, "password": password, "way": way })
}

#[tokio::test]
async fn a_stranger_registers_and_is_the_owner() {
    let api = TestApi::new().await;
    let body = json!({ "email": " Anna@Example.com", "name": "Анна", "password": PASSWORD, "org_name": "Студия «Ёлочка»", "lang": "ru", "timezone": "Asia/Bishkek" });
    let reply = api.stranger().post("/auth/register", body).await.expect_status(201);
    assert_eq!(reply.text_at("/me/person/email"), "anna@example.com");
    assert_eq!(reply.text_at("/me/org/role"), "owner");
    assert!(reply.text_at("/me/org/slug").starts_with("studi"), "{}", reply.text);
    let cookies: Vec<&str> = reply.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap()).collect();
    assert!(cookies.iter().any(|c| c.starts_with("samovar_session=") && c.contains("HttpOnly") && c.contains("SameSite=Lax")), "{cookies:?}");
    let anna = api.stranger().with_session(&reply);
    let me = anna.get("/auth/me").await.expect_status(200);
    assert_eq!(me.body["permissions"].as_array().unwrap().len(), 12);
    assert_eq!(anna.get("/org").await.text_at("/timezone"), "Asia/Bishkek");
    anna.patch("/auth/me", json!({ "name": "Анна Ё." })).await.expect_status(200);
    assert_eq!(anna.get("/auth/me").await.text_at("/person/name"), "Анна Ё.");
}

#[tokio::test]
async fn registration_refuses_what_it_should() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let good = json!({ "email": "boris@example.com", "name": "Борис", "password": PASSWORD, "org_name": "Фирма" });
    for (field, value, status, code) in [
        ("email", json!("anna@example.com"), 409, "email_taken"),
        ("email", json!("ANNA@example.com"), 409, "email_taken"),
        ("email", json!("not an e-mail"), 422, "invalid"),
        ("password", json!("short"), 422, "password_weak"),
        ("password", json!("boris@example.com"), 422, "password_weak"),
        ("password", json!("1234567890"), 422, "password_weak"),
        ("timezone", json!("Mars/Olympus"), 422, "invalid"),
        ("name", json!("   "), 422, "invalid"),
        ("org_name", json!("x".repeat(121)), 422, "invalid"),
        ("extra", json!(1), 422, "unknown_field"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        api.stranger().post("/auth/register", body).await.expect_problem(status, code);
    }
    let closed = TestApi::with(api::ApiConfig { is_registration_open: false, ..api::ApiConfig::default() }).await;
    closed.stranger().post("/auth/register", good).await.expect_problem(403, "registration_closed");
}

#[tokio::test]
async fn log_in_tells_nothing_about_who_is_known() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let wrong = api.stranger().post("/auth/login", login("anna@example.com", "not the password", "cookie")).await.expect_problem(401, "login_wrong");
    let unknown = api.stranger().post("/auth/login", login("nobody@example.com", "not the password", "cookie")).await.expect_problem(401, "login_wrong");
    assert_eq!(wrong.text_at("/detail"), unknown.text_at("/detail"));
    assert!(wrong.headers.get("set-cookie").is_none());
    let known = api.stranger().post("/auth/password/forgot", json!({ "email": "anna@example.com" })).await.expect_status(202);
    let other = api.stranger().post("/auth/password/forgot", json!({ "email": "nobody@example.com" })).await.expect_status(202);
    assert_eq!((known.text.as_str(), other.text.as_str()), ("", ""));
    assert_eq!(api.mail.take().len(), 1);
    api.stranger().post("/auth/login", login("anna@example.com", PASSWORD, "cookie")).await.expect_status(200);
}

#[tokio::test]
async fn a_forgotten_password_is_reset_once_by_the_letter() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    api.stranger().post("/auth/password/forgot", json!({ "email": "anna@example.com" })).await.expect_status(202);
    let letters = api.mail.take();
    let app::person::Letter::PasswordReset { link } = &letters[0].what else { panic!("another letter") };
    let token = link.expose().split("/app/reset#token=").nth(1).unwrap().to_owned();
    let reset = |password: &str| json!({ "token": token, "password": password });
    api.stranger().post("/auth/password/reset", reset("short")).await.expect_problem(422, "password_weak");
    api.stranger().post("/auth/password/reset", reset("новый чайник 8")).await.expect_status(204);
    api.stranger().post("/auth/password/reset", reset("ещё один чайник")).await.expect_problem(422, "reset_token_invalid");
    anna.get("/auth/me").await.expect_problem(401, "token_revoked");
    api.stranger().post("/auth/login", login("anna@example.com", PASSWORD, "token")).await.expect_problem(401, "login_wrong");
    api.stranger().post("/auth/login", login("anna@example.com", "новый чайник 8", "token")).await.expect_status(200);
}

#[tokio::test]
async fn a_reset_link_expires_and_a_newer_one_replaces_it() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let link = |secret: Option<domain::Secret>| secret.unwrap().expose().split("/app/reset#token=").nth(1).unwrap().to_owned();
    let first = link(app::person::reset_link(&api.state.app, "Anna@example.com").await.unwrap());
    let second = link(app::person::reset_link(&api.state.app, "anna@example.com").await.unwrap());
    assert!(app::person::reset_link(&api.state.app, "nobody@example.com").await.unwrap().is_none());
    let reset = |token: &str| json!({ "token": token, "password": "новый чайник 8" });
    api.stranger().post("/auth/password/reset", reset(&first)).await.expect_problem(422, "reset_token_invalid");
    api.clock.advance_secs(3600);
    api.stranger().post("/auth/password/reset", reset(&second)).await.expect_problem(422, "reset_token_invalid");
}

#[tokio::test]
async fn changing_the_password_ends_the_other_sessions() {
    let api = TestApi::new().await;
    let phone = api.owner("anna").await;
    let reply = api.stranger().post("/auth/login", login("anna@example.com", PASSWORD, "cookie")).await.expect_status(200);
    let desk = api.stranger().with_session(&reply);
    let change = |old: &str, new: &str| json!({ "old_password": old, "new_password": new });
    desk.post("/auth/password/change", change("wrong old one", "новый чайник 8")).await.expect_problem(422, "password_wrong");
    desk.post("/auth/password/change", change(PASSWORD, "qwerty12345")).await.expect_problem(422, "password_weak");
    desk.post("/auth/password/change", change(PASSWORD, "новый чайник 8")).await.expect_status(204);
    desk.get("/auth/me").await.expect_status(200);
    phone.get("/auth/me").await.expect_problem(401, "token_revoked");
}
