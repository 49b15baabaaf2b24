//! Organizations: making one with its data key and its own API and widget connections, and changing its settings.
//! Who may enter is `member/` and `invitation/`; the catalog is `catalog/`.

use crate::channel::manage;
use crate::{App, Ctx};
use domain::id::OrgId;
use domain::org::{Org, OrgSettings};
use domain::{Error, Lang, Result};
use serde_json::json;
use store::unit::By;
use store::Root;

/// What a new organization needs.
#[derive(Clone, Debug)]
pub struct NewOrg {
    pub name: String,
    /// Made from the name when absent.
    pub slug: Option<String>,
    pub zone: String,
    pub lang: Lang,
    pub currency: String,
    pub region: String,
    pub pack: String,
    pub settings: OrgSettings,
}

/// `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct OrgPatch {
    pub name: Option<String>,
    pub zone: Option<String>,
    pub lang: Option<Lang>,
    pub currency: Option<String>,
    pub region: Option<String>,
    /// Settings by name, already checked one by one; those not named stay.
    pub settings: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Creates an organization nobody is in yet: for the operator and the demo.
pub async fn create(app: &App, new: NewOrg) -> Result<Org> {
    let mut root = app.db().root().await?;
    let org = create_in(app, &mut root, new).await?;
    root.commit().await?;
    Ok(org)
}

/// Creates the organization's row and its pull connections in the transaction that also gives it an owner.
pub(crate) async fn create_in(app: &App, root: &mut Root, new: NewOrg) -> Result<Org> {
    let now = app.now();
    let id = OrgId::new();
    let name = new.name.trim().to_owned();
    check(&name, &new.zone, &new.currency, &new.region, &new.settings)?;
    let slug = match new.slug {
        Some(slug) if is_slug(&slug) => slug,
        Some(_) => return Err(Error::invalid("slug", "3 to 40 of a-z, 0-9 and dashes")),
        None => format!("{}-{}", slugify(&name), &id.0.simple().to_string().chars().rev().take(4).collect::<String>()),
    };
    let org = Org {
        id, name, slug, zone: new.zone, lang: new.lang, currency: new.currency, region: new.region, pack: new.pack, settings: new.settings, catalog_version: 1, created_at: now,
    };
    let data_key = app.vault().new_data_key(id)?;
    store::org::insert(root, &org, &data_key).await?;
    for (connector, name) in [("api", "API"), (crate::widget::CONNECTOR, "Чат на сайте")] {
        store::connection::insert_root(root, &manage::bare(id, connector, name, now)).await?;
    }
    store::audit::insert_root(root, id, &By::system(now), "create", "org", Some(id.0), Some(public(&org))).await?;
    Ok(org)
}

/// The public shape.
pub fn public(org: &Org) -> serde_json::Value {
    json!({"id": org.id, "name": org.name, "slug": org.slug, "zone": org.zone, "lang": org.lang, "currency": org.currency, "region": org.region, "pack": org.pack, "settings": org.settings})
}

pub async fn update(app: &App, ctx: &Ctx, patch: OrgPatch) -> Result<Org> {
    let mut unit = app.unit(ctx).await?;
    let mut org = store::org::get_in(&mut unit).await?;
    let (before, may_read, visits, retention) = (public(&org), org.settings.graph_by_model, org.settings.visits.clone(), org.settings.retention);
    if let Some(name) = patch.name {
        org.name = name.trim().to_owned();
    }
    if let Some(zone) = patch.zone {
        org.zone = zone;
    }
    if let Some(lang) = patch.lang {
        org.lang = lang;
    }
    if let Some(currency) = patch.currency {
        org.currency = currency;
    }
    if let Some(region) = patch.region {
        org.region = region;
    }
    if let Some(settings) = patch.settings {
        org.settings = merge(&org.settings, settings)?;
    }
    check(&org.name, &org.zone, &org.currency, &org.region, &org.settings)?;
    store::org::update(&mut unit, &org).await?;
    if org.settings.graph_by_model && !may_read {
        crate::knowledge::graph::model::take_up(&mut unit).await?;
    }
    if org.settings.visits != visits {
        crate::job::follow_booking::enqueue_replan(&mut unit).await?;
        crate::waitlist::freed_in(&mut unit, org.id.uuid()).await?;
    }
    if org.settings.retention != retention {
        crate::retention::plan(&mut unit, &org).await?;
    }
    unit.audit("update", "org", Some(org.id.0), Some(before), Some(public(&org))).await?;
    unit.event("org.updated", org.id, None, json!({})).await?;
    unit.commit().await?;
    crate::inbox::mode::forget(app, org.id);
    Ok(org)
}

