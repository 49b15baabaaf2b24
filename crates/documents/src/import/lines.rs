//! A text of any length and encoding, line by line. A line that never ends is cut and costs no memory.

use super::intake::Intake;
use crate::encoding::{fill, of_stream};
use crate::reading::Flow;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use std::io::{Read, Seek, SeekFrom};

const CHUNK: usize = 64 << 10;

/// The encoding of a file. Nearly all is UTF-8, which is quickly seen; only else the habits of letters are studied.
pub(crate) fn of_file(source: &mut (impl Read + Seek), intake: &Intake) -> Flow<&'static Encoding> {
    source.seek(SeekFrom::Start(0))?;
    if is_utf8(source.by_ref(), intake)? {
        return Ok(UTF_8);
    }
    source.seek(SeekFrom::Start(0))?;
    of_stream(source, &|| intake.ask())
}

pub(crate) fn is_utf8(mut source: impl Read, intake: &Intake) -> Flow<bool> {
    let mut chunk = vec![0u8; CHUNK];
    // A character may be parted by the end of a chunk.
    let mut kept = 0;
    loop {
        intake.ask()?;
        let read = fill(&mut source, chunk.get_mut(kept..).unwrap_or_default())?;
        let end = kept + read;
        let bytes = chunk.get(..end).unwrap_or_default();
        if memchr::memchr(0, bytes).is_some() {
            return Ok(false);
        }
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => end,
            Err(error) if error.error_len().is_some() => return Ok(false),
            Err(error) => error.valid_up_to(),
        };
        if end < CHUNK {
            // What is cut off in the middle of a letter is still of this encoding.
            return Ok(true);
        }
        kept = end - valid;
        chunk.copy_within(valid..end, 0);
    }
}
/// Bytes kept of one line.
pub(crate) const LONGEST: usize = 512 << 10;

pub(crate) struct Lines<R> {
    source: R,
    decoder: Decoder,
    chunk: Vec<u8>,
    text: String,
    at: usize,
    number: u64,
    done: u64,
    is_ended: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// From 1.
    pub(crate) number: u64,
    pub(crate) is_cut: bool,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self { source, decoder: encoding.new_decoder(), chunk: vec![0u8; CHUNK], text: String::new(), at: 0, number: 0, done: 0, is_ended: false }
    }

    /// Bytes read so far.
    pub(crate) fn done(&self) -> u64 {
        self.done
    }

    /// Puts the next line into `line`, without its end; None when there is no more.
    pub(crate) fn next(&mut self, line: &mut String, intake: &mut Intake) -> Flow<Option<Place>> {
        line.clear();
        let (mut is_cut, mut is_any) = (false, false);
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            is_any |= !rest.is_empty();
            if let Some(end) = memchr::memchr(b'\n', rest.as_bytes()) {
                is_cut |= push(line, rest.get(..end).unwrap_or_default());
                self.at += end + 1;
                break;
            }
            is_cut |= push(line, rest);
            self.at = 0;
            self.text.clear();
            if !self.refill(intake)? {
                if is_any {
                    break;
                }
                return Ok(None);
            }
        }
        if line.ends_with('\r') {
            line.pop();
        }
        self.number += 1;
        Ok(Some(Place { number: self.number, is_cut }))
    }

    fn refill(&mut self, intake: &Intake) -> Flow<bool> {
        if self.is_ended {
            return Ok(false);
        }
        intake.ask()?;
        let read = fill(&mut self.source, &mut self.chunk)?;
        self.is_ended = read < CHUNK;
        self.done += u64::try_from(read).unwrap_or(0);
        let mut rest = self.chunk.get(..read).unwrap_or_default();
        self.text.reserve(self.decoder.max_utf8_buffer_length(read).unwrap_or(CHUNK * 3));
        loop {
            let (result, used, _) = self.decoder.decode_to_string(rest, &mut self.text, self.is_ended);
            rest = rest.get(used..).unwrap_or_default();
            match result {
                CoderResult::InputEmpty => return Ok(true),
                CoderResult::OutputFull => self.text.reserve(CHUNK),
            }
        }
    }
}

/// Adds what still fits; says whether something did not.
fn push(line: &mut String, piece: &str) -> bool {
    let room = LONGEST.saturating_sub(line.len());
    let end = piece.floor_char_boundary(room.min(piece.len()));
    line.push_str(piece.get(..end).unwrap_or_default());
    end < piece.len()
}
