//! Conversations and the right to take a turn in one: due time, lease, fence.
//! The row is its own job: `turn_due_at` says when the agent should answer, the fence makes a stale answer harmless.

pub mod inbox;

use crate::{FromRow, Root, Row, Scope, Unit};
use domain::conversation::{Conversation, ConversationStatus, Draft, Mode, Phase};
use domain::id::{ConnectionId, ContactId, ConversationId, OrgId, PersonId};
use domain::{Error, Lang, Result, Ts};
use serde_json::Value;

/// The mode a customer's message finds: a person's decision stays, else what the firm wants now.
macro_rules! mode_then {
    ($param:literal) => {
        concat!("CASE WHEN is_mode_default AND mode <> 'human' THEN CAST(", $param, " AS TEXT) ELSE mode END")
    };
}

statements! {
    INSERT = "INSERT INTO conversation (org_id, id, contact_id, connection_id, chat_id, status, mode, phase, lang, state, last_seq, inbound_seq, answered_seq, is_reachable, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, TRUE, $11, $11)";
    GET = "SELECT * FROM conversation WHERE org_id = $1 AND id = $2";
    /// Locked, so that two first answers of one chat come one after the other.
    BY_CHAT_LOCKED = {
        lite: "SELECT * FROM conversation WHERE org_id = $1 AND connection_id = $2 AND chat_id = $3",
        pg: "SELECT * FROM conversation WHERE org_id = $1 AND connection_id = $2 AND chat_id = $3 FOR UPDATE",
    };
    BY_CHAT = "SELECT * FROM conversation WHERE org_id = $1 AND connection_id = $2 AND chat_id = $3";
    LIST = "SELECT * FROM conversation WHERE org_id = $1 AND (updated_at < $2 OR (updated_at = $2 AND id < $3)) AND (status = $4 OR $4 IS NULL) AND (mode = $5 OR $5 IS NULL)
            AND (connection_id = $6 OR $6 IS NULL) AND (contact_id = $7 OR $7 IS NULL) ORDER BY updated_at DESC, id DESC LIMIT $8";
    /// A customer's message: takes the next number and asks for a turn at `$4`, but no later than `$5` after the first that waits:
    /// somebody who never stops writing is answered too. `$6` is the mode of conversations no person has decided about, `$7` the words.
    ADD_INBOUND = (concat!("UPDATE conversation SET mode = ", mode_then!("$6"), ", last_seq = last_seq + 1, inbound_seq = last_seq + 1, updated_at = $3, status = CASE WHEN status = 'closed' THEN 'open' ELSE status END, is_reachable = TRUE,
                   asked_at = COALESCE(asked_at, $3), waiting_since = COALESCE(waiting_since, $3), snoozed_until = NULL, draft = NULL, recent = substr(CAST($7 AS TEXT) || ' ' || recent, 1, 400),
                   turn_asked_at = CASE WHEN ", mode_then!("$6"), " IN ('auto', 'draft') THEN COALESCE(turn_asked_at, $3) ELSE NULL END,
                   turn_due_at = CASE WHEN ", mode_then!("$6"), " NOT IN ('auto', 'draft') THEN NULL WHEN CAST($4 AS BIGINT) > COALESCE(turn_asked_at, $3) + $5 THEN COALESCE(turn_asked_at, $3) + $5 ELSE CAST($4 AS BIGINT) END,
                   turn_attempts = 0 WHERE org_id = $1 AND id = $2 RETURNING *"));
    /// The same, taking the turn at once when it is free: `$5` is the lease.
    ADD_INBOUND_AND_LEASE = (concat!("UPDATE conversation SET mode = ", mode_then!("$6"), ", last_seq = last_seq + 1, inbound_seq = last_seq + 1, updated_at = $3, status = CASE WHEN status = 'closed' THEN 'open' ELSE status END, is_reachable = TRUE,
                   asked_at = COALESCE(asked_at, $3), waiting_since = COALESCE(waiting_since, $3), snoozed_until = NULL, draft = NULL, recent = substr(CAST($7 AS TEXT) || ' ' || recent, 1, 400),
                   turn_asked_at = CASE WHEN ", mode_then!("$6"), " IN ('auto', 'draft') THEN COALESCE(turn_asked_at, $3) ELSE NULL END,
                   turn_due_at = CASE WHEN ", mode_then!("$6"), " IN ('auto', 'draft') THEN CAST($4 AS BIGINT) ELSE NULL END, turn_attempts = 0,
                   turn_fence = CASE WHEN ", mode_then!("$6"), " = 'auto' AND turn_lease_until < $3 THEN turn_fence + 1 ELSE turn_fence END,
                   turn_lease_until = CASE WHEN ", mode_then!("$6"), " = 'auto' AND turn_lease_until < $3 THEN CAST($5 AS BIGINT) ELSE turn_lease_until END WHERE org_id = $1 AND id = $2 RETURNING *"));
    /// A person's message (`$5`), or the system's: takes the next number. It answers all that was asked: nobody waits any more, and what the agent prepares is out of date.
    ADD_OUTBOUND = "UPDATE conversation SET last_seq = last_seq + 1, answered_seq = inbound_seq, updated_at = $3, waiting_since = NULL, draft = NULL, turn_due_at = NULL, turn_asked_at = NULL, turn_fence = turn_fence + 1, turn_lease_until = 0, recent = substr(CAST($4 AS TEXT) || ' ' || recent, 1, 400),
                    replied_at = CASE WHEN $5 AND asked_at IS NOT NULL THEN COALESCE(replied_at, $3) ELSE replied_at END, person_at = CASE WHEN $5 THEN COALESCE(person_at, $3) ELSE person_at END WHERE org_id = $1 AND id = $2 RETURNING *";
    /// Something is said without being asked: takes the next number and leaves what is asked as it is. Not while a turn is under way or due, for its
    /// answer would not know of it; the fence makes one that has outlived its lease harmless.
    ANNOUNCE = "UPDATE conversation SET last_seq = last_seq + 1, state = $3, turn_fence = turn_fence + 1, updated_at = $4, recent = substr(CAST($5 AS TEXT) || ' ' || recent, 1, 400)
                WHERE org_id = $1 AND id = $2 AND turn_due_at IS NULL AND turn_lease_until < $4 AND turn_fence = $6 RETURNING *";
    /// Takes the turn if nobody holds it.
    LEASE = "UPDATE conversation SET turn_fence = turn_fence + 1, turn_lease_until = $3 WHERE org_id = $1 AND id = $2 AND turn_lease_until < $4 AND turn_due_at IS NOT NULL AND mode IN ('auto', 'draft') RETURNING *";
    /// Answers up to `$4`, if the fence is ours, nothing newer came and no person took over. `$10` replies take their numbers.
    ANSWER = "UPDATE conversation SET answered_seq = $4, state = $5, phase = $6, lang = $7, mode = $8, hand_over = COALESCE($9, hand_over), last_seq = last_seq + $10, status = $11,
              turn_due_at = NULL, turn_asked_at = NULL, turn_lease_until = 0, turn_attempts = 0, updated_at = $12,
              waiting_since = CASE WHEN $8 = 'human' THEN COALESCE(waiting_since, $12) WHEN $10 > 0 THEN NULL ELSE waiting_since END, draft = NULL,
              replied_at = CASE WHEN $10 > 0 AND asked_at IS NOT NULL THEN COALESCE(replied_at, $12) ELSE replied_at END, handed_at = CASE WHEN $8 = 'human' THEN COALESCE(handed_at, $12) ELSE handed_at END,
              recent = substr(CAST($13 AS TEXT) || ' ' || recent, 1, 400)
              WHERE org_id = $1 AND id = $2 AND turn_fence = $3 AND inbound_seq = $4 AND mode IN ('auto', 'draft') RETURNING *";
    /// Gives the turn back: again at `$4`, or never when a person has the conversation.
    YIELD = "UPDATE conversation SET turn_lease_until = 0, turn_attempts = turn_attempts + $5, turn_due_at = CASE WHEN mode IN ('auto', 'draft') AND draft IS NULL THEN CAST($4 AS BIGINT) ELSE NULL END WHERE org_id = $1 AND id = $2 AND turn_fence = $3";
    ROOT_DUE = "SELECT org_id, id, turn_due_at, turn_lease_until FROM conversation WHERE turn_due_at IS NOT NULL AND turn_due_at <= $1 AND turn_lease_until < $1 ORDER BY turn_due_at LIMIT $2";
    ROOT_NEXT_DUE = "SELECT org_id, id, turn_due_at, turn_lease_until FROM conversation WHERE turn_due_at IS NOT NULL ORDER BY turn_due_at LIMIT 1";
    /// After a crash no lease of a dead single node is worth waiting for.
    ROOT_FREE_LEASES = "UPDATE conversation SET turn_lease_until = 0 WHERE turn_due_at IS NOT NULL AND turn_lease_until > 0";
    /// Whoever takes over becomes the assignee where there is none; given back, the conversation belongs to nobody.
    SET_MODE = "UPDATE conversation SET mode = $3, is_mode_default = $7, assignee_id = CASE WHEN $3 IN ('human', 'off') THEN COALESCE(assignee_id, $4) ELSE NULL END, hand_over = CASE WHEN $3 IN ('auto', 'draft') THEN NULL ELSE hand_over END, is_met = CASE WHEN $3 = 'auto' THEN FALSE ELSE is_met END,
                handed_at = CASE WHEN $5 = 'waiting' THEN COALESCE(handed_at, $6) ELSE handed_at END,
                status = $5, draft = NULL, snoozed_until = NULL, turn_due_at = NULL, turn_asked_at = NULL, turn_fence = turn_fence + 1, turn_lease_until = 0, updated_at = $6
                WHERE org_id = $1 AND id = $2 RETURNING *";
    SNOOZE = "UPDATE conversation SET snoozed_until = $3, updated_at = $4 WHERE org_id = $1 AND id = $2 RETURNING *";
    /// The time is over; a later wish stays.
    UNSNOOZE = "UPDATE conversation SET snoozed_until = NULL, updated_at = $3 WHERE org_id = $1 AND id = $2 AND snoozed_until <= $3 RETURNING *";
    SET_STATUS = "UPDATE conversation SET status = $3, is_met = CASE WHEN $3 = 'closed' THEN FALSE ELSE is_met END, snoozed_until = NULL, waiting_since = CASE WHEN $3 = 'closed' THEN NULL ELSE waiting_since END, updated_at = $4 WHERE org_id = $1 AND id = $2 RETURNING *";
    /// Keeps what the agent would answer, under the same conditions as an answer.
    SET_DRAFT = "UPDATE conversation SET draft = $5, turn_due_at = NULL, turn_asked_at = NULL, turn_lease_until = 0, turn_attempts = 0, updated_at = $6 WHERE org_id = $1 AND id = $2 AND turn_fence = $3 AND inbound_seq = $4 AND mode = 'draft' RETURNING *";
    /// Takes the turn for a person who approves the draft.
    LEASE_DRAFT = "UPDATE conversation SET turn_fence = turn_fence + 1, turn_lease_until = $3 WHERE org_id = $1 AND id = $2 AND turn_lease_until < $4 AND draft IS NOT NULL AND mode = 'draft' RETURNING *";
    DROP_DRAFT = "UPDATE conversation SET draft = NULL, turn_fence = turn_fence + 1, turn_lease_until = 0, updated_at = $3 WHERE org_id = $1 AND id = $2 AND draft IS NOT NULL RETURNING *";
    SET_REACHABLE = "UPDATE conversation SET is_reachable = $3, updated_at = $4 WHERE org_id = $1 AND id = $2";
}

/// The row with the machinery around the noun.
#[derive(Clone, Debug)]
pub struct ConversationRow {
    pub conversation: Conversation,
    pub state: Value,
    pub turn_due_at: Option<Ts>,
    pub fence: i64,
    pub lease_until: Ts,
    pub attempts: i64,
    pub is_reachable: bool,
}

impl FromRow for Conversation {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Conversation {
            id: row.id("id")?,
            contact_id: row.id("contact_id")?,
            connection_id: row.id("connection_id")?,
            chat_id: row.get("chat_id")?,
            status: row.parse("status")?,
            mode: row.parse("mode")?,
            phase: row.parse("phase")?,
            lang: row.parse("lang")?,
            hand_over: row.get("hand_over")?,
            assignee_id: row.maybe_id("assignee_id")?,
            team_id: row.maybe_id("team_id")?,
            last_seq: row.get("last_seq")?,
            inbound_seq: row.get("inbound_seq")?,
            answered_seq: row.get("answered_seq")?,
            waiting_since: row.maybe_ts("waiting_since")?,
            snoozed_until: row.maybe_ts("snoozed_until")?,
            sla_warn_at: row.maybe_ts("sla_warn_at")?,
            sla_due_at: row.maybe_ts("sla_due_at")?,
            draft: row.maybe_json("draft")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

impl FromRow for ConversationRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ConversationRow {
            conversation: Conversation::from_row(row)?,
            state: row.json("state")?,
            turn_due_at: row.maybe_ts("turn_due_at")?,
            fence: row.get("turn_fence")?,
            lease_until: row.ts("turn_lease_until")?,
            attempts: row.get("turn_attempts")?,
            is_reachable: row.get("is_reachable")?,
        })
    }
}

/// A conversation that waits for its turn.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub org_id: OrgId,
    pub id: ConversationId,
    pub due_at: Ts,
    pub lease_until: Ts,
}

impl FromRow for Due {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Due { org_id: row.id("org_id")?, id: row.id("id")?, due_at: row.ts("turn_due_at")?, lease_until: row.ts("turn_lease_until")? })
    }
}

