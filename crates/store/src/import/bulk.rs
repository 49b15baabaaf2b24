//! What an import writes: portions of contacts, conversations, messages, files and what remembers them, each kind with one statement.

use crate::contact::{Extra, name_block, name_key, search};
use crate::message::search::Text;
use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::contact::Contact;
use domain::file::StoredFile;
use domain::id::{ConnectionId, ContactId, ConversationId, ImportId, MessageId};
use domain::message::{Attachment, Author};
use domain::{Lang, Result, Ts};
use serde_json::{Value, json as object};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

statements! {
    /// What became of records that were brought along before. A contact that was merged is the one it was merged into.
    KNOWN = {
        lite: "SELECT k.key, COALESCE(m.contact_id, k.row_id) AS row_id FROM import_key k LEFT JOIN contact_merge m ON m.org_id = k.org_id AND m.other_id = k.row_id AND m.undone_at IS NULL
               WHERE k.org_id = $1 AND k.key IN (SELECT unhex(j.value) FROM json_each($2) j)",
        pg: "SELECT k.key, COALESCE(m.contact_id, k.row_id) AS row_id FROM import_key k LEFT JOIN contact_merge m ON m.org_id = k.org_id AND m.other_id = k.row_id AND m.undone_at IS NULL
             WHERE k.org_id = $1 AND k.key = ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value)))",
    };
    KNOWN_KEYS = {
        lite: "SELECT key, row_id FROM import_key WHERE org_id = $1 AND key IN (SELECT unhex(j.value) FROM json_each($2) j)",
        pg: "SELECT key, row_id FROM import_key WHERE org_id = $1 AND key = ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value)))",
    };
    REACHED = {
        lite: "SELECT i.value, i.contact_id FROM identity i WHERE i.org_id = $1 AND i.kind = $2 AND i.scope_id = $3 AND i.value IN (SELECT j.value FROM json_each($4) j)",
        pg: "SELECT i.value, i.contact_id FROM identity i WHERE i.org_id = $1 AND i.kind = $2 AND i.scope_id = $3 AND i.value = ANY (ARRAY(SELECT j.value FROM jsonb_array_elements_text($4) AS j(value)))",
    };
    CARDS = {
        lite: "SELECT c.* FROM contact c WHERE c.org_id = $1 AND c.id IN (SELECT unhex(j.value) FROM json_each($2) j) AND c.source <> 'erased'",
        pg: "SELECT c.* FROM contact c WHERE c.org_id = $1 AND c.id = ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value))) AND c.source <> 'erased' ORDER BY c.id FOR UPDATE",
    };
    TALKS = {
        lite: "SELECT v.id, v.contact_id, v.last_seq, v.updated_at, v.recent FROM conversation v WHERE v.org_id = $1 AND v.id IN (SELECT unhex(j.value) FROM json_each($2) j)",
        pg: "SELECT v.id, v.contact_id, v.last_seq, v.updated_at, v.recent FROM conversation v WHERE v.org_id = $1 AND v.id = ANY (ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value))) ORDER BY v.id FOR UPDATE",
    };
    ADD_CONTACTS = {
        lite: "INSERT INTO contact (org_id, id, name, phone, email, lang, zone, tags, note, source, created_at, updated_at, search, name_key, name_block, fields)
               SELECT $1, unhex(e.value ->> 'id'), e.value ->> 'name', e.value ->> 'phone', e.value ->> 'email', e.value ->> 'lang', e.value ->> 'zone', e.value -> 'tags', e.value ->> 'note', e.value ->> 'source', e.value ->> 'created_at',
               e.value ->> 'updated_at', e.value ->> 'search', e.value ->> 'name_key', e.value ->> 'name_block', e.value -> 'fields' FROM json_each($2) e",
        pg: "INSERT INTO contact (org_id, id, name, phone, email, lang, zone, tags, note, source, created_at, updated_at, search, name_key, name_block, fields)
             SELECT $1, e.id, e.name, e.phone, e.email, e.lang, e.zone, e.tags, e.note, e.source, e.created_at, e.updated_at, e.search, e.name_key, e.name_block, e.fields
             FROM jsonb_to_recordset($2) AS e(id uuid, name text, phone text, email text, lang text, zone text, tags jsonb, note text, source text, created_at bigint, updated_at bigint, search text, name_key text, name_block text, fields jsonb)",
    };
    SET_CONTACTS = {
        lite: "UPDATE contact SET name = e.value ->> 'name', phone = e.value ->> 'phone', email = e.value ->> 'email', tags = e.value -> 'tags', note = e.value ->> 'note', updated_at = e.value ->> 'updated_at', search = e.value ->> 'search',
               name_key = e.value ->> 'name_key', name_block = e.value ->> 'name_block', fields = e.value -> 'fields' FROM json_each($2) e WHERE contact.org_id = $1 AND contact.id = unhex(e.value ->> 'id')",
        pg: "UPDATE contact SET name = e.name, phone = e.phone, email = e.email, tags = e.tags, note = e.note, updated_at = e.updated_at, search = e.search, name_key = e.name_key, name_block = e.name_block, fields = e.fields
             FROM jsonb_to_recordset($2) AS e(id uuid, name text, phone text, email text, tags jsonb, note text, updated_at bigint, search text, name_key text, name_block text, fields jsonb) WHERE contact.org_id = $1 AND contact.id = e.id",
    };
    ADD_IDENTITIES = {
        lite: "INSERT INTO identity (org_id, kind, scope_id, value, contact_id, created_at) SELECT $1, e.value ->> 'kind', $3, e.value ->> 'value', unhex(e.value ->> 'contact_id'), $4 FROM json_each($2) e WHERE TRUE ON CONFLICT (org_id, kind, scope_id, value) DO NOTHING",
        pg: "INSERT INTO identity (org_id, kind, scope_id, value, contact_id, created_at) SELECT $1, e.kind, $3, e.value, e.contact_id, $4 FROM jsonb_to_recordset($2) AS e(kind text, value text, contact_id uuid) ON CONFLICT (org_id, kind, scope_id, value) DO NOTHING",
    };
    /// Closed and silent: nobody waits for an answer, nothing is unread.
    ADD_TALKS = {
        lite: "INSERT INTO conversation (org_id, id, contact_id, connection_id, chat_id, status, mode, phase, lang, state, last_seq, inbound_seq, answered_seq, is_reachable, created_at, updated_at, is_mode_default)
               SELECT $1, unhex(e.value ->> 'id'), unhex(e.value ->> 'contact_id'), $3, e.value ->> 'chat_id', 'closed', 'off', 'completed', $4, '{}', 0, 0, 0, TRUE, e.value ->> 'at', e.value ->> 'at', FALSE FROM json_each($2) e",
        pg: "INSERT INTO conversation (org_id, id, contact_id, connection_id, chat_id, status, mode, phase, lang, state, last_seq, inbound_seq, answered_seq, is_reachable, created_at, updated_at, is_mode_default)
             SELECT $1, e.id, e.contact_id, $3, e.chat_id, 'closed', 'off', 'completed', $4, '{}', 0, 0, 0, TRUE, e.at, e.at, FALSE FROM jsonb_to_recordset($2) AS e(id uuid, contact_id uuid, chat_id text, at bigint)",
    };
    SET_TALKS = {
        lite: "UPDATE conversation SET last_seq = e.value ->> 'last_seq', updated_at = e.value ->> 'updated_at', recent = e.value ->> 'recent' FROM json_each($2) e WHERE conversation.org_id = $1 AND conversation.id = unhex(e.value ->> 'id')",
        pg: "UPDATE conversation SET last_seq = e.last_seq, updated_at = e.updated_at, recent = e.recent FROM jsonb_to_recordset($2) AS e(id uuid, last_seq bigint, updated_at bigint, recent text) WHERE conversation.org_id = $1 AND conversation.id = e.id",
    };
    ADD_MESSAGES = {
        lite: "INSERT INTO message (org_id, id, conversation_id, seq, author, text, buttons, attachments, delivery, created_at)
               SELECT $1, unhex(e.value ->> 'i'), unhex(e.value ->> 'v'), e.value ->> 's', e.value ->> 'a', e.value ->> 't', '[]', e.value -> 'f', e.value ->> 'd', e.value ->> 'c' FROM json_each($2) e",
        pg: "INSERT INTO message (org_id, id, conversation_id, seq, author, text, buttons, attachments, delivery, created_at)
             SELECT $1, e.i, e.v, e.s, e.a, e.t, '[]', e.f, e.d, e.c FROM jsonb_to_recordset($2) AS e(i uuid, v uuid, s bigint, a text, t text, f jsonb, d text, c bigint)",
    };
    ADD_FILES = {
        lite: "INSERT INTO file (org_id, id, name, mime, size, sha256, created_at, message_id) SELECT $1, unhex(e.value ->> 'id'), e.value ->> 'name', e.value ->> 'mime', e.value ->> 'size', unhex(e.value ->> 'sha256'), $3, unhex(e.value ->> 'message_id') FROM json_each($2) e",
        pg: "INSERT INTO file (org_id, id, name, mime, size, sha256, created_at, message_id) SELECT $1, e.id, e.name, e.mime, e.size, decode(e.sha256, 'hex'), $3, e.message_id FROM jsonb_to_recordset($2) AS e(id uuid, name text, mime text, size bigint, sha256 text, message_id uuid)",
    };
    /// A key whose row is gone is given to the new one.
    ADD_KEYS = {
        lite: "INSERT INTO import_key (org_id, key, kind, row_id, import_id) SELECT $1, unhex(e.value ->> 'k'), e.value ->> 'n', unhex(e.value ->> 'r'), $3 FROM json_each($2) e WHERE TRUE ON CONFLICT (org_id, key) DO UPDATE SET row_id = excluded.row_id, import_id = excluded.import_id",
        pg: "INSERT INTO import_key (org_id, key, kind, row_id, import_id) SELECT $1, e.k, e.n, e.r, $3 FROM jsonb_to_recordset($2) AS e(k uuid, n text, r uuid) ON CONFLICT (org_id, key) DO UPDATE SET row_id = excluded.row_id, import_id = excluded.import_id",
    };
    ADD_ROWS = {
        lite: "INSERT INTO import_row (org_id, import_id, position, noun, row_id, before) SELECT $1, $3, e.value ->> 'p', e.value ->> 'n', unhex(e.value ->> 'r'), NULLIF(e.value -> 'b', 'null') FROM json_each($2) e",
        pg: "INSERT INTO import_row (org_id, import_id, position, noun, row_id, before) SELECT $1, $3, e.p, e.n, e.r, e.b FROM jsonb_to_recordset($2) AS e(p bigint, n text, r uuid, b jsonb)",
    };
    LAST_POSITION = "SELECT COALESCE(MAX(position), 0) AS n FROM import_row WHERE org_id = $1 AND import_id = $2";
    /// Do the numbers go against the time? One pair is enough.
    IS_MIXED = "SELECT CAST(1 AS BIGINT) AS n FROM (SELECT created_at, LAG(created_at) OVER (ORDER BY seq) AS earlier FROM message WHERE org_id = $1 AND conversation_id = $2) AS x WHERE x.created_at < x.earlier LIMIT 1";
    /// In the order of time, in two steps: a number is taken until it is left.
    SORT_AWAY = "UPDATE message SET seq = -x.place FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY created_at, seq) AS place FROM message WHERE org_id = $1 AND conversation_id = $2) AS x WHERE message.org_id = $1 AND message.conversation_id = $2 AND message.id = x.id";
    SORT_BACK = "UPDATE message SET seq = -seq WHERE org_id = $1 AND conversation_id = $2 AND seq < 0";
    SORTED = "UPDATE conversation SET last_seq = (SELECT COALESCE(MAX(m.seq), 0) FROM message m WHERE m.org_id = $1 AND m.conversation_id = $2) WHERE org_id = $1 AND id = $2";
}

