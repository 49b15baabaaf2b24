//! Clients handed to partners: rows, their history, the link's digest, and what they earned.

use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::id::{ContactId, ConversationId, DealId, OrgId, PartnerId, ReferralId};
use domain::partner::{Commission, PartnerKind};
use domain::referral::{Referral, ReferralStep};
use domain::task::Doer;
use domain::{Error, Result, Ts};
use uuid::Uuid;

macro_rules! shown {
    ($($rest:tt)*) => {
        concat!(
            "SELECT r.*, p.name AS partner_name, p.kind AS partner_kind, c.name AS contact_name, pc.name AS created_name FROM referral r JOIN partner p ON p.org_id = r.org_id AND p.id = r.partner_id
             JOIN contact c ON c.org_id = r.org_id AND c.id = r.contact_id LEFT JOIN person pc ON r.created_kind = 'person' AND pc.id = r.created_id WHERE r.org_id = $1 AND ", $($rest)*)
    };
}

macro_rules! steps {
    ($($rest:tt)*) => {
        concat!(
            "SELECT s.*, ps.name AS by_name, r.partner_id, p.name AS partner_name, r.status AS referral_status FROM referral_step s JOIN referral r ON r.org_id = s.org_id AND r.id = s.referral_id
             JOIN partner p ON p.org_id = r.org_id AND p.id = r.partner_id LEFT JOIN person ps ON s.by_kind = 'person' AND ps.id = s.by_id WHERE s.org_id = $1 AND ", $($rest)*)
    };
}

statements! {
    INSERT = "INSERT INTO referral (org_id, id, partner_id, contact_id, conversation_id, deal_id, owner_id, status, channel, delivery, digest, template, text, wish, shows_name, phone_share, consent, contact_text, chain, previous_id, hours,
              commission_kind, commission_value, currency, sent_at, remind_at, deadline_at, reason, created_kind, created_id, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $25)";
    UPDATE = "UPDATE referral SET status = $3, delivery = $4, reminded_at = $5, viewed_at = $6, answer = $7, answered_at = $8, reason = $9, amount = $10, commission = $11, closed_at = $12, updated_at = $13, channel = $14 WHERE org_id = $1 AND id = $2";
    GET = (shown!("r.id = $2"));
    LOCK = {
        lite: "SELECT id FROM referral WHERE org_id = $1 AND id = $2",
        pg: "SELECT id FROM referral WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    /// Newest first before `$7`.
    LIST = (shown!("(CAST($2 AS uuid) IS NULL OR r.partner_id = $2) AND (CAST($3 AS uuid) IS NULL OR r.contact_id = $3) AND (CAST($4 AS uuid) IS NULL OR r.deal_id = $4) AND (CAST($5 AS uuid) IS NULL OR r.conversation_id = $5)
                    AND (NOT CAST($6 AS BOOLEAN) OR r.status IN ('sent', 'viewed', 'accepted')) AND r.id < $7 ORDER BY r.id DESC LIMIT $8"));
    /// Is the client with this partner already?
    OPEN = "SELECT id FROM referral WHERE org_id = $1 AND partner_id = $2 AND contact_id = $3 AND status IN ('sent', 'viewed', 'accepted') ORDER BY id LIMIT 1";
    OF_PARTNER = "SELECT id FROM referral WHERE org_id = $1 AND partner_id = $2 ORDER BY id LIMIT 1";
    INSERT_STEP = "INSERT INTO referral_step (org_id, id, referral_id, kind, text, by_kind, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    STEPS = (steps!("s.referral_id = $2 ORDER BY s.id LIMIT 500"));
    STORY = (steps!("r.contact_id = $2 AND s.kind IN ('sent', 'accepted', 'declined', 'expired', 'withdrawn', 'done', 'failed') AND (s.at < $3 OR (s.at = $3 AND s.id < $4)) ORDER BY s.at DESC, s.id DESC LIMIT $5"));
    /// `$2` and `$3` the period they were sent in.
    REPORT = "SELECT p.id, p.name, p.kind, r.currency, count(*) AS sent, sum(CASE WHEN r.answer = 'accepted' THEN 1 ELSE 0 END) AS accepted, sum(CASE WHEN r.answer = 'declined' THEN 1 ELSE 0 END) AS declined,
                     sum(CASE WHEN r.status = 'expired' THEN 1 ELSE 0 END) AS expired, sum(CASE WHEN r.status = 'done' THEN 1 ELSE 0 END) AS done, CAST(avg(r.answered_at - r.sent_at) AS BIGINT) AS answered_in,
                     CAST(COALESCE(sum(r.amount), 0) AS BIGINT) AS amount, CAST(COALESCE(sum(r.commission), 0) AS BIGINT) AS commission
              FROM referral r JOIN partner p ON p.org_id = r.org_id AND p.id = r.partner_id WHERE r.org_id = $1 AND r.sent_at >= $2 AND r.sent_at < $3 AND (CAST($4 AS uuid) IS NULL OR r.partner_id = $4)
              GROUP BY p.id, p.name, p.kind, r.currency ORDER BY p.name, p.id, r.currency";
    ROOT_BY_DIGEST = "SELECT org_id, id FROM referral WHERE digest = $1";
}

/// A referral with what a list shows beside it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub referral: Referral,
    pub partner_name: String,
    pub partner_kind: PartnerKind,
    pub contact_name: Option<String>,
}

impl FromRow for Referral {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Referral {
            id: row.id("id")?,
            partner_id: row.id("partner_id")?,
            contact_id: row.id("contact_id")?,
            conversation_id: row.maybe_id("conversation_id")?,
            deal_id: row.maybe_id("deal_id")?,
            owner_id: row.maybe_id("owner_id")?,
            status: row.parse("status")?,
            channel: row.parse("channel")?,
            delivery: row.parse("delivery")?,
            template: row.get("template")?,
            text: row.get("text")?,
            wish: row.get("wish")?,
            shows_name: row.get("shows_name")?,
            phone_share: row.parse("phone_share")?,
            consent: row.get("consent")?,
            contact_text: row.get("contact_text")?,
            chain: row.json("chain")?,
            previous_id: row.maybe_id("previous_id")?,
            hours: row.num("hours")?,
            commission_terms: Commission { kind: row.parse("commission_kind")?, value: row.get("commission_value")? },
            currency: row.get("currency")?,
            sent_at: row.ts("sent_at")?,
            remind_at: row.ts("remind_at")?,
            reminded_at: row.maybe_ts("reminded_at")?,
            deadline_at: row.ts("deadline_at")?,
            viewed_at: row.maybe_ts("viewed_at")?,
            answer: row.maybe_parse("answer")?,
            answered_at: row.maybe_ts("answered_at")?,
            reason: row.get("reason")?,
            amount: row.get("amount")?,
            commission: row.get("commission")?,
            closed_at: row.maybe_ts("closed_at")?,
            created_by: Doer { kind: row.get("created_kind")?, id: row.get("created_id")?, name: row.get("created_name")? },
            updated_at: row.ts("updated_at")?,
        })
    }
}

impl FromRow for Shown {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Shown { referral: Referral::from_row(row)?, partner_name: row.get("partner_name")?, partner_kind: row.parse("partner_kind")?, contact_name: row.get("contact_name")? })
    }
}

