//! How talks end: by what happened in them, by a word of thanks, by silence; and what takes a resolution back.

use crate::stage::Theatre;
use app::outcome;
use brain::golden::parse;
use domain::id::OutcomeId;
use domain::outcome::ConversationOutcome;
use testkit::TestDb;

async fn theatre(db: &TestDb) -> Theatre {
    let script = parse("@now 2026-11-24 12:00\n@contact name=Анна phone=+79160000001").unwrap();
    Theatre::for_script(db, &script).await
}

/// The talks of the thread, oldest first, as `kind resolution reason`.
async fn talks(theatre: &Theatre) -> Vec<String> {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let Some(id) = theatre.conversation else { return vec![] };
    let mut all = store::outcome::list(&mut scope, id, OutcomeId(uuid::Uuid::max()), 100).await.unwrap();
    all.reverse();
    all.iter().map(|o| format!("{} {}{}", o.kind.as_str(), o.resolution.as_str(), o.reason.as_ref().map(|r| format!(" {r}")).unwrap_or_default())).collect()
}

async fn last(theatre: &Theatre) -> ConversationOutcome {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    outcome::of(&mut scope, theatre.conversation.unwrap()).await.unwrap().unwrap()
}

/// `resolved`, `reopened`, `ended` in the order they were told.
async fn told(theatre: &Theatre) -> Vec<String> {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let all = store::event::after(&mut scope, domain::id::EventId::nil(), None, 1_000).await.unwrap();
    all.into_iter().filter_map(|e| e.kind.strip_prefix("conversation.").filter(|k| ["resolved", "reopened", "ended"].contains(k)).map(str::to_owned)).collect()
}

