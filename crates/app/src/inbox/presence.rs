//! Passing signs: who looks at a conversation and who is typing. They go through the hub to every listener of the organization,
//! on PostgreSQL also to the other nodes, and are kept nowhere.

use crate::{App, Ctx};
use domain::Result;
use domain::event::Actor;
use domain::id::{ConversationId, OrgId, PersonId};
use domain::presence::{Presence, PresenceState, Sign, Who};
use std::sync::Arc;
use store::Signal;

/// Who acts, as others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Someone {
    pub person: Option<PersonId>,
    pub name: String,
}

/// The name of the caller in their organization.
pub async fn someone(app: &App, ctx: &Ctx) -> Result<Someone> {
    let mut scope = app.scope(ctx.org).await?;
    Ok(match ctx.actor {
        Actor::Person { id } => {
            let member = store::member::find_by_person(&mut scope, id.into()).await?;
            Someone { person: Some(id.into()), name: member.map(|m| m.name).unwrap_or_default() }
        }
        Actor::Key { id } => Someone { person: None, name: store::api_key::find(&mut scope, id.into()).await?.map(|key| key.name).unwrap_or_default() },
        _ => Someone { person: None, name: String::new() },
    })
}

/// Tells every listener now, here and on the other nodes.
pub fn send(app: &App, org: OrgId, sign: Sign) {
    let sign = Arc::new(sign);
    app.hub().signals().send(Signal::Sign(org, sign.clone()));
    if app.config().is_one_of_many {
        let app = app.clone();
        app.tasks().clone().spawn(async move {
            if let Err(error) = app.db().tell(app.node(), org, &sign).await {
                tracing::debug!(error = %error, "a sign did not reach the other nodes");
            }
        });
    }
}

/// A person looks, types, stops or leaves.
pub fn show(app: &App, org: OrgId, who: &Someone, conversation_id: ConversationId, state: PresenceState) {
    send(app, org, Sign::Presence(Presence { conversation_id, who: Who::Person, person_id: who.person, name: who.name.clone(), state }));
}

/// A person types an answer: their colleagues and the customer see it, on a messenger too.
pub async fn typing(app: &App, ctx: &Ctx, who: &Someone, id: ConversationId, is_on: bool) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    let conversation = store::conversation::get(&mut scope, id).await?.conversation;
    drop(scope);
    show(app, ctx.org, who, id, if is_on { PresenceState::Typing } else { PresenceState::Idle });
    if is_on && !app.0.typed.contains_key(&id) {
        app.0.typed.insert(id, ());
        let (app, org) = (app.clone(), ctx.org);
        app.tasks().clone().spawn(async move {
            let told = async { crate::channel::open(&app, org, conversation.connection_id).await?.channel.typing(&conversation.chat_id).await };
            if let Err(error) = told.await {
                tracing::debug!(error = %error, "the channel was not told of typing");
            }
        });
    }
    Ok(())
}

/// The customer types.
pub async fn contact_typing(app: &App, org: OrgId, conversation: &domain::conversation::Conversation) -> Result<()> {
    let mut scope = app.scope(org).await?;
    let contact = store::contact::get(&mut scope, conversation.contact_id).await?;
    drop(scope);
    let presence = Presence { conversation_id: conversation.id, who: Who::Contact, person_id: None, name: contact.name.unwrap_or_default(), state: PresenceState::Typing };
    send(app, org, Sign::Presence(presence));
    Ok(())
}
