//! Writes the invented weeks of a demo: contacts, visits, conversations with their turns, events and marks, as if they had
//! happened one by one. One unit; visits compete for the calendar like real ones.

use super::talk::{DemoChannel, DemoState, DemoTalk};
use super::{Demo, DemoContact, DemoVisit, Keys, Pack};
use crate::{App, Ctx};
use domain::booking::{Booking, BookingStatus, Item};
use domain::comment::Comment;
use domain::contact::{Contact, Identity};
use domain::conversation::{Conversation, ConversationStatus, Mode, Phase};
use domain::id::{BookingId, CommentId, ContactId, ConversationId, MemberId, MessageId, OutboxId, TurnId};
use domain::message::{Author, Delivery, Message};
use domain::port::{Outbound, Receiving};
use domain::slot::Occupation;
use domain::{Error, Lang, Money, Phone, Result, Ts};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::Unit;
use store::connection::Connection;
use store::member::Member;
use store::occupancy::Occupier;

/// Longest text the list is searched by.
const RECENT: usize = 400;

/// Fills a firm that has just been made. People of the firm who are there already take part in the talks.
pub async fn stage(app: &App, ctx: &Ctx, pack: &Pack, keys: &Keys, demo: &Demo) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    let members = store::member::list(&mut scope, MemberId::nil(), 10).await?;
    drop(scope);
    let mut unit = app.unit(ctx).await?;
    let mut set = Set { zone: domain::time::zone(&pack.head.zone)?, pack, keys, demo, members, contacts: Vec::new(), talks: Vec::new() };
    store::demo::set_is_demo(&mut unit, true).await?;
    let lines = Lines::open(app, &mut unit).await?;
    set.contacts(&mut unit, &lines).await?;
    set.talks = demo.talks.iter().map(|_| ConversationId::new()).collect();
    for (index, visit) in demo.visits.iter().enumerate() {
        set.visit(&mut unit, index, visit).await?;
    }
    for (talk, id) in demo.talks.iter().zip(set.talks.clone()) {
        set.talk(&mut unit, &lines, id, talk).await?;
    }
    unit.commit().await
}

/// The connections the talks go over.
struct Lines {
    widget: Connection,
    messenger: Connection,
    api: Connection,
}

impl Lines {
    /// A demo has no bot: its messenger is there to be looked at and paused, so that nothing is sent to anybody.
    async fn open(app: &App, unit: &mut Unit) -> Result<Lines> {
        let missing = || Error::internal("a firm without its own connections");
        let widget = store::connection::find_by_connector(unit, crate::widget::CONNECTOR).await?.ok_or_else(missing)?;
        let api = store::connection::find_by_connector(unit, "api").await?.ok_or_else(missing)?;
        let messenger = app.connectors().find(|c| c.caps().polling).ok_or_else(|| Error::internal("no messenger can be connected"))?;
        let (name, title) = (messenger.name().to_owned(), messenger.title().to_owned());
        let mut messenger = crate::channel::manage::create_in(app, unit, &name, &title, json!({}), BTreeMap::new(), Receiving::Off).await?;
        messenger.is_paused = true;
        store::connection::update(unit, &messenger).await?;
        Ok(Lines { widget, messenger, api })
    }
    fn of(&self, channel: DemoChannel) -> &Connection {
        match channel {
            DemoChannel::Widget => &self.widget,
            DemoChannel::Telegram => &self.messenger,
            DemoChannel::Api => &self.api,
        }
    }
}

struct Set<'a> {
    zone: TimeZone,
    pack: &'a Pack,
    keys: &'a Keys,
    demo: &'a Demo,
    members: Vec<Member>,
    contacts: Vec<ContactId>,
    talks: Vec<ConversationId>,
}

