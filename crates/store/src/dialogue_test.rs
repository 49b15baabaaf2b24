//! Conversation tests of a firm: rows and statements.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::dialogue_test::{DialogueTest, TestRun};
use domain::id::DialogueTestId;
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO dialogue_test (org_id, id, title, text, conversation_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// A changed dialogue has not been played yet.
    UPDATE = "UPDATE dialogue_test SET title = $3, verdict = CASE WHEN text = $4 THEN verdict END, result = CASE WHEN text = $4 THEN result END, run_at = CASE WHEN text = $4 THEN run_at END, text = $4, updated_at = $5
              WHERE org_id = $1 AND id = $2 RETURNING *";
    /// Only of the text that was played.
    SET_RUN = "UPDATE dialogue_test SET verdict = $4, result = $5, run_at = $6 WHERE org_id = $1 AND id = $2 AND text = $3 RETURNING *";
    GET = "SELECT * FROM dialogue_test WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM dialogue_test WHERE org_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3)) ORDER BY created_at DESC, id DESC LIMIT $4";
    COUNT = "SELECT count(*) AS n FROM dialogue_test WHERE org_id = $1";
    DELETE = "DELETE FROM dialogue_test WHERE org_id = $1 AND id = $2";
}

impl FromRow for DialogueTest {
    fn from_row(row: &Row) -> Result<Self> {
        let last_run = match (row.maybe_ts("run_at")?, row.maybe_parse("verdict")?, row.maybe_json("result")?) {
            (Some(at), Some(verdict), Some(result)) => Some(TestRun { at, verdict, result }),
            _ => None,
        };
        Ok(DialogueTest {
            id: row.id("id")?,
            title: row.get("title")?,
            text: row.get("text")?,
            conversation_id: row.maybe_id("conversation_id")?,
            last_run,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

struct Count(i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Count)
    }
}

pub async fn insert(unit: &mut Unit, t: &DialogueTest) -> Result<()> {
    unit.exec(INSERT, vals![t.id, &t.title, &t.text, t.conversation_id, t.created_at, t.updated_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, id: DialogueTestId, title: &str, text: &str) -> Result<DialogueTest> {
    let now = unit.now();
    unit.find(UPDATE, vals![id, title, text, now]).await?.ok_or_else(|| Error::not_found("test"))
}

/// How it went; `None` when the test was changed or removed meanwhile.
pub async fn set_run(unit: &mut Unit, id: DialogueTestId, text: &str, run: &TestRun) -> Result<Option<DialogueTest>> {
    unit.find(SET_RUN, vals![id, text, run.verdict.as_str(), json(&run.result), run.at]).await
}

pub async fn get(reads: &mut impl Reads, id: DialogueTestId) -> Result<DialogueTest> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("test"))
}

/// Newest first, before a position.
pub async fn list(reads: &mut impl Reads, before: (Ts, DialogueTestId), limit: i64) -> Result<Vec<DialogueTest>> {
    reads.list(LIST, vals![before.0, before.1, limit]).await
}

pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    Ok(reads.find::<Count>(COUNT, vec![]).await?.map_or(0, |c| c.0))
}

pub async fn remove(unit: &mut Unit, id: DialogueTestId) -> Result<()> {
    unit.exec(DELETE, vals![id]).await?;
    Ok(())
}
