//! Erasing one person: every row that is about them goes, visits stay as numbers of a nameless contact, the logs lose what was written
//! down, and a record says how much it was. `TOUCHED` is every table that can be about a person; a test finds one that is missing.

use crate::{FromRow, Reads, Row, Sql, Unit, statement::json};
use domain::contact::Contact;
use domain::id::{BookingId, ContactId, ErasureId};
use domain::{Error, Result, Ts};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What marks the nameless contact that has the visits of erased people.
pub const SOURCE: &str = "erased";

macro_rules! talks {
    () => {
        "(SELECT v.id FROM conversation v WHERE v.org_id = $1 AND v.contact_id = $2)"
    };
}
macro_rules! said {
    () => {
        "(SELECT m.id FROM message m JOIN conversation v ON v.org_id = m.org_id AND v.id = m.conversation_id WHERE m.org_id = $1 AND v.contact_id = $2)"
    };
}
macro_rules! of_talks {
    ($table:literal) => {
        concat!("DELETE FROM ", $table, " WHERE org_id = $1 AND conversation_id IN ", talks!())
    };
}
macro_rules! of_contact {
    ($table:literal) => {
        concat!("DELETE FROM ", $table, " WHERE org_id = $1 AND contact_id = $2")
    };
}
macro_rules! deals {
    () => {
        "(SELECT d.id FROM deal d WHERE d.org_id = $1 AND d.contact_id = $2)"
    };
}
/// What keeps the places offered to them.
macro_rules! kept {
    () => {
        "(SELECT o.hold_id FROM waitlist_offer o JOIN waitlist w ON w.org_id = o.org_id AND w.id = o.waitlist_id WHERE o.org_id = $1 AND w.contact_id = $2)"
    };
}
/// `$2`: ids in hex.
macro_rules! ids_lite {
    () => {
        "(SELECT unhex(j.value) FROM json_each($2) j)"
    };
}
macro_rules! ids_pg {
    () => {
        "(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value))"
    };
}
/// `$3`: ids as they stand in JSON.
macro_rules! named_lite {
    ($column:literal, $marks:literal) => {
        concat!("EXISTS (SELECT 1 FROM json_each(", $marks, ") k WHERE instr(", $column, ", k.value) > 0)")
    };
}
macro_rules! named_pg {
    ($column:literal, $marks:literal) => {
        concat!("EXISTS (SELECT 1 FROM jsonb_array_elements_text(", $marks, ") AS k(value) WHERE strpos(CAST(", $column, " AS TEXT), k.value) > 0)")
    };
}

