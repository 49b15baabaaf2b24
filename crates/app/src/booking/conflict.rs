//! Says what stands in the way of a wish, for those who may know: the firm's own people and programs.

use super::Rules;
use crate::catalog::Firm;
use domain::conflict::{Conflict, ConflictKind};
use domain::id::ServiceId;
use domain::slot::{Slot, Terms};
use domain::{Error, Kind, Result, Ts};
use store::Reads;
use store::occupancy::{Clash, Except};
use uuid::Uuid;

/// A wish that was refused.
pub(super) struct Refused<'a> {
    pub services: &'a [ServiceId],
    pub slot: &'a Slot,
    pub terms: Terms,
    pub except: Except,
}

/// The same error with what is in the way; a customer is told nothing more.
pub(super) async fn explain(error: Error, firm: &Firm, reads: &mut impl Reads, rules: Rules, refused: &Refused<'_>, now: Ts) -> Error {
    if error.kind != Kind::SlotTaken || matches!(rules, Rules::Customer(_)) {
        return error;
    }
    match find(&error, firm, reads, refused, now).await {
        Ok(conflict) => Error { conflict: conflict.map(Box::new), ..error },
        Err(trouble) => trouble,
    }
}

async fn find(error: &Error, firm: &Firm, reads: &mut impl Reads, refused: &Refused<'_>, now: Ts) -> Result<Option<Conflict>> {
    let Refused { services, slot, terms, except } = refused;
    let Some(employee) = firm.catalog.employee(slot.employee_id) else { return Ok(None) };
    let length = firm.world(&[]).length(employee, services).map_or((0, 0), |l| (l.minutes, l.busy_minutes));
    let ends_at = slot.starts_at.plus_minutes(terms.minutes.unwrap_or(length.0));
    let busy_until = ends_at.plus_minutes(length.1 - length.0);
    let rule = |kind| Conflict { kind, id: None, subject_id: employee.id.uuid(), subject: employee.name.clone(), starts_at: slot.starts_at, ends_at, title: String::new() };
    Ok(match error.public_code() {
        "outside_hours" => Some(rule(ConflictKind::NotWorking)),
        "in_past" => Some(rule(ConflictKind::Past)),
        "too_soon" => Some(rule(ConflictKind::Lead)),
        "no_group_event" => None,
        "resource_taken" => {
            let rooms = firm.world(&[]).places_for(services, slot.branch_id);
            let mut found = Conflict { subject: String::new(), ..rule(ConflictKind::Resource) };
            for room in firm.resources.iter().filter(|r| rooms.contains(&r.id)) {
                if let Some(clash) = store::occupancy::find_clash(reads, room.id.uuid(), slot.starts_at, busy_until, now, except.owner).await? {
                    found = Conflict { kind: ConflictKind::Resource, ..told(reads, clash, &room.name).await? };
                    break;
                }
            }
            Some(found)
        }
        _ => match store::occupancy::find_clash(reads, employee.id.uuid(), slot.starts_at, busy_until, now, except.owner).await? {
            Some(clash) => Some(told(reads, clash, &employee.name).await?),
            None => None,
        },
    })
}

/// A refusal of blocked time: whatever the employee or the room is taken by.
pub(super) async fn refuse_block(reads: &mut impl Reads, subject: Uuid, span: (Ts, Ts), now: Ts, except: Option<Uuid>) -> Result<()> {
    let Some(clash) = store::occupancy::find_clash(reads, subject, span.0, span.1, now, except).await? else { return Ok(()) };
    let name = match store::employee::get(reads, subject.into()).await {
        Ok(employee) => employee.name,
        Err(_) => store::resource::get(reads, subject.into()).await?.name,
    };
    let conflict = told(reads, clash, &name).await?;
    Err(Error { conflict: Some(Box::new(conflict)), ..Error::new(Kind::SlotTaken, "the time is taken") })
}

async fn told(reads: &mut impl Reads, clash: Clash, subject: &str) -> Result<Conflict> {
    let mut conflict = Conflict {
        kind: ConflictKind::Booking, id: Some(clash.owner), subject_id: clash.subject, subject: subject.to_owned(), starts_at: clash.starts_at, ends_at: clash.ends_at, title: String::new(),
    };
    match clash.kind.as_str() {
        "booking" => {
            let entry = store::calendar::entry(reads, clash.owner.into()).await?;
            // The buffer after the visit is busy too, but nobody thinks of it as the visit.
            conflict.ends_at = entry.booking.ends_at;
            conflict.title = entry.services.into_iter().chain(entry.contact_name.as_deref().map(short)).collect::<Vec<_>>().join(", ");
        }
        "hold" => conflict.kind = ConflictKind::Hold,
        "group_event" => {
            let event = store::group_event::get(reads, clash.owner.into()).await?;
            conflict.ends_at = event.ends_at;
            conflict.kind = ConflictKind::GroupEvent;
            conflict.title = store::service::get(reads, event.service_id).await?.name;
        }
        _ => {
            conflict.kind = ConflictKind::Block;
            conflict.title = store::block::get(reads, clash.owner.into()).await?.reason;
        }
    }
    Ok(conflict)
}

/// `Мария Петрова` → `Мария П.`: enough for colleagues, little for whoever looks over a shoulder.
fn short(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default().to_owned();
    match words.next().and_then(|w| w.chars().next()) {
        Some(initial) => format!("{first} {initial}."),
        None => first,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_shortened() {
        for (name, expected) in [("Мария Петрова", "Мария П."), ("Мария", "Мария"), (" Anna  Maria Smith ", "Anna M."), ("", "")] {
            assert_eq!(super::short(name), expected);
        }
    }
}
