//! What a firm's knowledge speaks of, and how those things belong together: the things of the catalog, those a person has added, proper names,
//! telephones and addresses of mail found in documents by rules (`names.rs`), and what a model has found there under guard (`told.rs`);
//! passages that mention them. Pure: the rows come in, the graph goes out.

mod names;
mod told;

pub use told::{gather, hear, request, shown};

use super::word::{cut, normalise, stem_of};
use crate::facts::Catalog;
use domain::graph::{Entity, EntityKind, GraphEdit, GraphFinds, Origin, Relation, RelationKind};
use domain::id::DocumentId;
use names::proper;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Names found in documents are kept from so many passages on.
const OFTEN: usize = 2;
/// Things that stand together in so many passages belong together.
const TOGETHER: usize = 2;
/// Most things told; those mentioned most come first.
const MOST: usize = 400;
/// Words of the longest name looked for.
const LONGEST: usize = 6;

/// A passage the graph is read from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub document: DocumentId,
    pub title: &'a str,
    pub heading: &'a str,
    pub text: &'a str,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// Those mentioned most first.
    pub entities: Vec<Entity>,
    pub relations: Vec<Relation>,
    /// More was found than is told.
    pub is_cut: bool,
}

/// Reads the graph of one firm. What a person has written down goes before what rules find, and that before what a model has found.
pub fn read<'a>(catalog: &Catalog, edits: &GraphEdit, finds: &[GraphFinds], sources: impl IntoIterator<Item = Source<'a>>) -> Graph {
    let sources: Vec<Source<'a>> = sources.into_iter().collect();
    let mut draft = Draft::default();
    draft.catalog(catalog);
    draft.people(edits);
    draft.names(&sources, &catalog.org.region);
    draft.told(edits, finds);
    draft.scan(&sources);
    draft.relations(catalog, edits, finds);
    draft.finish(edits)
}

/// The question with every other name of a thing in the place of which its own name may be found: "ламик" → "ламинирование ресниц".
pub fn canonical(edits: &GraphEdit, question: &str) -> String {
    let mut out = question.to_owned();
    for entity in edits.entities.iter().filter(|e| !e.is_hidden) {
        for alias in &entity.aliases {
            if let Some(found) = replaced(&out, alias, &entity.name) {
                out = found;
            }
        }
    }
    out
}

/// The text with the words of `alias`, in any form, replaced; none where they do not stand in it, or the name stands there already.
fn replaced(text: &str, alias: &str, name: &str) -> Option<String> {
    let wanted: Vec<String> = cut(&normalise(alias)).map(stem_of).collect();
    let own: Vec<String> = cut(&normalise(name)).map(stem_of).collect();
    let words: Vec<(usize, usize)> = spans(text);
    let stems: Vec<String> = words.iter().filter_map(|(from, to)| text.get(*from..*to)).map(|w| stem_of(&normalise(w))).collect();
    if wanted.is_empty() || contains(&stems, &own).is_some() {
        return None;
    }
    let at = contains(&stems, &wanted)?;
    let (from, to) = (words.get(at)?.0, words.get(at + wanted.len() - 1)?.1);
    Some(format!("{}{name}{}", text.get(..from)?, text.get(to..)?))
}

fn contains(stems: &[String], wanted: &[String]) -> Option<usize> {
    (!wanted.is_empty()).then(|| stems.windows(wanted.len()).position(|w| w == wanted)).flatten()
}

/// Where each word begins and ends, in bytes.
fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric(), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                all.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    if let Some(start) = from {
        all.push((start, text.len()));
    }
    all
}

#[derive(Default)]
struct Draft {
    entities: Vec<Entity>,
    by_key: HashMap<String, usize>,
    /// First stem of a name → the rest of its stems and whose it is.
    names: HashMap<String, Vec<(Vec<String>, usize)>>,
    /// Passages in which two things stand together.
    pairs: BTreeMap<(usize, usize), usize>,
    mentioned: Vec<HashSet<DocumentId>>,
    relations: Vec<Relation>,
}

