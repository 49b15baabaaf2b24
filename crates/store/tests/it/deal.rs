//! Deals on the engine that `TEST_PG` chooses: lists in every order, sums, history and figures; a hundred thousand of them are read by index on
//! both; deals of before have a history.

use domain::contact::Contact;
use domain::deal::{Deal, DealMove, DealStatus, MoveCause};
use domain::id::{ContactId, DealId, DealMoveId, MemberId, OrgId};
use domain::org::{Org, OrgSettings};
use domain::pipeline::{Pipeline, Stage, usual};
use domain::{Lang, Ts};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use std::collections::BTreeSet;
use store::deal::list::{DealFilter, Sort, Whose, page, place, sums};
use store::deal::report::{self, Period};
use store::unit::By;
use store::{Db, Unit};
use testkit::TestDb;
use uuid::Uuid;

const NOW: i64 = 1_790_000_000_000_000;
const DAY: i64 = 86_400_000_000;

async fn firm(db: &Db) -> OrgId {
    let org = Org {
        id: OrgId::new(), name: "Тест".into(), slug: Uuid::now_v7().simple().to_string(), zone: "Europe/Moscow".into(), lang: Lang::Ru, currency: "RUB".into(), region: "RU".into(), pack: "blank".into(), settings: OrgSettings::default(),
        catalog_version: 1, created_at: Ts::from_micros(NOW),
    };
    let mut root = db.root().await.unwrap();
    store::org::insert(&mut root, &org, b"key").await.unwrap();
    root.commit().await.unwrap();
    org.id
}

async fn unit(db: &Db, org: OrgId, at: i64) -> Unit {
    db.unit(org, By::system(Ts::from_micros(NOW + at))).await.unwrap()
}

async fn contact(unit: &mut Unit, name: &str, tag: &str) -> ContactId {
    let contact = Contact {
        id: ContactId::new(), name: Some(name.into()), phone: None, email: None, lang: None, zone: None, tags: vec![tag.into()], note: String::new(), source: "widget".into(), created_at: unit.now(), updated_at: unit.now(),
    };
    store::contact::insert(unit, &contact).await.unwrap();
    contact.id
}

fn stage(key: &str) -> Stage {
    usual().stage(key).unwrap().clone()
}

/// A step to a stage, with its history.
async fn walk(unit: &mut Unit, deal: &mut Deal, to: &str) {
    let (from, since, now) = (deal.stage.clone(), deal.stage_since, unit.now());
    deal.stand_at(&stage(to), now);
    store::deal::update(unit, deal).await.unwrap();
    add(unit, deal, Some((from, now.micros() - since.micros()))).await;
}

async fn add(unit: &mut Unit, deal: &Deal, from: Option<(String, i64)>) {
    let made = DealMove {
        id: DealMoveId::new(), deal_id: deal.id, from: from.as_ref().map(|f| f.0.clone()), to: deal.stage.clone(), pipeline: deal.pipeline.clone(), cause: MoveCause::Person, actor_kind: "system".into(), actor_id: None, at: unit.now(),
        spent: from.map(|f| f.1), loss_reason: None, booking_id: None,
    };
    store::deal::add_move(unit, &made).await.unwrap();
}

