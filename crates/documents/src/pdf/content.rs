//! A page's drawing operators, as far as they place words: text, what hides it, rules between cells, pictures.

use super::file::File;
use super::font::Font;
use super::lexer::{Lexer, Token};
use super::matrix::Matrix;
use super::object::{Dict, Object};
use super::page::{Page, Span};
use crate::reading::{Flow, Reading};
use std::collections::HashMap;
use std::rc::Rc;

/// Forms inside forms.
const DEEPEST: usize = 8;
const OPERANDS: usize = 512;
/// Forms drawn on one page; each may hold many others.
const FORMS: usize = 5_000;

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Rc<Font>,
    size: f64,
    char_gap: f64,
    word_gap: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    mode: i64,
    is_white: bool,
    is_clear: bool,
}

pub(super) struct Painter<'f> {
    file: &'f File,
    fonts: &'f mut HashMap<u32, Rc<Font>>,
    hidden_layers: &'f [u32],
    pub(super) page: Page,
    state: State,
    stack: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// Marked content that is open: whether it hides.
    marks: Vec<bool>,
    path: Vec<[f64; 4]>,
    pen: (f64, f64),
    forms: usize,
}

impl<'f> Painter<'f> {
    pub(super) fn new(file: &'f File, fonts: &'f mut HashMap<u32, Rc<Font>>, hidden_layers: &'f [u32], page: Page, matrix: Matrix) -> Self {
        let state = State { matrix, font: Rc::default(), size: 0.0, char_gap: 0.0, word_gap: 0.0, stretch: 1.0, leading: 0.0, rise: 0.0, mode: 0, is_white: false, is_clear: false };
        Self { file, fonts, hidden_layers, page, state, stack: Vec::new(), text: Matrix::ONE, line: Matrix::ONE, marks: Vec::new(), path: Vec::new(), pen: (0.0, 0.0), forms: 0 }
    }

    pub(super) fn run(&mut self, bytes: &[u8], resources: &Dict, depth: usize, reading: &mut Reading) -> Flow {
        let mut lexer = Lexer::new(bytes, 0);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(token) = lexer.token() {
            reading.tick()?;
            match token {
                Token::Value(value) => {
                    if operands.len() < OPERANDS {
                        operands.push(value);
                    }
                }
                Token::Word(b"BI") => {
                    skip_picture(&mut lexer, bytes);
                    operands.clear();
                }
                Token::Word(b"Do") => {
                    self.draw(&operands, resources, depth, reading)?;
                    operands.clear();
                }
                Token::Word(b"Tf") => {
                    self.set_font(&operands, resources)?;
                    operands.clear();
                }
                Token::Word(b"BDC") => {
                    let is_hidden = self.hides(&operands, resources);
                    self.marks.push(is_hidden);
                    operands.clear();
                }
                Token::Word(word) => {
                    self.operator(word, &operands, resources);
                    operands.clear();
                }
            }
            if self.page.is_full() {
                break;
            }
        }
        Ok(())
    }

