//! A PDF as a set of numbered objects: finds them by the table at the end, or by looking through the whole file when the
//! table is damaged. Objects are read when asked for and not kept.

use super::crypt::Crypt;
use super::filter::{Unpacked, apply, unpredict};
use super::lexer::Lexer;
use super::object::{Body, Dict, Object};
use super::xref::{self, Place};
use crate::limits::Limits;
use crate::reading::Flow;
use crate::refused::Refused;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// References followed one after another.
const HOPS: usize = 16;
/// Unpacked object streams kept at hand.
const KEPT: usize = 4;

pub(super) struct File {
    pub(super) bytes: Vec<u8>,
    pub(super) places: HashMap<u32, Place>,
    pub(super) trailer: Dict,
    pub(super) limits: Limits,
    crypt: Option<Crypt>,
    packs: RefCell<Vec<Rc<Pack>>>,
    spent: Cell<u64>,
    depth: Cell<usize>,
}

/// An object stream: objects packed together.
struct Pack {
    id: u32,
    bytes: Vec<u8>,
    /// Object number and where it begins.
    objects: Vec<(u32, usize)>,
}

impl File {
    pub(super) fn open(bytes: Vec<u8>, limits: &Limits) -> Flow<Self> {
        let mut file = Self { bytes, places: HashMap::new(), trailer: Dict::default(), limits: limits.clone(), crypt: None, packs: RefCell::default(), spent: Cell::new(0), depth: Cell::new(0) };
        xref::read(&mut file)?;
        if !file.is_usable() {
            xref::rebuild(&mut file)?;
        }
        if let Some(dict) = file.trailer.get("Encrypt").map(|o| file.resolve(o)).and_then(|o| o.dict().cloned()) {
            let id = file.trailer.get("ID").map(|o| file.resolve(o)).and_then(|o| o.array().and_then(|a| a.first()).and_then(|t| t.text().map(<[u8]>::to_vec))).unwrap_or_default();
            let dict = Dict(dict.0.into_iter().map(|(key, value)| (key, file.resolve(&value))).collect());
            file.crypt = Some(Crypt::open(&dict, &id).ok_or_else(|| Refused::encrypted(""))?);
            file.packs.borrow_mut().clear();
        }
        if !file.is_usable() {
            return Err(Refused::broken("its pages cannot be found").into());
        }
        Ok(file)
    }

    /// The pages can be reached; in an encrypted file at least the catalog is named.
    fn is_usable(&self) -> bool {
        if self.trailer.get("Encrypt").is_some() && self.crypt.is_none() {
            return self.trailer.get("Root").is_some();
        }
        self.catalog().get("Pages").map(|pages| self.resolve(pages)).is_some_and(|pages| pages.dict().is_some())
    }

    pub(super) fn catalog(&self) -> Dict {
        self.trailer.get("Root").map(|root| self.resolve(root)).and_then(|root| root.dict().cloned()).unwrap_or_default()
    }

    /// The value, wherever it is.
    pub(super) fn resolve(&self, object: &Object) -> Object {
        let mut object = object.clone();
        for _ in 0..HOPS {
            let Object::Ref(id, _) = object else { return object };
            object = self.find(id).unwrap_or_default();
        }
        Object::Null
    }

    /// A value of a dictionary, followed.
    pub(super) fn get(&self, dict: &Dict, key: &str) -> Object {
        dict.get(key).map(|value| self.resolve(value)).unwrap_or_default()
    }

