//! Writing a portion: contacts, conversations, messages with their files, and what remembers them, in one unit with its place. A portion
//! that is lost leaves nothing and is done again.

use super::desk::Desk;
use super::person::{Wanted, cut, key, of_card, of_chat, talk_key};
use super::read::{Numbered, Portion, Source};
use super::row::Reader;
use super::talk::{self, Line};
use crate::{App, Ctx};
use documents::import::{Message as Said, MessageKind, Moment, Record};
use domain::custom_field::CustomField;
use domain::file::{LIMIT, StoredFile};
use domain::id::ContactId;
use domain::import::{ChatKind, Counts, Found, FoundChat, Import, ImportFormat};
use domain::message::Author;
use domain::org::Org;
use domain::{Error, Lang, Result, Ts};
use jiff::tz::TimeZone;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::Unit;
use store::import::bulk;
use uuid::Uuid;

/// Longest text of a message, in characters, as for those that come in.
const TEXT: usize = crate::inbox::receive::TEXT_LIMIT;

/// What holds for all portions of one run.
pub(super) struct Press {
    pub app: App,
    pub ctx: Ctx,
    pub import: Import,
    pub found: Found,
    pub org: Org,
    pub zone: TimeZone,
    pub fields: Vec<CustomField>,
    pub source: Arc<Source>,
    pub is_dry: bool,
    pub desk: Desk,
    pub counts: Counts,
    names: Vec<String>,
    family: &'static str,
    chats: HashMap<String, (FoundChat, Option<Wanted>)>,
    left_out: HashSet<String>,
    /// Keys of the contacts of chats.
    contacts: HashSet<Uuid>,
    /// Chats and their contacts that have been counted.
    met: HashSet<Uuid>,
    has_chats: bool,
    has_columns: bool,
    is_other_table: bool,
}

/// A message that comes along, before it is known whether it is new.
struct Candidate<'r> {
    key: Uuid,
    talk: Uuid,
    contact: Uuid,
    said: &'r Said,
}

impl Press {
    pub fn new(app: &App, ctx: &Ctx, import: Import, org: Org, fields: Vec<CustomField>, source: Arc<Source>, is_dry: bool) -> Result<Self> {
        let found = import.found.clone().ok_or_else(|| Error::conflict("the file has not been looked through").code("import_state"))?;
        let family = import.format.unwrap_or(ImportFormat::Csv).family();
        let owner = import.mapping.owner.as_deref();
        let chats: HashMap<String, (FoundChat, Option<Wanted>)> = found.chats.iter().map(|chat| (chat.key.clone(), (chat.clone(), of_chat(family, chat, found.contact_of(chat, owner), &org.region, org.lang)))).collect();
        let contacts = chats.values().filter_map(|(_, contact)| Some(contact.as_ref()?.key)).collect();
        Ok(Press {
            contacts,
            app: app.clone(), ctx: ctx.clone(), zone: domain::time::zone(&import.mapping.zone)?, left_out: import.mapping.left_out.iter().cloned().collect(), counts: if is_dry { Counts::default() } else { import.counts.clone() },
            names: found.columns.iter().map(|c| c.name.clone()).collect(), import, found, org, fields, source, is_dry, desk: Desk::default(), family, chats, met: HashSet::new(), has_chats: false, has_columns: false, is_other_table: false,
        })
    }

