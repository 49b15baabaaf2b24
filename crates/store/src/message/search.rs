//! The index of the words of messages: SQLite's full text search, PostgreSQL's inverted index. Rows are written in the unit of the
//! message and go with it. Both find the newest first; what a word is, `domain/src/search.rs` says.

use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::id::{ConnectionId, ContactId, ConversationId, MessageId, OrgId, PersonId, TeamId};
use domain::message::{Author, Message};
use domain::search::{self, Sought};
use domain::{Result, Ts};
use serde_json::{Value, json as object};

/// SQLite's expression as PostgreSQL's: a word holds letters and digits alone.
macro_rules! query {
    () => {
        "CAST(replace(replace(replace(CAST($2 AS TEXT), ' AND ', ' & '), ' OR ', ' | '), '*', ':*') AS tsquery)"
    };
}
macro_rules! lite {
    () => {
        "SELECT s.message_id, s.n FROM message_words w CROSS JOIN message_search s WHERE w.message_words MATCH CAST($2 AS TEXT) AND w.rowid < $3 AND s.n = w.rowid AND s.org_id = $1 ORDER BY w.rowid DESC LIMIT $4"
    };
}
/// A message that was found, with where it stands.
macro_rules! said {
    ($ids:literal, $tag:literal) => {
        concat!(
            "SELECT m.id, m.conversation_id, m.seq, m.author, m.person_id, m.text, m.created_at FROM message m CROSS JOIN conversation c CROSS JOIN connection x CROSS JOIN contact p
             WHERE m.org_id = $1 AND m.id ", $ids, " AND c.org_id = m.org_id AND c.id = m.conversation_id AND x.org_id = c.org_id AND x.id = c.connection_id AND NOT x.is_hidden AND p.org_id = c.org_id AND p.id = c.contact_id
             AND (c.connection_id = $3 OR $3 IS NULL) AND (c.contact_id = $4 OR $4 IS NULL) AND (c.assignee_id = $5 OR $5 IS NULL) AND (c.team_id = $6 OR $6 IS NULL) AND (CAST($7 AS TEXT) IS NULL OR ", $tag, ")"
        )
    };
}

statements! {
    INSERT = {
        lite: "INSERT INTO message_search (org_id, message_id, n, words) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        pg: "INSERT INTO message_search (org_id, message_id, n, words) VALUES ($1, $2, $3, array_to_tsvector(string_to_array($4, ' '))) ON CONFLICT DO NOTHING",
    };
    INSERT_ALL = {
        lite: "INSERT INTO message_search (org_id, message_id, n, words) SELECT $1, unhex(e.value ->> 'i'), e.value ->> 'n', e.value ->> 'w' FROM json_each($2) e WHERE TRUE ON CONFLICT DO NOTHING",
        pg: "INSERT INTO message_search (org_id, message_id, n, words) SELECT $1, e.i, e.n, array_to_tsvector(string_to_array(e.w, ' ')) FROM jsonb_to_recordset($2) AS e(i uuid, n bigint, w text) ON CONFLICT DO NOTHING",
    };
    REMOVE = "DELETE FROM message_search WHERE org_id = $1 AND message_id = $2";
    /// Among the last ones: what is said often is found here.
    RECENT = {
        lite: lite!(),
        pg: concat!("SELECT f.message_id, f.n FROM (SELECT o.message_id, o.n, o.words FROM message_found o WHERE o.org_id = $1 AND o.n < $3 ORDER BY o.n DESC LIMIT 20000) f WHERE f.words @@ ", query!(), " ORDER BY f.n DESC LIMIT $4"),
    };
    /// What is said seldom is found in the index of words.
    EVER = {
        lite: lite!(),
        pg: concat!("WITH hit AS MATERIALIZED (SELECT f.message_id, f.n FROM message_found f WHERE f.org_id = $1 AND f.words @@ ", query!(), " AND f.n < $3) SELECT message_id, n FROM hit ORDER BY n DESC LIMIT $4"),
    };
    SAID = {
        lite: said!("IN (SELECT unhex(j.value) FROM json_each($2) j)", "EXISTS (SELECT 1 FROM json_each(p.tags) t WHERE t.value = $7)"),
        pg: said!("= ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value)))", "p.tags @> to_jsonb(CAST($7 AS TEXT))"),
    };
    BACKLOG = "SELECT org_id, after_id FROM message_backlog WHERE org_id = $1";
    ROOT_BACKLOG = "SELECT org_id, after_id FROM message_backlog ORDER BY org_id LIMIT 1";
    OLDER = "SELECT id, text, created_at FROM message WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    ADVANCE = "UPDATE message_backlog SET after_id = $2 WHERE org_id = $1";
    CATCH_UP = "DELETE FROM message_backlog WHERE org_id = $1";
}

