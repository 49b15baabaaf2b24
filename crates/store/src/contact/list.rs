//! The list of contacts: filters, orders, counts, tags, and what the list shows beside the row. Pretended customers and the nameless
//! one who has the visits of erased people are not in it. The rules of a segment take the place of `/*rules*/`.

use super::Extra;
use crate::{FromRow, Reads, Row, Sql, Val};
use domain::contact::Contact;
use domain::id::{ContactId, MemberId};
use domain::segment::Plan;
use domain::{Result, Ts};

/// `$2` and `$3` are parts of `search`, looked for in its index, which is narrower than the rows; comparing bytes is many times quicker than LIKE there; `$8` is 1, 0 or nothing; `$10` is now.
macro_rules! wanted {
    ($tag:literal, $in:literal, $among:literal, $end:literal) => {
        concat!(
            "c.org_id = $1 AND c.source NOT IN ('test', 'erased') AND (CAST($2 AS TEXT) IS NULL OR c.id ", $among, "SELECT x.id FROM contact x WHERE x.org_id = $1 AND (", $in, "(x.search, $2) > 0 OR ", $in, "(x.search, $3) > 0)", $end, ") AND (CAST($4 AS TEXT) IS NULL OR ", $tag, ") AND (c.source = $5 OR $5 IS NULL)
             AND c.created_at >= $6 AND c.created_at < $7 AND (CAST($9 AS uuid) IS NULL OR c.owner_id = $9)
             AND (CAST($8 AS BIGINT) IS NULL OR ($8 = 1) = EXISTS (SELECT 1 FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.status NOT IN ('cancelled', 'no_show'))) AND $10 >= 0 /*rules*/"
        )
    };
}
macro_rules! lite {
    () => {
        wanted!("EXISTS (SELECT 1 FROM json_each(c.tags) t WHERE t.value = $4)", "instr", "IN (", ")")
    };
}
macro_rules! pg {
    () => {
        wanted!("c.tags @> jsonb_build_array(CAST($4 AS TEXT))", "strpos", "= ANY (ARRAY(", "))")
    };
}
macro_rules! shown {
    () => {
        "(SELECT COUNT(*) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at < $10 AND b.status NOT IN ('cancelled', 'no_show')) AS visits,
         (SELECT MAX(b.starts_at) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at < $10 AND b.status NOT IN ('cancelled', 'no_show')) AS last_visit_at,
         (SELECT MIN(b.starts_at) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at >= $10 AND b.status IN ('booked', 'confirmed')) AS next_visit_at,
         (SELECT MAX(m.created_at) FROM conversation v JOIN message m ON m.org_id = v.org_id AND m.conversation_id = v.id AND m.seq = v.last_seq WHERE v.org_id = $1 AND v.contact_id = c.id) AS last_message_at"
    };
}
/// The key of an order as a number, the largest first; nothing is zero. The nearest visit is the largest.
macro_rules! key {
    () => {
        "CASE CAST($11 AS TEXT)
           WHEN 'visits' THEN (SELECT COUNT(*) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at < $10 AND b.status NOT IN ('cancelled', 'no_show'))
           WHEN 'last_visit' THEN COALESCE((SELECT MAX(b.starts_at) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at < $10 AND b.status NOT IN ('cancelled', 'no_show')), 0)
           WHEN 'next_visit' THEN COALESCE(7258118399999999 - (SELECT MIN(b.starts_at) FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND b.starts_at >= $10 AND b.status IN ('booked', 'confirmed')), 0)
           ELSE COALESCE((SELECT MAX(m.created_at) FROM conversation v JOIN message m ON m.org_id = v.org_id AND m.conversation_id = v.id AND m.seq = v.last_seq WHERE v.org_id = $1 AND v.contact_id = c.id), 0) END"
    };
}
/// The page is found first; only its rows are dressed. The bound stands twice because SQLite skips over firms when it is a pair.
macro_rules! born {
    ($wanted:expr) => {
        concat!(
            "WITH page AS (SELECT c.id AS id, c.created_at AS k FROM contact c WHERE ", $wanted, " AND c.created_at <= $11 AND (c.created_at < $11 OR c.id < $12) ORDER BY c.created_at DESC, c.id DESC LIMIT $13)
             SELECT c.*, page.k AS k, ", shown!(), " FROM page CROSS JOIN contact c WHERE c.org_id = $1 AND c.id = page.id ORDER BY page.k DESC, c.id DESC"
        )
    };
}
macro_rules! named {
    ($wanted:expr) => {
        concat!(
            "SELECT c.*, c.created_at AS k, ", shown!(), " FROM contact c WHERE ", $wanted,
            " AND (CAST($11 AS uuid) IS NULL OR (c.search, c.id) > (SELECT x.search, x.id FROM contact x WHERE x.org_id = $1 AND x.id = $11)) ORDER BY c.search, c.id LIMIT $12"
        )
    };
}
macro_rules! keyed {
    ($wanted:expr) => {
        concat!(
            "WITH q AS (SELECT c.id AS id, ", key!(), " AS k FROM contact c WHERE ", $wanted, "), page AS (SELECT id, k FROM q WHERE k < $12 OR (k = $12 AND id < $13) ORDER BY k DESC, id DESC LIMIT $14)
             SELECT c.*, page.k AS k, ", shown!(), " FROM page JOIN contact c ON c.org_id = $1 AND c.id = page.id ORDER BY page.k DESC, c.id DESC"
        )
    };
}

