//! Managing providers: create, change, pause, check, list their models, remove. Secrets go into the vault and never come out.

use super::{config, open, secrets};
use crate::channel::manage::split;
use crate::notice::{self, News, To};
use crate::{App, Ctx};
use domain::id::{OrgId, ProviderId};
use domain::notice::NoticeKind;
use domain::{Error, Kind, Result, Secret};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::Unit;
use store::provider::Provider;

pub(crate) const TABLE: &str = "provider";
/// More accounts than any firm has.
const MOST: i64 = 50;

/// What a person may set.
#[derive(Clone, Debug)]
pub struct NewProvider {
    pub vendor: String,
    pub name: String,
    /// As the vendor's settings schema describes; `writeOnly` properties are secrets.
    pub settings: Value,
}

/// `None` leaves a field as it is. In `settings` a missing secret keeps the stored one.
#[derive(Clone, Debug, Default)]
pub struct ProviderPatch {
    pub name: Option<String>,
    pub settings: Option<Value>,
    pub is_paused: Option<bool>,
}

/// The models of a provider, and whether the vendor said so itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub models: Vec<String>,
    pub is_live: bool,
}

/// The public shape: no secrets, which are named but not shown.
pub fn public(p: &Provider) -> Value {
    json!({"id": p.id, "vendor": p.vendor, "name": p.name, "settings": p.settings, "is_paused": p.is_paused, "has_secrets": p.secrets.is_some()})
}

pub async fn create(app: &App, ctx: &Ctx, new: NewProvider) -> Result<Provider> {
    let vendor = app.config().models.get(&new.vendor)?.clone();
    let (settings, secrets) = split(&vendor.settings_schema(), new.settings)?;
    let mut unit = app.unit(ctx).await?;
    if store::provider::count(&mut unit).await? >= MOST {
        return Err(Error::conflict(format!("at most {MOST} providers")).code("too_many_providers"));
    }
    let id = ProviderId::new();
    let now = unit.now();
    let sealed = seal(app, &mut unit, id, &secrets).await?;
    let provider = Provider { id, vendor: new.vendor, name: new.name, settings, secrets: sealed, is_paused: false, health: "new".to_owned(), last_error: None, last_ok_at: None, created_at: now, updated_at: now };
    // Opening checks the settings before anything is kept.
    vendor.open(config(app, ctx.org, &provider, secrets))?;
    store::provider::insert(&mut unit, &provider).await?;
    record(&mut unit, "create", "created", None, Some(&provider)).await?;
    unit.commit().await?;
    Ok(provider)
}

pub async fn update(app: &App, ctx: &Ctx, id: ProviderId, patch: ProviderPatch) -> Result<Provider> {
    // Opened before the transaction: SQLite has one writer.
    let mut scope = app.scope(ctx.org).await?;
    let stored = store::provider::get(&mut scope, id).await?;
    let mut all = secrets(app, &mut scope, &stored).await?;
    drop(scope);
    let vendor = app.config().models.get(&stored.vendor)?.clone();
    let mut unit = app.unit(ctx).await?;
    let before = store::provider::get(&mut unit, id).await?;
    let mut after = before.clone();
    if let Some(name) = patch.name {
        after.name = name;
    }
    if let Some(settings) = patch.settings {
        let (settings, fresh) = split(&vendor.settings_schema(), settings)?;
        after.settings = settings;
        if !fresh.is_empty() {
            all.extend(fresh);
            after.secrets = seal(app, &mut unit, id, &all).await?;
        }
        vendor.open(config(app, ctx.org, &after, all))?;
        (after.health, after.last_error) = ("new".to_owned(), None);
    }
    if let Some(is_paused) = patch.is_paused {
        after.is_paused = is_paused;
    }
    store::provider::update(&mut unit, &after).await?;
    after.updated_at = unit.now();
    crate::knowledge::embedder::provider_changed(&mut unit, id).await?;
    record(&mut unit, "update", "updated", Some(&before), Some(&after)).await?;
    unit.commit().await?;
    Ok(after)
}