/// What an answer writes to the row.
#[derive(Debug)]
pub struct Answered<'a> {
    pub fence: i64,
    /// The last customer message the answer has seen.
    pub up_to: i64,
    pub state: &'a Value,
    pub phase: Phase,
    pub lang: Lang,
    pub mode: Mode,
    pub hand_over: Option<&'a str>,
    pub replies: i64,
    pub status: ConversationStatus,
    /// The replies' words, for the search.
    pub words: &'a str,
}

pub async fn insert(unit: &mut Unit, id: ConversationId, contact: ContactId, connection: ConnectionId, chat_id: &str, lang: Lang) -> Result<()> {
    let now = unit.now();
    unit.exec(INSERT, vals![id, contact, connection, chat_id, ConversationStatus::Open, Mode::Auto, Phase::Greeting, lang, Value::Object(serde_json::Map::new()), now]).await?;
    Ok(())
}

pub async fn get(scope: &mut Scope, id: ConversationId) -> Result<ConversationRow> {
    scope.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("conversation"))
}

pub async fn get_in(unit: &mut Unit, id: ConversationId) -> Result<ConversationRow> {
    unit.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("conversation"))
}

pub async fn find_by_chat(unit: &mut Unit, connection: ConnectionId, chat_id: &str) -> Result<Option<ConversationRow>> {
    unit.find(BY_CHAT, vals![connection, chat_id]).await
}

