//! Pretended customers: only in a demo firm, a few at once, and what they play is a real dialogue.

use domain::person::Permission;
use serde_json::{Value, json};
use testkit::http::{Client, TestApi};

/// A firm of the salon's pack, and its key.
async fn salon(api: &TestApi) -> Client {
    let app = &api.state.app;
    let pack = app::pack::read("salon").unwrap();
    let proposed = pack.org(None, None, app.now());
    let new = app::org::NewOrg {
        name: proposed.name, slug: Some(proposed.slug), zone: proposed.zone, lang: proposed.lang, currency: proposed.currency, region: proposed.region, pack: proposed.pack, settings: proposed.settings,
    };
    let org = app::org::create(app, new).await.unwrap();
    let ctx = app.system(org.id);
    app::pack::install(app, &ctx, &pack, jiff::civil::date(2026, 11, 23)).await.unwrap();
    let (_, key) = app::key::create(app, &ctx, "k".into(), Permission::ALL.to_vec(), |_| true, None).await.unwrap();
    api.stranger().with_key(key.expose())
}

async fn simulate(client: &Client, scenario: &str) -> String {
    let begun = client.post("/demo/simulate", json!({ "scenario": scenario, "speed": 100 })).await.expect_status(202);
    begun.text_at("/conversation_id").to_owned()
}

/// Waits for the pretended customers to leave: their tasks end by themselves.
async fn ended(client: &Client) {
    while client.get("/demo/scenarios").await.body["running"] != 0 {
        tokio::task::yield_now().await;
    }
}

fn authors(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|m| m["author"].as_str()).collect()
}

#[tokio::test]
async fn a_scenario_becomes_a_conversation_and_a_visit() {
    let api = TestApi::new().await;
    let client = salon(&api).await;
    client.post("/demo/simulate", json!({ "scenario": "burst" })).await.expect_problem(403, "not_demo");
    client.patch("/demo", json!({ "is_demo": true })).await.expect_status(204);
    let known = client.get("/demo/scenarios").await.expect_status(200);
    assert!(known.items().len() >= 12 && known.body["is_demo"] == true);
    client.post("/demo/simulate", json!({ "scenario": "nothing" })).await.expect_problem(404, "not_found");
    for speed in [0, 101] {
        client.post("/demo/simulate", json!({ "scenario": "burst", "speed": speed })).await.expect_problem(422, "invalid");
    }
    let id = simulate(&client, "book-all-in-one").await;
    ended(&client).await;
    let said = client.get(&format!("/conversations/{id}/messages")).await.expect_status(200);
    assert!(authors(said.body.as_array().unwrap()).contains(&"agent") && authors(said.body.as_array().unwrap()).contains(&"contact"), "{}", said.text);
    let visits = client.get("/bookings").await.expect_status(200);
    assert_eq!(visits.items().len(), 1, "{}\n{}", visits.text, said.text);
    assert_eq!(visits.items()[0]["conversation_id"].as_str(), Some(id.as_str()));
    let contact = client.get("/contacts").await.expect_status(200);
    assert!(contact.items()[0]["phone"].as_str().is_some_and(|p| p.starts_with("+7900000")), "{}", contact.text);
}

#[tokio::test]
async fn every_scenario_is_answered() {
    let api = TestApi::new().await;
    let client = salon(&api).await;
    client.patch("/demo", json!({ "is_demo": true })).await.expect_status(204);
    let known = client.get("/demo/scenarios").await.expect_status(200);
    let mut waiting = 0;
    for scenario in known.items() {
        let key = scenario["key"].as_str().unwrap();
        let id = simulate(&client, key).await;
        ended(&client).await;
        let said = client.get(&format!("/conversations/{id}/messages")).await.expect_status(200);
        assert!(authors(said.body.as_array().unwrap()).contains(&"agent"), "{key}: {}", said.text);
        waiting += usize::from(client.get(&format!("/conversations/{id}")).await.body["status"] == "waiting");
    }
    assert!(waiting >= 2, "a complaint and a wish for a person wait");
}

#[tokio::test]
async fn only_a_few_write_at_once() {
    let api = TestApi::new().await;
    let client = salon(&api).await;
    client.patch("/demo", json!({ "is_demo": true })).await.expect_status(204);
    // At a person's pace, with a clock that stands still, nobody is answered: all stay until the server stops.
    for _ in 0..3 {
        client.post("/demo/simulate", json!({ "scenario": "burst", "speed": 1 })).await.expect_status(202);
    }
    client.post("/demo/simulate", json!({ "scenario": "burst", "speed": 1 })).await.expect_problem(409, "simulations_busy");
    api.state.app.stop().cancel();
    ended(&client).await;
}
