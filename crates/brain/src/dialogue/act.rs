//! What a button does, as a short self-contained code. A button's id is `{step}.{code}`: the step tells a stale button
//! from a fresh one, the code is enough to act on it later, because facts are looked up again.

use super::state::Flow;
use crate::facts::Catalog;
use crate::turn::OfferAnswer;
use domain::Ts;
use domain::id::{BookingId, BranchId, EmployeeId, OfferId, ServiceId};
use jiff::civil::Date;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Service(ServiceId),
    Category(String),
    /// `None` = any.
    Branch(Option<BranchId>),
    /// `None` = any.
    Employee(Option<EmployeeId>),
    Day(Date),
    Slot { starts_at: Ts, employee: EmployeeId, branch: BranchId },
    Visit(BookingId),
    /// Of a reminder.
    Confirm(BookingId),
    MoveVisit(BookingId),
    CancelVisit(BookingId),
    /// How it was, from 1 to 5.
    Rate(BookingId, u8),
    /// Of a place offered from the waiting list.
    Offer(OfferId, OfferAnswer),
    /// Onto the waiting list with what is wanted now.
    Wait,
    /// By its key.
    Tour(String),
    Start(Flow),
    Topic(&'static str),
    Yes,
    No,
    /// Change something in the sum-up.
    Change,
    ChangeService,
    OtherDay,
    OtherEmployee,
    OtherBranch,
    OtherTime,
    Stop,
    Person,
    Restart,
    /// A choice of the open question of a script, by its place.
    Pick(u8),
}

/// Topics that suggestion buttons name.
pub const TOPICS: [&str; 4] = ["prices", "address", "visits", "employees"];

impl Act {
    pub fn code(&self) -> String {
        match self {
            Act::Service(id) => format!("sv:{}", tail(id.uuid())),
            Act::Category(name) => format!("ca:{:x}", hash(name)),
            Act::Branch(id) => format!("br:{}", id.map_or_else(|| "any".to_owned(), |id| tail(id.uuid()))),
            Act::Employee(id) => format!("em:{}", id.map_or_else(|| "any".to_owned(), |id| tail(id.uuid()))),
            Act::Day(date) => format!("da:{date}"),
            Act::Slot { starts_at, employee, branch } => {
                format!("t:{:x}:{}:{}", starts_at.micros() / 60_000_000, tail(employee.uuid()), tail(branch.uuid()))
            }
            Act::Visit(id) => format!("vi:{}", id.uuid().simple()),
            Act::Confirm(id) => format!("cv:{}", id.uuid().simple()),
            Act::MoveVisit(id) => format!("mv:{}", id.uuid().simple()),
            Act::CancelVisit(id) => format!("xv:{}", id.uuid().simple()),
            Act::Rate(id, rating) => format!("rt:{}:{rating}", id.uuid().simple()),
            Act::Offer(id, answer) => format!("{}:{}", offer_kind(*answer), id.uuid().simple()),
            Act::Wait => "wait".into(),
            Act::Tour(key) => format!("tu:{key}"),
            Act::Start(Flow::Book) => "go:book".into(),
            Act::Start(Flow::Move) => "go:move".into(),
            Act::Start(Flow::Cancel) => "go:cancel".into(),
            Act::Topic(topic) => format!("to:{topic}"),
            Act::Yes => "yes".into(),
            Act::No => "no".into(),
            Act::Change => "edit".into(),
            Act::ChangeService => "edit:sv".into(),
            Act::OtherDay => "edit:da".into(),
            Act::OtherEmployee => "edit:em".into(),
            Act::OtherBranch => "edit:br".into(),
            Act::OtherTime => "edit:t".into(),
            Act::Stop => "stop".into(),
            Act::Person => "person".into(),
            Act::Restart => "again".into(),
            Act::Pick(index) => format!("pk:{index}"),
        }
    }

