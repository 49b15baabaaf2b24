//! The firm as the agent knew it and the agent itself, each kept once per version with the first turn that uses it, so that any stored
//! turn can be run again exactly. A turn costs nothing more once this process knows that its versions are kept.

use crate::App;
use crate::catalog::Firm;
use brain::facts::{AgentFacts, Catalog};
use domain::branch::Branch;
use domain::employee::Employee;
use domain::faq::Faq;
use domain::org::Org;
use domain::product::Product;
use domain::resource::Resource;
use domain::schedule::Schedule;
use domain::service::Service;
use domain::tour::{Departure, Tour};
use domain::{Error, Result};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};
use std::sync::Arc;
use store::{Reads, Unit};

const CATALOG: &str = "catalog";
const AGENT: &str = "agent";
/// Most bytes a body may unpack to.
const LIMIT: u64 = 256 * 1024 * 1024;

/// What `Catalog::new` needs, and the rooms.
#[derive(Serialize, Deserialize)]
struct Body {
    org: Org,
    branches: Vec<Branch>,
    services: Vec<Service>,
    employees: Vec<Employee>,
    schedules: Vec<Schedule>,
    faq: Vec<Faq>,
    resources: Vec<Resource>,
    #[serde(default)]
    tours: Vec<Tour>,
    #[serde(default)]
    departures: Vec<Departure>,
    #[serde(default)]
    products: Vec<Product>,
}

/// Keeps firm and agents in the unit of a turn. Comes last in it: whoever waits here for another writer holds nothing that one wants.
pub(super) async fn keep(app: &App, unit: &mut Unit, firm: &Firm, agents: &[Arc<AgentFacts>]) -> Result<()> {
    keep_one(app, unit, CATALOG, firm.catalog.org.catalog_version, || body(firm)).await?;
    for agent in agents {
        if let Some(number) = agent_number(agent)? {
            keep_one(app, unit, AGENT, number, || json(agent)).await?;
        }
    }
    Ok(())
}

async fn keep_one(app: &App, unit: &mut Unit, kind: &'static str, version: i64, body: impl FnOnce() -> Result<Vec<u8>>) -> Result<()> {
    let (key, kept) = ((unit.org(), kind, version), &app.0.kept);
    if kept.contains_key(&key) {
        return Ok(());
    }
    // Only what is committed is remembered: the first turn may still roll back.
    if store::snapshot::has(unit, kind, version).await? {
        kept.insert(key, ());
        return Ok(());
    }
    let json = body()?;
    store::snapshot::insert(unit, kind, version, &hex(&json), packed(&json)?).await
}

/// The firm at that version; `None` when it was never kept or is forgotten.
pub(crate) async fn firm(reads: &mut impl Reads, version: i64) -> Result<Option<Firm>> {
    let Some(b) = find::<Body>(reads, CATALOG, version).await? else { return Ok(None) };
    let catalog = Catalog::new(b.org, b.branches, b.services, b.employees, b.schedules, b.faq).with_tours(b.tours, b.departures).with_products(b.products);
    Ok(Some(Firm { catalog: Arc::new(catalog), resources: b.resources }))
}

pub(super) async fn agent(reads: &mut impl Reads, number: i64) -> Result<Option<AgentFacts>> {
    find(reads, AGENT, number).await
}

/// Which snapshot holds this agent: made of its content, so that the same agent is kept once, whatever it is called by.
/// None for the front desk of a firm without agents, which every program has.
pub(super) fn agent_number(agent: &AgentFacts) -> Result<Option<i64>> {
    if *agent == AgentFacts::default() {
        return Ok(None);
    }
    let first: Vec<u8> = hash(&json(agent)?).iter().copied().take(8).collect();
    Ok(first.try_into().ok().map(|bytes| i64::from_be_bytes(bytes) & i64::MAX))
}

async fn find<T: DeserializeOwned>(reads: &mut impl Reads, kind: &str, version: i64) -> Result<Option<T>> {
    let Some(row) = store::snapshot::find(reads, kind, version).await? else { return Ok(None) };
    let mut json = Vec::new();
    DeflateDecoder::new(row.body.as_slice()).take(LIMIT).read_to_end(&mut json).map_err(|e| Error::internal("a snapshot does not unpack").source(e))?;
    if hex(&json) != row.hash {
        return Err(Error::internal("a snapshot is not what was kept"));
    }
    serde_json::from_slice(&json).map(Some).map_err(|e| Error::internal("a snapshot does not read").source(e))
}

fn body(firm: &Firm) -> Result<Vec<u8>> {
    let c = &firm.catalog;
    json(&Body {
        org: c.org.clone(),
        branches: c.branches.clone(),
        services: c.services.clone(),
        employees: c.employees.clone(),
        schedules: c.schedules.clone(),
        faq: c.faq.clone(),
        resources: firm.resources.clone(),
        tours: c.tours.rows.clone(),
        departures: c.tours.departures.clone(),
        products: c.products.rows.clone(),
    })
}

fn json<T: Serialize>(what: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(what).map_err(|e| Error::internal("a snapshot does not serialise").source(e))
}

fn packed(json: &[u8]) -> Result<Vec<u8>> {
    let unwritable = |e: std::io::Error| Error::internal("a snapshot does not pack").source(e);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(json).map_err(unwritable)?;
    encoder.finish().map_err(unwritable)
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    hash(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