/// A contact as an import handles it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Card {
    pub contact: Contact,
    pub extra: Extra,
}

impl FromRow for Card {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Card { contact: Contact::from_row(row)?, extra: Extra::from_row(row)? })
    }
}

impl Card {
    fn value(&self) -> Value {
        let c = &self.contact;
        object!({
            "id": hex(c.id.0), "name": c.name, "phone": c.phone.as_ref().map(ToString::to_string), "email": c.email, "lang": c.lang.map(Lang::as_str), "zone": c.zone, "tags": c.tags, "note": c.note, "source": c.source,
            "created_at": c.created_at.micros(), "updated_at": c.updated_at.micros(), "search": search(c), "name_key": name_key(c), "name_block": name_block(c), "fields": self.extra.fields,
        })
    }
}

/// A phone or an e-mail of a contact.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reach {
    pub kind: String,
    pub value: String,
}

#[derive(Clone, Debug)]
pub struct Talk {
    pub id: ConversationId,
    pub contact_id: ContactId,
    pub last_seq: i64,
    pub updated_at: Ts,
    pub recent: String,
}

impl FromRow for Talk {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Talk { id: row.id("id")?, contact_id: row.id("contact_id")?, last_seq: row.get("last_seq")?, updated_at: row.ts("updated_at")?, recent: row.get("recent")? })
    }
}

