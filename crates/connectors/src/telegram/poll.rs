//! What a poll must remember between calls: which updates were stored, so that a server which repeats them costs nothing.

use std::collections::{HashSet, VecDeque};

/// Updates kept in mind. Far more than a server can hold back and repeat.
const REMEMBERED: usize = 4096;

/// Ids of stored updates. A batch counts as stored when the next poll comes with its cursor; until then it may be asked again.
#[derive(Debug, Default)]
pub struct Stored {
    known: HashSet<i64>,
    order: VecDeque<i64>,
    waiting: Vec<i64>,
    waiting_for: Option<String>,
}

impl Stored {
    /// A poll begins with this cursor.
    pub fn begin(&mut self, cursor: Option<&str>) {
        let batch = std::mem::take(&mut self.waiting);
        let expected = self.waiting_for.take();
        if expected.is_some() && expected.as_deref() == cursor {
            for id in batch {
                if self.known.insert(id) {
                    self.order.push_back(id);
                }
            }
            while self.order.len() > REMEMBERED {
                if let Some(oldest) = self.order.pop_front() {
                    self.known.remove(&oldest);
                }
            }
        }
    }

    pub fn is_stored(&self, id: i64) -> bool {
        self.known.contains(&id)
    }

    /// A batch was handed on together with this cursor.
    pub fn handed_on(&mut self, batch: Vec<i64>, cursor: Option<String>) {
        self.waiting = batch;
        self.waiting_for = cursor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_stored_once_its_cursor_comes_back() {
        let mut stored = Stored::default();
        stored.begin(None);
        stored.handed_on(vec![1, 2], Some("3".to_owned()));
        stored.begin(None);
        assert!(!stored.is_stored(1), "the batch was lost before it was stored and must be readable again");
        stored.handed_on(vec![1, 2], Some("3".to_owned()));
        stored.begin(Some("3"));
        assert!(stored.is_stored(1) && stored.is_stored(2) && !stored.is_stored(3));
    }

    #[test]
    fn memory_is_bounded() {
        let mut stored = Stored::default();
        for id in 0..10_000 {
            stored.handed_on(vec![id], Some(id.to_string()));
            stored.begin(Some(&id.to_string()));
        }
        assert_eq!((stored.known.len(), stored.order.len()), (REMEMBERED, REMEMBERED));
        assert!(stored.is_stored(9_999));
    }
}
