//! How long a firm keeps personal data it no longer works with. What is done about it is in `app/src/retention.rs`.

use crate::{Error, Result, Ts};
use serde::{Deserialize, Serialize};

/// Nothing is thrown away where there is no number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct RetentionRules {
    /// Whoever has not been heard of for so many months is erased.
    pub contact_months: Option<u32>,
    /// What the agent thought and called is kept so many days.
    pub trace_days: Option<u32>,
    /// Lines of the audit log are kept so many months.
    pub audit_months: Option<u32>,
}

pub const CONTACT_MONTHS: std::ops::RangeInclusive<u32> = 6..=240;
pub const TRACE_DAYS: std::ops::RangeInclusive<u32> = 7..=3_650;
/// Disputes about pay and rights are settled within a year; a shorter log would be of no use in them.
pub const AUDIT_MONTHS: std::ops::RangeInclusive<u32> = 12..=240;

/// A month as data are counted: never shorter than a month of the calendar.
const MONTH_SECS: i64 = 31 * 86_400;

impl RetentionRules {
    pub fn check(&self) -> Result<()> {
        let bounds = [("contact_months", self.contact_months, CONTACT_MONTHS), ("trace_days", self.trace_days, TRACE_DAYS), ("audit_months", self.audit_months, AUDIT_MONTHS)];
        for (field, value, range) in bounds {
            if value.is_some_and(|v| !range.contains(&v)) {
                return Err(Error::invalid(format!("settings.retention.{field}"), format!("between {} and {}", range.start(), range.end())));
            }
        }
        Ok(())
    }
    pub const fn is_any(&self) -> bool {
        self.contact_months.is_some() || self.trace_days.is_some() || self.audit_months.is_some()
    }
    /// Before when each kind goes, at `now`.
    pub fn limits(&self, now: Ts) -> Limits {
        let ago = |count: Option<u32>, secs: i64| count.map(|n| now.plus_secs(-i64::from(n) * secs));
        Limits { contacts: ago(self.contact_months, MONTH_SECS), traces: ago(self.trace_days, 86_400), audit: ago(self.audit_months, MONTH_SECS) }
    }
}

/// What is older than these goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub contacts: Option<Ts>,
    pub traces: Option<Ts>,
    pub audit: Option<Ts>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_short_or_too_long_is_refused_by_its_name() {
        assert!(RetentionRules::default().check().is_ok() && !RetentionRules::default().is_any());
        let wrong = RetentionRules { contact_months: Some(5), ..Default::default() }.check().unwrap_err();
        assert_eq!(wrong.field.as_deref(), Some("settings.retention.contact_months"));
        assert!(RetentionRules { trace_days: Some(3_651), ..Default::default() }.check().is_err());
        assert!(RetentionRules { audit_months: Some(12), contact_months: Some(240), trace_days: Some(7) }.check().is_ok());
    }

    #[test]
    fn limits_are_counted_back_from_now() {
        let now = Ts::from_micros(1_000 * 86_400_000_000);
        let limits = RetentionRules { contact_months: Some(6), trace_days: Some(30), audit_months: None }.limits(now);
        assert_eq!((limits.contacts, limits.traces, limits.audit), (Some(now.plus_secs(-6 * 31 * 86_400)), Some(now.plus_secs(-30 * 86_400)), None));
    }
}
