//! Teams: their members, the connections whose conversations come to them, and who is next to be handed one.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::conversation::Conversation;
use domain::id::{ConnectionId, ConversationId, MemberId, PersonId, TeamId};
use domain::sla::SlaRules;
use domain::team::Team;
use domain::{Error, Result};

/// Nobody's, handed over, and the customer waits.
macro_rules! waiting {
    () => {
        "c.* FROM conversation c JOIN team t ON t.org_id = c.org_id AND t.id = c.team_id WHERE c.org_id = $1 AND c.assignee_id IS NULL AND c.mode <> 'auto' AND c.status <> 'closed' AND c.snoozed_until IS NULL AND c.waiting_since IS NOT NULL AND t.assignment = 'round_robin'"
    };
}

statements! {
    INSERT = "INSERT INTO team (org_id, id, name, assignment, capacity, sla_first, sla_next, lead_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    UPDATE = "UPDATE team SET name = $3, assignment = $4, capacity = $5, sla_first = $6, sla_next = $7, lead_id = $8, updated_at = $9 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM team WHERE org_id = $1 AND id = $2";
    /// Held until the unit ends: hand-overs to one team come one after the other.
    LOCK = {
        lite: "SELECT * FROM team WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM team WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    LIST = "SELECT * FROM team WHERE org_id = $1 ORDER BY id";
    DELETE = "DELETE FROM team WHERE org_id = $1 AND id = $2";
    MEMBERS = "SELECT team_id, member_id AS other_id FROM team_member WHERE org_id = $1 AND (team_id = $2 OR $2 IS NULL) ORDER BY member_id";
    CLEAR_MEMBERS = "DELETE FROM team_member WHERE org_id = $1 AND team_id = $2";
    ADD_MEMBER = "INSERT INTO team_member (org_id, team_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    CONNECTIONS = "SELECT team_id, connection_id AS other_id FROM team_connection WHERE org_id = $1 AND (team_id = $2 OR $2 IS NULL) ORDER BY connection_id";
    CLEAR_CONNECTIONS = "DELETE FROM team_connection WHERE org_id = $1 AND team_id = $2";
    /// A connection has one team: the last one that asks for it.
    ADD_CONNECTION = "INSERT INTO team_connection (org_id, connection_id, team_id) VALUES ($1, $2, $3) ON CONFLICT (org_id, connection_id) DO UPDATE SET team_id = excluded.team_id";
    OF_CONNECTION = "SELECT team_id, connection_id AS other_id FROM team_connection WHERE org_id = $1 AND connection_id = $2";
    /// A member of two teams is handed one at a time.
    LOCK_MEMBERS = {
        lite: "SELECT m.id FROM team_member t JOIN member m ON m.org_id = t.org_id AND m.id = t.member_id WHERE t.org_id = $1 AND t.team_id = $2 ORDER BY m.id",
        pg: "SELECT m.id FROM team_member t JOIN member m ON m.org_id = t.org_id AND m.id = t.member_id WHERE t.org_id = $1 AND t.team_id = $2 ORDER BY m.id FOR UPDATE OF m",
    };
    /// Who is in and below `$3`, with the fewest open ones; of several, whoever was handed one longest ago.
    NEXT = "SELECT m.id, m.person_id FROM team_member t JOIN member m ON m.org_id = t.org_id AND m.id = t.member_id
            LEFT JOIN conversation v ON v.org_id = m.org_id AND v.assignee_id = m.person_id AND v.status <> 'closed' AND v.snoozed_until IS NULL
            WHERE t.org_id = $1 AND t.team_id = $2 AND NOT m.is_away AND m.role <> 'viewer' GROUP BY m.id, m.person_id, m.given_at
            HAVING CAST($3 AS BIGINT) IS NULL OR count(v.id) < $3 ORDER BY count(v.id), COALESCE(m.given_at, 0), m.id LIMIT 1";
    GIVEN = "UPDATE member SET given_at = $3 WHERE org_id = $1 AND id = $2";
    GIVE = "UPDATE conversation SET team_id = $3, assignee_id = $4, updated_at = $5 WHERE org_id = $1 AND id = $2 RETURNING *";
    HANDS_ROUND = "SELECT id FROM team WHERE org_id = $1 AND assignment = 'round_robin' LIMIT 1";
    /// The conversation that has waited longest for somebody of a team that hands round; `$2` are teams nobody of which has room, in hex.
    WAITING = {
        lite: concat!("SELECT ", waiting!(), " AND c.team_id NOT IN (SELECT unhex(j.value) FROM json_each($2) j) ORDER BY c.waiting_since, c.id LIMIT 1"),
        pg: concat!("SELECT ", waiting!(), " AND c.team_id <> ALL (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value))) ORDER BY c.waiting_since, c.id LIMIT 1"),
    };
    HOLD_WAITING = {
        lite: concat!("SELECT ", waiting!(), " AND c.id = $2"),
        pg: concat!("SELECT ", waiting!(), " AND c.id = $2 FOR UPDATE OF c"),
    };
    FORGET = "UPDATE conversation SET team_id = NULL WHERE org_id = $1 AND team_id = $2";
}

impl FromRow for Team {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Team {
            id: row.id("id")?,
            name: row.get("name")?,
            member_ids: Vec::new(),
            assignment: row.parse("assignment")?,
            capacity: row.maybe_num("capacity")?,
            is_default_for: Vec::new(),
            sla: SlaRules { first_minutes: row.maybe_num("sla_first")?, next_minutes: row.maybe_num("sla_next")? },
            lead_id: row.maybe_id("lead_id")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

/// A team and one thing of it.
struct Pair {
    team: TeamId,
    other: uuid::Uuid,
}

impl FromRow for Pair {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Pair { team: row.id("team_id")?, other: row.get("other_id")? })
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    pub member: MemberId,
    pub person: PersonId,
}

impl FromRow for Next {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Next { member: row.id("id")?, person: row.id("person_id")? })
    }
}

