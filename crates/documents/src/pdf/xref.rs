//! Where the objects of a PDF lie: tables, streams, both, and the search through the file when they are wrong.

use super::file::File;
use super::lexer::{Lexer, Token, is_space};
use super::object::{Dict, Object};
use crate::reading::Flow;
use crate::refused::Refused;
use std::collections::HashSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    At(usize),
    /// In an object stream.
    Packed(u32),
}

/// Objects of one file, per file allowed in an archive.
const PER_ENTRY: usize = 100;

fn check(file: &File) -> Flow {
    let most = file.limits.entries.saturating_mul(PER_ENTRY);
    if file.places.len() > most { Err(Refused::too_large(format_args!("{most} objects")).into()) } else { Ok(()) }
}

/// Follows the chain of tables from the newest to the oldest; what a newer one says stands.
pub(super) fn read(file: &mut File) -> Flow {
    let tail = file.bytes.len().saturating_sub(2_048);
    let Some(at) = memchr::memmem::rfind(file.bytes.get(tail..).unwrap_or_default(), b"startxref") else { return Ok(()) };
    let start = Lexer::new(&file.bytes, tail + at + 9).object().and_then(|o| o.index());
    let mut next: Vec<usize> = start.into_iter().collect();
    let mut seen = HashSet::new();
    while let Some(at) = next.pop() {
        if !seen.insert(at) || seen.len() > 1_000 {
            continue;
        }
        let mut lexer = Lexer::new(&file.bytes, at);
        let found = if lexer.word(b"xref") { table(&file.bytes, lexer.at, file.limits.entries.saturating_mul(PER_ENTRY)) } else { stream(file, at)? };
        let Some((places, dict)) = found else { continue };
        for (id, place) in places {
            if let Some(place) = place {
                file.places.entry(id).or_insert(place);
            }
        }
        check(file)?;
        // The hybrid stream is looked at before the older table.
        next.extend(dict.get("Prev").and_then(Object::index));
        next.extend(dict.get("XRefStm").and_then(Object::index));
        for (key, value) in dict.0 {
            if file.trailer.get(&String::from_utf8_lossy(&key)).is_none() {
                file.trailer.0.push((key, value));
            }
        }
    }
    Ok(())
}

type Found = (Vec<(u32, Option<Place>)>, Dict);

fn table(bytes: &[u8], at: usize, most: usize) -> Option<Found> {
    let mut lexer = Lexer::new(bytes, at);
    let mut places = Vec::new();
    loop {
        match lexer.token()? {
            Token::Word(b"trailer") => return Some((places, lexer.object()?.dict()?.clone())),
            Token::Value(Object::Int(first)) => {
                let (first, count) = (u32::try_from(first).ok()?, lexer.object()?.int()?);
                // An entry takes at least eighteen bytes.
                if count < 0 || count > i64::try_from(bytes.len() / 18).unwrap_or(0) || places.len() > most {
                    return None;
                }
                for id in (first..).take(usize::try_from(count).ok()?.min(most)) {
                    let at = lexer.object()?.index()?;
                    lexer.object()?;
                    match lexer.token()? {
                        Token::Word(b"n") => places.push((id, (at > 0).then_some(Place::At(at)))),
                        Token::Word(b"f") => {}
                        _ => return None,
                    }
                }
            }
            _ => return None,
        }
    }
}

