//! Bad input of every shape gets a clear problem, never a fault; every answer carries its trace and its headers.

use reqwest::Method;
use serde_json::json;
use testkit::http::TestApi;

#[tokio::test]
async fn bodies_of_every_wrong_shape() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let json = Some("application/json");
    let nested = format!("{{\"name\":{}1{}}}", "[".repeat(20_000), "]".repeat(20_000));
    let cases: Vec<(Option<&str>, Vec<u8>, u16, &str)> = vec![
        (json, b"{\"name\":".to_vec(), 400, "malformed_json"),
        (json, b"".to_vec(), 400, "malformed_json"),
        (json, b"\xff\xfe".to_vec(), 400, "malformed_json"),
        (json, nested.into_bytes(), 422, "invalid"),
        (json, b"[]".to_vec(), 422, "missing"),
        (json, b"null".to_vec(), 422, "invalid"),
        (json, b"{\"name\":\"a\\u0000b\",\"scopes\":[\"read\"]}".to_vec(), 422, "invalid"),
        (json, b"{\"name\":\"a\",\"name\":\"b\",\"scopes\":[\"read\"]}".to_vec(), 422, "invalid"),
        (None, b"{}".to_vec(), 415, "unsupported_media_type"),
        (Some("text/plain"), b"{}".to_vec(), 415, "unsupported_media_type"),
        (Some("application/x-www-form-urlencoded"), b"name=a".to_vec(), 415, "unsupported_media_type"),
        (json, vec![b' '; 300 * 1024], 413, "too_large"),
        (json, vec![b'x'; 10 * 1024 * 1024], 413, "too_large"),
        (json, format!("{{\"name\":\"{}\",\"scopes\":[\"read\"]}}", "😀".repeat(2_000)).into_bytes(), 422, "invalid"),
    ];
    for (kind, body, status, code) in cases {
        let shown = String::from_utf8_lossy(&body).chars().take(40).collect::<String>();
        let reply = anna.raw(Method::POST, "/api-keys", kind, body).await;
        assert!(reply.status == status && (reply.code() == code || shown.starts_with('[')), "{shown}: {} {}", reply.status, reply.text);
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn addresses_and_methods_nobody_serves() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    anna.get("/nothing").await.expect_problem(404, "not_found");
    anna.get("//nothing/at/all").await.expect_problem(404, "not_found");
    anna.delete("/audit").await.expect_problem(405, "method_not_allowed");
    anna.send(Method::TRACE, "/members", None).await.expect_problem(405, "method_not_allowed");
    for id in ["x", "0", "%00", "00000000-0000-0000-0000-00000000000g"] {
        let reply = anna.get(&format!("/members/{id}")).await.expect_problem(422, "invalid");
        assert_eq!(reply.text_at("/field"), "id");
    }
    anna.get("/members/018f3f2e-0000-7000-8000-000000000000").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn webhooks_nobody_configured_are_refused_as_problems() {
    let api = TestApi::new().await;
    let id = uuid::Uuid::now_v7();
    for (path, body, status) in [
        (format!("//hooks/telegram/{id}"), b"{}".to_vec(), 404),
        ("//hooks/telegram/not-an-id".to_owned(), b"{}".to_vec(), 404),
        ("//hooks/nobody/x/y".to_owned(), b"{}".to_vec(), 404),
        (format!("//hooks/telegram/{id}"), vec![b'x'; 2 * 1024 * 1024], 413),
    ] {
        let reply = api.stranger().raw(Method::POST, &path, Some("application/json"), body).await.expect_status(status);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
}

#[tokio::test]
async fn every_answer_has_its_trace_and_headers() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let reply = anna.clone().with_header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").get("/org").await.expect_status(200);
    assert_eq!(reply.header("x-trace-id"), "4bf92f3577b34da6a3ce929d0e0e4736");
    let reply = anna.with_header("x-request-id", "my-own-id-7").get("/nothing").await.expect_problem(404, "not_found");
    assert_eq!(reply.text_at("/trace_id"), "my-own-id-7");
    for (name, value) in [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "same-origin"), ("cache-control", "no-store")] {
        assert_eq!(reply.header(name), value, "{name}");
    }
    assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn other_origins_are_let_in_only_when_named_and_never_with_cookies() {
    let api = TestApi::with(api::ApiConfig { cors_origins: vec!["https://shop.example.ru".into()], ..api::ApiConfig::default() }).await;
    let preflight = |origin: &str| api.stranger().with_header("origin", origin).with_header("access-control-request-method", "POST").with_header("access-control-request-headers", "x-api-key");
    let ours = preflight("https://shop.example.ru").send(Method::OPTIONS, "/members", None).await;
    assert_eq!(ours.header("access-control-allow-origin"), "https://shop.example.ru");
    assert_eq!(ours.header("access-control-allow-credentials"), "");
    let foreign = preflight("https://evil.example").send(Method::OPTIONS, "/members", None).await;
    assert_eq!(foreign.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn settings_out_of_bounds_name_their_field() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    for (patch, field) in [
        (json!({ "settings": { "hold_minutes": 0 } }), "settings.hold_minutes"),
        (json!({ "settings": { "horizon_days": 100000 } }), "settings.horizon_days"),
        (json!({ "settings": { "hold_minutes": -1 } }), "settings.hold_minutes"),
        (json!({ "settings": { "hold": 5 } }), "settings.hold"),
        (json!({ "timezone": "Europe/Msk" }), "timezone"),
        (json!({ "lang": "fr" }), "lang"),
    ] {
        let reply = anna.patch("/org", patch).await.expect_status(422);
        assert_eq!(reply.text_at("/field"), field, "{}", reply.text);
    }
    let reply = anna.patch("/org", json!({ "settings": { "agent_name": "Ёлка", "hold_minutes": 15 } })).await.expect_status(200);
    assert_eq!((reply.text_at("/settings/agent_name"), &reply.body["settings"]["hold_minutes"]), ("Ёлка", &json!(15)));
}
