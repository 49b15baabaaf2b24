//! XML as a stream of opened and closed elements and their texts. No entity but the five of XML is ever expanded; depth and
//! the size of one piece are bounded, so neither "billion laughs" nor one endless text can fill the memory.

use crate::limits::Limits;
use crate::reading::{Flow, Halt};
use crate::refused::Refused;
use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

/// What one step over the document meets.
pub(crate) enum Item<'b> {
    Open(Tag<'b>),
    Close(End<'b>),
    Text(String),
    End,
}

/// An element's name and attributes.
pub(crate) struct Tag<'b>(BytesStart<'b>);

impl Tag<'_> {
    /// Name without its prefix.
    pub(crate) fn name(&self) -> &[u8] {
        self.0.local_name().into_inner()
    }

    /// An attribute by its name without prefix.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        self.attribute(|key| key.rsplit(|b| *b == b':').next() == Some(name.as_bytes()))
    }

    /// An attribute by its name with prefix, where both `id` and `r:id` may stand.
    pub(crate) fn get_exact(&self, name: &str) -> Option<String> {
        self.attribute(|key| key == name.as_bytes())
    }

    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }

    fn attribute(&self, is_wanted: impl Fn(&[u8]) -> bool) -> Option<String> {
        let found = self.0.attributes().with_checks(false).flatten().find(|a| is_wanted(a.key.into_inner()))?;
        let text = String::from_utf8_lossy(&found.value).into_owned();
        Some(if text.contains('&') { quick_xml::escape::unescape(&text).map(|t| t.into_owned()).unwrap_or(text) } else { text })
    }
}

/// The end of an element.
pub(crate) struct End<'b>(BytesEnd<'b>);

impl End<'_> {
    pub(crate) fn name(&self) -> &[u8] {
        self.0.local_name().into_inner()
    }
}

pub(crate) struct Xml<R: Read> {
    reader: Reader<BufReader<Meter<R>>>,
    buffer: Vec<u8>,
    depth: usize,
    deepest: usize,
    piece: Rc<Cell<u64>>,
}

impl<R: Read> Xml<R> {
    pub(crate) fn new(source: R, limits: &Limits) -> Self {
        let piece = Rc::new(Cell::new(0));
        let meter = Meter { source, piece: Rc::clone(&piece), most: limits.part_bytes / 4 };
        let mut reader = Reader::from_reader(BufReader::with_capacity(32 << 10, meter));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        config.check_end_names = true;
        Self { reader, buffer: Vec::new(), depth: 0, deepest: limits.depth, piece }
    }

    pub(crate) fn source(&mut self) -> &mut R {
        &mut self.reader.get_mut().get_mut().source
    }

    pub(crate) fn next(&mut self) -> Flow<Item<'_>> {
        self.piece.set(0);
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(halted)?;
        Ok(match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > self.deepest {
                    return Err(Refused::broken(format_args!("its elements are nested more than {} deep", self.deepest)).into());
                }
                Item::Open(Tag(tag))
            }
            // Cannot come: empty elements are expanded above.
            Event::Empty(tag) => Item::Open(Tag(tag)),
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Item::Close(End(end))
            }
            Event::Text(text) => Item::Text(String::from_utf8_lossy(&text.into_inner()).into_owned()),
            Event::CData(text) => Item::Text(String::from_utf8_lossy(&text.into_inner()).into_owned()),
            Event::GeneralRef(name) => {
                let text = match name.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => name.decode().ok().and_then(|n| quick_xml::escape::resolve_predefined_entity(&n).map(str::to_owned)).unwrap_or_default(),
                };
                Item::Text(text)
            }
            Event::DocType(text) if memchr::memmem::find(&text, b"<!ENTITY").is_some() => return Err(Refused::broken("it declares entities of its own, which office files never do").into()),
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Item::Text(String::new()),
            Event::Eof => Item::End,
        })
    }

    /// Steps over what is inside the element just opened, and its end.
    pub(crate) fn skip(&mut self) -> Flow {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if let Item::End = self.next()? {
                break;
            }
        }
        Ok(())
    }
}

fn halted(error: quick_xml::Error) -> Halt {
    match error {
        quick_xml::Error::Io(error) => match std::sync::Arc::try_unwrap(error) {
            Ok(error) => error.into(),
            Err(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
                Some(refused) => refused.clone().into(),
                None => Refused::broken("its data cannot be unpacked").into(),
            },
        },
        other => Refused::broken(format_args!("its markup is not well-formed ({other})")).into(),
    }
}

/// Counts the bytes that go into one piece of markup.
pub(crate) struct Meter<R> {
    source: R,
    piece: Rc<Cell<u64>>,
    most: u64,
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.piece.set(self.piece.get().saturating_add(u64::try_from(read).unwrap_or(0)));
        if self.piece.get() > self.most {
            return Err(io::Error::other(Refused::too_large(format_args!("{} MB in one piece of text", self.most >> 20))));
        }
        Ok(read)
    }
}

/// Elements of a small file inside, one after another, as `(name, tag)`.
pub(crate) fn each_open(bytes: impl Read, limits: &Limits, mut seen: impl FnMut(&Tag)) -> Flow {
    let mut xml = Xml::new(bytes, limits);
    loop {
        match xml.next()? {
            Item::Open(tag) => seen(&tag),
            Item::End => return Ok(()),
            _ => {}
        }
    }
}
