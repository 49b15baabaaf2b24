//! Who waits for a place, and what was offered to them: rows, the queue, the lists. The kept time of an offer is `hold.rs`.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::{ContactId, EmployeeId, OfferId, ServiceId, WaitlistId};
use domain::waitlist::{Entry, EntryStatus, Offer};
use domain::{Error, Result, Ts};
use jiff::civil::Date;
use uuid::Uuid;

macro_rules! shown {
    ($($rest:tt)*) => {
        concat!(
            "SELECT w.*, c.name AS contact_name, c.phone AS contact_phone, o.id AS o_id, o.hold_id AS o_hold_id, o.branch_id AS o_branch_id, o.employee_id AS o_employee_id, o.resource_id AS o_resource_id, o.starts_at AS o_starts_at, o.ends_at AS o_ends_at,
             o.status AS o_status, o.is_by_hand AS o_is_by_hand, o.reached AS o_reached, o.created_at AS o_created_at, o.expires_at AS o_expires_at, o.ended_at AS o_ended_at,
             (SELECT COUNT(*) FROM waitlist_offer x WHERE x.org_id = $1 AND x.waitlist_id = w.id AND x.status <> 'withdrawn') AS offers FROM waitlist w
             LEFT JOIN contact c ON c.org_id = w.org_id AND c.id = w.contact_id LEFT JOIN waitlist_offer o ON o.org_id = w.org_id AND o.id = w.offer_id WHERE w.org_id = $1 AND ", $($rest)*)
    };
}

macro_rules! narrowed {
    ($services:literal) => {
        concat!(
            "(CAST($2 AS TEXT) IS NULL OR ", $services, " > 0) AND (w.employee_id = $3 OR $3 IS NULL) AND (w.contact_id = $4 OR $4 IS NULL) AND (CAST($5 AS TEXT) IS NULL OR w.status = $5)
             AND (CAST($6 AS TEXT) IS NULL OR w.until_day >= $6) AND (CAST($7 AS TEXT) IS NULL OR w.from_day <= $7) AND ")
    };
}

macro_rules! open {
    ($services:literal) => {
        shown!(narrowed!($services), "w.status IN ('waiting', 'offered') AND (w.queued_at > $8 OR (w.queued_at = $8 AND w.id > $9)) ORDER BY w.queued_at, w.id LIMIT $10")
    };
}
macro_rules! closed {
    ($services:literal) => {
        shown!(narrowed!($services), "w.status NOT IN ('waiting', 'offered') AND (w.updated_at < $8 OR (w.updated_at = $8 AND w.id < $9)) ORDER BY w.updated_at DESC, w.id DESC LIMIT $10")
    };
}

statements! {
    INSERT = "INSERT INTO waitlist (org_id, id, contact_id, conversation_id, services, employee_id, branch_id, from_day, until_day, from_minute, until_minute, note, source, status, queued_at, offer_id, booking_id, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    UPDATE = "UPDATE waitlist SET services = $3, employee_id = $4, branch_id = $5, from_day = $6, until_day = $7, from_minute = $8, until_minute = $9, note = $10, status = $11, queued_at = $12, offer_id = $13, booking_id = $14, updated_at = $15
              WHERE org_id = $1 AND id = $2";
    LOCK = {
        lite: "SELECT * FROM waitlist WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM waitlist WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    GET = (shown!("w.id = $2"));
    /// The first in line first.
    OPEN = { lite: open!("instr(w.services, $2)"), pg: open!("strpos(CAST(w.services AS TEXT), $2)") };
    CLOSED = { lite: closed!("instr(w.services, $2)"), pg: closed!("strpos(CAST(w.services AS TEXT), $2)") };
    QUEUE = "SELECT * FROM waitlist WHERE org_id = $1 AND status = 'waiting' AND (queued_at > $2 OR (queued_at = $2 AND id > $3)) ORDER BY queued_at, id LIMIT $4";
    ANY = "SELECT id FROM waitlist WHERE org_id = $1 AND status IN ('waiting', 'offered') LIMIT 1";
    OF_CONTACT = "SELECT id FROM waitlist WHERE org_id = $1 AND contact_id = $2 AND status IN ('waiting', 'offered') ORDER BY queued_at, id";
    INSERT_OFFER = "INSERT INTO waitlist_offer (org_id, id, waitlist_id, hold_id, branch_id, employee_id, resource_id, starts_at, ends_at, status, is_by_hand, reached, created_at, expires_at, ended_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    UPDATE_OFFER = "UPDATE waitlist_offer SET status = $3, reached = $4, ended_at = $5 WHERE org_id = $1 AND id = $2";
    GET_OFFER = "SELECT * FROM waitlist_offer WHERE org_id = $1 AND id = $2";
    /// The latest first.
    OFFERS = "SELECT * FROM waitlist_offer WHERE org_id = $1 AND waitlist_id = $2 ORDER BY created_at DESC, id DESC LIMIT 100";
}

fn date(row: &Row, name: &'static str) -> Result<Date> {
    row.get::<String>(name)?.parse().map_err(|_| Error::internal("a column is not a date").op("store.row"))
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Entry {
            id: row.id("id")?,
            contact_id: row.id("contact_id")?,
            conversation_id: row.maybe_id("conversation_id")?,
            services: row.json("services")?,
            employee_id: row.maybe_id("employee_id")?,
            branch_id: row.maybe_id("branch_id")?,
            from_day: date(row, "from_day")?,
            until_day: date(row, "until_day")?,
            from_minute: row.num("from_minute")?,
            until_minute: row.num("until_minute")?,
            note: row.get("note")?,
            source: row.get("source")?,
            status: row.parse("status")?,
            queued_at: row.ts("queued_at")?,
            offer_id: row.maybe_id("offer_id")?,
            booking_id: row.maybe_id("booking_id")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

impl FromRow for Offer {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Offer {
            id: row.id("id")?,
            waitlist_id: row.id("waitlist_id")?,
            hold_id: row.id("hold_id")?,
            branch_id: row.id("branch_id")?,
            employee_id: row.id("employee_id")?,
            resource_id: row.maybe_id("resource_id")?,
            starts_at: row.ts("starts_at")?,
            ends_at: row.ts("ends_at")?,
            status: row.parse("status")?,
            is_by_hand: row.get("is_by_hand")?,
            reached: row.maybe_parse("reached")?,
            created_at: row.ts("created_at")?,
            expires_at: row.ts("expires_at")?,
            ended_at: row.maybe_ts("ended_at")?,
        })
    }
}

/// Somebody on the list with what a screen shows beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub entry: Entry,
    pub contact_name: Option<String>,
    pub contact_phone: Option<String>,
    /// The latest one.
    pub offer: Option<Offer>,
    /// How many places were put before them.
    pub offers: i64,
}

impl FromRow for Shown {
    fn from_row(row: &Row) -> Result<Self> {
        let entry = Entry::from_row(row)?;
        let offer = match row.maybe_id("o_id")? {
            Some(id) => Some(Offer {
                id, waitlist_id: entry.id, hold_id: row.id("o_hold_id")?, branch_id: row.id("o_branch_id")?, employee_id: row.id("o_employee_id")?, resource_id: row.maybe_id("o_resource_id")?, starts_at: row.ts("o_starts_at")?,
                ends_at: row.ts("o_ends_at")?, status: row.parse("o_status")?, is_by_hand: row.get("o_is_by_hand")?, reached: row.maybe_parse("o_reached")?, created_at: row.ts("o_created_at")?, expires_at: row.ts("o_expires_at")?,
                ended_at: row.maybe_ts("o_ended_at")?,
            }),
            None => None,
        };
        Ok(Shown { entry, contact_name: row.get("contact_name")?, contact_phone: row.get("contact_phone")?, offer, offers: row.get("offers")? })
    }
}

pub async fn insert(unit: &mut Unit, e: &Entry) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            e.id, e.contact_id, e.conversation_id, json(&e.services), e.employee_id, e.branch_id, e.from_day.to_string(), e.until_day.to_string(), e.from_minute, e.until_minute, &e.note, &e.source, e.status, e.queued_at,
            e.offer_id, e.booking_id, e.created_at, e.updated_at
        ],
    )
    .await?;
    Ok(())
}