async fn hours(theatre: &Theatre, hours: i64) {
    theatre.clock.advance_secs(hours * 3600);
    outcome::settle(&theatre.app).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_after_an_answer_resolves_and_silence_before_it_does_not() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("сколько стоит мужская стрижка?").await;
    assert_eq!(talks(&theatre).await, ["answered open"]);
    hours(&theatre, 23).await;
    assert_eq!(talks(&theatre).await, ["answered open"]);
    hours(&theatre, 1).await;
    assert_eq!(talks(&theatre).await, ["answered assumed"]);
    assert!(last(&theatre).await.resolved_at.is_some());
    // Deciding twice changes nothing.
    hours(&theatre, 1).await;
    assert_eq!(told(&theatre).await, ["resolved"]);
    // Days later they begin to book and go: a talk of its own.
    hours(&theatre, 24 * 5).await;
    theatre.says("запишите на мужскую стрижку").await;
    hours(&theatre, 24).await;
    assert_eq!(talks(&theatre).await, ["answered assumed", "lost unresolved"]);
    assert_eq!(told(&theatre).await, ["resolved", "ended"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thanks_confirm_at_once_and_another_question_opens_again() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("какой у вас адрес?").await;
    theatre.says("спасибо, помогло").await;
    assert_eq!(talks(&theatre).await, ["answered confirmed"]);
    theatre.says("а сколько стоит маникюр?").await;
    assert_eq!(talks(&theatre).await, ["answered open"]);
    theatre.says("спасибо!").await;
    theatre.says("до свидания").await;
    assert_eq!(talks(&theatre).await, ["answered confirmed"]);
    hours(&theatre, 30).await;
    assert_eq!(talks(&theatre).await, ["answered confirmed"]);
    assert_eq!(told(&theatre).await, ["resolved", "reopened", "resolved"]);
    assert_eq!(last(&theatre).await.turns, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_on_the_same_thing_was_not_helped() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("какой у вас адрес?").await;
    hours(&theatre, 25).await;
    // About something else: the first talk stays resolved.
    theatre.says("сколько стоит маникюр?").await;
    assert_eq!(talks(&theatre).await, ["answered assumed", "answered open"]);
    hours(&theatre, 25).await;
    theatre.says("так сколько стоит маникюр?").await;
    assert_eq!(talks(&theatre).await, ["answered assumed", "answered reversed", "answered open"]);
    assert_eq!(told(&theatre).await, ["resolved", "resolved", "reopened"]);
    // After days it is a new matter.
    hours(&theatre, 25).await;
    theatre.clock.advance_secs(4 * 24 * 3600);
    theatre.says("сколько стоит маникюр?").await;
    assert_eq!(talks(&theatre).await, ["answered assumed", "answered reversed", "answered assumed", "answered open"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_is_booked_and_another_one_next_day_takes_nothing_back() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("запишите на мужскую стрижку завтра в 18 к Тимуру").await;
    assert_eq!(talks(&theatre).await, ["lost open"]);
    theatre.says("да").await;
    assert_eq!(talks(&theatre).await, ["booked open"]);
    assert_eq!(last(&theatre).await.bookings, 1);
    hours(&theatre, 24).await;
    theatre.says("запишите ещё раз на мужскую стрижку в пятницу в 18 к Тимуру").await;
    theatre.says("да").await;
    hours(&theatre, 24).await;
    assert_eq!(talks(&theatre).await, ["booked assumed", "booked assumed"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_who_is_needed_is_told_why_and_takes_a_resolution_back() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("какой у вас адрес?").await;
    theatre.says("спасибо").await;
    theatre.says("позовите администратора").await;
    assert_eq!(talks(&theatre).await, ["handed_over reversed asked"]);
    // A person comes by themselves while the talk goes on.
    let mut second = self::theatre(&db).await;
    second.says("какой у вас адрес?").await;
    app::inbox::rule::take_over(&second.app, &second.ctx, second.conversation.unwrap()).await.unwrap();
    assert_eq!(talks(&second).await, ["handed_over unresolved taken_over"]);
    // And after it was resolved and is over: nobody was needed.
    let mut third = self::theatre(&db).await;
    third.says("какой у вас адрес?").await;
    hours(&third, 30).await;
    app::inbox::rule::take_over(&third.app, &third.ctx, third.conversation.unwrap()).await.unwrap();
    assert_eq!(talks(&third).await, ["answered assumed"]);
    // The next talk needs a person soon after: the one before had not helped.
    let mut fourth = self::theatre(&db).await;
    fourth.says("какой у вас адрес?").await;
    hours(&fourth, 30).await;
    fourth.says("верните деньги, я буду жаловаться").await;
    let all = talks(&fourth).await;
    assert_eq!(all[0], "answered reversed");
    assert!(all[1].starts_with("handed_over unresolved "), "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_of_one_firm_and_of_its_days() {
    let db = TestDb::new().await;
    let mut theatre = theatre(&db).await;
    theatre.says("какой у вас адрес?").await;
    hours(&theatre, 25).await;
    theatre.says("позовите администратора").await;
    let mut stranger = self::theatre(&db).await;
    stranger.says("сколько стоит маникюр?").await;
    let report = outcome::report::report(&theatre.app, theatre.ctx.org, &outcome::report::Period::default()).await.unwrap();
    assert_eq!((report.totals.talks, report.totals.decided(), report.totals.resolved()), (2, 2, 0));
    assert_eq!(report.reasons, [("asked".to_owned(), 1)]);
    let yesterday = domain::Ts::from_micros(report.from.to_zoned(theatre.zone.clone()).unwrap().timestamp().as_microsecond());
    assert!(yesterday < theatre.app.now());
    let early = outcome::report::Period { from: Some(jiff::civil::date(2026, 11, 1)), to: Some(jiff::civil::date(2026, 11, 24)), ..outcome::report::Period::default() };
    let report = outcome::report::report(&theatre.app, theatre.ctx.org, &early).await.unwrap();
    assert_eq!((report.totals.talks, report.agents.len(), report.agents[0].agent), (1, 1, None));
}
