//! Which agent leads the dialogue: a pure choice among the firm's live agents by role, stage, intent, connection, hours and language.
//! What agents are allowed and say is `domain::agent`; reading them is `app/src/agent`.

use crate::understand::Intent;
use domain::Lang;
use domain::agent::{Agent, AgentHours, AgentRole, AgentSpec};
use domain::id::{AgentId, ConnectionId};
use domain::script::Script;
use domain::tool::Tool;
use serde::{Deserialize, Serialize};

/// One agent with the version that answers and the scripts that version lists, in its order; scripts switched off are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveAgent {
    pub agent: Agent,
    pub version: i64,
    pub spec: AgentSpec,
    pub scripts: Vec<Script>,
}

/// A firm's agents at one state of them, in order of position.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LiveAgents {
    /// The counter they were read at: grows with every change.
    pub counter: i64,
    /// Those that answer customers. Empty: the firm has set none up, and the front desk answers with the usual settings.
    pub agents: Vec<LiveAgent>,
    /// Those in training: they answer in the test chat only.
    pub training: Vec<LiveAgent>,
    /// The firm's funnel, first stage first.
    #[serde(default)]
    pub stages: Vec<domain::pipeline::Stage>,
}

impl LiveAgents {
    pub fn find(&self, id: AgentId) -> Option<&LiveAgent> {
        self.agents.iter().chain(&self.training).find(|live| live.agent.id == id)
    }
}

/// What the choice depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    /// Who leads now.
    pub current: Option<AgentId>,
    /// Whom the leader has asked to go on.
    pub asked: Option<Asked>,
    /// Key of the funnel's stage.
    pub stage: Option<String>,
    /// What the message wants, surest first.
    pub intents: Vec<Intent>,
    pub connection: ConnectionId,
    /// The firm is open now.
    pub is_working: bool,
    pub lang: Lang,
    /// Who leads is in the middle of a script: its answers are no wishes.
    #[serde(default)]
    pub is_in_script: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    Agent(AgentId),
    Role(AgentRole),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub agent: AgentId,
    pub why: Why,
}

/// Why this one; shown in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A colleague handed the customer over.
    Asked,
    /// What the customer wants is this role's business, whoever leads.
    Intent,
    /// It leads already and may go on.
    Leads,
    /// The stage is named in its settings.
    Stage,
    /// Its role is meant for what the customer wants.
    Role,
    /// Whatever no specialist takes.
    FrontDesk,
    /// The first that may answer at all.
    First,
}

/// The agent for this turn; none when no agent may answer here and now.
pub fn route(agents: &[LiveAgent], situation: &Situation) -> Option<Choice> {
    let able: Vec<&LiveAgent> = agents.iter().filter(|live| may_answer(&live.spec, situation)).collect();
    let chosen = |live: &LiveAgent, why: Why| Choice { agent: live.agent.id, why };
    let of_role = |role: AgentRole| best(able.iter().copied().filter(|live| live.agent.role == role), situation);

    let asked = match situation.asked {
        Some(Asked::Agent(id)) => able.iter().copied().find(|live| live.agent.id == id),
        Some(Asked::Role(role)) => of_role(role),
        None => None,
    };
    if let Some(live) = asked {
        return Some(chosen(live, Why::Asked));
    }
    // A wish for a visit is taken by those who may book one.
    let wants_visit = situation.intents.contains(&Intent::Book);
    let may_book = |live: &&LiveAgent| !wants_visit || live.spec.tools.contains(&Tool::CreateAppointment);
    let current = able.iter().copied().filter(|live| situation.is_in_script || may_book(live)).find(|live| Some(live.agent.id) == situation.current);
    let wanted = situation.intents.iter().find_map(|intent| roles_for(*intent));
    if let Some(Wanted { roles, is_urgent: true }) = wanted
        && let Some(live) = roles.iter().find_map(|role| of_role(*role))
    {
        let why = if current.is_some_and(|now| now.agent.id == live.agent.id) { Why::Leads } else { Why::Intent };
        return Some(chosen(live, why));
    }
    if let Some(live) = current {
        return Some(chosen(live, Why::Leads));
    }
    let roles: &[AgentRole] = wanted.map_or(Default::default(), |w| w.roles);
    let at_stage: Vec<&LiveAgent> = able.iter().copied().filter(may_book).filter(|live| names_stage(&live.spec, situation)).collect();
    let fits = roles.iter().find_map(|role| at_stage.iter().copied().find(|live| live.agent.role == *role));
    if let Some(live) = fits.or(at_stage.first().copied()) {
        return Some(chosen(live, Why::Stage));
    }
    if let Some(live) = roles.iter().find_map(|role| of_role(*role)) {
        let why = if live.agent.role == AgentRole::FrontDesk { Why::FrontDesk } else { Why::Role };
        return Some(chosen(live, why));
    }
    of_role(AgentRole::FrontDesk).map(|live| chosen(live, Why::FrontDesk)).or_else(|| able.first().map(|live| chosen(live, Why::First)))
}

