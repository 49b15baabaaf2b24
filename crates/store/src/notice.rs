//! Notices of people: the list in the app, what waits to be sent out of it, and what each person wants in a firm.

use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::id::{ConnectionId, ConversationId, NoticeId, PersonId};
use domain::notice::{Notice, NoticeChannel, NoticeChat, NoticeKind, NoticeSettings};
use domain::notification::Notifications;
use domain::person::Role;
use domain::{Lang, Result, Ts};
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO notice (org_id, id, person_id, kind, cause, conversation_id, contact_id, page, facts, is_listed, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
              ON CONFLICT (org_id, person_id, kind, cause) DO NOTHING";
    LIST = "SELECT * FROM notice WHERE org_id = $1 AND person_id = $2 AND is_listed AND id < $3 AND (read_at IS NULL OR CAST($4 AS BOOLEAN) = FALSE) ORDER BY id DESC LIMIT $5";
    /// Counted no further than the badge shows.
    UNREAD = "SELECT count(*) AS n FROM (SELECT 1 AS one FROM notice WHERE org_id = $1 AND person_id = $2 AND is_listed AND read_at IS NULL LIMIT 100) AS x";
    READ = "UPDATE notice SET read_at = $4 WHERE org_id = $1 AND person_id = $2 AND id = $3 AND read_at IS NULL";
    READ_UNTIL = "UPDATE notice SET read_at = $4 WHERE org_id = $1 AND person_id = $2 AND id <= $3 AND read_at IS NULL";
    READ_TALK = "UPDATE notice SET read_at = $4 WHERE org_id = $1 AND person_id = $2 AND conversation_id = $3 AND read_at IS NULL";
    ADD_SEND = "INSERT INTO notice_send (org_id, notice_id, person_id, channel, status, due_at) VALUES ($1, $2, $3, $4, 'waiting', $5) ON CONFLICT DO NOTHING";
    TAKE = "UPDATE notice_send SET status = 'sending', batch = $4 WHERE org_id = $1 AND person_id = $2 AND channel = $3 AND status = 'waiting' AND due_at <= $5";
    /// What the batch has, with where the conversation stands and what the person has read of it.
    TAKEN = "SELECT n.*, v.waiting_since, v.assignee_id, v.mode, r.updated_at AS seen_at FROM notice_send s JOIN notice n ON n.org_id = s.org_id AND n.id = s.notice_id
             LEFT JOIN conversation v ON v.org_id = n.org_id AND v.id = n.conversation_id LEFT JOIN read_mark r ON r.org_id = n.org_id AND r.person_id = n.person_id AND r.conversation_id = n.conversation_id
             WHERE s.org_id = $1 AND s.batch = $2 AND s.status = 'sending' ORDER BY n.id";
    SETTLE = "UPDATE notice_send SET status = $3 WHERE org_id = $1 AND batch = $2 AND status = 'sending'";
    DROP = "UPDATE notice_send SET status = 'dropped' WHERE org_id = $1 AND batch = $2 AND notice_id = $3 AND status = 'sending'";
    PUT_BACK = "UPDATE notice_send SET status = 'waiting', batch = NULL, due_at = $3 WHERE org_id = $1 AND batch = $2 AND status = 'sending'";
    PEOPLE = "SELECT m.person_id, m.role, m.id AS member_id, p.name, p.email, p.lang, p.notifications, s.settings, s.connection_id, s.chat_id, s.chat_lost_at FROM member m JOIN person p ON p.id = m.person_id
              LEFT JOIN notice_setting s ON s.org_id = m.org_id AND s.person_id = m.person_id WHERE m.org_id = $1 AND (m.person_id = $2 OR $2 IS NULL) ORDER BY m.id";
    SET = "INSERT INTO notice_setting (org_id, person_id, settings, updated_at) VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, person_id) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at";
    INVITE = "UPDATE notice_setting SET bind_digest = $3, bind_until = $4, updated_at = $5 WHERE org_id = $1 AND person_id = $2";
    /// Whoever opens the link first has it.
    BIND = "UPDATE notice_setting SET connection_id = $3, chat_id = $4, chat_lost_at = NULL, bind_digest = NULL, bind_until = NULL, updated_at = $5 WHERE org_id = $1 AND bind_digest = $2 AND bind_until > $5 RETURNING person_id";
    UNBIND = "UPDATE notice_setting SET connection_id = NULL, chat_id = NULL, chat_lost_at = NULL, bind_digest = NULL, bind_until = NULL, updated_at = $3 WHERE org_id = $1 AND person_id = $2";
    LOSE = "UPDATE notice_setting SET connection_id = NULL, chat_id = NULL, chat_lost_at = $4, updated_at = $4 WHERE org_id = $1 AND person_id = $2 AND chat_id = $3";
    LEFT = "UPDATE notice_setting SET connection_id = NULL, chat_id = NULL, chat_lost_at = $4, updated_at = $4 WHERE org_id = $1 AND connection_id = $2 AND chat_id = $3";
    ROOT_PRUNE = "DELETE FROM notice WHERE created_at < $1";
}