/// Writes a changed entry.
pub async fn update(unit: &mut Unit, e: &mut Entry) -> Result<()> {
    e.updated_at = unit.now();
    let touched = unit
        .exec(
            UPDATE,
            vals![
                e.id, json(&e.services), e.employee_id, e.branch_id, e.from_day.to_string(), e.until_day.to_string(), e.from_minute, e.until_minute, &e.note, e.status, e.queued_at, e.offer_id, e.booking_id, e.updated_at
            ],
        )
        .await?;
    if touched == 0 { Err(Error::not_found("waitlist")) } else { Ok(()) }
}

/// The entry, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: WaitlistId) -> Result<Entry> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("waitlist"))
}

pub async fn get(reads: &mut impl Reads, id: WaitlistId) -> Result<Shown> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("waitlist"))
}

/// What of the list is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitlistFilter {
    pub service: Option<ServiceId>,
    pub employee: Option<EmployeeId>,
    pub contact: Option<ContactId>,
    /// None = whoever is still on the list.
    pub status: Option<EntryStatus>,
    /// Who waits for a day in between.
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl WaitlistFilter {
    /// Those who are on the list stand as they are in line, those who were the latest first.
    pub fn is_open(&self) -> bool {
        self.status.is_none_or(EntryStatus::is_open)
    }
}

