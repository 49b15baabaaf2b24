//! Clocks of customers who wait for a person: the one that runs is also on the conversation's row, so that lists need not look here.

use crate::{FromRow, Reads, Row, Unit};
use domain::conversation::Conversation;
use domain::id::{ConversationId, PersonId, SlaClockId, TeamId};
use domain::sla::{SlaClock, SlaKind};
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO sla_clock (org_id, id, conversation_id, team_id, person_id, kind, started_at, due_at) VALUES ($1, $2, $3, $4, NULL, $5, $6, $7)";
    RUNNING = "SELECT * FROM sla_clock WHERE org_id = $1 AND conversation_id = $2 AND ended_at IS NULL";
    MARK = "UPDATE conversation SET sla_warn_at = $3, sla_due_at = $4, is_met = $5 WHERE org_id = $1 AND id = $2 RETURNING *";
    END = "UPDATE sla_clock SET ended_at = $3, is_kept = $4, person_id = COALESCE($5, person_id) WHERE org_id = $1 AND id = $2 AND ended_at IS NULL";
    BREAK = "UPDATE sla_clock SET broken_at = $3, person_id = $4 WHERE org_id = $1 AND id = $2 AND ended_at IS NULL AND broken_at IS NULL";
    IS_MET = "SELECT is_met FROM conversation WHERE org_id = $1 AND id = $2";
    REPORT = "SELECT team_id, kind, SUM(CASE WHEN is_kept THEN 1 ELSE 0 END) AS kept, SUM(CASE WHEN is_kept THEN 0 ELSE 1 END) AS broken, CAST(SUM(ended_at - started_at) AS BIGINT) AS waited FROM sla_clock
              WHERE org_id = $1 AND is_kept IS NOT NULL AND ended_at >= $2 AND ended_at < $3 GROUP BY team_id, kind ORDER BY team_id, kind";
    NOW = "SELECT count(*) AS running, COALESCE(SUM(CASE WHEN sla_due_at <= $2 THEN 1 ELSE 0 END), 0) AS late, COALESCE(SUM(CASE WHEN sla_warn_at <= $2 AND sla_due_at > $2 THEN 1 ELSE 0 END), 0) AS soon FROM conversation WHERE org_id = $1 AND sla_due_at IS NOT NULL";
}

impl FromRow for SlaClock {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(SlaClock {
            id: row.id("id")?, conversation_id: row.id("conversation_id")?, team_id: row.maybe_id("team_id")?, person_id: row.maybe_id("person_id")?, kind: row.parse("kind")?, started_at: row.ts("started_at")?, due_at: row.ts("due_at")?,
            broken_at: row.maybe_ts("broken_at")?,
        })
    }
}

struct Met(bool);
impl FromRow for Met {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("is_met").map(Met)
    }
}

/// How promises of one team were kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub team_id: Option<TeamId>,
    pub kind: SlaKind,
    pub kept: i64,
    pub broken: i64,
    /// All waits together, in microseconds of the clock on the wall.
    pub waited: i64,
}
impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Kept { team_id: row.maybe_id("team_id")?, kind: row.parse("kind")?, kept: row.get("kept")?, broken: row.get("broken")?, waited: row.get("waited")? })
    }
}

/// What runs now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Running {
    pub running: i64,
    pub late: i64,
    pub soon: i64,
}
impl FromRow for Running {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Running { running: row.get("running")?, late: row.get("late")?, soon: row.get("soon")? })
    }
}

/// Starts a clock and puts it on the conversation.
pub async fn start(unit: &mut Unit, clock: &SlaClock, warn_at: Ts, is_met: bool) -> Result<Conversation> {
    unit.exec(INSERT, vals![clock.id, clock.conversation_id, clock.team_id, clock.kind, clock.started_at, clock.due_at]).await?;
    mark(unit, clock.conversation_id, Some((warn_at, clock.due_at)), is_met).await
}

pub async fn running(reads: &mut impl Reads, id: ConversationId) -> Result<Option<SlaClock>> {
    reads.find(RUNNING, vals![id]).await
}

/// What the list shows of the clock, and whether a person has answered since the conversation came to people.
pub async fn mark(unit: &mut Unit, id: ConversationId, clock: Option<(Ts, Ts)>, is_met: bool) -> Result<Conversation> {
    unit.find(MARK, vals![id, clock.map(|c| c.0), clock.map(|c| c.1), is_met]).await?.ok_or_else(|| Error::not_found("conversation"))
}

/// Ends a clock; without a verdict it is not counted.
pub async fn end(unit: &mut Unit, id: SlaClockId, is_kept: Option<bool>, person: Option<PersonId>) -> Result<()> {
    let now = unit.now();
    unit.exec(END, vals![id, now, is_kept, person]).await?;
    Ok(())
}

/// The time is over: true for the first who says so.
pub async fn break_at(unit: &mut Unit, id: SlaClockId, person: Option<PersonId>) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(BREAK, vals![id, now, person]).await? > 0)
}

pub async fn is_met(reads: &mut impl Reads, id: ConversationId) -> Result<bool> {
    Ok(reads.find::<Met>(IS_MET, vals![id]).await?.is_some_and(|Met(is)| is))
}

/// Of clocks that ended in `[from, until)`.
pub async fn report(reads: &mut impl Reads, from: Ts, until: Ts) -> Result<Vec<Kept>> {
    reads.list(REPORT, vals![from, until]).await
}

pub async fn now(reads: &mut impl Reads, now: Ts) -> Result<Running> {
    Ok(reads.find(NOW, vals![now]).await?.unwrap_or_default())
}
