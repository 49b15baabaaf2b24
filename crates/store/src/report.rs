//! What reports add up, by channel, agent, employee, person, service, source, tour, model: one statement for each part of a line. Test chats and
//! test visits do not count. How parts become columns is `app/src/report`.

use crate::metric::Stretch;
use crate::{FromRow, Reads, Row};
use domain::Result;
use domain::id::BranchId;
use jiff::civil::Date;
use uuid::Uuid;

macro_rules! outcomes {
    ($whose:literal) => {
        concat!(
            "SELECT ", $whose, " AS id, NULL AS word, COUNT(*) AS a, CAST(SUM(CASE WHEN o.kind = 'handed_over' THEN 1 ELSE 0 END) AS BIGINT) AS b, CAST(SUM(o.bookings) AS BIGINT) AS c,
             CAST(SUM(CASE WHEN o.is_sold THEN 1 ELSE 0 END) AS BIGINT) AS d, CAST(SUM(o.tokens) AS BIGINT) AS e, CAST(SUM(o.cost) AS BIGINT) AS f
             FROM conversation_outcome o WHERE o.org_id = $1 AND o.began_at >= $2 AND o.began_at < $3 GROUP BY ", $whose
        )
    };
}

statements! {
    TALKS = "SELECT v.connection_id AS id, NULL AS word, COUNT(*) AS a, NULL AS b, NULL AS c, NULL AS d, NULL AS e, NULL AS f FROM conversation v WHERE v.org_id = $1 AND v.created_at >= $2 AND v.created_at < $3
             AND v.contact_id NOT IN (SELECT id FROM contact WHERE org_id = $1 AND source = 'test') GROUP BY v.connection_id";
    /// Talks the agent had, those handed over, visits and sales that came of them, tokens, cost.
    OUTCOMES_BY_CHANNEL = (outcomes!("o.connection_id"));
    OUTCOMES_BY_AGENT = (outcomes!("o.agent_id"));
    /// New deals, those of them won, and what these brought.
    DEALS_BY_CHANNEL = "SELECT v.connection_id AS id, NULL AS word, COUNT(*) AS a, CAST(SUM(CASE WHEN d.status = 'won' THEN 1 ELSE 0 END) AS BIGINT) AS b, CAST(SUM(CASE WHEN d.status = 'won' THEN COALESCE(d.amount, 0) ELSE 0 END) AS BIGINT) AS c,
                        NULL AS d, NULL AS e, NULL AS f FROM deal d JOIN conversation v ON v.org_id = d.org_id AND v.id = d.conversation_id JOIN contact p ON p.org_id = d.org_id AND p.id = d.contact_id
                        WHERE d.org_id = $1 AND d.created_at >= $2 AND d.created_at < $3 AND p.source <> 'test' GROUP BY v.connection_id";
    DEALS_BY_SOURCE = "SELECT NULL AS id, p.source AS word, COUNT(*) AS a, CAST(SUM(CASE WHEN d.status = 'won' THEN 1 ELSE 0 END) AS BIGINT) AS b, CAST(SUM(CASE WHEN d.status = 'won' THEN COALESCE(d.amount, 0) ELSE 0 END) AS BIGINT) AS c,
                       NULL AS d, NULL AS e, NULL AS f FROM deal d JOIN contact p ON p.org_id = d.org_id AND p.id = d.contact_id
                       WHERE d.org_id = $1 AND d.created_at >= $2 AND d.created_at < $3 AND p.source <> 'test' GROUP BY p.source";
    DEALS_BY_TOUR = "SELECT NULL AS id, d.tour AS word, COUNT(*) AS a, CAST(SUM(CASE WHEN d.status = 'won' THEN 1 ELSE 0 END) AS BIGINT) AS b, CAST(SUM(CASE WHEN d.status = 'lost' THEN 1 ELSE 0 END) AS BIGINT) AS c,
                     CAST(SUM(CASE WHEN d.status = 'won' THEN COALESCE(d.amount, 0) ELSE 0 END) AS BIGINT) AS d, NULL AS e, NULL AS f FROM deal d JOIN contact p ON p.org_id = d.org_id AND p.id = d.contact_id
                     WHERE d.org_id = $1 AND d.created_at >= $2 AND d.created_at < $3 AND d.tour IS NOT NULL AND p.source <> 'test' GROUP BY d.tour";
    /// Deals that ended in the period: won, lost, and what was won.
    DEALS_BY_OWNER = "SELECT d.owner_id AS id, NULL AS word, CAST(SUM(CASE WHEN d.status = 'won' THEN 1 ELSE 0 END) AS BIGINT) AS a, CAST(SUM(CASE WHEN d.status = 'lost' THEN 1 ELSE 0 END) AS BIGINT) AS b,
                      CAST(SUM(CASE WHEN d.status = 'won' THEN COALESCE(d.amount, 0) ELSE 0 END) AS BIGINT) AS c, NULL AS d, NULL AS e, NULL AS f
                      FROM deal d WHERE d.org_id = $1 AND d.owner_id IS NOT NULL AND d.closed_at >= $2 AND d.closed_at < $3 GROUP BY d.owner_id";
    /// Messages people wrote, in how many conversations.
    REPLIES = "SELECT m.person_id AS id, NULL AS word, COUNT(*) AS a, COUNT(DISTINCT m.conversation_id) AS b, NULL AS c, NULL AS d, NULL AS e, NULL AS f FROM message m
               WHERE m.org_id = $1 AND m.person_id IS NOT NULL AND m.created_at >= $2 AND m.created_at < $3 GROUP BY m.person_id";
    TASKS = "SELECT t.done_id AS id, NULL AS word, COUNT(*) AS a, NULL AS b, NULL AS c, NULL AS d, NULL AS e, NULL AS f FROM task t WHERE t.org_id = $1 AND t.done_at >= $2 AND t.done_at < $3 AND t.done_kind = 'person' GROUP BY t.done_id";
    /// Visits that stand, those completed, cancelled and missed, what they bring and what they brought.
    VISITS = "SELECT b.employee_id AS id, NULL AS word, CAST(SUM(CASE WHEN b.status NOT IN ('cancelled', 'no_show') THEN 1 ELSE 0 END) AS BIGINT) AS a, CAST(SUM(CASE WHEN b.status = 'completed' THEN 1 ELSE 0 END) AS BIGINT) AS b,
              CAST(SUM(CASE WHEN b.status = 'cancelled' THEN 1 ELSE 0 END) AS BIGINT) AS c, CAST(SUM(CASE WHEN b.status = 'no_show' THEN 1 ELSE 0 END) AS BIGINT) AS d,
              CAST(SUM(CASE WHEN b.status NOT IN ('cancelled', 'no_show') AND b.currency = $5 THEN b.price ELSE 0 END) AS BIGINT) AS e, CAST(SUM(CASE WHEN b.status = 'completed' AND b.currency = $5 THEN b.price ELSE 0 END) AS BIGINT) AS f
              FROM booking b WHERE b.org_id = $1 AND b.starts_at >= $2 AND b.starts_at < $3 AND b.source <> 'test' AND (b.branch_id = $4 OR $4 IS NULL) GROUP BY b.employee_id";
    RATINGS = "SELECT f.employee_id AS id, NULL AS word, COUNT(f.rating) AS a, CAST(SUM(f.rating) AS BIGINT) AS b, NULL AS c, NULL AS d, NULL AS e, NULL AS f FROM feedback f
               WHERE f.org_id = $1 AND f.answered_at >= $2 AND f.answered_at < $3 AND f.rating IS NOT NULL GROUP BY f.employee_id";
    /// How often a service was done, for how many people, and what it brought.
    SERVICES = "SELECT i.service_id AS id, NULL AS word, COUNT(*) AS a, COUNT(DISTINCT b.contact_id) AS b, CAST(SUM(CASE WHEN b.currency = $5 THEN i.price ELSE 0 END) AS BIGINT) AS c, NULL AS d, NULL AS e, NULL AS f
                FROM booking b JOIN booking_item i ON i.org_id = b.org_id AND i.booking_id = b.id WHERE b.org_id = $1 AND b.starts_at >= $2 AND b.starts_at < $3 AND b.status NOT IN ('cancelled', 'no_show') AND b.source <> 'test'
                AND (b.branch_id = $4 OR $4 IS NULL) GROUP BY i.service_id";
    SOURCES = "SELECT NULL AS id, p.source AS word, COUNT(*) AS a, NULL AS b, NULL AS c, NULL AS d, NULL AS e, NULL AS f FROM contact p WHERE p.org_id = $1 AND p.created_at >= $2 AND p.created_at < $3 AND p.source <> 'test' GROUP BY p.source";
    VISITS_BY_SOURCE = "SELECT NULL AS id, p.source AS word, COUNT(*) AS a, CAST(SUM(CASE WHEN b.currency = $5 THEN b.price ELSE 0 END) AS BIGINT) AS b, NULL AS c, NULL AS d, NULL AS e, NULL AS f FROM booking b
                        JOIN contact p ON p.org_id = b.org_id AND p.id = b.contact_id WHERE b.org_id = $1 AND b.starts_at >= $2 AND b.starts_at < $3 AND b.status NOT IN ('cancelled', 'no_show') AND b.source <> 'test'
                        AND (b.branch_id = $4 OR $4 IS NULL) GROUP BY p.source";
    MODELS = "SELECT NULL AS id, u.model AS word, CAST(SUM(u.calls) AS BIGINT) AS a, CAST(SUM(u.failures) AS BIGINT) AS b, CAST(SUM(u.input) AS BIGINT) AS c, CAST(SUM(u.cached) AS BIGINT) AS d, CAST(SUM(u.output) AS BIGINT) AS e,
              CAST(SUM(u.cost) AS BIGINT) AS f FROM model_usage u WHERE u.org_id = $1 AND u.day >= $2 AND u.day <= $3 GROUP BY u.model";
}

