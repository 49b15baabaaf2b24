//! Providers of models: configured accounts, opened with their secrets (`manage.rs` changes them), what their tokens cost (`price.rs`),
//! how much was and may be used (`usage.rs`), and the one way to ask a model for words (`ask.rs`) or vectors (`embed.rs`).

pub mod ask;
pub(crate) mod embed;
pub mod manage;
pub mod price;
pub mod usage;

pub use ask::{Asker, Served, Try, Unanswered, ask};
pub(crate) use ask::{Chain, Settling};
pub use usage::{Exhausted, Used, budget};

use crate::App;
use domain::id::{OrgId, ProviderId};
use domain::port::{Model, ModelConfig, ModelVendor};
use domain::{Error, Result, Secret, Ts};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::Scope;
use store::provider::Provider;

/// The vendors of models this server knows.
#[derive(Clone, Default)]
pub struct Vendors(BTreeMap<&'static str, Arc<dyn ModelVendor>>);

impl std::fmt::Debug for Vendors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
impl From<Vec<Arc<dyn ModelVendor>>> for Vendors {
    fn from(list: Vec<Arc<dyn ModelVendor>>) -> Self {
        Vendors(list.into_iter().map(|vendor| (vendor.name(), vendor)).collect())
    }
}
impl Vendors {
    pub fn get(&self, name: &str) -> Result<&Arc<dyn ModelVendor>> {
        self.0.get(name).ok_or_else(|| Error::invalid("vendor", "no such vendor of models").code("vendor_unknown"))
    }
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn ModelVendor>> {
        self.0.values()
    }
}

/// An open provider, by its id and its last change: a queue or a token inside of it is shared by everybody who asks.
pub struct Opened {
    models: moka::sync::Cache<(ProviderId, i64), Arc<dyn Model>>,
    /// Until when a model of a provider is not asked, and why.
    resting: moka::sync::Cache<(ProviderId, i64, String), (Ts, &'static str)>,
}

impl Default for Opened {
    fn default() -> Self {
        Opened { models: moka::sync::Cache::new(10_000), resting: moka::sync::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(120)).build() }
    }
}

impl Opened {
    pub(crate) fn rests(&self, provider: &Provider, model: &str, now: Ts) -> Option<&'static str> {
        let (until, code) = self.resting.get(&(provider.id, provider.updated_at.micros(), model.to_owned()))?;
        (until > now).then_some(code)
    }
    pub(crate) fn rest(&self, provider: &Provider, model: &str, until: Ts, code: &'static str) {
        self.resting.insert((provider.id, provider.updated_at.micros(), model.to_owned()), (until, code));
    }
    pub(crate) fn wake(&self, provider: &Provider, model: &str) {
        self.resting.invalidate(&(provider.id, provider.updated_at.micros(), model.to_owned()));
    }
}

/// Opens a provider; an open one is reused until its row changes.
pub(crate) async fn open(app: &App, scope: &mut Scope, provider: &Provider) -> Result<Arc<dyn Model>> {
    let key = (provider.id, provider.updated_at.micros());
    if let Some(model) = app.0.models.models.get(&key) {
        return Ok(model);
    }
    let secrets = secrets(app, scope, provider).await?;
    let vendor = app.config().models.get(&provider.vendor)?;
    let model = vendor.open(config(app, scope.org(), provider, secrets))?;
    // Two may have opened it at once; everybody shares the first.
    Ok(app.0.models.models.entry(key).or_insert(model).into_value())
}

pub(crate) fn config(app: &App, org_id: OrgId, provider: &Provider, secrets: BTreeMap<String, Secret>) -> ModelConfig {
    ModelConfig { org_id, provider_id: provider.id, settings: provider.settings.clone(), secrets, net: app.config().net, clock: app.clock() }
}

/// The secrets of a provider in the clear.
pub(crate) async fn secrets(app: &App, scope: &mut Scope, provider: &Provider) -> Result<BTreeMap<String, Secret>> {
    let Some(sealed) = &provider.secrets else { return Ok(BTreeMap::new()) };
    let clear = app.vault().open(scope, manage::TABLE, provider.id.0, sealed).await?;
    serde_json::from_slice(&clear).map_err(|e| Error::internal("the secrets of a provider do not read").op("provider.open").source(e))
}
