//! `App`: the open product, shared by every face. `Ctx`: who asks, for which tenant, when.

use crate::hub::Hub;
use crate::vault::Vault;
use domain::event::Actor;
use domain::id::{ConnectionId, OrgId};
use domain::port::{Channel, Connector};
use domain::time::SharedClock;
use domain::{Error, Result, Ts};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::Db;
use store::unit::By;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// What the binary's configuration decides for the use cases.
#[derive(Clone, Debug)]
pub struct AppConfig {
    /// Address customers and vendors reach us by, without a slash at the end.
    pub public_url: Option<String>,
    /// Where uploaded and fetched files live.
    pub files: std::path::PathBuf,
    /// Reads web pages for the knowledge base; none where the server reads none.
    pub fetch: Option<Arc<dyn domain::port::Fetch>>,
    /// Hands notices to browsers' push services; none where the server does not push.
    pub push: Option<Arc<dyn domain::port::Push>>,
    /// Signs people in by the word of a firm's own provider; none where the server does not.
    pub sign_in: Option<Arc<dyn domain::port::SignIn>>,
    /// Sends letters; none where the server has no mail server.
    pub mailer: Option<Arc<dyn domain::port::Mailer>>,
    /// Where connections may call out to.
    pub net: domain::port::NetPolicy,
    /// Whose language models can be configured.
    pub models: crate::provider::Vendors,
    /// Longest a turn may hold its conversation.
    pub turn_lease: Duration,
    /// First pause of a failed send; doubles with jitter up to an hour.
    pub retry_base: Duration,
    /// Attempts after which a send is dead and waits for a person.
    pub retry_attempts: i64,
    /// Several processes share the database: leases of others are respected at start.
    pub is_one_of_many: bool,
}

impl Default for AppConfig {
    fn default() -> Self {
        AppConfig {
            public_url: None,
            files: std::path::PathBuf::from("data/files"),
            fetch: None,
            push: None,
            sign_in: None,
            mailer: None,
            net: domain::port::NetPolicy::Public,
            models: crate::provider::Vendors::default(),
            turn_lease: Duration::from_secs(30),
            retry_base: Duration::from_secs(2),
            retry_attempts: 12,
            is_one_of_many: false,
        }
    }
}

