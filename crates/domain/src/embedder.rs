//! How far a firm's embedder has come with its knowledge.

use crate::conversation::text_enum;
use crate::Error;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    /// Without an embedder it is `off`; that is no row.
    EmbedderStatus, "status" {
        /// Something has no vector yet; what has one is found by it already.
        Embedding => "embedding",
        Ready => "ready",
        /// A person must do something; the error says what.
        Failed => "failed",
        /// A limit of the firm is reached, or the provider is paused: it goes on by itself.
        Paused => "paused",
    }
}
