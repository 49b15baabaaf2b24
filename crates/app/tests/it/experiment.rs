//! Two versions of an agent side by side: who is answered by which, what is counted, a bad canary taken back, a silent version that
//! thinks along with the agent and with people and changes nothing.

use crate::salon::code;
use crate::stage::Theatre;
use app::experiment::{self as experiments, Wish, canary, report};
use app::{job, outcome};
use brain::golden::parse;
use domain::Ts;
use domain::agent::{AgentRole, AgentStatus};
use domain::experiment::{Agreement, Arm, CanaryRules, Experiment, ExperimentKind, ExperimentStatus};
use domain::id::{AgentId, ConversationId};
use std::time::Duration;
use store::experiment::ShadowRow;
use testkit::TestDb;

const QUESTION: &str = "сколько стоит маникюр?";

/// A firm whose agent answers about everything; its draft is silent about nails.
async fn theatre(db: &TestDb) -> (Theatre, AgentId) {
    let script = parse("@now 2026-11-24 12:00").unwrap();
    let theatre = Theatre::for_script(db, &script).await;
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    for known in store::agent::list(&mut app.scope(ctx.org).await.unwrap()).await.unwrap() {
        app::agent::remove(app, ctx, known.id, None).await.unwrap();
    }
    let mut agent = app::agent::blank("Варя".into(), AgentRole::FrontDesk, app.now());
    agent.draft.instructions = "Отвечай коротко.".into();
    let id = app::agent::create(app, ctx, agent).await.unwrap().id;
    app::agent::publish(app, ctx, id, None, "первая").await.unwrap();
    app::agent::update(app, ctx, id, None, |a| { a.status = AgentStatus::Active; a.draft.forbidden = vec!["маникюр".into()]; Ok(()) }).await.unwrap();
    (theatre, id)
}

async fn start(theatre: &Theatre, agent_id: AgentId, kind: ExperimentKind, share: u8) -> Experiment {
    let rules = CanaryRules { conversations: 5, doubt: 5, failures: 3 };
    experiments::start(&theatre.app, &theatre.ctx, Wish { name: "Без ногтей".into(), agent_id, kind, variant: None, share, rules }).await.unwrap()
}

/// A new customer asks; true if the price was told.
async fn asks(theatre: &mut Theatre, chat: &str) -> bool {
    theatre.chat = chat.to_owned();
    let heard = theatre.says(QUESTION).await;
    let text = heard.replies.iter().map(|r| r.text.as_str()).collect::<String>();
    assert!(!text.is_empty(), "everybody is answered");
    text.contains('₽')
}

async fn arm(theatre: &Theatre, experiment: &Experiment) -> Arm {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let row = store::conversation::get(&mut scope, theatre.conversation.unwrap()).await.unwrap();
    experiment.arm(row.conversation.contact_id)
}

async fn now(theatre: &Theatre, experiment: &Experiment) -> Experiment {
    store::experiment::get(&mut theatre.app.scope(theatre.ctx.org).await.unwrap(), experiment.id).await.unwrap()
}

