//! What the page's browser is given to come back with: a held time, a visit, a visit's calendar file. Signed, not stored;
//! each kind has its own key.

pub use crate::widget::token::{Claims, seconds, sign, verify};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A visit's link works for a year: visits are moved, and people look back.
pub const VISIT_SECS: i64 = 366 * 24 * 3600;
/// The address of a calendar file stands in logs of proxies, so it is good for an hour.
pub const ICS_SECS: i64 = 3600;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $purpose:literal),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            #[serde(rename = "o")]
            pub org: Uuid,
            #[serde(rename = "i")]
            pub id: Uuid,
            #[serde(rename = "e")]
            pub expires: i64,
        }
        impl Claims for $name {
            const PURPOSE: &'static str = $purpose;
            fn expires(&self) -> i64 {
                self.expires
            }
        }
    )+ };
}

kinds! {
    /// A held time.
    HoldToken = "page/hold",
    /// A visit, to be seen, moved and cancelled.
    VisitToken = "page/visit",
    /// A visit's calendar file and nothing else.
    IcsToken = "page/ics",
}
