//! Compound files: the container of old Office documents and of encrypted new ones. Streams are read sector by sector.

use crate::reading::Flow;
use crate::refused::Refused;
use std::io::{self, Read, Seek, SeekFrom};

const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const LAST: u32 = 0xffff_fffa;
/// Directory entries looked at.
const NAMES: usize = 4_096;

pub(crate) fn is_compound(head: &[u8]) -> bool {
    head.starts_with(&MAGIC)
}

pub(crate) struct Compound<'s, S> {
    source: &'s mut S,
    sector: u64,
    mini: u64,
    cutoff: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// Sectors of the root entry, which holds the small streams.
    root: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    is_stream: bool,
    start: u32,
    size: u64,
}

fn damaged() -> Refused {
    Refused::broken("its inner file table cannot be read")
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

impl<'s, S: Read + Seek> Compound<'s, S> {
    pub(crate) fn open(source: &'s mut S, size: u64) -> Flow<Self> {
        source.seek(SeekFrom::Start(0))?;
        let mut head = [0u8; 512];
        source.read_exact(&mut head).map_err(|_| damaged())?;
        let shift = |at: usize, allowed: [u16; 2]| u16_at(&head, at).filter(|s| allowed.contains(s)).map(|s| 1u64 << s).ok_or_else(damaged);
        let (sector, mini) = (shift(30, [9, 12])?, shift(32, [6, 6])?);
        let word = |at: usize| u32_at(&head, at).unwrap_or(LAST);
        let sectors = size / sector + 1;
        let mut file = Self { source, sector, mini, cutoff: u64::from(word(56)), fat: Vec::new(), mini_fat: Vec::new(), root: Vec::new(), entries: Vec::new() };
        let mut tables: Vec<u32> = (0..109).map(|i| word(76 + i * 4)).filter(|s| *s < LAST).collect();
        let (mut next, mut seen) = (word(68), 0u64);
        while next < LAST {
            let table = file.sector_words(next)?;
            let (rest, link) = table.split_at_checked(table.len().saturating_sub(1)).ok_or_else(damaged)?;
            tables.extend(rest.iter().filter(|s| **s < LAST));
            next = link.first().copied().unwrap_or(LAST);
            seen += 1;
            if seen > sectors {
                return Err(damaged().into());
            }
        }
        if u64::try_from(tables.len()).unwrap_or(u64::MAX) > sectors {
            return Err(damaged().into());
        }
        for table in tables {
            let words = file.sector_words(table)?;
            file.fat.extend(words);
        }
        file.fat.truncate(usize::try_from(sectors).unwrap_or(0));
        let directory = file.chain(word(48), &file.fat)?;
        file.read_entries(&directory)?;
        for sector in file.chain(word(60), &file.fat)? {
            let words = file.sector_words(sector)?;
            file.mini_fat.extend(words);
        }
        if let Some(start) = file.entries.first().map(|e| e.start) {
            file.root = file.chain(start, &file.fat)?;
        }
        Ok(file)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|e| e.is_stream && e.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn stream(self, name: &str) -> Flow<Stream<'s, S>> {
        let entry = self.entries.iter().find(|e| e.is_stream && e.name.eq_ignore_ascii_case(name)).ok_or_else(damaged)?;
        let mut places = Vec::new();
        let step = if entry.size < self.cutoff {
            let per = self.sector / self.mini;
            for small in self.chain(entry.start, &self.mini_fat)? {
                let big = usize::try_from(u64::from(small) / per).ok().and_then(|at| self.root.get(at)).ok_or_else(damaged)?;
                places.push(self.place(*big) + u64::from(small) % per * self.mini);
            }
            self.mini
        } else {
            places.extend(self.chain(entry.start, &self.fat)?.into_iter().map(|s| self.place(s)));
            self.sector
        };
        let size = entry.size.min(step.saturating_mul(u64::try_from(places.len()).unwrap_or(0)));
        Ok(Stream { source: self.source, places, step, size, at: 0 })
    }

    fn place(&self, sector: u32) -> u64 {
        (u64::from(sector) + 1).saturating_mul(self.sector)
    }

    fn sector_words(&mut self, sector: u32) -> Flow<Vec<u32>> {
        let bytes = self.sector_bytes(sector)?;
        Ok(bytes.chunks_exact(4).filter_map(|c| Some(u32::from_le_bytes(c.try_into().ok()?))).collect())
    }

    fn sector_bytes(&mut self, sector: u32) -> Flow<Vec<u8>> {
        let place = self.place(sector);
        self.source.seek(SeekFrom::Start(place))?;
        let mut bytes = Vec::new();
        self.source.by_ref().take(self.sector).read_to_end(&mut bytes)?;
        bytes.resize(usize::try_from(self.sector).unwrap_or(512), 0xff);
        Ok(bytes)
    }

    fn chain(&self, start: u32, table: &[u32]) -> Flow<Vec<u32>> {
        let (mut chain, mut next) = (Vec::new(), start);
        while next < LAST {
            chain.push(next);
            if chain.len() > table.len() {
                return Err(damaged().into());
            }
            next = usize::try_from(next).ok().and_then(|at| table.get(at)).copied().ok_or_else(damaged)?;
        }
        Ok(chain)
    }

    fn read_entries(&mut self, directory: &[u32]) -> Flow {
        for sector in directory {
            for entry in self.sector_bytes(*sector)?.chunks_exact(128) {
                let length = usize::from(u16_at(entry, 64).unwrap_or(0)).saturating_sub(2).min(62);
                let name: Vec<u16> = entry.get(..length).unwrap_or_default().chunks_exact(2).filter_map(|c| u16_at(c, 0)).collect();
                let high = if self.sector == 512 { 0 } else { u64::from(u32_at(entry, 124).unwrap_or(0)) };
                let size = u64::from(u32_at(entry, 120).unwrap_or(0)) | high << 32;
                self.entries.push(Entry { name: String::from_utf16_lossy(&name), is_stream: entry.get(66) == Some(&2), start: u32_at(entry, 116).unwrap_or(LAST), size });
                if self.entries.len() >= NAMES {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// One stream of a compound file.
pub(crate) struct Stream<'s, S> {
    source: &'s mut S,
    places: Vec<u64>,
    step: u64,
    size: u64,
    at: u64,
}

impl<S> Stream<'_, S> {
    pub(crate) fn go(&mut self, at: u64) {
        self.at = at.min(self.size);
    }

    pub(crate) fn place(&self) -> (u64, u64) {
        (self.at, self.size)
    }
}

impl<S: Read + Seek> Read for Stream<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let within = self.at % self.step;
        let most = (self.step - within).min(self.size - self.at);
        let Some(place) = usize::try_from(self.at / self.step).ok().and_then(|i| self.places.get(i)).filter(|_| most > 0) else { return Ok(0) };
        self.source.seek(SeekFrom::Start(place + within))?;
        let most = usize::try_from(most).unwrap_or(0).min(buffer.len());
        let read = self.source.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.at += u64::try_from(read).unwrap_or(0);
        Ok(read)
    }
}
