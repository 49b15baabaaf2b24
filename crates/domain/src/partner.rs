//! Partners: guides, hotels, suppliers and others a firm hands clients to. What is handed over is `referral.rs`.

use crate::{Error, Lang, Phone, Ts, conversation::text_enum, id::{ConnectionId, PartnerId}};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Most partners of a firm, and most stretches of days off.
pub const MOST: usize = 1_000;
pub const MOST_DAYS_OFF: usize = 50;
/// All of the sum, in hundredths of a percent.
pub const WHOLE: i64 = 10_000;

text_enum! {
    /// What the partner does.
    PartnerKind, "kind" {
        Guide => "guide",
        Hotel => "hotel",
        Transport => "transport",
        Supplier => "supplier",
        Specialist => "specialist",
        Agency => "agency",
        Other => "other",
    }
}

text_enum! {
    /// How the partner is told of a client.
    PartnerChannel, "channel" {
        Email => "email",
        /// In the firm's own messenger bot, once they have opened it by their link.
        Chat => "chat",
        /// A person sends it in whatever way they like.
        Manual => "manual",
    }
}

text_enum! {
    CommissionKind, "commission.kind" {
        None => "none",
        /// Of the sum, in hundredths of a percent.
        Percent => "percent",
        /// A sum for each client, in minor units.
        Fixed => "fixed",
    }
}

/// What the firm earns with a client it handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commission {
    pub kind: CommissionKind,
    pub value: i64,
}

impl Commission {
    pub const NONE: Commission = Commission { kind: CommissionKind::None, value: 0 };

    pub fn check(self) -> Result<(), Error> {
        let most = match self.kind {
            CommissionKind::None => 0,
            CommissionKind::Percent => WHOLE,
            CommissionKind::Fixed => crate::deal::MOST_AMOUNT,
        };
        if (0..=most).contains(&self.value) { Ok(()) } else { Err(Error::invalid("commission.value", format!("between 0 and {most}"))) }
    }

    /// Minor units, half a unit upwards.
    pub fn of(self, amount: Option<i64>) -> i64 {
        match self.kind {
            CommissionKind::None => 0,
            CommissionKind::Fixed => self.value,
            CommissionKind::Percent => {
                let exact = i128::from(amount.unwrap_or(0)) * i128::from(self.value) + i128::from(WHOLE / 2);
                i64::try_from(exact.div_euclid(i128::from(WHOLE))).unwrap_or(i64::MAX)
            }
        }
    }
}

/// Days the partner takes nobody, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysOff {
    pub from: Date,
    pub until: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    pub id: PartnerId,
    pub name: String,
    pub kind: PartnerKind,
    /// Whom to ask for.
    pub person: String,
    pub phone: Option<Phone>,
    pub email: Option<String>,
    pub lang: Lang,
    /// How they would rather be told.
    pub channel: PartnerChannel,
    /// Their chat with the firm's bot.
    pub chat: Option<PartnerChat>,
    pub commission: Commission,
    /// When they work, in words.
    pub availability: String,
    pub days_off: Vec<DaysOff>,
    /// The message they get, with `{{variables}}`; the usual one when empty.
    pub template: String,
    pub note: String,
    pub is_active: bool,
    pub created_at: Ts,
    pub updated_at: Ts,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerChat {
    pub connection_id: ConnectionId,
    pub chat_id: String,
}

impl Partner {
    pub fn is_off(&self, day: Date) -> bool {
        self.days_off.iter().any(|off| (off.from..=off.until).contains(&day))
    }

    pub fn check(&self) -> Result<(), Error> {
        self.commission.check()?;
        if self.days_off.len() > MOST_DAYS_OFF || self.days_off.iter().any(|off| off.from > off.until) {
            return Err(Error::invalid("days_off", format!("at most {MOST_DAYS_OFF} stretches, each from a day until the same or a later one")));
        }
        crate::referral::check(&self.template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commission_is_counted_to_the_nearest_unit() {
        let percent = |value| Commission { kind: CommissionKind::Percent, value };
        for (commission, amount, expected) in [
            (percent(1_000), Some(100_000), 10_000),
            (percent(333), Some(101), 3),
            (percent(250), Some(20), 1),
            (percent(1_000), None, 0),
            (percent(WHOLE), Some(i64::MAX), i64::MAX),
            (Commission { kind: CommissionKind::Fixed, value: 500 }, None, 500),
            (Commission::NONE, Some(100), 0),
        ] {
            assert_eq!(commission.of(amount), expected, "{commission:?} {amount:?}");
        }
        assert!(percent(WHOLE + 1).check().is_err() && percent(-1).check().is_err() && percent(WHOLE).check().is_ok());
    }
}
