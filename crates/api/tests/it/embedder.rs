//! The embedder over HTTP: the contract of the screen, refusals by code, permissions, the model folders of the server.

use connectors::kit::ModelKit;
use connectors::kit::fake_model::Trouble;
use connectors::openai::OpenAi;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::http::TestApi;

const PATH: &str = "/knowledge/embedder";

#[tokio::test]
async fn an_embedder_is_chosen_watched_and_switched_off() {
    let api = TestApi::among_fakes().await;
    let anna = api.owner("anna").await;
    let boris = api.owner("boris").await;
    let fake = OpenAi.fake(Arc::new(api.clock.clone())).await.unwrap();
    let off = json!({ "embedder": null, "state": "off", "done": 0, "total": 0, "error": null, "local_folders": [] });
    assert_eq!(anna.get(PATH).await.expect_status(200).body, off);
    anna.post(&format!("{PATH}/retry"), Value::Null).await.expect_problem(409, "embedder_off");
    let provider = anna.post("/models/providers", json!({ "vendor": "openai", "name": "Основной", "settings": fake.form() })).await.expect_status(201).text_at("/id").to_owned();
    let wish = json!({ "provider_id": provider, "model": "text-embedding-3-small" });
    for (trouble, status, code) in [
        (Trouble::BadKey, 409, "model_auth"), (Trouble::NoMoney, 409, "model_no_money"), (Trouble::ModelGone, 422, "model_unknown"), (Trouble::TooMany { retry_after: Some(3) }, 429, "model_rate_limited"),
        (Trouble::ServerError, 503, "model_overloaded"),
    ] {
        fake.make_embedding(trouble);
        anna.put(PATH, wish.clone()).await.expect_problem(status, code);
    }
    boris.put(PATH, wish.clone()).await.expect_problem(404, "provider_unknown");
    let silent = anna.post("/models/providers", json!({ "vendor": "anthropic", "name": "Слова", "settings": { "api_key": "sk-ant-x" } })).await.expect_status(201).text_at("/id").to_owned();
    anna.put(PATH, json!({ "provider_id": silent, "model": "m" })).await.expect_problem(422, "embeddings_unsupported");
    anna.put(PATH, json!({ "provider_id": provider, "model": " " })).await.expect_status(422);
    anna.put(PATH, json!({ "provider_id": provider, "model": "m", "dims": 3 })).await.expect_status(422);
    assert_eq!(anna.get(PATH).await.body, off, "a refused choice changes nothing");
    let chosen = anna.put(PATH, wish.clone()).await.expect_status(200);
    assert_eq!(chosen.body["embedder"], json!({ "provider_id": provider, "provider_title": "Основной", "vendor": "openai", "model": "text-embedding-3-small", "dims": 8 }));
    assert_eq!(chosen.text_at("/state"), "embedding");
    while app::job::drain(&api.state.app).await.unwrap() > 0 {
        while !api.state.app.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(anna.get(PATH).await.text_at("/state"), "ready");
    assert_eq!(boris.get(PATH).await.body, off);
    anna.delete(&format!("/models/providers/{provider}")).await.expect_problem(409, "provider_embeds");
    let asked = anna.post("/knowledge/ask", json!({ "question": "Где парковка?" })).await.expect_status(200);
    assert_eq!(asked.text_at("/meaning"), "used");
    let viewer = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await;
    let viewer = api.stranger().with_key(viewer.text_at("/key"));
    viewer.get(PATH).await.expect_status(200);
    viewer.put(PATH, wish).await.expect_problem(403, "permission_missing");
    viewer.delete(PATH).await.expect_problem(403, "permission_missing");
    viewer.post(&format!("{PATH}/retry"), Value::Null).await.expect_problem(403, "permission_missing");
    anna.post(&format!("{PATH}/retry"), Value::Null).await.expect_status(200);
    assert!(anna.get("/audit").await.text.contains("embedder"));
    anna.delete(PATH).await.expect_status(204);
    anna.delete(PATH).await.expect_status(204);
    assert_eq!(anna.get(PATH).await.body, off);
    anna.delete(&format!("/models/providers/{provider}")).await.expect_status(204);
}

#[tokio::test]
async fn a_model_folder_needs_no_key_and_stands_in_no_chain() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let vendors = anna.get("/models/vendors").await.expect_status(200);
    let local = vendors.body.as_array().unwrap().iter().find(|v| v["name"] == "local").unwrap().clone();
    assert_eq!((&local["generation"], &local["embeddings"]), (&json!(false), &json!(true)));
    let provider = anna.post("/models/providers", json!({ "vendor": "local", "name": "Папка" })).await.expect_status(201).text_at("/id").to_owned();
    // This server has no folder of that name, and none that a path could name.
    for model in ["potion", "../potion", "/etc"] {
        anna.put(PATH, json!({ "provider_id": provider, "model": model })).await.expect_problem(422, "model_unknown");
    }
    let draft = json!({ "model": { "chain": [{ "provider_id": provider, "model": "potion" }] } });
    anna.post("/agents", json!({ "name": "Варя", "role": "sales", "draft": draft })).await.expect_problem(422, "provider_only_embeds");
}
