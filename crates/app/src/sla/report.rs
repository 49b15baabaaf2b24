//! How promises were kept in a period, by team; and what runs now.

use crate::App;
use crate::feedback::period;
use domain::id::OrgId;
use domain::{Result, time};
use jiff::civil::Date;
use store::sla::{Kept, Running};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub from: Date,
    pub to: Date,
    pub rows: Vec<Kept>,
    pub now: Running,
}

/// Days are civil days of the firm; the last thirty when none are named.
pub async fn report(app: &App, org: OrgId, from: Option<Date>, to: Option<Date>) -> Result<Report> {
    let mut scope = app.scope(org).await?;
    let zone = time::zone(&store::org::read(&mut scope).await?.zone)?;
    let ((from, to), (begins, ends)) = period(app, &zone, from, to)?;
    let rows = store::sla::report(&mut scope, begins, ends).await?;
    Ok(Report { from, to, rows, now: store::sla::now(&mut scope, app.now()).await? })
}