#[tokio::test]
async fn lists_walk_every_deal_once_in_every_order_and_filters_narrow() {
    let t = TestDb::new().await;
    let org = firm(&t.db).await;
    let mut u = unit(&t.db, org, 0).await;
    let (anna, boris, owner) = (contact(&mut u, "Анна Ёлкина", "vip").await, contact(&mut u, "Борис", "new").await, MemberId::new());
    let days = ["2026-12-01", "2027-01-15"];
    for n in 0..23_i64 {
        let mut deal = Deal::new(if n % 2 == 0 { anna } else { boris }, None, &stage(if n % 3 == 0 { "offer" } else { "new-lead" }), Ts::from_micros(NOW + n / 2));
        // Many are alike: the id decides.
        deal.amount = (n % 4 != 0).then_some(n / 5 * 100);
        deal.expected_on = (n % 3 == 1).then(|| days[usize::try_from(n % 2).unwrap()].parse().unwrap());
        deal.owner_id = (n % 5 == 0).then_some(owner);
        deal.title = (n == 7).then(|| "Свадьба НА ДВОИХ".to_owned());
        store::deal::insert(&mut u, &deal).await.unwrap();
    }
    u.commit().await.unwrap();
    let mut s = t.db.scope(org).await.unwrap();
    for sort in Sort::ALL {
        for filter in [DealFilter::default(), DealFilter { stage: Some("new-lead".into()), ..DealFilter::default() }, DealFilter { contact: Some(anna), ..DealFilter::default() }, DealFilter { owner: Some(Whose::Of(owner)), ..DealFilter::default() }] {
            let whole = page(&mut s, &filter, sort, None, 100).await.unwrap();
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let rows = page(&mut s, &filter, sort, after, 4).await.unwrap();
                let Some(last) = rows.last() else { break };
                after = Some((place(last, sort), last.deal.id));
                seen.extend(rows.iter().map(|c| c.deal.id));
            }
            assert_eq!(seen, whole.iter().map(|c| c.deal.id).collect::<Vec<_>>(), "{}", sort.as_str());
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "{}", sort.as_str());
            let places: Vec<Ts> = whole.iter().map(|c| place(c, sort)).collect();
            assert!(places.windows(2).all(|w| if sort.is_up { w[0] <= w[1] } else { w[0] >= w[1] }), "{}", sort.as_str());
        }
    }
    let mut count = async |filter: DealFilter| page(&mut s, &filter, Sort::default(), None, 100).await.unwrap().len();
    assert_eq!(count(DealFilter { status: Some(DealStatus::Won), ..DealFilter::default() }).await, 0);
    assert_eq!(count(DealFilter { owner: Some(Whose::Of(owner)), ..DealFilter::default() }).await, 5);
    assert_eq!(count(DealFilter { owner: Some(Whose::Nobodys), ..DealFilter::default() }).await, 18);
    assert_eq!(count(DealFilter { tag: Some("vip".into()), ..DealFilter::default() }).await, 12);
    assert_eq!(count(DealFilter { query: Some("на двоих".into()), ..DealFilter::default() }).await, 1);
    assert_eq!(count(DealFilter { query: Some("ёлкина".into()), ..DealFilter::default() }).await, 12);
    assert_eq!(count(DealFilter { amount_from: Some(400), ..DealFilter::default() }).await, 2);
    assert_eq!(count(DealFilter { created_from: Some(Ts::from_micros(NOW + 10)), ..DealFilter::default() }).await, 3);
    assert_eq!(count(DealFilter { pipeline: Some("other".into()), ..DealFilter::default() }).await, 0);
    assert_eq!(count(DealFilter { is_idle: true, ..DealFilter::default() }).await, 23);
    let whole = sums(&mut s, "main", &DealFilter::default()).await.unwrap();
    assert_eq!(whole.iter().map(|s| s.count).sum::<i64>(), 23);
    let vip = sums(&mut s, "main", &DealFilter { tag: Some("vip".into()), ..DealFilter::default() }).await.unwrap();
    assert_eq!(vip.iter().map(|s| s.count).sum::<i64>(), 12);
}

