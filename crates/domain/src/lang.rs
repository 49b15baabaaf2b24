//! Languages a person may read or write. The interface and the agent speak `ru` and `en`; the others are recognised.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Ru,
    En,
    /// Kyrgyz: recognised; answered in Russian until its phrases exist.
    Ky,
    /// Kazakh: recognised; answered in Russian until its phrases exist.
    Kk,
}

impl Lang {
    pub const fn as_str(self) -> &'static str {
        match self {
            Lang::Ru => "ru",
            Lang::En => "en",
            Lang::Ky => "ky",
            Lang::Kk => "kk",
        }
    }
    /// The language the agent answers in.
    pub const fn spoken(self) -> Lang {
        match self {
            Lang::En => Lang::En,
            _ => Lang::Ru,
        }
    }
}

impl FromStr for Lang {
    type Err = crate::Error;
    /// Accepts `ru`, `ru-RU`, `RU_ru`.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "ru" => Ok(Lang::Ru),
            "en" => Ok(Lang::En),
            "ky" => Ok(Lang::Ky),
            "kk" => Ok(Lang::Kk),
            _ => Err(crate::Error::invalid("lang", "language is one of ru, en, ky, kk")),
        }
    }
}
