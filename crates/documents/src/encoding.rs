//! Which encoding a text is in, and reading it piece by piece. A mark at the start decides, then UTF-8 if it is valid to the
//! end, then the habits of languages: Windows-1251, KOI8, DOS 866 and the rest.

use crate::reading::{Flow, Reading};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{Read, Seek, SeekFrom};

/// Firms here write Russian more often than not; short texts need the hint.
const HOME: &[u8] = b"ru";
const CHUNK: usize = 64 << 10;

/// The encoding of a sample; `is_all` says there is no more.
pub(crate) fn guess(sample: &[u8], is_all: bool) -> &'static Encoding {
    if let Some(encoding) = marked(sample) {
        return encoding;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, is_all);
    detector.guess(Some(HOME), Utf8Detection::Allow)
}

/// What a byte order mark or the pattern of zero bytes gives away.
fn marked(sample: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return Some(encoding);
    }
    let pairs = sample.get(..sample.len().min(4_096)).unwrap_or_default().chunks_exact(2);
    let (mut high_first, mut low_first, mut count) = (0usize, 0usize, 0usize);
    for pair in pairs {
        count += 1;
        // ASCII and Cyrillic letters have 0 and 4 in their upper byte.
        high_first += usize::from(matches!(pair, [0, 1..=127] | [4, 16..=79 | 81]));
        low_first += usize::from(matches!(pair, [1..=127, 0] | [16..=79 | 81, 4]));
    }
    let zeros = sample.iter().take(4_096).filter(|b| **b == 0).count();
    (count >= 4 && zeros > 0).then_some(())?;
    if low_first * 10 > count * 8 {
        Some(UTF_16LE)
    } else if high_first * 10 > count * 8 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Looks through a whole file, for the one letter that is not ASCII may come late.
pub(crate) fn of_file(source: &mut (impl Read + Seek), reading: &Reading) -> Flow<&'static Encoding> {
    source.seek(SeekFrom::Start(0))?;
    of_stream(source, &|| reading.ask())
}

/// The same for what can be read once only.
pub(crate) fn of_stream(source: &mut impl Read, ask: &dyn Fn() -> Flow) -> Flow<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut chunk = vec![0u8; CHUNK];
    let mut is_first = true;
    loop {
        ask()?;
        let read = fill(source, &mut chunk)?;
        let piece = chunk.get(..read).unwrap_or_default();
        if std::mem::take(&mut is_first)
            && let Some(encoding) = marked(piece)
        {
            return Ok(encoding);
        }
        detector.feed(piece, read < CHUNK);
        if read < CHUNK {
            return Ok(detector.guess(Some(HOME), Utf8Detection::Allow));
        }
    }
}

pub(crate) fn fill(source: &mut impl Read, chunk: &mut [u8]) -> Flow<usize> {
    let mut at = 0;
    while let Some(rest) = chunk.get_mut(at..).filter(|rest| !rest.is_empty()) {
        match source.read(rest)? {
            0 => break,
            read => at += read,
        }
    }
    Ok(at)
}

/// A file as text, in pieces.
pub(crate) struct Pieces<'s, S> {
    source: &'s mut S,
    decoder: Decoder,
    chunk: Vec<u8>,
    done: u64,
    is_ended: bool,
}

impl<'s, S: Read + Seek> Pieces<'s, S> {
    pub(crate) fn open(source: &'s mut S, encoding: &'static Encoding) -> Flow<Self> {
        source.seek(SeekFrom::Start(0))?;
        Ok(Self { source, decoder: encoding.new_decoder(), chunk: vec![0u8; CHUNK], done: 0, is_ended: false })
    }

