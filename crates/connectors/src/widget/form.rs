//! The form of a web chat: every setting with its bounds, as a JSON Schema, and the check of filled-in values against it.
//! The schema is the only source: the admin app draws it, `check` enforces it, `api::widget::look` reads what passed.

use domain::{Error, Result, Secret};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use url::Url;

/// Languages the chat speaks.
const LANGUAGES: [&str; 2] = ["ru", "en"];
const SHORTEST_SECRET: usize = 16;

pub fn schema() -> Value {
    let texts: Map<String, Value> = LANGUAGES.iter().map(|lang| ((*lang).to_owned(), texts(lang))).collect();
    let mut properties = Map::new();
    for part in [who(), looks(), place(), rules()] {
        if let Value::Object(part) = part {
            properties.extend(part);
        }
    }
    properties.insert("texts".into(), json!({"type": "object", "title": "Texts", "description": "By language; an empty text takes the usual one.", "additionalProperties": false, "properties": texts}));
    json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false, "properties": properties})
}

fn texts(lang: &str) -> Value {
    json!({
        "type": "object", "title": lang, "additionalProperties": false,
        "properties": {
            "greeting": {"type": "string", "maxLength": 500, "title": "First words"},
            "starters": {"type": "array", "maxItems": 6, "items": {"type": "string", "minLength": 1, "maxLength": 40}, "title": "First choices", "description": "What a new visitor may press instead of typing; an empty list shows none."},
            "placeholder": {"type": "string", "maxLength": 80, "title": "Hint in the empty line"},
            "offline": {"type": "string", "maxLength": 300, "title": "When there is no connection"},
            "hours": {"type": "string", "maxLength": 120, "title": "Working hours", "description": "Shown under the name, such as “daily 10:00–21:00”."},
            "launcher": {"type": "string", "maxLength": 30, "title": "Label on the launcher", "description": "An empty label leaves a round button."}
        }
    })
}

fn who() -> Value {
    json!({
        "title": {"type": "string", "maxLength": 80, "title": "Name in the header", "description": "The firm's name when empty."},
        "agent_name": {"type": "string", "maxLength": 60, "title": "Agent's name", "description": "The organization's agent name when empty."},
        "avatar_initials": {"type": "string", "maxLength": 2, "title": "Initials", "description": "One or two letters in place of a picture; the first letter of the name when empty."},
        "avatar_file": {"type": ["string", "null"], "format": "uuid", "title": "Picture", "description": "A stored image (`POST /files`); served from this server."}
    })
}

fn looks() -> Value {
    json!({
        "color": {"type": "string", "format": "color", "pattern": "^#[0-9a-fA-F]{6}$", "default": "#8f4a2b", "title": "Colour", "description": "Text on it becomes white or near-black by itself, whichever reads."},
        "theme": {"type": "string", "enum": ["auto", "light", "dark"], "default": "auto", "title": "Theme", "description": "`auto` follows the visitor's system; the host page may override it."},
        "font": {"type": "string", "enum": ["system", "serif", "rounded", "mono"], "default": "system", "title": "Font", "description": "Fonts the visitor's device has; nothing is downloaded."},
        "radius": {"type": "integer", "minimum": 0, "maximum": 28, "default": 18, "title": "Corner radius", "description": "Pixels."}
    })
}

fn place() -> Value {
    json!({
        "position": {"type": "string", "enum": ["right", "left"], "default": "right", "title": "Side"},
        "offset_x": {"type": "integer", "minimum": 0, "maximum": 200, "default": 20, "title": "Distance from the side", "description": "Pixels."},
        "offset_y": {"type": "integer", "minimum": 0, "maximum": 200, "default": 20, "title": "Distance from the bottom", "description": "Pixels."},
        "open_after_seconds": {"type": "integer", "minimum": 0, "maximum": 600, "default": 0, "title": "Open by itself after", "description": "Seconds on the page, once per visitor; 0 never. Never on phones."},
        "open_on_exit": {"type": "boolean", "default": false, "title": "Open when the visitor is about to leave", "description": "Once per visitor, when the pointer leaves through the top of the page."},
        "sound": {"type": "boolean", "default": false, "title": "Sound of a new message", "description": "A short one, only while the page is not looked at."}
    })
}