#[derive(Clone, Debug)]
pub struct NewMessage {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub seq: i64,
    pub author: Author,
    pub text: String,
    pub attachments: Vec<Attachment>,
    pub at: Ts,
}

/// One row an import has written.
#[derive(Clone, Debug)]
pub struct Written {
    pub position: i64,
    /// `contact`, `conversation`, `message`, `file`.
    pub noun: &'static str,
    pub row: Uuid,
    pub before: Option<Value>,
}

#[derive(Clone, Copy, Debug)]
pub struct NewKey {
    pub key: Uuid,
    pub kind: &'static str,
    pub row: Uuid,
}

struct Pair(Uuid, Uuid);

impl FromRow for Pair {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Pair(row.get("key")?, row.get("row_id")?))
    }
}

struct Reached(String, ContactId);

impl FromRow for Reached {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Reached(row.get("value")?, row.id("contact_id")?))
    }
}

struct Number(i64);

impl FromRow for Number {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Number)
    }
}

pub(crate) fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

pub(crate) fn hexes<T: Copy + Into<Uuid>>(ids: impl IntoIterator<Item = T>) -> crate::Val {
    json(&ids.into_iter().map(|id| hex(id.into())).collect::<Vec<_>>())
}

/// Contacts and conversations by the keys of earlier imports.
pub async fn known(unit: &mut Unit, keys: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Pair> = unit.list(KNOWN, vec![hexes(keys.iter().copied())]).await?;
    Ok(rows.into_iter().map(|Pair(key, row)| (key, row)).collect())
}

