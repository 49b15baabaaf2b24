//! Deals and pipelines: every rule of a stage, every cause of a move; done twice nothing changes, refused nothing is left.

use crate::salon::{Salon, code};
use app::booking::{self, Rules};
use app::deal::{self, DealPatch, Fields, MoveWish, NewDeal};
use app::pipeline::{self, PipelineWish, StageWish};
use domain::booking::BookingStatus;
use domain::deal::{Deal, DealStatus};
use domain::id::{BookingId, DealId, MessageId};
use domain::pipeline::{EnterOn, Silence, StageKind, StageRules, StageTask, TaskFor, usual};
use domain::{Faults, Result};
use std::collections::BTreeMap;
use store::unit::By;
use uuid::Uuid;

async fn begin(salon: &Salon, stage: Option<&str>) -> Deal {
    let new = NewDeal { contact: salon.contact, stage: stage.map(str::to_owned), pipeline: None, patch: DealPatch::default() };
    deal::create(&salon.app, &salon.ctx, new).await.unwrap()
}

async fn read(salon: &Salon, id: DealId) -> Deal {
    store::deal::get(&mut salon.app.scope(salon.ctx.org).await.unwrap(), id).await.unwrap()
}

/// The way of a deal, oldest first, as `from>to cause`.
async fn way(salon: &Salon, id: DealId) -> Vec<String> {
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    let mut all = store::deal::moves(&mut scope, id, (domain::Ts::from_micros(i64::MAX), Uuid::max()), 100).await.unwrap();
    all.reverse();
    all.into_iter().map(|m| format!("{}>{} {}", m.step.from.unwrap_or_default(), m.step.to, m.step.cause.as_str())).collect()
}

async fn tasks(salon: &Salon) -> usize {
    salon.events().await.iter().filter(|kind| *kind == "task.created").count()
}

async fn go(salon: &Salon, id: DealId, stage: &str, patch: DealPatch) -> Result<Deal> {
    deal::move_to(&salon.app, &salon.ctx, id, MoveWish { stage: stage.into(), patch }).await
}

async fn status(salon: &Salon, id: BookingId, status: BookingStatus) {
    booking::set_status(&salon.app, &salon.ctx, Rules::Desk, id, None, status).await.unwrap();
}

/// The usual pipeline with other rules.
fn wish(change: impl Fn(&mut StageWish)) -> PipelineWish {
    let stages = usual().stages.into_iter().map(|s| {
        let mut one = StageWish { key: Some(s.key), name: s.name, name_en: s.name_en, kind: s.kind, color: Some(s.color), rules: s.rules };
        change(&mut one);
        one
    });
    PipelineWish { name: "Продажи".into(), stages: stages.collect(), ..PipelineWish::default() }
}

async fn rules(salon: &Salon, key: &'static str, rules: StageRules) {
    pipeline::put(&salon.app, &salon.ctx, "main", wish(|s| if s.key.as_deref() == Some(key) { s.rules = rules.clone() })).await.unwrap();
}

#[tokio::test]
async fn a_visit_moves_the_deal_forward_and_never_twice() {
    let salon = Salon::new().await;
    let old = begin(&salon, None).await;
    let deal = begin(&salon, Some("offer")).await;
    let visit = salon.book(0, "2026-11-24T12:00:00+03:00").await.unwrap();
    assert_eq!(way(&salon, deal.id).await, [">offer person", "offer>sale booking"]);
    assert_eq!(read(&salon, old.id).await.stage, "new-lead", "one visit moves one deal");
    status(&salon, visit.id, BookingStatus::Arrived).await;
    status(&salon, visit.id, BookingStatus::Arrived).await;
    status(&salon, visit.id, BookingStatus::Completed).await;
    assert_eq!(way(&salon, deal.id).await, [">offer person", "offer>sale booking", "sale>service booking", "service>feedback booking"]);
    let closed = read(&salon, deal.id).await;
    assert_eq!((closed.status, closed.closed_at.is_some()), (DealStatus::Won, true));
    // The visit's own deal has gone further: nothing else is moved in its place.
    let other = salon.book(1, "2026-11-25T12:00:00+03:00").await.unwrap();
    assert_eq!(way(&salon, old.id).await, [">new-lead person", "new-lead>sale booking"]);
    go(&salon, old.id, "repeat-sale", DealPatch::default()).await.unwrap();
    let third = begin(&salon, None).await;
    status(&salon, other.id, BookingStatus::Arrived).await;
    assert_eq!((read(&salon, old.id).await.stage, read(&salon, third.id).await.stage), ("repeat-sale".to_owned(), "new-lead".to_owned()));
    assert_eq!(salon.events().await.iter().filter(|kind| *kind == "deal.moved").count(), 5);
}

