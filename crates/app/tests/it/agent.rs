//! Agents and scripts on a real database: drafts, versions, what is refused, what a turn reads, files between firms.

use crate::salon::{Salon, code, new_org};
use app::agent::{self as agents, State, check, transfer};
use app::catalog::Removed;
use app::script as scripts;
use app::Ctx;
use domain::agent::{Agent, AgentRole, AgentSpec, AgentStatus, ModelRef};
use domain::conversation::Phase;
use domain::id::{AgentId, CategoryId, ConnectionId, ProviderId, ScriptId};
use domain::script::{Objection, Script, ScriptStep};
use domain::{Error, Lang, Result};
use std::sync::Arc;

fn agent(salon: &Salon, name: &str) -> Agent {
    let mut agent = agents::blank(name.into(), AgentRole::FrontDesk, salon.app.now());
    agent.draft.instructions = "Отвечай коротко.".into();
    agent
}

fn script(salon: &Salon, name: &str) -> Script {
    let now = salon.app.now();
    Script {
        id: ScriptId::new(), name: name.into(), lang: Lang::Ru, role: None, stages: vec![], triggers: vec!["хочу в тур".into()], steps: vec![ScriptStep { say: "Какой бюджет?".into(), asks: Some("budget".into()), ..ScriptStep::default() }],
        objections: vec![Objection { says: vec!["дорого".into()], answer: "Есть и дешевле.".into() }], is_active: true, position: 0, created_at: now, updated_at: now,
    }
}

