//! Services and the rooms they need: rows and statements.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::{ResourceId, ServiceId};
use domain::service::Service;
use domain::{Error, Money, Result};

statements! {
    INSERT = "INSERT INTO service (org_id, id, name, name_en, category, description, synonyms, duration_minutes, buffer_minutes, price, price_max, currency, is_active, position, seats, prepayment, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    UPDATE = "UPDATE service SET name = $3, name_en = $4, category = $5, description = $6, synonyms = $7, duration_minutes = $8, buffer_minutes = $9, price = $10, price_max = $11, currency = $12, is_active = $13, position = $14, seats = $15, prepayment = $16
              WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM service WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM service WHERE org_id = $1 ORDER BY position, id";
    DELETE = "DELETE FROM service WHERE org_id = $1 AND id = $2";
    IS_BOOKED = "SELECT 1 AS used FROM org WHERE id = $1 AND (EXISTS (SELECT 1 FROM booking_item WHERE org_id = $1 AND service_id = $2) OR EXISTS (SELECT 1 FROM group_event WHERE org_id = $1 AND service_id = $2))";
    RESOURCES = "SELECT service_id, resource_id FROM service_resource WHERE org_id = $1 ORDER BY service_id, resource_id";
    RESOURCES_OF = "SELECT service_id, resource_id FROM service_resource WHERE org_id = $1 AND service_id = $2 ORDER BY resource_id";
    ADD_RESOURCE = "INSERT INTO service_resource (org_id, service_id, resource_id) VALUES ($1, $2, $3)";
    CLEAR_RESOURCES = "DELETE FROM service_resource WHERE org_id = $1 AND service_id = $2";
}

impl FromRow for Service {
    /// Without the resources, which are rows of their own.
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Service {
            id: row.id("id")?,
            name: row.get("name")?,
            name_en: row.get("name_en")?,
            category: row.get("category")?,
            description: row.get("description")?,
            synonyms: row.json("synonyms")?,
            duration_minutes: row.num("duration_minutes")?,
            buffer_minutes: row.num("buffer_minutes")?,
            price: Money { minor: row.get("price")?, currency: row.get("currency")? },
            price_max: row.get("price_max")?,
            resources: Vec::new(),
            seats: row.num("seats")?,
            prepayment: row.get("prepayment")?,
            is_active: row.get("is_active")?,
            position: row.get("position")?,
            created_at: row.ts("created_at")?,
        })
    }
}

struct Need(ServiceId, ResourceId);

impl FromRow for Need {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Need(row.id("service_id")?, row.id("resource_id")?))
    }
}

pub async fn insert(unit: &mut Unit, s: &Service) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            s.id, &s.name, s.name_en.clone(), &s.category, &s.description, json(&s.synonyms), s.duration_minutes, s.buffer_minutes, s.price.minor, s.price_max, &s.price.currency, s.is_active, s.position,
            s.seats, s.prepayment, s.created_at
        ],
    )
    .await?;
    add_resources(unit, s).await
}

pub async fn update(unit: &mut Unit, s: &Service) -> Result<()> {
    let touched = unit
        .exec(
            UPDATE,
            vals![
                s.id, &s.name, s.name_en.clone(), &s.category, &s.description, json(&s.synonyms), s.duration_minutes, s.buffer_minutes, s.price.minor, s.price_max, &s.price.currency, s.is_active, s.position, s.seats, s.prepayment
            ],
        )
        .await?;
    if touched == 0 {
        return Err(Error::not_found("service"));
    }
    unit.exec(CLEAR_RESOURCES, vals![s.id]).await?;
    add_resources(unit, s).await
}

async fn add_resources(unit: &mut Unit, s: &Service) -> Result<()> {
    for id in &s.resources {
        unit.exec(ADD_RESOURCE, vals![s.id, *id]).await?;
    }
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: ServiceId) -> Result<Service> {
    let mut service: Service = reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("service"))?;
    service.resources = reads.list::<Need>(RESOURCES_OF, vals![id]).await?.into_iter().map(|n| n.1).collect();
    Ok(service)
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Service>> {
    let mut services: Vec<Service> = reads.list(LIST, vec![]).await?;
    for need in reads.list::<Need>(RESOURCES, vec![]).await? {
        if let Some(service) = services.iter_mut().find(|s| s.id == need.0) {
            service.resources.push(need.1);
        }
    }
    Ok(services)
}

/// Skills for it go with it.
pub async fn remove(unit: &mut Unit, id: ServiceId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("service")) } else { Ok(()) }
}

/// Is it part of any visit or held for a group, past or future?
pub async fn is_booked(reads: &mut impl Reads, id: ServiceId) -> Result<bool> {
    Ok(reads.find::<()>(IS_BOOKED, vals![id]).await?.is_some())
}