/// A step with the partner's name.
#[derive(Clone, Debug)]
pub struct ShownStep {
    pub step: ReferralStep,
    pub partner_id: PartnerId,
    pub partner_name: String,
}

impl FromRow for ShownStep {
    fn from_row(row: &Row) -> Result<Self> {
        let by = Doer { kind: row.get("by_kind")?, id: row.get("by_id")?, name: row.get("by_name")? };
        let step = ReferralStep { id: row.id("id")?, referral_id: row.id("referral_id")?, kind: row.parse("kind")?, text: row.get("text")?, by, at: row.ts("at")? };
        Ok(ShownStep { step, partner_id: row.id("partner_id")?, partner_name: row.get("partner_name")? })
    }
}

struct Key(Uuid);

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("id").map(Key)
    }
}

struct Place(OrgId, ReferralId);

impl FromRow for Place {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Place(row.id("org_id")?, row.id("id")?))
    }
}

/// What came of the clients handed to one partner, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub partner_id: PartnerId,
    pub name: String,
    pub kind: PartnerKind,
    pub currency: String,
    pub sent: i64,
    pub accepted: i64,
    pub declined: i64,
    pub expired: i64,
    pub done: i64,
    /// Mean microseconds until an answer.
    pub answered_in: Option<i64>,
    pub amount: i64,
    pub commission: i64,
}

