//! What holds of a firm in every turn of a day, made by the first one that needs it. The same for every customer and minute of the day, so that
//! a turn run again stands on the same.

use super::evidence::Evidence;
use super::{Ground, Readings};
use domain::Ts;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::{Arc, Mutex, PoisonError};

/// Zones of a firm's branches, and the day that is over while a late turn still runs.
const MOST: usize = 4;

/// Kept beside the catalog it is made of.
#[derive(Debug, Default)]
pub struct Standing(Mutex<Vec<Made>>);

#[derive(Debug)]
struct Made {
    day: Date,
    zone: TimeZone,
    evidence: Arc<Evidence>,
}

/// A copy may be changed before it is used: it begins with nothing.
impl Clone for Standing {
    fn clone(&self) -> Self {
        Standing::default()
    }
}

impl Standing {
    pub(super) fn at(&self, ground: &Ground<'_>) -> Arc<Evidence> {
        let day = ground.now.in_zone(ground.zone).date();
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.iter().find(|one| one.day == day && one.zone == *ground.zone) {
            return known.evidence.clone();
        }
        let now = day.to_zoned(ground.zone.clone()).map_or(ground.now, |midnight| Ts::from(midnight.timestamp()));
        let readings = Readings::default();
        let plain = Ground { now, services: &[], day: None, customer: None, agent: "", readings: &readings, ..*ground };
        let evidence = Arc::new(Evidence::standing(&plain));
        if made.len() >= MOST {
            made.remove(0);
        }
        made.push(Made { day, zone: ground.zone.clone(), evidence: evidence.clone() });
        evidence
    }
}