    /// One portion. False if somebody else has gone on, or cancelled it.
    pub async fn take(&mut self, portion: &Portion, from: i64) -> Result<bool> {
        let counts = self.counts.clone();
        let wanted = self.people(&portion.records, from);
        let files = self.files(&portion.records).await?;
        let mut unit = self.app.unit(&self.ctx).await?;
        let now = store::import::lock(&mut unit, self.import.id).await?;
        if now.state != self.import.state || !self.is_dry && now.done_records != from {
            self.counts = counts;
            return Ok(false);
        }
        self.desk.load(&mut unit, &wanted).await?;
        let (at, is_replacing) = (unit.now(), self.import.mapping.is_replacing);
        let mut ids: HashMap<Uuid, ContactId> = HashMap::new();
        for person in &wanted {
            // The contact of a chat is met in every portion and counted once.
            let is_counted = self.contacts.contains(&person.key) && !self.met.insert(person.key);
            let mut aside = Counts::default();
            let counts = if is_counted { &mut aside } else { &mut self.counts };
            ids.insert(person.key, self.desk.take(person, is_replacing, at, counts));
        }
        let candidates = self.candidates(&portion.records);
        if self.is_dry {
            self.try_messages(&mut unit, &candidates).await?;
            self.desk.imagine(&mut self.counts);
            return Ok(true);
        }
        let keys: Vec<Uuid> = candidates.iter().map(|c| c.key).collect();
        let known = bulk::known_keys(&mut unit, &keys).await?;
        self.counts.messages_known += u64::try_from(known.len()).unwrap_or(0);
        let lines: Vec<Line> = candidates
            .iter()
            .filter(|c| !known.contains(&c.key))
            .filter_map(|c| {
                let (chat, _) = self.chats.get(&c.said.chat)?;
                Some(Line { key: c.key, talk: c.talk, contact: *ids.get(&c.contact)?, author: self.author(c.said, chat), text: self.text(c.said, chat), at: self.at(c.said.at), media: c.said.media.clone() })
            })
            .collect();
        let touched: Vec<Uuid> = candidates.iter().map(|c| c.talk).collect();
        let (mut rows, mut keys) = self.desk.flush(&mut unit, &mut self.counts).await?;
        talk::write(&mut unit, &self.org, &mut self.counts, (&touched, &mut self.met), lines, files, (&mut rows, &mut keys)).await?;
        let first = bulk::next_position(&mut unit, self.import.id).await?;
        for (row, position) in rows.iter_mut().zip(first..) {
            row.position = position;
        }
        bulk::add_rows(&mut unit, self.import.id, &rows).await?;
        bulk::add_keys(&mut unit, self.import.id, &keys).await?;
        if !store::import::advance(&mut unit, self.import.id, self.import.state, from, portion.upto, &self.counts).await? {
            return Ok(false);
        }
        super::work::progress(&mut unit, &self.import, portion.upto, &self.counts).await?;
        unit.commit().await?;
        Ok(true)
    }

