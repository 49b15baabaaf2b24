//! What the dashboard counts: conversations, replies, waiting, visits, money. Test chats and test visits do not count.
//! Days are given as spans of instants, because a day is the firm's civil day; see `app/src/dashboard.rs`.

use crate::{FromRow, Reads, Row, statement::json};
use domain::id::{BranchId, EmployeeId, ServiceId};
use domain::{Result, Ts};
use serde::Serialize;

statements! {
    /// Messages by day and author.
    MESSAGES = {
        lite: "WITH d AS MATERIALIZED (SELECT value ->> 'i' AS i, value ->> 'a' AS a, value ->> 'b' AS b FROM json_each($2))
               SELECT d.i AS day, m.author AS word, COUNT(*) AS n, 0 AS money FROM d CROSS JOIN message m WHERE m.org_id = $1 AND m.author IN ('contact', 'agent', 'person') AND m.created_at >= d.a AND m.created_at < d.b
               AND m.conversation_id NOT IN (SELECT v.id FROM contact c JOIN conversation v ON v.org_id = c.org_id AND v.contact_id = c.id WHERE c.org_id = $1 AND c.source = 'test') GROUP BY d.i, m.author",
        pg: "WITH d AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2) AS x(i bigint, a bigint, b bigint))
             SELECT d.i AS day, m.author AS word, COUNT(*) AS n, CAST(0 AS BIGINT) AS money FROM d JOIN message m ON m.org_id = $1 AND m.author IN ('contact', 'agent', 'person') AND m.created_at >= d.a AND m.created_at < d.b
             WHERE m.conversation_id NOT IN (SELECT v.id FROM contact c JOIN conversation v ON v.org_id = c.org_id AND v.contact_id = c.id WHERE c.org_id = $1 AND c.source = 'test') GROUP BY d.i, m.author",
    };
    /// Conversations by the day they began.
    CONVERSATIONS = {
        lite: "WITH d AS MATERIALIZED (SELECT value ->> 'i' AS i, value ->> 'a' AS a, value ->> 'b' AS b FROM json_each($2))
               SELECT d.i AS day, 'began' AS word, COUNT(*) AS n, 0 AS money FROM d CROSS JOIN conversation v WHERE v.org_id = $1 AND v.created_at >= d.a AND v.created_at < d.b
               AND v.contact_id NOT IN (SELECT id FROM contact WHERE org_id = $1 AND source = 'test') GROUP BY d.i",
        pg: "WITH d AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2) AS x(i bigint, a bigint, b bigint))
             SELECT d.i AS day, 'began' AS word, COUNT(*) AS n, CAST(0 AS BIGINT) AS money FROM d JOIN conversation v ON v.org_id = $1 AND v.created_at >= d.a AND v.created_at < d.b
             WHERE v.contact_id NOT IN (SELECT id FROM contact WHERE org_id = $1 AND source = 'test') GROUP BY d.i",
    };
    /// Visits by the day they were booked, and by whom.
    BOOKED = {
        lite: "WITH d AS MATERIALIZED (SELECT value ->> 'i' AS i, value ->> 'a' AS a, value ->> 'b' AS b FROM json_each($2))
               SELECT d.i AS day, b.source AS word, COUNT(*) AS n, 0 AS money FROM d CROSS JOIN booking b WHERE b.org_id = $1 AND b.created_at >= d.a AND b.created_at < d.b AND b.source <> 'test'
               AND (b.branch_id = $3 OR $3 IS NULL) GROUP BY d.i, b.source",
        pg: "WITH d AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2) AS x(i bigint, a bigint, b bigint))
             SELECT d.i AS day, b.source AS word, COUNT(*) AS n, CAST(0 AS BIGINT) AS money FROM d JOIN booking b ON b.org_id = $1 AND b.created_at >= d.a AND b.created_at < d.b AND b.source <> 'test'
             AND (b.branch_id = $3 OR $3 IS NULL) GROUP BY d.i, b.source",
    };
    /// Visits by the day they take place, by state, with what they bring in the firm's currency.
    VISITS = {
        lite: "WITH d AS MATERIALIZED (SELECT value ->> 'i' AS i, value ->> 'a' AS a, value ->> 'b' AS b FROM json_each($2))
               SELECT d.i AS day, b.status AS word, COUNT(*) AS n, SUM(CASE WHEN b.currency = $4 THEN b.price ELSE 0 END) AS money FROM d CROSS JOIN booking b WHERE b.org_id = $1 AND b.starts_at >= d.a AND b.starts_at < d.b
               AND b.source <> 'test' AND (b.branch_id = $3 OR $3 IS NULL) GROUP BY d.i, b.status",
        pg: "WITH d AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2) AS x(i bigint, a bigint, b bigint))
             SELECT d.i AS day, b.status AS word, COUNT(*) AS n, CAST(SUM(CASE WHEN b.currency = $4 THEN b.price ELSE 0 END) AS BIGINT) AS money FROM d JOIN booking b ON b.org_id = $1 AND b.starts_at >= d.a AND b.starts_at < d.b
             AND b.source <> 'test' AND (b.branch_id = $3 OR $3 IS NULL) GROUP BY d.i, b.status",
    };
    /// How the conversations that customers began in `[$2, $3)` were answered, from the index of conversations alone. Waiting is from the first
    /// message of the customer to the first answer to it.
    TALKS = "WITH r AS MATERIALIZED (SELECT v.replied_at AS replied, v.person_at AS person, v.handed_at AS handed, v.replied_at - v.asked_at AS wait FROM conversation v
               WHERE v.org_id = $1 AND v.created_at >= $2 AND v.created_at < $3 AND v.asked_at IS NOT NULL AND v.contact_id NOT IN (SELECT id FROM contact WHERE org_id = $1 AND source = 'test')),
             w AS MATERIALIZED (SELECT wait, ROW_NUMBER() OVER (ORDER BY wait) AS n, COUNT(*) OVER () AS total FROM r WHERE wait IS NOT NULL)
             SELECT COUNT(*) AS began, COUNT(replied) AS answered, COUNT(CASE WHEN replied IS NOT NULL AND person IS NULL AND handed IS NULL THEN 1 END) AS alone, COUNT(handed) AS handed_over,
               (SELECT MIN(wait) FROM w WHERE n * 2 >= total) AS median, (SELECT MIN(wait) FROM w WHERE n * 10 >= total * 9) AS p90 FROM r";
    /// Minutes of visits inside `[$2, $3)` by employee.
    BUSY = "SELECT employee_id, CAST(SUM((CASE WHEN ends_at < $3 THEN ends_at ELSE $3 END) - (CASE WHEN starts_at > $2 THEN starts_at ELSE $2 END)) / 60000000 AS BIGINT) AS minutes, COUNT(*) AS n FROM booking
            WHERE org_id = $1 AND starts_at > $2 - 172800000000 AND starts_at < $3 AND ends_at > $2 AND status NOT IN ('cancelled', 'no_show') AND source <> 'test' AND (branch_id = $4 OR $4 IS NULL) GROUP BY employee_id";
    SERVICES = "SELECT i.service_id, s.name, COUNT(*) AS n, CAST(SUM(CASE WHEN b.currency = $5 THEN i.price ELSE 0 END) AS BIGINT) AS money FROM booking b JOIN booking_item i ON i.org_id = b.org_id AND i.booking_id = b.id
                JOIN service s ON s.org_id = i.org_id AND s.id = i.service_id WHERE b.org_id = $1 AND b.starts_at >= $2 AND b.starts_at < $3 AND b.status NOT IN ('cancelled', 'no_show') AND b.source <> 'test'
                AND (b.branch_id = $4 OR $4 IS NULL) GROUP BY i.service_id, s.name ORDER BY 3 DESC, 4 DESC, 1 LIMIT 10";
    /// Who comes in `[$2, $3)`, and how many of them have come before.
    VISITORS = "WITH p AS MATERIALIZED (SELECT DISTINCT contact_id FROM booking WHERE org_id = $1 AND starts_at >= $2 AND starts_at < $3 AND status NOT IN ('cancelled', 'no_show') AND source <> 'test' AND (branch_id = $4 OR $4 IS NULL))
                SELECT COUNT(*) AS everybody, COUNT(CASE WHEN EXISTS (SELECT 1 FROM booking o WHERE o.org_id = $1 AND o.contact_id = p.contact_id AND o.starts_at < $2 AND o.status NOT IN ('cancelled', 'no_show')) THEN 1 END) AS known FROM p";
}