#[tokio::test]
async fn a_refused_visit_leaves_no_step_and_a_missed_one_goes_where_the_pipeline_says() {
    let salon = Salon::new().await;
    let lost = StageWish { key: Some("lost".into()), name: "Отказ".into(), name_en: "Lost".into(), kind: StageKind::Lost, color: None, rules: StageRules { enter_on: Some(EnterOn::Missed), ..StageRules::default() } };
    let mut all = wish(|s| s.rules = StageRules::default());
    all.stages.push(lost);
    all.loss_reasons = vec!["Дорого".into()];
    pipeline::put(&salon.app, &salon.ctx, "main", all).await.unwrap();
    let deal = begin(&salon, None).await;
    let visit = salon.book(0, "2026-11-24T12:00:00+03:00").await.unwrap();
    assert_eq!(code(&salon.book(0, "2026-11-24T12:00:00+03:00").await), "slot_taken");
    assert_eq!(way(&salon, deal.id).await, [">new-lead person"]);
    status(&salon, visit.id, BookingStatus::NoShow).await;
    // Nobody was there to be asked for a reason.
    let gone = read(&salon, deal.id).await;
    assert_eq!((gone.stage.as_str(), gone.status, gone.loss_reason), ("lost", DealStatus::Lost, None));
}

#[tokio::test]
async fn a_stage_asks_for_what_it_needs() {
    let salon = Salon::new().await;
    rules(&salon, "offer", StageRules { required: vec!["amount".into(), "known.people".into(), "fields.Рост".into()], ..StageRules::default() }).await;
    let deal = begin(&salon, None).await;
    let refused = go(&salon, deal.id, "offer", DealPatch { amount: Some(Some(100)), ..DealPatch::default() }).await.unwrap_err();
    let faults = refused.source.as_ref().unwrap().downcast_ref::<Faults>().unwrap();
    assert_eq!((refused.public_code(), faults.0.iter().map(|f| f.field.as_str()).collect::<Vec<_>>()), ("stage_needs", vec!["known.people", "fields.Рост"]));
    assert_eq!(read(&salon, deal.id).await, deal, "nothing of a refused move is kept");
    let told = DealPatch {
        amount: Some(Some(100)), known: Some(BTreeMap::from([("people".into(), "2".into())])), fields: Some(Fields::Some(BTreeMap::from([("Рост".into(), "180".into())]))), ..DealPatch::default()
    };
    let moved = go(&salon, deal.id, "offer", told).await.unwrap();
    assert_eq!((moved.stage.as_str(), moved.amount, moved.fields.len()), ("offer", Some(100), 1));
    // Many at once: who may go, goes.
    let (bare, nobodys) = (begin(&salon, None).await, DealId::new());
    let many = deal::move_many(&salon.app, &salon.ctx, vec![deal.id, bare.id, nobodys], &MoveWish { stage: "offer".into(), patch: DealPatch::default() }).await.unwrap();
    assert_eq!(many.moved, [deal.id]);
    assert_eq!(many.refused.iter().map(|r| (r.id, r.code)).collect::<std::collections::BTreeSet<_>>(), [(bare.id, "stage_needs"), (nobodys, "not_found")].into());
    assert_eq!(code(&deal::move_many(&salon.app, &salon.ctx, vec![nobodys], &MoveWish { stage: "offer".into(), patch: DealPatch::default() }).await), "not_found");
    assert_eq!(code(&go(&salon, deal.id, "nowhere", DealPatch::default()).await), "stage_unknown");
    assert_eq!(way(&salon, deal.id).await, [">new-lead person", "new-lead>offer person"]);
}

