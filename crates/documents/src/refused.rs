//! Why a file is not read: a stable code for programs and a plain sentence for people.

use crate::kind::Kind;
use std::fmt;

/// Every code `Refused::code` can hold.
pub const CODES: [&str; 7] = ["too_large", "zip_bomb", "encrypted", "no_text", "broken", "unsupported", "too_slow"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// One of `CODES`; the interface translates it.
    pub code: &'static str,
    /// One English sentence with the particulars.
    pub detail: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Refused {}

impl Refused {
    fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// `what` completes "The file has more than …".
    pub(crate) fn too_large(what: impl fmt::Display) -> Self {
        Self::new("too_large", format!("The file has more than {what}. Split it into smaller files."))
    }

    pub(crate) fn zip_bomb(what: impl fmt::Display) -> Self {
        Self::new("zip_bomb", format!("The file unpacks to far more than it should: {what}. It looks made to exhaust memory and is not opened."))
    }

    pub(crate) fn encrypted(how: &str) -> Self {
        Self::new("encrypted", format!("The file is protected by a password{how}. Save it without one and upload it again."))
    }

    pub(crate) fn no_text(kind: Kind) -> Self {
        let detail = match kind {
            Kind::Pdf => "The pages hold no text, only pictures: it is probably a scan. Run text recognition over it and upload the result.",
            Kind::Xlsx | Kind::Xls | Kind::Ods | Kind::Csv => "The sheets have no visible cells with text.",
            _ => "The file holds no visible text.",
        };
        Self::new("no_text", detail)
    }

    pub(crate) fn unknown_letters() -> Self {
        Self::new("no_text", "The file draws its letters but does not say which they are. Export it again with text that can be selected and copied.")
    }

    /// `what` completes "The file is damaged: …".
    pub(crate) fn broken(what: impl fmt::Display) -> Self {
        Self::new("broken", format!("The file is damaged: {what}. Open it in the program it was made with, save it again and upload that."))
    }

    /// `what` completes "This is …".
    pub(crate) fn unsupported(what: &str, advice: &str) -> Self {
        Self::new("unsupported", format!("This is {what}, which cannot be read. {advice}"))
    }

    pub(crate) fn too_slow() -> Self {
        Self::new("too_slow", "Reading the file took longer than allowed. Split it into smaller files.")
    }
}
