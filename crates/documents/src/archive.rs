//! Zip archives, read from their central directory: what office files are packed in. Only what is asked for is unpacked,
//! in a stream, and every byte counts against the limits. An archive within is never opened.

use crate::limits::Limits;
use crate::reading::Flow;
use crate::refused::Refused;
use flate2::bufread::DeflateDecoder;
use std::cell::Cell;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::rc::Rc;

const END: [u8; 4] = *b"PK\x05\x06";
const END_64_LOCATOR: [u8; 4] = *b"PK\x06\x07";
const END_64: [u8; 4] = *b"PK\x06\x06";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// End record with the longest comment.
const TAIL: u64 = 22 + 65_535;

#[derive(Debug)]
struct Entry {
    name: String,
    method: u16,
    packed: u64,
    unpacked: u64,
    offset: u64,
    is_encrypted: bool,
}

pub(crate) struct Archive<'s, S> {
    source: &'s mut S,
    entries: Vec<Entry>,
    spent: Rc<Cell<u64>>,
    limits: Limits,
}

/// Little-endian fields of a record, read one after another.
struct Fields<'b>(&'b [u8]);

impl Fields<'_> {
    fn number(&mut self, bytes: usize) -> Option<u64> {
        let (field, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(field.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.0 = self.0.get(bytes..)?;
        Some(())
    }

    fn take(&mut self, bytes: usize) -> Option<&[u8]> {
        let (field, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(field)
    }
}

fn damaged() -> Refused {
    Refused::broken("its table of contents cannot be read")
}

impl<'s, S: Read + Seek> Archive<'s, S> {
    pub(crate) fn open(source: &'s mut S, limits: &Limits) -> Flow<Self> {
        let size = source.seek(SeekFrom::End(0))?;
        let (start, length, count) = directory(source, size)?;
        if count > u64::try_from(limits.entries).unwrap_or(u64::MAX) {
            return Err(Refused::too_large(format_args!("{} files inside", limits.entries)).into());
        }
        // The longest honest record: a name of a kilobyte and as much of extras.
        if length > size || length > 4_096 * (count + 1) {
            return Err(damaged().into());
        }
        source.seek(SeekFrom::Start(start))?;
        let mut table = Vec::new();
        source.by_ref().take(length).read_to_end(&mut table)?;
        let mut entries = Vec::new();
        let mut fields = Fields(&table);
        for _ in 0..count {
            entries.push(entry(&mut fields).ok_or_else(damaged)?);
        }
        let archive = Self { source, entries, spent: Rc::default(), limits: limits.clone() };
        archive.check_overlap()?;
        Ok(archive)
    }

    /// Files laid over one another are how a small archive unpacks to petabytes.
    fn check_overlap(&self) -> Flow {
        let mut places: Vec<(u64, u64)> = self.entries.iter().filter(|e| e.packed > 0).map(|e| (e.offset, e.offset.saturating_add(e.packed))).collect();
        places.sort_unstable();
        if places.iter().zip(places.iter().skip(1)).any(|(a, b)| b.0 < a.1) {
            return Err(Refused::zip_bomb("files inside share the same data").into());
        }
        Ok(())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|e| e.name.as_str())
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('/');
        self.entries.iter().position(|e| e.name == name).or_else(|| self.entries.iter().position(|e| e.name.eq_ignore_ascii_case(name)))
    }

    /// What the contents claim to unpack to and are packed into.
    pub(crate) fn claims(&self) -> (u64, u64) {
        self.entries.iter().fold((0, 0), |(unpacked, packed), e| (unpacked.saturating_add(e.unpacked), packed.saturating_add(e.packed)))
    }

    /// A stream over one file inside.
    pub(crate) fn part(&mut self, index: usize) -> Flow<Part<'_, S>> {
        let entry = self.entries.get(index).ok_or_else(damaged)?;
        if entry.is_encrypted {
            return Err(Refused::encrypted("").into());
        }
        self.source.seek(SeekFrom::Start(entry.offset))?;
        let mut local = [0u8; 30];
        self.source.read_exact(&mut local)?;
        let mut fields = Fields(&local);
        let is_local = fields.take(4) == Some(&LOCAL[..]);
        fields.skip(22).ok_or_else(damaged)?;
        let (Some(name), Some(extra), true) = (fields.number(2), fields.number(2), is_local) else { return Err(damaged().into()) };
        self.source.seek(SeekFrom::Start(entry.offset.saturating_add(30 + name + extra)))?;
        let packed = BufReader::with_capacity(32 << 10, self.source.by_ref().take(entry.packed));
        let body = match entry.method {
            0 => Body::Stored(packed),
            8 => Body::Deflated(DeflateDecoder::new(packed)),
            _ => return Err(Refused::unsupported("an archive packed in an unusual way", "Save the file again with an ordinary office program.").into()),
        };
        let meter = Meter { given: 0, packed: entry.packed, claimed: entry.unpacked, spent: Rc::clone(&self.spent), most: self.limits.unpacked_bytes, ratio: self.limits.ratio, ratio_from: self.limits.ratio_from };
        Ok(Part { body, meter })
    }

    /// A small file inside, whole.
    pub(crate) fn whole(&mut self, index: usize) -> Flow<Vec<u8>> {
        let most = self.limits.part_bytes;
        let mut bytes = Vec::new();
        self.part(index)?.take(most + 1).read_to_end(&mut bytes)?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
            return Err(Refused::too_large(format_args!("{} MB in one part", most >> 20)).into());
        }
        Ok(bytes)
    }
}