statements! {
    BORN = { lite: born!(lite!()), pg: born!(pg!()) };
    NAMED = { lite: named!(lite!()), pg: named!(pg!()) };
    KEYED = { lite: keyed!(lite!()), pg: keyed!(pg!()) };
    COUNT = { lite: concat!("SELECT COUNT(*) AS n FROM contact c WHERE ", lite!()), pg: concat!("SELECT COUNT(*) AS n FROM contact c WHERE ", pg!()) };
    TAGS = {
        lite: "SELECT t.value AS word, COUNT(*) AS n FROM contact c, json_each(c.tags) t WHERE c.org_id = $1 AND c.source NOT IN ('test', 'erased') GROUP BY t.value ORDER BY 2 DESC, 1 LIMIT 500",
        pg: "SELECT t.value AS word, COUNT(*) AS n FROM contact c, jsonb_array_elements_text(c.tags) AS t(value) WHERE c.org_id = $1 AND c.source NOT IN ('test', 'erased') GROUP BY t.value ORDER BY 2 DESC, 1 LIMIT 500",
    };
}

/// In which order; all but names the largest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Created,
    Name,
    /// The nearest first.
    NextVisit,
    LastVisit,
    Visits,
    LastMessage,
}

/// Filters of the list; all optional.
#[derive(Clone, Debug, Default)]
pub struct ContactFilter {
    /// Part of a name, phone or e-mail, as typed.
    pub query: Option<String>,
    pub tag: Option<String>,
    pub source: Option<String>,
    pub created_from: Option<Ts>,
    pub created_to: Option<Ts>,
    pub has_visits: Option<bool>,
    pub owner: Option<MemberId>,
}

/// A contact as the list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub contact: Contact,
    pub extra: Extra,
    /// That took place.
    pub visits: i64,
    pub last_visit_at: Option<Ts>,
    pub next_visit_at: Option<Ts>,
    pub last_message_at: Option<Ts>,
    /// Its place in the order.
    pub key: Ts,
}

impl FromRow for Listed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Listed {
            contact: Contact::from_row(row)?, extra: Extra::from_row(row)?, visits: row.get("visits")?, last_visit_at: row.maybe_ts("last_visit_at")?, next_visit_at: row.maybe_ts("next_visit_at")?,
            last_message_at: row.maybe_ts("last_message_at")?, key: row.ts("k")?,
        })
    }
}

struct Counted(String, i64);

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Counted(row.get("word")?, row.get("n")?))
    }
}

struct Total(i64);

impl FromRow for Total {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Total)
    }
}

/// As `search` holds it: in small letters.
pub(crate) fn part(text: &str) -> String {
    text.to_lowercase()
}

/// A phone as people type it, `8 (916) 123`, as it stands in E.164.
pub(crate) fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_phone = digits.len() >= 3 && text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
    let digits = digits.strip_prefix('8').filter(|rest| rest.len() >= 3).map(|rest| format!("7{rest}")).unwrap_or(digits);
    is_phone.then_some(digits)
}

fn vals(f: &ContactFilter, now: Ts) -> Vec<Val> {
    let (from, to) = (f.created_from.unwrap_or(Ts::from_micros(0)), f.created_to.unwrap_or(Ts::from_micros(i64::MAX)));
    let query = f.query.as_deref();
    vals![query.map(part), query.and_then(digits), f.tag.clone(), f.source.clone(), from, to, f.has_visits.map(i64::from), f.owner, now]
}

/// A page of the list, after the row with this key and id.
pub async fn page(reads: &mut impl Reads, filter: &ContactFilter, plan: Option<&Plan>, sort: Sort, after: Option<(Ts, ContactId)>, now: Ts, limit: i64) -> Result<Vec<Listed>> {
    let mut vals = vals(filter, now);
    let (key, id) = after.unwrap_or((Ts::from_micros(7_258_118_400_000_000), ContactId(uuid::Uuid::max())));
    let word = match sort {
        Sort::Created => {
            vals.extend(vals![key, id, limit]);
            return read(reads, BORN, vals, plan).await;
        }
        Sort::Name => {
            vals.extend(vals![after.map(|a| a.1), limit]);
            return read(reads, NAMED, vals, plan).await;
        }
        Sort::NextVisit => "next_visit",
        Sort::LastVisit => "last_visit",
        Sort::Visits => "visits",
        Sort::LastMessage => "last_message",
    };
    vals.extend(vals![word, key, id, limit]);
    read(reads, KEYED, vals, plan).await
}

async fn read<T: FromRow + Send>(reads: &mut impl Reads, frame: Sql, vals: Vec<Val>, plan: Option<&Plan>) -> Result<Vec<T>> {
    match plan {
        None => reads.list(frame, vals).await,
        Some(plan) => reads.composed(super::rule::compose(frame, vals, plan)?).await?.iter().map(T::from_row).collect(),
    }
}

/// Every frame with the number of its values, for the tests that prepare each rule in it.
pub(crate) const FRAMES: [(Sql, usize); 4] = [(BORN, 12), (NAMED, 11), (KEYED, 13), (COUNT, 9)];

/// How many the filters let through.
pub async fn count(reads: &mut impl Reads, filter: &ContactFilter, plan: Option<&Plan>, now: Ts) -> Result<i64> {
    Ok(read::<Total>(reads, COUNT, vals(filter, now), plan).await?.first().map_or(0, |n| n.0))
}

/// Every tag and how many contacts carry it, the most frequent first.
pub async fn tags(reads: &mut impl Reads) -> Result<Vec<(String, i64)>> {
    Ok(reads.list::<Counted>(TAGS, vec![]).await?.into_iter().map(|c| (c.0, c.1)).collect())
}
