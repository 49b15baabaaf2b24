//! The list of conversations as people at work see it: with the customer, the last message, what they have not read.
//! Every view is a statement of its own, so that each is served by its index; read marks live here too.

use crate::contact::list::{digits, part};
use crate::{FromRow, Reads, Row, Scope, Unit, Val, statement::json};
use domain::conversation::{Conversation, ConversationStatus, Mode};
use domain::id::{ConnectionId, ContactId, ConversationId, PersonId, TeamId};
use domain::message::{Attachment, Author, Delivery};
use domain::outcome::{OutcomeKind, Resolution};
use domain::{Error, Phone, Result, Ts};

/// Unread messages are counted up to here.
pub const UNREAD_LIMIT: i64 = 99;

/// `$with` and `$from` narrow the conversations before anything is looked up beside them.
macro_rules! item {
    ($with:expr, $from:literal, $where:expr) => {
        concat!(
            $with, "SELECT c.*, p.name AS contact_name, p.phone AS contact_phone, p.tags AS contact_tags, n.connector, n.is_hidden, m.author AS last_author, m.text AS last_text, m.attachments AS last_attachments,
             m.delivery AS last_delivery, m.created_at AS last_at,
             (SELECT o.kind || ' ' || o.resolution || ' ' || COALESCE(o.reason, '') FROM conversation_outcome o WHERE o.org_id = c.org_id AND o.conversation_id = c.id ORDER BY o.id DESC LIMIT 1) AS outcome,
             CASE WHEN c.inbound_seq <= COALESCE(r.seq, 0) THEN 0 ELSE (SELECT count(*) FROM (SELECT 1 AS one FROM message u WHERE u.org_id = c.org_id AND u.conversation_id = c.id
             AND u.seq > COALESCE(r.seq, 0) AND u.author = 'contact' LIMIT 99) AS x) END AS unread
             FROM ", $from, "conversation c CROSS JOIN contact p CROSS JOIN connection n LEFT JOIN message m ON m.org_id = c.org_id AND m.conversation_id = c.id AND m.seq = c.last_seq
             LEFT JOIN read_mark r ON r.org_id = c.org_id AND r.person_id = $2 AND r.conversation_id = c.id
             WHERE c.org_id = $1 AND p.org_id = c.org_id AND p.id = c.contact_id AND n.org_id = c.org_id AND n.id = c.connection_id AND ", $where)
    };
}

/// An index holds each view in its order: the page is found there, and only its rows are dressed.
macro_rules! ids {
    ($view:expr, $filter:expr, $place:literal, $order:literal) => {
        concat!(
            "WITH page AS (SELECT c.id AS id FROM conversation c CROSS JOIN connection n CROSS JOIN contact p LEFT JOIN read_mark r ON r.org_id = c.org_id AND r.person_id = $2 AND r.conversation_id = c.id
                 WHERE c.org_id = $1 AND n.org_id = c.org_id AND n.id = c.connection_id AND p.org_id = c.org_id AND p.id = c.contact_id AND NOT n.is_hidden AND ", $view,
                " AND ", $place, " AND (c.status = $5 OR $5 IS NULL) AND (c.mode = $6 OR $6 IS NULL)
                 AND (c.connection_id = $7 OR $7 IS NULL) AND (c.contact_id = $8 OR $8 IS NULL) AND (c.assignee_id = $9 OR $9 IS NULL)
                 AND (CAST($10 AS BIGINT) = 0 OR c.inbound_seq > COALESCE(r.seq, 0)) AND ", $filter, " AND (c.team_id = $16 OR $16 IS NULL) ORDER BY ", $order, " LIMIT $15) "
        )
    };
}
macro_rules! page {
    ($view:expr, $filter:expr, $place:literal, $order:literal) => {
        item!(ids!($view, $filter, $place, $order), "page CROSS JOIN ", concat!("c.id = page.id ORDER BY ", $order))
    };
}
macro_rules! counted {
    ($view:expr, $filter:expr, $place:literal, $order:literal) => {
        concat!(ids!($view, $filter, $place, $order), "SELECT COUNT(*) AS n FROM page")
    };
}