    /// The next piece; None at the end.
    pub(crate) fn next(&mut self, size: u64, reading: &mut Reading) -> Flow<Option<String>> {
        if self.is_ended {
            return Ok(None);
        }
        reading.ask()?;
        let read = fill(self.source, &mut self.chunk)?;
        self.is_ended = read < CHUNK;
        self.done += u64::try_from(read).unwrap_or(0);
        reading.at(self.done, size);
        let mut out = String::with_capacity(self.decoder.max_utf8_buffer_length(read).unwrap_or(CHUNK * 3));
        let mut rest = self.chunk.get(..read).unwrap_or_default();
        loop {
            let (result, used, _) = self.decoder.decode_to_string(rest, &mut out, self.is_ended);
            rest = rest.get(used..).unwrap_or_default();
            match result {
                CoderResult::InputEmpty => break,
                CoderResult::OutputFull => out.reserve(CHUNK),
            }
        }
        Ok(Some(out))
    }
}

/// A web page or XML as text: a mark, then what the page declares, then a guess.
pub(crate) fn markup(bytes: &[u8]) -> String {
    let declared = marked(bytes).or_else(|| declared(bytes.get(..bytes.len().min(2_048)).unwrap_or_default()));
    // Pages declare one encoding and are saved in another: valid UTF-8 is never an accident.
    let encoding = match declared {
        Some(encoding) if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE && bytes.iter().any(|b| *b > 127) && std::str::from_utf8(bytes).is_ok() => UTF_8,
        Some(encoding) if encoding == UTF_8 && std::str::from_utf8(bytes).is_err() && is_hardly_utf8(bytes) => guess(bytes, true),
        Some(encoding) => encoding,
        None => guess(bytes, true),
    };
    encoding.decode(bytes).0.into_owned()
}

/// The same for a whole plain text.
pub(crate) fn text(bytes: &[u8]) -> String {
    guess(bytes, true).decode(bytes).0.into_owned()
}

fn is_hardly_utf8(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|b| **b > 127).count();
    let wrong = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    wrong * 4 > high
}

fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let label = head.split_once("charset").or_else(|| head.split_once("encoding").filter(|_| head.trim_start().starts_with("<?xml")))?.1;
    let label = label.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let label: String = label.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')).collect();
    // A page that can say so in ASCII is not in UTF-16.
    Encoding::for_label(label.as_bytes()).map(|e| if e == UTF_16LE || e == UTF_16BE { UTF_8 } else { e })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCES: [&str; 4] = ["Запись на стрижку: ёлочная, 1500 руб.", "Мы работаем с понедельника по пятницу с 9:00 до 18:00.", "Возврат денег возможен за сутки до приёма", "Прайс-лист салона «Лотос»\r\nСтрижка;1500\r\nОкраска;4200"];

    #[test]
    fn russian_encodings_are_told_apart() {
        for label in ["windows-1251", "koi8-r", "ibm866", "utf-8", "iso-8859-5"] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            for sentence in SENTENCES {
                // Not every encoding has «».
                let (bytes, _, is_lossy) = encoding.encode(sentence);
                if !is_lossy {
                    assert_eq!(guess(&bytes, true).decode(&bytes).0, sentence, "{label}");
                }
            }
        }
    }

    #[test]
    fn wide_text_is_known_with_and_without_a_mark() {
        for text in ["Привет, мир! Hello", "Hello, world 12345"] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(guess(&little, true), UTF_16LE);
            assert_eq!(guess(&big, true), UTF_16BE);
        }
        assert_eq!(guess("\u{feff}да".as_bytes(), true), UTF_8);
    }

    #[test]
    fn pages_may_declare_wrongly() {
        let page = "<html><head><meta charset=\"windows-1251\"></head><body>Привет</body></html>";
        assert!(markup(page.as_bytes()).contains("Привет"));
        let old = encoding_rs::WINDOWS_1251.encode("<meta http-equiv=Content-Type content='text/html; charset=utf-8'><p>Привет, это старая страница</p>").0.into_owned();
        assert!(markup(&old).contains("старая"));
        let honest = encoding_rs::KOI8_R.encode("<meta charset=koi8-r><p>Привет").0.into_owned();
        assert!(markup(&honest).contains("Привет"));
    }
}
