//! The bytes of a message's file. A customer's stay with the vendor and are fetched through the connection each time somebody looks,
//! unless they were stored here.

use crate::{App, Ctx, channel};
use domain::id::ConversationId;
use domain::message::{Attachment, AttachmentKind, Author};
use domain::port::{FetchedFile, Files};
use domain::{Error, Kind, Result};

/// The largest file that is fetched.
pub const LIMIT: u64 = 20 * 1024 * 1024;

/// Fetches the file in this place of a customer's message. What is not there, or is no file, is `NotFound`; a vendor who does not
/// give it out (any more) is a `Conflict`.
pub async fn fetch(app: &App, ctx: &Ctx, id: ConversationId, seq: i64, index: usize) -> Result<FetchedFile> {
    let (connection, attachment) = find(app, ctx, id, seq, index).await?;
    if let Some(file) = attachment.file_id {
        return crate::file::Shelf::of(app, ctx.org).read(file, LIMIT).await;
    }
    let fetched = async { channel::open(app, ctx.org, connection).await?.channel.fetch(&attachment, LIMIT).await };
    fetched.await.map_err(refused)
}

/// The scope is closed before the vendor is asked: a slow one must not hold a connection to the database.
async fn find(app: &App, ctx: &Ctx, id: ConversationId, seq: i64, index: usize) -> Result<(domain::id::ConnectionId, Attachment)> {
    let missing = || Error::not_found("attachment");
    let mut scope = app.scope(ctx.org).await?;
    let conversation = store::conversation::get(&mut scope, id).await?.conversation;
    let message = store::message::after(&mut scope, id, seq.saturating_sub(1), 1).await?.into_iter().next();
    let message = message.filter(|m| m.seq == seq).ok_or_else(missing)?;
    let attachment = message.attachments.get(index).cloned().filter(|a| a.file_id.is_some() || message.author == Author::Contact && is_file(a)).ok_or_else(missing)?;
    Ok((conversation.connection_id, attachment))
}

/// A place and a card are whole in the message.
fn is_file(attachment: &Attachment) -> bool {
    attachment.provider_ref.is_some() && !matches!(attachment.kind, AttachmentKind::Location | AttachmentKind::ContactCard)
}

/// The caller's request was right, so what the vendor holds against ours is not the caller's fault.
fn refused(error: Error) -> Error {
    match error.kind {
        Kind::Invalid | Kind::NotFound | Kind::Unauthorized | Kind::Forbidden | Kind::Unsupported | Kind::Unreachable => {
            Error { kind: Kind::Conflict, code: Some("file_refused"), field: None, ..error }
        }
        _ => error,
    }
}
