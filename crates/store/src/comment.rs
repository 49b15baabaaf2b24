//! Comments of people at work beside a conversation. They stand between its messages and never reach the customer.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::comment::Comment;
use domain::id::{CommentId, ConversationId};
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO comment (org_id, id, conversation_id, after_seq, person_id, author, text, mentions, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_CONVERSATION = "SELECT * FROM comment WHERE org_id = $1 AND conversation_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
    GET = "SELECT * FROM comment WHERE org_id = $1 AND conversation_id = $2 AND id = $3";
    DELETE = "DELETE FROM comment WHERE org_id = $1 AND id = $2";
}

impl FromRow for Comment {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Comment {
            id: row.id("id")?,
            conversation_id: row.id("conversation_id")?,
            after_seq: row.get("after_seq")?,
            person_id: row.maybe_id("person_id")?,
            author: row.get("author")?,
            text: row.get("text")?,
            mentions: row.json("mentions")?,
            created_at: row.ts("created_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, c: &Comment) -> Result<()> {
    unit.exec(INSERT, vals![c.id, c.conversation_id, c.after_seq, c.person_id, &c.author, &c.text, json(&c.mentions), c.created_at]).await?;
    Ok(())
}

/// Newest first, before an id.
pub async fn list(reads: &mut impl Reads, conversation: ConversationId, before: CommentId, limit: i64) -> Result<Vec<Comment>> {
    reads.list(OF_CONVERSATION, vals![conversation, before, limit]).await
}

pub async fn get(reads: &mut impl Reads, conversation: ConversationId, id: CommentId) -> Result<Comment> {
    reads.find(GET, vals![conversation, id]).await?.ok_or_else(|| Error::not_found("comment"))
}

pub async fn remove(unit: &mut Unit, id: CommentId) -> Result<()> {
    unit.exec(DELETE, vals![id]).await?;
    Ok(())
}
