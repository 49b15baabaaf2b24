//! Conversations: the inbox and its views (`list.rs`, `search.rs`), messages (`message.rs`), who answers and whose it is (`rule.rs`, `care.rs`, `bulk.rs`),
//! answers that wait for approval (`draft.rs`). What is shown is in `view.rs`.

mod bulk;
mod care;
mod draft;
mod list;
mod message;
mod rule;
mod search;
mod view;

pub use view::{AuthorWord, ButtonView, ConversationStatusWord, ConversationView, DeliveryWord, DraftView, MessageView, ModeWord, PhaseWord};

use crate::ApiState;
use crate::auth::Caller;
use domain::Result;
use domain::id::{ConversationId, PersonId};
use utoipa_axum::router::OpenApiRouter;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().merge(list::router()).merge(message::router()).merge(rule::router()).merge(search::router()).merge(care::router()).merge(bulk::router()).merge(draft::router())
}

/// Whose read marks count; nobody's for a program.
fn reader(who: &Caller) -> PersonId {
    who.ctx.person().unwrap_or(PersonId::nil())
}

/// The conversation as the caller sees it now.
async fn shown(state: &ApiState, who: &Caller, id: ConversationId) -> Result<ConversationView> {
    let mut scope = state.app.scope(who.org()).await?;
    let item = store::conversation::inbox::get(&mut scope, reader(who), id).await?;
    Ok(ConversationView::of(item, who.ctx.person().is_some()))
}
