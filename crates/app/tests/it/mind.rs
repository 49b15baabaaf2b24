//! The whole way of a turn with a model: the pack's dialogues over each of the five protocols, and every trouble a vendor can make.

use crate::stage::Theatre;
use brain::golden::{Said, Script, Stage as _, parse, play};
use connectors::kit::ModelKit;
use connectors::kit::fake_model::{FakeModel, MODEL, Plan, Trouble};
use domain::agent::{AgentRole, AgentStatus, ModelRef, Voice};
use domain::port::ModelRequest;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use testkit::TestDb;

const VENDORS: [&str; 5] = ["openai", "anthropic", "gemini", "yandexgpt", "gigachat"];

fn script(name: &str) -> Script {
    let path = format!("{}/../../packs/salon/dialogues/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Gives the firm an agent that thinks with this vendor.
async fn with_model(theatre: &Theatre, vendor: &str) -> FakeModel {
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    let kit: Arc<dyn ModelKit> = connectors::model_kits().into_iter().find(|kit| kit.name() == vendor).unwrap();
    let fake = kit.fake(Arc::new(theatre.clock.clone())).await.unwrap();
    let new = app::provider::manage::NewProvider { vendor: vendor.to_owned(), name: vendor.to_owned(), settings: fake.form().into() };
    let provider = app::provider::manage::create(app, ctx, new).await.unwrap();
    let mut agent = app::agent::blank("Варя".into(), AgentRole::FrontDesk, app.now());
    agent.draft.instructions = "Отвечай коротко.".into();
    agent.draft.voice = Voice::Model;
    agent.draft.model.chain = vec![ModelRef { provider_id: provider.id, model: MODEL.into() }];
    agent.draft.limits.turn_ms = 4_000;
    let made = app::agent::create(app, ctx, agent).await.unwrap();
    app::agent::publish(app, ctx, made.id, None, "").await.unwrap();
    app::agent::update(app, ctx, made.id, None, |a| { a.status = AgentStatus::Active; Ok(()) }).await.unwrap();
    fake
}

/// The engine's own answer, as a model that words nothing anew would give it back; and no understanding of its own.
fn honest(request: &ModelRequest) -> Plan {
    if !request.tools.is_empty() {
        return Plan::call("leave_me_out", json!({}));
    }
    let prompt = request.system.join("\n");
    let answer = prompt.split("\n<answer>\n").nth(1).and_then(|rest| rest.split("\n</answer>").next()).unwrap_or_default();
    Plan::text(answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_packs_dialogues_pass_on_every_protocol() {
    let db = TestDb::new().await;
    let mut report = String::new();
    for vendor in VENDORS {
        let mut asked = 0;
        for name in ["book-all-in-one", "book-step-by-step", "correct-time", "digress-price", "cancel-visit", "busy-raced", "faq-unknown", "injection", "en-book"] {
            let script = script(name);
            let mut theatre = Theatre::for_script(&db, &script).await;
            let fake = with_model(&theatre, vendor).await;
            fake.script(honest);
            let (mistakes, log) = play(&script, None, &mut theatre);
            if !mistakes.is_empty() {
                report.push_str(&format!("\n== {vendor} {name}\n{log}{}\n", mistakes.join("\n")));
            }
            asked += fake.asked().len();
        }
        assert!(asked >= 20, "{vendor} was asked {asked} times");
    }
    assert!(report.is_empty(), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_in_trouble_costs_plainer_words_and_nothing_else() {
    let db = TestDb::new().await;
    let troubles = [
        Trouble::SlowFirst(Duration::from_secs(30)), Trouble::SlowStream(Duration::from_secs(3)), Trouble::CutStream, Trouble::BreakStream, Trouble::TooMany { retry_after: Some(60) }, Trouble::ServerError, Trouble::Overloaded,
        Trouble::NotTheVendor, Trouble::BadJson, Trouble::Filtered, Trouble::Moderated, Trouble::Huge, Trouble::ErrorInStream, Trouble::AuthExpired, Trouble::BadKey, Trouble::NoMoney, Trouble::GeoBlocked, Trouble::ContextTooLong, Trouble::ModelGone,
    ];
    let script = parse("@now 2026-11-24 12:00").unwrap();
    let said = |text: &str| vec![Said { text: text.into(), ..Said::default() }];
    let mut plain = Theatre::for_script(&db, &script).await;
    let expected = plain.say(&said("сколько стоит мужская стрижка?")).replies;
    for vendor in ["openai", "gigachat"] {
        for trouble in troubles {
            let mut theatre = Theatre::for_script(&db, &script).await;
            let fake = with_model(&theatre, vendor).await;
            fake.script(move |_| Plan::text("Хорошо.").with(trouble));
            let started = std::time::Instant::now();
            let heard = theatre.say(&said("сколько стоит мужская стрижка?"));
            assert!(started.elapsed() < Duration::from_secs(8), "{vendor} {trouble:?}: {:?}", started.elapsed());
            assert_eq!(heard.replies.iter().map(|r| &r.text).collect::<Vec<_>>(), expected.iter().map(|r| &r.text).collect::<Vec<_>>(), "{vendor} {trouble:?}");
        }
    }
}
