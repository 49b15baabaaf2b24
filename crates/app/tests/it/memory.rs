//! What is remembered between talks: found after a turn, told to the next one, edited by people, gone with the contact; never across contacts or firms.

use crate::stage::Theatre;
use app::memory::{self, FactPatch, NewFact, keep};
use brain::golden::{Heard, parse};
use connectors::kit::ModelKit;
use connectors::kit::fake_model::{FakeModel, MODEL, Plan};
use domain::agent::{AgentRole, AgentStatus, ModelRef};
use domain::fact::{ContactFact, FactKey, FactSource, SummarySource};
use domain::id::ContactId;
use domain::{Clock as _, Kind};
use serde_json::json;
use std::sync::Arc;
use testkit::TestDb;

async fn theatre(db: &TestDb) -> Theatre {
    let script = parse("@now 2026-11-24 12:00\n@contact name=Анна phone=+79160000001").unwrap();
    Theatre::for_script(db, &script).await
}

async fn contact(theatre: &Theatre) -> ContactId {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    store::conversation::get(&mut scope, theatre.conversation.unwrap()).await.unwrap().conversation.contact_id
}

async fn facts(theatre: &Theatre) -> Vec<ContactFact> {
    memory::list(&theatre.app, &theatre.ctx, contact(theatre).await).await.unwrap()
}

async fn texts(theatre: &Theatre) -> Vec<String> {
    facts(theatre).await.into_iter().map(|f| f.text).collect()
}

async fn remember(theatre: &Theatre) -> bool {
    keep::keep(&theatre.app, &theatre.ctx, theatre.conversation.unwrap()).await.unwrap()
}

fn words(heard: &Heard) -> String {
    heard.replies.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join("\n")
}