async fn report(theatre: &Theatre, experiment: &Experiment) -> report::Report {
    report::of(&mut theatre.app.scope(theatre.ctx.org).await.unwrap(), experiment).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_customer_keeps_their_version_until_the_end() {
    let db = TestDb::new().await;
    let (mut theatre, agent) = theatre(&db).await;
    let experiment = start(&theatre, agent, ExperimentKind::Split, 50).await;
    assert_eq!((experiment.control, experiment.variant), (1, 2));
    assert_eq!(store::agent::get(&mut theatre.app.scope(theatre.ctx.org).await.unwrap(), agent).await.unwrap().live_version, Some(1), "a trial does not go live");
    let second = experiments::start(&theatre.app, &theatre.ctx, Wish { name: "x".into(), agent_id: agent, kind: ExperimentKind::Split, variant: Some(2), share: 50, rules: CanaryRules::default() }).await;
    assert_eq!(code(&second), "experiment_running");
    let mut variants = 0;
    for round in 0..2 {
        for chat in 0..16 {
            let told = asks(&mut theatre, &format!("гость {chat}")).await;
            let arm = arm(&theatre, &experiment).await;
            assert_eq!(told, arm == Arm::Control, "round {round}, chat {chat}");
            variants += usize::from(arm == Arm::Variant);
        }
    }
    let shown = report(&theatre, &experiment).await;
    let counts: Vec<(Arm, i64, i64)> = shown.arms.iter().map(|a| (a.arm, a.conversations, a.turns)).collect();
    let variants = i64::try_from(variants).unwrap();
    assert_eq!(counts, [(Arm::Control, 16 - variants / 2, 32 - variants), (Arm::Variant, variants / 2, variants)]);
    // The trace says whose customer it was.
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let turn = store::turn::list(&mut scope, theatre.conversation.unwrap(), i64::MAX, 1).await.unwrap().remove(0);
    drop(scope);
    assert_eq!(turn.record["trace"]["agent"]["experiment"]["experiment"], experiment.id.to_string());
    experiments::stop(&theatre.app, &theatre.ctx, experiment.id).await.unwrap();
    assert_eq!(code(&experiments::stop(&theatre.app, &theatre.ctx, experiment.id).await), "experiment_ended");
    for chat in 0..6 {
        assert!(asks(&mut theatre, &format!("гость {chat}")).await, "the control answers everybody");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_canary_is_taken_back_and_a_good_version_promoted() {
    let db = TestDb::new().await;
    let (mut theatre, agent) = theatre(&db).await;
    let experiment = start(&theatre, agent, ExperimentKind::Canary, 50).await;
    for chat in 0..40 {
        asks(&mut theatre, &format!("гость {chat}")).await;
    }
    assert_eq!(canary::watch(&theatre.app).await.unwrap(), 0, "nothing has ended yet");
    theatre.clock.advance_secs(25 * 3600);
    outcome::settle(&theatre.app).await.unwrap();
    assert_eq!(canary::watch(&theatre.app).await.unwrap(), 1);
    let ended = now(&theatre, &experiment).await;
    assert_eq!((ended.status, ended.reason.as_deref()), (ExperimentStatus::RolledBack, Some("resolution")));
    assert_eq!(canary::watch(&theatre.app).await.unwrap(), 0);
    for chat in 100..106 {
        assert!(asks(&mut theatre, &format!("гость {chat}")).await);
    }
    // Its owner insists: the variant goes live as it is.
    let again = experiments::start(&theatre.app, &theatre.ctx, Wish { name: "Ещё раз".into(), agent_id: agent, kind: ExperimentKind::Split, variant: Some(2), share: 1, rules: CanaryRules::default() }).await.unwrap();
    assert_eq!(experiments::promote(&theatre.app, &theatre.ctx, again.id).await.unwrap().status, ExperimentStatus::Promoted);
    assert!(!asks(&mut theatre, "гость 200").await);
    // Whoever publishes ends what runs beside the old version.
    app::agent::update(&theatre.app, &theatre.ctx, agent, None, |a| { a.draft.forbidden = vec![]; Ok(()) }).await.unwrap();
    let third = start(&theatre, agent, ExperimentKind::Split, 10).await;
    app::agent::publish(&theatre.app, &theatre.ctx, agent, None, "").await.unwrap();
    let ended = now(&theatre, &third).await;
    assert_eq!((ended.status, ended.reason.as_deref()), (ExperimentStatus::Stopped, Some("published")));
}

async fn shadows(theatre: &Theatre, experiment: &Experiment, wanted: usize) -> Vec<ShadowRow> {
    for _ in 0..200 {
        job::drain(&theatre.app).await.unwrap();
        let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
        let mut all = store::experiment::shadows(&mut scope, experiment.id, None, (Ts::from_micros(i64::MAX), ConversationId(uuid::Uuid::max())), 100).await.unwrap();
        if all.len() >= wanted {
            all.sort_by_key(|s| s.until_seq);
            return all;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody thought along");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shadow_thinks_along_and_changes_nothing() {
    let db = TestDb::new().await;
    let (mut theatre, agent) = theatre(&db).await;
    let experiment = start(&theatre, agent, ExperimentKind::Shadow, 100).await;
    assert!(asks(&mut theatre, "гость").await, "the live version answers");
    let heard = theatre.says("какой у вас адрес?").await;
    let all = shadows(&theatre, &experiment, 2).await;
    assert_eq!(all.iter().map(|s| (s.beside.as_str(), s.question.as_str(), s.agreement)).collect::<Vec<_>>(), [("agent", QUESTION, Agreement::Near), ("agent", "какой у вас адрес?", Agreement::Same)]);
    assert_eq!(all[1].live["replies"][0]["text"], heard.replies[0].text.as_str());
    assert_ne!(all[0].live["replies"], all[0].silent["replies"]);
    // Beside a person.
    let id = theatre.conversation.unwrap();
    app::inbox::rule::take_over(&theatre.app, &theatre.ctx, id).await.unwrap();
    theatre.says("а сколько стоит мужская стрижка?").await;
    theatre.clock.advance_secs(60);
    let before = store::message::before(&mut theatre.app.scope(theatre.ctx.org).await.unwrap(), id, i64::MAX, 100).await.unwrap().len();
    app::inbox::say::say(&theatre.app, &theatre.ctx, id, "Не знаю, спрошу у мастера", vec![], None).await.unwrap();
    let all = shadows(&theatre, &experiment, 3).await;
    assert_eq!((all[2].beside.as_str(), all[2].question.as_str(), all[2].agreement), ("person", "а сколько стоит мужская стрижка?", Agreement::Other));
    assert!(all[2].silent["replies"][0]["text"].as_str().unwrap().contains('₽'));
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    assert_eq!(store::message::before(&mut scope, id, i64::MAX, 100).await.unwrap().len(), before + 1, "only the person has spoken");
    assert_eq!(store::turn::list(&mut scope, id, i64::MAX, 100).await.unwrap().len(), 2);
    drop(scope);
    let shown = report(&theatre, &experiment).await;
    assert_eq!(shown.shadow.iter().map(|b| (b.beside.as_str(), b.counts.iter().map(|(_, n)| n).sum::<i64>())).collect::<Vec<_>>(), [("agent", 2), ("person", 1)]);
    // Nobody is an experiment's customer in a shadow.
    assert!(shown.arms.is_empty());
}
