//! The words of reports: what lines are made of, what they are put beside, what a column counts.

use crate::{Error, Result, conversation::text_enum};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    /// What a line of a report is about.
    ReportBy, "by" {
        Day => "day",
        Week => "week",
        Month => "month",
        Channel => "channel",
        Agent => "agent",
        /// Who does the visits.
        Employee => "employee",
        /// Who works in the inbox and with deals.
        Person => "person",
        Service => "service",
        /// Where contacts first came from.
        Source => "source",
        Tour => "tour",
        Model => "model",
    }
}

impl ReportBy {
    /// A line is a stretch of time.
    #[must_use]
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Day | Self::Week | Self::Month)
    }
}

text_enum! {
    /// The period beside which another is put: the one of the same length before it, the same days a year earlier, or none.
    Compare, "compare" { Previous => "previous", Year => "year", None => "none" }
}

text_enum! {
    /// What a column counts: things, minor units of money, millionths of a unit of money, ten-thousandths, hundredths of a mark.
    FigureKind, "kind" { Count => "count", Money => "money", Cost => "cost", Share => "share", Rating => "rating" }
}
