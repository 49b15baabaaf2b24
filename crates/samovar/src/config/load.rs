//! Reading the configuration: file, then environment, then flags. A wrong key is an error that names it.

use super::Config;
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use toml::{Table, Value};

const PREFIX: &str = "SAMOVAR__";

/// `flags` are `section.key=value` pairs from the command line.
pub fn load(file: Option<&Path>, flags: &[(String, String)]) -> Result<Config> {
    let mut table = match file {
        Some(path) => std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?.parse::<Table>().with_context(|| format!("{} is not TOML", path.display()))?,
        None => Table::new(),
    };
    let environment: Vec<(String, String)> =
        std::env::vars().filter_map(|(name, value)| name.strip_prefix(PREFIX).map(|rest| (rest.to_lowercase().replace("__", "."), value))).collect();
    for (key, text) in environment.iter().chain(flags) {
        set(&mut table, key, text)?;
    }
    Value::Table(table).try_into::<Config>().context("the configuration has a wrong key or value")
}

fn set(table: &mut Table, key: &str, text: &str) -> Result<()> {
    let Some((section, name)) = key.split_once('.') else { bail!("a setting is named section.key, not {key}") };
    let entry = table.entry(section.to_owned()).or_insert_with(|| Value::Table(Table::new()));
    let Value::Table(section) = entry else { bail!("{section} is not a section") };
    section.insert(name.to_owned(), value(name, text));
    Ok(())
}

/// Environment and flags are text; numbers, booleans and lists are read as TOML, everything else stays text.
fn value(name: &str, text: &str) -> Value {
    let is_list = matches!(name, "trusted_proxies" | "cors_origins");
    if is_list && !text.trim_start().starts_with('[') {
        return Value::Array(text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(|t| Value::String(t.to_owned())).collect());
    }
    match format!("v = {text}").parse::<Table>().ok().and_then(|mut t| t.remove("v")) {
        Some(read @ (Value::Integer(_) | Value::Boolean(_) | Value::Array(_))) => read,
        _ => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_sources_win_and_wrong_keys_are_named() {
        let file = std::env::temp_dir().join(format!("samovar-config-{}.toml", std::process::id()));
        std::fs::write(&file, "[server]\nlisten = \"0.0.0.0:1\"\nbody_limit = 10\n").unwrap();
        let flags = [("server.listen".to_owned(), "127.0.0.1:2".to_owned()), ("limits.key".to_owned(), "7".to_owned())];
        let config = load(Some(&file), &flags).unwrap();
        assert_eq!((config.server.listen.as_str(), config.server.body_limit, config.limits.key), ("127.0.0.1:2", 10, 7));
        std::fs::write(&file, "[server]\nlistne = \"x\"\n").unwrap();
        let error = format!("{:#}", load(Some(&file), &[]).unwrap_err());
        assert!(error.contains("listne"), "{error}");
        std::fs::remove_file(&file).unwrap();
    }
}