/// The same, holding the row until the unit ends.
pub async fn find_by_chat_locked(unit: &mut Unit, connection: ConnectionId, chat_id: &str) -> Result<Option<ConversationRow>> {
    unit.find(BY_CHAT_LOCKED, vals![connection, chat_id]).await
}

pub async fn find_by_chat_in_scope(scope: &mut Scope, connection: ConnectionId, chat_id: &str) -> Result<Option<ConversationRow>> {
    scope.find(BY_CHAT, vals![connection, chat_id]).await
}

/// Filters of the list; all optional.
#[derive(Clone, Debug, Default)]
pub struct ConversationFilter {
    pub status: Option<ConversationStatus>,
    pub mode: Option<Mode>,
    pub connection: Option<ConnectionId>,
    pub contact: Option<ContactId>,
}

/// Most recently active first, before the given position.
pub async fn list(scope: &mut Scope, before: (Ts, ConversationId), filter: &ConversationFilter, limit: i64) -> Result<Vec<Conversation>> {
    scope.list(LIST, vals![before.0, before.1, filter.status, filter.mode, filter.connection, filter.contact, limit]).await
}

/// A customer's message as the row sees it.
#[derive(Clone, Copy, Debug)]
pub struct NewInbound<'a> {
    /// The mode of conversations no person has decided about.
    pub mode: Mode,
    pub text: &'a str,
}

