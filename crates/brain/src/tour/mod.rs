//! Tours as the agent finds them: `names.rs` hears which tour is meant, `theme.rs` what a customer longs for, `search.rs` what fits a wish.
//! Rows and days come from the catalog; nothing here is stated, nothing is said.

mod names;
mod search;
mod theme;

pub use names::{Named, TourIndex};
pub(crate) use search::stems_of;
pub use search::{Fit, TourWish, fitting, nearest};
pub(crate) use theme::{is_theme_word, themes_of};

use domain::id::TourId;
use domain::tour::{Departure, HORIZON, Tour};
use jiff::civil::Date;

/// What a firm sells by the seat.
#[derive(Clone, Debug, Default)]
pub struct Tours {
    /// Active ones by position.
    pub rows: Vec<Tour>,
    /// Of these tours, by day.
    pub departures: Vec<Departure>,
    pub index: TourIndex,
}

impl Tours {
    /// Keeps active rows only, in order. `places` are names of branches: no tour is called by them alone.
    pub fn new(rows: Vec<Tour>, departures: Vec<Departure>, places: &[String]) -> Self {
        let mut rows: Vec<Tour> = rows.into_iter().filter(|t| t.is_active).collect();
        rows.sort_by_key(|t| t.position);
        let mut departures: Vec<Departure> = departures.into_iter().filter(|d| rows.iter().any(|t| t.id == d.tour_id)).collect();
        departures.sort_by_key(|d| (d.starts_on, d.id));
        let index = TourIndex::new(&rows, places);
        Tours { rows, departures, index }
    }
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    pub fn get(&self, id: TourId) -> Option<&Tour> {
        self.rows.iter().find(|t| t.id == id)
    }
    pub fn by_key(&self, key: &str) -> Option<&Tour> {
        self.rows.iter().find(|t| t.key == key)
    }
    /// Departures of a tour from `today` to the horizon, soonest first.
    pub fn ahead(&self, tour: &Tour, today: Date) -> impl Iterator<Item = &Departure> {
        let (id, last) = (tour.id, today.saturating_add(jiff::Span::new().days(HORIZON)));
        self.departures.iter().filter(move |d| d.tour_id == id && d.starts_on >= today && d.starts_on <= last)
    }
}

impl<'a> IntoIterator for &'a Tours {
    type Item = &'a Tour;
    type IntoIter = std::slice::Iter<'a, Tour>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}
