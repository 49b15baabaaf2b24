//! The papers of three firms and the questions about them, read from the files beside this one.

use brain::knowledge::{Entry, Hit, Index, Query, chunk};
use domain::document::Passage;
use domain::id::{ChunkId, DocumentId};
use std::path::PathBuf;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct Asked {
    /// From one, in the order of the file.
    pub number: usize,
    pub firm: String,
    pub kind: String,
    pub document: String,
    pub expected: String,
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct Paper {
    pub document: String,
    pub passage: Passage,
}

impl Paper {
    pub fn is(&self, question: &Asked) -> bool {
        self.document.ends_with(&question.document) && self.document.starts_with(&question.firm) && self.passage.text.contains(&question.expected)
    }
}

pub struct Firm {
    pub name: String,
    pub papers: Vec<Paper>,
    pub index: Index,
}

impl Firm {
    fn new(name: &str, papers: Vec<Paper>) -> Firm {
        let index = Index::build(papers.iter().map(|p| entry(&p.passage)));
        Firm { name: name.to_owned(), papers, index }
    }

    pub fn search(&self, text: &str) -> Vec<(Hit, &Paper)> {
        let hits = self.index.search(&Query::new(text, 10));
        hits.into_iter().map(|hit| (hit, self.papers.iter().find(|p| p.passage.chunk_id == hit.chunk_id).unwrap())).collect()
    }
}

pub fn entry(passage: &Passage) -> Entry<'_> {
    Entry { chunk: passage.chunk_id, document: passage.document_id, title: &passage.title, heading: &passage.heading, text: &passage.text, category: None, lang: None, vector: None }
}

fn folder() -> PathBuf {
    // A bench of another crate reads it too.
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../brain/tests/it/battery"))
}

/// Every passage of a firm, in the order of file names.
pub fn papers(firm: &str, from: u128) -> Vec<Paper> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder().join(firm)).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let mut found = Vec::new();
    let mut last = from * 100_000;
    let mut id = || {
        last += 1;
        Uuid::from_u128(last)
    };
    for file in files {
        let name = format!("{firm}/{}", file.file_stem().unwrap().to_string_lossy());
        let text = std::fs::read_to_string(&file).unwrap();
        if file.extension().is_some_and(|e| e == "toml") {
            let table: toml::Table = text.parse().unwrap();
            for faq in table["faq"].as_array().unwrap() {
                let questions: Vec<&str> = faq["questions"].as_array().unwrap().iter().map(|q| q.as_str().unwrap()).collect();
                let passage = Passage { chunk_id: ChunkId(id()), document_id: DocumentId(id()), title: String::new(), heading: questions.join("\n"), text: faq["answer"].as_str().unwrap().to_owned(), page: None, url: None, score: 0.0 };
                found.push(Paper { document: name.clone(), passage });
            }
            continue;
        }
        let document_id = DocumentId(id());
        let title = text.lines().next().unwrap().trim_start_matches("# ").to_owned();
        for piece in chunk(&text) {
            let passage = Passage { chunk_id: ChunkId(id()), document_id, title: title.clone(), heading: piece.heading, text: piece.text, page: piece.page, url: None, score: 0.0 };
            found.push(Paper { document: name.clone(), passage });
        }
    }
    found
}

pub const FIRMS: [&str; 3] = ["salon", "clinic", "tours"];

pub fn firms() -> Vec<Firm> {
    FIRMS.iter().zip(1..).map(|(name, at)| Firm::new(name, papers(name, at))).collect()
}

/// All papers as if they were one firm's.
pub fn mixed() -> Firm {
    Firm::new("all", FIRMS.iter().zip(1..).flat_map(|(name, at)| papers(name, at)).collect())
}

fn lines(file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    text.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').map(str::to_owned).collect()).collect()
}

pub fn questions() -> Vec<Asked> {
    let read = |(at, cells): (usize, Vec<String>)| {
        let [firm, kind, document, expected, text] = <[String; 5]>::try_from(cells).unwrap();
        Asked { number: at + 1, firm, kind, document, expected, text }
    };
    lines("questions.tsv").into_iter().enumerate().map(read).collect()
}

/// Firm and question.
pub fn strangers() -> Vec<(String, String)> {
    lines("unanswerable.tsv").into_iter().map(|cells| <[String; 2]>::try_from(cells).map(|[firm, text]| (firm, text)).unwrap()).collect()
}
