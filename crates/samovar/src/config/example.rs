//! The documented example file, made from the structs themselves: descriptions from doc comments, values from the defaults.

use super::Config;
use serde_json::Value;
use std::fmt::Write as _;

/// `deploy/samovar.example.toml`, whole.
pub fn example() -> String {
    let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap_or_default();
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    let mut out = String::from(
        "# Every setting of Samovar with its default. Generated from the code by `cargo xtask gen`: do not edit.\n# Environment: SAMOVAR__SECTION__KEY=value. Flags: --set section.key=value.\n",
    );
    for (section, values) in defaults.as_object().into_iter().flatten() {
        let about = schema.pointer(&format!("/properties/{section}/description")).and_then(Value::as_str).unwrap_or_default();
        let _ = write!(out, "\n# {about}\n[{section}]\n");
        let name = schema.pointer(&format!("/properties/{section}/$ref")).and_then(Value::as_str).and_then(|r| r.rsplit('/').next()).unwrap_or_default();
        let Some(fields) = schema.pointer(&format!("/$defs/{name}/properties")).and_then(Value::as_object) else { continue };
        for (key, field) in fields {
            for line in field.get("description").and_then(Value::as_str).unwrap_or_default().lines() {
                let _ = writeln!(out, "# {line}");
            }
            let value = values.get(key).cloned().unwrap_or(Value::String(String::new()));
            let _ = writeln!(out, "{key} = {}", serde_json::to_string(&value).unwrap_or_default());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_example_documents_every_key_and_reads_back() {
        let text = super::example();
        let read: super::Config = toml::from_str(&text).unwrap();
        assert_eq!(read.server.listen, "127.0.0.1:8080");
        let keys = text.lines().filter(|l| l.contains(" = ") && !l.starts_with('#')).count();
        let mut before = "";
        for line in text.lines() {
            if line.contains(" = ") && !line.starts_with('#') {
                assert!(before.starts_with("# "), "undocumented: {line}");
            }
            before = line;
        }
        assert!(keys > 20, "{keys}");
    }
}