// Names, phones and e-mails are found in the index of contacts, which holds them in small letters.
macro_rules! view {
    ($shape:ident, $view:expr, $tag:literal, $in:literal, $place:literal, $order:literal) => {
        $shape!(
            $view,
            concat!("(CAST($11 AS TEXT) IS NULL OR ", $tag, ") AND (CAST($12 AS TEXT) IS NULL OR ", $in, "(c.recent, $12) > 0 OR c.contact_id IN (SELECT x.id FROM contact x WHERE x.org_id = $1 AND (", $in, "(x.search, $13) > 0 OR ", $in, "(x.search, $14) > 0)))"),
            $place,
            $order
        )
    };
}
macro_rules! lite {
    ($shape:ident, $view:expr) => {
        lite!($shape, $view, "(c.updated_at, c.id) < ($3, $4)", "c.updated_at DESC, c.id DESC")
    };
    ($shape:ident, $view:expr, $place:literal, $order:literal) => {
        view!($shape, $view, "EXISTS (SELECT 1 FROM json_each(p.tags) t WHERE t.value = $11)", "instr", $place, $order)
    };
}
macro_rules! pg {
    ($shape:ident, $view:expr) => {
        pg!($shape, $view, "(c.updated_at, c.id) < ($3, $4)", "c.updated_at DESC, c.id DESC")
    };
    ($shape:ident, $view:expr, $place:literal, $order:literal) => {
        view!($shape, $view, "p.tags @> to_jsonb(CAST($11 AS TEXT))", "strpos", $place, $order)
    };
}
macro_rules! open {
    () => {
        "c.status <> 'closed' AND c.snoozed_until IS NULL"
    };
}
macro_rules! mine {
    () => {
        concat!("c.assignee_id = $2 AND ", open!())
    };
}
macro_rules! unassigned {
    () => {
        concat!("c.assignee_id IS NULL AND c.mode <> 'auto' AND ", open!())
    };
}
/// Where the agent is about to answer, nobody needs to look.
macro_rules! waiting {
    () => {
        concat!("c.waiting_since IS NOT NULL AND c.turn_due_at IS NULL AND ", open!())
    };
}
macro_rules! due {
    () => {
        "c.sla_due_at IS NOT NULL AND c.snoozed_until IS NULL"
    };
}
macro_rules! agent {
    () => {
        concat!("c.mode = 'auto' AND ", open!())
    };
}
macro_rules! snoozed {
    () => {
        "c.snoozed_until IS NOT NULL AND c.status <> 'closed'"
    };
}
macro_rules! closed {
    () => {
        "c.status = 'closed'"
    };
}

