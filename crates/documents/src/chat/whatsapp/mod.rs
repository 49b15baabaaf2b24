//! WhatsApp chat exports, a text or a zip with the media. Read in passes: letters, then dates and names (`survey`), then the
//! messages one by one. `stamp` reads the head of a line, `body` what is behind it, `phrase` knows WhatsApp's own words.

mod body;
mod phrase;
mod stamp;
mod survey;

use crate::archive::Archive;
use crate::encoding::of_stream;
use crate::import::intake::{Intake, key_of, one_line, phone};
use crate::import::lines::{Lines, is_utf8, of_file};
use crate::import::{Chat, ChatKind, Civil, Message, MessageKind, Moment, Options, Person};
use crate::reading::Flow;
use crate::refused::Refused;
use body::{Around, parse};
use encoding_rs::UTF_8;
use stamp::{Style, head};
use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};
use survey::{Survey, Verdict};

/// Bytes gathered of one message: over this its text would be cut anyway.
const BODY_BYTES: usize = 512 << 10;
/// What phones put before a chat's name in the name of the file.
const TITLES: [&str; 22] = [
    "WhatsApp Chat with ", "WhatsApp Chat - ", "WhatsApp Chat ", "Чат WhatsApp с контактом ", "Чат WhatsApp с группой ", "Чат WhatsApp с ", "Чат WhatsApp - ", "Чат WhatsApp ", "WhatsApp-Chat mit ", "WhatsApp Chat mit ", "WhatsApp-Chat - ", "Chat de WhatsApp con ", "Conversa do WhatsApp com ", "Discussion WhatsApp avec ", "Chat WhatsApp con ", "Chat WhatsApp s uživatelem ", "WhatsApp-chat met ", "WhatsApp Sohbeti - ", "Чат WhatsApp із ", "Chat WhatsApp z ", "WhatsApp ", "Чат с ",
];

/// Whether a text begins like an export.
pub(crate) fn is_export(sample: &str) -> bool {
    sample.lines().take(40).any(|line| head(line).is_some_and(|head| [crate::import::DateOrder::DayMonthYear, crate::import::DateOrder::MonthDayYear, crate::import::DateOrder::YearMonthDay].into_iter().any(|order| head.stamp.civil(order).is_some())))
}

pub(crate) fn read_text(source: &mut (impl Read + Seek), size: u64, name: &str, options: &Options, intake: &mut Intake) -> Flow {
    let encoding = of_file(source, intake)?;
    source.seek(SeekFrom::Start(0))?;
    let title = title(name);
    intake.share(0, 30);
    let verdict = survey(Lines::new(&mut *source, encoding), size, title.as_deref(), options, intake)?;
    source.seek(SeekFrom::Start(0))?;
    intake.share(30, 100);
    tell(Lines::new(source, encoding), size, title, &verdict, None, intake)
}

/// A zip as phones make it: one text and the files of the chat beside it. Several texts are several chats.
pub(crate) fn read_zip<S: Read + Seek>(archive: &mut Archive<S>, texts: &[usize], name: &str, options: &Options, intake: &mut Intake) -> Flow {
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    let files: HashSet<String> = names.iter().map(|name| name.rsplit('/').next().unwrap_or(name).to_owned()).collect();
    let count = texts.len().max(1);
    for (at, index) in texts.iter().enumerate() {
        let percent = |part: usize| u8::try_from((at * 100 + part) / count).unwrap_or(100);
        let encoding = if is_utf8(archive.part(*index)?, intake)? { UTF_8 } else { of_stream(&mut archive.part(*index)?, &|| intake.ask())? };
        let title = names.get(*index).and_then(|own| title(own)).or_else(|| title(name));
        let part = archive.part(*index)?;
        let (_, size) = part.place();
        intake.share(percent(0), percent(30));
        let verdict = survey(Lines::new(part, encoding), size, title.as_deref(), options, intake)?;
        intake.share(percent(30), percent(100));
        tell(Lines::new(archive.part(*index)?, encoding), size, title, &verdict, Some(&files), intake)?;
    }
    Ok(())
}

