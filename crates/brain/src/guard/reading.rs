//! What sentences name, read once a turn: the product's own answer, the model's words over it and the facts under both say much the same,
//! and reading is most of the guard's work.

use super::Ground;
use crate::understand::{Context, Entity, named};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// A sentence as repaired, and what it names.
pub(super) type Named = Rc<(String, Vec<Entity>)>;

/// Holds for one moment and one firm: whoever makes a `Ground` makes these with it.
#[derive(Debug, Default)]
pub struct Readings(RefCell<HashMap<String, Named>>);

impl Readings {
    pub(super) fn of(&self, text: &str, ground: &Ground<'_>) -> Named {
        if let Some(known) = self.0.borrow().get(text) {
            return known.clone();
        }
        let context = Context { now: ground.now.timestamp(), zone: ground.zone.clone(), lang: None, lexicon: &ground.catalog.lexicon };
        let read = Rc::new(named(text, &context));
        self.0.borrow_mut().insert(text.to_owned(), read.clone());
        read
    }
}
