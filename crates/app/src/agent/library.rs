//! What owners may take from: blocks for instructions (`packs/library/prompts.toml`), and what a template needs of the firm before it is
//! of use (`packs/library/needs.toml`). Templates themselves are `template.rs`.

use domain::agent::AgentRole;
use domain::conversation::Phase;
use domain::{Error, Lang, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

/// A block for instructions or for the prompt of a phase; stands alone and states no facts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    pub key: String,
    #[serde(default)]
    pub tags: Vec<String>,
    /// Where it belongs; empty: anywhere.
    #[serde(default)]
    pub roles: Vec<AgentRole>,
    #[serde(default)]
    pub phases: Vec<Phase>,
    pub ru: Block,
    pub en: Block,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    pub title: String,
    pub text: String,
}

/// What a firm has to have before the agent of a template is of use.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Key of the template.
    pub template: String,
    /// `services`, `knowledge`, `schedule` …
    pub code: String,
    pub ru: Hint,
    pub en: Hint,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    pub hint: String,
}

impl Prompt {
    pub fn block(&self, lang: Lang) -> &Block {
        if lang.spoken() == Lang::En { &self.en } else { &self.ru }
    }
}
impl Need {
    pub fn hint(&self, lang: Lang) -> &str {
        if lang.spoken() == Lang::En { &self.en.hint } else { &self.ru.hint }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Prompts {
    #[serde(default)]
    prompt: Vec<Prompt>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Needs {
    #[serde(default)]
    need: Vec<Need>,
}

static PROMPTS: LazyLock<Vec<Prompt>> = LazyLock::new(|| or_none(read::<Prompts>("prompts.toml")).prompt);
static NEEDS: LazyLock<Vec<Need>> = LazyLock::new(|| or_none(read::<Needs>("needs.toml")).need);

/// All blocks, in the order of the file.
pub fn prompts() -> &'static [Prompt] {
    &PROMPTS
}

/// What the agent of a template needs.
pub fn needs(template: &str) -> impl Iterator<Item = &'static Need> {
    NEEDS.iter().filter(move |need| need.template == template)
}

fn read<T: DeserializeOwned + Default>(file: &str) -> Result<T> {
    let Some(text) = crate::pack::library(file) else { return Ok(T::default()) };
    toml::from_str(&text).map_err(|error| Error::invalid(file, error.message().to_owned()))
}

fn or_none<T: Default>(read: Result<T>) -> T {
    read.unwrap_or_else(|error| {
        tracing::error!("the library does not read: {error}");
        T::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::check::PROMPT;
    use crate::agent::template;

    #[test]
    fn the_library_reads_and_refers_to_what_is_there() {
        let mut seen = std::collections::HashSet::new();
        for prompt in read::<Prompts>("prompts.toml").unwrap().prompt {
            assert!(seen.insert(prompt.key.clone()), "{} stands twice", prompt.key);
            for lang in [Lang::Ru, Lang::En] {
                let block = prompt.block(lang);
                assert!(!block.title.is_empty() && !block.text.is_empty() && block.text.chars().count() <= PROMPT, "{}", prompt.key);
            }
        }
        for need in read::<Needs>("needs.toml").unwrap().need {
            assert!(template::all().iter().any(|t| t.key == need.template), "no template {}", need.template);
            assert!(!need.hint(Lang::Ru).is_empty() && !need.hint(Lang::En).is_empty());
        }
    }
}
