//! The firm's own words prepared for matching: services, employees, branches by stem, synonym and typo.
//! Built once per catalog version; `understand` looks words up here. Holds no facts of its own.

use domain::id::{BranchId, EmployeeId, ServiceId};

/// Names as the catalog gives them; what `Lexicon::new` prepares.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Service, its names (ru, en) and synonyms.
    pub services: Vec<(ServiceId, Vec<String>)>,
    /// Service categories, so that "маникюр" may mean several services.
    pub categories: Vec<(String, Vec<ServiceId>)>,
    pub employees: Vec<(EmployeeId, Vec<String>)>,
    pub branches: Vec<(BranchId, Vec<String>)>,
    /// ISO 3166 alpha-2 for phones typed without a country code.
    pub region: String,
}

#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    names: Names,
}

impl Lexicon {
    pub fn new(names: Names) -> Self {
        Lexicon { names }
    }
    pub fn names(&self) -> &Names {
        &self.names
    }
}
