//! Partners that clients are handed to: rows, search, and the chat they open by their link.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::{ConnectionId, PartnerId};
use domain::partner::{Commission, Partner, PartnerChat, PartnerKind};
use domain::{Error, Phone, Result, Ts};

statements! {
    INSERT = "INSERT INTO partner (org_id, id, name, kind, person, phone, email, lang, channel, commission_kind, commission_value, availability, days_off, template, note, is_active, search, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)";
    UPDATE = "UPDATE partner SET name = $3, kind = $4, person = $5, phone = $6, email = $7, lang = $8, channel = $9, commission_kind = $10, commission_value = $11, availability = $12, days_off = $13, template = $14, note = $15, is_active = $16,
              search = $17, updated_at = $18 WHERE org_id = $1 AND id = $2";
    DELETE = "DELETE FROM partner WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM partner WHERE org_id = $1 AND id = $2";
    LOCK = {
        lite: "SELECT * FROM partner WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM partner WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    COUNT = "SELECT count(*) AS n FROM partner WHERE org_id = $1";
    LIST = {
        lite: "SELECT * FROM partner WHERE org_id = $1 AND (CAST($2 AS TEXT) IS NULL OR instr(search, $2) > 0) AND (CAST($3 AS TEXT) IS NULL OR kind = $3) AND (CAST($4 AS BOOLEAN) IS NULL OR is_active = $4) ORDER BY is_active DESC, search, id LIMIT 1000",
        pg: "SELECT * FROM partner WHERE org_id = $1 AND (CAST($2 AS TEXT) IS NULL OR strpos(search, $2) > 0) AND (CAST($3 AS TEXT) IS NULL OR kind = $3) AND (CAST($4 AS BOOLEAN) IS NULL OR is_active = $4) ORDER BY is_active DESC, search, id LIMIT 1000",
    };
    INVITE = "UPDATE partner SET bind_digest = $3, bind_until = $4 WHERE org_id = $1 AND id = $2";
    /// Whoever opens the link first has it.
    BIND = "UPDATE partner SET chat_connection_id = $3, chat_id = $4, bind_digest = NULL, bind_until = NULL, updated_at = $5 WHERE org_id = $1 AND bind_digest = $2 AND bind_until > $5 RETURNING *";
    UNBIND = "UPDATE partner SET chat_connection_id = NULL, chat_id = NULL, bind_digest = NULL, bind_until = NULL, updated_at = $3 WHERE org_id = $1 AND id = $2";
}

impl FromRow for Partner {
    fn from_row(row: &Row) -> Result<Self> {
        let chat = row.maybe_id("chat_connection_id")?.zip(row.get::<Option<String>>("chat_id")?);
        Ok(Partner {
            id: row.id("id")?,
            name: row.get("name")?,
            kind: row.parse("kind")?,
            person: row.get("person")?,
            phone: row.get::<Option<String>>("phone")?.map(Phone::trusted),
            email: row.get("email")?,
            lang: row.parse("lang")?,
            channel: row.parse("channel")?,
            chat: chat.map(|(connection_id, chat_id)| PartnerChat { connection_id, chat_id }),
            commission: Commission { kind: row.parse("commission_kind")?, value: row.get("commission_value")? },
            availability: row.get("availability")?,
            days_off: row.json("days_off")?,
            template: row.get("template")?,
            note: row.get("note")?,
            is_active: row.get("is_active")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

struct Count(i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Count)
    }
}

fn search(p: &Partner) -> String {
    let phone = p.phone.as_ref().map(Phone::as_str).unwrap_or_default();
    format!("{} {} {phone} {}", p.name, p.person, p.email.as_deref().unwrap_or_default()).to_lowercase()
}

pub async fn insert(unit: &mut Unit, p: &Partner) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            p.id, &p.name, p.kind, &p.person, p.phone.clone(), p.email.clone(), p.lang, p.channel, p.commission.kind, p.commission.value, &p.availability, json(&p.days_off), &p.template, &p.note, p.is_active, search(p), p.created_at
        ],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, p: &Partner) -> Result<()> {
    unit.exec(
        UPDATE,
        vals![
            p.id, &p.name, p.kind, &p.person, p.phone.clone(), p.email.clone(), p.lang, p.channel, p.commission.kind, p.commission.value, &p.availability, json(&p.days_off), &p.template, &p.note, p.is_active, search(p), p.updated_at
        ],
    )
    .await?;
    Ok(())
}

pub async fn remove(unit: &mut Unit, id: PartnerId) -> Result<()> {
    if unit.exec(DELETE, vals![id]).await? == 0 { Err(Error::not_found("partner")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: PartnerId) -> Result<Partner> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("partner"))
}

/// The partner, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: PartnerId) -> Result<Partner> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("partner"))
}

pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    Ok(reads.find::<Count>(COUNT, vals![]).await?.map_or(0, |Count(n)| n))
}

/// Those at work first, by name.
pub async fn list(reads: &mut impl Reads, search: Option<&str>, kind: Option<PartnerKind>, is_active: Option<bool>) -> Result<Vec<Partner>> {
    let asked = search.map(str::trim).filter(|q| !q.is_empty()).map(str::to_lowercase);
    reads.list(LIST, vals![asked, kind, is_active]).await
}

/// Whoever comes with this digest before then is the partner; an earlier link opens nothing any more.
pub async fn invite(unit: &mut Unit, id: PartnerId, digest: &[u8], until: Ts) -> Result<()> {
    unit.exec(INVITE, vals![id, digest, until]).await?;
    Ok(())
}

pub async fn bind(unit: &mut Unit, digest: &[u8], connection: ConnectionId, chat_id: &str) -> Result<Option<Partner>> {
    let now = unit.now();
    unit.find(BIND, vals![digest, connection, chat_id, now]).await
}

pub async fn unbind(unit: &mut Unit, id: PartnerId) -> Result<()> {
    let now = unit.now();
    unit.exec(UNBIND, vals![id, now]).await?;
    Ok(())
}
