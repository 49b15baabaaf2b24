//! `result.json`, as a stream: one message is in memory at a time, however long the file. Keys may come in any order, but
//! Telegram writes what a chat is before its messages.

use super::message;
use crate::import::intake::{Intake, one_line, phone};
use crate::import::{Chat, ChatKind, Person};
use crate::reading::{Flow, Halt};
use crate::refused::Refused;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};

/// Bytes one message, or another thing held whole, may have.
const PIECE: u64 = 4 << 20;

/// Counts what is read since the piece under way began, and all of it.
#[derive(Default)]
struct Gauge {
    piece: Cell<u64>,
    is_held: Cell<bool>,
    done: Cell<u64>,
}

impl Gauge {
    fn begin(&self, is_held: bool) {
        self.piece.set(0);
        self.is_held.set(is_held);
    }
}

struct Metered<'g, R> {
    source: R,
    gauge: &'g Gauge,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        let bytes = u64::try_from(read).unwrap_or(0);
        self.gauge.done.set(self.gauge.done.get() + bytes);
        self.gauge.piece.set(self.gauge.piece.get() + bytes);
        if self.gauge.is_held.get() && self.gauge.piece.get() > PIECE {
            return Err(io::Error::other(Refused::too_large(format_args!("{} MB in one message", PIECE >> 20))));
        }
        Ok(read)
    }
}

pub(crate) fn read(source: impl Read, size: u64, intake: &mut Intake) -> Flow {
    let gauge = Gauge::default();
    gauge.begin(true);
    let mut source = BufReader::with_capacity(64 << 10, source);
    skip_mark(&mut source)?;
    let mut json = serde_json::Deserializer::from_reader(Metered { source, gauge: &gauge });
    let mut state = State { intake, gauge: &gauge, size, halt: None, seen: 0 };
    let outcome = Root { state: &mut state }.deserialize(&mut json);
    let (halt, seen) = (state.halt.take(), state.seen);
    if let Some(halt) = halt {
        return Err(halt);
    }
    let Err(error) = outcome else { return Ok(()) };
    if error.is_io() {
        return Err(io::Error::from(error).into());
    }
    if seen == 0 {
        return Err(Refused::broken(format_args!("it is no export of Telegram ({error})")).into());
    }
    // What came before the break is whole.
    intake.report.is_truncated = true;
    intake.warn("truncated", seen, error.to_string());
    Ok(())
}

/// A byte order mark, which Telegram does not write and editors do.
fn skip_mark(source: &mut impl io::BufRead) -> Flow {
    if source.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        source.consume(3);
    }
    Ok(())
}

struct State<'s, 'i> {
    intake: &'s mut Intake<'i>,
    gauge: &'s Gauge,
    size: u64,
    /// What ended reading, on its way out past serde.
    halt: Option<Halt>,
    seen: u64,
}

impl State<'_, '_> {
    fn pass<T, E: Error>(&mut self, flow: Flow<T>) -> Result<T, E> {
        flow.map_err(|halt| {
            self.halt = Some(halt);
            E::custom("ended")
        })
    }
}

/// The whole file, or one chat: both are objects that may hold messages.
struct Root<'r, 's, 'i> {
    state: &'r mut State<'s, 'i>,
}

/// What a chat has said of itself so far.
#[derive(Default)]
struct Face {
    name: Option<String>,
    kind: Option<String>,
    id: Option<String>,
    chat: Option<Chat>,
}

impl Face {
    /// The chat, handed out at the first need.
    fn chat(&mut self, intake: &mut Intake) -> Flow<Chat> {
        if let Some(chat) = &self.chat {
            return Ok(chat.clone());
        }
        let kind = match self.kind.as_deref() {
            Some("private_group" | "public_group" | "private_supergroup" | "public_supergroup") => ChatKind::Group,
            Some("private_channel" | "public_channel") => ChatKind::Channel,
            Some("saved_messages") => ChatKind::Saved,
            _ => ChatKind::Private,
        };
        let is_person = matches!(self.kind.as_deref(), Some("personal_chat" | "bot_chat"));
        let counterpart = self.id.as_ref().filter(|_| is_person).map(|id| format!("user{id}"));
        let key = match (&self.id, &self.name) {
            (Some(id), _) => format!("telegram:{id}"),
            (None, Some(name)) => format!("telegram:{name}"),
            (None, None) => {
                intake.warn("nameless_chat", 0, "");
                "telegram:".to_owned()
            }
        };
        let chat = Chat { key, title: self.name.clone(), kind, counterpart };
        intake.chat(chat.clone())?;
        if let Some(key) = &chat.counterpart {
            intake.person(Person { key: key.clone(), name: chat.title.clone(), ..Person::default() })?;
        }
        self.chat = Some(chat.clone());
        Ok(chat)
    }
}

