//! A contact's story, newest first: what was said by conversation and day, what became of visits, what was changed in the card.

use crate::App;
use crate::catalog::Firm;
use domain::feedback::Feedback;
use domain::id::{ContactId, OrgId};
use domain::note::Note;
use domain::{Result, Ts};
use serde_json::{Map, Value};
use std::collections::HashMap;
use store::Scope;
use store::audit::AuditRow;
use store::contact::timeline::{self, DayTalk};
use store::deal::ShownMove;
use store::referral::ShownStep;
use uuid::Uuid;

/// One entry of the story.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: Ts,
    /// With `at` the place in the order.
    pub id: Uuid,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Talk(DayTalk),
    Booking(BookingChange),
    /// Of what they wait for.
    Waitlist(WaitlistChange),
    Contact { by: By, action: String, changes: Vec<Change> },
    /// With how many files.
    Note(Note, usize),
    /// How a visit was.
    Feedback(Feedback),
    /// A deal began, or went on.
    Deal(ShownMove),
    /// Handed to a partner, and what came of it.
    Referral(ShownStep),
}

/// Who did it; the name of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    pub kind: String,
    pub name: Option<String>,
}

/// What became of a visit, with the names of now.
#[derive(Clone, Debug)]
pub struct BookingChange {
    pub by: By,
    pub action: String,
    pub booking_id: Uuid,
    pub starts_at: Option<String>,
    /// Where it stood before it was moved.
    pub from_starts_at: Option<String>,
    pub status: Option<String>,
    pub employee: Option<String>,
    pub services: Vec<String>,
}

/// What became of a wish on the waiting list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitlistChange {
    pub by: By,
    pub action: String,
    pub waitlist_id: Uuid,
    pub from_day: Option<String>,
    pub until_day: Option<String>,
    /// Of the place that was offered.
    pub starts_at: Option<String>,
    pub services: Vec<String>,
}

/// One field of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub from: Value,
    pub to: Value,
}

/// Entries before a place. A foreign contact is not found.
pub async fn timeline(app: &App, org: OrgId, id: ContactId, before: (Ts, Uuid), limit: i64) -> Result<Vec<Entry>> {
    let mut scope = app.scope(org).await?;
    store::contact::get(&mut scope, id).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let zone = domain::time::zone(&firm.catalog.org.zone)?;
    let shift = i64::from(app.now().in_zone(&zone).offset().seconds()) * 1_000_000;
    let mut entries: Vec<Entry> = timeline::talks(&mut scope, id, shift, before, limit).await?.into_iter().map(|t| Entry { at: t.last_at, id: t.conversation_id.uuid(), what: What::Talk(t) }).collect();
    let mut names = HashMap::new();
    for row in timeline::changes(&mut scope, id, before, limit).await? {
        let by = By { name: name_of(&mut scope, &mut names, &row).await?, kind: row.actor_kind.clone() };
        let what = match row.noun.as_str() {
            "booking" => What::Booking(booking(&firm, &row, by)),
            "waitlist" => What::Waitlist(waiting(&firm, &row, by)),
            _ => What::Contact { by, changes: changes(&row), action: row.action.clone() },
        };
        entries.push(Entry { at: row.created_at, id: row.id.uuid(), what });
    }
    let files = store::note::files(&mut scope, id).await?;
    for note in store::note::timeline(&mut scope, id, (before.0, before.1.into()), limit).await? {
        let count = files.iter().filter(|f| f.note_id == note.id).count();
        entries.push(Entry { at: note.created_at, id: note.id.uuid(), what: What::Note(note, count) });
    }
    for f in store::feedback::timeline(&mut scope, id, (before.0, before.1.into()), limit).await? {
        entries.push(Entry { at: f.answered_at.unwrap_or(f.asked_at), id: f.id.uuid(), what: What::Feedback(f) });
    }
    for shown in store::deal::moves_of_contact(&mut scope, id, before, limit).await? {
        entries.push(Entry { at: shown.step.at, id: shown.step.id.uuid(), what: What::Deal(shown) });
    }
    for shown in store::referral::story(&mut scope, id, before, limit).await? {
        entries.push(Entry { at: shown.step.at, id: shown.step.id.uuid(), what: What::Referral(shown) });
    }
    entries.sort_by_key(|e| std::cmp::Reverse((e.at, e.id)));
    entries.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(entries)
}

