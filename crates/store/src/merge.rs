//! Two contacts made one: the rows that go over, how they go back, and the record of it. `MOVED` is every table that names a contact;
//! a test finds one that is missing.

use crate::contact::duplicate::Card;
use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::contact::Identity;
use domain::id::{ContactId, FactId, MergeId};
use domain::{Error, Result, Ts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

macro_rules! take {
    ($table:literal, $key:literal) => {
        concat!("UPDATE ", $table, " SET contact_id = $3 WHERE org_id = $1 AND contact_id = $2 RETURNING ", $key, " AS id")
    };
}
macro_rules! give_lite {
    ($table:literal, $key:literal) => {
        concat!("UPDATE ", $table, " SET contact_id = $3 WHERE org_id = $1 AND contact_id = $2 AND ", $key, " IN (SELECT unhex(j.value) FROM json_each($4) j)")
    };
}
macro_rules! give_pg {
    ($table:literal, $key:literal) => {
        concat!("UPDATE ", $table, " SET contact_id = $3 WHERE org_id = $1 AND contact_id = $2 AND ", $key, " = ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($4) AS j(value)))")
    };
}

statements! {
    TAKE_CONVERSATIONS = (take!("conversation", "id"));
    GIVE_CONVERSATIONS = { lite: give_lite!("conversation", "id"), pg: give_pg!("conversation", "id") };
    TAKE_BOOKINGS = (take!("booking", "id"));
    GIVE_BOOKINGS = { lite: give_lite!("booking", "id"), pg: give_pg!("booking", "id") };
    TAKE_DEALS = (take!("deal", "id"));
    GIVE_DEALS = { lite: give_lite!("deal", "id"), pg: give_pg!("deal", "id") };
    TAKE_TASKS = (take!("task", "id"));
    GIVE_TASKS = { lite: give_lite!("task", "id"), pg: give_pg!("task", "id") };
    TAKE_NOTES = (take!("note", "id"));
    TAKE_NOTICES = (take!("notice", "id"));
    GIVE_NOTICES = { lite: give_lite!("notice", "id"), pg: give_pg!("notice", "id") };
    GIVE_FEEDBACK = { lite: give_lite!("feedback", "id"), pg: give_pg!("feedback", "id") };
    TAKE_FEEDBACK = (take!("feedback", "id"));
    GIVE_NOTES = { lite: give_lite!("note", "id"), pg: give_pg!("note", "id") };
    TAKE_CONSENTS = (take!("consent", "id"));
    GIVE_CONSENTS = { lite: give_lite!("consent", "id"), pg: give_pg!("consent", "id") };
    TAKE_OUTCOMES = (take!("conversation_outcome", "id"));
    GIVE_OUTCOMES = { lite: give_lite!("conversation_outcome", "id"), pg: give_pg!("conversation_outcome", "id") };
    /// An arm is a conversation's, and goes with it.
    TAKE_EXPOSURES = (take!("exposure", "conversation_id"));
    GIVE_EXPOSURES = { lite: give_lite!("exposure", "conversation_id"), pg: give_pg!("exposure", "conversation_id") };
    /// Merges into the one that goes are now merges into the one that stays.
    TAKE_MERGES = (take!("contact_merge", "id"));
    GIVE_MERGES = { lite: give_lite!("contact_merge", "id"), pg: give_pg!("contact_merge", "id") };
    TAKE_REFERRALS = (take!("referral", "id"));
    GIVE_REFERRALS = { lite: give_lite!("referral", "id"), pg: give_pg!("referral", "id") };
    TAKE_WAITLIST = (take!("waitlist", "id"));
    GIVE_WAITLIST = { lite: give_lite!("waitlist", "id"), pg: give_pg!("waitlist", "id") };
    TAKE_FACTS = (take!("contact_fact", "id"));
    GIVE_FACTS = { lite: give_lite!("contact_fact", "id"), pg: give_pg!("contact_fact", "id") };
    /// A contact has one fact of a kind: where both have it, that of the other becomes a note.
    CLASHING_FACTS = "SELECT f.id, f.key FROM contact_fact f JOIN contact_fact k ON k.org_id = f.org_id AND k.contact_id = $3 AND k.key = f.key WHERE f.org_id = $1 AND f.contact_id = $2 AND f.key <> 'note'";
    SET_FACT_KEY = "UPDATE contact_fact SET key = $3 WHERE org_id = $1 AND id = $2";
    TAKE_IDENTITIES = "UPDATE identity SET contact_id = $3 WHERE org_id = $1 AND contact_id = $2 RETURNING kind, scope_id, value";
    GIVE_IDENTITY = "UPDATE identity SET contact_id = $3 WHERE org_id = $1 AND contact_id = $2 AND kind = $4 AND scope_id = $5 AND value = $6";
    PAIRS = "SELECT CASE WHEN a_id = $2 THEN b_id ELSE a_id END AS id FROM contact_pair WHERE org_id = $1 AND (a_id = $2 OR b_id = $2)";
    EXISTS = "SELECT id FROM contact WHERE org_id = $1 AND id = $2";
    COUNTS = "SELECT (SELECT COUNT(*) FROM conversation WHERE org_id = $1 AND contact_id = $2) AS conversations, (SELECT COUNT(*) FROM booking WHERE org_id = $1 AND contact_id = $2) AS bookings,
              (SELECT COUNT(*) FROM deal WHERE org_id = $1 AND contact_id = $2) AS deals, (SELECT COUNT(*) FROM task WHERE org_id = $1 AND contact_id = $2) AS tasks, (SELECT COUNT(*) FROM note WHERE org_id = $1 AND contact_id = $2) AS notes,
              (SELECT COUNT(*) FROM contact_fact WHERE org_id = $1 AND contact_id = $2) AS facts, (SELECT COUNT(*) FROM identity WHERE org_id = $1 AND contact_id = $2) AS identities";
    INSERT = "INSERT INTO contact_merge (org_id, id, contact_id, other_id, before, other, after, moved, by_kind, by_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    LOCK = {
        lite: "SELECT * FROM contact_merge WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM contact_merge WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    UNDONE = "UPDATE contact_merge SET undone_at = $3 WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM contact_merge WHERE org_id = $1 AND contact_id = $2 ORDER BY id DESC LIMIT 200";
    INTO = "SELECT contact_id AS id FROM contact_merge WHERE org_id = $1 AND other_id = $2 AND undone_at IS NULL ORDER BY id DESC LIMIT 1";
    /// What can no longer be undone need not be known.
    ROOT_FORGET = "UPDATE contact_merge SET before = '{}', other = '{}', after = '{}', moved = '{}' WHERE created_at < $1 AND moved <> '{}'";
}

struct Table {
    name: &'static str,
    take: crate::Sql,
    give: crate::Sql,
}

/// Tables whose rows have ids. Conversations before what refers to them.
const TABLES: [Table; 14] = [
    Table { name: "conversation", take: TAKE_CONVERSATIONS, give: GIVE_CONVERSATIONS },
    Table { name: "booking", take: TAKE_BOOKINGS, give: GIVE_BOOKINGS },
    Table { name: "deal", take: TAKE_DEALS, give: GIVE_DEALS },
    Table { name: "task", take: TAKE_TASKS, give: GIVE_TASKS },
    Table { name: "feedback", take: TAKE_FEEDBACK, give: GIVE_FEEDBACK },
    Table { name: "note", take: TAKE_NOTES, give: GIVE_NOTES },
    Table { name: "notice", take: TAKE_NOTICES, give: GIVE_NOTICES },
    Table { name: "consent", take: TAKE_CONSENTS, give: GIVE_CONSENTS },
    Table { name: "conversation_outcome", take: TAKE_OUTCOMES, give: GIVE_OUTCOMES },
    Table { name: "exposure", take: TAKE_EXPOSURES, give: GIVE_EXPOSURES },
    Table { name: "contact_merge", take: TAKE_MERGES, give: GIVE_MERGES },
    Table { name: "referral", take: TAKE_REFERRALS, give: GIVE_REFERRALS },
    Table { name: "waitlist", take: TAKE_WAITLIST, give: GIVE_WAITLIST },
    Table { name: "contact_fact", take: TAKE_FACTS, give: GIVE_FACTS },
];

/// Every table that names a contact in `contact_id`; the last is moved by its key.
pub const MOVED: [&str; 15] = ["conversation", "booking", "deal", "task", "feedback", "note", "notice", "consent", "conversation_outcome", "exposure", "contact_merge", "referral", "waitlist", "contact_fact", "identity"];

/// What went over to the one that stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    #[serde(default)]
    pub rows: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub identities: Vec<Identity>,
    /// Facts that became notes, with what they were.
    #[serde(default)]
    pub facts: Vec<(FactId, String)>,
    /// Of whom a person had said that they are not this contact.
    #[serde(default)]
    pub pairs: Vec<ContactId>,
}