impl Draft {
    fn add(&mut self, key: String, kind: EntityKind, name: &str, aliases: Vec<String>, origin: Origin) -> usize {
        if let Some(at) = self.by_key.get(&key) {
            return *at;
        }
        let at = self.entities.len();
        for name in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
            self.call(name, at);
        }
        self.by_key.insert(key.clone(), at);
        self.entities.push(Entity { key, kind, name: name.to_owned(), aliases, origin, confidence: sure(origin, kind), mentions: 0, documents: 0, edit_id: None });
        self.mentioned.push(HashSet::new());
        at
    }

    /// From here on this name means that thing.
    fn call(&mut self, name: &str, at: usize) {
        let stems: Vec<String> = cut(&normalise(name)).map(stem_of).take(LONGEST).collect();
        let Some((first, rest)) = stems.split_first() else { return };
        // A name of one short word would be found everywhere.
        if rest.is_empty() && first.chars().count() < 3 {
            return;
        }
        let known = self.names.entry(first.clone()).or_default();
        if !known.iter().any(|(other, _)| other == rest) {
            known.push((rest.to_vec(), at));
            known.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }

    fn catalog(&mut self, catalog: &Catalog) {
        for s in &catalog.services {
            let aliases = s.name_en.iter().cloned().chain(s.synonyms.iter().cloned()).collect();
            self.add(format!("service:{}", s.id), EntityKind::Service, &s.name, aliases, Origin::Catalog);
        }
        for e in &catalog.employees {
            self.add(format!("employee:{}", e.id), EntityKind::Employee, &e.name, e.synonyms.clone(), Origin::Catalog);
        }
        for b in &catalog.branches {
            self.add(format!("branch:{}", b.id), EntityKind::Branch, &b.name, vec![b.address.clone()].into_iter().filter(|a| !a.is_empty()).collect(), Origin::Catalog);
        }
        for t in &catalog.tours {
            let aliases = t.name_en.iter().cloned().chain(t.synonyms.iter().cloned()).collect();
            self.add(format!("tour:{}", t.id), EntityKind::Tour, &t.name, aliases, Origin::Catalog);
        }
    }

    /// What people have added, and other names for what was there.
    fn people(&mut self, edits: &GraphEdit) {
        for e in &edits.entities {
            let key = e.key.clone().unwrap_or_else(|| format!("own:{}", e.id));
            let at = self.add(key, e.kind, &e.name, e.aliases.clone(), Origin::Person);
            for name in std::iter::once(&e.name).chain(&e.aliases) {
                self.call(name, at);
            }
            if let Some(entity) = self.entities.get_mut(at) {
                entity.edit_id = Some(e.id);
                entity.name.clone_from(&e.name);
                let fresh: Vec<String> = e.aliases.iter().filter(|a| !entity.aliases.contains(a)).cloned().collect();
                entity.aliases.extend(fresh);
            }
        }
    }

    /// Proper names, telephones and addresses of mail that stand in several passages.
    fn names(&mut self, sources: &[Source<'_>], region: &str) {
        let mut found: BTreeMap<String, (EntityKind, String, usize)> = BTreeMap::new();
        for source in sources {
            let mut here = HashSet::new();
            for (kind, name) in proper(source.text, region) {
                let key = cut(&normalise(&name)).map(stem_of).collect::<Vec<_>>().join(" ");
                if key.chars().count() < 3 || !here.insert(key.clone()) {
                    continue;
                }
                found.entry(key).or_insert((kind, name, 0)).2 += 1;
            }
        }
        for (key, (kind, name, count)) in found {
            let is_known = key.split(' ').next().and_then(|first| self.names.get(first)).is_some_and(|known| known.iter().any(|(rest, _)| rest.join(" ") == key.split_once(' ').map_or("", |(_, rest)| rest)));
            if !is_known && (count >= OFTEN || kind != EntityKind::Name) {
                self.add(format!("{}:{key}", kind.as_str()), kind, &name, vec![], Origin::Rule);
            }
        }
    }

    /// Names a model has found, under the keys rules would give them. Whatever a person has hidden stays so, in a longer name too.
    fn told(&mut self, edits: &GraphEdit, finds: &[GraphFinds]) {
        let hidden: Vec<Vec<String>> = edits.entities.iter().filter(|e| e.is_hidden).flat_map(|e| {
            let key = e.key.as_deref().and_then(|key| key.strip_prefix("name:")).map(|key| key.split(' ').map(str::to_owned).collect());
            key.into_iter().chain([told::stems(&e.name)])
        }).collect();
        for name in finds.iter().flat_map(|f| &f.names) {
            let stems = told::stems(&name.name);
            if self.whose(&stems).is_none() && !hidden.iter().any(|gone| contains(&stems, gone).is_some()) {
                self.add(format!("name:{}", stems.join(" ")), EntityKind::Name, &name.name, vec![], Origin::Model);
            }
        }
    }

    /// Whose name these stems are.
    fn whose(&self, stems: &[String]) -> Option<usize> {
        let (first, rest) = stems.split_first()?;
        let by_key = || self.by_key.get(&format!("name:{}", stems.join(" "))).copied();
        self.names.get(first).and_then(|known| known.iter().find(|(other, _)| other == rest)).map(|(_, at)| *at).or_else(by_key)
    }

    fn scan(&mut self, sources: &[Source<'_>]) {
        for source in sources {
            let text = normalise(&format!("{}\n{}\n{}", source.title, source.heading, source.text));
            let stems: Vec<String> = cut(&text).map(stem_of).collect();
            let mut here: Vec<usize> = Vec::new();
            let mut at = 0;
            while let Some(first) = stems.get(at) {
                let longest = self.names.get(first).and_then(|known| known.iter().find(|(rest, _)| stems.get(at + 1..at + 1 + rest.len()).is_some_and(|s| s == rest.as_slice())));
                at += 1;
                if let Some((rest, whose)) = longest {
                    at += rest.len();
                    if !here.contains(whose) {
                        here.push(*whose);
                    }
                }
            }
            here.sort_unstable();
            for (i, one) in here.iter().enumerate() {
                if let (Some(entity), Some(documents)) = (self.entities.get_mut(*one), self.mentioned.get_mut(*one)) {
                    entity.mentions += 1;
                    documents.insert(source.document);
                }
                for other in here.iter().skip(i + 1) {
                    *self.pairs.entry((*one, *other)).or_default() += 1;
                }
            }
        }
    }

    fn relate(&mut self, from: &str, to: &str, kind: RelationKind, origin: Origin, weight: usize) {
        if from == to || !self.by_key.contains_key(from) || !self.by_key.contains_key(to) || self.relations.iter().any(|r| r.from == from && r.to == to && r.kind == kind) {
            return;
        }
        self.relations.push(Relation { from: from.to_owned(), to: to.to_owned(), kind, origin, confidence: sure_together(origin, weight), weight: i64::try_from(weight).unwrap_or(i64::MAX), edit_id: None });
    }

    fn relations(&mut self, catalog: &Catalog, edits: &GraphEdit, finds: &[GraphFinds]) {
        for e in &catalog.employees {
            let key = format!("employee:{}", e.id);
            for skill in &e.skills {
                self.relate(&format!("service:{}", skill.service_id), &key, RelationKind::DoneBy, Origin::Catalog, 1);
            }
            for branch in &e.branches {
                self.relate(&key, &format!("branch:{branch}"), RelationKind::WorksAt, Origin::Catalog, 1);
            }
        }
        for r in &edits.relations {
            self.relate(&r.from, &r.to, r.kind, Origin::Person, 1);
            if let Some(relation) = self.relations.iter_mut().find(|known| known.from == r.from && known.to == r.to && known.kind == r.kind) {
                relation.edit_id = Some(r.id);
            }
        }
        for found in finds.iter().flat_map(|f| &f.relations) {
            let key = |name: &str| self.whose(&told::stems(name)).and_then(|at| self.entities.get(at)).map(|e| e.key.clone());
            if let (Some(one), Some(other)) = (key(&found.from), key(&found.to))
                && !self.relations.iter().any(|r| r.origin != Origin::Model && (r.from == one && r.to == other || r.from == other && r.to == one))
            {
                self.relate(&one, &other, found.kind, Origin::Model, 1);
            }
        }
        for ((one, other), count) in std::mem::take(&mut self.pairs) {
            let key = |at: usize| self.entities.get(at).map(|e| e.key.clone());
            if let (true, Some(one), Some(other)) = (count >= TOGETHER, key(one), key(other))
                && !self.relations.iter().any(|r| r.from == one && r.to == other || r.from == other && r.to == one)
            {
                self.relate(&one, &other, RelationKind::Together, Origin::Rule, count);
            }
        }
    }

    fn finish(mut self, edits: &GraphEdit) -> Graph {
        for (entity, documents) in self.entities.iter_mut().zip(&self.mentioned) {
            entity.documents = i64::try_from(documents.len()).unwrap_or(i64::MAX);
        }
        let hidden: HashSet<&str> = edits.entities.iter().filter(|e| e.is_hidden).filter_map(|e| e.key.as_deref()).collect();
        let mut entities: Vec<Entity> = self.entities.into_iter().filter(|e| !hidden.contains(e.key.as_str())).collect();
        // What people added stays, whatever it is mentioned by.
        entities.sort_by(|a, b| (a.edit_id.is_none(), -a.mentions, &a.name, &a.key).cmp(&(b.edit_id.is_none(), -b.mentions, &b.name, &b.key)));
        let is_cut = entities.len() > MOST;
        entities.truncate(MOST);
        let kept: HashSet<&str> = entities.iter().map(|e| e.key.as_str()).collect();
        let mut relations: Vec<Relation> = self.relations.into_iter().filter(|r| kept.contains(r.from.as_str()) && kept.contains(r.to.as_str())).collect();
        relations.sort_by(|a, b| (-a.weight, &a.from, &a.to, a.kind.as_str()).cmp(&(-b.weight, &b.from, &b.to, b.kind.as_str())));
        relations.truncate(MOST * 4);
        Graph { entities, relations, is_cut }
    }
}

/// In percent: what people and the catalog say is so; a rule may take a name for one, a model too.
const fn sure(origin: Origin, kind: EntityKind) -> i64 {
    match (origin, kind) {
        (Origin::Catalog | Origin::Person, _) => 100,
        (Origin::Rule, EntityKind::Phone | EntityKind::Email) => 95,
        (Origin::Rule | Origin::Model, _) => 70,
    }
}

fn sure_together(origin: Origin, weight: usize) -> i64 {
    match origin {
        Origin::Catalog | Origin::Person => 100,
        Origin::Model => 70,
        Origin::Rule => i64::try_from(weight.min(6) * 8).unwrap_or(0) + 40,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::EntityEdit;
    use domain::id::EntityId;

    fn edit(name: &str, aliases: &[&str]) -> EntityEdit {
        EntityEdit { id: EntityId::new(), key: None, kind: EntityKind::Name, name: name.into(), aliases: aliases.iter().map(|a| (*a).into()).collect(), is_hidden: false }
    }

    #[test]
    fn other_names_are_read_as_the_thing_itself() {
        let edits = GraphEdit { entities: vec![edit("ламинирование ресниц", &["ламик", "ламиш"])], relations: vec![] };
        assert_eq!(canonical(&edits, "сколько держится ламик?"), "сколько держится ламинирование ресниц?");
        assert_eq!(canonical(&edits, "ламик, то есть ламинирование ресниц"), "ламик, то есть ламинирование ресниц");
        assert_eq!(canonical(&edits, "сколько стоит стрижка"), "сколько стоит стрижка");
    }
}
