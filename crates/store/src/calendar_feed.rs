//! Addresses of employees' calendars: digest, last reading. The address itself is seen once, by whoever made it.

use crate::{FromRow, Reads, Root, Row, Unit};
use domain::id::{CalendarFeedId, EmployeeId, OrgId, PersonId};
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO calendar_feed (org_id, id, employee_id, token_hash, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    LIST = "SELECT * FROM calendar_feed WHERE org_id = $1 AND employee_id = $2 ORDER BY id";
    GET = "SELECT * FROM calendar_feed WHERE org_id = $1 AND id = $2";
    DELETE = "DELETE FROM calendar_feed WHERE org_id = $1 AND id = $2";
    ROOT_BY_HASH = "SELECT * FROM calendar_feed WHERE token_hash = $1";
    ROOT_TOUCH = "UPDATE calendar_feed SET read_at = $3 WHERE org_id = $1 AND id = $2";
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFeed {
    pub org_id: OrgId,
    pub id: CalendarFeedId,
    pub employee_id: EmployeeId,
    pub token_hash: Vec<u8>,
    pub created_by: Option<PersonId>,
    pub created_at: Ts,
    /// When a phone has asked last.
    pub read_at: Option<Ts>,
}

impl FromRow for CalendarFeed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(CalendarFeed {
            org_id: row.id("org_id")?,
            id: row.id("id")?,
            employee_id: row.id("employee_id")?,
            token_hash: row.get("token_hash")?,
            created_by: row.maybe_id("created_by")?,
            created_at: row.ts("created_at")?,
            read_at: row.maybe_ts("read_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, f: &CalendarFeed) -> Result<()> {
    unit.exec(INSERT, vals![f.id, f.employee_id, f.token_hash.clone(), f.created_by, f.created_at]).await?;
    Ok(())
}

/// Those of one employee, oldest first.
pub async fn list(reads: &mut impl Reads, employee: EmployeeId) -> Result<Vec<CalendarFeed>> {
    reads.list(LIST, vals![employee]).await
}

pub async fn get(reads: &mut impl Reads, id: CalendarFeedId) -> Result<CalendarFeed> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("calendar feed"))
}

pub async fn remove(unit: &mut Unit, id: CalendarFeedId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("calendar feed")) } else { Ok(()) }
}

pub async fn find_by_hash(root: &mut Root, hash: &[u8]) -> Result<Option<CalendarFeed>> {
    root.find(ROOT_BY_HASH, vals![hash]).await
}

pub async fn touch(root: &mut Root, feed: &CalendarFeed, now: Ts) -> Result<()> {
    root.exec(ROOT_TOUCH, vals![feed.org_id, feed.id, now]).await?;
    Ok(())
}
