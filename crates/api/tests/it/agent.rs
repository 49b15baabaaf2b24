//! Agents over HTTP: partial changes of the draft, versions and their ETags, comparing, review, files, strict input.

use serde_json::{Value, json};
use testkit::http::{Client, Method, Reply, TestApi};

async fn made(client: &Client, draft: Value) -> Reply {
    client.post("/agents", json!({ "name": "Варя", "role": "front_desk", "draft": draft })).await.expect_status(201)
}

#[tokio::test]
async fn a_draft_is_changed_bit_by_bit_and_published() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let agent = made(&anna, json!({ "instructions": "Отвечай коротко.\nНа «вы».", "limits": { "turn_ms": 5000 } })).await;
    let path = format!("/agents/{}", agent.text_at("/id"));
    assert_eq!((agent.text_at("/status"), agent.body["is_changed"].as_bool()), ("training", Some(true)));
    assert_eq!(agent.body["draft"]["limits"], json!({ "turn_ms": 5000, "turn_calls": 2, "turn_tokens": 12000, "conversation_tokens": 0, "day_tokens": 0, "conversation_money": 0, "day_money": 0 }));
    let changed = anna.patch(&path, json!({ "draft": { "limits": { "turn_calls": 3 }, "prompts": { "booking": "Повтори время." }, "tools": ["get_services", "hand_to_human"] } })).await.expect_status(200);
    assert_eq!(changed.body["draft"]["limits"]["turn_ms"], 5000, "what is not named stays");
    assert_eq!(changed.body["draft"]["prompts"], json!({ "booking": "Повтори время." }));
    assert_eq!(anna.get(&path).await.expect_status(200).body, changed.body);
    anna.patch(&path, json!({ "status": "active" })).await.expect_problem(409, "agent_unpublished");
    // The ETag of before the change no longer fits; neither does the field of the body.
    let stale = anna.clone().with_header("if-match", agent.header("etag"));
    stale.post(&format!("{path}/publish"), json!({})).await.expect_problem(409, "agent_changed");
    anna.post(&format!("{path}/publish"), json!({ "updated_at": agent.body["updated_at"] })).await.expect_problem(409, "agent_changed");
    anna.clone().with_header("if-match", "yesterday").post(&format!("{path}/publish"), json!({})).await.expect_problem(400, "if_match");
    let live = anna.clone().with_header("if-match", changed.header("etag")).post(&format!("{path}/publish"), json!({ "note": "первая" })).await.expect_status(200);
    assert_eq!((live.body["live_version"].as_i64(), live.body["is_changed"].as_bool()), (Some(1), Some(false)));
    anna.post(&format!("{path}/publish"), json!({})).await.expect_problem(409, "agent_unchanged");
    assert_eq!(anna.patch(&path, json!({ "status": "active", "updated_at": live.body["updated_at"] })).await.expect_status(200).text_at("/status"), "active");

    anna.patch(&path, json!({ "draft": { "instructions": "Отвечай подробно.\nНа «вы».", "prompts": { "booking": null } } })).await.expect_status(200);
    let diff = anna.get(&format!("{path}/diff")).await.expect_status(200);
    assert_eq!(diff.body["changes"].as_array().unwrap().iter().map(|c| c["field"].as_str().unwrap()).collect::<Vec<_>>(), ["instructions", "prompts.booking"]);
    let lines = &diff.body["changes"][0]["hunks"][0]["lines"];
    assert_eq!(lines[0], json!({ "op": "removed", "text": "Отвечай коротко." }));
    assert_eq!(lines[2], json!({ "op": "same", "text": "На «вы»." }));
    anna.post(&format!("{path}/publish"), json!({})).await.expect_status(200);
    assert_eq!(anna.get(&format!("{path}/diff?from=2&to=1")).await.expect_status(200).body["changes"][1]["after"], "Повтори время.");
    assert_eq!(anna.get(&format!("{path}/diff?from=live&to=draft")).await.expect_status(200).body["changes"], json!([]));
    anna.get(&format!("{path}/diff?from=9")).await.expect_problem(404, "not_found");
    anna.get(&format!("{path}/diff?from=0")).await.expect_problem(422, "invalid");
    let back = anna.post(&format!("{path}/rollback"), json!({ "version": 1 })).await.expect_status(200);
    assert_eq!((back.body["live_version"].as_i64(), back.text_at("/draft/prompts/booking")), (Some(3), "Повтори время."));
    let first = anna.get(&format!("{path}/versions?limit=2")).await.expect_status(200);
    assert_eq!(first.items().iter().map(|v| v["number"].as_i64().unwrap()).collect::<Vec<_>>(), [3, 2]);
    let rest = anna.get(&format!("{path}/versions?limit=2&cursor={}", first.text_at("/next_cursor"))).await.expect_status(200);
    assert_eq!((rest.items().len(), rest.items()[0]["note"].as_str()), (1, Some("первая")));
    assert_eq!(anna.get(&format!("{path}/versions/1")).await.expect_status(200).body, rest.items()[0]);
    anna.get(&format!("{path}/versions/9")).await.expect_problem(404, "not_found");
    anna.get(&format!("{path}/versions/x")).await.expect_problem(422, "invalid");
    anna.delete(&path).await.expect_status(204);
    anna.get(&path).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn input_is_strict_and_the_field_is_named() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let path = format!("/agents/{}", made(&anna, json!({})).await.text_at("/id"));
    let nobody = uuid::Uuid::now_v7();
    for (body, status, field) in [
        (json!({ "name": "" }), 422, "name"),
        (json!({ "role": "boss" }), 422, "role"),
        (json!({ "position": 2_000_000 }), 422, "position"),
        (json!({ "draft": { "persona": "ё".repeat(301) } }), 422, "draft.persona"),
        (json!({ "draft": { "limits": { "turn_ms": 1 } } }), 422, "draft.limits.turn_ms"),
        (json!({ "draft": { "limits": { "turn_ms": -1 } } }), 422, "draft.limits.turn_ms"),
        (json!({ "draft": { "limits": { "speed": 1 } } }), 422, "draft.limits.speed"),
        (json!({ "draft": { "tools": ["fly"] } }), 422, "draft.tools[0]"),
        (json!({ "draft": { "model": { "chain": [{ "provider_id": nobody }] } } }), 422, "draft.model.chain[0].model"),
        (json!({ "draft": { "prompts": { "lunch": "x" } } }), 422, "draft.prompts.lunch"),
        (json!({ "draft": { "stages": ["Новый этап"] } }), 422, "draft.stages[0]"),
        (json!({ "draft": { "mode": "loud" } }), 422, "draft.mode"),
        (json!({ "draft": { "channels": [nobody] } }), 404, "draft.channels[0]"),
        (json!({ "draft": { "scripts": [nobody] } }), 404, "draft.scripts[0]"),
    ] {
        assert_eq!(anna.patch(&path, body.clone()).await.expect_status(status).text_at("/field"), field, "{body}");
    }
    anna.post(&format!("{path}/rollback"), json!({ "version": 0 })).await.expect_problem(404, "not_found");
    anna.post("/agents/from-template", json!({ "template": "nobody" })).await.expect_problem(404, "template_unknown");
    let viewer = api.stranger().with_key(anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.expect_status(201).text_at("/key"));
    viewer.get(&path).await.expect_status(200);
    viewer.patch(&path, json!({ "name": "x" })).await.expect_problem(403, "permission_missing");
    viewer.post(&format!("{path}/publish"), json!({})).await.expect_problem(403, "permission_missing");
}

