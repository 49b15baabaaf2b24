//! What an agent lacks (the checklist) and what harms in its texts (the lint, `brain::lint`). Codes are stable; texts are the interface's.

use super::check;
use crate::App;
use brain::facts::Catalog;
pub use brain::lint::{CODES, Finding, Place, Severity};
use domain::agent::{Agent, AgentRole, AgentSpec, AgentStatus, Voice};
use domain::id::OrgId;
use domain::script::Script;
use domain::tool::Tool;
use domain::{Result, Ts};
use store::agent::Knowledge;

/// One thing that is missing or out of place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    pub code: &'static str,
    pub severity: Severity,
    /// The setting it is about: `tools`, `channels[1]`.
    pub field: Option<String>,
}

/// Every code of the checklist.
pub const LACKS: [&str; 20] = [
    "booking_without_slots", "category_unknown", "connection_unknown", "forbidden_empty", "inactive", "instructions_empty", "knowledge_not_allowed", "language_unspoken", "model_missing", "no_daily_limit",
    "no_front_desk", "no_hand_over", "no_knowledge", "no_tools", "persona_empty", "provider_unknown", "script_off", "script_unknown", "tests_not_run", "unpublished",
];

/// What the checklist looks at beside the agent.
#[derive(Clone, Debug)]
pub struct Around<'a> {
    pub catalog: &'a Catalog,
    pub agents: &'a [Agent],
    /// Those the draft lists.
    pub scripts: &'a [Script],
    pub knowledge: Knowledge,
    pub missing: Vec<(String, &'static str)>,
    /// When a test of a dialogue was played last.
    pub last_test: Option<Ts>,
}

/// The worst first. It speaks of the draft: that is what will be published.
pub fn checklist(agent: &Agent, around: &Around<'_>) -> Vec<Lack> {
    let spec = &agent.draft;
    let has = |tool: Tool| spec.tools.contains(&tool);
    let mut all = Vec::new();
    let mut add = |is_so: bool, code: &'static str, severity: Severity, field: &str| {
        if is_so {
            all.push(Lack { code, severity, field: (!field.is_empty()).then(|| field.to_owned()) });
        }
    };
    use Severity::{Error, Info, Warning};
    let chain = &spec.model.chain;
    add(spec.voice == Voice::Model && chain.is_empty(), "model_missing", Error, "model.chain");
    for (field, code) in &around.missing {
        add(true, code, Error, field);
    }
    add(has(Tool::CreateAppointment) && !has(Tool::GetAvailableSlots), "booking_without_slots", Error, "tools");
    add(!has(Tool::HandToHuman), "no_hand_over", Error, "tools");
    add(spec.tools.is_empty(), "no_tools", Warning, "tools");
    let careful = is_medical(around.catalog);
    add(spec.forbidden.is_empty() && careful, "forbidden_empty", Error, "forbidden");
    add(spec.instructions.is_empty(), "instructions_empty", Warning, "instructions");
    let is_ignorant = around.knowledge.faq == 0 && around.knowledge.documents == 0;
    add(is_ignorant, "no_knowledge", Warning, "");
    add(!is_ignorant && around.knowledge.documents > 0 && !has(Tool::SearchKnowledge), "knowledge_not_allowed", Warning, "tools");
    add(!chain.is_empty() && spec.limits.day_money == 0 && spec.limits.day_tokens == 0, "no_daily_limit", Warning, "limits.day_money");
    let is_desk = |a: &Agent| a.role == AgentRole::FrontDesk && a.status == AgentStatus::Active;
    add(agent.role != AgentRole::FrontDesk && !around.agents.iter().any(is_desk), "no_front_desk", Warning, "");
    for (i, id) in spec.scripts.iter().enumerate() {
        add(around.scripts.iter().any(|s| s.id == *id && !s.is_active), "script_off", Warning, &format!("scripts[{i}]"));
    }
    add(around.last_test.is_none_or(|at| at < agent.updated_at), "tests_not_run", Warning, "");
    add(agent.live_version.is_none(), "unpublished", Warning, "");
    add(spec.languages.iter().any(|lang| lang.spoken() != *lang), "language_unspoken", Info, "languages");
    add(spec.persona.is_empty() && around.catalog.org.settings.agent_name.is_empty(), "persona_empty", Info, "persona");
    add(agent.status == AgentStatus::Inactive, "inactive", Info, "");
    all.sort_by_key(|lack| lack.severity);
    all
}

/// Does the firm treat people? Its pack says so, or the names of its services.
fn is_medical(catalog: &Catalog) -> bool {
    const PACKS: [&str; 4] = ["clinic", "dental", "medical", "dentistry"];
    const WORDS: [&str; 14] = ["клиник", "стоматолог", "врач", "лечени", "инъекц", "укол", "ботокс", "филлер", "терапевт", "диагност", "хирург", "dentist", "doctor", "clinic"];
    let says = |text: &str| {
        let text = text.to_lowercase();
        WORDS.iter().any(|word| text.contains(word))
    };
    PACKS.contains(&catalog.org.pack.as_str()) || says(&catalog.org.name) || catalog.services.iter().any(|s| says(&s.name) || says(&s.category))
}

