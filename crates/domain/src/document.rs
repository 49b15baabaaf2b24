//! What a firm knows beside its catalog: articles, files, web pages, in categories; and the passages they are cut into.

use crate::{Error, Lang, Ts, conversation::text_enum, id::{CategoryId, ChunkId, ConversationId, DocumentId, FaqId, FileId, GapId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A folder of the knowledge base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub id: CategoryId,
    pub parent_id: Option<CategoryId>,
    pub name: String,
    pub position: i64,
    pub created_at: Ts,
}

text_enum! {
    /// Where a document's text comes from.
    DocumentKind, "kind" {
        /// Written here, in Markdown.
        Article => "article",
        File => "file",
        /// One web page.
        Page => "page",
        /// A sitemap or a page whose links are followed: it only makes pages.
        Site => "site",
    }
}

text_enum! {
    DocumentStatus, "status" {
        /// Waits for its turn to be read.
        Queued => "queued",
        Indexing => "indexing",
        /// The agent may use it.
        Ready => "ready",
        /// Could not be read; `error_code` says why. What was indexed before is still used.
        Failed => "failed",
        /// Kept, not used.
        Off => "off",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub id: DocumentId,
    pub category_id: Option<CategoryId>,
    /// The site that found this page.
    #[serde(default)]
    pub site_id: Option<DocumentId>,
    pub kind: DocumentKind,
    pub title: String,
    pub lang: Option<Lang>,
    /// Markdown of an article; empty for the others.
    pub body: String,
    pub file_id: Option<FileId>,
    pub url: Option<String>,
    pub status: DocumentStatus,
    /// 0..=100 while indexing.
    pub progress: i64,
    /// Stable code of what went wrong: `too_large`, `zip_bomb`, `encrypted`, `no_text`, `broken`, `unsupported`, `too_slow`, `unreachable`, `not_allowed`.
    pub error_code: Option<String>,
    pub error: Option<String>,
    /// Hash of the text as indexed; an unchanged text is not indexed again.
    pub content_hash: Option<String>,
    pub chunks: i64,
    pub bytes: i64,
    pub position: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub indexed_at: Option<Ts>,
}

/// A passage: what is searched and quoted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    pub id: ChunkId,
    pub document_id: DocumentId,
    pub position: i64,
    /// Headings above it, outermost first, joined by ` › `; with the sheet or page where there is one.
    pub heading: String,
    pub text: String,
    /// Page of a PDF, first row of a sheet; for the citation.
    pub page: Option<i64>,
}

/// A passage found for a question, as a turn keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    pub chunk_id: ChunkId,
    pub document_id: DocumentId,
    pub title: String,
    pub heading: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How surely it answers the question, 0..=1.
    pub score: f64,
}

text_enum! {
    /// What became of a question without an answer.
    GapStatus, "status" { Open => "open", Answered => "answered", Dismissed => "dismissed" }
}

/// A question the agent had no answer to, however often it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub id: GapId,
    /// As it was asked first.
    pub question: String,
    pub status: GapStatus,
    pub times: i64,
    /// The conversation it was asked in last.
    pub conversation_id: ConversationId,
    /// What answers it now.
    pub faq_id: Option<FaqId>,
    pub document_id: Option<DocumentId>,
    /// When it was asked last.
    pub asked_at: Ts,
    pub settled_at: Option<Ts>,
    pub created_at: Ts,
}

text_enum! {
    /// In which order gaps are listed.
    GapOrder, "sort" {
        /// Those asked last first.
        Recent => "recent",
        /// Those asked most often first.
        Often => "often",
    }
}