statements! {
    GET = (item!("", "", "c.id = $3"));
    /// `$3` is a list of ids in hex.
    AMONG = {
        lite: item!("", "", "c.id IN (SELECT unhex(j.value) FROM json_each($3) j)"),
        pg: item!("", "", "c.id = ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($3) AS j(value)))"),
    };
    ANY = { lite: lite!(page, "TRUE"), pg: pg!(page, "TRUE") };
    OF_CONTACT = { lite: lite!(page, "c.contact_id = $8"), pg: pg!(page, "c.contact_id = $8") };
    OPEN = { lite: lite!(page, open!()), pg: pg!(page, open!()) };
    MINE = { lite: lite!(page, mine!()), pg: pg!(page, mine!()) };
    UNASSIGNED = { lite: lite!(page, unassigned!()), pg: pg!(page, unassigned!()) };
    WAITING = { lite: lite!(page, waiting!()), pg: pg!(page, waiting!()) };
    /// Whoever has been promised an answer, the soonest due first: `$3` is the last row's time.
    DUE = { lite: lite!(page, due!(), "(c.sla_due_at, c.id) > ($3, $4)", "c.sla_due_at, c.id"), pg: pg!(page, due!(), "(c.sla_due_at, c.id) > ($3, $4)", "c.sla_due_at, c.id") };
    AGENT = { lite: lite!(page, agent!()), pg: pg!(page, agent!()) };
    SNOOZED = { lite: lite!(page, snoozed!()), pg: pg!(page, snoozed!()) };
    CLOSED = { lite: lite!(page, closed!()), pg: pg!(page, closed!()) };
    COUNT_ANY = { lite: lite!(counted, "TRUE"), pg: pg!(counted, "TRUE") };
    COUNT_OPEN = { lite: lite!(counted, open!()), pg: pg!(counted, open!()) };
    COUNT_MINE = { lite: lite!(counted, mine!()), pg: pg!(counted, mine!()) };
    COUNT_UNASSIGNED = { lite: lite!(counted, unassigned!()), pg: pg!(counted, unassigned!()) };
    COUNT_WAITING = { lite: lite!(counted, waiting!()), pg: pg!(counted, waiting!()) };
    COUNT_DUE = { lite: lite!(counted, due!(), "(c.sla_due_at, c.id) > ($3, $4)", "c.sla_due_at, c.id"), pg: pg!(counted, due!(), "(c.sla_due_at, c.id) > ($3, $4)", "c.sla_due_at, c.id") };
    COUNT_AGENT = { lite: lite!(counted, agent!()), pg: pg!(counted, agent!()) };
    COUNT_SNOOZED = { lite: lite!(counted, snoozed!()), pg: pg!(counted, snoozed!()) };
    COUNT_CLOSED = { lite: lite!(counted, closed!()), pg: pg!(counted, closed!()) };
    /// What is closed only grows: it is counted in its index alone.
    COUNTS = "SELECT COALESCE(sum(CASE WHEN c.snoozed_until IS NULL THEN 1 ELSE 0 END), 0) AS open,
                     COALESCE(sum(CASE WHEN c.snoozed_until IS NULL AND c.assignee_id = $2 THEN 1 ELSE 0 END), 0) AS mine,
                     COALESCE(sum(CASE WHEN c.snoozed_until IS NULL AND c.assignee_id IS NULL AND c.mode <> 'auto' THEN 1 ELSE 0 END), 0) AS unassigned,
                     COALESCE(sum(CASE WHEN c.snoozed_until IS NULL AND c.waiting_since IS NOT NULL AND c.turn_due_at IS NULL THEN 1 ELSE 0 END), 0) AS waiting,
                     COALESCE(sum(CASE WHEN c.snoozed_until IS NULL AND c.mode = 'auto' THEN 1 ELSE 0 END), 0) AS agent,
                     COALESCE(sum(CASE WHEN c.snoozed_until IS NOT NULL THEN 1 ELSE 0 END), 0) AS snoozed,
                     (SELECT COUNT(*) FROM conversation x WHERE x.org_id = $1 AND x.sla_due_at IS NOT NULL AND x.snoozed_until IS NULL) AS due,
                     (SELECT COUNT(*) FROM conversation x WHERE x.org_id = $1 AND x.status = 'closed' AND x.connection_id NOT IN (SELECT id FROM connection WHERE org_id = $1 AND is_hidden)) AS closed,
                     COALESCE(sum(CASE WHEN c.snoozed_until IS NULL AND c.inbound_seq > COALESCE(r.seq, 0) THEN 1 ELSE 0 END), 0) AS unread
              FROM conversation c LEFT JOIN read_mark r ON r.org_id = c.org_id AND r.person_id = $2 AND r.conversation_id = c.id
              WHERE c.org_id = $1 AND c.status <> 'closed' AND c.connection_id NOT IN (SELECT id FROM connection WHERE org_id = $1 AND is_hidden)";
    /// Reading only moves a mark on.
    MARK = "INSERT INTO read_mark (org_id, person_id, conversation_id, seq, updated_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (org_id, person_id, conversation_id) DO UPDATE SET seq = excluded.seq, updated_at = excluded.updated_at WHERE read_mark.seq < excluded.seq";
    /// Without a mark nothing has been read: there is none to move back.
    UNMARK = "UPDATE read_mark SET seq = $4, updated_at = $5 WHERE org_id = $1 AND person_id = $2 AND conversation_id = $3 AND seq > $4";
}

