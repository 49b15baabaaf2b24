//! How far a new firm has come: what the owner skipped or finished, and what there is already, counted.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::{Result, Ts};

statements! {
    GET = "SELECT * FROM onboarding WHERE org_id = $1";
    PUT = "INSERT INTO onboarding (org_id, skipped, tested_at, finished_at, updated_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (org_id) DO UPDATE SET skipped = excluded.skipped, tested_at = excluded.tested_at, finished_at = excluded.finished_at, updated_at = excluded.updated_at";
    /// Counts, so that nobody's firm answers like an empty one.
    FACTS = "SELECT (SELECT count(*) FROM branch b WHERE b.org_id = $1) AS branches,
                    (SELECT count(*) FROM branch b WHERE b.org_id = $1 AND b.address <> '') AS addresses,
                    (SELECT count(*) FROM branch b WHERE b.org_id = $1 AND b.is_active AND b.hours <> '[]') AS open_branches,
                    (SELECT count(*) FROM service s WHERE s.org_id = $1 AND s.is_active) AS services,
                    (SELECT count(*) FROM employee e WHERE e.org_id = $1 AND e.is_active
                       AND EXISTS (SELECT 1 FROM skill k WHERE k.org_id = e.org_id AND k.employee_id = e.id) AND EXISTS (SELECT 1 FROM shift h WHERE h.org_id = e.org_id AND h.employee_id = e.id)) AS employees,
                    (SELECT count(*) FROM conversation v JOIN connection c ON c.org_id = v.org_id AND c.id = v.connection_id WHERE v.org_id = $1 AND NOT c.is_hidden) AS conversations,
                    (SELECT count(*) FROM agent a WHERE a.org_id = $1 AND a.status = 'active' AND a.live_version IS NOT NULL) AS agents,
                    (SELECT count(*) FROM faq q WHERE q.org_id = $1 AND q.is_active) + (SELECT count(*) FROM document d WHERE d.org_id = $1) AS answers,
                    (SELECT count(*) FROM booking k WHERE k.org_id = $1) + (SELECT count(*) FROM resource r WHERE r.org_id = $1) + (SELECT count(*) FROM faq f WHERE f.org_id = $1)
                      + (SELECT count(*) FROM employee e WHERE e.org_id = $1) + (SELECT count(*) FROM service s WHERE s.org_id = $1) AS others";
}

/// The owner's own marks.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    pub skipped: Vec<String>,
    pub tested_at: Option<Ts>,
    pub finished_at: Option<Ts>,
}

impl FromRow for Marks {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Marks { skipped: row.json("skipped")?, tested_at: row.maybe_ts("tested_at")?, finished_at: row.maybe_ts("finished_at")? })
    }
}

/// What there is.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub branches: i64,
    /// Branches with an address.
    pub addresses: i64,
    /// Active branches with opening hours.
    pub open_branches: i64,
    pub services: i64,
    /// Active employees who do something at some time, so that they can be booked.
    pub employees: i64,
    /// Conversations with customers.
    pub conversations: i64,
    /// Agents who answer customers.
    pub agents: i64,
    /// Answers to common questions, articles and files.
    pub answers: i64,
    /// Whatever else a catalog holds, active or not.
    pub others: i64,
}

impl FromRow for Facts {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Facts {
            branches: row.get("branches")?,
            addresses: row.get("addresses")?,
            open_branches: row.get("open_branches")?,
            services: row.get("services")?,
            employees: row.get("employees")?,
            conversations: row.get("conversations")?,
            agents: row.get("agents")?,
            answers: row.get("answers")?,
            others: row.get("others")?,
        })
    }
}

pub async fn marks(reads: &mut impl Reads) -> Result<Marks> {
    Ok(reads.find(GET, vec![]).await?.unwrap_or_default())
}

pub async fn put(unit: &mut Unit, marks: &Marks) -> Result<()> {
    let now = unit.now();
    unit.exec(PUT, vals![json(&marks.skipped), marks.tested_at, marks.finished_at, now]).await?;
    Ok(())
}

pub async fn facts(reads: &mut impl Reads) -> Result<Facts> {
    Ok(reads.find(FACTS, vec![]).await?.unwrap_or_default())
}
