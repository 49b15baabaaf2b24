//! What a turn through a model costs of our own: whole turns against a vendor on loopback that answers at once, less the time spent waiting
//! for it. `cargo xtask bench mind` runs it on both databases.

use app::inbox::receive::{Answering, receive};
use app::vault::Vault;
use app::{App, AppConfig, turn};
use connectors::kit::fake_model::{MODEL, Plan};
use domain::agent::{AgentRole, AgentStatus, ModelRef, Voice};
use domain::port::{Inbound, NetPolicy, Receiving, Sender, What};
use domain::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;
use testkit::{TestClock, TestDb};

/// Turns measured, after as many warm ones as a tenth of them.
const TURNS: usize = 400;
/// A dialogue of these: prices, a question, a riddle for the model to read, a wish.
const WORDS: [&str; 5] = ["сколько стоит мужская стрижка?", "какой у вас адрес?", "абырвалг мурзилка туда сюда", "хочу на маникюр завтра", "а кто делает окрашивание?"];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    for (name, db) in [("SQLite", TestDb::sqlite().await), ("PostgreSQL", TestDb::pg().await)] {
        let (mut all, mut own) = measure(db).await?;
        let line = format!("{name}: {TURNS} turns, whole p50 {} p95 {}, of our own p50 {} p95 {}", at(&mut all, 50), at(&mut all, 95), at(&mut own, 50), at(&mut own, 95));
        writeln!(std::io::stdout(), "{line}").map_err(|e| Error::internal("the figures cannot be printed").source(e))?;
    }
    Ok(())
}

fn at(times: &mut [i64], percent: usize) -> String {
    times.sort_unstable();
    let us = times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or(0);
    format!("{}.{} ms", us / 1000, us % 1000 / 100)
}

async fn measure(db: TestDb) -> Result<(Vec<i64>, Vec<i64>)> {
    let clock = TestClock::at("2026-11-24T12:00:00+03:00");
    let config = AppConfig { files: db.files(), net: NetPolicy::Loopback, models: connectors::models().into(), ..AppConfig::default() };
    let app = App::new(db.db.clone(), Arc::new(clock.clone()), Vault::new([7; 32]), connectors::all(), config);
    let pack = app::pack::read("salon")?;
    let p = pack.org(None, None, app.now());
    let org = app::org::create(&app, app::org::NewOrg { name: p.name, slug: Some("bench".to_owned()), zone: p.zone, lang: p.lang, currency: p.currency, region: p.region, pack: p.pack, settings: p.settings }).await?;
    let ctx = app.system(org.id);
    app::pack::install(&app, &ctx, &pack, jiff::civil::date(2026, 11, 24)).await?;
    let mut unit = app.unit(&ctx).await?;
    let connection = app::channel::manage::create_in(&app, &mut unit, "api", "Bench", json!({}), BTreeMap::new(), Receiving::Off).await?;
    unit.commit().await?;

    let kit = connectors::model_kits().into_iter().find(|kit| kit.name() == "openai").ok_or_else(|| Error::not_found("kit"))?;
    let fake = kit.fake(Arc::new(clock.clone())).await?;
    fake.in_frames().script(|request| {
        if !request.tools.is_empty() {
            return Plan::call("get_services", json!({}));
        }
        let prompt = request.system.join("\n");
        Plan::text(prompt.split("\n<answer>\n").nth(1).and_then(|rest| rest.split("\n</answer>").next()).unwrap_or_default())
    });
    let new = app::provider::manage::NewProvider { vendor: "openai".to_owned(), name: "bench".to_owned(), settings: fake.form().into() };
    let provider = app::provider::manage::create(&app, &ctx, new).await?;
    let mut agent = app::agent::blank("Варя".into(), AgentRole::FrontDesk, app.now());
    agent.draft.voice = Voice::Model;
    agent.draft.model.chain = vec![ModelRef { provider_id: provider.id, model: MODEL.into() }];
    let made = app::agent::create(&app, &ctx, agent).await?;
    app::agent::publish(&app, &ctx, made.id, None, "").await?;
    app::agent::update(&app, &ctx, made.id, None, |a| {
        a.status = AgentStatus::Active;
        Ok(())
    })
    .await?;

    let (mut all, mut own) = (Vec::new(), Vec::new());
    for i in 0..TURNS + TURNS / 10 {
        clock.advance_secs(20);
        let chat = (i / WORDS.len()).to_string();
        let text = WORDS.get(i % WORDS.len()).copied().unwrap_or_default().to_owned();
        let inbound = Inbound {
            provider_id: i.to_string(),
            chat_id: chat.clone(),
            sent_at: None,
            what: What::Message { from: Sender { id: chat, ..Sender::default() }, text, button: None, press_ref: None, attachments: vec![], phone: None, start: None },
        };
        let accepted = receive(&app, &ctx, &connection, &inbound, Answering::Quiet(Duration::ZERO)).await?;
        turn::take(&app, &ctx, accepted.conversation).await?;
        let mut scope = app.scope(ctx.org).await?;
        let Some(row) = store::turn::list(&mut scope, accepted.conversation, i64::MAX, 1).await?.into_iter().next() else { continue };
        let waited = waited(row.record.pointer("/trace/asked").unwrap_or(&Value::Null));
        if i >= TURNS / 10 && waited.1 > 0 {
            all.push(row.duration_us);
            own.push(row.duration_us - waited.0);
        }
    }
    Ok((all, own))
}

/// Microseconds of waiting for the vendor, as the tries have them in whole milliseconds, and how many there were.
fn waited(asked: &Value) -> (i64, usize) {
    let tries: Vec<&Value> = asked.as_array().into_iter().flatten().filter_map(|one| one["tries"].as_array()).flatten().collect();
    (tries.iter().filter_map(|one| one["ms"].as_i64()).sum::<i64>() * 1000, tries.len())
}
