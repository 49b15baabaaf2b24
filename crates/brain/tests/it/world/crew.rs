//! A pack's articles, agents, scripts and funnel for dialogues played in memory.

use super::{Table, file, packs, position, text, texts};
use domain::agent::{Agent, AgentSpec, AgentStatus};
use domain::pipeline::{MAIN, Stage, StageColor, StageRules};
use domain::id::{AgentId, CategoryId, DocumentId, ScriptId};
use domain::script::Script;
use domain::Ts;
use samovar_brain::golden::{Article, Scenery, Shelf};
use samovar_brain::route::{LiveAgent, LiveAgents};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The firm with what it has written down and who answers in it. The salon is led by its front desk with the usual settings.
pub fn settle(pack: &str, mut scenery: Scenery) -> Scenery {
    let mut categories: BTreeMap<String, CategoryId> = BTreeMap::new();
    let mut articles = Vec::new();
    for (key, head, body) in files(pack) {
        let category = *categories.entry(head["category"].rsplit(" / ").next().unwrap().to_owned()).or_insert_with(CategoryId::new);
        let id = DocumentId::new();
        scenery.keys.articles.insert(id, key);
        articles.push(Article { id, title: head["title"].clone(), category: Some(category), lang: head["lang"].parse().unwrap(), body });
    }
    scenery.shelf = Arc::new(Shelf::new(&scenery.catalog.faq, &articles));
    let now = Ts::from_micros(0);
    let mut scripts: BTreeMap<String, Script> = BTreeMap::new();
    for (at, t) in file(pack, "scripts.toml", "script").iter().enumerate() {
        let id = ScriptId::new();
        scenery.keys.scripts.insert(id, text(t, "key"));
        let take = |key: &str| t.get(key).cloned().unwrap_or_else(|| toml::Value::Array(vec![]));
        let script = Script {
            id, name: text(t, "name"), lang: text(t, "lang").parse().unwrap(), role: t.get("role").and_then(|r| r.as_str()).map(|r| r.parse().unwrap()), stages: texts(t, "stages"), triggers: texts(t, "triggers"),
            steps: take("steps").try_into().unwrap(), objections: take("objections").try_into().unwrap(), is_active: true, position: position(at), created_at: now, updated_at: now,
        };
        scripts.insert(text(t, "key"), script);
    }
    let agents = file(pack, "agents.toml", "agent").into_iter().enumerate().map(|(at, t)| {
        let t = &t;
        let live = agent(t, position(at), &scripts, &categories);
        scenery.keys.agents.insert(live.agent.id, text(t, "key"));
        live
    });
    let (agents, training) = agents.collect::<Vec<_>>().into_iter().partition(|live| live.agent.status == AgentStatus::Active);
    let stages = file(pack, "funnel.toml", "stage").into_iter().enumerate().map(|(at, t)| Stage { key: text(&t, "key"), name: text(&t, "name"), name_en: text(&t, "name_en"), kind: text(&t, "kind").parse().unwrap(), position: position(at) + 1, pipeline: MAIN.to_owned(), color: StageColor::Gray, rules: StageRules::default() });
    scenery.crew = Arc::new(LiveAgents { counter: 1, agents, training, stages: stages.collect() });
    scenery
}

fn agent(t: &Table, at: i64, scripts: &BTreeMap<String, Script>, categories: &BTreeMap<String, CategoryId>) -> LiveAgent {
    let mut own = t["spec"].as_table().unwrap().clone();
    let (listed, read) = (texts(&own, "scripts"), texts(&own, "categories"));
    own.remove("scripts");
    own.remove("categories");
    let spec: AgentSpec = toml::Value::Table(own).try_into().unwrap();
    let categories = read.iter().filter_map(|name| categories.get(name)).copied().collect();
    let scripts: Vec<Script> = listed.iter().map(|key| scripts[key].clone()).collect();
    let spec = AgentSpec { scripts: scripts.iter().map(|s| s.id).collect(), categories, ..spec };
    let now = Ts::from_micros(0);
    let agent = Agent { id: AgentId::new(), name: text(t, "name"), role: text(t, "role").parse().unwrap(), status: text(t, "status").parse().unwrap(), live_version: Some(1), draft: spec.clone(), position: at, created_at: now, updated_at: now };
    LiveAgent { agent, version: 1, spec, scripts }
}

/// Key, head and text of each article.
pub fn files(pack: &str) -> Vec<(String, BTreeMap<String, String>, String)> {
    let Ok(folder) = std::fs::read_dir(packs().join(pack).join("knowledge")) else { return Vec::new() };
    let mut found: Vec<_> = folder
        .map(|entry| {
            let path = entry.unwrap().path();
            let source = std::fs::read_to_string(&path).unwrap();
            let (head, body) = source.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
            let head: BTreeMap<String, String> = head.lines().map(|l| l.split_once(": ").unwrap()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), head, body.trim().to_owned())
        })
        .collect();
    found.sort();
    found
}
