//! The whole way of a turn with a model: the pack's dialogues over each of the five protocols, and every trouble a vendor can make.

mod colleague;
mod graph;
mod injection;
mod lies;
mod trouble;
mod writing;

use crate::stage::{ON_PAPER, Theatre};
use brain::golden::{Script, parse, play};
use connectors::kit::ModelKit;
use connectors::kit::fake_model::{FakeModel, MODEL, Plan};
use domain::agent::{AgentRole, AgentSpec, ModelRef, Voice};
use domain::id::ProviderId;
use domain::port::ModelRequest;
use serde_json::json;
use std::sync::Arc;
use testkit::TestDb;

const VENDORS: [&str; 5] = ["openai", "anthropic", "gemini", "yandexgpt", "gigachat"];

/// Gives the firm an agent that thinks with this vendor.
async fn with_model(theatre: &Theatre, vendor: &str) -> FakeModel {
    with_agent(theatre, vendor, |_| {}).await
}

async fn with_agent(theatre: &Theatre, vendor: &str, edit: impl FnOnce(&mut AgentSpec)) -> FakeModel {
    let (fake, provider) = provider(theatre, vendor).await;
    let own = |spec: &mut AgentSpec| {
        spec.instructions = "Отвечай коротко.".into();
        think(spec, provider);
        edit(spec);
    };
    theatre.hire("Варя", AgentRole::FrontDesk, own).await;
    fake
}

/// The agents of the firm's pack think with this vendor.
async fn crew_with_model(theatre: &Theatre, vendor: &str) -> FakeModel {
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    let (fake, provider) = provider(theatre, vendor).await;
    let crew = store::agent::list(&mut app.scope(ctx.org).await.unwrap()).await.unwrap();
    for agent in crew {
        app::agent::update(app, ctx, agent.id, None, |a| { think(&mut a.draft, provider); Ok(()) }).await.unwrap();
        app::agent::publish(app, ctx, agent.id, None, "").await.unwrap();
    }
    fake
}

async fn provider(theatre: &Theatre, vendor: &str) -> (FakeModel, ProviderId) {
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    let kit: Arc<dyn ModelKit> = connectors::model_kits().into_iter().find(|kit| kit.name() == vendor).unwrap();
    let fake = kit.fake(Arc::new(theatre.clock.clone())).await.unwrap();
    let new = app::provider::manage::NewProvider { vendor: vendor.to_owned(), name: vendor.to_owned(), settings: fake.form().into() };
    let provider = app::provider::manage::create(app, ctx, new).await.unwrap();
    (fake, provider.id)
}

fn think(spec: &mut AgentSpec, provider_id: ProviderId) {
    spec.voice = Voice::Model;
    spec.model.chain = vec![ModelRef { provider_id, model: MODEL.into() }];
    spec.limits.turn_ms = 4_000;
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

/// All files of a pack's dialogues, by name.
fn dialogues(pack: &str) -> Vec<(String, Script)> {
    let folder = format!("{}/../../packs/{pack}/dialogues", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    names.sort();
    names.iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), parse(&std::fs::read_to_string(path).unwrap()).unwrap())).collect()
}

/// Every dialogue of the salon on one of the protocols in turn, and nine of them on all five.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_packs_dialogues_pass_on_every_protocol() {
    const ALL_FIVE: [&str; 9] = ["book-all-in-one", "book-step-by-step", "correct-time", "digress-price", "cancel-visit", "busy-raced", "faq-unknown", "injection", "en-book"];
    let db = TestDb::new().await;
    let (mut report, mut plays, mut turns) = (String::new(), 0, 0);
    let mut asked = [0; VENDORS.len()];
    for (i, (name, script)) in dialogues("salon").iter().filter(|(name, _)| !ON_PAPER.contains(&name.as_str())).enumerate() {
        for (v, vendor) in VENDORS.into_iter().enumerate().filter(|(v, _)| *v == i % VENDORS.len() || ALL_FIVE.contains(&name.as_str())) {
            let mut theatre = Theatre::for_script_of(&db, "salon", script).await;
            let fake = crew_with_model(&theatre, vendor).await;
            fake.script(honest);
            let (mut mistakes, log) = play(script, None, &mut theatre);
            let (most, count) = calls(&theatre).await;
            if most > 2 {
                mistakes.push(format!("{most} calls of the model in one turn"));
            }
            if !mistakes.is_empty() {
                report.push_str(&format!("\n== {vendor} {name}\n{log}{}\n", mistakes.join("\n")));
            }
            plays += 1;
            turns += count;
            asked[v] += fake.asked().len();
        }
    }
    println!("{plays} dialogues on five protocols, {turns} turns, models asked {asked:?} times");
    assert!(asked.iter().all(|n| *n >= 20), "{asked:?}");
    assert!(report.is_empty(), "{report}");
}

/// Most calls of a model in one turn, and how many turns there were.
async fn calls(theatre: &Theatre) -> (usize, usize) {
    let Some(id) = theatre.conversation else { return (0, 0) };
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let turns = store::turn::list(&mut scope, id, i64::MAX, 1_000).await.unwrap();
    let of = |row: &store::turn::TurnRow| row.record["calls"].as_array().into_iter().flatten().filter(|call| call[0]["tool"] == "model").count();
    (turns.iter().map(of).max().unwrap_or(0), turns.len())
}