impl<'de> DeserializeSeed<'de> for Root<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Root<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an export of Telegram")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let state = self.state;
        let mut face = Face::default();
        while let Some(key) = map.next_key::<String>()? {
            state.gauge.begin(true);
            match key.as_str() {
                "name" => face.name = map.next_value::<Value>()?.as_str().map(one_line).filter(|name| !name.is_empty()),
                "type" => face.kind = map.next_value::<Value>()?.as_str().map(str::to_owned),
                "id" => face.id = message::id_of(&map.next_value::<Value>()?),
                "messages" => map.next_value_seed(Messages { state: &mut *state, face: &mut face })?,
                "personal_information" => {
                    let about = map.next_value::<Value>()?;
                    let told = owner(&about, state.intake);
                    state.pass(told)?;
                }
                "contacts" => map.next_value_seed(Listed { state: &mut *state, is_contacts: true })?,
                "chats" | "left_chats" => map.next_value_seed(Listed { state: &mut *state, is_contacts: false })?,
                _ => {
                    state.gauge.begin(false);
                    map.next_value::<IgnoredAny>()?;
                }
            }
            state.gauge.begin(true);
        }
        Ok(())
    }
}

/// Whose account it is.
fn owner(about: &Value, intake: &mut Intake) -> Flow {
    let Some(id) = about.get("user_id").and_then(message::id_of) else { return Ok(()) };
    let key = format!("user{id}");
    intake.report.owner = Some(key.clone());
    intake.person(card(key, about))
}

fn card(key: String, about: &Value) -> Person {
    let part = |name: &str| about.get(name).and_then(Value::as_str).map(one_line).filter(|text| !text.is_empty());
    let name: Vec<String> = [part("first_name"), part("last_name")].into_iter().flatten().collect();
    let phones = part("phone_number").and_then(|number| phone(&number)).into_iter().collect();
    Person { key, name: Some(name.join(" ")).filter(|name| !name.is_empty()), phones, ..Person::default() }
}

/// An object with a `list` of chats, or of contacts.
struct Listed<'r, 's, 'i> {
    state: &'r mut State<'s, 'i>,
    is_contacts: bool,
}

impl<'de> DeserializeSeed<'de> for Listed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Listed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of chats or contacts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "list" {
                map.next_value_seed(List { state: &mut *self.state, is_contacts: self.is_contacts })?;
            } else {
                self.state.gauge.begin(false);
                map.next_value::<IgnoredAny>()?;
            }
            self.state.gauge.begin(true);
        }
        Ok(())
    }
}

struct List<'r, 's, 'i> {
    state: &'r mut State<'s, 'i>,
    is_contacts: bool,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let state = self.state;
        loop {
            state.gauge.begin(true);
            if self.is_contacts {
                let Some(about) = seq.next_element::<Value>()? else { return Ok(()) };
                state.seen += 1;
                let id = about.get("user_id").and_then(message::id_of).filter(|id| id != "0");
                let number = about.get("phone_number").and_then(Value::as_str).and_then(phone);
                // Old exports know no numbers of users here.
                if let Some(key) = id.map(|id| format!("user{id}")).or(number) {
                    let told = state.intake.person(card(key, &about));
                    state.pass(told)?;
                } else {
                    state.intake.warn("odd_card", state.seen, "");
                }
            } else if seq.next_element_seed(Root { state: &mut *state })?.is_none() {
                return Ok(());
            }
        }
    }
}

struct Messages<'r, 's, 'i> {
    state: &'r mut State<'s, 'i>,
    face: &'r mut Face,
}

impl<'de> DeserializeSeed<'de> for Messages<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Messages<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of messages")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { state, face } = self;
        let chat = face.chat(state.intake);
        let chat = state.pass(chat)?;
        loop {
            state.gauge.begin(true);
            let Some(value) = seq.next_element::<Value>()? else { return Ok(()) };
            state.seen += 1;
            state.intake.at(state.gauge.done.get(), state.size);
            let told = message::tell(&value, &chat.key, state.seen, state.intake);
            state.pass(told)?;
        }
    }
}
