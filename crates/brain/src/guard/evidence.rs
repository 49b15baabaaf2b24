//! What is known to be true in a turn, as statements, and whether a claim stands on one of them.
//! A sum stands only on a statement about the same services, an hour on a free or agreed time, an act on its having been done.

use super::claim::{Carry, Claim, Fact, Said, read};
use super::leak::{self, Secrets};
use super::{Ground, policy, sentence};
use crate::dialogue::faq;
use crate::facts::Catalog;
use domain::Lang;
use domain::document::Passage;
use domain::employee::Employee;
use domain::id::{BranchId, EmployeeId, ServiceId};
use domain::slot::Slot;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where a statement comes from, as far as it decides what it may bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The product's own answer or a tool's result in this turn.
    Turn,
    /// A free or agreed time.
    Slot,
    Hours,
    /// FAQ, passages, instructions of the firm.
    Knowledge,
}

#[derive(Clone, Debug)]
pub(super) struct Statement {
    source: Source,
    claims: Vec<Claim>,
    pub stems: BTreeSet<String>,
    pub polarity: policy::Polarity,
    branches: Vec<BranchId>,
}

/// Things done in this turn or standing already; saying them undone is a lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    Booked,
    Moved,
    Cancelled,
    HandedOver,
    Noted,
}

/// Collected over a turn; see the module docs.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// What holds in every turn of the day.
    firm: Option<Arc<Evidence>>,
    statements: Vec<Statement>,
    pub(super) deeds: BTreeSet<Deed>,
    /// Stems of everything, for words that only have to be known.
    pool: BTreeSet<String>,
    pub(super) secrets: Secrets,
    /// Everything that was stated, letters and digits only.
    squeezed: String,
    /// Stretches of words that were stated.
    stretches: BTreeSet<Vec<String>>,
}

impl Evidence {
    /// What holds in every turn: the firm's name, people, places, opening hours of the next two weeks.
    pub fn of_firm(ground: &Ground<'_>) -> Self {
        Evidence { firm: Some(ground.catalog.standing.at(ground)), ..Evidence::default() }
    }

    pub(super) fn standing(ground: &Ground<'_>) -> Self {
        let mut evidence = Evidence::default();
        let catalog = ground.catalog;
        evidence.words(&catalog.org.name);
        for service in &catalog.services {
            evidence.words(&service.name);
            evidence.words(&service.category);
        }
        for employee in &catalog.employees {
            evidence.words(&employee.name);
        }
        for contact in [&catalog.org.settings.phone, &catalog.org.settings.site].into_iter().flatten() {
            evidence.add(Source::Turn, contact, None, ground);
        }
        evidence.hours(ground);
        evidence
    }

    /// What the product itself says in this turn.
    pub fn say(&mut self, text: &str, ground: &Ground<'_>) {
        self.add(Source::Turn, text, None, ground);
    }
    /// An answer of the FAQ, with the question it answers.
    pub fn faq(&mut self, question: &str, answer: &str, ground: &Ground<'_>) {
        self.words(question);
        self.add(Source::Knowledge, answer, Some(question), ground);
    }
    pub fn passage(&mut self, passage: &Passage, ground: &Ground<'_>) {
        let head = format!("{} {}", passage.title, passage.heading);
        self.words(&head);
        self.add(Source::Knowledge, &passage.text, Some(&head), ground);
    }
    /// What must not be said, unless something else states it.
    pub fn keep_secret(&mut self, text: &str) {
        self.secrets.keep(text);
    }
    pub fn did(&mut self, deed: Deed) {
        self.deeds.insert(deed);
    }

    /// Prices and lengths of a service, and what each employee takes for it.
    pub fn service(&mut self, id: ServiceId, lang: Lang, ground: &Ground<'_>) {
        let catalog = ground.catalog;
        let Some(service) = catalog.service(id) else { return };
        let mut claims = Vec::new();
        let mut about = |employee: Option<EmployeeId>, low: i64, high: i64, minutes: i64| {
            let employees: Vec<EmployeeId> = employee.into_iter().collect();
            let mut claim = |fact| claims.push(Claim { fact, text: String::new(), services: vec![vec![id]], employees: employees.clone(), branches: vec![], tours: vec![], goods: vec![] });
            for minor in [low, high] {
                claim(Fact::Money { minor, currency: service.price.currency.clone() });
            }
            claim(Fact::Duration { minutes });
        };
        let (low, high) = crate::dialogue::price(catalog, service, None);
        about(None, low, high, i64::from(service.duration_minutes));
        for employee in catalog.employees.iter().filter(|e| e.skills.iter().any(|s| s.service_id == id)) {
            let (low, high) = crate::dialogue::price(catalog, service, Some(employee.id));
            about(Some(employee.id), low, high, i64::from(own_minutes(employee, id).unwrap_or(service.duration_minutes)));
        }
        self.words(&service.description);
        self.add(Source::Knowledge, &service.description, Some(&service.name), ground);
        self.push(Source::Turn, claims, crate::dialogue::service_title(lang, service));
    }