/// Which of the keys are known; cheaper, for messages.
pub async fn known_keys(reads: &mut impl Reads, keys: &[Uuid]) -> Result<HashSet<Uuid>> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<Pair> = reads.list(KNOWN_KEYS, vec![hexes(keys.iter().copied())]).await?;
    Ok(rows.into_iter().map(|Pair(key, _)| key).collect())
}

/// Whose phones (`phone`) or addresses (`email`) these are.
pub async fn reached(unit: &mut Unit, kind: &str, values: &[String]) -> Result<HashMap<String, ContactId>> {
    if values.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Reached> = unit.list(REACHED, vals![kind, Uuid::nil(), json(&values)]).await?;
    Ok(rows.into_iter().map(|Reached(value, id)| (value, id)).collect())
}

/// The contacts, held still until the unit ends.
pub async fn cards(unit: &mut Unit, ids: &[ContactId]) -> Result<Vec<Card>> {
    if ids.is_empty() { Ok(Vec::new()) } else { unit.list(CARDS, vec![hexes(ids.iter().copied())]).await }
}

pub async fn talks(unit: &mut Unit, ids: &[ConversationId]) -> Result<Vec<Talk>> {
    if ids.is_empty() { Ok(Vec::new()) } else { unit.list(TALKS, vec![hexes(ids.iter().copied())]).await }
}

pub async fn add_contacts(unit: &mut Unit, cards: &[Card]) -> Result<()> {
    if !cards.is_empty() {
        unit.exec(ADD_CONTACTS, vec![json(&cards.iter().map(Card::value).collect::<Vec<_>>())]).await?;
    }
    Ok(())
}

/// Name, phone, e-mail, tags, note, fields and the time of the change.
pub async fn set_contacts(unit: &mut Unit, cards: &[Card]) -> Result<()> {
    if !cards.is_empty() {
        unit.exec(SET_CONTACTS, vec![json(&cards.iter().map(Card::value).collect::<Vec<_>>())]).await?;
    }
    Ok(())
}

