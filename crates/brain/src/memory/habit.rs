//! What a customer's visits tell without a word: to whom they come and for what. And the part of the facts the dialogue acts upon.

use super::Learned;
use crate::facts::{Catalog, Usual, Visit};
use domain::Lang;
use domain::booking::BookingStatus;
use domain::fact::{ContactFact, FactKey};
use serde_json::{Value, json};

/// Visits that are looked at, the latest.
const LATEST: usize = 5;
/// So many of them make a habit.
const OFTEN: usize = 3;
/// Less sure than a word.
const SEEN: i64 = 60;

/// `visits`, latest first; only those that took place count.
pub fn habits(catalog: &Catalog, visits: &[Visit]) -> Vec<Learned> {
    let past: Vec<&Visit> = visits.iter().filter(|v| v.status == BookingStatus::Completed).take(LATEST).collect();
    let is_english = catalog.org.lang.spoken() == Lang::En;
    let often = |same: &dyn Fn(&Visit) -> bool| past.iter().filter(|v| same(v)).count() >= OFTEN;
    let mut found = Vec::new();
    let employee = past.iter().map(|v| v.slot.employee_id).find(|id| often(&|v: &Visit| v.slot.employee_id == *id)).and_then(|id| catalog.employee(id));
    if let Some(e) = employee {
        let head = if is_english { "Usually comes to" } else { "Обычно ходит к мастеру:" };
        found.push(Learned { key: FactKey::Employee, text: format!("{head} {}", e.name), value: Some(json!({ "employee_id": e.id })), confidence: SEEN, seq: None });
    }
    let services = past.iter().flat_map(|v| &v.services);
    if let Some(s) = services.copied().find(|id| often(&|v: &Visit| v.services.contains(id))).and_then(|id| catalog.service(id)) {
        let head = if is_english { "Usually comes for" } else { "Обычно приходит на:" };
        let name = crate::dialogue::service_title(catalog.org.lang.spoken(), s);
        found.push(Learned { key: FactKey::Service, text: format!("{head} {name}"), value: Some(json!({ "service_id": s.id })), confidence: SEEN, seq: None });
    }
    found
}

/// What the dialogue may suggest by itself.
pub fn usual(facts: &[ContactFact]) -> Usual {
    let value = |key: FactKey, field: &str| facts.iter().find(|f| f.key == key).and_then(|f| f.value.as_ref()).and_then(|v| v.get(field)).and_then(Value::as_str);
    Usual { employee: value(FactKey::Employee, "employee_id").and_then(|id| id.parse().ok()) }
}
