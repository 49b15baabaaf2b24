//! Writing a pack into an organization, and its invented past and future: visits, talks, contacts. One unit each.

use super::{Demo, Keys, Pack, Rows};
use crate::{App, Ctx};
use domain::booking::{Booking, Item};
use domain::contact::{Contact, Identity};
use domain::conversation::{ConversationStatus, Mode, Phase};
use domain::id::{BookingId, ContactId, ConversationId, MessageId};
use domain::message::{Author, Delivery, Message};
use domain::slot::Occupation;
use domain::{Error, Money, Phone, Result, Ts};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::json;
use std::collections::BTreeMap;
use store::occupancy::Occupier;
use store::Unit;

/// Fills an empty organization with the pack's catalog.
pub async fn install(app: &App, ctx: &Ctx, pack: &Pack, today: Date) -> Result<Rows> {
    let mut unit = app.unit(ctx).await?;
    let rows = install_in(&mut unit, pack, today).await?;
    unit.commit().await?;
    Ok(rows)
}

/// The same inside a larger unit.
pub(crate) async fn install_in(unit: &mut Unit, pack: &Pack, today: Date) -> Result<Rows> {
    let rows = pack.rows(today, unit.now())?;
    for branch in &rows.branches {
        store::branch::insert(unit, branch).await?;
    }
    for resource in &rows.resources {
        store::resource::insert(unit, resource).await?;
    }
    for service in &rows.services {
        store::service::insert(unit, service).await?;
    }
    for employee in &rows.employees {
        store::employee::insert(unit, employee).await?;
    }
    for schedule in &rows.schedules {
        store::schedule::replace_shifts(unit, schedule.employee_id, &schedule.shifts).await?;
        for exception in &schedule.exceptions {
            store::schedule::put_exception(unit, schedule.employee_id, exception).await?;
        }
    }
    for faq in &rows.faq {
        store::faq::insert(unit, faq).await?;
    }
    store::org::bump_catalog(unit).await?;
    let org = unit.org();
    unit.audit("install", "pack", Some(org.0), None, Some(json!({"pack": pack.head.key}))).await?;
    Ok(rows)
}

/// Writes the invented weeks. Visits compete for the calendar like real ones; the generator never makes two overlap.
pub async fn stage(app: &App, ctx: &Ctx, pack: &Pack, keys: &Keys, demo: &Demo) -> Result<()> {
    let zone = domain::time::zone(&pack.head.zone)?;
    let mut unit = app.unit(ctx).await?;
    let mut contacts = Vec::with_capacity(demo.contacts.len());
    for person in &demo.contacts {
        contacts.push(contact(&mut unit, &person.name, &person.phone).await?);
    }
    let contact_of = |index: usize| contacts.get(index).copied().ok_or_else(|| Error::internal("a demo visit names no contact"));
    for visit in &demo.visits {
        let items = visit.items.iter().map(|i| Ok(Item { service_id: id(&keys.services, &i.service_key)?, duration_minutes: i.duration_minutes, price: i.price })).collect::<Result<_>>()?;
        let resource_id = visit.resource_key.as_ref().map(|key| id(&keys.resources, key)).transpose()?;
        let booking = Booking {
            id: BookingId::new(),
            branch_id: id(&keys.branches, &visit.branch_key)?,
            employee_id: id(&keys.employees, &visit.employee_key)?,
            resource_id,
            contact_id: contact_of(visit.contact)?,
            conversation_id: None,
            items,
            starts_at: instant(visit.starts, &zone)?,
            ends_at: instant(visit.ends, &zone)?,
            status: visit.status,
            price: Money::new(visit.price, pack.head.currency.clone())?,
            note: String::new(),
            source: "demo".into(),
            version: 1,
            created_at: instant(visit.created, &zone)?,
            updated_at: instant(visit.created, &zone)?,
        };
        store::booking::insert(&mut unit, &booking).await?;
        if booking.status.is_active() {
            let what = Occupation {
                branch_id: booking.branch_id, employee_id: booking.employee_id, resource_id, starts_at: booking.starts_at, ends_at: booking.ends_at, busy_until: instant(visit.busy_until, &zone)?,
            };
            store::occupancy::add(&mut unit, booking.id.into(), Occupier::Booking, &what).await?;
        }
    }
    let connection = store::connection::find_by_connector(&mut unit, crate::widget::CONNECTOR).await?.ok_or_else(|| Error::internal("a firm without a widget"))?;
    for talk in &demo.talks {
        write_talk(&mut unit, &zone, &connection, contact_of(talk.contact)?, talk).await?;
    }
    unit.commit().await
}

async fn contact(unit: &mut Unit, name: &str, phone: &str) -> Result<ContactId> {
    let now = unit.now();
    let contact = Contact {
        id: ContactId::new(), name: Some(name.to_owned()), phone: Some(Phone::trusted(phone.to_owned())), email: None, lang: None, zone: None, tags: Vec::new(), note: String::new(),
        source: "demo".into(), created_at: now, updated_at: now,
    };
    store::contact::insert(unit, &contact).await?;
    store::contact::add_identity(unit, contact.id, &Identity { kind: "phone".into(), value: phone.to_owned(), connection_id: None }).await?;
    Ok(contact.id)
}

async fn write_talk(unit: &mut Unit, zone: &TimeZone, connection: &store::connection::Connection, contact: ContactId, talk: &super::DemoTalk) -> Result<()> {
    let id = ConversationId::new();
    store::conversation::insert(unit, id, contact, connection.id, &format!("demo:{id}"), domain::Lang::Ru).await?;
    for said in &talk.messages {
        let at = instant(said.at, zone)?;
        let row = match said.author {
            Author::Contact => store::conversation::add_inbound(unit, id, 0).await?,
            _ => store::conversation::add_outbound(unit, id).await?,
        };
        let message = Message {
            id: MessageId::new(), conversation_id: id, seq: row.conversation.last_seq, author: said.author, person_id: None, text: said.text.clone(), buttons: Vec::new(), attachments: Vec::new(),
            delivery: if said.author == Author::Contact { Delivery::Received } else { Delivery::Read }, provider_id: None, turn_id: None, created_at: at,
        };
        store::message::insert(unit, &message, None).await?;
    }
    let last = talk.messages.last().map_or(Ok(unit.now()), |m| instant(m.at, zone))?;
    let waits = talk.waiting.is_some();
    let phase = if talk.visit.is_some() { Phase::Completed } else { Phase::Consulting };
    let (mode, status) = if waits { (Mode::Human, ConversationStatus::Waiting) } else { (Mode::Auto, ConversationStatus::Open) };
    store::conversation::set_demo(unit, id, phase, mode, status, talk.waiting.as_deref(), last).await
}

fn instant(civil: DateTime, zone: &TimeZone) -> Result<Ts> {
    Ok(Ts::from(&civil.to_zoned(zone.clone()).map_err(|e| Error::internal("a demo time is out of range").source(e))?))
}

fn id<T: Copy>(keys: &BTreeMap<String, T>, key: &str) -> Result<T> {
    keys.get(key).copied().ok_or_else(|| Error::internal(format!("the pack has no {key}")))
}
