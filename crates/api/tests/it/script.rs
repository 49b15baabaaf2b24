//! Scripts over HTTP: made, read, changed, removed; variables; objections as JSON and CSV; strict input.

use serde_json::json;
use testkit::http::TestApi;

#[tokio::test]
async fn a_script_is_made_read_changed_and_removed() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let made = anna
        .post("/scripts", json!({ "name": " Подбор ", "lang": "ru", "role": "qualification", "stages": ["new-lead"], "triggers": ["хочу в тур"], "steps": [{ "say": "Сколько вас?", "asks": "people", "kind": "people" }, { "say": "Вас {{people}}." }] }))
        .await
        .expect_status(201);
    let path = format!("/scripts/{}", made.text_at("/id"));
    assert_eq!((made.text_at("/name"), made.text_at("/role"), made.text_at("/steps/0/kind"), made.text_at("/steps/1/kind")), ("Подбор", "qualification", "people", "text"));
    let changed = anna.patch(&path, json!({ "role": null, "is_active": false })).await.expect_status(200);
    assert_eq!((changed.body["role"].is_null(), changed.body["steps"] == made.body["steps"]), (true, true));
    assert_eq!(anna.get(&path).await.expect_status(200).body, changed.body);
    let file = anna.get(&format!("{path}/export")).await.expect_status(200);
    let copy = anna.post("/scripts/import", file.body).await.expect_status(201);
    assert_eq!(copy.text_at("/name"), "Подбор (2)");
    assert_eq!(anna.get("/scripts").await.expect_status(200).items().len(), 2);
    let agent = anna.post("/agents", json!({ "name": "Варя", "role": "sales", "draft": { "scripts": [made.body["id"]] } })).await.expect_status(201);
    assert_eq!(anna.delete(&path).await.expect_status(200).body["is_active"], false, "an agent lists it");
    anna.delete(&format!("/agents/{}", agent.text_at("/id"))).await.expect_status(204);
    anna.delete(&path).await.expect_status(204);
    anna.delete(&path).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn nothing_is_said_that_nobody_has_asked_for() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let with = |steps: serde_json::Value| json!({ "name": "x", "lang": "ru", "steps": steps });
    for (body, field, code) in [
        (with(json!([{ "say": "Бюджет {{budget}}?" }])), "steps[0].say", "variable_unknown"),
        (with(json!([{ "say": "Бюджет?", "asks": "budget", "again": "{{days}}" }])), "steps[0].again", "variable_unknown"),
        (with(json!([{ "say": "{{name" }])), "steps[0].say", "variable_unclosed"),
        (with(json!([{ "say": "Да?", "kind": "choice", "choices": ["Да"] }])), "steps[0].choices", "invalid"),
        (with(json!([{ "say": "Да?", "asks": "Имя" }])), "steps[0].asks", "invalid"),
        (with(json!([{ "say": "" }])), "steps[0].say", "invalid"),
        (with(json!([{ "say": "a", "speed": 1 }])), "steps[0].speed", "unknown_field"),
        (with(json!([])), "steps", "invalid"),
        (json!({ "name": "x", "lang": "ru", "objections": [{ "says": ["дорого"], "answer": "{{budget}}" }] }), "objections[0].answer", "variable_unknown"),
        (json!({ "name": "x", "lang": "ru", "role": "boss", "steps": [{ "say": "a" }] }), "role", "invalid"),
    ] {
        assert_eq!(anna.post("/scripts", body.clone()).await.expect_problem(422, code).text_at("/field"), field, "{body}");
    }
}

#[tokio::test]
async fn objections_come_and_go_as_a_table() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let made = anna.post("/scripts", json!({ "name": "x", "lang": "ru", "objections": [{ "says": ["дорого"], "answer": "Есть дешевле." }] })).await.expect_status(201);
    let path = format!("/scripts/{}/objections", made.text_at("/id"));
    let table = "Возражение;Ответ\r\nДорого|не по карману;\"Покажу варианты; выберете сами.\"\r\nпотом;Напомню.\r\n";
    for _ in 0..2 {
        anna.post(&format!("{path}/import"), json!({ "csv": table, "way": "merge" })).await.expect_status(200);
    }
    let now = anna.get(&path).await.expect_status(200);
    assert_eq!(now.items(), [json!({ "says": ["дорого", "не по карману"], "answer": "Покажу варианты; выберете сами." }), json!({ "says": ["потом"], "answer": "Напомню." })]);
    let csv = anna.get(&format!("{path}/export")).await.expect_status(200);
    assert!(csv.header("content-type").starts_with("text/csv") && csv.text.contains("дорого | не по карману"));
    anna.post(&format!("{path}/import"), json!({ "csv": csv.text, "way": "replace" })).await.expect_status(200);
    assert_eq!(anna.get(&path).await.body, now.body, "what goes out comes back");
    for (body, code) in [
        (json!({ "csv": "один", "way": "merge" }), "csv_malformed"),
        (json!({ "way": "merge" }), "invalid"),
        (json!({ "csv": "a,b", "objections": [], "way": "merge" }), "invalid"),
        (json!({ "csv": "a,b", "way": "burn" }), "invalid"),
        (json!({ "objections": [{ "says": [], "answer": "b" }], "way": "merge" }), "invalid"),
        (json!({ "csv": "a,{{budget}}", "way": "merge" }), "variable_unknown"),
    ] {
        anna.post(&format!("{path}/import"), body).await.expect_problem(422, code);
    }
}
