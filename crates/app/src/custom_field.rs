//! Fields a firm has of its own on contacts, deals and goods: the list, and the check of what is written into them.

use crate::{App, Ctx};
use domain::Result;
use domain::custom_field::{self, CustomField, Entity};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Reads, Unit};

/// Another list of fields in the place of the one before; order is position. Values of a field that is gone stay as plain text.
pub async fn put(app: &App, ctx: &Ctx, entity: Entity, mut fields: Vec<CustomField>) -> Result<Vec<CustomField>> {
    custom_field::declared(&mut fields)?;
    let mut unit = app.unit(ctx).await?;
    let before = store::custom_field::list(&mut unit, Some(entity)).await?;
    if before != fields {
        store::custom_field::put(&mut unit, entity, &fields).await?;
        unit.audit("update", "custom_field", None, Some(json!({ "entity": entity, "fields": before })), Some(json!({ "entity": entity, "fields": fields }))).await?;
        unit.event("custom_field.changed", ctx.org, None, json!({ "entity": entity })).await?;
        unit.commit().await?;
    }
    Ok(fields)
}

/// Values in the form of their kinds; the error names the field at fault, `fields.birthday`.
pub async fn checked_in(unit: &mut Unit, entity: Entity, values: BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let fields = list(unit, entity).await?;
    custom_field::checked(&fields, values)
}

pub async fn list(reads: &mut impl Reads, entity: Entity) -> Result<Vec<CustomField>> {
    store::custom_field::list(reads, Some(entity)).await
}