statements! {
    NAMELESS = "SELECT * FROM contact WHERE org_id = $1 AND source = 'erased' ORDER BY id LIMIT 1";
    /// Whatever events and the log may be about.
    SUBJECTS = "SELECT id FROM booking WHERE org_id = $1 AND contact_id = $2 UNION ALL SELECT id FROM deal WHERE org_id = $1 AND contact_id = $2 UNION ALL SELECT id FROM task WHERE org_id = $1 AND contact_id = $2 UNION ALL SELECT id FROM feedback WHERE org_id = $1 AND contact_id = $2
                UNION ALL SELECT id FROM waitlist WHERE org_id = $1 AND contact_id = $2 UNION ALL SELECT o.id FROM waitlist_offer o JOIN waitlist w ON w.org_id = o.org_id AND w.id = o.waitlist_id WHERE o.org_id = $1 AND w.contact_id = $2
                UNION ALL SELECT id FROM note WHERE org_id = $1 AND contact_id = $2 UNION ALL SELECT id FROM referral WHERE org_id = $1 AND contact_id = $2 UNION ALL SELECT id FROM contact_fact WHERE org_id = $1 AND contact_id = $2 UNION ALL SELECT id FROM contact_merge WHERE org_id = $1 AND contact_id = $2
                UNION ALL SELECT g.id FROM gap g JOIN conversation v ON v.org_id = g.org_id AND v.id = g.conversation_id WHERE g.org_id = $1 AND v.contact_id = $2
                UNION ALL SELECT t.id FROM dialogue_test t JOIN conversation v ON v.org_id = t.org_id AND v.id = t.conversation_id WHERE t.org_id = $1 AND v.contact_id = $2";
    /// Ids under which the person is named in texts: their own, those of contacts that were merged into theirs, their talks.
    NAMES = "SELECT id FROM conversation WHERE org_id = $1 AND contact_id = $2 UNION ALL SELECT other_id AS id FROM contact_merge WHERE org_id = $1 AND contact_id = $2 AND undone_at IS NULL";
    /// Messages whose kept answers may not have been swept yet.
    RECENT = "SELECT m.id FROM message m JOIN conversation v ON v.org_id = m.org_id AND v.id = m.conversation_id WHERE m.org_id = $1 AND v.contact_id = $2 AND m.created_at >= $3";
    AHEAD = "SELECT id FROM booking WHERE org_id = $1 AND contact_id = $2 AND starts_at >= $3 AND status IN ('booked', 'confirmed') ORDER BY starts_at, id";
    FREE_AHEAD = "DELETE FROM occupancy WHERE org_id = $1 AND owner_id IN (SELECT b.id FROM booking b WHERE b.org_id = $1 AND b.contact_id = $2 AND b.starts_at >= $3 AND b.status IN ('booked', 'confirmed'))";
    CANCEL_AHEAD = "UPDATE booking SET status = 'cancelled', version = version + 1, updated_at = $3 WHERE org_id = $1 AND contact_id = $2 AND starts_at >= $3 AND status IN ('booked', 'confirmed')";
    LEAVE_VISITS = "UPDATE booking SET contact_id = $3, conversation_id = NULL, note = '' WHERE org_id = $1 AND contact_id = $2";
    /// What partners wrote, too, may be about the person.
    BLANK_STEPS = "UPDATE referral_step SET text = '' WHERE org_id = $1 AND referral_id IN (SELECT r.id FROM referral r WHERE r.org_id = $1 AND r.contact_id = $2)";
    /// Numbers stay; a partner who has not answered is no longer asked, and the link shows nobody.
    LEAVE_REFERRALS = "UPDATE referral SET contact_id = $3, conversation_id = NULL, deal_id = NULL, template = '', text = '', wish = '', consent = '', contact_text = NULL, reason = '', shows_name = FALSE, phone_share = 'never', chain = '[]',
                       status = CASE WHEN status IN ('sent', 'viewed') THEN 'withdrawn' ELSE status END WHERE org_id = $1 AND contact_id = $2";
    /// Nothing carries the file any more: the sweep takes the row and the bytes, at once or after a crash.
    DROP_FILES = (concat!("UPDATE file SET message_id = NULL, note_id = NULL, created_by = NULL, name = 'file', created_at = 0 WHERE org_id = $1
                  AND (message_id IN ", said!(), " OR note_id IN (SELECT n.id FROM note n WHERE n.org_id = $1 AND n.contact_id = $2))
                  AND NOT EXISTS (SELECT 1 FROM document d WHERE d.org_id = $1 AND d.file_id = file.id) AND NOT EXISTS (SELECT 1 FROM tour_file t WHERE t.org_id = $1 AND t.file_id = file.id)"));
    /// The firm's own papers, sent to the person, stay.
    RELEASE_FILES = (concat!("UPDATE file SET message_id = NULL, note_id = NULL WHERE org_id = $1 AND (message_id IN ", said!(), " OR note_id IN (SELECT n.id FROM note n WHERE n.org_id = $1 AND n.contact_id = $2))"));
    FREE_HOLDS = (concat!("DELETE FROM occupancy WHERE org_id = $1 AND owner_id IN (SELECT h.id FROM hold h WHERE h.org_id = $1 AND h.conversation_id IN ", talks!(), ")"));
    INBOUND = {
        lite: concat!("DELETE FROM inbound WHERE org_id = $1 AND (message_id IN ", said!(), " OR EXISTS (SELECT 1 FROM conversation v WHERE v.org_id = $1 AND v.contact_id = $2 AND v.connection_id = inbound.connection_id AND length(v.chat_id) > 4 AND instr(inbound.provider_id, v.chat_id) > 0))"),
        pg: concat!("DELETE FROM inbound WHERE org_id = $1 AND (message_id IN ", said!(), " OR EXISTS (SELECT 1 FROM conversation v WHERE v.org_id = $1 AND v.contact_id = $2 AND v.connection_id = inbound.connection_id AND length(v.chat_id) > 4 AND strpos(inbound.provider_id, v.chat_id) > 0))"),
    };
    FREE_OFFERS = (concat!("DELETE FROM occupancy WHERE org_id = $1 AND owner_id IN ", kept!()));
    OFFER_HOLDS = (concat!("DELETE FROM hold WHERE org_id = $1 AND id IN ", kept!()));
    OFFERS = "DELETE FROM waitlist_offer WHERE org_id = $1 AND waitlist_id IN (SELECT w.id FROM waitlist w WHERE w.org_id = $1 AND w.contact_id = $2)";
    WAITLIST = (of_contact!("waitlist"));
    TASKS = (concat!("DELETE FROM task WHERE org_id = $1 AND (contact_id = $2 OR conversation_id IN ", talks!(), " OR deal_id IN ", deals!(), ")"));
    NOTES = (concat!("DELETE FROM note WHERE org_id = $1 AND (contact_id = $2 OR deal_id IN ", deals!(), ")"));
    OTHER_DEALS = (concat!("UPDATE deal SET conversation_id = NULL WHERE org_id = $1 AND contact_id <> $2 AND conversation_id IN ", talks!()));
    DEALS = (of_contact!("deal"));
    FEEDBACK = (of_contact!("feedback"));
    OUTBOX = (concat!("DELETE FROM outbox WHERE org_id = $1 AND (conversation_id IN ", talks!(), " OR message_id IN ", said!(), ")"));
    TURNS = (of_talks!("turn"));
    COMMENTS = (of_talks!("comment"));
    READ_MARKS = (of_talks!("read_mark"));
    HOLDS = (of_talks!("hold"));
    GAPS = (of_talks!("gap"));
    SPEND = (of_talks!("model_spend"));
    TESTS = (of_talks!("dialogue_test"));
    SHADOWS = (of_talks!("shadow_answer"));
    ENVELOPES = (of_talks!("envelope"));
    SUMMARIES = (of_talks!("conversation_summary"));
    OUTCOMES = (concat!("DELETE FROM conversation_outcome WHERE org_id = $1 AND (contact_id = $2 OR conversation_id IN ", talks!(), ")"));
    NOTICES = (concat!("DELETE FROM notice WHERE org_id = $1 AND (contact_id = $2 OR conversation_id IN ", talks!(), ")"));
    SLA_CLOCKS = (of_talks!("sla_clock"));
    EXPOSURES = (concat!("DELETE FROM exposure WHERE org_id = $1 AND (contact_id = $2 OR conversation_id IN ", talks!(), ")"));
    FACTS = (concat!("DELETE FROM contact_fact WHERE org_id = $1 AND (contact_id = $2 OR conversation_id IN ", talks!(), ")"));
    WORDS = (concat!("DELETE FROM message_search WHERE org_id = $1 AND message_id IN ", said!()));
    MESSAGES = (of_talks!("message"));
    CONVERSATIONS = (of_contact!("conversation"));
    CONSENTS = (of_contact!("consent"));
    IMPORT_FILES = (concat!("UPDATE file SET created_at = 0, name = 'file' WHERE org_id = $1 AND id IN (SELECT i.file_id FROM import i JOIN import_row r ON r.org_id = i.org_id AND r.import_id = i.id WHERE i.org_id = $1 AND (r.row_id = $2 OR r.row_id IN ", talks!(), "))"));
    /// What an import knows of the person: the file, its first records and the keys of chats hold names.
    IMPORTS = (concat!("UPDATE import SET name = 'file', file_id = NULL, found = NULL, mapping = '{}' WHERE org_id = $1 AND id IN (SELECT r.import_id FROM import_row r WHERE r.org_id = $1 AND (r.row_id = $2 OR r.row_id IN ", talks!(), "))"));
    IMPORT_ROWS = (concat!("DELETE FROM import_row WHERE org_id = $1 AND (row_id = $2 OR row_id IN ", talks!(), " OR row_id IN ", said!(), " OR row_id IN (SELECT f.id FROM file f WHERE f.org_id = $1 AND f.created_at = 0 AND f.message_id IS NULL))"));
    IMPORT_KEYS = (concat!("DELETE FROM import_key WHERE org_id = $1 AND (row_id = $2 OR row_id IN ", talks!(), " OR row_id IN ", said!(), ")"));
    MERGES = "DELETE FROM contact_merge WHERE org_id = $1 AND (contact_id = $2 OR other_id = $2)";
    PAIRS = "DELETE FROM contact_pair WHERE org_id = $1 AND (a_id = $2 OR b_id = $2)";
    IDENTITIES = (of_contact!("identity"));
    CONTACT = "DELETE FROM contact WHERE org_id = $1 AND id = $2";
    EVENTS = {
        lite: concat!("DELETE FROM event WHERE org_id = $1 AND (subject_id IN ", ids_lite!(), " OR conversation_id IN ", ids_lite!(), " OR ", named_lite!("payload", "$3"), ")"),
        pg: concat!("DELETE FROM event WHERE org_id = $1 AND (subject_id IN ", ids_pg!(), " OR conversation_id IN ", ids_pg!(), " OR ", named_pg!("payload", "$3"), ")"),
    };
    AUDIT = {
        lite: concat!("UPDATE audit SET before = CASE WHEN before IS NULL THEN NULL ELSE '\"erased\"' END, after = CASE WHEN after IS NULL THEN NULL ELSE '\"erased\"' END, ip = CASE WHEN actor_kind = 'contact' THEN NULL ELSE ip END
              WHERE org_id = $1 AND (subject_id IN ", ids_lite!(), " OR (actor_kind = 'contact' AND actor_id IN ", ids_lite!(), ") OR ", named_lite!("before", "$3"), " OR ", named_lite!("after", "$3"), ")"),
        pg: concat!("UPDATE audit SET before = CASE WHEN before IS NULL THEN NULL ELSE CAST('\"erased\"' AS jsonb) END, after = CASE WHEN after IS NULL THEN NULL ELSE CAST('\"erased\"' AS jsonb) END, ip = CASE WHEN actor_kind = 'contact' THEN NULL ELSE ip END
              WHERE org_id = $1 AND (subject_id IN ", ids_pg!(), " OR (actor_kind = 'contact' AND actor_id IN ", ids_pg!(), ") OR ", named_pg!("before", "$3"), " OR ", named_pg!("after", "$3"), ")"),
    };
    JOBS = {
        lite: concat!("DELETE FROM job WHERE org_id = $1 AND (", named_lite!("payload", "$2"), " OR ", named_lite!("dedupe", "$2"), ")"),
        pg: concat!("DELETE FROM job WHERE org_id = $1 AND (", named_pg!("payload", "$2"), " OR ", named_pg!("dedupe", "$2"), ")"),
    };
    /// Answers that are kept for a repetition.
    ANSWERS = {
        lite: concat!("DELETE FROM idempotency WHERE org_id = $1 AND ", named_lite!("CAST(body AS TEXT)", "$2")),
        pg: "DELETE FROM idempotency WHERE org_id = $1 AND EXISTS (SELECT 1 FROM jsonb_array_elements_text($2) AS k(value) WHERE position(convert_to(k.value, 'UTF8') IN body) > 0)",
    };
    INSERT = "INSERT INTO erasure (org_id, id, by_kind, by_id, counts, files, digest, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    GET = "SELECT * FROM erasure WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM erasure WHERE org_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
}

/// What goes, in an order the foreign keys allow; the names are those of the tables.
const GOES: [(&str, Sql); 39] = [
    ("", IMPORT_FILES), ("import", IMPORTS), ("import_row", IMPORT_ROWS), ("import_key", IMPORT_KEYS), ("occupancy", FREE_HOLDS), ("occupancy", FREE_OFFERS), ("hold", OFFER_HOLDS), ("waitlist_offer", OFFERS), ("waitlist", WAITLIST), ("inbound", INBOUND), ("feedback", FEEDBACK), ("task", TASKS), ("outbox", OUTBOX), ("turn", TURNS), ("comment", COMMENTS), ("read_mark", READ_MARKS), ("hold", HOLDS), ("gap", GAPS), ("model_spend", SPEND),
    ("dialogue_test", TESTS), ("shadow_answer", SHADOWS), ("envelope", ENVELOPES), ("conversation_summary", SUMMARIES), ("conversation_outcome", OUTCOMES), ("exposure", EXPOSURES), ("notice", NOTICES), ("sla_clock", SLA_CLOCKS), ("contact_fact", FACTS), ("note", NOTES),
    ("", OTHER_DEALS), ("deal", DEALS), ("message_search", WORDS), ("message", MESSAGES), ("conversation", CONVERSATIONS), ("consent", CONSENTS), ("contact_merge", MERGES), ("contact_pair", PAIRS), ("identity", IDENTITIES), ("contact", CONTACT),
];

/// Every table that can be about a person: by a contact, a talk, a message, or in words.
pub const TOUCHED: [&str; 47] = [
    "audit", "booking", "comment", "consent", "contact", "contact_fact", "contact_merge", "contact_pair", "conversation", "conversation_outcome", "conversation_summary", "deal", "deal_move", "dialogue_test", "envelope", "event", "exposure", "feedback", "file",
    "gap", "hold", "idempotency", "identity", "import", "import_key", "import_row", "inbound", "job", "message", "message_search", "model_spend", "note", "notice", "occupancy", "outbox", "read_mark", "referral", "referral_step", "reminder", "shadow_answer", "sla_clock", "task", "turn", "waitlist", "waitlist_offer", "erasure", "booking_item",
];

/// That somebody was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub id: ErasureId,
    pub by_kind: String,
    pub by_id: Option<Uuid>,
    /// Rows by table: taken away, made nameless, blanked.
    pub counts: BTreeMap<String, i64>,
    pub files: i64,
    /// SHA-256 of the proof, in hex.
    pub digest: String,
    pub created_at: Ts,
}

impl FromRow for Erasure {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Erasure { id: row.id("id")?, by_kind: row.get("by_kind")?, by_id: row.get("by_id")?, counts: row.json("counts")?, files: row.get("files")?, digest: row.get("digest")?, created_at: row.ts("created_at")? })
    }
}

struct Key(Uuid);

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("id").map(Key)
    }
}

