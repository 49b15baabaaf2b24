//! Deals and pipelines over HTTP: the board, the list and its cursors, moves with their refusals, history, the funnel; viewers only look.

use serde_json::{Value, json};
use testkit::http::{Client, TestApi};

async fn contact(anna: &Client, name: &str) -> String {
    anna.post("/contacts", json!({ "name": name })).await.expect_status(201).text_at("/id").to_owned()
}

fn stages(extra: Value) -> Value {
    let mut all: Vec<Value> = domain::pipeline::usual().stages.iter().map(|s| json!({ "key": s.key, "name": s.name, "name_en": s.name_en, "kind": s.kind })).collect();
    all.extend(extra.as_array().unwrap().iter().cloned());
    json!(all)
}

#[tokio::test]
async fn a_deal_goes_its_way() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let guest = contact(&anna, "Пётр").await;
    let member = anna.get("/members").await.text_at("/items/0/id").to_owned();
    let body = json!({ "contact_id": guest, "title": "Свадьба", "amount": 150_000, "owner_id": member, "expected_on": "2026-12-20", "fields": { "Гостей": "40" } });
    let made = anna.post("/deals", body).await.expect_status(201);
    assert_eq!((made.text_at("/stage"), made.text_at("/pipeline"), made.text_at("/status"), made.text_at("/contact/name"), made.text_at("/expected_on")), ("new-lead", "main", "open", "Пётр", "2026-12-20"));
    let path = format!("/deals/{}", made.text_at("/id"));
    let changed = anna.patch(&path, json!({ "amount": null, "title": "Юбилей", "known": { "people": "40" } })).await.expect_status(200);
    assert_eq!((changed.text_at("/title"), changed.body.get("amount"), changed.text_at("/known/people"), changed.text_at("/fields/Гостей")), ("Юбилей", None, "40", "40"));
    let moved = anna.post(&format!("{path}/move"), json!({ "stage": "sale", "amount": 200_000 })).await.expect_status(200);
    assert_eq!((moved.text_at("/stage"), moved.text_at("/status"), moved.body["amount"].clone()), ("sale", "won", json!(200_000)));
    assert!(!moved.text_at("/closed_at").is_empty());
    let way = anna.get(&format!("{path}/moves")).await.expect_status(200);
    assert_eq!((way.text_at("/items/0/from"), way.text_at("/items/0/to"), way.text_at("/items/0/cause"), way.text_at("/items/0/by/kind"), way.text_at("/items/0/by/name")), ("new-lead", "sale", "person", "member", "anna"));
    assert!(way.items()[0]["spent_seconds"].is_i64() && way.items()[1].get("from").is_none());
    let story = anna.get(&format!("/contacts/{guest}/timeline")).await.expect_status(200);
    assert_eq!(story.items().iter().filter(|e| e.get("deal").is_some()).count(), 2);
    let funnel = anna.get("/reports/funnel").await.expect_status(200);
    assert_eq!((funnel.body["won"].clone(), funnel.body["stages"][0]["entered"].clone(), funnel.body["stages"][0]["conversion"].clone()), (json!({ "count": 1, "amount": 200_000 }), json!(1), json!(1.0)));
    anna.delete(&path).await.expect_status(204);
    anna.get(&path).await.expect_problem(404, "not_found");
    anna.get(&format!("{path}/moves")).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn the_board_and_the_list_agree() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let (petr, olga) = (contact(&anna, "Пётр").await, contact(&anna, "Ольга").await);
    for n in 0..7 {
        let stage = if n == 6 { "offer" } else { "new-lead" };
        anna.post("/deals", json!({ "contact_id": if n < 3 { &petr } else { &olga }, "stage": stage, "amount": n * 100, "title": format!("Дело {n}") })).await.expect_status(201);
    }
    let board = anna.get("/deals/board?per_stage=2&sort=-amount").await.expect_status(200);
    let column = board.body["columns"][0].clone();
    assert_eq!((column["stage"].clone(), column["count"].clone(), column["amount"].clone(), column["deals"].as_array().unwrap().len()), (json!("new-lead"), json!(6), json!(1_500), 2));
    let mut titles: Vec<String> = column["deals"].as_array().unwrap().iter().map(|d| d["title"].as_str().unwrap().to_owned()).collect();
    let mut cursor = column["next_cursor"].as_str().unwrap().to_owned();
    while !cursor.is_empty() {
        let more = anna.get(&format!("/deals?stage=new-lead&sort=-amount&limit=3&cursor={cursor}")).await.expect_status(200);
        titles.extend(more.items().iter().map(|d| d["title"].as_str().unwrap().to_owned()));
        cursor = more.text_at("/next_cursor").to_owned();
    }
    assert_eq!(titles, ["Дело 5", "Дело 4", "Дело 3", "Дело 2", "Дело 1", "Дело 0"]);
    let count = async |query: &str| anna.get(&format!("/deals?{query}")).await.expect_status(200).items().len();
    assert_eq!(count(&format!("contact_id={petr}")).await, 3);
    assert_eq!(count("q=%D0%BE%D0%BB%D1%8C%D0%B3%D0%B0").await, 4);
    assert_eq!(count("owner_id=none&status=open").await, 7);
    assert_eq!(count("amount_from=300&amount_to=500").await, 3);
    assert_eq!(count("stale_days=1").await, 0);
    assert_eq!(count("no_task=true").await, 7);
    let key = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.expect_status(201).text_at("/key").to_owned();
    api.clock.advance_secs(86_401);
    // The sign-in of yesterday is over; a key lives on.
    let anna = api.stranger().with_key(&key);
    assert_eq!(anna.get("/deals?stale_days=1").await.expect_status(200).items().len(), 7);
    let few = anna.get(&format!("/deals/board?contact_id={petr}")).await.expect_status(200);
    assert_eq!((few.body["columns"][0]["count"].clone(), few.body["columns"][3]["count"].clone()), (json!(3), json!(0)));
    for query in ["sort=price", "stale_days=0", "amount_from=-1", "owner_id=me", "status=closed", "limit=0"] {
        assert_eq!(anna.get(&format!("/deals?{query}")).await.status, 422, "{query}");
    }
    anna.get("/deals/board?pipeline=nowhere").await.expect_problem(404, "not_found");
    anna.get("/deals/board?per_stage=101").await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn pipelines_are_made_and_their_rules_hold() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let guest = contact(&anna, "Пётр").await;
    assert_eq!(anna.get("/pipelines").await.text_at("/items/0/stages/5/rules/enter_on"), "booking.created");
    let lost = json!([{ "key": "lost", "name": "Отказ", "kind": "lost", "rules": { "required": ["owner", "fields.Рост"], "tasks": [{ "title": "Узнать почему", "due_hours": 24, "to": "nobody" }] } }]);
    let put = anna.put("/pipelines/main", json!({ "name": "Продажи", "loss_reasons": ["Дорого"], "stages": stages(lost) })).await.expect_status(200);
    assert_eq!((put.body["stages"].as_array().unwrap().len(), put.text_at("/stages/9/color"), put.text_at("/stages/9/name_en"), put.body["is_default"].clone()), (10, "red", "Отказ", json!(true)));
    let deal = anna.post("/deals", json!({ "contact_id": guest })).await.expect_status(201).text_at("/id").to_owned();
    let path = format!("/deals/{deal}/move");
    let refused = anna.post(&path, json!({ "stage": "lost", "loss_reason": "Дорого" })).await.expect_problem(422, "stage_needs");
    assert_eq!(refused.body["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect::<Vec<_>>(), ["owner", "fields.Рост"]);
    let member = anna.get("/members").await.text_at("/items/0/id").to_owned();
    let told = json!({ "stage": "lost", "owner_id": member, "fields": { "Рост": "180" } });
    anna.post(&path, told.clone()).await.expect_problem(422, "loss_reason_missing");
    let mut because = told;
    because["loss_reason"] = json!("Дорого");
    let moved = anna.post(&path, because).await.expect_status(200);
    assert_eq!((moved.text_at("/status"), moved.text_at("/loss_reason"), moved.body["tasks_open"].clone()), ("lost", "Дорого", json!(1)));
    let gone = anna.put("/pipelines/main", json!({ "name": "Продажи", "stages": stages(json!([])) })).await.expect_problem(409, "stage_in_use");
    assert_eq!((gone.text_at("/errors/0/field"), gone.text_at("/errors/0/detail")), ("lost", "1"));
    anna.put("/pipelines/main", json!({ "name": "Продажи", "stages": stages(json!([])), "moved": { "lost": "nurturing" } })).await.expect_status(200);
    assert_eq!(anna.get(&format!("/deals/{deal}")).await.text_at("/stage"), "nurturing");
    let many = anna.post("/deals/move", json!({ "ids": [deal, uuid::Uuid::now_v7()], "stage": "offer" })).await.expect_status(200);
    assert_eq!((many.body["moved"].clone(), many.text_at("/refused/0/code")), (json!([deal]), "not_found"));
    let hikes = anna.post("/pipelines", json!({ "name": "Походы" })).await.expect_status(201);
    assert_eq!((hikes.text_at("/key"), anna.get("/stages").await.items().len()), ("pohody", 13));
    anna.post("/pipelines", json!({ "key": "pohody", "name": "x" })).await.expect_problem(409, "key_taken");
    anna.delete("/pipelines/main").await.expect_problem(409, "pipeline_in_use");
    anna.delete("/pipelines/pohody").await.expect_status(204);
    anna.delete("/pipelines/main").await.expect_problem(409, "pipeline_last");
    anna.put("/pipelines/nowhere", json!({ "name": "x", "stages": stages(json!([])) })).await.expect_problem(404, "not_found");
    for (field, stage) in [
        ("stages[9].rules.required", json!({ "name": "x", "kind": "open", "rules": { "required": ["price"] } })),
        ("stages[9].rules.silence.to", json!({ "name": "x", "kind": "open", "rules": { "silence": { "days": 3, "to": "nowhere" } } })),
        ("stages[9].key", json!({ "key": "Отказ", "name": "x", "kind": "open" })),
    ] {
        let reply = anna.put("/pipelines/main", json!({ "name": "x", "stages": stages(json!([stage])) })).await.expect_problem(422, "invalid");
        assert_eq!(reply.text_at("/field"), field);
    }
}

#[tokio::test]
async fn a_viewer_only_looks_and_an_operator_leaves_pipelines_alone() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let guest = contact(&anna, "Пётр").await;
    let deal = anna.post("/deals", json!({ "contact_id": guest })).await.expect_status(201).text_at("/id").to_owned();
    for (scopes, may_move) in [(json!(["read"]), false), (json!(["read", "edit_contacts"]), true)] {
        let made = anna.post("/api-keys", json!({ "name": "k", "scopes": scopes })).await.expect_status(201);
        let key = api.stranger().with_key(made.text_at("/key"));
        assert_eq!(key.get("/deals/board").await.status, 200);
        let status = |allowed: u16| if may_move { allowed } else { 403 };
        assert_eq!(key.post("/deals", json!({ "contact_id": guest })).await.status, status(201));
        assert_eq!(key.patch(&format!("/deals/{deal}"), json!({ "title": "x" })).await.status, status(200));
        assert_eq!(key.post(&format!("/deals/{deal}/move"), json!({ "stage": "offer" })).await.status, status(200));
        assert_eq!(key.post("/deals/move", json!({ "ids": [deal], "stage": "offer" })).await.status, status(200));
        assert_eq!(key.post("/pipelines", json!({ "name": "x" })).await.status, 403);
        assert_eq!(key.put("/pipelines/main", json!({ "name": "x", "stages": stages(json!([])) })).await.status, 403);
        assert_eq!(key.delete("/pipelines/main").await.status, 403);
    }
}