impl FromRow for Notice {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Notice {
            id: row.id("id")?, person_id: row.id("person_id")?, kind: row.parse("kind")?, conversation_id: row.maybe_id("conversation_id")?, contact_id: row.maybe_id("contact_id")?, page: row.get("page")?, facts: row.json("facts")?,
            is_listed: row.get("is_listed")?, created_at: row.ts("created_at")?, read_at: row.maybe_ts("read_at")?,
        })
    }
}

/// A notice on its way out.
#[derive(Clone, Debug)]
pub struct Taken {
    pub notice: Notice,
    /// The person has looked into the conversation since, or somebody has answered it, or it is another's by now.
    pub is_over: bool,
}

impl FromRow for Taken {
    fn from_row(row: &Row) -> Result<Self> {
        let notice = Notice::from_row(row)?;
        let (waits, seen): (Option<Ts>, Option<Ts>) = (row.maybe_ts("waiting_since")?, row.maybe_ts("seen_at")?);
        let (assignee, mode): (Option<PersonId>, Option<String>) = (row.maybe_id("assignee_id")?, row.get("mode")?);
        let is_talk = notice.conversation_id.is_some() && notice.kind.is_about_waiting();
        let is_anothers = notice.kind == NoticeKind::HandOff && (assignee.is_some_and(|a| a != notice.person_id) || mode.as_deref() == Some("auto"));
        let is_over = notice.read_at.is_some() || is_talk && (waits.is_none() && notice.kind != NoticeKind::Assigned || seen.is_some_and(|at| at >= notice.created_at) || is_anothers);
        Ok(Taken { notice, is_over })
    }
}

/// A member with what they want to hear, and where.
#[derive(Clone, Debug)]
pub struct Hearer {
    pub person_id: PersonId,
    pub member_id: domain::id::MemberId,
    pub role: Role,
    pub name: String,
    pub email: String,
    pub lang: Lang,
    pub before: Notifications,
    pub settings: NoticeSettings,
    pub chat: Option<NoticeChat>,
    /// The chat took nothing any more, so it was let go.
    pub chat_lost_at: Option<Ts>,
}

impl Hearer {
    pub fn wants(&self, kind: NoticeKind, channel: NoticeChannel) -> bool {
        self.settings.wants(kind, channel, self.role, &self.before)
    }
    pub fn shows_text(&self) -> bool {
        self.settings.shows_text(&self.before)
    }
}

impl FromRow for Hearer {
    fn from_row(row: &Row) -> Result<Self> {
        let chat = row.maybe_id("connection_id")?.zip(row.get::<Option<String>>("chat_id")?);
        Ok(Hearer {
            person_id: row.id("person_id")?, member_id: row.id("member_id")?, role: row.parse("role")?, name: row.get("name")?, email: row.get("email")?, lang: row.parse("lang")?, before: row.json("notifications")?,
            settings: row.maybe_json("settings")?.unwrap_or_default(), chat: chat.map(|(connection_id, chat_id)| NoticeChat { connection_id, chat_id }), chat_lost_at: row.maybe_ts("chat_lost_at")?,
        })
    }
}

struct Count(i64);
impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Count)
    }
}

struct Whose(PersonId);
impl FromRow for Whose {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("person_id").map(Whose)
    }
}

/// False when this cause has been told already.
pub async fn insert(unit: &mut Unit, n: &Notice, cause: Uuid) -> Result<bool> {
    Ok(unit.exec(INSERT, vals![n.id, n.person_id, n.kind, cause, n.conversation_id, n.contact_id, &n.page, json(&n.facts), n.is_listed, n.created_at]).await? > 0)
}