    /// Everybody the portion is about, the contacts of its chats among them. What came before `from` is only remembered.
    fn people(&mut self, records: &[Numbered], from: i64) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> = Vec::new();
        let mut seen: HashSet<Uuid> = HashSet::new();
        for Numbered { number, record } in records {
            match record {
                Record::Chat(chat) => {
                    self.has_chats = true;
                    // Begun by another runner, which has counted it.
                    if let Some((chat, Some(contact))) = self.chats.get(&chat.key).filter(|_| *number <= from) {
                        self.met.extend([contact.key, talk_key(self.family, chat, contact.key)]);
                    }
                }
                Record::Columns(columns) => {
                    self.is_other_table = self.has_columns && columns.names != self.names;
                    self.has_columns = true;
                }
                Record::Person(card) if !self.has_chats && (self.found.chats.is_empty() || self.import.mapping.with_people) && Some(&card.key) != self.import.mapping.owner.as_ref() => {
                    wanted.push(of_card(self.family, card.clone(), &self.org.region, self.org.lang));
                }
                Record::Person(_) => {}
                Record::Message(said) => {
                    if let Some((_, Some(contact))) = self.chats.get(&said.chat).filter(|_| !self.left_out.contains(&said.chat) && self.comes_along(said))
                        && seen.insert(contact.key)
                    {
                        wanted.push(contact.clone());
                    }
                }
                Record::Row(row) if *number > from => {
                    if self.is_other_table {
                        self.counts.refuse(u64::from(row.number), "other_columns", None);
                        continue;
                    }
                    match (Reader { names: &self.names, mapping: &self.import.mapping, fields: &self.fields, region: &self.org.region }).read(row) {
                        Ok(person) => wanted.push(person),
                        Err(wrong) => self.counts.refuse(u64::from(row.number), wrong.code, wrong.field.as_deref()),
                    }
                }
                Record::Row(_) => {}
            }
        }
        wanted
    }

    fn comes_along(&self, said: &Said) -> bool {
        let mapping = &self.import.mapping;
        (said.kind == MessageKind::Message || mapping.with_system) && (!said.is_deleted || mapping.with_deleted) && (!said.text.is_empty() || !said.media.is_empty() || said.is_deleted)
    }

    fn candidates<'r>(&self, records: &'r [Numbered]) -> Vec<Candidate<'r>> {
        let mut seen = HashSet::new();
        records
            .iter()
            .filter_map(|r| if let Record::Message(said) = &r.record { Some(said) } else { None })
            .filter(|said| !self.left_out.contains(&said.chat) && self.comes_along(said))
            .filter_map(|said| {
                let (chat, contact) = self.chats.get(&said.chat)?;
                let contact = contact.as_ref()?.key;
                let talk = talk_key(self.family, chat, contact);
                Some(Candidate { key: key(&[&talk.to_string(), &said.id]), talk, contact, said })
            })
            .filter(|c| seen.insert(c.key))
            .collect()
    }

    fn author(&self, said: &Said, chat: &FoundChat) -> Author {
        let owner = self.import.mapping.owner.as_deref();
        let is_other = chat.counterpart.is_some() && said.author.as_deref() != chat.counterpart.as_deref();
        match said.kind {
            MessageKind::System => Author::System,
            MessageKind::Message if owner.is_some() && said.author.as_deref() == owner => Author::Person,
            MessageKind::Message if owner.is_none() && chat.kind == ChatKind::Private && is_other => Author::Person,
            MessageKind::Message => Author::Contact,
        }
    }

    /// In a group it is said who speaks, for all of them are one contact.
    fn text(&self, said: &Said, chat: &FoundChat) -> String {
        let deleted = if self.org.lang == Lang::En { "Message deleted" } else { "Сообщение удалено" };
        let text = if said.is_deleted { deleted } else { &said.text };
        let text = match said.author.as_ref().filter(|_| chat.kind != ChatKind::Private && self.author(said, chat) == Author::Contact) {
            Some(key) => format!("{}: {text}", chat.people.iter().find(|p| p.key == *key).and_then(|p| p.name.as_deref()).unwrap_or(key)),
            None => text.to_owned(),
        };
        if text.chars().nth(TEXT).is_some() { format!("{}…", cut(&text, TEXT)) } else { cut(&text, TEXT) }
    }

    fn at(&self, moment: Moment) -> Ts {
        let micros = match moment {
            Moment::Instant(secs) => secs.saturating_mul(1_000_000),
            Moment::Local(civil) => {
                let at = civil.to_string().parse::<jiff::civil::DateTime>().ok().and_then(|at| self.zone.to_ambiguous_zoned(at).compatible().ok());
                at.map_or(civil.unix(0).saturating_mul(1_000_000), |at| at.timestamp().as_microsecond())
            }
        };
        Ts::from_micros(micros)
    }

    async fn try_messages(&mut self, unit: &mut Unit, all: &[Candidate<'_>]) -> Result<()> {
        let keys: Vec<Uuid> = all.iter().map(|c| c.key).collect();
        let known = bulk::known_keys(unit, &keys).await?;
        let talks: Vec<Uuid> = all.iter().map(|c| c.talk).collect::<HashSet<_>>().into_iter().filter(|talk| !self.met.contains(talk)).collect();
        let known_talks = bulk::known_keys(unit, &talks).await?;
        for talk in talks {
            self.met.insert(talk);
            if known_talks.contains(&talk) { self.counts.chats_met += 1 } else { self.counts.chats_new += 1 }
        }
        for key in keys {
            if known.contains(&key) { self.counts.messages_known += 1 } else { self.counts.messages_new += 1 }
        }
        Ok(())
    }

    /// Conversations this import has put messages into, by their keys.
    pub fn talk_keys(&self) -> Vec<Uuid> {
        self.chats.values().filter_map(|(chat, contact)| Some(talk_key(self.family, chat, contact.as_ref()?.key))).collect()
    }

    /// Bytes of what came along with new messages, put in their place; none for what is not kept.
    async fn files(&mut self, records: &[Numbered]) -> Result<HashMap<(Uuid, usize), Option<StoredFile>>> {
        if !self.import.mapping.with_media || self.is_dry {
            return Ok(HashMap::new());
        }
        let wanted: Vec<(Uuid, usize, String)> = self
            .candidates(records)
            .iter()
            .flat_map(|c| c.said.media.iter().enumerate().filter(|(_, m)| m.is_present != Some(false)).filter_map(|(at, m)| Some((c.key, at, m.name.clone()?))).collect::<Vec<_>>())
            .collect();
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let keys: Vec<Uuid> = wanted.iter().map(|(key, ..)| *key).collect();
        let known = bulk::known_keys(&mut self.app.scope(self.ctx.org).await?, &keys).await?;
        let wanted: Vec<(Uuid, usize, String)> = wanted.into_iter().filter(|(key, ..)| !known.contains(key)).collect();
        let names: Vec<String> = wanted.iter().map(|(.., name)| name.clone()).collect();
        let source = self.source.clone();
        let (send, mut heard) = tokio::sync::mpsc::channel(1);
        let reader = tokio::task::spawn_blocking(move || source.media(&names, LIMIT, &mut |at, bytes| drop(send.blocking_send((at, bytes)))));
        let mut files = HashMap::new();
        while let Some((at, bytes)) = heard.recv().await {
            let Some((key, index, name)) = wanted.get(at) else { continue };
            let file = match bytes {
                Some(bytes) => crate::file::shelve(&self.app, self.ctx.org, name, &bytes).await?,
                None => None,
            };
            files.insert((*key, *index), file);
        }
        // What cannot be unpacked is left out, as it was before there was an archive.
        drop(reader.await);
        Ok(files)
    }
}
