//! Everything the agent may say about a firm, read in one go; the version that tells whether it changed.

use crate::{FromRow, Reads, Row, branch, employee, faq, product, resource, schedule, service, tour};
use domain::branch::Branch;
use domain::employee::Employee;
use domain::faq::Faq;
use domain::org::Org;
use domain::product::Product;
use domain::resource::Resource;
use domain::schedule::Schedule;
use domain::service::Service;
use domain::tour::{Departure, READ_AHEAD, Tour};
use domain::{Error, Result};
use jiff::civil::Date;

statements! {
    ORG = "SELECT * FROM org WHERE id = $1";
    VERSION = "SELECT catalog_version FROM org WHERE id = $1";
}

/// All rows, active or not.
#[derive(Clone, Debug)]
pub struct CatalogRows {
    pub org: Org,
    pub branches: Vec<Branch>,
    pub services: Vec<Service>,
    pub employees: Vec<Employee>,
    pub schedules: Vec<Schedule>,
    pub resources: Vec<Resource>,
    pub faq: Vec<Faq>,
    pub tours: Vec<Tour>,
    /// Of the window `load` reads.
    pub departures: Vec<Departure>,
    pub products: Vec<Product>,
}

struct Version(i64);

impl FromRow for Version {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("catalog_version").map(Version)
    }
}

/// Grows with every change of what `load` reads.
pub async fn version(reads: &mut impl Reads) -> Result<i64> {
    reads.find::<Version>(VERSION, vec![]).await?.map(|v| v.0).ok_or_else(|| Error::not_found("organization"))
}

/// Reads the rows with schedule exceptions from `since` on, and departures from then on. The organization comes first: a change between these reads
/// raises the version above the one returned, so nobody keeps a mixture for long.
pub async fn load(reads: &mut impl Reads, since: Date) -> Result<CatalogRows> {
    let org = reads.find(ORG, vec![]).await?.ok_or_else(|| Error::not_found("organization"))?;
    let until = since.saturating_add(jiff::Span::new().days(READ_AHEAD));
    Ok(CatalogRows {
        org,
        branches: branch::list(reads).await?,
        services: service::list(reads).await?,
        employees: employee::list(reads).await?,
        schedules: schedule::list(reads, since).await?,
        resources: resource::list(reads).await?,
        faq: faq::list(reads).await?,
        tours: tour::list(reads).await?,
        departures: tour::departures(reads, since, until).await?,
        products: product::list(reads).await?,
    })
}
