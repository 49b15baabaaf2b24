//! What the agent does in a conversation about which no person has decided: the connection's wish, else the firm's, which may hold
//! in working hours only. Asked with every message of a customer, so it is remembered for a few seconds.

use crate::App;
use brain::facts::Catalog;
use domain::branch::Branch;
use domain::conversation::{AgentMode, Mode};
use domain::id::OrgId;
use domain::{Result, Ts};
use std::sync::Arc;
use store::Reads;
use store::connection::Connection;

/// The mode a customer's message finds now.
pub(crate) async fn default(app: &App, reads: &mut impl Reads, connection: &Connection, now: Ts) -> Result<Mode> {
    let org = reads.org();
    let catalog = match app.0.wishes.get(&org) {
        Some(known) => known,
        None => {
            let catalog: Arc<Catalog> = crate::catalog::snapshot(app, reads).await?;
            app.0.wishes.insert(org, catalog.clone());
            catalog
        }
    };
    Ok(wanted(&catalog, connection.agent_mode, now).into())
}

/// The firm has changed its wish.
pub(crate) fn forget(app: &App, org: OrgId) {
    app.0.wishes.invalidate(&org);
}

fn wanted(catalog: &Catalog, of_connection: Option<AgentMode>, now: Ts) -> AgentMode {
    let settings = &catalog.org.settings;
    let mode = of_connection.unwrap_or(settings.mode);
    if settings.mode_within_hours && !is_open_now(catalog, now) { AgentMode::Auto } else { mode }
}

/// Does any branch work now?
pub(crate) fn is_open_now(catalog: &Catalog, now: Ts) -> bool {
    catalog.branches.iter().any(|branch| is_open(branch, now))
}

fn is_open(branch: &Branch, now: Ts) -> bool {
    let Ok(zone) = domain::time::zone(&branch.zone) else { return false };
    let local = now.in_zone(&zone).datetime();
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let weekday = i32::from(local.weekday().to_monday_one_offset());
    branch.hours.iter().any(|h| i32::from(h.weekday) == weekday && i32::from(h.opens) <= minute && minute < i32::from(h.closes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::branch::Hours;
    use domain::id::BranchId;

    #[test]
    fn a_branch_is_open_in_its_own_zone() {
        let hours = vec![Hours { weekday: 1, opens: 600, closes: 1260 }];
        let branch = |zone: &str| Branch {
            id: BranchId::new(), name: String::new(), address: String::new(), directions: String::new(), phone: None, zone: zone.into(), hours: hours.clone(), is_active: true, position: 0,
            created_at: Ts::from_micros(0),
        };
        for (zone, at, open) in [
            ("Europe/Moscow", "2026-11-23T10:00:00+03:00", true),
            ("Europe/Moscow", "2026-11-23T09:59:59+03:00", false),
            ("Europe/Moscow", "2026-11-23T21:00:00+03:00", false),
            ("Europe/Moscow", "2026-11-24T12:00:00+03:00", false),
            ("Asia/Vladivostok", "2026-11-23T10:00:00+03:00", true),
            ("Asia/Vladivostok", "2026-11-23T15:00:00+03:00", false),
        ] {
            assert_eq!(is_open(&branch(zone), at.parse().unwrap()), open, "{zone} {at}");
        }
    }
}