/// Place, length and number of records of the central directory.
fn directory(source: &mut (impl Read + Seek), size: u64) -> Flow<(u64, u64, u64)> {
    let tail_at = size.saturating_sub(TAIL);
    source.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    source.by_ref().take(TAIL).read_to_end(&mut tail)?;
    let at = memchr::memmem::rfind(&tail, &END).ok_or_else(|| Refused::broken("its end is missing, as after an upload that broke off"))?;
    let end_at = tail_at.saturating_add(u64::try_from(at).unwrap_or(0));
    let mut fields = Fields(tail.get(at..).unwrap_or_default());
    fields.skip(10).ok_or_else(damaged)?;
    let (Some(count), Some(length), Some(start)) = (fields.number(2), fields.number(4), fields.number(4)) else { return Err(damaged().into()) };
    if count < 0xffff && length < 0xffff_ffff && start < 0xffff_ffff {
        // Bytes in front of the archive move everything; the directory ends where the end record begins.
        let real = end_at.saturating_sub(length);
        return Ok((if is_central(source, start)? { start } else { real }, length, count));
    }
    let mut record = [0u8; 56];
    source.seek(SeekFrom::Start(end_at.saturating_sub(20)))?;
    let mut locator = [0u8; 20];
    source.read_exact(&mut locator)?;
    let mut fields = Fields(&locator);
    if fields.take(4) != Some(&END_64_LOCATOR[..]) {
        return Ok((start, length, count));
    }
    fields.skip(4).ok_or_else(damaged)?;
    source.seek(SeekFrom::Start(fields.number(8).ok_or_else(damaged)?))?;
    source.read_exact(&mut record)?;
    let mut fields = Fields(&record);
    let is_end = fields.take(4) == Some(&END_64[..]);
    fields.skip(28).ok_or_else(damaged)?;
    match (fields.number(8), fields.number(8), fields.number(8)) {
        (Some(count), Some(length), Some(start)) if is_end => Ok((start, length, count)),
        _ => Err(damaged().into()),
    }
}

fn is_central(source: &mut (impl Read + Seek), at: u64) -> Flow<bool> {
    source.seek(SeekFrom::Start(at))?;
    let mut mark = [0u8; 4];
    Ok(source.read_exact(&mut mark).is_ok() && (mark == CENTRAL || mark == END))
}