/// A civil day, or any other stretch, as instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: Ts,
    pub until: Ts,
}

#[derive(Serialize)]
struct Numbered {
    i: usize,
    a: i64,
    b: i64,
}

fn numbered(days: &[Stretch]) -> crate::Val {
    json(&days.iter().enumerate().map(|(i, d)| Numbered { i, a: d.from.micros(), b: d.until.micros() }).collect::<Vec<_>>())
}

/// How often something happened on one of the days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Index of the day.
    pub day: usize,
    /// The author, source or state.
    pub word: String,
    pub n: i64,
    /// Minor units, where money is counted.
    pub money: i64,
}

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Count { day: row.num("day")?, word: row.get("word")?, n: row.get("n")?, money: row.get("money")? })
    }
}

/// How conversations were answered; waiting in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Talks {
    pub began: i64,
    pub answered: i64,
    /// By the agent, with no person needed.
    pub alone: i64,
    pub handed_over: i64,
    pub median: Option<i64>,
    pub p90: Option<i64>,
}

impl FromRow for Talks {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Talks { began: row.get("began")?, answered: row.get("answered")?, alone: row.get("alone")?, handed_over: row.get("handed_over")?, median: row.get("median")?, p90: row.get("p90")? })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusyShare {
    pub employee_id: EmployeeId,
    pub minutes: i64,
    pub visits: i64,
}

