//! The firm's own words prepared for matching: services, employees, branches by stem, synonym and typo.
//! Built once per catalog version; `understand/catalog.rs` reads messages with it. Holds no facts of its own.

use crate::understand::token::{Token, tokens};
use crate::understand::typo::Dictionary;
use crate::understand::{concept, names, words};
use domain::id::{BranchId, EmployeeId, ServiceId};
use std::collections::HashMap;

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

/// A name or synonym as the set of its words; every word is a list of terms that may stand for it.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub service: usize,
    pub words: Vec<Vec<u32>>,
    /// The same words as written, form and stem, for "постричься" that only some of the haircuts name.
    pub own: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Term {
    /// Services whose words contain it, by their place in `Names`.
    pub services: Vec<usize>,
    /// Is a whole phrase by itself or names the work: enough to mean a service.
    pub is_trigger: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    names: Names,
    pub(crate) terms: Vec<Term>,
    by_text: HashMap<String, u32>,
    pub(crate) phrases: Vec<Phrase>,
    /// Services of a category whose name has the term.
    pub(crate) category_terms: HashMap<u32, Vec<usize>>,
    /// Every form of an employee's name words; `true` marks a family name.
    pub(crate) employees: HashMap<String, Vec<(usize, bool)>>,
    pub(crate) branches: HashMap<String, Vec<usize>>,
    forms: HashMap<String, u32>,
    dictionary: Dictionary,
    employee_dictionary: Dictionary,
    employee_forms: Vec<String>,
}

/// Words that carry nothing in the name of a service.
const EMPTY: &[&str] = &["и", "в", "на", "с", "со", "для", "по", "из", "к", "ко", "у", "от", "до", "за", "под", "the", "a", "an", "of", "for", "my", "and", "with", "in", "to", "up", "s", "or", "или", "один", "одну", "волосы", "волос", "волосам", "волосах", "hair"];

impl Lexicon {
    pub fn new(names: Names) -> Self {
        let mut lexicon = Lexicon { names, ..Lexicon::default() };
        let services = std::mem::take(&mut lexicon.names.services);
        for (index, (_, phrases)) in services.iter().enumerate() {
            for (place, phrase) in phrases.iter().enumerate() {
                lexicon.add_phrase(index, phrase, place == 0);
            }
        }
        let place_of = |id: &ServiceId| services.iter().position(|(known, _)| known == id);
        for (name, ids) in &lexicon.names.categories.clone() {
            let members: Vec<usize> = ids.iter().filter_map(place_of).collect();
            for token in phrase_tokens(name) {
                for term in lexicon.terms_to_make(&token) {
                    // "Брови и ресницы" must not make "брови" mean lashes: a word some member's own names have stays with them.
                    let owners = lexicon.term(term).map(|t| t.services.clone()).unwrap_or_default();
                    if owners.is_empty() {
                        lexicon.category_terms.insert(term, members.clone());
                        lexicon.link(term, &members, true);
                    }
                }
            }
        }
        lexicon.names.services = services;
        for (index, (_, names)) in lexicon.names.employees.clone().iter().enumerate() {
            for name in names {
                lexicon.add_employee(index, name);
            }
        }
        for (index, (_, names)) in lexicon.names.branches.clone().iter().enumerate() {
            for name in names {
                lexicon.add_branch(index, name);
            }
        }
        lexicon
    }

    pub fn names(&self) -> &Names {
        &self.names
    }

    fn add_phrase(&mut self, service: usize, phrase: &str, is_name: bool) {
        let tokens = phrase_tokens(phrase);
        let mut words = Vec::new();
        for token in &tokens {
            let terms = self.terms_to_make(token);
            let names_work = is_name && terms.iter().any(|t| self.text_of(*t).is_some_and(|text| text.starts_with('@') && !concept::narrows(&text)));
            for term in &terms {
                // "детскую" alone is a haircut here, but "ребёнок" is not.
                let is_wide = self.text_of(*term).is_some_and(|text| concept::narrows(&text));
                self.link(*term, &[service], !is_wide && (tokens.len() == 1 || names_work));
                if is_wide && tokens.len() == 1 {
                    let own = self.term_to_make(token.stem.clone());
                    self.link(own, &[service], true);
                }
            }
            if !terms.is_empty() {
                words.push(terms);
            }
        }
        if !words.is_empty() {
            self.phrases.push(Phrase { service, words, own: tokens.iter().map(|t| (t.form.clone(), t.stem.clone())).collect() });
        }
    }

    fn text_of(&self, term: u32) -> Option<String> {
        self.by_text.iter().find(|(_, id)| **id == term).map(|(text, _)| text.clone())
    }

    fn terms_to_make(&mut self, token: &Token) -> Vec<u32> {
        let mut texts = concept::of(&token.form, &token.stem);
        if texts.is_empty() {
            texts.push(token.stem.clone());
        }
        let made: Vec<u32> = texts.into_iter().map(|text| self.term_to_make(text)).collect();
        if let Some(first) = made.first() {
            if !self.forms.contains_key(&token.form) && token.form.chars().count() >= 5 {
                self.dictionary.insert(&token.form, *first);
            }
            self.forms.entry(token.form.clone()).or_insert(*first);
        }
        made
    }

    fn term_to_make(&mut self, text: String) -> u32 {
        let next = u32::try_from(self.by_text.len()).unwrap_or(u32::MAX);
        *self.by_text.entry(text).or_insert(next)
    }