/// The checklist of an agent as it is now.
pub async fn lacks(app: &App, org: OrgId, agent: &Agent) -> Result<Vec<Lack>> {
    let mut scope = app.scope(org).await?;
    let catalog = crate::catalog::snapshot(app, &mut scope).await?;
    let agents = store::agent::list(&mut scope).await?;
    let scripts = listed(&mut scope, &agent.draft).await?;
    let knowledge = store::agent::knowledge(&mut scope).await?;
    let missing = check::missing(&mut scope, &agent.draft).await?;
    let last_test = store::agent::last_test(&mut scope).await?;
    Ok(checklist(agent, &Around { catalog: &catalog, agents: &agents, scripts: &scripts, knowledge, missing, last_test }))
}

/// What harms in the texts of a state of an agent.
pub async fn findings(app: &App, org: OrgId, spec: &AgentSpec) -> Result<Vec<Finding>> {
    let mut scope = app.scope(org).await?;
    let catalog = crate::catalog::snapshot(app, &mut scope).await?;
    let scripts = listed(&mut scope, spec).await?;
    Ok(brain::lint::lint(spec, &brain::lint::Known { catalog: &catalog, scripts: &scripts }))
}

async fn listed(reads: &mut impl store::Reads, spec: &AgentSpec) -> Result<Vec<Script>> {
    let all = store::script::list(reads).await?;
    Ok(all.into_iter().filter(|s| spec.scripts.contains(&s.id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{OrgId, ProviderId, ScriptId};
    use domain::org::{Org, OrgSettings};
    use domain::{Lang, Ts};

    fn firm(pack: &str) -> Catalog {
        let org = Org {
            id: OrgId::nil(), name: "Фирма".into(), slug: "firm".into(), zone: "Europe/Moscow".into(), lang: Lang::Ru, currency: "RUB".into(), region: "RU".into(), pack: pack.into(), settings: OrgSettings::default(), catalog_version: 1,
            created_at: Ts::from_micros(0),
        };
        Catalog::new(org, vec![], vec![], vec![], vec![], vec![])
    }

    /// Codes for an agent with everything in order, after a change.
    fn lacks(pack: &str, change: impl FnOnce(&mut Agent, &mut Around<'_>)) -> Vec<&'static str> {
        let catalog = firm(pack);
        let mut agent = super::super::blank("Варя".into(), AgentRole::FrontDesk, Ts::from_micros(5));
        (agent.status, agent.live_version) = (AgentStatus::Active, Some(1));
        (agent.draft.instructions, agent.draft.persona) = ("Отвечай коротко.".into(), "Варя".into());
        let mut around = Around { catalog: &catalog, agents: &[], scripts: &[], knowledge: Knowledge { faq: 3, documents: 1 }, missing: vec![], last_test: Some(Ts::from_micros(6)) };
        change(&mut agent, &mut around);
        let all = checklist(&agent, &around);
        assert!(all.iter().all(|lack| LACKS.contains(&lack.code)));
        all.into_iter().map(|lack| lack.code).collect()
    }

    #[test]
    fn each_lack_by_its_code() {
        assert_eq!(lacks("salon", |_, _| {}), Vec::<&str>::new());
        assert_eq!(lacks("salon", |a, _| a.draft.voice = Voice::Model), ["model_missing"]);
        assert_eq!(lacks("salon", |a, _| a.draft.instructions.clear()), ["instructions_empty"]);
        assert_eq!(lacks("salon", |a, _| a.draft.tools.clear()), ["no_hand_over", "no_tools", "knowledge_not_allowed"]);
        assert_eq!(lacks("salon", |a, _| a.draft.tools.retain(|t| *t != Tool::GetAvailableSlots)), ["booking_without_slots"]);
        assert_eq!(lacks("clinic", |_, _| {}), ["forbidden_empty"]);
        assert_eq!(lacks("clinic", |a, _| a.draft.forbidden = vec!["диагнозы".into()]), Vec::<&str>::new());
        assert_eq!(lacks("salon", |_, around| around.knowledge = Knowledge::default()), ["no_knowledge"]);
        assert_eq!(lacks("salon", |_, around| around.last_test = Some(Ts::from_micros(4))), ["tests_not_run"]);
        assert_eq!(lacks("salon", |a, _| a.role = AgentRole::Sales), ["no_front_desk"]);
        assert_eq!(lacks("salon", |a, _| a.live_version = None), ["unpublished"]);
        assert_eq!(lacks("salon", |a, _| a.draft.languages = vec![Lang::Kk]), ["language_unspoken"]);
        assert_eq!(lacks("salon", |_, around| around.missing = vec![("channels[0]".into(), "connection_unknown")]), ["connection_unknown"]);
        let paid = |a: &mut Agent, _: &mut Around<'_>| a.draft.model.chain = vec![domain::agent::ModelRef { provider_id: ProviderId::nil(), model: "m".into() }];
        assert_eq!(lacks("salon", paid), ["no_daily_limit"]);
        let at = Ts::from_micros(0);
        let off = Script {
            id: ScriptId::nil(), name: "s".into(), lang: Lang::Ru, role: None, stages: vec![], triggers: vec![], steps: vec![], objections: vec![], is_active: false, position: 0, created_at: at, updated_at: at,
        };
        let scripts = [off];
        let catalog = firm("salon");
        let mut agent = super::super::blank("Варя".into(), AgentRole::FrontDesk, at);
        agent.draft.scripts = vec![ScriptId::nil()];
        let around = Around { catalog: &catalog, agents: &[], scripts: &scripts, knowledge: Knowledge::default(), missing: vec![], last_test: None };
        assert!(checklist(&agent, &around).iter().any(|lack| lack.code == "script_off" && lack.field.as_deref() == Some("scripts[0]")));
    }
}
