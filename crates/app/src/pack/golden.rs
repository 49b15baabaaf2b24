//! A pack as the firm its golden dialogues are played in: in memory, with the pack's own keys.

use super::Pack;
use brain::facts::Catalog;
use brain::golden::{Keys, Scenery};
use domain::{Result, Ts};
use jiff::civil::Date;
use std::sync::Arc;

/// The firm on that day; exceptions of the pack count weeks from it.
pub fn scenery(pack: &Pack, today: Date) -> Result<Scenery> {
    let now = Ts::from_micros(0);
    let rows = pack.rows(today, now)?;
    let keys = Keys { services: rows.keys.services, employees: rows.keys.employees, branches: rows.keys.branches };
    let catalog = Catalog::new(pack.org(None, None, now), rows.branches, rows.services, rows.employees, rows.schedules, rows.faq);
    Ok(Scenery { catalog: Arc::new(catalog), resources: rows.resources, keys })
}
