//! `tours.toml`: tours with their departures, by day, by days from loading, or by weekly rules.

use super::entry::Pack;
use super::make::{Keys, id, position};
use domain::id::{DepartureId, TourId};
use domain::tour::{Departure, DepartureStatus, Difficulty, LONGEST, MOST_PEOPLE, ProgramDay, Tour, Variant};
use domain::{Error, Money, Result, Ts};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Weekly rules are spread over this many days from loading.
const AHEAD: i32 = 365;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TourEntry {
    pub key: String,
    pub name: String,
    pub name_en: Option<String>,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub description_en: String,
    #[serde(default)]
    pub synonyms: Vec<String>,
    pub duration_days: u16,
    pub season: Vec<u8>,
    pub difficulty: Difficulty,
    #[serde(default)]
    pub max_altitude: u32,
    pub group_min: u16,
    pub group_max: u16,
    #[serde(default)]
    pub min_age: u8,
    pub currency: String,
    /// Per person, minor units.
    pub price: i64,
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// Key of the branch it leaves from.
    pub start: Option<String>,
    #[serde(default)]
    pub included: Vec<String>,
    #[serde(default)]
    pub excluded: Vec<String>,
    #[serde(default)]
    pub bring: Vec<String>,
    #[serde(default)]
    pub program: Vec<ProgramDay>,
    #[serde(default)]
    pub photos: Vec<String>,
    #[serde(default)]
    pub departures: Vec<DepartureEntry>,
}

/// `starts = "07-24"` is the next such day, `"+5d"` so many days from loading; or `weekdays` in `months`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartureEntry {
    pub starts: Option<String>,
    #[serde(default)]
    pub weekdays: Vec<u8>,
    #[serde(default)]
    pub months: Vec<u8>,
    pub seats: u16,
    #[serde(default)]
    pub seats_taken: u16,
    pub guide: Option<String>,
}

enum Rule<'a> {
    /// Month and day.
    Yearly(i8, i8),
    In(i32),
    Weekly(&'a [u8], &'a [u8]),
}

impl DepartureEntry {
    fn rule(&self) -> Option<Rule<'_>> {
        let Some(starts) = &self.starts else {
            let is_fine = !self.weekdays.is_empty() && !self.months.is_empty() && self.weekdays.iter().all(|d| (1..=7).contains(d)) && self.months.iter().all(|m| (1..=12).contains(m));
            return is_fine.then_some(Rule::Weekly(&self.weekdays, &self.months));
        };
        if !self.weekdays.is_empty() || !self.months.is_empty() {
            return None;
        }
        if let Some(days) = starts.strip_prefix('+').and_then(|s| s.strip_suffix('d')) {
            return days.parse().ok().filter(|n| (0..=AHEAD).contains(n)).map(Rule::In);
        }
        let (month, day) = starts.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        Date::new(2028, month, day).ok().map(|_| Rule::Yearly(month, day))
    }

    fn days(&self, today: Date) -> Vec<Date> {
        match self.rule() {
            Some(Rule::In(days)) => today.checked_add(days.days()).into_iter().collect(),
            Some(Rule::Yearly(month, day)) => {
                let year = |ahead: i16| Date::new(today.year().saturating_add(ahead), month, day).ok();
                // The 29th of February waits for its year.
                (0..=8).filter_map(year).find(|d| *d >= today).into_iter().collect()
            }
            Some(Rule::Weekly(weekdays, months)) => {
                let is_one = |d: &Date| weekdays.iter().any(|w| i8::try_from(*w) == Ok(d.weekday().to_monday_one_offset())) && months.iter().any(|m| i8::try_from(*m) == Ok(d.month()));
                today.series(1.day()).take(usize::try_from(AHEAD).unwrap_or_default()).filter(is_one).collect()
            }
            None => vec![],
        }
    }
}

/// Refuses tours that make no sense, naming the key.
pub(super) fn check(name: &str, pack: &Pack) -> Result<()> {
    let mut seen = BTreeSet::new();
    for tour in &pack.tours {
        let require = |is_fine: bool, detail: &str| if is_fine { Ok(()) } else { Err(Error::invalid(format!("{name}/tours.toml {}", tour.key), detail)) };
        let is_slug = !tour.key.is_empty() && tour.key.len() <= 48 && tour.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        require(is_slug, "a key is made of a-z, 0-9 and hyphens")?;
        require(seen.insert(tour.key.as_str()), "the key stands twice")?;
        require(!tour.name.trim().is_empty(), "the name is empty")?;
        require((1..=LONGEST).contains(&tour.duration_days), "duration_days is out of range")?;
        require(!tour.season.is_empty() && tour.season.iter().all(|m| (1..=12).contains(m)), "a season is months from 1 to 12")?;
        require(tour.group_min >= 1 && tour.group_min <= tour.group_max && tour.group_max <= MOST_PEOPLE, "the group is from group_min to group_max people")?;
        require(tour.price >= 0 && tour.variants.iter().all(|v| v.price >= 0 && !v.name.trim().is_empty()), "a price is negative, or a variant has no name")?;
        Money::new(tour.price, tour.currency.clone()).map_err(|e| Error::invalid(format!("{name}/tours.toml {}", tour.key), e.detail))?;
        require(tour.start.as_ref().is_none_or(|key| pack.branches.iter().any(|b| b.key == *key)), "no such branch to start from")?;
        require(tour.program.is_empty() || tour.program.len() == usize::from(tour.duration_days) && tour.program.iter().zip(1_u16..).all(|(p, day)| p.day == day), "the programme has one entry a day, from 1")?;
        for departure in &tour.departures {
            require(departure.rule().is_some(), "a departure starts on \"07-24\", \"+5d\", or has weekdays and months")?;
            require(departure.guide.as_ref().is_none_or(|key| pack.employees.iter().any(|e| e.key == *key)), &format!("no such guide: {}", departure.guide.as_deref().unwrap_or_default()))?;
            require((1..=tour.group_max).contains(&departure.seats) && departure.seats_taken <= departure.seats, "seats are at most group_max, seats_taken at most seats")?;
            let in_season = match departure.rule() {
                Some(Rule::Yearly(month, _)) => tour.season.iter().any(|m| i8::try_from(*m) == Ok(month)),
                Some(Rule::Weekly(_, months)) => months.iter().all(|m| tour.season.contains(m)),
                _ => true,
            };
            require(in_season, "a departure lies outside the season")?;
        }
    }
    Ok(())
}