/// A conversation with what a list shows beside it.
#[derive(Clone, Debug)]
pub struct Item {
    pub conversation: Conversation,
    pub contact_name: Option<String>,
    pub contact_phone: Option<Phone>,
    pub contact_tags: Vec<String>,
    pub connector: String,
    /// A talk of the test chat: lists leave it out.
    pub is_test: bool,
    pub last: Option<LastMessage>,
    /// How the last talk ended, or would end; none where no agent has answered.
    pub ended: Option<Ended>,
    /// Messages of the customer after the asking person's mark, up to `UNREAD_LIMIT`.
    pub unread: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub kind: OutcomeKind,
    pub resolution: Resolution,
    pub reason: Option<String>,
}

/// Of `kind resolution reason`.
fn ended(text: Option<String>) -> Result<Option<Ended>> {
    let Some(text) = text else { return Ok(None) };
    let mut parts = text.splitn(3, ' ');
    let mut next = || parts.next().unwrap_or_default();
    Ok(Some(Ended { kind: next().parse()?, resolution: next().parse()?, reason: Some(next().to_owned()).filter(|r| !r.is_empty()) }))
}

#[derive(Clone, Debug)]
pub struct LastMessage {
    pub seq: i64,
    pub author: Author,
    pub text: String,
    pub attachments: usize,
    pub delivery: Delivery,
    pub created_at: Ts,
}

impl FromRow for Item {
    fn from_row(row: &Row) -> Result<Self> {
        let conversation = Conversation::from_row(row)?;
        let last = match row.maybe_parse("last_author")? {
            Some(author) => Some(LastMessage {
                seq: conversation.last_seq,
                author,
                text: row.get("last_text")?,
                attachments: row.json::<Vec<Attachment>>("last_attachments")?.len(),
                delivery: row.parse("last_delivery")?,
                created_at: row.ts("last_at")?,
            }),
            None => None,
        };
        Ok(Item {
            conversation,
            contact_name: row.get("contact_name")?,
            contact_phone: row.get::<Option<String>>("contact_phone")?.map(Phone::trusted),
            contact_tags: row.json("contact_tags")?,
            connector: row.get("connector")?,
            is_test: row.get("is_hidden")?,
            last,
            ended: ended(row.get("outcome")?)?,
            unread: row.get("unread")?,
        })
    }
}

/// Which part of the inbox is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Everything there is, for searches and for programs.
    #[default]
    Any,
    /// What is neither closed nor snoozed; so are all views below but the last two.
    Open,
    Mine,
    /// Nobody's, and not the agent's.
    Unassigned,
    /// The customer waits for an answer that is not on its way.
    Waiting,
    /// An answer is due, the soonest first: a page begins after the place instead of before it.
    Due,
    Agent,
    Snoozed,
    Closed,
}

/// Filters of the list; all optional.
#[derive(Clone, Debug, Default)]
pub struct InboxFilter {
    pub view: View,
    pub status: Option<ConversationStatus>,
    pub mode: Option<Mode>,
    pub connection: Option<ConnectionId>,
    pub contact: Option<ContactId>,
    pub assignee: Option<PersonId>,
    pub team: Option<TeamId>,
    pub only_unread: bool,
    pub tag: Option<String>,
    /// Part of the customer's name or phone, or of a recent message.
    pub search: Option<String>,
}

/// How many conversations each view holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub open: i64,
    pub mine: i64,
    pub unassigned: i64,
    pub waiting: i64,
    pub due: i64,
    pub agent: i64,
    pub snoozed: i64,
    pub closed: i64,
    pub unread: i64,
}

