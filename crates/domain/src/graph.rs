//! The knowledge graph: things a firm's catalog and documents speak of, and how they belong together (K4). Most of it is read anew from
//! them; what a person adds or changes is kept in rows.

use crate::{Error, conversation::text_enum, id::{EntityId, RelationId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    EntityKind, "kind" {
        Service => "service",
        Employee => "employee",
        Branch => "branch",
        Tour => "tour",
        /// A proper name found in documents, or a thing a person has added.
        Name => "name",
        Phone => "phone",
        Email => "email",
    }
}

text_enum! {
    RelationKind, "kind" {
        DoneBy => "done_by",
        WorksAt => "works_at",
        /// Stand in the same passages.
        Together => "together",
        /// The first is a part of the second.
        PartOf => "part_of",
        /// The first needs the second.
        Needs => "needs",
        /// Either may stand for the other.
        Like => "like",
    }
}

text_enum! {
    /// Where it is known from.
    Origin, "origin" { Catalog => "catalog", Rule => "rule", Model => "model", Person => "person" }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// `service:…`, `name:…`, `own:…`: the same as long as the thing is the same.
    pub key: String,
    pub kind: EntityKind,
    pub name: String,
    pub aliases: Vec<String>,
    pub origin: Origin,
    /// In percent.
    pub confidence: i64,
    /// Passages that speak of it, and the documents they are of.
    pub mentions: i64,
    pub documents: i64,
    /// What a person has written down about it.
    pub edit_id: Option<EntityId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// Keys of entities.
    pub from: String,
    pub to: String,
    pub kind: RelationKind,
    pub origin: Origin,
    /// In percent.
    pub confidence: i64,
    /// Passages in which both stand; 1 where it was said outright.
    pub weight: i64,
    pub edit_id: Option<RelationId>,
}

/// What people have added and changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphEdit {
    pub entities: Vec<EntityEdit>,
    pub relations: Vec<RelationEdit>,
}

/// A thing of its own, or other names for one that is known (`key`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntityEdit {
    pub id: EntityId,
    pub key: Option<String>,
    pub kind: EntityKind,
    pub name: String,
    /// Other names customers use; a question is read with the name in their place.
    pub aliases: Vec<String>,
    pub is_hidden: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelationEdit {
    pub id: RelationId,
    pub from: String,
    pub to: String,
    pub kind: RelationKind,
}

/// What a model has found in a document: each with the words it stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GraphFinds {
    pub names: Vec<FoundName>,
    pub relations: Vec<FoundRelation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundName {
    pub name: String,
    pub quote: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRelation {
    pub from: String,
    pub to: String,
    pub kind: RelationKind,
    pub quote: String,
}
