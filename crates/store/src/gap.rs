//! Questions without an answer: rows and statements. The same question asked again counts up; what makes it the same is its `stems`.

use crate::{FromRow, Reads, Row, Unit};
use domain::document::{Gap, GapStatus};
use domain::id::{ConversationId, DocumentId, FaqId, GapId};
use domain::{Error, Result, Ts};

statements! {
    /// Questions from before stems were kept: the oldest of equal words becomes the one that counts.
    ADOPT = "UPDATE gap SET stems = $3 WHERE org_id = $1 AND id = (SELECT g.id FROM gap g WHERE g.org_id = $1 AND g.stems = '' AND g.question = $2 ORDER BY g.id LIMIT 1)
             AND NOT EXISTS (SELECT 1 FROM gap g WHERE g.org_id = $1 AND g.stems = $3)";
    /// A question that was answered and is asked again is open again: the answer is not found. A test never takes it from the customers.
    ASK = "INSERT INTO gap (org_id, id, conversation_id, question, stems, status, times, asked_at, created_at) VALUES ($1, $2, $3, $4, $5, 'open', 1, $6, $6)
           ON CONFLICT (org_id, stems) WHERE stems <> '' DO UPDATE SET times = gap.times + 1, asked_at = excluded.asked_at, status = CASE WHEN gap.status = 'answered' THEN 'open' ELSE gap.status END,
           conversation_id = CASE WHEN $7 THEN gap.conversation_id ELSE excluded.conversation_id END RETURNING *";
    GET = "SELECT * FROM gap WHERE org_id = $1 AND id = $2";
    COUNT = "SELECT COUNT(*) AS n FROM gap WHERE org_id = $1 AND status = $2";
    RECENT = "SELECT * FROM gap WHERE org_id = $1 AND (status = $2 OR $2 IS NULL) AND (asked_at < $3 OR (asked_at = $3 AND id < $4)) ORDER BY asked_at DESC, id DESC LIMIT $5";
    FREQUENT = "SELECT * FROM gap WHERE org_id = $1 AND (status = $2 OR $2 IS NULL) AND (times < $3 OR (times = $3 AND id < $4)) ORDER BY times DESC, id DESC LIMIT $5";
    SETTLE = "UPDATE gap SET status = $3, faq_id = $4, document_id = $5, settled_at = $6 WHERE org_id = $1 AND id = $2 AND status <> 'answered' RETURNING *";
}

impl FromRow for Gap {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Gap {
            id: row.id("id")?,
            question: row.get("question")?,
            status: row.parse("status")?,
            times: row.get("times")?,
            conversation_id: row.id("conversation_id")?,
            faq_id: row.maybe_id("faq_id")?,
            document_id: row.maybe_id("document_id")?,
            asked_at: row.ts("asked_at")?,
            settled_at: row.maybe_ts("settled_at")?,
            created_at: row.ts("created_at")?,
        })
    }
}

struct Count(i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Count)
    }
}

/// A question somebody has just asked in vain.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub conversation: ConversationId,
    pub question: &'a str,
    /// Empty: it is like no other.
    pub stems: &'a str,
    /// A member has asked it in the test chat.
    pub is_test: bool,
}

/// Counts the question; the gap as it is now.
pub async fn ask(unit: &mut Unit, asked: &Asked<'_>) -> Result<Gap> {
    let now = unit.now();
    if !asked.stems.is_empty() {
        unit.exec(ADOPT, vals![asked.question, asked.stems]).await?;
    }
    let gap = unit.find(ASK, vals![GapId::new(), asked.conversation, asked.question, asked.stems, now, asked.is_test]).await?;
    gap.ok_or_else(|| Error::internal("a gap was not written").op("gap.ask"))
}

pub async fn count(reads: &mut impl Reads, status: GapStatus) -> Result<i64> {
    Ok(reads.find::<Count>(COUNT, vals![status]).await?.map_or(0, |count| count.0))
}

pub async fn get(reads: &mut impl Reads, id: GapId) -> Result<Gap> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("gap"))
}

/// Those asked last first, before a position.
pub async fn recent(reads: &mut impl Reads, status: Option<GapStatus>, before: (Ts, GapId), limit: i64) -> Result<Vec<Gap>> {
    reads.list(RECENT, vals![status, before.0, before.1, limit]).await
}

/// Those asked most often first, before a position.
pub async fn frequent(reads: &mut impl Reads, status: Option<GapStatus>, before: (i64, GapId), limit: i64) -> Result<Vec<Gap>> {
    reads.list(FREQUENT, vals![status, before.0, before.1, limit]).await
}

/// What became of it; `None` if it is gone or answered already.
pub async fn settle(unit: &mut Unit, id: GapId, status: GapStatus, faq: Option<FaqId>, document: Option<DocumentId>) -> Result<Option<Gap>> {
    let now = unit.now();
    unit.find(SETTLE, vals![id, status, faq, document, now]).await
}
