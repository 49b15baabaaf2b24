//! Cards of people: vCard 2.1, 3.0 and 4.0, as phones, mail programs and old software write them. One card is in memory at a
//! time; pictures are passed over without being kept.

use crate::import::intake::{Intake, cleaned, key_of, one_line, phone, short};
use crate::import::lines::{Lines, of_file};
use crate::import::{Civil, Person};
use crate::reading::Flow;
use encoding_rs::{Encoding, UTF_8};
use std::io::{Read, Seek, SeekFrom};

/// Bytes kept of one property; notes are the longest.
const PROPERTY: usize = 64 << 10;
/// Numbers, addresses and tags kept of one person.
const MANY: usize = 30;

pub(crate) fn is_cards(sample: &str) -> bool {
    sample.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).get(..11).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCARD"))
}

pub(crate) fn read(source: &mut (impl Read + Seek), size: u64, intake: &mut Intake) -> Flow {
    let encoding = of_file(source, intake)?;
    source.seek(SeekFrom::Start(0))?;
    let mut lines = Lines::new(source, encoding);
    let (mut line, mut property) = (String::new(), Unfolded::default());
    let mut reader = Reader::default();
    while let Some(place) = lines.next(&mut line, intake)? {
        intake.at(lines.done(), size);
        intake.tick()?;
        if property.goes_on(&line) {
            continue;
        }
        if let Some((number, text)) = property.replace(&line, place.number) {
            reader.take(&text, number, intake)?;
        }
    }
    if let Some((number, text)) = property.replace("", 0) {
        reader.take(&text, number, intake)?;
    }
    if reader.card.is_some() {
        intake.report.is_truncated = true;
        intake.warn("truncated", reader.line, "a card without an end");
        reader.finish(intake)?;
    }
    Ok(())
}

/// A property put together from its lines.
#[derive(Default)]
struct Unfolded {
    text: String,
    line: u64,
    /// Quoted-printable goes on after a `=` at the end of a line.
    is_quoted: bool,
    /// A picture: its lines are read and forgotten.
    is_skipped: bool,
}

impl Unfolded {
    /// Takes a further line of the property under way, if it is one.
    fn goes_on(&mut self, line: &str) -> bool {
        if self.is_quoted && self.text.ends_with('=') {
            self.text.pop();
            self.add(line.trim_start_matches(' '));
            return true;
        }
        if let Some(rest) = line.strip_prefix([' ', '\t'])
            && !self.text.is_empty()
        {
            self.add(rest);
            return true;
        }
        // Base64 of 2.1 may stand unfolded; it holds no colon.
        self.is_skipped && !line.is_empty() && !line.contains(':')
    }

    fn add(&mut self, piece: &str) {
        if !self.is_skipped && self.text.len() + piece.len() < PROPERTY {
            self.text.push_str(piece);
        }
    }

    /// Begins the next property and gives the one before.
    fn replace(&mut self, line: &str, number: u64) -> Option<(u64, String)> {
        let before = (self.line, std::mem::take(&mut self.text));
        let head = line.split(':').next().unwrap_or(line).to_ascii_uppercase();
        let name = head.split(';').next().unwrap_or(&head);
        let name = name.rsplit('.').next().unwrap_or(name);
        self.is_quoted = head.contains("QUOTED-PRINTABLE");
        self.is_skipped = matches!(name, "PHOTO" | "LOGO" | "SOUND" | "KEY" | "X-THUMBNAIL");
        self.line = number;
        self.text = if self.is_skipped { format!("{name}:") } else { short(line, PROPERTY) };
        (!before.1.is_empty()).then_some(before)
    }
}

#[derive(Default)]
struct Reader {
    card: Option<Card>,
    line: u64,
}

#[derive(Default)]
struct Card {
    person: Person,
    uid: Option<String>,
    nickname: Option<String>,
    parts: Option<String>,
}

impl Reader {
    fn take(&mut self, text: &str, number: u64, intake: &mut Intake) -> Flow {
        let Some(property) = property(text) else {
            if self.card.is_some() && !text.trim().is_empty() {
                intake.warn("odd_card", number, text);
            }
            return Ok(());
        };
        match (property.name.as_str(), property.value.trim().to_ascii_uppercase().as_str()) {
            ("BEGIN", "VCARD") => {
                // One that never ended ends here.
                self.finish(intake)?;
                self.card = Some(Card::default());
                self.line = number;
                Ok(())
            }
            ("END", "VCARD") => self.finish(intake),
            _ => {
                if let Some(card) = &mut self.card {
                    card.take(&property);
                }
                Ok(())
            }
        }
    }

    fn finish(&mut self, intake: &mut Intake) -> Flow {
        let Some(card) = self.card.take() else { return Ok(()) };
        let Card { mut person, uid, nickname, parts } = card;
        person.name = person.name.or(parts).or(nickname).or_else(|| person.company.clone());
        // The same number written in two ways is one.
        person.phones.dedup();
        if person.name.is_none() && person.phones.is_empty() && person.emails.is_empty() {
            intake.warn("odd_card", self.line, "a card without a name, a phone or an e-mail");
            return Ok(());
        }
        let own = || {
            let mut all = vec!["vcard", person.name.as_deref().unwrap_or_default()];
            all.extend(person.phones.iter().chain(&person.emails).map(String::as_str));
            key_of(&all)
        };
        person.key = uid.unwrap_or_else(own);
        intake.person(person)
    }
}

