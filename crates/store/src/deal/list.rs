//! Lists of deals: filters, orders, the sums of the board. Every narrowing that an index serves is a text of its own, in every order.

use crate::{FromRow, Reads, Row, Sql, Val};
use domain::deal::{Deal, DealStatus};
use domain::id::{ContactId, ConversationId, DealId, MemberId};
use domain::{Result, Ts};

/// Where a deal without a date stands among those that have one.
const FAR: &str = "2199-12-31";

/// `$3` to `$18` are the filters; `$11` a part of names, `$12` of phones. Whose names and phones fit is found once, in their index.
macro_rules! wanted {
    ($lead:literal, $tag:literal, $in:literal) => {
        concat!(
            "d.org_id = $1 AND ", $lead, " AND (CAST($3 AS TEXT) IS NULL OR d.pipeline = $3) AND (CAST($4 AS TEXT) IS NULL OR d.stage = $4) AND (CAST($5 AS TEXT) IS NULL OR d.status = $5)
             AND (CAST($6 AS uuid) IS NULL OR d.owner_id = $6) AND (CAST($7 AS BIGINT) = 0 OR d.owner_id IS NULL) AND (CAST($8 AS uuid) IS NULL OR d.contact_id = $8) AND (CAST($9 AS uuid) IS NULL OR d.conversation_id = $9)
             AND (CAST($10 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM contact p WHERE p.org_id = d.org_id AND p.id = d.contact_id AND ", $tag, "))
             AND (CAST($11 AS TEXT) IS NULL OR ", $in, "(d.search, $11) > 0 OR d.contact_id IN (SELECT x.id FROM contact x WHERE x.org_id = $1 AND (", $in, "(x.search, $11) > 0 OR ", $in, "(x.search, $12) > 0)))
             AND (CAST($13 AS BIGINT) IS NULL OR d.amount >= $13) AND (CAST($14 AS BIGINT) IS NULL OR d.amount <= $14) AND (CAST($15 AS BIGINT) IS NULL OR d.created_at >= $15) AND (CAST($16 AS BIGINT) IS NULL OR d.created_at < $16)
             AND (CAST($17 AS BIGINT) IS NULL OR d.stage_since <= $17)
             AND (CAST($18 AS BIGINT) = 0 OR NOT EXISTS (SELECT 1 FROM task o WHERE o.org_id = d.org_id AND o.deal_id = d.id AND o.done_at IS NULL))"
        )
    };
}

/// The page comes first, so that what is shown beside a row is looked up for its rows only.
macro_rules! page {
    ($lead:literal, $key:literal, $than:literal, $way:literal, $tag:literal, $in:literal) => {
        concat!(
            "WITH page AS (SELECT d.*, ", $key, " AS k FROM deal d WHERE ", wanted!($lead, $tag, $in), " AND (", $key, ", d.id) ", $than, " ($19, $20)
             ORDER BY ", $key, " ", $way, ", d.id ", $way, " LIMIT $21)
             SELECT page.*, p.name AS contact_name, p.phone AS contact_phone, (SELECT COUNT(*) FROM task t WHERE t.org_id = $1 AND t.deal_id = page.id AND t.done_at IS NULL) AS tasks_open,
             (SELECT MIN(t.due_at) FROM task t WHERE t.org_id = $1 AND t.deal_id = page.id AND t.done_at IS NULL) AS next_task_at FROM page CROSS JOIN contact p WHERE p.org_id = $1 AND p.id = page.contact_id ORDER BY k ", $way, ", page.id ", $way
        )
    };
}
macro_rules! order {
    ($name:literal, $lead:literal, $key:literal, $than:literal, $way:literal) => {
        Sql::two(
            concat!(module_path!(), "::", $name, " ", $key, " ", $way),
            page!($lead, $key, $than, $way, "EXISTS (SELECT 1 FROM json_each(p.tags) t WHERE t.value = $10)", "instr"),
            page!($lead, $key, $than, $way, "p.tags @> jsonb_build_array(CAST($10 AS TEXT))", "strpos"),
        )
    };
}
/// In the order of `Sort::ALL`.
macro_rules! orders {
    ($name:literal, $lead:literal) => {
        &[
            order!($name, $lead, "d.updated_at", "<", "DESC"),
            order!($name, $lead, "d.updated_at", ">", "ASC"),
            order!($name, $lead, "d.created_at", "<", "DESC"),
            order!($name, $lead, "d.created_at", ">", "ASC"),
            order!($name, $lead, "COALESCE(d.amount, 0)", "<", "DESC"),
            order!($name, $lead, "COALESCE(d.amount, 0)", ">", "ASC"),
            order!($name, $lead, "d.stage_since", "<", "DESC"),
            order!($name, $lead, "d.stage_since", ">", "ASC"),
            order!($name, $lead, "COALESCE(d.expected_on, '2199-12-31')", "<", "DESC"),
            order!($name, $lead, "COALESCE(d.expected_on, '2199-12-31')", ">", "ASC"),
        ]
    };
}