/// Tours and departures as rows. Two rules that meet on a day make one departure, the first rule's.
pub(super) fn rows(entries: &[TourEntry], keys: &Keys, today: Date, now: Ts) -> Result<(Vec<Tour>, Vec<Departure>)> {
    let (mut tours, mut departures) = (Vec::new(), Vec::new());
    for (i, entry) in entries.iter().enumerate() {
        let tour_id = TourId::new();
        let mut taken = BTreeSet::new();
        for departure in &entry.departures {
            let guide = departure.guide.as_ref().map(|key| id(&keys.employees, key)).transpose()?;
            let days = departure.days(today).into_iter().filter(|day| taken.insert(*day)).collect::<Vec<_>>();
            departures.extend(days.into_iter().map(|starts_on| Departure { id: DepartureId::new(), tour_id, starts_on, seats: departure.seats, seats_taken: departure.seats_taken, guide, status: DepartureStatus::Open, created_at: now }));
        }
        tours.push(Tour {
            id: tour_id, key: entry.key.clone(), name: entry.name.clone(), name_en: entry.name_en.clone(), category: entry.category.clone(), description: entry.description.clone(), description_en: entry.description_en.clone(),
            synonyms: entry.synonyms.clone(), duration_days: entry.duration_days, season: entry.season.clone(), difficulty: entry.difficulty, max_altitude: entry.max_altitude, group_min: entry.group_min, group_max: entry.group_max,
            min_age: entry.min_age, price: Money::new(entry.price, entry.currency.clone())?, variants: entry.variants.clone(), start: entry.start.as_ref().map(|key| id(&keys.branches, key)).transpose()?, included: entry.included.clone(),
            excluded: entry.excluded.clone(), bring: entry.bring.clone(), program: entry.program.clone(), photos: entry.photos.clone(), is_active: true, position: position(i), created_at: now,
        });
    }
    Ok((tours, departures))
}

#[cfg(test)]
mod tests {
    use super::super::{parse, read};
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_tours_become_rows() {
        let pack = read("tours").unwrap();
        let rows = pack.rows(date(2027, 6, 1), Ts::from_micros(0)).unwrap();
        assert_eq!((rows.tours.len(), rows.tours[0].price.currency.as_str()), (20, "KGS"));
        let of = |key: &str| -> Vec<(String, u16)> {
            let tour = rows.tours.iter().find(|t| t.key == key).unwrap();
            rows.departures.iter().filter(|d| d.tour_id == tour.id).map(|d| (d.starts_on.to_string(), d.free())).collect()
        };
        assert_eq!(of("ala-kul")[..2], [("2027-07-03".to_owned(), 2), ("2027-07-24".to_owned(), 6)]);
        assert_eq!(of("chunkurchak")[0].0, "2027-12-05", "the next such day");
        assert_eq!(of("bishkek-walk")[0], ("2027-06-03".to_owned(), 7), "two days from loading");
        let weekly = of("ala-archa");
        assert!(weekly.len() > 25 && weekly.iter().all(|(day, _)| (4..=10).contains(&day.split('-').nth(1).unwrap().parse::<u8>().unwrap())), "{weekly:?}");
        assert!(rows.departures.iter().all(|d| d.guide.is_some() && d.starts_on >= date(2027, 6, 1)));
        assert!(read("salon").unwrap().tours.is_empty());
    }

    #[test]
    fn mistakes_name_the_tour() {
        let files = |name: &str| std::fs::read_to_string(format!("{}/../../packs/tours/{name}", env!("CARGO_MANIFEST_DIR"))).ok();
        for (from, to, detail) in [
            ("guide = \"elena\"", "guide = \"helen\"", "no such guide: helen"),
            ("\"+2d\"", "\"2 days\"", "a departure starts on"),
            ("\"+2d\"", "\"02-30\"", "a departure starts on"),
            ("seats = 12, seats_taken = 5", "seats = 12, seats_taken = 13", "seats_taken at most seats"),
            ("seats = 12, seats_taken = 5", "seats = 13, seats_taken = 5", "at most group_max"),
            ("start = \"bishkek\"", "start = \"osh\"", "no such branch"),
            ("season = [1, 2,", "season = [13, 2,", "a season is months"),
            ("currency = \"KGS\"", "currency = \"som\"", "ISO 4217"),
            ("difficulty = \"easy\"", "difficulty = \"mild\"", "unknown variant"),
            ("duration_days = 1", "duration_days = 2", "one entry a day"),
            ("months = [3, 4, 5, 6, 7, 8, 9, 10, 11], seats = 18", "months = [13], seats = 18", "a departure starts on"),
        ] {
            let error = parse("tours", |file| {
                let text = files(file);
                Ok(if file == "tours.toml" { text.map(|t| { assert!(t.contains(from), "{from}"); t.replacen(from, to, 1) }) } else { text })
            });
            let error = error.expect_err(to);
            assert!(error.field.as_deref().is_some_and(|f| f.starts_with("tours/tours.toml")) && error.detail.contains(detail), "{to}: {error}");
        }
    }
}