async fn live(salon: &Salon) -> Arc<agents::LiveAgents> {
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    agents::live(&salon.app, &mut scope).await.unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> (String, &'static str) {
    let error: Error = result.unwrap_err();
    (error.field.clone().unwrap_or_default(), error.public_code())
}

#[tokio::test]
async fn a_draft_is_written_published_and_rolled_back() {
    let salon = Salon::new().await;
    let (app, ctx) = (&salon.app, &salon.ctx);
    let made = agents::create(app, ctx, agent(&salon, " Варя ")).await.unwrap();
    assert_eq!((made.name.as_str(), made.status, made.live_version), ("Варя", AgentStatus::Training, None));
    assert_eq!(code(&agents::update(app, ctx, made.id, None, |a| { a.status = AgentStatus::Active; Ok(()) }).await), "agent_unpublished");
    assert_eq!(code(&agents::rollback(app, ctx, made.id, None, 1, None).await), "not_found");
    let first = agents::publish(app, ctx, made.id, Some(made.updated_at), "первая").await.unwrap();
    assert_eq!(first.live_version, Some(1));
    assert_eq!(code(&agents::publish(app, ctx, made.id, None, "").await), "agent_unchanged");
    let second = agents::update(app, ctx, made.id, None, |a| { a.draft.instructions = "Отвечай подробно.".into(); Ok(()) }).await.unwrap();
    assert!(second.updated_at > first.updated_at, "what If-Match compares differs, though the clock stands still");
    assert_eq!(code(&agents::publish(app, ctx, made.id, Some(first.updated_at), "").await), "agent_changed");
    assert_eq!(agents::publish(app, ctx, made.id, Some(second.updated_at), "вторая").await.unwrap().live_version, Some(2));
    let back = agents::rollback(app, ctx, made.id, None, 1, None).await.unwrap();
    assert_eq!((back.live_version, back.draft.instructions.as_str()), (Some(3), "Отвечай коротко."), "the draft had no changes of its own and follows");
    let mut scope = app.scope(ctx.org).await.unwrap();
    let versions = store::agent::versions(&mut scope, made.id, i64::MAX, 10).await.unwrap();
    assert_eq!(versions.iter().map(|v| (v.number, v.note.as_str())).collect::<Vec<_>>(), [(3, "Возврат к версии 1"), (2, "вторая"), (1, "первая")]);
    assert_eq!(versions[0].spec, versions[2].spec);
    assert_eq!(agents::spec_at(&mut scope, &back, State::Number(2)).await.unwrap().instructions, "Отвечай подробно.");
    drop(scope);
    agents::update(app, ctx, made.id, None, |a| { a.draft.instructions = "Новое.".into(); Ok(()) }).await.unwrap();
    assert_eq!(agents::rollback(app, ctx, made.id, None, 2, None).await.unwrap().draft.instructions, "Новое.", "unpublished work is not lost");
    assert_eq!(code(&agents::rollback(app, ctx, made.id, None, 2, None).await), "agent_unchanged");
    let kinds: Vec<String> = salon.events().await.into_iter().filter(|k| k.starts_with("agent.")).collect();
    assert_eq!(kinds, ["agent.created", "agent.published", "agent.updated", "agent.published", "agent.rolled_back", "agent.updated", "agent.rolled_back"]);
}

#[tokio::test]
async fn every_limit_is_named_and_foreign_ids_are_unknown() {
    let salon = Salon::new().await;
    let (app, ctx) = (&salon.app, &salon.ctx);
    let id = agents::create(app, ctx, agent(&salon, "Варя")).await.unwrap().id;
    let try_spec = async |change: fn(&mut AgentSpec)| refused(agents::update(app, ctx, id, None, |a| { change(&mut a.draft); Ok(()) }).await);
    for (change, field) in [
        ((|s| s.persona = "ё".repeat(check::PERSONA + 1)) as fn(&mut AgentSpec), "draft.persona"),
        (|s| s.instructions = "ё".repeat(check::INSTRUCTIONS + 1), "draft.instructions"),
        (|s| s.instructions = "a\u{0}".into(), "draft.instructions"),
        (|s| drop(s.prompts.insert(Phase::Booking, "ё".repeat(check::PROMPT + 1))), "draft.prompts.booking"),
        (|s| s.model.temperature = Some(201), "draft.model.temperature"),
        (|s| s.model.max_tokens = 15, "draft.model.max_tokens"),
        (|s| s.limits.turn_ms = 999, "draft.limits.turn_ms"),
        (|s| s.limits.turn_calls = 11, "draft.limits.turn_calls"),
        (|s| s.limits.turn_tokens = 499, "draft.limits.turn_tokens"),
        (|s| s.limits.day_money = -1, "draft.limits.day_money"),
        (|s| s.limits.day_tokens = u32::MAX, "draft.limits.day_tokens"),
        (|s| s.memory.messages = 0, "draft.memory.messages"),
        (|s| s.memory.fact_days = 3_651, "draft.memory.fact_days"),
        (|s| s.thresholds.faq = 101, "draft.thresholds.faq"),
        (|s| s.thresholds.misses = 0, "draft.thresholds.misses"),
        (|s| s.stages = vec!["Новый".into()], "draft.stages[0]"),
        (|s| s.forbidden = vec!["ё".repeat(201)], "draft.forbidden[0]"),
        (|s| s.reply_delay_ms = 60_001, "draft.reply_delay_ms"),
        (|s| s.model.chain = vec![ModelRef { provider_id: ProviderId::nil(), model: "m".into() }; 6], "draft.model.chain"),
        (|s| s.channels = (0..51).map(|_| ConnectionId::new()).collect(), "draft.channels"),
    ] {
        assert_eq!(try_spec(change).await, (field.to_owned(), "invalid"));
    }
    for (change, field, code) in [
        ((|s| s.channels = vec![ConnectionId::new()]) as fn(&mut AgentSpec), "draft.channels[0]", "connection_unknown"),
        (|s| s.categories = vec![CategoryId::new()], "draft.categories[0]", "category_unknown"),
        (|s| s.scripts = vec![ScriptId::new()], "draft.scripts[0]", "script_unknown"),
        (|s| s.model.chain = vec![ModelRef { provider_id: ProviderId::new(), model: "m".into() }], "draft.model.chain[0].provider_id", "provider_unknown"),
    ] {
        assert_eq!(try_spec(change).await, (field.to_owned(), code));
    }
    // Another firm's script looks like none.
    let other = Ctx { ..new_org(app, "Europe/Moscow").await };
    let theirs = scripts::create(app, &other, script(&salon, "Чужой")).await.unwrap().id;
    assert_eq!(refused(agents::update(app, ctx, id, None, |a| { a.draft.scripts = vec![theirs]; Ok(()) }).await), ("draft.scripts[0]".into(), "script_unknown"));
    assert_eq!(code(&agents::update(app, &other, id, None, |_| Ok(())).await), "not_found");
    assert_eq!(code(&agents::publish(app, &other, id, None, "").await), "not_found");
    assert_eq!(code(&scripts::update(app, ctx, theirs, |_| {}).await), "not_found");
}

#[tokio::test]
async fn a_turn_reads_what_answers_and_reads_it_once() {
    let salon = Salon::new().await;
    let (app, ctx) = (&salon.app, &salon.ctx);
    assert!(live(&salon).await.agents.is_empty(), "a firm without agents answers as ever");
    let one = scripts::create(app, ctx, script(&salon, "Подбор")).await.unwrap();
    let mut desk = agent(&salon, "Варя");
    (desk.draft.scripts, desk.position) = (vec![one.id], 2);
    let desk = agents::create(app, ctx, desk).await.unwrap().id;
    let sales = agents::create(app, ctx, Agent { position: 1, role: AgentRole::Sales, ..agent(&salon, "Пётр") }).await.unwrap().id;
    agents::create(app, ctx, agent(&salon, "Никогда")).await.unwrap();
    for id in [desk, sales] {
        agents::publish(app, ctx, id, None, "").await.unwrap();
    }
    let training = live(&salon).await;
    assert_eq!((training.agents.len(), training.training.len()), (0, 2), "in training until switched on; what was never published is nowhere");
    for id in [desk, sales] {
        agents::update(app, ctx, id, None, |a| { a.status = AgentStatus::Active; Ok(()) }).await.unwrap();
    }
    let now = live(&salon).await;
    assert_eq!(now.agents.iter().map(|l| l.agent.id).collect::<Vec<_>>(), [sales, desk], "by position");
    assert_eq!(now.find(desk).map(|l| l.scripts.len()), Some(1));
    assert!(Arc::ptr_eq(&now, &live(&salon).await), "unchanged, so shared");
    agents::update(app, ctx, desk, None, |a| { a.draft.instructions = "Пишу.".into(); Ok(()) }).await.unwrap();
    assert_eq!(live(&salon).await.find(desk).map(|l| (l.version, l.spec.instructions.clone())), Some((1, "Отвечай коротко.".into())), "a draft answers nobody");
    assert!(matches!(scripts::remove(app, ctx, one.id).await.unwrap(), Removed::SwitchedOff(s) if !s.is_active), "an agent lists it");
    assert_eq!(live(&salon).await.find(desk).map(|l| l.scripts.len()), Some(0));
    agents::update(app, ctx, sales, None, |a| { a.status = AgentStatus::Inactive; Ok(()) }).await.unwrap();
    assert_eq!(live(&salon).await.agents.len(), 1);
}

#[tokio::test]
async fn what_conversations_refer_to_is_kept() {
    let salon = Salon::new().await;
    let (app, ctx) = (&salon.app, &salon.ctx);
    let (used, free) = (agents::create(app, ctx, agent(&salon, "Варя")).await.unwrap().id, agents::create(app, ctx, agent(&salon, "Пётр")).await.unwrap());
    agents::publish(app, ctx, used, None, "").await.unwrap();
    let conversation = salon.new_conversation().await;
    let mut unit = app.unit(ctx).await.unwrap();
    store::agent::take(&mut unit, conversation, Some(used)).await.unwrap();
    assert_eq!(store::agent::of_conversation(&mut unit, conversation).await.unwrap(), Some(used));
    unit.commit().await.unwrap();
    assert!(matches!(agents::remove(app, ctx, used, None).await.unwrap(), Removed::SwitchedOff(a) if a.status == AgentStatus::Inactive));
    assert_eq!(refused(agents::remove(app, ctx, free.id, Some(salon.app.now().plus_secs(1))).await).1, "agent_changed");
    assert_eq!(agents::remove(app, ctx, free.id, Some(free.updated_at)).await.unwrap(), Removed::Gone);
    assert_eq!(code(&agents::remove(app, ctx, free.id, None).await), "not_found");
    assert_eq!(code(&agents::remove(app, ctx, AgentId::new(), None).await), "not_found");
}

#[tokio::test]
async fn an_agent_travels_with_its_scripts_and_without_foreign_ids() {
    let salon = Salon::new().await;
    let (app, ctx) = (&salon.app, &salon.ctx);
    let one = scripts::create(app, ctx, script(&salon, "Подбор")).await.unwrap();
    let conversation = salon.new_conversation().await;
    let mut scope = app.scope(ctx.org).await.unwrap();
    let connection = store::conversation::get(&mut scope, conversation).await.unwrap().conversation.connection_id;
    drop(scope);
    let mut made = agent(&salon, "Варя");
    (made.draft.scripts, made.draft.channels) = (vec![one.id], vec![connection]);
    let made = agents::create(app, ctx, made).await.unwrap();
    let mut scope = app.scope(ctx.org).await.unwrap();
    let parcel = transfer::export(&mut scope, &made, State::Draft).await.unwrap();
    drop(scope);
    // At home everything is there.
    let again = transfer::import(app, ctx, parcel.clone()).await.unwrap();
    assert_eq!((again.agent.name.as_str(), again.dropped.len(), again.agent.draft.channels.len()), ("Варя (2)", 0, 1));
    assert_eq!(again.agent.draft.scripts, [one.id], "the same script is not copied");
    assert_eq!(again.scripts.iter().map(|s| s.is_new).collect::<Vec<_>>(), [false]);
    // Elsewhere the script comes along, and the connection is named and left out.
    let other = new_org(app, "Europe/Moscow").await;
    let there = transfer::import(app, &other, parcel.clone()).await.unwrap();
    assert_eq!(there.agent.name, "Варя");
    assert_eq!(there.dropped.iter().map(|d| (d.field.as_str(), d.code, d.id)).collect::<Vec<_>>(), [("channels[0]", "connection_unknown", connection.uuid())]);
    assert!(there.agent.draft.channels.is_empty() && there.scripts[0].is_new && there.scripts[0].id != one.id);
    assert_eq!(there.agent.draft.scripts, [there.scripts[0].id]);
    assert_eq!((there.agent.status, there.agent.live_version), (AgentStatus::Training, None));
    let twice = transfer::import(app, &other, parcel.clone()).await.unwrap();
    assert_eq!((twice.agent.name.as_str(), twice.scripts[0].is_new), ("Варя (2)", false));
    // A script that is listed but not in the file is dropped too.
    let lonely = transfer::import(app, &other, transfer::Parcel { scripts: vec![], ..parcel }).await.unwrap();
    assert_eq!(lonely.dropped.iter().map(|d| d.field.as_str()).collect::<Vec<_>>(), ["channels[0]", "scripts[0]"]);
}

#[tokio::test]
async fn objections_come_by_table_and_only_once() {
    let salon = Salon::new().await;
    let (app, ctx) = (&salon.app, &salon.ctx);
    let id = scripts::create(app, ctx, script(&salon, "Подбор")).await.unwrap().id;
    let table = scripts::csv::read("says;answer\nДорого | не по карману;Покажу варианты.\nпотом;Напомню.\n").unwrap();
    for _ in 0..2 {
        let now = scripts::import_objections(app, ctx, id, table.clone(), scripts::Way::Merge).await.unwrap();
        let shown: Vec<String> = now.objections.iter().map(|o| format!("{} → {}", o.says.join("/"), o.answer)).collect();
        assert_eq!(shown, ["дорого/не по карману → Покажу варианты.", "потом → Напомню."]);
    }
    let replaced = scripts::import_objections(app, ctx, id, table, scripts::Way::Replace).await.unwrap();
    assert_eq!(replaced.objections[0].says, ["Дорого", "не по карману"]);
    let copy = scripts::import(app, ctx, replaced.clone()).await.unwrap();
    assert_eq!((copy.name.as_str(), copy.id != id), ("Подбор (2)", true));
    assert_eq!(scripts::remove(app, ctx, copy.id).await.unwrap(), Removed::Gone);
}

#[tokio::test]
async fn the_checklist_and_the_lint_speak_of_the_firm() {
    let salon = Salon::new().await;
    let (app, ctx) = (&salon.app, &salon.ctx);
    let mut made = agent(&salon, "Варя");
    made.draft.instructions = "Стрижка стоит 1 500 рублей, а укладка 900 рублей.".into();
    let made = agents::create(app, ctx, made).await.unwrap();
    let codes = |all: Vec<agents::review::Lack>| all.into_iter().map(|l| l.code).collect::<Vec<_>>();
    assert_eq!(codes(agents::review::lacks(app, ctx.org, &made).await.unwrap()), ["no_knowledge", "tests_not_run", "unpublished", "persona_empty"]);
    let found = agents::review::findings(app, ctx.org, &made.draft).await.unwrap();
    assert_eq!(found.iter().map(|f| (f.code, f.excerpt.as_str())).collect::<Vec<_>>(), [("repeats_catalog", "1 500 рублей"), ("price_not_in_catalog", "900 рублей")]);
}

#[tokio::test]
async fn every_template_becomes_an_agent() {
    let salon = Salon::new().await;
    for template in agents::template::all() {
        let made = agents::template::create(&salon.app, &salon.ctx, &template.key, None).await.unwrap();
        assert_eq!((made.name.as_str(), made.status), (template.ru.name.as_str(), AgentStatus::Training));
        agents::publish(&salon.app, &salon.ctx, made.id, None, "").await.unwrap();
    }
    let twin = agents::template::create(&salon.app, &salon.ctx, &agents::template::all()[0].key, None).await.unwrap();
    assert_eq!(twin.name, format!("{} (2)", agents::template::all()[0].ru.name));
    assert_eq!(code(&agents::template::create(&salon.app, &salon.ctx, "nobody", None).await), "template_unknown");
}
