//! PDF: words with their places become headings, paragraphs, lists and tables. `file` finds objects, `content` paints a
//! page, `page` knows what is seen, `line`, `table` and `layout` make blocks of it. Hidden words are left out.

mod cmap;
mod content;
mod crypt;
mod file;
mod filter;
mod font;
mod glyph;
mod lattice;
mod layout;
mod lexer;
mod line;
mod matrix;
mod object;
mod page;
mod table;
mod truetype;
mod xref;

use crate::reading::{Flow, Halt, Reading, whole};
use crate::refused::Refused;
use content::Painter;
use file::File;
use font::Font;
use layout::Layout;
use matrix::Matrix;
use object::{Dict, Object};
use page::Page;
use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};
use std::rc::Rc;

/// US Letter, when a page says no size.
const USUAL: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

pub(crate) fn read(source: &mut (impl Read + Seek), size: u64, reading: &mut Reading) -> Flow {
    let bytes = whole(source, size, reading.limits().input_bytes)?;
    let file = File::open(bytes, reading.limits())?;
    if let Some(title) = file.get(&file.trailer, "Info").dict().map(|info| file.get(info, "Title")).and_then(|t| t.text().map(glyph::document_text)) {
        reading.calls_itself(&title);
    }
    let catalog = file.catalog();
    let hidden = hidden_layers(&file, &catalog);
    let pages = catalog.get("Pages").cloned().unwrap_or_default();
    let total = file.resolve(&pages).dict().map(|d| file.get(d, "Count")).and_then(|c| c.index()).unwrap_or(1).max(1);
    let mut fonts = HashMap::new();
    let mut layout = Layout::default();
    let mut unknown = 0usize;
    let mut walk = Walk { file: &file, open: vec![(pages, Rc::default())], seen: HashSet::new() };
    while let Some((dict, inherited)) = walk.next(reading)? {
        let number = reading.count_page()?;
        match page(&file, &dict, &inherited, &hidden, &mut fonts, number, &mut layout, reading) {
            Err(Halt::Refused(refused)) if refused.code == "broken" => {}
            other => unknown = unknown.saturating_add(other?),
        }
        reading.at(u64::from(number), u64::try_from(total).unwrap_or(1));
    }
    if !reading.has_text() && unknown > 40 {
        return Err(Refused::unknown_letters().into());
    }
    if reading.pages() == 0 {
        return Err(Refused::broken("it has no pages").into());
    }
    Ok(())
}

/// What a page takes over from the folders of pages above it.
#[derive(Clone, Default)]
struct Inherited {
    resources: Option<Object>,
    bounds: Option<Object>,
    rotation: Option<Object>,
}

/// Pages in order, whatever the tree looks like.
struct Walk<'f> {
    file: &'f File,
    open: Vec<(Object, Rc<Inherited>)>,
    seen: HashSet<u32>,
}

impl Walk<'_> {
    fn next(&mut self, reading: &mut Reading) -> Flow<Option<(Dict, Inherited)>> {
        while let Some((node, above)) = self.open.pop() {
            reading.tick()?;
            let mut inherited = Inherited::clone(&above);
            if let Object::Ref(id, _) = node
                && !self.seen.insert(id)
            {
                continue;
            }
            let Object::Dict(dict) = self.file.resolve(&node) else { continue };
            for (key, place) in [("Resources", &mut inherited.resources), ("CropBox", &mut inherited.bounds), ("Rotate", &mut inherited.rotation)] {
                if let Some(value) = dict.get(key).or_else(|| if key == "CropBox" { dict.get("MediaBox") } else { None }) {
                    *place = Some(value.clone());
                }
            }
            let kids = self.file.get(&dict, "Kids");
            let Some(kids) = kids.array() else { return Ok(Some((dict, inherited))) };
            // Direct dictionaries cannot be told apart when they come again: depth is bounded by the objects' own.
            if self.open.len() > 1_000_000 {
                return Err(Refused::broken("its tree of pages has no end").into());
            }
            let inherited = Rc::new(inherited);
            self.open.extend(kids.iter().rev().map(|kid| (kid.clone(), Rc::clone(&inherited))));
        }
        Ok(None)
    }
}

/// Hands out a page's blocks; gives the number of letters whose meaning the file does not tell.
#[expect(clippy::too_many_arguments, reason = "one page in the light of its document")]
fn page(file: &File, dict: &Dict, inherited: &Inherited, hidden: &[u32], fonts: &mut HashMap<u32, Rc<Font>>, number: u32, layout: &mut Layout, reading: &mut Reading) -> Flow<usize> {
    let numbers = |object: &Option<Object>| -> Vec<f64> { object.as_ref().map(|o| file.resolve(o)).and_then(|o| o.array().map(|a| a.iter().filter_map(|n| file.resolve(n).number()).collect())).unwrap_or_default() };
    let bounds = <[f64; 4]>::try_from(numbers(&inherited.bounds)).unwrap_or(USUAL);
    let [x0, y0, x1, y1] = bounds;
    let (left, bottom, right, top) = (x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1));
    let rotation = inherited.rotation.as_ref().map(|r| file.resolve(r)).and_then(|r| r.int()).unwrap_or(0).rem_euclid(360);
    let turn = match rotation {
        90 => Matrix([0.0, -1.0, 1.0, 0.0, 0.0, 0.0]),
        180 => Matrix([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
        270 => Matrix([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
        _ => Matrix::ONE,
    };
    let seen = turn.bounds(left, bottom, right - left, top - bottom);
    let resources = inherited.resources.as_ref().map(|r| file.resolve(r)).and_then(|r| r.dict().cloned()).unwrap_or_default();
    let mut painter = Painter::new(file, fonts, hidden, Page::new(seen), turn);
    let contents = file.get(dict, "Contents");
    let parts: Vec<Object> = match contents {
        Object::Array(parts) => parts,
        Object::Null => Vec::new(),
        single => vec![single],
    };
    // Operators do not cross the border between two parts, but a word might stand at each side.
    for part in parts {
        if let Some(bytes) = file.content(&file.resolve(&part))? {
            painter.run(&bytes, &resources, 0, reading)?;
        }
    }
    let mut painted = painter.page;
    painted.settle();
    layout.page(&mut painted, number, reading)?;
    Ok(painted.unknown)
}

/// Layers that are switched off when the file is opened.
fn hidden_layers(file: &File, catalog: &Dict) -> Vec<u32> {
    let id = |object: &Object| if let Object::Ref(id, _) = object { Some(*id) } else { None };
    let Some(layers) = file.get(catalog, "OCProperties").dict().cloned() else { return Vec::new() };
    let Some(usual) = file.get(&layers, "D").dict().cloned() else { return Vec::new() };
    let list = |dict: &Dict, key: &str| -> Vec<u32> { file.get(dict, key).array().unwrap_or_default().iter().filter_map(id).collect() };
    if file.get(&usual, "BaseState").name() == Some(b"OFF") {
        let on = list(&usual, "ON");
        return list(&layers, "OCGs").into_iter().filter(|layer| !on.contains(layer)).collect();
    }
    list(&usual, "OFF")
}
