//! Tours and their departures: rows and statements.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::{DepartureId, TourId};
use domain::tour::{Departure, Tour};
use domain::{Error, Money, Result};
use jiff::civil::Date;

statements! {
    INSERT = "INSERT INTO tour (org_id, id, key, name, name_en, category, description, description_en, synonyms, duration_days, season, difficulty, max_altitude, group_min, group_max, min_age, price, currency, variants, start_branch_id,
              included, excluded, bring, program, photos, is_active, position, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)";
    UPDATE = "UPDATE tour SET name = $3, name_en = $4, category = $5, description = $6, description_en = $7, synonyms = $8, duration_days = $9, season = $10, difficulty = $11, max_altitude = $12, group_min = $13, group_max = $14,
              min_age = $15, price = $16, currency = $17, variants = $18, start_branch_id = $19, included = $20, excluded = $21, bring = $22, program = $23, photos = $24, is_active = $25, position = $26 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM tour WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM tour WHERE org_id = $1 ORDER BY position, id";
    COUNT = "SELECT COUNT(*) AS count FROM tour WHERE org_id = $1";
    DELETE = "DELETE FROM tour WHERE org_id = $1 AND id = $2";
    INSERT_DEPARTURE = "INSERT INTO departure (org_id, id, tour_id, starts_on, seats, seats_taken, guide_id, status, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE_DEPARTURE = "UPDATE departure SET starts_on = $3, seats = $4, seats_taken = $5, guide_id = $6, status = $7 WHERE org_id = $1 AND id = $2";
    GET_DEPARTURE = "SELECT * FROM departure WHERE org_id = $1 AND id = $2";
    LOCK_DEPARTURE = {
        lite: "SELECT * FROM departure WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM departure WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    DEPARTURES_OF = "SELECT * FROM departure WHERE org_id = $1 AND tour_id = $2 AND (starts_on > $3 OR (starts_on = $3 AND id > $4)) AND starts_on <= $5 ORDER BY starts_on, id LIMIT $6";
    /// What agents may speak of.
    DEPARTURES = "SELECT * FROM departure WHERE org_id = $1 AND starts_on >= $2 AND starts_on < $3 AND status = 'open' ORDER BY starts_on, id";
    ALL_DEPARTURES = "SELECT * FROM departure WHERE org_id = $1 AND (starts_on > $2 OR (starts_on = $2 AND id > $3)) AND starts_on <= $4 ORDER BY starts_on, id LIMIT $5";
    COUNT_DEPARTURES = "SELECT COUNT(*) AS count FROM departure WHERE org_id = $1 AND tour_id = $2";
    DELETE_DEPARTURE = "DELETE FROM departure WHERE org_id = $1 AND id = $2";
}

impl FromRow for Tour {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Tour {
            id: row.id("id")?,
            key: row.get("key")?,
            name: row.get("name")?,
            name_en: row.get("name_en")?,
            category: row.get("category")?,
            description: row.get("description")?,
            description_en: row.get("description_en")?,
            synonyms: row.json("synonyms")?,
            duration_days: row.num("duration_days")?,
            season: row.json("season")?,
            difficulty: row.parse("difficulty")?,
            max_altitude: row.num("max_altitude")?,
            group_min: row.num("group_min")?,
            group_max: row.num("group_max")?,
            min_age: row.num("min_age")?,
            price: Money { minor: row.get("price")?, currency: row.get("currency")? },
            variants: row.json("variants")?,
            start: row.maybe_id("start_branch_id")?,
            included: row.json("included")?,
            excluded: row.json("excluded")?,
            bring: row.json("bring")?,
            program: row.json("program")?,
            photos: row.json("photos")?,
            is_active: row.get("is_active")?,
            position: row.get("position")?,
            created_at: row.ts("created_at")?,
        })
    }
}

impl FromRow for Departure {
    fn from_row(row: &Row) -> Result<Self> {
        let starts_on = row.get::<String>("starts_on")?.parse().map_err(|e: jiff::Error| Error::internal("column starts_on").op("store.row").source(e))?;
        Ok(Departure {
            id: row.id("id")?, tour_id: row.id("tour_id")?, starts_on, seats: row.num("seats")?, seats_taken: row.num("seats_taken")?, guide: row.maybe_id("guide_id")?, status: row.parse("status")?, created_at: row.ts("created_at")?,
        })
    }
}