/// How much a merge moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub conversations: i64,
    pub bookings: i64,
    pub deals: i64,
    pub tasks: i64,
    pub notes: i64,
    pub facts: i64,
    pub identities: i64,
}

impl FromRow for Counts {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Counts {
            conversations: row.get("conversations")?, bookings: row.get("bookings")?, deals: row.get("deals")?, tasks: row.get("tasks")?, notes: row.get("notes")?, facts: row.get("facts")?, identities: row.get("identities")?,
        })
    }
}

/// A merge that was made; the cards are none once it cannot be undone any more.
#[derive(Clone, Debug)]
pub struct Merge {
    pub id: MergeId,
    pub contact_id: ContactId,
    pub other_id: ContactId,
    pub before: Option<Card>,
    pub other: Option<Card>,
    pub after: Option<Card>,
    pub moved: Moved,
    pub by_kind: String,
    pub by_id: Option<Uuid>,
    pub created_at: Ts,
    pub undone_at: Option<Ts>,
}

impl FromRow for Merge {
    fn from_row(row: &Row) -> Result<Self> {
        let card = |name: &str| row.json::<serde_json::Value>(name).map(|value| serde_json::from_value::<Card>(value).ok());
        Ok(Merge {
            id: row.id("id")?, contact_id: row.id("contact_id")?, other_id: row.id("other_id")?, before: card("before")?, other: card("other")?, after: card("after")?, moved: row.json("moved")?,
            by_kind: row.get("by_kind")?, by_id: row.get("by_id")?, created_at: row.ts("created_at")?, undone_at: row.maybe_ts("undone_at")?,
        })
    }
}

