//! The firm's own questions as passages of the same index: the phrasings stand above the answer. An entry's id is that of its
//! passage and of its document, so a hit tells by itself that it is one.

use super::Entry;
use domain::document::Passage;
use domain::faq::Faq;
use domain::id::{CategoryId, ChunkId, DocumentId, FaqId};

/// The folder of entries that lie in none: every agent may use them.
pub const EVERYBODYS: CategoryId = CategoryId::nil();

/// An entry as a passage, to be found and to be quoted.
pub fn faq_passage(row: &Faq) -> Passage {
    Passage { chunk_id: ChunkId(row.id.uuid()), document_id: DocumentId(row.id.uuid()), title: String::new(), heading: row.questions.join("\n"), text: row.answer.clone(), page: None, url: None, score: 0.0 }
}

/// The folder an entry is found in.
pub fn faq_category(row: &Faq) -> CategoryId {
    row.category_id.unwrap_or(EVERYBODYS)
}

/// Which entry a hit would be, if it is one.
pub fn faq_id(document: DocumentId) -> FaqId {
    FaqId(document.uuid())
}

/// What an agent may read: nothing named means everything, and entries in no folder are always allowed.
pub fn allowed(categories: &[CategoryId]) -> Vec<CategoryId> {
    if categories.is_empty() { Vec::new() } else { categories.iter().copied().chain([EVERYBODYS]).collect() }
}

impl<'a> Entry<'a> {
    /// A passage in no folder and no language.
    pub fn of(passage: &'a Passage) -> Self {
        Entry { chunk: passage.chunk_id, document: passage.document_id, title: &passage.title, heading: &passage.heading, text: &passage.text, category: None, lang: None, vector: None }
    }
}