impl Set<'_> {
    async fn contacts(&mut self, unit: &mut Unit, lines: &Lines) -> Result<()> {
        for (index, person) in self.demo.contacts.iter().enumerate() {
            let known = self.demo.talks.iter().filter(|t| t.contact == index).filter_map(|t| t.messages.first()).map(|m| m.at);
            let booked = self.demo.visits.iter().filter(|v| v.contact == index).map(|v| v.created);
            let since = known.chain(booked).min();
            let source = self.demo.talks.iter().find(|t| t.contact == index).map_or("person", |t| lines.of(t.channel).connector.as_str());
            let since = since.map(|at| self.instant(at)).transpose()?.unwrap_or(unit.now());
            self.contacts.push(contact(unit, person, source, since).await?);
        }
        Ok(())
    }

    async fn visit(&self, unit: &mut Unit, index: usize, visit: &DemoVisit) -> Result<()> {
        let items = visit.items.iter().map(|i| Ok(Item { service_id: id(&self.keys.services, &i.service_key)?, duration_minutes: i.duration_minutes, price: i.price })).collect::<Result<_>>()?;
        let resource_id = visit.resource_key.as_ref().map(|key| id(&self.keys.resources, key)).transpose()?;
        let talk = self.demo.talks.iter().position(|t| t.visit == Some(index));
        let created_at = self.instant(visit.created)?;
        let booking = Booking {
            id: BookingId::new(),
            branch_id: id(&self.keys.branches, &visit.branch_key)?,
            employee_id: id(&self.keys.employees, &visit.employee_key)?,
            resource_id,
            contact_id: self.contact_of(visit.contact)?,
            conversation_id: talk.and_then(|t| self.talks.get(t)).copied(),
            group_event_id: None,
            items,
            starts_at: self.instant(visit.starts)?,
            ends_at: self.instant(visit.ends)?,
            status: visit.status,
            price: Money::new(visit.price, self.pack.head.currency.clone())?,
            prepayment: 0,
            prepaid_at: None,
            note: String::new(),
            source: if talk.is_some() { "agent" } else { "person" }.to_owned(),
            version: 1,
            created_at,
            updated_at: created_at,
        };
        store::booking::insert(unit, &booking).await?;
        super::mark::of_visit(unit, &booking, index).await?;
        if booking.status.is_active() {
            let what = Occupation {
                branch_id: booking.branch_id, employee_id: booking.employee_id, resource_id, starts_at: booking.starts_at, ends_at: booking.ends_at, busy_until: self.instant(visit.busy_until)?, seat: None,
            };
            store::occupancy::add(unit, booking.id.into(), Occupier::Booking, &what).await?;
        }
        let conversation = booking.conversation_id.map(Into::into);
        unit.event_at("booking.created", booking.id, conversation, json!({"booking_id": booking.id, "starts_at": booking.starts_at, "ends_at": booking.ends_at, "status": BookingStatus::Booked}), created_at);
        if booking.status == BookingStatus::Cancelled {
            let payload = json!({"booking_id": booking.id, "starts_at": booking.starts_at, "ends_at": booking.ends_at, "status": booking.status});
            unit.event_at("booking.cancelled", booking.id, conversation, payload, created_at);
        }
        Ok(())
    }

    async fn talk(&self, unit: &mut Unit, lines: &Lines, id: ConversationId, talk: &DemoTalk) -> Result<()> {
        let connection = lines.of(talk.channel);
        let conversation = self.row(connection, id, talk)?;
        let recent: String = talk.messages.iter().rev().map(|m| m.text.to_lowercase()).collect::<Vec<_>>().join(" ").chars().take(RECENT).collect();
        store::demo::conversation(unit, &conversation, &recent).await?;
        unit.event_at("conversation.created", id, Some(id.0), json!({"contact_id": conversation.contact_id, "connection_id": connection.id}), conversation.created_at);
        self.messages(unit, connection, &conversation, talk).await?;
        store::demo::paced(unit, id).await?;
        if let DemoState::Waiting { reason } = &talk.state {
            unit.event_at("conversation.handed_over", id, Some(id.0), json!({"reason": reason, "summary": summary(talk)}), conversation.updated_at);
        }
        for (after, person, text) in &talk.comments {
            let Some(member) = self.member(*person) else { continue };
            let after_seq = i64::try_from(*after).unwrap_or(0);
            let comment = Comment {
                id: CommentId::new(), conversation_id: id, after_seq, person_id: Some(member.person_id), author: member.name.clone(), text: text.clone(), mentions: Vec::new(),
                created_at: conversation.updated_at.plus_secs(90).min(unit.now()),
            };
            store::comment::insert(unit, &comment).await?;
        }
        for member in self.members.iter().filter(|_| talk.is_read) {
            store::demo::read(unit, member.person_id, id, conversation.last_seq, conversation.updated_at).await?;
        }
        Ok(())
    }

    fn row(&self, connection: &Connection, id: ConversationId, talk: &DemoTalk) -> Result<Conversation> {
        let count = i64::try_from(talk.messages.len()).unwrap_or(0);
        let last_of = |author: Author| talk.messages.iter().rposition(|m| m.author == author).and_then(|i| i64::try_from(i + 1).ok()).unwrap_or(0);
        let at = |message: Option<&super::DemoMessage>| message.map_or_else(|| Err(Error::internal("a demo talk without words")), |m| self.instant(m.at));
        let (created_at, updated_at) = (at(talk.messages.first())?, at(talk.messages.last())?);
        let inbound_seq = last_of(Author::Contact);
        let is_unanswered = inbound_seq > last_of(Author::Agent).max(last_of(Author::Person));
        let asked = talk.messages.iter().rev().take_while(|m| m.author == Author::Contact || matches!(talk.state, DemoState::Waiting { .. })).last();
        let (mode, status, person) = match &talk.state {
            DemoState::Open => (Mode::Auto, ConversationStatus::Open, None),
            DemoState::Closed => (Mode::Auto, ConversationStatus::Closed, None),
            DemoState::Waiting { .. } => (Mode::Human, ConversationStatus::Waiting, None),
            DemoState::Handled { person } | DemoState::Snoozed { person } => (Mode::Human, ConversationStatus::Open, Some(*person)),
        };
        let waits = status == ConversationStatus::Waiting || (mode == Mode::Human && is_unanswered);
        Ok(Conversation {
            id,
            contact_id: self.contact_of(talk.contact)?,
            connection_id: connection.id,
            chat_id: format!("demo:{id}"),
            status,
            mode,
            phase: if talk.visit.is_some() { Phase::Completed } else { Phase::Consulting },
            lang: Lang::Ru,
            hand_over: matches!(talk.state, DemoState::Waiting { .. }).then(|| summary(talk)),
            assignee_id: person.and_then(|p| self.member(p)).map(|m| m.person_id),
            team_id: None,
            last_seq: count,
            inbound_seq,
            answered_seq: inbound_seq,
            waiting_since: if waits { asked.map(|m| self.instant(m.at)).transpose()? } else { None },
            snoozed_until: if matches!(talk.state, DemoState::Snoozed { .. }) { Some(self.morning()?) } else { None },
            sla_warn_at: None,
            sla_due_at: None,
            draft: None,
            created_at,
            updated_at,
        })
    }

    async fn messages(&self, unit: &mut Unit, connection: &Connection, row: &Conversation, talk: &DemoTalk) -> Result<()> {
        let mut asked = 0;
        for (said, seq) in talk.messages.iter().zip(1..) {
            let at = self.instant(said.at)?;
            let turn = (said.author == Author::Agent).then(TurnId::new);
            let person_id = match &talk.state {
                DemoState::Handled { person } | DemoState::Snoozed { person } if said.author == Author::Person => self.member(*person).map(|m| m.person_id),
                _ if said.author == Author::Person => self.member(0).map(|m| m.person_id),
                _ => None,
            };
            let message = Message {
                id: MessageId::new(), conversation_id: row.id, seq, author: said.author, person_id, text: said.text.clone(), buttons: Vec::new(), attachments: Vec::new(), delivery: said.delivery,
                provider_id: None, turn_id: turn, created_at: at,
            };
            store::message::insert(unit, &message, None).await?;
            if matches!(said.delivery, Delivery::Unknown | Delivery::Failed) {
                trouble(unit, connection, row, &message).await?;
            }
            if let Some(turn) = turn {
                let verdict = if matches!(talk.state, DemoState::Waiting { .. }) { "handed_over" } else { "answered" };
                store::turn::insert(unit, record(row.id, turn, asked, seq - 1, verdict, row.phase, at)).await?;
                asked = seq - 1;
            }
            unit.event_at("message.created", message.id, Some(row.id.0), json!({"message": message, "phase": row.phase, "mode": row.mode}), at);
        }
        Ok(())
    }

    fn contact_of(&self, index: usize) -> Result<ContactId> {
        self.contacts.get(index).copied().ok_or_else(|| Error::internal("a demo row names no contact"))
    }
    fn member(&self, index: usize) -> Option<&Member> {
        self.members.get(index.checked_rem(self.members.len())?)
    }
    fn instant(&self, civil: DateTime) -> Result<Ts> {
        Ok(Ts::from(&civil.to_zoned(self.zone.clone()).map_err(|e| Error::internal("a demo time is out of range").source(e))?))
    }
    /// Ten o'clock of the day after the newest message.
    fn morning(&self) -> Result<Ts> {
        let last = self.demo.talks.iter().flat_map(|t| &t.messages).map(|m| m.at).max().ok_or_else(|| Error::internal("a demo without talks"))?;
        let day = last.date().tomorrow().map_err(|e| Error::internal("a demo time is out of range").source(e))?;
        self.instant(day.at(10, 0, 0, 0))
    }
}

