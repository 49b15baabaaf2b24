//! Providers of models over HTTP: secrets go in and never come out, a live check, models, prices, limits, use.

use connectors::kit::ModelKit;
use connectors::kit::fake_model::{KEY, MODEL, Trouble};
use connectors::openai::OpenAi;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::http::TestApi;

#[tokio::test]
async fn a_provider_is_configured_checked_and_removed() {
    let api = TestApi::among_fakes().await;
    let anna = api.owner("anna").await;
    let fake = OpenAi.fake(Arc::new(api.clock.clone())).await.unwrap();
    let vendors = anna.get("/models/vendors").await.expect_status(200);
    let names: Vec<&str> = vendors.body.as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["anthropic", "gemini", "gigachat", "local", "openai", "yandexgpt"]);
    assert!(vendors.body[0]["settings_schema"]["properties"]["api_key"]["writeOnly"] == json!(true));
    let made = anna.post("/models/providers", json!({ "vendor": "openai", "name": "Основной", "settings": fake.form() })).await.expect_status(201);
    assert!(!made.text.contains(KEY) && made.body["has_secrets"] == json!(true) && made.body["health"] == json!("new"), "{}", made.text);
    let path = format!("/models/providers/{}", made.text_at("/id"));
    assert_eq!(anna.post(&format!("{path}/check"), Value::Null).await.expect_status(200).body["health"], json!("ok"));
    let models = anna.get(&format!("{path}/models")).await.expect_status(200);
    assert!(models.body["models"].as_array().unwrap().contains(&json!(MODEL)) && models.body["is_live"] == json!(true));
    let renamed = anna.patch(&path, json!({ "name": "Запасной", "is_paused": true })).await.expect_status(200);
    assert_eq!((renamed.text_at("/name"), &renamed.body["is_paused"], &renamed.body["has_secrets"]), ("Запасной", &json!(true), &json!(true)));
    anna.patch(&path, json!({ "settings": { "base_url": fake.settings()["base_url"], "api_key": "sk-another-0123456789" } })).await.expect_status(200);
    let refused = anna.post(&format!("{path}/check"), Value::Null).await.expect_problem(409, "model_auth");
    assert!(!refused.text.contains("sk-another"), "{}", refused.text);
    let shown = anna.get("/models/providers").await;
    assert_eq!((shown.items().len(), shown.text_at("/items/0/health")), (1, "disconnected"));
    assert!(!shown.text.contains("sk-another"));
    assert_eq!(fake.calls().iter().filter(|call| call.ends_with("/models")).count(), 3);
    let viewer = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await;
    let viewer = api.stranger().with_key(viewer.text_at("/key"));
    viewer.get("/models/providers").await.expect_status(200);
    viewer.delete(&path).await.expect_problem(403, "permission_missing");
    let audit = anna.get("/audit").await;
    assert!(audit.text.contains("provider") && !audit.text.contains(KEY) && !audit.text.contains("sk-another"));
    anna.delete(&path).await.expect_status(204);
    anna.get(&path).await.expect_problem(404, "not_found");
    fake.make(Trouble::ServerError);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_field() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    for (body, code, field) in [
        (json!({ "vendor": "icq", "name": "x" }), "vendor_unknown", "vendor"),
        (json!({ "vendor": "openai", "name": "x" }), "invalid", "api_key"),
        (json!({ "vendor": "openai", "name": "x", "settings": { "api_key": "sk-1234", "nonsense": 1 } }), "invalid", "settings.nonsense"),
        (json!({ "vendor": "openai", "name": "x", "settings": { "api_key": 7 } }), "invalid", "settings.api_key"),
        (json!({ "vendor": "openai", "name": "x", "settings": { "api_key": "sk-1234", "base_url": "http://127.0.0.1:11434/v1" } }), "address_not_allowed", "base_url"),
        (json!({ "vendor": "openai", "name": "x", "settings": { "api_key": "sk-1234", "base_url": "http://169.254.169.254/" } }), "address_not_allowed", "base_url"),
        (json!({ "vendor": "anthropic", "name": "x", "settings": { "api_key": "sk-1234", "proxy": "http://10.0.0.1:3128" } }), "address_not_allowed", "proxy"),
        (json!({ "vendor": "yandexgpt", "name": "x", "settings": { "api_key": "AQVN" } }), "invalid", "folder_id"),
        (json!({ "vendor": "gigachat", "name": "x", "settings": { "credentials": "eA==", "ca_pem": "x" } }), "invalid", "ca_pem"),
    ] {
        let problem = anna.post("/models/providers", body.clone()).await.expect_problem(422, code);
        assert_eq!(problem.text_at("/field"), field, "{body}");
    }
    assert!(anna.get("/models/providers").await.items().is_empty());
}

#[tokio::test]
async fn prices_and_limits_are_the_firms_own() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let boris = api.owner("boris").await;
    let price = |model: &str, input: i64| json!({ "vendor": "openai", "model": model, "input": input, "cached": 1, "output": 2, "currency": "RUB" });
    let before = anna.get("/models/prices").await.expect_status(200);
    assert!(before.body["prices"] == json!([]) && !before.body["shipped_prices"].as_array().unwrap().is_empty());
    let table = json!({ "prices": [price("a", 5)], "rates": [{ "currency": "RUB", "per_dollar": 90_000_000 }] });
    let set = anna.put("/models/prices", table.clone()).await.expect_status(200);
    assert_eq!((&set.body["prices"], &set.body["rates"]), (&table["prices"], &table["rates"]));
    assert_eq!(boris.get("/models/prices").await.body["prices"], json!([]));
    for (body, field) in [
        (json!({ "prices": [price("a", -1)] }), "prices[0].input"), (json!({ "prices": [price("a", 1), price("a", 2)] }), "prices[1].model"), (json!({ "prices": [price("", 1)] }), "prices[0].model"),
        (json!({ "prices": [], "rates": [{ "currency": "RUB", "per_dollar": 0 }] }), "rates[0].per_dollar"), (json!({ "prices": [price("a", i64::MAX)] }), "prices[0].input"),
    ] {
        let problem = anna.put("/models/prices", body.clone()).await.expect_status(422);
        assert_eq!(problem.text_at("/field"), field, "{body}");
    }
    assert_eq!(anna.get("/models/prices").await.body["prices"], table["prices"], "a refused table changes nothing");
    let limits = json!({ "day_tokens": 100_000, "day_money": 50_000, "month_money": 0 });
    assert_eq!(anna.put("/models/limits", limits.clone()).await.expect_status(200).body, limits);
    assert_eq!(anna.get("/models/limits").await.body, limits);
    assert_eq!(boris.get("/models/limits").await.body["day_tokens"], json!(0));
    anna.put("/models/limits", json!({ "day_tokens": -1, "day_money": 0, "month_money": 0 })).await.expect_problem(422, "invalid");
    let usage = anna.get("/models/usage").await.expect_status(200);
    assert_eq!((usage.text_at("/from"), usage.text_at("/to"), &usage.body["rows"]), ("2026-10-25", "2026-11-23", &json!([])));
    anna.get("/models/usage?from=2026-11-24&to=2026-11-23").await.expect_problem(422, "invalid");
    anna.get("/models/usage?from=2020-01-01").await.expect_problem(422, "invalid");
}
