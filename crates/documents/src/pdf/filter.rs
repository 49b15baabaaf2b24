//! Unpacking streams: Flate, LZW, ASCII85, ASCIIHex, RunLength, and the predictors behind them. Output is capped.

use flate2::read::{DeflateDecoder, ZlibDecoder};
use std::io::Read;

/// What a filter gave.
pub(super) enum Unpacked {
    Bytes(Vec<u8>),
    /// More than the cap.
    TooMuch,
    /// A picture, or a filter nobody knows.
    NotText,
}

pub(super) fn apply(name: &[u8], bytes: &[u8], most: usize) -> Unpacked {
    match name {
        b"FlateDecode" | b"Fl" => flate(bytes, most),
        b"LZWDecode" | b"LZW" => lzw(bytes, most),
        b"ASCII85Decode" | b"A85" => Unpacked::Bytes(ascii85(bytes)),
        b"ASCIIHexDecode" | b"AHx" => Unpacked::Bytes(ascii_hex(bytes)),
        b"RunLengthDecode" | b"RL" => run_length(bytes, most),
        b"Crypt" => Unpacked::Bytes(bytes.to_vec()),
        _ => Unpacked::NotText,
    }
}

fn flate(bytes: &[u8], most: usize) -> Unpacked {
    let mut out = pump(ZlibDecoder::new(bytes), most);
    if out.is_empty() && !bytes.is_empty() {
        // A damaged head; what follows may be whole.
        out = pump(DeflateDecoder::new(bytes.get(2..).unwrap_or_default()), most);
    }
    if out.len() > most { Unpacked::TooMuch } else { Unpacked::Bytes(out) }
}

/// As much as comes before an error.
fn pump(mut source: impl Read, most: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chunk = vec![0u8; 32 << 10];
    while let Ok(read) = source.read(&mut chunk) {
        if read == 0 || out.len() > most {
            break;
        }
        out.extend_from_slice(chunk.get(..read).unwrap_or_default());
    }
    out
}

