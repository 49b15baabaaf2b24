//! Files that came along with a chat, out of its zip. Which of them are wanted the import knows; how large one may be, too.

use crate::archive::Archive;
use crate::limits::Limits;
use crate::reading::Halt;
use crate::refused::Refused;
use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

/// Hands out the bytes of the wanted files that are there, each with its place among `names`; None for one of more than `most` bytes.
/// A file is known by its name as in `Media`, wherever in the archive it lies. What is no archive has none.
pub fn media(source: &mut (impl Read + Seek), names: &[String], most: u64, sink: &mut dyn FnMut(usize, Option<Vec<u8>>)) -> Result<(), Refused> {
    let mut head = [0u8; 4];
    source.seek(SeekFrom::Start(0)).map_err(Halt::from).map_err(refused)?;
    if source.read_exact(&mut head).is_err() || !head.starts_with(b"PK") {
        return Ok(());
    }
    let mut archive = Archive::open(source, &Limits::of_import()).map_err(refused)?;
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, name) in archive.names().enumerate() {
        // The whole path, and every shorter end of it.
        let mut rest = Some(name);
        while let Some(end) = rest {
            places.entry(end.to_owned()).or_insert(at);
            rest = end.split_once('/').map(|(_, end)| end);
        }
    }
    for (at, name) in names.iter().enumerate() {
        let Some(index) = places.get(name.trim_start_matches('/')) else { continue };
        let Ok(part) = archive.part(*index) else { continue };
        let mut bytes = Vec::new();
        // A damaged picture does not stop a chat.
        if part.take(most + 1).read_to_end(&mut bytes).is_ok() {
            sink(at, Some(bytes).filter(|bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX) <= most));
        }
    }
    Ok(())
}

fn refused(halt: Halt) -> Refused {
    match halt {
        Halt::Refused(refused) => refused,
        Halt::Enough(_) => Refused::broken("it ends in the middle"),
    }
}
