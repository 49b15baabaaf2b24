//! Letters to people. Where the server has a mailer they are queued (`job/letter.rs`, words in `letter.rs`); until one is configured,
//! those nobody else can hand over land in a file the server's operator reads. Never in a response.

use domain::{Lang, Secret};
use std::path::PathBuf;
use std::sync::Mutex;

/// One letter, as facts; its words belong to whoever sends it.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub lang: Lang,
    pub what: Letter,
}

#[derive(Clone, Debug)]
pub enum Letter {
    PasswordReset { link: Secret },
    Invitation { link: Secret, firm: String, by: Option<String> },
}

impl Letter {
    /// For logs and events.
    pub const fn name(&self) -> &'static str {
        match self {
            Letter::PasswordReset { .. } => "password_reset",
            Letter::Invitation { .. } => "invitation",
        }
    }
}

/// Takes letters without waiting for their delivery.
pub trait MailSink: Send + Sync {
    fn send(&self, mail: Mail);
}

/// Appends letters to a file only its owner can read.
#[derive(Debug)]
pub struct FileMail {
    path: PathBuf,
    lock: Mutex<()>,
}

impl FileMail {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        FileMail { path: path.into(), lock: Mutex::new(()) }
    }

    fn append(&self, mail: &Mail) -> std::io::Result<()> {
        use std::io::Write;
        let _one_at_a_time = self.lock.lock();
        let mut options = std::fs::OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let (Letter::PasswordReset { link } | Letter::Invitation { link, .. }) = &mail.what;
        let line = serde_json::json!({ "to": mail.to, "lang": mail.lang, "letter": mail.what.name(), "link": link.expose() });
        writeln!(options.open(&self.path)?, "{line}")
    }
}

impl MailSink for FileMail {
    fn send(&self, mail: Mail) {
        if let Err(error) = self.append(&mail) {
            tracing::error!("a letter could not be written to the mail file: {error}");
        }
    }
}

/// Keeps letters in memory, for tests and the demo.
#[derive(Debug, Default)]
pub struct MemoryMail(Mutex<Vec<Mail>>);

impl MemoryMail {
    pub fn take(&self) -> Vec<Mail> {
        self.0.lock().map(|mut letters| std::mem::take(&mut *letters)).unwrap_or_default()
    }
}

impl MailSink for MemoryMail {
    fn send(&self, mail: Mail) {
        if let Ok(mut letters) = self.0.lock() {
            letters.push(mail);
        }
    }
}