struct Key(Uuid);

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("id").map(Key)
    }
}

struct Clash(FactId, String);

impl FromRow for Clash {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Clash(row.id("id")?, row.get("key")?))
    }
}

pub async fn counts(reads: &mut impl Reads, id: ContactId) -> Result<Counts> {
    Ok(reads.find(COUNTS, vals![id]).await?.unwrap_or_default())
}

/// Everything of `other` becomes `kept`'s, and `other` is no more.
pub async fn absorb(unit: &mut Unit, kept: ContactId, other: ContactId) -> Result<Moved> {
    let mut moved = Moved::default();
    for Clash(id, key) in unit.list::<Clash>(CLASHING_FACTS, vals![other, kept]).await? {
        unit.exec(SET_FACT_KEY, vals![id, "note"]).await?;
        moved.facts.push((id, key));
    }
    for table in &TABLES {
        let rows: Vec<Key> = unit.list(table.take, vals![other, kept]).await?;
        if !rows.is_empty() {
            moved.rows.insert(table.name.to_owned(), rows.into_iter().map(|Key(id)| id.simple().to_string()).collect());
        }
    }
    moved.identities = unit.list(TAKE_IDENTITIES, vals![other, kept]).await?;
    moved.pairs = unit.list::<Key>(PAIRS, vals![other]).await?.into_iter().map(|Key(id)| id.into()).collect();
    crate::contact::remove(unit, other).await?;
    Ok(moved)
}

/// The other comes back as it was, with exactly the rows that went over and are still there.
pub async fn release(unit: &mut Unit, kept: ContactId, other: &Card, moved: &Moved) -> Result<()> {
    let id = other.contact.id;
    crate::contact::restore(unit, &other.contact, &other.extra).await?;
    for table in &TABLES {
        if let Some(rows) = moved.rows.get(table.name) {
            // A fact takes its old kind only with its old contact.
            unit.exec(table.give, vec![kept.into(), id.into(), json(rows)]).await?;
        }
    }
    for (fact, key) in &moved.facts {
        match crate::fact::get(unit, id, *fact).await {
            Ok(_) => drop(unit.exec(SET_FACT_KEY, vals![*fact, key]).await?),
            // Removed meanwhile.
            Err(error) if error.kind == domain::Kind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    for identity in &moved.identities {
        unit.exec(GIVE_IDENTITY, vals![kept, id, &identity.kind, crate::contact::scope_id(identity), &identity.value]).await?;
    }
    for pair in &moved.pairs {
        // Of somebody who is no more nothing needs to be said.
        if unit.find::<Key>(EXISTS, vals![*pair]).await?.is_some() {
            crate::contact::duplicate::dismiss(unit, id, *pair, None).await?;
        }
    }
    Ok(())
}

pub async fn insert(unit: &mut Unit, m: &Merge) -> Result<()> {
    unit.exec(INSERT, vec![m.id.into(), m.contact_id.into(), m.other_id.into(), json(&m.before), json(&m.other), json(&m.after), json(&m.moved), m.by_kind.as_str().into(), m.by_id.into(), m.created_at.into()]).await?;
    Ok(())
}

/// The record, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: MergeId) -> Result<Merge> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("merge"))
}

pub async fn set_undone(unit: &mut Unit, id: MergeId) -> Result<()> {
    let now = unit.now();
    unit.exec(UNDONE, vals![id, now]).await?;
    Ok(())
}

/// Merges into a contact, newest first.
pub async fn list(reads: &mut impl Reads, contact: ContactId) -> Result<Vec<Merge>> {
    reads.list(LIST, vals![contact]).await
}

/// Into whom a contact that is no more was merged, whatever became of that one.
pub async fn into(reads: &mut impl Reads, gone: ContactId) -> Result<Option<ContactId>> {
    Ok(reads.find::<Key>(INTO, vals![gone]).await?.map(|Key(id)| id.into()))
}

/// Forgets what was before merges made before `before`.
pub async fn forget(root: &mut Root, before: Ts) -> Result<u64> {
    root.exec(ROOT_FORGET, vals![before]).await
}
