//! Deals and the way each has gone: rows and statements. Lists and the board's sums are `deal/list.rs`, figures `deal/report.rs`;
//! stages are `pipeline.rs`.

pub mod list;
pub mod report;

use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::deal::{Deal, DealMove, quiet_at};
use domain::id::{BookingId, ContactId, ConversationId, DealId, MemberId, OrgId};
use domain::pipeline::Stage;
use domain::{Error, Result, Ts};
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO deal (org_id, id, contact_id, conversation_id, stage, tour, known, created_at, updated_at, pipeline, status, title, amount, owner_id, fields, expected_on, loss_reason, stage_since, closed_at, quiet_at, search)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    UPDATE = "UPDATE deal SET stage = $3, tour = $4, known = $5, updated_at = $6, pipeline = $7, status = $8, title = $9, amount = $10, owner_id = $11, fields = $12, expected_on = $13, loss_reason = $14, stage_since = $15, closed_at = $16,
              quiet_at = $17, search = $18 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM deal WHERE org_id = $1 AND id = $2";
    LOCK = {
        lite: "SELECT * FROM deal WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM deal WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    DELETE = "DELETE FROM deal WHERE org_id = $1 AND id = $2";
    /// The conversation's own deal, else the contact's newest one.
    OF_TURN = "SELECT * FROM deal WHERE org_id = $1 AND contact_id = $2 ORDER BY CASE WHEN conversation_id = $3 THEN 0 ELSE 1 END, created_at DESC, id DESC LIMIT 1";
    /// Those a visit may move: open ones first, the visit's conversation's own before others, the newest first.
    OF_VISIT = "SELECT * FROM deal WHERE org_id = $1 AND contact_id = $2 AND status <> 'lost'
                ORDER BY CASE status WHEN 'open' THEN 0 ELSE 1 END, CASE WHEN conversation_id = $3 THEN 0 ELSE 1 END, created_at DESC, id DESC LIMIT 50";
    MOVED_BY = "SELECT m.deal_id AS id FROM deal_move m WHERE m.org_id = $1 AND m.booking_id = $2 ORDER BY m.created_at DESC LIMIT 1";
    /// A stage goes away: all its deals stand elsewhere, with a step each.
    LEAVE_STAGE = "UPDATE deal_move SET next_stage = $3 WHERE org_id = $1 AND next_stage IS NULL AND deal_id IN (SELECT d.id FROM deal d WHERE d.org_id = $1 AND d.stage = $2)";
    STEP_STAGE = {
        lite: "INSERT INTO deal_move (org_id, id, deal_id, from_stage, to_stage, pipeline, cause, actor_kind, actor_id, spent, created_at) SELECT d.org_id, randomblob(16), d.id, d.stage, $3, $4, 'rule', $5, $6, $7 - d.stage_since, $7 FROM deal d WHERE d.org_id = $1 AND d.stage = $2",
        pg: "INSERT INTO deal_move (org_id, id, deal_id, from_stage, to_stage, pipeline, cause, actor_kind, actor_id, spent, created_at) SELECT d.org_id, gen_random_uuid(), d.id, d.stage, $3, $4, 'rule', $5, $6, $7 - d.stage_since, $7 FROM deal d WHERE d.org_id = $1 AND d.stage = $2",
    };
    MOVE_STAGE = "UPDATE deal SET stage = $3, pipeline = $4, status = $5, closed_at = CASE WHEN $5 = 'open' THEN NULL WHEN status = $5 THEN closed_at ELSE $6 END, loss_reason = CASE WHEN $5 = 'lost' THEN loss_reason ELSE NULL END,
                  stage_since = $6, updated_at = $6, quiet_at = $7 WHERE org_id = $1 AND stage = $2";
    DISOWN = "UPDATE deal SET owner_id = NULL WHERE org_id = $1 AND owner_id = $2";
    /// The customer's last word, in any of their conversations.
    LAST_WORD = "SELECT MAX(m.created_at) AS at FROM conversation v JOIN message m ON m.org_id = v.org_id AND m.conversation_id = v.id AND m.seq = v.inbound_seq WHERE v.org_id = $1 AND v.contact_id = $2";
    SET_QUIET = "UPDATE deal SET quiet_at = $3 WHERE org_id = $1 AND id = $2";
    ROOT_QUIET = "SELECT org_id, id FROM deal WHERE quiet_at IS NOT NULL AND quiet_at <= $1 ORDER BY quiet_at LIMIT $2";
    INSERT_MOVE = "INSERT INTO deal_move (org_id, id, deal_id, from_stage, to_stage, next_stage, pipeline, cause, actor_kind, actor_id, spent, loss_reason, booking_id, created_at) VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, $8, $9, $10, $11, $12, $13)";
    /// The step before this one has been left.
    LEAVE = "UPDATE deal_move SET next_stage = $3 WHERE org_id = $1 AND deal_id = $2 AND next_stage IS NULL";
    MOVES = "SELECT m.*, COALESCE(p.name, k.name) AS actor_name FROM deal_move m LEFT JOIN person p ON m.actor_kind = 'person' AND p.id = m.actor_id LEFT JOIN api_key k ON m.actor_kind = 'key' AND k.org_id = m.org_id AND k.id = m.actor_id
             WHERE m.org_id = $1 AND m.deal_id = $2 AND (m.created_at, m.id) < ($3, $4) ORDER BY m.created_at DESC, m.id DESC LIMIT $5";
    MOVES_OF_CONTACT = "SELECT m.*, d.title AS deal_title, COALESCE(p.name, k.name) AS actor_name FROM deal d JOIN deal_move m ON m.org_id = d.org_id AND m.deal_id = d.id
             LEFT JOIN person p ON m.actor_kind = 'person' AND p.id = m.actor_id LEFT JOIN api_key k ON m.actor_kind = 'key' AND k.org_id = m.org_id AND k.id = m.actor_id
             WHERE d.org_id = $1 AND d.contact_id = $2 AND (m.created_at, m.id) < ($3, $4) ORDER BY m.created_at DESC, m.id DESC LIMIT $5";
}

