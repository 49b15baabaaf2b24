//! Contacts that may be one: those with the same phone, the same e-mail, or a name that sounds the same. Each statement walks an index
//! in its order and reads only what stands there more than once.

use super::{Contact, Extra};
use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::Result;
use domain::contact::Identity;
use domain::id::ContactId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Who has what more than once; what belongs to too many says nothing.
macro_rules! twins {
    ($column:literal, $most:literal, $in:literal, $end:literal) => {
        concat!(
            "SELECT c.id AS id, c.", $column, " AS word FROM contact c WHERE c.org_id = $1 AND c.", $column, $in, "SELECT x.", $column, " FROM contact x WHERE x.org_id = $1 AND x.", $column, " IS NOT NULL GROUP BY x.", $column,
            " HAVING COUNT(*) BETWEEN 2 AND ", $most, " ORDER BY x.", $column, " LIMIT $2", $end, " AND c.source NOT IN ('test', 'erased') ORDER BY c.", $column, ", c.id"
        )
    };
}
macro_rules! lite {
    ($column:literal, $most:literal) => {
        twins!($column, $most, " IN (", ")")
    };
}
/// As an array: of a list PostgreSQL cannot look into it expects much, and reads the whole table.
macro_rules! pg {
    ($column:literal, $most:literal) => {
        twins!($column, $most, " = ANY (ARRAY(", "))")
    };
}
/// Whose phone or e-mail on the card is kept as another's.
macro_rules! claimed {
    ($column:literal) => {
        concat!(
            "SELECT q.id AS id, q.other_id AS other_id FROM (SELECT c.id AS id, i.contact_id AS other_id FROM contact c JOIN identity i ON i.org_id = c.org_id AND i.kind = '", $column, "' AND i.scope_id = $2 AND i.value = c.", $column,
            " WHERE c.org_id = $1 AND c.", $column, " IS NOT NULL AND i.contact_id <> c.id LIMIT $3) q JOIN contact o ON o.org_id = $1 AND o.id = q.id WHERE o.source NOT IN ('test', 'erased')"
        )
    };
}

statements! {
    PHONES = { lite: lite!("phone", "30"), pg: pg!("phone", "30") };
    EMAILS = { lite: lite!("email", "30"), pg: pg!("email", "30") };
    NAMES = { lite: lite!("name_block", "12"), pg: pg!("name_block", "12") };
    CLAIMED_PHONES = (claimed!("phone"));
    CLAIMED_EMAILS = (claimed!("email"));
    DISMISSED = "SELECT a_id AS id, b_id AS other_id FROM contact_pair WHERE org_id = $1";
    DISMISS = "INSERT INTO contact_pair (org_id, a_id, b_id, dismissed_by, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, a_id, b_id) DO NOTHING";
    /// `$2` is a list of ids in hex.
    CARDS = {
        lite: "SELECT c.* FROM contact c WHERE c.org_id = $1 AND c.id IN (SELECT unhex(j.value) FROM json_each($2) j)",
        pg: "SELECT c.* FROM contact c WHERE c.org_id = $1 AND c.id = ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value)))",
    };
    IDENTITIES = {
        lite: "SELECT i.* FROM identity i WHERE i.org_id = $1 AND i.contact_id IN (SELECT unhex(j.value) FROM json_each($2) j) ORDER BY i.kind, i.value",
        pg: "SELECT i.* FROM identity i WHERE i.org_id = $1 AND i.contact_id = ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value))) ORDER BY i.kind, i.value",
    };
}

/// Most groups that are looked at.
const GROUPS: i64 = 1_000;
/// Most claims that are looked at.
const CLAIMS: i64 = 2_000;

/// What makes two contacts look like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    Phone,
    Email,
    Name,
}

struct Member(ContactId, String);

impl FromRow for Member {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Member(row.id("id")?, row.get("word")?))
    }
}

struct Pair(ContactId, ContactId);

impl FromRow for Pair {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Pair(row.id("id")?, row.id("other_id")?))
    }
}

struct Owned(ContactId, Identity);

impl FromRow for Owned {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Owned(row.id("contact_id")?, Identity::from_row(row)?))
    }
}

/// A contact with all that is on its card.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Card {
    pub contact: Contact,
    pub extra: Extra,
    pub identities: Vec<Identity>,
}

struct Bare(Contact, Extra);

impl FromRow for Bare {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Bare(Contact::from_row(row)?, Extra::from_row(row)?))
    }
}

/// Groups of contacts that have one thing in common, oldest first in each.
pub async fn groups(reads: &mut impl Reads, alike: Alike) -> Result<Vec<Vec<ContactId>>> {
    let sql = match alike {
        Alike::Phone => PHONES,
        Alike::Email => EMAILS,
        Alike::Name => NAMES,
    };
    let mut groups: Vec<(String, Vec<ContactId>)> = Vec::new();
    for Member(id, word) in reads.list(sql, vals![GROUPS]).await? {
        match groups.last_mut() {
            Some((last, members)) if *last == word => members.push(id),
            _ => groups.push((word, vec![id])),
        }
    }
    Ok(groups.into_iter().map(|(_, members)| members).collect())
}

/// Pairs of which one has on its card what is kept as the other's.
pub async fn claims(reads: &mut impl Reads, alike: Alike) -> Result<Vec<(ContactId, ContactId)>> {
    let sql = match alike {
        Alike::Phone => CLAIMED_PHONES,
        Alike::Email => CLAIMED_EMAILS,
        Alike::Name => return Ok(Vec::new()),
    };
    Ok(reads.list(sql, vals![Uuid::nil(), CLAIMS]).await?.into_iter().map(|Pair(a, b)| (a.min(b), a.max(b))).collect())
}

/// Pairs of whom a person said that they are two; the smaller id first.
pub async fn dismissed(reads: &mut impl Reads) -> Result<Vec<(ContactId, ContactId)>> {
    Ok(reads.list(DISMISSED, vals![]).await?.into_iter().map(|Pair(a, b)| (a, b)).collect())
}

pub async fn dismiss(unit: &mut Unit, a: ContactId, b: ContactId, by: Option<Uuid>) -> Result<()> {
    let now = unit.now();
    unit.exec(DISMISS, vals![a.min(b), a.max(b), by, now]).await?;
    Ok(())
}

/// Contacts with what is on their cards, by id.
pub async fn cards(reads: &mut impl Reads, ids: &[ContactId]) -> Result<BTreeMap<ContactId, Card>> {
    let list: Vec<String> = ids.iter().map(|id| id.uuid().simple().to_string()).collect();
    let bare: Vec<Bare> = reads.list(CARDS, vec![json(&list)]).await?;
    let mut cards: BTreeMap<ContactId, Card> = bare.into_iter().map(|Bare(contact, extra)| (contact.id, Card { contact, extra, identities: Vec::new() })).collect();
    for Owned(id, identity) in reads.list(IDENTITIES, vec![json(&list)]).await? {
        if let Some(card) = cards.get_mut(&id) {
            card.identities.push(identity);
        }
    }
    Ok(cards)
}
