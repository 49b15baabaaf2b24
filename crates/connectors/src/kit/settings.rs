//! Reads a connection's settings and secrets, with the field named in the error.

use domain::{Error, Result, Secret, port::ChannelConfig};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// The settings as the vendor's own type. An absent form is an empty one.
pub fn read<T: DeserializeOwned>(config: &ChannelConfig) -> Result<T> {
    read_value(&config.settings)
}

/// The same for what is not a channel.
pub fn read_value<T: DeserializeOwned>(settings: &Value) -> Result<T> {
    let value = match settings {
        Value::Null => Value::Object(serde_json::Map::new()),
        other => other.clone(),
    };
    // serde quotes the offending value, which a person may have pasted into the wrong field: name the place only.
    serde_json::from_value(value).map_err(|_| Error::invalid("settings", "the settings do not fit the form"))
}

/// A secret that must be there, trimmed of what copying adds around it.
pub fn secret(config: &ChannelConfig, name: &str) -> Result<Secret> {
    find_secret(config, name).ok_or_else(|| Error::invalid(name, "required"))
}

/// A secret that may be there.
pub fn find_secret(config: &ChannelConfig, name: &str) -> Option<Secret> {
    find_among(&config.secrets, name)
}

/// The same for what is not a channel.
pub fn find_among(secrets: &BTreeMap<String, Secret>, name: &str) -> Option<Secret> {
    let value = secrets.get(name)?.expose().trim();
    (!value.is_empty()).then(|| Secret::new(value))
}

/// Are the two the same? Takes the same time wherever they differ.
pub fn is_same_secret(ours: &str, theirs: &str) -> bool {
    use subtle::ConstantTimeEq;
    !ours.is_empty() && bool::from(ours.as_bytes().ct_eq(theirs.as_bytes()))
}