async fn contact(unit: &mut Unit, person: &DemoContact, source: &str, since: Ts) -> Result<ContactId> {
    let contact = Contact {
        id: ContactId::new(), name: person.name.clone(), phone: person.phone.clone().map(Phone::trusted), email: None, lang: None, zone: None, tags: person.tags.clone(), note: String::new(),
        source: source.to_owned(), created_at: since, updated_at: since,
    };
    store::contact::insert(unit, &contact).await?;
    store::demo::known_since(unit, contact.id, since).await?;
    if let Some(phone) = &person.phone {
        store::contact::add_identity(unit, contact.id, &Identity { kind: "phone".into(), value: phone.clone(), connection_id: None }).await?;
    }
    unit.event_at("contact.created", contact.id, None, json!({"contact_id": contact.id, "source": source}), since);
    Ok(contact.id)
}

/// What the delivery loop would have left behind.
async fn trouble(unit: &mut Unit, connection: &Connection, row: &Conversation, message: &Message) -> Result<()> {
    let id = OutboxId::new();
    let outbound = Outbound {
        key: id.to_string(), chat_id: row.chat_id.clone(), conversation_id: Some(row.id), text: message.text.clone(), buttons: Vec::new(), attachments: Vec::new(), parts_sent: 0,
    };
    let payload = serde_json::to_value(&outbound).map_err(|e| Error::internal("an outbound message does not serialise").source(e))?;
    let (status, error) = match message.delivery {
        Delivery::Failed => ("failed", "the customer has blocked the bot"),
        _ => ("unknown", "the connection broke while the message was being sent"),
    };
    let trouble = store::demo::Trouble { connection: connection.id, conversation: row.id, message: message.id, payload, status, error, at: message.created_at };
    store::demo::trouble(unit, trouble).await
}

fn record(conversation_id: ConversationId, id: TurnId, from_seq: i64, until_seq: i64, verdict: &str, phase: Phase, at: Ts) -> store::turn::TurnRow {
    let record: Value = json!({"v": 1, "calls": [], "phase": phase, "effects": [], "trace": []});
    // Between four and fifty milliseconds, by chance of the id.
    let duration_us = 4_000 + i64::from(id.0.as_bytes().last().copied().unwrap_or(0)) * 180;
    store::turn::TurnRow { id, conversation_id, from_seq, until_seq, verdict: verdict.to_owned(), record, trace_id: None, duration_us, created_at: at, catalog_version: None, search: String::new() }
}

/// What a person reads first: the guest's own words.
fn summary(talk: &DemoTalk) -> String {
    talk.messages.iter().find(|m| m.author == Author::Contact).map(|m| m.text.clone()).unwrap_or_default()
}

fn id<T: Copy>(keys: &BTreeMap<String, T>, key: &str) -> Result<T> {
    keys.get(key).copied().ok_or_else(|| Error::internal(format!("the pack has no {key}")))
}