/// The place of an entry in its list.
pub fn place(filter: &WaitlistFilter, shown: &Shown) -> (Ts, Uuid) {
    (if filter.is_open() { shown.entry.queued_at } else { shown.entry.updated_at }, shown.entry.id.uuid())
}

pub async fn list(reads: &mut impl Reads, f: &WaitlistFilter, after: Option<(Ts, Uuid)>, limit: i64) -> Result<Vec<Shown>> {
    let (sql, first) = if f.is_open() { (OPEN, (Ts::from_micros(0), Uuid::nil())) } else { (CLOSED, (Ts::from_micros(i64::MAX), Uuid::max())) };
    let (at, id) = after.unwrap_or(first);
    let service = f.service.map(|id| id.to_string());
    reads.list(sql, vals![service, f.employee, f.contact, f.status, f.from.map(|d| d.to_string()), f.until.map(|d| d.to_string()), at, id, limit]).await
}

/// Those who wait, the first in line first, after a place.
pub async fn queue(reads: &mut impl Reads, after: (Ts, WaitlistId), limit: i64) -> Result<Vec<Entry>> {
    reads.list(QUEUE, vals![after.0, after.1, limit]).await
}

struct Key(WaitlistId);

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("id").map(Key)
    }
}

/// Is anybody on the list?
pub async fn has_any(reads: &mut impl Reads) -> Result<bool> {
    Ok(reads.find::<Key>(ANY, vals![]).await?.is_some())
}

/// What a contact waits for, in line.
pub async fn open_of_contact(reads: &mut impl Reads, contact: ContactId) -> Result<Vec<WaitlistId>> {
    Ok(reads.list::<Key>(OF_CONTACT, vals![contact]).await?.into_iter().map(|Key(id)| id).collect())
}

pub async fn insert_offer(unit: &mut Unit, o: &Offer) -> Result<()> {
    unit.exec(
        INSERT_OFFER,
        vals![o.id, o.waitlist_id, o.hold_id, o.branch_id, o.employee_id, o.resource_id, o.starts_at, o.ends_at, o.status, o.is_by_hand, o.reached, o.created_at, o.expires_at, o.ended_at],
    )
    .await?;
    Ok(())
}

pub async fn update_offer(unit: &mut Unit, o: &Offer) -> Result<()> {
    unit.exec(UPDATE_OFFER, vals![o.id, o.status, o.reached, o.ended_at]).await?;
    Ok(())
}

pub async fn offer(reads: &mut impl Reads, id: OfferId) -> Result<Offer> {
    reads.find(GET_OFFER, vals![id]).await?.ok_or_else(|| Error::not_found("offer"))
}

/// What was put before somebody, the latest first.
pub async fn offers(reads: &mut impl Reads, id: WaitlistId) -> Result<Vec<Offer>> {
    reads.list(OFFERS, vals![id]).await
}