    fn operator(&mut self, word: &[u8], operands: &[Object], resources: &Dict) {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
        let matrix = || Matrix([number(0), number(1), number(2), number(3), number(4), number(5)]);
        match word {
            b"q" if self.stack.len() < 512 => self.stack.push(self.state.clone()),
            b"Q" => {
                if let Some(state) = self.stack.pop() {
                    self.state = state;
                }
            }
            b"cm" => self.state.matrix = matrix().then(self.state.matrix),
            b"BT" => (self.text, self.line) = (Matrix::ONE, Matrix::ONE),
            b"Tc" => self.state.char_gap = number(0),
            b"Tw" => self.state.word_gap = number(0),
            b"Tz" => self.state.stretch = number(0) / 100.0,
            b"TL" => self.state.leading = number(0),
            b"Ts" => self.state.rise = number(0),
            b"Tr" => self.state.mode = operands.first().and_then(Object::int).unwrap_or(0),
            b"Td" => self.move_line(number(0), number(1)),
            b"TD" => {
                self.state.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            b"Tm" => {
                self.line = matrix();
                self.text = self.line;
            }
            b"T*" => self.move_line(0.0, -self.state.leading),
            b"Tj" => self.show(operands),
            b"TJ" => self.show(operands.first().and_then(Object::array).unwrap_or_default()),
            b"'" => {
                self.move_line(0.0, -self.state.leading);
                self.show(operands);
            }
            b"\"" => {
                (self.state.word_gap, self.state.char_gap) = (number(0), number(1));
                self.move_line(0.0, -self.state.leading);
                self.show(operands.get(2..).unwrap_or_default());
            }
            b"BMC" => self.marks.push(false),
            b"EMC" => _ = self.marks.pop(),
            b"g" => self.state.is_white = number(0) > 0.98,
            b"rg" => self.state.is_white = (0..3).all(|at| number(at) > 0.98),
            b"k" => self.state.is_white = (0..4).all(|at| number(at) < 0.02),
            b"cs" => self.state.is_white = false,
            b"sc" | b"scn" => {
                let parts = operands.iter().filter_map(Object::number).collect::<Vec<_>>();
                self.state.is_white = match parts.len() {
                    1 | 3 => parts.iter().all(|p| *p > 0.98),
                    4 => parts.iter().all(|p| *p < 0.02),
                    _ => false,
                };
            }
            b"gs" => self.set_graphics(operands, resources),
            b"re" => self.path.push(self.state.matrix.bounds(number(0), number(1), number(2), number(3))),
            b"m" => self.pen = (number(0), number(1)),
            b"l" => {
                let (x, y) = self.pen;
                self.path.push(self.state.matrix.bounds(x, y, number(0) - x, number(1) - y));
                self.pen = (number(0), number(1));
            }
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                let (is_white, is_clear) = (self.state.is_white, self.state.is_clear);
                self.path.drain(..).for_each(|area| self.page.fill(area, is_white, is_clear));
            }
            b"S" | b"s" => self.path.drain(..).for_each(|area| self.page.stroke(area)),
            b"n" => self.path.clear(),
            _ => {}
        }
        if self.path.len() > 20_000 {
            self.path.clear();
        }
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }

