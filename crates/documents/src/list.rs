//! Items of a list being gathered; a very long list is handed out in portions.

use crate::reading::{Flow, Reading};
use crate::text::Block;

const PORTION: usize = 200;
const PORTION_BYTES: usize = 1 << 20;

#[derive(Default)]
pub(crate) struct List {
    items: Vec<String>,
    bytes: usize,
    page: Option<u32>,
}

impl List {
    pub(crate) fn push(&mut self, item: String, page: Option<u32>, reading: &mut Reading) -> Flow {
        if self.items.is_empty() {
            self.page = page;
        }
        self.bytes += item.len() + 24;
        self.items.push(item);
        if self.items.len() >= PORTION || self.bytes >= PORTION_BYTES { self.finish(reading) } else { Ok(()) }
    }

    /// Hands out what is there; nothing when there is nothing.
    pub(crate) fn finish(&mut self, reading: &mut Reading) -> Flow {
        self.bytes = 0;
        let items = std::mem::take(&mut self.items);
        if items.is_empty() { Ok(()) } else { reading.emit(Block::List { items, page: self.page }) }
    }
}