fn entry(fields: &mut Fields) -> Option<Entry> {
    if fields.take(4)? != CENTRAL {
        return None;
    }
    fields.skip(4)?;
    let flags = fields.number(2)?;
    let method = u16::try_from(fields.number(2)?).ok()?;
    fields.skip(8)?;
    let (mut packed, mut unpacked) = (fields.number(4)?, fields.number(4)?);
    let (name, extra, comment) = (fields.number(2)?, fields.number(2)?, fields.number(2)?);
    fields.skip(8)?;
    let mut offset = fields.number(4)?;
    let name = String::from_utf8_lossy(fields.take(usize::try_from(name).ok()?)?).replace('\\', "/");
    let mut extras = Fields(fields.take(usize::try_from(extra).ok()?)?);
    while let (Some(id), Some(length)) = (extras.number(2), extras.number(2)) {
        let mut body = Fields(extras.take(usize::try_from(length).ok()?).unwrap_or_default());
        if id == 1 {
            for field in [&mut unpacked, &mut packed, &mut offset] {
                if *field == 0xffff_ffff {
                    *field = body.number(8)?;
                }
            }
        }
    }
    fields.skip(usize::try_from(comment).ok()?)?;
    // Bit 0: the old password; method 99: AES.
    Some(Entry { name: name.trim_start_matches('/').to_owned(), method, packed, unpacked, offset, is_encrypted: flags & 1 == 1 || method == 99 })
}

enum Body<'a, S: Read> {
    Stored(BufReader<Take<&'a mut S>>),
    Deflated(DeflateDecoder<BufReader<Take<&'a mut S>>>),
}

struct Meter {
    given: u64,
    packed: u64,
    claimed: u64,
    spent: Rc<Cell<u64>>,
    most: u64,
    ratio: u64,
    ratio_from: u64,
}

impl Meter {
    /// `taken` packed bytes have given so many more.
    fn count(&mut self, bytes: usize, taken: u64) -> io::Result<()> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.given = self.given.saturating_add(bytes);
        self.spent.set(self.spent.get().saturating_add(bytes));
        if self.given > self.ratio_from && self.given > taken.saturating_mul(self.ratio) {
            return Err(io::Error::other(Refused::zip_bomb(format_args!("{} KB became more than {} MB", taken >> 10, self.given >> 20))));
        }
        if self.spent.get() > self.most {
            return Err(io::Error::other(Refused::zip_bomb(format_args!("more than {} MB", self.most >> 20))));
        }
        Ok(())
    }
}

/// One file inside an archive, unpacked as it is read.
pub(crate) struct Part<'a, S: Read> {
    body: Body<'a, S>,
    meter: Meter,
}

impl<S: Read> Part<'_, S> {
    /// How far, of how much it claims to be.
    pub(crate) fn place(&self) -> (u64, u64) {
        (self.meter.given, self.meter.claimed)
    }

    /// Whether some bytes occur anywhere in it.
    pub(crate) fn contains(mut self, needle: &[u8]) -> Flow<bool> {
        let (mut window, mut chunk) = (Vec::new(), vec![0u8; 64 << 10]);
        loop {
            let read = self.read(&mut chunk)?;
            window.extend_from_slice(chunk.get(..read).unwrap_or_default());
            if memchr::memmem::find(&window, needle).is_some() {
                return Ok(true);
            }
            if read == 0 {
                return Ok(false);
            }
            window.drain(..window.len().saturating_sub(needle.len()));
        }
    }
}

impl<S: Read> Read for Part<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.body {
            Body::Stored(body) => body.read(buffer)?,
            Body::Deflated(body) => body.read(buffer)?,
        };
        let left = match &self.body {
            Body::Stored(body) => body.get_ref().limit(),
            Body::Deflated(body) => body.get_ref().get_ref().limit(),
        };
        self.meter.count(read, self.meter.packed.saturating_sub(left))?;
        Ok(read)
    }
}
