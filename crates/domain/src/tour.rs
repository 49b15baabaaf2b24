//! Tours and their departures: trips of several people on a fixed day, sold by the seat. Prices are per person in the tour's own currency.

use crate::{Error, Money, Ts, conversation::text_enum, id::{BranchId, DepartureId, EmployeeId, FileId, TourId}};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Longest tour in days.
pub const LONGEST: u16 = 60;
/// Most people of a group.
pub const MOST_PEOPLE: u16 = 500;
/// Most tours of a firm.
pub const MOST_TOURS: i64 = 500;
/// Most departures of a tour, past ones too.
pub const MOST_DEPARTURES: i64 = 1_000;
/// Most photos of a tour that are stored files, and most materials.
pub const MOST_FILES: usize = 20;
/// Most departures that are added at once: a year of Saturdays and Sundays, and then some.
pub const MOST_AT_ONCE: usize = 200;
/// Days ahead that an agent speaks of.
pub const HORIZON: i64 = 400;
/// Days ahead that are read with the catalog: more than anybody speaks of, so that a catalog read later says the same.
pub const READ_AHEAD: i64 = 1_200;

text_enum! {
    Difficulty, "difficulty" {
        Easy => "easy",
        Moderate => "moderate",
        Hard => "hard",
    }
}

text_enum! {
    DepartureStatus, "status" {
        /// Seats are sold.
        Open => "open",
        /// It leaves, but nobody else is taken: agents are silent about it.
        Closed => "closed",
        /// It does not leave.
        Cancelled => "cancelled",
    }
}

impl DepartureStatus {
    /// What departures were before they had a status.
    const fn open() -> Self {
        DepartureStatus::Open
    }
}

text_enum! {
    /// What a stored file is to a tour.
    TourFileKind, "kind" {
        Photo => "photo",
        /// A programme, a list of things to bring: to be sent to customers.
        Material => "material",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tour {
    pub id: TourId,
    /// By which deals, scripts and dialogues name it; a slug, never renamed.
    pub key: String,
    pub name: String,
    pub name_en: Option<String>,
    pub category: String,
    pub description: String,
    pub description_en: String,
    /// Other words customers use for it.
    pub synonyms: Vec<String>,
    pub duration_days: u16,
    /// Months it runs in, 1–12.
    pub season: Vec<u8>,
    pub difficulty: Difficulty,
    /// Highest point in metres.
    pub max_altitude: u32,
    pub group_min: u16,
    pub group_max: u16,
    /// 0 = any age.
    pub min_age: u8,
    /// Per person.
    pub price: Money,
    /// Other prices for some: children, a room of one's own. In the tour's currency.
    pub variants: Vec<Variant>,
    /// The branch it leaves from.
    pub start: Option<BranchId>,
    pub included: Vec<String>,
    pub excluded: Vec<String>,
    pub bring: Vec<String>,
    pub program: Vec<ProgramDay>,
    /// Addresses of pictures.
    pub photos: Vec<String>,
    pub is_active: bool,
    pub position: i64,
    pub created_at: Ts,
}

/// Another price of a tour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    pub key: String,
    pub name: String,
    pub name_en: Option<String>,
    /// Minor units of the tour's currency.
    pub price: i64,
}

/// What happens on a day, from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramDay {
    pub day: u16,
    pub title: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    pub id: DepartureId,
    pub tour_id: TourId,
    /// The first day of the tour.
    pub starts_on: Date,
    pub seats: u16,
    pub seats_taken: u16,
    pub guide: Option<EmployeeId>,
    #[serde(default = "DepartureStatus::open")]
    pub status: DepartureStatus,
    pub created_at: Ts,
}

/// A stored file of a tour, in the order the firm gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TourFile {
    pub tour_id: TourId,
    pub file_id: FileId,
    pub kind: TourFileKind,
    /// What a photo shows, for those who do not see it; what a material is called.
    pub text: String,
    pub name: String,
    pub mime: String,
    pub size: u64,
}

impl Departure {
    pub const fn free(&self) -> u16 {
        self.seats.saturating_sub(self.seats_taken)
    }
}

impl Tour {
    /// Does it run in that month?
    pub fn runs_in(&self, month: i8) -> bool {
        self.season.iter().any(|m| i16::from(*m) == i16::from(month))
    }
}