fn stream(file: &File, at: usize) -> Flow<Option<Found>> {
    let Some(object) = file.read_at(at, None) else { return Ok(None) };
    let Some(dict) = object.dict().filter(|d| d.is_type("XRef")).cloned() else { return Ok(None) };
    let Some(bytes) = file.content(&object)? else { return Ok(None) };
    let widths: Vec<usize> = dict.get("W").and_then(Object::array).unwrap_or_default().iter().filter_map(Object::index).collect();
    let [kind, second, third] = widths.as_slice() else { return Ok(None) };
    let length = kind + second + third;
    if length == 0 || length > 24 {
        return Ok(None);
    }
    let size = dict.get("Size").and_then(Object::index).unwrap_or(0);
    let index: Vec<usize> = match dict.get("Index").and_then(Object::array) {
        Some(index) => index.iter().filter_map(Object::index).collect(),
        None => vec![0, size],
    };
    let ids = index.chunks_exact(2).flat_map(|part| part.first().map(|first| *first..first.saturating_add(part.get(1).copied().unwrap_or(0))).unwrap_or(0..0));
    let number = |bytes: &[u8]| bytes.iter().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
    let most = file.limits.entries.saturating_mul(PER_ENTRY);
    let mut places = Vec::new();
    for (id, entry) in ids.zip(bytes.chunks_exact(length)).take(most + 1) {
        let (first, rest) = entry.split_at_checked(*kind).unwrap_or_default();
        let Ok(id) = u32::try_from(id) else { continue };
        let second = number(rest.get(..*second).unwrap_or_default());
        let place = match if *kind == 0 { 1 } else { number(first) } {
            1 => usize::try_from(second).ok().map(Place::At),
            2 => u32::try_from(second).ok().map(Place::Packed),
            _ => None,
        };
        places.push((id, place));
    }
    Ok(Some((places, dict)))
}

/// Looks for every `N G obj` in the file. The last one with a number counts.
pub(super) fn rebuild(file: &mut File) -> Flow {
    file.places.clear();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(&file.bytes, b" obj") {
        if let Some((id, from)) = number_before(&file.bytes, at) {
            found.push((id, from));
        }
        if found.len() > file.limits.entries.saturating_mul(PER_ENTRY * 2) {
            return Err(Refused::too_large("a million objects").into());
        }
    }
    for (id, from) in &found {
        file.places.insert(*id, Place::At(*from));
    }
    check(file)?;
    let mut root = None;
    let mut packs = Vec::new();
    let mut trailer = Dict::default();
    for at in memchr::memmem::find_iter(&file.bytes, b"trailer") {
        if let Some(Object::Dict(dict)) = Lexer::new(&file.bytes, at + 7).object() {
            trailer.0.extend(dict.0);
        }
        if trailer.0.len() > 1_000 {
            break;
        }
    }
    for (id, from) in found {
        let head = file.bytes.get(from..file.bytes.len().min(from + 400)).unwrap_or_default();
        let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
        if has(b"ObjStm") {
            packs.push(id);
        } else if has(b"Catalog") {
            root = Some(id);
        } else if has(b"XRef")
            && let Some(Object::Stream(dict, _)) = file.read_at(from, Some(id))
        {
            trailer.0.extend(dict.0);
        }
    }
    file.trailer = trailer;
    if file.trailer.get("Encrypt").is_none() {
        for pack in packs {
            for id in file.pack_numbers(pack) {
                file.places.entry(id).or_insert(Place::Packed(pack));
                check(file)?;
                if root.is_none() && file.resolve(&Object::Ref(id, 0)).dict().is_some_and(|d| d.is_type("Catalog")) {
                    root = Some(id);
                }
            }
        }
    }
    if let Some(id) = root
        && file.catalog().get("Pages").is_none()
    {
        file.trailer.0.push((b"Root".to_vec(), Object::Ref(id, 0)));
    }
    Ok(())
}

/// The object number that ends before ` obj`, and where it begins.
fn number_before(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let digits = |end: usize| {
        let start = (end.saturating_sub(10)..end).rev().take_while(|i| bytes.get(*i).is_some_and(u8::is_ascii_digit)).last()?;
        Some((start, std::str::from_utf8(bytes.get(start..end)?).ok()?.parse::<u32>().ok()?))
    };
    let (generation_at, _) = digits(at)?;
    let space = (generation_at.saturating_sub(4)..generation_at).rev().take_while(|i| bytes.get(*i).is_some_and(|b| is_space(*b))).last()?;
    let (from, id) = digits(space)?;
    Some((id, from))
}
