//! Forgetting one person for good, on their wish: rows, files, search, memory, traces, events, logs. Visits stay as numbers of one nameless
//! contact of the firm, so that reports keep their sums and nobody can be told from another (docs/admin/personal-data.md).

use crate::{App, Ctx, booking, waitlist};
use domain::contact::Contact;
use domain::id::{ContactId, ErasureId};
use domain::{Error, Result, likeness};
use serde_json::json;
use store::Unit;
use store::erasure::{self, Erasure};

/// Erases the person. `confirm` is their name, or the phone of somebody without one: what the caller read before they decided.
pub async fn erase(app: &App, ctx: &Ctx, id: ContactId, confirm: &str) -> Result<Erasure> {
    let mut unit = app.unit(ctx).await?;
    let contact = store::contact::lock(&mut unit, id).await?;
    super::named(&contact)?;
    confirmed(&contact, confirm)?;
    let erasure = erase_in(unit, contact.id).await?;
    // What is left undone here the housekeeping does within a minute.
    crate::file::sweep(app).await?;
    Ok(erasure)
}

/// Erases whoever has not been heard of since a moment; false when they have. The caller sweeps the files.
pub(crate) async fn idle(app: &App, ctx: &Ctx, id: ContactId, since: domain::Ts) -> Result<bool> {
    let mut unit = app.unit(ctx).await?;
    if crate::or_gone(store::contact::lock(&mut unit, id).await)?.is_none() {
        return Ok(false);
    }
    if !store::retention::is_idle(&mut unit, since, id).await? {
        return Ok(false);
    }
    erase_in(unit, id).await?;
    Ok(true)
}

async fn erase_in(mut unit: Unit, id: ContactId) -> Result<Erasure> {
    let nameless = nameless(&mut unit).await?;
    let (counts, ahead) = erasure::erase(&mut unit, id, nameless.id).await?;
    let files = counts.get("file").copied().unwrap_or(0);
    let (erasure_id, now) = (ErasureId::new(), unit.now());
    let digest = digest(erasure_id, id, &counts, now);
    let by = unit.by().actor.clone();
    let erasure = Erasure { id: erasure_id, by_kind: by.kind().to_owned(), by_id: by.id(), counts, files, digest, created_at: now };
    erasure::insert(&mut unit, &erasure).await?;
    unit.audit("erase", "erasure", Some(erasure_id.0), None, Some(json!({ "counts": erasure.counts, "digest": erasure.digest }))).await?;
    for visit in ahead {
        let visit = store::booking::get(&mut unit, visit).await?;
        booking::tell(&mut unit, "booking.cancelled", &visit, json!({})).await?;
    }
    waitlist::freed_in(&mut unit, erasure_id.uuid()).await?;
    unit.event("contact.erased", id, None, json!({ "contact_id": id, "erasure_id": erasure_id })).await?;
    unit.commit().await?;
    Ok(erasure)
}

/// Whoever knows the contact's id can show by it that this proof is about them; from the proof nobody can tell who it was.
fn digest(erasure: ErasureId, contact: ContactId, counts: &std::collections::BTreeMap<String, i64>, at: domain::Ts) -> String {
    let text = format!("samovar-erasure/1\n{erasure}\n{contact}\n{at}\n{}\n", json!(counts));
    ring::digest::digest(&ring::digest::SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The one contact of a firm that has the visits of all erased people.
async fn nameless(unit: &mut Unit) -> Result<Contact> {
    if let Some(known) = erasure::nameless(unit).await? {
        return Ok(known);
    }
    let contact = super::blank(unit, erasure::SOURCE);
    store::contact::insert(unit, &contact).await?;
    Ok(contact)
}

fn confirmed(contact: &Contact, confirm: &str) -> Result<()> {
    let digits = |text: &str| {
        let all: String = text.chars().filter(char::is_ascii_digit).collect();
        all.strip_prefix('8').filter(|rest| rest.len() == 10).map(|rest| format!("7{rest}")).unwrap_or(all)
    };
    let is_name = contact.name.as_deref().is_some_and(|name| likeness::key(name) == likeness::key(confirm) && !likeness::key(name).is_empty() || name.trim() == confirm.trim());
    let is_phone = contact.phone.as_ref().is_some_and(|phone| digits(phone.as_str()) == digits(confirm) && !digits(confirm).is_empty());
    let is_other = contact.name.is_none() && contact.phone.is_none() && (contact.email.as_deref() == Some(confirm.trim()) || contact.id.to_string() == confirm.trim());
    if is_name || is_phone || is_other { Ok(()) } else { Err(Error::invalid("confirm", "the name or the phone of the contact that is to be erased").code("confirm_wrong")) }
}

/// The proof as a page for printing, in the firm's language.
pub fn page(org: &domain::org::Org, erasure: &Erasure, by: Option<&str>) -> String {
    let is_ru = org.lang == domain::Lang::Ru;
    let [title, firm, at, who, number, rows, files, digest, note] = if is_ru {
        [
            "Акт об удалении персональных данных", "Организация", "Когда", "Кто удалил", "Номер", "Строк в базе данных", "Файлов", "Отпечаток SHA-256",
            "Данные удалены без возможности восстановления. Сведения о визитах остались только как числа, без связи с человеком. Копии в резервных копиях исчезнут вместе с ними.",
        ]
    } else {
        [
            "Proof of erasure of personal data", "Organization", "When", "Erased by", "Number", "Rows in the database", "Files", "SHA-256 digest",
            "The data were erased for good. Of visits only numbers stay, tied to nobody. Copies in backups go with the backups.",
        ]
    };
    let zone = domain::time::zone(&org.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let when = erasure.created_at.in_zone(&zone).strftime("%Y-%m-%d %H:%M:%S %:z").to_string();
    let total: i64 = erasure.counts.values().sum();
    let (id, count, kept) = (erasure.id.to_string(), total.to_string(), erasure.files.to_string());
    let lines = [(firm, org.name.as_str()), (at, &when), (who, by.unwrap_or(&erasure.by_kind)), (number, &id), (rows, &count), (files, &kept), (digest, &erasure.digest)];
    let shown: String = lines.into_iter().map(|(name, value)| format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escaped(name), escaped(value))).collect();
    let tables: String = erasure.counts.iter().map(|(table, n)| format!("<tr><th scope=\"row\"><code>{}</code></th><td>{n}</td></tr>", escaped(table))).collect();
    let lang = if is_ru { "ru" } else { "en" };
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}\
         table{{border-collapse:collapse;width:100%;margin:1.5rem 0}}th,td{{border-bottom:1px solid #ccc;padding:.4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}}th{{width:40%;font-weight:500}}</style></head>\
         <body><h1>{title}</h1><table>{shown}</table><p>{note}</p><table>{tables}</table></body></html>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