pub(crate) const ANY: &[Sql] = orders!("ANY", "CAST($2 AS TEXT) IS NULL");
pub(crate) const OF_STAGE: &[Sql] = orders!("OF_STAGE", "d.stage = $2");
pub(crate) const OF_OWNER: &[Sql] = orders!("OF_OWNER", "d.owner_id = $2");
pub(crate) const OF_CONTACT: &[Sql] = orders!("OF_CONTACT", "d.contact_id = $2");
pub(crate) const OF_CONVERSATION: &[Sql] = orders!("OF_CONVERSATION", "d.conversation_id = $2");

macro_rules! sums {
    ($tag:literal, $in:literal) => {
        concat!("SELECT d.stage AS stage, COUNT(*) AS n, CAST(COALESCE(SUM(d.amount), 0) AS BIGINT) AS amount FROM deal d WHERE ", wanted!("d.pipeline = $2", $tag, $in), " GROUP BY d.stage")
    };
}

statements! {
    /// The whole board: an index holds all of it.
    SUMS = "SELECT stage, COUNT(*) AS n, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount FROM deal WHERE org_id = $1 AND pipeline = $2 GROUP BY stage";
    SUMS_OF = { lite: sums!("EXISTS (SELECT 1 FROM json_each(p.tags) t WHERE t.value = $10)", "instr"), pg: sums!("p.tags @> jsonb_build_array(CAST($10 AS TEXT))", "strpos") };
    ONE = "SELECT d.*, d.updated_at AS k, p.name AS contact_name, p.phone AS contact_phone, (SELECT COUNT(*) FROM task t WHERE t.org_id = $1 AND t.deal_id = d.id AND t.done_at IS NULL) AS tasks_open,
           (SELECT MIN(t.due_at) FROM task t WHERE t.org_id = $1 AND t.deal_id = d.id AND t.done_at IS NULL) AS next_task_at FROM deal d JOIN contact p ON p.org_id = d.org_id AND p.id = d.contact_id WHERE d.org_id = $1 AND d.id = $2";
}

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Updated,
    Created,
    Amount,
    StageSince,
    Expected,
}

/// With its direction; the largest and the latest first unless `is_up`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub by: Order,
    pub is_up: bool,
}

impl Sort {
    pub const ALL: [Sort; 10] = [
        Sort { by: Order::Updated, is_up: false },
        Sort { by: Order::Updated, is_up: true },
        Sort { by: Order::Created, is_up: false },
        Sort { by: Order::Created, is_up: true },
        Sort { by: Order::Amount, is_up: false },
        Sort { by: Order::Amount, is_up: true },
        Sort { by: Order::StageSince, is_up: false },
        Sort { by: Order::StageSince, is_up: true },
        Sort { by: Order::Expected, is_up: false },
        Sort { by: Order::Expected, is_up: true },
    ];
    /// As the API writes it.
    pub const fn as_str(self) -> &'static str {
        match (self.by, self.is_up) {
            (Order::Updated, false) => "-updated",
            (Order::Updated, true) => "updated",
            (Order::Created, false) => "-created",
            (Order::Created, true) => "created",
            (Order::Amount, false) => "-amount",
            (Order::Amount, true) => "amount",
            (Order::StageSince, false) => "-stage_since",
            (Order::StageSince, true) => "stage_since",
            (Order::Expected, false) => "-expected",
            (Order::Expected, true) => "expected",
        }
    }
}

/// Whose deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Of(MemberId),
    Nobodys,
}

/// What a list is narrowed to; all optional.
#[derive(Clone, Debug, Default)]
pub struct DealFilter {
    pub pipeline: Option<String>,
    pub stage: Option<String>,
    pub status: Option<DealStatus>,
    pub owner: Option<Whose>,
    pub contact: Option<ContactId>,
    pub conversation: Option<ConversationId>,
    /// Of the contact.
    pub tag: Option<String>,
    /// Part of the title, or of the contact's name, phone or e-mail.
    pub query: Option<String>,
    pub amount_from: Option<i64>,
    pub amount_to: Option<i64>,
    pub created_from: Option<Ts>,
    pub created_to: Option<Ts>,
    /// At its stage since then or longer.
    pub since_before: Option<Ts>,
    /// Without a task that is not done.
    pub is_idle: bool,
}