/// An agent that still names it goes on to the next of its chain. The one that makes the vectors of the knowledge base stays.
pub async fn remove(app: &App, ctx: &Ctx, id: ProviderId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::provider::get(&mut unit, id).await?;
    crate::knowledge::embedder::check_free(&mut unit, id).await?;
    store::provider::remove(&mut unit, id).await?;
    record(&mut unit, "remove", "removed", Some(&before), None).await?;
    unit.commit().await
}

/// The live check of the credentials; its outcome stands in the health.
pub async fn check(app: &App, ctx: &Ctx, id: ProviderId) -> Result<()> {
    let (provider, found) = {
        let mut scope = app.scope(ctx.org).await?;
        let provider = store::provider::get(&mut scope, id).await?;
        let model = open(app, &mut scope, &provider).await;
        drop(scope);
        let found = match model {
            Ok(model) => model.check().await,
            Err(error) => Err(error),
        };
        (provider, found)
    };
    let mut unit = app.unit(ctx).await?;
    match &found {
        Ok(()) => {
            app.0.models.resting.invalidate_all();
            store::provider::set_ok(&mut unit, provider.id).await?;
        }
        Err(error) => note_failure(&mut unit, &provider, &error.into()).await?,
    }
    unit.commit().await?;
    found
}

/// Models the credentials may use: asked of the vendor, or known to work where it has no list.
pub async fn models(app: &App, org: OrgId, id: ProviderId) -> Result<Listed> {
    let mut scope = app.scope(org).await?;
    let provider = store::provider::get(&mut scope, id).await?;
    let vendor = app.config().models.get(&provider.vendor)?.clone();
    if !vendor.caps().lists_models {
        return Ok(Listed { models: vendor.suggested().iter().map(|name| (*name).to_owned()).collect(), is_live: false });
    }
    let model = open(app, &mut scope, &provider).await?;
    drop(scope);
    Ok(Listed { models: model.models().await?, is_live: true })
}

/// What is kept of an error of a provider.
pub(crate) struct Failure {
    health: &'static str,
    code: &'static str,
    text: String,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Failure { health: if error.kind == Kind::Disconnected { "disconnected" } else { "failing" }, code: error.public_code(), text: error.to_string() }
    }
}

/// A failure a person should see: once, as news.
pub(crate) async fn note_failure(unit: &mut Unit, provider: &Provider, failure: &Failure) -> Result<()> {
    let health = failure.health;
    if store::provider::set_bad(unit, provider.id, health, &failure.text).await? && provider.health != health {
        unit.event("provider.failed", provider.id, None, json!({"provider_id": provider.id, "name": provider.name, "health": health, "code": failure.code})).await?;
        notice::tell(unit, News::new(NoticeKind::Failure, To::All).page("settings/models".to_owned()).name(&provider.name)).await?;
    }
    Ok(())
}

async fn record(unit: &mut Unit, action: &'static str, done: &str, before: Option<&Provider>, after: Option<&Provider>) -> Result<()> {
    let Some(one) = after.or(before) else { return Ok(()) };
    unit.audit(action, "provider", Some(one.id.0), before.map(public), after.map(public)).await?;
    unit.event(&format!("provider.{done}"), one.id, None, json!({"provider_id": one.id, "vendor": one.vendor, "name": one.name, "is_paused": one.is_paused})).await
}

async fn seal(app: &App, unit: &mut Unit, id: ProviderId, secrets: &BTreeMap<String, Secret>) -> Result<Option<Vec<u8>>> {
    if secrets.is_empty() {
        return Ok(None);
    }
    let clear: Map<String, Value> = secrets.iter().map(|(k, v)| (k.clone(), Value::from(v.expose()))).collect();
    let bytes = serde_json::to_vec(&clear).map_err(|e| Error::internal("secrets do not serialise").source(e))?;
    app.vault().seal(unit, TABLE, id.0, &bytes).await.map(Some)
}