impl FromRow for Line {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Line {
            partner_id: row.id("id")?, name: row.get("name")?, kind: row.parse("kind")?, currency: row.get("currency")?, sent: row.get("sent")?, accepted: row.get("accepted")?, declined: row.get("declined")?, expired: row.get("expired")?,
            done: row.get("done")?, answered_in: row.get("answered_in")?, amount: row.get("amount")?, commission: row.get("commission")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, r: &Referral, digest: &[u8]) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            r.id, r.partner_id, r.contact_id, r.conversation_id, r.deal_id, r.owner_id, r.status, r.channel, r.delivery, digest, &r.template, &r.text, &r.wish, r.shows_name, r.phone_share, &r.consent, r.contact_text.clone(), json(&r.chain),
            r.previous_id, r.hours, r.commission_terms.kind, r.commission_terms.value, &r.currency, r.sent_at, r.remind_at, r.deadline_at, &r.reason, &r.created_by.kind, r.created_by.id
        ],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, r: &Referral) -> Result<()> {
    unit.exec(UPDATE, vals![r.id, r.status, r.delivery, r.reminded_at, r.viewed_at, r.answer, r.answered_at, &r.reason, r.amount, r.commission, r.closed_at, r.updated_at, r.channel]).await?;
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: ReferralId) -> Result<Shown> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("referral"))
}

/// The referral, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: ReferralId) -> Result<Referral> {
    unit.rows(LOCK, vals![id]).await?;
    Ok(get(unit, id).await?.referral)
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct ReferralFilter {
    pub partner: Option<PartnerId>,
    pub contact: Option<ContactId>,
    pub deal: Option<DealId>,
    pub conversation: Option<ConversationId>,
    /// Only those under way.
    pub only_open: bool,
}

/// Newest first, before an id.
pub async fn list(reads: &mut impl Reads, filter: &ReferralFilter, before: ReferralId, limit: i64) -> Result<Vec<Shown>> {
    reads.list(LIST, vals![filter.partner, filter.contact, filter.deal, filter.conversation, filter.only_open, before, limit]).await
}

/// Under way between this partner and this contact.
pub async fn find_open(reads: &mut impl Reads, partner: PartnerId, contact: ContactId) -> Result<Option<ReferralId>> {
    Ok(reads.find::<Key>(OPEN, vals![partner, contact]).await?.map(|Key(id)| id.into()))
}

pub async fn is_any_of(reads: &mut impl Reads, partner: PartnerId) -> Result<bool> {
    Ok(reads.find::<Key>(OF_PARTNER, vals![partner]).await?.is_some())
}

pub async fn add_step(unit: &mut Unit, s: &ReferralStep) -> Result<()> {
    unit.exec(INSERT_STEP, vals![s.id, s.referral_id, s.kind, &s.text, &s.by.kind, s.by.id, s.at]).await?;
    Ok(())
}

/// Oldest first.
pub async fn steps(reads: &mut impl Reads, id: ReferralId) -> Result<Vec<ShownStep>> {
    reads.list(STEPS, vals![id]).await
}

/// Of a contact, newest first, before a place: what their story tells.
pub async fn story(reads: &mut impl Reads, contact: ContactId, before: (Ts, Uuid), limit: i64) -> Result<Vec<ShownStep>> {
    reads.list(STORY, vals![contact, before.0, before.1, limit]).await
}

/// What was sent in a period, by partner.
pub async fn report(reads: &mut impl Reads, from: Ts, until: Ts, partner: Option<PartnerId>) -> Result<Vec<Line>> {
    reads.list(REPORT, vals![from, until, partner]).await
}

/// Whose link it is.
pub async fn find_by_digest(root: &mut Root, digest: &[u8]) -> Result<Option<(OrgId, ReferralId)>> {
    Ok(root.find::<Place>(ROOT_BY_DIGEST, vals![digest]).await?.map(|Place(org, id)| (org, id)))
}