    fn find(&self, id: u32) -> Option<Object> {
        let place = *self.places.get(&id)?;
        // Reading an object may need another: a length, a pack. A circle ends here.
        if self.depth.get() > HOPS {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let found = match place {
            Place::At(at) => self.read_at(at, Some(id)),
            Place::Packed(pack) if pack == id => None,
            Place::Packed(pack) => self.packed(pack, id),
        };
        self.depth.set(self.depth.get() - 1);
        found
    }

    /// The object written at a place of the file.
    pub(super) fn read_at(&self, at: usize, wanted: Option<u32>) -> Option<Object> {
        let mut lexer = Lexer::new(&self.bytes, at);
        let (Object::Int(number), Object::Int(generation)) = (lexer.object()?, lexer.object()?) else { return None };
        let id = (u32::try_from(number).ok()?, u16::try_from(generation).ok()?);
        if !lexer.word(b"obj") || wanted.is_some_and(|w| w != id.0) {
            return None;
        }
        let object = lexer.object()?;
        let Object::Dict(dict) = object else { return Some(self.decrypted(object, id)) };
        if !lexer.word(b"stream") {
            return Some(self.decrypted(Object::Dict(dict), id));
        }
        let mut from = lexer.at;
        match (self.bytes.get(from), self.bytes.get(from + 1)) {
            (Some(b'\r'), Some(b'\n')) => from += 2,
            (Some(b'\n' | b'\r'), _) => from += 1,
            _ => {}
        }
        let length = dict.get("Length").map(|l| self.resolve(l)).and_then(|l| l.index());
        let told = length.and_then(|l| from.checked_add(l)).filter(|to| {
            let tail = self.bytes.get(*to..(*to + 20).min(self.bytes.len())).unwrap_or_default();
            memchr::memmem::find(tail, b"endstream").is_some()
        });
        // The length is often wrong: the end is where the word is.
        let to = told.or_else(|| memchr::memmem::find(self.bytes.get(from..)?, b"endstream").map(|at| from + at)).unwrap_or(self.bytes.len());
        let Object::Dict(dict) = self.decrypted(Object::Dict(dict), id) else { return None };
        Some(Object::Stream(dict, Body { from, to, id }))
    }

    fn decrypted(&self, object: Object, id: (u32, u16)) -> Object {
        let Some(crypt) = &self.crypt else { return object };
        match object {
            Object::Text(text) => Object::Text(crypt.text(&text, id)),
            Object::Array(items) => Object::Array(items.into_iter().map(|item| self.decrypted(item, id)).collect()),
            Object::Dict(dict) => Object::Dict(Dict(dict.0.into_iter().map(|(key, value)| (key, self.decrypted(value, id))).collect())),
            other => other,
        }
    }

    fn packed(&self, pack: u32, id: u32) -> Option<Object> {
        let pack = self.pack(pack)?;
        let (_, at) = pack.objects.iter().find(|(number, _)| *number == id)?;
        Lexer::new(&pack.bytes, *at).object()
    }

    /// Numbers of the objects in a pack.
    pub(super) fn pack_numbers(&self, id: u32) -> Vec<u32> {
        self.pack(id).map(|pack| pack.objects.iter().map(|(number, _)| *number).collect()).unwrap_or_default()
    }

    fn pack(&self, id: u32) -> Option<Rc<Pack>> {
        if let Some(pack) = self.packs.borrow().iter().find(|p| p.id == id) {
            return Some(Rc::clone(pack));
        }
        let object = self.find(id)?;
        let Object::Stream(dict, _) = &object else { return None };
        let (count, first) = (dict.get("N").map(|n| self.resolve(n))?.index()?, dict.get("First").map(|n| self.resolve(n))?.index()?);
        let bytes = self.unpack(&object, 12 << 20).ok().flatten()?;
        let mut lexer = Lexer::new(&bytes, 0);
        let mut objects = Vec::new();
        for _ in 0..count.min(100_000) {
            let (Some(number), Some(at)) = (lexer.object().and_then(|n| n.int()), lexer.object().and_then(|n| n.index())) else { break };
            if let (Ok(number), Some(at)) = (u32::try_from(number), first.checked_add(at)) {
                objects.push((number, at));
            }
        }
        let pack = Rc::new(Pack { id, bytes, objects });
        let mut packs = self.packs.borrow_mut();
        if packs.len() >= KEPT {
            packs.remove(0);
        }
        packs.push(Rc::clone(&pack));
        Some(pack)
    }

    /// A stream's content; None for a picture or a filter that gives no text.
    pub(super) fn content(&self, stream: &Object) -> Flow<Option<Vec<u8>>> {
        self.unpack(stream, usize::try_from(self.limits.part_bytes).unwrap_or(usize::MAX))
    }

    fn unpack(&self, stream: &Object, most: usize) -> Flow<Option<Vec<u8>>> {
        let Object::Stream(dict, body) = stream else { return Ok(None) };
        let raw = self.bytes.get(body.from..body.to).unwrap_or_default();
        let mut bytes = match &self.crypt {
            Some(crypt) if !dict.is_type("XRef") => Cow::Owned(crypt.stream(raw, body.id, dict)),
            _ => Cow::Borrowed(raw),
        };
        let filters = match dict.get("Filter").or_else(|| dict.get("F")).map(|f| self.resolve(f)) {
            Some(Object::Array(filters)) => filters.iter().map(|f| self.resolve(f)).collect(),
            Some(Object::Null) | None => Vec::new(),
            Some(filter) => vec![filter],
        };
        let settings = match dict.get("DecodeParms").or_else(|| dict.get("DP")).map(|p| self.resolve(p)) {
            Some(Object::Array(settings)) => settings.iter().map(|s| self.resolve(s)).collect(),
            Some(setting) => vec![setting],
            None => Vec::new(),
        };
        if filters.len() > 8 {
            return Err(Refused::zip_bomb("one stream is packed more than eight times").into());
        }
        for (at, filter) in filters.iter().enumerate() {
            let packed = bytes.len();
            bytes = match apply(filter.name().unwrap_or_default(), &bytes, most) {
                Unpacked::Bytes(bytes) => Cow::Owned(bytes),
                Unpacked::NotText => return Ok(None),
                Unpacked::TooMuch => return Err(Refused::zip_bomb(format_args!("{} KB became more than {} MB", packed >> 10, most >> 20)).into()),
            };
            self.spend(packed, bytes.len())?;
            if let Some(setting) = settings.get(at).and_then(Object::dict) {
                let number = |key: &str, usual: i64| self.get(setting, key).int().unwrap_or(usual).clamp(0, 100_000);
                let (colors, bits, columns) = (number("Colors", 1), number("BitsPerComponent", 8), number("Columns", 1));
                let size = |bits: i64| usize::try_from((bits + 7) / 8).unwrap_or(0);
                bytes = Cow::Owned(unpredict(bytes.into_owned(), number("Predictor", 1), size(colors * bits), size(colors * bits * columns)));
            }
        }
        if bytes.len() > most {
            return Err(Refused::too_large(format_args!("{} MB in one part", most >> 20)).into());
        }
        Ok(Some(bytes.into_owned()))
    }

    fn spend(&self, packed: usize, unpacked: usize) -> Flow {
        let (packed, unpacked) = (u64::try_from(packed).unwrap_or(0), u64::try_from(unpacked).unwrap_or(u64::MAX));
        if unpacked > self.limits.ratio_from && unpacked > packed.saturating_mul(self.limits.ratio) {
            return Err(Refused::zip_bomb(format_args!("{} KB became {} MB", packed >> 10, unpacked >> 20)).into());
        }
        // Forms are unpacked again on every page: time, not memory.
        self.spent.set(self.spent.get().saturating_add(unpacked));
        if self.spent.get() > self.limits.unpacked_bytes.saturating_mul(4) {
            return Err(Refused::zip_bomb(format_args!("more than {} MB", self.limits.unpacked_bytes >> 18)).into());
        }
        Ok(())
    }
}