/// The contact that has the visits of erased people, once there is one.
pub async fn nameless(unit: &mut Unit) -> Result<Option<Contact>> {
    unit.find(NAMELESS, vals![]).await
}

/// Takes the person out of every table; their visits go to `nameless`, those ahead are called off. What went, and which visits were ahead.
pub async fn erase(unit: &mut Unit, id: ContactId, nameless: ContactId) -> Result<(BTreeMap<String, i64>, Vec<BookingId>)> {
    let now = unit.now();
    let keys = |rows: Vec<Key>| rows.into_iter().map(|Key(id)| id).collect::<Vec<_>>();
    let names: Vec<Uuid> = keys(unit.list(NAMES, vals![id]).await?).into_iter().chain([id.uuid()]).collect();
    let subjects: Vec<Uuid> = keys(unit.list(SUBJECTS, vals![id]).await?).into_iter().chain(names.iter().copied()).collect();
    let recent = keys(unit.list(RECENT, vals![id, now.plus_secs(-2 * 86_400)]).await?);
    let ahead = keys(unit.list(AHEAD, vals![id, now]).await?).into_iter().map(Into::into).collect();
    let mut counts = BTreeMap::new();
    unit.exec(FREE_AHEAD, vals![id, now]).await?;
    unit.exec(CANCEL_AHEAD, vals![id, now]).await?;
    let mut count = |name: &str, rows: u64| {
        if rows > 0 {
            *counts.entry(name.to_owned()).or_insert(0) += i64::try_from(rows).unwrap_or(i64::MAX);
        }
    };
    count("file", unit.exec(DROP_FILES, vals![id]).await?);
    unit.exec(RELEASE_FILES, vals![id]).await?;
    count("booking", unit.exec(LEAVE_VISITS, vals![id, nameless]).await?);
    unit.exec(BLANK_STEPS, vals![id]).await?;
    count("referral", unit.exec(LEAVE_REFERRALS, vals![id, nameless]).await?);
    for (name, sql) in GOES {
        let rows = unit.exec(sql, vals![id]).await?;
        // What is only parted from the person is not counted.
        count(name, if name.is_empty() { 0 } else { rows });
    }
    let hex: Vec<String> = subjects.iter().map(|id| id.simple().to_string()).collect();
    let marks: Vec<String> = names.iter().map(Uuid::to_string).collect();
    count("event", unit.exec(EVENTS, vec![json(&hex), json(&marks)]).await?);
    count("audit", unit.exec(AUDIT, vec![json(&hex), json(&marks)]).await?);
    count("job", unit.exec(JOBS, vec![json(&marks)]).await?);
    let about: Vec<String> = subjects.iter().chain(&recent).map(Uuid::to_string).collect();
    count("idempotency", unit.exec(ANSWERS, vec![json(&about)]).await?);
    Ok((counts, ahead))
}

pub async fn insert(unit: &mut Unit, e: &Erasure) -> Result<()> {
    unit.exec(INSERT, vec![e.id.into(), e.by_kind.as_str().into(), e.by_id.into(), json(&e.counts), e.files.into(), e.digest.as_str().into(), e.created_at.into()]).await?;
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: ErasureId) -> Result<Erasure> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("erasure"))
}

/// Newest first, before an id.
pub async fn list(reads: &mut impl Reads, before: ErasureId, limit: i64) -> Result<Vec<Erasure>> {
    reads.list(LIST, vals![before, limit]).await
}
