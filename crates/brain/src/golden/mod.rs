//! Golden dialogues: scripts of conversations that must go well, the stage they are played on, and the scoring by rows
//! and phrases. The format is described in `docs/dev/dialogues.md`; `parse.rs` reads it, `play.rs` plays and scores,
//! `world.rs` is the stage in memory, set up in the firm that `scenery.rs` describes.

mod calendar;
mod lead;
mod parse;
mod play;
mod scenery;
mod shelf;
mod used;
mod world;

pub use parse::parse;
pub use play::play;
pub use scenery::{Keys, Scenery};
pub use shelf::{Article, Shelf};
pub use world::World;

use crate::turn::Reply;
use domain::conversation::Phase;
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    pub title: String,
    /// Civil time of the pack's zone.
    pub now: DateTime,
    pub lang: Option<domain::Lang>,
    /// Most buttons the channel shows.
    pub buttons: u16,
    pub contact: Option<Contact>,
    /// Fields of `OrgSettings` by name.
    pub settings: BTreeMap<String, String>,
    pub visits: Vec<Standing>,
    pub busy: Vec<Busy>,
    /// The stage of the customer's request before the dialogue, and what is known of it.
    pub stage: Option<String>,
    pub lead: BTreeMap<String, String>,
    pub steps: Vec<Step>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contact {
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// A visit that stands before the dialogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub services: Vec<String>,
    pub employee: String,
    pub branch: Option<String>,
    pub start: DateTime,
    pub status: String,
    /// Somebody else's.
    pub other: bool,
}

/// Time taken by somebody else. `employee` `None` = everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Busy {
    pub employee: Option<String>,
    pub start: DateTime,
    pub end: DateTime,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Line in the file, for messages.
    pub line: usize,
    pub act: Act,
    pub expect: Vec<(usize, Expect)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The first wording is the script's own; `burst` comes together with it.
    Say { wordings: Vec<Said>, burst: Vec<Said> },
    Press(Press),
    Wait { seconds: i64 },
    Busy(Busy),
    /// The firm writes first.
    Approach(Approach),
}

/// Why the firm writes first: of the customer's first visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approach {
    /// The earliest reminder, at its time.
    Remind,
    /// Completed by itself, and asked about at its time.
    Feedback,
}

/// One message of the customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub text: String,
    pub attachment: Option<String>,
    pub phone: Option<String>,
    pub start: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Press {
    Title(String),
    Number(usize),
    /// Of an earlier message.
    Old(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Expect {
    /// Any of these.
    Has(Vec<String>),
    HasNot(String),
    Phase(Phase),
    /// What the turn stood on; `is_not` = and what it must not.
    Used { what: What, key: String, is_not: bool },
}

/// Something an answer may stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Tool,
    Agent,
    Script,
    Faq,
    Knowledge,
}

/// What must stand at the end.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    Booking { line: usize, fields: BTreeMap<String, String>, count: Option<usize> },
    /// `None` = nobody was asked.
    HandOver { line: usize, reason: Option<String> },
    Contact { line: usize, contact: Contact },
    Unanswered { line: usize, count: usize },
    /// A mark that was given.
    Mark { line: usize, rating: u8 },
    /// The customer's request.
    Lead { line: usize, fields: BTreeMap<String, String> },
}

/// What the customer sees after a turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    pub replies: Vec<Reply>,
    pub phase: Phase,
}

/// What stands after a dialogue, in the pack's keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Visits of this customer.
    pub bookings: Vec<Booking>,
    /// Reasons, in order.
    pub hand_overs: Vec<String>,
    pub contact: Contact,
    pub unanswered: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Booking {
    pub services: Vec<String>,
    pub employee: String,
    pub branch: String,
    pub start: DateTime,
    pub status: String,
}

/// Where a dialogue is played: in memory, or against the running product. Set up for one script before it is played.
pub trait Stage {
    fn say(&mut self, messages: &[Said]) -> Heard;
    fn press(&mut self, button_id: &str) -> Heard;
    fn wait(&mut self, seconds: i64);
    fn busy(&mut self, busy: &Busy);
    /// The clock goes on to the moment at which the firm writes first.
    fn approach(&mut self, why: Approach) -> Heard;
    fn rows(&mut self) -> Rows;
    /// Marks that were given to visits.
    fn marks(&mut self) -> Vec<u8>;
    /// Keys of what the latest turn stood on; `None` where the stage cannot tell, and nothing is checked.
    fn used(&mut self, _: What) -> Option<Vec<String>> {
        None
    }
    /// What stands of the customer's request: `stage`, `tour`, variables of scripts; `None` where there are no requests.
    fn lead(&mut self) -> Option<BTreeMap<String, String>> {
        None
    }
    /// What went wrong whatever the script expects.
    fn mistakes(&mut self) -> Vec<String> {
        Vec::new()
    }
}

impl Script {
    /// Every way to play the script: as written (`None`), and once for each other wording.
    pub fn plays(&self) -> Vec<Option<(usize, usize)>> {
        let mut plays = vec![None];
        for (i, step) in self.steps.iter().enumerate() {
            if let Act::Say { wordings, .. } = &step.act {
                plays.extend((1..wordings.len()).map(|w| Some((i, w))));
            }
        }
        plays
    }
}
