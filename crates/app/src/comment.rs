//! Comments beside a conversation, for people at work only: neither the customer nor the agent ever sees them.

use crate::inbox::presence;
use crate::notice::{self, News, To};
use crate::{App, Ctx};
use domain::comment::Comment;
use domain::id::{CommentId, ConversationId, PersonId};
use domain::notice::NoticeKind;
use domain::{Error, Result};
use serde_json::json;

/// Most people one comment may call.
pub const MENTIONS: usize = 20;

/// Writes a comment after the last message; those it mentions are told.
pub async fn create(app: &App, ctx: &Ctx, id: ConversationId, text: &str, mentions: Vec<PersonId>) -> Result<Comment> {
    let someone = presence::someone(app, ctx).await?;
    let mentions = members(app, ctx, mentions).await?;
    let mut unit = app.unit(ctx).await?;
    let row = store::conversation::get_in(&mut unit, id).await?;
    let comment = Comment {
        id: CommentId::new(), conversation_id: id, after_seq: row.conversation.last_seq, person_id: someone.person, author: someone.name, text: text.trim().to_owned(), mentions, created_at: unit.now(),
    };
    store::comment::insert(&mut unit, &comment).await?;
    unit.audit("create", "comment", Some(comment.id.0), None, Some(json!({"conversation_id": id}))).await?;
    unit.event("comment.created", comment.id, Some(id.0), json!({"comment": comment})).await?;
    let called: Vec<PersonId> = comment.mentions.iter().copied().filter(|p| Some(*p) != comment.person_id).collect();
    if !called.is_empty() {
        unit.event("comment.mentioned", comment.id, Some(id.0), json!({"comment": comment, "person_ids": called})).await?;
        notice::tell(&mut unit, News::new(NoticeKind::Mention, To::People(called)).talk(id).text(&comment.text)).await?;
    }
    unit.commit().await?;
    Ok(comment)
}

pub(crate) async fn members(app: &App, ctx: &Ctx, mut mentions: Vec<PersonId>) -> Result<Vec<PersonId>> {
    mentions.sort_unstable();
    mentions.dedup();
    if mentions.len() > MENTIONS {
        return Err(Error::invalid("mentions", format!("at most {MENTIONS} people")));
    }
    if mentions.is_empty() {
        return Ok(mentions);
    }
    let mut scope = app.scope(ctx.org).await?;
    for person in &mentions {
        store::member::find_by_person(&mut scope, *person).await?.ok_or_else(|| Error::invalid("mentions", "no such member").code("person_unknown"))?;
    }
    Ok(mentions)
}

/// Removes one's own comment.
pub async fn remove(app: &App, ctx: &Ctx, conversation: ConversationId, id: CommentId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let comment = store::comment::get(&mut unit, conversation, id).await?;
    if comment.person_id != ctx.person() {
        return Err(Error::forbidden("only its author removes a comment").code("not_the_author"));
    }
    store::comment::remove(&mut unit, id).await?;
    unit.audit("remove", "comment", Some(id.0), Some(json!({"conversation_id": conversation})), None).await?;
    unit.event("comment.removed", id, Some(conversation.0), json!({"comment_id": id})).await?;
    unit.commit().await
}