/// What the file's name says the chat is called.
fn title(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim();
    if stem.trim_start_matches('_').eq_ignore_ascii_case("chat") {
        // The folder it was unpacked into.
        return if folder.is_empty() { None } else { title(&format!("{}.x", folder.rsplit(['/', '\\']).next().unwrap_or(folder))) };
    }
    let rest = TITLES.iter().find_map(|start| stem.strip_prefix(start)).unwrap_or(stem).trim();
    // Browsers number what is downloaded twice.
    let rest = match rest.rsplit_once(" (") {
        Some((before, number)) if number.strip_suffix(')').is_some_and(|n| !n.is_empty() && n.len() < 4 && n.bytes().all(|b| b.is_ascii_digit())) => before,
        _ => rest,
    };
    Some(one_line(rest)).filter(|title| !title.is_empty())
}

fn survey<R: Read>(mut lines: Lines<R>, size: u64, title: Option<&str>, options: &Options, intake: &mut Intake) -> Flow<Verdict> {
    let mut survey = Survey::default();
    let mut line = String::new();
    while lines.next(&mut line, intake)?.is_some() {
        if let Some(head) = head(&line) {
            survey.take(&head);
        }
        intake.at(lines.done(), size);
        intake.tick()?;
    }
    let verdict = survey.verdict(title, options.date_order).ok_or_else(|| Refused::broken("no line of it begins like a WhatsApp message"))?;
    intake.report.date_order = Some(verdict.order);
    intake.report.is_date_ambiguous |= verdict.is_ambiguous;
    Ok(verdict)
}

fn tell<R: Read>(mut lines: Lines<R>, size: u64, title: Option<String>, verdict: &Verdict, files: Option<&HashSet<String>>, intake: &mut Intake) -> Flow {
    let chat = chat(title, verdict);
    let mut teller = Teller { key: chat.key.clone(), verdict, files, open: None };
    intake.chat(chat)?;
    let mut line = String::new();
    let mut preamble = 0u64;
    while let Some(place) = lines.next(&mut line, intake)? {
        intake.at(lines.done(), size);
        if place.is_cut {
            intake.warn("cut_line", place.number, line.as_str());
        }
        let head = head(&line).filter(|head| head.shape == verdict.shape);
        let at = head.as_ref().and_then(|head| head.stamp.civil(verdict.order));
        match (head, at) {
            (Some(head), Some(at)) => teller.begin(at, head.body, place.number, intake)?,
            (head, _) => {
                if head.is_some() {
                    intake.warn("bad_date", place.number, line.as_str());
                }
                if !teller.go_on(&line) && !line.trim().is_empty() {
                    preamble += 1;
                    if preamble == 1 {
                        intake.warn("preamble", place.number, line.as_str());
                    }
                }
            }
        }
        intake.tick()?;
    }
    teller.flush(intake)
}

/// The conversation as the survey saw it.
fn chat(title: Option<String>, verdict: &Verdict) -> Chat {
    let mut names: Vec<&str> = verdict.authors.keys().filter(|name| !verdict.mute.contains(name)).map(|name| verdict.joined.get(name).unwrap_or(name).as_str()).collect();
    names.sort_unstable();
    let kind = if verdict.is_group || names.len() > 2 { ChatKind::Group } else { ChatKind::Private };
    let counterpart = title.as_ref().filter(|_| kind == ChatKind::Private).and_then(|title| names.iter().find(|name| same(name, title))).map(|name| key(name));
    // Two people name a conversation better than the file does, which may be renamed; a group has its title.
    let key = match (kind, names.as_slice(), &title) {
        (ChatKind::Private, [one, other], _) => key_of(&["whatsapp", &key(one), &key(other)]),
        (_, _, Some(title)) => key_of(&["whatsapp", title]),
        (_, names, None) => key_of(&["whatsapp", names.first().copied().unwrap_or_default()]),
    };
    Chat { key, title, kind, counterpart }
}

/// Names are the same whatever a file system made of their signs.
fn same(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (a, b) = (letters(a), letters(b));
    !a.is_empty() && a == b
}

/// A tilde stands before the name a stranger gave himself.
fn shown(name: &str) -> &str {
    name.trim_start_matches(['~', ' '])
}

fn key(name: &str) -> String {
    phone(name).unwrap_or_else(|| shown(name).to_owned())
}

struct Open {
    at: Civil,
    body: String,
    line: u64,
    is_cut: bool,
}

struct Teller<'v> {
    key: String,
    verdict: &'v Verdict,
    files: Option<&'v HashSet<String>>,
    open: Option<Open>,
}

