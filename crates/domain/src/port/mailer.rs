//! E-mail out: handing one letter to a mail server. What is written in it, to whom and how often it is tried is decided in `app`.

use crate::Result;
use async_trait::async_trait;

/// A letter with its words, as a mail server takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Constant over retries: it becomes the `Message-ID`, by which receivers know a repetition.
    pub id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The same in simple HTML.
    pub html: String,
    /// Where an answer goes; the server's own address when none.
    pub reply_to: Option<String>,
}

/// A mail server of the installation.
#[async_trait]
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Returns when the server has taken the letter. `Retry::Never` in the error: this address, or this letter, is refused for good.
    async fn send(&self, letter: &Letter) -> Result<()>;
    /// Connects and signs in, and sends nothing; says with whom it spoke.
    async fn check(&self) -> Result<String>;
}
