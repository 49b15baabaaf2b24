//! What a firm has written down, for dialogues played in memory: its FAQ and its articles in one index, as in the running product.

use crate::knowledge::{self, Entry, Index, Query};
use domain::Lang;
use domain::document::Passage;
use domain::faq::Faq;
use domain::id::{CategoryId, ChunkId, DocumentId};
use std::collections::HashMap;

/// An article as a pack has it.
#[derive(Clone, Debug)]
pub struct Article {
    pub id: DocumentId,
    pub title: String,
    pub category: Option<CategoryId>,
    pub lang: Lang,
    /// Markdown.
    pub body: String,
}

#[derive(Clone, Debug, Default)]
pub struct Shelf {
    index: Index,
    passages: HashMap<ChunkId, Passage>,
}

impl Shelf {
    pub fn new(faq: &[Faq], articles: &[Article]) -> Shelf {
        let mut found: Vec<(Passage, Option<CategoryId>, Lang)> = faq.iter().map(|row| (knowledge::faq_passage(row), Some(knowledge::faq_category(row)), row.lang)).collect();
        for article in articles {
            for piece in knowledge::chunk(&article.body) {
                let passage = Passage { chunk_id: ChunkId::new(), document_id: article.id, title: article.title.clone(), heading: piece.heading, text: piece.text, page: piece.page, url: None, score: 0.0 };
                found.push((passage, article.category, article.lang));
            }
        }
        let index = Index::build(found.iter().map(|(p, category, lang)| Entry { category: *category, lang: Some(*lang), ..Entry::of(p) }));
        Shelf { index, passages: found.into_iter().map(|(p, ..)| (p.chunk_id, p)).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// As the product searches: what is found for the agent's folders, surest first.
    pub fn search(&self, text: &str, categories: &[CategoryId], lang: Option<Lang>, limit: usize) -> Vec<Passage> {
        let categories = knowledge::allowed(categories);
        let hits = self.index.search(&Query { categories: &categories, lang, ..Query::new(text, limit) });
        hits.into_iter().filter_map(|hit| Some(Passage { score: hit.score, ..self.passages.get(&hit.chunk_id)?.clone() })).collect()
    }
}
