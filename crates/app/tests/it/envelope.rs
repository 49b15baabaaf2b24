//! Several agents of one firm: who takes over from whom, the envelope that goes with the customer, and an agent that takes its time.

use crate::stage::Theatre;
use app::inbox::rule;
use app::turn::{self, Done};
use brain::golden::{Said, parse};
use domain::{Clock as _, Ts};
use domain::agent::{AgentHours, AgentRole};
use domain::id::EnvelopeId;
use serde_json::json;
use testkit::TestDb;

async fn theatre(db: &TestDb, now: &str) -> Theatre {
    let script = parse(&format!("@now {now}\n@contact name=Анна phone=+79160000001")).unwrap();
    Theatre::for_script(db, &script).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_goes_from_one_agent_to_another_with_what_was_found_out() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db, "2026-11-24 12:00").await;
    let desk = theatre.hire("Варя", AgentRole::FrontDesk, |_| {}).await;
    let service = theatre.hire("Сева", AgentRole::Service, |_| {}).await;
    theatre.says("хочу на мужскую стрижку к Тимуру").await;
    assert_eq!((theatre.leader().await, theatre.chain().await.len()), (Some(desk), 0));
    // Moving a visit is the service's business, whoever leads.
    theatre.says("ой, сначала перенесите мою прошлую запись").await;
    assert_eq!(theatre.leader().await, Some(service));
    let sent = theatre.chain().await;
    assert_eq!(sent.len(), 1);
    let e = &sent[0].envelope;
    assert_eq!((e.from, e.to, e.kind.as_str()), (desk, service, "hand_over"));
    assert_eq!(e.payload["found"]["employee"], "Тимур Ахметов");
    assert_eq!((e.context["why"].clone(), e.context["conversation_id"].clone()), (json!("intent"), json!(theatre.conversation)));
    assert!(sent[0].turn_id.is_some() && !e.trace_id.is_empty());
    // Who leads goes on: no envelope to itself, and none back and forth.
    theatre.says("какой у вас адрес?").await;
    theatre.says("отмените запись").await;
    assert_eq!((theatre.leader().await, theatre.chain().await.len()), (Some(service), 1));
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let events = store::event::after(&mut scope, domain::id::EventId::nil(), None, 1_000).await.unwrap();
    assert_eq!(events.iter().filter(|e| e.kind == "envelope.sent").count(), 1);
    drop(scope);
    let (equal, otherwise) = theatre.replay().await;
    assert_eq!((equal, otherwise), (4, vec![]));
    // Another firm does not see it.
    let twin = self::theatre(&db, "2026-11-24 12:00").await;
    let mut scope = twin.app.scope(twin.ctx.org).await.unwrap();
    assert_eq!(store::envelope::list(&mut scope, theatre.conversation.unwrap(), EnvelopeId::nil(), 100).await.unwrap(), vec![]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hours_channels_and_languages_choose_in_the_driver() {
    let db = TestDb::new().await;
    for (now, expected) in [("2026-11-24 12:00", "day"), ("2026-11-24 03:00", "night")] {
        let mut theatre = theatre(&db, now).await;
        let mut unit = theatre.app.unit(&theatre.ctx).await.unwrap();
        let elsewhere = app::channel::manage::create_in(&theatre.app, &mut unit, "stage", "Другая", json!({}), Default::default(), domain::port::Receiving::Off).await.unwrap();
        unit.commit().await.unwrap();
        theatre.hire("elsewhere", AgentRole::FrontDesk, |s| s.channels = vec![elsewhere.id]).await;
        theatre.hire("english", AgentRole::FrontDesk, |s| s.languages = vec![domain::Lang::En]).await;
        let day = theatre.hire("day", AgentRole::FrontDesk, |s| s.hours = AgentHours::Working).await;
        let night = theatre.hire("night", AgentRole::FrontDesk, |s| s.hours = AgentHours::OutsideWorking).await;
        theatre.says("здравствуйте").await;
        assert_eq!(theatre.leader().await, Some(if expected == "day" { day } else { night }), "{now}");
    }
}

async fn deliver(theatre: &mut Theatre, text: &str, id: &str) {
    let said = Said { text: text.into(), ..Said::default() };
    theatre.deliver(&said, None, id).await;
}

/// The clock ticks at every look.
fn is_close(a: Ts, b: Ts) -> bool {
    (a.micros() - b.micros()).abs() < 100_000
}

async fn take(theatre: &Theatre) -> Option<Done> {
    turn::take(&theatre.app, &theatre.ctx, theatre.conversation.unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_takes_its_time_answers_later_but_not_too_late() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db, "2026-11-24 12:00").await;
    theatre.hire("Варя", AgentRole::FrontDesk, |s| (s.reply_delay_ms, s.limits.turn_ms) = (8_000, 20_000)).await;
    deliver(&mut theatre, "сколько стоит маникюр?", "1").await;
    let due = theatre.clock.now().plus_secs(8);
    let Some(Done::Later(at)) = take(&theatre).await else { panic!("answered at once") };
    assert!(is_close(at, due), "{at:?} {due:?}");
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let row = store::conversation::get(&mut scope, theatre.conversation.unwrap()).await.unwrap();
    assert_eq!((row.turn_due_at, row.attempts), (Some(at), 0));
    drop(scope);
    // Another message within the wait: one answer to both, a while after the last.
    theatre.clock.advance_secs(5);
    deliver(&mut theatre, "и педикюр", "2").await;
    assert!(matches!(take(&theatre).await, Some(Done::Later(at)) if is_close(at, due.plus_secs(5))));
    theatre.clock.advance_secs(8);
    assert!(matches!(take(&theatre).await, Some(Done::Answered(a)) if a.until_seq == 2));
    // Who never stops writing is answered by the agent's limit all the same.
    let first = theatre.clock.now();
    for n in 3..20 {
        deliver(&mut theatre, "и ещё", &n.to_string()).await;
        if matches!(take(&theatre).await, Some(Done::Answered(_))) {
            break;
        }
        theatre.clock.advance_secs(4);
    }
    assert!(is_close(theatre.clock.now(), first.plus_secs(20)), "{:?} {first:?}", theatre.clock.now());
    // A person who comes meanwhile is not talked over.
    deliver(&mut theatre, "алло", "30").await;
    assert!(matches!(take(&theatre).await, Some(Done::Later(_))));
    rule::take_over(&theatre.app, &theatre.ctx, theatre.conversation.unwrap()).await.unwrap();
    theatre.clock.advance_secs(60);
    assert!(take(&theatre).await.is_none());
}