    /// What the catalog says of a tour and its departures ahead.
    pub fn tour(&mut self, tour: &domain::tour::Tour, lang: Lang, ground: &Ground<'_>) {
        let tours = &ground.catalog.tours;
        let Some(at) = tours.rows.iter().position(|t| t.id == tour.id) else { return };
        let about = |fact| Claim { fact, text: String::new(), services: vec![], employees: vec![], branches: vec![], tours: vec![at], goods: vec![] };
        let facts = super::group::facts(tours, tour, ground);
        self.push(Source::Turn, facts.into_iter().map(about).collect(), if lang == Lang::En { tour.name_en.as_deref().unwrap_or(&tour.name) } else { &tour.name });
        let (description, head) = if lang == Lang::En { (&tour.description_en, tour.name_en.as_ref().unwrap_or(&tour.name)) } else { (&tour.description, &tour.name) };
        for text in std::iter::once(description).chain(tour.included.iter()).chain(tour.excluded.iter()).chain(tour.bring.iter()).chain(tour.program.iter().map(|p| &p.text)) {
            self.words(text);
        }
        self.words(head);
        self.add(Source::Knowledge, description, Some(head), ground);
    }

    /// What the catalog says of a product: its prices and how many are left.
    pub fn product(&mut self, product: &domain::product::Product, lang: Lang, ground: &Ground<'_>) {
        let Some(at) = ground.catalog.products.rows.iter().position(|p| p.id == product.id) else { return };
        let about = |fact| Claim { fact, text: String::new(), services: vec![], employees: vec![], branches: vec![], tours: vec![], goods: vec![at] };
        let prices = std::iter::once(product.price.minor).filter(|_| product.variants.is_empty()).chain(product.variants.iter().map(|v| v.price));
        let mut claims: Vec<Claim> = prices.map(|minor| about(Fact::Money { minor, currency: product.price.currency.clone() })).collect();
        let left = std::iter::once(product.left()).chain(product.variants.iter().map(|v| v.stock)).flatten();
        claims.extend(left.map(|n| about(Fact::Number { digits: n.to_string() })));
        let (name, description) = if lang.spoken() == Lang::En { (product.name_en.as_ref().unwrap_or(&product.name), &product.description_en) } else { (&product.name, &product.description) };
        self.push(Source::Turn, claims, name);
        self.words(name);
        // Sizes are said: "250 мл".
        for text in std::iter::once(&product.unit).chain(product.variants.iter().flat_map(|v| [Some(&v.name), v.name_en.as_ref()]).flatten()) {
            self.add(Source::Turn, text, None, ground);
        }
        self.add(Source::Knowledge, description, Some(name), ground);
    }

    /// A free time that was found, held or agreed.
    pub fn slot(&mut self, slot: &Slot, services: &[ServiceId], ground: &Ground<'_>) {
        let zone = ground.catalog.branch(slot.branch_id).and_then(|b| domain::time::zone(&b.zone).ok()).unwrap_or_else(|| ground.zone.clone());
        let (start, end) = (slot.starts_at.in_zone(&zone), slot.ends_at.in_zone(&zone));
        let about = |fact| Claim { fact, text: String::new(), services: services.iter().map(|id| vec![*id]).collect(), employees: vec![slot.employee_id], branches: vec![slot.branch_id], tours: vec![], goods: vec![] };
        let date = start.date();
        let minute = |at: &jiff::Zoned| i16::from(at.hour()) * 60 + i16::from(at.minute());
        let mut claims = vec![about(Fact::Days { from: date, until: date.tomorrow().unwrap_or(date) }), about(Fact::Moment { date, minute: minute(&start), vague: false })];
        if !services.is_empty() {
            claims.push(about(Fact::Moment { date, minute: minute(&end), vague: false }));
            claims.push(about(Fact::Duration { minutes: slot.ends_at.minutes_since(slot.starts_at) }));
        }
        self.push(Source::Slot, claims, "");
    }

