//! Settings of the organization: changed one by one, checked each, heard in what the agent says. Roles and what they may do.

use serde_json::{Value, json};
use testkit::http::{Client, TestApi};

async fn say(who: &Client, chat: &str, text: &str) -> String {
    let reply = who.post("/messages", json!({ "chat_id": chat, "text": text })).await.expect_status(200);
    reply.body["replies"].as_array().unwrap().iter().map(|r| r["text"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

fn set(settings: Value) -> Value {
    json!({ "settings": settings })
}

#[tokio::test]
async fn two_screens_do_not_overwrite_each_other() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    anna.patch("/org", set(json!({ "agent_name": " Аня ", "phone": "+79161234567" }))).await.expect_status(200);
    anna.patch("/org", set(json!({ "hold_minutes": 25 }))).await.expect_status(200);
    let now = anna.patch("/org", set(json!({ "languages": ["en", "ru"], "greetings": { "ru": "Рады вам!" } }))).await.expect_status(200);
    let settings = &now.body["settings"];
    assert_eq!((&settings["agent_name"], &settings["hold_minutes"], &settings["phone"]), (&json!("Аня"), &json!(25), &json!("+79161234567")));
    assert_eq!((&settings["languages"], &settings["greetings"]["ru"]), (&json!(["en", "ru"]), &json!("Рады вам!")));
    let cleared = anna.patch("/org", set(json!({ "phone": null }))).await.expect_status(200);
    assert_eq!((&cleared.body["settings"]["phone"], &cleared.body["settings"]["hold_minutes"]), (&Value::Null, &json!(25)));
    for (wrong, code) in [
        (json!({ "hold_minutes": 0 }), "invalid"), (json!({ "hold_minutes": "x" }), "invalid"), (json!({ "hold_minutes": null }), "invalid"), (json!({ "nonsense": 1 }), "unknown_field"),
        (json!({ "languages": ["kk"] }), "invalid"), (json!({ "languages": ["ru", "ru"] }), "invalid"), (json!({ "greetings": { "ru": "x".repeat(301) } }), "invalid"), (json!([]), "invalid"),
    ] {
        anna.patch("/org", set(wrong)).await.expect_problem(422, code);
    }
}

#[tokio::test]
async fn the_agent_answers_in_the_firms_languages_and_greets_in_its_words() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    anna.patch("/org", set(json!({ "greetings": { "ru": "Добро пожаловать к Анне!" } }))).await.expect_status(200);
    let heard = say(&anna, "c1", "Здравствуйте").await;
    assert!(heard.starts_with("Добро пожаловать к Анне!") && !heard.contains("Здравствуйте"), "{heard}");
    assert!(!say(&anna, "c1", "а вы где находитесь?").await.contains("Добро пожаловать"));
    // Nothing is written for English: the usual words.
    let english = say(&anna, "c2", "Hello, what are your prices?").await;
    assert!(english.is_ascii() || !english.contains("Добро"), "{english}");
    anna.patch("/org", set(json!({ "languages": ["ru"] }))).await.expect_status(200);
    let only_russian = say(&anna, "c3", "Hello, what are your prices?").await;
    assert!(only_russian.starts_with("Добро пожаловать к Анне!"), "{only_russian}");
    anna.patch("/org", set(json!({ "languages": ["en"] }))).await.expect_status(200);
    let only_english = say(&anna, "c4", "Здравствуйте, сколько стоит стрижка?").await;
    assert!(!only_english.chars().any(|c| ('а'..='я').contains(&c)), "{only_english}");
}

#[tokio::test]
async fn roles_say_what_they_may_do() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let roles = anna.get("/roles").await.expect_status(200);
    let names: Vec<&str> = roles.items().iter().map(|r| r["role"].as_str().unwrap()).collect();
    assert_eq!(names, ["owner", "admin", "manager", "operator", "viewer"]);
    assert_eq!(roles.items()[4]["permissions"], json!(["read"]));
    assert!(roles.items().iter().all(|r| r["can_grant"] == json!(true)));
}