impl FromRow for Counts {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Counts {
            open: row.get("open")?,
            mine: row.get("mine")?,
            unassigned: row.get("unassigned")?,
            waiting: row.get("waiting")?,
            due: row.get("due")?,
            agent: row.get("agent")?,
            snoozed: row.get("snoozed")?,
            closed: row.get("closed")?,
            unread: row.get("unread")?,
        })
    }
}

/// Most recently active first, before the given position, as this person sees them.
pub async fn list(scope: &mut Scope, person: PersonId, before: (Ts, ConversationId), filter: &InboxFilter, limit: i64) -> Result<Vec<Item>> {
    let sql = match filter.view {
        View::Any if filter.contact.is_some() => OF_CONTACT,
        View::Any => ANY,
        View::Open => OPEN,
        View::Mine => MINE,
        View::Unassigned => UNASSIGNED,
        View::Waiting => WAITING,
        View::Due => DUE,
        View::Agent => AGENT,
        View::Snoozed => SNOOZED,
        View::Closed => CLOSED,
    };
    scope.list(sql, bound(person, before, filter, limit)).await
}

fn bound(person: PersonId, before: (Ts, ConversationId), filter: &InboxFilter, limit: i64) -> Vec<Val> {
    let asked = filter.search.as_deref().map(str::trim).filter(|q| !q.is_empty());
    vals![
        person, before.0, before.1, filter.status, filter.mode, filter.connection, filter.contact, filter.assignee, i64::from(filter.only_unread), filter.tag.clone(),
        asked.map(str::to_lowercase), asked.map(part), asked.and_then(digits), limit, filter.team
    ]
}

struct Total(i64);

impl FromRow for Total {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Total)
    }
}

/// How many conversations the filter lets through, up to `most`.
pub async fn count(reads: &mut impl Reads, person: PersonId, filter: &InboxFilter, most: i64) -> Result<i64> {
    let sql = match filter.view {
        View::Any => COUNT_ANY,
        View::Open => COUNT_OPEN,
        View::Mine => COUNT_MINE,
        View::Unassigned => COUNT_UNASSIGNED,
        View::Waiting => COUNT_WAITING,
        View::Due => COUNT_DUE,
        View::Agent => COUNT_AGENT,
        View::Snoozed => COUNT_SNOOZED,
        View::Closed => COUNT_CLOSED,
    };
    let all = match filter.view {
        View::Due => (Ts::from_micros(i64::MIN), ConversationId(uuid::Uuid::nil())),
        _ => (Ts::from_micros(i64::MAX), ConversationId(uuid::Uuid::max())),
    };
    Ok(reads.find::<Total>(sql, bound(person, all, filter, most)).await?.map_or(0, |n| n.0))
}

/// One conversation as the person sees it.
pub async fn get(reads: &mut impl Reads, person: PersonId, id: ConversationId) -> Result<Item> {
    reads.find(GET, vals![person, id]).await?.ok_or_else(|| Error::not_found("conversation"))
}

/// Several as the person sees them, in no order.
pub async fn among(reads: &mut impl Reads, person: PersonId, ids: &[ConversationId]) -> Result<Vec<Item>> {
    let ids: Vec<String> = ids.iter().map(|id| id.0.simple().to_string()).collect();
    reads.list(AMONG, vec![person.into(), json(&ids)]).await
}

pub async fn counts(scope: &mut Scope, person: PersonId) -> Result<Counts> {
    Ok(scope.find(COUNTS, vals![person]).await?.unwrap_or_default())
}

/// True when the mark has moved on.
pub async fn mark_read(unit: &mut Unit, person: PersonId, id: ConversationId, seq: i64) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(MARK, vals![person, id, seq, now]).await? == 1)
}

/// What comes after `seq` is unread again. True when the mark has moved back.
pub async fn mark_unread(unit: &mut Unit, person: PersonId, id: ConversationId, seq: i64) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(UNMARK, vals![person, id, seq, now]).await? == 1)
}