    /// Reads a code back; rows that have left the catalog give `None`.
    pub fn parse(code: &str, catalog: &Catalog) -> Option<Act> {
        let simple = match code {
            "yes" => Act::Yes,
            "no" => Act::No,
            "edit" => Act::Change,
            "edit:sv" => Act::ChangeService,
            "edit:da" => Act::OtherDay,
            "edit:em" => Act::OtherEmployee,
            "edit:br" => Act::OtherBranch,
            "edit:t" => Act::OtherTime,
            "stop" => Act::Stop,
            "person" => Act::Person,
            "again" => Act::Restart,
            "wait" => Act::Wait,
            "go:book" => Act::Start(Flow::Book),
            "go:move" => Act::Start(Flow::Move),
            "go:cancel" => Act::Start(Flow::Cancel),
            "br:any" => Act::Branch(None),
            "em:any" => Act::Employee(None),
            _ => return Self::parse_long(code, catalog),
        };
        Some(simple)
    }

    fn parse_long(code: &str, catalog: &Catalog) -> Option<Act> {
        let (kind, rest) = code.split_once(':')?;
        let employee = |text: &str| catalog.employees.iter().map(|e| e.id).find(|id| tail(id.uuid()) == text);
        let branch = |text: &str| catalog.branches.iter().map(|b| b.id).find(|id| tail(id.uuid()) == text);
        let visit = |text: &str| Uuid::try_parse(text).ok().map(BookingId);
        match kind {
            "sv" => catalog.services.iter().map(|s| s.id).find(|id| tail(id.uuid()) == rest).map(Act::Service),
            "ca" => catalog.services.iter().find(|s| format!("{:x}", hash(&s.category)) == rest).map(|s| Act::Category(s.category.clone())),
            "br" => branch(rest).map(|id| Act::Branch(Some(id))),
            "em" => employee(rest).map(|id| Act::Employee(Some(id))),
            "da" => rest.parse().ok().map(Act::Day),
            "pk" => rest.parse().ok().map(Act::Pick),
            "tu" => catalog.tours.by_key(rest).map(|t| Act::Tour(t.key.clone())),
            "cv" => visit(rest).map(Act::Confirm),
            "mv" => visit(rest).map(Act::MoveVisit),
            "xv" => visit(rest).map(Act::CancelVisit),
            "rt" => {
                let (id, rating) = rest.split_once(':')?;
                let rating = rating.parse().ok().filter(|n| (1..=domain::feedback::BEST).contains(n))?;
                visit(id).map(|id| Act::Rate(id, rating))
            }
            "ot" | "od" | "ol" => {
                let answer = [OfferAnswer::Take, OfferAnswer::Decline, OfferAnswer::Leave].into_iter().find(|a| offer_kind(*a) == kind)?;
                Uuid::try_parse(rest).ok().map(|id| Act::Offer(id.into(), answer))
            }
            "vi" => visit(rest).map(Act::Visit),
            "to" => TOPICS.iter().find(|t| **t == rest).map(|t| Act::Topic(t)),
            "t" => {
                let mut parts = rest.split(':');
                let minutes = i64::from_str_radix(parts.next()?, 16).ok()?;
                Some(Act::Slot {
                    starts_at: Ts::from_micros(minutes.checked_mul(60_000_000)?),
                    employee: employee(parts.next()?)?,
                    branch: branch(parts.next()?)?,
                })
            }
            _ => None,
        }
    }
}

const fn offer_kind(answer: OfferAnswer) -> &'static str {
    match answer {
        OfferAnswer::Take => "ot",
        OfferAnswer::Decline => "od",
        OfferAnswer::Leave => "ol",
    }
}

/// The random end of an id; the time in front is alike for rows made together.
fn tail(id: Uuid) -> String {
    id.simple().to_string().chars().skip(20).collect()
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// `12.sv:…` → step 12 and the code.
pub fn split_id(id: &str) -> Option<(u32, &str)> {
    let (step, code) = id.split_once('.')?;
    Some((step.parse().ok()?, code))
}