impl FromRow for Deal {
    fn from_row(row: &Row) -> Result<Self> {
        let expected_on = row.get::<Option<String>>("expected_on")?.map(|text| text.parse()).transpose().map_err(|_| Error::internal("column expected_on is not a date").op("store.row"))?;
        Ok(Deal {
            id: row.id("id")?,
            contact_id: row.id("contact_id")?,
            conversation_id: row.maybe_id("conversation_id")?,
            pipeline: row.get("pipeline")?,
            stage: row.get("stage")?,
            status: row.parse("status")?,
            title: row.get("title")?,
            amount: row.get("amount")?,
            owner_id: row.maybe_id("owner_id")?,
            tour: row.get("tour")?,
            known: row.json("known")?,
            fields: row.json("fields")?,
            expected_on,
            loss_reason: row.get("loss_reason")?,
            stage_since: row.ts("stage_since")?,
            closed_at: row.maybe_ts("closed_at")?,
            quiet_at: row.maybe_ts("quiet_at")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

impl FromRow for DealMove {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(DealMove {
            id: row.id("id")?,
            deal_id: row.id("deal_id")?,
            from: row.get("from_stage")?,
            to: row.get("to_stage")?,
            pipeline: row.get("pipeline")?,
            cause: row.parse("cause")?,
            actor_kind: row.get("actor_kind")?,
            actor_id: row.get("actor_id")?,
            at: row.ts("created_at")?,
            spent: row.get("spent")?,
            loss_reason: row.get("loss_reason")?,
            booking_id: row.maybe_id("booking_id")?,
        })
    }
}

/// What a deal is found by.
fn search(d: &Deal) -> String {
    format!("{} {}", d.title.as_deref().unwrap_or_default(), d.tour.as_deref().unwrap_or_default()).trim().to_lowercase()
}

pub async fn insert(unit: &mut Unit, d: &Deal) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            d.id, d.contact_id, d.conversation_id, &d.stage, d.tour.as_deref(), json(&d.known), d.created_at, d.updated_at, &d.pipeline, d.status.as_str(), d.title.as_deref(), d.amount, d.owner_id, json(&d.fields),
            d.expected_on.map(|day| day.to_string()), d.loss_reason.as_deref(), d.stage_since, d.closed_at, d.quiet_at, search(d)
        ],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, d: &Deal) -> Result<()> {
    let touched = unit
        .exec(
            UPDATE,
            vals![
                d.id, &d.stage, d.tour.as_deref(), json(&d.known), d.updated_at, &d.pipeline, d.status.as_str(), d.title.as_deref(), d.amount, d.owner_id, json(&d.fields), d.expected_on.map(|day| day.to_string()), d.loss_reason.as_deref(),
                d.stage_since, d.closed_at, d.quiet_at, search(d)
            ],
        )
        .await?;
    if touched == 0 { Err(Error::not_found("deal")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: DealId) -> Result<Deal> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("deal"))
}

/// The deal, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: DealId) -> Result<Deal> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("deal"))
}

/// With its history.
pub async fn remove(unit: &mut Unit, id: DealId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("deal")) } else { Ok(()) }
}