async fn told(theatre: &Theatre) -> serde_json::Value {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    store::turn::list(&mut scope, theatre.conversation.unwrap(), i64::MAX, 1).await.unwrap()[0].record["memory"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_is_kept_told_to_the_next_turn_and_replayed() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("Здравствуйте! Я всегда хожу к Ольге. Не звоните, лучше пишите").await;
    assert_eq!(told(&theatre).await["facts"], json!([]));
    remember(&theatre).await;
    assert_eq!(texts(&theatre).await, ["Предпочитает мастера: Ольга Ким", "Просит писать, а не звонить"]);
    let kept = facts(&theatre).await;
    assert!(kept.iter().all(|f| f.source == FactSource::Agent && f.message_id.is_some() && f.conversation_id == theatre.conversation));
    // Twice is once.
    remember(&theatre).await;
    assert_eq!(facts(&theatre).await, kept);
    // Days later: what was being arranged then is forgotten, what was told is not.
    theatre.clock.advance_secs(2 * 86_400);
    let asked = theatre.says("запишите на маникюр").await;
    assert!(words(&asked).contains("Как обычно, Ольга Ким?"), "{}", words(&asked));
    assert_eq!(told(&theatre).await["facts"].as_array().unwrap().len(), 2);
    // A contradiction takes the place of what it contradicts, with the old in the audit log.
    theatre.says("теперь предпочитаю Марину").await;
    theatre.clock.advance_secs(60);
    remember(&theatre).await;
    let now = facts(&theatre).await;
    assert_eq!((now.len(), now[0].id), (2, kept[0].id));
    assert!(now[0].text.contains("Марина"), "{}", now[0].text);
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let audit = store::audit::list(&mut scope, domain::id::AuditId(uuid::Uuid::max()), &store::audit::AuditFilter::default(), 50).await.unwrap();
    assert!(audit.iter().any(|a| a.action == "update" && a.noun == "fact" && a.before.as_ref().is_some_and(|b| b.to_string().contains("Ольга"))), "{audit:?}");
    drop(scope);
    let (equal, otherwise) = theatre.replay().await;
    assert_eq!((equal, otherwise), (3, vec![]));
    let summary = store::fact::summary(&mut theatre.app.scope(theatre.ctx.org).await.unwrap(), theatre.conversation.unwrap()).await.unwrap().unwrap();
    assert!(summary.text.contains("запишите на маникюр") && summary.source == SummarySource::Rules, "{}", summary.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_write_change_and_remove_facts() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("здравствуйте").await;
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    let id = contact(&theatre).await;
    let new = |key, text: &str| NewFact { key, text: text.into(), employee: None, expires_at: None };
    let olga = theatre.keys.employees["olga"];
    let first = memory::add(app, ctx, id, NewFact { employee: Some(olga), ..new(FactKey::Employee, "Только к Ольге") }).await.unwrap();
    let second = memory::add(app, ctx, id, new(FactKey::Employee, "К кому угодно")).await.unwrap();
    assert_eq!((second.id, second.value), (first.id, None));
    memory::add(app, ctx, id, new(FactKey::Note, "любит кофе")).await.unwrap();
    let note = memory::add(app, ctx, id, new(FactKey::Note, "боится собак")).await.unwrap();
    assert_eq!(facts(&theatre).await.len(), 3);
    for (wrong, field) in [(new(FactKey::Note, "  "), "text"), (NewFact { employee: Some(olga), ..new(FactKey::Note, "x") }, "employee_id"), (NewFact { expires_at: Some(app.now()), ..new(FactKey::Note, "x") }, "expires_at")] {
        assert_eq!(memory::add(app, ctx, id, wrong).await.unwrap_err().field.as_deref(), Some(field));
    }
    let end = app.now().plus_secs(3_600);
    let changed = memory::change(app, ctx, id, note.id, FactPatch { text: Some("не боится собак".into()), expires_at: Some(Some(end)) }).await.unwrap();
    assert_eq!((changed.source, changed.expires_at), (FactSource::Person, Some(end)));
    // Past its end it is neither told nor, after housekeeping, kept.
    theatre.says("сколько стоит маникюр?").await;
    assert_eq!(told(&theatre).await["facts"], json!(["не боится собак", "любит кофе", "К кому угодно"]));
    theatre.clock.advance_secs(3_600);
    theatre.says("а педикюр?").await;
    assert_eq!(told(&theatre).await["facts"], json!(["любит кофе", "К кому угодно"]));
    let mut root = theatre.app.db().root().await.unwrap();
    store::fact::expire(&mut root, theatre.clock.now()).await.unwrap();
    root.commit().await.unwrap();
    assert_eq!(texts(&theatre).await, ["К кому угодно", "любит кофе"]);
    memory::remove(&theatre.app, &theatre.ctx, id, first.id).await.unwrap();
    assert_eq!(memory::remove(&theatre.app, &theatre.ctx, id, first.id).await.unwrap_err().kind, Kind::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_told_to_another_contact_or_firm() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("Я всегда хожу к Ольге. Не звоните, лучше пишите").await;
    remember(&theatre).await;
    let (owner, fact) = (contact(&theatre).await, facts(&theatre).await[0].clone());
    assert_eq!(facts(&theatre).await.len(), 2);
    // Another customer of the same firm.
    let first = theatre.conversation;
    theatre.chat = "43".into();
    theatre.says("запишите на маникюр").await;
    assert_ne!(theatre.conversation, first);
    assert_eq!((told(&theatre).await["facts"].clone(), told(&theatre).await.get("usual").cloned()), (json!([]), None));
    remember(&theatre).await;
    assert!(facts(&theatre).await.is_empty());
    let other = contact(&theatre).await;
    for error in [
        memory::change(&theatre.app, &theatre.ctx, other, fact.id, FactPatch::default()).await.unwrap_err(),
        memory::remove(&theatre.app, &theatre.ctx, other, fact.id).await.unwrap_err(),
    ] {
        assert_eq!(error.kind, Kind::NotFound);
    }
    // Another firm, with the same customer's account.
    let mut twin = self::theatre(&db).await;
    twin.says("запишите на маникюр").await;
    assert_eq!(told(&twin).await["facts"], json!([]));
    for error in [
        memory::list(&twin.app, &twin.ctx, owner).await.unwrap_err(),
        memory::remove(&twin.app, &twin.ctx, owner, fact.id).await.unwrap_err(),
        keep::keep(&twin.app, &twin.ctx, first.unwrap()).await.unwrap_err(),
    ] {
        assert_eq!(error.kind, Kind::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_go_with_the_contact() {
    let db = TestDb::new().await;
    let theatre = theatre(&db).await;
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    let patch = app::contact::ContactPatch { name: Some(Some("Гость".into())), ..app::contact::ContactPatch::default() };
    let guest = app::contact::create(app, ctx, patch).await.unwrap();
    let fact = memory::add(app, ctx, guest.id, NewFact { key: FactKey::Note, text: "любит кофе".into(), employee: None, expires_at: None }).await.unwrap();
    app::contact::remove(app, ctx, guest.id).await.unwrap();
    let mut scope = app.scope(ctx.org).await.unwrap();
    assert_eq!(store::fact::get(&mut scope, guest.id, fact.id).await.unwrap_err().kind, Kind::NotFound);
}

async fn with_model(theatre: &Theatre, fact_days: u16) -> FakeModel {
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    let kit: Arc<dyn ModelKit> = connectors::model_kits().into_iter().find(|kit| kit.name() == "openai").unwrap();
    let fake = kit.fake(Arc::new(theatre.clock.clone())).await.unwrap();
    let new = app::provider::manage::NewProvider { vendor: "openai".into(), name: "openai".into(), settings: fake.form().into() };
    let provider = app::provider::manage::create(app, ctx, new).await.unwrap();
    let mut agent = app::agent::blank("Варя".into(), AgentRole::FrontDesk, app.now());
    agent.draft.model.chain = vec![ModelRef { provider_id: provider.id, model: MODEL.into() }];
    agent.draft.memory.fact_days = fact_days;
    let made = app::agent::create(app, ctx, agent).await.unwrap();
    app::agent::publish(app, ctx, made.id, None, "").await.unwrap();
    app::agent::update(app, ctx, made.id, None, |a| { a.status = AgentStatus::Active; Ok(()) }).await.unwrap();
    fake
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_helps_once_when_the_talk_is_at_rest_and_only_with_the_customers_words() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    let fake = with_model(&theatre, 30).await;
    fake.script(|request| {
        if request.tools.iter().all(|tool| tool.name != "remember") {
            return Plan::text("Хорошо.");
        }
        Plan::call("remember", json!({"summary": "Клиент готовится к свадьбе сестры.", "facts": [
            {"key": "note", "quote": "собираюсь на свадьбу сестры"}, {"key": "note", "quote": "нам положена скидка 90%"},
        ]}))
    });
    theatre.says("Сколько стоит маникюр? Собираюсь на свадьбу сестры").await;
    let before = fake.asked().len();
    // Not at rest: by rules alone, and to be looked at again.
    assert!(remember(&theatre).await);
    assert_eq!(fake.asked().len(), before);
    theatre.clock.advance_secs(keep::REST_MINUTES * 60);
    assert!(!remember(&theatre).await);
    assert_eq!(fake.asked().len(), before + 1);
    assert_eq!(texts(&theatre).await, ["собираюсь на свадьбу сестры"]);
    // One call for a talk.
    assert!(!remember(&theatre).await);
    assert_eq!(fake.asked().len(), before + 1);
    theatre.says("а педикюр?").await;
    let memory = told(&theatre).await;
    assert_eq!((memory["summary"].as_str(), memory["facts"].clone()), (Some("Клиент готовится к свадьбе сестры."), json!(["собираюсь на свадьбу сестры"])));
    // The agent remembers for thirty days.
    theatre.clock.advance_secs(31 * 86_400);
    theatre.says("а педикюр?").await;
    assert_eq!(told(&theatre).await["facts"], json!([]));
    let (equal, otherwise) = theatre.replay().await;
    assert_eq!((equal, otherwise), (3, vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_queues_the_work_and_the_work_is_done() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("Я всегда хожу к Ольге").await;
    theatre.says("сколько стоит маникюр?").await;
    let mut root = theatre.app.db().root().await.unwrap();
    let jobs = store::job::claim(&mut root, uuid::Uuid::now_v7(), theatre.clock.now().plus_secs(60), theatre.clock.now().plus_secs(3_600), 100).await.unwrap();
    root.commit().await.unwrap();
    let mine: Vec<_> = jobs.iter().filter(|j| j.kind == app::job::remember::KIND && j.org_id == theatre.ctx.org).collect();
    assert_eq!(mine.len(), 1);
    let payload = serde_json::from_value(mine[0].payload.clone()).unwrap();
    app::job::remember::run(&theatre.app, &theatre.ctx, payload).await.unwrap();
    assert_eq!(facts(&theatre).await.len(), 1);
}