impl Teller<'_> {
    fn begin(&mut self, at: Civil, body: &str, line: u64, intake: &mut Intake) -> Flow {
        self.flush(intake)?;
        self.open = Some(Open { at, body: body.to_owned(), line, is_cut: false });
        Ok(())
    }

    /// A further line of the message under way; false when there is none.
    fn go_on(&mut self, line: &str) -> bool {
        let Some(open) = &mut self.open else { return false };
        if open.body.len() + line.len() < BODY_BYTES {
            open.body.push('\n');
            open.body.push_str(line);
        } else {
            open.is_cut = true;
        }
        true
    }

    fn flush(&mut self, intake: &mut Intake) -> Flow {
        let Some(open) = self.open.take() else { return Ok(()) };
        if open.is_cut {
            intake.warn("cut_text", open.line, "");
        }
        let (name, raw) = self.author(&open.body);
        let is_mute = name.as_ref().is_some_and(|name| self.verdict.mute.contains(name));
        let around = Around { has_author: name.is_some(), is_mute, is_ios: self.verdict.shape.style == Style::Bracket, files: self.files };
        let body = parse(raw, around);
        let author = name.filter(|_| body.kind == MessageKind::Message || body.is_call);
        let author = match author {
            Some(name) => Some(person(&name, intake)?),
            None => None,
        };
        let at = open.at.to_string();
        let id = intake.stable_id(&[&at, author.as_deref().unwrap_or_default(), raw]);
        intake.message(Message {
            id,
            chat: self.key.clone(),
            at: Moment::Local(open.at),
            author,
            text: body.text,
            media: body.media,
            kind: body.kind,
            reply_to: None,
            forwarded_from: None,
            is_edited: body.is_edited,
            is_deleted: body.is_deleted,
            line: open.line,
        })
    }

    /// Who wrote, and what is behind the name; nobody for a line of the messenger's own.
    fn author<'b>(&self, body: &'b str) -> (Option<String>, &'b str) {
        let verdict = self.verdict;
        let is_ios = verdict.shape.style != Style::Dash;
        let first = body.split('\n').next().unwrap_or(body);
        let ended = || first.strip_suffix(':').filter(|name| verdict.authors.contains_key(&one_line(name))).and_then(|name| Some((name, body.get(name.len() + 1..)?)));
        let tight = || first.split_once(':').filter(|(name, _)| is_ios && verdict.authors.get(&one_line(name)).is_some_and(|count| *count > 1)).and_then(|(name, _)| Some((name, body.get(name.len() + 1..)?)));
        let spaced = || first.split_once(": ").and_then(|(name, _)| Some((name, body.get(name.len() + 2..)?)));
        let Some((name, rest)) = spaced().or_else(ended).or_else(tight) else { return (None, body) };
        let name = one_line(name);
        let count = verdict.authors.get(&name).copied().unwrap_or(0);
        if name.is_empty() || name.chars().count() > 100 || count < 3 && phrase::is_event(&name) {
            return (None, body);
        }
        if let Some(whole) = verdict.joined.get(&name)
            && let Some((_, behind)) = rest.split_once(": ")
        {
            return (Some(whole.clone()), behind);
        }
        (Some(name), rest)
    }
}

/// Hands the author out once and gives the key.
fn person(name: &str, intake: &mut Intake) -> Flow<String> {
    let number = phone(name);
    let key = key(name);
    let name = Some(shown(name).to_owned()).filter(|_| number.is_none());
    intake.person(Person { key: key.clone(), name, phones: number.into_iter().collect(), ..Person::default() })?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn titles_come_from_names_of_files() {
        for (name, found) in [
            ("WhatsApp Chat with Анна.txt", Some("Анна")),
            ("Чат WhatsApp с контактом Анна Ли (1).txt", Some("Анна Ли")),
            ("WhatsApp Chat - Анна (2).zip", Some("Анна")),
            ("_chat.txt", None),
            ("WhatsApp Chat - Анна/_chat.txt", Some("Анна")),
            ("анна.txt", Some("анна")),
            ("WhatsApp Chat with Салон (лето).txt", Some("Салон (лето)")),
        ] {
            assert_eq!(title(name).as_deref(), found, "{name}");
        }
    }
}