pub async fn add_send(unit: &mut Unit, n: &Notice, channel: NoticeChannel, due: Ts) -> Result<()> {
    unit.exec(ADD_SEND, vals![n.id, n.person_id, channel, due]).await?;
    Ok(())
}

/// Newest first, before an id.
pub async fn list(reads: &mut impl Reads, person: PersonId, before: NoticeId, only_unread: bool, limit: i64) -> Result<Vec<Notice>> {
    reads.list(LIST, vals![person, before, only_unread, limit]).await
}

/// Up to a hundred.
pub async fn unread(reads: &mut impl Reads, person: PersonId) -> Result<i64> {
    Ok(reads.find::<Count>(UNREAD, vals![person]).await?.map_or(0, |Count(n)| n))
}

pub async fn read(unit: &mut Unit, person: PersonId, id: NoticeId) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(READ, vals![person, id, now]).await? > 0)
}

/// All that the person has seen: those up to an id.
pub async fn read_until(unit: &mut Unit, person: PersonId, until: NoticeId) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(READ_UNTIL, vals![person, until, now]).await? > 0)
}

/// Whoever opens a conversation has read what tells of it.
pub async fn read_talk(unit: &mut Unit, person: PersonId, id: ConversationId) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(READ_TALK, vals![person, id, now]).await? > 0)
}

/// Takes what is due for a batch; what the batch took before stays its own.
pub async fn take(unit: &mut Unit, person: PersonId, channel: NoticeChannel, batch: Uuid) -> Result<()> {
    let now = unit.now();
    unit.exec(TAKE, vals![person, channel, batch, now]).await?;
    Ok(())
}
pub async fn taken(unit: &mut Unit, batch: Uuid) -> Result<Vec<Taken>> {
    unit.list(TAKEN, vals![batch]).await
}
/// What the batch has ends as `status`: `sent`, `unknown`, `failed`.
pub async fn settle(unit: &mut Unit, batch: Uuid, status: &str) -> Result<()> {
    unit.exec(SETTLE, vals![batch, status]).await?;
    Ok(())
}
pub async fn drop_one(unit: &mut Unit, batch: Uuid, id: NoticeId) -> Result<()> {
    unit.exec(DROP, vals![batch, id]).await?;
    Ok(())
}
pub async fn put_back(unit: &mut Unit, batch: Uuid, due: Ts) -> Result<()> {
    unit.exec(PUT_BACK, vals![batch, due]).await?;
    Ok(())
}

/// All members, or the one.
pub async fn people(reads: &mut impl Reads, one: Option<PersonId>) -> Result<Vec<Hearer>> {
    reads.list(PEOPLE, vals![one]).await
}

pub async fn set(unit: &mut Unit, person: PersonId, settings: &NoticeSettings) -> Result<()> {
    let now = unit.now();
    unit.exec(SET, vals![person, json(settings), now]).await?;
    Ok(())
}

/// An earlier link opens nothing any more. The person has settings by then.
pub async fn invite(unit: &mut Unit, person: PersonId, digest: &[u8], until: Ts) -> Result<()> {
    let now = unit.now();
    unit.exec(INVITE, vals![person, digest, until, now]).await?;
    Ok(())
}
pub async fn bind(unit: &mut Unit, digest: &[u8], connection: ConnectionId, chat_id: &str) -> Result<Option<PersonId>> {
    let now = unit.now();
    Ok(unit.find::<Whose>(BIND, vals![digest, connection, chat_id, now]).await?.map(|Whose(id)| id))
}
pub async fn unbind(unit: &mut Unit, person: PersonId) -> Result<()> {
    let now = unit.now();
    unit.exec(UNBIND, vals![person, now]).await?;
    Ok(())
}
/// The chat takes nothing any more.
pub async fn lose(unit: &mut Unit, person: PersonId, chat_id: &str) -> Result<()> {
    let now = unit.now();
    unit.exec(LOSE, vals![person, chat_id, now]).await?;
    Ok(())
}
/// The same, said by the channel itself. True when the chat was somebody's.
pub async fn left(unit: &mut Unit, connection: ConnectionId, chat_id: &str) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(LEFT, vals![connection, chat_id, now]).await? > 0)
}

pub async fn prune(root: &mut Root, before: Ts) -> Result<u64> {
    root.exec(ROOT_PRUNE, vals![before]).await
}