/// May it answer here, now, to this customer at all?
pub fn may_answer(spec: &AgentSpec, s: &Situation) -> bool {
    let is_here = spec.channels.is_empty() || spec.channels.contains(&s.connection);
    let is_understood = spec.languages.is_empty() || spec.languages.contains(&s.lang) || spec.languages.contains(&s.lang.spoken());
    let is_now = match spec.hours {
        AgentHours::Always => true,
        AgentHours::Working => s.is_working,
        AgentHours::OutsideWorking => !s.is_working,
    };
    is_here && is_understood && is_now && (spec.stages.is_empty() || names_stage(spec, s))
}

fn names_stage(spec: &AgentSpec, s: &Situation) -> bool {
    s.stage.as_ref().is_some_and(|stage| spec.stages.contains(stage))
}

/// The one whose settings speak of this place most: stage before connection before language, then by position.
fn best<'a>(agents: impl Iterator<Item = &'a LiveAgent>, s: &Situation) -> Option<&'a LiveAgent> {
    let aim = |live: &LiveAgent| (names_stage(&live.spec, s), !live.spec.channels.is_empty(), !live.spec.languages.is_empty());
    agents.fold(None, |best, live| match best {
        Some(known) if aim(known) >= aim(live) => Some(known),
        _ => Some(live),
    })
}

struct Wanted {
    /// Best first.
    roles: &'static [AgentRole],
    /// It does not wait for who leads now.
    is_urgent: bool,
}