/// Read inside the unit and written there: two screens that save at once keep what the other one set.
fn merge(known: &OrgSettings, changes: serde_json::Map<String, serde_json::Value>) -> Result<OrgSettings> {
    let wrong = |e: serde_json::Error| Error::invalid("settings", "a setting has the wrong form").source(e);
    let mut all = serde_json::to_value(known).map_err(wrong)?;
    if let Some(fields) = all.as_object_mut() {
        fields.extend(changes);
    }
    serde_json::from_value(all).map_err(wrong)
}

fn check(name: &str, zone: &str, currency: &str, region: &str, settings: &OrgSettings) -> Result<()> {
    if name.is_empty() || name.chars().count() > 120 {
        return Err(Error::invalid("name", "1 to 120 characters"));
    }
    domain::time::zone(zone)?;
    domain::Money::new(0, currency)?;
    if region.len() != 2 || !region.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Error::invalid("region", "an ISO 3166 code such as RU"));
    }
    let bounds = [
        ("settings.quiet_window_ms", settings.quiet_window_ms, 0, 30_000),
        ("settings.hold_minutes", settings.hold_minutes, 1, 120),
        ("settings.resolve_hours", settings.resolve_hours, 1, 168),
        ("settings.lead_minutes", settings.lead_minutes, 0, 14 * 1440),
        ("settings.horizon_days", settings.horizon_days, 1, 366),
        ("settings.slot_step_minutes", settings.slot_step_minutes, 5, 240),
        ("settings.change_until_minutes", settings.change_until_minutes, 0, 14 * 1440),
    ];
    for (field, value, least, most) in bounds {
        if !(least..=most).contains(&value) {
            return Err(Error::invalid(field, format!("between {least} and {most}")));
        }
    }
    settings.visits.check()?;
    settings.sla.check()?;
    settings.retention.check()?;
    let mut languages = settings.languages.clone();
    languages.dedup();
    if languages.len() > 2 || languages.iter().any(|l| l.spoken() != *l) || languages.len() != settings.languages.len() {
        return Err(Error::invalid("settings.languages", "each of ru and en at most once"));
    }
    if let Some(phone) = &settings.phone {
        domain::Phone::parse(phone, region).map_err(|e| Error { field: Some("settings.phone".into()), ..e })?;
    }
    Ok(())
}

fn is_slug(text: &str) -> bool {
    (3..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') && !text.starts_with('-') && !text.ends_with('-')
}

/// Latin letters of the name; Cyrillic by the usual transliteration.
pub(crate) fn slugify(name: &str) -> String {
    const LATIN: [&str; 33] = [
        "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya",
    ];
    let mut out = String::new();
    for c in name.to_lowercase().chars() {
        let letters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя".chars().position(|r| r == c).and_then(|i| LATIN.get(i));
        match letters {
            Some(latin) => out.push_str(latin),
            None if c.is_ascii_alphanumeric() => out.push(c),
            None if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            None => {}
        }
    }
    let slug: String = out.trim_matches('-').chars().take(30).collect();
    if slug.len() < 3 { "firm".to_owned() } else { slug }
}
