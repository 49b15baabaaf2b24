//! Ready-made agents: data in `packs/library/templates.toml`, or the few built in where the library has none. From one of them a new
//! agent is made, in training, in the firm's language.

use crate::{App, Ctx};
use domain::agent::{Agent, AgentHours, AgentRole, AgentSpec, Voice};
use domain::conversation::Phase;
use domain::tool::Tool;
use domain::{Error, Lang, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const BUILT_IN: &str = include_str!("templates.toml");

/// One ready-made agent, with its words in both languages.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Stable; what `from-template` names.
    pub key: String,
    pub role: AgentRole,
    /// Packs it suits best; empty: any firm.
    #[serde(default)]
    pub packs: Vec<String>,
    #[serde(default)]
    pub voice: Option<Voice>,
    #[serde(default)]
    pub hours: Option<AgentHours>,
    /// All of them where nothing is said.
    #[serde(default)]
    pub tools: Option<Vec<Tool>>,
    #[serde(default)]
    pub stages: Vec<String>,
    pub ru: Words,
    pub en: Words,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub name: String,
    /// One sentence: what it does.
    pub about: String,
    #[serde(default)]
    pub persona: String,
    pub instructions: String,
    #[serde(default)]
    pub prompts: BTreeMap<Phase, String>,
    #[serde(default)]
    pub forbidden: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    template: Vec<Template>,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let library = crate::pack::library("templates.toml");
    let read = library.as_deref().map(parse).and_then(|found| found.map_err(|error| tracing::error!("the library of templates does not read: {error}")).ok());
    read.or_else(|| parse(BUILT_IN).ok()).unwrap_or_default()
});

/// All templates, in the order of the file.
pub fn all() -> &'static [Template] {
    &TEMPLATES
}

pub fn find(key: &str) -> Result<&'static Template> {
    all().iter().find(|t| t.key == key).ok_or_else(|| Error::not_found("template").code("template_unknown"))
}

/// Reads and checks a file of templates.
pub fn parse(text: &str) -> Result<Vec<Template>> {
    let file: File = toml::from_str(text).map_err(|error| Error::invalid("templates.toml", error.message().to_owned()))?;
    let mut seen = std::collections::HashSet::new();
    for template in &file.template {
        let at = |e: Error| Error { field: Some(format!("templates.toml {} {}", template.key, e.field.unwrap_or_default())), ..e };
        if !seen.insert(template.key.as_str()) {
            return Err(at(Error::invalid("key", "twice")));
        }
        for lang in [Lang::Ru, Lang::En] {
            let mut agent = template.agent(lang, domain::Ts::from_micros(0));
            super::check::head(&mut agent).and_then(|()| super::check::spec(&mut agent.draft)).map_err(at)?;
        }
    }
    Ok(file.template)
}

impl Template {
    pub fn words(&self, lang: Lang) -> &Words {
        if lang.spoken() == Lang::En { &self.en } else { &self.ru }
    }
    fn agent(&self, lang: Lang, now: domain::Ts) -> Agent {
        let words = self.words(lang);
        let usual = AgentSpec::default();
        let draft = AgentSpec {
            persona: words.persona.clone(),
            instructions: words.instructions.clone(),
            prompts: words.prompts.clone(),
            forbidden: words.forbidden.clone(),
            voice: self.voice.unwrap_or(usual.voice),
            hours: self.hours.unwrap_or(usual.hours),
            tools: self.tools.clone().unwrap_or(usual.tools.clone()),
            stages: self.stages.clone(),
            ..usual
        };
        Agent { draft, ..super::blank(words.name.clone(), self.role, now) }
    }
}

/// A new agent in training, in the firm's language, with a name nobody has yet unless one is given.
pub async fn create(app: &App, ctx: &Ctx, key: &str, name: Option<String>) -> Result<Agent> {
    let template = find(key)?;
    let mut unit = app.unit(ctx).await?;
    let lang = store::org::get_in(&mut unit).await?.lang;
    let mut agent = template.agent(lang, unit.now());
    let known = store::agent::list(&mut unit).await?;
    agent.position = known.iter().map(|a| a.position + 1).max().unwrap_or(0).min(super::check::POSITION);
    agent.name = match name {
        Some(name) => name,
        None => super::transfer::free_name(&agent.name, super::check::NAME, |name| known.iter().any(|a| a.name == name)),
    };
    let agent = super::create_in(&mut unit, agent).await?;
    unit.commit().await?;
    Ok(agent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_ones_and_the_library_read() {
        let built_in = parse(BUILT_IN).unwrap();
        assert!(AgentRole::ALL.iter().all(|role| built_in.iter().any(|t| t.role == *role)), "one for every role");
        if let Some(library) = crate::pack::library("templates.toml") {
            parse(&library).unwrap();
        }
        assert!(!all().is_empty());
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_key() {
        let one = |from: &str, to: &str| parse(&BUILT_IN.replacen(from, to, 1)).unwrap_err();
        assert!(one("role = \"front_desk\"", "role = \"boss\"").detail.contains("boss"));
        assert!(one("key = \"sales\"", "key = \"front-desk\"").detail.contains("twice"));
        assert!(one("about = ", "aboot = ").detail.contains("aboot"));
    }

    /// No template may need correction by the lint it will be shown to.
    #[test]
    fn templates_have_nothing_the_lint_would_mind() {
        let at = domain::Ts::from_micros(0);
        let org = domain::org::Org {
            id: domain::id::OrgId::nil(), name: "Фирма".into(), slug: "firm".into(), zone: "Europe/Moscow".into(), lang: Lang::Ru, currency: "RUB".into(), region: "RU".into(), pack: "blank".into(), settings: domain::org::OrgSettings::default(),
            catalog_version: 1, created_at: at,
        };
        let catalog = brain::facts::Catalog::new(org, vec![], vec![], vec![], vec![], vec![]);
        for template in parse(BUILT_IN).unwrap().iter().chain(all()) {
            for lang in [Lang::Ru, Lang::En] {
                let agent = template.agent(lang, at);
                let found = brain::lint::lint(&agent.draft, &brain::lint::Known { catalog: &catalog, scripts: &[] });
                assert!(found.is_empty(), "{} {lang:?}: {found:?}", template.key);
            }
        }
    }
}