/// A message for the index.
#[derive(Clone, Debug)]
pub struct Text {
    pub id: MessageId,
    pub text: String,
    pub at: Ts,
}

impl FromRow for Text {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Text { id: row.id("id")?, text: row.get("text")?, at: row.ts("created_at")? })
    }
}

/// A message in the index, and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub id: MessageId,
    pub n: i64,
}

impl FromRow for Hit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Hit { id: row.id("message_id")?, n: row.get("n")? })
    }
}

/// A message that was found.
#[derive(Clone, Debug)]
pub struct Said {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub seq: i64,
    pub author: Author,
    pub person_id: Option<PersonId>,
    pub text: String,
    pub created_at: Ts,
}

impl FromRow for Said {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Said {
            id: row.id("id")?, conversation_id: row.id("conversation_id")?, seq: row.get("seq")?, author: row.parse("author")?, person_id: row.maybe_id("person_id")?, text: row.get("text")?, created_at: row.ts("created_at")?,
        })
    }
}

/// In which conversations; all optional.
#[derive(Clone, Debug, Default)]
pub struct Among {
    pub connection: Option<ConnectionId>,
    pub contact: Option<ContactId>,
    pub assignee: Option<PersonId>,
    pub team: Option<TeamId>,
    pub tag: Option<String>,
}

/// A firm whose older messages are not in the index yet.
#[derive(Clone, Copy, Debug)]
pub struct Backlog {
    pub org_id: OrgId,
    pub after: MessageId,
}

impl FromRow for Backlog {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Backlog { org_id: row.id("org_id")?, after: row.id("after_id")? })
    }
}

/// Puts a message into the index; one without words is not in it.
pub(super) async fn add(unit: &mut Unit, message: &Message) -> Result<()> {
    let words = search::index(unit.org(), &message.text);
    if !words.is_empty() {
        unit.exec(INSERT, vals![message.id, search::place(message.created_at, message.id), words]).await?;
    }
    Ok(())
}

/// Its words have changed.
pub(super) async fn change(unit: &mut Unit, message: &Message) -> Result<()> {
    unit.exec(REMOVE, vals![message.id]).await?;
    add(unit, message).await
}

/// Many at once; those that are in it stay as they are.
pub async fn add_all(unit: &mut Unit, texts: &[Text]) -> Result<()> {
    let org = unit.org();
    let mut rows: Vec<(i64, Value)> = Vec::with_capacity(texts.len());
    for t in texts {
        let (n, words) = (search::place(t.at, t.id), search::index(org, &t.text));
        if !words.is_empty() {
            rows.push((n, object!({ "i": t.id.0.simple().to_string(), "n": n, "w": words })));
        }
    }
    // In their order SQLite writes one segment, else one for each step back.
    rows.sort_by_key(|(n, _)| *n);
    if !rows.is_empty() {
        unit.exec(INSERT_ALL, vec![json(&rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>())]).await?;
    }
    Ok(())
}

/// The newest before a place in which every word stands.
pub async fn find(reads: &mut impl Reads, sought: &Sought, before: i64, limit: i64) -> Result<Vec<Hit>> {
    let expression = sought.expression(reads.org());
    let recent: Vec<Hit> = reads.list(RECENT, vals![&expression, before, limit]).await?;
    if i64::try_from(recent.len()).is_ok_and(|found| found >= limit) {
        return Ok(recent);
    }
    reads.list(EVER, vals![&expression, before, limit]).await
}

/// Those of the messages that people may see, in conversations that are wanted; in no order.
pub async fn said(reads: &mut impl Reads, hits: &[Hit], among: &Among) -> Result<Vec<Said>> {
    let ids: Vec<String> = hits.iter().map(|hit| hit.id.0.simple().to_string()).collect();
    reads.list(SAID, vec![json(&ids), among.connection.into(), among.contact.into(), among.assignee.into(), among.team.into(), among.tag.clone().into()]).await
}

/// Is the firm's history still being read?
pub async fn is_behind(reads: &mut impl Reads) -> Result<bool> {
    Ok(reads.find::<Backlog>(BACKLOG, vec![]).await?.is_some())
}

pub async fn backlog(root: &mut Root) -> Result<Option<Backlog>> {
    root.find(ROOT_BACKLOG, vec![]).await
}

/// Puts the next older messages into the index; false when there are none left.
pub async fn catch_up(unit: &mut Unit, limit: i64) -> Result<bool> {
    let Some(backlog) = unit.find::<Backlog>(BACKLOG, vec![]).await? else { return Ok(false) };
    let texts: Vec<Text> = unit.list(OLDER, vals![backlog.after, limit]).await?;
    let Some(last) = texts.last() else {
        unit.exec(CATCH_UP, vec![]).await?;
        return Ok(false);
    };
    add_all(unit, &texts).await?;
    unit.exec(ADVANCE, vals![last.id]).await?;
    Ok(true)
}