async fn name_of(scope: &mut Scope, names: &mut HashMap<Uuid, Option<String>>, row: &AuditRow) -> Result<Option<String>> {
    let Some(id) = row.actor_id.filter(|_| row.actor_kind == "person") else { return Ok(None) };
    if let Some(known) = names.get(&id) {
        return Ok(known.clone());
    }
    let name = store::member::find_by_person(scope, id.into()).await?.map(|m| m.name);
    names.insert(id, name.clone());
    Ok(name)
}

fn booking(firm: &Firm, row: &AuditRow, by: By) -> BookingChange {
    let text = |value: &Option<Value>, name: &str| value.as_ref().and_then(|v| v.get(name)).and_then(Value::as_str).map(str::to_owned);
    let id = |value: &Value| value.as_str().and_then(|t| Uuid::try_parse(t).ok());
    let items = row.after.as_ref().and_then(|v| v.get("items")).and_then(Value::as_array);
    let names = items.into_iter().flatten().filter_map(|i| i.get("service_id").and_then(id)).filter_map(|i| firm.catalog.service(i.into())).map(|s| s.name.clone());
    let (starts_at, from) = (text(&row.after, "starts_at"), text(&row.before, "starts_at"));
    BookingChange {
        by,
        action: row.action.clone(),
        booking_id: row.subject_id.unwrap_or_default(),
        from_starts_at: from.filter(|f| Some(f) != starts_at.as_ref()),
        starts_at,
        status: text(&row.after, "status"),
        employee: row.after.as_ref().and_then(|v| v.get("employee_id")).and_then(id).and_then(|i| firm.catalog.employee(i.into())).map(|e| e.name.clone()),
        services: names.collect(),
    }
}

fn waiting(firm: &Firm, row: &AuditRow, by: By) -> WaitlistChange {
    // A change by hand has the entry alone.
    let whole = row.after.as_ref();
    let entry = whole.and_then(|v| v.get("entry")).or(whole);
    let text = |side: Option<&Value>, name: &str| side.and_then(|v| v.get(name)).and_then(Value::as_str).map(str::to_owned);
    let services = entry.and_then(|v| v.get("services")).and_then(Value::as_array).into_iter().flatten();
    let names = services.filter_map(|id| id.as_str().and_then(|t| Uuid::try_parse(t).ok())).filter_map(|id| firm.catalog.service(id.into())).map(|s| s.name.clone());
    WaitlistChange {
        by, action: row.action.clone(), waitlist_id: row.subject_id.unwrap_or_default(), from_day: text(entry, "from_day"), until_day: text(entry, "until_day"), starts_at: text(whole.and_then(|v| v.get("offer")), "starts_at"),
        services: names.collect(),
    }
}

/// The fields that differ.
fn changes(row: &AuditRow) -> Vec<Change> {
    let none = Map::new();
    let side = |value: &Option<Value>| value.as_ref().and_then(Value::as_object).unwrap_or(&none).clone();
    let (before, after) = (side(&row.before), side(&row.after));
    let differs = |field: &&String| before.get(*field) != after.get(*field) && field.as_str() != "id";
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).filter(differs).collect();
    fields.sort();
    fields.dedup();
    let of = |side: &Map<String, Value>, field: &str| side.get(field).cloned().unwrap_or(Value::Null);
    fields.into_iter().map(|f| Change { field: f.clone(), from: of(&before, f), to: of(&after, f) }).filter(|c| row.action != "create" || !is_blank(&c.to)).collect()
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

/// Who wrote something, with the name they have now.
pub async fn signed(scope: &mut Scope, kind: &str, id: Option<Uuid>) -> Result<By> {
    let name = match id.filter(|_| kind == "person") {
        Some(id) => store::member::find_by_person(scope, id.into()).await?.map(|m| m.name),
        None => None,
    };
    Ok(By { kind: kind.to_owned(), name })
}
