//! The firm a dialogue is played in, and the keys by which scripts name its services, employees and branches: a pack's own
//! keys, or the names people see.

use super::Shelf;
use crate::facts::Catalog;
use crate::route::LiveAgents;
use domain::id::{AgentId, BranchId, DocumentId, EmployeeId, FaqId, ScriptId, ServiceId};
use domain::org::OrgSettings;
use domain::resource::Resource;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Scenery {
    pub catalog: Arc<Catalog>,
    pub resources: Vec<Resource>,
    pub keys: Keys,
    /// What is written down: the FAQ, and articles where there are any.
    pub shelf: Arc<Shelf>,
    /// Who answers; nobody = the front desk with the usual settings.
    pub crew: Arc<LiveAgents>,
}

/// Keys both ways.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub services: BTreeMap<String, ServiceId>,
    pub employees: BTreeMap<String, EmployeeId>,
    pub branches: BTreeMap<String, BranchId>,
    /// Of both languages, one key may stand for two entries.
    pub faq: BTreeMap<FaqId, String>,
    pub articles: BTreeMap<DocumentId, String>,
    pub agents: BTreeMap<AgentId, String>,
    pub scripts: BTreeMap<ScriptId, String>,
}

impl Scenery {
    /// A firm with nothing written down but its FAQ, and with nobody but the front desk.
    pub fn new(catalog: Arc<Catalog>, resources: Vec<Resource>, keys: Keys) -> Scenery {
        let shelf = Arc::new(Shelf::new(&catalog.faq, &[]));
        Scenery { catalog, resources, keys, shelf, crew: Arc::default() }
    }

    /// A firm whose scripts call everything by its name.
    pub fn by_names(catalog: Arc<Catalog>, resources: Vec<Resource>) -> Scenery {
        let keys = Keys {
            services: named(catalog.services.iter().map(|s| (s.name.as_str(), s.id))),
            employees: named(catalog.employees.iter().map(|e| (e.name.as_str(), e.id))),
            branches: named(catalog.branches.iter().map(|b| (b.name.as_str(), b.id))),
            ..Keys::default()
        };
        Scenery::new(catalog, resources, keys)
    }
}

/// Of two with one name the second is `name 2`. What the format needs for itself is not part of a key.
fn named<'a, T>(rows: impl Iterator<Item = (&'a str, T)>) -> BTreeMap<String, T> {
    let mut keys = BTreeMap::new();
    for (name, id) in rows {
        let spaced: String = name.chars().map(|c| if matches!(c, ',' | '"' | '=') || c.is_control() { ' ' } else { c }).collect();
        let plain = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
        let free = (1..).map(|n| if n == 1 { plain.clone() } else { format!("{plain} {n}") }).find(|key| !keys.contains_key(key));
        keys.extend(free.map(|key| (key, id)));
    }
    keys
}

impl Keys {
    pub fn service(&self, key: &str) -> Result<ServiceId, String> {
        find(&self.services, key).ok_or_else(|| format!("the firm has no service {key}"))
    }
    pub fn employee(&self, key: &str) -> Result<EmployeeId, String> {
        find(&self.employees, key).ok_or_else(|| format!("the firm has no employee {key}"))
    }
    pub fn branch(&self, key: &str) -> Result<BranchId, String> {
        find(&self.branches, key).ok_or_else(|| format!("the firm has no branch {key}"))
    }
    pub fn of_service(&self, id: ServiceId) -> String {
        key(&self.services, id)
    }
    pub fn of_employee(&self, id: EmployeeId) -> String {
        key(&self.employees, id)
    }
    pub fn of_branch(&self, id: BranchId) -> String {
        key(&self.branches, id)
    }
}

fn find<T: Copy>(keys: &BTreeMap<String, T>, key: &str) -> Option<T> {
    let same = |known: &String| known.to_lowercase() == key.to_lowercase();
    keys.get(key).or_else(|| keys.iter().find(|(known, _)| same(known)).map(|(_, id)| id)).copied()
}

fn key<T: PartialEq>(keys: &BTreeMap<String, T>, id: T) -> String {
    keys.iter().find(|(_, known)| **known == id).map(|(key, _)| key.clone()).unwrap_or_default()
}

/// Settings with the fields a script sets otherwise.
pub(super) fn tuned(settings: &OrgSettings, fields: &BTreeMap<String, String>) -> Result<OrgSettings, String> {
    let mut value = serde_json::to_value(settings).map_err(|e| e.to_string())?;
    for (name, text) in fields {
        let slot = value.get_mut(name.as_str()).ok_or_else(|| format!("no such setting {name}"))?;
        *slot = serde_json::from_str(text).unwrap_or_else(|_| serde_json::Value::String(text.clone()));
    }
    serde_json::from_value(value).map_err(|e| format!("settings: {e}"))
}
