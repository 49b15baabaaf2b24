//! The steps from an empty firm to its first booking.

use crate::Error;
use crate::conversation::text_enum;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    /// A step, in the order it is offered.
    Step, "step" { Firm => "firm", Pack => "pack", Hours => "hours", Service => "service", Employee => "employee", Channel => "channel", Agent => "agent", Knowledge => "knowledge", Test => "test", Done => "done" }
}

text_enum! {
    /// Where a step stands: `current` is the first one neither done nor skipped.
    StepState, "state" { Done => "done", Current => "current", Open => "open", Skipped => "skipped" }
}