#[tokio::test]
async fn a_lost_deal_says_why() {
    let salon = Salon::new().await;
    let mut all = wish(|_| {});
    all.stages.push(StageWish { key: Some("lost".into()), name: "Отказ".into(), name_en: String::new(), kind: StageKind::Lost, color: None, rules: StageRules::default() });
    all.loss_reasons = vec!["Дорого".into(), "Передумали".into()];
    pipeline::put(&salon.app, &salon.ctx, "main", all).await.unwrap();
    let deal = begin(&salon, None).await;
    let because = |reason: &str| DealPatch { loss_reason: Some(reason.into()), ..DealPatch::default() };
    assert_eq!(code(&go(&salon, deal.id, "lost", DealPatch::default()).await), "loss_reason_missing");
    assert_eq!(code(&go(&salon, deal.id, "lost", because("Не знаю")).await), "loss_reason_unknown");
    go(&salon, deal.id, "lost", because("Дорого")).await.unwrap();
    let funnel = deal::funnel(&salon.app, salon.ctx.org, None, None, None, None).await.unwrap();
    assert_eq!((funnel.lost, funnel.reasons[0].reason.as_deref(), funnel.won), (1, Some("Дорого"), 0));
    // Who comes back has not been lost.
    assert_eq!(go(&salon, deal.id, "offer", DealPatch::default()).await.unwrap().loss_reason, None);
    let stage = |key: &str| funnel.stages.iter().find(|s| s.key == key).cloned().unwrap();
    assert_eq!((stage("new-lead").entered, stage("new-lead").moved_on, stage("lost").entered), (1, 0, 1));
}

