//! Tasks of people: rows, views of the list, counts, and the reminder that goes out once.

use crate::{FromRow, Reads, Row, Unit};
use domain::id::{ContactId, ConversationId, DealId, MemberId, TaskId};
use domain::task::{Days, Doer, Task};
use domain::{Error, Result, Ts};

/// Where tasks without a time stand: after all others.
pub const UNDATED: i64 = 7_258_118_399_999_999;

macro_rules! shown {
    ($($rest:tt)*) => {
        concat!(
            "SELECT t.*, pc.name AS created_name, pd.name AS done_name, c.name AS contact_name, d.stage AS deal_stage, d.title AS deal_title FROM task t
             LEFT JOIN contact c ON c.org_id = t.org_id AND c.id = t.contact_id LEFT JOIN deal d ON d.org_id = t.org_id AND d.id = t.deal_id
             LEFT JOIN person pc ON t.created_kind = 'person' AND pc.id = t.created_id LEFT JOIN person pd ON t.done_kind = 'person' AND pd.id = t.done_id WHERE t.org_id = $1 AND ", $($rest)*)
    };
}

macro_rules! narrowed {
    ($find:literal) => {
        concat!(
            "(t.assignee_id = $2 OR $2 IS NULL) AND (NOT CAST($3 AS BOOLEAN) OR t.assignee_id IS NULL) AND (t.contact_id = $4 OR $4 IS NULL) AND (t.deal_id = $5 OR $5 IS NULL) AND (t.conversation_id = $6 OR $6 IS NULL)
             AND (CAST($7 AS BIGINT) IS NULL OR t.due_at >= $7) AND (CAST($8 AS BIGINT) IS NULL OR t.due_at < $8) AND (CAST($9 AS TEXT) IS NULL OR ", $find, "(t.search, $9) > 0) AND ")
    };
}

/// Open tasks by time; `$10` and `$11` the place before, `$12` the limit, then what the view is told of days.
macro_rules! open {
    ($find:literal, $view:literal) => {
        shown!(narrowed!($find), "t.done_at IS NULL AND (COALESCE(t.due_at, 7258118399999999) > $10 OR (COALESCE(t.due_at, 7258118399999999) = $10 AND t.id > $11)) AND ", $view,
               " ORDER BY COALESCE(t.due_at, 7258118399999999), t.id LIMIT $12")
    };
}

statements! {
    INSERT = "INSERT INTO task (org_id, id, title, note, contact_id, deal_id, conversation_id, assignee_id, due_at, is_all_day, remind_at, reminded_at, done_at, done_kind, done_id, cause, created_kind, created_id, search, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, NULL, NULL, $12, $13, $14, $15, $16, $16)";
    UPDATE = "UPDATE task SET title = $3, note = $4, contact_id = $5, deal_id = $6, conversation_id = $7, assignee_id = $8, due_at = $9, is_all_day = $10, remind_at = $11, reminded_at = $12, done_at = $13, done_kind = $14, done_id = $15,
              search = $16, updated_at = $17 WHERE org_id = $1 AND id = $2";
    LOCK = {
        lite: "SELECT id FROM task WHERE org_id = $1 AND id = $2",
        pg: "SELECT id FROM task WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    GET = (shown!("t.id = $2"));
    DELETE = "DELETE FROM task WHERE org_id = $1 AND id = $2";
    EVERY = { lite: open!("instr", "TRUE"), pg: open!("strpos", "TRUE") };
    /// Of a day's task the day is over (`$13` is its midnight), of any other the moment (`$14`).
    OVERDUE = {
        lite: open!("instr", "t.due_at < CASE WHEN t.is_all_day THEN CAST($13 AS BIGINT) ELSE CAST($14 AS BIGINT) END"),
        pg: open!("strpos", "t.due_at < CASE WHEN t.is_all_day THEN CAST($13 AS BIGINT) ELSE CAST($14 AS BIGINT) END"),
    };
    TODAY = {
        lite: open!("instr", "t.due_at >= CASE WHEN t.is_all_day THEN CAST($13 AS BIGINT) ELSE CAST($14 AS BIGINT) END AND t.due_at < $15"),
        pg: open!("strpos", "t.due_at >= CASE WHEN t.is_all_day THEN CAST($13 AS BIGINT) ELSE CAST($14 AS BIGINT) END AND t.due_at < $15"),
    };
    BETWEEN = { lite: open!("instr", "t.due_at >= $13 AND t.due_at < $14"), pg: open!("strpos", "t.due_at >= $13 AND t.due_at < $14") };
    DATELESS = { lite: open!("instr", "t.due_at IS NULL"), pg: open!("strpos", "t.due_at IS NULL") };
    DONE = {
        lite: shown!(narrowed!("instr"), "t.done_at IS NOT NULL AND (t.done_at < $10 OR (t.done_at = $10 AND t.id < $11)) ORDER BY t.done_at DESC, t.id DESC LIMIT $12"),
        pg: shown!(narrowed!("strpos"), "t.done_at IS NOT NULL AND (t.done_at < $10 OR (t.done_at = $10 AND t.id < $11)) ORDER BY t.done_at DESC, t.id DESC LIMIT $12"),
    };
    /// `$2` whose, `$3` today's midnight, `$4` now, `$5` tomorrow's, `$6` next Monday's.
    COUNTS = "SELECT COALESCE(sum(CASE WHEN t.due_at < CASE WHEN t.is_all_day THEN CAST($3 AS BIGINT) ELSE CAST($4 AS BIGINT) END THEN 1 ELSE 0 END), 0) AS overdue,
                     COALESCE(sum(CASE WHEN t.due_at >= CASE WHEN t.is_all_day THEN CAST($3 AS BIGINT) ELSE CAST($4 AS BIGINT) END AND t.due_at < $5 THEN 1 ELSE 0 END), 0) AS today,
                     COALESCE(sum(CASE WHEN t.due_at >= $5 AND t.due_at < $6 THEN 1 ELSE 0 END), 0) AS week,
                     COALESCE(sum(CASE WHEN t.due_at >= $6 THEN 1 ELSE 0 END), 0) AS later,
                     COALESCE(sum(CASE WHEN t.due_at IS NULL THEN 1 ELSE 0 END), 0) AS undated, count(*) AS mine_open,
                     (SELECT count(*) FROM task u WHERE u.org_id = $1 AND u.done_at IS NULL AND u.assignee_id IS NULL) AS unassigned
              FROM task t WHERE t.org_id = $1 AND t.assignee_id = $2 AND t.done_at IS NULL";
    /// Whoever gets the row sends the reminder; nobody gets it twice.
    REMIND = "UPDATE task SET reminded_at = $3 WHERE org_id = $1 AND id = $2 AND remind_at <= $3 AND reminded_at IS NULL AND done_at IS NULL RETURNING id";
}

/// A task with what a list shows beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub task: Task,
    pub contact_name: Option<String>,
    /// None when the deal is gone.
    pub deal_stage: Option<String>,
    pub deal_title: Option<String>,
}

impl FromRow for Task {
    fn from_row(row: &Row) -> Result<Self> {
        let doer = |kind: String, id: &str, name: &str| -> Result<Doer> { Ok(Doer { kind, id: row.get(id)?, name: row.get(name)? }) };
        Ok(Task {
            id: row.id("id")?,
            title: row.get("title")?,
            note: row.get("note")?,
            contact_id: row.maybe_id("contact_id")?,
            deal_id: row.maybe_id("deal_id")?,
            conversation_id: row.maybe_id("conversation_id")?,
            assignee_id: row.maybe_id("assignee_id")?,
            due_at: row.maybe_ts("due_at")?,
            is_all_day: row.get("is_all_day")?,
            remind_at: row.maybe_ts("remind_at")?,
            reminded_at: row.maybe_ts("reminded_at")?,
            done_at: row.maybe_ts("done_at")?,
            done_by: row.get::<Option<String>>("done_kind")?.map(|kind| doer(kind, "done_id", "done_name")).transpose()?,
            cause: row.parse("cause")?,
            created_by: doer(row.get("created_kind")?, "created_id", "created_name")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

impl FromRow for Shown {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Shown { task: Task::from_row(row)?, contact_name: row.get("contact_name")?, deal_stage: row.get("deal_stage")?, deal_title: row.get("deal_title")? })
    }
}

fn search(t: &Task) -> String {
    format!("{} {}", t.title, t.note).to_lowercase()
}

pub async fn insert(unit: &mut Unit, t: &Task) -> Result<()> {
    unit.exec(
        INSERT,
        vals![t.id, &t.title, &t.note, t.contact_id, t.deal_id, t.conversation_id, t.assignee_id, t.due_at, t.is_all_day, t.remind_at, t.cause, &t.created_by.kind, t.created_by.id, search(t), t.created_at],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, t: &Task) -> Result<()> {
    let (done_kind, done_id) = (t.done_by.as_ref().map(|d| d.kind.clone()), t.done_by.as_ref().and_then(|d| d.id));
    let touched = unit
        .exec(
            UPDATE,
            vals![
                t.id, &t.title, &t.note, t.contact_id, t.deal_id, t.conversation_id, t.assignee_id, t.due_at, t.is_all_day, t.remind_at, t.reminded_at, t.done_at, done_kind, done_id, search(t), t.updated_at
            ],
        )
        .await?;
    if touched == 0 { Err(Error::not_found("task")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: TaskId) -> Result<Shown> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("task"))
}

/// The task, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: TaskId) -> Result<Task> {
    unit.rows(LOCK, vals![id]).await?;
    Ok(get(unit, id).await?.task)
}

pub async fn remove(unit: &mut Unit, id: TaskId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("task")) } else { Ok(()) }
}

/// True for exactly one caller of a reminder whose time has come.
pub async fn remind(unit: &mut Unit, id: TaskId) -> Result<bool> {
    let now = unit.now();
    Ok(!unit.rows(REMIND, vals![id, now]).await?.is_empty())
}

/// Which part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// Everything open.
    #[default]
    Open,
    Overdue,
    /// Due today, and not over.
    Today,
    /// After today, until Sunday.
    Week,
    Later,
    Undated,
    /// Done last first.
    Done,
}

/// Filters of the list; all optional.
#[derive(Clone, Debug, Default)]
pub struct TaskFilter {
    pub when: When,
    pub assignee: Option<MemberId>,
    pub only_unassigned: bool,
    pub contact: Option<ContactId>,
    pub deal: Option<DealId>,
    pub conversation: Option<ConversationId>,
    /// Due from, and before.
    pub from: Option<Ts>,
    pub until: Option<Ts>,
    pub search: Option<String>,
}

/// A task's place in the list.
pub fn place(shown: &Shown) -> Ts {
    shown.task.done_at.or(shown.task.due_at).unwrap_or(Ts::from_micros(UNDATED))
}

/// Due first, undated last, after a place; done ones the other way round.
pub async fn list(reads: &mut impl Reads, filter: &TaskFilter, days: &Days, now: Ts, place: Option<(Ts, TaskId)>, limit: i64) -> Result<Vec<Shown>> {
    let is_done = filter.when == When::Done;
    let start = if is_done { (Ts::from_micros(i64::MAX), TaskId(uuid::Uuid::max())) } else { (Ts::from_micros(i64::MIN), TaskId::nil()) };
    let (at, id) = place.unwrap_or(start);
    let asked = filter.search.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(str::to_lowercase);
    let mut vals = vals![filter.assignee, filter.only_unassigned, filter.contact, filter.deal, filter.conversation, filter.from, filter.until, asked, at, id, limit];
    let sql = match filter.when {
        When::Open => EVERY,
        When::Overdue => {
            vals.extend(vals![days.today, now]);
            OVERDUE
        }
        When::Today => {
            vals.extend(vals![days.today, now, days.tomorrow]);
            TODAY
        }
        When::Week => {
            vals.extend(vals![days.tomorrow, days.next_week]);
            BETWEEN
        }
        When::Later => {
            vals.extend(vals![days.next_week, Ts::from_micros(i64::MAX)]);
            BETWEEN
        }
        When::Undated => DATELESS,
        When::Done => DONE,
    };
    reads.list(sql, vals).await
}

/// How many open tasks somebody has, by time, and how many nobody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskCounts {
    pub overdue: i64,
    pub today: i64,
    pub week: i64,
    pub later: i64,
    pub undated: i64,
    pub mine_open: i64,
    pub unassigned: i64,
}

impl FromRow for TaskCounts {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(TaskCounts {
            overdue: row.get("overdue")?, today: row.get("today")?, week: row.get("week")?, later: row.get("later")?, undated: row.get("undated")?, mine_open: row.get("mine_open")?, unassigned: row.get("unassigned")?,
        })
    }
}

/// Nobody's, with a nil id, are none.
pub async fn counts(reads: &mut impl Reads, whose: MemberId, days: &Days, now: Ts) -> Result<TaskCounts> {
    Ok(reads.find(COUNTS, vals![whose, days.today, now, days.tomorrow, days.next_week]).await?.unwrap_or_default())
}