fn lzw(bytes: &[u8], most: usize) -> Unpacked {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut out: Vec<u8> = Vec::new();
    // A word is where it was first written: start and length in the output.
    let mut words: Vec<(usize, usize)> = Vec::new();
    let (mut width, mut pool, mut bits) = (9u32, 0u32, 0u32);
    let mut last: Option<(usize, usize)> = None;
    for byte in bytes {
        pool = pool << 8 | u32::from(*byte);
        bits += 8;
        if bits < width {
            continue;
        }
        bits -= width;
        let code = usize::try_from(pool >> bits & ((1 << width) - 1)).unwrap_or(END);
        pool &= (1 << bits) - 1;
        if code == END {
            break;
        }
        if code == CLEAR {
            words.clear();
            (width, last) = (9, None);
            continue;
        }
        let from = out.len();
        let word = match code.checked_sub(258) {
            None => {
                out.push(u8::try_from(code).unwrap_or(0));
                (from, 1)
            }
            Some(at) => {
                let (start, length) = match (words.get(at), last) {
                    (Some(word), _) => *word,
                    (None, Some((start, length))) if at == words.len() => (start, length + 1),
                    _ => break,
                };
                for offset in 0..length {
                    let Some(byte) = out.get(start + offset).copied() else { break };
                    out.push(byte);
                }
                (from, length)
            }
        };
        if out.len() > most {
            return Unpacked::TooMuch;
        }
        if let Some((start, length)) = last
            && words.len() < 3_839
        {
            words.push((start, length + 1));
        }
        last = Some(word);
        // Widths grow one code early.
        width = match words.len() + 259 {
            0..=511 => 9,
            512..=1_023 => 10,
            1_024..=2_047 => 11,
            _ => 12,
        };
    }
    Unpacked::Bytes(out)
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut group, mut count) = (Vec::new(), 0u64, 0usize);
    for byte in bytes {
        match byte {
            b'~' => break,
            b'z' if count == 0 => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => {
                group = group * 85 + u64::from(byte - b'!');
                count += 1;
                if count == 5 {
                    out.extend(group.to_be_bytes().iter().skip(4));
                    (group, count) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            group = group * 85 + 84;
        }
        out.extend(group.to_be_bytes().iter().skip(4).take(count - 1));
    }
    out
}

fn ascii_hex(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().take_while(|b| **b != b'>').filter_map(|b| char::from(*b).to_digit(16)).filter_map(|d| u8::try_from(d).ok()).collect();
    digits.chunks(2).map(|pair| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn run_length(bytes: &[u8], most: usize) -> Unpacked {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((length, after)) = rest.split_first() {
        match usize::from(*length) {
            128 => break,
            count @ 0..=127 => {
                let (copied, after) = after.split_at_checked(count + 1).unwrap_or((after, &[]));
                out.extend_from_slice(copied);
                rest = after;
            }
            count => {
                let Some((byte, after)) = after.split_first() else { break };
                out.extend(std::iter::repeat_n(*byte, 257 - count));
                rest = after;
            }
        }
        if out.len() > most {
            return Unpacked::TooMuch;
        }
    }
    Unpacked::Bytes(out)
}

/// Undoes what made rows easier to pack. `pixel` is bytes of one sample group, `row` bytes of one row.
pub(super) fn unpredict(bytes: Vec<u8>, predictor: i64, pixel: usize, row: usize) -> Vec<u8> {
    if row == 0 || pixel == 0 || predictor < 2 {
        return bytes;
    }
    if predictor == 2 {
        let mut out = bytes;
        for line in out.chunks_mut(row) {
            for at in pixel..line.len() {
                let left = line.get(at - pixel).copied().unwrap_or(0);
                if let Some(byte) = line.get_mut(at) {
                    *byte = byte.wrapping_add(left);
                }
            }
        }
        return out;
    }
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0u8; row];
    for line in bytes.chunks(row + 1) {
        let Some((kind, packed)) = line.split_first() else { break };
        let mut current = vec![0u8; row];
        for (at, byte) in packed.iter().enumerate() {
            let left = at.checked_sub(pixel).and_then(|i| current.get(i)).copied().unwrap_or(0);
            let up = above.get(at).copied().unwrap_or(0);
            let corner = at.checked_sub(pixel).and_then(|i| above.get(i)).copied().unwrap_or(0);
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::try_from((u16::from(left) + u16::from(up)) / 2).unwrap_or(0),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            if let Some(place) = current.get_mut(at) {
                *place = byte.wrapping_add(guess);
            }
        }
        out.extend_from_slice(current.get(..packed.len()).unwrap_or_default());
        above = current;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let guess = a + b - c;
    let (da, db, dc) = ((guess - a).abs(), (guess - b).abs(), (guess - c).abs());
    if da <= db && da <= dc {
        left
    } else if db <= dc {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(unpacked: Unpacked) -> Vec<u8> {
        match unpacked {
            Unpacked::Bytes(bytes) => bytes,
            Unpacked::TooMuch => b"too much".to_vec(),
            Unpacked::NotText => b"not text".to_vec(),
        }
    }

    #[test]
    fn filters_undo_their_packing() {
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(ascii_hex(b"48 65 6C6c 6F>zz"), b"Hello");
        assert_eq!(bytes(run_length(&[2, b'a', b'b', b'c', 254, b'x', 128, 9], 100)), b"abcxxx");
        // The example of the specification.
        assert_eq!(bytes(lzw(&[0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01], 100)), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(bytes(apply(b"DCTDecode", b"", 10)), b"not text");
        assert_eq!(bytes(run_length(&[129, 0, 129, 0], 100)), b"too much");
    }

    #[test]
    fn rows_are_unpredicted() {
        assert_eq!(unpredict(vec![2, 1, 2, 2, 1, 1], 12, 1, 2), [1, 2, 2, 3]);
        assert_eq!(unpredict(vec![1, 1, 1], 2, 1, 3), [1, 2, 3]);
        assert_eq!(unpredict(vec![1, 2], 15, 0, 0), [1, 2]);
    }
}
