//! What the firm keeps of a contact beside the card every firm has: its own fields, the one who looks after it, how to reach it.

use super::ContactPatch;
use crate::App;
use domain::custom_field::Entity;
use domain::{Error, Result};
use store::Unit;
use store::contact::Extra;

/// The channel a contact likes is one this server has.
pub(super) fn known_channel(app: &App, patch: &ContactPatch) -> Result<()> {
    match &patch.preferred_channel {
        Some(Some(name)) => app.connector(name).map(drop).map_err(|e| Error { field: Some("preferred_channel".to_owned()), ..e }),
        _ => Ok(()),
    }
}

pub(super) async fn apply(unit: &mut Unit, extra: &mut Extra, patch: &ContactPatch) -> Result<()> {
    if let Some(fields) = &patch.fields {
        extra.fields = crate::custom_field::checked_in(unit, Entity::Contact, fields.clone()).await?;
    }
    if let Some(consents) = &patch.consents {
        extra.consents = consents.clone();
    }
    if let Some(channel) = &patch.preferred_channel {
        extra.preferred_channel = channel.clone();
    }
    extra.is_unsubscribed = patch.is_unsubscribed.unwrap_or(extra.is_unsubscribed);
    if let Some(owner) = patch.owner {
        if let Some(owner) = owner {
            let known = store::member::find_in(unit, owner).await?;
            known.ok_or_else(|| Error { field: Some("owner_id".to_owned()), ..Error::not_found("member") }.code("member_unknown"))?;
        }
        extra.owner_id = owner;
    }
    Ok(())
}