#[tokio::test]
async fn a_stage_begins_with_its_tasks_once() {
    let salon = Salon::new().await;
    let task = |title: &str, to| StageTask { title: title.into(), due_hours: 24, to };
    rules(&salon, "offer", StageRules { tasks: vec![task("Позвонить", TaskFor::Owner), task("Выставить счёт", TaskFor::Nobody)], ..StageRules::default() }).await;
    let deal = begin(&salon, None).await;
    assert_eq!(tasks(&salon).await, 0);
    go(&salon, deal.id, "offer", DealPatch::default()).await.unwrap();
    go(&salon, deal.id, "offer", DealPatch::default()).await.unwrap();
    assert_eq!(tasks(&salon).await, 2);
    let card = store::deal::list::one(&mut salon.app.scope(salon.ctx.org).await.unwrap(), deal.id).await.unwrap();
    assert_eq!(card.tasks_open, 2);
    let hours = (card.next_task_at.unwrap().micros() - card.deal.stage_since.micros()) / 3_600_000_000;
    assert!((23..=24).contains(&hours), "{hours}");
    // A deal that begins there has them too.
    begin(&salon, Some("offer")).await;
    assert_eq!(tasks(&salon).await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_moves_a_deal_once_whoever_looks() {
    let salon = Salon::new().await;
    rules(&salon, "new-lead", StageRules { silence: Some(Silence { days: 3, to: "nurturing".into() }), ..StageRules::default() }).await;
    let deal = begin(&salon, None).await;
    let talk = salon.new_conversation().await;
    let days = async |n: i64| {
        salon.clock.advance_secs(n * 86_400);
        let (one, two) = tokio::join!(deal::silence::settle(&salon.app), deal::silence::settle(&salon.app));
        one.unwrap();
        two.unwrap();
    };
    days(2).await;
    assert_eq!(read(&salon, deal.id).await.stage, "new-lead");
    // The customer writes: the days begin anew.
    let mut unit = salon.app.db().unit(salon.ctx.org, By::system(salon.app.now())).await.unwrap();
    store::conversation::add_inbound(&mut unit, talk, store::conversation::NewInbound { mode: domain::conversation::Mode::Auto, text: "думаю" }, 0).await.unwrap();
    let said = domain::message::Message {
        id: MessageId::new(), conversation_id: talk, seq: 1, author: domain::message::Author::Contact, person_id: None, text: "думаю".into(), buttons: vec![], attachments: vec![], delivery: domain::message::Delivery::Read, provider_id: None, turn_id: None,
        created_at: unit.now(),
    };
    store::message::insert(&mut unit, &said, None).await.unwrap();
    unit.commit().await.unwrap();
    days(2).await;
    assert_eq!(read(&salon, deal.id).await.stage, "new-lead");
    days(2).await;
    days(9).await;
    assert_eq!(way(&salon, deal.id).await, [">new-lead person", "new-lead>nurturing silence"]);
    assert_eq!(read(&salon, deal.id).await.quiet_at, None);
}

#[tokio::test]
async fn a_rule_of_silence_that_comes_later_finds_the_deals_that_are_there() {
    let salon = Salon::new().await;
    let deal = begin(&salon, None).await;
    salon.clock.advance_secs(10 * 86_400);
    let silent = StageRules { silence: Some(Silence { days: 7, to: "nurturing".into() }), ..StageRules::default() };
    rules(&salon, "new-lead", silent).await;
    let kept = begin(&salon, None).await;
    deal::silence::settle(&salon.app).await.unwrap();
    assert_eq!((read(&salon, deal.id).await.stage.as_str(), read(&salon, kept.id).await.stage.as_str()), ("nurturing", "new-lead"));
    rules(&salon, "new-lead", StageRules::default()).await;
    assert_eq!(read(&salon, kept.id).await.quiet_at, None);
}

#[tokio::test]
async fn a_stage_goes_away_with_its_deals_and_names() {
    let salon = Salon::new().await;
    let deal = begin(&salon, Some("offer")).await;
    let script = domain::script::Script {
        id: domain::id::ScriptId::new(), name: "Подбор".into(), lang: domain::Lang::Ru, role: None, stages: vec!["offer".into(), "qualification".into()], triggers: vec![], objections: vec![], is_active: true, position: 0, created_at: salon.app.now(),
        updated_at: salon.app.now(), steps: vec![domain::script::ScriptStep { say: "Сколько вас?".into(), ..domain::script::ScriptStep::default() }],
    };
    let script = app::script::create(&salon.app, &salon.ctx, script).await.unwrap();
    let without = |keys: &'static [&'static str], moved: &[(&str, &str)]| {
        let mut all = wish(|_| {});
        all.stages.retain(|s| !keys.contains(&s.key.as_deref().unwrap()));
        all.moved = moved.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        all
    };
    let put = async |wish| pipeline::put(&salon.app, &salon.ctx, "main", wish).await;
    let refused = put(without(&["offer"], &[])).await.unwrap_err();
    let fault = refused.source.as_ref().unwrap().downcast_ref::<Faults>().unwrap().0[0].clone();
    assert_eq!((refused.public_code(), fault.field.as_str(), fault.detail.as_str()), ("stage_in_use", "offer", "1"));
    assert_eq!(code(&put(without(&["qualification"], &[])).await), "stage_named");
    assert_eq!(code(&put(without(&["offer"], &[("offer", "nowhere")])).await), "stage_unknown");
    assert_eq!(read(&salon, deal.id).await.stage, "offer");
    put(without(&["offer"], &[("offer", "negotiation")])).await.unwrap();
    assert_eq!(way(&salon, deal.id).await, [">offer person", "offer>negotiation rule"]);
    let named = store::script::get(&mut salon.app.scope(salon.ctx.org).await.unwrap(), script.id).await.unwrap();
    assert_eq!(named.stages, ["negotiation", "qualification"]);
    // Nobody stands there, nobody names it.
    put(without(&["offer", "repeat-sale"], &[])).await.unwrap();
}

#[tokio::test]
async fn pipelines_come_and_go() {
    let salon = Salon::new().await;
    let create = async |key: Option<&str>, wish| pipeline::create(&salon.app, &salon.ctx, key.map(str::to_owned), wish).await;
    assert_eq!(code(&pipeline::remove(&salon.app, &salon.ctx, "main").await), "pipeline_last");
    let hikes = create(None, PipelineWish { name: "Походы".into(), is_default: true, ..PipelineWish::default() }).await.unwrap();
    assert_eq!((hikes.key.as_str(), hikes.stages.len(), hikes.is_default), ("pohody", 4, true));
    assert_eq!(code(&create(Some("main"), PipelineWish { name: "x".into(), ..PipelineWish::default() }).await), "key_taken");
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    let all = store::pipeline::list(&mut scope).await.unwrap();
    drop(scope);
    assert_eq!(all.iter().map(|p| (p.key.as_str(), p.is_default)).collect::<Vec<_>>(), [("pohody", true), ("main", false)]);
    // Deals begin in the default one, and go over to another.
    let deal = begin(&salon, None).await;
    assert_eq!((deal.pipeline.as_str(), deal.stage.as_str()), ("pohody", all[0].stages[0].key.as_str()));
    assert_eq!(code(&pipeline::remove(&salon.app, &salon.ctx, "pohody").await), "pipeline_in_use");
    assert_eq!(go(&salon, deal.id, "offer", DealPatch::default()).await.unwrap().pipeline, "main");
    pipeline::remove(&salon.app, &salon.ctx, "pohody").await.unwrap();
    assert!(store::pipeline::list(&mut salon.app.scope(salon.ctx.org).await.unwrap()).await.unwrap()[0].is_default);
    assert_eq!(salon.events().await.iter().filter(|kind| *kind == "pipeline.changed").count(), 2);
    // What is gone is not found, and a deal that is removed takes its history along.
    deal::remove(&salon.app, &salon.ctx, deal.id).await.unwrap();
    assert_eq!(code(&deal::remove(&salon.app, &salon.ctx, deal.id).await), "not_found");
    assert!(way(&salon, deal.id).await.is_empty());
}
