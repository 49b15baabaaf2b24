//! Figures of a pipeline over a period: how many deals came to each stage, where they went, how long they stood, what was won and lost.

use crate::{FromRow, Reads, Row};
use domain::deal::DealStatus;
use domain::id::MemberId;
use domain::{Result, Ts};

/// `$2` the pipeline, `$3` and `$4` the period, `$5` whose.
macro_rules! steps {
    () => {
        "m.org_id = $1 AND m.pipeline = $2 AND m.created_at >= $3 AND m.created_at < $4 AND (CAST($5 AS uuid) IS NULL OR EXISTS (SELECT 1 FROM deal d WHERE d.org_id = $1 AND d.id = m.deal_id AND d.owner_id = $5))"
    };
}

statements! {
    ENTERED = (concat!("SELECT m.to_stage AS stage, COUNT(DISTINCT m.deal_id) AS n FROM deal_move m WHERE ", steps!(), " GROUP BY m.to_stage"));
    WENT = (concat!("SELECT m.to_stage AS stage, m.next_stage AS next, COUNT(DISTINCT m.deal_id) AS n FROM deal_move m WHERE m.next_stage IS NOT NULL AND ", steps!(), " GROUP BY m.to_stage, m.next_stage"));
    /// The middle of the times, or the mean of the two in the middle.
    MEDIANS = (concat!(
        "WITH x AS (SELECT m.from_stage AS stage, m.spent AS spent, ROW_NUMBER() OVER (PARTITION BY m.from_stage ORDER BY m.spent) AS r, COUNT(*) OVER (PARTITION BY m.from_stage) AS n FROM deal_move m
                    WHERE m.from_stage IS NOT NULL AND m.spent IS NOT NULL AND ", steps!(), ")
         SELECT stage, CAST(AVG(spent) AS BIGINT) AS n FROM x WHERE r IN ((n + 1) / 2, (n + 2) / 2) GROUP BY stage"
    ));
    CLOSED = "SELECT status, loss_reason, COUNT(*) AS n, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount FROM deal
              WHERE org_id = $1 AND pipeline = $2 AND closed_at >= $3 AND closed_at < $4 AND (CAST($5 AS uuid) IS NULL OR owner_id = $5) GROUP BY status, loss_reason ORDER BY 3 DESC, 2";
}

/// Which deals are counted.
#[derive(Clone, Debug)]
pub struct Period<'a> {
    pub pipeline: &'a str,
    pub from: Ts,
    /// Not itself.
    pub to: Ts,
    pub owner: Option<MemberId>,
}

struct Figure(String, i64);

impl FromRow for Figure {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Figure(row.get("stage")?, row.get("n")?))
    }
}

/// So many deals went on from a stage to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Went {
    pub stage: String,
    pub next: String,
    pub count: i64,
}

impl FromRow for Went {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Went { stage: row.get("stage")?, next: row.get("next")?, count: row.get("n")? })
    }
}

/// Deals that were won or lost, by reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    pub status: DealStatus,
    pub reason: Option<String>,
    pub count: i64,
    pub amount: i64,
}

impl FromRow for Closed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Closed { status: row.parse("status")?, reason: row.get("loss_reason")?, count: row.get("n")?, amount: row.get("amount")? })
    }
}

/// Deals that came to a stage, by stage.
pub async fn entered(reads: &mut impl Reads, p: &Period<'_>) -> Result<Vec<(String, i64)>> {
    Ok(reads.list::<Figure>(ENTERED, vals![p.pipeline, p.from, p.to, p.owner]).await?.into_iter().map(|f| (f.0, f.1)).collect())
}

/// Where those that came in the period went next, whenever that was.
pub async fn went(reads: &mut impl Reads, p: &Period<'_>) -> Result<Vec<Went>> {
    reads.list(WENT, vals![p.pipeline, p.from, p.to, p.owner]).await
}

/// Microseconds at a stage, of deals that left it in the period.
pub async fn medians(reads: &mut impl Reads, p: &Period<'_>) -> Result<Vec<(String, i64)>> {
    Ok(reads.list::<Figure>(MEDIANS, vals![p.pipeline, p.from, p.to, p.owner]).await?.into_iter().map(|f| (f.0, f.1)).collect())
}

/// What ended in the period.
pub async fn closed(reads: &mut impl Reads, p: &Period<'_>) -> Result<Vec<Closed>> {
    reads.list(CLOSED, vals![p.pipeline, p.from, p.to, p.owner]).await
}