/// Numbers a customer's message; the turn is due after `quiet_us` without another, and after four times as long in any case.
pub async fn add_inbound(unit: &mut Unit, id: ConversationId, new: NewInbound<'_>, quiet_us: i64) -> Result<ConversationRow> {
    let now = unit.now();
    let due = Ts::from_micros(now.micros().saturating_add(quiet_us));
    unit.find(ADD_INBOUND, vals![id, now, due, quiet_us.saturating_mul(4), new.mode, words(new.text)]).await?.ok_or_else(|| Error::not_found("conversation"))
}

/// The same, taking the turn until `lease` when nobody has it; the row's `lease_until` tells.
pub async fn add_inbound_and_lease(unit: &mut Unit, id: ConversationId, new: NewInbound<'_>, due: Ts, lease: Ts) -> Result<ConversationRow> {
    let now = unit.now();
    unit.find(ADD_INBOUND_AND_LEASE, vals![id, now, due, lease, new.mode, words(new.text)]).await?.ok_or_else(|| Error::not_found("conversation"))
}

/// Numbers a message of a person or the system.
pub async fn add_outbound(unit: &mut Unit, id: ConversationId, text: &str, is_persons: bool) -> Result<ConversationRow> {
    let now = unit.now();
    unit.find(ADD_OUTBOUND, vals![id, now, words(text), is_persons]).await?.ok_or_else(|| Error::not_found("conversation"))
}

