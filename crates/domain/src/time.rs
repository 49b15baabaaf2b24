//! Time: `Ts` is an instant truncated to microseconds, so that both databases give back what they were given.
//! Zones live at the edge: an instant meets a zone only to be shown or to be read from civil time.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// An instant in UTC with microsecond precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Ts(#[schemars(with = "String")] Timestamp);

impl Ts {
    pub fn from_micros(micros: i64) -> Self {
        Ts(Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX }))
    }
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }
    pub const fn timestamp(self) -> Timestamp {
        self.0
    }
    pub fn in_zone(self, zone: &TimeZone) -> jiff::Zoned {
        self.0.to_zoned(zone.clone())
    }
    #[must_use]
    pub fn plus_secs(self, secs: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(secs.saturating_mul(1_000_000)))
    }
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(millis.saturating_mul(1_000)))
    }
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_secs(minutes.saturating_mul(60))
    }
    /// Whole minutes from `earlier` to `self`.
    pub fn minutes_since(self, earlier: Ts) -> i64 {
        (self.micros() - earlier.micros()) / 60_000_000
    }
}

impl From<Timestamp> for Ts {
    fn from(t: Timestamp) -> Self {
        Ts::from_micros(t.as_microsecond())
    }
}
impl From<&jiff::Zoned> for Ts {
    fn from(z: &jiff::Zoned) -> Self {
        z.timestamp().into()
    }
}
impl fmt::Display for Ts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl std::str::FromStr for Ts {
    type Err = crate::Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.parse::<Timestamp>().map(Ts::from).map_err(|_| crate::Error::invalid("time", "time is RFC 3339 with an offset"))
    }
}

/// A zone by its IANA name, or an `Invalid` error.
pub fn zone(name: &str) -> crate::Result<TimeZone> {
    TimeZone::get(name).map_err(|_| crate::Error::invalid("timezone", "time zone is an IANA name such as Europe/Moscow"))
}

/// Where `now` comes from. Production uses the system; tests and replay set it by hand.
pub trait Clock: Send + Sync + fmt::Debug {
    fn now(&self) -> Ts;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Ts {
        Timestamp::now().into()
    }
}

pub type SharedClock = Arc<dyn Clock>;