#[tokio::test]
async fn the_review_names_codes_and_places() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let text = "Всегда спрашивай телефон. Никогда не спрашивай телефон. Гарантируем результат, {{nobody}}.";
    let agent = made(&anna, json!({ "instructions": text, "voice": "model", "tools": ["create_appointment"] })).await;
    let path = format!("/agents/{}", agent.text_at("/id"));
    let codes = |reply: &Reply| reply.items().iter().map(|i| i["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let lacks = anna.get(&format!("{path}/checklist")).await.expect_status(200);
    for code in ["model_missing", "booking_without_slots", "no_hand_over", "no_knowledge", "unpublished"] {
        assert!(codes(&lacks).iter().any(|c| c == code), "{code}: {}", lacks.text);
    }
    let found = anna.get(&format!("{path}/lint")).await.expect_status(200);
    assert_eq!(codes(&found), ["contradiction", "promise_guarantee", "variable_unknown"]);
    let units: Vec<u16> = text.encode_utf16().collect();
    let place = |p: &Value| String::from_utf16(&units[p["start"].as_u64().unwrap().try_into().unwrap()..p["end"].as_u64().unwrap().try_into().unwrap()]).unwrap();
    assert_eq!(place(&found.items()[0]["place"]), "Никогда не спрашивай телефон.");
    assert_eq!(place(&found.items()[0]["other"]), "Всегда спрашивай телефон.");
    assert_eq!(anna.get(&format!("{path}/lint?state=live")).await.expect_status(200).items().len(), 0, "nothing is published");
}

#[tokio::test]
async fn a_file_goes_to_another_firm() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let script = anna.post("/scripts", json!({ "name": "Подбор", "lang": "ru", "steps": [{ "say": "Какой бюджет?", "asks": "budget", "kind": "money" }, { "say": "Хорошо, {{budget}}." }] })).await.expect_status(201);
    let connection = anna.get("/connections").await.items()[0]["id"].clone();
    let agent = made(&anna, json!({ "instructions": "Отвечай коротко.", "scripts": [script.body["id"]], "channels": [connection] })).await;
    let file = anna.get(&format!("/agents/{}/export", agent.text_at("/id"))).await.expect_status(200);
    assert!(file.header("content-disposition").contains("samovar.agent.json"));
    let arrived = boris.post("/agents/import", file.body.clone()).await.expect_status(201);
    assert_eq!(arrived.body["dropped"], json!([{ "field": "channels[0]", "code": "connection_unknown", "id": connection }]));
    assert_eq!((arrived.body["scripts"][0]["is_new"].as_bool(), arrived.text_at("/agent/name")), (Some(true), "Варя"));
    assert_eq!(arrived.body["agent"]["draft"]["scripts"], json!([arrived.body["scripts"][0]["id"]]));
    let again = boris.post("/agents/import", file.body.clone()).await.expect_status(201);
    assert_eq!((again.text_at("/agent/name"), again.body["scripts"][0]["is_new"].as_bool()), ("Варя (2)", Some(false)));
    assert_eq!(boris.get("/scripts").await.items().len(), 1);
    let mut newer = file.body.clone();
    newer["version"] = json!(2);
    boris.post("/agents/import", newer).await.expect_problem(422, "file_version");
    let mut wrong = file.body.clone();
    wrong["scripts"][0]["script"]["steps"][0]["say"] = json!("{{budget}}?");
    assert_eq!(boris.post("/agents/import", wrong).await.expect_problem(422, "variable_unknown").text_at("/field"), "scripts[0].steps[0].say");
    boris.post("/agents/import", json!({ "format": "elsewhere", "version": 1, "name": "x", "role": "sales", "spec": {} })).await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn templates_speak_the_firms_language() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let templates = anna.get("/agents/templates").await.expect_status(200);
    assert!(templates.items().len() >= 6);
    let first = &templates.items()[0];
    let agent = anna.post("/agents/from-template", json!({ "template": first["key"] })).await.expect_status(201);
    assert_eq!(agent.body["name"], first["name"]);
    assert_eq!(agent.body["draft"]["instructions"].as_str().map(str::trim), first["instructions"].as_str().map(str::trim));
    anna.patch("/org", json!({ "lang": "en" })).await.expect_status(200);
    let blocks = anna.get("/agents/prompts").await.expect_status(200);
    assert!(blocks.items().len() > 10 && blocks.items().iter().all(|b| !b["text"].as_str().unwrap().is_empty()));
    let english = anna.get("/agents/templates").await.expect_status(200);
    assert_ne!(english.items()[0]["name"], first["name"]);
}

#[tokio::test]
async fn changes_are_heard_and_written_down() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let agent = made(&anna, json!({ "instructions": "Раз." })).await;
    let path = format!("/agents/{}", agent.text_at("/id"));
    anna.patch(&path, json!({ "draft": { "instructions": "Два." } })).await.expect_status(200);
    anna.post(&format!("{path}/publish"), json!({})).await.expect_status(200);
    let log = anna.get(&format!("/audit?subject_id={}", agent.text_at("/id"))).await.expect_status(200);
    assert_eq!(log.items().iter().map(|l| l["action"].as_str().unwrap()).collect::<Vec<_>>(), ["publish", "update", "create"]);
    assert_eq!((&log.items()[1]["before"], &log.items()[1]["after"]), (&json!({ "draft.instructions": "Раз." }), &json!({ "draft.instructions": "Два." })), "only what differs");
    anna.send(Method::DELETE, &path, None).await.expect_status(204);
}
