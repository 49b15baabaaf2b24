//! Everything a turn may state: the catalog snapshot of one firm and what is known of the customer.
//! A snapshot is built once per catalog version and shared; nothing outside it may be said as a fact.

use crate::Lexicon;
use crate::colleague::Team;
use crate::dialogue::faq::FaqIndex;
use crate::guard::Standing;
use crate::lexicon::Names;
use crate::product::Goods;
use crate::tour::Tours;
use domain::agent::AgentSpec;
use domain::id::{AgentId, BookingId, BranchId, EmployeeId, OfferId, ServiceId};
use domain::product::Product;
use domain::script::Script;
use domain::slot::Slot;
use domain::tour::{Departure, Tour};
use domain::{Lang, Money, Phone, branch::Branch, employee::Employee, faq::Faq, org::Org, schedule::Schedule, service::Service};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The firm as the agent knows it. Only active rows.
#[derive(Clone, Debug)]
pub struct Catalog {
    pub org: Org,
    /// By `position`.
    pub branches: Vec<Branch>,
    pub services: Vec<Service>,
    pub employees: Vec<Employee>,
    pub schedules: Vec<Schedule>,
    pub faq: Vec<Faq>,
    pub tours: Tours,
    pub products: Goods,
    /// Words of the firm prepared for matching; built from the fields above.
    pub lexicon: Lexicon,
    /// The FAQ prepared for matching.
    pub faq_index: FaqIndex,
    /// What holds in every turn, for the guard.
    pub standing: Standing,
}

impl Catalog {
    /// Keeps active rows only, in order of position, and prepares them for matching.
    pub fn new(org: Org, branches: Vec<Branch>, services: Vec<Service>, employees: Vec<Employee>, schedules: Vec<Schedule>, faq: Vec<Faq>) -> Self {
        crate::warm_up();
        let mut branches: Vec<_> = branches.into_iter().filter(|b| b.is_active).collect();
        branches.sort_by_key(|b| b.position);
        let mut services: Vec<_> = services.into_iter().filter(|s| s.is_active).collect();
        services.sort_by_key(|s| s.position);
        let mut employees: Vec<_> = employees.into_iter().filter(|e| e.is_active).collect();
        employees.sort_by_key(|e| e.position);
        let mut faq: Vec<_> = faq.into_iter().filter(|f| f.is_active).collect();
        faq.sort_by_key(|f| f.position);
        let lexicon = Lexicon::new(names(&org, &branches, &services, &employees));
        let faq_index = FaqIndex::new(&faq);
        Catalog { org, branches, services, employees, schedules, faq, tours: Tours::default(), products: Goods::default(), lexicon, faq_index, standing: Standing::default() }
    }
    /// The same firm with tours and their departures.
    pub fn with_tours(mut self, tours: Vec<Tour>, departures: Vec<Departure>) -> Self {
        let places: Vec<String> = self.branches.iter().map(|b| b.name.clone()).collect();
        self.tours = Tours::new(tours, departures, &places);
        self
    }
    /// The same firm with the goods it sells.
    pub fn with_products(mut self, products: Vec<Product>) -> Self {
        self.products = Goods::new(products);
        self
    }
    pub fn branch(&self, id: BranchId) -> Option<&Branch> {
        self.branches.iter().find(|b| b.id == id)
    }
    pub fn service(&self, id: ServiceId) -> Option<&Service> {
        self.services.iter().find(|s| s.id == id)
    }
    pub fn employee(&self, id: EmployeeId) -> Option<&Employee> {
        self.employees.iter().find(|e| e.id == id)
    }
}

fn names(org: &Org, branches: &[Branch], services: &[Service], employees: &[Employee]) -> Names {
    let mut categories: Vec<(String, Vec<ServiceId>)> = Vec::new();
    for service in services.iter().filter(|s| !s.category.is_empty()) {
        match categories.iter_mut().find(|(name, _)| *name == service.category) {
            Some((_, ids)) => ids.push(service.id),
            None => categories.push((service.category.clone(), vec![service.id])),
        }
    }
    Names {
        services: services
            .iter()
            .map(|s| (s.id, std::iter::once(s.name.clone()).chain(s.name_en.clone()).chain(s.synonyms.iter().cloned()).collect()))
            .collect(),
        categories,
        employees: employees.iter().map(|e| (e.id, std::iter::once(e.name.clone()).chain(e.synonyms.iter().cloned()).collect())).collect(),
        branches: branches.iter().map(|b| (b.id, vec![b.name.clone(), b.address.clone()])).collect(),
        region: org.region.clone(),
    }
}

/// What a turn may use.
#[derive(Clone, Debug)]
pub struct Facts {
    pub catalog: Arc<Catalog>,
    pub contact: ContactFacts,
    pub channel: ChannelFacts,
    /// Who answers; the default is the front desk with no model and no knowledge.
    pub agent: Arc<AgentFacts>,
    pub memory: Memory,
    /// What the customer wants so far; none where the firm has no funnel.
    pub request: Option<Request>,
    /// Who else could answer, and with what the customer was handed over.
    pub team: Team,
}

/// The customer's deal as the turn finds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// Key of the stage.
    pub stage: String,
    /// Key of the tour it is about.
    pub tour: Option<String>,
    /// What scripts found out, put the same way whatever the words were.
    pub known: BTreeMap<String, String>,
    /// Keys of every stage, first to last.
    pub funnel: Vec<String>,
    /// There is no deal yet.
    pub is_new: bool,
}

/// The agent that answers, as far as the dialogue needs it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentFacts {
    pub id: Option<AgentId>,
    pub version: i64,
    pub name: String,
    pub spec: AgentSpec,
    pub scripts: Vec<Script>,
    /// There is a model, and leave to ask it.
    pub has_model: bool,
    /// The firm has knowledge to be searched.
    pub has_knowledge: bool,
}

/// What is remembered of the talk and of the customer (A9).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The latest messages before this turn, oldest first.
    pub recent: Vec<Line>,
    /// What came before them, in short.
    pub summary: String,
    /// Lasting facts: "предпочитает вечер".
    pub facts: Vec<String>,
    /// Of them, what the dialogue may suggest by itself.
    #[serde(skip_serializing_if = "is_default")]
    pub usual: Usual,
}

/// What a customer usually wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usual {
    pub employee: Option<EmployeeId>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Said by the customer; otherwise by the firm.
    pub is_customer: bool,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContactFacts {
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub lang: Option<Lang>,
    /// Messages in the thread before this turn; 0 = a stranger.
    pub messages_before: i64,
}

/// What the channel can show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelFacts {
    /// Most buttons under a message; 0 = number the choices in the text.
    pub buttons: u16,
}

/// A place that came free for somebody on the waiting list, as `Call::Offer` returns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offered {
    pub offer_id: OfferId,
    pub services: Vec<ServiceId>,
    pub slot: Slot,
    /// It may be taken.
    pub is_open: bool,
    /// They have taken it.
    pub is_taken: bool,
    /// They are on the list.
    pub is_waiting: bool,
}

/// A customer's visit, as `Call::Visits` returns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    pub booking_id: BookingId,
    pub services: Vec<ServiceId>,
    pub slot: Slot,
    pub status: domain::booking::BookingStatus,
    pub price: Money,
}
