//! Reads streamed answers: lines out of bytes that are cut anywhere, and server-sent events out of lines.
//! Pure: the bytes come from `http::Flow`, what an event means is the vendor's business.

/// Cuts bytes into lines. A letter split between two pieces stays whole, because only whole lines are read as text.
#[derive(Debug, Default)]
pub struct Lines {
    rest: Vec<u8>,
    begun: bool,
}

impl Lines {
    /// The lines that are complete now, without their ends.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut left = bytes;
        while let Some(end) = left.iter().position(|b| *b == b'\n') {
            let (line, tail) = left.split_at(end);
            self.rest.extend_from_slice(line);
            lines.push(self.line());
            left = tail.strip_prefix(b"\n").unwrap_or(tail);
        }
        self.rest.extend_from_slice(left);
        lines
    }

    /// The lines of a piece; without one, of the end.
    pub fn take(&mut self, piece: Option<&[u8]>) -> Vec<String> {
        match piece {
            Some(bytes) => self.feed(bytes),
            None => self.finish().into_iter().collect(),
        }
    }

    /// A last line nobody ended.
    pub fn finish(&mut self) -> Option<String> {
        (!self.rest.is_empty()).then(|| self.line())
    }

    fn line(&mut self) -> String {
        let bytes = std::mem::take(&mut self.rest);
        let text = String::from_utf8_lossy(bytes.strip_suffix(b"\r").unwrap_or(&bytes)).into_owned();
        let is_first = !std::mem::replace(&mut self.begun, true);
        match text.strip_prefix('\u{feff}') {
            Some(bare) if is_first => bare.to_owned(),
            _ => text,
        }
    }
}

/// One server-sent event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// Empty when the other side gave no name.
    pub name: String,
    pub data: String,
}

/// Gathers lines into events: `data:` lines are joined, comments and events without data are skipped.
#[derive(Debug, Default)]
pub struct Sse {
    lines: Lines,
    name: String,
    data: Option<String>,
}

impl Sse {
    /// The events that are complete now.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Event> {
        let lines = self.lines.feed(bytes);
        lines.into_iter().filter_map(|line| self.line(&line)).collect()
    }

    /// The events of a piece; without one, of the end.
    pub fn take(&mut self, piece: Option<&[u8]>) -> Vec<Event> {
        match piece {
            Some(bytes) => self.feed(bytes),
            None => self.finish().into_iter().collect(),
        }
    }

    /// The end of the stream: some servers do not end their last event with an empty line.
    pub fn finish(&mut self) -> Option<Event> {
        if let Some(line) = self.lines.finish()
            && let Some(event) = self.line(&line)
        {
            return Some(event);
        }
        self.line("")
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            return self.data.take().map(|data| Event { name, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => value.clone_into(&mut self.name),
            // A line that begins with a colon is a comment; `id` and `retry` mean nothing to a single answer.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All events of a stream that comes in pieces of `size` bytes.
    fn events(text: &str, size: usize) -> Vec<(String, String)> {
        let mut sse = Sse::default();
        let mut all: Vec<Event> = text.as_bytes().chunks(size).flat_map(|piece| sse.feed(piece)).collect();
        all.extend(sse.finish());
        all.into_iter().map(|event| (event.name, event.data)).collect()
    }

    #[test]
    fn events_are_the_same_however_the_bytes_are_cut() {
        let text = "\u{feff}: OPENROUTER PROCESSING\r\n\r\nevent: ping\ndata: {\"a\":1}\n\ndata: самовар\r\ndata:  кипит 👋\r\n\r\n\n\nevent: empty\n\ndata\n\nid: 7\nretry: 10\nunknown: x\ndata:[DONE]";
        let expected = [("ping", "{\"a\":1}"), ("", "самовар\n кипит 👋"), ("", ""), ("", "[DONE]")].map(|(name, data)| (name.to_owned(), data.to_owned()));
        for size in 1..=text.len() {
            assert_eq!(events(text, size), expected, "pieces of {size} bytes");
        }
    }

    #[test]
    fn a_name_does_not_stick_to_the_next_event() {
        assert_eq!(events("event: a\ndata: 1\n\ndata: 2\n\n", 3), [("a".to_owned(), "1".to_owned()), (String::new(), "2".to_owned())]);
    }

    #[test]
    fn broken_text_is_replaced_and_nothing_is_lost() {
        let mut lines = Lines::default();
        assert_eq!(lines.feed(b"a\xff\xfeb\n\nc"), ["a\u{fffd}\u{fffd}b", ""]);
        assert_eq!(lines.finish().as_deref(), Some("c"));
        assert_eq!(lines.finish(), None);
    }

    #[test]
    fn an_empty_stream_has_no_events() {
        assert_eq!(events("", 1), []);
        assert_eq!(events(": only a comment\n\n\n", 1), []);
    }
}