/// Numbers a message that nobody has asked for, and keeps the dialogue's state with it. `None`: a turn is in the way.
pub async fn announce(unit: &mut Unit, before: &ConversationRow, state: &Value, text: &str) -> Result<Option<ConversationRow>> {
    let now = unit.now();
    unit.find(ANNOUNCE, vals![before.conversation.id, state.clone(), now, words(text), before.fence]).await
}

/// How much of one message the search remembers.
const WORDS: usize = 160;

/// As the search compares it: in small letters, on one line.
pub fn words(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).flat_map(char::to_lowercase).take(WORDS).collect()
}

/// Takes the turn, or `None` when another runner has it or nothing is due.
pub async fn lease(unit: &mut Unit, id: ConversationId, until: Ts) -> Result<Option<ConversationRow>> {
    let now = unit.now();
    unit.find(LEASE, vals![id, until, now]).await
}

/// Writes the answer to the row; `None` when it was overtaken, and then nothing may be said.
pub async fn answer(unit: &mut Unit, id: ConversationId, answered: &Answered<'_>) -> Result<Option<ConversationRow>> {
    let now = unit.now();
    unit.find(
        ANSWER,
        vals![
            id, answered.fence, answered.up_to, answered.state.clone(), answered.phase, answered.lang, answered.mode, answered.hand_over, answered.replies, answered.status, now, words(answered.words)
        ],
    )
    .await
}

/// Gives the turn back to be tried at `again_at`; `failed` counts an attempt.
pub async fn yield_turn(unit: &mut Unit, id: ConversationId, fence: i64, again_at: Ts, failed: bool) -> Result<()> {
    unit.exec(YIELD, vals![id, fence, again_at, i64::from(failed)]).await?;
    Ok(())
}

pub async fn due(root: &mut Root, now: Ts, limit: i64) -> Result<Vec<Due>> {
    root.list(ROOT_DUE, vals![now, limit]).await
}

pub async fn next_due(root: &mut Root) -> Result<Option<Due>> {
    root.find(ROOT_NEXT_DUE, vec![]).await
}

pub async fn free_leases(root: &mut Root) -> Result<u64> {
    root.exec(ROOT_FREE_LEASES, vec![]).await
}

/// Changes who answers; any answer under way is overtaken by it. `is_default`: no person has decided, the firm's wish holds.
pub async fn set_mode(unit: &mut Unit, id: ConversationId, mode: Mode, is_default: bool, assignee: Option<PersonId>, status: ConversationStatus) -> Result<ConversationRow> {
    let now = unit.now();
    unit.find(SET_MODE, vals![id, mode, assignee, status, now, is_default]).await?.ok_or_else(|| Error::not_found("conversation"))
}

pub async fn snooze(unit: &mut Unit, id: ConversationId, until: Option<Ts>) -> Result<ConversationRow> {
    let now = unit.now();
    unit.find(SNOOZE, vals![id, until, now]).await?.ok_or_else(|| Error::not_found("conversation"))
}

/// Brings a snoozed conversation back if its time has come.
pub async fn unsnooze(unit: &mut Unit, id: ConversationId) -> Result<Option<ConversationRow>> {
    let now = unit.now();
    unit.find(UNSNOOZE, vals![id, now]).await
}

/// Keeps a draft; `None` when it was overtaken.
pub async fn set_draft(unit: &mut Unit, id: ConversationId, fence: i64, draft: &Draft) -> Result<Option<ConversationRow>> {
    let now = unit.now();
    unit.find(SET_DRAFT, vals![id, fence, draft.up_to, crate::statement::json(draft), now]).await
}

/// Takes the turn of a conversation with a draft; `None` when there is none or somebody else has the turn.
pub async fn lease_draft(unit: &mut Unit, id: ConversationId, until: Ts) -> Result<Option<ConversationRow>> {
    let now = unit.now();
    unit.find(LEASE_DRAFT, vals![id, until, now]).await
}

pub async fn drop_draft(unit: &mut Unit, id: ConversationId) -> Result<Option<ConversationRow>> {
    let now = unit.now();
    unit.find(DROP_DRAFT, vals![id, now]).await
}

pub async fn set_status(unit: &mut Unit, id: ConversationId, status: ConversationStatus) -> Result<ConversationRow> {
    let now = unit.now();
    unit.find(SET_STATUS, vals![id, status, now]).await?.ok_or_else(|| Error::not_found("conversation"))
}

pub async fn set_reachable(unit: &mut Unit, id: ConversationId, is_reachable: bool) -> Result<()> {
    let now = unit.now();
    unit.exec(SET_REACHABLE, vals![id, is_reachable, now]).await?;
    Ok(())
}