    fn hours(&mut self, ground: &Ground<'_>) {
        self.words("работаем работает открыты открыт закрыты закрыт часы работы open closed work working hours");
        for branch in &ground.catalog.branches {
            let today = ground.now.in_zone(ground.zone).date();
            for date in today.series(jiff::Span::new().days(1)).take(14) {
                let day = u8::try_from(date.weekday().to_monday_one_offset()).unwrap_or(1);
                let spans = branch.hours.iter().filter(|h| h.weekday == day);
                let mut claims = vec![];
                for minute in spans.flat_map(|h| [h.opens, h.closes]).filter_map(|m| i16::try_from(m % 1440).ok()) {
                    for fact in [Fact::Moment { date, minute, vague: false }, Fact::Time { minute, vague: false }] {
                        claims.push(Claim { fact, text: String::new(), services: vec![], employees: vec![], branches: vec![branch.id], tours: vec![], goods: vec![] });
                    }
                }
                claims.push(Claim { fact: Fact::Days { from: date, until: date.tomorrow().unwrap_or(date) }, text: String::new(), services: vec![], employees: vec![], branches: vec![branch.id], tours: vec![], goods: vec![] });
                self.push(Source::Hours, claims, &branch.name);
            }
            self.words(&branch.address);
            self.add(Source::Knowledge, &format!("{}: {}", branch.name, branch.address), None, ground);
            if let Some(phone) = &branch.phone {
                self.add(Source::Turn, &phone.to_string(), None, ground);
            }
        }
    }

    fn add(&mut self, source: Source, text: &str, head: Option<&str>, ground: &Ground<'_>) {
        self.write(text);
        // What a passage's heading names holds for all of it.
        let mut over = Carry::new(&Ground { day: None, ..*ground });
        if let Some(head) = head {
            over.enter(&sentence::heading(head));
            read(head, ground, &mut over);
            over.keep();
        }
        let over_all = head.map(faq::stems).unwrap_or_default();
        for sentence in sentence::sentences(text) {
            over.enter(&sentence);
            let said = read(&sentence.text, ground, &mut over);
            let mut stems: BTreeSet<String> = faq::stems(&sentence.text).into_iter().collect();
            stems.extend(over_all.iter().cloned());
            self.pool.extend(stems.iter().cloned());
            self.statements.push(Statement { source, claims: said.claims, stems, polarity: policy::polarity(&sentence.text), branches: said.branches });
        }
    }

    fn push(&mut self, source: Source, claims: Vec<Claim>, words: &str) {
        self.statements.push(Statement { source, claims, stems: faq::stems(words).into_iter().collect(), polarity: policy::Polarity::default(), branches: vec![] });
    }

    fn write(&mut self, text: &str) {
        self.squeezed.push('\n');
        self.squeezed.push_str(&leak::squeezed(text));
        self.stretches.extend(text.lines().flat_map(|line| leak::stems(line).windows(4).map(<[String]>::to_vec).collect::<Vec<_>>()));
    }

    /// Words that may be used; they state nothing.
    fn words(&mut self, text: &str) {
        self.write(text);
        self.pool.extend(faq::stems(text));
    }

    /// Of this turn and of every turn.
    fn parts(&self) -> impl Iterator<Item = &Evidence> {
        std::iter::once(self).chain(self.firm.as_deref())
    }
    pub(super) fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.parts().flat_map(|part| &part.statements)
    }
    /// Is the stem somewhere in it?
    pub(super) fn has_stem(&self, stem: &str) -> bool {
        self.parts().any(|part| part.pool.contains(stem))
    }
    /// Is this run of letters somewhere in what was stated?
    pub(super) fn holds(&self, run: &str) -> bool {
        let run = leak::squeezed(run);
        self.parts().any(|part| part.squeezed.contains(&run))
    }
    /// Is the word one of the firm's?
    pub(super) fn knows(&self, word: &str) -> bool {
        let stems = faq::stems(word);
        !stems.is_empty() && stems.iter().all(|stem| self.has_stem(stem))
    }
    pub(super) fn said_so(&self, stretch: &[String]) -> bool {
        self.parts().any(|part| part.stretches.contains(stretch))
    }

    /// Does the claim stand on some statement?
    pub(super) fn bears(&self, claim: &Claim, said: &Said, ground: &Ground<'_>) -> bool {
        // What somebody takes is known: the firm's range says nothing about them.
        let own = |known: &Claim| !claim.employees.is_empty() && !known.employees.is_empty() && shares(&claim.employees, &known.employees) && matches!((&claim.fact, &known.fact), (Fact::Money { .. }, Fact::Money { .. })) && covers(&claim.services, &known.services);
        let is_own = self.statements().flat_map(|s| &s.claims).any(own);
        self.statements().any(|statement| statement.claims.iter().any(|known| (!is_own || own(known)) && stands(claim, known, statement.source, said, ground)))
    }
}