impl FromRow for BusyShare {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(BusyShare { employee_id: row.id("employee_id")?, minutes: row.get("minutes")?, visits: row.get("n")? })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopService {
    pub service_id: ServiceId,
    pub name: String,
    pub visits: i64,
    pub money: i64,
}

impl FromRow for TopService {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(TopService { service_id: row.id("service_id")?, name: row.get("name")?, visits: row.get("n")?, money: row.get("money")? })
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visitors {
    pub everybody: i64,
    pub known: i64,
}

impl FromRow for Visitors {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Visitors { everybody: row.get("everybody")?, known: row.get("known")? })
    }
}

pub async fn messages(reads: &mut impl Reads, days: &[Stretch]) -> Result<Vec<Count>> {
    reads.list(MESSAGES, vec![numbered(days)]).await
}

pub async fn conversations(reads: &mut impl Reads, days: &[Stretch]) -> Result<Vec<Count>> {
    reads.list(CONVERSATIONS, vec![numbered(days)]).await
}

pub async fn booked(reads: &mut impl Reads, days: &[Stretch], branch: Option<BranchId>) -> Result<Vec<Count>> {
    reads.list(BOOKED, vals![numbered(days), branch]).await
}

pub async fn visits(reads: &mut impl Reads, days: &[Stretch], branch: Option<BranchId>, currency: &str) -> Result<Vec<Count>> {
    reads.list(VISITS, vals![numbered(days), branch, currency]).await
}

pub async fn talks(reads: &mut impl Reads, all: Stretch) -> Result<Talks> {
    Ok(reads.find(TALKS, vals![all.from, all.until]).await?.unwrap_or_default())
}

pub async fn busy(reads: &mut impl Reads, all: Stretch, branch: Option<BranchId>) -> Result<Vec<BusyShare>> {
    reads.list(BUSY, vals![all.from, all.until, branch]).await
}

/// The ten most booked.
pub async fn services(reads: &mut impl Reads, all: Stretch, branch: Option<BranchId>, currency: &str) -> Result<Vec<TopService>> {
    reads.list(SERVICES, vals![all.from, all.until, branch, currency]).await
}

pub async fn visitors(reads: &mut impl Reads, all: Stretch, branch: Option<BranchId>) -> Result<Visitors> {
    Ok(reads.find(VISITORS, vals![all.from, all.until, branch]).await?.unwrap_or_default())
}
