//! Messages of a portion in their conversations: numbered behind what is there, closed and silent, with the files that came along.

use documents::import::{Media, MediaKind};
use domain::file::StoredFile;
use domain::id::{ContactId, ConversationId, MessageId};
use domain::import::{CONNECTOR, Counts};
use domain::message::{Attachment, AttachmentKind, Author};
use domain::org::Org;
use domain::{Lang, Result, Ts};
use std::collections::{HashMap, HashSet};
use store::Unit;
use store::conversation::words;
use store::import::bulk::{self, NewKey, NewMessage, Talk, Written};
use uuid::Uuid;

/// Most characters of recent words that a list is searched by.
const RECENT: usize = 400;

/// A message that is new.
pub(super) struct Line {
    pub key: Uuid,
    pub talk: Uuid,
    pub contact: ContactId,
    pub author: Author,
    pub text: String,
    pub at: Ts,
    pub media: Vec<Media>,
}

pub(super) type Files = HashMap<(Uuid, usize), Option<StoredFile>>;

/// `touched`: conversations the portion has messages of, new or not, by their keys; `met`: those that have been counted.
pub(super) async fn write(
    unit: &mut Unit, org: &Org, counts: &mut Counts, (touched, met): (&[Uuid], &mut HashSet<Uuid>), lines: Vec<Line>, mut files: Files, (rows, keys): (&mut Vec<Written>, &mut Vec<NewKey>),
) -> Result<()> {
    let wanted: Vec<Uuid> = touched.iter().copied().collect::<HashSet<_>>().into_iter().collect();
    let (mut talks, mut made) = find(unit, &wanted).await?;
    let mut all = Vec::with_capacity(lines.len());
    let mut stored = Vec::new();
    for line in lines {
        let talk = talks.entry(line.talk).or_insert_with(|| {
            let id = ConversationId::new();
            made.push((id, line.contact, line.talk.simple().to_string(), line.at));
            keys.push(NewKey { key: line.talk, kind: "conversation", row: id.0 });
            rows.push(Written { position: 0, noun: "conversation", row: id.0, before: None });
            if met.insert(line.talk) {
                counts.chats_new += 1;
            }
            Talk { id, contact_id: line.contact, last_seq: 0, updated_at: line.at, recent: String::new() }
        });
        let id = MessageId::new();
        talk.last_seq += 1;
        talk.updated_at = talk.updated_at.max(line.at);
        if !line.text.is_empty() {
            talk.recent = format!("{} {}", words(&line.text), talk.recent).chars().take(RECENT).collect();
        }
        let mut attachments = Vec::new();
        for (at, media) in line.media.iter().enumerate() {
            let file = files.remove(&(line.key, at));
            counts.files_left_out += u64::from(file == Some(None));
            if let Some(attachment) = attachment(media, file.clone().flatten().as_ref()) {
                attachments.push(attachment);
                stored.extend(file.flatten().map(|file| (id, file)));
            }
        }
        keys.push(NewKey { key: line.key, kind: "message", row: id.0 });
        rows.push(Written { position: 0, noun: "message", row: id.0, before: None });
        all.push(NewMessage { id, conversation_id: talk.id, seq: talk.last_seq, author: line.author, text: line.text, attachments, at: line.at });
    }
    for talk in &wanted {
        if talks.contains_key(talk) && met.insert(*talk) {
            counts.chats_met += 1;
        }
    }
    if all.is_empty() {
        return Ok(());
    }
    counts.messages_new += u64::try_from(all.len()).unwrap_or(0);
    counts.files += u64::try_from(stored.len()).unwrap_or(0);
    rows.extend(stored.iter().map(|(_, file)| Written { position: 0, noun: "file", row: file.id.0, before: None }));
    if !made.is_empty() {
        let connection = connection(unit, org, rows).await?;
        bulk::add_talks(unit, connection, org.lang, &made).await?;
    }
    bulk::add_messages(unit, &all).await?;
    bulk::add_files(unit, &stored).await?;
    let written: HashSet<ConversationId> = all.iter().map(|m| m.conversation_id).collect();
    let changed: Vec<Talk> = talks.into_values().filter(|talk| written.contains(&talk.id)).collect();
    bulk::set_talks(unit, &changed).await
}

type Made = Vec<(ConversationId, ContactId, String, Ts)>;

/// Conversations that are there already.
async fn find(unit: &mut Unit, keys: &[Uuid]) -> Result<(HashMap<Uuid, Talk>, Made)> {
    let known = bulk::known(unit, keys).await?;
    let ids: Vec<ConversationId> = known.values().map(|id| (*id).into()).collect();
    let there: HashMap<ConversationId, Talk> = bulk::talks(unit, &ids).await?.into_iter().map(|talk| (talk.id, talk)).collect();
    let talks = known.into_iter().filter_map(|(key, id)| Some((key, there.get(&id.into())?.clone()))).collect();
    Ok((talks, Made::new()))
}

/// The one connection of what was brought along; it is made with the first conversation and goes with the last.
async fn connection(unit: &mut Unit, org: &Org, rows: &mut Vec<Written>) -> Result<domain::id::ConnectionId> {
    if let Some(known) = store::connection::find_by_connector(unit, CONNECTOR).await? {
        return Ok(known.id);
    }
    let name = if org.lang == Lang::En { "Import" } else { "Импорт" };
    let connection = crate::channel::manage::bare(unit.org(), CONNECTOR, name, unit.now());
    store::connection::insert(unit, &connection).await?;
    // In front: what was written first is taken back last.
    rows.insert(0, Written { position: 0, noun: "connection", row: connection.id.0, before: None });
    Ok(connection.id)
}

fn attachment(media: &Media, file: Option<&StoredFile>) -> Option<Attachment> {
    let kind = match media.kind {
        MediaKind::Photo => AttachmentKind::Image,
        MediaKind::Video | MediaKind::Animation => AttachmentKind::Video,
        MediaKind::Audio => AttachmentKind::Audio,
        MediaKind::Voice => AttachmentKind::Voice,
        MediaKind::Sticker => AttachmentKind::Sticker,
        MediaKind::Document | MediaKind::Unknown => AttachmentKind::Document,
        MediaKind::Contact => AttachmentKind::ContactCard,
        MediaKind::Location => AttachmentKind::Location,
        // Its words are the message's text.
        MediaKind::Poll => return None,
    };
    match file {
        Some(file) => Some(Attachment { kind: if kind == AttachmentKind::Document { file.attachment().kind } else { kind }, ..file.attachment() }),
        None => Some(Attachment { kind, file_id: None, provider_ref: None, name: media.name.as_deref().map(|name| crate::file::clean(name, 200)), mime: None, size: None }),
    }
}
