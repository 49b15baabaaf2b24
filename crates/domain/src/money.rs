//! Money in minor units with its currency; never a float.

use crate::{Error, Result, Lang};
use serde::{Deserialize, Serialize};

/// An amount: `Money { minor: 150_000, currency: "RUB" }` is 1500 roubles.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Money {
    /// Minor units (kopecks, cents); the exponent follows ISO 4217.
    pub minor: i64,
    /// ISO 4217 code in capitals.
    pub currency: String,
}

/// Digits after the point for a currency, by ISO 4217.
pub fn exponent(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "VND" | "ISK" | "CLP" => 0,
        "KWD" | "BHD" | "OMR" | "JOD" | "TND" => 3,
        _ => 2,
    }
}

impl Money {
    pub fn new(minor: i64, currency: impl Into<String>) -> Result<Self> {
        let currency = currency.into();
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Error::invalid("currency", "currency is an ISO 4217 code such as RUB"));
        }
        Ok(Money { minor, currency })
    }

    /// `1 500 ₽`, `12,50 ₽`, `$12.50`: groups by a no-break space in Russian, a comma in English.
    pub fn show(&self, lang: Lang) -> String {
        let exp = exponent(&self.currency);
        let unit = 10_i64.pow(exp);
        let (whole, rest) = (self.minor.abs() / unit, self.minor.abs() % unit);
        let (group, point) = if lang == Lang::En { (',', '.') } else { ('\u{a0}', ',') };
        let digits = whole.to_string();
        let mut text = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        if rest != 0 {
            text.push(point);
            text.push_str(&format!("{rest:0width$}", width = usize::try_from(exp).unwrap_or(2)));
        }
        let sign = if self.minor < 0 { "−" } else { "" };
        let symbol = match self.currency.as_str() {
            "RUB" => "₽",
            "KZT" => "₸",
            "USD" => "$",
            "EUR" => "€",
            "KGS" => "сом",
            other => other,
        };
        match (lang, self.currency.as_str()) {
            (Lang::En, "USD" | "EUR") => format!("{sign}{symbol}{text}"),
            _ => format!("{sign}{text}\u{a0}{symbol}"),
        }
    }
}