impl Card {
    fn take(&mut self, property: &Property) {
        let person = &mut self.person;
        let line = || Some(one_line(&unescaped(&property.value))).filter(|text| !text.is_empty());
        match property.name.as_str() {
            "FN" => person.name = person.name.take().or_else(line),
            "N" => {
                // Family, given, additional, prefix, suffix: said in the order people say it.
                let parts = split(&property.value, ';');
                let part = |at: usize| parts.get(at).map(|text| one_line(&unescaped(text))).filter(|text| !text.is_empty());
                let name: Vec<String> = [part(1), part(2), part(0)].into_iter().flatten().collect();
                self.parts = Some(name.join(" ")).filter(|name| !name.is_empty());
            }
            "NICKNAME" => self.nickname = line(),
            "TEL" => add(&mut person.phones, phone(property.value.split(";ext=").next().unwrap_or_default())),
            "EMAIL" => add(&mut person.emails, line().filter(|text| text.contains('@')).map(|text| text.trim_start_matches("mailto:").to_lowercase())),
            "ORG" => person.company = split(&property.value, ';').into_iter().map(|text| one_line(&unescaped(&text))).find(|text| !text.is_empty()).or(person.company.take()),
            "TITLE" | "ROLE" => person.position = person.position.take().or_else(line),
            "BDAY" => person.birthday = birthday(property.value.trim()),
            "NOTE" => {
                let text = cleaned(&unescaped(&property.value));
                let before = person.note.take().filter(|note| !note.is_empty()).map(|note| note + "\n").unwrap_or_default();
                person.note = Some(short(&(before + &text), PROPERTY / 4)).filter(|note| !note.is_empty());
            }
            "CATEGORIES" => split(&property.value, ',').iter().for_each(|tag| add(&mut person.tags, Some(one_line(&unescaped(tag))).filter(|tag| !tag.is_empty()))),
            "UID" => self.uid = line().map(|uid| uid.trim_start_matches("urn:uuid:").to_owned()),
            _ => {}
        }
    }
}

fn add(list: &mut Vec<String>, item: Option<String>) {
    if let Some(item) = item
        && list.len() < MANY
        && !list.contains(&item)
    {
        list.push(item);
    }
}

struct Property {
    /// In capitals, without the group before the point.
    name: String,
    value: String,
}

/// `item1.TEL;TYPE=cell:+7 912 …`: quoted parameters may hold colons.
fn property(text: &str) -> Option<Property> {
    let mut is_quoted = false;
    let (colon, _) = text.char_indices().find(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == ':' && !is_quoted
    })?;
    let (head, value) = text.split_at_checked(colon)?;
    let value = value.get(1..)?;
    let mut parts = head.split(';');
    let name = parts.next()?.trim();
    let name = name.rsplit('.').next().unwrap_or(name).to_ascii_uppercase();
    let (mut is_printable, mut is_base64, mut charset) = (false, false, UTF_8);
    for part in parts {
        let (key, given) = part.split_once('=').unwrap_or(("", part));
        let given = given.trim_matches(['"', ' ']);
        match (key.trim().to_ascii_uppercase().as_str(), given.to_ascii_uppercase().as_str()) {
            ("ENCODING" | "", "QUOTED-PRINTABLE") => is_printable = true,
            ("ENCODING" | "", "BASE64" | "B") => is_base64 = true,
            ("CHARSET", _) => charset = Encoding::for_label(given.as_bytes()).unwrap_or(UTF_8),
            _ => {}
        }
    }
    let value = match (is_printable, is_base64) {
        (true, _) => charset.decode(&printable(value)).0.into_owned(),
        (_, true) => String::new(),
        _ => value.to_owned(),
    };
    Some(Property { name, value })
}

/// Bytes out of quoted-printable.
fn printable(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let mut ahead = bytes.clone();
        let digit = |byte: Option<u8>| byte.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        if let (Some(high), Some(low)) = (digit(ahead.next()), digit(ahead.next())) {
            out.push(high << 4 | low);
            bytes = ahead;
        }
    }
    out
}

/// Cuts at a sign that is not escaped.
fn split(text: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for c in text.chars() {
        if c == sign && !is_escaped {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

/// `1985-04-12`, `19850412`, `--0412`, `--04-12`, each with or without a time behind.
fn birthday(text: &str) -> Option<String> {
    let date = text.split(['T', ' ']).next()?;
    if let Some(rest) = date.strip_prefix("--") {
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        let (month, day) = digits.split_at_checked(2)?;
        // The odd day must be allowed: the year is unknown.
        Civil::parse(&format!("2000-{month}-{day}"))?;
        return Some(format!("--{month}-{day}"));
    }
    let digits: String = date.chars().filter(char::is_ascii_digit).collect();
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let civil = Civil::parse(&format!("{year}-{month}-{day}")).filter(|_| digits.len() == 8)?;
    match civil.year() {
        1880..=2100 => Some(format!("{year}-{month}-{day}")),
        // What Apple writes for an unknown year.
        1604 => Some(format!("--{month}-{day}")),
        _ => None,
    }
}
