//! `messages.html`, `messages2.html` and so on: the export for people. Numbers of messages are those of `result.json`, so that
//! both lead to the same messages; people have names only.

use crate::encoding;
use crate::html::decode;
use crate::html::token::{Token, Tokens, attribute};
use crate::import::intake::{Intake, cleaned, one_line};
use crate::import::{Chat, ChatKind, Civil, Media, MediaKind, Message, MessageKind, Moment, Person};
use crate::reading::Flow;

/// Elements inside one another that are followed; deeper ones are passed over.
const DEEP: usize = 64;

/// Whether a page looks like one of these.
pub(crate) fn is_export(sample: &str) -> bool {
    let is_page = sample.contains("<html") || sample.contains("<!DOCTYPE html") || sample.contains("<!doctype html");
    is_page && (sample.contains("class=\"message ") || sample.contains("class=\"history\"") || sample.contains("chat_page"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    None,
    Title,
    Message,
    From,
    Text,
    Forwarded,
    Reply,
    /// What a service message says.
    Details,
}

#[derive(Default)]
struct Draft {
    id: String,
    is_service: bool,
    is_joined: bool,
    from: String,
    forwarded: String,
    text: String,
    details: String,
    at: Option<Moment>,
    reply_to: Option<String>,
    media: Vec<Media>,
}

/// Several pages of one chat, read one behind the other.
#[derive(Default)]
pub(crate) struct Pages {
    chat: Option<String>,
    title: String,
    author: Option<String>,
    last: Option<Moment>,
    count: u64,
}

impl Pages {
    pub(crate) fn read(&mut self, bytes: &[u8], name: &str, intake: &mut Intake) -> Flow {
        let html = encoding::markup(bytes);
        let mut stack: Vec<Role> = Vec::new();
        let mut draft: Option<Draft> = None;
        let mut tokens = Tokens::new(&html);
        let total = u64::try_from(html.len()).unwrap_or(0);
        while let Some(token) = tokens.next() {
            intake.tick()?;
            match token {
                Token::Open(tag, raw) if tag.eq_ignore_ascii_case("div") => {
                    let class = attribute(raw, "class").unwrap_or_default();
                    let role = role(class, &stack);
                    if role == Role::Message {
                        self.flush(draft.take(), name, intake)?;
                        let id = attribute(raw, "id").unwrap_or_default();
                        let id = id.strip_prefix("message").unwrap_or(id).to_owned();
                        draft = Some(Draft { id, is_service: class.contains("service"), is_joined: class.contains("joined"), ..Draft::default() });
                    }
                    if let Some(draft) = &mut draft {
                        opened(draft, class, raw, &stack);
                    }
                    if stack.len() < DEEP * 16 {
                        stack.push(role);
                    }
                }
                Token::Open(tag, raw) => {
                    if let Some(draft) = &mut draft {
                        inline(draft, tag, raw, &stack);
                    }
                }
                Token::Close(tag) if tag.eq_ignore_ascii_case("div") => {
                    if stack.pop() == Some(Role::Message) {
                        self.flush(draft.take(), name, intake)?;
                    }
                }
                Token::Text(text) => self.text(text, &stack, draft.as_mut()),
                Token::Close(_) | Token::Raw(_) => {}
            }
            intake.at(total.saturating_sub(u64::try_from(tokens.left()).unwrap_or(0)), total);
        }
        self.flush(draft.take(), name, intake)
    }

    fn text(&mut self, raw: &str, stack: &[Role], draft: Option<&mut Draft>) {
        let Some(role) = stack.iter().rev().find(|role| **role != Role::None) else { return };
        let text = decode(raw);
        match (role, draft) {
            (Role::Title, None) if self.title.is_empty() => self.title = one_line(&text),
            (Role::From, Some(draft)) => {
                let name = if stack.contains(&Role::Forwarded) { &mut draft.forwarded } else { &mut draft.from };
                // A date stands behind the name of a forwarded one.
                if name.is_empty() {
                    name.push_str(&one_line(&text));
                }
            }
            (Role::Text, Some(draft)) => add(&mut draft.text, &text),
            (Role::Details, Some(draft)) => add(&mut draft.details, &text),
            _ => {}
        }
    }

    fn flush(&mut self, draft: Option<Draft>, name: &str, intake: &mut Intake) -> Flow {
        let Some(draft) = draft else { return Ok(()) };
        self.count += 1;
        let chat = match &self.chat {
            Some(chat) => chat.clone(),
            None => self.begin(name, intake)?,
        };
        // Dates between the days are service messages with negative numbers and no time.
        if draft.is_service {
            self.author = None;
        }
        // Real ones have no time either, and happened after what stands above them.
        let at = draft.at.or_else(|| self.last.filter(|_| draft.is_service && !draft.id.starts_with('-')));
        self.last = at.or(self.last);
        let Some(at) = at else {
            if !draft.is_service {
                intake.warn("no_date", self.count, draft.id);
            }
            return Ok(());
        };
        if !draft.is_joined && !draft.is_service {
            self.author = Some(draft.from.clone()).filter(|from| !from.is_empty());
        }
        let author = self.author.clone();
        match &author {
            Some(author) => intake.person(Person { key: author.clone(), name: Some(author.clone()), ..Person::default() })?,
            None if !draft.is_service => intake.warn("unknown_author", self.count, draft.id.as_str()),
            None => {}
        }
        let text = cleaned(if draft.is_service { &draft.details } else { &draft.text });
        let id = if draft.id.is_empty() { intake.stable_id(&[&format!("{at:?}"), author.as_deref().unwrap_or_default(), &text]) } else { draft.id };
        let kind = if draft.is_service { MessageKind::System } else { MessageKind::Message };
        let forwarded_from = Some(draft.forwarded).filter(|from| !from.is_empty());
        intake.message(Message { id, chat, at, author, text, media: draft.media, kind, reply_to: draft.reply_to, forwarded_from, is_edited: false, is_deleted: false, line: self.count })
    }

    fn begin(&mut self, name: &str, intake: &mut Intake) -> Flow<String> {
        let title = Some(self.title.clone()).filter(|title| !title.is_empty());
        let key = format!("telegram:{}", title.as_deref().unwrap_or(name));
        // The page does not say what kind of chat it is.
        intake.chat(Chat { key: key.clone(), title, kind: ChatKind::Private, counterpart: None })?;
        self.chat = Some(key.clone());
        Ok(key)
    }
}

fn role(class: &str, stack: &[Role]) -> Role {
    let has = |word: &str| class.split_ascii_whitespace().any(|c| c == word);
    let is_inside = stack.contains(&Role::Message);
    if has("message") && (has("default") || has("service")) {
        Role::Message
    } else if !is_inside {
        if has("text") && has("bold") { Role::Title } else { Role::None }
    } else if has("from_name") {
        Role::From
    } else if has("forwarded") {
        Role::Forwarded
    } else if has("reply_to") {
        Role::Reply
    } else if has("text") {
        Role::Text
    } else if has("details") && has("body") {
        Role::Details
    } else {
        Role::None
    }
}

fn opened(draft: &mut Draft, class: &str, raw: &str, stack: &[Role]) {
    if class.contains("date") && draft.at.is_none() && !stack.contains(&Role::Forwarded) {
        draft.at = attribute(raw, "title").and_then(|title| moment(&decode(title)));
    }
    // What was not exported stands in a box without a link.
    if class.split_ascii_whitespace().any(|c| c == "media") {
        draft.media.push(Media { kind: kind_of(class), name: None, is_present: Some(false) });
    }
}

fn inline(draft: &mut Draft, tag: &str, raw: &str, stack: &[Role]) {
    let role = stack.iter().rev().find(|role| **role != Role::None);
    if tag.eq_ignore_ascii_case("br") {
        match role {
            Some(Role::Text) => add(&mut draft.text, "\n"),
            Some(Role::Details) => add(&mut draft.details, " "),
            _ => {}
        }
    }
    if !tag.eq_ignore_ascii_case("a") {
        return;
    }
    let href = attribute(raw, "href").map(|href| decode(href).into_owned()).unwrap_or_default();
    if role == Some(&Role::Reply) {
        draft.reply_to = href.rsplit_once("go_to_message").map(|(_, id)| one_line(id)).filter(|id| !id.is_empty());
        return;
    }
    let class = attribute(raw, "class").unwrap_or_default();
    if class.contains("_wrap") && !class.contains("userpic") || class.split_ascii_whitespace().any(|c| c == "media") {
        let kind = kind_of(class);
        if kind == MediaKind::Location {
            add(&mut draft.text, &href);
        }
        let name = Some(one_line(&href)).filter(|href| !href.is_empty() && kind != MediaKind::Location);
        draft.media.push(Media { kind, name, is_present: None });
    }
}

fn kind_of(class: &str) -> MediaKind {
    let kinds = [("photo", MediaKind::Photo), ("voice", MediaKind::Voice), ("video", MediaKind::Video), ("animated", MediaKind::Animation), ("sticker", MediaKind::Sticker), ("audio", MediaKind::Audio), ("location", MediaKind::Location), ("live_location", MediaKind::Location), ("venue", MediaKind::Location), ("contact", MediaKind::Contact), ("poll", MediaKind::Poll), ("file", MediaKind::Document)];
    kinds.iter().find(|(word, _)| class.contains(word)).map_or(MediaKind::Unknown, |(_, kind)| *kind)
}

/// A message as long as Telegram allows, and some more.
fn add(text: &mut String, piece: &str) {
    if text.len() < 256 << 10 {
        // The page is indented; lines are told by `br`.
        text.push_str(if piece == "\n" { piece } else { piece.trim_matches(['\n', '\r']) });
    }
}

/// `13.10.2021 12:34:56 UTC+03:00`; older pages name no zone.
fn moment(title: &str) -> Option<Moment> {
    let mut words = title.split_whitespace();
    let (date, clock) = (words.next()?, words.next()?);
    let mut parts = date.splitn(3, '.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let civil = Civil::parse(&format!("{year}-{month}-{day} {clock}"))?;
    let Some(zone) = words.next().and_then(|zone| zone.strip_prefix("UTC")) else { return Some(Moment::Local(civil)) };
    let (sign, hours) = match (zone.strip_prefix('+'), zone.strip_prefix('-')) {
        (Some(hours), _) => (1, hours),
        (_, Some(hours)) => (-1, hours),
        _ => return Some(Moment::Instant(civil.unix(0))),
    };
    let (hours, minutes) = hours.split_once(':').unwrap_or((hours, "0"));
    let ahead = hours.parse::<i64>().ok().filter(|h| *h < 24)? * 3_600 + minutes.parse::<i64>().ok().filter(|m| *m < 60)? * 60;
    Some(Moment::Instant(civil.unix(sign * ahead)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_zones_or_not() {
        assert_eq!(moment("13.10.2021 15:34:56 UTC+03:00"), Some(Moment::Instant(1_634_128_496)));
        assert_eq!(moment("13.10.2021 07:04:56 UTC-05:30"), Some(Moment::Instant(1_634_128_496)));
        assert_eq!(moment("13.10.2021 12:34:56"), Civil::parse("2021-10-13 12:34:56").map(Moment::Local));
        for wrong in ["", "13 October 2021", "32.10.2021 12:00:00", "13.10.2021 12:34:56 UTC+xx"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