#[tokio::test]
async fn a_way_is_kept_and_counted() {
    let t = TestDb::new().await;
    let org = firm(&t.db).await;
    let mut u = unit(&t.db, org, 0).await;
    let anna = contact(&mut u, "Анна", "x").await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let deal = Deal::new(anna, None, &stage("new-lead"), u.now());
        store::deal::insert(&mut u, &deal).await.unwrap();
        add(&mut u, &deal, None).await;
        ids.push(deal.id);
    }
    u.commit().await.unwrap();
    // One to an offer after an hour, one to a sale after three; the third stays.
    for (hours, id, to) in [(1, ids[0], "offer"), (3, ids[1], "sale")] {
        let mut u = unit(&t.db, org, hours * 3_600_000_000).await;
        let mut deal = store::deal::lock(&mut u, id).await.unwrap();
        walk(&mut u, &mut deal, to).await;
        u.commit().await.unwrap();
    }
    let mut s = t.db.scope(org).await.unwrap();
    let way = store::deal::moves(&mut s, ids[1], (Ts::from_micros(i64::MAX), Uuid::max()), 10).await.unwrap();
    assert_eq!(way.iter().map(|m| (m.step.from.clone(), m.step.to.clone(), m.step.spent)).collect::<Vec<_>>(), [(Some("new-lead".into()), "sale".into(), Some(3 * 3_600_000_000)), (None, "new-lead".into(), None)]);
    assert_eq!(store::deal::moves_of_contact(&mut s, anna, (Ts::from_micros(i64::MAX), Uuid::max()), 10).await.unwrap().len(), 5);
    let period = Period { pipeline: "main", from: Ts::from_micros(NOW), to: Ts::from_micros(NOW + DAY), owner: None };
    let entered = report::entered(&mut s, &period).await.unwrap();
    assert!(entered.contains(&("new-lead".into(), 3)) && entered.contains(&("offer".into(), 1)) && entered.contains(&("sale".into(), 1)), "{entered:?}");
    assert_eq!(report::went(&mut s, &period).await.unwrap().iter().map(|w| w.count).sum::<i64>(), 2);
    assert_eq!(report::medians(&mut s, &period).await.unwrap(), [("new-lead".to_owned(), 2 * 3_600_000_000)]);
    let closed = report::closed(&mut s, &period).await.unwrap();
    assert_eq!(closed.iter().map(|c| (c.status, c.count)).collect::<Vec<_>>(), [(DealStatus::Won, 1)]);
    let nobodys = Period { owner: Some(MemberId::new()), ..period };
    assert!(report::entered(&mut s, &nobodys).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_stage_that_goes_away_takes_its_deals_along() {
    let t = TestDb::new().await;
    let org = firm(&t.db).await;
    let mut u = unit(&t.db, org, 0).await;
    let anna = contact(&mut u, "Анна", "x").await;
    let deal = Deal::new(anna, None, &stage("offer"), u.now());
    store::deal::insert(&mut u, &deal).await.unwrap();
    add(&mut u, &deal, None).await;
    u.commit().await.unwrap();
    let mut u = unit(&t.db, org, 10).await;
    assert!(!store::pipeline::is_own(&mut u).await.unwrap());
    let fewer = Pipeline { stages: usual().stages.into_iter().filter(|s| s.key != "offer").collect(), ..usual() };
    store::pipeline::put(&mut u, &fewer).await.unwrap();
    assert_eq!(store::deal::move_all(&mut u, "offer", &stage("sale")).await.unwrap(), 1);
    u.commit().await.unwrap();
    let mut s = t.db.scope(org).await.unwrap();
    assert_eq!(store::pipeline::list(&mut s).await.unwrap(), [fewer]);
    let moved = store::deal::get(&mut s, deal.id).await.unwrap();
    assert_eq!((moved.stage.as_str(), moved.status, moved.closed_at), ("sale", DealStatus::Won, Some(Ts::from_micros(NOW + 10))));
    let way = store::deal::moves(&mut s, deal.id, (Ts::from_micros(i64::MAX), Uuid::max()), 10).await.unwrap();
    assert_eq!((way.len(), way[0].step.cause, way[0].step.spent), (2, MoveCause::Rule, Some(10)));
    assert!(store::pipeline::standing(&mut s, "main").await.unwrap().contains_key("sale"));
}

/// A hundred thousand deals of a thousand contacts at nine stages, every fourth without an amount.
async fn crowd(db: &TestDb, org: OrgId, is_pg: bool) {
    let id = |kind: &str, n: &str| if is_pg { format!("CAST('{kind}' || lpad(CAST({n} AS text), 24, '0') AS uuid)") } else { format!("unhex('{kind}' || printf('%024d', {n}))") };
    let series = |n: i64| if is_pg { format!("generate_series(CAST(0 AS bigint), {}) AS s(n)", n - 1) } else { format!("(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {} - 1) SELECT n FROM s) AS s", n) };
    let (firm, empty, none) = if is_pg { (format!("'{org}'"), "'[]'::jsonb", "'{}'::jsonb") } else { (format!("X'{}'", org.0.simple()), "'[]'", "'{}'") };
    let keys: Vec<String> = usual().stages.iter().enumerate().map(|(n, s)| format!("WHEN {n} THEN '{}'", s.key)).collect();
    let script = [
        format!("INSERT INTO contact (org_id, id, name, tags, note, source, created_at, updated_at, search) SELECT {firm}, {}, 'x', {empty}, '', 'widget', 1, 1, 'x ' || CAST(s.n AS TEXT) FROM {}", id("00000001", "s.n"), series(1_000)),
        format!(
            "INSERT INTO deal (org_id, id, contact_id, stage, known, created_at, updated_at, status, amount, fields, stage_since) SELECT {firm}, {}, {}, CASE s.n % 9 {} END, {none}, {NOW} + s.n, {NOW} + s.n, 'open',
             CASE WHEN s.n % 4 = 0 THEN NULL ELSE s.n END, {none}, {NOW} + s.n FROM {}",
            id("00000002", "s.n"), id("00000001", "(s.n % 1000)"), keys.join(" "), series(100_000)
        ),
    ];
    for sql in script {
        if is_pg {
            let mut c = PgConnection::connect(&db.config.url).await.unwrap();
            c.execute(AssertSqlSafe(sql)).await.unwrap();
            c.execute("ANALYZE deal").await.unwrap();
        } else {
            SqliteConnection::connect(&db.config.url).await.unwrap().execute(AssertSqlSafe(sql)).await.unwrap();
        }
    }
}

async fn by_index(db: TestDb, is_pg: bool) {
    let org = firm(&db.db).await;
    crowd(&db, org, is_pg).await;
    let mut s = db.db.scope(org).await.unwrap();
    let all = sums(&mut s, "main", &DealFilter::default()).await.unwrap();
    assert_eq!((all.len(), all.iter().map(|s| s.count).sum::<i64>()), (9, 100_000));
    for stage in usual().stages {
        let filter = DealFilter { pipeline: Some("main".into()), stage: Some(stage.key), ..DealFilter::default() };
        assert_eq!(page(&mut s, &filter, Sort::default(), None, 31).await.unwrap().len(), 31);
    }
    for sort in Sort::ALL {
        let rows = page(&mut s, &DealFilter::default(), sort, None, 51).await.unwrap();
        let last = rows.last().unwrap();
        let deep = if sort.by == store::deal::list::Order::Created { (Ts::from_micros(NOW + 50_000), DealId::nil()) } else { (place(last, sort), last.deal.id) };
        assert_eq!(page(&mut s, &DealFilter::default(), sort, Some(deep), 51).await.unwrap().len(), 51);
    }
    // The board and the middle of a list read an index, not the table.
    let plan = explain(&db, org, is_pg).await;
    assert!(plan.iter().all(|line| !line.contains("Seq Scan on deal") && !line.contains("SCAN d")), "{plan:?}");
}

/// How the board's sums and a column are read.
async fn explain(db: &TestDb, org: OrgId, is_pg: bool) -> Vec<String> {
    let firm = if is_pg { format!("'{org}'") } else { format!("X'{}'", org.0.simple()) };
    let column = format!("SELECT d.id FROM deal d CROSS JOIN contact p WHERE d.org_id = {firm} AND p.org_id = d.org_id AND p.id = d.contact_id AND d.stage = 'offer' AND (d.updated_at, d.id) < ({NOW} + 50000, {firm}) ORDER BY d.updated_at DESC, d.id DESC LIMIT 31");
    let owner = format!("SELECT d.id FROM deal d WHERE d.org_id = {firm} AND d.owner_id = {firm} ORDER BY d.updated_at DESC, d.id DESC LIMIT 31");
    let mut lines = Vec::new();
    for sql in [column, owner] {
        if is_pg {
            let mut c = PgConnection::connect(&db.config.url).await.unwrap();
            lines.extend(c.fetch_all(AssertSqlSafe(format!("EXPLAIN {sql}"))).await.unwrap().iter().map(|r| r.get::<String, _>(0)));
        } else {
            let mut c = SqliteConnection::connect(&db.config.url).await.unwrap();
            lines.extend(c.fetch_all(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).await.unwrap().iter().map(|r| r.get::<String, _>("detail")));
        }
    }
    lines
}

#[tokio::test]
async fn a_hundred_thousand_deals_are_read_by_index_on_sqlite() {
    by_index(TestDb::sqlite().await, false).await;
}

#[tokio::test]
async fn a_hundred_thousand_deals_are_read_by_index_on_postgresql() {
    by_index(TestDb::pg().await, true).await;
}

/// The migration on a SQLite database of before.
#[tokio::test]
async fn deals_of_before_get_their_history() {
    let mut c = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let is_before = |f: &std::path::PathBuf| f.file_name().unwrap().to_str().unwrap() < "0018";
    for file in files.iter().filter(|f| is_before(f)) {
        c.execute(AssertSqlSafe(std::fs::read_to_string(file).unwrap())).await.unwrap();
    }
    c.execute("PRAGMA foreign_keys = OFF").await.unwrap();
    for sql in [
        "INSERT INTO stage (org_id, key, name, name_en, kind, position) VALUES (X'0B', 'gone', 'Отказ', 'Lost', 'lost', 1)",
        "INSERT INTO deal (org_id, id, contact_id, stage, known, created_at, updated_at) VALUES (X'0A', X'01', X'C1', 'sale', '{}', 10, 50), (X'0A', X'02', X'C1', 'offer', '{}', 10, 50), (X'0B', X'03', X'C1', 'gone', '{}', 10, 50)",
        "INSERT INTO audit (org_id, id, actor_kind, action, noun, subject_id, before, after, created_at) VALUES
           (X'0A', X'11', 'agent', 'create', 'deal', X'01', NULL, '{\"stage\":\"new-lead\"}', 10), (X'0A', X'12', 'person', 'move', 'deal', X'01', '{\"stage\":\"new-lead\"}', '{\"stage\":\"sale\"}', 30),
           (X'0A', X'13', 'person', 'move', 'deal', X'02', '{\"stage\":\"qualification\"}', '{\"stage\":\"offer\"}', 40)",
    ] {
        c.execute(sql).await.unwrap();
    }
    let this = files.iter().find(|f| f.to_str().unwrap().contains("0018_")).unwrap();
    c.execute(AssertSqlSafe(std::fs::read_to_string(this).unwrap())).await.unwrap();
    let deals = c.fetch_all("SELECT hex(id) || ' ' || pipeline || ' ' || status || ' ' || stage_since || ' ' || COALESCE(closed_at, '-') AS line FROM deal ORDER BY id").await.unwrap();
    assert_eq!(deals.iter().map(|r| r.get::<String, _>("line")).collect::<Vec<_>>(), ["01 main won 30 30", "02 main open 40 -", "03 main lost 10 10"]);
    let steps = c.fetch_all("SELECT hex(deal_id) || ' ' || COALESCE(from_stage, '-') || ' ' || to_stage || ' ' || COALESCE(next_stage, '-') || ' ' || cause || ' ' || COALESCE(spent, '-') AS line FROM deal_move ORDER BY deal_id, created_at").await.unwrap();
    assert_eq!(
        steps.iter().map(|r| r.get::<String, _>("line")).collect::<Vec<_>>(),
        ["01 - new-lead sale agent -", "01 new-lead sale - person 20", "02 - qualification offer import -", "02 qualification offer - person 30", "03 - gone - import -"]
    );
    let own = c.fetch_all("SELECT hex(org_id) AS org FROM pipeline").await.unwrap();
    assert_eq!(own.iter().map(|r| r.get::<String, _>("org")).collect::<Vec<_>>(), ["0B"]);
}