struct Count(i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("count").map(Count)
    }
}

pub async fn insert(unit: &mut Unit, t: &Tour) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            t.id, &t.key, &t.name, t.name_en.clone(), &t.category, &t.description, &t.description_en, json(&t.synonyms), t.duration_days, json(&t.season), t.difficulty, t.max_altitude, t.group_min, t.group_max, t.min_age, t.price.minor,
            &t.price.currency, json(&t.variants), t.start, json(&t.included), json(&t.excluded), json(&t.bring), json(&t.program), json(&t.photos), t.is_active, t.position, t.created_at
        ],
    )
    .await?;
    Ok(())
}

/// All but its key and birth.
pub async fn update(unit: &mut Unit, t: &Tour) -> Result<()> {
    let touched = unit
        .exec(
            UPDATE,
            vals![
                t.id, &t.name, t.name_en.clone(), &t.category, &t.description, &t.description_en, json(&t.synonyms), t.duration_days, json(&t.season), t.difficulty, t.max_altitude, t.group_min, t.group_max, t.min_age, t.price.minor,
                &t.price.currency, json(&t.variants), t.start, json(&t.included), json(&t.excluded), json(&t.bring), json(&t.program), json(&t.photos), t.is_active, t.position
            ],
        )
        .await?;
    if touched == 0 { Err(Error::not_found("tour")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: TourId) -> Result<Tour> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("tour"))
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Tour>> {
    reads.list(LIST, vec![]).await
}

pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    Ok(reads.find::<Count>(COUNT, vec![]).await?.map_or(0, |c| c.0))
}

/// A tour without departures.
pub async fn remove(unit: &mut Unit, id: TourId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("tour")) } else { Ok(()) }
}

pub async fn insert_departure(unit: &mut Unit, d: &Departure) -> Result<()> {
    unit.exec(INSERT_DEPARTURE, vals![d.id, d.tour_id, d.starts_on.to_string(), d.seats, d.seats_taken, d.guide, d.status, d.created_at]).await?;
    Ok(())
}

pub async fn update_departure(unit: &mut Unit, d: &Departure) -> Result<()> {
    let touched = unit.exec(UPDATE_DEPARTURE, vals![d.id, d.starts_on.to_string(), d.seats, d.seats_taken, d.guide, d.status]).await?;
    if touched == 0 { Err(Error::not_found("departure")) } else { Ok(()) }
}

pub async fn departure(reads: &mut impl Reads, id: DepartureId) -> Result<Departure> {
    reads.find(GET_DEPARTURE, vals![id]).await?.ok_or_else(|| Error::not_found("departure"))
}

/// The departure, held still until the unit ends.
pub async fn lock_departure(unit: &mut Unit, id: DepartureId) -> Result<Departure> {
    unit.find(LOCK_DEPARTURE, vals![id]).await?.ok_or_else(|| Error::not_found("departure"))
}

/// Departures of a tour by day, after a position and not after `until`.
pub async fn departures_of(reads: &mut impl Reads, tour: TourId, after: (Date, DepartureId), until: Date, limit: i64) -> Result<Vec<Departure>> {
    reads.list(DEPARTURES_OF, vals![tour, after.0.to_string(), after.1, until.to_string(), limit]).await
}

/// Departures of all tours by day, after a position and not after `until`.
pub async fn all_departures(reads: &mut impl Reads, after: (Date, DepartureId), until: Date, limit: i64) -> Result<Vec<Departure>> {
    reads.list(ALL_DEPARTURES, vals![after.0.to_string(), after.1, until.to_string(), limit]).await
}

/// Open departures of all tours in these days, half-open.
pub async fn departures(reads: &mut impl Reads, from: Date, until: Date) -> Result<Vec<Departure>> {
    reads.list(DEPARTURES, vals![from.to_string(), until.to_string()]).await
}

pub async fn count_departures(reads: &mut impl Reads, tour: TourId) -> Result<i64> {
    Ok(reads.find::<Count>(COUNT_DEPARTURES, vals![tour]).await?.map_or(0, |c| c.0))
}

pub async fn remove_departure(unit: &mut Unit, id: DepartureId) -> Result<()> {
    let touched = unit.exec(DELETE_DEPARTURE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("departure")) } else { Ok(()) }
}