impl DealFilter {
    fn is_whole_pipeline(&self) -> bool {
        let DealFilter { pipeline: _, stage, status, owner, contact, conversation, tag, query, amount_from, amount_to, created_from, created_to, since_before, is_idle } = self;
        stage.is_none() && status.is_none() && owner.is_none() && contact.is_none() && conversation.is_none() && tag.is_none() && query.is_none() && amount_from.is_none() && amount_to.is_none() && created_from.is_none()
            && created_to.is_none() && since_before.is_none() && !is_idle
    }

    fn vals(&self) -> Vec<Val> {
        let owner = if let Some(Whose::Of(id)) = self.owner { Some(id) } else { None };
        let query = self.query.as_deref();
        vals![
            self.pipeline.clone(), self.stage.clone(), self.status.map(|s| s.as_str()), owner, i64::from(self.owner == Some(Whose::Nobodys)), self.contact, self.conversation, self.tag.clone(), query.map(crate::contact::list::part),
            query.and_then(crate::contact::list::digits), self.amount_from, self.amount_to, self.created_from, self.created_to, self.since_before, i64::from(self.is_idle)
        ]
    }
}

/// A deal with what a list shows beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub deal: Deal,
    pub contact_name: Option<String>,
    pub contact_phone: Option<String>,
    pub tasks_open: i64,
    /// The nearest of them that has a time.
    pub next_task_at: Option<Ts>,
}

impl FromRow for Card {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Card { deal: Deal::from_row(row)?, contact_name: row.get("contact_name")?, contact_phone: row.get("contact_phone")?, tasks_open: row.get("tasks_open")?, next_task_at: row.maybe_ts("next_task_at")? })
    }
}

/// A deal's place in an order, as an instant: of an amount so many microseconds, of a date its midnight.
pub fn place(card: &Card, sort: Sort) -> Ts {
    let deal = &card.deal;
    match sort.by {
        Order::Updated => deal.updated_at,
        Order::Created => deal.created_at,
        Order::Amount => Ts::from_micros(deal.amount.unwrap_or(0)),
        Order::StageSince => deal.stage_since,
        Order::Expected => midnight(deal.expected_on),
    }
}

fn midnight(day: Option<jiff::civil::Date>) -> Ts {
    let day = day.or_else(|| FAR.parse().ok());
    day.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok()).map_or(Ts::from_micros(0), |at| Ts::from(&at))
}

/// A page, after a place in the order.
pub async fn page(reads: &mut impl Reads, filter: &DealFilter, sort: Sort, after: Option<(Ts, DealId)>, limit: i64) -> Result<Vec<Card>> {
    let nothing: Option<String> = None;
    let (texts, lead) = match (filter.conversation, filter.contact, &filter.stage, filter.owner) {
        (Some(id), ..) => (OF_CONVERSATION, Val::from(id)),
        (_, Some(id), ..) => (OF_CONTACT, Val::from(id)),
        (_, _, Some(key), _) => (OF_STAGE, Val::from(key)),
        (_, _, _, Some(Whose::Of(id))) => (OF_OWNER, Val::from(id)),
        _ => (ANY, Val::from(nothing)),
    };
    let at = Sort::ALL.iter().position(|one| *one == sort).unwrap_or(0);
    let Some(sql) = texts.get(at) else { return Ok(Vec::new()) };
    let mut vals = vec![lead];
    vals.extend(filter.vals());
    let (key, id) = after.unwrap_or(if sort.is_up { (Ts::from_micros(i64::MIN), DealId::nil()) } else { (Ts::from_micros(i64::MAX), DealId(uuid::Uuid::max())) });
    vals.push(match sort.by {
        Order::Expected => Val::from(match after {
            Some((at, _)) => at.in_zone(&jiff::tz::TimeZone::UTC).date().to_string(),
            None if sort.is_up => "0".to_owned(),
            None => "9".to_owned(),
        }),
        _ => Val::from(key),
    });
    vals.extend(vals![id, limit]);
    reads.list(*sql, vals).await
}

/// One deal as lists show it.
pub async fn one(reads: &mut impl Reads, id: DealId) -> Result<Card> {
    reads.find(ONE, vals![id]).await?.ok_or_else(|| domain::Error::not_found("deal"))
}

/// What stands at a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub stage: String,
    pub count: i64,
    pub amount: i64,
}

impl FromRow for Sum {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Sum { stage: row.get("stage")?, count: row.get("n")?, amount: row.get("amount")? })
    }
}

/// Of a pipeline, by stage; stages without deals are left out.
pub async fn sums(reads: &mut impl Reads, pipeline: &str, filter: &DealFilter) -> Result<Vec<Sum>> {
    if filter.is_whole_pipeline() {
        return reads.list(SUMS, vals![pipeline]).await;
    }
    let mut vals = vals![pipeline];
    vals.extend(filter.vals());
    reads.list(SUMS_OF, vals).await
}