fn roles_for(intent: Intent) -> Option<Wanted> {
    use AgentRole::{Feedback, FrontDesk, Nurturing, Qualification, Sales, Service};
    let (roles, is_urgent): (&'static [AgentRole], bool) = match intent {
        Intent::Complaint | Intent::Injury | Intent::Refund | Intent::Threat | Intent::Medical => (&[Service, Feedback, FrontDesk], true),
        Intent::Move | Intent::Cancel | Intent::MyVisits | Intent::RunningLate => (&[Service, FrontDesk], true),
        Intent::Discount => (&[Sales, FrontDesk], false),
        Intent::Book | Intent::Availability | Intent::Confirm => (&[FrontDesk, Sales, Qualification], false),
        Intent::Prices | Intent::Services | Intent::Employees => (&[Qualification, Sales, FrontDesk], false),
        Intent::Question | Intent::Help => (&[FrontDesk, Service, Nurturing], false),
        Intent::Address | Intent::Hours | Intent::PhoneOfFirm => (&[FrontDesk, Service], false),
        _ => return None,
    };
    Some(Wanted { roles, is_urgent })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Ts;
    use domain::agent::AgentStatus;
    use uuid::Uuid;

    fn agent(number: u128, role: AgentRole, change: impl FnOnce(&mut AgentSpec)) -> LiveAgent {
        let mut spec = AgentSpec::default();
        change(&mut spec);
        let at = Ts::from_micros(0);
        let agent = Agent {
            id: AgentId(Uuid::from_u128(number)), name: format!("{number}"), role, status: AgentStatus::Active, live_version: Some(1), draft: AgentSpec::default(), position: 0, created_at: at, updated_at: at,
        };
        LiveAgent { agent, version: 1, spec, scripts: vec![] }
    }

    fn there() -> Situation {
        Situation { current: None, asked: None, stage: None, intents: vec![], connection: ConnectionId(Uuid::from_u128(100)), is_working: true, lang: Lang::Ru, is_in_script: false }
    }

    fn who(agents: &[LiveAgent], situation: &Situation) -> String {
        route(agents, situation).map_or("-".into(), |c| format!("{} {:?}", c.agent.uuid().as_u128(), c.why))
    }

    /// The five of a travel agency and a front desk: 1 desk, 2 qualification, 3 nurturing, 4 sales, 5 service, 6 feedback.
    fn agency() -> Vec<LiveAgent> {
        let at = |stages: &'static [&'static str]| move |s: &mut AgentSpec| s.stages = stages.iter().map(|s| (*s).to_owned()).collect();
        vec![
            agent(1, AgentRole::FrontDesk, |_| {}),
            agent(2, AgentRole::Qualification, at(&["new", "needs"])),
            agent(3, AgentRole::Nurturing, at(&["thinking"])),
            agent(4, AgentRole::Sales, at(&["offer", "closing"])),
            agent(5, AgentRole::Service, |_| {}),
            agent(6, AgentRole::Feedback, at(&["after"])),
        ]
    }

    #[test]
    fn the_five_specialists_take_what_is_theirs() {
        use Intent::*;
        let id = |n: u128| Some(AgentId(Uuid::from_u128(n)));
        for (stage, intents, current, expected) in [
            // Nothing known: the front desk.
            (None, &[][..], None, "1 FrontDesk"),
            (None, &[Greet], None, "1 FrontDesk"),
            (Some("unheard-of"), &[Prices], None, "1 FrontDesk"),
            // The stage decides among strangers.
            (Some("new"), &[Greet], None, "2 Stage"),
            (Some("needs"), &[Prices], None, "2 Stage"),
            (Some("thinking"), &[Question], None, "3 Stage"),
            (Some("offer"), &[Discount], None, "4 Stage"),
            (Some("after"), &[Thanks], None, "6 Stage"),
            // Who leads goes on while the stage is theirs.
            (Some("new"), &[Prices], id(2), "2 Leads"),
            (Some("offer"), &[Prices], id(2), "4 Stage"),
            (None, &[Prices], id(1), "1 Leads"),
            (None, &[Question], id(5), "5 Leads"),
            // Trouble and changes of a visit do not wait.
            (Some("offer"), &[Complaint], id(4), "5 Intent"),
            (Some("new"), &[Move], id(2), "5 Intent"),
            (None, &[Cancel], id(5), "5 Leads"),
            (None, &[Greet, Refund], None, "5 Intent"),
            // A message without an intent of its own stays.
            (Some("closing"), &[Yes], id(4), "4 Leads"),
            // Who led is gone.
            (None, &[Address], id(99), "1 FrontDesk"),
        ] {
            let situation = Situation { stage: stage.map(str::to_owned), intents: intents.to_vec(), current, ..there() };
            assert_eq!(who(&agency(), &situation), expected, "{stage:?} {intents:?} {current:?}");
        }
    }

    #[test]
    fn a_colleague_is_asked_by_name_or_by_role_and_only_if_able() {
        let id = |n: u128| AgentId(Uuid::from_u128(n));
        for (asked, stage, expected) in [
            (Asked::Agent(id(5)), Some("new"), "5 Asked"),
            (Asked::Role(AgentRole::Sales), Some("offer"), "4 Asked"),
            // Sales is bound to other stages: who leads stays.
            (Asked::Role(AgentRole::Sales), Some("new"), "2 Leads"),
            (Asked::Agent(id(99)), Some("new"), "2 Leads"),
        ] {
            let situation = Situation { asked: Some(asked), stage: stage.map(str::to_owned), current: Some(id(2)), ..there() };
            assert_eq!(who(&agency(), &situation), expected, "{asked:?} {stage:?}");
        }
    }

    #[test]
    fn a_wish_for_a_visit_goes_to_those_who_may_book() {
        let mut agents = agency();
        agents[1].spec.tools.retain(|t| *t != Tool::CreateAppointment);
        let there = |intents: Vec<Intent>, current| Situation { stage: Some("new".into()), intents, current, ..there() };
        assert_eq!(who(&agents, &there(vec![Intent::Book], None)), "1 FrontDesk");
        assert_eq!(who(&agents, &there(vec![Intent::Book], Some(AgentId(Uuid::from_u128(2))))), "1 FrontDesk");
        assert_eq!(who(&agents, &there(vec![Intent::Prices], None)), "2 Stage");
        let answering = Situation { is_in_script: true, ..there(vec![Intent::Book], Some(AgentId(Uuid::from_u128(2)))) };
        assert_eq!(who(&agents, &answering), "2 Leads");
        // The front desk goes on with what it began.
        assert_eq!(who(&agents, &there(vec![Intent::Yes], Some(AgentId(Uuid::from_u128(1))))), "1 Leads");
    }

    #[test]
    fn connection_hours_and_language_shut_agents_out() {
        let here = ConnectionId(Uuid::from_u128(100));
        let elsewhere = ConnectionId(Uuid::from_u128(101));
        let agents = [
            agent(1, AgentRole::FrontDesk, |s| s.hours = AgentHours::Working),
            agent(2, AgentRole::FrontDesk, |s| s.hours = AgentHours::OutsideWorking),
            agent(3, AgentRole::FrontDesk, |s| s.channels = vec![here]),
            agent(4, AgentRole::FrontDesk, |s| (s.channels, s.languages) = (vec![here], vec![Lang::En])),
        ];
        for (connection, is_working, lang, expected) in [
            (here, true, Lang::Ru, "3 FrontDesk"),
            (here, false, Lang::Ru, "3 FrontDesk"),
            (elsewhere, true, Lang::Ru, "1 FrontDesk"),
            (elsewhere, false, Lang::Ru, "2 FrontDesk"),
            (here, true, Lang::En, "4 FrontDesk"),
            // Kazakh is answered in Russian.
            (here, true, Lang::Kk, "3 FrontDesk"),
        ] {
            assert_eq!(who(&agents, &Situation { connection, is_working, lang, ..there() }), expected, "{connection} {is_working} {lang:?}");
        }
        let russian = [agent(1, AgentRole::Sales, |s| s.languages = vec![Lang::Ru])];
        assert_eq!(who(&russian, &there()), "1 First");
        assert_eq!(who(&russian, &Situation { lang: Lang::Kk, ..there() }), "1 First");
        assert_eq!(who(&russian, &Situation { lang: Lang::En, ..there() }), "-");
        assert_eq!(who(&[], &there()), "-");
    }
}