pub async fn add_identities(unit: &mut Unit, all: &[(ContactId, Reach)]) -> Result<()> {
    if !all.is_empty() {
        let now = unit.now();
        let rows: Vec<Value> = all.iter().map(|(id, reach)| object!({ "kind": reach.kind, "value": reach.value, "contact_id": hex(id.0) })).collect();
        unit.exec(ADD_IDENTITIES, vals![json(&rows), Uuid::nil(), now]).await?;
    }
    Ok(())
}

/// Conversations without a message yet: whose, under which chat of the connection, and since when.
pub async fn add_talks(unit: &mut Unit, connection: ConnectionId, lang: Lang, all: &[(ConversationId, ContactId, String, Ts)]) -> Result<()> {
    if !all.is_empty() {
        let rows: Vec<Value> = all.iter().map(|(id, contact, chat, at)| object!({ "id": hex(id.0), "contact_id": hex(contact.0), "chat_id": chat, "at": at.micros() })).collect();
        unit.exec(ADD_TALKS, vals![json(&rows), connection, lang]).await?;
    }
    Ok(())
}

pub async fn set_talks(unit: &mut Unit, all: &[Talk]) -> Result<()> {
    if !all.is_empty() {
        let rows: Vec<Value> = all.iter().map(|t| object!({ "id": hex(t.id.0), "last_seq": t.last_seq, "updated_at": t.updated_at.micros(), "recent": t.recent })).collect();
        unit.exec(SET_TALKS, vec![json(&rows)]).await?;
    }
    Ok(())
}

pub async fn add_messages(unit: &mut Unit, all: &[NewMessage]) -> Result<()> {
    if !all.is_empty() {
        let delivery = |author: Author| if author == Author::Contact { "received" } else { "delivered" };
        let rows: Vec<Value> = all
            .iter()
            .map(|m| object!({ "i": hex(m.id.0), "v": hex(m.conversation_id.0), "s": m.seq, "a": m.author.as_str(), "t": m.text, "f": m.attachments, "d": delivery(m.author), "c": m.at.micros() }))
            .collect();
        unit.exec(ADD_MESSAGES, vec![json(&rows)]).await?;
        let texts: Vec<Text> = all.iter().map(|m| Text { id: m.id, text: m.text.clone(), at: m.at }).collect();
        crate::message::search::add_all(unit, &texts).await?;
    }
    Ok(())
}

pub async fn add_files(unit: &mut Unit, all: &[(MessageId, StoredFile)]) -> Result<()> {
    if !all.is_empty() {
        let now = unit.now();
        let sum = |file: &StoredFile| file.sha256.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let rows: Vec<Value> = all.iter().map(|(message, f)| object!({ "id": hex(f.id.0), "name": f.name, "mime": f.mime, "size": f.size, "sha256": sum(f), "message_id": hex(message.0) })).collect();
        unit.exec(ADD_FILES, vals![json(&rows), now]).await?;
    }
    Ok(())
}

pub async fn add_keys(unit: &mut Unit, import: ImportId, all: &[NewKey]) -> Result<()> {
    if !all.is_empty() {
        let rows: Vec<Value> = all.iter().map(|k| object!({ "k": hex(k.key), "n": k.kind, "r": hex(k.row) })).collect();
        unit.exec(ADD_KEYS, vals![json(&rows), import]).await?;
    }
    Ok(())
}

pub async fn add_rows(unit: &mut Unit, import: ImportId, all: &[Written]) -> Result<()> {
    if !all.is_empty() {
        let rows: Vec<Value> = all.iter().map(|w| object!({ "p": w.position, "n": w.noun, "r": hex(w.row), "b": w.before })).collect();
        unit.exec(ADD_ROWS, vals![json(&rows), import]).await?;
    }
    Ok(())
}

/// Where the next written row of an import stands.
pub async fn next_position(unit: &mut Unit, import: ImportId) -> Result<i64> {
    Ok(unit.find::<Number>(LAST_POSITION, vals![import]).await?.map_or(0, |n| n.0) + 1)
}

/// Puts messages of a conversation in the order of their time, where a second export has mixed them. True if it had to.
pub async fn sort(unit: &mut Unit, id: ConversationId) -> Result<bool> {
    if unit.find::<Number>(IS_MIXED, vals![id]).await?.is_none() {
        return Ok(false);
    }
    unit.exec(SORT_AWAY, vals![id]).await?;
    unit.exec(SORT_BACK, vals![id]).await?;
    unit.exec(SORTED, vals![id]).await?;
    Ok(true)
}
