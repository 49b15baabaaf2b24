//! The one error of the product: what kind it is, whether to retry, where it happened.
//! `kind` decides the HTTP status and the UI text, `retry` decides the outbox; nothing else branches on errors.

use std::fmt;
use std::time::Duration;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in words a client can act on. `code()` is stable and is the UI translation key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The input breaks a rule of the noun; `field` in the context says which.
    Invalid,
    /// No such row, or a row of another tenant: the two must look the same.
    NotFound,
    /// No or bad credentials.
    Unauthorized,
    /// Known caller, not allowed.
    Forbidden,
    /// The row changed or already exists.
    Conflict,
    /// The interval is taken by another booking, hold or block.
    SlotTaken,
    /// The caller must slow down.
    RateLimited,
    /// The body or file is larger than allowed.
    TooLarge,
    /// The outside system refuses our credentials: a person must reconnect it.
    Disconnected,
    /// The recipient cannot be reached on this channel (blocked, left).
    Unreachable,
    /// The outside system is down, slow or answers nonsense.
    Unavailable,
    /// The outside system cannot do this.
    Unsupported,
    /// Our own fault.
    Internal,
}

impl Kind {
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Invalid => "invalid",
            Kind::NotFound => "not_found",
            Kind::Unauthorized => "unauthorized",
            Kind::Forbidden => "forbidden",
            Kind::Conflict => "conflict",
            Kind::SlotTaken => "slot_taken",
            Kind::RateLimited => "rate_limited",
            Kind::TooLarge => "too_large",
            Kind::Disconnected => "disconnected",
            Kind::Unreachable => "unreachable",
            Kind::Unavailable => "unavailable",
            Kind::Unsupported => "unsupported",
            Kind::Internal => "internal",
        }
    }
}

/// May the same operation be tried again?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Trying again cannot help.
    Never,
    /// Nothing was applied on the other side: try again after the usual backoff.
    Backoff,
    /// Nothing was applied, and the other side named the pause.
    After(Duration),
    /// The request may have been applied: look it up before repeating, else leave it unknown.
    Unknown,
}

/// See the module docs. Cheap to move; `Display` is for logs and never holds personal data.
#[derive(Debug)]
pub struct Error {
    pub kind: Kind,
    pub retry: Retry,
    /// Dotted name of the operation that failed, `telegram.send`.
    pub op: &'static str,
    /// A sharper stable code than `kind.code()`, `service_unknown`.
    pub code: Option<&'static str>,
    /// The input field at fault, as the API spells it.
    pub field: Option<String>,
    /// Plain English for developers and logs.
    pub detail: Box<str>,
    /// Parts of a split message the vendor had confirmed before the failure.
    pub parts_sent: u32,
    /// What stands in the way, where somebody may know.
    pub conflict: Option<Box<crate::conflict::Conflict>>,
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let retry = match kind {
            Kind::Unavailable | Kind::RateLimited => Retry::Backoff,
            _ => Retry::Never,
        };
        Error { kind, retry, op: "", code: None, field: None, detail: detail.into().into_boxed_str(), parts_sent: 0, conflict: None, source: None }
    }
    pub fn not_found(noun: &'static str) -> Self {
        Error::new(Kind::NotFound, format!("no such {noun}"))
    }
    pub fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Error { field: Some(field.into()), ..Error::new(Kind::Invalid, detail) }
    }
    pub fn conflict(detail: impl Into<String>) -> Self {
        Error::new(Kind::Conflict, detail)
    }
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Error::new(Kind::Forbidden, detail)
    }
    pub fn internal(detail: impl Into<String>) -> Self {
        Error::new(Kind::Internal, detail)
    }
    #[must_use]
    pub fn op(mut self, op: &'static str) -> Self {
        if self.op.is_empty() {
            self.op = op;
        }
        self
    }
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }
    #[must_use]
    pub fn parts_sent(mut self, parts_sent: u32) -> Self {
        self.parts_sent = parts_sent;
        self
    }
    #[must_use]
    pub fn source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }
    /// The code a client sees.
    pub fn public_code(&self) -> &'static str {
        self.code.unwrap_or(self.kind.code())
    }
}

/// Several things at fault at once: the `source` of an error; the API lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub code: &'static str,
    pub detail: String,
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            write!(f, "{}{} {}", if i > 0 { ", " } else { "" }, fault.field, fault.code)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.op.is_empty() {
            write!(f, "{}: ", self.op)?;
        }
        write!(f, "{}: {}", self.public_code(), self.detail)?;
        if let Some(field) = &self.field {
            write!(f, " (field {field})")?;
        }
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}
