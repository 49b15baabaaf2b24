//! Fills the database of a stopped demo with what a firm has after years of work: `years DATABASE_URL [CONTACTS MESSAGES VISITS]`,
//! by default 100,000, 1,000,000 and 200,000, on either engine. The same call makes the same firm. `cargo xtask bench desk` measures it.

mod people;

use anyhow::{Context as _, Result};
use people::{Crowd, Dice};
use sqlx::types::Json;
use sqlx::{PgPool, QueryBuilder, SqlitePool};
use uuid::Uuid;

/// Rows of one statement: with twenty columns still under what either engine binds.
const BATCH: usize = 1_000;
const DAY: i64 = 86_400_000_000;
/// Behind today and ahead of it.
const PAST_DAYS: i64 = 1_095;
const AHEAD_DAYS: i64 = 45;
const MASTERS: i64 = 20;

/// How much of everything.
#[derive(Clone, Copy)]
struct Size {
    contacts: i64,
    messages: i64,
    visits: i64,
}

/// What the demo has made.
struct Firm {
    org: Uuid,
    branch: Uuid,
    connection: Uuid,
    services: Vec<(Uuid, i64)>,
    currency: String,
    people: Vec<Uuid>,
    midnight: i64,
}

macro_rules! fill {
    ($pool:expr, $db:ty, $size:expr, $open:literal, $close:literal) => {{
        let pool = $pool;
        let size: Size = $size;
        let firm = Firm {
            org: sqlx::query_scalar("SELECT id FROM org ORDER BY created_at LIMIT 1").fetch_one(pool).await.context("no firm: start the demo first")?,
            branch: sqlx::query_scalar("SELECT id FROM branch ORDER BY position LIMIT 1").fetch_one(pool).await?,
            connection: sqlx::query_scalar("SELECT id FROM connection WHERE connector = 'api' LIMIT 1").fetch_one(pool).await?,
            services: sqlx::query_as("SELECT id, price FROM service ORDER BY position").fetch_all(pool).await?,
            currency: sqlx::query_scalar("SELECT currency FROM org LIMIT 1").fetch_one(pool).await?,
            people: sqlx::query_scalar("SELECT person_id FROM member ORDER BY created_at").fetch_all(pool).await?,
            // The demo has just been made: its birth is today.
            midnight: sqlx::query_scalar::<_, i64>("SELECT created_at FROM org ORDER BY created_at LIMIT 1").fetch_one(pool).await? / DAY * DAY,
        };
        let crowd = Crowd::new(size.contacts, size.messages, firm.midnight);

        let masters: Vec<(i64, Uuid)> = (0..MASTERS).map(|n| (n, Dice::new(n, 90).id())).collect();
        let mut add = QueryBuilder::<$db>::new("INSERT INTO employee (org_id, id, name, title, about, synonyms, is_active, position, created_at) ");
        add.push_values(&masters, |mut row, (n, id)| {
            row.push_bind(firm.org).push_bind(*id).push_bind(people::name(*n * 77)).push_bind("мастер").push_bind("").push_bind(Json(Vec::<String>::new())).push_bind(true).push_bind(100 + n).push_bind(firm.midnight);
        });
        add.build().execute(pool).await?;

        for from in (0..size.contacts).step_by(BATCH) {
            let batch: Vec<_> = (from..(from + 1_000).min(size.contacts)).map(|n| crowd.contact(n)).collect();
            let mut unit = pool.begin().await?;
            let mut add = QueryBuilder::<$db>::new("INSERT INTO contact (org_id, id, name, phone, email, lang, tags, note, source, created_at, updated_at, search) ");
            add.push_values(&batch, |mut row, c| {
                row.push_bind(firm.org).push_bind(c.id).push_bind(&c.name).push_bind(&c.phone).push_bind(&c.email).push_bind("ru").push_bind(Json(&c.tags)).push_bind("").push_bind(c.source).push_bind(c.born).push_bind(c.last);
                row.push_bind(format!("{} {} {}", c.name, c.phone, c.email.as_deref().unwrap_or_default()).to_lowercase());
            });
            add.build().execute(&mut *unit).await?;
            let mut add = QueryBuilder::<$db>::new("INSERT INTO identity (org_id, kind, scope_id, value, contact_id, created_at) ");
            add.push_values(&batch, |mut row, c| {
                row.push_bind(firm.org).push_bind("phone").push_bind(Uuid::nil()).push_bind(&c.phone).push_bind(c.id).push_bind(c.born);
            });
            add.build().execute(&mut *unit).await?;
            let talks: Vec<_> = batch.iter().filter(|c| c.messages > 0).collect();
            if !talks.is_empty() {
                let mut add = QueryBuilder::<$db>::new(
                    "INSERT INTO conversation (org_id, id, contact_id, connection_id, chat_id, status, mode, phase, lang, state, last_seq, inbound_seq, answered_seq, is_reachable, created_at, updated_at, recent, assignee_id, asked_at, replied_at) ",
                );
                add.push_values(&talks, |mut row, c| {
                    row.push_bind(firm.org).push_bind(c.talk).push_bind(c.id).push_bind(firm.connection).push_bind(format!("years:{}", c.number)).push_bind(if c.number % 4 == 0 { "open" } else { "closed" });
                    row.push_bind(if c.number % 9 == 0 { "human" } else { "auto" }).push_bind("consulting").push_bind("ru").push_bind(Json(serde_json::json!({}))).push_bind(c.messages).push_bind(c.messages).push_bind(c.messages);
                    row.push_bind(true).push_bind(c.born).push_bind(c.last).push_bind(people::line(c.messages).to_lowercase()).push_bind((c.number % 36 == 0).then(|| firm.people.first().copied()).flatten()).push_bind(c.at(1)).push_bind((c.messages > 1).then(|| c.at(2)));
                });
                add.build().execute(&mut *unit).await?;
                let mut add = QueryBuilder::<$db>::new("INSERT INTO read_mark (org_id, person_id, conversation_id, seq, updated_at) ");
                add.push_values(talks.iter().flat_map(|c| firm.people.iter().map(move |person| (c, person))), |mut row, (c, person)| {
                    row.push_bind(firm.org).push_bind(*person).push_bind(c.talk).push_bind(if c.number % 25 == 3 { 0 } else { c.messages }).push_bind(c.last);
                });
                add.build().execute(&mut *unit).await?;
            }
            let said: Vec<_> = talks.iter().flat_map(|c| (1..=c.messages).map(move |seq| (*c, seq))).collect();
            for part in said.chunks(BATCH) {
                let mut add = QueryBuilder::<$db>::new("INSERT INTO message (org_id, id, conversation_id, seq, author, text, buttons, attachments, delivery, created_at) ");
                add.push_values(part, |mut row, (c, seq)| {
                    let is_contact = seq % 2 == 1;
                    row.push_bind(firm.org).push_bind(Dice::new(c.number * 1_000 + seq, 3).id()).push_bind(c.talk).push_bind(*seq).push_bind(if is_contact { "contact" } else { "agent" }).push_bind(people::line(*seq + c.number));
                    row.push_bind(Json(Vec::<String>::new())).push_bind(Json(Vec::<String>::new())).push_bind(if is_contact { "received" } else { "read" }).push_bind(c.at(*seq));
                });
                add.build().execute(&mut *unit).await?;
                let words = part.iter().map(|(c, seq)| {
                    let (id, at) = (Dice::new(c.number * 1_000 + seq, 3).id(), c.at(*seq));
                    (id, domain::search::place(domain::Ts::from_micros(at), id.into()), domain::search::index(firm.org.into(), people::line(*seq + c.number)))
                });
                let mut add = QueryBuilder::<$db>::new("INSERT INTO message_search (org_id, message_id, n, words) ");
                add.push_values(words, |mut row, (id, n, words)| {
                    row.push_bind(firm.org).push_bind(id).push_bind(n);
                    row.push($open).push_bind_unseparated(words).push_unseparated($close);
                });
                add.push(" ON CONFLICT DO NOTHING").build().execute(&mut *unit).await?;
            }
            let deals: Vec<_> = batch.iter().filter(|c| c.number % 2 == 0).collect();
            if !deals.is_empty() {
                let mut add = QueryBuilder::<$db>::new("INSERT INTO deal (org_id, id, contact_id, conversation_id, stage, status, amount, known, stage_since, closed_at, search, created_at, updated_at) ");
                add.push_values(&deals, |mut row, c| {
                    let (stage, status) = people::stage(c.number / 2);
                    row.push_bind(firm.org).push_bind(Dice::new(c.number, 4).id()).push_bind(c.id).push_bind((c.messages > 0).then_some(c.talk)).push_bind(stage).push_bind(status).push_bind(150_000 + c.number % 977 * 1_000);
                    row.push_bind(Json(serde_json::json!({}))).push_bind(c.last).push_bind((status != "open").then_some(c.last)).push_bind("").push_bind(c.born).push_bind(c.last);
                });
                add.build().execute(&mut *unit).await?;
                let moves: Vec<_> = deals.iter().flat_map(|c| people::way(c.number / 2).into_iter().map(move |step| (c, step))).collect();
                for part in moves.chunks(BATCH) {
                    let mut add = QueryBuilder::<$db>::new("INSERT INTO deal_move (org_id, id, deal_id, from_stage, to_stage, next_stage, pipeline, cause, actor_kind, spent, created_at) ");
                    add.push_values(part, |mut row, (c, step)| {
                        let each = (c.last - c.born) / 9;
                        row.push_bind(firm.org).push_bind(Dice::new(c.number * 10 + step.place, 6).id()).push_bind(Dice::new(c.number, 4).id()).push_bind(step.from).push_bind(step.to).push_bind(step.next).push_bind("main").push_bind("agent");
                        row.push_bind("agent").push_bind(step.from.map(|_| each)).push_bind(c.born + each * step.place);
                    });
                    add.build().execute(&mut *unit).await?;
                }
            }
            unit.commit().await?;
        }

        let numbers: Vec<i64> = (0..size.visits).collect();
        for part in numbers.chunks(BATCH) {
            let visits: Vec<_> = part.iter().map(|n| crowd.visit(*n, size.visits)).collect();
            let mut unit = pool.begin().await?;
            let mut add = QueryBuilder::<$db>::new("INSERT INTO booking (org_id, id, branch_id, employee_id, contact_id, starts_at, ends_at, status, price, currency, note, source, version, created_at, updated_at) ");
            let what = |n: i64| firm.services.get(usize::try_from(n).unwrap_or(0) % firm.services.len()).copied().unwrap_or_default();
            let master = |n: i64| Dice::new(n, 90).id();
            add.push_values(&visits, |mut row, v| {
                row.push_bind(firm.org).push_bind(v.id).push_bind(firm.branch).push_bind(master(v.master)).push_bind(v.contact).push_bind(v.from).push_bind(v.to).push_bind(v.status).push_bind(what(v.number).1).push_bind(&firm.currency);
                row.push_bind("").push_bind("api").push_bind(1_i64).push_bind(v.from - 3 * DAY).push_bind(v.from);
            });
            add.build().execute(&mut *unit).await?;
            let mut add = QueryBuilder::<$db>::new("INSERT INTO booking_item (org_id, booking_id, position, service_id, duration_minutes, price) ");
            add.push_values(&visits, |mut row, v| {
                let (service, price) = what(v.number);
                row.push_bind(firm.org).push_bind(v.id).push_bind(0_i64).push_bind(service).push_bind(45_i64).push_bind(price);
            });
            add.build().execute(&mut *unit).await?;
            let mut add = QueryBuilder::<$db>::new("INSERT INTO occupancy (org_id, owner_id, subject_id, kind, starts_at, ends_at) ");
            let kept: Vec<_> = visits.iter().filter(|v| v.status != "cancelled").collect();
            add.push_values(&kept, |mut row, v| {
                row.push_bind(firm.org).push_bind(v.id).push_bind(master(v.master)).push_bind("booking").push_bind(v.from).push_bind(v.to);
            });
            add.build().execute(&mut *unit).await?;
            unit.commit().await?;
        }
        sqlx::query("ANALYZE").execute(pool).await?;
    }};
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let url = arguments.first().context("years DATABASE_URL [CONTACTS MESSAGES VISITS]")?;
    let number = |place: usize, usual: i64| arguments.get(place).map_or(Ok(usual), |text| text.parse()).context("not a number");
    let size = Size { contacts: number(1, 100_000)?, messages: number(2, 1_000_000)?, visits: number(3, 200_000)? };
    if url.starts_with("postgres") {
        fill!(&PgPool::connect(url).await?, sqlx::Postgres, size, "array_to_tsvector(string_to_array(", ", ' '))");
    } else {
        fill!(&SqlitePool::connect(url).await?, sqlx::Sqlite, size, "(", ")");
    }
    Ok(())
}
