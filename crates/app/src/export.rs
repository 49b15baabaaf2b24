//! That a list was taken out of the house is written down before the first row leaves it. What goes out is told in `api/src/routes/export`.

use crate::{App, Ctx};
use domain::Result;
use serde_json::json;

/// `filter` is the query of the list.
pub async fn record(app: &App, ctx: &Ctx, list: &'static str, filter: &str) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    unit.audit("export", list, None, None, Some(json!({ "filter": filter }))).await?;
    unit.commit().await
}
