//! The phrases of `phrases/{ru,en}.ftl`, parsed once per process. Wording lives there, never in code.

use domain::Lang;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::OnceLock;

pub const SOURCES: [(Lang, &str); 2] = [(Lang::Ru, include_str!("../../phrases/ru.ftl")), (Lang::En, include_str!("../../phrases/en.ftl"))];

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> &'static Bundle {
    static RU: OnceLock<Bundle> = OnceLock::new();
    static EN: OnceLock<Bundle> = OnceLock::new();
    let [(_, ru), (_, en)] = SOURCES;
    match lang.spoken() {
        Lang::En => EN.get_or_init(|| build("en", en)),
        _ => RU.get_or_init(|| build("ru", ru)),
    }
}

fn build(lang: &str, source: &str) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(lang.parse().into_iter().collect());
    bundle.set_use_isolating(false);
    // A broken line is left out; the phrase test finds it.
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

/// The phrase, or its key if there is none (a test renders every key the code uses).
pub fn text(lang: Lang, key: &str, args: &FluentArgs<'_>) -> String {
    let bundle = bundle(lang);
    let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else { return key.to_owned() };
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(args), &mut errors).into_owned()
}

/// `args!["name" => value, …]`
macro_rules! args {
    () => { fluent_bundle::FluentArgs::new() };
    ($($name:literal => $value:expr),+ $(,)?) => {
        [$(($name, fluent_bundle::FluentValue::from($value))),+].into_iter().collect::<fluent_bundle::FluentArgs<'_>>()
    };
}
pub(crate) use args;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let variable = regex::Regex::new(r"\$([a-z_]+)").unwrap();
        let mut key = String::new();
        for line in source.lines() {
            if let Some((name, _)) = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
                key = name.trim().to_owned();
                assert!(!found.contains_key(&key), "{key} twice");
                found.entry(key.clone()).or_default();
            }
            for capture in variable.captures_iter(line) {
                found.entry(key.clone()).or_default().insert(capture[1].to_owned());
            }
        }
        found
    }

    #[test]
    fn every_phrase_renders_in_both_languages() {
        let [ru, en] = SOURCES.map(|(_, source)| keys(source));
        assert_eq!(ru.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
        for (lang, keys) in [(Lang::Ru, &ru), (Lang::En, &en)] {
            for (key, variables) in keys {
                for number in [1, 3, 5, 21] {
                    let mut args = FluentArgs::new();
                    for variable in variables {
                        args.set(variable.clone(), number);
                    }
                    let mut errors = vec![];
                    let pattern = bundle(lang).get_message(key).and_then(|m| m.value()).unwrap_or_else(|| panic!("{key} is broken in {lang:?}"));
                    let text = bundle(lang).format_pattern(pattern, Some(&args), &mut errors);
                    assert!(errors.is_empty() && !text.trim().is_empty() && !text.contains("{$"), "{key} {lang:?}: {errors:?} {text}");
                }
            }
        }
    }

    #[test]
    fn every_key_in_the_code_exists() {
        let known = keys(SOURCES[0].1);
        let used = regex::Regex::new(r#"(?s)\b(?:say|line|plain|title|ask|phrase)\(\s*"([a-z][a-z0-9-]+)""#).unwrap();
        let mut count = 0;
        let files = |folder: &str| std::fs::read_dir(format!("{}/src/dialogue{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap().map(|f| f.unwrap().path()).filter(|p| p.is_file()).collect::<Vec<_>>();
        for file in files("").into_iter().chain(files("/script")) {
            let source = std::fs::read_to_string(file).unwrap();
            for capture in used.captures_iter(&source) {
                assert!(known.contains_key(&capture[1]), "no phrase {}", &capture[1]);
                count += 1;
            }
        }
        assert!(count > 40, "only {count} keys found in the code");
    }

    #[test]
    fn plurals_agree() {
        for (n, expected) in [(1, "1 минута"), (3, "3 минуты"), (5, "5 минут"), (21, "21 минута")] {
            assert_eq!(text(Lang::Ru, "minutes", &args!["n" => n]), expected);
        }
    }
}