pub async fn insert(unit: &mut Unit, t: &Team) -> Result<()> {
    unit.exec(INSERT, vals![t.id, &t.name, t.assignment, t.capacity, t.sla.first_minutes, t.sla.next_minutes, t.lead_id, t.created_at]).await?;
    fill(unit, t).await
}

pub async fn update(unit: &mut Unit, t: &Team) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![t.id, &t.name, t.assignment, t.capacity, t.sla.first_minutes, t.sla.next_minutes, t.lead_id, t.updated_at]).await?;
    if touched == 0 {
        return Err(Error::not_found("team"));
    }
    fill(unit, t).await
}

async fn fill(unit: &mut Unit, t: &Team) -> Result<()> {
    unit.exec(CLEAR_MEMBERS, vals![t.id]).await?;
    for member in &t.member_ids {
        unit.exec(ADD_MEMBER, vals![t.id, *member]).await?;
    }
    unit.exec(CLEAR_CONNECTIONS, vals![t.id]).await?;
    for connection in &t.is_default_for {
        unit.exec(ADD_CONNECTION, vals![*connection, t.id]).await?;
    }
    Ok(())
}

async fn whole(reads: &mut impl Reads, mut teams: Vec<Team>, one: Option<TeamId>) -> Result<Vec<Team>> {
    let members: Vec<Pair> = reads.list(MEMBERS, vals![one]).await?;
    let connections: Vec<Pair> = reads.list(CONNECTIONS, vals![one]).await?;
    for team in &mut teams {
        team.member_ids = members.iter().filter(|p| p.team == team.id).map(|p| p.other.into()).collect();
        team.is_default_for = connections.iter().filter(|p| p.team == team.id).map(|p| p.other.into()).collect();
    }
    Ok(teams)
}

pub async fn list(reads: &mut impl Reads) -> Result<Vec<Team>> {
    let teams = reads.list(LIST, vec![]).await?;
    whole(reads, teams, None).await
}

pub async fn get(reads: &mut impl Reads, id: TeamId) -> Result<Team> {
    let teams = reads.list(GET, vals![id]).await?;
    whole(reads, teams, Some(id)).await?.into_iter().next().ok_or_else(|| Error::not_found("team"))
}

/// The team without its people and connections.
pub async fn find(reads: &mut impl Reads, id: TeamId) -> Result<Option<Team>> {
    reads.find(GET, vals![id]).await
}

/// The team, held still until the unit ends; none where it is gone.
pub async fn lock(unit: &mut Unit, id: TeamId) -> Result<Option<Team>> {
    unit.find(LOCK, vals![id]).await
}

/// Removes the team; conversations stay with their people.
pub async fn remove(unit: &mut Unit, id: TeamId) -> Result<()> {
    unit.exec(FORGET, vals![id]).await?;
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("team")) } else { Ok(()) }
}

/// Whose conversations of a connection are.
pub async fn of_connection(reads: &mut impl Reads, connection: ConnectionId) -> Result<Option<TeamId>> {
    Ok(reads.find::<Pair>(OF_CONNECTION, vals![connection]).await?.map(|p| p.team))
}

/// Who is next in a team that is locked; they have been handed one from now on.
pub async fn take_next(unit: &mut Unit, team: &Team) -> Result<Option<Next>> {
    unit.rows(LOCK_MEMBERS, vals![team.id]).await?;
    let next: Option<Next> = unit.find(NEXT, vals![team.id, team.capacity]).await?;
    if let Some(next) = next {
        let now = unit.now();
        unit.exec(GIVEN, vals![next.member, now]).await?;
    }
    Ok(next)
}

/// Is there a team that hands its conversations round?
pub async fn hands_round(reads: &mut impl Reads) -> Result<bool> {
    Ok(!reads.rows(HANDS_ROUND, vec![]).await?.is_empty())
}

/// The conversation that has waited longest, but for those of teams that are known to be full.
pub async fn waiting(reads: &mut impl Reads, full: &[TeamId]) -> Result<Option<Conversation>> {
    let full: Vec<String> = full.iter().map(|id| id.0.simple().to_string()).collect();
    reads.find(WAITING, vec![json(&full)]).await
}

/// The same conversation, held until the unit ends; none when it waits no more.
pub async fn hold_waiting(unit: &mut Unit, id: ConversationId) -> Result<Option<Conversation>> {
    unit.find(HOLD_WAITING, vals![id]).await
}

/// Puts a conversation with a team and a person.
pub async fn give(unit: &mut Unit, id: ConversationId, team: Option<TeamId>, person: Option<PersonId>) -> Result<Conversation> {
    let now = unit.now();
    unit.find(GIVE, vals![id, team, person, now]).await?.ok_or_else(|| Error::not_found("conversation"))
}
