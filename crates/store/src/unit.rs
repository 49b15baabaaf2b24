//! The one door to writing a tenant's data: a transaction that carries rows, audit, events, jobs and outbox together.
//! Dropped without `commit` it leaves nothing. Wake-ups go out only after the commit.

use crate::composed::Composed;
use crate::db::Conn;
use crate::scope::tenant_vals;
use crate::{Db, FromRow, Row, Signal, Sql, Val};
use domain::event::{Actor, Event};
use domain::id::{AuditId, EventId, OrgId};
use domain::{Result, Ts};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// Who acts, from where, when: the same for everything one unit writes.
#[derive(Clone, Debug)]
pub struct By {
    pub actor: Actor,
    pub ip: Option<String>,
    pub trace_id: Option<String>,
    pub now: Ts,
}

impl By {
    pub const fn system(now: Ts) -> Self {
        By { actor: Actor::System, ip: None, trace_id: None, now }
    }
}

/// See the module docs.
pub struct Unit {
    conn: Conn,
    org: OrgId,
    bound: OrgId,
    by: By,
    db: Db,
    events: Vec<Event>,
    wake: Vec<Signal>,
}

impl Db {
    /// Begins a unit. On SQLite this takes the single writer: do slow work before.
    pub async fn unit(&self, org: OrgId, by: By) -> Result<Unit> {
        Ok(Unit { conn: self.writer(Some(org)).await?, org, bound: self.bound(org), by, db: self.clone(), events: Vec::new(), wake: Vec::new() })
    }
}

impl Unit {
    pub const fn org(&self) -> OrgId {
        self.org
    }
    pub const fn now(&self) -> Ts {
        self.by.now
    }
    pub const fn by(&self) -> &By {
        &self.by
    }
    /// `vals` start at `$2`. Returns the rows touched.
    pub async fn exec(&mut self, sql: Sql, vals: Vec<Val>) -> Result<u64> {
        let vals = tenant_vals(sql, self.bound, vals)?;
        self.conn.exec(sql, vals).await
    }
    pub async fn rows(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<Row>> {
        let vals = tenant_vals(sql, self.bound, vals)?;
        self.conn.rows(sql, vals).await
    }
    /// A frame with conditions; its values start at `$2`, too.
    pub(crate) async fn composed(&mut self, made: Composed) -> Result<Vec<Row>> {
        let mut made = made.check()?;
        made.vals.insert(0, Val::from(self.bound));
        self.conn.composed(made).await
    }
    pub async fn list<T: FromRow>(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<T>> {
        self.rows(sql, vals).await?.iter().map(T::from_row).collect()
    }
    pub async fn find<T: FromRow>(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Option<T>> {
        self.rows(sql, vals).await?.first().map(T::from_row).transpose()
    }

    /// Adds an event to the append-only stream: written with the commit, heard by live sockets after it.
    pub async fn event(&mut self, kind: &str, subject: impl Into<Uuid>, conversation: Option<Uuid>, payload: Value) -> Result<()> {
        self.events.push(Event { id: EventId::new(), kind: kind.to_owned(), subject_id: subject.into(), conversation_id: conversation, payload, created_at: self.by.now });
        Ok(())
    }

    /// An event of another time, for an invented past: its id sorts where it would have stood.
    pub fn event_at(&mut self, kind: &str, subject: impl Into<Uuid>, conversation: Option<Uuid>, payload: Value, at: domain::Ts) {
        let millis = u64::try_from(at.micros() / 1000).unwrap_or(0);
        let fresh = Uuid::now_v7();
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(fresh.as_bytes().iter().skip(6)) {
            *to = *from;
        }
        let id = EventId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid());
        self.events.push(Event { id, kind: kind.to_owned(), subject_id: subject.into(), conversation_id: conversation, payload, created_at: at });
    }

    /// Records who changed what. `before`/`after` hold no secrets: the caller passes the public shape of the row.
    pub async fn audit(&mut self, action: &'static str, noun: &'static str, subject: Option<Uuid>, before: Option<Value>, after: Option<Value>) -> Result<()> {
        crate::audit::insert(self, AuditId::new(), action, noun, subject, before, after).await
    }

    /// Something to do once the commit is durable.
    pub fn wake(&mut self, signal: Signal) {
        self.wake.push(signal);
    }

    /// Makes everything durable, then wakes whoever waits for it.
    pub async fn commit(mut self) -> Result<()> {
        let events = std::mem::take(&mut self.events);
        crate::event::insert(&mut self, &events).await?;
        self.conn.commit().await?;
        if !events.is_empty() {
            self.db.signals.send(Signal::Events(self.org, Arc::new(events)));
        }
        for signal in self.wake {
            self.db.signals.send(signal);
        }
        Ok(())
    }
}
