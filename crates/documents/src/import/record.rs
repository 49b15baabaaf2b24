//! What an import file is read into, whatever its format: chats with people and messages, cards of people, rows of a table.
//! Nothing here is decided about the firm's own data: who is who and what goes where is for the import that reads this.

use super::civil::Civil;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// Stands before the people and messages of a conversation.
    Chat(Chat),
    /// Stands before the first message by that person; each key comes once.
    Person(Person),
    Message(Message),
    /// Stands before the rows of a table, of each sheet anew.
    Columns(Columns),
    Row(Row),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatKind {
    Private,
    Group,
    Channel,
    /// Notes to oneself.
    Saved,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// The same whenever the same conversation is read, as far as its format lets one know.
    pub key: String,
    pub title: Option<String>,
    pub kind: ChatKind,
    /// The person a private conversation is with, when the file tells which of the two it is.
    pub counterpart: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// What messages name as their author: a number of the messenger, a phone, else the name.
    pub key: String,
    pub name: Option<String>,
    /// Digits with a plus where the file had one; not checked against any country's rules.
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    /// `1985-04-12`, or `--04-12` without a year.
    pub birthday: Option<String>,
    pub company: Option<String>,
    pub position: Option<String>,
    pub note: Option<String>,
    pub tags: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// On the clock of whoever exported; the zone is unknown.
    Local(Civil),
    /// Seconds since 1970.
    Instant(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    Message,
    /// What the messenger says itself: who joined, a missed call, a changed subject.
    System,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Photo,
    Video,
    Audio,
    Voice,
    Sticker,
    Animation,
    Document,
    Contact,
    Location,
    Poll,
    /// The file says that there was something, not what.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub kind: MediaKind,
    /// As in the export: a bare name for WhatsApp, a path for Telegram.
    pub name: Option<String>,
    /// Whether it came along; None when only the text was given and cannot tell.
    pub is_present: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Unique in its chat: the messenger's own, or a hash of time, author, text and place among equals, so that reading the
    /// file again, or a longer export of the same chat, gives the same.
    pub id: String,
    pub chat: String,
    pub at: Moment,
    /// The key of a `Person`; system messages often have none.
    pub author: Option<String>,
    pub text: String,
    pub media: Vec<Media>,
    pub kind: MessageKind,
    pub reply_to: Option<String>,
    pub forwarded_from: Option<String>,
    pub is_edited: bool,
    /// Taken back by its author; there is no text then.
    pub is_deleted: bool,
    /// Where it begins in its file, from 1: a line of a text, a message of a JSON.
    pub line: u64,
}

/// What a column seems to hold: a proposal for the mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    FirstName,
    LastName,
    MiddleName,
    Phone,
    Email,
    Birthday,
    Company,
    Position,
    City,
    Note,
    Tags,
    Source,
    Created,
    Owner,
    ExternalId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    pub sheet: Option<String>,
    /// Header cells; empty texts where the table has no header.
    pub names: Vec<String>,
    pub fields: Vec<Option<Field>>,
    pub has_header: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// A hash of the cells and the place among equal rows.
    pub id: String,
    /// Row of the sheet, from 1.
    pub number: u32,
    pub cells: Vec<String>,
}
