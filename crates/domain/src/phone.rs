//! Phone numbers in E.164. Parsing knows the habits of the region (`8 916…` in Russia).

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A valid number in E.164, `+79161234567`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads a number typed by a person; `region` is ISO 3166 alpha-2 (`RU`).
    pub fn parse(text: &str, region: &str) -> Result<Self> {
        let country = region.parse::<phonenumber::country::Id>().ok();
        let number = phonenumber::parse(country, text)
            .map_err(|_| Error::invalid("phone", "not a phone number"))?;
        if !phonenumber::is_valid(&number) {
            return Err(Error::invalid("phone", "no such phone number exists"));
        }
        Ok(Phone(phonenumber::format(&number).mode(phonenumber::Mode::E164).to_string()))
    }
    /// Trusts a value read back from our own database.
    pub fn trusted(e164: String) -> Self {
        Phone(e164)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// `+7 916 123-45-67`, for people.
    pub fn show(&self) -> String {
        phonenumber::parse(None, &self.0)
            .map(|n| phonenumber::format(&n).mode(phonenumber::Mode::International).to_string())
            .unwrap_or_else(|_| self.0.clone())
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