/// A part of a line: whom it is about, by id or by word, and what was added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub id: Option<Uuid>,
    pub word: Option<String>,
    pub sums: [i64; 6],
}

impl FromRow for Part {
    fn from_row(row: &Row) -> Result<Self> {
        let mut sums = [0; 6];
        for (sum, name) in sums.iter_mut().zip(["a", "b", "c", "d", "e", "f"]) {
            *sum = row.get::<Option<i64>>(name)?.unwrap_or(0);
        }
        Ok(Part { id: row.maybe_id("id")?, word: row.get("word")?, sums })
    }
}

/// What is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Talks,
    OutcomesByChannel,
    OutcomesByAgent,
    DealsByChannel,
    DealsBySource,
    DealsByTour,
    DealsByOwner,
    Replies,
    Tasks,
    Ratings,
    Sources,
}

/// Of conversations, deals and people, which belong to no branch.
pub async fn parts(reads: &mut impl Reads, what: What, all: Stretch) -> Result<Vec<Part>> {
    let statement = match what {
        What::Talks => TALKS,
        What::OutcomesByChannel => OUTCOMES_BY_CHANNEL,
        What::OutcomesByAgent => OUTCOMES_BY_AGENT,
        What::DealsByChannel => DEALS_BY_CHANNEL,
        What::DealsBySource => DEALS_BY_SOURCE,
        What::DealsByTour => DEALS_BY_TOUR,
        What::DealsByOwner => DEALS_BY_OWNER,
        What::Replies => REPLIES,
        What::Tasks => TASKS,
        What::Ratings => RATINGS,
        What::Sources => SOURCES,
    };
    reads.list(statement, vals![all.from, all.until]).await
}

/// By whom visits are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visits {
    ByEmployee,
    ByService,
    BySource,
}

pub async fn visits(reads: &mut impl Reads, by: Visits, all: Stretch, branch: Option<BranchId>, currency: &str) -> Result<Vec<Part>> {
    let statement = match by {
        Visits::ByEmployee => VISITS,
        Visits::ByService => SERVICES,
        Visits::BySource => VISITS_BY_SOURCE,
    };
    reads.list(statement, vals![all.from, all.until, branch, currency]).await
}

/// Days are the firm's; usage is kept by them.
pub async fn models(reads: &mut impl Reads, from: Date, to: Date) -> Result<Vec<Part>> {
    reads.list(MODELS, vals![from.to_string(), to.to_string()]).await
}