    fn show(&mut self, items: &[Object]) {
        let state = self.state.clone();
        let is_hidden = self.marks.iter().any(|hides| *hides);
        for item in items {
            match item {
                Object::Text(bytes) => state.font.glyphs(bytes, |glyph| {
                    let place = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]).then(self.text).then(state.matrix);
                    let advance = (glyph.width * state.size + state.char_gap + if glyph.is_space { state.word_gap } else { 0.0 }) * state.stretch;
                    if !is_hidden {
                        let [a, b, c, d, x, y] = place.0;
                        let (end, _) = place.apply(glyph.width, 0.0);
                        let is_turned = b.abs() > a.abs();
                        let span = Span { x, y, end, size: c.hypot(d), text: glyph.text, is_bold: state.font.is_bold || state.mode == 2, is_turned };
                        self.page.put(span, state.mode == 3 || state.mode == 7 || state.is_clear, state.is_white);
                    }
                    self.text = Matrix::shift(advance, 0.0).then(self.text);
                }),
                other => {
                    let back = other.number().unwrap_or(0.0) / 1000.0 * state.size * state.stretch;
                    self.text = Matrix::shift(-back, 0.0).then(self.text);
                }
            }
        }
    }

    fn resource(&self, resources: &Dict, kind: &str, name: Option<&Object>) -> Option<(Object, Object)> {
        let name = String::from_utf8_lossy(name?.name()?).into_owned();
        let group = self.file.get(resources, kind);
        let raw = group.dict()?.get(&name)?.clone();
        let found = self.file.resolve(&raw);
        Some((raw, found))
    }

    fn set_font(&mut self, operands: &[Object], resources: &Dict) -> Flow {
        self.state.size = operands.get(1).and_then(Object::number).unwrap_or(0.0);
        let Some((raw, found)) = self.resource(resources, "Font", operands.first()) else { return Ok(()) };
        self.state.font = self.font(&raw, &found)?;
        Ok(())
    }

    fn font(&mut self, raw: &Object, found: &Object) -> Flow<Rc<Font>> {
        let id = if let Object::Ref(id, _) = raw { Some(*id) } else { None };
        if let Some(font) = id.and_then(|id| self.fonts.get(&id)) {
            return Ok(Rc::clone(font));
        }
        let font = Rc::new(Font::read(self.file, found.dict().unwrap_or(&Dict::default()))?);
        if let Some(id) = id {
            // Fonts of a long document come and go; what is in use is held by its state.
            if self.fonts.values().map(|f| f.weight()).sum::<usize>() > 300_000 {
                self.fonts.clear();
            }
            self.fonts.insert(id, Rc::clone(&font));
        }
        Ok(font)
    }

    fn set_graphics(&mut self, operands: &[Object], resources: &Dict) {
        let Some((_, found)) = self.resource(resources, "ExtGState", operands.first()) else { return };
        let Some(dict) = found.dict() else { return };
        if let Some(clear) = self.file.get(dict, "ca").number() {
            self.state.is_clear = clear < 0.05;
        }
        if let Some([font, size]) = self.file.get(dict, "Font").array() {
            let found = self.file.resolve(font);
            if let Ok(font) = self.font(font, &found) {
                self.state.font = font;
                self.state.size = size.number().unwrap_or(0.0);
            }
        }
    }

    /// Marked content on a layer that is switched off, or printed at the edge of every page.
    fn hides(&self, operands: &[Object], resources: &Dict) -> bool {
        let settings = match operands.get(1) {
            Some(Object::Dict(dict)) => Some(dict.clone()),
            name => self.resource(resources, "Properties", name).and_then(|(raw, found)| if self.is_off(&raw) { None } else { found.dict().cloned() }),
        };
        match operands.first().and_then(Object::name) {
            Some(b"OC") => match self.resource(resources, "Properties", operands.get(1)) {
                Some((raw, found)) => self.is_off(&raw) || found.dict().and_then(|d| d.get("OCGs")).is_some_and(|layer| self.is_off(layer)),
                None => false,
            },
            Some(b"Artifact") => settings.is_some_and(|s| self.file.get(&s, "Type").name() == Some(b"Pagination")),
            _ => false,
        }
    }

    fn is_off(&self, layer: &Object) -> bool {
        match layer {
            Object::Ref(id, _) => self.hidden_layers.contains(id),
            Object::Array(layers) => !layers.is_empty() && layers.iter().all(|l| self.is_off(l)),
            _ => false,
        }
    }

    fn draw(&mut self, operands: &[Object], resources: &Dict, depth: usize, reading: &mut Reading) -> Flow {
        let Some((_, found)) = self.resource(resources, "XObject", operands.first()) else { return Ok(()) };
        let Some(dict) = found.dict() else { return Ok(()) };
        match self.file.get(dict, "Subtype").name() {
            Some(b"Image") => self.page.picture(self.state.matrix.bounds(0.0, 0.0, 1.0, 1.0)),
            Some(b"Form") if depth < DEEPEST && self.forms < FORMS => {
                if dict.get("OC").is_some_and(|layer| self.is_off(layer)) {
                    return Ok(());
                }
                self.forms += 1;
                reading.ask()?;
                let Some(bytes) = self.file.content(&found)? else { return Ok(()) };
                let outside = (self.state.clone(), std::mem::take(&mut self.stack), self.text, self.line, std::mem::take(&mut self.path));
                let numbers: Vec<f64> = self.file.get(dict, "Matrix").array().unwrap_or_default().iter().filter_map(|n| self.file.resolve(n).number()).collect();
                if let Ok(numbers) = <[f64; 6]>::try_from(numbers) {
                    self.state.matrix = Matrix(numbers).then(self.state.matrix);
                }
                let own = self.file.get(dict, "Resources");
                let marks = self.marks.len();
                self.run(&bytes, own.dict().unwrap_or(resources), depth + 1, reading)?;
                self.marks.truncate(marks);
                (self.state, self.stack, self.text, self.line, self.path) = outside;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Over a picture written between the operators.
fn skip_picture(lexer: &mut Lexer, bytes: &[u8]) {
    while let Some(token) = lexer.token() {
        if token == Token::Word(b"ID") {
            break;
        }
    }
    let mut from = lexer.at;
    while let Some(at) = bytes.get(from..).and_then(|rest| memchr::memmem::find(rest, b"EI")) {
        from += at + 2;
        let is_space = |at: usize| bytes.get(at).is_none_or(|b| super::lexer::is_space(*b));
        if is_space(from) && from.checked_sub(3).is_none_or(is_space) {
            break;
        }
    }
    // A picture that never ends takes the rest of the page.
    lexer.at = if from > lexer.at { from } else { bytes.len() };
}
