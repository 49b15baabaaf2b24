//! Group events: planned once or for weeks, changed with everybody who comes, called off. Who comes is a matter of visits (`booking`), which take
//! a seat instead of the employee's time.

mod change;
mod plan;

pub use change::{Change, Scope, call_off, change};
pub use plan::{Plan, plan};

use crate::catalog::Firm;
use domain::group_event::GroupEvent;
use domain::id::GroupEventId;
use domain::{Error, Result, Ts};
use serde_json::{Value, json};
use store::Unit;
use store::group_event::Counted;

/// What was done of several, and what could not be.
#[derive(Debug)]
pub struct Done {
    pub events: Vec<Counted>,
    /// Starts that something stands in the way of.
    pub skipped: Vec<(Ts, Error)>,
}

/// As the API shows it; listeners hear the same.
pub fn shown(one: &Counted, service: &str) -> Value {
    let e = &one.event;
    json!({
        "id": e.id, "service_id": e.service_id, "service": service, "branch_id": e.branch_id, "employee_id": e.employee_id, "resource_id": e.resource_id, "starts_at": e.starts_at, "ends_at": e.ends_at,
        "seats": e.seats, "people": one.people, "note": e.note, "status": e.status, "series_id": e.series_id, "version": e.version, "created_at": e.created_at, "updated_at": e.updated_at,
    })
}

fn public(e: &GroupEvent) -> Option<Value> {
    serde_json::to_value(e).ok()
}

/// Tells listeners how it stands now.
async fn tell(unit: &mut Unit, firm: &Firm, kind: &str, id: GroupEventId) -> Result<Counted> {
    let now = store::group_event::counted(unit, id).await?;
    let name = firm.catalog.service(now.event.service_id).map(|s| s.name.clone()).unwrap_or_default();
    unit.event(kind, id, None, json!({"group_event_id": id, "group_event": shown(&now, &name)})).await?;
    Ok(now)
}
