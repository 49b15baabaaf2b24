//! Teams: who is in them, and how a conversation that people have to answer finds its person: in the unit that hands it over.

use crate::inbox::care;
use crate::job::hand_out;
use crate::{App, Ctx};
use domain::conversation::Conversation;
use domain::id::{ConnectionId, MemberId, TeamId};
use domain::sla::SlaRules;
use domain::team::{Assignment, Team};
use domain::{Error, Kind, Result};
use serde_json::json;
use store::Unit;

/// Most teams of a firm, and most members of one.
pub const MOST: usize = 100;

/// What is needed to make a team.
#[derive(Clone, Debug)]
pub struct NewTeam {
    pub name: String,
    pub member_ids: Vec<MemberId>,
    pub assignment: Assignment,
    pub capacity: Option<u32>,
    pub is_default_for: Vec<ConnectionId>,
    pub sla: SlaRules,
    pub lead_id: Option<MemberId>,
}

/// A change; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct TeamPatch {
    pub name: Option<String>,
    pub member_ids: Option<Vec<MemberId>>,
    pub assignment: Option<Assignment>,
    pub capacity: Option<Option<u32>>,
    pub is_default_for: Option<Vec<ConnectionId>>,
    pub sla_first_minutes: Option<Option<u32>>,
    pub sla_next_minutes: Option<Option<u32>>,
    pub lead_id: Option<Option<MemberId>>,
}

/// Makes a team. 409 `name_taken` where another has the name.
pub async fn create(app: &App, ctx: &Ctx, new: NewTeam) -> Result<Team> {
    let mut unit = app.unit(ctx).await?;
    if store::team::list(&mut unit).await?.len() >= MOST {
        return Err(Error::conflict(format!("at most {MOST} teams")).code("too_many"));
    }
    let now = unit.now();
    let mut team = Team {
        id: TeamId::new(), name: new.name, member_ids: new.member_ids, assignment: new.assignment, capacity: new.capacity, is_default_for: new.is_default_for, sla: new.sla, lead_id: new.lead_id, created_at: now, updated_at: now,
    };
    check(&mut unit, &mut team).await?;
    store::team::insert(&mut unit, &team).await?;
    unit.audit("create", "team", Some(team.id.0), None, Some(json!(team))).await?;
    changed(&mut unit, &team).await?;
    unit.commit().await?;
    Ok(team)
}

/// Changes a team. A connection that had another team comes to this one.
pub async fn update(app: &App, ctx: &Ctx, id: TeamId, patch: TeamPatch) -> Result<Team> {
    let mut unit = app.unit(ctx).await?;
    store::team::lock(&mut unit, id).await?;
    let before = store::team::get(&mut unit, id).await?;
    let mut team = before.clone();
    team.name = patch.name.unwrap_or(team.name);
    team.assignment = patch.assignment.unwrap_or(team.assignment);
    team.capacity = patch.capacity.unwrap_or(team.capacity);
    team.member_ids = patch.member_ids.unwrap_or(team.member_ids);
    team.is_default_for = patch.is_default_for.unwrap_or(team.is_default_for);
    team.sla.first_minutes = patch.sla_first_minutes.unwrap_or(team.sla.first_minutes);
    team.sla.next_minutes = patch.sla_next_minutes.unwrap_or(team.sla.next_minutes);
    team.lead_id = patch.lead_id.unwrap_or(team.lead_id);
    team.updated_at = unit.now();
    check(&mut unit, &mut team).await?;
    store::team::update(&mut unit, &team).await?;
    unit.audit("update", "team", Some(id.0), Some(json!(before)), Some(json!(team))).await?;
    changed(&mut unit, &team).await?;
    unit.commit().await?;
    Ok(team)
}

/// Removes a team; its conversations stay with their people.
pub async fn remove(app: &App, ctx: &Ctx, id: TeamId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let team = store::team::get(&mut unit, id).await?;
    store::team::remove(&mut unit, id).await?;
    unit.audit("remove", "team", Some(id.0), Some(json!(team)), None).await?;
    unit.event("team.changed", id, None, json!({"team": null, "team_id": id})).await?;
    unit.commit().await
}

/// There may be more room than before.
async fn changed(unit: &mut Unit, team: &Team) -> Result<()> {
    hand_out::enqueue(unit).await?;
    unit.event("team.changed", team.id, None, json!({"team": team, "team_id": team.id})).await
}

async fn check(unit: &mut Unit, team: &mut Team) -> Result<()> {
    team.member_ids.sort_unstable();
    team.member_ids.dedup();
    team.is_default_for.sort_unstable();
    team.is_default_for.dedup();
    if team.member_ids.len() > MOST || team.is_default_for.len() > MOST {
        return Err(Error::invalid("member_ids", format!("at most {MOST}")));
    }
    for member in &team.member_ids {
        store::member::find_in(unit, *member).await?.ok_or_else(|| Error::invalid("member_ids", "no such member").code("member_unknown"))?;
    }
    team.sla.check()?;
    if let Some(lead) = team.lead_id {
        store::member::find_in(unit, lead).await?.ok_or_else(|| Error::invalid("lead_id", "no such member").code("member_unknown"))?;
    }
    for connection in &team.is_default_for {
        store::connection::get_in(unit, *connection).await.map_err(|e| if e.kind == Kind::NotFound { Error::invalid("is_default_for", "no such connection").code("connection_unknown") } else { e })?;
    }
    Ok(())
}

/// A conversation that people have to answer comes to its team, and to the next of its people where the team hands round. Whose it
/// is already, stays. Of two hand-overs at once the second waits for the first, on whatever node.
pub(crate) async fn give_in(unit: &mut Unit, conversation: Conversation) -> Result<Conversation> {
    if conversation.assignee_id.is_some() {
        return Ok(conversation);
    }
    let team = match conversation.team_id {
        Some(team) => Some(team),
        None => store::team::of_connection(unit, conversation.connection_id).await?,
    };
    match team {
        Some(team) => {
            let given = pass_in(unit, conversation, team).await?;
            // Room that is made at this very moment is not seen yet.
            if given.assignee_id.is_none() {
                hand_out::enqueue(unit).await?;
            }
            Ok(given)
        }
        None => Ok(conversation),
    }
}

/// Puts a conversation with a team, and with the next of its people where it hands round.
pub(crate) async fn pass_in(unit: &mut Unit, conversation: Conversation, team: TeamId) -> Result<Conversation> {
    let Some(team) = store::team::lock(unit, team).await? else { return Ok(conversation) };
    let next = match team.assignment {
        Assignment::RoundRobin => store::team::take_next(unit, &team).await?,
        Assignment::Manual => None,
    };
    let person = next.map(|n| n.person);
    if (conversation.team_id, conversation.assignee_id) == (Some(team.id), person) {
        return Ok(conversation);
    }
    let given = store::team::give(unit, conversation.id, Some(team.id), person).await?;
    let (before, after) = (json!({"assignee_id": conversation.assignee_id, "team_id": conversation.team_id}), json!({"assignee_id": person, "team_id": team.id}));
    unit.audit("assign", "conversation", Some(given.id.0), Some(before), Some(after)).await?;
    care::updated(unit, &given, "assigned").await?;
    Ok(given)
}