/// The open product. Clone freely.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub db: Db,
    pub clock: SharedClock,
    pub vault: Vault,
    pub config: AppConfig,
    /// This process, in leases.
    pub node: Uuid,
    pub hub: Hub,
    pub connectors: BTreeMap<&'static str, Arc<dyn Connector>>,
    /// Pull connections by organization, for a few seconds.
    pub pulls: moka::sync::Cache<(OrgId, &'static str), Arc<store::connection::Connection>>,
    /// Grows before they are forgotten: who was reading meanwhile does not remember what it read.
    pub pulls_forgotten: std::sync::atomic::AtomicU64,
    /// Open channels by connection and its last change.
    pub channels: moka::sync::Cache<(ConnectionId, i64), Arc<dyn Channel>>,
    /// What each firm wants of its agent, for a few seconds.
    pub wishes: moka::sync::Cache<OrgId, Arc<brain::facts::Catalog>>,
    /// Chats that were told of our typing a moment ago.
    pub typed: moka::sync::Cache<domain::id::ConversationId, ()>,
    /// What each firm's agent knows, until it changes.
    pub catalogs: crate::catalog::Catalogs,
    /// The agents of each firm that answer, until one of them changes.
    pub lives: crate::agent::Lives,
    /// Running experiments of firms.
    pub tries: crate::experiment::Tries,
    /// What the knowledge of firms speaks of.
    pub graphs: crate::knowledge::graph::Graphs,
    /// What is known to be kept for replays, by kind and version.
    pub kept: moka::sync::Cache<(OrgId, &'static str, i64), ()>,
    /// The index of each firm's knowledge, until it changes.
    pub library: crate::knowledge::library::Library,
    /// Documents that are read at once in this process; and of files, which need memory.
    pub indexing: Arc<tokio::sync::Semaphore>,
    pub reading: Arc<tokio::sync::Semaphore>,
    /// Open ways to models, and those that are left alone for a while.
    pub models: crate::provider::Opened,
    /// Pretended customers at work in this process.
    pub simulations: crate::demo::Simulations,
    /// One report at a time reads on two connections.
    pub aside: Arc<tokio::sync::Semaphore>,
    pub stop: CancellationToken,
    pub tasks: TaskTracker,
}

impl App {
    pub fn new(db: Db, clock: SharedClock, vault: Vault, connectors: Vec<Arc<dyn Connector>>, config: AppConfig) -> Self {
        let hub = Hub::new(&db);
        App(Arc::new(Inner {
            db,
            clock,
            vault,
            config,
            node: Uuid::now_v7(),
            hub,
            connectors: connectors.into_iter().map(|c| (c.name(), c)).collect(),
            pulls: moka::sync::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(5)).build(),
            pulls_forgotten: std::sync::atomic::AtomicU64::new(0),
            channels: moka::sync::Cache::new(10_000),
            wishes: moka::sync::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(5)).build(),
            typed: moka::sync::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(4)).build(),
            catalogs: crate::catalog::Catalogs::default(),
            lives: crate::agent::Lives::default(),
            tries: crate::experiment::Tries::default(),
            graphs: crate::knowledge::graph::Graphs::default(),
            kept: moka::sync::Cache::new(10_000),
            library: crate::knowledge::library::Library::default(),
            indexing: Arc::new(tokio::sync::Semaphore::new(crate::job::LONG)),
            reading: Arc::new(tokio::sync::Semaphore::new(1)),
            models: crate::provider::Opened::default(),
            simulations: crate::demo::Simulations::default(),
            aside: Arc::new(tokio::sync::Semaphore::new(1)),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }))
    }
    pub fn db(&self) -> &Db {
        &self.0.db
    }
    pub fn now(&self) -> Ts {
        self.0.clock.now()
    }
    pub fn clock(&self) -> SharedClock {
        self.0.clock.clone()
    }
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }
    pub fn config(&self) -> &AppConfig {
        &self.0.config
    }
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }
    pub fn node(&self) -> Uuid {
        self.0.node
    }
    /// Cancelled when the process is asked to stop.
    pub fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }
    /// Work that must end before the process does.
    pub fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }
    pub fn connector(&self, name: &str) -> Result<&Arc<dyn Connector>> {
        self.0.connectors.get(name).ok_or_else(|| Error::invalid("connector", "no such connector").code("connector_unknown"))
    }
    pub fn connectors(&self) -> impl Iterator<Item = &Arc<dyn Connector>> {
        self.0.connectors.values()
    }
    /// A context for the product's own work.
    pub fn system(&self, org: OrgId) -> Ctx {
        Ctx { org, actor: Actor::System, ip: None, trace_id: None }
    }
}

/// Who asks and for whom. Made by the face that authenticated the caller.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub org: OrgId,
    pub actor: Actor,
    pub ip: Option<String>,
    pub trace_id: Option<String>,
}

impl Ctx {
    /// The signature under what a unit writes.
    pub fn by(&self, app: &App) -> By {
        By { actor: self.actor.clone(), ip: self.ip.clone(), trace_id: self.trace_id.clone(), now: app.now() }
    }
    /// The person behind the call, if a person it is.
    pub fn person(&self) -> Option<domain::id::PersonId> {
        match self.actor {
            Actor::Person { id } => Some(id.into()),
            _ => None,
        }
    }
}

impl App {
    /// Begins the one transaction of a use case.
    pub async fn unit(&self, ctx: &Ctx) -> Result<store::Unit> {
        self.db().unit(ctx.org, ctx.by(self)).await
    }
    /// Opens reads for the caller's tenant.
    pub async fn scope(&self, org: OrgId) -> Result<store::Scope> {
        self.db().scope(org).await
    }
    /// A second one for long reads that go side by side; none while another report has it, for two that wait for each other's would wait for ever.
    pub(crate) async fn aside(&self, org: OrgId) -> Result<Option<Aside>> {
        let Ok(permit) = self.0.aside.clone().try_acquire_owned() else { return Ok(None) };
        Ok(Some(Aside { scope: self.scope(org).await?, _permit: permit }))
    }
}

/// Reads beside those of another scope of the same caller.
pub(crate) struct Aside {
    pub scope: store::Scope,
    _permit: tokio::sync::OwnedSemaphorePermit,
}