fn own_minutes(employee: &Employee, service: ServiceId) -> Option<u32> {
    employee.skills.iter().find(|s| s.service_id == service).and_then(|s| s.duration_minutes)
}

fn stands(claim: &Claim, known: &Claim, source: Source, said: &Said, ground: &Ground<'_>) -> bool {
    if !shares(&claim.employees, &known.employees) || !shares(&claim.branches, &known.branches) || !shares(&claim.tours, &known.tours) || !shares(&claim.goods, &known.goods) {
        return false;
    }
    // What a product costs is the price of no service.
    if !known.goods.is_empty() && claim.goods.is_empty() && !claim.services.is_empty() {
        return false;
    }
    let context: Vec<Vec<ServiceId>> = ground.services.iter().map(|id| vec![*id]).collect();
    let about = if claim.services.is_empty() { &context } else { &claim.services };
    match (&claim.fact, &known.fact) {
        (Fact::Money { .. }, Fact::Money { .. }) => claim.fact == known.fact && covers(about, &known.services),
        (Fact::Duration { minutes }, Fact::Duration { minutes: known_minutes }) => minutes == known_minutes && overlaps(about, &known.services),
        (Fact::Days { from, until }, Fact::Days { from: known_from, until: known_until }) => (from, until) == (known_from, known_until) && !(said.offers_time && source == Source::Hours),
        // An hour of opening is no free time.
        (Fact::Time { .. } | Fact::Moment { .. }, _) if said.offers_time && matches!(source, Source::Hours | Source::Knowledge) => false,
        (Fact::Time { minute, vague }, Fact::Moment { minute: known, .. }) => minute == known || *vague && (minute - known).abs() == 720,
        (Fact::Moment { .. }, Fact::Time { minute: known, .. }) => said.tells_hours && source != Source::Hours && matches!(&claim.fact, Fact::Moment { minute, .. } if minute == known),
        _ => claim.fact.is_same(&known.fact),
    }
}

fn shares<T: PartialEq>(claim: &[T], known: &[T]) -> bool {
    claim.is_empty() || known.is_empty() || claim.iter().any(|c| known.contains(c))
}

fn overlaps(claim: &[Vec<ServiceId>], known: &[Vec<ServiceId>]) -> bool {
    claim.is_empty() || known.is_empty() || claim.iter().flatten().any(|id| known.iter().flatten().any(|k| k == id))
}

/// The same services on both sides: the price of two together is the price of neither.
fn covers(claim: &[Vec<ServiceId>], known: &[Vec<ServiceId>]) -> bool {
    let within = |a: &[Vec<ServiceId>], b: &[Vec<ServiceId>]| a.iter().all(|group| group.iter().any(|id| b.iter().flatten().any(|other| other == id)));
    claim.is_empty() || known.is_empty() || within(claim, known) && within(known, claim)
}

impl Statement {
    /// Share of these stems that the statement holds.
    pub fn share(&self, stems: &[String]) -> f64 {
        if stems.is_empty() {
            return 1.0;
        }
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        count(stems.iter().filter(|s| self.stems.contains(*s)).count()) / count(stems.len())
    }
    /// May a rule of the firm rest on it? What is true of one branch is not of another.
    pub fn may_be_about(&self, said: &Said) -> bool {
        matches!(self.source, Source::Turn | Source::Knowledge) && shares(&said.branches, &self.branches)
    }
}

/// Everything of the catalog, for a firm small enough to be known by heart.
pub fn whole_catalog(evidence: &mut Evidence, catalog: &Catalog, lang: Lang, ground: &Ground<'_>) {
    for service in &catalog.services {
        evidence.service(service.id, lang, ground);
    }
}