fn rules() -> Value {
    json!({
        "languages": {"type": "array", "minItems": 1, "maxItems": LANGUAGES.len(), "uniqueItems": true, "items": {"type": "string", "enum": LANGUAGES}, "default": LANGUAGES, "title": "Languages", "description": "The visitor's own if it is here, else the organization's, else the first."},
        "promo_code": {"type": "string", "maxLength": 40, "title": "Default promo code", "description": "Kept with the first message of a conversation as `promo_code`, unless the page gives its own."},
        "policy_url": {"type": "string", "format": "uri", "maxLength": 300, "title": "Address of the privacy policy"},
        "allowed_origins": {
            "type": "array", "maxItems": 50, "items": {"type": "string", "format": "origin", "maxLength": 200}, "title": "Sites that may show the chat",
            "description": "https://shop.ru or https://*.shop.ru. The server's own pages always may; an empty list means no other site."
        },
        "files": {"type": "boolean", "default": true, "title": "Visitors may send files"},
        "require_identity": {"type": "boolean", "default": false, "title": "Only for users the site vouches for", "description": "Without a signed proof of identity the chat stays closed."},
        "identity_secret": {"type": "string", "minLength": SHORTEST_SECRET, "maxLength": 200, "writeOnly": true, "title": "Secret that signs your users' identity"},
        "identity_secret_previous": {"type": "string", "minLength": SHORTEST_SECRET, "maxLength": 200, "writeOnly": true, "title": "The secret before it, while you change over"}
    })
}

/// Refuses the first value that breaks the form, named as `settings.texts.ru.greeting`. Secrets are parted from it before.
pub fn check(settings: &Value) -> Result<()> {
    match settings {
        Value::Null => Ok(()),
        given => walk(&schema(), given, "settings"),
    }
}

/// A guessable secret would let anybody be anybody.
pub fn check_secrets(secrets: &BTreeMap<String, Secret>) -> Result<()> {
    match secrets.iter().find(|(_, secret)| secret.expose().chars().count() < SHORTEST_SECRET) {
        Some((name, _)) => Err(Error::invalid(format!("settings.{name}"), format!("shorter than {SHORTEST_SECRET} characters"))),
        None => Ok(()),
    }
}

fn walk(schema: &Value, value: &Value, path: &str) -> Result<()> {
    let wrong = |what: String| Err(Error::invalid(path.to_owned(), what));
    if let Some(kind) = schema.get("type")
        && !types(kind).any(|kind| is_of(kind, value))
    {
        return wrong(format!("expected {}", types(kind).collect::<Vec<_>>().join(" or ")));
    }
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array)
        && !allowed.contains(value)
    {
        let allowed: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
        return wrong(format!("expected one of {}", allowed.join(", ")));
    }
    match value {
        Value::String(text) => string(schema, text, path),
        Value::Number(number) => {
            let bound = |name: &str| schema.get(name).and_then(Value::as_i64);
            let (least, most) = (bound("minimum").unwrap_or(i64::MIN), bound("maximum").unwrap_or(i64::MAX));
            if number.as_i64().is_some_and(|n| (least..=most).contains(&n)) { Ok(()) } else { wrong(format!("expected {least} to {most}")) }
        }
        Value::Array(items) => array(schema, items, path),
        Value::Object(fields) => {
            let known = schema.get("properties");
            fields.iter().try_for_each(|(name, value)| match known.and_then(|k| k.get(name)) {
                Some(property) => walk(property, value, &format!("{path}.{name}")),
                None => Err(Error::invalid(format!("{path}.{name}"), "the connector has no such setting")),
            })
        }
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

fn types(kind: &Value) -> impl Iterator<Item = &str> {
    kind.as_str().into_iter().chain(kind.as_array().into_iter().flatten().filter_map(Value::as_str))
}

fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => value.is_null(),
    }
}

fn string(schema: &Value, text: &str, path: &str) -> Result<()> {
    let wrong = |what: String| Err(Error::invalid(path.to_owned(), what));
    let count = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
    if let Some(most) = bound("maxLength").filter(|most| count > *most) {
        return wrong(format!("longer than {most} characters"));
    }
    if let Some(least) = bound("minLength").filter(|least| count < *least) {
        return wrong(format!("shorter than {least} characters"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return wrong("no control characters".to_owned());
    }
    match schema.get("format").and_then(Value::as_str) {
        Some("color") if !is_color(text) => wrong("a colour looks like #8f4a2b".to_owned()),
        Some("uuid") if uuid(text).is_none() => wrong("expected the id of a stored file".to_owned()),
        // An empty address is none.
        Some("uri") if !text.is_empty() && !Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) => wrong("an address begins with https://".to_owned()),
        Some("origin") if !is_origin(text) => wrong("a site looks like https://shop.ru or https://*.shop.ru, without a path".to_owned()),
        _ => Ok(()),
    }
}

fn array(schema: &Value, items: &[Value], path: &str) -> Result<()> {
    let wrong = |what: String| Err(Error::invalid(path.to_owned(), what));
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    if let Some(most) = schema.get("maxItems").and_then(Value::as_u64).filter(|most| count > *most) {
        return wrong(format!("more than {most} entries"));
    }
    if let Some(least) = schema.get("minItems").and_then(Value::as_u64).filter(|least| count < *least) {
        return wrong(format!("fewer than {least} entries"));
    }
    let mut before: Vec<&Value> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(schema) = schema.get("items") {
            walk(schema, item, &format!("{path}.{index}"))?;
        }
        if schema.get("uniqueItems").and_then(Value::as_bool).unwrap_or(false) && before.contains(&item) {
            return wrong("an entry stands twice".to_owned());
        }
        before.push(item);
    }
    Ok(())
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Eight, four, four, four and twelve hexadecimal digits.
fn uuid(text: &str) -> Option<()> {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|p| p.len()).collect();
    (lengths == [8, 4, 4, 4, 12] && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_hexdigit()))).then_some(())
}

