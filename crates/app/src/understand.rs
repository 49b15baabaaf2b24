//! What the built-in brain reads in one text, with the firm's own words. For `POST /understand`, tests of phrases and curiosity.

use crate::App;
use crate::catalog::Firm;
use brain::understand::Context;
use domain::id::OrgId;
use domain::{Lang, Result, Ts};
use std::sync::Arc;

pub use brain::understand::{Entity, Understanding, Value, When};

/// Reads a text as if it were said at `now` in `zone`; the firm's zone when none is given.
pub async fn understand(app: &App, org: OrgId, text: &str, now: Option<Ts>, zone: Option<&str>, lang: Option<Lang>) -> Result<(Understanding, Arc<Firm>)> {
    let mut scope = app.scope(org).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let zone = domain::time::zone(zone.unwrap_or(&firm.catalog.org.zone))?;
    let context = Context { now: now.unwrap_or_else(|| app.now()).timestamp(), zone, lang, lexicon: &firm.catalog.lexicon };
    Ok((brain::understand(text, &context), firm))
}