    fn link(&mut self, term: u32, services: &[usize], is_trigger: bool) {
        let Ok(at) = usize::try_from(term) else { return };
        if self.terms.len() <= at {
            self.terms.resize(at + 1, Term::default());
        }
        if let Some(entry) = self.terms.get_mut(at) {
            entry.is_trigger |= is_trigger;
            for service in services {
                if !entry.services.contains(service) {
                    entry.services.push(*service);
                }
            }
        }
    }

    pub(crate) fn term(&self, id: u32) -> Option<&Term> {
        usize::try_from(id).ok().and_then(|at| self.terms.get(at))
    }

    /// Terms of a word of a message; a slip of the finger is forgiven when the word is no other common word.
    /// A capital inside a sentence is a name, not a slip.
    pub(crate) fn terms_of(&self, token: &Token) -> Vec<u32> {
        let mut texts = concept::of(&token.form, &token.stem);
        texts.push(token.stem.clone());
        let found = self.known(&texts);
        if !found.is_empty() {
            return found;
        }
        if token.start >= words::FORGIVEN || token.form.chars().count() < 5 || token.is_capital && token.start > 0 || words::is_russian(&token.form) || words::is_english(&token.form) || crate::understand::intent::RULES.vocabulary.knows(&token.form) || names::knows(&token.form) {
            return Vec::new();
        }
        let near = self.dictionary.nearest(&token.form);
        if near.is_empty() { self.known(&concept::guess(token)) } else { near }
    }

    fn known(&self, texts: &[String]) -> Vec<u32> {
        let mut found: Vec<u32> = texts.iter().filter_map(|text| self.by_text.get(text).copied()).collect();
        found.dedup();
        found
    }

    fn add_employee(&mut self, index: usize, name: &str) {
        for (place, token) in tokens(&name.chars().collect::<Vec<_>>()).iter().filter(|t| t.is_word()).enumerate() {
            let is_family = place > 0 && names::find(&token.form).is_none();
            let mut forms = if is_family { names::family_forms(&token.form) } else { names::forms_of(&token.form) };
            if !is_family {
                for other in names::relatives(&token.form) {
                    forms.extend(names::forms_of(&other));
                }
            }
            forms.push(token.form.clone());
            for form in forms {
                let known = self.employees.entry(form.clone()).or_default();
                if !known.contains(&(index, is_family)) {
                    known.push((index, is_family));
                }
                if form.chars().count() >= 5 && !self.employee_forms.contains(&form) {
                    let id = u32::try_from(self.employee_forms.len()).unwrap_or(u32::MAX);
                    self.employee_dictionary.insert(&form, id);
                    self.employee_forms.push(form);
                }
            }
        }
    }

    /// Employees a word may name, with a mark for a family name.
    pub(crate) fn employees_of(&self, token: &Token, may_guess: bool) -> Vec<(usize, bool)> {
        if let Some(found) = self.employees.get(&token.form) {
            return found.clone();
        }
        if !may_guess || token.start >= words::FORGIVEN || words::is_russian(&token.form) || words::is_english(&token.form) || self.knows_form(&token.form) || names::knows(&token.form) || concept::knows(&token.form) {
            return Vec::new();
        }
        let near = self.employee_dictionary.nearest(&token.form);
        near.iter().filter_map(|id| self.employee_forms.get(usize::try_from(*id).ok()?)).filter_map(|form| self.employees.get(form)).flatten().copied().collect()
    }

    fn add_branch(&mut self, index: usize, name: &str) {
        const DULL: &[&str] = &["улиц", "москв", "метр", "дом", "проспект", "корп", "корпус", "строен", "город", "район", "площад", "салон", "филиал", "студ", "клиник", "street", "avenu", "salon", "branch", "centr", "центр"];
        for token in tokens(&name.chars().collect::<Vec<_>>()).iter().filter(|t| t.is_word() && t.form.chars().count() >= 4) {
            if !DULL.contains(&token.stem.as_str()) {
                let known = self.branches.entry(token.stem.clone()).or_default();
                if !known.contains(&index) {
                    known.push(index);
                }
            }
        }
    }

    /// The exact word stands in the catalog.
    pub(crate) fn knows_form(&self, form: &str) -> bool {
        self.forms.contains_key(form) || self.employees.contains_key(form)
    }

    /// Some service of the firm is called by the word or by its idea.
    pub(crate) fn offers(&self, form: &str) -> bool {
        let stem = crate::understand::stem::stem(form);
        let mut texts = concept::of(form, &stem);
        texts.push(stem);
        self.known(&texts).into_iter().any(|term| self.term(term).is_some_and(|t| !t.services.is_empty()))
    }

    /// Some form of the word belongs to the catalog or to the trade.
    pub(crate) fn knows_word(&self, form: &str) -> bool {
        let stem = crate::understand::stem::stem(form);
        self.knows_form(form) || self.by_text.contains_key(&stem) || concept::knows(form) || self.branches.contains_key(&stem)
    }
}

fn phrase_tokens(phrase: &str) -> Vec<Token> {
    tokens(&phrase.chars().collect::<Vec<_>>()).into_iter().filter(|t| t.is_word() && !EMPTY.contains(&t.form.as_str())).collect()
}

pub(crate) fn is_empty_word(form: &str) -> bool {
    EMPTY.contains(&form)
}