fn is_origin(text: &str) -> bool {
    let text = text.strip_suffix('/').unwrap_or(text);
    let Some(host) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = host.strip_prefix("*.").unwrap_or(host);
    host.contains(|c: char| c.is_ascii_alphanumeric()) && !host.starts_with('.') && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_form_passes() {
        let full = json!({
            "title": "Салон", "agent_name": "Варя", "avatar_initials": "В", "avatar_file": "0190a6f2-1111-7222-8333-444455556666", "color": "#AaBb00", "theme": "dark", "font": "serif", "radius": 0,
            "position": "left", "offset_x": 0, "offset_y": 200, "open_after_seconds": 30, "open_on_exit": true, "sound": true, "languages": ["en"], "promo_code": "ОСЕНЬ", "policy_url": "",
            "allowed_origins": ["https://shop.ru/", "https://*.shop.ru", "http://localhost:3000"], "files": false, "require_identity": true,
            "texts": {"ru": {"greeting": "Привет\nвсем", "starters": [], "placeholder": "", "offline": "Позвоните", "hours": "с 10 до 21", "launcher": "Чат"}, "en": {}}
        });
        check(&full).unwrap();
        check(&json!({})).unwrap();
        check(&json!({"avatar_file": null})).unwrap();
    }

    #[test]
    fn every_broken_value_is_named() {
        for (settings, field, words) in [
            (json!({"color": "red"}), "settings.color", "#8f4a2b"),
            (json!({"title": "я".repeat(81)}), "settings.title", "longer than 80"),
            (json!({"title": 5}), "settings.title", "expected string"),
            (json!({"title": "a\u{7}"}), "settings.title", "control"),
            (json!({"radius": 29}), "settings.radius", "0 to 28"),
            (json!({"radius": 1.5}), "settings.radius", "expected integer"),
            (json!({"radius": 18_446_744_073_709_551_615_u64}), "settings.radius", "0 to 28"),
            (json!({"theme": "pink"}), "settings.theme", "auto, light, dark"),
            (json!({"languages": []}), "settings.languages", "fewer than 1"),
            (json!({"languages": ["ru", "ru"]}), "settings.languages", "twice"),
            (json!({"languages": ["de"]}), "settings.languages.0", "ru, en"),
            (json!({"texts": {"de": {}}}), "settings.texts.de", "no such setting"),
            (json!({"texts": {"ru": {"starters": ["1", ""]}}}), "settings.texts.ru.starters.1", "shorter"),
            (json!({"texts": {"ru": {"starters": ["", "", "", "", "", "", ""]}}}), "settings.texts.ru.starters", "more than 6"),
            (json!({"policy_url": "javascript:alert(1)"}), "settings.policy_url", "https://"),
            (json!({"allowed_origins": ["*"]}), "settings.allowed_origins.0", "https://shop.ru"),
            (json!({"allowed_origins": ["https://shop.ru/path"]}), "settings.allowed_origins.0", "without a path"),
            (json!({"avatar_file": "../../etc/passwd"}), "settings.avatar_file", "stored file"),
            (json!({"files": "yes"}), "settings.files", "expected boolean"),
            (json!({"greeting": "old"}), "settings.greeting", "no such setting"),
            (json!([]), "settings", "expected object"),
        ] {
            let error = check(&settings).unwrap_err();
            assert_eq!(error.field.as_deref(), Some(field), "{settings}");
            assert!(format!("{error}").contains(words), "{settings}: {error}");
        }
    }

    #[test]
    fn secrets_are_marked_and_everything_is_titled() {
        let schema = schema();
        for (name, property) in schema["properties"].as_object().unwrap() {
            assert!(property["title"].is_string(), "{name}");
            assert_eq!(property["writeOnly"] == true, name.starts_with("identity_secret"), "{name}");
        }
    }
}