/// What a turn of this conversation is about.
pub async fn of_turn(reads: &mut impl Reads, contact: ContactId, conversation: ConversationId) -> Result<Option<Deal>> {
    reads.find(OF_TURN, vals![contact, conversation]).await
}

/// Deals of a contact that what became of a visit may move, the likeliest first.
pub async fn of_visit(reads: &mut impl Reads, contact: ContactId, conversation: Option<ConversationId>) -> Result<Vec<Deal>> {
    reads.list(OF_VISIT, vals![contact, conversation]).await
}

struct Id(DealId);

impl FromRow for Id {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("id").map(Id)
    }
}

/// The deal this visit has moved already.
pub async fn moved_by(reads: &mut impl Reads, visit: BookingId) -> Result<Option<DealId>> {
    Ok(reads.find::<Id>(MOVED_BY, vals![visit]).await?.map(|id| id.0))
}

/// Moves everything that stands at a stage; returns how many deals.
pub async fn move_all(unit: &mut Unit, from: &str, to: &Stage) -> Result<u64> {
    let (now, actor) = (unit.now(), unit.by().actor.clone());
    unit.exec(LEAVE_STAGE, vals![from, &to.key]).await?;
    unit.exec(STEP_STAGE, vals![from, &to.key, &to.pipeline, actor.kind(), actor.id(), now]).await?;
    let quiet = to.rules.silence.as_ref().map(|s| quiet_at(now, s.days));
    unit.exec(MOVE_STAGE, vals![from, &to.key, &to.pipeline, to.kind.as_str(), now, quiet]).await
}

/// Whoever has left owns nothing any more.
pub async fn disown(unit: &mut Unit, member: MemberId) -> Result<()> {
    unit.exec(DISOWN, vals![member]).await?;
    Ok(())
}

struct At(Option<Ts>);

impl FromRow for At {
    fn from_row(row: &Row) -> Result<Self> {
        row.maybe_ts("at").map(At)
    }
}

/// When the contact wrote last.
pub async fn last_word(reads: &mut impl Reads, contact: ContactId) -> Result<Option<Ts>> {
    Ok(reads.find::<At>(LAST_WORD, vals![contact]).await?.and_then(|at| at.0))
}

/// Not quiet yet: when to look again.
pub async fn set_quiet(unit: &mut Unit, id: DealId, at: Ts) -> Result<()> {
    unit.exec(SET_QUIET, vals![id, at]).await?;
    Ok(())
}

/// A deal of some firm whose customer may have fallen silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    pub org_id: OrgId,
    pub id: DealId,
}

impl FromRow for Quiet {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Quiet { org_id: row.id("org_id")?, id: row.id("id")? })
    }
}

pub async fn quiet(root: &mut Root, now: Ts, limit: i64) -> Result<Vec<Quiet>> {
    root.list(ROOT_QUIET, vals![now, limit]).await
}

/// Adds a step to the way of a deal.
pub async fn add_move(unit: &mut Unit, m: &DealMove) -> Result<()> {
    unit.exec(LEAVE, vals![m.deal_id, &m.to]).await?;
    let vals = vals![m.id, m.deal_id, m.from.as_deref(), &m.to, &m.pipeline, m.cause.as_str(), &m.actor_kind, m.actor_id, m.spent, m.loss_reason.as_deref(), m.booking_id, m.at];
    unit.exec(INSERT_MOVE, vals).await?;
    Ok(())
}

/// A step with the name of whoever made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownMove {
    pub step: DealMove,
    pub actor_name: Option<String>,
    /// Of the deal, where steps of several are shown.
    pub title: Option<String>,
}

struct One(ShownMove);
struct OfMany(ShownMove);

impl FromRow for One {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(One(ShownMove { step: DealMove::from_row(row)?, actor_name: row.get("actor_name")?, title: None }))
    }
}
impl FromRow for OfMany {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(OfMany(ShownMove { step: DealMove::from_row(row)?, actor_name: row.get("actor_name")?, title: row.get("deal_title")? }))
    }
}

/// The way of a deal, newest first, before a place.
pub async fn moves(reads: &mut impl Reads, id: DealId, before: (Ts, Uuid), limit: i64) -> Result<Vec<ShownMove>> {
    Ok(reads.list::<One>(MOVES, vals![id, before.0, before.1, limit]).await?.into_iter().map(|m| m.0).collect())
}

/// The ways of a contact's deals, newest first, before a place.
pub async fn moves_of_contact(reads: &mut impl Reads, contact: ContactId, before: (Ts, Uuid), limit: i64) -> Result<Vec<ShownMove>> {
    Ok(reads.list::<OfMany>(MOVES_OF_CONTACT, vals![contact, before.0, before.1, limit]).await?.into_iter().map(|m| m.0).collect())
}
